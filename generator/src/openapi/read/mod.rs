//! Reads an OpenAPI document from YAML: what each object's members are. How YAML is walked is in `stream`.
//!
//! Every member is taken, skipped on purpose (sentences, tags, names of operations: see `document`), or listed in
//! [`Document::unknown`].

mod component;
mod path;
mod schema;

use serde::de::MapAccess;

use self::component::Referable;
use self::path::Partial;
use super::check;
use super::document::{Components, Document, GeneratedBy, PathItem, RequestBody, Response, Schema};
use super::stream::{Members, Value, stream};
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
