//! Writes an OpenAPI document as YAML in normal form: sorted, one fact per line, in a fixed order of members.
//!
//! Reading what was written gives an equal document. Texts that a reader of YAML 1.1 or 1.2 could take for something
//! else are quoted, so every reader agrees.

mod yaml;

use std::collections::BTreeMap;

use self::yaml::{Yaml, float, scalar};
use super::document::{
    AdditionalProperties, Deprecation, Document, Literal, MediaType, Operation, OrRef, Parameter, PathItem,
    RequestBody, Response, Schema,
};

/// The document as YAML. The few sentences that OpenAPI demands are our own.
pub fn write(document: &Document) -> String {
    let mut document = document.clone();
    document.sort();
    let mut yaml = Yaml::default();
    yaml.text("openapi", &document.openapi);
    yaml.object("info", |yaml| {
        yaml.text("title", &document.title);
        yaml.text("version", &document.version);
        if let Some(tool) = &document.generated_by {
            yaml.object("x-ms-generated-by", |yaml| {
                yaml.optional("toolName", tool.tool_name.as_deref());
                yaml.optional("toolVersion", tool.tool_version.as_deref());
            });
        }
    });
    yaml.some_list("servers", &document.servers, |yaml, server| yaml.text("url", server));
    yaml.object("paths", |yaml| {
        for (template, item) in &document.paths {
            yaml.object(template, |yaml| path_item(yaml, item));
        }
    });
    yaml.object("components", |yaml| {
        let components = &document.components;
        yaml.some_map("parameters", &components.parameters, |yaml, parameter| {
            or_ref(yaml, parameter, self::parameter)
        });
        yaml.some_map("requestBodies", &components.request_bodies, |yaml, body| {
            or_ref(yaml, body, request_body)
        });
        yaml.some_map("responses", &components.responses, |yaml, response| {
            or_ref(yaml, response, |yaml, response| {
                self::response(yaml, "An answer", response)
            })
        });
        yaml.some_map("schemas", &components.schemas, schema);
    });
    yaml.out
}

fn path_item(yaml: &mut Yaml, item: &PathItem) {
    yaml.some_list("parameters", &item.parameters, |yaml, parameter| {
        or_ref(yaml, parameter, self::parameter)
    });
    for (method, operation) in &item.operations {
        yaml.object(method.key(), |yaml| self::operation(yaml, operation));
    }
}

fn operation(yaml: &mut Yaml, operation: &Operation) {
    yaml.optional("x-ms-docs-operation-type", operation.operation_type.as_deref());
    yaml.flag("deprecated", operation.deprecated);
    if let Some(deprecation) = &operation.deprecation {
        self::deprecation(yaml, deprecation);
    }
    if let Some(pageable) = &operation.pageable {
        yaml.object("x-ms-pageable", |yaml| {
            yaml.optional("nextLinkName", pageable.next_link_name.as_deref());
            yaml.optional("operationName", pageable.operation_name.as_deref());
            yaml.optional("itemName", pageable.item_name.as_deref());
        });
    }
    if let Some(security) = &operation.security {
        yaml.list("security", security, |yaml, schemes| {
            for (scheme, scopes) in schemes {
                yaml.list(scheme, scopes, |yaml, scope| yaml.item(&scalar(scope)));
            }
        });
    }
    yaml.some_list("parameters", &operation.parameters, |yaml, parameter| {
        or_ref(yaml, parameter, self::parameter)
    });
    if let Some(body) = &operation.request_body {
        yaml.object("requestBody", |yaml| or_ref(yaml, body, request_body));
    }
    yaml.object("responses", |yaml| {
        for (status, response) in &operation.responses {
            yaml.object(status, |yaml| {
                or_ref(yaml, response, |yaml, response| {
                    self::response(yaml, description(status), response)
                })
            });
        }
    });
}

/// The sentence that a response must have.
fn description(status: &str) -> &'static str {
    match status.as_bytes().first() {
        Some(b'2') if status == "204" => "Done, no content",
        Some(b'2') => "Done",
        Some(b'4') => "Refused",
        Some(b'5') => "Failed",
        _ => "An answer",
    }
}

fn or_ref<T>(yaml: &mut Yaml, value: &OrRef<T>, write: impl FnOnce(&mut Yaml, &T)) {
    match value {
        OrRef::Ref(reference) => yaml.text("$ref", reference),
        OrRef::Item(item) => write(yaml, item),
    }
}

fn parameter(yaml: &mut Yaml, parameter: &Parameter) {
    yaml.text("name", &parameter.name);
    yaml.text("in", parameter.location.key());
    yaml.flag("required", parameter.required);
    yaml.flag("deprecated", parameter.deprecated);
    yaml.optional("style", parameter.style.as_deref());
    yaml.optional_bool("explode", parameter.explode);
    yaml.optional("x-ms-docs-key-type", parameter.key_type.as_deref());
    if let Some(schema) = &parameter.schema {
        yaml.object("schema", |yaml| self::schema(yaml, schema));
    }
    content(yaml, &parameter.content);
}

