//! An OpenAPI document as plain data: what this project uses of it, nothing resolved.
//!
//! Sentences (descriptions, summaries, examples), tags, operation ids and lists of equivalent paths are never kept:
//! they are most of a raw document's bulk. Maps are sorted by key; the lists whose order has no meaning are put in
//! order by [`Document::sort`].

mod deprecation;
mod order;
mod path;
mod reference;
mod schema;

pub use deprecation::Deprecation;
pub use path::{Location, MediaType, Method, Operation, Pageable, Parameter, PathItem, RequestBody, Response};
pub use reference::OrRef;
pub use schema::{AdditionalProperties, Discriminator, Literal, MsEnum, MsEnumFlags, MsEnumValue, Schema};

use std::collections::BTreeMap;

/// One OpenAPI document.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Document {
    /// The file's name, for errors.
    pub file: String,
    /// Version of OpenAPI, `3.0.4`.
    pub openapi: String,
    /// What the document is called.
    pub title: String,
    /// Version of the API, `v1.0` or `beta`.
    pub version: String,
    /// The tool that made the document.
    pub generated_by: Option<GeneratedBy>,
    /// Base addresses.
    pub servers: Vec<String>,
    /// Path items by their template, for example
    /// `/identityGovernance/accessReviews/definitions/{accessReviewScheduleDefinition-id}`.
    pub paths: BTreeMap<String, PathItem>,
    /// What is referred to by `$ref`.
    pub components: Components,
    /// Everything that the reader did not know and left out.
    pub unknown: Vec<Unknown>,
}

/// A member that the reader did not know and left out.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unknown {
    /// Its path in the document, for example `#/paths/~1users/get/callbacks`.
    pub path: String,
}

/// The tool that made a document (`x-ms-generated-by`).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GeneratedBy {
    /// Name.
    pub tool_name: Option<String>,
    /// Version.
    pub tool_version: Option<String>,
}

/// The parts of a document that others refer to, by name.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Components {
    /// `#/components/schemas/…`
    pub schemas: BTreeMap<String, Schema>,
    /// `#/components/responses/…`
    pub responses: BTreeMap<String, OrRef<Response>>,
    /// `#/components/parameters/…`
    pub parameters: BTreeMap<String, OrRef<Parameter>>,
    /// `#/components/requestBodies/…`
    pub request_bodies: BTreeMap<String, OrRef<RequestBody>>,
}
