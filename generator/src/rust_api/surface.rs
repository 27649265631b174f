//! The builders of a version: plain data, fully named.
//!
//! A builder stands for every place of the URL space whose subtree is equal (operations, options, bodies and responses
//! included). It carries its URL at run time; what differs by place (template, permission, deprecation) is on the step
//! that leads there or in the operation's list of places.

use super::presence::{Presence, TypePresences};
use crate::model::{Deprecation, InferredPermissions, Permissions, QueryOptions, Roles, TypeRef, Version};
use crate::routes::{Body, CallKind, Method, Parameter, Response};

/// All builders of one version.
#[derive(Clone, Debug)]
pub struct Surface {
    /// The version.
    pub version: Version,
    /// The steps of the client itself, one for each root: `identity_governance()`.
    pub roots: Vec<Step>,
    /// In order of file, then of the shortest place: a builder's file may hold several.
    pub builders: Vec<Builder>,
    /// When each type of the version is there.
    pub types: TypePresences,
}

/// A builder type.
#[derive(Clone, Debug, PartialEq)]
pub struct Builder {
    /// Rust name: `AccessPackageCollectionBuilder`. Unique in the version.
    pub name: String,
    /// Module path below `builders`, the last one the file: `["entitlement_management", "access_package"]`.
    pub module: Vec<String>,
    /// When it is there.
    pub presence: Presence,
    /// Where it stands, as URL templates of the OpenAPI document, shortest first. Never empty.
    pub places: Vec<String>,
    /// The type of what the URL addresses, where the CSDL says.
    pub subject: Option<TypeRef>,
    /// Navigation, sorted by Rust name.
    pub steps: Vec<Step>,
    /// Operations, sorted by Rust name.
    pub calls: Vec<Call>,
}

/// A method that leads to another builder: no I/O.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Rust method name, a raw identifier where needed (`r#type`).
    pub method: String,
    /// Rust name of the builder that it gives.
    pub to: String,
    /// When it is there.
    pub presence: Presence,
    /// What it appends to the URL.
    pub segment: Segment,
    /// The type of what the step's URL addresses, where the CSDL says.
    pub subject: Option<TypeRef>,
    /// Deprecated at every place (`Core.Revisions` on the navigation property).
    pub deprecated: Option<Deprecation>,
    /// What the overlay says of some of its places, in our own words.
    pub notes: Vec<String>,
    /// URL templates that the step reaches, shortest first. Never empty.
    pub places: Vec<String>,
}

/// What a step or call appends to the URL.
#[derive(Clone, Debug, PartialEq)]
pub enum Segment {
    /// Nothing: the operation is at the builder's own URL.
    Here,
    /// `/` and these characters: a property, an action without arguments, `$count`, `$ref`, `$value`, a cast.
    Literal(String),
    /// `/` and a key as one percent-encoded segment.
    Key(Parameter),
    /// An alternate key in parentheses, without a slash: `(uniqueName='{uniqueName}')`.
    AlternateKey {
        /// With a parameter in braces at each value's place.
        template: String,
        /// In the order of the template.
        parameters: Vec<Parameter>,
    },
    /// `/` and a function with its arguments: `filterByCurrentUser(on='{on}')`. Also a segment with arguments that the
    /// CSDL does not know.
    Function {
        /// With a parameter in braces at each value's place; one that may be left out is so with its name and comma.
        template: String,
        /// In the order of the template.
        parameters: Vec<Parameter>,
    },
}

impl Segment {
    /// What has to be given, in the order of the template.
    #[must_use]
    pub fn parameters(&self) -> &[Parameter] {
        match self {
            Segment::Here | Segment::Literal(_) => &[],
            Segment::Key(parameter) => std::slice::from_ref(parameter),
            Segment::AlternateKey { parameters, .. } | Segment::Function { parameters, .. } => parameters,
        }
    }
}

/// A method that makes a request.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// Rust method name, a raw identifier where needed.
    pub method: String,
    /// What it does.
    pub kind: CallKind,
    /// When it is there.
    pub presence: Presence,
    /// The HTTP method.
    pub http: Method,
    /// What it appends to the builder's URL.
    pub segment: Segment,
    /// What it sends.
    pub body: Body,
    /// What it gives.
    pub response: Response,
    /// Query options offered.
    pub options: QueryOptions,
    /// Simple name of the action or function in the metadata.
    pub graph_name: Option<String>,
    /// Our own sentence about the action or function.
    pub doc: Option<String>,
    /// Our own sentences about a function's arguments, by their Rust names.
    pub argument_docs: Vec<(String, String)>,
    /// Deprecated at every place (`Core.Revisions` on the action, function or navigation property itself).
    pub deprecated: Option<Deprecation>,
    /// Every operation it stands for. Never empty.
    pub places: Vec<CallPlace>,
}

/// One operation of the OpenAPI document that a call stands for.
#[derive(Clone, Debug, PartialEq)]
pub struct CallPlace {
    /// The path as the OpenAPI document writes it.
    pub path: String,
    /// The published permissions, where known.
    pub permissions: Permissions,
    /// What is inferred where nothing is published, and something can be.
    pub inferred: Option<InferredPermissions>,
    /// Which roles decide beside permissions, where the overlay says so.
    pub roles: Option<Roles>,
    /// Deprecated at this place by the metadata's rule (see [`Call::deprecated`]).
    pub deprecated: bool,
}
