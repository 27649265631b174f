//! The token: who gets it and who does not.
//!
//! Over https azure_core's own bearer policy does the work, with its cache. It refuses plain http, so a service on
//! loopback gets its token from here. A request that was led away from the client's endpoint and version goes without a
//! token (`redirect.rs`), and so does one to another origin, however it came there.
//!
//! A token that was refused (401, of a call or of a batch's member) is forgotten, so that the next request asks for a
//! new one. azure_core's policy forgets its own only when the 401 passes through it; it is replaced here, which does
//! the same.
//!
//! What azure_core 1.1 allows for a claims challenge ([`ClaimsChallenge`]):
//!
//! - `TokenRequestOptions` has no claims and no flag for continuous access evaluation. All it has is a context of typed
//!   values, and that is where the challenge goes. Credentials that do not know it give the token that they would give
//!   anyway.
//! - Its hook `with_on_challenge` is called for every 401 with a `WWW-Authenticate`, and must either lead to a second
//!   try or become the request's error: a 401 without claims could not be handed on with the service's words. So the
//!   second try is made here.
//! - azure_identity 1.0 reads no claims and keeps tokens in caches of its own, which nothing outside of it can empty.
//! - Its `Headers` hold one value for each name, and its transport keeps the last of several `WWW-Authenticate`.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use azure_core::credentials::{AccessToken, TokenCredential, TokenRequestOptions};
use azure_core::error::ErrorKind;
use azure_core::http::headers::{AUTHORIZATION, Headers};
use azure_core::http::policies::auth::BearerTokenAuthorizationPolicy;
use azure_core::http::policies::{Policy, PolicyResult};
use azure_core::http::{ClientMethodOptions, Context, Request, StatusCode, Url};

use super::challenge::ClaimsChallenge;
use super::cloud::may_carry_token;
use super::redirect::LedAway;
use super::retry::{Attempts, pass_on};
use super::text::OneLine;

/// A client's token: where it comes from, and what is known of it.
#[derive(Debug)]
pub(crate) struct Tokens {
    scope: String,
    credential: Arc<ClaimsCredential>,
    bearer: Mutex<BearerTokenAuthorizationPolicy>,
}

impl Tokens {
    pub(crate) fn new(scope: &str, credential: Arc<dyn TokenCredential>) -> Self {
        let credential = Arc::new(ClaimsCredential {
            credential,
            wanted: Mutex::default(),
        });
        Self {
            bearer: Mutex::new(BearerTokenAuthorizationPolicy::new(credential.clone(), [scope])),
            scope: scope.to_owned(),
            credential,
        }
    }

    /// Takes note of a 401 with these headers: the token is asked for anew, with the claims that the service wants.
    /// Whether it wants any.
    pub(crate) fn refused(&self, headers: &Headers) -> bool {
        let fresh = BearerTokenAuthorizationPolicy::new(self.credential.clone(), [self.scope.as_str()]);
        *lock(&self.bearer) = fresh;
        let Some(challenge) = ClaimsChallenge::read(headers) else {
            return false;
        };
        *lock(&self.credential.wanted) = Some(challenge);
        true
    }

    /// Sends a request with the token.
    async fn send(&self, ctx: &Context<'_>, request: &mut Request, next: &[Arc<dyn Policy>]) -> PolicyResult {
        if request.url().scheme() == "https" {
            // A clone shares the cache.
            let bearer = lock(&self.bearer).clone();
            return bearer.send(ctx, request, next).await;
        }
        let options = TokenRequestOptions {
            method_options: ClientMethodOptions { context: ctx.clone() },
        };
        let token = self.credential.get_token(&[&self.scope], Some(options)).await?;
        request.insert_header(AUTHORIZATION, format!("Bearer {}", token.token.secret()));
        pass_on(ctx, request, next).await
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Puts the token on requests to the client's own endpoint.
#[derive(Debug)]
pub(crate) struct AuthorizePolicy {
    endpoint: Url,
    tokens: Arc<Tokens>,
    /// Whether a request that failed for want of claims is retried with them.
    follows_challenges: bool,
}

impl AuthorizePolicy {
    pub(crate) fn new(endpoint: Url, tokens: Arc<Tokens>, follows_challenges: bool) -> Self {
        Self {
            endpoint,
            tokens,
            follows_challenges,
        }
    }
}

#[async_trait]
impl Policy for AuthorizePolicy {
    async fn send(&self, ctx: &Context, request: &mut Request, next: &[Arc<dyn Policy>]) -> PolicyResult {
        let led_away = ctx.value::<LedAway>().is_some();
        if led_away || request.url().origin() != self.endpoint.origin() || !may_carry_token(request.url()) {
            request.headers_mut().remove(AUTHORIZATION);
            return pass_on(ctx, request, next).await;
        }
        let response = self.tokens.send(ctx, request, next).await?;
        if response.status() != StatusCode::Unauthorized {
            return Ok(response);
        }
        // The service did nothing, so that any request may be retried; one whose body does not begin again cannot.
        let wants_claims = self.tokens.refused(response.headers());
        if !wants_claims || !self.follows_challenges || request.body_mut().reset().await.is_err() {
            return Ok(response);
        }
        tracing::info!("the service wants other claims in the token: asking for one with them");
        let again = self.tokens.send(ctx, request, next).await;
        if let Err(error) = &again
            && *error.kind() == ErrorKind::Credential
        {
            let error = error.to_string();
            tracing::info!(error.message = %OneLine(&error), "the credential gave no token with these claims");
            // The service's refusal says more, and has the claims.
            return Ok(response);
        }
        if let Some(attempts) = ctx.value::<Arc<Attempts>>() {
            attempts.retried();
        }
        if let Ok(response) = &again
            && response.status() == StatusCode::Unauthorized
        {
            self.tokens.refused(response.headers());
        }
        again
    }
}

/// The credential as it is asked: once with the claims that the service wants. When it has no token with them, what is
/// asked for next is an ordinary one: the claims may have been for one operation, and others must not fail for it. Who
/// is refused again learns the claims again. Its errors are credential errors whatever they came from: a token endpoint
/// that could not be reached must not look like a request that was lost.
#[derive(Debug)]
struct ClaimsCredential {
    credential: Arc<dyn TokenCredential>,
    wanted: Mutex<Option<ClaimsChallenge>>,
}

#[async_trait]
impl TokenCredential for ClaimsCredential {
    async fn get_token(
        &self,
        scopes: &[&str],
        options: Option<TokenRequestOptions<'_>>,
    ) -> azure_core::Result<AccessToken> {
        let wanted = lock(&self.wanted).clone();
        let mut options = options.unwrap_or_default();
        if let Some(claims) = wanted.clone() {
            options.method_options.context.insert(claims);
        }
        let given = self.credential.get_token(scopes, Some(options)).await;
        {
            let mut still = lock(&self.wanted);
            // Others may have come in the meantime.
            if *still == wanted {
                *still = None;
            }
        }
        match given {
            Ok(token) => Ok(token),
            Err(error) if *error.kind() == ErrorKind::Credential => Err(error),
            Err(error) => {
                let words = error.to_string();
                Err(azure_core::Error::with_error(ErrorKind::Credential, error, words))
            }
        }
    }
}
