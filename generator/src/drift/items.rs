//! The public Rust items that differ between two sides.
//!
//! A side of 100,000 types has 900,000 items, and nearly all of them are the same on the other. So they are made type
//! by type, held against those of the same type on the other side and forgotten where they agree; only what is left is
//! matched by path, since a type may have another Graph name now.

use std::collections::{BTreeMap, BTreeSet};

use super::facts::{Facts, operation_key};
use crate::analysis::Analysis;
use crate::emit::models::items::{Item, ModelItems};
use crate::emit::models::{Usage, rust_type};
use crate::error::{Error, ErrorKind, Place, Result};
use crate::model::{Api, ItemType, QName};
use crate::naming::Names;
use crate::naming::memory::place_key;
use crate::routes::rows::{Visit, walk};
use crate::routes::{Body, CallKind, Response};

/// The items that differ, and what else must be known of the old ones.
#[derive(Default)]
pub(super) struct Differing {
    /// By path: the item of the old side and that of the new one; their signatures differ, or one is missing.
    pub(super) items: BTreeMap<String, [Option<Item>; 2]>,
    /// The types of the old side by path, and whether their values can stand where a base of them is declared.
    casts: BTreeMap<String, bool>,
}

impl Differing {
    /// Compares the items of two sides.
    ///
    /// # Errors
    /// When a type of a side has no Rust name, which is a fault of the naming.
    pub(super) fn of(old: &Facts, new: &Facts) -> Result<Self> {
        let [before, after] = [Items::of(old), Items::of(new)];
        let names: BTreeSet<&QName> = old.api().types.keys().chain(new.api().types.keys()).collect();
        let mut differing = Self::default();
        for name in names {
            differing.add(before.of_type(name)?, after.of_type(name)?);
        }
        differing.add(before.of_calls()?, after.of_calls()?);
        // What one type had and another has.
        let signature = |item: &Option<Item>| item.as_ref().map(|item| item.signature.clone());
        differing
            .items
            .retain(|_, [before, after]| signature(before) != signature(after));
        Ok(differing)
    }

    /// Items that stand for the same on both sides.
    fn add(&mut self, before: Vec<Item>, after: Vec<Item>) {
        for item in &before {
            match item.path.split_once(" as ") {
                Some((ty, _)) => drop(self.casts.insert(ty.to_owned(), true)),
                None if matches!(item.signature.as_str(), "struct" | "enum" | "struct of flags") => {
                    self.casts.entry(item.path.clone()).or_default();
                }
                None => {}
            }
        }
        if before == after {
            return;
        }
        let mut after: BTreeMap<String, Item> = after.into_iter().map(|item| (item.path.clone(), item)).collect();
        for item in before {
            match after.remove(&item.path) {
                Some(same) if same.signature == item.signature => {}
                other => self.put([Some(item), other]),
            }
        }
        for item in after.into_values() {
            self.put([None, Some(item)]);
        }
    }

    fn put(&mut self, sides: [Option<Item>; 2]) {
        for (side, item) in sides.into_iter().enumerate() {
            let Some(item) = item else { continue };
            let known = self.items.entry(item.path.clone()).or_default();
            if let Some(place) = known.get_mut(side) {
                *place = Some(item);
            }
        }
    }

    /// Whether the type at that path was there and its values could not stand where a base of it is declared.
    pub(super) fn stood_alone(&self, path: &str) -> bool {
        self.casts.get(path) == Some(&false)
    }
}

/// The items of one side.
struct Items<'a> {
    facts: &'a Facts,
    models: ModelItems<'a>,
}

impl<'a> Items<'a> {
    fn of(facts: &'a Facts) -> Self {
        let models = ModelItems::of(facts.api(), &facts.loaded.names);
        Self { facts, models }
    }

    fn of_type(&self, name: &QName) -> Result<Vec<Item>> {
        self.models.of_type(name).map_err(|what| self.fault(what))
    }

    fn of_calls(&self) -> Result<Vec<Item>> {
        calls(&self.facts.loaded).map_err(|what| self.fault(what))
    }

    fn fault(&self, what: String) -> Error {
        Error::new(ErrorKind::Model, Place::file(self.facts.api().version.name()), what)
    }
}

impl Facts {
    /// All public Rust items of the side, in no order. A comparison never has all of them at once.
    ///
    /// # Errors
    /// When a type has no Rust name, which is a fault of the naming.
    pub fn items(&self) -> Result<Vec<Item>> {
        let items = Items::of(self);
        let mut all = items.of_calls()?;
        for name in self.api().types.keys() {
            all.extend(items.of_type(name)?);
        }
        Ok(all)
    }
}

/// The methods that make requests, with what they take and give; each query option is an item of its own.
fn calls(loaded: &Analysis) -> std::result::Result<Vec<Item>, String> {
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
                items.push(Item {
                    path: format!("{path}.{}", option.name().trim_start_matches('$')),
                    signature: "query option".to_owned(),
                    origins: vec![format!(
                        "{} {}",
                        option.name(),
                        origins.first().map_or("", String::as_str)
                    )],
                });
            }
            items.push(Item {
                path,
                signature,
                origins,
            });
        }
        Err(error) => failed = Some(error),
    });
    for builder in &loaded.surface.builders {
        let origins = builder.places.iter().map(|place| place_key(place)).collect();
        items.push(Item {
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
