//! Values of several types: the `Any…` enumerations, told apart by `@odata.type`.

use crate::core::json::{Fault, Reader};

use super::read::{discriminator, read_model};
use super::{FillResult, Model, SlotValue, TypeInfo, View};

/// A generated enumeration of a type and those derived from it. Implemented by the generated types alone.
///
/// Its last variant, `UnknownType`, keeps what this crate has no type for as the base type, with everything that came.
pub trait AnyType: Sized + Send + Sync + 'static {
    /// The types of the variants in order, without `UnknownType`, and the number of the one that the metadata
    /// declares (too large a number if it is abstract).
    #[doc(hidden)]
    fn variants() -> (&'static [&'static TypeInfo], usize);

    /// A new value of a variant; `UnknownType` for a number that is too large.
    #[doc(hidden)]
    fn of(variant: usize) -> Self;

    /// What the value holds.
    fn as_model(&self) -> &dyn Model;

    /// What the value holds, to change it.
    fn as_model_mut(&mut self) -> &mut dyn Model;
}

/// The number of the variant for the object that comes next.
fn variant(reader: &mut Reader<'_>, variants: &[&TypeInfo], declared: usize) -> Result<usize, Fault> {
    Ok(match discriminator(reader)? {
        Some(name) => TypeInfo::place_of(variants, &name).unwrap_or(usize::MAX),
        None => declared,
    })
}

pub(crate) fn fill_any<A: AnyType>(reader: &mut Reader<'_>) -> Result<A, FillResult> {
    let (variants, declared) = A::variants();
    let mut any = match variant(reader, variants, declared) {
        Ok(variant) => A::of(variant),
        Err(fault) => return Err(FillResult(Err(fault))),
    };
    let read = reader
        .charge(size_of_val(any.as_model()))
        .and_then(|()| read_model(reader, any.as_model_mut()));
    match read {
        Ok(()) => Ok(any),
        Err(fault) => Err(FillResult(Err(fault))),
    }
}

/// The value as a slot shows it: with its `@odata.type` unless it is the declared one or keeps its own.
pub(crate) fn see_any<A: AnyType>(any: &A) -> View<'_> {
    let (model, typed) = typed_model(any);
    View(SlotValue::Model { model, typed })
}

/// What the value holds, and whether its `@odata.type` must be written.
pub(crate) fn typed_model<A: AnyType>(any: &A) -> (&dyn Model, bool) {
    typed(any.as_model(), A::variants())
}

fn typed<'a>(model: &'a dyn Model, (variants, declared): (&[&TypeInfo], usize)) -> (&'a dyn Model, bool) {
    let place = variants.iter().position(|variant| std::ptr::eq(*variant, model.info()));
    (model, place.is_some_and(|place| place != declared))
}
