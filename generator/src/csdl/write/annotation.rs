//! Annotations and the expressions that are their values.

use super::xml::{Attributes, Writer, boolean};
use crate::csdl::document::{Annotation, Expression};

impl Writer {
    pub(super) fn annotations(&mut self, annotations: &[Annotation]) {
        for annotation in annotations {
            self.annotation(annotation, None);
        }
    }

    pub(super) fn annotation(&mut self, annotation: &Annotation, namespace: Option<&str>) {
        let own = [
            ("Term", Some(annotation.term.as_str())),
            ("Qualifier", annotation.qualifier.as_deref()),
            ("xmlns", namespace),
        ];
        self.with_value("Annotation", &own, &annotation.value, &annotation.annotations);
    }

    /// An element with a value: as an attribute where that is possible.
    fn with_value(&mut self, name: &str, own: &Attributes<'_>, value: &Expression, annotations: &[Annotation]) {
        let mut attributes = own.to_vec();
        let text = constant(value);
        if let Some((form, text)) = &text {
            attributes.push((form, Some(text)));
        }
        self.element(name, &attributes, |writer| {
            if text.is_none() {
                writer.expression(value);
            }
            writer.annotations(annotations);
        });
    }

    fn expression(&mut self, value: &Expression) {
        if let Some((form, text)) = constant(value) {
            return self.text_element(form, &text);
        }
        match value {
            Expression::Null => self.empty("Null", &[]),
            Expression::UrlRef(inner) => self.element("UrlRef", &[], |writer| writer.expression(inner)),
            Expression::Collection(items) => self.element("Collection", &[], |writer| {
                for item in items {
                    writer.expression(item);
                }
            }),
            Expression::Record(record) => self.element("Record", &[("Type", record.type_name.as_deref())], |writer| {
                for member in &record.properties {
                    writer.with_value(
                        "PropertyValue",
                        &[("Property", Some(&member.property))],
                        &member.value,
                        &member.annotations,
                    );
                }
                writer.annotations(&record.annotations);
            }),
            // Nothing to write: the term's default. Constants were written above.
            _ => {}
        }
    }
}

/// The form and text of a value that can stand in an attribute.
fn constant(value: &Expression) -> Option<(&'static str, String)> {
    let form = match value {
        Expression::Bool(value) => return Some(("Bool", boolean(*value).to_owned())),
        Expression::Int(value) => return Some(("Int", value.to_string())),
        Expression::String(_) => "String",
        Expression::Float(_) => "Float",
        Expression::Decimal(_) => "Decimal",
        Expression::Date(_) => "Date",
        Expression::DateTimeOffset(_) => "DateTimeOffset",
        Expression::TimeOfDay(_) => "TimeOfDay",
        Expression::Duration(_) => "Duration",
        Expression::Guid(_) => "Guid",
        Expression::Binary(_) => "Binary",
        Expression::EnumMember(_) => "EnumMember",
        Expression::Path(_) => "Path",
        Expression::PropertyPath(_) => "PropertyPath",
        Expression::NavigationPropertyPath(_) => "NavigationPropertyPath",
        Expression::AnnotationPath(_) => "AnnotationPath",
        Expression::ModelElementPath(_) => "ModelElementPath",
        Expression::Default
        | Expression::Null
        | Expression::UrlRef(_)
        | Expression::Collection(_)
        | Expression::Record(_) => return None,
    };
    Some((form, value.as_str()?.to_owned()))
}
