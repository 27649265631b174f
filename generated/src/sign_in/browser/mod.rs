//! Sign-in by the browser of this machine: an authorization code with PKCE (RFC 7636), sent to a port of loopback
//! (RFC 8252).

mod listener;
mod page;
mod redirect;

use std::fmt;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use azure_core::credentials::{AccessToken, TokenCredential, TokenRequestOptions};
use azure_core::http::Url;
use futures::channel::oneshot;
use futures::future::{Either, select};
use secrecy::{ExposeSecret as _, SecretString};

use super::account::Account;
use super::error::{SignInError, SignInFailure};
use super::options::SignInOptions;
use super::random;
use super::response::Refusal;
use super::session::{Asked, Flow, Session, SignedIn};
use super::wire::{Form, pause};
use listener::Listener;
use redirect::Redirected;

/// How long a person has to sign in, unless set.
const TIMEOUT: Duration = Duration::from_secs(600);

/// How a page is opened in a browser.
type Open = Arc<dyn Fn(&Url) -> io::Result<()> + Send + Sync>;

/// What can be set for a [`BrowserCredential`].
#[derive(Clone)]
pub struct BrowserCredentialOptions {
    /// What all ways of signing in have in common.
    pub sign_in: SignInOptions,
    /// The port of loopback that the browser is sent to; a free one unless set. The identity platform takes any for an
    /// application with the redirect URI `http://localhost`.
    pub port: Option<u16>,
    /// How long the person has; ten minutes unless set.
    pub timeout: Duration,
    open: Open,
}

impl BrowserCredentialOptions {
    /// The options that hold unless others are given: the default browser is opened.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets how the page is opened: in another browser, or shown to the person. It is called on a thread of its own, and
    /// an error ends the sign-in.
    ///
    /// ```
    /// use msgraph_identity_governance::sign_in::BrowserCredentialOptions;
    ///
    /// let options = BrowserCredentialOptions::new().with_open(|url| {
    ///     println!("Sign in at {url}");
    ///     Ok(())
    /// });
    /// ```
    #[must_use]
    pub fn with_open(mut self, open: impl Fn(&Url) -> io::Result<()> + Send + Sync + 'static) -> Self {
        self.open = Arc::new(open);
        self
    }
}

impl Default for BrowserCredentialOptions {
    fn default() -> Self {
        Self {
            sign_in: SignInOptions::default(),
            port: None,
            timeout: TIMEOUT,
            open: Arc::new(|url| webbrowser::open(url.as_str())),
        }
    }
}

impl From<SignInOptions> for BrowserCredentialOptions {
    fn from(sign_in: SignInOptions) -> Self {
        Self {
            sign_in,
            ..Self::default()
        }
    }
}

impl fmt::Debug for BrowserCredentialOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BrowserCredentialOptions")
            .field("sign_in", &self.sign_in)
            .field("port", &self.port)
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}

/// A credential of a person who signs in with the browser of this machine.
///
/// The person is asked when a client first wants a token, or by [`sign_in`](Self::sign_in). No browser is embedded: the
/// person's own one is opened, with its passwords and second factors, and this program sees none of them. See the
/// [module](super) for what the application needs, and what happens when.
pub struct BrowserCredential {
    session: Session,
    flow: BrowserFlow,
}

impl BrowserCredential {
    /// A credential for an application of a tenant: its id, one of its domains, or `organizations` for any. Nothing is
    /// sent yet.
    ///
    /// # Errors
    /// [`SignInFailure::Invalid`] when tenant, client id or authority cannot be used.
    pub fn new(
        tenant: &str,
        client_id: &str,
        options: Option<BrowserCredentialOptions>,
    ) -> Result<Arc<Self>, SignInError> {
        let options = options.unwrap_or_default();
        Ok(Arc::new(Self {
            session: Session::new(tenant, client_id, options.sign_in)?,
            flow: BrowserFlow {
                port: options.port,
                timeout: options.timeout,
                open: options.open,
            },
        }))
    }

    /// Has a person sign in, whoever is signed in already. `scopes` are what a client asks for:
    /// `[client's cloud.scope()]`; with [`SignInOptions::scopes`] they say the resource alone.
    ///
    /// # Errors
    /// When the person does not sign in, or the tokens cannot be kept.
    pub async fn sign_in(&self, scopes: &[&str]) -> Result<Account, SignInError> {
        self.session.sign_in(&self.flow, scopes).await
    }

    /// Removes the account and its tokens from the cache. Whether it was there. The browser stays signed in.
    ///
    /// # Errors
    /// When the cache cannot be read or written.
    pub async fn sign_out(&self) -> Result<bool, SignInError> {
        self.session.sign_out().await
    }

    /// Who is signed in.
    ///
    /// # Errors
    /// When the cache cannot be read, or has several accounts of which none was chosen.
    pub fn account(&self) -> Result<Option<Account>, SignInError> {
        self.session.account()
    }
}

