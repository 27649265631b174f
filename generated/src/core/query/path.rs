//! Paths from a model to one of its members: through complex members, navigation properties and type casts.
//!
//! A member's constant is the shortest path. What constants and paths can both do is written once, by the macros at the
//! end.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use crate::core::model::{Document, Many, ModelType, Navigation, Property};
use crate::core::text::escaped;

use super::clause::{Order, Selection};
use super::expand::Expand;
use super::expression::Expression;
use super::filter::{Filter, Operand};
use super::literal::{FlagLiteral, Literal, OrderedLiteral, TextLiteral};
use super::search::Search;
use super::{Expansion, Ordering};

/// A path from the model `M` to a structural member with values of the type `V`.
pub struct PropertyPath<M, V> {
    text: String,
    /// Whether it goes through a navigation property, or to a count: it can be asked about, and not selected.
    away: bool,
    of: PhantomData<fn() -> (M, V)>,
}

/// A path from the model `M` to entities of the type `V`, or to [`Many`] of them.
pub struct NavigationPath<M, V> {
    text: String,
    /// Whether it goes through another navigation property: it is expanded within that.
    away: bool,
    of: PhantomData<fn() -> (M, V)>,
}

/// The item itself, where the items of a collection are values: `Package::TAGS.any(item().eq("x"))`.
#[must_use]
pub fn item<V>() -> PropertyPath<V, V> {
    PropertyPath::of(String::new(), true)
}

/// A type that is derived from `B`, as the metadata says; also [`Many`] of them. Implemented by the generated types.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not derived from `{B}`",
    label = "no value of the declared type can be one",
    note = "`cast` goes from a declared type to one that is derived from it; of a collection it is `cast::<Many<…>>()`"
)]
pub trait DerivedFrom<B>: CastTarget {}

impl<B, D: DerivedFrom<B>> DerivedFrom<Many<B>> for Many<D> {}

/// A type that a path can be cast to.
pub trait CastTarget {
    /// The name in Graph, with its namespace.
    #[doc(hidden)]
    fn graph_name() -> &'static str;
}

impl<T: ModelType> CastTarget for T {
    fn graph_name() -> &'static str {
        T::INFO.name
    }
}

impl<T: CastTarget> CastTarget for Many<T> {
    fn graph_name() -> &'static str {
        T::graph_name()
    }
}

/// What a navigation property leads to: one entity, or [`Many`].
pub trait Target {
    /// The entity's type.
    type Model;
}

impl<T: Document> Target for T {
    type Model = T::Declared;
}

impl<T> Target for Many<T> {
    type Model = T;
}

/// A member of `C` that a path can go on to.
#[diagnostic::on_unimplemented(
    message = "a path cannot go on from `{C}` to `{Self}`",
    label = "not a member of `{C}`",
    note = "the path goes on to the constants of `{C}`; members of a derived type need `.cast::<…>()` before, items of a collection `.any(…)` or `.all(…)`"
)]
pub trait Step<C> {
    /// The path from the model `M` to the same member.
    type From<M>;

    #[doc(hidden)]
    fn after<M>(self, before: Before) -> Self::From<M>;
}

/// The path before a step.
#[doc(hidden)]
#[derive(Debug)]
pub struct Before {
    text: String,
    away: bool,
}

/// What constants and paths have in common inside of this module.
pub(crate) trait Place: Sized {
    fn text(&self) -> &str;

    /// The text of a path that is needed no more; a constant's is not copied.
    fn into_text(self) -> Cow<'static, str>;

    /// Whether it leads away from the entity, by a navigation property before its end or to a count.
    fn leads_away(&self) -> bool;
}

fn joined(mut before: String, name: &str) -> String {
    if !before.is_empty() {
        before.push('/');
    }
    before.push_str(name);
    before
}

