//! What a step or call takes, and what a call gives.

use std::fmt;

use super::RustApi;
use super::presence::Presence;
use super::rust_type::RustType;
use super::surface::{Builder, Call, Segment};
use crate::error::{Error, ErrorKind, Place, Result};
use crate::model::{ItemType, Method, Primitive, QueryOption};
use crate::routes::{Body, CallKind, Parameter, Response};

/// An argument of a step or call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Argument<'a> {
    /// Its name.
    pub name: &'a str,
    /// What it takes.
    pub form: ArgumentForm<'a>,
    /// It may be `None`, and is left out then.
    pub optional: bool,
}

/// What an argument takes, and how it is handed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArgumentForm<'a> {
    /// Text for the URL: `impl AsRef<str>`, or `Option<&str>`, since `impl AsRef<str>` would leave `None` without a
    /// type.
    Text,
    /// A value for the URL.
    Value(RustType<'a>),
    /// A set of flags for the URL, handed on as the text of its members' names.
    Flags(RustType<'a>),
    /// A model that is sent: `impl Into<models::AccessPackage>`.
    Body(RustType<'a>),
    /// Bytes that are sent: `impl Into<ContentBody>`.
    Content,
    /// The resource that a reference leads to: `impl AsRef<str>`.
    Reference,
}

impl<'a> Argument<'a> {
    fn required(name: &'a str, form: ArgumentForm<'a>) -> Self {
        Self {
            name,
            form,
            optional: false,
        }
    }

    /// Its type as the method declares it.
    #[must_use]
    pub fn declared(&self) -> String {
        match (self.form, self.optional) {
            (ArgumentForm::Text, true) => "Option<&str>".to_owned(),
            (ArgumentForm::Text | ArgumentForm::Reference, _) => "impl AsRef<str>".to_owned(),
            (ArgumentForm::Value(ty) | ArgumentForm::Flags(ty), true) => format!("Option<{ty}>"),
            (ArgumentForm::Value(ty) | ArgumentForm::Flags(ty), false) => ty.to_string(),
            (ArgumentForm::Body(ty), _) => format!("impl Into<{ty}>"),
            (ArgumentForm::Content, _) => "impl Into<ContentBody>".to_owned(),
        }
    }

    /// Whether it names a model.
    #[must_use]
    pub fn names_model(&self) -> bool {
        match self.form {
            ArgumentForm::Value(ty) | ArgumentForm::Flags(ty) | ArgumentForm::Body(ty) => ty.is_model(),
            ArgumentForm::Text | ArgumentForm::Content | ArgumentForm::Reference => false,
        }
    }
}

/// What it takes in a few words: `String`, `Option<models::Locale>`, `bytes`, `id`.
impl fmt::Display for Argument<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ty = match self.form {
            ArgumentForm::Text => RustType::STRING,
            ArgumentForm::Value(ty) | ArgumentForm::Flags(ty) | ArgumentForm::Body(ty) => ty,
            ArgumentForm::Content => return f.write_str("bytes"),
            ArgumentForm::Reference => return f.write_str("id"),
        };
        if self.optional {
            write!(f, "Option<{ty}>")
        } else {
            write!(f, "{ty}")
        }
    }
}

/// What a call gives: the first argument of its `Request`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResponseType<'a> {
    /// `()`
    Nothing,
    /// A model, an `Option` where it may be missing.
    Model(RustType<'a>, bool),
    /// `Page<T>`
    Page(RustType<'a>),
    /// `Value<T>`, an `Option` where it may be missing.
    Value(RustType<'a>, bool),
    /// `ItemCount<T>`
    Count(RustType<'a>),
    /// `Content`
    Content,
    /// `Page<Reference>`
    References,
}

impl ResponseType<'_> {
    /// Whether it names a model.
    #[must_use]
    pub fn names_model(&self) -> bool {
        match self {
            Self::Model(ty, _) | Self::Page(ty) | Self::Value(ty, _) | Self::Count(ty) => ty.is_model(),
            Self::Nothing | Self::Content | Self::References => false,
        }
    }
}

impl fmt::Display for ResponseType<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing => f.write_str("()"),
            Self::Model(ty, false) => write!(f, "{ty}"),
            Self::Model(ty, true) => write!(f, "Option<{ty}>"),
            Self::Page(ty) => write!(f, "Page<{ty}>"),
            Self::Value(ty, false) => write!(f, "Value<{ty}>"),
            Self::Value(ty, true) => write!(f, "Option<Value<{ty}>>"),
            Self::Count(ty) => write!(f, "ItemCount<{ty}>"),
            Self::Content => f.write_str("Content"),
            Self::References => f.write_str("Page<Reference>"),
        }
    }
}

/// The core's marker for a query option, a part of the type of a request: `CanTop`.
#[must_use]
pub fn option_marker(option: QueryOption) -> &'static str {
    match option {
        QueryOption::Count => "CanCount",
        QueryOption::Expand => "CanExpand",
        QueryOption::Filter => "CanFilter",
        QueryOption::OrderBy => "CanOrderBy",
        QueryOption::Search => "CanSearch",
        QueryOption::Select => "CanSelect",
        QueryOption::Skip => "CanSkip",
        QueryOption::Top => "CanTop",
    }
}

