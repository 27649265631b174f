//! The URL space: what each path of the OpenAPI document stands for, and the builders that reach it.
//!
//! | module | what it holds |
//! |---|---|
//! | [`segments`] | path templates: split, ordered, written |
//! | `trie` | the paths by their segments |
//! | [`tree`], [`operation`] | the paths as a tree, each node with its kind and its operations: plain data |
//! | [`resolver`] | gives every segment and operation its meaning by the CSDL's model |
//! | [`wire_type`] | what the OpenAPI document says of types, to compare |
//! | [`unresolved`] | what has no meaning there |
//! | [`shapes`], [`surface`] | equal subtrees are one builder |

mod lookup;
pub mod operation;
pub mod resolver;
pub mod rows;
pub mod segments;
pub mod shapes;
pub mod surface;
pub mod tree;
mod trie;
pub mod unresolved;
pub mod wire_type;

pub use operation::{Body, CallKind, Method, Parameter, Response};
pub use resolver::{pointer, resolve_paths};
pub use surface::{Builder, Call, Place, Segment, Step, Surface};
pub use tree::{Node, PathOperation, PathTree, PermissionTable, SegmentKind};
pub use unresolved::{Unresolved, UnresolvedOperations};
