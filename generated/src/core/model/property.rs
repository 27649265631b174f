//! The members of models as constants: `AccessPackage::DISPLAY_NAME`. Each knows its model, its name in Graph and the
//! type of its value.
//!
//! They name a member where a value of it is not at hand: to set it to null, to ask how it stands, or by its `name()`
//! in a query option.

use std::fmt;
use std::marker::PhantomData;

use super::compare::slot_value;
use super::state::Blank;
use super::{Model, SlotValue};

/// A structural member of the model `M` with values of the type `V`.
///
/// `V` is the type of one value: a primitive's, an enumeration, or the struct of a complex type, as the metadata
/// declares it. Of a collection it is [`Many`] of that.
pub struct Property<M, V> {
    name: &'static str,
    of: PhantomData<fn() -> (M, V)>,
}

/// A member of the model `M` that leads to entities of the type `V`, or to [`Many`] of them.
///
/// It is there in a response when it was expanded.
pub struct Navigation<M, V> {
    name: &'static str,
    of: PhantomData<fn() -> (M, V)>,
}

/// Marks a collection's constant: `Property<M, Many<V>>`. It has no values.
#[derive(Clone, Copy, Debug)]
pub enum Many<V> {
    #[doc(hidden)]
    Never(std::convert::Infallible, PhantomData<fn() -> V>),
}

/// A member of the model `M`, structural or navigation. Implemented by [`Property`] and [`Navigation`].
pub trait MemberOf<M>: sealed::Sealed {
    /// The name in Graph's JSON and URLs.
    fn name(&self) -> &'static str;
}

/// A collection among the members of the model `M`.
pub trait ListOf<M>: MemberOf<M> {}

impl<M, V> ListOf<M> for Property<M, Many<V>> {}

impl<M, V> ListOf<M> for Navigation<M, Many<V>> {}

mod sealed {
    pub trait Sealed {}
}

macro_rules! member_constant {
    ($type:ident) => {
        impl<M, V> $type<M, V> {
            #[doc(hidden)]
            pub const fn new(name: &'static str) -> Self {
                Self {
                    name,
                    of: PhantomData,
                }
            }

            /// The name in Graph's JSON and URLs.
            pub const fn name(&self) -> &'static str {
                self.name
            }
        }

        impl<M, V> Clone for $type<M, V> {
            fn clone(&self) -> Self {
                *self
            }
        }

        impl<M, V> Copy for $type<M, V> {}

        impl<M, V> fmt::Debug for $type<M, V> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.name)
            }
        }

        impl<M, V> sealed::Sealed for $type<M, V> {}

        impl<M, V> MemberOf<M> for $type<M, V> {
            fn name(&self) -> &'static str {
                self.name
            }
        }
    };
}

member_constant!(Property);
member_constant!(Navigation);

/// How a member stands in a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Presence {
    /// It was not sent and not set, and is not written.
    Absent,
    /// It is null.
    Null,
    /// It is a list without items.
    Empty,
    /// It has a value.
    Set,
    /// What came did not fit its declared type and is kept in the additional properties. Of a list: there are items,
    /// and none of them fits, see [`Document::mismatched_items`](super::Document::mismatched_items).
    Odd,
}

/// Takes away what a member has, and notes that it is null or an empty list.
pub(crate) fn set_blank(model: &mut dyn Model, name: &str, blank: Blank) {
    let Some(place) = model.info().find(name) else {
        return;
    };
    if let Some(slot) = model.slot_mut(place) {
        slot.cut(0);
    }
    let (additional, state) = model.rest_mut();
    additional.remove(name);
    state.set_blank(place, blank);
}

pub(crate) fn presence(model: &dyn Model, name: &str) -> Presence {
    let Some(place) = model.info().find(name) else {
        return Presence::Absent;
    };
    let (additional, state) = model.rest();
    match state.blank(place) {
        _ if !matches!(slot_value(model, place), SlotValue::Nothing) => Presence::Set,
        Blank::Null => Presence::Null,
        Blank::Empty if !state.items(place).is_empty() => Presence::Odd,
        Blank::Empty => Presence::Empty,
        Blank::Absent if additional.get(name).is_some() => Presence::Odd,
        Blank::Absent => Presence::Absent,
    }
}
