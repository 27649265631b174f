//! The client that requests go through: endpoint, pipeline and how responses are read.
//!
//! The clients of the two versions (`v1_0::GraphClient`, `beta::GraphClient`) are generated and hold one of these. What
//! one request does is in `request.rs`; the policies of the pipeline are `retry.rs`, `redirect.rs` and `authorize.rs`.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use azure_core::credentials::TokenCredential;
use azure_core::http::policies::Policy;
use azure_core::http::{Pipeline, Url};

use super::authorize::{AuthorizePolicy, Tokens};
use super::cloud::{Cloud, is_below};
use super::error::{Error, Invalid};
use super::json::ReadOptions;
use super::limit::MAX_RESPONSE_BYTES;
use super::redirect::RedirectPolicy;
use super::retry::{RetryOptions, RetryPolicy};

/// The longest next or delta link that is followed, in bytes. No gateway takes a longer one, and a link that grows from
/// page to page ends here.
const LONGEST_LINK: usize = 64 * 1024;

/// What can be set for a client, by setters or as a literal that ends with `..Default::default()`.
///
/// ```no_run
/// # #[cfg(all(feature = "v1_0", feature = "entitlement_management"))] {
/// use std::time::Duration;
/// use msgraph_identity_governance::{GraphClientOptions, Cloud, RetryOptions, json::ReadOptions, v1_0::GraphClient};
///
/// # use std::sync::Arc;
/// # use azure_core::credentials::TokenCredential;
/// # fn client(credential: Arc<dyn TokenCredential>) -> Result<(), msgraph_identity_governance::Error> {
/// let options = GraphClientOptions::new()
///     .with_cloud(Cloud::UsGov) // the credential's authority must be that of the same cloud
///     .with_retry(RetryOptions::default().with_max_retries(2))
///     .with_timeout(Duration::from_secs(300)) // for each request, retries included
///     .with_read(ReadOptions::strict()); // what does not fit its type is an error
/// let client = GraphClient::new(credential, Some(options))?;
/// assert_eq!(client.endpoint().as_str(), "https://graph.microsoft.us/v1.0");
/// # Ok(())
/// # }
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct GraphClientOptions {
    /// The cloud that holds the tenant; the worldwide one unless set.
    pub cloud: Cloud,
    /// When requests are retried.
    pub retry: RetryOptions,
    /// How responses are read: strictly or not, how deep, and in how much memory.
    pub read: ReadOptions,
    /// The time that each request has which sets none by [`Request::timeout`](crate::Request::timeout), which says what
    /// it includes. Of a list it is the time of each page, of a batch that of each call. None unless set: then a
    /// request ends only by the transport's own limits, which are about silence (the built-in transport waits a minute
    /// for the next bytes), and retries can take a quarter of an hour (see [`RetryOptions`]). It needs a timer, which
    /// not every program's runtime has.
    pub timeout: Option<Duration>,
    /// The longest response that is taken into memory, in bytes after decompression. A longer one is an error and not
    /// read to its end. [`Content`](crate::Content) is not limited: it is handed on as it arrives. 100 MiB unless set.
    pub max_response_bytes: usize,
    /// Asks for the members of evolvable enums by name (`Prefer: include-unknown-enum-members`) where the service would
    /// say `unknownFutureValue`. Off unless set.
    pub include_unknown_enum_members: bool,
    /// azure_core's options: transport, further policies, user agent, logging. Its `retry` and `cloud` are not used,
    /// ours stand in their place.
    ///
    /// The built-in transport takes its proxies from the environment, but not for an endpoint of plain http on
    /// loopback: what is sent there, the token with it, stays on the machine. A transport that is given here does as it
    /// pleases.
    pub client_options: azure_core::http::ClientOptions,
}

impl Default for GraphClientOptions {
    fn default() -> Self {
        Self {
            cloud: Cloud::default(),
            retry: RetryOptions::default(),
            read: ReadOptions::default(),
            timeout: None,
            max_response_bytes: MAX_RESPONSE_BYTES,
            include_unknown_enum_members: false,
            client_options: azure_core::http::ClientOptions::default(),
        }
    }
}

impl GraphClientOptions {
    /// The options that hold unless others are given.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the [`cloud`](Self::cloud).
    #[must_use]
    pub fn with_cloud(mut self, cloud: Cloud) -> Self {
        self.cloud = cloud;
        self
    }

    /// Sets when requests are retried.
    #[must_use]
    pub fn with_retry(mut self, retry: RetryOptions) -> Self {
        self.retry = retry;
        self
    }

    /// Sets how responses are read.
    #[must_use]
    pub fn with_read(mut self, read: ReadOptions) -> Self {
        self.read = read;
        self
    }

