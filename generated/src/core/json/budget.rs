//! How much memory what is read from one document may take.
//!
//! A value can need far more memory than its text: `{},` is three bytes, and the struct of a user has several thousand.
//! So that a small response never becomes a gigabyte, what is allocated for a document's values is counted while they
//! are read, and reading ends with an error when it is more than the document is allowed.
//!
//! Counted are: each struct behind a box, the room of each list as it grows, members that the type does not name,
//! values that do not fit (with the path by which they are listed later), and what the items of a list have on the
//! heap. Not counted are the texts of members: these take their length and at most 32 bytes each, and a member's name,
//! quotes and colon are hardly ever fewer.
//!
//! Nothing is given back when a value that did not fit is dropped: the count is of what was asked for, and so at most
//! too high.

/// What a document of any length is allowed, unless [`ReadOptions::memory_floor`](super::ReadOptions::memory_floor)
/// says otherwise.
///
/// The worst case of honest documents is a page of references: 999 items (the largest page that the service gives) of
/// which only the id was asked for, 47 bytes each, in the largest struct. That is 47 kB for a list of 1,024 places of
/// several thousand bytes, so no small factor of the length would do. With this floor each of the items can bring a few
/// more of the same size with it. `tests/tests/it/bounds.rs` reads such a page of every model, and holds the floor
/// against what it takes.
pub(crate) const FLOOR: usize = 32 * 1024 * 1024;

/// What a long document is allowed, as a multiple of its length.
///
/// Pages of whole entities take 1.5 to 3 times their length, pages of nothing but members that their type does not name
/// about 5 times. The largest response (100 MiB unless set) then takes 900 MiB with its text.
pub(crate) const FACTOR: usize = 8;

/// The rest of what a document is allowed.
#[derive(Clone, Debug)]
pub(crate) struct Budget {
    left: usize,
    allowed: usize,
}

impl Budget {
    /// Of a document of so many bytes.
    pub(crate) fn of_document(length: usize, floor: usize) -> Self {
        let allowed = floor.max(length.saturating_mul(FACTOR));
        Self { left: allowed, allowed }
    }

    /// Takes so many bytes from it; false when there are fewer.
    #[inline]
    pub(crate) fn take(&mut self, bytes: usize) -> bool {
        match self.left.checked_sub(bytes) {
            Some(left) => {
                self.left = left;
                true
            }
            None => false,
        }
    }

    /// Whether so many bytes are left.
    pub(crate) fn affords(&self, bytes: usize) -> bool {
        bytes <= self.left
    }

    /// What there was in the beginning.
    pub(crate) fn allowed(&self) -> usize {
        self.allowed
    }
}

/// What a text of so many bytes takes on the heap: allocators give no less than 32 bytes and keep some for themselves.
pub(crate) const fn heap(length: usize) -> usize {
    if length < 16 { 32 } else { length + 16 }
}

#[cfg(test)]
mod tests {
    use super::{Budget, FACTOR, heap};

    #[test]
    fn a_short_document_has_the_floor_and_a_long_one_the_factor() {
        let mut short = Budget::of_document(10, 1000);
        assert!(short.take(999) && !short.take(2) && short.take(1) && !short.take(1));
        assert_eq!(short.allowed(), 1000);
        assert_eq!(Budget::of_document(1000, 1000).allowed(), 1000 * FACTOR);
        assert_eq!(Budget::of_document(usize::MAX, 0).allowed(), usize::MAX);
        assert_eq!([heap(0), heap(15), heap(100)], [32, 32, 116]);
    }
}
