//! An OpenAPI document: its operations, by template and by URL, and its schemas.

use std::collections::{BTreeMap, HashMap};
use std::sync::OnceLock;

use integration_tests::shared_folder::shared;
use serde_json::Value;

const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// A document, read once.
pub struct Document {
    pub version: &'static str,
    root: Value,
    /// The paths by how many segments they have.
    paths: HashMap<usize, Vec<String>>,
}

/// An operation as the document describes it.
#[derive(Clone, Copy)]
pub struct Described<'d> {
    document: &'d Document,
    /// In lower case.
    pub method: &'static str,
    pub path: &'d str,
    item: &'d Value,
    pub operation: &'d Value,
}

/// What a URL is by the document.
pub struct Found<'d> {
    pub path: &'d str,
    /// What stands in the places of the parameters, as it is in the URL.
    pub values: Vec<&'d str>,
}

impl Document {
    /// The document of a version, if it is there.
    pub fn of(version: &'static str) -> Option<&'static Self> {
        static V1_0: OnceLock<Option<Document>> = OnceLock::new();
        static BETA: OnceLock<Option<Document>> = OnceLock::new();
        let once = if version == "beta" { &BETA } else { &V1_0 };
        once.get_or_init(|| Self::read(version)).as_ref()
    }

    fn read(version: &'static str) -> Option<Self> {
        let file = shared(&format!("metadata/{version}/openapi.yaml"))?;
        let root: Value = yaml_serde::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
        let mut paths: HashMap<usize, Vec<String>> = HashMap::new();
        for path in root["paths"].as_object().unwrap().keys() {
            paths.entry(path.split('/').count()).or_default().push(path.clone());
        }
        Some(Self { version, root, paths })
    }

    /// Every operation, by method and template.
    pub fn operations(&self) -> BTreeMap<surface_walker::Operation, Described<'_>> {
        let mut operations = BTreeMap::new();
        for (path, item) in self.root["paths"].as_object().unwrap() {
            for method in METHODS {
                if let Some(operation) = item.get(method) {
                    let described = Described {
                        document: self,
                        method,
                        path,
                        item,
                        operation,
                    };
                    operations.insert(surface_walker::Operation::new(method, path), described);
                }
            }
        }
        operations
    }

    /// What a reference refers to; another value is itself.
    pub fn resolve<'d>(&'d self, value: &'d Value) -> &'d Value {
        match value.get("$ref").and_then(Value::as_str) {
            Some(reference) => {
                let target = reference
                    .strip_prefix('#')
                    .and_then(|pointer| self.root.pointer(pointer));
                self.resolve(target.unwrap_or_else(|| panic!("{reference} refers to nothing")))
            }
            None => value,
        }
    }

    /// A component schema by its name.
    pub fn schema(&self, name: &str) -> Option<&Value> {
        self.root["components"]["schemas"].get(name)
    }

    /// The name of the component schema that a reference is for.
    pub fn name_of(schema: &Value) -> Option<&str> {
        schema.get("$ref")?.as_str()?.strip_prefix("#/components/schemas/")
    }

    /// The properties of an object's schema, those of its base types among them.
    pub fn properties<'d>(&'d self, schema: &'d Value) -> BTreeMap<&'d str, &'d Value> {
        let schema = self.resolve(schema);
        let mut properties = BTreeMap::new();
        for base in schema["allOf"].as_array().into_iter().flatten() {
            properties.extend(self.properties(base));
        }
        let own = schema["properties"].as_object();
        properties.extend(own.into_iter().flatten().map(|(name, value)| (name.as_str(), value)));
        properties
    }

    /// The types that are derived from a schema's, each with the value of `@odata.type` that stands for it.
    pub fn derived<'d>(&'d self, schema: &'d Value) -> BTreeMap<&'d str, &'d str> {
        let schema = self.resolve(schema);
        // A discriminator of a base type in `allOf` is for its other derived types too.
        let inline = schema["allOf"].as_array().into_iter().flatten();
        let mut places = inline
            .filter(|part| part.get("$ref").is_none())
            .chain(std::iter::once(schema));
        let mapping = places.find_map(|place| place["discriminator"]["mapping"].as_object());
        mapping
            .into_iter()
            .flatten()
            .filter_map(|(name, target)| {
                let target = target.as_str()?.strip_prefix("#/components/schemas/")?;
                Some((name.as_str(), target))
            })
            .collect()
    }

    /// The paths of the document that a URL's path (below the version) can be: where several can, one that names a
    /// segment goes before one with parameters in it, and that before one that is a parameter.
    pub fn matching<'d>(&'d self, path: &'d str) -> Vec<Found<'d>> {
        let given: Vec<&str> = path.split('/').collect();
        let mut best: Vec<Found<'d>> = Vec::new();
        let mut plainest = Vec::new();
        for template in self.paths.get(&given.len()).into_iter().flatten() {
            let mut values = Vec::new();
            let mut plain = Vec::new();
            let fits = template.split('/').zip(&given).all(|(pattern, segment)| {
                plain.push(match pattern {
                    _ if !pattern.contains('{') => 2,
                    _ if pattern.starts_with('{') && pattern.ends_with('}') => 0,
                    _ => 1,
                });
                captured(pattern, segment, &mut values)
            });
            if !fits || plain < plainest {
                continue;
            }
            if plain > plainest {
                best.clear();
                plainest = plain;
            }
            best.push(Found { path: template, values });
        }
        best
    }
}

