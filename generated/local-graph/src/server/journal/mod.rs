//! The state in a file: a journal of changes, each written before its response.
//!
//! The file is text, one JSON object per line:
//!
//! 1. the header: `{"format":"msgraph-local-graph","version":1}`
//! 2. what happened, in its order: `{"graph":"v1.0","delta":{…}}`, `{"ahead":1209600}` (the clock, in seconds),
//!    `{"graph":"beta","counters":{…}}`
//!
//! When the journal has grown to several times the state, the state is written anew to another file, which takes the
//! place of the first one at once. A line without its end is what a killed process was about to write: nobody has had a
//! response for it, and it is dropped. Anything else that cannot be read is refused, and the file stays as it is.
//!
//! What was responded to survives the end of the process, however it ends. It need not survive the end of the machine:
//! the system may hold the last lines back from the disk.

mod lines;
mod read;
mod write;

#[cfg(test)]
mod tests;

pub use read::OpenError;
pub(super) use write::FileJournal;
