//! What all models have in common: how they are read, written, compared and printed.
//!
//! A generated model says little of itself: its members' names ([`TypeInfo`]) and where each is
//! ([`Model::slot`]). One loop for all models does the work, in `read`, `write` and `compare`, none of it generic.
//! A member's place is a [`Slot`] (`slot`), whatever its type; values of several types are `any`, enumerations
//! `enumeration` and `flags`, what the metadata does not name `additional`, and what absent, null and empty mean `state`.
//! `macros` has what each generated type expands to.

mod additional;
mod any;
mod compare;
mod enumeration;
mod flags;
mod info;
mod macros;
mod read;
mod slot;
mod state;
mod support;
#[cfg(test)]
mod tests;
mod write;

pub use additional::{AdditionalProperties, OddValue};
pub use any::AnyType;
pub use compare::OddPath;
pub use enumeration::Enumeration;
pub use flags::FlagSet;
pub use info::{Member, TypeInfo};
pub use read::{Document, read};
pub use slot::{Model, ModelType, Slot};
pub use state::State;

// What generated files use beside the public items, as `model::…`.
pub(crate) use info::flag;
pub(crate) use macros::{any, enumeration, enumeration_traits, flags, model};
pub(crate) use read::document;
pub(crate) use support::*;
