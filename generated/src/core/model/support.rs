//! What the expansions of `macros` call, so that each is a line.

use std::fmt;

use serde::{Deserializer, Serializer};

use crate::core::json::{ReadOptions, gather, transcode};
use crate::core::text::escaped;

pub(crate) use super::any::{fill_any, see_any, typed_model};
use super::compare::{print_model, same_model};
pub(crate) use super::enumeration::{fill_enumeration, see_enumeration};
pub(crate) use super::flags::{deserialize_flags, read_flags, serialize_flags};
pub(crate) use super::slot::{Element, FillResult, Filler, Single, SlotValue, View, push, single_values};
use super::{AnyType, Document, Slot};

/// What a setter makes of the items that it is given.
pub(crate) fn list<T>(values: impl IntoIterator<Item = impl Into<T>>) -> Vec<T> {
    values.into_iter().map(Into::into).collect()
}

pub(crate) fn same<T: Document>(one: &T, two: &T) -> bool {
    same_model(one.typed_model().0, two.typed_model().0)
}

pub(crate) fn print<T: Document>(value: &T, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    print_model(value.typed_model().0, f)
}

pub(crate) fn serialize<T: Document, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    transcode(&value.to_json(), serializer)
}

/// What stands at a place of each of an `Any…` enumeration's models: a member of the base, which all have first.
pub(crate) fn common<T: Slot>(any: &impl AnyType, place: usize) -> Option<&T> {
    let slot: &dyn std::any::Any = any.as_model().slot(place)?;
    slot.downcast_ref()
}

pub(crate) fn deserialize<'de, T: Document, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let json = gather(deserializer)?;
    T::from_json(&json, &ReadOptions::default()).map_err(serde::de::Error::custom)
}

/// The name of an enumeration's or flags' value for people: one that the metadata does not have may be any text.
pub(crate) fn print_text(text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.pad(&escaped(text))
}
