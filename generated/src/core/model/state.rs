//! What a model knows of its members beside their values: which are null, which are lists, which came as text.

use std::fmt;

use crate::core::json::{MismatchedItem, heap};

/// Which members are null or an empty list if they have no value; the rest is absent then.
///
/// A list that was read or set is noted whether or not it has items: one that is emptied later is sent as `[]`. A bit
/// each for 63 members; what a larger type needs is on the heap. The highest bits are about the `@odata.type`.
#[derive(Clone, Default)]
pub struct State {
    nulls: u64,
    empties: u64,
    more: Option<Box<More>>,
}

#[derive(Clone, Default)]
struct More {
    nulls: Vec<u64>,
    empties: Vec<u64>,
    /// Whole numbers that came as text, by their place from 0.
    texts: Vec<u64>,
    /// Of lists, by their place from 0, the items that did not fit.
    items: Vec<(usize, Vec<MismatchedItem>)>,
    /// What the model stood in, where it was to stand alone.
    wrapper: Option<Wrapper>,
}

/// What it takes to know of a model's whole numbers which came as text, in bytes.
pub(crate) const MEMORY_OF_TEXTS: usize = size_of::<More>() + heap(0) + heap(0);

/// What it takes to know of a list what stands in it beside its items, in bytes.
pub(crate) const MEMORY_OF_ITEMS: usize = size_of::<More>() + 2 * size_of::<(usize, Vec<MismatchedItem>)>() + heap(0);

const INLINE: usize = 63;
const TOP: u64 = 1 << 63;

/// What a member without a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Blank {
    Absent,
    Null,
    Empty,
}

/// What is known of a model's own `@odata.type`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TypeAnnotation {
    /// It was not read: a derived type writes it.
    New,
    /// It was read without one.
    Without,
    /// It was read with the one that we write.
    With,
}

/// What an entity stood in that was to stand alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wrapper {
    /// `{"value": {…}}`
    Object,
    /// `{"value": [{…}]}`
    List,
}

impl Wrapper {
    /// Why it does not fit.
    pub(crate) const REASON: &str = "the entity is expected, an object with it in `value` is there";
}

impl State {
    /// That of a new model.
    pub(crate) const NEW: Self = Self {
        nulls: 0,
        empties: 0,
        more: None,
    };

    /// What it stood in, if that was not as expected.
    pub(crate) fn wrapper(&self) -> Option<Wrapper> {
        self.more.as_ref().and_then(|more| more.wrapper)
    }

    /// Remembers what it stood in.
    pub(crate) fn set_wrapper(&mut self, wrapper: Wrapper) {
        self.more.get_or_insert_default().wrapper = Some(wrapper);
    }

    /// Whether all that is known of members is whether they are null or empty.
    pub(crate) fn is_plain(&self) -> bool {
        self.more.is_none()
    }

    pub(crate) fn blank(&self, place: usize) -> Blank {
        if bit(self.nulls, self.more.as_ref().map(|more| &more.nulls), place) {
            Blank::Null
        } else if bit(self.empties, self.more.as_ref().map(|more| &more.empties), place) {
            Blank::Empty
        } else {
            Blank::Absent
        }
    }

    /// What is known of it before counts no more.
    pub(crate) fn set_blank(&mut self, place: usize, blank: Blank) {
        if self.more.is_some() {
            self.take_items(place);
        }
        if place < INLINE {
            let mask = 1 << place;
            self.nulls = if blank == Blank::Null {
                self.nulls | mask
            } else {
                self.nulls & !mask
            };
            self.empties = if blank == Blank::Empty {
                self.empties | mask
            } else {
                self.empties & !mask
            };
        } else if blank != Blank::Absent || self.more.is_some() {
            let more = self.more.get_or_insert_default();
            set(&mut more.nulls, place - INLINE, blank == Blank::Null);
            set(&mut more.empties, place - INLINE, blank == Blank::Empty);
        }
    }

    /// The member is a list that was read or set: without items it is an empty one.
    pub(crate) fn set_list(&mut self, place: usize) {
        self.set_blank(place, Blank::Empty);
    }

