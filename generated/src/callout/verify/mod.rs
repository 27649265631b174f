//! Who posts a callout: the token that a Logic App's managed identity brings, verified.
//!
//! The feature `verify` switches it on. A service of one's own stands behind a Logic App, which calls it with a bearer
//! token of its managed identity. Whoever can post a callout can have access approved, so the service verifies that
//! token **before it reads the body**.
//!
#![cfg_attr(
    all(feature = "v1_0", feature = "entitlement_management"),
    doc = r#"
```
use msgraph_identity_governance::v1_0::callout::verify::{CallerError, CallerVerifier, ExpectedCaller};

/// Once, when the service starts: the keys are kept in it.
fn verifier() -> Result<CallerVerifier, CallerError> {
    let expected = ExpectedCaller::new("11111111-2222-3333-4444-555555555555")  // one's own tenant
        .with_audience("api://callouts.contoso.example")                        // the service's own application
        .with_application("c11e47c0-0000-0000-0000-000000000001")               // the managed identity's client id
        .with_role("Callout.Post");
    CallerVerifier::new(expected, None)
}

/// For each request, in any web framework: the value of `Authorization`, or nothing. An error has the response.
async fn caller(verifier: &CallerVerifier, authorization: Option<&str>) -> Result<String, (u16, Option<String>)> {
    match verifier.verify(authorization.unwrap_or_default()).await {
        Ok(caller) => Ok(caller.application_id().to_owned()),
        Err(error) => {
            eprintln!("refused: {error}"); // what happened and what to do, without the token
            Err((error.status(), error.www_authenticate()))
        }
    }
}
# verifier().unwrap();
```
"#
)]
//!
//! # What is verified
//!
//! | what | how | when it does not hold |
//! |---|---|---|
//! | form | three parts of base64url, JSON objects that name nothing twice, at most 16 KiB | 401 |
//! | algorithm | one of a list, `RS256` unless set; there is neither `none` nor HMAC to choose | 401 |
//! | signature | by a key that the tenant publishes, named by `kid`; a key, certificate or address in the token is not looked at, a `crit` is refused | 401 |
//! | issuer, `tid` | one's own tenant: `https://sts.windows.net/{tenant}/` (version 1) or `https://login.microsoftonline.com/{tenant}/v2.0` (version 2), or those of a national cloud | 401 |
//! | audience | one of those that are set | 401 |
//! | times | `exp` ahead; `nbf` and `iat` past, where they are there; each with a leeway | 401 |
//! | application | `appid` (version 1) or `azp` (version 2), by an allow list | 403 |
//! | no user | neither `scp` nor an `idtyp` other than `app`: a token of a signed-in user is none of the application | 403 |
//! | roles | one of those that are set, if any are | 403 |
//!
//! # Keys
//!
//! They are read from the tenant's OpenID configuration at the authority of its cloud, and kept. A token that names an
//! unknown key has them read again, at most once in [`VerifyOptions::refetch_after`], however many such tokens come.
//! While they cannot be read, known keys are used for a time, and other tokens get an error with a status of 503.
//!
//! # What is not verified here
//!
//! - **The call from Microsoft Entra to the Logic App**, with its proof-of-possession token, is verified by the Logic
//!   App's authorization policy. Such a token never reaches the service: it is bound to the Logic App's own address.
//! - **The body.** A bearer token says who calls, and nothing of what is posted; TLS protects the body.
//! - **That a token is used once.** A bearer token is good for as many calls as fit into its time. The ids of a callout
//!   make a second delivery known.
//!
//! # Modules
//!
//! | what | where |
//! |---|---|
//! | [`ExpectedCaller`], [`VerifyOptions`], [`SigningAlgorithm`] | `expected`, `options` |
//! | [`CallerVerifier`], [`VerifiedCaller`] | `verifier`, `caller` |
//! | [`CallerError`], [`CallerFailure`] | `error` |
//! | the token's parts and its signature; its claims | `token`, `claims` |
//! | a JSON object that names nothing twice; base64url | `object` |
//! | keys as they are published; how they are requested; when | `jwks`, `fetch`, `keys` |

mod caller;
mod claims;
mod error;
mod expected;
mod fetch;
mod jwks;
mod keys;
mod object;
mod options;
mod token;
mod verifier;

pub use caller::VerifiedCaller;
pub use error::{CallerError, CallerFailure};
pub use expected::ExpectedCaller;
pub use options::{SigningAlgorithm, VerifyOptions};
pub use verifier::CallerVerifier;
