//! Schemas.

use serde::de::MapAccess;

use crate::error::{ErrorKind, Result};
use crate::openapi::check::first_outside;
use crate::openapi::document::{
    AdditionalProperties, Deprecation, Discriminator, MsEnum, MsEnumFlags, MsEnumValue, Schema,
};
use crate::openapi::stream::{BoolOr, Members, RefKind, Value};
use crate::source::quoted;

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
            "not" => self.not = Some(value.boxed::<Self>()?),
            "items" => self.items = Some(value.boxed::<Self>()?),
            "properties" => {
                self.properties = value.map::<Self>()?;
                for property in self.properties.keys() {
                    if let Some(wrong) = first_outside(property, "_.-@#$") {
                        return Err(value.fail(
                            ErrorKind::Name,
                            format!(
                                "the property {} has {wrong:?}; expected an OData identifier, or one with an \
                                 annotation after `@`",
                                quoted(property)
                            ),
                        ));
                    }
                }
            }
            "required" => self.required = value.read()?,
            "additionalProperties" => {
                self.additional_properties = Some(additional_properties(value.read::<BoolOr<Self>>()?));
            }
            "discriminator" => self.discriminator = Some(value.boxed::<Discriminator>()?),
            "x-ms-discriminator-value" => self.discriminator_value = Some(value.read()?),
            "x-ms-enum" => self.ms_enum = Some(value.boxed::<MsEnum>()?),
            "x-ms-enum-flags" => self.ms_enum_flags = Some(value.boxed::<MsEnumFlags>()?),
            "x-ms-navigationProperty" => self.navigation_property = value.read()?,
            "x-ms-primary-error-message" => self.primary_error_message = value.read()?,
            "x-ms-deprecation" => self.deprecation = Some(value.boxed::<Deprecation>()?),
            "description" | "example" | "externalDocs" => value.skip()?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn finish(self) -> Result<Self, String> {
        Ok(self)
    }
}

fn additional_properties(either: BoolOr<Schema>) -> Box<AdditionalProperties> {
    Box::new(match either.0 {
        Ok(schema) => AdditionalProperties::Schema(*schema),
        Err(allowed) => AdditionalProperties::Allowed(allowed),
    })
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
