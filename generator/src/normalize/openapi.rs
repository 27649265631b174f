//! The OpenAPI document of the selected paths: everything that is written in place moves into components, component
//! schemas become named stubs.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;

use crate::model::{Api, QName, Type};
use crate::naming::memory::first_free;
use crate::openapi::{
    AdditionalProperties, Components, Document, MediaType, Operation, OrRef, Parameter, RequestBody, Response, Schema,
};
use crate::routes::wire_type::reference_name;
use crate::routes::{PathTree, SegmentKind};

/// The normalized document. `tree` says which action a body belongs to, `api` which schemas are types.
#[must_use]
pub fn normalize(document: &Document, api: &Api, tree: &PathTree) -> Document {
    let mut bodies = BTreeMap::new();
    tree.walk(&mut |node| {
        if let (SegmentKind::Operation(operation, _), Some(path)) = (&node.kind, &node.written)
            && let Some(body) = &operation.body
        {
            bodies.insert(path.clone(), body.to_string().replace('/', "."));
        }
    });
    let mut mover = Mover {
        source: &document.components,
        bodies,
        parameters: Pool::default(),
        responses: Pool::default(),
        request_bodies: Pool::default(),
    };
    let mut normalized = Document {
        file: document.file.clone(),
        openapi: document.openapi.clone(),
        title: format!("Microsoft Graph {}", api.part),
        version: document.version.clone(),
        generated_by: document.generated_by.clone(),
        servers: document.servers.clone(),
        paths: document.paths.clone(),
        components: Components::default(),
        unknown: Vec::new(),
    };
    for (path, item) in &mut normalized.paths {
        item.parameters
            .iter_mut()
            .for_each(|parameter| mover.parameter(parameter));
        for operation in item.operations.values_mut() {
            mover.operation(path, operation);
        }
    }
    normalized.components.parameters = mover.parameters.finish();
    normalized.components.responses = mover.responses.finish();
    normalized.components.request_bodies = mover.request_bodies.finish();
    keep_schemas(document, api, &mut normalized.components);
    normalized.sort();
    normalized
}

/// Things by name; two that differ do not share one.
struct Pool<T> {
    items: BTreeMap<String, T>,
    /// Of things that differ from the first of their name: their names, by that name and their content.
    others: BTreeMap<(String, String), String>,
}

impl<T> Default for Pool<T> {
    fn default() -> Self {
        Self {
            items: BTreeMap::new(),
            others: BTreeMap::new(),
        }
    }
}

impl<T: PartialEq + Debug> Pool<T> {
    fn add(&mut self, name: &str, item: T) -> String {
        let name: String = name
            .chars()
            .filter(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'))
            .collect();
        match self.items.get(&name) {
            None => {
                self.items.insert(name.clone(), item);
                return name;
            }
            Some(first) if *first == item => return name,
            Some(_) => {}
        }
        let content = (name, format!("{item:?}"));
        if let Some(known) = self.others.get(&content) {
            return known.clone();
        }
        let numbered = |number| format!("{}-{number}", content.0);
        let free = first_free(|number| self.items.contains_key(&numbered(number)));
        let other = numbered(free.unwrap_or(u32::MAX));
        self.items.insert(other.clone(), item);
        self.others.insert(content, other.clone());
        other
    }

    fn finish(self) -> BTreeMap<String, OrRef<T>> {
        self.items
            .into_iter()
            .map(|(name, item)| (name, OrRef::Item(item)))
            .collect()
    }
}

struct Mover<'a> {
    source: &'a Components,
    bodies: BTreeMap<String, String>,
    parameters: Pool<Parameter>,
    responses: Pool<Response>,
    request_bodies: Pool<RequestBody>,
}

impl Mover<'_> {
    fn operation(&mut self, path: &str, operation: &mut Operation) {
        operation
            .parameters
            .iter_mut()
            .for_each(|parameter| self.parameter(parameter));
        if let Some(body) = &mut operation.request_body {
            self.request_body(path, body);
        }
        operation
            .responses
            .values_mut()
            .for_each(|response| self.response(response));
    }

    fn parameter(&mut self, parameter: &mut OrRef<Parameter>) {
        let Some(mut item) = parameter.resolve(&self.source.parameters).cloned() else {
            return;
        };
        if let Some(schema) = &mut item.schema {
            plain(schema);
        }
        let suffix = item
            .schema
            .as_ref()
            .map(type_word)
            .filter(|word| word != "string" && word != "array")
            .unwrap_or_default();
        let name = match (parameter.reference(), suffix.is_empty() || item.name.starts_with('$')) {
            (Some(reference), _) => reference_name(reference).to_owned(),
            (None, true) => item.name.clone(),
            (None, false) => format!("{}.{suffix}", item.name),
        };
        let name = self.parameters.add(&name, item);
        *parameter = OrRef::Ref(format!("#/components/parameters/{name}"));
    }

    fn request_body(&mut self, path: &str, body: &mut OrRef<RequestBody>) {
        let Some(mut item) = body.resolve(&self.source.request_bodies).cloned() else {
            return;
        };
        content(&mut item.content);
        let mut name = match body.reference() {
            Some(reference) => reference_name(reference).to_owned(),
            None => self
                .bodies
                .get(path)
                .cloned()
                .unwrap_or_else(|| content_word(&item.content)),
        };
        if item.required && body.reference().is_none() {
            name.push_str(".required");
        }
        let name = self.request_bodies.add(&name, item);
        *body = OrRef::Ref(format!("#/components/requestBodies/{name}"));
    }

    fn response(&mut self, response: &mut OrRef<Response>) {
        let Some(mut item) = response.resolve(&self.source.responses).cloned() else {
            return;
        };
        content(&mut item.content);
        let name = match response.reference() {
            Some(reference) => reference_name(reference).to_owned(),
            None => content_word(&item.content),
        };
        let name = self.responses.add(&name, item);
        *response = OrRef::Ref(format!("#/components/responses/{name}"));
    }
}

