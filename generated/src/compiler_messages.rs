//! What the compiler says about likely mistakes, and what to write instead.
//!
//! Most of its messages about this crate say themselves what to do. These are rustc's own, which cannot know it; where
//! yours names other types, look for the words around them. The test `tests/compile-fail` holds each of them against
//! the compiler.
//!
//! # A request that is not sent
//!
//! An operation gives a [`Request`](crate::Request). Its response is what `request.send().await` gives, or
//! `request.await`.
//!
//! - ``expected `AccessPackage`, found `Request<AccessPackage``
//!   or ``no field `display_name` on type `Request<AccessPackage``:
//!   write `.get().send().await?`.
//! - ``the `?` operator cannot be applied to type `Request<``:
//!   a request is no result. Write `.get().send().await?`.
//! - ``the `?` operator cannot be applied to type `impl Future<Output = Result<``:
//!   nobody waits for the response. Write `.send().await?`.
//!
//! # Lists
//!
//! - ``the trait `Iterator` is not implemented for `Request<Page<AccessPackage>``:
//!   a list is asked for page by page. For all of it write
//!   `let mut items = packages.list().items();` and `while let Some(item) = items.try_next().await? { … }`;
//!   for one page `for item in packages.list().send().await? { … }`.
//! - ``the trait `Iterator` is not implemented for `Items<AccessPackage>``:
//!   items are a stream, because each of them may wait for the service. Write the same loop as above, with
//!   `use futures::TryStreamExt;`, or `.items().try_collect::<Vec<_>>().await?`.
//!
//! # Values
//!
//! - ``expected `AccessPackageTextInputQuestion`, found `AccessPackageMultipleChoiceQuestion` ``:
//!   the items of an array are of one type. Write `[AnyAccessPackageQuestion::from(first), second.into()]`.
//! - ``cannot move out of dereference of `model::Child<AccessPackageCatalog>` ``:
//!   a model that another one holds is taken out first. Write `package.catalog?.into_inner().display_name`, or
//!   `package.catalog.map(|catalog| catalog.into_inner())` for the whole of it.
//! - ``cannot create non-exhaustive struct using struct expression``:
//!   members may be added to what only the service fills. Write `let mut page = Page::default();` and set its fields;
//!   a model has `with_…` setters too.
//! - ``expected `Filter<AccessPackageAssignmentRequest>`, found `Filter<AccessPackage>` ``:
//!   the filter is made from another model than the list returns. Write that one's constants.