/// Whether a segment is of a pattern, `f(on='{on}')` for instance; adds what stands in the braces.
fn captured<'d>(pattern: &str, segment: &'d str, values: &mut Vec<&'d str>) -> bool {
    let Some((before, rest)) = pattern.split_once('{') else {
        return pattern == segment;
    };
    let Some((_, after)) = rest.split_once('}') else {
        return false;
    };
    let Some(segment) = segment.strip_prefix(before) else {
        return false;
    };
    let end = match after.split_once('{') {
        Some((next, _)) => segment.find(next),
        None => segment.strip_suffix(after).map(str::len),
    };
    let Some((value, segment)) = end.and_then(|end| segment.split_at_checked(end)) else {
        return false;
    };
    values.push(value);
    !value.is_empty() && captured(after, segment, values)
}

impl<'d> Described<'d> {
    /// The parameters in a place: `path`, `query` or `header`.
    pub fn parameters(&self, place: &str) -> Vec<&'d Value> {
        [self.item, self.operation]
            .into_iter()
            .flat_map(|owner| owner["parameters"].as_array().into_iter().flatten())
            .map(|parameter| self.document.resolve(parameter))
            .filter(|parameter| parameter["in"] == place)
            .collect()
    }

    /// The parameters of the URL's template in its order.
    pub fn path_parameters(&self) -> Vec<&'d Value> {
        let parameters = self.parameters("path");
        let names = self.path.split('{').skip(1).filter_map(|part| part.split_once('}'));
        names
            .map(|(name, _)| {
                let named = parameters.iter().find(|parameter| parameter["name"] == name);
                *named.unwrap_or_else(|| panic!("{} does not describe {name}", self.path))
            })
            .collect()
    }

    /// Media type and schema of the body that is sent.
    pub fn body(&self) -> Option<(&'d str, &'d Value)> {
        self.only_content(self.document.resolve(self.operation.get("requestBody")?))
    }

    /// Media type and schema of the response when all goes well, if it has a body.
    pub fn response(&self) -> Option<(&'d str, &'d Value)> {
        let responses = self.operation["responses"].as_object().unwrap();
        let mut well = responses.iter().filter(|(status, _)| status.starts_with('2'));
        let (Some((_, response)), None) = (well.next(), well.next()) else {
            panic!("{} does not have one response that says that all went well", self.path);
        };
        self.only_content(self.document.resolve(response))
    }

    fn only_content(&self, value: &'d Value) -> Option<(&'d str, &'d Value)> {
        let mut media = value.get("content")?.as_object()?.iter();
        let (Some((name, content)), None) = (media.next(), media.next()) else {
            panic!("{} does not have one media type", self.path);
        };
        Some((name, &content["schema"]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(paths: &[&str]) -> Document {
        let mut known: HashMap<usize, Vec<String>> = HashMap::new();
        for path in paths {
            known
                .entry(path.split('/').count())
                .or_default()
                .push((*path).to_owned());
        }
        Document {
            version: "v1.0",
            root: Value::Null,
            paths: known,
        }
    }

    #[test]
    fn a_url_is_of_the_path_that_says_most() {
        let document = document(&[
            "/x/{x-id}",
            "/x/$count",
            "/x/f(on='{on}',to={to})",
            "/x(name='{name}')/y",
            "/x/{other-id}/y",
        ]);
        let found = |url: &'static str| -> Vec<String> {
            let found = document.matching(url);
            found
                .iter()
                .map(|found| format!("{} {:?}", found.path, found.values))
                .collect()
        };
        assert_eq!(found("/x/1%2F2"), ["/x/{x-id} [\"1%2F2\"]"]);
        assert_eq!(found("/x/$count"), ["/x/$count []"]);
        assert_eq!(
            found("/x/f(on='it''s',to=2)"),
            ["/x/f(on='{on}',to={to}) [\"it''s\", \"2\"]"]
        );
        assert_eq!(found("/x/f(on='1')"), ["/x/{x-id} [\"f(on='1')\"]"]);
        assert_eq!(found("/x(name='a')/y"), ["/x(name='{name}')/y [\"a\"]"]);
        assert_eq!(found("/x/1/y"), ["/x/{other-id}/y [\"1\"]"]);
        assert!(found("/x/").is_empty() && found("/x/1/z").is_empty() && found("/x/1/2/3").is_empty());
    }
}
