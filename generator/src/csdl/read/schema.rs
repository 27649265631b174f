//! The wrapper, its references and schemas.

use std::collections::BTreeMap;

use roxmltree::Node;

use super::operation::overload;
use super::reader::{Element, Reader};
use crate::csdl::document::{
    Document, Include, IncludeAnnotations, OperationKind, Reference, Schema, StructuredKind, Term,
};
use crate::csdl::namespace::{EDM, EDMX};
use crate::error::{ErrorKind, Result};
use crate::source::{dotted_name_fault, quoted};

impl Reader<'_> {
    pub(super) fn edmx(&mut self, root: Node<'_, '_>) -> Result<Document> {
        let name = root.tag_name();
        if name.name() != "Edmx" || name.namespace() != Some(EDMX) {
            let found = match name.namespace() {
                Some(namespace) => format!("`{}` of namespace {}", name.name(), quoted(namespace)),
                None => format!("{} without a namespace", quoted(name.name())),
            };
            return Err(self.error(
                ErrorKind::Structure,
                self.at(root),
                format!("not a CSDL document: the root element is {found}; expected `Edmx` of namespace `{EDMX}`"),
            ));
        }
        let root = self.enter(root, &["Version"]);
        let version = self.required(root, "Version")?;
        if version != "4.0" && version != "4.01" {
            return Err(self.wrong_value(root, "Version", version, "`4.0` or `4.01`"));
        }
        let mut document = Document {
            file: self.file.to_owned(),
            version: version.to_owned(),
            ..Document::default()
        };
        let mut services = None;
        for child in self.children(root, EDMX) {
            match child.tag_name().name() {
                "Reference" => document.references.push(self.reference(child)?),
                "DataServices" => {
                    let element = self.enter(child, &[]);
                    if let Some(first) = services.replace(element.at) {
                        return Err(self
                            .error(ErrorKind::Duplicate, element.at, "`DataServices` is there twice")
                            .with_other(first.place(self.file)));
                    }
                    self.schemas(element, &mut document.schemas)?;
                }
                _ => self.report_element(child, "Edmx"),
            }
        }
        if services.is_none() {
            return Err(self.error(
                ErrorKind::Missing,
                root.at,
                "not a CSDL document: `Edmx` has no `DataServices`",
            ));
        }
        Ok(document)
    }

    fn reference(&mut self, node: Node<'_, '_>) -> Result<Reference> {
        let element = self.enter(node, &["Uri"]);
        let mut reference = Reference {
            uri: self.required(element, "Uri")?.to_owned(),
            includes: Vec::new(),
            include_annotations: Vec::new(),
            annotations: Vec::new(),
            at: element.at,
        };
        for child in node.children().filter(Node::is_element) {
            let name = child.tag_name();
            match (name.namespace(), name.name()) {
                (Some(EDMX), "Include") => {
                    let include = self.enter(child, &["Namespace", "Alias"]);
                    let namespace = self.required(include, "Namespace")?;
                    let namespace = self.checked(include, "Namespace", namespace, dotted_name_fault(namespace))?;
                    reference.includes.push(Include {
                        namespace,
                        alias: self.optional_name(include, "Alias")?,
                        at: include.at,
                    });
                    for extra in include.node.children().filter(Node::is_element) {
                        self.report_element(extra, "Include");
                    }
                }
                (Some(EDMX), "IncludeAnnotations") => {
                    let include = self.enter(child, &["TermNamespace", "Qualifier", "TargetNamespace"]);
                    reference.include_annotations.push(IncludeAnnotations {
                        term_namespace: self.required(include, "TermNamespace")?.to_owned(),
                        qualifier: include.text("Qualifier"),
                        target_namespace: include.text("TargetNamespace"),
                        at: include.at,
                    });
                }
                (Some(EDM), _) if self.annotation_into(child, &mut reference.annotations)? => {}
                _ => self.report_element(child, "Reference"),
            }
        }
        Ok(reference)
    }

    fn schemas(&mut self, services: Element<'_>, schemas: &mut Vec<Schema>) -> Result<()> {
        let mut seen = BTreeMap::new();
        for child in self.children(services, EDM) {
            if child.tag_name().name() != "Schema" {
                self.report_element(child, "DataServices");
                continue;
            }
            let schema = self.schema(child)?;
            // An alias is a second name of the schema, so it may not be another's name either.
            for name in std::iter::once(&schema.namespace)
                .chain(schema.alias.as_ref().filter(|alias| **alias != schema.namespace))
            {
                self.unique(&mut seen, name.clone(), schema.at, || {
                    format!("the schema or alias {}", quoted(name))
                })?;
            }
            schemas.push(schema);
        }
        Ok(())
    }

    fn schema(&mut self, node: Node<'_, '_>) -> Result<Schema> {
        let element = self.enter(node, &["Namespace", "Alias"]);
        let namespace = self.required(element, "Namespace")?;
        let namespace = self.checked(element, "Namespace", namespace, dotted_name_fault(namespace))?;
        let mut schema = Schema {
            namespace,
            alias: self.optional_name(element, "Alias")?,
            at: element.at,
            ..Schema::default()
        };
        let mut types = BTreeMap::new();
        let mut terms = BTreeMap::new();
        let mut operations = BTreeMap::new();
        let mut containers = BTreeMap::new();
        for child in self.children(element, EDM) {
            match child.tag_name().name() {
                "EntityType" => schema
                    .structured_types
                    .push(self.structured_type(child, StructuredKind::Entity)?),
                "ComplexType" => schema
                    .structured_types
                    .push(self.structured_type(child, StructuredKind::Complex)?),
                "EnumType" => schema.enum_types.push(self.enum_type(child)?),
                "TypeDefinition" => schema.type_definitions.push(self.type_definition(child)?),
                "Action" => schema.operations.push(self.operation(child, OperationKind::Action)?),
                "Function" => schema.operations.push(self.operation(child, OperationKind::Function)?),
                "Term" => schema.terms.push(self.term(child)?),
                "EntityContainer" => schema.containers.push(self.container(child)?),
                "Annotations" => schema.annotations_by_target.push(self.target_annotations(child)?),
                _ => {
                    if !self.annotation_into(child, &mut schema.annotations)? {
                        self.report_element(child, "Schema");
                    }
                }
            }
        }
        let full = |name: &str| format!("`{}.{name}`", schema.namespace);
        for (name, at) in (schema.structured_types.iter().map(|ty| (&ty.name, ty.at)))
            .chain(schema.enum_types.iter().map(|ty| (&ty.name, ty.at)))
            .chain(schema.type_definitions.iter().map(|ty| (&ty.name, ty.at)))
        {
            self.unique(&mut types, name, at, || format!("the type {}", full(name)))?;
        }
        for term in &schema.terms {
            self.unique(&mut terms, &term.name, term.at, || {
                format!("the term {}", full(&term.name))
            })?;
        }
        for container in &schema.containers {
            self.unique(&mut containers, &container.name, container.at, || {
                format!("the container {}", full(&container.name))
            })?;
        }
        for operation in &schema.operations {
            let what = || format!("the overload of {} for the same parameters", full(&operation.name));
            self.unique(&mut operations, overload(operation), operation.at, what)?;
        }
        Ok(schema)
    }

    fn term(&mut self, node: Node<'_, '_>) -> Result<Term> {
        let element = self.enter(
            node,
            &[
                "Name",
                "Type",
                "BaseTerm",
                "AppliesTo",
                "Nullable",
                "MaxLength",
                "Precision",
                "Scale",
                "SRID",
                "Unicode",
                "DefaultValue",
            ],
        );
        Ok(Term {
            name: self.name(element, "Name")?,
            type_name: self.type_name(element)?,
            base_term: self.optional_qualified(element, "BaseTerm")?,
            applies_to: element.text("AppliesTo"),
            facets: self.facets(element)?,
            annotations: self.only_annotations(element)?,
            at: element.at,
        })
    }
}
