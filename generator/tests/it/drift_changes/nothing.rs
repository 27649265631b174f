//! Nothing is found where nothing changed: other orders, spaces, aliases, places of annotations, names of components,
//! and sentences.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::PathBuf;

use generator::csdl;
use generator::drift::{Facts, compare};
use generator::model::Version;
use generator::openapi;
use roxmltree::{Document, Node};
use serde_yaml::Value;

use super::harbour::{CSDL, ROUTES, harbour};
use super::small;
use super::world::{Rng, World, line, workspace};

const EDMX: &str = "http://docs.oasis-open.org/odata/ns/edmx";
const EDM: &str = "http://docs.oasis-open.org/odata/ns/edm";

/// Attributes that name types and other parts of the model.
const NAMES: [&str; 7] = [
    "Type",
    "BaseType",
    "EntityType",
    "Target",
    "UnderlyingType",
    "Term",
    "Action",
];

/// Writes a CSDL document once more, in another way that says the same.
struct Rewriter<'a> {
    rng: Rng,
    /// Annotations that move from apart to where they belong, by target in full.
    inline: BTreeMap<String, Vec<Node<'a, 'a>>>,
    /// Namespaces by their alias in the text that is read.
    aliases: BTreeMap<String, String>,
    /// What a namespace is called in the text that is written.
    short: BTreeMap<String, String>,
    out: String,
}

/// The text with everything that means nothing made other: the order of elements and attributes, spaces, aliases,
/// annotations apart or in place, sentences.
fn rewritten(source: &str, seed: u64) -> String {
    let options = roxmltree::ParsingOptions {
        nodes_limit: u32::MAX,
        ..roxmltree::ParsingOptions::default()
    };
    let document = Document::parse_with_options(source, options).unwrap();
    let schemas: Vec<Node<'_, '_>> = document
        .descendants()
        .filter(|node| node.tag_name().name() == "Schema")
        .collect();
    let mut rewriter = Rewriter {
        rng: Rng(seed),
        inline: BTreeMap::new(),
        aliases: BTreeMap::new(),
        short: BTreeMap::new(),
        out: String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>"),
    };
    for (at, schema) in schemas.iter().enumerate() {
        let namespace = schema.attribute("Namespace").unwrap().to_owned();
        if let Some(alias) = schema.attribute("Alias") {
            rewriter.aliases.insert(alias.to_owned(), namespace.clone());
        }
        rewriter.short.insert(namespace, format!("zq{at}"));
    }
    // What stands somewhere in the document, and so can take its annotations itself.
    let mut places: BTreeSet<String> = BTreeSet::new();
    for schema in &schemas {
        for ty in schema.children().filter(Node::is_element) {
            let owner = format!(
                "{}.{}",
                schema.attribute("Namespace").unwrap(),
                ty.attribute("Name").unwrap_or_default()
            );
            let members = ty
                .children()
                .filter_map(|member| member.attribute("Name").map(|name| format!("{owner}/{name}")));
            if !matches!(ty.tag_name().name(), "Action" | "Function" | "Annotations" | "Term") {
                places.extend(members);
                places.insert(owner);
            }
        }
    }
    for schema in &schemas {
        for apart in schema
            .children()
            .filter(|node| node.tag_name().name() == "Annotations" && node.attribute("Qualifier").is_none())
        {
            let target = rewriter.in_full(apart.attribute("Target").unwrap());
            if places.contains(&target) && rewriter.rng.coin() {
                rewriter
                    .inline
                    .entry(target)
                    .or_default()
                    .extend(apart.children().filter(Node::is_element));
            }
        }
    }
    rewriter.element(document.root_element(), "");
    rewriter.out
}

impl<'a> Rewriter<'a> {
    fn in_full(&self, name: &str) -> String {
        match name.split_once('.') {
            Some((alias, rest)) if self.aliases.contains_key(alias) => format!("{}.{rest}", self.aliases[alias]),
            _ => name.to_owned(),
        }
    }

