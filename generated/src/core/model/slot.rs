//! A member's place in a model, whatever its type: read into, looked at, emptied.

use std::any::Any;

use crate::core::json::{Fault, Json, Kind, Reader, heap};
use crate::core::values::{Binary, Date, DateTimeOffset, Duration, Guid, Plain, TimeOfDay};

use super::list::fill_list;
use super::read::{read_model, read_text};
use super::{AdditionalProperties, State, TypeInfo};

/// A generated model: what it is and where its members are. Implemented by the generated types alone.
pub trait Model: Any + Send + Sync {
    /// The type's name and members.
    fn info(&self) -> &'static TypeInfo;

    /// The place of a member, by its number in [`TypeInfo::members`].
    #[doc(hidden)]
    fn slot(&self, place: usize) -> Option<&dyn Slot>;

    /// The place of a member, to change it.
    #[doc(hidden)]
    fn slot_mut(&mut self, place: usize) -> Option<&mut dyn Slot>;

    /// What is there beside the members, and what is known of those without a value.
    #[doc(hidden)]
    fn rest(&self) -> (&AdditionalProperties, &State);

    /// The same, to change it.
    #[doc(hidden)]
    fn rest_mut(&mut self) -> (&mut AdditionalProperties, &mut State);
}

/// A member's place. Implemented for the types that members have.
pub trait Slot: Any {
    /// What is there.
    #[doc(hidden)]
    fn view(&self) -> View<'_>;

    /// Reads a value that is not null. What was there is gone, even when this fails.
    #[doc(hidden)]
    fn fill(&mut self, reader: &mut Filler<'_, '_>) -> FillResult;

    /// Takes away what is there; of a list, what is there from this item on.
    #[doc(hidden)]
    fn cut(&mut self, from: usize);

    /// Of a list, how many items it has.
    #[doc(hidden)]
    fn length(&self) -> usize;

    /// Of a list, an item.
    #[doc(hidden)]
    fn item(&self, place: usize) -> View<'_>;

    /// Of a list, reads an item at its end.
    #[doc(hidden)]
    fn add(&mut self, reader: &mut Filler<'_, '_>) -> FillResult;
}

/// A reader that only this crate can use.
#[derive(Debug)]
pub struct Filler<'r, 'a>(pub(crate) &'r mut Reader<'a>);

/// How reading into a slot went; only this crate can look inside.
#[derive(Debug)]
pub struct FillResult(pub(crate) Result<(), Fault>);

impl FillResult {
    pub(crate) fn fault(self) -> Fault {
        match self.0 {
            Err(fault) => fault,
            Ok(()) => Fault::mismatch("no value"),
        }
    }
}

/// What stands in a slot; only this crate can look inside.
#[derive(Clone, Copy)]
#[allow(missing_debug_implementations)]
pub struct View<'a>(pub(crate) SlotValue<'a>);

/// What stands in a slot.
#[derive(Clone, Copy)]
pub(crate) enum SlotValue<'a> {
    /// No value: the model's [`State`] says whether it is null, an empty list or absent.
    Nothing,
    Bool(bool),
    Integer(i64),
    Float(f64),
    /// A 32-bit one, whose shortest text is its own.
    Single(f32),
    Text(&'a str),
    Plain(&'a dyn Plain),
    /// A set of flags, whose unknown names can have any characters.
    Flags(&'a dyn Plain),
    Json(&'a Json),
    /// A model; `typed` if its `@odata.type` must be written because the place could hold others.
    Model {
        model: &'a dyn Model,
        typed: bool,
    },
    /// A list that is not empty.
    List(&'a dyn Slot),
}

/// A value that a member can have by itself: `Option` of it is a slot.
pub trait Single: Sized + 'static {
    #[doc(hidden)]
    fn see(&self) -> View<'_>;

    #[doc(hidden)]
    fn fill_from(reader: &mut Filler<'_, '_>) -> Result<Self, FillResult>;

    /// Reads into a slot; what is in it after a failure is of no use.
    #[doc(hidden)]
    fn fill_slot(slot: &mut Option<Self>, reader: &mut Filler<'_, '_>) -> FillResult {
        match Self::fill_from(reader) {
            Ok(value) => {
                *slot = Some(value);
                FillResult(Ok(()))
            }
            Err(filled) => filled,
        }
    }
}

/// A value that a list can have: `Vec` of it is a slot.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no item of a list",
    label = "not a model or value of this crate",
    note = "a type of your own is wrapped: `Serde<…>`; where the type of an item is asked for, give that and not the page's"
)]
pub trait Element: Sized + 'static {
    #[doc(hidden)]
    fn see_item(&self) -> View<'_>;

    #[doc(hidden)]
    fn push_from(list: &mut Vec<Self>, reader: &mut Filler<'_, '_>) -> FillResult;
}

