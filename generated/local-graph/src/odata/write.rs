//! Writes entities and values as a response has them: what is selected and expanded, without secrets.

use msgraph_identity_governance::reflection::{Item, Type, TypeKind};
use serde_json::{Map, Value, json};

use super::address::Address;
use super::clauses::Clauses;
use super::error::QueryError;
use super::evaluate::{Evaluation, own_type};
use super::expand::Expanded;
use super::graph::Graph;
use super::kind::Kind;
use super::limits::{MAX_PAGE_SIZE, MAX_WRITTEN_ENTITIES};
use super::page::{Candidate, Page, page};
use super::select::Select;
use super::skip_token::{SkipToken, TokenKey};

/// How deep a value may be nested that is written.
const MAX_VALUE_DEPTH: usize = 100;

/// Writes one response.
pub(super) struct Writer<'w, 'g, G> {
    pub(super) evaluation: &'w Evaluation<'g, G>,
    pub(super) tokens: &'w TokenKey,
    /// How many entities were written.
    pub(super) written: usize,
}

/// A property that is expanded inside of itself, and how often yet.
type Again<'e> = Option<(&'e Expanded, usize)>;

impl<G: Graph> Writer<'_, '_, G> {
    /// An entity that is declared as a type, and stands at an address.
    pub(super) fn entity(
        &mut self,
        node: G::Node,
        declared: Option<Type>,
        clauses: &Clauses,
        address: &Address,
        again: Again<'_>,
    ) -> Result<Map<String, Value>, QueryError> {
        self.written += 1;
        if self.written > MAX_WRITTEN_ENTITIES {
            return Err(QueryError::new(format!(
                "The response would have more than {MAX_WRITTEN_ENTITIES} entities; \
                 expand less, or ask for smaller pages."
            )));
        }
        let graph = self.evaluation.graph;
        let ty = graph.ty(node);
        let object = graph.object(node);
        let mut out = match clauses.select.as_ref().filter(|select| !select.all) {
            Some(select) => selected(&object, ty, select, 0),
            None => whole(&object, ty, 0),
        };
        if declared.is_some_and(|declared| declared != ty) {
            out.insert("@odata.type".to_owned(), json!(format!("#{}", ty.name())));
        } else {
            out.remove("@odata.type");
        }
        for expanded in &clauses.expand {
            let levels = expanded.levels;
            self.expand(node, ty, expanded, levels, address, &mut out)?;
        }
        if let Some((expanded, levels)) = again {
            self.expand(node, ty, expanded, levels, address, &mut out)?;
        }
        Ok(out)
    }

    fn expand(
        &mut self,
        node: G::Node,
        ty: Type,
        expanded: &Expanded,
        levels: usize,
        address: &Address,
        out: &mut Map<String, Value>,
    ) -> Result<(), QueryError> {
        if expanded.of.is_some_and(|of| !ty.is_a(of)) {
            return Ok(());
        }
        let graph = self.evaluation.graph;
        let name = expanded.name;
        let again = (levels > 1).then(|| (expanded, levels - 1));
        let at = address.member(name, expanded.is_collection);
        if expanded.is_contained {
            let context = at.context(&expanded.options.context());
            out.insert(format!("{name}@odata.context"), Value::String(context));
        }
        if !expanded.is_collection {
            let value = match graph.one(node, name) {
                Some(one) => {
                    let at = at.at(graph.path(one));
                    Value::Object(self.entity(one, Some(expanded.ty), &expanded.options, &at, again)?)
                }
                None => Value::Null,
            };
            out.insert(name.to_owned(), value);
            return Ok(());
        }
        let options = &expanded.options;
        let candidates = graph
            .many(node, name)
            .iter()
            .map(|node| Candidate::Node(*node))
            .collect();
        let size = options.top.unwrap_or(MAX_PAGE_SIZE);
        let mut found = page(self.evaluation, candidates, options, size, None)?;
        if options.top.is_some() {
            // It says how many there are to be, not how large a page is.
            found.next = None;
        }
        if let Some(count) = found.count {
            out.insert(format!("{name}@odata.count"), json!(count));
        }
        if let Some(link) = self.next_link(&found, &at, &expanded.query, size)? {
            out.insert(format!("{name}@odata.nextLink"), Value::String(link));
        }
        let items = self.items(&found, Some(expanded.ty), options, &at, again)?;
        out.insert(name.to_owned(), Value::Array(items));
        Ok(())
    }

    /// The items of a page of a collection at an address.
    pub(super) fn items(
        &mut self,
        page: &Page<'_, G::Node>,
        declared: Option<Type>,
        clauses: &Clauses,
        address: &Address,
        again: Again<'_>,
    ) -> Result<Vec<Value>, QueryError> {
        let graph = self.evaluation.graph;
        let items = page.items.iter().map(|item| match item {
            Candidate::Node(node) => {
                let at = address.item(&graph.key(*node)).at(graph.path(*node));
                self.entity(*node, declared, clauses, &at, again).map(Value::Object)
            }
            Candidate::Value(_, value, kind) => Ok(self.value(value, *kind, clauses.select.as_ref())),
        });
        items.collect()
    }

