//! A credential whose token is there already.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use azure_core::credentials::{AccessToken, Secret, TokenCredential, TokenRequestOptions};
use azure_core::time::{Duration, OffsetDateTime};

/// How long a token counts as good whose end is not known. Microsoft Entra's last an hour and more.
const ASSUMED_LIFETIME: Duration = Duration::minutes(30);

/// A credential that gives one access token, which somebody else has obtained: for scripts and tests.
///
/// It asks nobody for a token and renews none. When the token has expired, requests fail with 401
/// ([`Error::is_unauthorized`](crate::Error::is_unauthorized)). A program that runs longer takes a credential of the
/// crate `azure_identity`. `Debug` does not show the token.
///
/// ```
/// # #[cfg(all(feature = "v1_0", feature = "entitlement_management"))] {
/// use msgraph_identity_governance::{Error, StaticTokenCredential, v1_0::GraphClient};
///
/// /// Of a token that was printed by another program.
/// fn client(token: String) -> Result<GraphClient, Error> {
///     GraphClient::new(StaticTokenCredential::new(token), None)
/// }
/// # }
/// ```
pub struct StaticTokenCredential {
    token: Secret,
    expires_on: Option<OffsetDateTime>,
}

impl StaticTokenCredential {
    /// A credential of this token. Spaces and line ends around it are left out.
    #[must_use]
    pub fn new(token: impl Into<String>) -> Arc<Self> {
        Self::of(token.into(), None)
    }

    /// A credential of this token, which is good until then: afterwards requests fail with
    /// [`Error::Credential`](crate::Error::Credential), without being sent.
    #[must_use]
    pub fn until(token: impl Into<String>, expires_on: OffsetDateTime) -> Arc<Self> {
        Self::of(token.into(), Some(expires_on))
    }

    fn of(token: String, expires_on: Option<OffsetDateTime>) -> Arc<Self> {
        Arc::new(Self {
            token: Secret::new(token.trim().to_owned()),
            expires_on,
        })
    }
}

#[async_trait]
impl TokenCredential for StaticTokenCredential {
    async fn get_token(&self, _: &[&str], _: Option<TokenRequestOptions<'_>>) -> azure_core::Result<AccessToken> {
        let now = OffsetDateTime::now_utc();
        match self.expires_on {
            Some(end) if end <= now => Err(azure_core::Error::with_message(
                azure_core::error::ErrorKind::Credential,
                format!("the token was good until {end}: get another one"),
            )),
            end => Ok(AccessToken::new(
                self.token.clone(),
                end.unwrap_or(now + ASSUMED_LIFETIME),
            )),
        }
    }
}

/// Without the token.
impl fmt::Debug for StaticTokenCredential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StaticTokenCredential")
            .field("expires_on", &self.expires_on)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use futures::executor::block_on;

    use super::*;

    #[test]
    fn the_token_is_given_and_not_shown() {
        let credential = StaticTokenCredential::new(" ey.secret\n".to_owned());
        let given = block_on(credential.get_token(&["scope"], None)).unwrap();
        assert_eq!(given.token.secret(), "ey.secret");
        assert!(given.expires_on > OffsetDateTime::now_utc());
        assert!(
            !format!("{credential:?} {given:?}").contains("secret\""),
            "{credential:?}"
        );
        assert!(!format!("{credential:?}").contains("ey."), "{credential:?}");
    }

    #[test]
    fn an_expired_token_is_not_sent() {
        let end = OffsetDateTime::now_utc() - Duration::seconds(1);
        let credential = StaticTokenCredential::until("ey.secret", end);
        let error = block_on(credential.get_token(&["scope"], None)).unwrap_err();
        assert_eq!(*error.kind(), azure_core::error::ErrorKind::Credential);
        assert!(!error.to_string().contains("ey."), "{error}");
    }
}
