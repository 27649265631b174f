//! The types of an OpenAPI document's schemas, in a form that can be compared with the CSDL's. It looks at no path.

use std::fmt;

use crate::model::{ItemType, Primitive, TypeRef};
use crate::openapi::{Components, Document, Literal, MediaType, OrRef, RequestBody, Response, Schema};

/// The type that a schema stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WireType {
    /// No body.
    Nothing,
    /// A named schema: `microsoft.graph.accessPackage`.
    Named(String),
    /// A primitive.
    Primitive(Primitive),
    /// An array.
    Array(Box<WireType>),
    /// An object with `value`: an array (a page) or a single value.
    Wrapped(Box<WireType>),
    /// An inline object with these members: the body of an action.
    Object(Vec<(String, WireType)>),
    /// Bytes.
    Content,
    /// Anything else, in words.
    Other(String),
}

impl WireType {
    /// The type, its schemas called as `now` says.
    #[must_use]
    pub fn with_names(&self, now: &impl Fn(&str) -> String) -> Self {
        match self {
            WireType::Named(name) => WireType::Named(now(name)),
            WireType::Array(item) => WireType::Array(Box::new(item.with_names(now))),
            WireType::Wrapped(value) => WireType::Wrapped(Box::new(value.with_names(now))),
            WireType::Object(members) => {
                let members = members.iter().map(|(name, ty)| (name.clone(), ty.with_names(now)));
                WireType::Object(members.collect())
            }
            other => other.clone(),
        }
    }
}

impl fmt::Display for WireType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WireType::Nothing => f.write_str("nothing"),
            WireType::Named(name) => f.write_str(name),
            WireType::Primitive(primitive) => f.write_str(primitive.edm_name()),
            WireType::Array(item) => write!(f, "Collection({item})"),
            WireType::Wrapped(value) => write!(f, "value: {value}"),
            WireType::Object(members) => {
                f.write_str("{")?;
                for (position, (name, ty)) in members.iter().enumerate() {
                    write!(f, "{}{name}: {ty}", if position == 0 { "" } else { ", " })?;
                }
                f.write_str("}")
            }
            WireType::Content => f.write_str("bytes"),
            WireType::Other(what) => f.write_str(what),
        }
    }
}

/// The name at the end of a `$ref`.
#[must_use]
pub fn reference_name(reference: &str) -> &str {
    reference.rsplit('/').next().unwrap_or(reference)
}

/// Reads the types of one document's schemas.
#[derive(Clone, Copy, Debug)]
pub struct Wire<'a> {
    components: &'a Components,
}

impl<'a> Wire<'a> {
    /// For the schemas of that document.
    #[must_use]
    pub fn new(document: &'a Document) -> Self {
        Self {
            components: &document.components,
        }
    }

    /// The body of a request.
    #[must_use]
    pub fn body(&self, body: Option<&'a OrRef<RequestBody>>) -> WireType {
        match body.and_then(|body| body.resolve(&self.components.request_bodies)) {
            Some(body) => self.content(body.content.iter()),
            None => WireType::Nothing,
        }
    }

    /// The response when all went well: the first of the 2XX statuses that has a body.
    #[must_use]
    pub fn response(&self, operation: &'a crate::openapi::Operation) -> WireType {
        operation
            .responses
            .iter()
            .filter(|(status, _)| status.starts_with('2'))
            .filter_map(|(_, response)| response.resolve(&self.components.responses))
            .map(|response: &Response| self.content(response.content.iter()))
            .find(|ty| *ty != WireType::Nothing)
            .unwrap_or(WireType::Nothing)
    }

    fn content(&self, mut content: impl Iterator<Item = (&'a String, &'a MediaType)>) -> WireType {
        match content.next() {
            None => WireType::Nothing,
            Some((media, body)) => match &body.schema {
                Some(schema) if media.contains("json") || media.starts_with("text/") => self.schema(schema),
                Some(_) | None => WireType::Content,
            },
        }
    }

    /// The type that a schema stands for. A name is followed only where it wraps a `value`, and none in there: what
    /// is made is no larger than two schemas are written, however they refer to each other.
    #[must_use]
    pub fn schema(&self, schema: &Schema) -> WireType {
        self.schema_at(schema, false)
    }

