//! The canonical order of the lists whose order has no meaning.

use std::collections::BTreeMap;

use super::Document;
use super::path::{MediaType, Parameter, Response};
use super::reference::OrRef;
use super::schema::{AdditionalProperties, Schema};

impl Document {
    /// Puts the lists whose order has no meaning into canonical order: required members, and parameters with references
    /// first.
    ///
    /// The reader has done this already; call it again after a change.
    pub fn sort(&mut self) {
        for item in self.paths.values_mut() {
            sort_parameters(&mut item.parameters);
            for operation in item.operations.values_mut() {
                sort_parameters(&mut operation.parameters);
                if let Some(OrRef::Item(body)) = &mut operation.request_body {
                    sort_content(&mut body.content);
                }
                operation.responses.values_mut().for_each(sort_response);
            }
        }
        for parameter in self.components.parameters.values_mut() {
            sort_parameter(parameter);
        }
        self.components.schemas.values_mut().for_each(Schema::sort);
        self.components.responses.values_mut().for_each(sort_response);
        for body in self.components.request_bodies.values_mut() {
            if let OrRef::Item(body) = body {
                sort_content(&mut body.content);
            }
        }
        self.unknown.sort();
    }
}

fn sort_parameters(parameters: &mut [OrRef<Parameter>]) {
    parameters.iter_mut().for_each(sort_parameter);
    // No two parameters of a place may share name and location, so this order leaves nothing to chance.
    parameters.sort_by(|a, b| match (a, b) {
        (OrRef::Ref(a), OrRef::Ref(b)) => a.cmp(b),
        (OrRef::Ref(_), OrRef::Item(_)) => std::cmp::Ordering::Less,
        (OrRef::Item(_), OrRef::Ref(_)) => std::cmp::Ordering::Greater,
        (OrRef::Item(a), OrRef::Item(b)) => (a.location, &a.name).cmp(&(b.location, &b.name)),
    });
}

fn sort_parameter(parameter: &mut OrRef<Parameter>) {
    if let OrRef::Item(parameter) = parameter {
        if let Some(schema) = &mut parameter.schema {
            schema.sort();
        }
        sort_content(&mut parameter.content);
    }
}

fn sort_response(response: &mut OrRef<Response>) {
    if let OrRef::Item(response) = response {
        sort_content(&mut response.content);
    }
}

fn sort_content(content: &mut BTreeMap<String, MediaType>) {
    for media in content.values_mut() {
        if let Some(schema) = &mut media.schema {
            schema.sort();
        }
    }
}

impl Schema {
    /// `required` is a set. The alternatives keep their order: where one is null, it stands last, and readers take the
    /// first that fits.
    fn sort(&mut self) {
        self.required.sort();
        for schema in self.all_of.iter_mut().chain(&mut self.any_of).chain(&mut self.one_of) {
            schema.sort();
        }
        for schema in self.not.iter_mut().chain(&mut self.items) {
            schema.sort();
        }
        self.properties.values_mut().for_each(Self::sort);
        if let Some(AdditionalProperties::Schema(schema)) = self.additional_properties.as_deref_mut() {
            schema.sort();
        }
    }
}
