//! From a CSDL document to the model: which types are wanted, and what they are with all that they inherit.
//!
//! `select` takes the closure of the roots; `types` flattens inheritance, reads annotations and makes action bodies. Nothing here knows paths or Rust.

mod select;
mod types;

pub use select::{Selected, select};
pub use types::*;
