//! Actions and functions.

use super::annotation::Annotation;
use super::types::{Facets, TypeName};
use crate::source::At;

/// Actions may change things, functions do not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OperationKind {
    /// `Action`, called by POST.
    Action,
    /// `Function`, called by GET.
    Function,
}

impl OperationKind {
    /// What it is called: `action` or `function`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Action => "action",
            Self::Function => "function",
        }
    }
}

/// One overload of an action or function.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Operation {
    /// Name without namespace.
    pub name: String,
    /// Action or function.
    pub kind: OperationKind,
    /// Called on a value: the first parameter is what it is bound to.
    pub is_bound: bool,
    /// A function whose result can be navigated further.
    pub is_composable: bool,
    /// Where the returned entities live, as a path from the binding parameter.
    pub entity_set_path: Option<String>,
    /// Parameters in order, the binding parameter first.
    pub parameters: Vec<Parameter>,
    /// The type of the response; an action may have none.
    pub return_type: Option<ReturnType>,
    /// Inline annotations.
    pub annotations: Vec<Annotation>,
    /// Position.
    pub at: At,
}

impl Operation {
    /// The parameters that a call gives: of a bound operation all but the one that it is bound to.
    pub fn own_parameters(&self) -> impl Iterator<Item = &Parameter> {
        self.parameters.iter().skip(usize::from(self.is_bound))
    }
}

/// A parameter of an action or function.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Parameter {
    /// Name, unique in its operation.
    pub name: String,
    /// Type.
    pub type_name: TypeName,
    /// Facets.
    pub facets: Facets,
    /// Inline annotations; `Core.OptionalParameter` among them.
    pub annotations: Vec<Annotation>,
    /// Position.
    pub at: At,
}

/// The type of what an action or function returns.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ReturnType {
    /// Type.
    pub type_name: TypeName,
    /// Facets.
    pub facets: Facets,
    /// Inline annotations.
    pub annotations: Vec<Annotation>,
    /// Position.
    pub at: At,
}
