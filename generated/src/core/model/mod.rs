//! What all models have in common: how they are read, written, compared and printed.
//!
//! A generated model says little of itself: its members' names ([`TypeInfo`]) and where each is ([`Model::slot`]). One
//! loop for all models does the work, in `read`, `write` and `compare`, none of it generic. A member's place is a
//! [`Slot`] (`slot`), whatever its type; a model inside another is `child`, lists are `list`, values of several types
//! are `any`, enumerations `enumeration` and `flags`, what the metadata does not name `additional`, and what absent,
//! null and empty mean `state`. What a user does with models is `document`; the members' constants are `property`.
//! `macros` has what each generated type expands to.

mod additional;
mod any;
mod child;
mod compare;
mod document;
mod enumeration;
mod flags;
mod info;
mod list;
mod macros;
mod property;
mod read;
mod slot;
mod state;
mod support;
#[cfg(test)]
mod tests;
mod write;

pub use additional::{AdditionalProperties, MismatchedValue};
pub use any::AnyType;
pub use child::Child;
pub use compare::Mismatch;
pub use document::{Document, ModelType};
pub use enumeration::Enumeration;
pub use flags::FlagSet;
pub use info::{Member, TypeInfo};
pub use property::{ListOf, Many, MemberOf, Navigation, Presence, Property};
pub use slot::{Model, Slot};
pub use state::State;

// What generated files use beside the public items, as `model::…`.
pub(crate) use additional::memory_of;
pub(crate) use compare::{has_members, mismatches, mismatches_in_value};
pub(crate) use info::flag;
pub(crate) use list::NULL_ITEM;
pub(crate) use macros::{any, derived, document_traits, enumeration, enumeration_traits, flags, model};
pub(crate) use property::{presence, set_blank};
pub(crate) use read::{document, is_reported, report_mismatches};
pub(crate) use slot::{Unset, make_room, make_room_for, memory_of_items};
pub(crate) use state::{TypeAnnotation, Wrapper};
pub(crate) use support::*;
