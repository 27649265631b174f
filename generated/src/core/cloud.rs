//! The national clouds: which endpoint a client talks to and for which scope it asks a token.
//!
//! The authority that gives the token is the credential's business, not the client's; `sign_in` and the verification of
//! callers ask for it.

use super::error::{Error, Invalid};
use azure_core::http::Url;

/// The authority of the worldwide cloud.
#[cfg(any(feature = "sign_in", feature = "verify"))]
pub(crate) const WORLDWIDE_AUTHORITY: &str = "https://login.microsoftonline.com";

/// The cloud that holds the tenant. It decides the endpoint and the scope of the token.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Cloud {
    /// The worldwide cloud, `https://graph.microsoft.com`.
    #[default]
    Global,
    /// US government L4, `https://graph.microsoft.us`.
    UsGov,
    /// US government L5 (department of defense), `https://dod-graph.microsoft.us`.
    UsGovDod,
    /// China, operated by 21Vianet, `https://microsoftgraph.chinacloudapi.cn`.
    China,
    /// Another endpoint: a proxy, a test server on loopback. Plain `http` is taken for loopback only, and goes
    /// through no proxy.
    Custom {
        /// Scheme and host, optionally a port and a path; the version is appended (`https://proxy.example/graph` gives
        /// `https://proxy.example/graph/v1.0`).
        endpoint: String,
        /// The scope to ask a token for, for instance `https://graph.microsoft.com/.default`.
        scope: String,
    },
}

impl Cloud {
    /// Scheme and host of the service, without a version.
    #[must_use]
    pub fn endpoint(&self) -> &str {
        match self {
            Self::Global => "https://graph.microsoft.com",
            Self::UsGov => "https://graph.microsoft.us",
            Self::UsGovDod => "https://dod-graph.microsoft.us",
            Self::China => "https://microsoftgraph.chinacloudapi.cn",
            Self::Custom { endpoint, .. } => endpoint,
        }
    }

    /// The scope that a token is asked for.
    #[must_use]
    pub fn scope(&self) -> &str {
        match self {
            Self::Global => "https://graph.microsoft.com/.default",
            Self::UsGov => "https://graph.microsoft.us/.default",
            Self::UsGovDod => "https://dod-graph.microsoft.us/.default",
            Self::China => "https://microsoftgraph.chinacloudapi.cn/.default",
            Self::Custom { scope, .. } => scope,
        }
    }

    /// The authority that signs in to the cloud; nothing for one that is not Microsoft's.
    #[cfg(any(feature = "sign_in", feature = "verify"))]
    pub(crate) fn authority(&self) -> Option<&'static str> {
        match self {
            Self::Global => Some(WORLDWIDE_AUTHORITY),
            Self::UsGov | Self::UsGovDod => Some("https://login.microsoftonline.us"),
            Self::China => Some("https://login.partner.microsoftonline.cn"),
            Self::Custom { .. } => None,
        }
    }

    /// The root of one version, without a slash at its end.
    ///
    /// # Errors
    /// [`Error::Invalid`] when a custom endpoint is no URL, has a query, fragment, user or password, or is plain `http`
    /// to another host than loopback.
    pub(crate) fn root(&self, version: &str) -> Result<Url, Error> {
        let refuse = |reason: String| Error::from(Invalid::new("Cloud::Custom endpoint".to_owned(), reason));
        let text = format!("{}/{version}", self.endpoint().trim_end_matches('/'));
        let url = Url::parse(&text).map_err(|e| {
            refuse(format!(
                "it is no URL ({e}); give scheme and host, https://graph.microsoft.com for instance"
            ))
        })?;
        if url.host().is_none()
            || url.query().is_some()
            || url.fragment().is_some()
            || !url.username().is_empty()
            || url.password().is_some()
        {
            return Err(refuse(
                "give scheme, host and at most a path: no user, query or fragment".to_owned(),
            ));
        }
        if !may_carry_token(&url) {
            return Err(refuse(format!(
                "`{}` is refused: a token goes over https, or over http on loopback",
                url.scheme()
            )));
        }
        Ok(url)
    }
}

/// True for https, and for plain http on loopback.
pub(crate) fn may_carry_token(url: &Url) -> bool {
    url.scheme() == "https" || is_plain_loopback(url)
}

/// True for plain http on loopback: what is sent there must not leave the machine.
pub(crate) fn is_plain_loopback(url: &Url) -> bool {
    url.scheme() == "http" && is_loopback(url)
}

