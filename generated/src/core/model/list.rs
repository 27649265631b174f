//! Lists inside models. An item that does not fit costs only itself: the others are read, and it is kept with its
//! place.
//!
//! What is kept stands in the model's [`State`](super::State), by the list's member. It is written back where it stood,
//! however long the list is by then: in front of the item that has its place now, or at the end when the list has
//! become shorter. It goes when the list is set anew (by its setter, to null or to an empty list), or when the program
//! takes it.

use crate::core::json::{Fault, MismatchedItem, Reader, Step};

use super::{FillResult, Filler, Slot};

/// Why null is no item of a list.
pub(crate) const NULL_ITEM: &str = "null stands in a list";

/// How many items of a list may be kept beside it; one with more is kept whole, as it came.
const MAX_KEPT: usize = 1000;

/// The loop of every list, whatever its items.
pub(super) fn fill_list(list: &mut dyn Slot, filler: &mut Filler<'_, '_>) -> FillResult {
    list.cut(0);
    FillResult(read_items(list, filler.0))
}

fn read_items(list: &mut dyn Slot, reader: &mut Reader<'_>) -> Result<(), Fault> {
    reader.open_array()?;
    let mut kept = Vec::new();
    let mut place = 0;
    while reader.item(place == 0)? {
        let mark = reader.mark();
        match read_item(list, reader) {
            Ok(()) => {}
            Err(Fault::Mismatch(_)) if kept.len() >= MAX_KEPT => {
                return Err(Fault::mismatch("more than 1000 items of the list do not fit"));
            }
            Err(Fault::Mismatch(reason)) => {
                // What was begun of it.
                list.cut(place - kept.len());
                let keep = reader.keep_item(mark, place, reason, &mut kept);
                keep.map_err(|fault| fault.within(Step::Item(place)))?;
            }
            Err(fault) => return Err(fault.within(Step::Item(place))),
        }
        place += 1;
    }
    if !kept.is_empty() {
        reader.hand_on_items(kept);
    }
    Ok(())
}

fn read_item(list: &mut dyn Slot, reader: &mut Reader<'_>) -> Result<(), Fault> {
    if reader.null()? {
        return Err(Fault::mismatch(NULL_ITEM));
    }
    list.add(&mut Filler(reader)).0
}

/// What stands in a list: an item by its number, or what is kept beside the list.
pub(super) enum Entry<'a> {
    Item(usize),
    Kept(&'a MismatchedItem),
}

/// The items of a list and what is kept beside it, in the order in which they are written.
pub(super) fn entries(length: usize, kept: &[MismatchedItem]) -> impl Iterator<Item = Entry<'_>> {
    let all = length + kept.len();
    let mut kept = kept.iter().peekable();
    let mut number = 0;
    (0..all).map(
        move |place| match kept.next_if(|kept| kept.place <= place || number == length) {
            Some(kept) => Entry::Kept(kept),
            None => {
                number += 1;
                Entry::Item(number - 1)
            }
        },
    )
}
