//! Everything else that the OpenAPI documents say of a request: parameters, status codes, deprecation, security.
//!
//! The documents are made from the CSDL: what they repeat of a change that is known is no news.

use std::collections::BTreeMap;

use super::change::{Change, Detail};
use super::class::Wire;
use super::context::Context;
use super::index::Index;
use super::kind::{Affects, Kind};
use super::rename::Renames;
use crate::matching::differing;
use crate::model::{Deprecation, ElementId, QueryOption};
use crate::openapi::{self, Operation};
use crate::routes::path_index::written;
use crate::routes::wire_type::Wire as Reader;
use crate::routes::{Node, used_method};

/// What a change of a request's description can repeat of others.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Aspect {
    /// What is sent or returned.
    Content,
    /// That it is deprecated.
    Deprecation,
    /// A query option.
    Option(Option<QueryOption>),
    /// Another parameter.
    Parameter,
    /// Nothing.
    Other,
}

/// What a document says of one aspect.
#[derive(Clone, PartialEq, Eq)]
struct Said {
    aspect: Aspect,
    required: bool,
    text: String,
}

/// By the aspect's name.
type Description = BTreeMap<String, Said>;

/// The changes of the descriptions that none of the changes found so far explains.
pub(super) fn changes(context: &Context<'_, '_>, found: &[Change], index: &Index) -> Vec<Change> {
    let (Some(before), Some(after)) = (&context.old.facts.openapi, &context.new.facts.openapi) else {
        return Vec::new();
    };
    let same_components = before.components == after.components;
    let pass = Pass { context, found, index };
    let old_readers = [None, Some(context.renames)].map(|renames| Describer::new(before, renames));
    let new_reader = Describer::new(after, None);
    let new_paths = &context.new.paths;
    let mut changes = Vec::new();
    for (key, node) in context.old.paths.paths() {
        let Some(other) = new_paths.get(key) else { continue };
        let (from, to) = (written(node), written(other));
        let (Some(one), Some(two)) = (before.paths.get(from), after.paths.get(to)) else {
            continue;
        };
        for (method, operation) in &one.operations {
            let Some(now) = two.operations.get(method) else {
                continue;
            };
            if operation == now && one.parameters == two.parameters && same_components {
                continue;
            }
            let old = old_readers.each_ref().map(|reader| {
                let mut old = reader.describe(one, operation);
                rename_parameters(&mut old, from, to);
                old
            });
            let new = new_reader.describe(two, now);
            changes.extend(pass.request(&request(*method, other), key, &old, &new));
        }
    }
    changes
}

fn request(method: openapi::Method, node: &Node) -> ElementId {
    let path = written(node).to_owned();
    match used_method(method) {
        Some(method) => ElementId::Request { method, path },
        None => ElementId::Path(path),
    }
}

struct Pass<'s, 'a> {
    context: &'s Context<'s, 'a>,
    found: &'s [Change],
    index: &'s Index,
}

impl Pass<'_, '_> {
    /// What a request's description says now and did not say before; before is as the document has it, then by the new
    /// side's names of types.
    fn request(
        &self,
        subject: &ElementId,
        key: &str,
        [old, renamed]: &[Description; 2],
        new: &Description,
    ) -> Option<Change> {
        let paths = [&self.context.old.paths, &self.context.new.paths];
        let chain: Vec<ElementId> = paths.iter().flat_map(|paths| paths.chain(key)).collect();
        let capabilities: Vec<ElementId> = paths.iter().flat_map(|paths| paths.capabilities(key)).collect();
        let follows = |of: Affects| {
            let elements = chain.iter().chain(&capabilities);
            self.index
                .cause(self.found, elements, |kind| kind.affects(of))
                .is_some()
        };
        let by_segments = || self.index.cause(self.found, &chain, Kind::affects_routes).is_some();
        let own = || self.index.of_subject(self.found, subject);
        let is_repeated = |aspect: Aspect, name: &str| match aspect {
            Aspect::Content => {
                by_segments()
                    || own().any(|change| change.kind.affects(Affects::CallForm))
                    || renamed.get(name) == new.get(name)
            }
            Aspect::Deprecation => follows(Affects::Deprecation),
            Aspect::Option(option) => own().any(|change| match change.detail {
                Detail::Options(options) => option.is_some_and(|option| options.contains(option)),
                _ => false,
            }),
            Aspect::Parameter => by_segments(),
            Aspect::Other => false,
        };
        let (mut from, mut to, mut requires) = (Vec::new(), Vec::new(), false);
        for (name, before, after) in differing(old, new) {
            let (one, other) = (before.map(|said| &said.text), after.map(|said| &said.text));
            let Some(aspect) = after.or(before).map(|said| said.aspect) else {
                continue;
            };
            if one == other || is_repeated(aspect, name) {
                continue;
            }
            let text = |value: Option<&String>| match value {
                Some(value) if value.is_empty() => name.clone(),
                Some(value) => format!("{name} {value}"),
                None => format!("no {name}"),
            };
            let required = |value: Option<&Said>| value.is_some_and(|said| said.required);
            requires |= required(after) && !required(before);
            from.push(text(one));
            to.push(text(other));
        }
        let (wire, why) = if requires {
            (Wire::Breaking, "Something that could be left out must be sent.")
        } else {
            let why = "The document alone says it; nothing that the crate sends depends on it.";
            (Wire::Compatible, why)
        };
        let (kind, from, to) = (Kind::OperationDetailChanged, from.join("; "), to.join("; "));
        (!from.is_empty()).then(|| Change::changed(kind, subject.clone(), from, to).wire(wire, why))
    }
}

