//! Temporary: the items of today with typed origins.
use super::facts::{Facts, operation_key};
use crate::emit::models::items::{Item as Old, ModelItems};
use crate::emit::models::{Usage, rust_type};
use crate::error::{Error, ErrorKind, Place, Result};
use crate::model::*;
use crate::naming::Names;
use crate::naming::memory::place_key;
use crate::pipeline::Loaded;
use crate::routes::rows::{Visit, walk};
use crate::routes::{Body, CallKind, Response};

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ItemKind { Struct, Enumeration, Flags, Cast { of: String }, Other }
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Item { pub kind: ItemKind, pub path: String, pub signature: String, pub origins: Vec<ElementId> }

fn element(text: &str) -> ElementId {
    let q = |t: &str| QName::parse(t).unwrap_or_else(|| QName::new("", t));
    if let Some(rest) = text.strip_prefix('$') {
        let mut parts = rest.splitn(3, ' ');
        let (o, m, p) = (parts.next().unwrap_or(""), parts.next().unwrap_or(""), parts.next().unwrap_or(""));
        return ElementId::QueryOption { option: QueryOption::from_name(&format!("${o}")).unwrap_or(QueryOption::Top), method: method(m), path: p.to_owned() };
    }
    if text.starts_with('/') { return ElementId::Path(text.to_owned()); }
    if let Some(rest) = text.strip_prefix("any ") {
        return if rest.contains(" of ") { ElementId::Unknown(text.to_owned()) } else { ElementId::AnyOf(q(rest)) };
    }
    if let Some((name, binding)) = text.split_once(" of ") {
        let inner = binding.strip_prefix("Collection(").and_then(|b| b.strip_suffix(')'));
        let id = |n: &str| OperationId { name: q(n), overload: None, binding: Binding { ty: q(inner.unwrap_or(binding)), collection: inner.is_some() } };
        return match name.split_once('/') {
            Some((n, p)) => ElementId::parameter(&id(n), p),
            None => ElementId::Operation(id(name)),
        };
    }
    if let Some((m, p)) = text.split_once(' ') { return ElementId::Request { method: method(m), path: p.to_owned() }; }
    match text.split_once('/') {
        Some((o, n)) => ElementId::member(&q(o), n),
        None => ElementId::Type(q(text)),
    }
}
fn method(m: &str) -> Method { match m { "GET" => Method::Get, "POST" => Method::Post, "PATCH" => Method::Patch, "PUT" => Method::Put, _ => Method::Delete } }

fn convert(old: Old, body: bool) -> Item {
    let kind = match old.path.split_once(" as ") {
        Some((of, _)) => ItemKind::Cast { of: of.to_owned() },
        None if matches!(old.signature.as_str(), "struct" | "enum" | "struct of flags") => ItemKind::Struct,
        None => ItemKind::Other,
    };
    let origins = old.origins.iter().map(|o| match (body, o.strip_prefix("any ")) {
        (true, Some(name)) if QName::parse(name).is_some_and(|n| n.name().chars().next().is_some_and(char::is_lowercase)) => {
            // either
            ElementId::OperationsNamed(QName::parse(name).unwrap_or_else(|| QName::new("", name)))
        }
        _ => element(o),
    });
    let mut all: Vec<ElementId> = Vec::new();
    for o in origins { if body { if let ElementId::OperationsNamed(n) = &o { all.push(ElementId::AnyOf(n.clone())); } } all.push(o); }
    Item { kind, path: old.path, signature: old.signature, origins: all }
}

