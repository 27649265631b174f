//! Comparing and printing models, and finding their mismatches: one loop each for all of them.

use std::fmt;

use crate::core::json::{Json, MismatchedItem, Step, path_text};
use crate::core::text::{Quoted, escaped, field_name};

use super::list::{Entry, entries};
use super::state::{Blank, Wrapper};
use super::{Model, Slot, SlotValue, View};

/// Whether two models hold the same: members, what is null or empty, and what is additional.
pub(crate) fn same_model(one: &dyn Model, two: &dyn Model) -> bool {
    let info = one.info();
    if !std::ptr::eq(info, two.info()) && info.name != two.info().name {
        return false;
    }
    let (state_one, state_two) = (one.rest().1, two.rest().1);
    same_additional(one, two)
        && (0..info.members.len()).all(|place| {
            let value = match (slot_value(one, place), slot_value(two, place)) {
                (SlotValue::Nothing, SlotValue::Nothing) => state_one.blank(place) == state_two.blank(place),
                (one, two) => same(one, two),
            };
            value && same_kept(state_one.items(place), state_two.items(place))
        })
}

/// Whether the same stands in two lists beside their items, and at the same places.
fn same_kept(one: &[MismatchedItem], two: &[MismatchedItem]) -> bool {
    one.len() == two.len()
        && one
            .iter()
            .zip(two)
            .all(|(one, two)| one.place == two.place && one.value == two.value)
}

/// Whether they have the same beside their members; the order does not matter.
fn same_additional(one: &dyn Model, two: &dyn Model) -> bool {
    if one.rest().0.is_empty() && two.rest().0.is_empty() {
        return true;
    }
    let other = two.rest().0;
    additional(one).count() == additional(two).count()
        && additional(one).all(|(name, value)| other.get(name) == Some(value))
}

/// What stands beside a model's members. What did not fit a member that has a value by now is gone.
pub(crate) fn additional(model: &dyn Model) -> impl Iterator<Item = (&str, &Json)> {
    let properties = model.rest().0;
    properties.iter().filter(move |(name, _)| !is_mended(model, name))
}

/// Whether the name is that of a member which has a value, or is known to be null or an empty list.
fn is_mended(model: &dyn Model, name: &str) -> bool {
    model.info().find(name).is_some_and(|place| {
        !matches!(slot_value(model, place), SlotValue::Nothing) || model.rest().1.blank(place) != Blank::Absent
    })
}

/// What stands at a member's place.
pub(super) fn slot_value(model: &dyn Model, place: usize) -> SlotValue<'_> {
    model.slot(place).map_or(SlotValue::Nothing, |slot| slot.view().0)
}

fn same(one: SlotValue<'_>, two: SlotValue<'_>) -> bool {
    match (one, two) {
        (SlotValue::Nothing, SlotValue::Nothing) => true,
        (SlotValue::Bool(one), SlotValue::Bool(two)) => one == two,
        (SlotValue::Integer(one), SlotValue::Integer(two)) => one == two,
        // What cannot be told apart on the wire is equal, NaN too.
        (SlotValue::Float(one), SlotValue::Float(two)) => one == two || one.is_nan() && two.is_nan(),
        (SlotValue::Single(one), SlotValue::Single(two)) => one == two || one.is_nan() && two.is_nan(),
        (SlotValue::Text(one), SlotValue::Text(two)) => one == two,
        (SlotValue::Plain(one), SlotValue::Plain(two)) | (SlotValue::Flags(one), SlotValue::Flags(two)) => {
            let (mut text_one, mut text_two) = (Vec::with_capacity(40), Vec::with_capacity(40));
            one.identity(&mut text_one);
            two.identity(&mut text_two);
            text_one == text_two
        }
        (SlotValue::Json(one), SlotValue::Json(two)) => one == two,
        (SlotValue::Model { model: one, .. }, SlotValue::Model { model: two, .. }) => same_model(one, two),
        (SlotValue::List(one), SlotValue::List(two)) => {
            one.length() == two.length() && (0..one.length()).all(|place| same(one.item(place).0, two.item(place).0))
        }
        _ => false,
    }
}

/// Prints what is set, by the names in Graph; of a secret, and of what is none of the members, that it is set.
pub(crate) fn print_model(model: &dyn Model, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let info = model.info();
    let state = model.rest().1;
    let mut printed = f.debug_struct(info.short_name());
    for (place, member) in info.members.iter().enumerate() {
        let kept = state.items(place);
        match slot_value(model, place) {
            SlotValue::Nothing if kept.is_empty() => match state.blank(place) {
                Blank::Absent => {}
                Blank::Null => {
                    printed.field(member.name, &format_args!("null"));
                }
                Blank::Empty => {
                    printed.field(member.name, &format_args!("[]"));
                }
            },
            _ if member.is_secret() => {
                printed.field(member.name, &format_args!("(set)"));
            }
            SlotValue::Nothing => {
                printed.field(member.name, &PrintedList(None, kept));
            }
            SlotValue::List(list) => {
                printed.field(member.name, &PrintedList(Some(list), kept));
            }
            value => {
                printed.field(member.name, &Printed(value));
            }
        }
    }
    // Of what the type does not know it does not know either whether it is secret.
    for (name, _) in additional(model) {
        printed.field(&field_name(name), &format_args!("(set)"));
    }
    printed.finish()
}

