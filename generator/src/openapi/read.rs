//! Reads an OpenAPI document from YAML: what each object's members are. How YAML is walked is in `stream`.
//!
//! Every member is taken, skipped on purpose (sentences, tags, names of operations: see `document`), or listed in
//! [`Document::unknown`].

use std::collections::BTreeMap;

use serde::de::MapAccess;

use super::check;
use super::document::{
    AdditionalProperties, Components, Deprecation, Discriminator, Document, GeneratedBy, Location, MediaType, Method,
    MsEnum, MsEnumFlags, MsEnumValue, Operation, OrRef, Pageable, Parameter, PathItem, RequestBody, Response, Schema,
};
use super::stream::{BoolOr, Members, RefKind, Value, stream};
use crate::error::{ErrorKind, Result};
use crate::source::quoted;
use crate::yaml;

/// Reads an OpenAPI 3.0 document. `file` is its name for errors.
///
/// # Errors
///
/// The first thing that is wrong: broken YAML, a value of another type than its member has, a member or definition that
/// is there twice, a `$ref` to nowhere, a path without its parameter, a name that cannot be used. Each names the path
/// in the document, and line and column where they are known.
pub fn read(file: &str, text: &str) -> Result<Document> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    yaml::check(file, text)?;
    let streamed = stream::<Document>(file, text)?;
    let mut document = streamed.value;
    document.file = file.to_owned();
    document.unknown = streamed.unknown;
    check::whole(&document, &streamed.references, text)?;
    document.sort();
    Ok(document)
}

impl Members for Document {
    type Out = Self;
    const WHAT: &'static str = "an OpenAPI document";

