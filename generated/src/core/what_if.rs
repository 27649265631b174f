//! The HTTP request that an operation would send, without credentials and without I/O.

use std::fmt;

use azure_core::http::{Method, Request, Url};

use super::call::shown;
use super::text;

/// What [`what_if`](super::request::Request::what_if) gives: the request as it would be sent, but for what each try has
/// anew (token, client-request-id, user agent).
///
/// It shows ids and body: that is what it is for. Keep it out of logs.
#[derive(Clone)]
pub struct WhatIf {
    request: Request,
}

impl WhatIf {
    pub(crate) fn new(request: Request) -> Self {
        Self { request }
    }

    /// The method.
    #[must_use]
    pub fn method(&self) -> Method {
        self.request.method()
    }

    /// The whole URL.
    #[must_use]
    pub fn url(&self) -> &Url {
        self.request.url()
    }

    /// The headers, names in lower case, in alphabetical order.
    #[must_use]
    pub fn headers(&self) -> Vec<(&str, &str)> {
        let mut headers: Vec<(&str, &str)> = self
            .request
            .headers()
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        headers.sort_unstable();
        headers
    }

    /// The value of one header.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.request
            .headers()
            .iter()
            .find(|(other, _)| other.as_str().eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    fn is_json(&self) -> bool {
        self.header("content-type").is_some_and(|kind| kind.contains("json"))
    }

    /// The body's bytes: empty without one, nothing when it is a stream.
    #[must_use]
    pub fn body(&self) -> Option<&[u8]> {
        shown(self.request.body())
    }
}

/// As HTTP writes it: the request's line, a line for each header, an empty one and the body in one line. What would not
/// be seen is escaped, in a JSON body as JSON escapes it, so that it can be copied; [`body`](WhatIf::body) has the
/// bytes. A body that is no text shows its length only.
impl fmt::Display for WhatIf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What is not ASCII stands percent-encoded in a URL.
        writeln!(f, "{} {}", self.method(), text::escaped(self.url().as_str()))?;
        for (name, value) in self.headers() {
            writeln!(f, "{}: {}", text::escaped(name), text::escaped(value))?;
        }
        match self.body() {
            Some([]) => Ok(()),
            Some(body) => match std::str::from_utf8(body) {
                Ok(body) if self.is_json() => write!(f, "\n{}", text::json(body)),
                Ok(body) => write!(f, "\n{}", text::escaped(body)),
                Err(_) => write!(f, "\n({} bytes that are no text)", body.len()),
            },
            None => f.write_str("\n(a stream)"),
        }
    }
}

impl fmt::Debug for WhatIf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
