//! OData CSDL 4.0 XML: what is written in a metadata document, nothing resolved.
//!
//! `document` holds the data, `read` makes it from XML, `expression` does so for annotations, `write` prints it in normal form. What its names mean is the
//! concern of `model`, and the paths that an API offers of `openapi`.

mod document;
mod expression;
pub mod index;
mod limits;
mod read;
mod write;

pub use document::*;
pub use read::{read, read_supplement};
pub use write::write;
