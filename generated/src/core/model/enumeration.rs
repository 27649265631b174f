//! Enumerations: read in any case, written in the metadata's, unknown names kept.

use super::{Filled, Filler, Seen, View};

/// A generated enumeration. Implemented by the generated types alone.
pub trait Enumeration: Sized + Clone + Send + Sync + 'static {
    /// The names that the metadata has, in its order, and the value of each.
    fn members() -> (&'static [&'static str], &'static [Self]);

    /// The value that keeps a name which the metadata does not have.
    #[doc(hidden)]
    fn unrecognized(name: Box<str>) -> Self;

    /// The name in Graph.
    fn as_str(&self) -> &str;

    /// The value of a name, in any case.
    fn from_name(name: &str) -> Self {
        let (names, values) = Self::members();
        match values.get(place_of(names, name)) {
            Some(value) => value.clone(),
            None => Self::unrecognized(name.into()),
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

pub(crate) fn see_enumeration<E: Enumeration>(value: &E) -> View<'_> {
    View(Seen::Text(value.as_str()))
}

pub(crate) fn fill_enumeration<E: Enumeration>(filler: &mut Filler<'_, '_>) -> Result<E, Filled> {
    match filler.0.string() {
        Ok(name) => Ok(E::from_name(&name)),
        Err(fault) => Err(Filled(Err(fault))),
    }
}
