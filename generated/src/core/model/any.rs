//! Values of several types: the `Any…` enumerations, told apart by `@odata.type`.

use crate::core::json::{Fault, Reader};

use super::child::read_new;
use super::read::discriminator;
use super::{FillResult, Model, SlotValue, TypeInfo, View};

/// A generated enumeration of a type and those derived from it. Implemented by the generated types alone.
///
/// Its last variant, `UnknownType`, keeps what this crate has no type for as the base type, with everything that came.
pub trait AnyType: Sized + Send + Sync + 'static {
    /// The types of the variants in order, without `UnknownType`.
    #[doc(hidden)]
    const VARIANTS: &'static [&'static TypeInfo];

    /// The number of the variant that the metadata declares; too large a number if that type is abstract.
    #[doc(hidden)]
    const DECLARED: usize;

    /// The type of what `UnknownType` holds.
    #[doc(hidden)]
    const BASE: &'static TypeInfo;

    /// The value that holds a model, by the number of the variant whose type the model has; `UnknownType` for a number
    /// that is too large.
    #[doc(hidden)]
    fn of(variant: usize, model: Box<dyn Model>) -> Self;

    /// What the value holds.
    fn as_model(&self) -> &dyn Model;

    /// What the value holds, to change it.
    fn as_model_mut(&mut self) -> &mut dyn Model;
}

pub(crate) fn fill_any<A: AnyType>(reader: &mut Reader<'_>) -> Result<A, FillResult> {
    match read_variant(reader, A::VARIANTS, A::DECLARED, A::BASE) {
        Ok((variant, model)) => Ok(A::of(variant, model)),
        Err(fault) => Err(FillResult(Err(fault))),
    }
}

/// Reads the object that comes next; gives the number of the variant for it too.
fn read_variant(
    reader: &mut Reader<'_>,
    variants: &[&TypeInfo],
    declared: usize,
    base: &TypeInfo,
) -> Result<(usize, Box<dyn Model>), Fault> {
    let variant = match discriminator(reader)? {
        Some(name) => TypeInfo::place_of(variants, &name).unwrap_or(usize::MAX),
        None => declared,
    };
    let info = variants.get(variant).copied().unwrap_or(base);
    Ok((variant, read_new(info, reader)?))
}

/// The value as a slot shows it: with its `@odata.type` unless it is the declared one or keeps its own.
pub(crate) fn see_any<A: AnyType>(any: &A) -> View<'_> {
    let (model, typed) = typed_model(any);
    View(SlotValue::Model { model, typed })
}

/// What the value holds, and whether its `@odata.type` must be written.
pub(crate) fn typed_model<A: AnyType>(any: &A) -> (&dyn Model, bool) {
    let model = any.as_model();
    (model, is_derived(model, A::VARIANTS, A::DECLARED))
}

/// Whether the model's type is one of these and not the declared one.
fn is_derived(model: &dyn Model, variants: &[&TypeInfo], declared: usize) -> bool {
    let place = variants.iter().position(|variant| std::ptr::eq(*variant, model.info()));
    place.is_some_and(|place| place != declared)
}