    /// Sets the [`timeout`](Self::timeout) of each request that sets none of its own.
    #[must_use]
    pub fn with_timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Sets the longest response that is taken into memory, in bytes: [`max_response_bytes`](Self::max_response_bytes).
    #[must_use]
    pub fn with_max_response_bytes(mut self, bytes: usize) -> Self {
        self.max_response_bytes = bytes;
        self
    }

    /// Sets whether enum members unknown to the client's generation are asked for by name.
    #[must_use]
    pub fn with_include_unknown_enum_members(mut self, include: bool) -> Self {
        self.include_unknown_enum_members = include;
        self
    }

    /// Sets azure_core's options.
    #[must_use]
    pub fn with_client_options(mut self, client_options: azure_core::http::ClientOptions) -> Self {
        self.client_options = client_options;
        self
    }
}

/// A client of one version of the service. Cloning it is cheap; the clones share connections and token.
#[derive(Clone)]
pub struct CoreClient {
    inner: Arc<Inner>,
}

struct Inner {
    root: Url,
    tokens: Arc<Tokens>,
    pipeline: Pipeline,
    read: ReadOptions,
    retry: RetryOptions,
    timeout: Option<Duration>,
    include_unknown_enum_members: bool,
}

impl CoreClient {
    /// A client of `version` (`v1.0`, `beta`).
    ///
    /// # Errors
    /// [`Error::Invalid`] when a custom endpoint cannot be used, the application id of the user agent is not one, or no
    /// transport is there.
    pub fn new(
        credential: Arc<dyn TokenCredential>,
        options: Option<GraphClientOptions>,
        version: &str,
    ) -> Result<Self, Error> {
        let options = options.unwrap_or_default();
        let root = options.cloud.root(version)?;
        let mut client_options = options.client_options;
        check_application_id(client_options.user_agent.application_id.as_deref())?;
        if client_options.transport.is_none() && !cfg!(feature = "rustls") {
            let reason = "there is no transport: switch on the feature `rustls`, or give one";
            return Err(Invalid::new("GraphClientOptions::client_options.transport", reason).into());
        }
        #[cfg(feature = "rustls")]
        if client_options.transport.is_none() {
            client_options.transport = super::transport::for_root(&root)?;
        }
        let tokens = Arc::new(Tokens::new(options.cloud.scope(), credential));
        // azure_core's policy retries a POST after a lost connection; ours stands in its place.
        client_options.retry = azure_core::http::RetryOptions::none();
        let per_try: Vec<Arc<dyn Policy>> = vec![
            Arc::new(RetryPolicy::new(options.retry.clone(), options.max_response_bytes)),
            Arc::new(RedirectPolicy::new(root.clone())),
            Arc::new(AuthorizePolicy::new(
                root.clone(),
                tokens.clone(),
                options.retry.max_retries > 0,
            )),
        ];
        let pipeline = Pipeline::new(
            Some(env!("CARGO_PKG_NAME")),
            Some(env!("CARGO_PKG_VERSION")),
            client_options,
            // A request has its `client-request-id` before it comes here (`call.rs`).
            Vec::new(),
            per_try,
            None,
        );
        Ok(Self {
            inner: Arc::new(Inner {
                root,
                tokens,
                pipeline,
                read: options.read,
                retry: options.retry,
                timeout: options.timeout,
                include_unknown_enum_members: options.include_unknown_enum_members,
            }),
        })
    }

    /// The root of the service's version, `https://graph.microsoft.com/v1.0` for instance: what every request of this
    /// client is sent below.
    #[must_use]
    pub fn endpoint(&self) -> &Url {
        &self.inner.root
    }

    /// The endpoint as text, without a slash at its end.
    pub(crate) fn root(&self) -> &str {
        self.inner.root.as_str().trim_end_matches('/')
    }

    /// The version of the API that it is a client of, as it ends the endpoint: `v1.0`.
    #[cfg(feature = "reflection")]
    pub(crate) fn version(&self) -> &str {
        self.root_path().rsplit('/').next().unwrap_or_default()
    }

    /// How this client reads responses.
    #[must_use]
    pub fn read_options(&self) -> &ReadOptions {
        &self.inner.read
    }

    pub(crate) fn pipeline(&self) -> &Pipeline {
        &self.inner.pipeline
    }

    pub(crate) fn retry(&self) -> &RetryOptions {
        &self.inner.retry
    }

    /// What is known of the token.
    pub(crate) fn tokens(&self) -> &Tokens {
        &self.inner.tokens
    }

    /// The time of each request that sets none.
    pub(crate) fn timeout(&self) -> Option<Duration> {
        self.inner.timeout
    }

    /// The path of the root's URL, without a slash at its end.
    pub(crate) fn root_path(&self) -> &str {
        self.inner.root.path().trim_end_matches('/')
    }

