//! Annotations, and the expressions that are their values.

use std::collections::BTreeMap;

use roxmltree::Node;

use super::reader::{Element, Reader};
use crate::csdl::document::{Annotation, Expression, PropertyValue, Record, TargetAnnotations};
use crate::csdl::namespace::EDM;
use crate::error::{ErrorKind, Result};
use crate::source::quoted;

/// The forms that a value can have as an attribute.
const INLINE: &[&str] = &[
    "Binary",
    "Bool",
    "Date",
    "DateTimeOffset",
    "Decimal",
    "Duration",
    "EnumMember",
    "Float",
    "Guid",
    "Int",
    "String",
    "TimeOfDay",
    "AnnotationPath",
    "ModelElementPath",
    "NavigationPropertyPath",
    "Path",
    "PropertyPath",
    "UrlRef",
];

/// Operators that are not evaluated here. They are reported, and what holds them is left out.
const UNKNOWN: &str = "expression";

// Every function here that calls itself by way of another does so through `deeper`, which counts.
impl Reader<'_> {
    /// An element that holds annotations alone.
    pub(super) fn only_annotations(&mut self, element: Element<'_>) -> Result<Vec<Annotation>> {
        let mut annotations = Vec::new();
        for child in self.children(element, EDM) {
            if !self.annotation_into(child, &mut annotations)? {
                self.report_element(child, element.name());
            }
        }
        Ok(annotations)
    }

    pub(super) fn target_annotations(&mut self, node: Node<'_, '_>) -> Result<TargetAnnotations> {
        let element = self.enter(node, &["Target", "Qualifier"]);
        Ok(TargetAnnotations {
            target: self.required(element, "Target")?.to_owned(),
            qualifier: element.text("Qualifier"),
            annotations: self.only_annotations(element)?,
            at: element.at,
        })
    }

    /// Reads an element into `annotations` when it is an annotation; says whether it was one.
    pub(super) fn annotation_into(&mut self, node: Node<'_, '_>, annotations: &mut Vec<Annotation>) -> Result<bool> {
        if node.tag_name().name() != "Annotation" {
            return Ok(false);
        }
        let element = self.enter_with_value(node, &["Term", "Qualifier"]);
        let term = self.qualified(element, "Term")?;
        let qualifier = element.text("Qualifier");
        let (value, own) = self.deeper(node, |reader| reader.value(element))?;
        // An unknown value was reported; half an annotation would say something that was not written.
        if let Some(value) = value {
            annotations.push(Annotation {
                term,
                qualifier,
                value,
                annotations: own,
                at: element.at,
            });
        }
        Ok(true)
    }

    fn enter_with_value<'x>(&mut self, node: Node<'x, 'x>, own: &[&str]) -> Element<'x> {
        let known: Vec<&str> = own.iter().chain(INLINE).copied().collect();
        self.enter(node, &known)
    }

    /// The value of an annotation or a record's member, as an attribute or a child, and the annotations beside it. No
    /// value is one that was reported.
    fn value(&mut self, element: Element<'_>) -> Result<(Option<Expression>, Vec<Annotation>)> {
        let mut values = Vec::new();
        for name in INLINE {
            if let Some(text) = element.attribute(name) {
                values.push(self.constant(element, name, text)?);
            }
        }
        let mut annotations = Vec::new();
        for child in self.children(element, EDM) {
            if !self.annotation_into(child, &mut annotations)? {
                values.push(self.expression(child, element.name())?);
            }
        }
        if values.len() > 1 {
            return Err(self.error(
                ErrorKind::Structure,
                element.at,
                format!("`{}` has {} values; expected one", element.name(), values.len()),
            ));
        }
        Ok((values.pop().unwrap_or(Some(Expression::Default)), annotations))
    }

    fn expression(&mut self, node: Node<'_, '_>, parent: &str) -> Result<Option<Expression>> {
        self.deeper(node, |reader| reader.expression_in(node, parent))
    }

    fn expression_in(&mut self, node: Node<'_, '_>, parent: &str) -> Result<Option<Expression>> {
        let name = node.tag_name().name();
        match name {
            "Collection" => {
                let element = self.enter(node, &[]);
                let mut items = Vec::new();
                let mut whole = true;
                for child in self.children(element, EDM) {
                    match self.expression(child, name)? {
                        Some(item) => items.push(item),
                        None => whole = false,
                    }
                }
                Ok(whole.then_some(Expression::Collection(items)))
            }
            "Record" => self.record(node),
            "Null" => {
                let element = self.enter(node, &[]);
                for child in self.children(element, EDM) {
                    self.report_element(child, name);
                }
                Ok(Some(Expression::Null))
            }
            "UrlRef" => {
                let element = self.enter(node, &[]);
                let mut inner = Vec::new();
                for child in self.children(element, EDM) {
                    inner.push(self.expression(child, name)?);
                }
                match inner.pop() {
                    Some(value) if inner.is_empty() => Ok(value.map(|value| Expression::UrlRef(Box::new(value)))),
                    _ => Err(self.error(ErrorKind::Structure, element.at, "`UrlRef` holds not exactly one value")),
                }
            }
            _ if INLINE.contains(&name) => {
                let element = self.enter(node, &[]);
                for child in node.children().filter(Node::is_element) {
                    self.report_element(child, name);
                }
                // `text` gives the first piece alone, and a comment or CDATA divides it.
                let text: String = node
                    .children()
                    .filter(Node::is_text)
                    .filter_map(|child| child.text())
                    .collect();
                let text = if name == "String" { text.as_str() } else { text.trim() };
                self.constant(element, name, text)
            }
            _ => {
                let at = self.at(node);
                self.report(at, format!("{UNKNOWN} {} in `{parent}`", quoted(name)));
                Ok(None)
            }
        }
    }

    fn record(&mut self, node: Node<'_, '_>) -> Result<Option<Expression>> {
        let element = self.enter(node, &["Type"]);
        let mut record = Record {
            type_name: element
                .attribute("Type")
                .map(|_| self.qualified(element, "Type"))
                .transpose()?,
            ..Record::default()
        };
        let mut whole = true;
        let mut seen = BTreeMap::new();
        for child in self.children(element, EDM) {
            if child.tag_name().name() != "PropertyValue" {
                if !self.annotation_into(child, &mut record.annotations)? {
                    self.report_element(child, "Record");
                }
                continue;
            }
            let member = self.enter_with_value(child, &["Property"]);
            let property = self.name(member, "Property")?;
            self.unique(&mut seen, property.clone(), member.at, || {
                format!("`{property}` of a record")
            })?;
            let (value, annotations) = self.value(member)?;
            match value {
                Some(value) => record.properties.push(PropertyValue {
                    property,
                    value,
                    annotations,
                    at: member.at,
                }),
                None => whole = false,
            }
        }
        Ok(whole.then_some(Expression::Record(record)))
    }

    fn constant(&mut self, element: Element<'_>, form: &str, text: &str) -> Result<Option<Expression>> {
        let owned = || text.to_owned();
        Ok(Some(match form {
            "Bool" => Expression::Bool(self.parse_boolean(element, form, text)?),
            "Int" => Expression::Int(
                text.parse()
                    .map_err(|_| self.wrong_value(element, form, text, "a whole number of 64 bits"))?,
            ),
            "Float" => {
                if text.parse::<f64>().is_err() {
                    return Err(self.wrong_value(element, form, text, "a number"));
                }
                Expression::Float(owned())
            }
            "Decimal" => Expression::Decimal(owned()),
            "Date" => Expression::Date(owned()),
            "DateTimeOffset" => Expression::DateTimeOffset(owned()),
            "TimeOfDay" => Expression::TimeOfDay(owned()),
            "Duration" => Expression::Duration(owned()),
            "Guid" => Expression::Guid(owned()),
            "Binary" => Expression::Binary(owned()),
            "String" => Expression::String(owned()),
            // Members may be divided by any blanks; one is the normal form.
            "EnumMember" => Expression::EnumMember(text.split_whitespace().collect::<Vec<_>>().join(" ")),
            "AnnotationPath" => Expression::AnnotationPath(owned()),
            "ModelElementPath" => Expression::ModelElementPath(owned()),
            "NavigationPropertyPath" => Expression::NavigationPropertyPath(owned()),
            "Path" => Expression::Path(owned()),
            "PropertyPath" => Expression::PropertyPath(owned()),
            "UrlRef" => Expression::UrlRef(Box::new(Expression::String(owned()))),
            _ => {
                self.report(
                    element.at,
                    format!("{UNKNOWN} {} in `{}`", quoted(form), element.name()),
                );
                return Ok(None);
            }
        }))
    }
}
