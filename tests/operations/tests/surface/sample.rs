//! JSON made from the document's schemas: all members filled, each place of several types with one after the other of
//! them.

use std::collections::{BTreeMap, BTreeSet};

use msgraph_identity_governance::model::TypeInfo;
use serde_json::{Map, Value, json};

use super::document::{Described, Document};
use super::exceptions::Exceptions;

/// The member that each object of a schema has, with the schema's name. No model knows it, and it comes first in what
/// is read, so it comes first among what a model keeps beside its members: what is written behind it was kept beside
/// them too.
pub const MARK: &str = "!";

/// How deep objects are made; those of a type that there was none of yet are made deeper.
const DEEPEST: usize = 2;

/// What stands in a place of the URL.
pub fn path_text(document: &Document, parameter: &Value, place: usize) -> String {
    let schema = real(document, &parameter["schema"]);
    if let Some(names) = schema["enum"].as_array() {
        return names[place % names.len()].as_str().unwrap().to_owned();
    }
    match schema["format"].as_str() {
        Some("int32") => format!("-{place}7"),
        Some("date-time") => format!("2026-08-03T09:30:0{}.5Z", place % 10),
        // Everything in it means something in a URL.
        None => format!("{place} a/b'c?d#e&f=%2F+ü;,()"),
        Some(other) => panic!("no sample of a path parameter of the format {other}"),
    }
}

/// What a schema is for when null is left aside.
pub fn real<'d>(document: &'d Document, schema: &'d Value) -> &'d Value {
    document.resolve(named(schema))
}

/// The same, but a reference stays one.
fn named(schema: &Value) -> &Value {
    let choices = schema["anyOf"].as_array().or(schema["oneOf"].as_array());
    let mut choices = choices.into_iter().flatten();
    choices
        .find(|choice| choice["enum"] != json!([null]))
        .map_or(schema, named)
}

/// Makes instances, and remembers whose turn it is at places of several types.
pub struct Maker<'d> {
    document: &'d Document,
    types: BTreeSet<&'static str>,
    turns: BTreeMap<&'d str, usize>,
    pub exceptions: Exceptions,
    /// The types of which there was one.
    pub made: BTreeSet<&'d str>,
    /// How many those were when it was last asked.
    reported: usize,
}

impl<'d> Maker<'d> {
    pub fn new(document: &'d Document, types: &[&'static TypeInfo]) -> Self {
        Self {
            document,
            types: types.iter().map(|info| info.name).collect(),
            turns: BTreeMap::new(),
            exceptions: Exceptions::of(document.version),
            made: BTreeSet::new(),
            reported: 0,
        }
    }

    /// Whether there were instances of further types since it was last asked.
    pub fn made_more(&mut self) -> bool {
        std::mem::replace(&mut self.reported, self.made.len()) < self.made.len()
    }

    /// What an operation is sent, marked; null where it is sent none or no JSON.
    pub fn body(&mut self, described: &Described<'d>) -> Value {
        match described.body() {
            Some(("application/json", schema)) => self.value(schema, 0).unwrap_or_default(),
            _ => Value::Null,
        }
    }

    /// An instance of a schema; `None` where it would be too deep.
    pub fn value(&mut self, schema: &'d Value, depth: usize) -> Option<Value> {
        let schema = named(schema);
        let name = Document::name_of(schema).unwrap_or_default();
        let shape = self.document.resolve(schema);
        if let Some(names) = shape["enum"].as_array() {
            let turn = self.turn(name, names.len());
            return Some(names[turn].clone());
        }
        Some(match (shape["type"].as_str(), shape["format"].as_str()) {
            (Some("array"), _) => {
                let items = (0..if depth == 0 { 2 } else { 1 }).map_while(|_| self.value(&shape["items"], depth));
                Value::Array(items.collect())
            }
            (Some("boolean"), _) => json!(true),
            (Some("number"), Some("double" | "float")) => json!(2.5),
            (Some("number"), Some("int64")) => json!(9_007_199_254_740_993_i64),
            (Some("number"), Some("int32")) => json!(-2_147_483_648_i64),
            (Some("number"), Some("int16" | "uint8")) => json!(200),
            (Some("string"), None) => json!("text with \"quotes\" and ü"),
            (Some("string"), Some("date-time")) => json!("2026-08-03T09:30:00.1234567Z"),
            (Some("string"), Some("date")) => json!("2026-08-03"),
            (Some("string"), Some("time")) => json!("09:30:00.5000000"),
            (Some("string"), Some("duration")) => json!("P1DT2H3M4.5S"),
            (Some("string"), Some("uuid")) => json!("7a6ab703-0780-4b37-8445-81f679b2d75c"),
            (Some("string"), Some("base64url")) => json!("TWFu"),
            (None, None) if shape.as_object().is_some_and(|shape| !shape.contains_key("allOf")) => {
                json!(["anything", 1])
            }
            (Some("object") | None, None) => return self.object(schema, depth),
            other => panic!("no sample of {other:?}"),
        })
    }

    /// Whose turn it is.
    fn turn(&mut self, name: &'d str, of: usize) -> usize {
        let turn = self.turns.entry(name).or_default();
        *turn += 1;
        (*turn - 1) % of
    }

    fn object(&mut self, declared: &'d Value, depth: usize) -> Option<Value> {
        let document = self.document;
        let mut schema = declared;
        let mut name = Document::name_of(declared).unwrap_or("(parameters)");
        let mut object = Map::new();
        let (known, left_out): (Vec<_>, Vec<_>) = document
            .derived(declared)
            .into_iter()
            .filter(|(_, target)| !self.exceptions.is_abstract(target))
            .partition(|(_, target)| self.types.contains(target));
        self.exceptions.derived_left_out(name, left_out.len());
        // The last place is the declared type's own.
        let mut names = known.iter().map(|(_, target)| *target).chain([name]);
        let turn = match names.position(|name| !self.made.contains(name)) {
            Some(first) => first,
            None if depth > DEEPEST => return None,
            None => self.turn(name, known.len() + 1),
        };
        if let Some((odata_type, target)) = known.get(turn) {
            schema = document.schema(target).unwrap();
            name = *target;
            object.insert("@odata.type".to_owned(), json!(odata_type));
        }
        self.made.insert(name);
        object.insert(MARK.to_owned(), json!(name));
        for (member, schema) in document.properties(schema) {
            if member == "@odata.type" {
                if let Some(own) = schema.get("default") {
                    object.insert(member.to_owned(), own.clone());
                }
            } else if self.exceptions.leaves_out(name, member, schema) {
                object.insert(member.to_owned(), json!(LEFT_OUT));
            } else if let Some(value) = self.value(schema, depth + 1) {
                object.insert(member.to_owned(), value);
            }
        }
        Some(Value::Object(object))
    }
}

/// What stands at members that the models leave out.
pub const LEFT_OUT: &str = "left out";

/// The same without marks and what models leave out.
pub fn plain(value: &Value) -> Value {
    match value {
        Value::Object(members) => members
            .iter()
            .filter(|(name, value)| *name != MARK && *value != LEFT_OUT)
            .map(|(name, value)| (name.clone(), plain(value)))
            .collect(),
        Value::Array(items) => items.iter().map(plain).collect(),
        other => other.clone(),
    }
}
