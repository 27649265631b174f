//! What the expansions of `macros` call, so that each is a line.

use std::fmt;

use serde::{Deserializer, Serializer};

use crate::core::json::{Json, ReadOptions, Writer, gather, transcode};

pub(crate) use super::any::{fill_any, see_any};
pub(crate) use super::compare::{odd_values, print, same_model};
pub(crate) use super::enumeration::{fill_enumeration, see_enumeration};
use super::read::ODATA_TYPE;
pub(crate) use super::slot::{Element, Filled, Filler, Seen, Single, View, push, single_values};
pub(crate) use super::write::{write_any, write_model};
use super::{AnyType, Document, Model};

pub(crate) fn odata_type(model: &dyn Model) -> String {
    let given = model.rest().0.get(ODATA_TYPE).and_then(Json::to_text);
    given.map_or_else(
        || model.info().name.to_owned(),
        |name| name.trim_start_matches('#').to_owned(),
    )
}

/// The text of an annotation of the model itself.
pub(crate) fn annotation(model: &dyn Model, name: &str) -> Option<String> {
    model.rest().0.get(name).and_then(Json::to_text)
}

pub(crate) fn serialize<S: Serializer>(model: &dyn Model, serializer: S) -> Result<S::Ok, S::Error> {
    let mut writer = Writer::everything();
    write_model(&mut writer, model, false, true);
    transcode(&writer.into_bytes(), serializer)
}

pub(crate) fn serialize_any<A: AnyType, S: Serializer>(any: &A, serializer: S) -> Result<S::Ok, S::Error> {
    transcode(&write_any(any, false), serializer)
}

pub(crate) fn deserialize<'de, T: Document, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let json = gather(deserializer)?;
    T::from_json(&json, &ReadOptions::default()).map_err(serde::de::Error::custom)
}

pub(crate) fn print_text(text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.pad(text)
}
