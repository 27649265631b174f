//! Every operation with the Rust expression that makes it, for `cargo xtask operations` and the snapshots.

use std::collections::BTreeMap;

use super::{Body, Builder, Call, CallKind, Parameter, Place, Response, Segment, Surface};
use crate::clouds::lookup::operation_not_in;
use crate::model::{Api, ItemType, Permissions, QueryOption};
use crate::naming::Names;
use crate::pipeline::{OperationRow, UnsupportedRow};

/// Rows in order of path, then method.
#[must_use]
pub fn rows(api: &Api, names: &Names, surface: &Surface) -> Vec<OperationRow> {
    let teller = Teller { api, names, surface };
    let mut rows = Vec::new();
    walk(surface, &mut |visit| rows.push(teller.row(&visit)));
    let expressions: BTreeMap<String, String> = rows
        .iter()
        .map(|row: &OperationRow| (format!("{} {}", row.method, row.path), row.rust.clone()))
        .collect();
    for unsupported in rows.iter_mut().filter_map(|row| row.unsupported.as_mut()) {
        let instead = unsupported.says.instead.as_ref();
        unsupported.instead_rust = instead.and_then(|instead| expressions.get(instead)).cloned();
    }
    rows.sort_by(|a: &OperationRow, b| (&a.path, &a.method).cmp(&(&b.path, &b.method)));
    rows
}

/// An operation on the way from the client.
#[derive(Clone, Copy, Debug)]
pub struct Visit<'a> {
    /// What makes the request.
    pub call: &'a Call,
    /// Which of the operations that the call stands for.
    pub place: &'a Place,
    /// The expression of the builder that has the call: `client.identity_governance()`.
    pub expression: &'a str,
    /// Keys and arguments given on the way, in order; the call's own are in its segment.
    pub given: &'a [&'a Parameter],
}

/// Calls `visit` with every operation, in the order of the builders.
pub fn walk<'a>(surface: &'a Surface, visit: &mut dyn FnMut(Visit<'_>)) {
    let mut walker = Walker {
        builders: surface
            .builders
            .iter()
            .map(|builder| (builder.name.as_str(), builder))
            .collect(),
        given: Vec::new(),
        visit,
    };
    for root in &surface.roots {
        if let Some(path) = root.places.first() {
            walker.builder(&root.to, path, &format!("client.{}()", root.method));
        }
    }
}

struct Walker<'a, 'v> {
    builders: BTreeMap<&'a str, &'a Builder>,
    given: Vec<&'a Parameter>,
    visit: &'v mut dyn FnMut(Visit<'_>),
}

impl Walker<'_, '_> {
    fn builder(&mut self, name: &str, place: &str, expression: &str) {
        let Some(builder) = self.builders.get(name).copied() else {
            return;
        };
        // A builder's steps and calls list their places in the order of the builder's own.
        let Some(position) = builder.places.iter().position(|other| other == place) else {
            return;
        };
        for call in &builder.calls {
            if let Some(place) = call.places.get(position) {
                (self.visit)(Visit {
                    call,
                    place,
                    expression,
                    given: &self.given,
                });
            }
        }
        for step in &builder.steps {
            if let Some(place) = step.places.get(position) {
                let next = format!("{expression}.{}({})", step.method, arguments(&step.segment));
                let before = self.given.len();
                self.given.extend(step.segment.parameters());
                self.builder(&step.to, place, &next);
                self.given.truncate(before);
            }
        }
    }
}

struct Teller<'a> {
    api: &'a Api,
    names: &'a Names,
    surface: &'a Surface,
}

impl Teller<'_> {
    fn row(&self, visit: &Visit<'_>) -> OperationRow {
        let Visit {
            call,
            place,
            expression,
            ..
        } = visit;
        let mut parts = Vec::new();
        let given = arguments(&call.segment);
        if !given.is_empty() {
            parts.push(given);
        }
        match (&call.body, call.kind) {
            (_, CallKind::RemoveReferenceById) => parts.push("id".into()),
            (Body::None, _) => {}
            (Body::Reference, _) => parts.push("id".into()),
            (Body::Content | Body::Model(_), _) => parts.push("body".into()),
        }
        OperationRow {
            version: self.surface.version.name().to_owned(),
            method: call.http.name().to_owned(),
            path: place.path.clone(),
            rust: format!("{expression}.{}({})", call.method, parts.join(", ")),
            body: match &call.body {
                Body::None => None,
                Body::Model(item) => Some(self.item(item)),
                Body::Content => Some("bytes".into()),
                Body::Reference => Some("Reference".into()),
            },
            returns: match &call.answer {
                Response::Nothing => None,
                Response::Model { item, optional: false } => Some(self.item(item)),
                Response::Model { item, optional: true } => Some(format!("Option<{}>", self.item(item))),
                Response::Page(item) => Some(format!("Page<{}>", self.item(item))),
                Response::Value { ty, optional } => {
                    let item = self.item(&ty.item);
                    let value = if ty.collection { format!("Vec<{item}>") } else { item };
                    Some(if *optional { format!("Option<{value}>") } else { value })
                }
                Response::Count(item) => Some(format!("ItemCount<{}>", self.item(item))),
                Response::Content => Some("bytes".into()),
                Response::References => Some("Page<Reference>".into()),
            },
            query: call
                .options
                .iter()
                .map(|option: QueryOption| option.name().to_owned())
                .collect(),
            permissions: permissions(&place.permissions),
            deprecated: place.deprecated,
            not_in: operation_not_in(self.api, call.http, &place.path)
                .keys()
                .map(|cloud| cloud.name().to_owned())
                .collect(),
            unsupported: self
                .api
                .unsupported
                .get(call.http.name(), &place.path)
                .map(|says| UnsupportedRow {
                    says: says.clone(),
                    instead_rust: None,
                }),
        }
    }

    fn item(&self, item: &ItemType) -> String {
        match item {
            ItemType::Primitive(primitive) => primitive.edm_name().to_owned(),
            ItemType::Untyped => "Json".into(),
            ItemType::Enum(name) | ItemType::Structured(name) => match self.names.get(name) {
                None => name.to_string(),
                Some(rust) => {
                    let word = if self.api.is_polymorphic(name) {
                        rust.any.as_ref().unwrap_or(&rust.rust)
                    } else {
                        &rust.rust
                    };
                    match &rust.module {
                        Some(module) => format!("{module}::{word}"),
                        None => word.clone(),
                    }
                }
            },
        }
    }
}

fn arguments(segment: &Segment) -> String {
    let names: Vec<&str> = segment
        .parameters()
        .iter()
        .map(|parameter: &Parameter| parameter.ident.as_str())
        .collect();
    names.join(", ")
}

fn permissions(permissions: &Permissions) -> BTreeMap<String, Vec<String>> {
    [
        ("DelegatedWork", &permissions.delegated_work),
        ("DelegatedPersonal", &permissions.delegated_personal),
        ("Application", &permissions.application),
    ]
    .into_iter()
    .filter(|(_, list)| !list.is_empty())
    .map(|(scheme, list)| (scheme.to_owned(), list.clone()))
    .collect()
}
