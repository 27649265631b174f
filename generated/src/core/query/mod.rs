//! Queries that the compiler checks: `$filter`, `$orderby`, `$select`, `$expand` and `$search` from the constants of models' members.
//!
//! ```
//! # #[cfg(feature = "v1_0")] {
//! use msgraph_identity_governance::v1_0::models::*;
//! use AccessPackageAssignmentRequest as Request;
//!
//! let sales = Request::ACCESS_PACKAGE.then(AccessPackage::DISPLAY_NAME).starts_with("Sales");
//! let filter = Request::STATE.eq(AccessPackageRequestState::PendingApproval).and(sales.or(Request::JUSTIFICATION.is_null()));
//! assert_eq!(
//!     filter.to_string(),
//!     "state eq 'pendingApproval' and (startsWith(accessPackage/displayName,'Sales') or justification eq null)"
//! );
//! # }
//! ```
//!
//! | to say | write |
//! |---|---|
//! | a member | its constant, `Request::STATE` |
//! | a member of a member, a path through navigation | `Request::ACCESS_PACKAGE.then(AccessPackage::ID)` |
//! | a member of a derived type | `Definition::SCOPE.cast::<AccessReviewQueryScope>().then(AccessReviewQueryScope::QUERY)` |
//! | the same from the item itself | `DirectoryObject::cast::<User>().then(User::DEPARTMENT)` |
//! | comparison | `eq`, `ne`, `gt`, `ge`, `lt`, `le`, `is_in`, `is_null`, `is_not_null`; with a value or another member |
//! | text | `contains`, `starts_with`, `ends_with` |
//! | flags | `has` |
//! | some, or all, items of a collection | `Request::ANSWERS.any(…)`, `.all(…)`, `.is_empty()`, `.is_not_empty()`, `.count()` |
//! | an item that is itself a value | [`item`] |
//! | and, or, not | `a.and(b)`, `a.or(b)`, `!a` |
//! | order | `Request::CREATED_DATE_TIME.desc()`, several as a tuple |
//! | what an entity holds | `select((Request::ID, Request::STATE))` |
//! | related entities | `expand(Request::ACCESS_PACKAGE.select(AccessPackage::ID))`, nested to any depth |
//! | free text | `search("sales")`, `search(AccessPackage::DISPLAY_NAME.matches("sales"))` |
//!
//! Everything is about the *declared* type of a member, the struct, not its `Any…` enumeration. What a query holds is text as OData writes it: literals with their quotes
//! doubled; the request percent-encodes it once. `filter_raw`, `orderby_raw`, `select_raw`, `expand_raw` and `search_raw` take what cannot be said here.
//!
//! The files: `literal` writes values, `path` leads from a model to a member, `expression` and `filter` make conditions of them, `clause` the lists of `$select`, `$orderby`
//! and `$expand`, `expand` the nested options, `search` the free text.

mod clause;
mod expand;
mod expression;
mod filter;
mod literal;
mod path;
mod search;

pub use clause::{Expansion, Order, Ordering, Selection};
pub use expand::Expand;
pub use filter::{Filter, Operand};
pub use literal::{FlagLiteral, Literal, OrderedLiteral, TextLiteral};
pub use path::{CastTarget, DerivedFrom, NavigationPath, PropertyPath, Step, Target, item};
pub use search::Search;

pub(crate) use clause::Clause;
pub(crate) use literal::quoted;

/// What a request's query is about: the declared type of what it answers. Implemented for models, their pages and their counts.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no members to make a query of",
    note = "typed queries are for requests that answer entities; `filter_raw`, `select_raw` and the like take text"
)]
pub trait Queried {
    /// The model by whose constants the query is written.
    type Model;
}

impl<T: super::model::Document> Queried for T {
    type Model = T::Declared;
}

impl<T: super::model::Document> Queried for Option<T> {
    type Model = T::Declared;
}

impl<T: super::model::Document> Queried for super::page::Page<T> {
    type Model = T::Declared;
}

impl<T: super::model::Document> Queried for super::answer::ItemCount<T> {
    type Model = T::Declared;
}
