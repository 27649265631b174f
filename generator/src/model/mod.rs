//! The resolved API: types with their full inheritance, action bodies, capabilities, deprecation.
//!
//! Plain data without syntax. Nothing here knows whether a fact is from CSDL or OpenAPI, nor how it will be written in
//! Rust. `crate::resolve` makes an [`Api`] from a CSDL document and the overlay; `crate::routes` resolves the URL space
//! against it; `crate::naming` gives the Rust names; `crate::emit` prints.

mod api;
mod capabilities;
mod clouds;
mod deprecation;
mod element;
mod finding;
mod inference;
mod method;
mod name;
mod operation;
mod permissions;
mod primitive;
mod roles;
mod types;
mod unsupported;
mod version;

pub use api::{Api, WrittenModule};
pub use capabilities::{Capabilities, QueryOption, QueryOptions};
pub use clouds::{Cloud, Clouds};
pub use deprecation::Deprecation;
pub use element::{Binding, ElementId, OperationId};
pub use finding::{Finding, FindingKind};
pub use inference::{InferenceRule, InferredPermissions};
pub use method::Method;
pub use name::QName;
pub use operation::{Argument, BoundOperation};
pub use permissions::{Permissions, SchemePermissions};
pub use primitive::Primitive;
pub use roles::{Role, RoleSystem, Roles};
pub use types::{EnumMember, EnumType, ItemType, Member, Structured, StructuredKind, Type, TypeRef};
pub use unsupported::{Unsupported, UnsupportedOperations};
pub use version::Version;
