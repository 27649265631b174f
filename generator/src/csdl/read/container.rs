//! Entity containers.

use std::collections::BTreeMap;

use roxmltree::Node;

use super::reader::{Element, Reader};
use crate::csdl::document::{
    Annotation, Container, EntitySet, NavigationPropertyBinding, OperationImport, OperationKind, Singleton,
};
use crate::csdl::namespace::EDM;
use crate::error::Result;

impl Reader<'_> {
    pub(super) fn container(&mut self, node: Node<'_, '_>) -> Result<Container> {
        let element = self.enter(node, &["Name", "Extends"]);
        let mut container = Container {
            name: self.name(element, "Name")?,
            extends: self.optional_qualified(element, "Extends")?,
            entity_sets: Vec::new(),
            singletons: Vec::new(),
            imports: Vec::new(),
            annotations: Vec::new(),
            at: element.at,
        };
        let mut seen = BTreeMap::new();
        for child in self.children(element, EDM) {
            let at = self.at(child);
            let name = match child.tag_name().name() {
                "EntitySet" => {
                    let set = self.entity_set(child)?;
                    let name = set.name.clone();
                    container.entity_sets.push(set);
                    name
                }
                "Singleton" => {
                    let singleton = self.enter(child, &["Name", "Type"]);
                    let name = self.name(singleton, "Name")?;
                    let type_name = self.qualified(singleton, "Type")?;
                    let (bindings, annotations) = self.bindings(singleton)?;
                    container.singletons.push(Singleton {
                        name: name.clone(),
                        type_name,
                        bindings,
                        annotations,
                        at,
                    });
                    name
                }
                "ActionImport" => self.import(child, OperationKind::Action, &mut container.imports)?,
                "FunctionImport" => self.import(child, OperationKind::Function, &mut container.imports)?,
                _ => {
                    if !self.annotation_into(child, &mut container.annotations)? {
                        self.report_element(child, "EntityContainer");
                    }
                    continue;
                }
            };
            self.unique(&mut seen, name.clone(), at, || {
                format!("`{name}` of the container `{}`", container.name)
            })?;
        }
        Ok(container)
    }

    fn entity_set(&mut self, node: Node<'_, '_>) -> Result<EntitySet> {
        let element = self.enter(node, &["Name", "EntityType", "IncludeInServiceDocument"]);
        let name = self.name(element, "Name")?;
        let entity_type = self.qualified(element, "EntityType")?;
        let include_in_service_document = self.boolean(element, "IncludeInServiceDocument")?;
        let (bindings, annotations) = self.bindings(element)?;
        Ok(EntitySet {
            name,
            entity_type,
            include_in_service_document,
            bindings,
            annotations,
            at: element.at,
        })
    }

    fn import(
        &mut self,
        node: Node<'_, '_>,
        kind: OperationKind,
        imports: &mut Vec<OperationImport>,
    ) -> Result<String> {
        let attribute = match kind {
            OperationKind::Action => "Action",
            OperationKind::Function => "Function",
        };
        let element = self.enter(node, &["Name", attribute, "EntitySet", "IncludeInServiceDocument"]);
        let name = self.name(element, "Name")?;
        imports.push(OperationImport {
            name: name.clone(),
            kind,
            operation: self.qualified(element, attribute)?,
            entity_set: element.text("EntitySet"),
            include_in_service_document: self.boolean(element, "IncludeInServiceDocument")?,
            annotations: self.only_annotations(element)?,
            at: element.at,
        });
        Ok(name)
    }

    fn bindings(&mut self, element: Element<'_>) -> Result<(Vec<NavigationPropertyBinding>, Vec<Annotation>)> {
        let mut bindings = Vec::new();
        let mut annotations = Vec::new();
        for child in self.children(element, EDM) {
            if child.tag_name().name() == "NavigationPropertyBinding" {
                let binding = self.enter(child, &["Path", "Target"]);
                bindings.push(NavigationPropertyBinding {
                    path: self.required(binding, "Path")?.to_owned(),
                    target: self.required(binding, "Target")?.to_owned(),
                    at: binding.at,
                });
            } else if !self.annotation_into(child, &mut annotations)? {
                self.report_element(child, element.name());
            }
        }
        Ok((bindings, annotations))
    }
}
