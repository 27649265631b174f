//! OData CSDL 4.0 XML: what is written in a metadata document, and its names resolved.
//!
//! `document` holds the data, `read` makes it from XML, `write` prints it in normal form, [`index`] looks up what a
//! name of the document stands for, `elements` gives its parts as values. Nothing here knows Rust, HTTP or OpenAPI.

mod document;
pub(crate) mod elements;
pub mod index;
mod namespace;
mod read;
mod write;

pub use document::{
    Annotation, Container, Document, EntitySet, EnumMember, EnumType, Expression, Facets, Include, IncludeAnnotations,
    KeyRef, NavigationProperty, NavigationPropertyBinding, OnDelete, Operation, OperationImport, OperationKind,
    Parameter, Property, PropertyValue, Record, Reference, ReferentialConstraint, ReturnType, Schema, Singleton,
    StructuredKind, StructuredType, TargetAnnotations, Term, TypeDefinition, TypeName, Unknown,
};
pub use read::{read, read_supplement};
pub use write::write;
