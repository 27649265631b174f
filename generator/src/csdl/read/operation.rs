//! Actions and functions.

use std::collections::BTreeMap;

use roxmltree::Node;

use super::reader::Reader;
use crate::csdl::document::{Operation, OperationKind, Parameter, ReturnType, TypeName};
use crate::csdl::namespace::EDM;
use crate::error::{ErrorKind, Result};

impl Reader<'_> {
    pub(super) fn operation(&mut self, node: Node<'_, '_>, kind: OperationKind) -> Result<Operation> {
        let known: &[&str] = match kind {
            OperationKind::Action => &["Name", "IsBound", "EntitySetPath"],
            OperationKind::Function => &["Name", "IsBound", "IsComposable", "EntitySetPath"],
        };
        let element = self.enter(node, known);
        let mut operation = Operation {
            name: self.name(element, "Name")?,
            kind,
            is_bound: self.boolean(element, "IsBound")?.unwrap_or(false),
            is_composable: kind == OperationKind::Function && self.boolean(element, "IsComposable")?.unwrap_or(false),
            entity_set_path: element.text("EntitySetPath"),
            parameters: Vec::new(),
            return_type: None,
            annotations: Vec::new(),
            at: element.at,
        };
        let mut seen = BTreeMap::new();
        for child in self.children(element, EDM) {
            match child.tag_name().name() {
                "Parameter" => {
                    let parameter = self.parameter(child)?;
                    self.unique(&mut seen, parameter.name.clone(), parameter.at, || {
                        format!("the parameter `{}` of `{}`", parameter.name, operation.name)
                    })?;
                    operation.parameters.push(parameter);
                }
                "ReturnType" => {
                    let returned = self.return_type(child)?;
                    let at = returned.at;
                    if let Some(first) = operation.return_type.replace(returned) {
                        let error = self.error(
                            ErrorKind::Duplicate,
                            at,
                            format!("`ReturnType` of `{}` is there twice", operation.name),
                        );
                        return Err(error.with_other(first.at.place(self.file)));
                    }
                }
                _ => {
                    if !self.annotation_into(child, &mut operation.annotations)? {
                        self.report_element(child, element.name());
                    }
                }
            }
        }
        if operation.is_bound && operation.parameters.is_empty() {
            return Err(self.error(
                ErrorKind::Missing,
                element.at,
                format!("`{}` is bound, but has no `Parameter` to be bound to", operation.name),
            ));
        }
        if kind == OperationKind::Function && operation.return_type.is_none() {
            return Err(self.error(
                ErrorKind::Missing,
                element.at,
                format!("the function `{}` has no `ReturnType`", operation.name),
            ));
        }
        Ok(operation)
    }

    fn parameter(&mut self, node: Node<'_, '_>) -> Result<Parameter> {
        let element = self.enter(
            node,
            &[
                "Name",
                "Type",
                "Nullable",
                "MaxLength",
                "Precision",
                "Scale",
                "SRID",
                "Unicode",
            ],
        );
        Ok(Parameter {
            name: self.name(element, "Name")?,
            type_name: self.type_name(element)?,
            facets: self.facets(element)?,
            annotations: self.only_annotations(element)?,
            at: element.at,
        })
    }

    fn return_type(&mut self, node: Node<'_, '_>) -> Result<ReturnType> {
        let element = self.enter(
            node,
            &["Type", "Nullable", "MaxLength", "Precision", "Scale", "SRID", "Unicode"],
        );
        Ok(ReturnType {
            type_name: self.type_name(element)?,
            facets: self.facets(element)?,
            annotations: self.only_annotations(element)?,
            at: element.at,
        })
    }
}

/// What distinguishes overloads: actions by what they are bound to, functions by all their parameters too.
pub(super) fn overload(operation: &Operation) -> (&str, OperationKind, Option<&TypeName>, Vec<(&str, &TypeName)>) {
    let bound = operation
        .parameters
        .first()
        .filter(|_| operation.is_bound)
        .map(|parameter| &parameter.type_name);
    let parameters = match operation.kind {
        OperationKind::Action => Vec::new(),
        OperationKind::Function => operation
            .parameters
            .iter()
            .map(|parameter| (parameter.name.as_str(), &parameter.type_name))
            .collect(),
    };
    (&operation.name, operation.kind, bound, parameters)
}
