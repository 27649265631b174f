//! An item of a list that is kept beside it.

use std::fmt;

use super::Json;
use crate::core::text::OneLine;

/// An entry of a list that could not be read as an item.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct MismatchedItem {
    /// Its place in the list, counted from 0 with all others.
    pub place: usize,
    /// What came.
    pub value: Json,
    /// Why it is no item.
    pub reason: String,
}

impl MismatchedItem {
    pub(crate) fn new(place: usize, value: Json, reason: String) -> Self {
        Self { place, value, reason }
    }
}

impl fmt::Debug for MismatchedItem {
    /// Without the value, which may hold anything.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "value[{}]: {}", self.place, OneLine(&self.reason))
    }
}
