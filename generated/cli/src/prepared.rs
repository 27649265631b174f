//! A request as the command line made it, before it is sent: what the grammar, a URL or a task gives to
//! `send`, `what_if` and `output`.

use msgraph_identity_governance::Method;

/// A request that is ready to be shown or sent.
#[derive(Clone, Debug)]
pub struct Prepared {
    /// The version: `v1.0` or `beta`.
    pub version: &'static str,
    /// The HTTP method.
    pub method: Method,
    /// The path below the version, percent-encoded, with a slash at its start and without a query.
    pub path: String,
    /// The path with names in braces for ids: what errors and traces call the request.
    pub template: Option<&'static str>,
    /// Query options in the order given, not encoded: `("$select", "id,state")`.
    pub query: Vec<(String, String)>,
    /// Headers in the order given.
    pub headers: Vec<(String, String)>,
    /// What is sent.
    pub body: Payload,
    /// What the service is expected to respond with.
    pub expects: Expected,
    /// Members that a table shows when none were selected, most telling first.
    pub main_members: Vec<&'static str>,
}

/// What a request carries.
#[derive(Clone, Debug, Default)]
pub enum Payload {
    /// Nothing.
    #[default]
    Nothing,
    /// JSON, as it goes over the wire.
    Json(String),
    /// Bytes of a stream, with their media type.
    Bytes {
        /// The bytes.
        bytes: Vec<u8>,
        /// `Content-Type`.
        media_type: String,
    },
}

/// What a response is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// A collection in pages, `{"value": [ … ], "@odata.nextLink": …}`.
    Page,
    /// One JSON value.
    Json,
    /// A plain number as text: `/$count`.
    Count,
    /// Bytes: a stream.
    Content,
    /// Nothing (204). Should something come, it is printed all the same.
    Nothing,
}
