//! What an operation is made of: method, kind, body, response and the parameters of its path. Plain data.

use std::fmt;

use crate::model::{ItemType, Primitive, TypeRef};
use crate::openapi;

pub use crate::model::Method;

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

/// The method of a document, where Graph uses it.
pub(crate) fn used_method(written: openapi::Method) -> Option<Method> {
    Some(match written {
        openapi::Method::Get => Method::Get,
        openapi::Method::Post => Method::Post,
        openapi::Method::Patch => Method::Patch,
        openapi::Method::Put => Method::Put,
        openapi::Method::Delete => Method::Delete,
        openapi::Method::Options | openapi::Method::Head | openapi::Method::Trace => return None,
    })
}

/// What an operation does.
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

/// What an operation sends.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
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

/// What an operation responds.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Response {
    /// 204, or a response whose body says nothing.
    Nothing,
    /// A model. `optional` when the service may also respond without one (204 of PATCH and PUT, a nullable return
    /// type): `Option<T>` in Rust.
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

/// What it is of: `microsoft.graph.approval, or nothing`, `Collection(microsoft.graph.approval)`, `bytes`.
impl fmt::Display for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let or_nothing = |is_optional: &bool| if *is_optional { ", or nothing" } else { "" };
        match self {
            Self::Nothing => f.write_str("nothing"),
            Self::Model { item, optional } => write!(f, "{item}{}", or_nothing(optional)),
            Self::Page(item) => write!(f, "Collection({item})"),
            Self::Value { ty, optional } => write!(f, "{ty}{}", or_nothing(optional)),
            Self::Count(_) => f.write_str("a count"),
            Self::Content => f.write_str("bytes"),
            Self::References => f.write_str("references"),
        }
    }
}
