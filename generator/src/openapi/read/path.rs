//! Path items: operations with their parameters, bodies and responses.

use std::collections::BTreeMap;

use serde::de::MapAccess;

use super::component::{Component, Referable};
use crate::error::{ErrorKind, Result};
use crate::openapi::document::{
    Deprecation, Location, MediaType, Method, Operation, Pageable, Parameter, PathItem, RequestBody, Response, Schema,
};
use crate::openapi::stream::{Members, RefKind, Value};
use crate::source::quoted;

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
pub(super) struct Partial {
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

impl Component for Partial {
    const KIND: RefKind = RefKind::Parameter;
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

impl Component for RequestBody {
    const KIND: RefKind = RefKind::RequestBody;
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

impl Component for Response {
    const KIND: RefKind = RefKind::Response;
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
