//! Which member followed which the last time that an object of a type was read.
//!
//! The service sends the members of a type in one order, which is not that of the metadata. What is learned from the
//! first item of a page makes the next member of the others a guess that one comparison confirms.

/// Many more than a page has types and members, so that few share a slot. Two that do only spoil each other's guesses.
const SLOTS: usize = 4096;

/// Documents of fewer bytes have too few items to learn from.
const WORTH: usize = 8192;

/// A table of guesses: for a type and the member read last, the place of the next, and one more. 0 is no guess.
#[derive(Clone, Debug)]
pub(crate) struct Order(Vec<u8>);

impl Order {
    /// For a document of so many bytes.
    pub(crate) fn of_document(length: usize) -> Self {
        Self(if length < WORTH { Vec::new() } else { vec![0; SLOTS] })
    }

    fn slot(of: usize, after: usize) -> usize {
        let mixed = (of >> 3) as u32 ^ (after as u32).rotate_right(8);
        // The highest bits of the product depend on all others.
        (mixed.wrapping_mul(0x9e37_79b1) >> 20) as usize
    }

    /// The place that followed last time in a type (a number of its own) after so many members; without a memory, the
    /// next in the type's table.
    #[inline]
    pub(crate) fn guess(&self, of: usize, after: usize) -> usize {
        match self.0.get(Self::slot(of, after)) {
            Some(&place) if place > 0 => usize::from(place) - 1,
            _ => after,
        }
    }

    /// Remembers the place that followed. One beyond 254 is not remembered.
    #[inline]
    pub(crate) fn learn(&mut self, of: usize, after: usize, place: usize) {
        if let Some(slot) = self.0.get_mut(Self::slot(of, after)) {
            *slot = u8::try_from(place + 1).unwrap_or_default();
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
}