/// A member without a value, as a constant: a model without any is then one constant, not a call for each member.
pub(crate) trait Unset {
    const UNSET: Self;
}

impl<T> Unset for Option<T> {
    const UNSET: Self = None;
}

impl<T> Unset for Vec<T> {
    const UNSET: Self = Self::new();
}

impl<T: Single> Slot for Option<T> {
    fn view(&self) -> View<'_> {
        match self {
            Some(value) => value.see(),
            None => View(SlotValue::Nothing),
        }
    }

    fn fill(&mut self, reader: &mut Filler<'_, '_>) -> FillResult {
        T::fill_slot(self, reader)
    }

    fn cut(&mut self, _from: usize) {
        *self = None;
    }

    fn length(&self) -> usize {
        0
    }

    fn item(&self, _place: usize) -> View<'_> {
        View(SlotValue::Nothing)
    }

    fn add(&mut self, reader: &mut Filler<'_, '_>) -> FillResult {
        T::fill_slot(self, reader)
    }
}

impl<T: Element> Slot for Vec<T> {
    fn view(&self) -> View<'_> {
        View(if self.is_empty() {
            SlotValue::Nothing
        } else {
            SlotValue::List(self)
        })
    }

    fn fill(&mut self, reader: &mut Filler<'_, '_>) -> FillResult {
        fill_list(self, reader)
    }

    fn cut(&mut self, from: usize) {
        // The room goes with the items, or it would be kept for nothing. What was begun of one item leaves its room to
        // the next.
        if from == 0 && self.len() > 1 {
            *self = Self::new();
        } else {
            self.truncate(from);
        }
    }

    fn length(&self) -> usize {
        self.len()
    }

    fn item(&self, place: usize) -> View<'_> {
        match self.get(place) {
            Some(item) => item.see_item(),
            None => View(SlotValue::Nothing),
        }
    }

    fn add(&mut self, reader: &mut Filler<'_, '_>) -> FillResult {
        T::push_from(self, reader)
    }
}

#[diagnostic::do_not_recommend]
impl<M: Model + Default> Element for M {
    fn see_item(&self) -> View<'_> {
        View(SlotValue::Model {
            model: self,
            typed: false,
        })
    }

    fn push_from(list: &mut Vec<Self>, reader: &mut Filler<'_, '_>) -> FillResult {
        if let Err(fault) = make_room(list, reader.0) {
            return FillResult(Err(fault));
        }
        list.push(Self::default());
        FillResult(match list.last_mut() {
            Some(model) => read_model(reader.0, model),
            None => Ok(()),
        })
    }
}

/// Makes a type that is read and seen by itself both a member's and a list's value.
macro_rules! single_values {
    ($($type:ty: $see:expr, $read:expr;)*) => {$(
        impl $crate::core::model::Single for $type {
            fn see(&self) -> $crate::core::model::View<'_> {
                let see: fn(&Self) -> $crate::core::model::SlotValue<'_> = $see;
                $crate::core::model::View(see(self))
            }

            fn fill_from(
                reader: &mut $crate::core::model::Filler<'_, '_>,
            ) -> Result<Self, $crate::core::model::FillResult> {
                let read: fn(&mut $crate::core::json::Reader<'_>) -> Result<Self, $crate::core::json::Fault> = $read;
                read(reader.0).map_err(|fault| $crate::core::model::FillResult(Err(fault)))
            }
        }

        impl $crate::core::model::Element for $type {
            fn see_item(&self) -> $crate::core::model::View<'_> {
                $crate::core::model::Single::see(self)
            }

            fn push_from(
                list: &mut Vec<Self>,
                reader: &mut $crate::core::model::Filler<'_, '_>,
            ) -> $crate::core::model::FillResult {
                $crate::core::model::push(list, reader)
            }
        }
    )*};
}
pub(crate) use single_values;

/// Makes room for one more item and charges the document for it, and for what the items have on the heap.
#[inline]
pub(crate) fn make_room<T>(list: &mut Vec<T>, reader: &mut Reader<'_>) -> Result<(), Fault> {
    if list.len() < list.capacity() {
        return Ok(());
    }
    let expected = if list.capacity() == 0 {
        reader.take_expected_items()
    } else {
        0
    };
    // As `Vec` grows by itself, where nothing is expected.
    let more = if expected > 0 { expected } else { list.len().max(4) };
    make_room_for(list, reader, more)
}

/// Makes room for so many items more and charges the document for it.
pub(crate) fn make_room_for<T>(list: &mut Vec<T>, reader: &mut Reader<'_>, more: usize) -> Result<(), Fault> {
    reader.charge(memory_of_items::<T>(more))?;
    // Of all that there is room for, not of what it holds.
    list.reserve_exact(list.capacity() - list.len() + more);
    Ok(())
}

/// The memory of so many items, with what each has on the heap at least, in bytes.
pub(crate) fn memory_of_items<T>(items: usize) -> usize {
    let heap = if std::mem::needs_drop::<T>() { heap(0) } else { 0 };
    items.saturating_mul(size_of::<T>() + heap)
}

