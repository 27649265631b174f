//! The URL space: what each path of the OpenAPI document stands for. Nothing here knows a builder.
//!
//! | module | what it holds |
//! |---|---|
//! | [`segments`] | path templates: split, ordered, written |
//! | `trie`, `lookup` | the paths by their segments; what segments can stand for, by name |
//! | [`tree`], [`operation`] | the paths as a tree, each node with its kind and its operations: plain data |
//! | `path_index`, `areas` | the tree by place: what of the metadata each place comes from; where types are reached |
//! | [`resolver`] | finds what every segment and operation is by the CSDL's model |
//! | [`wire_type`] | the types of the OpenAPI document, to compare |
//! | [`unresolved`] | the operations that the CSDL's model has no meaning for |
//! | [`shared`] | equal subtrees, which share a builder |

pub(crate) mod areas;
mod lookup;
pub mod operation;
pub(crate) mod path_index;
pub mod resolver;
pub mod segments;
pub mod shared;
pub mod tree;
mod trie;
pub mod unresolved;
pub mod wire_type;

pub(crate) use operation::used_method;
pub use operation::{Body, CallKind, Method, Parameter, Response};
pub use resolver::resolve_paths;
pub use tree::{Node, PathOperation, PathTree, PermissionTable, SegmentKind};
pub use unresolved::{Unresolved, UnresolvedOperations};
