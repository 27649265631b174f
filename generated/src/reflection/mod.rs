//! What a version consists of, as data: every path, operation and type, with permissions, deprecation and reference.
//!
//! The feature `reflection` switches it on. `v1_0::API` and `beta::API` are static: nothing is built or read at run
//! time, and a program that does not ask for them has none of it. The rows are generated from the description that the
//! builders are printed from, for all areas, whichever are switched on.
//!
//! ```
//! # #[cfg(feature = "v1_0")] {
//! use msgraph_identity_governance::{Method, reflection::Response, v1_0::API};
//!
//! let path = "/identityGovernance/entitlementManagement/assignmentRequests/7a6ab703/resume";
//! let place = API.resolve(path).expect("a path of v1.0");
//! assert_eq!(place.values().collect::<Vec<_>>(), [("accessPackageAssignmentRequest-id", "7a6ab703")]);
//!
//! let resume = place.segment().operation(Method::Post).expect("an operation");
//! assert_eq!(resume.response(), Response::Nothing);
//! let body = resume.body().and_then(|body| body.model()).expect("a body");
//! assert!(body.member("source").is_some());
//! # }
//! ```
//!
//! | what | where |
//! |---|---|
//! | [`Api`]: a version, and how something is found in it | `api` |
//! | [`Segment`], [`Parameter`]: the tree of paths | `segment` |
//! | [`Place`]: a path with values, resolved | `place` |
//! | [`Operation`]: what a request at a segment is | `operation` |
//! | [`Permissions`], [`Deprecation`], [`Unsupported`]: what else is known of one | `facts` |
//! | [`Type`], [`Member`], [`TypeRef`]: entity, complex and enum types | `types` |
//! | [`NeededPermissions`]: what a request needs that was refused, and what its token has | `needed`, `token` |
//! | how all that is stored | `rows`, `words` |

mod api;
mod facts;
mod needed;
mod operation;
mod place;
pub(crate) mod rows;
mod segment;
mod token;
mod types;
mod words;

#[cfg(test)]
mod tests;

pub use api::Api;
pub use facts::{Deprecation, MissingIn, Permissions, Scheme, Unsupported};
pub use needed::{NeededPermissions, TokenPermissions};
pub use operation::{Body, Operation, OperationKind, QueryOption, QueryOptions, Response};
pub use place::Place;
pub use segment::{Parameter, Segment, SegmentKind};
pub use types::{Item, Member, Type, TypeKind, TypeRef};
