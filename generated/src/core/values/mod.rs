//! The values that have a form of their own in Graph's JSON: dates and times, durations, ids, binary.
//!
//! Each reads every form that the service sends and writes one that is equal in value. All have
//! `FromStr` and `Display`, which take and give the text as it stands in JSON and in URLs.

mod binary;
mod date_time;
mod duration;
mod guid;
mod plain;

pub use binary::Binary;
pub use date_time::{Date, DateTimeOffset, TimeOfDay};
pub use duration::Duration;
pub use guid::Guid;
pub use plain::InvalidValue;
pub(crate) use plain::{Plain, append_text};
