//! What a change, a fact about a cloud, or a Rust item is about: a part of the metadata, as a value.
//!
//! [`ElementId`] prints itself as reports and the files of `schemas/` write it. Nothing reads that text again: whoever
//! asks what an element belongs to asks the value.

use std::fmt;

use serde::{Serialize, Serializer};

use super::{Method, QName, QueryOption};

/// A part of the metadata, or of what follows from it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ElementId {
    /// An entity, complex or enum type, or a type definition: `microsoft.graph.accessPackage`.
    Type(QName),
    /// What can stand where the type is declared, derived types included: `any microsoft.graph.accessPackage`.
    AnyOf(QName),
    /// A structural or navigation property, or a member of an enum type: `microsoft.graph.accessPackage/displayName`.
    Member {
        /// The type that declares it.
        owner: QName,
        /// Its name on the wire.
        name: String,
    },
    /// A bound action or function: `microsoft.graph.resume of microsoft.graph.accessPackageAssignmentRequest`.
    Operation(OperationId),
    /// A parameter of an action or function: `microsoft.graph.resume/source of microsoft.graph.…`.
    Parameter {
        /// Of which action or function; its overload is not part of the text.
        operation: OperationId,
        /// Its name on the wire.
        name: String,
    },
    /// All actions and functions of a name, whatever they are bound to: `any microsoft.graph.resume`.
    OperationsNamed(QName),
    /// A singleton or entity set of the container: `identityGovernance`.
    Root(String),
    /// A singleton or entity set as annotations name it: `microsoft.graph.GraphService/identityGovernance`.
    Set {
        /// The container.
        container: QName,
        /// Its name.
        name: String,
    },
    /// A namespace: `microsoft.graph`.
    Namespace(String),
    /// What annotations name and the document does not have, as it is written.
    Unknown(String),
    /// An annotation: `microsoft.graph.accessPackage@Org.OData.Capabilities.V1.FilterRestrictions`.
    Annotation {
        /// What is annotated.
        target: Box<ElementId>,
        /// The term.
        term: String,
    },
    /// A place of the URL space, as a template: `/identityGovernance/accessReviews/definitions/{id}`.
    Path(String),
    /// A request: `POST /identityGovernance/…`.
    Request {
        /// The HTTP method.
        method: Method,
        /// The URL template.
        path: String,
    },
    /// A query option of a request: `$filter GET /identityGovernance/…`.
    QueryOption {
        /// The option.
        option: QueryOption,
        /// The HTTP method.
        method: Method,
        /// The URL template.
        path: String,
    },
    /// A public item of the generated crate below its version's module: `models::AccessPackage::display_name`.
    RustItem(String),
}

/// An action or function with what it is bound to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OperationId {
    /// Namespace and simple name.
    pub name: QName,
    /// The names of its parameters without the binding one, where that distinguishes it from other overloads.
    pub overload: Option<Vec<String>>,
    /// What it is bound to.
    pub binding: Binding,
}

/// What an action or function is bound to: a type, or a collection of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Binding {
    /// The type.
    pub ty: QName,
    /// `Collection(…)`.
    pub collection: bool,
}

impl ElementId {
    /// A member of a type.
    #[must_use]
    pub fn member(owner: &QName, name: impl Into<String>) -> Self {
        Self::Member {
            owner: owner.clone(),
            name: name.into(),
        }
    }

    /// A parameter of an action or function, whatever the overload.
    #[must_use]
    pub fn parameter(operation: &OperationId, name: impl Into<String>) -> Self {
        Self::Parameter {
            operation: operation.without_overload(),
            name: name.into(),
        }
    }

    /// An annotation of it.
    #[must_use]
    pub fn annotation(self, term: impl Into<String>) -> Self {
        Self::Annotation {
            target: Box::new(self),
            term: term.into(),
        }
    }

    /// The type that it belongs to: itself, the owner of a member, what an operation is bound to.
    #[must_use]
    pub fn owner(&self) -> Option<&QName> {
        match self {
            Self::Type(name) | Self::AnyOf(name) | Self::Member { owner: name, .. } => Some(name),
            Self::Operation(operation) | Self::Parameter { operation, .. } => Some(&operation.binding.ty),
            Self::Annotation { target, .. } => target.owner(),
            Self::OperationsNamed(_)
            | Self::Root(_)
            | Self::Set { .. }
            | Self::Namespace(_)
            | Self::Unknown(_)
            | Self::Path(_)
            | Self::Request { .. }
            | Self::QueryOption { .. }
            | Self::RustItem(_) => None,
        }
    }

