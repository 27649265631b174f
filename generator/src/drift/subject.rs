//! How the parts of the metadata are named in reports, and in the origins of Rust items.

use crate::csdl::{Operation, TypeName};
use crate::model::BoundOperation;

/// `microsoft.graph.user` or `Collection(microsoft.graph.user)`.
#[must_use]
pub fn type_text(name: &TypeName) -> String {
    if name.collection {
        format!("Collection({})", name.name)
    } else {
        name.name.clone()
    }
}

/// What an operation is bound to: `Collection(microsoft.graph.accessPackage)`.
#[must_use]
pub fn binding_text(operation: &Operation) -> String {
    operation
        .parameters
        .first()
        .map(|parameter| type_text(&parameter.type_name))
        .unwrap_or_default()
}

/// Names of the parameters without the binding one: `(accessPackageId,incompatibleAccessPackageId)`.
#[must_use]
pub fn parameter_list(operation: &Operation) -> String {
    let names: Vec<&str> = operation
        .parameters
        .iter()
        .skip(1)
        .map(|parameter| parameter.name.as_str())
        .collect();
    format!("({})", names.join(","))
}

/// `microsoft.graph.resume of microsoft.graph.accessPackageAssignmentRequest`, with the parameters of one of several overloads.
#[must_use]
pub fn operation_text(namespace: &str, operation: &Operation, is_overloaded: bool) -> String {
    let list = if is_overloaded {
        parameter_list(operation)
    } else {
        String::new()
    };
    format!("{namespace}.{}{list} of {}", operation.name, binding_text(operation))
}

/// `microsoft.graph.resume/source of microsoft.graph.accessPackageAssignmentRequest`.
#[must_use]
pub fn parameter_text(operation: &str, parameter: &str) -> String {
    match operation.split_once(" of ") {
        Some((name, binding)) => format!("{}/{parameter} of {binding}", name.split('(').next().unwrap_or(name)),
        None => format!("{operation}/{parameter}"),
    }
}

/// An annotation by what it annotates: `microsoft.graph.accessPackage@FilterRestrictions`.
#[must_use]
pub fn annotation_text(target: &str, term: &str) -> String {
    format!("{target}@{term}")
}

/// What an operation of the model is bound to, as [`binding_text`] says it.
#[must_use]
pub fn bound_text(operation: &BoundOperation) -> String {
    if operation.on_collection {
        format!("Collection({})", operation.binding)
    } else {
        operation.binding.to_string()
    }
}