macro_rules! place {
    ($constant:ident, $path:ident, navigation $navigation:literal) => {
        impl<M, V> Place for $constant<M, V> {
            fn text(&self) -> &str {
                self.name()
            }

            fn into_text(self) -> Cow<'static, str> {
                Cow::Borrowed((&self).name())
            }

            fn leads_away(&self) -> bool {
                false
            }
        }

        impl<M, V> Place for $path<M, V> {
            fn text(&self) -> &str {
                &self.text
            }

            fn into_text(self) -> Cow<'static, str> {
                Cow::Owned(self.text)
            }

            fn leads_away(&self) -> bool {
                self.away
            }
        }

        impl<M, V> $path<M, V> {
            pub(crate) fn of(text: String, away: bool) -> Self {
                Self {
                    text,
                    away,
                    of: PhantomData,
                }
            }
        }

        impl<M, V> From<$constant<M, V>> for $path<M, V> {
            fn from(constant: $constant<M, V>) -> Self {
                Self::of(constant.name().to_owned(), false)
            }
        }

        impl<M, V> Clone for $path<M, V> {
            fn clone(&self) -> Self {
                Self::of(self.text.clone(), self.away)
            }
        }

        /// As it stands in a URL, before percent-encoding.
        impl<M, V> fmt::Display for $path<M, V> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.text)
            }
        }

        impl<M, V> fmt::Debug for $path<M, V> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&escaped(&self.text))
            }
        }

        impl<C, V> Step<C> for $constant<C, V> {
            type From<M> = $path<M, V>;

            fn after<M>(self, before: Before) -> $path<M, V> {
                $path::of(joined(before.text, self.name()), before.away)
            }
        }

        impl<C, V> Step<C> for $path<C, V> {
            type From<M> = $path<M, V>;

            fn after<M>(self, before: Before) -> $path<M, V> {
                $path::of(joined(before.text, &self.text), before.away || self.away)
            }
        }

        going_on!($constant -> $path, $navigation);
        going_on!($path -> $path, $navigation);
    };
}

/// What can be done with every member: go on, cast, ask for null, go into a collection.
macro_rules! going_on {
    ($type:ident -> $path:ident, $navigation:literal) => {
        impl<M, V> $type<M, V> {
            /// The path on to a member of this member's type: `accessPackage/displayName`.
            pub fn then<S: Step<V>>(self, member: S) -> S::From<M> {
                member.after(Before {
                    text: self.text().to_owned(),
                    away: $navigation || self.leads_away(),
                })
            }

            /// The path on to this member as a value of a derived type (a type cast segment):
            /// `scope/microsoft.graph.accessReviewQueryScope`.
            #[must_use]
            pub fn cast<D: DerivedFrom<V>>(self) -> $path<M, D> {
                $path::of(joined(self.text().to_owned(), D::graph_name()), self.leads_away())
            }
        }

        impl<M, V> $type<M, Many<V>> {
            /// Whether some item fits: `any(a:…)`.
            pub fn any(self, condition: Filter<V>) -> Filter<M> {
                Filter::lambda(self.text(), "any", &condition)
            }

            /// Whether all items fit: `all(a:…)`; true of a collection without items.
            pub fn all(self, condition: Filter<V>) -> Filter<M> {
                Filter::lambda(self.text(), "all", &condition)
            }

            /// Whether there are items: `any()`.
            pub fn is_not_empty(self) -> Filter<M> {
                Filter::not_empty(self.text())
            }

            /// Whether there are no items: `not …/any()`.
            pub fn is_empty(self) -> Filter<M> {
                !Filter::not_empty(self.text())
            }

            /// How many items there are, as a number to compare: `members/$count`.
            #[must_use]
            pub fn count(self) -> PropertyPath<M, i64> {
                PropertyPath::of(joined(self.text().to_owned(), "$count"), true)
            }
        }
    };
}

place!(Property, PropertyPath, navigation false);
place!(Navigation, NavigationPath, navigation true);

