//! What a path offers: operations with their parameters, bodies and responses.

use std::collections::BTreeMap;

use super::deprecation::Deprecation;
use super::reference::OrRef;
use super::schema::Schema;

/// The methods that a path item can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Method {
    /// GET
    Get,
    /// PUT
    Put,
    /// POST
    Post,
    /// DELETE
    Delete,
    /// OPTIONS
    Options,
    /// HEAD
    Head,
    /// PATCH
    Patch,
    /// TRACE
    Trace,
}

impl Method {
    /// The key in a path item, `get`.
    pub fn key(self) -> &'static str {
        match self {
            Self::Get => "get",
            Self::Put => "put",
            Self::Post => "post",
            Self::Delete => "delete",
            Self::Options => "options",
            Self::Head => "head",
            Self::Patch => "patch",
            Self::Trace => "trace",
        }
    }

    /// The method of a path item's key.
    pub fn from_key(key: &str) -> Option<Self> {
        [
            Self::Get,
            Self::Put,
            Self::Post,
            Self::Delete,
            Self::Options,
            Self::Head,
            Self::Patch,
            Self::Trace,
        ]
        .into_iter()
        .find(|method| method.key() == key)
    }
}

/// What a path offers.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PathItem {
    /// Parameters of all its operations.
    pub parameters: Vec<OrRef<Parameter>>,
    /// The operations by method.
    pub operations: BTreeMap<Method, Operation>,
}

/// One method of a path.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Operation {
    /// Parameters besides the path item's.
    pub parameters: Vec<OrRef<Parameter>>,
    /// What is sent.
    pub request_body: Option<OrRef<RequestBody>>,
    /// Responses by status: `204`, `2XX`, `4XX`.
    pub responses: BTreeMap<String, OrRef<Response>>,
    /// Whether it should no longer be used.
    pub deprecated: bool,
    /// Since when, until when (`x-ms-deprecation`).
    pub deprecation: Option<Deprecation>,
    /// `operation`, `action` or `function` (`x-ms-docs-operation-type`).
    pub operation_type: Option<String>,
    /// The response is a list in pages (`x-ms-pageable`).
    pub pageable: Option<Pageable>,
    /// Alternatives of schemes with their scopes; an empty list says that none is needed. `None` when not written.
    pub security: Option<Vec<BTreeMap<String, Vec<String>>>>,
}

/// How a list is paged (`x-ms-pageable`).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pageable {
    /// Member with the next page's address.
    pub next_link_name: Option<String>,
    /// Name of the operation for following pages.
    pub operation_name: Option<String>,
    /// Member with the items.
    pub item_name: Option<String>,
}

/// Where a parameter stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Location {
    /// In the path template, as `{name}`.
    Path,
    /// After the question mark.
    Query,
    /// A header.
    Header,
    /// A cookie.
    Cookie,
}

impl Location {
    /// As `in` is written.
    pub fn key(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
            Self::Cookie => "cookie",
        }
    }

    /// The reading of `in`.
    pub fn from_key(key: &str) -> Option<Self> {
        [Self::Path, Self::Query, Self::Header, Self::Cookie]
            .into_iter()
            .find(|location| location.key() == key)
    }
}

/// A parameter of an operation.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// Name.
    pub name: String,
    /// Where it stands.
    pub location: Location,
    /// Whether it must be given.
    pub required: bool,
    /// Whether it should no longer be used.
    pub deprecated: bool,
    /// Whether a list becomes several parameters; `None` when not written.
    pub explode: Option<bool>,
    /// How a list is written; `None` when not written.
    pub style: Option<String>,
    /// Type of its value.
    pub schema: Option<Schema>,
    /// Instead of a schema: the value is written in a media type (function parameters that are collections).
    pub content: BTreeMap<String, MediaType>,
    /// The entity type that a key belongs to (`x-ms-docs-key-type`).
    pub key_type: Option<String>,
}

/// The body of a request.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RequestBody {
    /// Whether it must be sent.
    pub required: bool,
    /// By media type.
    pub content: BTreeMap<String, MediaType>,
}

/// A response.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Response {
    /// By media type; empty when there is no body.
    pub content: BTreeMap<String, MediaType>,
}

/// A body in one media type.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct MediaType {
    /// What it holds.
    pub schema: Option<Schema>,
}