    fn schema_at(&self, schema: &Schema, was_followed: bool) -> WireType {
        if let Some(reference) = &schema.reference {
            let name = reference_name(reference);
            if name == "ODataCountResponse" {
                return WireType::Primitive(Primitive::Int64);
            }
            // A page's schema is named after its item; what it wraps is in its `value`.
            if !was_followed
                && (name.ends_with("Response") || !name.contains('.'))
                && let Some(target) = self.components.schemas.get(name)
                && !target.properties.contains_key("@odata.type")
                && let Some(wrapped) = self.wrapped(target, true)
            {
                return wrapped;
            }
            return WireType::Named(name.to_owned());
        }
        let alternatives: Vec<&Schema> = schema
            .any_of
            .iter()
            .chain(&schema.one_of)
            .filter(|schema| !is_null(schema))
            .collect();
        if let Some(first) = alternatives.first() {
            // Doubles: a number, `INF` and `NaN` as text. The first says what it is.
            return self.schema_at(first, was_followed);
        }
        if let Some(wrapped) = self.wrapped(schema, was_followed) {
            return wrapped;
        }
        if let [only] = schema.all_of.as_slice() {
            return self.schema_at(only, was_followed);
        }
        let format = schema.format.as_deref().unwrap_or_default();
        match (schema.type_name.as_deref(), format) {
            (Some("array"), _) => WireType::Array(Box::new(
                schema
                    .items
                    .as_deref()
                    .map_or(WireType::Other("untyped".into()), |items| {
                        self.schema_at(items, was_followed)
                    }),
            )),
            (Some("object"), _) if !schema.properties.is_empty() => WireType::Object(
                schema
                    .properties
                    .iter()
                    .map(|(name, schema)| (name.clone(), self.schema_at(schema, was_followed)))
                    .collect(),
            ),
            (Some("boolean"), _) => WireType::Primitive(Primitive::Boolean),
            (Some("integer" | "number"), "int64") => WireType::Primitive(Primitive::Int64),
            (Some("integer" | "number"), "int32") => WireType::Primitive(Primitive::Int32),
            (Some("integer" | "number"), "int16") => WireType::Primitive(Primitive::Int16),
            (Some("integer" | "number"), "uint8") => WireType::Primitive(Primitive::Byte),
            (Some("integer" | "number"), "int8") => WireType::Primitive(Primitive::SByte),
            (Some("number"), "float") => WireType::Primitive(Primitive::Single),
            (Some("number"), "double") => WireType::Primitive(Primitive::Double),
            (Some("number"), "decimal") => WireType::Primitive(Primitive::Decimal),
            (Some("string"), "date-time") => WireType::Primitive(Primitive::DateTimeOffset),
            (Some("string"), "date") => WireType::Primitive(Primitive::Date),
            (Some("string"), "time") => WireType::Primitive(Primitive::TimeOfDay),
            (Some("string"), "duration") => WireType::Primitive(Primitive::Duration),
            (Some("string"), "uuid") => WireType::Primitive(Primitive::Guid),
            (Some("string"), "base64url" | "byte") => WireType::Primitive(Primitive::Binary),
            (Some("string"), "binary") => WireType::Content,
            (Some("string"), _) => WireType::Primitive(Primitive::String),
            (ty, format) => WireType::Other(format!("type {} format {format:?}", ty.unwrap_or("not given"))),
        }
    }

    /// What `value` holds, for a schema that is an object around it.
    fn wrapped(&self, schema: &Schema, was_followed: bool) -> Option<WireType> {
        let value = schema
            .properties
            .get("value")
            .or_else(|| schema.all_of.iter().find_map(|part| part.properties.get("value")))?;
        // Alone, or beside the base with the next link.
        let alone = schema
            .properties
            .iter()
            .chain(schema.all_of.iter().flat_map(|part| &part.properties))
            .all(|(name, _)| name == "value" || name.starts_with('@'));
        alone.then(|| WireType::Wrapped(Box::new(self.schema_at(value, was_followed))))
    }
}

fn is_null(schema: &Schema) -> bool {
    schema.reference.is_none()
        && schema.properties.is_empty()
        && (schema.nullable == Some(true) || schema.values == [Literal::Null])
        && schema.type_name.as_deref().is_none_or(|ty| ty == "object")
        && schema.any_of.is_empty()
}

/// Whether a schema's type is what the CSDL says. The converter writes any number of 64 bits as a string, and streams
/// as base64url.
#[must_use]
pub fn agrees(wire: &WireType, ty: &TypeRef) -> bool {
    match wire {
        WireType::Array(item) => ty.collection && item_agrees(item, &ty.item),
        wire => !ty.collection && item_agrees(wire, &ty.item),
    }
}

fn item_agrees(wire: &WireType, item: &ItemType) -> bool {
    match (wire, item) {
        (WireType::Named(wire), ItemType::Structured(name) | ItemType::Enum(name)) => *wire == name.to_string(),
        (WireType::Primitive(Primitive::String), ItemType::Primitive(Primitive::Int64)) => true,
        (WireType::Primitive(wire), ItemType::Primitive(primitive)) => wire == primitive,
        (_, ItemType::Untyped) => true,
        _ => false,
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]
mod tests {
    use super::*;

    #[test]
    fn schemas_that_wrap_each_other_are_followed_once() {
        let text = "openapi: 3.0.4
info: {title: t, version: v1.0}
paths: {}
components:
  schemas:
    start: {$ref: '#/components/schemas/aResponse'}
    aResponse:
      type: object
      properties:
        value:
          type: object
          properties:
            one: {$ref: '#/components/schemas/aResponse'}
            two: {$ref: '#/components/schemas/aResponse'}
            three: {$ref: '#/components/schemas/aResponse'}
";
        let document = crate::openapi::read("a.yaml", text).unwrap();
        let wire = Wire::new(&document).schema(&document.components.schemas["start"]);
        let mut members: Vec<String> = match wire {
            WireType::Wrapped(value) => match *value {
                WireType::Object(members) => members.iter().map(|(name, ty)| format!("{name}: {ty}")).collect(),
                other => vec![other.to_string()],
            },
            other => vec![other.to_string()],
        };
        members.sort();
        assert_eq!(members, ["one: aResponse", "three: aResponse", "two: aResponse"]);
    }
}
