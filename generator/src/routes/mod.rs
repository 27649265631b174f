//! The URL space: what each path of the OpenAPI document stands for, and the builders that reach it.
//!
//! [`tie`] makes a tree of the paths and ties every segment and operation to the CSDL's model; [`shapes`] finds equal subtrees and names a builder for each;
//! [`surface`] is the result, for `crate::emit`. [`wire_type`] reads what the OpenAPI document says of types, to compare; [`segments`] splits paths.

mod lookup;
pub mod rows;
pub mod segments;
pub mod shapes;
pub mod surface;
pub mod tie;
pub mod wire_type;