struct Printed<'a>(SlotValue<'a>);

impl fmt::Debug for Printed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            SlotValue::Nothing => f.write_str("null"),
            SlotValue::Bool(value) => value.fmt(f),
            SlotValue::Integer(value) => value.fmt(f),
            SlotValue::Float(value) => value.fmt(f),
            SlotValue::Single(value) => value.fmt(f),
            SlotValue::Text(text) => Quoted(text).fmt(f),
            SlotValue::Plain(value) | SlotValue::Flags(value) => {
                let mut text = Vec::with_capacity(40);
                value.text(&mut text);
                f.write_str(&escaped(std::str::from_utf8(&text).unwrap_or_default()))
            }
            SlotValue::Json(json) => json.fmt(f),
            SlotValue::Model { model, .. } => print_model(model, f),
            SlotValue::List(list) => PrintedList(Some(list), &[]).fmt(f),
        }
    }
}

/// A list, if it has items, and what stands in it beside them: of that, that it is there.
struct PrintedList<'a>(Option<&'a dyn Slot>, &'a [MismatchedItem]);

impl fmt::Debug for PrintedList<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(list, kept) = *self;
        let mut printed = f.debug_list();
        for entry in entries(list.map_or(0, Slot::length), kept) {
            match (entry, list) {
                (Entry::Item(number), Some(list)) => printed.entry(&Printed(list.item(number).0)),
                _ => printed.entry(&format_args!("(set)")),
            };
        }
        printed.finish()
    }
}

/// A value that did not fit its declared type: where it is in the model, and why it did not.
///
/// The value itself is in the `additional_properties` of the model to which the path leads, under the path's last name.
/// Where the path ends with the number of an item, it is one of the list's
/// [`mismatched_items`](super::Document::mismatched_items).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Mismatch {
    /// The path from the document's start, for example `schedule.expiration.endDateTime`, of a page
    /// `value[3].schedule.expiration.endDateTime`.
    pub path: String,
    /// Why it did not fit.
    pub reason: String,
}

/// The values in a model, at any depth, that did not fit their declared type.
pub(crate) fn mismatches(model: &dyn Model) -> Vec<Mismatch> {
    let (mut path, mut found) = (Vec::new(), Vec::new());
    if let Some(wrapper) = model.rest().1.wrapper() {
        path.push(Step::Member("value".into()));
        found.push(Mismatch {
            path: path_text(path.iter()),
            reason: Wrapper::REASON.to_owned(),
        });
        path.extend((wrapper == Wrapper::List).then_some(Step::Item(0)));
    }
    in_model(model, &mut path, &mut found);
    found
}

/// Whether a model has one of its type's members: with a value, null, empty or not fitting.
pub(crate) fn has_members(model: &dyn Model) -> bool {
    let (additional, state) = model.rest();
    let mut places = 0..model.info().members.len();
    additional.mismatches().next().is_some()
        || places
            .any(|place| !matches!(slot_value(model, place), SlotValue::Nothing) || state.blank(place) != Blank::Absent)
}

/// The same of what a document's member `value` holds, or of an item of the list there.
pub(crate) fn mismatches_in_value(view: View<'_>, item: Option<usize>, found: &mut Vec<Mismatch>) {
    let mut path = vec![Step::Member("value".into())];
    path.extend(item.map(Step::Item));
    in_value(view.0, &mut path, found);
}

fn in_model(model: &dyn Model, path: &mut Vec<Step>, found: &mut Vec<Mismatch>) {
    for mismatch in model.rest().0.mismatches() {
        if is_mended(model, mismatch.name) {
            continue;
        }
        path.push(Step::Member(mismatch.name.to_owned().into()));
        found.push(Mismatch {
            path: path_text(path.iter()),
            reason: mismatch.reason.to_owned(),
        });
        path.pop();
    }
    for (place, member) in model.info().members.iter().enumerate() {
        path.push(Step::Member(member.name.into()));
        match (slot_value(model, place), model.rest().1.items(place)) {
            (value, []) => in_value(value, path, found),
            (SlotValue::List(list), kept) => in_list(Some(list), kept, path, found),
            (_, kept) => in_list(None, kept, path, found),
        }
        path.pop();
    }
}

/// Items are counted with what stands beside them.
fn in_list(list: Option<&dyn Slot>, kept: &[MismatchedItem], path: &mut Vec<Step>, found: &mut Vec<Mismatch>) {
    for (place, entry) in entries(list.map_or(0, Slot::length), kept).enumerate() {
        path.push(Step::Item(place));
        match (entry, list) {
            (Entry::Kept(item), _) => found.push(Mismatch {
                path: path_text(path.iter()),
                reason: item.reason.clone(),
            }),
            (Entry::Item(number), Some(list)) => in_value(list.item(number).0, path, found),
            (Entry::Item(_), None) => {}
        }
        path.pop();
    }
}

fn in_value(value: SlotValue<'_>, path: &mut Vec<Step>, found: &mut Vec<Mismatch>) {
    match value {
        SlotValue::Model { model, .. } => in_model(model, path, found),
        SlotValue::List(list) => in_list(Some(list), &[], path, found),
        _ => {}
    }
}
