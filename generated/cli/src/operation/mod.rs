//! One operation as a command: its options, and the request that they make.
//!
//! | module | what it is for |
//! |---|---|
//! | `options` | the options of an operation, as clap has them |
//! | `path` | keys and arguments into the path |
//! | `query` | query options, checked against what the operation takes |
//! | `prepare` | all of it together: the request |
//! | `about` | what help says of an operation |

mod about;
mod options;
mod path;
mod prepare;
mod query;

pub use about::summary;
pub use options::{command, nearest_option, request_options};
pub use prepare::{Input, flag, headers_of, prepare, prepare_url, request};
