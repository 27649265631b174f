//! Which member followed which the last time that an object of a type was read, and how many items its lists had.
//!
//! The service sends the members of a type in one order, which is not that of the metadata. What is learned from the
//! first item of a page makes the next member of the others a guess that one comparison confirms.

/// Many more than a page has types and members, so that few share a slot. Two that do only spoil each other's guesses.
const SLOTS: usize = 4096;

/// Documents of fewer bytes have too few items to learn from.
const WORTH: usize = 8192;

/// A table of guesses by a type and one of its members.
#[derive(Clone, Debug)]
pub(crate) struct Order(Vec<Guess>);

/// What came last time.
#[derive(Clone, Copy, Debug, Default)]
struct Guess {
    /// The place of the member behind it, and one more. 0 is no guess.
    next: u8,
    /// How many items the list had that the member is.
    items: u8,
}

impl Order {
    /// For a document of so many bytes.
    pub(crate) fn of_document(length: usize) -> Self {
        Self(if length < WORTH {
            Vec::new()
        } else {
            vec![Guess::default(); SLOTS]
        })
    }

    fn slot(of: usize, member: usize) -> usize {
        let mixed = (of >> 3) as u32 ^ (member as u32).rotate_right(8);
        // The highest bits of the product depend on all others.
        (mixed.wrapping_mul(0x9e37_79b1) >> 20) as usize
    }

    /// The place that followed last time in a type (a number of its own) after so many members; without a memory, the
    /// next in the type's table.
    #[inline]
    pub(crate) fn guess(&self, of: usize, after: usize) -> usize {
        match self.0.get(Self::slot(of, after)) {
            Some(&Guess { next, .. }) if next > 0 => usize::from(next) - 1,
            _ => after,
        }
    }

    /// Remembers the place that followed. One beyond 254 is not remembered.
    #[inline]
    pub(crate) fn learn(&mut self, of: usize, after: usize, place: usize) {
        if let Some(guess) = self.0.get_mut(Self::slot(of, after)) {
            guess.next = u8::try_from(place + 1).unwrap_or_default();
        }
    }

    /// How many items a list had last time, which is this member of a type; 0 without a memory.
    #[inline]
    pub(crate) fn items(&self, of: usize, place: usize) -> usize {
        self.0
            .get(Self::slot(of, place))
            .map_or(0, |guess| usize::from(guess.items))
    }

    /// Remembers how many items a list had; of more than 255 that there were so many.
    #[inline]
    pub(crate) fn learn_items(&mut self, of: usize, place: usize, items: usize) {
        if let Some(guess) = self.0.get_mut(Self::slot(of, place)) {
            guess.items = u8::try_from(items).unwrap_or(u8::MAX);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Order, WORTH};

    #[test]
    fn what_followed_is_guessed_again() {
        let mut order = Order::of_document(WORTH);
        let (one, two) = (0x55d0_1000, 0x55d0_1028);
        assert_eq!(order.guess(one, 3), 3);
        for (after, place) in [(0, 7), (8, 2), (3, 0)] {
            order.learn(one, after, place);
        }
        order.learn(two, 0, 5);
        assert_eq!(
            [order.guess(one, 0), order.guess(one, 8), order.guess(one, 3)],
            [7, 2, 0]
        );
        assert_eq!(order.guess(two, 0), 5);
        order.learn(one, 0, 254);
        assert_eq!(order.guess(one, 0), 254);
        order.learn(one, 0, 255);
        assert_eq!(order.guess(one, 0), 0, "not remembered");
    }

    #[test]
    fn the_length_of_a_list_is_remembered() {
        let mut order = Order::of_document(WORTH);
        let of = 0x55d0_1000;
        assert_eq!(order.items(of, 4), 0);
        order.learn_items(of, 4, 3);
        order.learn(of, 4, 9);
        order.learn_items(of, 5, 1000);
        assert_eq!(
            [order.items(of, 4), order.guess(of, 4), order.items(of, 5)],
            [3, 9, 255]
        );
        let mut short = Order::of_document(WORTH - 1);
        short.learn_items(of, 4, 3);
        assert_eq!(short.items(of, 4), 0);
    }
}
