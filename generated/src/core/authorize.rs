//! The token: who gets it and who does not.
//!
//! Over https azure_core's own bearer policy does the work, with its cache. It refuses plain http, so a test server on loopback gets its token from here. A request to
//! another origin than the client's endpoint (after a redirect) goes without a token, and so does one that comes back from there.
//!
//! A 401 is final: azure_core's policy then forgets its token, so that the next request asks for a new one. It hands on no claims of the
//! service's challenge.

use std::sync::Arc;

use async_trait::async_trait;
use azure_core::credentials::{AccessToken, TokenCredential, TokenRequestOptions};
use azure_core::error::ErrorKind;
use azure_core::http::headers::AUTHORIZATION;
use azure_core::http::policies::auth::BearerTokenAuthorizationPolicy;
use azure_core::http::policies::{Policy, PolicyResult};
use azure_core::http::{Context, Request, Url};

use super::cloud::may_carry_token;
use super::redirect::LedAway;
use super::retry::pass_on;

/// Puts the token on requests to the client's own endpoint.
#[derive(Debug)]
pub(crate) struct AuthorizePolicy {
    endpoint: Url,
    scope: String,
    credential: Arc<dyn TokenCredential>,
    bearer: BearerTokenAuthorizationPolicy,
}

impl AuthorizePolicy {
    pub(crate) fn new(endpoint: Url, scope: &str, credential: Arc<dyn TokenCredential>) -> Self {
        let credential: Arc<dyn TokenCredential> = Arc::new(Marked(credential));
        let bearer = BearerTokenAuthorizationPolicy::new(credential.clone(), [scope]);
        Self {
            endpoint,
            scope: scope.to_owned(),
            credential,
            bearer,
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
        if request.url().scheme() == "https" {
            return self.bearer.send(ctx, request, next).await;
        }
        let token = self.credential.get_token(&[&self.scope], None).await?;
        request.insert_header(AUTHORIZATION, format!("Bearer {}", token.token.secret()));
        pass_on(ctx, request, next).await
    }
}

/// A credential whose errors are credential errors whatever they came from: a token endpoint that could not be reached must not look like a request that was lost.
#[derive(Debug)]
struct Marked(Arc<dyn TokenCredential>);

#[async_trait]
impl TokenCredential for Marked {
    async fn get_token(
        &self,
        scopes: &[&str],
        options: Option<TokenRequestOptions<'_>>,
    ) -> azure_core::Result<AccessToken> {
        self.0
            .get_token(scopes, options)
            .await
            .map_err(|error| match error.kind() {
                ErrorKind::Credential => error,
                _ => {
                    let words = error.to_string();
                    azure_core::Error::with_error(ErrorKind::Credential, error, words)
                }
            })
    }
}