    fn member<'de, A: MapAccess<'de>>(&mut self, key: &str, value: &mut Value<'_, A>) -> Result<bool, A::Error> {
        match key {
            "openapi" => {
                self.openapi = value.read()?;
                if !self.openapi.starts_with("3.0.") {
                    return Err(value.fail(
                        ErrorKind::Structure,
                        format!("the version of OpenAPI is {}; expected 3.0", quoted(&self.openapi)),
                    ));
                }
            }
            "info" => {
                let info = value.object::<Info>()?;
                self.title = info.title;
                self.version = info.version;
                self.generated_by = info.generated_by;
            }
            "servers" => self.servers = value.objects::<Server>()?,
            "paths" => self.paths = value.map::<PathItem>()?,
            "components" => self.components = value.object::<Components>()?,
            "tags" => value.skip()?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn finish(self) -> Result<Self, String> {
        if self.openapi.is_empty() {
            return Err("not an OpenAPI document: the member `openapi` with its version is missing".to_owned());
        }
        Ok(self)
    }
}

#[derive(Default)]
struct Info {
    title: String,
    version: String,
    generated_by: Option<GeneratedBy>,
}

impl Members for Info {
    type Out = Self;
    const WHAT: &'static str = "the info object";

    fn member<'de, A: MapAccess<'de>>(&mut self, key: &str, value: &mut Value<'_, A>) -> Result<bool, A::Error> {
        match key {
            "title" => self.title = value.read()?,
            "version" => self.version = value.read()?,
            "x-ms-generated-by" => self.generated_by = Some(value.object::<GeneratedBy>()?),
            "description" | "termsOfService" | "contact" | "license" => value.skip()?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn finish(self) -> Result<Self, String> {
        Ok(self)
    }
}

impl Members for GeneratedBy {
    type Out = Self;
    const WHAT: &'static str = "the name of a tool";

    fn member<'de, A: MapAccess<'de>>(&mut self, key: &str, value: &mut Value<'_, A>) -> Result<bool, A::Error> {
        match key {
            "toolName" => self.tool_name = Some(value.read()?),
            "toolVersion" => self.tool_version = Some(value.read()?),
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn finish(self) -> Result<Self, String> {
        Ok(self)
    }
}

#[derive(Default)]
struct Server(Option<String>);

impl Members for Server {
    type Out = String;
    const WHAT: &'static str = "a server";

    fn member<'de, A: MapAccess<'de>>(&mut self, key: &str, value: &mut Value<'_, A>) -> Result<bool, A::Error> {
        match key {
            "url" => self.0 = Some(value.read()?),
            "description" => value.skip()?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn finish(self) -> Result<String, String> {
        self.0.ok_or_else(|| "a server has no `url`".to_owned())
    }
}

impl Members for Components {
    type Out = Self;
    const WHAT: &'static str = "the components";

    fn member<'de, A: MapAccess<'de>>(&mut self, key: &str, value: &mut Value<'_, A>) -> Result<bool, A::Error> {
        match key {
            "schemas" => self.schemas = value.map::<Schema>()?,
            "responses" => self.responses = value.map::<Referable<Response>>()?,
            "parameters" => self.parameters = value.map::<Referable<Partial>>()?,
            "requestBodies" => self.request_bodies = value.map::<Referable<RequestBody>>()?,
            "examples" => value.skip()?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn finish(self) -> Result<Self, String> {
        Ok(self)
    }
}

/// Something that may be a reference instead.
trait Component: Members {
    const KIND: RefKind;
}

impl Component for Response {
    const KIND: RefKind = RefKind::Response;
}

impl Component for Partial {
    const KIND: RefKind = RefKind::Parameter;
}

impl Component for RequestBody {
    const KIND: RefKind = RefKind::RequestBody;
}

#[derive(Default)]
struct Referable<T> {
    reference: Option<String>,
    item: T,
}

impl<T: Component> Members for Referable<T> {
    type Out = OrRef<T::Out>;
    const WHAT: &'static str = T::WHAT;

    fn member<'de, A: MapAccess<'de>>(&mut self, key: &str, value: &mut Value<'_, A>) -> Result<bool, A::Error> {
        if key == "$ref" {
            let reference: String = value.read()?;
            value.context.reference(T::KIND, &reference);
            self.reference = Some(reference);
            return Ok(true);
        }
        // OpenAPI 3.0 ignores what stands beside a reference; here it is reported, since nobody meant it to be ignored.
        if self.reference.is_some() {
            Ok(false)
        } else {
            self.item.member(key, value)
        }
    }

    fn finish(self) -> Result<Self::Out, String> {
        match self.reference {
            Some(reference) => Ok(OrRef::Ref(reference)),
            None => self.item.finish().map(OrRef::Item),
        }
    }
}

impl Members for PathItem {
    type Out = Self;
    const WHAT: &'static str = "a path item";

    fn member<'de, A: MapAccess<'de>>(&mut self, key: &str, value: &mut Value<'_, A>) -> Result<bool, A::Error> {
        match key {
            "parameters" => self.parameters = value.objects::<Referable<Partial>>()?,
            "description" | "summary" | "x-ms-docs-grouped-path" => value.skip()?,
            _ => match Method::from_key(key) {
                Some(method) => {
                    self.operations.insert(method, value.object::<Operation>()?);
                }
                None => return Ok(false),
            },
        }
        Ok(true)
    }

    fn finish(self) -> Result<Self, String> {
        Ok(self)
    }
}

impl Members for Operation {
    type Out = Self;
    const WHAT: &'static str = "an operation";

    fn member<'de, A: MapAccess<'de>>(&mut self, key: &str, value: &mut Value<'_, A>) -> Result<bool, A::Error> {
        match key {
            "parameters" => self.parameters = value.objects::<Referable<Partial>>()?,
            "requestBody" => self.request_body = Some(value.object::<Referable<RequestBody>>()?),
            "responses" => self.responses = value.map::<Referable<Response>>()?,
            "deprecated" => self.deprecated = value.read()?,
            "x-ms-deprecation" => self.deprecation = Some(value.object::<Deprecation>()?),
            "x-ms-docs-operation-type" => self.operation_type = Some(value.read()?),
            "x-ms-pageable" => self.pageable = Some(value.object::<Pageable>()?),
            "security" => self.security = Some(value.read()?),
            "tags" | "summary" | "description" | "operationId" | "externalDocs" => value.skip()?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn finish(self) -> Result<Self, String> {
        if self.responses.is_empty() {
            Err("an operation has no `responses`".to_owned())
        } else {
            Ok(self)
        }
    }
}

impl Members for Deprecation {
    type Out = Self;
    const WHAT: &'static str = "a deprecation";

    fn member<'de, A: MapAccess<'de>>(&mut self, key: &str, value: &mut Value<'_, A>) -> Result<bool, A::Error> {
        match key {
            "date" => self.date = Some(value.read()?),
            "removalDate" => self.removal_date = Some(value.read()?),
            "version" => self.version = Some(value.read()?),
            "description" => value.skip()?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn finish(self) -> Result<Self, String> {
        Ok(self)
    }
}

impl Members for Pageable {
    type Out = Self;
    const WHAT: &'static str = "how a list is paged";

    fn member<'de, A: MapAccess<'de>>(&mut self, key: &str, value: &mut Value<'_, A>) -> Result<bool, A::Error> {
        match key {
            "nextLinkName" => self.next_link_name = Some(value.read()?),
            "operationName" => self.operation_name = Some(value.read()?),
            "itemName" => self.item_name = Some(value.read()?),
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn finish(self) -> Result<Self, String> {
        Ok(self)
    }
}

/// A parameter while it is read: name and location may still be missing.
#[derive(Default)]
struct Partial {
    name: Option<String>,
    location: Option<Location>,
    required: bool,
    deprecated: bool,
    explode: Option<bool>,
    style: Option<String>,
    schema: Option<Schema>,
    content: BTreeMap<String, MediaType>,
    key_type: Option<String>,
}

impl Members for Partial {
    type Out = Parameter;
    const WHAT: &'static str = "a parameter";

    fn member<'de, A: MapAccess<'de>>(&mut self, key: &str, value: &mut Value<'_, A>) -> Result<bool, A::Error> {
        match key {
            "name" => self.name = Some(value.read()?),
            "in" => {
                let location: String = value.read()?;
                let Some(known) = Location::from_key(&location) else {
                    return Err(value.fail(
                        ErrorKind::Value,
                        format!(
                            "a parameter is in {}; expected `path`, `query`, `header` or `cookie`",
                            quoted(&location)
                        ),
                    ));
                };
                self.location = Some(known);
            }
            "required" => self.required = value.read()?,
            "deprecated" => self.deprecated = value.read()?,
            "explode" => self.explode = Some(value.read()?),
            "style" => self.style = Some(value.read()?),
            "schema" => self.schema = Some(value.object::<Schema>()?),
            "content" => self.content = value.map::<MediaType>()?,
            "x-ms-docs-key-type" => self.key_type = Some(value.read()?),
            "description" | "example" | "examples" => value.skip()?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn finish(self) -> Result<Parameter, String> {
        let name = self.name.ok_or_else(|| "a parameter has no `name`".to_owned())?;
        let location = self
            .location
            .ok_or_else(|| format!("the parameter {} has no `in`", quoted(&name)))?;
        if self.schema.is_some() != self.content.is_empty() {
            return Err(format!(
                "the parameter {} has not exactly one of `schema` and `content`",
                quoted(&name)
            ));
        }
        Ok(Parameter {
            name,
            location,
            required: self.required,
            deprecated: self.deprecated,
            explode: self.explode,
            style: self.style,
            schema: self.schema,
            content: self.content,
            key_type: self.key_type,
        })
    }
}

impl Members for RequestBody {
    type Out = Self;
    const WHAT: &'static str = "a request body";

    fn member<'de, A: MapAccess<'de>>(&mut self, key: &str, value: &mut Value<'_, A>) -> Result<bool, A::Error> {
        match key {
            "required" => self.required = value.read()?,
            "content" => self.content = value.map::<MediaType>()?,
            "description" => value.skip()?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn finish(self) -> Result<Self, String> {
        if self.content.is_empty() {
            Err("a request body has no `content`".to_owned())
        } else {
            Ok(self)
        }
    }
}

impl Members for Response {
    type Out = Self;
    const WHAT: &'static str = "a response";

    fn member<'de, A: MapAccess<'de>>(&mut self, key: &str, value: &mut Value<'_, A>) -> Result<bool, A::Error> {
        match key {
            "content" => self.content = value.map::<MediaType>()?,
            "description" => value.skip()?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn finish(self) -> Result<Self, String> {
        Ok(self)
    }
}

impl Members for MediaType {
    type Out = Self;
    const WHAT: &'static str = "a media type";

    fn member<'de, A: MapAccess<'de>>(&mut self, key: &str, value: &mut Value<'_, A>) -> Result<bool, A::Error> {
        match key {
            "schema" => self.schema = Some(value.object::<Schema>()?),
            "example" | "examples" => value.skip()?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn finish(self) -> Result<Self, String> {
        Ok(self)
    }
}

impl Members for Schema {
    type Out = Self;
    const WHAT: &'static str = "a schema";

    fn member<'de, A: MapAccess<'de>>(&mut self, key: &str, value: &mut Value<'_, A>) -> Result<bool, A::Error> {
        match key {
            "$ref" => {
                let reference: String = value.read()?;
                value.context.reference(RefKind::Schema, &reference);
                self.reference = Some(reference);
            }
            "title" => self.title = Some(value.read()?),
            "type" => self.type_name = Some(value.read()?),
            "format" => self.format = Some(value.read()?),
            "pattern" => self.pattern = Some(value.read()?),
            "nullable" => self.nullable = Some(value.read()?),
            "readOnly" => self.read_only = value.read()?,
            "writeOnly" => self.write_only = value.read()?,
            "deprecated" => self.deprecated = value.read()?,
            "uniqueItems" => self.unique_items = value.read()?,
            "enum" => self.values = value.read()?,
            "default" => self.default = Some(value.read()?),
            "minimum" => self.minimum = Some(value.read()?),
            "maximum" => self.maximum = Some(value.read()?),
            "minLength" => self.min_length = Some(value.read()?),
            "maxLength" => self.max_length = Some(value.read()?),
            "minItems" => self.min_items = Some(value.read()?),
            "maxItems" => self.max_items = Some(value.read()?),
            "allOf" => self.all_of = value.objects::<Self>()?,
            "anyOf" => self.any_of = value.objects::<Self>()?,
            "oneOf" => self.one_of = value.objects::<Self>()?,
            "not" => self.not = Some(Box::new(value.object::<Self>()?)),
            "items" => self.items = Some(Box::new(value.object::<Self>()?)),
            "properties" => {
                self.properties = value.map::<Self>()?;
                for property in self.properties.keys() {
                    if let Some(wrong) = check::first_outside(property, "_.-@#$") {
                        return Err(value.fail(
                            ErrorKind::Name,
                            format!(
                                "the property {} has {wrong:?}; expected an OData identifier, or one with an annotation after `@`",
                                quoted(property)
                            ),
                        ));
                    }
                }
            }
            "required" => self.required = value.read()?,
            "additionalProperties" => {
                let either = value.read::<BoolOr<Self>>()?.0;
                let either = either.map_or_else(AdditionalProperties::Allowed, AdditionalProperties::Schema);
                self.additional_properties = Some(Box::new(either));
            }
            "discriminator" => self.discriminator = Some(Box::new(value.object::<Discriminator>()?)),
            "x-ms-discriminator-value" => self.discriminator_value = Some(value.read()?),
            "x-ms-enum" => self.ms_enum = Some(Box::new(value.object::<MsEnum>()?)),
            "x-ms-enum-flags" => self.ms_enum_flags = Some(Box::new(value.object::<MsEnumFlags>()?)),
            "x-ms-navigationProperty" => self.navigation_property = value.read()?,
            "x-ms-primary-error-message" => self.primary_error_message = value.read()?,
            "x-ms-deprecation" => self.deprecation = Some(Box::new(value.object::<Deprecation>()?)),
            "description" | "example" | "externalDocs" => value.skip()?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn finish(self) -> Result<Self, String> {
        Ok(self)
    }
}

impl Members for Discriminator {
    type Out = Self;
    const WHAT: &'static str = "a discriminator";

    fn member<'de, A: MapAccess<'de>>(&mut self, key: &str, value: &mut Value<'_, A>) -> Result<bool, A::Error> {
        match key {
            "propertyName" => self.property_name = value.read()?,
            "mapping" => {
                self.mapping = value.read()?;
                for target in self.mapping.values() {
                    value.context.reference(RefKind::Schema, target);
                }
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn finish(self) -> Result<Self, String> {
        if self.property_name.is_empty() {
            Err("a discriminator has no `propertyName`".to_owned())
        } else {
            Ok(self)
        }
    }
}

impl Members for MsEnum {
    type Out = Self;
    const WHAT: &'static str = "the name of an enumeration";

    fn member<'de, A: MapAccess<'de>>(&mut self, key: &str, value: &mut Value<'_, A>) -> Result<bool, A::Error> {
        match key {
            "name" => self.name = Some(value.read()?),
            "modelAsString" => self.model_as_string = Some(value.read()?),
            "values" => self.values = value.objects::<MsEnumValue>()?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn finish(self) -> Result<Self, String> {
        Ok(self)
    }
}

impl Members for MsEnumValue {
    type Out = Self;
    const WHAT: &'static str = "a value of an enumeration";

    fn member<'de, A: MapAccess<'de>>(&mut self, key: &str, value: &mut Value<'_, A>) -> Result<bool, A::Error> {
        match key {
            "value" => self.value = value.read()?,
            "name" => self.name = Some(value.read()?),
            "description" => value.skip()?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn finish(self) -> Result<Self, String> {
        Ok(self)
    }
}

impl Members for MsEnumFlags {
    type Out = Self;
    const WHAT: &'static str = "the flags of an enumeration";

    fn member<'de, A: MapAccess<'de>>(&mut self, key: &str, value: &mut Value<'_, A>) -> Result<bool, A::Error> {
        match key {
            "isFlags" => self.is_flags = value.read()?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn finish(self) -> Result<Self, String> {
        Ok(self)
    }
}