    /// A name by its alias, or in full; what stands around it is kept.
    fn renamed(&mut self, value: &str) -> String {
        let (open, inner, close) = match value
            .strip_prefix("Collection(")
            .and_then(|value| value.strip_suffix(')'))
        {
            Some(inner) => ("Collection(", inner, ")"),
            None => ("", value, ""),
        };
        if inner.contains(['(', ' ']) {
            return value.to_owned();
        }
        let full = self.in_full(inner);
        let (path, rest) = full
            .split_once('/')
            .map_or((full.as_str(), ""), |(path, _)| (path, &full[path.len()..]));
        let named = match path.rsplit_once('.') {
            Some((namespace, own)) if self.short.contains_key(namespace) && self.rng.coin() => {
                format!("{}.{own}", self.short[namespace])
            }
            _ => path.to_owned(),
        };
        format!("{open}{named}{rest}{close}")
    }

    fn space(&mut self) {
        for _ in 0..=self.rng.below(2) {
            let space = ["\n", "  ", "\t", "\r\n"][self.rng.below(4)];
            self.out.push_str(space);
        }
    }

    /// An element; `owner` is what its children belong to, in full.
    fn element(&mut self, node: Node<'a, 'a>, owner: &str) {
        let tag = node.tag_name().name();
        let prefix = if node.tag_name().namespace() == Some(EDMX) {
            "edmx:"
        } else {
            ""
        };
        self.space();
        if self.rng.below(20) == 0 {
            self.out.push_str("<!-- a remark -->");
        }
        self.out.push_str(&format!("<{prefix}{tag}"));
        let mut attributes: Vec<(String, String)> = Vec::new();
        for attribute in node.attributes() {
            let (name, value) = (attribute.name(), attribute.value());
            let value = match name {
                // What is deprecated is described in a sentence.
                "String" if is_sentence(node) => "Other words.".to_owned(),
                "Alias" if tag == "Schema" => continue,
                _ if NAMES.contains(&name) && tag != "NavigationPropertyBinding" => self.renamed(value),
                _ => value.to_owned(),
            };
            attributes.push((name.to_owned(), value));
        }
        if tag == "Schema" {
            attributes.push(("Alias".into(), self.short[node.attribute("Namespace").unwrap()].clone()));
            attributes.push(("xmlns".into(), EDM.into()));
        } else if tag == "Edmx" {
            attributes.push(("xmlns:edmx".into(), EDMX.into()));
        }
        self.rng.shuffle(&mut attributes);
        for (name, value) in attributes {
            self.space();
            let value = value
                .replace('&', "&amp;")
                .replace('<', "&lt;")
                .replace('"', "&quot;")
                .replace('\n', "&#10;");
            self.out.push_str(&format!("{name}=\"{value}\""));
        }
        self.out.push('>');
        let name = node.attribute("Name").unwrap_or_default();
        let own = match tag {
            "Schema" => node.attribute("Namespace").unwrap_or_default().to_owned(),
            "EntityType" | "ComplexType" | "EnumType" | "TypeDefinition" | "EntityContainer" => {
                format!("{owner}.{name}")
            }
            "Property" | "NavigationProperty" | "Member" | "EntitySet" | "Singleton" => format!("{owner}/{name}"),
            _ => String::new(),
        };
        let mut children: Vec<Node<'a, 'a>> = node.children().filter(Node::is_element).collect();
        if tag == "Schema" {
            children.retain(|child| {
                let target = child.attribute("Target").map(|target| self.in_full(target));
                child.tag_name().name() != "Annotations"
                    || target.is_none_or(|target| {
                        !self.inline.contains_key(&target) || child.attribute("Qualifier").is_some()
                    })
            });
        }
        children.extend(self.inline.get(&own).into_iter().flatten().copied());
        // Keys, parameters, members without a value and collections have an order that means something.
        let counted = |child: &Node<'_, '_>| child.tag_name().name() == "Member" && child.attribute("Value").is_none();
        if !matches!(tag, "Key" | "Action" | "Function" | "Collection") && !children.iter().any(counted) {
            self.rng.shuffle(&mut children);
        }
        if children.is_empty() {
            self.out.push_str(node.text().map(str::trim).unwrap_or_default());
        }
        for child in children {
            self.element(child, &own);
        }
        if matches!(
            tag,
            "EntityType" | "Property" | "NavigationProperty" | "EnumType" | "Action"
        ) && self.rng.below(3) == 0
        {
            let term = ["Description", "LongDescription"][self.rng.below(2)];
            self.out.push_str(&format!(
                "<Annotation Term=\"Org.OData.Core.V1.{term}\" Qualifier=\"zq\" String=\"Words.\"/>"
            ));
        }
        self.space();
        self.out.push_str(&format!("</{prefix}{tag}>"));
    }
}

