//! What a document annotates.

use std::collections::{BTreeMap, BTreeSet};

use super::{member_of, overload};
use crate::csdl::document::{Annotation, Document, Schema};
use crate::model::{ElementId, OperationId, QName};

/// What is annotated, with its annotations, inline and apart; and of what is not those that are wanted.
pub(crate) fn annotated<'a>(
    document: &'a Document,
    wanted: &dyn Fn(&ElementId) -> bool,
) -> BTreeMap<ElementId, Vec<&'a Annotation>> {
    Targets::of(document, wanted).annotations
}

/// What stands in a document and can be annotated, with its annotations, inline and apart.
struct Targets<'a, 'w> {
    annotations: BTreeMap<ElementId, Vec<&'a Annotation>>,
    containers: BTreeSet<QName>,
    namespaces: BTreeSet<&'a str>,
    /// Actions and functions as annotations name them: `microsoft.graph.resume(microsoft.graph.request)`.
    operations: BTreeMap<String, ElementId>,
    /// Which are kept although nothing annotates them.
    wanted: &'w dyn Fn(&ElementId) -> bool,
}

impl<'a, 'w> Targets<'a, 'w> {
    /// Those that are annotated, and of the others those that are wanted.
    fn of(document: &'a Document, wanted: &'w dyn Fn(&ElementId) -> bool) -> Self {
        let mut targets = Self {
            annotations: BTreeMap::new(),
            containers: BTreeSet::new(),
            namespaces: BTreeSet::new(),
            operations: BTreeMap::new(),
            wanted,
        };
        targets.operations(document);
        for schema in &document.schemas {
            targets.schema(schema);
        }
        for apart in document.schemas.iter().flat_map(|schema| &schema.annotations_by_target) {
            targets.put(targets.element(&apart.target), &apart.annotations);
        }
        targets
    }

    fn operations(&mut self, document: &'a Document) {
        let mut overloads: BTreeMap<OperationId, usize> = BTreeMap::new();
        for (id, _) in document.bound_operations() {
            *overloads.entry(id).or_default() += 1;
        }
        for (bare, operation) in document.bound_operations() {
            let is_overloaded = overloads.get(&bare).is_some_and(|count| *count > 1);
            let id = if is_overloaded {
                overload(&bare, operation)
            } else {
                bare
            };
            let subject = ElementId::Operation(id.clone());
            let types = operation
                .parameters
                .iter()
                .map(|parameter| parameter.type_name.to_string());
            let written = format!("{}({})", id.name, types.collect::<Vec<_>>().join(","));
            self.operations.insert(written, subject.clone());
            for parameter in operation.parameters.iter().skip(1) {
                self.put(ElementId::parameter(&id, &parameter.name), &parameter.annotations);
            }
            if let Some(response) = &operation.return_type {
                self.put(ElementId::parameter(&id, "$ReturnType"), &response.annotations);
            }
            if let Some(binding) = operation.parameters.first() {
                self.put(subject.clone(), &binding.annotations);
            }
            self.put(subject, &operation.annotations);
        }
    }

    fn schema(&mut self, schema: &'a Schema) {
        let name = |name: &str| QName::new(&schema.namespace, name);
        for ty in &schema.structured_types {
            let owner = name(&ty.name);
            for member in ty.members() {
                self.put(ElementId::member(&owner, member.name()), member.annotations());
            }
            self.put(ElementId::Type(owner), &ty.annotations);
        }
        for ty in &schema.enum_types {
            let owner = name(&ty.name);
            for member in &ty.members {
                self.put(ElementId::member(&owner, &member.name), &member.annotations);
            }
            self.put(ElementId::Type(owner), &ty.annotations);
        }
        for ty in &schema.type_definitions {
            self.put(ElementId::Type(name(&ty.name)), &ty.annotations);
        }
        for container in &schema.containers {
            let owner = name(&container.name);
            let set = |name: &str| ElementId::Set {
                container: owner.clone(),
                name: name.to_owned(),
            };
            for root in container.roots() {
                self.put(set(root.name), root.annotations);
            }
            self.put(ElementId::Type(owner.clone()), &container.annotations);
            self.containers.insert(owner);
        }
        self.namespaces.insert(&schema.namespace);
        self.put(ElementId::Namespace(schema.namespace.clone()), &schema.annotations);
    }

    /// What a `Target` names.
    fn element(&self, target: &str) -> ElementId {
        let written = target.replace(", ", ",");
        if let Some(close) = written.rfind(')') {
            let (operation, rest) = written.split_at(close + 1);
            return match (self.operations.get(operation), rest.strip_prefix('/')) {
                (Some(subject), None) => subject.clone(),
                (Some(ElementId::Operation(id)), Some(parameter)) => ElementId::parameter(id, parameter),
                _ => ElementId::Unknown(written),
            };
        }
        if self.namespaces.contains(written.as_str()) {
            return ElementId::Namespace(written);
        }
        match member_of(&written) {
            Some(ElementId::Member { owner, name }) if self.containers.contains(&owner) => {
                ElementId::Set { container: owner, name }
            }
            Some(member) => member,
            None => QName::parse(&written).map_or(ElementId::Unknown(written), ElementId::Type),
        }
    }

    fn put(&mut self, target: ElementId, annotations: &'a [Annotation]) {
        if !annotations.is_empty() || (self.wanted)(&target) {
            self.annotations.entry(target).or_default().extend(annotations);
        }
    }
}
