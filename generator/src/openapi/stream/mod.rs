//! Walks a YAML document through serde, straight into the types of `document`, and knows at any time the path in the
//! document.
//!
//! serde's derive cannot say where it is or what it left out, so objects are read by one function each
//! ([`Members::member`], all in `read`) that says which members it knows. Everything else here is generic over them.

mod context;
mod locate;
mod object;
mod pointer;
mod values;

pub(super) use self::context::RefKind;
pub(super) use self::locate::locate;
pub(super) use self::object::{Members, Value};
pub(super) use self::values::BoolOr;

use std::collections::BTreeMap;
use std::marker::PhantomData;

use serde::de::DeserializeSeed;

use self::context::Context;
use self::object::{Object, Seed};
use self::pointer::short_pointer;
use super::document::Unknown;
use crate::error::{Error, ErrorKind, Result};
use crate::yaml::{self, position};

/// A whole document, what was unknown in it and where its references lead.
pub(super) struct Streamed<T> {
    pub(super) value: T,
    pub(super) unknown: Vec<Unknown>,
    pub(super) references: BTreeMap<(RefKind, String), Vec<String>>,
}

/// Reads a document of one object.
pub(super) fn stream<T: Members>(file: &str, text: &str) -> Result<Streamed<T::Out>> {
    let context = Context::of(text);
    match (Seed::<Object<T>> {
        context: &context,
        read: PhantomData,
    })
    .deserialize(serde_yaml::Deserializer::from_str(text))
    {
        Ok(value) => Ok(Streamed {
            value: *value.0,
            unknown: context.unknown.into_inner(),
            references: context.references.into_inner(),
        }),
        Err(error) => {
            let mut place = position(file, &error);
            let path = context.path.into_inner();
            if !path.is_empty() {
                place = place.at_path(short_pointer(&path));
            }
            let (kind, message) = context.fault.into_inner().unwrap_or_else(|| library_fault(&error));
            Err(Error::new(kind, place, message))
        }
    }
}

/// Sorts an error of the YAML library, and takes path and position out of its text, since the place has them.
fn library_fault(error: &serde_yaml::Error) -> (ErrorKind, String) {
    let mut text = error.to_string();
    if let Some(location) = error.location() {
        let position = format!(" at line {} column {}", location.line(), location.column());
        text = text.replace(&position, "");
    }
    // These two are the library's words for its own limits; a test of bad input holds them.
    if text.contains("repetition limit") {
        return (ErrorKind::Limit, yaml::ALIASES.to_owned());
    }
    if text.contains("recursion limit") || text.contains("exceeded maximum nesting") {
        return (
            ErrorKind::Limit,
            "values are nested too deep; no metadata document is".to_owned(),
        );
    }
    // The library writes the path before the words of serde.
    match text.find("invalid type: ").or_else(|| text.find("invalid value: ")) {
        Some(start) => (ErrorKind::Value, text.get(start..).unwrap_or_default().to_owned()),
        None => (ErrorKind::Syntax, format!("not well-formed YAML: {text}")),
    }
}
