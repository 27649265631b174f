//! What both ways of signing in have in common.

use azure_core::http::ClientOptions;

use super::cache::TokenCache;
use super::scopes::Scopes;
use crate::core::cloud::WORLDWIDE_AUTHORITY;
use crate::{ClaimsChallenge, Cloud};

/// What can be set for a sign-in, by setters or as a literal that ends with `..Default::default()`.
///
/// ```
/// use msgraph_identity_governance::{Cloud, sign_in::{Scopes, SignInOptions, TokenCache}};
///
/// let options = SignInOptions::new()
///     .with_cloud(&Cloud::UsGov)
///     .with_scopes(Scopes::given(["EntitlementManagement.Read.All"]))
///     .with_cache(TokenCache::file("/home/ada/.local/state/contoso/tokens.json"))
///     .with_account("ada@contoso.example");
/// assert_eq!(options.authority, "https://login.microsoftonline.us");
/// ```
#[derive(Clone, Debug)]
pub struct SignInOptions {
    /// Scheme and host of the authority; that of the worldwide cloud unless set. Plain `http` is taken for loopback
    /// only.
    pub authority: String,
    /// The permissions that tokens are asked for; what the client asks for unless set.
    pub scopes: Scopes,
    /// Where tokens are kept; in the memory of this credential unless set.
    pub cache: TokenCache,
    /// The user name, or the id, of the account that is to be used. Another one that signs in is an error. Unless set
    /// it is the only one of the cache, or whoever signs in.
    pub account: Option<String>,
    /// Never asks a person when a client wants a token: what would need one is an error
    /// ([`SignInNeeded`](super::SignInFailure::SignInNeeded)). The credential's `sign_in` still does. Off unless set.
    pub silent_only: bool,
    /// What the new tokens must satisfy when the credential's `sign_in` is called: what a service wanted and no token
    /// had, by [`SignInError::claims`](super::SignInError::claims). Nothing unless set.
    pub claims: Option<ClaimsChallenge>,
    /// azure_core's options for requests to the authority: transport, user agent. Its `retry` and `cloud` are not used.
    pub client_options: ClientOptions,
}

impl Default for SignInOptions {
    fn default() -> Self {
        Self {
            authority: WORLDWIDE_AUTHORITY.to_owned(),
            scopes: Scopes::of_the_client(),
            cache: TokenCache::memory(),
            account: None,
            silent_only: false,
            claims: None,
            client_options: ClientOptions::default(),
        }
    }
}

impl SignInOptions {
    /// The options that hold unless others are given.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the [`authority`](Self::authority) to that of a cloud. A custom one has none of Microsoft's, and changes
    /// nothing.
    #[must_use]
    pub fn with_cloud(mut self, cloud: &Cloud) -> Self {
        if let Some(authority) = cloud.authority() {
            authority.clone_into(&mut self.authority);
        }
        self
    }

    /// Sets the [`authority`](Self::authority) by its URL.
    #[must_use]
    pub fn with_authority(mut self, authority: impl Into<String>) -> Self {
        self.authority = authority.into();
        self
    }

    /// Sets the permissions that tokens are asked for.
    #[must_use]
    pub fn with_scopes(mut self, scopes: Scopes) -> Self {
        self.scopes = scopes;
        self
    }

    /// Sets where tokens are kept.
    #[must_use]
    pub fn with_cache(mut self, cache: TokenCache) -> Self {
        self.cache = cache;
        self
    }

    /// Sets the [`account`](Self::account) that is to be used.
    #[must_use]
    pub fn with_account(mut self, account: impl Into<String>) -> Self {
        self.account = Some(account.into());
        self
    }

    /// Sets whether a client that wants a token never makes a person sign in: [`silent_only`](Self::silent_only).
    #[must_use]
    pub fn with_silent_only(mut self, silent_only: bool) -> Self {
        self.silent_only = silent_only;
        self
    }

    /// Sets the [`claims`](Self::claims) that the new tokens must satisfy.
    #[must_use]
    pub fn with_claims(mut self, claims: ClaimsChallenge) -> Self {
        self.claims = Some(claims);
        self
    }

    /// Sets azure_core's options for requests to the authority.
    #[must_use]
    pub fn with_client_options(mut self, client_options: ClientOptions) -> Self {
        self.client_options = client_options;
        self
    }
}
