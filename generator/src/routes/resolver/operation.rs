//! An operation of the OpenAPI document resolved: what it does, sends and responds, and what it needs.

use super::compare::compare_response;
use super::context::Context;
use super::method::by_model;
use crate::model::{Finding, FindingKind};
use crate::openapi;
use crate::routes::operation::used_method;
use crate::routes::tree::{Node, PathOperation};

/// An operation as the OpenAPI document has it.
#[derive(Clone, Copy)]
pub(super) struct Written<'a> {
    pub(super) item: &'a openapi::PathItem,
    pub(super) method: openapi::Method,
    pub(super) operation: &'a openapi::Operation,
    pub(super) path: &'a str,
}

impl Context<'_> {
    /// The operation at a node; nothing for a method that Graph does not use.
    pub(super) fn operation(
        &self,
        node: &Node,
        targets: &[String],
        written: Written<'_>,
        deprecated: bool,
        findings: &mut Vec<Finding>,
    ) -> Option<PathOperation> {
        let Written {
            item, operation, path, ..
        } = written;
        let Some(http) = used_method(written.method) else {
            findings.push(Finding::new(
                FindingKind::UnresolvedOperation,
                format!("{} {path}", written.method.key().to_uppercase()),
                "a method that Graph does not use",
            ));
            return None;
        };
        let place = format!("{} {path}", http.name());
        let wire_body = self.wire.body(operation.request_body.as_ref());
        let wire_response = self.wire.response(operation);
        let by_id = operation
            .parameters
            .iter()
            .filter_map(|parameter| parameter.resolve(&self.document.components.parameters))
            .any(|parameter| parameter.name == "@id");
        let effect = by_model(node, http, by_id).unwrap_or_else(|| {
            findings.push(Finding::new(
                FindingKind::UnresolvedOperation,
                &place,
                "the method has no meaning at this segment: types are the OpenAPI document's",
            ));
            self.effect_by_document(http, &wire_body, &wire_response)
        });
        findings.extend(self.compare_body(&place, &effect.body, &wire_body));
        findings.extend(compare_response(&place, &effect.response, &wire_response));
        let parameters = item.parameters.iter().chain(&operation.parameters);
        let (options, denied) = self.options(&place, path, parameters, targets, findings);
        let permissions = self.permissions.get(&(http, path.to_owned()));
        Some(PathOperation {
            http,
            kind: effect.kind,
            body: effect.body,
            response: effect.response,
            options,
            denied,
            permissions: permissions.cloned().unwrap_or_default(),
            deprecated,
        })
    }
}