/// Whether an element holds a sentence: a description, or what is said of a revision.
fn is_sentence(node: Node<'_, '_>) -> bool {
    let is = |name: Option<&str>| name.is_some_and(|name| name.ends_with("Description"));
    is(node.attribute("Property")) || is(node.attribute("Term"))
}

/// An OpenAPI document with other words, other names of components, other orders.
fn reworded(source: &str, seed: u64) -> String {
    let mut rng = Rng(seed);
    let mut document: Value = serde_yaml::from_str(source).unwrap();
    if let Some(components) = document.get_mut("components").and_then(Value::as_mapping_mut) {
        for (kind, items) in components.iter_mut() {
            // The names of schemas are names of types.
            let is_schema = kind.as_str() == Some("schemas");
            if let Some(items) = items.as_mapping_mut().filter(|_| !is_schema) {
                *items = std::mem::take(items)
                    .into_iter()
                    .map(|(name, item)| (Value::String(format!("zq_{}", name.as_str().unwrap())), item))
                    .collect();
            }
        }
    }
    reword(&mut document, &mut rng, false);
    serde_yaml::to_string(&document).unwrap()
}

fn reword(value: &mut Value, rng: &mut Rng, is_operation: bool) {
    match value {
        Value::Mapping(map) => {
            if let Some(Value::String(reference)) = map.get_mut("$ref") {
                let (place, name) = reference.rsplit_once('/').unwrap();
                if place != "#/components/schemas" {
                    *reference = format!("{place}/zq_{name}");
                }
            }
            if is_operation {
                for (key, words) in [
                    ("summary", "Other words."),
                    ("description", "More words."),
                    ("operationId", "zq.id"),
                ] {
                    map.insert(Value::from(key), Value::from(words));
                }
                map.insert(Value::from("tags"), Value::Sequence(vec![Value::from("zq")]));
            } else if map.contains_key("description") && map.get("description").is_some_and(Value::is_string) {
                map.insert(Value::from("description"), Value::from("Other words."));
            }
            let mut entries: Vec<(Value, Value)> = std::mem::take(map).into_iter().collect();
            rng.shuffle(&mut entries);
            for (key, mut value) in entries {
                let is_operation = matches!(key.as_str(), Some("get" | "put" | "post" | "patch" | "delete"))
                    && value.get("responses").is_some();
                if let (Some("parameters" | "required"), Some(list)) = (key.as_str(), value.as_sequence_mut()) {
                    rng.shuffle(list);
                }
                reword(&mut value, rng, is_operation);
                map.insert(key, value);
            }
        }
        Value::Sequence(list) => list.iter_mut().for_each(|item| reword(item, rng, false)),
        _ => {}
    }
}

fn assert_nothing(what: &str, old: &Facts, new: &Facts) {
    for (way, old, new) in [("there", old, new), ("back", new, old)] {
        let changes = compare(old, new).unwrap();
        let lines: Vec<String> = changes.iter().take(10).map(line).collect();
        assert!(
            changes.is_empty(),
            "{what} {way}: {} changes\n{}",
            changes.len(),
            lines.join("\n")
        );
    }
}

#[test]
fn another_way_to_write_the_small_schema_is_no_change() {
    small_schema_in_another_way(0..15);
}

#[test]
fn another_way_to_write_the_schemas_is_no_change() {
    schemas_in_another_way(0..1);
}

#[test]
#[ignore = "more ways: cargo test --profile xtask -p generator --test it -- --ignored many_ways"]
fn many_ways_to_write_the_same_are_no_change() {
    small_schema_in_another_way(0..200);
    schemas_in_another_way(0..10);
}

