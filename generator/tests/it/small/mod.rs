//! A small service of our own, for the tests of the generator's rooms: CSDL in `service.csdl`, routes in
//! `service.routes`, a line an operation.
//!
//! [`openapi`] makes an OpenAPI document of such lines: `METHOD path [body] -> response [? options]`. A parameter in
//! the path may have its type after a colon. Bodies and responses are type names (`plant`, `Edm.Int32`), lists
//! (`[plant]`), `{member:type,…}`, `value(type)`, and the words `nothing`, `bytes`, `count`, `ref` and `refs`. An
//! option without `$` or `@` is a header.
#![allow(dead_code, reason = "each test file uses its own part")]

use std::collections::BTreeSet;

use generator::analysis::{Analysis, Form, Inputs, analyze};
use generator::error::Error;
use generator::input::Input;
use generator::model::{Api, Finding, FindingKind, QName, Structured, Version};
use generator::naming::memory::Memory;
use generator::overlay::{self, Overlay};
use generator::routes::Node;
use generator::rust_api::{Builder, Call, Step, Surface};
use serde_json::{Map, Value, json};
use surface_walker::{Operation, Sources, walk_sources};
pub use test_support::shared_folder::shared;

/// The CSDL of the garden.
pub const SERVICE: &str = include_str!("service.csdl");

/// Its operations.
pub const ROUTES: &str = include_str!("service.routes");

/// Its `selection.yaml`.
pub const SELECTION: &str = "roots: [garden]
namespaces: []
boundary:
  base: microsoft.graph.directoryObject
  types: [microsoft.graph.directoryObject, microsoft.graph.person, microsoft.graph.robot]
";

/// A document with one schema, `microsoft.graph` (alias `graph`), around `content`, which begins on line 4, column 1.
pub fn schema(content: &str) -> String {
    format!(
        r#"<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx">
<edmx:DataServices>
<Schema Namespace="microsoft.graph" Alias="graph" xmlns="http://docs.oasis-open.org/odata/ns/edm">
{content}
<EntityType Name="directoryObject"><Key><PropertyRef Name="id"/></Key><Property Name="id" Type="Edm.String"/></EntityType>
<EntityContainer Name="service"><Singleton Name="garden" Type="graph.garden"/></EntityContainer>
</Schema>
</edmx:DataServices>
</edmx:Edmx>"#
    )
}

/// The same, with these lines in an entity type `garden`.
pub fn garden(members: &str, rest: &str) -> String {
    schema(&format!(
        r#"<EntityType Name="garden"><Key><PropertyRef Name="id"/></Key><Property Name="id" Type="Edm.String"/>{members}</EntityType>{rest}"#
    ))
}

/// The overlay of the garden.
pub fn overlay() -> Overlay {
    Overlay {
        selection: overlay::parse("overlay/selection.yaml", SELECTION).unwrap(),
        ..Overlay::default()
    }
}

/// CSDL and OpenAPI document of a small service of `shared/cases`.
pub fn case(name: &str) -> Option<(String, String)> {
    let read = |ending: &str| Some(std::fs::read_to_string(shared(&format!("cases/{name}.{ending}"))?).unwrap());
    Some((read("csdl")?, read("openapi.json")?))
}

/// The small services of `shared/cases`.
pub const CASES: [&str; 3] = [
    "optional-parameter-alias",
    "segment-without-meaning",
    "type-without-key",
];

/// Everything up to what the emitters take.
pub fn load(csdl: &str, routes: &str) -> Result<Analysis, Error> {
    load_with(csdl, routes, &overlay(), Memory::default())
}

/// The same, with an overlay and remembered names.
pub fn load_with(csdl: &str, routes: &str, overlay: &Overlay, memory: Memory) -> Result<Analysis, Error> {
    load_text(csdl, &openapi(routes), overlay, memory)
}

