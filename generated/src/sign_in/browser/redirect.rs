//! What a browser sends to loopback: which request is the response of this sign-in, and which is not.
//!
//! Any page, and any program of the machine, can send something there. The authority's response is known by `state`,
//! which nobody else has seen; everything else is refused and changes nothing.

use std::fmt;

use secrecy::{ExposeSecret as _, SecretString};
use zeroize::Zeroizing;

/// The authority's response.
pub(super) enum Redirected {
    /// The authorization code.
    Code(SecretString),
    /// An error of OAuth 2.0.
    Refused { error: String, description: Option<String> },
}

/// Without the code.
impl fmt::Debug for Redirected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Code(_) => f.write_str("Code"),
            Self::Refused { error, .. } => f.debug_tuple("Refused").field(error).finish(),
        }
    }
}

/// Why a request is not the response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NotOurs {
    /// It is not well formed.
    Malformed,
    /// It is for another page, as browsers ask for icons.
    OtherPage,
    /// It was sent to another name of this machine, which only a page that tricks the browser does.
    OtherHost,
    /// A part of another page sent it: a picture, a frame, a script.
    FromAnotherPage,
    /// The code stands in the address, where it was not asked for.
    InAddress,
    /// `state` is missing or another one.
    OtherState,
}

impl NotOurs {
    /// The status of the response to it.
    pub(super) fn status(self) -> &'static str {
        match self {
            Self::OtherPage => "404 Not Found",
            Self::OtherHost => "421 Misdirected Request",
            Self::FromAnotherPage | Self::OtherState => "403 Forbidden",
            Self::Malformed | Self::InAddress => "400 Bad Request",
        }
    }
}

/// A request as it was read.
pub(super) struct Received<'a> {
    pub(super) method: &'a str,
    /// Path and query.
    pub(super) target: &'a str,
    pub(super) host: Option<&'a str>,
    /// For what a browser wants it, `Sec-Fetch-Dest`.
    pub(super) destination: Option<&'a str>,
    pub(super) content_type: Option<&'a str>,
    pub(super) body: &'a [u8],
}

/// The response of the sign-in with this `state`, on this port.
pub(super) fn read(received: &Received<'_>, port: u16, state: &SecretString) -> Result<Redirected, NotOurs> {
    let hosts = ["localhost", "127.0.0.1", "[::1]"];
    if !hosts
        .iter()
        .any(|name| received.host == Some(&format!("{name}:{port}")))
    {
        return Err(NotOurs::OtherHost);
    }
    let (path, query) = received.target.split_once('?').unwrap_or((received.target, ""));
    if path != "/" {
        return Err(NotOurs::OtherPage);
    }
    if received
        .destination
        .is_some_and(|destination| destination != "document")
    {
        return Err(NotOurs::FromAnotherPage);
    }
    let is_form = received.content_type.is_some_and(|kind| {
        let kind = kind.split(';').next().unwrap_or_default();
        kind.trim().eq_ignore_ascii_case("application/x-www-form-urlencoded")
    });
    let parameters = match received.method {
        "POST" if is_form && query.is_empty() => Parameters::read(received.body)?,
        // An authority that finds the request wrong may not have come as far as its response mode.
        "GET" if !query.is_empty() => {
            let parameters = Parameters::read(query.as_bytes())?;
            if parameters.code.is_some() {
                return Err(NotOurs::InAddress);
            }
            parameters
        }
        "GET" => return Err(NotOurs::OtherPage),
        _ => return Err(NotOurs::Malformed),
    };
    if !parameters
        .state
        .is_some_and(|other| is_equal(other.as_bytes(), state.expose_secret().as_bytes()))
    {
        return Err(NotOurs::OtherState);
    }
    match (parameters.code, parameters.error) {
        (Some(code), None) => Ok(Redirected::Code(code)),
        (None, Some(error)) => Ok(Redirected::Refused {
            error,
            description: parameters.description,
        }),
        _ => Err(NotOurs::Malformed),
    }
}

#[derive(Default)]
struct Parameters {
    state: Option<Zeroizing<String>>,
    code: Option<SecretString>,
    error: Option<String>,
    description: Option<String>,
}

impl Parameters {
    fn read(text: &[u8]) -> Result<Self, NotOurs> {
        let mut read = Self::default();
        for (name, value) in url::form_urlencoded::parse(text) {
            let value = value.into_owned();
            let is_second = match &*name {
                "state" => read.state.replace(Zeroizing::new(value)).is_some(),
                "code" => read.code.replace(value.into()).is_some(),
                "error" => read.error.replace(value).is_some(),
                "error_description" => read.description.replace(value).is_some(),
                _ => false,
            };
            if is_second {
                return Err(NotOurs::Malformed);
            }
        }
        Ok(read)
    }
}

