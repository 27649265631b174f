//! How tokens are verified, and how keys are obtained.

use std::time::Duration;

use azure_core::http::ClientOptions;
use jsonwebtoken::Algorithm;

/// What can be set for a verification, by setters or as a literal that ends with `..Default::default()`.
#[derive(Clone, Debug)]
pub struct VerifyOptions {
    /// Scheme and host of the authority at which the keys are read; that of the cloud unless set. Plain `http` is taken
    /// for loopback only. It changes no issuer.
    pub authority: Option<String>,
    /// The algorithms that a token may be signed with; [`SigningAlgorithm::Rs256`] unless set.
    pub algorithms: Vec<SigningAlgorithm>,
    /// By how much clocks may differ, and at most 15 minutes; 60 seconds unless set.
    pub leeway: Duration,
    /// How long keys are used before they are read again; 12 hours unless set. While that fails, they are used for as
    /// long once more.
    pub keys_lifetime: Duration,
    /// How long after a reading a token with an unknown key has the keys read again; 5 minutes unless set.
    pub refetch_after: Duration,
    /// The longest that a reading of the keys may take; 10 seconds unless set.
    pub timeout: Duration,
    /// azure_core's options for requests to the authority: transport, user agent. Its `retry` and `cloud` are not used.
    pub client_options: ClientOptions,
}

impl Default for VerifyOptions {
    fn default() -> Self {
        Self {
            authority: None,
            algorithms: vec![SigningAlgorithm::Rs256],
            leeway: Duration::from_secs(60),
            keys_lifetime: Duration::from_secs(12 * 60 * 60),
            refetch_after: Duration::from_secs(5 * 60),
            timeout: Duration::from_secs(10),
            client_options: ClientOptions::default(),
        }
    }
}

impl VerifyOptions {
    /// The options that hold unless others are given.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the [`authority`](Self::authority) by its URL.
    #[must_use]
    pub fn with_authority(mut self, authority: impl Into<String>) -> Self {
        self.authority = Some(authority.into());
        self
    }

    /// Sets the [`algorithms`](Self::algorithms).
    #[must_use]
    pub fn with_algorithms(mut self, algorithms: impl IntoIterator<Item = SigningAlgorithm>) -> Self {
        self.algorithms = algorithms.into_iter().collect();
        self
    }

    /// Sets the [`leeway`](Self::leeway).
    #[must_use]
    pub fn with_leeway(mut self, leeway: Duration) -> Self {
        self.leeway = leeway;
        self
    }

    /// Sets the [`keys_lifetime`](Self::keys_lifetime).
    #[must_use]
    pub fn with_keys_lifetime(mut self, lifetime: Duration) -> Self {
        self.keys_lifetime = lifetime;
        self
    }

    /// Sets [`refetch_after`](Self::refetch_after).
    #[must_use]
    pub fn with_refetch_after(mut self, wait: Duration) -> Self {
        self.refetch_after = wait;
        self
    }

    /// Sets the [`timeout`](Self::timeout).
    #[must_use]
    pub fn with_timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Sets azure_core's options for requests to the authority.
    #[must_use]
    pub fn with_client_options(mut self, client_options: ClientOptions) -> Self {
        self.client_options = client_options;
        self
    }
}

/// An algorithm that a token may be signed with. All are of RSA, because the keys of Microsoft Entra are; what is not
/// here (`none`, HMAC) cannot be allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SigningAlgorithm {
    /// RSASSA-PKCS1-v1_5 with SHA-256: what Microsoft Entra signs with.
    Rs256,
    /// RSASSA-PKCS1-v1_5 with SHA-384.
    Rs384,
    /// RSASSA-PKCS1-v1_5 with SHA-512.
    Rs512,
    /// RSASSA-PSS with SHA-256.
    Ps256,
    /// RSASSA-PSS with SHA-384.
    Ps384,
    /// RSASSA-PSS with SHA-512.
    Ps512,
}

impl SigningAlgorithm {
    /// As it stands in a token's header (`alg`): `RS256`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rs256 => "RS256",
            Self::Rs384 => "RS384",
            Self::Rs512 => "RS512",
            Self::Ps256 => "PS256",
            Self::Ps384 => "PS384",
            Self::Ps512 => "PS512",
        }
    }

    pub(super) const fn of_jsonwebtoken(self) -> Algorithm {
        match self {
            Self::Rs256 => Algorithm::RS256,
            Self::Rs384 => Algorithm::RS384,
            Self::Rs512 => Algorithm::RS512,
            Self::Ps256 => Algorithm::PS256,
            Self::Ps384 => Algorithm::PS384,
            Self::Ps512 => Algorithm::PS512,
        }
    }
}
