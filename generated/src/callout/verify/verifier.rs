//! The verification of a caller, from the header to who it is.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use azure_core::time::OffsetDateTime;

use super::caller::VerifiedCaller;
use super::claims;
use super::error::CallerError;
use super::expected::{ExpectedCaller, Rules, invalid};
use super::fetch::KeySource;
use super::keys::Keys;
use super::options::{SigningAlgorithm, VerifyOptions};
use super::token::{Token, bearer};

/// The most by which clocks may differ.
const MOST_LEEWAY: Duration = Duration::from_secs(15 * 60);

/// Verifies callers of one tenant; see the [module](super). Clones share the keys.
#[derive(Clone)]
pub struct CallerVerifier {
    inner: Arc<Inner>,
}

struct Inner {
    rules: Rules,
    algorithms: Vec<SigningAlgorithm>,
    leeway: Duration,
    keys: Keys,
}

impl CallerVerifier {
    /// A verifier. Nothing is requested until the first token comes.
    ///
    /// # Errors
    /// [`Invalid`](super::CallerFailure::Invalid) when something is missing without which anybody could call, or cannot
    /// be used.
    pub fn new(expected: ExpectedCaller, options: Option<VerifyOptions>) -> Result<Self, CallerError> {
        let options = options.unwrap_or_default();
        let rules = expected.checked()?;
        if options.algorithms.is_empty() {
            return Err(invalid("no algorithm is allowed"));
        }
        if options.leeway > MOST_LEEWAY {
            return Err(invalid("the leeway is more than 15 minutes"));
        }
        let source = KeySource::new(&rules, &options)?;
        let keys = Keys::new(source, &options);
        let inner = Inner {
            rules,
            algorithms: options.algorithms,
            leeway: options.leeway,
            keys,
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// The caller whose token this is. `authorization` is the value of the request's header `Authorization`, and empty
    /// where there is none; a request with several of them is none to be served.
    ///
    /// Waits only while keys are read, and then at most for [`VerifyOptions::timeout`].
    ///
    /// # Errors
    /// Why the caller is refused, with the status to respond with.
    pub async fn verify(&self, authorization: &str) -> Result<VerifiedCaller, CallerError> {
        self.verify_at(authorization, OffsetDateTime::now_utc()).await
    }

    /// As [`verify`](Self::verify), at a time of one's own: for tests with tokens that were made before.
    ///
    /// # Errors
    /// As `verify`.
    pub async fn verify_at(&self, authorization: &str, now: OffsetDateTime) -> Result<VerifiedCaller, CallerError> {
        let inner = &*self.inner;
        let token = Token::read(bearer(authorization)?, &inner.algorithms)?;
        let key = inner.keys.get(&token.kid, token.algorithm).await?;
        claims::check(&token.claims(&key)?, &inner.rules, inner.leeway, now)
    }
}

impl fmt::Debug for CallerVerifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallerVerifier")
            .field("tenant", &self.inner.rules.tenant)
            .finish_non_exhaustive()
    }
}
