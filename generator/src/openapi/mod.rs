//! OpenAPI 3.0 YAML: the paths that the service offers, what they take and answer.
//!
//! `document` holds the data, `stream` walks YAML and `read` says what each member is, `check` looks at what holds between the parts, `write` prints normal
//! form. It knows no CSDL; which type stands behind a path is found in `model`.

mod check;
mod document;
mod read;
mod stream;
mod write;

pub use document::*;
pub use read::read;
pub use write::write;
