//! Queries that the compiler checks: `$filter`, `$orderby`, `$select`, `$expand` and `$search` from the constants of
//! models' members.
//!
//! ```
//! # #[cfg(all(feature = "v1_0", feature = "entitlement_management"))] {
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
//! | flags | `Task::CATEGORY.has(LifecycleTaskCategory::JOINER)` |
//! | some, or all, items of a collection | `Request::ANSWERS.any(…)`, `.all(…)`, `.is_empty()`, `.is_not_empty()`, `.count()` |
//! | items of a derived type | `Policy::SPECIFIC_ALLOWED_TARGETS.any(SubjectSet::cast::<SingleUser>().then(SingleUser::USER_ID).eq(id))` |
//! | an item that is itself a value | [`item`] |
//! | and, or, not | `a.and(b)`, `a.or(b)`, `!a` |
//! | as many conditions as there are | `conditions.into_iter().reduce(Filter::or)` |
//! | order | `Request::CREATED_DATE_TIME.desc()`, several as a tuple |
//! | what an entity holds | `select((Request::ID, Request::STATE))` |
//! | related entities | `expand(Request::ACCESS_PACKAGE.select(AccessPackage::ID))`, nested to any depth |
//! | free text | `search("sales")`, `search(AccessPackage::DISPLAY_NAME.matches("sales"))` |
//! | members chosen at run time | `Vec<&dyn Selection<Request>>`, and so with [`Expansion`] and [`Ordering`] |
//!
//! Several members are a tuple of up to 16, or, where they have one type, an array or a `Vec`. Members have the types
//! of their values, so a list that is made at run time holds references to the trait:
//!
//! ```
//! # #[cfg(all(feature = "v1_0", feature = "entitlement_management"))]
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use msgraph_identity_governance::query::{Filter, Selection};
//! use msgraph_identity_governance::v1_0::{GraphClient, models::*};
//! use AccessPackageAssignmentRequest as Request;
//! use identity_governance::{LifecycleTaskCategory, Task};
//!
//! # let graph = msgraph_identity_governance::testing::FakeGraph::new();
//! # let client = GraphClient::new(graph.credential(), Some(graph.options()))?;
//! # let (names, with_dates) = (["Sales", "O'Hara"], true);
//! let mut list = client.identity_governance().entitlement_management().assignment_requests().list();
//! let conditions = names.iter().map(|name| Request::ACCESS_PACKAGE.then(AccessPackage::DISPLAY_NAME).eq(*name));
//! if let Some(filter) = conditions.reduce(Filter::or) {
//!     assert_eq!(filter.to_string(), "accessPackage/displayName eq 'Sales' or accessPackage/displayName eq 'O''Hara'");
//!     list = list.filter(filter);
//! }
//! let mut members: Vec<&dyn Selection<Request>> = vec![&Request::ID, &Request::STATE];
//! if with_dates {
//!     members.push(&Request::CREATED_DATE_TIME);
//! }
//! let url = list.select(members).what_if()?.url().to_string();
//! assert!(url.ends_with("&$select=id,state,createdDateTime"), "{url}");
//!
//! let joiners = Task::CATEGORY.has(LifecycleTaskCategory::JOINER | LifecycleTaskCategory::MOVER);
//! assert_eq!(joiners.to_string(), "category has 'joiner,mover'");
//!
//! let one_user = SubjectSet::cast::<SingleUser>().then(SingleUser::USER_ID).eq("7");
//! let allowed = AccessPackageAssignmentPolicy::SPECIFIC_ALLOWED_TARGETS.any(one_user);
//! assert_eq!(allowed.to_string(), "specificAllowedTargets/any(a:a/microsoft.graph.singleUser/userId eq '7')");
//! # Ok(())
//! # }
//! # #[cfg(not(all(feature = "v1_0", feature = "entitlement_management")))]
//! # fn main() {}
//! ```
//!
//! Everything is about the *declared* type of a member, the struct, not its `Any…` enumeration. What a query holds is
//! text as OData writes it: literals with their quotes doubled; the request percent-encodes it once. `filter_raw`,
//! `orderby_raw`, `select_raw`, `expand_raw` and `search_raw` take what cannot be said here.
//!
//! The files: `literal` writes values, `path` leads from a model to a member, `expression` and `filter` make conditions
//! of them, `clause` the lists of `$select`, `$orderby` and `$expand`, `expand` the nested options, `search` the free
//! text.

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

/// What a request's query is about: the declared type of what it returns. Implemented for models, their pages and their
/// counts.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no members to make a query of",
    note = "typed queries are for requests that return entities; `filter_raw`, `select_raw` and the like take text"
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

impl<T: super::model::Document> Queried for super::response::ItemCount<T> {
    type Model = T::Declared;
}
