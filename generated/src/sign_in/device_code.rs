//! Sign-in by a code that is entered on any device (RFC 8628).

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use azure_core::credentials::{AccessToken, TokenCredential, TokenRequestOptions};
use secrecy::ExposeSecret as _;

use super::account::Account;
use super::error::{SignInError, SignInFailure};
use super::options::SignInOptions;
use super::response::DeviceAuthorization;
use super::session::{Asked, Flow, Session, SignedIn};
use super::wire::{Form, Outcome, pause};
use crate::core::text::OneLine;

/// How often the authority is asked whether the code was entered, unless it says another interval.
const INTERVAL: Duration = Duration::from_secs(5);
/// What `slow_down` adds to the interval.
const SLOWER: Duration = Duration::from_secs(5);
/// The longest interval after the authority could not be reached.
const LONGEST_INTERVAL: Duration = Duration::from_secs(60);
/// How long a code lives when the authority does not say.
const LIFETIME: Duration = Duration::from_secs(900);

/// A code for a person, and the page to enter it on.
///
/// Both are for that person's eyes: whoever enters the code signs in for this program. `Debug` shows neither.
#[derive(Clone)]
#[non_exhaustive]
pub struct DeviceCode {
    /// The code that the person enters.
    pub user_code: String,
    /// The page to enter it on, `https://microsoft.com/devicelogin` for instance.
    pub verification_uri: String,
    /// The page with the code in it, where the authority has one; for a link or a picture to scan. The Microsoft identity
    /// platform has none.
    pub verification_uri_complete: Option<String>,
    /// How long the code can be entered, from now on.
    pub lifetime: Duration,
}

/// What a person is to do, in one line. The text of the authority is escaped.
impl fmt::Display for DeviceCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "To sign in, open {} in a browser and enter the code {}. It is good for {} minutes.",
            OneLine(&self.verification_uri),
            OneLine(&self.user_code),
            self.lifetime.as_secs() / 60
        )
    }
}

impl fmt::Debug for DeviceCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DeviceCode")
            .field("lifetime", &self.lifetime)
            .finish_non_exhaustive()
    }
}

/// How a code is shown.
type Show = Arc<dyn Fn(&DeviceCode) + Send + Sync>;

/// What can be set for a [`DeviceCodeCredential`].
#[derive(Clone)]
pub struct DeviceCodeCredentialOptions {
    /// What all ways of signing in have in common.
    pub sign_in: SignInOptions,
    show: Show,
}

impl DeviceCodeCredentialOptions {
    /// The options that hold unless others are given: the code is printed to stderr.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets how the code is shown to the person.
    ///
    /// ```
    /// use msgraph_identity_governance::sign_in::DeviceCodeCredentialOptions;
    ///
    /// let options = DeviceCodeCredentialOptions::new()
    ///     .with_show(|code| println!("{} at {}", code.user_code, code.verification_uri));
    /// ```
    #[must_use]
    pub fn with_show(mut self, show: impl Fn(&DeviceCode) + Send + Sync + 'static) -> Self {
        self.show = Arc::new(show);
        self
    }
}

impl Default for DeviceCodeCredentialOptions {
    fn default() -> Self {
        Self {
            sign_in: SignInOptions::default(),
            show: Arc::new(|code| eprintln!("{code}")),
        }
    }
}

impl From<SignInOptions> for DeviceCodeCredentialOptions {
    fn from(sign_in: SignInOptions) -> Self {
        Self {
            sign_in,
            ..Self::default()
        }
    }
}

impl fmt::Debug for DeviceCodeCredentialOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DeviceCodeCredentialOptions")
            .field("sign_in", &self.sign_in)
            .finish_non_exhaustive()
    }
}

/// A credential of a person who signs in by entering a code on any device: for programs on a server, over SSH, in a
/// container.
///
/// The person is asked when a client first wants a token, or by [`sign_in`](Self::sign_in). See the
/// [module](super) for what the application needs, and what happens when.
pub struct DeviceCodeCredential {
    session: Session,
    flow: DeviceCodeFlow,
}

