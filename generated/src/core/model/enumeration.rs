//! Enumerations: read in any case, written in the metadata's, unknown names kept.

use crate::core::json::{Fault, Reader};

use super::{FillResult, Filler, SlotValue, View};

/// A generated enumeration. Implemented by the generated types alone.
pub trait Enumeration: Sized + Clone + Send + Sync + 'static {
    /// The names that the metadata has, in its order.
    const NAMES: &'static [&'static str];

    /// The value of a name by its place in [`NAMES`](Self::NAMES).
    fn at(place: usize) -> Option<Self>;

    /// The value that keeps a name which the metadata does not have.
    #[doc(hidden)]
    fn unknown_value(name: String) -> Self;

    /// The name in Graph.
    fn as_str(&self) -> &str;

    /// The value of a name, in any case.
    fn from_name(name: &str) -> Self {
        match Self::at(place_of(Self::NAMES, name)) {
            Some(value) => value,
            None => Self::unknown_value(name.to_owned()),
        }
    }
}

/// The place of a name, as it is or else in another case; too large a one if it is not there.
fn place_of(names: &[&str], name: &str) -> usize {
    names
        .iter()
        .position(|member| *member == name)
        .or_else(|| names.iter().position(|member| member.eq_ignore_ascii_case(name)))
        .unwrap_or(usize::MAX)
}

/// A name as it was read: its place, or the name itself when the metadata does not have it.
enum Named {
    At(usize),
    Unknown(String),
}

/// The part of reading that is the same for all enumerations.
fn named(reader: &mut Reader<'_>, names: &[&str]) -> Result<Named, Fault> {
    let name = reader.string()?;
    let place = place_of(names, &name);
    Ok(if place < names.len() {
        Named::At(place)
    } else {
        Named::Unknown(name.into_owned())
    })
}

pub(crate) fn see_enumeration<E: Enumeration>(value: &E) -> View<'_> {
    View(SlotValue::Text(value.as_str()))
}

pub(crate) fn fill_enumeration<E: Enumeration>(filler: &mut Filler<'_, '_>) -> Result<E, FillResult> {
    match named(filler.0, E::NAMES) {
        Ok(Named::At(place)) => {
            E::at(place).ok_or_else(|| FillResult(Err(Fault::mismatch("not a name of this enumeration"))))
        }
        Ok(Named::Unknown(name)) => Ok(E::unknown_value(name)),
        Err(fault) => Err(FillResult(Err(fault))),
    }
}