    /// Whether the other is this client or a clone of it, with the same endpoint and credential.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.inner, &other.inner)
    }

    pub(crate) fn includes_unknown_enum_members(&self) -> bool {
        self.inner.include_unknown_enum_members
    }

    /// The URL of a next or delta link, which must lead to this client's own endpoint and version: the token goes
    /// nowhere else. Otherwise the reason why it is not followed. The URL has no fragment: that is no part of what a
    /// request names.
    pub(crate) fn own_link(&self, link: &str) -> Result<Url, String> {
        let refuse = |reason: &str| format!("{reason}; only links below {} are followed", self.root());
        if link.len() > LONGEST_LINK {
            return Err(refuse("it has more than 65536 bytes"));
        }
        let mut url = Url::parse(link).map_err(|_| refuse("it is no URL"))?;
        url.set_fragment(None);
        if url.origin() != self.inner.root.origin() || !url.username().is_empty() || url.password().is_some() {
            return Err(refuse("it leads to another endpoint"));
        }
        if !is_below(&self.inner.root, &url) {
            return Err(refuse("it leads to another version"));
        }
        Ok(url)
    }
}

impl fmt::Debug for CoreClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("CoreClient").field(&self.root()).finish()
    }
}

/// azure_core panics on an application id that is too long or no HTTP token; this tells it.
fn check_application_id(id: Option<&str>) -> Result<(), Error> {
    let fits = |id: &str| {
        id.len() <= 24
            && id
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b))
    };
    match id {
        Some(id) if !fits(id) => {
            let reason =
                "it has more than 24 characters, or some that HTTP allows in no token; use letters, digits and dashes";
            Err(Invalid::new("GraphClientOptions::client_options.user_agent.application_id", reason).into())
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use azure_core::credentials::{AccessToken, TokenRequestOptions};
    use azure_core::http::UserAgentOptions;

    #[derive(Debug)]
    struct NoToken;

    #[async_trait::async_trait]
    impl TokenCredential for NoToken {
        async fn get_token(&self, _: &[&str], _: Option<TokenRequestOptions<'_>>) -> azure_core::Result<AccessToken> {
            Err(azure_core::Error::with_message(
                azure_core::error::ErrorKind::Other,
                "no token in tests",
            ))
        }
    }

    /// A client of the worldwide cloud that never sends.
    pub(crate) fn client() -> CoreClient {
        CoreClient::new(Arc::new(NoToken), None, "v1.0").unwrap()
    }

    #[test]
    fn links_elsewhere_are_refused() {
        let client = client();
        assert!(
            client
                .own_link("https://graph.microsoft.com/v1.0/identityGovernance/x?$skiptoken=1")
                .is_ok()
        );
        let same = client.own_link("https://graph.microsoft.com/v1.0/x?y#z").unwrap();
        assert_eq!(same.as_str(), "https://graph.microsoft.com/v1.0/x?y");
        for (bad, why) in [
            ("https://graph.microsoft.com/beta/x", "version"),
            ("https://graph.microsoft.com/v1.0", "version"),
            ("https://graph.microsoft.com/v1.0x/y", "version"),
            ("https://graph.microsoft.com/v1.0/../beta/x", "version"),
            ("https://graph.microsoft.com/v1.0/%2e%2E/beta/x", "version"),
            ("https://graph.microsoft.com/v1.0\\..\\beta/x", "version"),
            ("https://graph.microsoft.com/v1.0/..%2Fbeta/x", "version"),
            ("https://:secret@graph.microsoft.com/v1.0/x", "endpoint"),
            ("http://graph.microsoft.com/v1.0/x", "endpoint"),
            ("https://graph.microsoft.com:444/v1.0/x", "endpoint"),
            ("https://graph.microsoft.com.example.org/v1.0/x", "endpoint"),
            ("https://user@graph.microsoft.com/v1.0/x", "endpoint"),
            ("/v1.0/x", "no URL"),
            (
                &format!("https://graph.microsoft.com/v1.0/x?{}", "y".repeat(LONGEST_LINK)),
                "65536 bytes",
            ),
        ] {
            let error = client.own_link(bad).unwrap_err();
            assert!(error.contains(why), "{bad}: {error}");
        }
    }

    #[test]
    fn an_application_id_that_azure_core_panics_on_is_an_error() {
        for bad in ["a".repeat(25), "a b".to_owned()] {
            let mut options = GraphClientOptions::new();
            options.client_options.user_agent = UserAgentOptions {
                application_id: Some(bad),
            };
            let error = CoreClient::new(Arc::new(NoToken), Some(options), "v1.0").unwrap_err();
            assert!(error.to_string().contains("application_id"), "{error}");
        }
    }
}