/// The same, with the text of an OpenAPI document.
pub fn load_text(csdl: &str, openapi: &str, overlay: &Overlay, memory: Memory) -> Result<Analysis, Error> {
    let inputs = Inputs {
        memory,
        ..inputs(csdl, openapi)?
    };
    analyze(inputs, overlay, &mut ())
}

/// The two texts as what an analysis takes.
pub fn inputs(csdl: &str, openapi: &str) -> Result<Inputs, Error> {
    let csdl = Input::inline("small.csdl", csdl);
    let openapi = Input::inline("small.yaml", openapi);
    Ok(Inputs {
        form: Form::Normal { stored: Vec::new() },
        ..Inputs::read(Version::V1_0, &csdl, &openapi)?
    })
}

/// The garden as it is in the files.
pub fn service() -> Analysis {
    load(SERVICE, ROUTES).unwrap()
}

/// The garden with one change of its CSDL. Panics when there is nothing to change.
pub fn changed(from: &str, to: &str) -> String {
    assert!(SERVICE.contains(from), "{from}");
    SERVICE.replacen(from, to, 1)
}

/// The routes with one change. Panics when there is nothing to change.
pub fn rerouted(from: &str, to: &str) -> String {
    assert!(ROUTES.contains(from), "{from}");
    ROUTES.replacen(from, to, 1)
}

/// `plant` as a full name; one with a dot only gets what is missing.
pub fn name(text: &str) -> QName {
    QName::parse(&format!("microsoft.graph.{text}")).unwrap()
}

/// A structured type.
pub fn structured<'a>(api: &'a Api, text: &str) -> &'a Structured {
    api.structured(&name(text)).unwrap_or_else(|| panic!("no type {text}"))
}

/// The names of a type's members.
pub fn members<'a>(api: &'a Api, text: &str) -> Vec<&'a str> {
    structured(api, text)
        .members
        .iter()
        .map(|member| member.name.as_str())
        .collect()
}

/// Findings as lines.
pub fn lines(findings: &[Finding]) -> Vec<String> {
    findings.iter().map(ToString::to_string).collect()
}

/// Findings of one kind, as `place: what`.
pub fn of_kind(findings: &[Finding], kind: FindingKind) -> Vec<String> {
    findings
        .iter()
        .filter(|finding| finding.kind == kind)
        .map(|finding| format!("{}: {}", finding.place, finding.what))
        .collect()
}

/// The node at a path.
pub fn node<'a>(loaded: &'a Analysis, path: &str) -> &'a Node {
    let mut found = None;
    loaded.tree.walk(&mut |node| {
        if node.path == path {
            found = Some(node);
        }
    });
    found.unwrap_or_else(|| panic!("no node {path}"))
}

/// The builder that stands for a place.
pub fn builder<'a>(surface: &'a Surface, place: &str) -> &'a Builder {
    surface
        .builders
        .iter()
        .find(|builder| builder.places.iter().any(|other| other == place))
        .unwrap_or_else(|| panic!("no builder for {place}"))
}

/// The call for an operation.
pub fn call<'a>(surface: &'a Surface, method: &str, path: &str) -> &'a Call {
    let calls = surface.builders.iter().flat_map(|builder| &builder.calls);
    calls
        .filter(|call| call.http.name() == method)
        .find(|call| call.places.iter().any(|place| place.path == path))
        .unwrap_or_else(|| panic!("no call {method} {path}"))
}

/// The step to a place.
pub fn step<'a>(surface: &'a Surface, place: &str) -> &'a Step {
    let mut steps = surface
        .builders
        .iter()
        .flat_map(|builder| &builder.steps)
        .chain(&surface.roots);
    steps
        .find(|step| step.places.iter().any(|other| other == place))
        .unwrap_or_else(|| panic!("no step to {place}"))
}

/// Every operation as `METHOD path = expression`.
pub fn rust(loaded: &Analysis) -> Vec<String> {
    let rows = generator::listing::rows(&loaded.rust_api()).unwrap();
    rows.into_iter()
        .map(|row| format!("{} {} = {}", row.method, row.path, row.rust))
        .collect()
}

