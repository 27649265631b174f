//! What is compared: one side, read, selected, resolved and named.

use std::collections::{BTreeMap, BTreeSet};

use crate::csdl;
use crate::emit::models::items::{Item, items};
use crate::emit::models::{Usage, rust_type};
use crate::error::{Error, ErrorKind, Place, Result};
use crate::import;
use crate::model::{Api, ItemType, QName, Version};
use crate::naming::Names;
use crate::naming::memory::{Memory, place_key};
use crate::openapi;
use crate::overlay::Overlay;
use crate::pipeline::{Documents, Loaded, Progress, Routes, load_documents};
use crate::routes::rows::{Visit, walk};
use crate::routes::surface::{Answer, Body, CallKind};
use crate::routes::tie::PermissionTable;

/// One side of a comparison.
#[derive(Clone, Debug)]
pub struct Facts {
    /// The CSDL document with the overlay's fix-ups and supplement, cut to what is selected, names in full.
    pub csdl: csdl::Document,
    /// The normalized OpenAPI document, where the side has one of its own.
    pub openapi: Option<openapi::Document>,
    /// The model with its routes and names.
    pub loaded: Loaded,
    /// Every type of the CSDL document, selected or not.
    pub known: BTreeSet<QName>,
    /// The public Rust items, by path.
    pub items: BTreeMap<String, Item>,
}

impl Facts {
    /// Makes the facts of one side.
    ///
    /// # Errors
    /// When a document contradicts itself or the overlay; the error names the place.
    pub fn new(
        version: Version,
        overlay: &Overlay,
        documents: Documents,
        permissions: &PermissionTable,
        memory: Memory,
        progress: &mut dyn Progress,
    ) -> Result<Self> {
        let routes = documents.routes;
        let (loaded, selection) = load_documents(version, overlay, documents, permissions, memory, progress)?;
        let csdl = selection.pruned(overlay)?;
        let openapi = (routes == Routes::Listed)
            .then(|| import::openapi::normalize(&selection.openapi, &loaded.api, &loaded.tree));
        let fault = |what| Error::new(ErrorKind::Model, Place::file(version.name()), what);
        let mut all: BTreeMap<String, Item> = BTreeMap::new();
        let models = items(&loaded.api, &loaded.names).map_err(fault)?;
        for item in models.into_iter().chain(calls(&loaded).map_err(fault)?) {
            all.insert(item.path.clone(), item);
        }
        let known = selection
            .document
            .schemas
            .iter()
            .flat_map(|schema| {
                let structured = schema.structured_types.iter().map(|ty| &ty.name);
                let enums = schema.enum_types.iter().map(|ty| &ty.name);
                let definitions = schema.type_definitions.iter().map(|ty| &ty.name);
                structured
                    .chain(enums)
                    .chain(definitions)
                    .map(|name| QName::new(&schema.namespace, name))
            })
            .collect();
        Ok(Self {
            csdl,
            openapi,
            loaded,
            known,
            items: all,
        })
    }

    /// The types.
    #[must_use]
    pub fn api(&self) -> &Api {
        &self.loaded.api
    }
}

/// An operation as drift names it: `POST /identityGovernance/…`, whatever the document calls the parameters of its path.
#[must_use]
pub fn operation_key(method: &str, path: &str) -> String {
    format!("{method} {}", place_key(path))
}

/// The methods that make requests, with what they take and give; each query option is an item of its own.
fn calls(loaded: &Loaded) -> std::result::Result<Vec<Item>, String> {
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
            Answer::Nothing => "()".to_owned(),
            Answer::Model { item, optional: maybe } => optional(self.item(item)?, *maybe),
            Answer::Page(item) => format!("Page<{}>", self.item(item)?),
            Answer::Value { ty, optional: maybe } => optional(format!("Value<{}>", self.item(&ty.item)?), *maybe),
            Answer::Count(item) => format!("ItemCount<{}>", self.item(item)?),
            Answer::Content => "Content".to_owned(),
            Answer::References => "Page<Reference>".to_owned(),
        };
        Ok(format!("({}) -> {answer}", arguments.join(", ")))
    }

    fn item(&self, item: &ItemType) -> std::result::Result<String, String> {
        rust_type(self.api, self.names, self.usage, item).ok_or_else(|| format!("the type `{item}` has no Rust name"))
    }
}