fn content(content: &mut BTreeMap<String, MediaType>) {
    content
        .values_mut()
        .filter_map(|media| media.schema.as_mut())
        .for_each(plain);
}

/// A name for what a body or response holds.
fn content_word(content: &BTreeMap<String, MediaType>) -> String {
    match content.values().next() {
        None => "nothing".into(),
        Some(media) => media.schema.as_ref().map_or_else(|| "content".into(), type_word),
    }
}

fn type_word(schema: &Schema) -> String {
    if let Some(reference) = &schema.reference {
        return reference_name(reference).to_owned();
    }
    if let Some(first) = schema
        .any_of
        .iter()
        .chain(&schema.one_of)
        .find(|schema| schema.reference.is_some())
    {
        return format!("{}.nullable", type_word(first));
    }
    let value = schema
        .properties
        .get("value")
        .or_else(|| schema.all_of.iter().find_map(|part| part.properties.get("value")));
    if let Some(value) = value {
        return format!("value.{}", type_word(value));
    }
    if let Some(items) = &schema.items {
        return if schema.type_name.as_deref() == Some("array") && items.reference.is_none() && items.any_of.is_empty() {
            "array".into()
        } else {
            format!("array.{}", type_word(items))
        };
    }
    schema
        .format
        .clone()
        .or_else(|| schema.type_name.clone())
        .unwrap_or_else(|| "any".into())
}

/// Without the converter's titles.
fn plain(schema: &mut Schema) {
    schema.title = None;
    for inner in schema
        .all_of
        .iter_mut()
        .chain(&mut schema.any_of)
        .chain(&mut schema.one_of)
    {
        plain(inner);
    }
    schema
        .not
        .iter_mut()
        .chain(&mut schema.items)
        .for_each(|inner| plain(inner));
    schema.properties.values_mut().for_each(plain);
    if let Some(AdditionalProperties::Schema(inner)) = schema.additional_properties.as_deref_mut() {
        plain(inner);
    }
}

/// The schemas that are referred to: types as stubs, the rest (pages, errors) as they are.
fn keep_schemas(document: &Document, api: &Api, components: &mut Components) {
    let mut open: BTreeSet<String> = BTreeSet::new();
    let mut refer = |schema: &Schema| references(schema, &mut open);
    for parameter in components.parameters.values().filter_map(OrRef::item) {
        parameter.schema.iter().for_each(&mut refer);
    }
    let contents = components
        .responses
        .values()
        .filter_map(OrRef::item)
        .map(|response| &response.content);
    let contents = contents.chain(
        components
            .request_bodies
            .values()
            .filter_map(OrRef::item)
            .map(|body| &body.content),
    );
    contents
        .flat_map(BTreeMap::values)
        .filter_map(|media| media.schema.as_ref())
        .for_each(refer);

    let mut open: Vec<String> = open.into_iter().collect();
    while let Some(name) = open.pop() {
        if components.schemas.contains_key(&name) {
            continue;
        }
        let Some(schema) = document.components.schemas.get(&name) else {
            continue;
        };
        let kept = if is_type(&name, api) {
            stub(schema)
        } else {
            let mut schema = schema.clone();
            plain(&mut schema);
            let mut found = BTreeSet::new();
            references(&schema, &mut found);
            open.extend(found);
            schema
        };
        components.schemas.insert(name, kept);
    }
}

/// A type of the metadata, or one of the service's that is not selected; not a page of one.
fn is_type(name: &str, api: &Api) -> bool {
    let selected = QName::parse(name)
        .and_then(|name| api.types.get(&name))
        .is_some_and(|ty| matches!(ty, Type::Structured(_) | Type::Enum(_)));
    selected || (name.starts_with("microsoft.graph.") && !name.ends_with("CollectionResponse"))
}

fn stub(schema: &Schema) -> Schema {
    let word = if schema.values.is_empty() && schema.type_name.as_deref() != Some("string") {
        "object"
    } else {
        "string"
    };
    Schema {
        type_name: Some(word.into()),
        ..Schema::default()
    }
}

fn references(schema: &Schema, found: &mut BTreeSet<String>) {
    if let Some(reference) = &schema.reference {
        found.insert(reference_name(reference).to_owned());
    }
    for inner in schema.all_of.iter().chain(&schema.any_of).chain(&schema.one_of) {
        references(inner, found);
    }
    schema
        .not
        .iter()
        .chain(&schema.items)
        .for_each(|inner| references(inner, found));
    schema.properties.values().for_each(|inner| references(inner, found));
    if let Some(AdditionalProperties::Schema(inner)) = schema.additional_properties.as_deref() {
        references(inner, found);
    }
}
