//! The values of attributes: names, types, facets, numbers and booleans.

use super::reader::{Element, Reader};
use crate::csdl::document::{Facets, TypeName};
use crate::error::{Error, ErrorKind, Result};
use crate::source::{dotted_name_fault, name_fault, quoted};

impl Reader<'_> {
    /// A required attribute.
    pub(super) fn required<'x>(&self, element: Element<'x>, name: &str) -> Result<&'x str> {
        element.attribute(name).ok_or_else(|| {
            let what = element
                .attribute("Name")
                .map_or_else(String::new, |own| format!(" {}", quoted(own)));
            self.error(
                ErrorKind::Missing,
                element.at,
                format!("`{}`{what} has no attribute `{name}`", element.name()),
            )
        })
    }

    /// A required attribute that is a name of the document's own.
    pub(super) fn name(&self, element: Element<'_>, attribute: &str) -> Result<String> {
        let name = self.required(element, attribute)?;
        self.checked(element, attribute, name, name_fault(name))
    }

    pub(super) fn optional_name(&self, element: Element<'_>, attribute: &str) -> Result<Option<String>> {
        element
            .attribute(attribute)
            .map(|name| self.checked(element, attribute, name, name_fault(name)))
            .transpose()
    }

    /// A required attribute that names something with its namespace or alias.
    pub(super) fn qualified(&self, element: Element<'_>, attribute: &str) -> Result<String> {
        let name = self.required(element, attribute)?;
        self.checked(element, attribute, name, qualified_fault(name))
    }

    pub(super) fn optional_qualified(&self, element: Element<'_>, attribute: &str) -> Result<Option<String>> {
        element
            .attribute(attribute)
            .map(|name| self.checked(element, attribute, name, qualified_fault(name)))
            .transpose()
    }

    /// A path of names, some of which may be qualified types.
    pub(super) fn path(&self, element: Element<'_>, attribute: &str) -> Result<String> {
        let path = self.required(element, attribute)?;
        self.checked(element, attribute, path, path.split('/').find_map(dotted_name_fault))
    }

    pub(super) fn checked(
        &self,
        element: Element<'_>,
        attribute: &str,
        value: &str,
        fault: Option<String>,
    ) -> Result<String> {
        match fault {
            None => Ok(value.to_owned()),
            Some(fault) => Err(self.error(
                ErrorKind::Name,
                element.at,
                format!("`{attribute}` {} of `{}` {fault}", quoted(value), element.name()),
            )),
        }
    }

    pub(super) fn boolean(&self, element: Element<'_>, attribute: &str) -> Result<Option<bool>> {
        element
            .attribute(attribute)
            .map(|value| self.parse_boolean(element, attribute, value))
            .transpose()
    }

    pub(super) fn parse_boolean(&self, element: Element<'_>, attribute: &str, value: &str) -> Result<bool> {
        match value {
            "true" => Ok(true),
            "false" => Ok(false),
            _ => Err(self.wrong_value(element, attribute, value, "`true` or `false`")),
        }
    }

    pub(super) fn wrong_value(&self, element: Element<'_>, attribute: &str, value: &str, expected: &str) -> Error {
        self.error(
            ErrorKind::Value,
            element.at,
            format!(
                "`{attribute}` of `{}` is {}; expected {expected}",
                element.name(),
                quoted(value)
            ),
        )
    }

    /// A value that is a number below 2³² or one of a few words.
    fn number_or(&self, element: Element<'_>, attribute: &str, words: &[&str]) -> Result<Option<String>> {
        let Some(value) = element.attribute(attribute) else {
            return Ok(None);
        };
        if words.contains(&value) || is_count(value) {
            return Ok(Some(value.to_owned()));
        }
        let words: String = words.iter().map(|word| format!(" or `{word}`")).collect();
        Err(self.wrong_value(element, attribute, value, &format!("a number{words}")))
    }

    pub(super) fn type_name(&self, element: Element<'_>) -> Result<TypeName> {
        let written = self.required(element, "Type")?;
        let inner = written
            .strip_prefix("Collection(")
            .and_then(|rest| rest.strip_suffix(')'));
        let name = self.checked(
            element,
            "Type",
            inner.unwrap_or(written),
            qualified_fault(inner.unwrap_or(written)),
        )?;
        Ok(TypeName {
            name,
            collection: inner.is_some(),
        })
    }

    pub(super) fn facets(&self, element: Element<'_>) -> Result<Facets> {
        let precision = match element.attribute("Precision") {
            None => None,
            Some(value) if is_count(value) => value.parse().ok(),
            Some(value) => return Err(self.wrong_value(element, "Precision", value, "a number")),
        };
        Ok(Facets {
            nullable: self.boolean(element, "Nullable")?,
            max_length: self.number_or(element, "MaxLength", &["max"])?,
            precision,
            scale: self.number_or(element, "Scale", &["variable", "floating"])?,
            srid: self.number_or(element, "SRID", &["variable"])?,
            unicode: self.boolean(element, "Unicode")?,
            default_value: element.text("DefaultValue"),
        })
    }
}

fn qualified_fault(name: &str) -> Option<String> {
    if let Some(fault) = dotted_name_fault(name) {
        return Some(fault);
    }
    (!name.contains('.')).then(|| "has no namespace or alias; expected `namespace.name`".to_owned())
}

fn is_count(value: &str) -> bool {
    !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) && value.parse::<u32>().is_ok()
}
