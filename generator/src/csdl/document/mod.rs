//! A CSDL document as plain data: every construct as it is written, with its position.
//!
//! Names stay as text, with an alias where the document uses one. Lists are in the canonical order of
//! [`Document::sort`], since the order in which metadata is declared has no meaning in OData but for the few lists
//! named there. Nothing here knows XML, nor what a name stands for.

mod annotation;
mod container;
mod operation;
mod order;
mod term;
mod types;

pub use annotation::{Annotation, Expression, PropertyValue, Record, TargetAnnotations};
pub use container::{Container, EntitySet, NavigationPropertyBinding, OperationImport, Singleton};
pub use operation::{Operation, OperationKind, Parameter, ReturnType};
pub use term::Term;
pub use types::{
    EnumMember, EnumType, Facets, KeyRef, NavigationProperty, OnDelete, Property, ReferentialConstraint,
    StructuredKind, StructuredType, TypeDefinition, TypeName,
};

use crate::error::Place;
use crate::source::At;

/// One metadata document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Document {
    /// The file's name, for errors.
    pub file: String,
    /// The name of the file that supplements the document, where one does: some of the positions are in it.
    pub supplement: Option<String>,
    /// The OData version, `4.0`.
    pub version: String,
    /// Documents that this one refers to.
    pub references: Vec<Reference>,
    /// The schemas, by namespace.
    pub schemas: Vec<Schema>,
    /// Everything that the reader did not know and left out.
    pub unknown: Vec<Unknown>,
}

/// An element, attribute or expression that the reader did not know and left out.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unknown {
    /// What it is, for example "attribute `Foo` of `Property`".
    pub what: String,
    /// Where it stands.
    pub at: At,
}

/// A referenced document (`edmx:Reference`).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reference {
    /// Address of the document.
    pub uri: String,
    /// The schemas that it lends.
    pub includes: Vec<Include>,
    /// The annotations that it lends.
    pub include_annotations: Vec<IncludeAnnotations>,
    /// Annotations of the reference itself.
    pub annotations: Vec<Annotation>,
    /// Position.
    pub at: At,
}

/// A schema taken from a referenced document (`edmx:Include`).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Include {
    /// The schema's namespace.
    pub namespace: String,
    /// Its alias here.
    pub alias: Option<String>,
    /// Position.
    pub at: At,
}

/// Annotations taken from a referenced document (`edmx:IncludeAnnotations`).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct IncludeAnnotations {
    /// Terms of this namespace.
    pub term_namespace: String,
    /// Only with this qualifier.
    pub qualifier: Option<String>,
    /// Only for targets of this namespace.
    pub target_namespace: Option<String>,
    /// Position.
    pub at: At,
}

/// One namespace's part of a document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Schema {
    /// For example `microsoft.graph.identityGovernance`.
    pub namespace: String,
    /// A short name for the namespace, for example `graph`.
    pub alias: Option<String>,
    /// Entity and complex types.
    pub structured_types: Vec<StructuredType>,
    /// Enumerations.
    pub enum_types: Vec<EnumType>,
    /// Named primitive types.
    pub type_definitions: Vec<TypeDefinition>,
    /// Actions and functions. Overloads are separate entries of one name.
    pub operations: Vec<Operation>,
    /// Annotation terms that this schema defines.
    pub terms: Vec<Term>,
    /// Entity containers; one at most in a valid service, but a document may hold none.
    pub containers: Vec<Container>,
    /// Annotations that stand apart from what they annotate.
    pub annotations_by_target: Vec<TargetAnnotations>,
    /// Annotations of the schema itself.
    pub annotations: Vec<Annotation>,
    /// Position.
    pub at: At,
}

impl Document {
    /// The place of something in this document.
    pub fn place(&self, at: At) -> Place {
        let supplement = self.supplement.as_ref().filter(|_| at.in_supplement);
        at.place(supplement.unwrap_or(&self.file))
    }
}
