//! Reading and writing JSON, concretely: a pull reader over bytes and a writer into a buffer.
//!
//! Neither knows of Graph's types. How a model is read and written with them is in
//! [`crate::core::model`]; the values that have a form of their own (dates, durations, …) are in
//! [`crate::core::values`].
//!
//! The reader is our own, not serde's, so that it is compiled once for all models, can step back to
//! where a member began, knows where it is when something is wrong, and counts how deep it is.

mod budget;
mod document;
mod error;
mod mismatch;
mod order;
mod reader;
mod same;
mod scan;
mod transcode;
mod writer;

pub(crate) use budget::heap;
pub use document::Json;
pub use error::ReadError;
pub(crate) use error::{Fault, Step, path_text};
pub use mismatch::MismatchedItem;
pub(crate) use reader::{Kind, Reader};
pub(crate) use transcode::{gather, transcode};
pub(crate) use writer::{Writer, digits};

/// How many objects and arrays may stand in each other, unless [`ReadOptions::max_depth`] says otherwise.
pub const DEFAULT_MAX_DEPTH: u32 = 100;

/// The most that [`ReadOptions::max_depth`] can be.
pub const MAX_DEPTH: u32 = 128;

/// How JSON is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReadOptions {
    /// Whether a value that does not fit its declared type is an error. Otherwise (the default) it
    /// is kept as it came in the model's `additional_properties`, under the member's name.
    pub strict: bool,
    /// How many objects and arrays may stand in each other; more is an error. At most [`MAX_DEPTH`].
    pub max_depth: u32,
    /// Whether a member's name is known in any case. Otherwise (the default) one in another case than Graph's is kept
    /// as a member that is not known.
    pub any_case: bool,
    /// The memory in bytes that the values of any document may take, however short it is. One that is longer than an
    /// eighth of this may take eight times its length; more is an error. 32 MiB unless set, which is enough for every
    /// page of the service.
    pub memory_floor: usize,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self {
            strict: false,
            max_depth: DEFAULT_MAX_DEPTH,
            any_case: false,
            memory_floor: budget::FLOOR,
        }
    }
}

impl ReadOptions {
    /// Options under which a value that does not fit its declared type is an error.
    pub fn strict() -> Self {
        Self {
            strict: true,
            ..Self::default()
        }
    }

    /// Sets whether a value that does not fit its declared type is an error.
    #[must_use]
    pub fn with_strict(mut self, strict: bool) -> Self {
        self.strict = strict;
        self
    }

    /// Sets how many objects and arrays may stand in each other.
    #[must_use]
    pub fn with_max_depth(mut self, max_depth: u32) -> Self {
        self.max_depth = max_depth;
        self
    }

    /// Sets the memory in bytes that the values of any document may take, however short it is.
    #[must_use]
    pub fn with_memory_floor(mut self, memory_floor: usize) -> Self {
        self.memory_floor = memory_floor;
        self
    }

    /// Sets whether members are known by their names in any case.
    #[must_use]
    pub fn with_any_case(mut self, any_case: bool) -> Self {
        self.any_case = any_case;
        self
    }
}
