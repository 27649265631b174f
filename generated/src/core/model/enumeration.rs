//! Enumerations: read in any case, written in the metadata's, unknown names kept.

use crate::core::json::{Fault, Reader};

use super::{Filled, Filler, Seen, View};

/// A generated enumeration. Implemented by the generated types alone.
pub trait Enumeration: Sized + Clone + Send + Sync + 'static {
    /// The names and values that the metadata has, in its order.
    fn members() -> &'static [(&'static str, Self)];

    /// The value that keeps a name which the metadata does not have.
    #[doc(hidden)]
    fn unrecognized(name: Box<str>) -> Self;

    /// The name in Graph.
    fn as_str(&self) -> &str;

    /// The value of a name, in any case.
    fn from_name(name: &str) -> Self {
        let members = Self::members();
        let found = members
            .iter()
            .find(|(member, _)| *member == name)
            .or_else(|| members.iter().find(|(member, _)| member.eq_ignore_ascii_case(name)));
        match found {
            Some((_, value)) => value.clone(),
            None => Self::unrecognized(name.into()),
        }
    }
}

pub(crate) fn see_enumeration<E: Enumeration>(value: &E) -> View<'_> {
    View(Seen::Text(value.as_str()))
}

pub(crate) fn fill_enumeration<E: Enumeration>(filler: &mut Filler<'_, '_>) -> Result<E, Filled> {
    fn name<'a>(reader: &mut Reader<'a>) -> Result<std::borrow::Cow<'a, str>, Fault> {
        reader.string()
    }
    match name(filler.0) {
        Ok(name) => Ok(E::from_name(&name)),
        Err(fault) => Err(Filled(Err(fault))),
    }
}
