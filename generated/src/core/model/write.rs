//! Writing models: one loop for all of them.

use crate::core::json::{MismatchedItem, Writer, digits};

use super::compare::additional as additional_of;
use super::list::{Entry, entries};
use super::read::{ODATA_TYPE, ODATA_TYPE_KEY};
use super::state::{Blank, TypeAnnotation};
use super::{Member, Model, Slot, SlotValue};

pub(crate) fn write_document(model: &dyn Model, typed: bool, body: bool) -> Vec<u8> {
    let mut writer = if body { Writer::body() } else { Writer::everything() };
    write_model(&mut writer, model, typed, true);
    writer.into_bytes()
}

/// `typed`: the place could hold other types. `top`: it is the body itself, whose key is in the URL.
fn write_model(writer: &mut Writer, model: &dyn Model, typed: bool, top: bool) {
    let info = model.info();
    let (additional, state) = model.rest();
    let body = writer.is_body();
    let mut first = true;
    writer.byte(b'{');
    if let Some(given) = additional.get(ODATA_TYPE) {
        writer.member(&mut first, ODATA_TYPE_KEY);
        writer.raw(given.as_str());
    } else if typed
        || match state.type_annotation() {
            TypeAnnotation::With => true,
            TypeAnnotation::New => info.is_derived(),
            TypeAnnotation::Without => body && info.is_derived(),
        }
    {
        writer.separate(&mut first);
        writer.raw("\"@odata.type\":\"#");
        writer.raw(info.name);
        writer.byte(b'"');
    }
    let plain = state.is_plain();
    for (place, member) in info.members.iter().enumerate() {
        if body && stays(member, top) {
            continue;
        }
        let Some(slot) = model.slot(place) else { continue };
        let (kept, as_text) = if plain {
            (&[][..], false)
        } else {
            (state.items(place), state.is_text(place))
        };
        let write = if as_text { write_as_text } else { write_slot_value };
        if !kept.is_empty() {
            writer.member(&mut first, member.key);
            write_list(writer, slot, kept, write);
            continue;
        }
        match slot.view().0 {
            SlotValue::Nothing => {
                let blank = match state.blank(place) {
                    Blank::Absent => continue,
                    Blank::Null => "null",
                    Blank::Empty => "[]",
                };
                writer.member(&mut first, member.key);
                writer.raw(blank);
            }
            value => {
                writer.member(&mut first, member.key);
                write(writer, value);
            }
        }
    }
    if additional.is_empty() {
        return writer.byte(b'}');
    }
    for (name, value) in additional_of(model) {
        if name == ODATA_TYPE || body && is_left_out(model, name, top) {
            continue;
        }
        writer.separate(&mut first);
        writer.key(name);
        writer.raw(value.as_str());
    }
    writer.byte(b'}');
}

/// Whether a body goes without this additional property: only responses have it, or it is a read-only member's in another
/// case.
fn is_left_out(model: &dyn Model, name: &str, top: bool) -> bool {
    let mut members = model.info().members.iter();
    is_for_responses(name) || members.any(|member| stays(member, top) && member.is_called(name))
}

/// Whether a body goes without this member: it is the service's to set. The key of a nested entity says which is meant.
fn stays(member: &Member, top: bool) -> bool {
    member.is_read_only() && (top || !member.is_key())
}

/// Annotations that the service puts into responses and does not take in bodies.
fn is_for_responses(name: &str) -> bool {
    let Some((_, annotation)) = name.split_once('@') else {
        return false;
    };
    let annotation = annotation.to_ascii_lowercase();
    !matches!(
        annotation.as_str(),
        "odata.type" | "odata.bind" | "odata.id" | "removed" | "odata.removed" | "odata.delta"
    ) && (annotation.starts_with("odata.") || annotation.starts_with("microsoft.graph."))
}

/// Whole numbers as strings, for a member that came so.
fn write_as_text(writer: &mut Writer, value: SlotValue<'_>) {
    match value {
        SlotValue::Integer(value) => {
            writer.byte(b'"');
            writer.integer(value);
            writer.byte(b'"');
        }
        SlotValue::List(list) => write_list(writer, list, &[], write_as_text),
        other => write_slot_value(writer, other),
    }
}

pub(crate) fn write_slot_value(writer: &mut Writer, value: SlotValue<'_>) {
    match value {
        SlotValue::Nothing => writer.raw("null"),
        SlotValue::Bool(value) => writer.raw(if value { "true" } else { "false" }),
        SlotValue::Integer(value) => writer.integer(value),
        SlotValue::Float(value) => writer.float(value, false),
        SlotValue::Single(value) => writer.float(value.into(), true),
        SlotValue::Text(text) => writer.string(text),
        SlotValue::Plain(value) => {
            writer.byte(b'"');
            value.text(writer.buffer());
            writer.byte(b'"');
        }
        SlotValue::Flags(value) => {
            if let Some(number) = value.number() {
                return digits(writer.buffer(), number);
            }
            writer.string_of(|out| value.text(out));
        }
        SlotValue::Json(json) => writer.raw(json.as_str()),
        SlotValue::Model { model, typed } => write_model(writer, model, typed, false),
        SlotValue::List(list) => write_list(writer, list, &[], write_slot_value),
    }
}

fn write_list(writer: &mut Writer, list: &dyn Slot, kept: &[MismatchedItem], write: fn(&mut Writer, SlotValue<'_>)) {
    writer.byte(b'[');
    let mut first = true;
    for entry in entries(list.length(), kept) {
        writer.separate(&mut first);
        match entry {
            Entry::Item(number) => write(writer, list.item(number).0),
            Entry::Kept(item) => writer.raw(item.value.as_str()),
        }
    }
    writer.byte(b']');
}
