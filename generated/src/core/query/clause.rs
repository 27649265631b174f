//! The lists that options hold: members to select, members to expand, members to order by. One, a tuple of up to
//! sixteen, an array or a `Vec`.

use std::fmt;
use std::marker::PhantomData;

use crate::core::error::Invalid;
use crate::core::model::{Navigation, Property};
use crate::core::text::escaped;

use super::expand::Expand;
use super::literal::Literal;
use super::path::{NavigationPath, Place, PropertyPath};

/// A list in the making: its items with commas between them.
#[derive(Debug, Default)]
pub struct Clause {
    text: String,
    problem: Option<Invalid>,
}

/// Space for most lists, so that they seldom grow.
const CAPACITY: usize = 64;

impl Clause {
    /// Appends an item.
    pub(super) fn push(&mut self, item: &str) {
        if self.text.is_empty() {
            self.text.reserve(CAPACITY);
        } else {
            self.text.push(',');
        }
        self.text.push_str(item);
    }

    /// Appends to the item that was pushed last.
    pub(super) fn extend(&mut self, parts: &[&str]) {
        for part in parts {
            self.text.push_str(part);
        }
    }

    /// Appends a path that must not lead away from the entity.
    fn push_own(&mut self, path: &impl Place, option: &str, instead: &str) {
        if path.leads_away() {
            let reason = format!("`{}` is no member of the entity itself; {instead}", path.text());
            self.refuse(Invalid::new(option, reason));
        }
        self.push(path.text());
    }

    pub(super) fn refuse(&mut self, problem: Invalid) {
        self.problem.get_or_insert(problem);
    }

    /// The list's text, or why it cannot be sent.
    pub(crate) fn finish(self) -> Result<String, Invalid> {
        match self.problem {
            Some(problem) => Err(problem),
            None => Ok(self.text),
        }
    }
}

/// Members of the model `M` to select: a constant, a path, a tuple of up to sixteen, an array or `Vec` of them. Members
/// of different types in one `Vec` are `Vec<&dyn Selection<M>>`, and so for [`Expansion`] and [`Ordering`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be selected from `{M}`",
    label = "not a member of `{M}`, nor a tuple of its members",
    note = "`select` takes constants of the model that the request returns, several as a tuple; members of what is expanded are selected there: `.expand(Model::MEMBER.select(…))`"
)]
pub trait Selection<M> {
    #[doc(hidden)]
    fn write_selection(&self, out: &mut Clause);
}

/// Navigation properties of the model `M` to expand: a constant, a path, an [`Expand`] with options, a tuple, array or
/// `Vec` of them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be expanded from `{M}`",
    label = "not a navigation property of `{M}`",
    note = "`expand` takes the `Navigation` constants of the model that the request returns, with options as `Model::MEMBER.select(…)`; structural members (`Property`) come without it"
)]
pub trait Expansion<M> {
    #[doc(hidden)]
    fn write_expansion(&self, out: &mut Clause);
}

/// Members of the model `M` to order by: a constant (ascending), `.asc()` or `.desc()` of one, a tuple, array or `Vec`
/// of them.
#[diagnostic::on_unimplemented(
    message = "items of `{M}` cannot be ordered by `{Self}`",
    label = "not a member of `{M}` with primitive values",
    note = "`orderby` takes constants of the model that the request returns, as they are or with `.asc()` or `.desc()`"
)]
pub trait Ordering<M> {
    #[doc(hidden)]
    fn write_ordering(&self, out: &mut Clause);
}

/// A member to order by, with its direction.
#[must_use = "an order does nothing until it is given to a request's `orderby`"]
pub struct Order<M> {
    text: String,
    of: PhantomData<fn() -> M>,
}

impl<M> Order<M> {
    pub(super) fn new(path: &str, direction: &str) -> Self {
        Self {
            text: format!("{path} {direction}"),
            of: PhantomData,
        }
    }
}

impl<M> Clone for Order<M> {
    fn clone(&self) -> Self {
        Self {
            text: self.text.clone(),
            of: PhantomData,
        }
    }
}

impl<M> fmt::Debug for Order<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&escaped(&self.text))
    }
}

impl<M> Ordering<M> for Order<M> {
    fn write_ordering(&self, out: &mut Clause) {
        out.push(&self.text);
    }
}

macro_rules! members {
    ($($type:ident)*) => {$(
        impl<M, V> Selection<M> for $type<M, V> {
            fn write_selection(&self, out: &mut Clause) {
                out.push_own(self, "$select", "select it inside of what is expanded: `.expand(Model::MEMBER.select(…))`");
            }
        }
    )*};
}

members!(Property PropertyPath Navigation NavigationPath);

macro_rules! ordered {
    ($($type:ident)*) => {$(
        impl<M, V: Literal> Ordering<M> for $type<M, V> {
            fn write_ordering(&self, out: &mut Clause) {
                out.push(self.text());
            }
        }
    )*};
}

ordered!(Property PropertyPath);

macro_rules! navigation {
    ($($type:ident)*) => {$(
        impl<M, V> Expansion<M> for $type<M, V> {
            fn write_expansion(&self, out: &mut Clause) {
                out.push_own(self, "$expand", "expand it inside of what leads there: `.expand(Model::MEMBER.expand(…))`");
            }
        }
    )*};
}

navigation!(Navigation NavigationPath);

impl<M, V> Expansion<M> for Expand<M, V> {
    fn write_expansion(&self, out: &mut Clause) {
        self.write(out);
    }
}

/// Several at once, each by itself.
macro_rules! several {
    ($trait:ident $write:ident) => {
        #[diagnostic::do_not_recommend]
        impl<M, T: $trait<M>> $trait<M> for Vec<T> {
            fn $write(&self, out: &mut Clause) {
                self.as_slice().$write(out);
            }
        }

        #[diagnostic::do_not_recommend]
        impl<M, T: $trait<M>, const N: usize> $trait<M> for [T; N] {
            fn $write(&self, out: &mut Clause) {
                self.as_slice().$write(out);
            }
        }

        #[diagnostic::do_not_recommend]
        impl<M, T: $trait<M>> $trait<M> for [T] {
            fn $write(&self, out: &mut Clause) {
                for item in self {
                    item.$write(out);
                }
            }
        }

        #[diagnostic::do_not_recommend]
        impl<M, T: $trait<M> + ?Sized> $trait<M> for &T {
            fn $write(&self, out: &mut Clause) {
                (**self).$write(out);
            }
        }

        #[diagnostic::do_not_recommend]
        impl<M, T: $trait<M> + ?Sized> $trait<M> for Box<T> {
            fn $write(&self, out: &mut Clause) {
                (**self).$write(out);
            }
        }

        tuples! { $trait $write A B C D E F G H I J K L N O P Q }
    };
}

/// Tuples of two to all of these letters.
macro_rules! tuples {
    ($trait:ident $write:ident $first:ident) => {};
    ($trait:ident $write:ident $first:ident $($rest:ident)+) => {
        #[diagnostic::do_not_recommend]
        impl<M, $first: $trait<M>, $($rest: $trait<M>),+> $trait<M> for ($first, $($rest),+) {
            #[allow(non_snake_case, reason = "the members are named as their types")]
            fn $write(&self, out: &mut Clause) {
                let ($first, $($rest),+) = self;
                $first.$write(out);
                $($rest.$write(out);)+
            }
        }

        tuples! { $trait $write $($rest)+ }
    };
}

several!(Selection write_selection);
several!(Expansion write_expansion);
several!(Ordering write_ordering);