/// How a call makes its request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestForm {
    /// GET.
    Get,
    /// DELETE.
    Delete,
    /// DELETE of the reference whose resource is given.
    DeleteReference,
    /// POST without a body.
    PostEmpty,
    /// POST of a model.
    Post,
    /// PATCH with a model.
    Patch,
    /// PUT of a model.
    Put,
    /// PUT of bytes.
    PutContent,
    /// POST of a reference.
    PostReference,
    /// PUT of a reference.
    PutReference,
}

impl RequestForm {
    /// The form of a call.
    ///
    /// # Errors
    /// When the core has no request of that method with, or without, a body. The error names `place`.
    pub fn of(call: &Call, place: Place) -> Result<Self> {
        Ok(match (&call.body, call.http) {
            (Body::None, Method::Delete) if call.kind == CallKind::RemoveReferenceById => Self::DeleteReference,
            (Body::None, Method::Get) => Self::Get,
            (Body::None, Method::Delete) => Self::Delete,
            (Body::None, Method::Post) => Self::PostEmpty,
            (Body::Model(_), Method::Post) => Self::Post,
            (Body::Model(_), Method::Patch) => Self::Patch,
            (Body::Model(_), Method::Put) => Self::Put,
            (Body::Content, _) => Self::PutContent,
            (Body::Reference, Method::Put) => Self::PutReference,
            (Body::Reference, _) => Self::PostReference,
            (Body::None, Method::Patch | Method::Put) => return Err(unknown(place, call, "without")),
            (Body::Model(_), Method::Get | Method::Delete) => return Err(unknown(place, call, "with")),
        })
    }
}

fn unknown(place: Place, call: &Call, with: &str) -> Error {
    let what = format!("a {} {with} a body is not known", call.http);
    Error::new(ErrorKind::Model, place, what)
}

impl<'a> RustApi<'a> {
    /// What a step or call takes for its segment of the URL, in the order of the template.
    ///
    /// # Errors
    /// When a type has no Rust name.
    pub fn arguments_of_segment(&self, segment: &'a Segment) -> Result<Vec<Argument<'a>>> {
        let parameters = segment.parameters().iter();
        parameters.map(|parameter| self.argument(parameter)).collect()
    }

    fn argument(&self, parameter: &'a Parameter) -> Result<Argument<'a>> {
        let item = &parameter.ty.item;
        let is_text = !parameter.ty.collection && *item == ItemType::Primitive(Primitive::String);
        let form = if is_text {
            ArgumentForm::Text
        } else {
            let ty = self.rust_type(item)?;
            match item {
                ItemType::Enum(name) if self.api.enumeration(name).is_some_and(|ty| ty.flags) => {
                    ArgumentForm::Flags(ty)
                }
                _ => ArgumentForm::Value(ty),
            }
        };
        Ok(Argument {
            name: &parameter.ident,
            form,
            optional: parameter.optional,
        })
    }

    /// What a call takes: for its segment, then what it sends.
    ///
    /// # Errors
    /// When a type has no Rust name.
    pub fn arguments(&self, call: &'a Call) -> Result<Vec<Argument<'a>>> {
        let mut arguments = self.arguments_of_segment(&call.segment)?;
        arguments.extend(match &call.body {
            Body::None if call.kind == CallKind::RemoveReferenceById => {
                Some(Argument::required("id", ArgumentForm::Reference))
            }
            Body::None => None,
            Body::Model(item) => Some(Argument::required("body", ArgumentForm::Body(self.rust_type(item)?))),
            Body::Content => Some(Argument::required("content", ArgumentForm::Content)),
            Body::Reference => Some(Argument::required("id", ArgumentForm::Reference)),
        });
        Ok(arguments)
    }

    /// When the methods of a builder are there that take or give a model.
    ///
    /// # Errors
    /// When a type has no Rust name.
    pub fn naming_models<'b>(&self, builder: &'b Builder) -> Result<Vec<&'b Presence>>
    where
        'b: 'a,
    {
        let mut naming = Vec::new();
        for step in &builder.steps {
            let arguments = self.arguments_of_segment(&step.segment)?;
            if arguments.iter().any(Argument::names_model) {
                naming.push(&step.presence);
            }
        }
        for call in &builder.calls {
            if self.arguments(call)?.iter().any(Argument::names_model) || self.response(call)?.names_model() {
                naming.push(&call.presence);
            }
        }
        Ok(naming)
    }

    /// What a call gives.
    ///
    /// # Errors
    /// When a type has no Rust name.
    pub fn response(&self, call: &Call) -> Result<ResponseType<'a>> {
        Ok(match &call.response {
            Response::Nothing => ResponseType::Nothing,
            Response::Model { item, optional } => ResponseType::Model(self.rust_type(item)?, *optional),
            Response::Page(item) => ResponseType::Page(self.rust_type(item)?),
            Response::Value { ty, optional } => ResponseType::Value(self.rust_type(&ty.item)?, *optional),
            Response::Count(item) => ResponseType::Count(self.rust_type(item)?),
            Response::Content => ResponseType::Content,
            Response::References => ResponseType::References,
        })
    }
}
