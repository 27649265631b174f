//! One operation as a command: its options, and the request that they make.
//!
//! | module | what it is for |
//! |---|---|
//! | `options` | the options of an operation, as clap has them |
//! | `path` | keys and arguments into the path |
//! | `query` | query options, checked against what the operation takes |
//! | `prepare` | all of it together: the request |
//! | `by_url` | the request that a method and a URL make |
//! | `about` | what help says of an operation |

mod about;
mod by_url;
mod options;
mod path;
mod prepare;
mod query;

pub use about::summary;
pub use by_url::{operation_at, prepare_url};
pub use options::{command, nearest_option, request_options};
pub use prepare::{Input, flag, headers_of, prepare, request};
