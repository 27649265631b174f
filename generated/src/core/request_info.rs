//! Which request an error or a response is about.

use std::fmt;

use azure_core::http::Method;

use super::text::OneLine;

/// Which request an error or a response is about.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RequestInfo {
    /// The method of the request.
    pub method: Method,
    /// The URL's path below the version, ids and arguments as `{…}`.
    pub template: String,
    /// The id that Graph gave to it (`request-id`), where it responded.
    pub request_id: Option<String>,
    /// The id that this client gave to it (`client-request-id`).
    pub client_request_id: Option<String>,
    /// How often it was retried.
    pub retries: u32,
}

impl RequestInfo {
    pub(crate) fn new(method: Method, template: String) -> Self {
        Self {
            method,
            template,
            request_id: None,
            client_request_id: None,
            retries: 0,
        }
    }
}

/// `POST /identityGovernance/…/{id}/resume (request-id …)`.
impl fmt::Display for RequestInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.template)?;
        match (&self.request_id, &self.client_request_id) {
            (Some(id), _) => write!(f, " (request-id {})", OneLine(id)),
            (None, Some(id)) => write!(f, " (client-request-id {})", OneLine(id)),
            (None, None) => Ok(()),
        }
    }
}