/// In a time that does not depend on where they differ.
fn is_equal(one: &[u8], other: &[u8]) -> bool {
    one.len() == other.len() && one.iter().zip(other).fold(0, |differ, (a, b)| differ | (a ^ b)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    const FORM: &str = "application/x-www-form-urlencoded";

    fn good() -> Received<'static> {
        Received {
            method: "POST",
            target: "/",
            host: Some("localhost:81"),
            destination: Some("document"),
            content_type: Some(FORM),
            body: b"code=c0de&state=s&session_state=x",
        }
    }

    fn read(received: &Received<'_>) -> Result<Redirected, NotOurs> {
        super::read(received, 81, &"s".to_owned().into())
    }

    #[test]
    fn the_response_is_known_by_its_state() {
        let Ok(Redirected::Code(code)) = read(&good()) else {
            panic!()
        };
        assert_eq!(code.expose_secret(), "c0de");
        assert!(!format!("{:?}", read(&good())).contains("c0de"));
        let by_name = Received {
            host: Some("[::1]:81"),
            destination: None,
            ..good()
        };
        assert!(matches!(read(&by_name), Ok(Redirected::Code(_))));
        for refusal in [
            Received {
                body: b"error=access_denied&error_description=No&state=s",
                ..good()
            },
            Received {
                method: "GET",
                target: "/?error=access_denied&error_description=No&state=s",
                body: b"",
                ..good()
            },
        ] {
            let Ok(Redirected::Refused { error, description }) = read(&refusal) else {
                panic!()
            };
            assert_eq!((error.as_str(), description.as_deref()), ("access_denied", Some("No")));
        }
    }

    #[test]
    fn everything_else_is_refused() {
        for (received, reason) in [
            (
                Received {
                    body: b"code=c&state=other",
                    ..good()
                },
                NotOurs::OtherState,
            ),
            (
                Received {
                    body: b"code=c",
                    ..good()
                },
                NotOurs::OtherState,
            ),
            (
                Received {
                    body: b"code=c&state=",
                    ..good()
                },
                NotOurs::OtherState,
            ),
            (
                Received {
                    method: "GET",
                    target: "/?error=x&state=other",
                    body: b"",
                    ..good()
                },
                NotOurs::OtherState,
            ),
            (
                Received {
                    method: "GET",
                    target: "/?code=c&state=s",
                    body: b"",
                    ..good()
                },
                NotOurs::InAddress,
            ),
            (
                Received {
                    method: "GET",
                    body: b"",
                    ..good()
                },
                NotOurs::OtherPage,
            ),
            (
                Received {
                    method: "GET",
                    target: "/favicon.ico",
                    body: b"",
                    ..good()
                },
                NotOurs::OtherPage,
            ),
            (Received { target: "/x", ..good() }, NotOurs::OtherPage),
            (
                Received {
                    host: Some("evil.example:81"),
                    ..good()
                },
                NotOurs::OtherHost,
            ),
            (
                Received {
                    host: Some("localhost:82"),
                    ..good()
                },
                NotOurs::OtherHost,
            ),
            (Received { host: None, ..good() }, NotOurs::OtherHost),
            (
                Received {
                    destination: Some("image"),
                    ..good()
                },
                NotOurs::FromAnotherPage,
            ),
            (
                Received {
                    destination: Some("iframe"),
                    ..good()
                },
                NotOurs::FromAnotherPage,
            ),
            (
                Received {
                    destination: Some("empty"),
                    ..good()
                },
                NotOurs::FromAnotherPage,
            ),
            (
                Received {
                    body: b"state=s&state=s&code=c",
                    ..good()
                },
                NotOurs::Malformed,
            ),
            (
                Received {
                    body: b"state=s&code=c&code=c",
                    ..good()
                },
                NotOurs::Malformed,
            ),
            (
                Received {
                    body: b"state=s&code=c&error=e",
                    ..good()
                },
                NotOurs::Malformed,
            ),
            (
                Received {
                    body: b"state=s",
                    ..good()
                },
                NotOurs::Malformed,
            ),
            (
                Received {
                    content_type: Some("text/plain"),
                    ..good()
                },
                NotOurs::Malformed,
            ),
            (
                Received {
                    target: "/?x=y",
                    ..good()
                },
                NotOurs::Malformed,
            ),
            (
                Received {
                    method: "PUT",
                    ..good()
                },
                NotOurs::Malformed,
            ),
        ] {
            assert_eq!(
                read(&received).unwrap_err(),
                reason,
                "{} {}",
                received.method,
                received.target
            );
        }
    }
}