    /// A value that is no entity.
    pub(super) fn value(&self, value: &Value, kind: Kind, select: Option<&Select>) -> Value {
        match (value, kind.structure(), select.filter(|select| !select.all)) {
            (Value::Object(object), Some(declared), Some(select)) => {
                let ty = own_type(value, declared).unwrap_or(declared);
                Value::Object(selected(object, ty, select, 0))
            }
            _ => shown(value, kind, 0),
        }
    }

    /// The link to the next page, if there is one.
    pub(super) fn next_link(
        &self,
        page: &Page<'_, G::Node>,
        address: &Address,
        query: &str,
        size: usize,
    ) -> Result<Option<String>, QueryError> {
        let Some(after) = page.next.clone() else {
            return Ok(None);
        };
        let token = SkipToken::new(address.path(), query, size, after).sealed(self.tokens)?;
        Ok(Some(format!("{}?$skiptoken={token}", address.url())))
    }
}

/// A secret that responses show all the same: the URL of a report is what it is asked for.
const SHOWN: &str = "downloadUri";

/// The kind of a member's value; nothing of one that no response shows: a secret, bytes that have a URL of their own,
/// an entity that is not expanded. What a complex value leads to is part of it.
fn visible(ty: Type, name: &str) -> Option<Kind> {
    let Some(member) = ty.member(name) else {
        return Some(Kind::Untyped);
    };
    let is_stream = member.ty().is_some_and(|ty| ty.item() == Item::Primitive("Edm.Stream"));
    let is_away = member.is_navigation() && ty.kind() == TypeKind::Entity;
    let kind = member.ty().map_or(Kind::Untyped, |ty| Kind::of(ty.item()));
    let is_secret = member.is_secret() && name != SHOWN;
    (!is_secret && !is_stream && !is_away).then_some(kind)
}

/// All members of a structured value, but for what no response shows.
fn whole(object: &Map<String, Value>, ty: Type, depth: usize) -> Map<String, Value> {
    let members = object.iter().filter_map(|(name, value)| {
        let kind = visible(ty, name)?;
        Some((name.clone(), shown(value, kind, depth + 1)))
    });
    members.collect()
}

/// A value as a member has it.
fn shown(value: &Value, kind: Kind, depth: usize) -> Value {
    if depth > MAX_VALUE_DEPTH {
        return Value::Null;
    }
    match (value, kind.structure()) {
        (Value::Object(object), Some(declared)) => {
            let ty = own_type(value, declared).unwrap_or(declared);
            Value::Object(whole(object, ty, depth))
        }
        (Value::Array(values), Some(_)) => {
            Value::Array(values.iter().map(|value| shown(value, kind, depth + 1)).collect())
        }
        _ => value.clone(),
    }
}

/// What is selected of a structured value. A member that has no value is written all the same: null, or an empty list.
fn selected(object: &Map<String, Value>, ty: Type, select: &Select, depth: usize) -> Map<String, Value> {
    let mut out = Map::new();
    for annotation in ["@odata.type", "@odata.etag"] {
        if let Some(value) = object.get(annotation) {
            out.insert(annotation.to_owned(), value.clone());
        }
    }
    for item in &select.items {
        let is_of_type = item.of.is_none_or(|of| ty.is_a(of));
        let is_known = ty.is_open() || ty.member(&item.name).is_some();
        let Some(kind) = visible(ty, &item.name).filter(|_| is_of_type && is_known) else {
            continue;
        };
        let value = match object.get(&item.name) {
            Some(value) => match (&item.inner, kind.structure()) {
                (Some(inner), Some(declared)) => selected_inside(value, declared, inner, depth + 1),
                _ => shown(value, kind, depth + 1),
            },
            None if item.is_collection => json!([]),
            None => Value::Null,
        };
        out.insert(item.name.clone(), value);
    }
    out
}

fn selected_inside(value: &Value, declared: Type, select: &Select, depth: usize) -> Value {
    match value {
        Value::Object(object) => {
            let ty = own_type(value, declared).unwrap_or(declared);
            Value::Object(selected(object, ty, select, depth))
        }
        Value::Array(values) => {
            let items = values
                .iter()
                .map(|value| selected_inside(value, declared, select, depth));
            Value::Array(items.collect())
        }
        other => other.clone(),
    }
}

/// An object whose annotation stands with the others.
pub(super) fn with_context(mut object: Map<String, Value>, context: String) -> Value {
    object.insert("@odata.context".to_owned(), Value::String(context));
    Value::Object(object)
}
