//! An OpenAPI document as the judge of responses: what it declares of an operation's, and whether a value is of a
//! schema.

use std::borrow::Cow;
use std::sync::OnceLock;

use msgraph_identity_governance::values::{Binary, Date, DateTimeOffset, Duration, Guid, TimeOfDay};
use msgraph_local_graph::engine::Version;
use serde_json::Value;
use test_support::shared_folder::shared;

/// A version's document, read in place.
pub struct Document {
    root: Value,
}

/// What is declared of the response when all goes well.
pub struct Declared<'d> {
    /// `204`, `2XX`.
    pub status: &'d str,
    /// Media type and schema of the body, if there is one.
    pub body: Option<(&'d str, &'d Value)>,
}

impl Document {
    /// The raw document of a version, read once; `None` where it is not there.
    pub fn of(version: Version) -> Option<&'static Self> {
        static V1_0: OnceLock<Option<Document>> = OnceLock::new();
        static BETA: OnceLock<Option<Document>> = OnceLock::new();
        let once = match version {
            Version::V1_0 => &V1_0,
            Version::Beta => &BETA,
        };
        once.get_or_init(|| Self::read(version)).as_ref()
    }

    fn read(version: Version) -> Option<Self> {
        let file = shared(&format!("metadata/{}/openapi.yaml", version.name()))?;
        let root = yaml_serde::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
        Some(Self { root })
    }

    /// What is declared of an operation's response.
    pub fn declared(&self, method: &str, template: &str) -> Declared<'_> {
        let operation = &self.root["paths"][template][method.to_ascii_lowercase()];
        let responses = operation["responses"].as_object();
        let responses = responses.unwrap_or_else(|| panic!("the document lacks {method} {template}"));
        let well = responses.iter().find(|(status, _)| status.starts_with('2'));
        let (status, response) = well.unwrap_or_else(|| panic!("{method} {template} never goes well"));
        let content = self.resolve(response)["content"].as_object();
        let body = content.and_then(|content| content.iter().next());
        Declared {
            status,
            body: body.map(|(media_type, content)| (media_type.as_str(), &content["schema"])),
        }
    }

    /// The schema of a refusal.
    pub fn error(&self) -> &Value {
        let response = self.resolve(&self.root["components"]["responses"]["error"]);
        &response["content"]["application/json"]["schema"]
    }

    fn resolve<'d>(&'d self, value: &'d Value) -> &'d Value {
        match value.get("$ref").and_then(Value::as_str) {
            Some(reference) => {
                let target = self.root.pointer(reference.trim_start_matches('#'));
                self.resolve(target.unwrap_or_else(|| panic!("{reference} refers to nothing")))
            }
            None => value,
        }
    }

    /// What of a value is not as a schema says, each with its path.
    pub fn faults(&self, schema: &Value, value: &Value) -> Vec<String> {
        let mut faults = Vec::new();
        self.check(schema, value, "", &mut faults);
        faults
    }

    fn check(&self, schema: &Value, value: &Value, path: &str, faults: &mut Vec<String>) {
        let schema = self.resolve(schema);
        if let Some(alternatives) = schema["anyOf"].as_array().or(schema["oneOf"].as_array()) {
            let tries = alternatives.iter().map(|one| {
                let mut faults = Vec::new();
                self.check(one, value, path, &mut faults);
                faults
            });
            if let Some(fewest) = tries.min_by_key(Vec::len) {
                faults.extend(fewest);
            }
            return;
        }
        if value.is_null() {
            let takes_null = schema["enum"]
                .as_array()
                .is_some_and(|values| values.contains(&Value::Null));
            if schema["nullable"] != true && !takes_null {
                faults.push(format!("{path}: null"));
            }
            return;
        }
        if let Some(values) = schema["enum"].as_array() {
            if !values.contains(value) {
                faults.push(format!("{path}: {value} is none of {}", schema["enum"]));
            }
            return;
        }
        match value {
            Value::Object(members) => self.check_object(schema, members, path, faults),
            Value::Array(items) => {
                if schema["type"] != "array" {
                    faults.push(format!("{path}: a list"));
                    return;
                }
                for (at, item) in items.iter().enumerate() {
                    self.check(&schema["items"], item, &format!("{path}[{at}]"), faults);
                }
            }
            _ if !is_of(schema, value) => faults.push(format!("{path}: {value} is no {}", described(schema))),
            _ => {}
        }
    }

    fn check_object(
        &self,
        schema: &Value,
        members: &serde_json::Map<String, Value>,
        path: &str,
        faults: &mut Vec<String>,
    ) {
        // A value's own type may be derived from the declared one.
        let own = members.get("@odata.type").and_then(Value::as_str);
        let own = own.map(|name| name.trim_start_matches('#'));
        let own = own.and_then(|name| self.root["components"]["schemas"].get(name));
        let schema = own.unwrap_or(schema);
        if !self.is_object(schema) {
            faults.push(format!("{path}: an object is no {}", described(schema)));
            return;
        }
        for (name, value) in members.iter().filter(|(name, _)| !name.contains('@')) {
            let path = format!("{path}/{name}");
            match self.property(schema, name) {
                Some(schema) => self.check(schema, value, &path, faults),
                None => faults.push(format!("{path} is not declared")),
            }
        }
        // The documents demand `@odata.type` of every object. Graph sends it where the declared type does not say it.
        for name in self.required(schema).filter(|name| *name != "@odata.type") {
            if !members.contains_key(name) {
                faults.push(format!("{path}/{name} is required"));
            }
        }
    }

    fn is_object(&self, schema: &Value) -> bool {
        let schema = self.resolve(schema);
        schema["type"] == "object"
            || schema["allOf"]
                .as_array()
                .is_some_and(|all| all.iter().any(|one| self.is_object(one)))
    }

    /// A property of a schema or of those that it is all of.
    fn property<'d>(&'d self, schema: &'d Value, name: &str) -> Option<&'d Value> {
        let schema = self.resolve(schema);
        schema["properties"].get(name).or_else(|| {
            let mut all = schema["allOf"].as_array().into_iter().flatten();
            all.find_map(|one| self.property(one, name))
        })
    }

    fn required<'d>(&'d self, schema: &'d Value) -> Box<dyn Iterator<Item = &'d str> + 'd> {
        let schema = self.resolve(schema);
        let own = schema["required"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str);
        let all = schema["allOf"].as_array().into_iter().flatten();
        Box::new(own.chain(all.flat_map(|one| self.required(one))))
    }
}