pub(super) struct Items<'a> { facts: &'a Facts, models: ModelItems<'a> }
impl<'a> Items<'a> {
    pub(super) fn of(facts: &'a Facts) -> Self { Self { facts, models: ModelItems::of(facts.api(), &facts.loaded.names) } }
    pub(super) fn of_type(&self, name: &QName) -> Result<Vec<Item>> {
        let body = self.facts.api().structured(name).is_some_and(|t| t.kind == StructuredKind::ActionBody);
        Ok(self.models.of_type(name).map_err(|what| self.fault(what))?.into_iter().map(|i| convert(i, body)).collect())
    }
    pub(super) fn of_calls(&self) -> Result<Vec<Item>> {
        Ok(calls(&self.facts.loaded).map_err(|what| self.fault(what))?.into_iter().map(|i| convert(i, false)).collect())
    }
    fn fault(&self, what: String) -> Error { Error::new(ErrorKind::Model, Place::file(self.facts.api().version.name()), what) }
}
impl Facts {
    /// All.
    pub fn items(&self) -> Result<Vec<Old>> {
        let items = Items::of(self);
        let mut all = calls(&self.loaded).map_err(|what| items.fault(what))?;
        for name in self.api().types.keys() { all.extend(items.models.of_type(name).map_err(|what| items.fault(what))?); }
        Ok(all)
    }
}
/// The methods that make requests, with what they take and give; each query option is an item of its own.
fn calls(loaded: &Loaded) -> std::result::Result<Vec<Old>, String> {
    let usage = Usage::of(&loaded.api);
    let teller = Teller {
        api: &loaded.api,
        names: &loaded.names,
        usage: &usage,
    };
    let mut items = Vec::new();
    let mut failed = None;
    walk(&loaded.surface, &mut |visit| match teller.signature(&visit) {
        Ok(signature) => {
            let path = expression(&visit);
            let origins = vec![operation_key(visit.call.http.name(), &visit.place.path)];
            for option in visit.call.options.iter() {
                items.push(Old {
                    path: format!("{path}.{}", option.name().trim_start_matches('$')),
                    signature: "query option".to_owned(),
                    origins: vec![format!(
                        "{} {}",
                        option.name(),
                        origins.first().map_or("", String::as_str)
                    )],
                });
            }
            items.push(Old {
                path,
                signature,
                origins,
            });
        }
        Err(error) => failed = Some(error),
    });
    for builder in &loaded.surface.builders {
        let origins = builder.places.iter().map(|place| place_key(place)).collect();
        items.push(Old {
            path: format!("builders::{}", builder.name),
            signature: "struct".to_owned(),
            origins,
        });
    }
    failed.map_or(Ok(items), Err)
}

/// The expression with an ellipsis for what is given: what arguments are called is nothing that a program relies on.
fn expression(visit: &Visit<'_>) -> String {
    let mut out = String::with_capacity(visit.expression.len() + visit.call.method.len() + 4);
    let mut inside = false;
    for c in visit.expression.chars() {
        match c {
            '(' => {
                inside = true;
                out.push(c);
            }
            ')' => {
                inside = false;
                out.push(c);
            }
            _ if inside => {
                if out.ends_with('(') {
                    out.push('…');
                }
            }
            _ => out.push(c),
        }
    }
    let takes = !visit.call.segment.parameters().is_empty()
        || visit.call.body != Body::None
        || visit.call.kind == CallKind::RemoveReferenceById;
    let ellipsis = if takes { "…" } else { "" };
    out.push_str(&format!(".{}({ellipsis})", visit.call.method));
    out
}

struct Teller<'a> {
    api: &'a Api,
    names: &'a Names,
    usage: &'a Usage,
}

impl Teller<'_> {
    /// Types of the arguments and of the answer.
    fn signature(&self, visit: &Visit<'_>) -> std::result::Result<String, String> {
        let call = visit.call;
        let mut arguments = Vec::new();
        for parameter in visit.given.iter().copied().chain(call.segment.parameters()) {
            let item = self.item(&parameter.ty.item)?;
            arguments.push(if parameter.optional {
                format!("Option<{item}>")
            } else {
                item
            });
        }
        match &call.body {
            Body::None if call.kind == CallKind::RemoveReferenceById => arguments.push("id".to_owned()),
            Body::None => {}
            Body::Model(item) => arguments.push(self.item(item)?),
            Body::Content => arguments.push("bytes".to_owned()),
            Body::Reference => arguments.push("id".to_owned()),
        }
        let optional = |item: String, optional: bool| if optional { format!("Option<{item}>") } else { item };
        let answer = match &call.answer {
            Response::Nothing => "()".to_owned(),
            Response::Model { item, optional: maybe } => optional(self.item(item)?, *maybe),
            Response::Page(item) => format!("Page<{}>", self.item(item)?),
            Response::Value { ty, optional: maybe } => optional(format!("Value<{}>", self.item(&ty.item)?), *maybe),
            Response::Count(item) => format!("ItemCount<{}>", self.item(item)?),
            Response::Content => "Content".to_owned(),
            Response::References => "Page<Reference>".to_owned(),
        };
        Ok(format!("({}) -> {answer}", arguments.join(", ")))
    }

    fn item(&self, item: &ItemType) -> std::result::Result<String, String> {
        rust_type(self.api, self.names, self.usage, item).ok_or_else(|| format!("the type `{item}` has no Rust name"))
    }
}
