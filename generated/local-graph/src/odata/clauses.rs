//! The options of one list or entity: of the URL, or of what is expanded.

use msgraph_identity_governance::reflection::Item;

use super::error::{Place, QueryError, shown};
use super::expand::{self, Budget, Expanded};
use super::expression::Expression;
use super::kind::Kind;
use super::limits::MAX_PAGE_SIZE;
use super::orderby::{self, OrderKey};
use super::parse::Parser;
use super::search::Search;
use super::select::{self, Select};

/// Options that were read and checked against a type.
#[derive(Clone, Debug, Default)]
pub(super) struct Clauses {
    pub(super) filter: Option<Expression>,
    pub(super) search: Option<Search>,
    pub(super) orderby: Vec<OrderKey>,
    pub(super) select: Option<Select>,
    pub(super) expand: Vec<Expanded>,
    pub(super) top: Option<usize>,
    pub(super) skip: Option<usize>,
    pub(super) count: bool,
    /// Options that were set which only collections have.
    of_collections: Vec<&'static str>,
}

impl Clauses {
    /// Sets an option, by its name without `$`; false where there is no such.
    pub(super) fn set(
        &mut self,
        name: &str,
        value: &str,
        item: Item,
        is_collection: bool,
        depth: usize,
        budget: &mut Budget,
    ) -> Result<bool, QueryError> {
        let structure = |option: &str| match item {
            Item::Type(ty) if !matches!(Kind::of_type(ty), Kind::Enum(_)) => Ok(ty),
            _ => Err(QueryError::new(format!(
                "The query option {option} is for entities and complex values, and the URL addresses others."
            ))),
        };
        let own = match name {
            "filter" => "$filter",
            "orderby" => "$orderby",
            "search" => "$search",
            "top" => "$top",
            "skip" => "$skip",
            "count" => "$count",
            _ => "",
        };
        if !own.is_empty() && !is_collection {
            self.of_collections.push(own);
            return Ok(true);
        }
        match name {
            "filter" => self.filter = Some(filter(value, item)?),
            "orderby" => self.orderby = orderby::read(value, item)?,
            "search" => self.search = Some(Search::read(value, structure("$search")?)?),
            "select" => self.select = Some(select::read(value, structure("$select")?)?),
            "expand" => self.expand = expand::read(value, structure("$expand")?, depth + 1, budget)?,
            "top" => self.top = Some(number("$top", value)?),
            "skip" => self.skip = Some(number("$skip", value)?),
            "count" => {
                self.count = match value.trim() {
                    "true" => true,
                    "false" => false,
                    other => {
                        let what = format!("'true' or 'false' was expected, found {}", shown(other));
                        return Err(Place::of("$count", value).error(0, what));
                    }
                }
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// Checks what depends on several options.
    pub(super) fn check(&self) -> Result<(), QueryError> {
        if let Some(option) = self.of_collections.first() {
            return Err(QueryError::new(format!(
                "The query option {option} can be applied only on collections."
            )));
        }
        if self.top.is_some_and(|top| top > MAX_PAGE_SIZE) {
            return Err(QueryError::new(format!(
                "Invalid page size specified: '{}'. Must be between 0 and {MAX_PAGE_SIZE} inclusive.",
                self.top.unwrap_or_default()
            )));
        }
        Ok(())
    }

    /// What a context URL says about the members: `(id,accessPackage(displayName))`; nothing where all are there and
    /// nothing else.
    pub(super) fn context(&self) -> String {
        let mut parts = Vec::new();
        if let Some(select) = &self.select {
            select.write("", &mut parts);
        }
        for expanded in &self.expand {
            let cast = expanded.of.map(|ty| format!("{}/", ty.name())).unwrap_or_default();
            let inner = expanded.options.context();
            let inner = if inner.is_empty() { "()" } else { &inner };
            parts.push(format!("{cast}{}{inner}", expanded.name));
        }
        match parts.is_empty() {
            true => String::new(),
            false => format!("({})", parts.join(",")),
        }
    }
}

/// Reads a condition over an item.
fn filter(text: &str, item: Item) -> Result<Expression, QueryError> {
    let place = Place::of("$filter", text);
    let mut parser = Parser::new(place, item)?;
    let condition = parser.condition(0)?;
    parser.end()?;
    Ok(condition)
}

fn number(option: &'static str, text: &str) -> Result<usize, QueryError> {
    text.trim().parse().map_err(|_| {
        let what = format!("A number from 0 on was expected, found {}", shown(text));
        Place::of(option, text).error(0, what)
    })
}