fn described(schema: &Value) -> Cow<'_, str> {
    match (&schema["type"], &schema["format"]) {
        (Value::String(ty), Value::String(format)) => format!("{ty} ({format})").into(),
        (Value::String(ty), _) => ty.as_str().into(),
        _ => schema.to_string().into(),
    }
}

/// Whether a text, number or boolean is of a schema.
fn is_of(schema: &Value, value: &Value) -> bool {
    let format = schema["format"].as_str().unwrap_or_default();
    match (schema["type"].as_str(), value) {
        (Some("boolean"), Value::Bool(_)) => true,
        (Some("number" | "integer"), Value::Number(number)) => {
            let in_bounds = |bound: &str, is_in: fn(f64, f64) -> bool| {
                let bound = schema[bound].as_f64();
                bound.is_none_or(|bound| is_in(number.as_f64().unwrap(), bound))
            };
            let is_whole = number.is_i64() || number.is_u64() || !format.contains("int");
            is_whole
                && in_bounds("minimum", |value, bound| value >= bound)
                && in_bounds("maximum", |value, bound| value <= bound)
        }
        (Some("string"), Value::String(text)) => match format {
            "date-time" => text.parse::<DateTimeOffset>().is_ok(),
            "date" => text.parse::<Date>().is_ok(),
            "time" => text.parse::<TimeOfDay>().is_ok(),
            "duration" => text.parse::<Duration>().is_ok(),
            "uuid" => text.parse::<Guid>().is_ok(),
            "base64url" => text.parse::<Binary>().is_ok(),
            _ => true,
        },
        // Any JSON.
        (None, _) => schema["properties"].is_null(),
        _ => false,
    }
}