    /// The member is a list, and these are what stood in it beside its items.
    pub(crate) fn keep_items(&mut self, place: usize, items: Vec<MismatchedItem>) {
        self.more.get_or_insert_default().items.push((place, items));
    }

    /// What stood in a list beside its items, in order.
    pub(crate) fn items(&self, place: usize) -> &[MismatchedItem] {
        let lists = self.more.as_ref().map_or(&[][..], |more| &more.items);
        let list = lists.iter().find(|(list, _)| *list == place);
        list.map_or(&[], |(_, items)| items)
    }

    /// Takes what stood in a list beside its items.
    pub(crate) fn take_items(&mut self, place: usize) -> Vec<MismatchedItem> {
        let Some(more) = &mut self.more else {
            return Vec::new();
        };
        let list = more.items.iter().position(|(list, _)| *list == place);
        list.map_or_else(Vec::new, |list| more.items.remove(list).1)
    }

    /// The member is a whole number that came as text, as OData allows for 64 bits, and is written as text again.
    pub(crate) fn set_text(&mut self, place: usize, text: bool) {
        if text || self.more.is_some() {
            set(&mut self.more.get_or_insert_default().texts, place, text);
        }
    }

    pub(crate) fn is_text(&self, place: usize) -> bool {
        self.more.as_ref().is_some_and(|more| has(&more.texts, place))
    }

    pub(crate) fn type_annotation(&self) -> TypeAnnotation {
        if self.nulls & TOP != 0 {
            TypeAnnotation::Without
        } else if self.empties & TOP != 0 {
            TypeAnnotation::With
        } else {
            TypeAnnotation::New
        }
    }

    pub(crate) fn set_type_annotation(&mut self, annotation: TypeAnnotation) {
        self.nulls = if annotation == TypeAnnotation::Without {
            self.nulls | TOP
        } else {
            self.nulls & !TOP
        };
        self.empties = if annotation == TypeAnnotation::With {
            self.empties | TOP
        } else {
            self.empties & !TOP
        };
    }
}

fn bit(inline: u64, more: Option<&Vec<u64>>, place: usize) -> bool {
    match place.checked_sub(INLINE) {
        None => inline >> place & 1 == 1,
        Some(place) => more.is_some_and(|words| has(words, place)),
    }
}

fn has(words: &[u64], place: usize) -> bool {
    words.get(place / 64).is_some_and(|word| word >> (place % 64) & 1 == 1)
}

fn set(words: &mut Vec<u64>, place: usize, on: bool) {
    if words.len() <= place / 64 {
        words.resize(place / 64 + 1, 0);
    }
    if let Some(word) = words.get_mut(place / 64) {
        let mask = 1 << (place % 64);
        *word = if on { *word | mask } else { *word & !mask };
    }
}

impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("State")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_member_has_its_own_state() {
        let mut state = State::default();
        for place in [0, 5, 62, 63, 64, 130, 300] {
            assert_eq!(state.blank(place), Blank::Absent);
            state.set_blank(place, Blank::Null);
            assert_eq!(state.blank(place), Blank::Null);
            assert_eq!(state.blank(place + 1), Blank::Absent);
            state.set_blank(place, Blank::Empty);
            assert_eq!(state.blank(place), Blank::Empty);
        }
        assert_eq!(state.type_annotation(), TypeAnnotation::New);
        state.set_type_annotation(TypeAnnotation::With);
        assert_eq!(state.blank(63), Blank::Empty);
        state.set_type_annotation(TypeAnnotation::Without);
        assert_eq!(state.type_annotation(), TypeAnnotation::Without);
        state.set_blank(0, Blank::Absent);
        assert_eq!(state.blank(0), Blank::Absent);
        assert!(!state.is_text(0) && !state.is_text(70));
        state.set_text(70, true);
        assert!(state.is_text(70) && !state.is_text(6) && !state.is_text(69));
        assert_eq!(state.type_annotation(), TypeAnnotation::Without);
    }
}
