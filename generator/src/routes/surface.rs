//! READY FOR EMITTERS
//!
//! The builders: what `crate::routes` and `crate::naming` hand to `crate::emit`. Plain data, fully named.
//!
//! A builder stands for every place of the URL space whose subtree is equal (operations, options, bodies and answers
//! included). It carries its URL at run time; what differs by place (template, permission, deprecation) is told on the step
//! that leads there or in the operation's list of places.

use crate::model::{Deprecation, ItemType, Permissions, Primitive, QueryOptions, TypeRef, Version};

/// All builders of one version.
#[derive(Clone, Debug)]
pub struct Surface {
    /// The version.
    pub version: Version,
    /// The steps of the client itself: one, `identity_governance()`.
    pub roots: Vec<Step>,
    /// In order of file, then of the shortest place: a builder's file may hold several.
    pub builders: Vec<Builder>,
}

/// A builder type.
#[derive(Clone, Debug, PartialEq)]
pub struct Builder {
    /// Rust name: `AssignmentRequestsBuilder`. Unique in the version.
    pub name: String,
    /// Module path below `builders`, the last one the file: `["entitlement_management", "assignment_requests"]`.
    pub module: Vec<String>,
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
        /// With a parameter in braces at each value's place; one that may be left out goes with its name and comma.
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

/// A key or a function's argument.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// Name in the template or of the key's member: `on`, `id`, `versionNumber`.
    pub name: String,
    /// Rust name of the argument.
    pub ident: String,
    /// Its type (a primitive or an enum).
    pub ty: TypeRef,
    /// The metadata lets it be null.
    pub nullable: bool,
    /// It may be left out of the URL: an `Option` in Rust.
    pub optional: bool,
}

impl Parameter {
    /// Whether a value of its type can be a part of a URL as the core writes it: one text, number, time or member of an
    /// enumeration.
    #[must_use]
    pub fn has_url_form(&self) -> bool {
        !self.ty.collection
            && match &self.ty.item {
                ItemType::Primitive(primitive) => !matches!(
                    primitive,
                    Primitive::Decimal | Primitive::Duration | Primitive::Binary | Primitive::Stream
                ),
                ItemType::Enum(_) => true,
                ItemType::Structured(_) | ItemType::Untyped => false,
            }
    }
}

/// HTTP methods that occur.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Method {
    /// GET.
    Get,
    /// POST.
    Post,
    /// PATCH.
    Patch,
    /// PUT.
    Put,
    /// DELETE.
    Delete,
}

impl Method {
    /// `GET` and so on.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Post => "POST",
            Method::Patch => "PATCH",
            Method::Put => "PUT",
            Method::Delete => "DELETE",
        }
    }
}

/// What an operation does, in the words of the field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CallKind {
    /// GET of a single value.
    Get,
    /// GET of a collection.
    List,
    /// POST to a collection.
    Create,
    /// PATCH.
    Update,
    /// PUT.
    Replace,
    /// DELETE.
    Delete,
    /// GET of `/$count`.
    Count,
    /// POST of a bound action.
    Action,
    /// GET of a bound function.
    Function,
    /// GET of a stream.
    GetContent,
    /// PUT of a stream.
    PutContent,
    /// DELETE of a stream.
    DeleteContent,
    /// GET of `/$ref`.
    ListReferences,
    /// POST of `/$ref`.
    AddReference,
    /// PUT of `/$ref`.
    SetReference,
    /// DELETE of `…/{id}/$ref`.
    RemoveReference,
    /// DELETE of `/$ref?@id=…`.
    RemoveReferenceById,
}

/// A method that makes a request.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// Rust method name, a raw identifier where needed.
    pub method: String,
    /// What it does.
    pub kind: CallKind,
    /// The HTTP method.
    pub http: Method,
    /// What it appends to the builder's URL.
    pub segment: Segment,
    /// What it sends.
    pub body: Body,
    /// What comes back.
    pub answer: Answer,
    /// Query options offered.
    pub options: QueryOptions,
    /// Simple name of the action or function in the metadata.
    pub graph_name: Option<String>,
    /// Deprecated at every place (`Core.Revisions` on the action, function or navigation property itself).
    pub deprecated: Option<Deprecation>,
    /// Every operation it stands for. Never empty.
    pub places: Vec<Place>,
}

/// One operation of the OpenAPI document that a call stands for.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// The path as the OpenAPI document writes it.
    pub path: String,
    /// Least privileged permissions, where known.
    pub permissions: Permissions,
    /// Deprecated at this place by the metadata's rule (see [`Call::deprecated`]).
    pub deprecated: bool,
}

/// What an operation sends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// Nothing.
    None,
    /// A model, `Any…` where the type is polymorphic; for actions the body's own struct.
    Model(ItemType),
    /// Bytes.
    Content,
    /// `{"@odata.id": …}`.
    Reference,
}

/// What an operation answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// 204, or an answer whose body says nothing.
    Nothing,
    /// A model. `optional` when the service may also answer without one (204 of PATCH and PUT, a nullable return type): `Option<T>` in Rust.
    Model {
        /// The model.
        item: ItemType,
        /// May be missing.
        optional: bool,
    },
    /// A page of a collection (of models, complex values or primitives).
    Page(ItemType),
    /// A primitive, enum or other value in `{"value": …}`.
    Value {
        /// The value.
        ty: TypeRef,
        /// May be missing or null.
        optional: bool,
    },
    /// A plain number: how many of these there are.
    Count(ItemType),
    /// Bytes.
    Content,
    /// A page of `{"@odata.id": …}`.
    References,
}