fn small_schema_in_another_way(seeds: Range<u64>) {
    let world = harbour(CSDL, ROUTES);
    let base = world.facts().unwrap();
    let paths = small::openapi(ROUTES);
    for seed in seeds {
        let mut other = world.clone();
        let text = rewritten(CSDL, seed);
        assert_ne!(text, CSDL);
        other.csdl = csdl::read("rewritten.csdl", &text).unwrap_or_else(|error| panic!("{error}\n{text}"));
        let text = reworded(&paths, seed);
        assert_ne!(text, paths);
        other.openapi = openapi::read("reworded.yaml", &text).unwrap();
        assert_nothing(&format!("seed {seed}"), &base, &other.facts().unwrap());
    }
}

fn schemas_in_another_way(seeds: Range<u64>) {
    for version in [Version::V1_0, Version::Beta] {
        let world = World::real(version);
        let base = world.facts().unwrap();
        let read =
            |file: &str| std::fs::read_to_string(workspace().join("schemas").join(version.name()).join(file)).unwrap();
        let (csdl_text, openapi_text) = (read("metadata.csdl"), read("openapi.yaml"));
        for seed in seeds.clone() {
            let mut other = world.clone();
            other.csdl = csdl::read("rewritten.csdl", &rewritten(&csdl_text, seed)).unwrap();
            other.openapi = openapi::read("reworded.yaml", &reworded(&openapi_text, seed)).unwrap();
            assert_nothing(&format!("{version}, seed {seed}"), &base, &other.facts().unwrap());
        }
    }
}

/// A file of the raw metadata beside the checkout. Under CI it must be there.
fn raw(version: Version, file: &str) -> Option<String> {
    let path: PathBuf = workspace()
        .parent()?
        .join("shared/metadata")
        .join(version.name())
        .join(file);
    if path.exists() {
        return Some(std::fs::read_to_string(path).unwrap());
    }
    assert!(
        std::env::var_os("CI").is_none(),
        "{} is not beside the checkout, and CI is set: this test would prove nothing",
        path.display()
    );
    println!("{} is not beside the checkout: nothing is tested here", path.display());
    None
}

/// The same with other sentences: what stands on one line after these keys.
fn other_sentences(text: &str) -> (String, usize) {
    let mut out = String::with_capacity(text.len());
    let mut count = 0;
    let indent = |line: &str| line.len() - line.trim_start().len();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let key = ["description: ", "summary: ", "operationId: "]
            .into_iter()
            .find(|key| line.trim_start().starts_with(key));
        let alone = lines.peek().is_none_or(|next| indent(next) <= indent(line));
        match key {
            Some(key) if alone => {
                count += 1;
                out.push_str(&format!("{}{key}other words {count}", " ".repeat(indent(line))));
            }
            _ => out.push_str(line),
        }
        out.push('\n');
    }
    (out, count)
}

fn raw_says_the_same(version: Version) {
    let (Some(csdl_text), Some(openapi_text)) = (raw(version, "metadata.csdl"), raw(version, "openapi.yaml")) else {
        return;
    };
    let world = World::real(version);
    let ours = world.facts().unwrap();
    let mut published = world.clone();
    published.csdl = csdl::read("raw.csdl", &csdl_text).unwrap();
    published.openapi = openapi::read("raw.yaml", &openapi_text).unwrap();
    let published_facts = published.facts().unwrap();
    assert_nothing(
        &format!("{version}: schemas and what they were imported from"),
        &ours,
        &published_facts,
    );
    let mut other = published;
    other.csdl = csdl::read("rewritten.csdl", &rewritten(&csdl_text, 7)).unwrap();
    let (text, count) = other_sentences(&openapi_text);
    assert!(count > 1_000, "{count} sentences");
    other.openapi = openapi::read("reworded.yaml", &text).unwrap();
    assert_nothing(
        &format!("{version}: raw documents written otherwise"),
        &published_facts,
        &other.facts().unwrap(),
    );
}

#[test]
fn the_schemas_and_other_sentences_are_no_change_of_raw_v1_0() {
    raw_says_the_same(Version::V1_0);
}

#[test]
fn the_schemas_and_other_sentences_are_no_change_of_raw_beta() {
    raw_says_the_same(Version::Beta);
}