#[async_trait]
impl TokenCredential for BrowserCredential {
    async fn get_token(
        &self,
        scopes: &[&str],
        options: Option<TokenRequestOptions<'_>>,
    ) -> azure_core::Result<AccessToken> {
        Ok(self.session.get_token(&self.flow, scopes, options.as_ref()).await?)
    }
}

impl fmt::Debug for BrowserCredential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BrowserCredential")
            .field("session", &self.session)
            .finish()
    }
}

struct BrowserFlow {
    port: Option<u16>,
    timeout: Duration,
    open: Open,
}

#[async_trait]
impl Flow for BrowserFlow {
    async fn ask(&self, session: &Session, asked: &Asked) -> Result<SignedIn, SignInError> {
        let (state, nonce, verifier) = (random::value()?, random::value()?, random::value()?);
        let (listener, response) = Listener::start(self.port, state.clone())?;
        let redirect_uri = listener.redirect_uri();
        let page = authorize(
            session,
            asked,
            &redirect_uri,
            &state,
            &nonce,
            &random::challenge(&verifier),
        );
        self.show(page).await?;
        let redirected = match select(response, Box::pin(pause(self.timeout))).await {
            Either::Left((Ok(redirected), _)) => redirected,
            Either::Left((Err(_), _)) => return Err(SignInError::unexpected("the listener on loopback ended early")),
            Either::Right(_) => {
                let what = format!("nobody signed in within {} seconds", self.timeout.as_secs());
                return Err(SignInError::new(SignInFailure::CodeExpired, what, "sign in again"));
            }
        };
        // Nobody else is heard from here on.
        drop(listener);
        let code = match redirected {
            Redirected::Code(code) => code,
            Redirected::Refused { error, description } => {
                let refusal = Refusal {
                    error,
                    error_description: description,
                    ..Refusal::default()
                };
                let secrets = [state.expose_secret(), nonce.expose_secret()];
                return Err(refusal.into_error(&session.endpoints, Some(&asked.wanted), &secrets, None));
            }
        };
        let secrets = [code.expose_secret(), verifier.expose_secret()];
        let form = Form::new()
            .with("grant_type", "authorization_code")
            .with("client_id", &session.endpoints.client_id)
            .with("code", secrets[0])
            .with("code_verifier", secrets[1])
            .with("redirect_uri", &redirect_uri)
            .with("scope", &asked.wanted.parameter())
            .with("client_info", "1")
            .with("claims", &asked.claims);
        let (endpoints, wanted) = (&session.endpoints, Some(&asked.wanted));
        let tokens = session
            .wire
            .ask(&endpoints.token, &form, endpoints, wanted, &secrets)
            .await?;
        Ok(SignedIn {
            tokens,
            nonce: Some(nonce),
        })
    }
}

impl BrowserFlow {
    /// Opens the page. A browser of the terminal would not return before it is closed, so it has a thread.
    async fn show(&self, page: Url) -> Result<(), SignInError> {
        let open = self.open.clone();
        let (sender, opened) = oneshot::channel();
        let opening = move || {
            // Nobody waits any more when the sign-in was dropped.
            let _ = sender.send(open(&page));
        };
        let failed = |error: &io::Error| {
            let what = format!("no browser can be opened here ({error})");
            let advice = "sign in by a device code, or set BROWSER to the program to open pages with";
            SignInError::new(SignInFailure::NoBrowser, what, advice)
        };
        std::thread::Builder::new()
            .name("open browser".to_owned())
            .spawn(opening)
            .map_err(|error| failed(&error))?;
        // A thread that ended without a word has panicked.
        let opened = opened
            .await
            .unwrap_or_else(|_| Err(io::Error::other("what was to open it panicked")));
        opened.map_err(|error| failed(&error))
    }
}

/// The page on which the person signs in.
fn authorize(
    session: &Session,
    asked: &Asked,
    redirect_uri: &str,
    state: &SecretString,
    nonce: &SecretString,
    challenge: &str,
) -> Url {
    let mut url = session.endpoints.authorize.clone();
    let mut query = url.query_pairs_mut();
    query.append_pair("client_id", &session.endpoints.client_id);
    query.append_pair("response_type", "code");
    query.append_pair("redirect_uri", redirect_uri);
    // A form, so that the code is in no address, and in no history of the browser.
    query.append_pair("response_mode", "form_post");
    query.append_pair("scope", &asked.wanted.parameter());
    query.append_pair("state", state.expose_secret());
    query.append_pair("nonce", nonce.expose_secret());
    query.append_pair("code_challenge", challenge);
    query.append_pair("code_challenge_method", "S256");
    query.append_pair("client_info", "1");
    query.append_pair("claims", &asked.claims);
    if let Some(hint) = &asked.hint {
        query.append_pair("login_hint", hint);
    } else if asked.chooses_account {
        query.append_pair("prompt", "select_account");
    }
    drop(query);
    url
}