/// Whether a URL is at the same origin as the root of a version, and below it.
pub(crate) fn is_below(root: &Url, url: &Url) -> bool {
    let path = url.path().strip_prefix(root.path().trim_end_matches('/'));
    url.origin() == root.origin() && path.is_some_and(|path| path.starts_with('/') && !climbs(path))
}

/// How often a path is decoded to see what it may mean to a server.
const DECODED: usize = 3;

/// Whether a path leads upwards when a server, or one behind it, decodes it (`..%2F`, `%252e%252e/`, `..;/`). What
/// leads upwards as it stands, `%2e%2e` included, has no place in a parsed URL. A path encoded more often than anybody
/// decodes it counts as one that does.
fn climbs(path: &str) -> bool {
    let mut path = path.as_bytes().to_vec();
    for _ in 0..DECODED {
        let mut segments = path.split(|byte| matches!(byte, b'/' | b'\\'));
        if segments.any(|segment| segment.split(|&byte| byte == b';').next() == Some(b"..")) {
            return true;
        }
        let decoded = percent_decoded(&path);
        if decoded == path {
            return false;
        }
        path = decoded;
    }
    true
}

fn percent_decoded(text: &[u8]) -> Vec<u8> {
    let digit = |byte: &u8| char::from(*byte).to_digit(16);
    let mut decoded = Vec::with_capacity(text.len());
    let mut rest = text;
    while let [byte, after @ ..] = rest {
        let escape = match rest {
            [b'%', high, low, after @ ..] => digit(high).zip(digit(low)).map(|(high, low)| (high * 16 + low, after)),
            _ => None,
        };
        let (byte, after) = escape.map_or((*byte, after), |(value, after)| (value as u8, after));
        decoded.push(byte);
        rest = after;
    }
    decoded
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost",
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn custom(endpoint: &str) -> Result<Url, Error> {
        Cloud::Custom {
            endpoint: endpoint.to_owned(),
            scope: "s".to_owned(),
        }
        .root("v1.0")
    }

    #[test]
    fn clouds_have_their_endpoint_and_scope() {
        for cloud in [Cloud::Global, Cloud::UsGov, Cloud::UsGovDod, Cloud::China] {
            assert_eq!(cloud.scope(), format!("{}/.default", cloud.endpoint()));
            assert_eq!(cloud.root("beta").unwrap().path(), "/beta");
        }
        assert_eq!(
            Cloud::default().root("v1.0").unwrap().as_str(),
            "https://graph.microsoft.com/v1.0"
        );
        assert_eq!(
            custom("https://proxy.example:8443/graph/").unwrap().as_str(),
            "https://proxy.example:8443/graph/v1.0"
        );
    }

    #[test]
    fn what_is_below_a_root_stays_there_when_it_is_decoded() {
        let root = Url::parse("https://proxy.example/graph/v1.0").unwrap();
        for below in [
            "/graph/v1.0/x",
            "/graph/v1.0/a%2Fb/..c/%2e%2ex?y=../..",
            "/graph/v1.0/100%/%zz",
            "/graph/v1.0/",
        ] {
            assert!(is_below(&root, &root.join(below).unwrap()), "{below}");
        }
        let layers = format!("/graph/v1.0/%{}2f", "25".repeat(50_000));
        for elsewhere in [
            "/graph/v1.0",
            "/graph/v1.0x/y",
            "/graph/beta/x",
            "/v1.0/x",
            "/graph/v1.0/../beta/x",
            "/graph/v1.0/%2E%2e/beta/x",
            "/graph/v1.0/..%2Fbeta/x",
            "/graph/v1.0/..%5cbeta/x",
            "/graph/v1.0/x%2f..%2f../y",
            "/graph/v1.0/%252e%252E/beta/x",
            "/graph/v1.0/..;a=b/beta/x",
            "https://proxy.example:8443/graph/v1.0/x",
            "http://proxy.example/graph/v1.0/x",
            "//other.example/graph/v1.0/x",
            &layers,
        ] {
            assert!(!is_below(&root, &root.join(elsewhere).unwrap()), "{elsewhere}");
        }
    }

    #[test]
    fn plain_http_is_for_loopback_only() {
        for good in ["http://127.0.0.1:8080", "http://localhost", "http://[::1]:9"] {
            assert!(custom(good).is_ok(), "{good}");
        }
        for bad in [
            "http://graph.microsoft.com",
            "http://127.0.0.1.example.com",
            "ftp://localhost",
            "https://user@host",
            "https://host?x=1",
            "nowhere",
        ] {
            let error = custom(bad).unwrap_err();
            assert!(matches!(error, Error::Invalid(_)), "{bad}");
            assert!(error.to_string().contains("Cloud::Custom endpoint"), "{error}");
        }
    }
}