/// Of names in one scope none stands twice: syn would not notice.
fn assert_no_name_twice(loaded: &Analysis) {
    let unique = |what: String, names: &mut dyn Iterator<Item = &str>| {
        let mut seen = BTreeSet::new();
        for name in names {
            assert!(
                seen.insert(name.trim_start_matches("r#").to_owned()),
                "{what}: {name} twice"
            );
        }
    };
    for (name, rust) in &loaded.names.types {
        unique(name.to_string(), &mut rust.members.values().map(String::as_str));
        unique(
            format!("Any of {name}"),
            &mut rust.variants.values().map(String::as_str),
        );
    }
    for builder in &loaded.surface.builders {
        let calls = builder.calls.iter().map(|call| call.method.as_str());
        unique(
            builder.name.clone(),
            &mut calls.chain(builder.steps.iter().map(|step| step.method.as_str())),
        );
    }
    unique(
        "builders".into(),
        &mut loaded.surface.builders.iter().map(|builder| builder.name.as_str()),
    );
    let mut modules: std::collections::BTreeMap<Option<&str>, Vec<&str>> = std::collections::BTreeMap::new();
    for rust in loaded.names.types.values() {
        let names = modules.entry(rust.module.as_deref()).or_default();
        names.push(&rust.rust);
        names.extend(rust.any.as_deref());
    }
    for (module, names) in modules {
        unique(format!("{module:?}"), &mut names.into_iter());
    }
}

/// What is emitted, each file read by syn; no path leaves its folder.
pub fn emitted(loaded: &Analysis) -> Result<Vec<(String, String)>, String> {
    assert_no_name_twice(loaded);
    let files = generator::emit::emit(&loaded.rust_api()).map_err(|error| error.to_string())?;
    for (path, text) in &files {
        assert!(path.ends_with(".rs") && path.len() < 1_000, "{path}");
        for part in path.trim_end_matches(".rs").split('/') {
            assert!(!part.is_empty() && part.len() < 250, "{path}");
            assert!(
                part.chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_'),
                "{path}"
            );
        }
        if let Err(error) = syn::parse_file(text) {
            panic!("{path}: {error}\n{text}");
        }
    }
    assert_every_operation_is_reached(loaded, &files);
    Ok(files)
}

/// Read back from the source: each operation is reached by the URL that it has, once, with an argument for every brace.
/// The walker takes no brace in a segment, and in a template no more than are filled.
fn assert_every_operation_is_reached(loaded: &Analysis, files: &[(String, String)]) {
    let mut sources = Sources::default();
    for (path, text) in files.iter().filter(|(path, _)| !path.starts_with("models")) {
        sources.files.insert(path.clone(), syn::parse_file(text).unwrap());
    }
    let surface = walk_sources(&sources);
    // A document may call a parameter otherwise than the argument that it is for, which the walker does not follow:
    // then only the braces are counted.
    if surface.problems.iter().any(|problem| problem.contains("` is given `")) {
        return;
    }
    assert_eq!(surface.problems, BTreeSet::new());
    let mut expected = BTreeSet::new();
    loaded.tree.walk(&mut |node| {
        let operations = node
            .operations
            .iter()
            .map(|operation| Operation::new(operation.http.name(), &node.path));
        expected.extend(operations);
    });
    assert!(
        surface.operations.keys().eq(expected.iter()),
        "{:#?}\n{expected:#?}",
        surface.operations.keys()
    );
    for (operation, ways) in &surface.operations {
        assert_eq!(ways.len(), 1, "{operation}: {ways:#?}");
    }
}

