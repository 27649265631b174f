//! OpenAPI 3.0 YAML: the paths that the service offers, what they take and respond.
//!
//! `document` holds the data, `stream` walks YAML and `read` says what each member is, `check` looks at what holds
//! between the parts, `write` prints normal form. Nothing here knows CSDL, nor what a path stands for: that is the
//! concern of `crate::routes`.

mod check;
mod document;
mod read;
mod stream;
mod write;

pub use document::{
    AdditionalProperties, Components, Deprecation, Discriminator, Document, GeneratedBy, Literal, Location, MediaType,
    Method, MsEnum, MsEnumFlags, MsEnumValue, Operation, OrRef, Pageable, Parameter, PathItem, RequestBody, Response,
    Schema, Unknown,
};
pub use read::read;
pub use write::write;