/// Conditions on a structural member.
macro_rules! conditions {
    ($type:ident) => {
        impl<M, V> $type<M, V> {
            fn compared(&self, operator: &str, with: impl Operand<M, V>) -> Filter<M> {
                Filter::compared(self.text(), operator, |out| with.write_operand(out))
            }

            /// Whether it equals a value, or another member. For null there is [`is_null`](Self::is_null).
            pub fn eq(self, value: impl Operand<M, V>) -> Filter<M>
            where
                V: Literal,
            {
                self.compared("eq", value)
            }

            /// Whether it differs from a value, or from another member.
            pub fn ne(self, value: impl Operand<M, V>) -> Filter<M>
            where
                V: Literal,
            {
                self.compared("ne", value)
            }

            /// Whether it is greater, or later.
            pub fn gt(self, value: impl Operand<M, V>) -> Filter<M>
            where
                V: OrderedLiteral,
            {
                self.compared("gt", value)
            }

            /// Whether it is greater or equal.
            pub fn ge(self, value: impl Operand<M, V>) -> Filter<M>
            where
                V: OrderedLiteral,
            {
                self.compared("ge", value)
            }

            /// Whether it is less, or earlier.
            pub fn lt(self, value: impl Operand<M, V>) -> Filter<M>
            where
                V: OrderedLiteral,
            {
                self.compared("lt", value)
            }

            /// Whether it is less or equal.
            pub fn le(self, value: impl Operand<M, V>) -> Filter<M>
            where
                V: OrderedLiteral,
            {
                self.compared("le", value)
            }

            /// Whether it is one of several values: `state in ('denied','canceled')`. Of none it cannot be asked:
            /// sending is refused.
            pub fn is_in<T: Operand<M, V>>(self, values: impl IntoIterator<Item = T>) -> Filter<M>
            where
                V: Literal,
            {
                let mut values = values.into_iter();
                Filter::one_of(self.text(), &mut |out| match values.next() {
                    Some(value) => {
                        value.write_operand(out);
                        true
                    }
                    None => false,
                })
            }

            /// Whether it is null.
            pub fn is_null(self) -> Filter<M> {
                Filter::null(self.text(), "eq")
            }

            /// Whether it is not null.
            pub fn is_not_null(self) -> Filter<M> {
                Filter::null(self.text(), "ne")
            }

            /// Whether its text has another in it. The service decides about case.
            pub fn contains(self, text: impl Operand<M, V>) -> Filter<M>
            where
                V: TextLiteral,
            {
                Filter::function("contains", self.text(), |out| text.write_operand(out))
            }

            /// Whether its text begins with another.
            pub fn starts_with(self, text: impl Operand<M, V>) -> Filter<M>
            where
                V: TextLiteral,
            {
                Filter::function("startsWith", self.text(), |out| text.write_operand(out))
            }

            /// Whether its text ends with another.
            pub fn ends_with(self, text: impl Operand<M, V>) -> Filter<M>
            where
                V: TextLiteral,
            {
                Filter::function("endsWith", self.text(), |out| text.write_operand(out))
            }

            /// Whether all these flags are set.
            pub fn has(self, flags: impl Operand<M, V>) -> Filter<M>
            where
                V: FlagLiteral,
            {
                self.compared("has", flags)
            }

            /// Ascending order by it.
            pub fn asc(self) -> Order<M>
            where
                V: Literal,
            {
                Order::new(self.text(), "asc")
            }

            /// Descending order by it.
            pub fn desc(self) -> Order<M>
            where
                V: Literal,
            {
                Order::new(self.text(), "desc")
            }

            /// Free text in this member, for `search`: `"displayName:sales"`.
            pub fn matches(self, text: &str) -> Search<M>
            where
                V: TextLiteral,
            {
                Search::of_member(self.text(), text)
            }
        }

        impl<M, V: Literal> Operand<M, V> for $type<M, V> {
            fn write_operand(&self, out: &mut Expression) {
                out.push_path(self.text());
            }
        }
    };
}

conditions!(Property);
conditions!(PropertyPath);

/// Options of what is expanded.
macro_rules! expanded {
    ($type:ident) => {
        impl<M, V: Target> $type<M, V> {
            /// Expands it with these members only: `accessPackage($select=displayName)`.
            pub fn select(self, members: impl Selection<V::Model>) -> Expand<M, V> {
                Expand::new(self).select(members)
            }

            /// Expands it, and what it leads to in turn: `accessPackage($expand=catalog)`.
            pub fn expand(self, members: impl Expansion<V::Model>) -> Expand<M, V> {
                Expand::new(self).expand(members)
            }
        }

        impl<M, V> $type<M, V> {
            /// Whether it leads to no entity.
            pub fn is_null(self) -> Filter<M>
            where
                V: Document,
            {
                Filter::null(self.text(), "eq")
            }

            /// Whether it leads to an entity.
            pub fn is_not_null(self) -> Filter<M>
            where
                V: Document,
            {
                Filter::null(self.text(), "ne")
            }

            /// Expands it as it is; [`Expand`] has the options.
            pub fn expanded(self) -> Expand<M, V> {
                Expand::new(self)
            }
        }

        impl<M, T> $type<M, Many<T>> {
            /// Expands those items only that fit: `assignments($filter=…)`.
            pub fn filter(self, filter: Filter<T>) -> Expand<M, Many<T>> {
                self.expanded().filter(filter)
            }

            /// Expands the items in this order.
            pub fn orderby(self, order: impl Ordering<T>) -> Expand<M, Many<T>> {
                self.expanded().orderby(order)
            }

            /// Expands so many items at most.
            pub fn top(self, items: u32) -> Expand<M, Many<T>> {
                self.expanded().top(items)
            }

            /// Expands the items after so many.
            pub fn skip(self, items: u32) -> Expand<M, Many<T>> {
                self.expanded().skip(items)
            }

            /// Expands the items that the free text finds.
            pub fn search(self, search: impl Into<Search<T>>) -> Expand<M, Many<T>> {
                self.expanded().search(search)
            }
        }
    };
}

expanded!(Navigation);
expanded!(NavigationPath);