/// Reads an item of a list that is read as a member is.
pub(crate) fn push<T: Single>(list: &mut Vec<T>, reader: &mut Filler<'_, '_>) -> FillResult {
    if let Err(fault) = make_room(list, reader.0) {
        return FillResult(Err(fault));
    }
    match T::fill_from(reader) {
        Ok(value) => {
            list.push(value);
            FillResult(Ok(()))
        }
        Err(filled) => filled,
    }
}

impl Single for String {
    fn see(&self) -> View<'_> {
        View(SlotValue::Text(self))
    }

    fn fill_from(reader: &mut Filler<'_, '_>) -> Result<Self, FillResult> {
        match reader.0.string() {
            Ok(text) => Ok(text.into_owned()),
            Err(fault) => Err(FillResult(Err(fault))),
        }
    }

    /// Most members are text: it is moved once.
    fn fill_slot(slot: &mut Option<Self>, reader: &mut Filler<'_, '_>) -> FillResult {
        match reader.0.string() {
            Ok(text) => {
                *slot = Some(text.into_owned());
                FillResult(Ok(()))
            }
            Err(fault) => FillResult(Err(fault)),
        }
    }
}

impl Element for String {
    fn see_item(&self) -> View<'_> {
        Single::see(self)
    }

    fn push_from(list: &mut Vec<Self>, reader: &mut Filler<'_, '_>) -> FillResult {
        push(list, reader)
    }
}

single_values! {
    bool: |value| SlotValue::Bool(*value), |reader| reader.boolean();
    u8: |value| SlotValue::Integer((*value).into()), |reader| small_integer(reader, "not a whole number from 0 to 255");
    i8: |value| SlotValue::Integer((*value).into()), |reader| small_integer(reader, "not a whole number from -128 to 127");
    i16: |value| SlotValue::Integer((*value).into()), |reader| small_integer(reader, "not a whole number of 16 bits");
    i32: |value| SlotValue::Integer((*value).into()), |reader| small_integer(reader, "not a whole number of 32 bits");
    i64: |value| SlotValue::Integer(*value), integer;
    f32: |value| SlotValue::Single(*value), single;
    f64: |value| SlotValue::Float(*value), float;
    DateTimeOffset: |value| SlotValue::Plain(value), read_text;
    Date: |value| SlotValue::Plain(value), read_text;
    TimeOfDay: |value| SlotValue::Plain(value), read_text;
    Duration: |value| SlotValue::Plain(value), read_text;
    Guid: |value| SlotValue::Plain(value), read_text;
    Binary: |value| SlotValue::Plain(value), read_text;
    Json: |value| SlotValue::Json(value), |reader| reader.skip().map(Json::checked);
}

fn small_integer<T: TryFrom<i64>>(reader: &mut Reader<'_>, reason: &'static str) -> Result<T, Fault> {
    let text = reader.number()?;
    text.parse::<i64>()
        .ok()
        .and_then(|value| T::try_from(value).ok())
        .ok_or(Fault::mismatch(reason))
}

/// A number or, as OData allows for 64 bits, a string.
fn integer(reader: &mut Reader<'_>) -> Result<i64, Fault> {
    const NO_INTEGER: Fault = Fault::mismatch("not a whole number of 64 bits");
    if reader.peek()? != Kind::String {
        return reader.number()?.parse().map_err(|_| NO_INTEGER);
    }
    let text = reader.string()?;
    // Such as we would write it: `007` is kept as it came.
    let value = text.parse::<i64>().ok().filter(|value| value.to_string() == text);
    let value = value.ok_or(NO_INTEGER)?;
    reader.note_quoted();
    Ok(value)
}

/// A double that a single has too, or nearly: one that is too large would come back as INF.
fn single(reader: &mut Reader<'_>) -> Result<f32, Fault> {
    let double = float(reader)?;
    let single = double as f32;
    if single.is_finite() || !double.is_finite() {
        Ok(single)
    } else {
        Err(Fault::mismatch("a number beyond 32 bits of floating point"))
    }
}

fn float(reader: &mut Reader<'_>) -> Result<f64, Fault> {
    if reader.peek()? == Kind::String {
        return match &*reader.string()? {
            "INF" => Ok(f64::INFINITY),
            "-INF" => Ok(f64::NEG_INFINITY),
            "NaN" => Ok(f64::NAN),
            _ => Err(Fault::mismatch("a number, INF, -INF or NaN is expected")),
        };
    }
    let value: f64 = reader.number()?.parse().map_err(|_| Fault::mismatch("not a number"))?;
    // What is too large would come back as INF.
    if value.is_finite() {
        Ok(value)
    } else {
        Err(Fault::mismatch("a number beyond 64 bits of floating point"))
    }
}
