//! What is expanded, with options of its own: `accessPackage($select=displayName;$expand=catalog)`.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use crate::core::error::Invalid;
use crate::core::model::Many;

use super::clause::{Clause, Expansion, Ordering, Selection};
use super::filter::Filter;
use super::path::{Place, Target};
use super::search::Search;

/// A navigation property of the model `M` to expand, which leads to `V`, with the options for what is expanded.
///
/// It begins with a member's constant: `Request::ACCESS_PACKAGE.select(AccessPackage::ID)`. Which options the service
/// takes there the metadata does not say for each property; those of collections are offered where it leads to
/// [`Many`].
#[must_use = "it does nothing until it is given to a request's `expand`"]
pub struct Expand<M, V> {
    path: Cow<'static, str>,
    leads_away: bool,
    options: Vec<(&'static str, String)>,
    problem: Option<Invalid>,
    of: PhantomData<fn() -> (M, V)>,
}

impl<M, V> Expand<M, V> {
    pub(super) fn new(path: impl Place) -> Self {
        Self {
            leads_away: path.leads_away(),
            path: path.into_text(),
            options: Vec::new(),
            problem: None,
            of: PhantomData,
        }
    }

    /// Sets an option, in place of one of the same name.
    fn option(mut self, name: &'static str, value: Result<String, Invalid>) -> Self {
        match value {
            Ok(value) => {
                self.options.retain(|(other, _)| *other != name);
                // An empty list asks for nothing.
                if !value.is_empty() {
                    self.options.push((name, value));
                }
            }
            Err(problem) => {
                self.problem.get_or_insert(problem);
            }
        }
        self
    }

    /// Sets an option as it is written in the URL, before percent-encoding: `("$levels", "max")`, or a filter that
    /// cannot be said by constants.
    pub fn option_raw(self, name: &'static str, value: impl Into<String>) -> Self {
        self.option(name, Ok(value.into()))
    }

    pub(super) fn write(&self, out: &mut Clause) {
        if let Some(problem) = &self.problem {
            out.refuse(problem.clone());
        }
        if self.leads_away {
            let reason = format!(
                "`{}` is no member of the entity itself; expand it inside of what leads there: `.expand(Model::MEMBER.expand(…))`",
                self.path
            );
            out.refuse(Invalid::new("$expand", reason));
        }
        out.push(&self.path);
        for (number, (name, value)) in self.options.iter().enumerate() {
            out.extend(&[if number == 0 { "(" } else { ";" }, name, "=", value]);
        }
        if !self.options.is_empty() {
            out.extend(&[")"]);
        }
    }
}

impl<M, V: Target> Expand<M, V> {
    /// Sets `$select`: these members only.
    pub fn select(self, members: impl Selection<V::Model>) -> Self {
        let mut clause = Clause::default();
        members.write_selection(&mut clause);
        self.option("$select", clause.finish())
    }

    /// Sets `$expand`: what it leads to in turn.
    pub fn expand(self, members: impl Expansion<V::Model>) -> Self {
        let mut clause = Clause::default();
        members.write_expansion(&mut clause);
        self.option("$expand", clause.finish())
    }
}

impl<M, T> Expand<M, Many<T>> {
    /// Sets `$filter`: those items only that fit.
    pub fn filter(self, filter: Filter<T>) -> Self {
        self.option("$filter", filter.finish())
    }

    /// Sets `$orderby`.
    pub fn orderby(self, order: impl Ordering<T>) -> Self {
        let mut clause = Clause::default();
        order.write_ordering(&mut clause);
        self.option("$orderby", clause.finish())
    }

    /// Sets `$top`: so many items at most.
    pub fn top(self, items: u32) -> Self {
        self.option("$top", Ok(items.to_string()))
    }

    /// Sets `$skip`: the items after so many.
    pub fn skip(self, items: u32) -> Self {
        self.option("$skip", Ok(items.to_string()))
    }

    /// Sets `$count`: whether the response says how many items there are in all, see
    /// [`odata_count`](crate::model::Document::odata_count).
    pub fn count(self, count: bool) -> Self {
        self.option("$count", Ok(count.to_string()))
    }

    /// Sets `$search`: the items that the free text finds.
    pub fn search(self, search: impl Into<Search<T>>) -> Self {
        self.option("$search", Ok(search.into().into_text()))
    }
}

impl<M, V> Clone for Expand<M, V> {
    fn clone(&self) -> Self {
        Self {
            path: self.path.clone(),
            leads_away: self.leads_away,
            options: self.options.clone(),
            problem: self.problem.clone(),
            of: PhantomData,
        }
    }
}

/// The property and the names of the options; a filter's values can be personal data.
impl<M, V> fmt::Debug for Expand<M, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.options.iter().map(|(name, _)| *name).collect();
        f.debug_struct("Expand")
            .field("path", &self.path)
            .field("options", &names)
            .finish_non_exhaustive()
    }
}