/// Calls the parameters of a path what the other document calls them: that they have other names is a change of the
/// path.
fn rename_parameters(description: &mut Description, from: &str, to: &str) {
    fn names(path: &str) -> impl Iterator<Item = &str> {
        path.split('{').skip(1).filter_map(|rest| rest.split('}').next())
    }
    let differ = names(from).zip(names(to)).filter(|(old, new)| old != new);
    let renamed: Vec<(String, Said)> = differ
        .filter_map(|(old, new)| {
            let said = description.remove(&format!("path parameter {old}"))?;
            Some((format!("path parameter {new}"), said))
        })
        .collect();
    description.extend(renamed);
}

/// Reads what a document says of its requests.
struct Describer<'a> {
    components: &'a openapi::Components,
    reader: Reader<'a>,
    /// What types are called, where not as the document has it.
    renames: Option<&'a Renames>,
}

impl<'a> Describer<'a> {
    fn new(document: &'a openapi::Document, renames: Option<&'a Renames>) -> Self {
        Self {
            components: &document.components,
            reader: Reader::new(document),
            renames,
        }
    }

    /// By aspect. What a document offers of query options is compared with what the CSDL allows, elsewhere.
    fn describe(&self, path: &openapi::PathItem, operation: &Operation) -> Description {
        let parameters = path.parameters.iter().chain(&operation.parameters);
        let parameters = parameters.filter_map(|parameter| parameter.resolve(&self.components.parameters));
        let mut description: Description = parameters.map(|item| self.parameter(item)).collect();
        let body = operation.request_body.as_ref();
        if let Some(body) = body.and_then(|body| body.resolve(&self.components.request_bodies)) {
            let word = if body.required { "required" } else { "optional" };
            let said = Said {
                aspect: Aspect::Content,
                required: body.required,
                text: self.contents(&body.content, word),
            };
            description.insert("body".to_owned(), said);
        }
        for (name, aspect, text) in [
            ("response", Aspect::Content, self.responses(operation, true)),
            ("refusal", Aspect::Other, self.responses(operation, false)),
            ("deprecated", Aspect::Deprecation, deprecation(operation)),
            ("kind", Aspect::Content, operation.operation_type.clone()),
            ("pages", Aspect::Content, pages(operation)),
            ("security", Aspect::Other, security(operation)),
        ] {
            let required = false;
            let said = text.map(|text| Said { aspect, required, text });
            description.extend(said.map(|said| (name.to_owned(), said)));
        }
        description
    }

    fn parameter(&self, item: &openapi::Parameter) -> (String, Said) {
        let word = if item.required { "required " } else { "" };
        let (name, aspect, ty) = if item.location == openapi::Location::Query && item.name.starts_with('$') {
            let option = Aspect::Option(QueryOption::from_name(&item.name));
            (format!("query option {}", item.name), option, None)
        } else {
            let place = format!("{:?}", item.location).to_lowercase();
            let ty = item
                .schema
                .as_ref()
                .map(|schema| self.reader.schema(schema).to_string());
            (format!("{place} parameter {}", item.name), Aspect::Parameter, ty)
        };
        let said = Said {
            aspect,
            required: item.required,
            text: format!("{word}{}", ty.unwrap_or_default()).trim().to_owned(),
        };
        (name, said)
    }

    /// The responses of success, or the others, each with its status.
    fn responses(&self, operation: &Operation, of_success: bool) -> Option<String> {
        let responses = operation.responses.iter();
        let responses = responses.filter(|(status, _)| status.starts_with('2') == of_success);
        let texts = responses.map(
            |(status, response)| match response.resolve(&self.components.responses) {
                Some(response) => self.contents(&response.content, status),
                None => status.clone(),
            },
        );
        texts.reduce(|all, text| format!("{all}, {text}"))
    }

    /// Media types with the types of what they hold, behind a word.
    fn contents(&self, content: &BTreeMap<String, openapi::MediaType>, word: &str) -> String {
        let contents = content.iter().map(|(media, held)| match &held.schema {
            Some(schema) => format!("{media} {}", self.ty(schema)),
            None => media.clone(),
        });
        let contents: Vec<String> = contents.collect();
        format!("{word} {}", contents.join(", ")).trim_end().to_owned()
    }

    fn ty(&self, schema: &openapi::Schema) -> String {
        let ty = self.reader.schema(schema);
        match self.renames {
            Some(renames) => ty.with_names(&|name| renames.name(name).into_owned()).to_string(),
            None => ty.to_string(),
        }
    }
}

fn deprecation(operation: &Operation) -> Option<String> {
    let said = operation.deprecation.clone().unwrap_or_default();
    let said = Deprecation {
        date: said.date,
        removal_date: said.removal_date,
        version: said.version,
    };
    (operation.deprecated || operation.deprecation.is_some()).then(|| said.to_string())
}

fn pages(operation: &Operation) -> Option<String> {
    let pageable = operation.pageable.as_ref()?;
    let parts = [&pageable.next_link_name, &pageable.item_name, &pageable.operation_name];
    let parts: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
    Some(parts.join(" "))
}

fn security(operation: &Operation) -> Option<String> {
    let schemes = operation.security.as_ref()?.iter().flatten();
    let schemes: Vec<String> = schemes
        .map(|(scheme, scopes)| format!("{scheme} {}", scopes.join(" ")))
        .collect();
    Some(schemes.join(", "))
}
