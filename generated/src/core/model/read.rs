//! Reading models: one loop for all of them.

use std::borrow::Cow;
use std::str::FromStr;

use crate::core::json::{Fault, Json, ReadError, ReadOptions, Reader, Step};
use crate::core::values::InvalidValue;

use super::additional::memory_of;
use super::compare::Mismatch;
use super::state::{Blank, MEMORY_OF_ITEMS, MEMORY_OF_TEXTS, TypeAnnotation};
use super::{Filler, Model, SlotValue, TypeInfo};

/// How many members that its type does not name an object may have: each is compared with those before it. An object
/// with more is a mismatch where a member holds it, and refused as a document.
const MAX_UNKNOWN: usize = 1000;

pub(crate) const ODATA_TYPE: &str = "@odata.type";

/// It as it stands in an object behind another member.
pub(super) const ODATA_TYPE_KEY: &str = ",\"@odata.type\":";

/// Annotations that many objects have; their names are not copied.
const FREQUENT: [&str; 4] = ["@odata.etag", "@odata.id", ODATA_TYPE, "@odata.context"];

/// Reads a whole document; gives how many values did not fit.
pub(crate) fn document(
    json: &[u8],
    options: &ReadOptions,
    read: &mut dyn FnMut(&mut Reader<'_>) -> Result<(), Fault>,
) -> Result<u32, ReadError> {
    let mut reader = Reader::new(json, options).map_err(|fault| fault.into_error(json, 0))?;
    let result = read(&mut reader).and_then(|()| reader.end());
    match result {
        Ok(()) => Ok(reader.mismatches()),
        // There is no member to keep it under.
        Err(fault) => Err(fault.into_error(json, reader.place())),
    }
}

/// Whether anybody listens when [`report_mismatches`] is called; the paths are made for those only.
pub(crate) fn is_reported(mismatches: u32) -> bool {
    mismatches > 0 && tracing::enabled!(tracing::Level::WARN)
}

/// Reports the values that did not fit: where they are and why, not what they are. Of many, the first ten.
pub(crate) fn report_mismatches(mismatches: &[Mismatch]) {
    for Mismatch { path, reason } in mismatches.iter().take(10) {
        tracing::warn!(
            path,
            reason,
            "a value does not fit its declared type and is kept as it came"
        );
    }
    if mismatches.len() > 10 {
        let more = mismatches.len() - 10;
        tracing::warn!(
            more,
            "further values do not fit their declared type and are kept as they came"
        );
    }
}

/// Reads an object into a model that is new.
pub(crate) fn read_model(reader: &mut Reader<'_>, model: &mut dyn Model) -> Result<(), Fault> {
    let in_member = reader.is_in_member();
    let mismatches_before = reader.mismatches();
    reader.open_object()?;
    let info = model.info();
    // Where it is kept tells a type from others; a wrong guess is only a lost comparison.
    let of = std::ptr::from_ref(info).addr();
    let mut after = 0;
    let mut annotation = TypeAnnotation::Without;
    let mut has_type = false;
    let mut first = true;
    if reader.takes(&["\"@odata.type\":\"#", info.name, "\""]) {
        annotation = TypeAnnotation::With;
        has_type = true;
        first = false;
    }
    loop {
        let guess = reader.order.guess(of, after);
        let place = if info
            .members
            .get(guess)
            .is_some_and(|member| reader.takes_key(first, member.key))
        {
            guess
        } else {
            let Some(key) = reader.key(first)? else { break };
            let place = info.find(&key);
            let place = place.or_else(|| reader.any_case().then(|| info.find_in_any_case(&key)).flatten());
            let Some(place) = place else {
                first = false;
                reader.blanks();
                let is_type = key == ODATA_TYPE || reader.any_case() && key.eq_ignore_ascii_case(ODATA_TYPE);
                if is_type && std::mem::replace(&mut has_type, true) {
                    // Which of them is meant nobody can tell.
                    return Err(Fault::mismatch("it has more than one @odata.type"));
                }
                if is_type && reader.takes(&["\"#", info.name, "\""]) {
                    annotation = TypeAnnotation::With;
                } else {
                    let key = if is_type { Cow::Borrowed(ODATA_TYPE) } else { key };
                    keep(reader, model, key, in_member)?;
                }
                continue;
            };
            reader.order.learn(of, after, place);
            place
        };
        first = false;
        after = place + 1;
        if let Err(fault) = read_member(reader, model, (of, place), mismatches_before) {
            return Err(fault.within(Step::Member(info.name_of(place).into())));
        }
    }
    model.rest_mut().1.set_type_annotation(annotation);
    Ok(())
}

/// Keeps what the type has no member for; a type that does not belong in a member is refused.
fn keep(reader: &mut Reader<'_>, model: &mut dyn Model, key: Cow<'_, str>, in_member: bool) -> Result<(), Fault> {
    let value = match reader.skip() {
        Ok(value) => value,
        Err(fault) => return Err(fault.within(Step::Member(Cow::Owned(key.into_owned())))),
    };
    if key == ODATA_TYPE && in_member && !may_be(model.info(), value) {
        return Err(Fault::Mismatch(Cow::Owned(format!(
            "its @odata.type does not belong here, {} is declared",
            model.info().name
        ))));
    }
    let additional = model.rest_mut().0;
    if additional.len() >= MAX_UNKNOWN {
        return Err(Fault::mismatch(
            "it has more than 1000 members that its type does not name",
        ));
    }
    reader.charge(memory_of(&key, value))?;
    let name = match FREQUENT.iter().find(|name| **name == key) {
        Some(name) => Cow::Borrowed(*name),
        None => Cow::Owned(key.into_owned()),
    };
    additional.put(name, Json::checked(value), None);
    Ok(())
}

/// Whether a value with this `@odata.type` can stand where the type is declared. A name that the crate does not know
/// may be a derived type of later; one that it knows is no such. Null names no type; what else is no text may mean any,
/// so nobody can tell.
fn may_be(info: &TypeInfo, odata_type: &str) -> bool {
    let odata_type = Json::checked(odata_type);
    match odata_type.to_text() {
        Some(name) => info.is_named(&name) || !info.knows(&name),
        None => odata_type.is_null(),
    }
}

#[inline]
fn read_member(
    reader: &mut Reader<'_>,
    model: &mut dyn Model,
    (of, place): (usize, usize),
    mismatches_before: u32,
) -> Result<(), Fault> {
    let Some(slot) = model.slot_mut(place) else {
        return Ok(());
    };
    if reader.null()? {
        slot.cut(0);
        model.rest_mut().1.set_blank(place, Blank::Null);
        if reader.mismatches() > mismatches_before {
            forget_mismatch(model, place);
        }
        return Ok(());
    }
    let mark = reader.mark();
    // Only a list can be filled with nothing.
    let list = reader.is_at_array();
    if list {
        reader.expect_items(reader.order.items(of, place));
    }
    match slot.fill(&mut Filler(reader)).0 {
        Ok(()) => {
            if list && matches!(slot.view().0, SlotValue::Nothing | SlotValue::List(_)) {
                reader.order.learn_items(of, place, slot.length());
                model.rest_mut().1.set_list(place);
            }
            if reader.has_quoted() {
                note_text(reader, model, place)?;
            }
            if reader.mismatches() > mismatches_before {
                forget_mismatch(model, place);
                keep_items(reader, model, place)?;
            }
            Ok(())
        }
        Err(Fault::Mismatch(reason)) => {
            slot.cut(0);
            reader.take_quoted();
            reader.back(mark);
            let reason = reader.note_mismatch(mark, reason)?;
            let value = reader.skip()?;
            let name = model.info().name_of(place);
            reader.charge(memory_of(name, value))?;
            let value = Json::checked(value);
            let (additional, state) = model.rest_mut();
            additional.put(name.into(), value, Some(reason));
            // Of a name that is repeated the last value counts.
            state.set_blank(place, Blank::Absent);
            Ok(())
        }
        Err(fault) => Err(fault),
    }
}

/// Notes whether the member is a whole number that came as text. Of a name that is repeated the last value counts.
#[cold]
fn note_text(reader: &mut Reader<'_>, model: &mut dyn Model, place: usize) -> Result<(), Fault> {
    let quoted = reader.take_quoted();
    if quoted {
        reader.charge(MEMORY_OF_TEXTS)?;
    }
    model.rest_mut().1.set_text(place, quoted);
    Ok(())
}

/// Keeps the items of the list that was read which did not fit.
#[cold]
fn keep_items(reader: &mut Reader<'_>, model: &mut dyn Model, place: usize) -> Result<(), Fault> {
    let items = reader.take_items();
    if !items.is_empty() {
        reader.charge(MEMORY_OF_ITEMS)?;
        model.rest_mut().1.keep_items(place, items);
    }
    Ok(())
}

/// Of a name that is repeated the last value counts: a mismatch before it is gone.
fn forget_mismatch(model: &mut dyn Model, place: usize) {
    let name = model.info().name_of(place);
    model.rest_mut().0.remove(name);
}

/// A value by the text of a string.
pub(crate) fn read_text<T: FromStr<Err = InvalidValue>>(reader: &mut Reader<'_>) -> Result<T, Fault> {
    reader
        .string()?
        .parse()
        .map_err(|error: InvalidValue| Fault::mismatch(error.reason()))
}

/// The discriminator of the object that comes next, wherever it stands in it; the reader stays where it is.
pub(crate) fn discriminator<'a>(reader: &mut Reader<'a>) -> Result<Option<Cow<'a, str>>, Fault> {
    let mark = reader.mark();
    reader.open_object()?;
    let found = reader.takes_key(true, ODATA_TYPE_KEY) || reader.seek(ODATA_TYPE);
    let name = if found { reader.string().ok() } else { None };
    reader.back(mark);
    Ok(name)
}
