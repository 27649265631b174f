//! The canonical order of a document's lists.

use super::annotation::{Annotation, Expression};
use super::{Document, Schema};

impl Document {
    /// Puts every list into canonical order: by name, enum members by value and name, overloads by their parameters.
    /// Targets without annotations are removed.
    ///
    /// Keys, parameters and collections inside annotations keep their order, which has a meaning. The reader has done
    /// this already; call it again after a change.
    pub fn sort(&mut self) {
        self.references.iter_mut().for_each(|reference| {
            reference.includes.sort();
            reference.include_annotations.sort();
            sort_annotations(&mut reference.annotations);
        });
        self.references.sort();
        self.schemas.iter_mut().for_each(Schema::sort);
        self.schemas
            .sort_by(|a, b| (&a.namespace, &a.alias).cmp(&(&b.namespace, &b.alias)));
        self.unknown
            .sort_by(|a, b| (a.at.line, a.at.column, &a.what).cmp(&(b.at.line, b.at.column, &b.what)));
    }
}

// Derived order compares fields as they are declared: types whose first fields are name and kind sort by them, and the
// order of wholly equal values does not matter.
impl Schema {
    fn sort(&mut self) {
        for ty in &mut self.structured_types {
            for property in &mut ty.properties {
                sort_annotations(&mut property.annotations);
            }
            for property in &mut ty.navigation_properties {
                for constraint in &mut property.referential_constraints {
                    sort_annotations(&mut constraint.annotations);
                }
                property.referential_constraints.sort();
                if let Some(on_delete) = &mut property.on_delete {
                    sort_annotations(&mut on_delete.annotations);
                }
                sort_annotations(&mut property.annotations);
            }
            ty.properties.sort();
            ty.navigation_properties.sort();
            sort_annotations(&mut ty.annotations);
        }
        self.structured_types.sort();
        for ty in &mut self.enum_types {
            for member in &mut ty.members {
                sort_annotations(&mut member.annotations);
            }
            ty.members.sort();
            sort_annotations(&mut ty.annotations);
        }
        self.enum_types.sort();
        for ty in &mut self.type_definitions {
            sort_annotations(&mut ty.annotations);
        }
        self.type_definitions.sort();
        for operation in &mut self.operations {
            for parameter in &mut operation.parameters {
                sort_annotations(&mut parameter.annotations);
            }
            if let Some(returned) = &mut operation.return_type {
                sort_annotations(&mut returned.annotations);
            }
            sort_annotations(&mut operation.annotations);
        }
        self.operations.sort();
        for term in &mut self.terms {
            sort_annotations(&mut term.annotations);
        }
        self.terms.sort();
        for container in &mut self.containers {
            for set in &mut container.entity_sets {
                set.bindings.sort();
                sort_annotations(&mut set.annotations);
            }
            container.entity_sets.sort();
            for singleton in &mut container.singletons {
                singleton.bindings.sort();
                sort_annotations(&mut singleton.annotations);
            }
            container.singletons.sort();
            for import in &mut container.imports {
                sort_annotations(&mut import.annotations);
            }
            container.imports.sort();
            sort_annotations(&mut container.annotations);
        }
        self.containers.sort();
        for target in &mut self.annotations_by_target {
            sort_annotations(&mut target.annotations);
        }
        self.annotations_by_target
            .retain(|target| !target.annotations.is_empty());
        self.annotations_by_target.sort();
        sort_annotations(&mut self.annotations);
    }
}

fn sort_annotations(annotations: &mut [Annotation]) {
    for annotation in annotations.iter_mut() {
        sort_expression(&mut annotation.value);
        sort_annotations(&mut annotation.annotations);
    }
    annotations.sort();
}

fn sort_expression(value: &mut Expression) {
    match value {
        Expression::Collection(items) => items.iter_mut().for_each(sort_expression),
        Expression::UrlRef(inner) => sort_expression(inner),
        Expression::Record(record) => {
            for property in &mut record.properties {
                sort_expression(&mut property.value);
                sort_annotations(&mut property.annotations);
            }
            record.properties.sort();
            sort_annotations(&mut record.annotations);
        }
        _ => {}
    }
}