fn request_body(yaml: &mut Yaml, body: &RequestBody) {
    yaml.flag("required", body.required);
    content(yaml, &body.content);
}

fn response(yaml: &mut Yaml, description: &str, response: &Response) {
    yaml.text("description", description);
    content(yaml, &response.content);
}

fn content(yaml: &mut Yaml, content: &BTreeMap<String, MediaType>) {
    yaml.some_map("content", content, |yaml, media| {
        if let Some(schema) = &media.schema {
            yaml.object("schema", |yaml| self::schema(yaml, schema));
        }
    });
}

fn deprecation(yaml: &mut Yaml, deprecation: &Deprecation) {
    yaml.object("x-ms-deprecation", |yaml| {
        yaml.optional("date", deprecation.date.as_deref());
        yaml.optional("removalDate", deprecation.removal_date.as_deref());
        yaml.optional("version", deprecation.version.as_deref());
    });
}

fn schema(yaml: &mut Yaml, schema: &Schema) {
    yaml.optional("$ref", schema.reference.as_deref());
    yaml.optional("title", schema.title.as_deref());
    yaml.optional("type", schema.type_name.as_deref());
    yaml.optional("format", schema.format.as_deref());
    yaml.optional("pattern", schema.pattern.as_deref());
    yaml.optional_bool("nullable", schema.nullable);
    yaml.flag("readOnly", schema.read_only);
    yaml.flag("writeOnly", schema.write_only);
    yaml.flag("deprecated", schema.deprecated);
    yaml.flag("uniqueItems", schema.unique_items);
    yaml.some_list("enum", &schema.values, |yaml, value| yaml.item(&literal(value)));
    for (key, value) in [
        ("default", &schema.default),
        ("minimum", &schema.minimum),
        ("maximum", &schema.maximum),
    ] {
        if let Some(value) = value {
            yaml.member(key, &literal(value));
        }
    }
    for (key, value) in [
        ("minLength", schema.min_length),
        ("maxLength", schema.max_length),
        ("minItems", schema.min_items),
        ("maxItems", schema.max_items),
    ] {
        if let Some(value) = value {
            yaml.member(key, &value.to_string());
        }
    }
    yaml.some_list("allOf", &schema.all_of, self::schema);
    yaml.some_list("anyOf", &schema.any_of, self::schema);
    yaml.some_list("oneOf", &schema.one_of, self::schema);
    if let Some(not) = &schema.not {
        yaml.object("not", |yaml| self::schema(yaml, not));
    }
    if let Some(items) = &schema.items {
        yaml.object("items", |yaml| self::schema(yaml, items));
    }
    yaml.some_list("required", &schema.required, |yaml, name| yaml.item(&scalar(name)));
    yaml.some_map("properties", &schema.properties, self::schema);
    match schema.additional_properties.as_deref() {
        Some(AdditionalProperties::Allowed(allowed)) => yaml.optional_bool("additionalProperties", Some(*allowed)),
        Some(AdditionalProperties::Schema(inner)) => {
            yaml.object("additionalProperties", |yaml| self::schema(yaml, inner))
        }
        None => {}
    }
    if let Some(discriminator) = &schema.discriminator {
        yaml.object("discriminator", |yaml| {
            yaml.text("propertyName", &discriminator.property_name);
            if !discriminator.mapping.is_empty() {
                yaml.object("mapping", |yaml| {
                    for (value, reference) in &discriminator.mapping {
                        yaml.text(value, reference);
                    }
                });
            }
        });
    }
    yaml.optional("x-ms-discriminator-value", schema.discriminator_value.as_deref());
    if let Some(named) = &schema.ms_enum {
        yaml.object("x-ms-enum", |yaml| {
            yaml.optional("name", named.name.as_deref());
            yaml.optional_bool("modelAsString", named.model_as_string);
            yaml.some_list("values", &named.values, |yaml, value| {
                yaml.text("value", &value.value);
                yaml.optional("name", value.name.as_deref());
            });
        });
    }
    if let Some(flags) = &schema.ms_enum_flags {
        yaml.object("x-ms-enum-flags", |yaml| {
            yaml.optional_bool("isFlags", Some(flags.is_flags))
        });
    }
    yaml.flag("x-ms-navigationProperty", schema.navigation_property);
    yaml.flag("x-ms-primary-error-message", schema.primary_error_message);
    if let Some(deprecation) = &schema.deprecation {
        self::deprecation(yaml, deprecation);
    }
}

fn literal(value: &Literal) -> String {
    match value {
        Literal::Null => "null".to_owned(),
        Literal::Bool(value) => value.to_string(),
        Literal::Int(value) => value.to_string(),
        Literal::Float(value) => float(*value),
        Literal::String(text) => scalar(text),
    }
}
