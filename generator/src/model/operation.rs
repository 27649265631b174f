//! Actions and functions.

use super::deprecation::Deprecation;
use super::element::{Binding, OperationId};
use super::name::QName;
use super::types::TypeRef;

/// An action or function that is called on a value of a type, or on a collection of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct BoundOperation {
    /// The type that it is bound to; types derived from it have it too.
    pub binding: QName,
    /// Namespace and simple name.
    pub name: QName,
    /// A function: called by GET, without a body.
    pub function: bool,
    /// Bound to a collection.
    pub on_collection: bool,
    /// Its result can be navigated further.
    pub composable: bool,
    /// Without the binding parameter.
    pub arguments: Vec<Argument>,
    /// The type of its response, if it has any.
    pub returns: Option<TypeRef>,
    /// The response may be null.
    pub returns_nullable: bool,
    /// For an action with arguments: the name of its body among the types of the API.
    pub body: Option<QName>,
    /// `Core.Revisions` on it.
    pub deprecated: Option<Deprecation>,
    /// Our own words about it, from the overlay.
    pub doc: Option<String>,
}

/// An argument of an action or function.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Argument {
    /// Name on the wire.
    pub name: String,
    /// Its type.
    pub ty: TypeRef,
    /// May be null.
    pub nullable: bool,
    /// May be left out (`Core.OptionalParameter`).
    pub optional: bool,
    /// Our own words about it, from the overlay.
    pub doc: Option<String>,
}

impl OperationId {
    /// The action or function of the model, whatever its parameters.
    #[must_use]
    pub fn of(operation: &BoundOperation) -> Self {
        Self {
            name: operation.name.clone(),
            overload: None,
            binding: Binding {
                ty: operation.binding.clone(),
                collection: operation.on_collection,
            },
        }
    }

    /// This one of the overloads of that name.
    #[must_use]
    pub fn of_overload(operation: &BoundOperation) -> Self {
        let parameters = operation.arguments.iter().map(|argument| argument.name.clone());
        Self::of(operation).with_overload(parameters)
    }
}
