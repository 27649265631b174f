//! What the generated builders are written with; each of their files begins with `use crate::core::builder::*`.

pub(crate) use super::page::Page;
pub(crate) use super::path::Path;
pub(crate) use super::request::Request;

#[allow(
    unused_imports,
    reason = "whether a version has operations that take or give these is up to its metadata"
)]
pub(crate) use super::{
    content::{Content, ContentBody},
    json::Json,
    options::{CanCount, CanExpand, CanFilter, CanOrderBy, CanSearch, CanSelect, CanSkip, CanTop},
    reference::Reference,
    response::{ItemCount, Value},
    values,
};