/// An OpenAPI document of lines. JSON is YAML.
pub fn openapi(routes: &str) -> String {
    let mut paths = Map::new();
    let mut named = BTreeSet::new();
    for line in routes.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (left, right) = line.split_once("->").unwrap();
        let (method, left) = left.trim().split_once(' ').unwrap();
        let (path, body) = left.trim().split_once(' ').unwrap_or((left.trim(), ""));
        let (response, options) = right.split_once('?').unwrap_or((right, ""));
        let (path, parameters) = parameters(path, &mut named);
        let options: Vec<Value> = options
            .split_whitespace()
            .map(|name| {
                let place = if name.starts_with(['$', '@']) {
                    "query"
                } else {
                    "header"
                };
                json!({"name": name, "in": place, "schema": {"type": "string"}})
            })
            .collect();
        let mut operation = json!({"parameters": options, "responses": responses(response.trim(), &mut named)});
        if !body.trim().is_empty() {
            operation["requestBody"] = json!({"content": content(body.trim(), &mut named)});
        }
        let item = paths.entry(path).or_insert_with(|| json!({"parameters": parameters}));
        item[method.to_lowercase()] = operation;
    }
    let schemas: Map<String, Value> = named
        .into_iter()
        .map(|name| (name, json!({"type": "object"})))
        .collect();
    let document = json!({"openapi": "3.0.4", "info": {"title": "t", "version": "v1.0"}, "paths": paths, "components": {"schemas": schemas}});
    serde_json::to_string_pretty(&document).unwrap()
}

fn parameters(path: &str, named: &mut BTreeSet<String>) -> (String, Vec<Value>) {
    let mut plain = String::new();
    let mut parameters = Vec::new();
    let mut pieces = path.split('{');
    plain.push_str(pieces.next().unwrap());
    for piece in pieces {
        let (inner, rest) = piece.split_once('}').unwrap();
        let (name, ty) = inner.split_once(':').unwrap_or((inner, "Edm.String"));
        plain.push_str(&format!("{{{name}}}{rest}"));
        parameters.push(json!({"name": name, "in": "path", "required": true, "schema": type_schema(ty, named)}));
    }
    (plain, parameters)
}

fn responses(response: &str, named: &mut BTreeSet<String>) -> Value {
    if response == "nothing" {
        json!({"204": {"description": "d"}})
    } else {
        json!({"2XX": {"description": "d", "content": content(response, named)}})
    }
}

fn content(what: &str, named: &mut BTreeSet<String>) -> Value {
    match what {
        "bytes" => json!({"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}),
        "count" => json!({"text/plain": {"schema": reference("ODataCountResponse", named)}}),
        what => json!({"application/json": {"schema": type_schema(what, named)}}),
    }
}

fn reference(name: &str, named: &mut BTreeSet<String>) -> Value {
    named.insert(name.to_owned());
    json!({"$ref": format!("#/components/schemas/{name}")})
}

fn type_schema(what: &str, named: &mut BTreeSet<String>) -> Value {
    if let Some(inner) = what.strip_prefix('[').and_then(|what| what.strip_suffix(']')) {
        return json!({"type": "object", "properties": {"value": {"type": "array", "items": type_schema(inner, named)}}});
    }
    if let Some(inner) = what.strip_prefix("value(").and_then(|what| what.strip_suffix(')')) {
        return json!({"type": "object", "properties": {"value": type_schema(inner, named)}});
    }
    if let Some(inner) = what.strip_prefix('{').and_then(|what| what.strip_suffix('}')) {
        let members = inner.split(',').map(|member| member.split_once(':').unwrap());
        let members: Map<String, Value> = members
            .map(|(name, ty)| (name.to_owned(), type_schema(ty, named)))
            .collect();
        return json!({"type": "object", "properties": members});
    }
    match what {
        "Edm.String" => json!({"type": "string"}),
        "Edm.Int32" => json!({"type": "integer", "format": "int32"}),
        "Edm.Boolean" => json!({"type": "boolean"}),
        "Edm.Date" => json!({"type": "string", "format": "date"}),
        "ref" => reference("ReferenceCreate", named),
        "refs" => json!({"type": "object", "properties": {"value": {"type": "array", "items": {"type": "string"}}}}),
        name => reference(&format!("microsoft.graph.{name}"), named),
    }
}