    /// The action or function that it is, or is a parameter of.
    #[must_use]
    pub fn operation(&self) -> Option<&OperationId> {
        match self {
            Self::Operation(operation) | Self::Parameter { operation, .. } => Some(operation),
            Self::Annotation { target, .. } => target.operation(),
            _ => None,
        }
    }

    /// The URL template of a place, a request or a query option.
    #[must_use]
    pub fn path(&self) -> Option<&str> {
        match self {
            Self::Path(path) | Self::Request { path, .. } | Self::QueryOption { path, .. } => Some(path),
            _ => None,
        }
    }
}

impl OperationId {
    /// With the names of its parameters.
    #[must_use]
    pub fn with_overload(self, parameters: impl IntoIterator<Item = String>) -> Self {
        Self {
            overload: Some(parameters.into_iter().collect()),
            ..self
        }
    }

    /// Whatever its parameters.
    #[must_use]
    pub fn without_overload(&self) -> Self {
        Self {
            overload: None,
            ..self.clone()
        }
    }
}

/// As it prints itself.
impl Serialize for ElementId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl fmt::Display for ElementId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Type(name) => write!(f, "{name}"),
            Self::AnyOf(name) | Self::OperationsNamed(name) => write!(f, "any {name}"),
            Self::Member { owner, name } => write!(f, "{owner}/{name}"),
            Self::Operation(operation) => write!(f, "{operation}"),
            Self::Parameter { operation, name } => write!(f, "{}/{name} of {}", operation.name, operation.binding),
            Self::Root(text)
            | Self::Namespace(text)
            | Self::Unknown(text)
            | Self::Path(text)
            | Self::RustItem(text) => f.write_str(text),
            Self::Set { container, name } => write!(f, "{container}/{name}"),
            Self::Annotation { target, term } => write!(f, "{target}@{term}"),
            Self::Request { method, path } => write!(f, "{method} {path}"),
            Self::QueryOption { option, method, path } => write!(f, "{} {method} {path}", option.name()),
        }
    }
}

impl fmt::Display for OperationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.name)?;
        if let Some(parameters) = &self.overload {
            write!(f, "({})", parameters.join(","))?;
        }
        write!(f, " of {}", self.binding)
    }
}

impl fmt::Display for Binding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.collection {
            write!(f, "Collection({})", self.ty)
        } else {
            write!(f, "{}", self.ty)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resume(collection: bool) -> OperationId {
        OperationId {
            name: QName::new("microsoft.graph", "resume"),
            overload: None,
            binding: Binding {
                ty: QName::new("microsoft.graph", "request"),
                collection,
            },
        }
    }

    #[test]
    fn elements_print_as_reports_write_them() {
        let ty = QName::new("microsoft.graph", "request");
        let overloaded = resume(false).with_overload(["a".to_owned(), "b".to_owned()]);
        for (element, text) in [
            (ElementId::Type(ty.clone()), "microsoft.graph.request"),
            (ElementId::AnyOf(ty.clone()), "any microsoft.graph.request"),
            (ElementId::member(&ty, "state"), "microsoft.graph.request/state"),
            (
                ElementId::Operation(resume(true)),
                "microsoft.graph.resume of Collection(microsoft.graph.request)",
            ),
            (
                ElementId::Operation(overloaded.clone()),
                "microsoft.graph.resume(a,b) of microsoft.graph.request",
            ),
            (
                ElementId::parameter(&overloaded, "a"),
                "microsoft.graph.resume/a of microsoft.graph.request",
            ),
            (
                ElementId::member(&ty, "state").annotation("Org.OData.Core.V1.Computed"),
                "microsoft.graph.request/state@Org.OData.Core.V1.Computed",
            ),
            (
                ElementId::QueryOption {
                    option: QueryOption::Filter,
                    method: Method::Get,
                    path: "/requests/{}".to_owned(),
                },
                "$filter GET /requests/{}",
            ),
        ] {
            assert_eq!(element.to_string(), text);
        }
    }

    #[test]
    fn an_element_knows_what_it_belongs_to() {
        let ty = QName::new("microsoft.graph", "request");
        let annotated = ElementId::parameter(&resume(true), "source").annotation("x");
        assert_eq!(annotated.owner(), Some(&ty));
        assert_eq!(
            annotated.operation().map(|operation| operation.name.name()),
            Some("resume")
        );
        assert_eq!(ElementId::Root("requests".to_owned()).owner(), None);
    }
}