impl DeviceCodeCredential {
    /// A credential for an application of a tenant: its id, one of its domains, or `organizations` for any. Nothing is
    /// sent yet.
    ///
    /// # Errors
    /// [`SignInFailure::Invalid`] when tenant, client id or authority cannot be used.
    pub fn new(
        tenant: &str,
        client_id: &str,
        options: Option<DeviceCodeCredentialOptions>,
    ) -> Result<Arc<Self>, SignInError> {
        let options = options.unwrap_or_default();
        Ok(Arc::new(Self {
            session: Session::new(tenant, client_id, options.sign_in)?,
            flow: DeviceCodeFlow { show: options.show },
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

    /// Removes the account and its tokens from the cache. Whether it was there.
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
impl TokenCredential for DeviceCodeCredential {
    async fn get_token(
        &self,
        scopes: &[&str],
        options: Option<TokenRequestOptions<'_>>,
    ) -> azure_core::Result<AccessToken> {
        Ok(self.session.get_token(&self.flow, scopes, options.as_ref()).await?)
    }
}

impl fmt::Debug for DeviceCodeCredential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DeviceCodeCredential")
            .field("session", &self.session)
            .finish()
    }
}

struct DeviceCodeFlow {
    show: Show,
}

#[async_trait]
impl Flow for DeviceCodeFlow {
    async fn ask(&self, session: &Session, asked: &Asked) -> Result<SignedIn, SignInError> {
        let endpoints = &session.endpoints;
        let form = Form::new()
            .with("client_id", &endpoints.client_id)
            .with("scope", &asked.wanted.parameter())
            .with("claims", &asked.claims);
        let code: DeviceAuthorization = session
            .wire
            .ask(&endpoints.device, &form, endpoints, Some(&asked.wanted), &[])
            .await?;
        let lifetime = code.expires_in.map_or(LIFETIME, Duration::from_secs);
        let since = Instant::now();
        (self.show)(&DeviceCode {
            user_code: code.user_code,
            verification_uri: code.verification_uri,
            verification_uri_complete: code.verification_uri_complete,
            lifetime,
        });
        let secret = code.device_code.expose_secret();
        let form = Form::new()
            .with("grant_type", "urn:ietf:params:oauth:grant-type:device_code")
            .with("client_id", &endpoints.client_id)
            .with("device_code", secret)
            .with("client_info", "1")
            .with("claims", &asked.claims);
        let mut interval = code.interval.map_or(INTERVAL, Duration::from_secs);
        let mut waited = Duration::ZERO;
        loop {
            pause(interval).await;
            waited += interval;
            match session.wire.post(&endpoints.token, &form).await? {
                Outcome::Good(tokens) => return Ok(SignedIn { tokens, nonce: None }),
                Outcome::Refused(refusal, _) if refusal.error == "authorization_pending" => {}
                Outcome::Refused(refusal, _) if refusal.error == "slow_down" => interval += SLOWER,
                Outcome::Refused(refusal, skew) => {
                    return Err(refusal.into_error(endpoints, Some(&asked.wanted), &[secret], skew));
                }
                // RFC 8628, section 3.5: twice the interval, so that an overloaded server recovers.
                Outcome::Unreachable { wait, .. } => {
                    let longer = (interval * 2).clamp(Duration::from_secs(1), LONGEST_INTERVAL);
                    interval = interval.max(longer).max(wait.unwrap_or_default().min(LONGEST_INTERVAL));
                }
            }
            // The authority says it too; one that goes on saying that it waits is not asked for ever.
            if since.elapsed().max(waited) >= lifetime {
                let what = "the code was not entered in time";
                return Err(SignInError::new(SignInFailure::CodeExpired, what, "sign in again"));
            }
        }
    }
}
