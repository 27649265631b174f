//! Sign-in of a user: by a code that is entered on any device, or by the browser of this machine.
//!
//! The feature `sign_in` switches it on. Some operations are for signed-in users alone, and a program that is tried out
//! has no application with a secret. Both credentials are [`TokenCredential`](azure_core::credentials::TokenCredential)s
//! of azure_core: they work with this crate's clients and with any other Azure client.
//!
//! ```no_run
//! # #[cfg(all(feature = "v1_0", feature = "entitlement_management"))] {
//! use msgraph_identity_governance::{sign_in::DeviceCodeCredential, v1_0::GraphClient};
//!
//! # async fn program() -> Result<(), Box<dyn std::error::Error>> {
//! // The code and the page to enter it on are printed to stderr.
//! let credential = DeviceCodeCredential::new("contoso.onmicrosoft.com", "11111111-2222-3333-4444-555555555555", None)?;
//! let client = GraphClient::new(credential, None)?;
//! let packages = client.identity_governance().entitlement_management().access_packages().list().send().await?;
//! # Ok(())
//! # }
//! # }
//! ```
//!
//! # The application
//!
//! A public client is needed: an application registration with a platform *Mobile and desktop applications*, whose
//! redirect URI is `http://localhost` (for the browser), and with *Allow public client flows* set (for device codes).
//! It has delegated permissions; [`Scopes::for_operations`] works out which ones a program needs. `docs/sign-in.md` of
//! the repository registers one step by step, with the permissions of each task; `msgraph-ig login --help` is its short
//! form.
//!
//! # What happens when a token is wanted
//!
//! 1. A token of the cache that is good for some minutes more is taken.
//! 2. Else the account's refresh token is exchanged for a new one: once, however many callers and processes wait.
//! 3. Else, or when the identity platform wants the person (a permission without consent, a second factor, a claims
//!    challenge), the person signs in, unless [`SignInOptions::silent_only`] is set.
//!
//! # Secrets
//!
//! Tokens and codes are in no `Debug`, error or log event of this module. Its own copies are overwritten when they are
//! dropped. Those that azure_core hands out ([`AccessToken`](azure_core::credentials::AccessToken)) and those within
//! the HTTP transport are not: these crates do not do it.
//!
//! | what | where |
//! |---|---|
//! | [`DeviceCodeCredential`], [`BrowserCredential`] | `device_code`, `browser` |
//! | [`SignInOptions`], [`Scopes`] | `options`, `scopes` |
//! | [`TokenCache`], [`Account`] | `cache`, `account` |
//! | [`SignInError`], the numbers of the identity platform | `error`, `aadsts` |
//! | who is asked for a token, and when | `session` |
//! | requests to the identity platform, and what it responds | `endpoints`, `wire`, `response` |

#[cfg(target_family = "wasm")]
compile_error!("the feature `sign_in` needs files, threads and sockets, which WebAssembly does not have: leave it out");

mod aadsts;
mod account;
mod browser;
mod cache;
mod claims;
mod device_code;
mod endpoints;
mod error;
mod id_token;
mod options;
mod random;
mod response;
mod scopes;
mod session;
mod wire;

pub use account::Account;
pub use browser::{BrowserCredential, BrowserCredentialOptions};
pub use cache::{CachePlace, TokenCache};
pub use device_code::{DeviceCode, DeviceCodeCredential, DeviceCodeCredentialOptions};
pub use error::{SignInError, SignInFailure};
pub use options::SignInOptions;
pub use scopes::Scopes;
