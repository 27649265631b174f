//! Every operation with the Rust expression that makes it, for `cargo xtask operations` and the snapshots.

use std::collections::BTreeMap;

use super::surface::{Answer, Body, Builder, Call, CallKind, Parameter, Segment, Surface};
use crate::clouds::lookup::operation_not_in;
use crate::model::{Api, ItemType, Permissions, QueryOption};
use crate::naming::Names;
use crate::pipeline::OperationRow;

/// Rows in order of path, then method.
#[must_use]
pub fn rows(api: &Api, names: &Names, surface: &Surface) -> Vec<OperationRow> {
    let builders: BTreeMap<&str, &Builder> = surface
        .builders
        .iter()
        .map(|builder| (builder.name.as_str(), builder))
        .collect();
    let mut teller = Teller {
        api,
        names,
        surface,
        builders,
        rows: Vec::new(),
    };
    for root in &surface.roots {
        if let Some(path) = root.places.first() {
            teller.builder(&root.to, path, &format!("client.{}()", root.method));
        }
    }
    let mut rows = teller.rows;
    rows.sort_by(|a, b| (&a.path, &a.method).cmp(&(&b.path, &b.method)));
    rows
}

struct Teller<'a> {
    api: &'a Api,
    names: &'a Names,
    surface: &'a Surface,
    builders: BTreeMap<&'a str, &'a Builder>,
    rows: Vec<OperationRow>,
}

impl Teller<'_> {
    fn builder(&mut self, name: &str, place: &str, expression: &str) {
        let Some(builder) = self.builders.get(name).copied() else {
            return;
        };
        // A builder's steps and calls list their places in the order of the builder's own.
        let Some(position) = builder.places.iter().position(|other| other == place) else {
            return;
        };
        for call in &builder.calls {
            self.call(call, position, expression);
        }
        for step in &builder.steps {
            if let Some(place) = step.places.get(position) {
                let next = format!("{expression}.{}({})", step.method, arguments(&step.segment));
                self.builder(&step.to, place, &next);
            }
        }
    }

    fn call(&mut self, call: &Call, position: usize, expression: &str) {
        let Some(place) = call.places.get(position) else { return };
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
        self.rows.push(OperationRow {
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
                Answer::Nothing => None,
                Answer::Model { item, optional: false } => Some(self.item(item)),
                Answer::Model { item, optional: true } => Some(format!("Option<{}>", self.item(item))),
                Answer::Page(item) => Some(format!("Page<{}>", self.item(item))),
                Answer::Value { ty, optional } => {
                    let item = self.item(&ty.item);
                    let value = if ty.collection { format!("Vec<{item}>") } else { item };
                    Some(if *optional { format!("Option<{value}>") } else { value })
                }
                Answer::Count(item) => Some(format!("ItemCount<{}>", self.item(item))),
                Answer::Content => Some("bytes".into()),
                Answer::References => Some("Page<Reference>".into()),
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
        });
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
    match segment {
        Segment::Here | Segment::Literal(_) => String::new(),
        Segment::Key(parameter) => parameter.ident.clone(),
        Segment::AlternateKey { parameters, .. } | Segment::Function { parameters, .. } => parameters
            .iter()
            .map(|parameter: &Parameter| parameter.ident.clone())
            .collect::<Vec<_>>()
            .join(", "),
    }
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
