//! Reads a CSDL document from XML (roxmltree).
//!
//! Annotations are read in `expression`. Every element and attribute is either taken, or listed in [`Document::unknown`], or an error; nothing is passed over.

use std::collections::BTreeMap;

use roxmltree::{Node, ParsingOptions};

use super::document::*;
use super::limits;
use crate::error::{Error, ErrorKind, Place, Result};
use crate::source::{At, Lines, dotted_name_fault, name_fault, quoted};

/// The namespace of the wrapper.
pub(super) const EDMX: &str = "http://docs.oasis-open.org/odata/ns/edmx";
/// The namespace of everything in it.
pub(super) const EDM: &str = "http://docs.oasis-open.org/odata/ns/edm";

/// Reads a metadata document. `file` is its name for errors; the text may begin with a byte order mark.
///
/// # Errors
///
/// The first thing that is wrong: text that is not well-formed XML or has a DTD, a root that is not CSDL 4.0, a required attribute that is not there, a value that
/// is not of its type, a name that cannot be used, two things of one name. Each names file, line and column.
pub fn read(file: &str, text: &str) -> Result<Document> {
    read_at(file, text, Lines::new)
}

/// Reads a document whose types are to be added to another: their positions remember that they are of this file.
///
/// # Errors
///
/// As [`read`].
pub fn read_supplement(file: &str, text: &str) -> Result<Document> {
    let mut document = read_at(file, text, Lines::of_supplement)?;
    document.supplement = Some(file.to_owned());
    Ok(document)
}

fn read_at<'a>(file: &str, text: &'a str, lines: fn(&'a str) -> Lines<'a>) -> Result<Document> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let scanned = limits::check(file, text)?;
    let xml = roxmltree::Document::parse_with_options(text, ParsingOptions::default())
        .map_err(|error| syntax_error(file, text, &error))?;
    scanned.whole()?;
    let mut reader = Reader {
        file,
        lines: lines(text),
        unknown: Vec::new(),
        depth: 0,
    };
    let mut document = reader.edmx(xml.root_element())?;
    document.unknown = reader.unknown;
    document.sort();
    Ok(document)
}

fn syntax_error(file: &str, text: &str, error: &roxmltree::Error) -> Error {
    if matches!(error, roxmltree::Error::DtdDetected) {
        // The parser does not say where.
        let at = text
            .find("<!DOCTYPE")
            .map_or_else(|| Lines::new(text).at(0), |offset| Lines::new(text).at(offset));
        return Error::new(
            ErrorKind::Limit,
            at.place(file),
            "the document has a DTD, which could expand entities without end; remove `<!DOCTYPE …>`, CSDL needs none",
        );
    }
    let position = error.pos();
    // The parser ends its sentences with "at line:column", which the place says already.
    let sentence = error.to_string();
    let sentence = sentence
        .strip_suffix(&format!(" at {}:{}", position.row, position.col))
        .unwrap_or(&sentence)
        .to_owned();
    Error::new(
        ErrorKind::Syntax,
        Place::position(file, position.row, position.col),
        format!("not well-formed XML: {sentence}"),
    )
}

pub(super) struct Reader<'a> {
    file: &'a str,
    lines: Lines<'a>,
    unknown: Vec<Unknown>,
    /// How many annotations, and values of them, are being read in each other.
    depth: usize,
}

/// The deepest nesting of annotations and their values that is read; Graph's metadata has 6.
const DEEPEST: usize = 100;

/// An element while it is read: its attributes are looked up by name, and those not known were reported when it was made.
#[derive(Clone, Copy)]
pub(super) struct Element<'x> {
    pub(super) node: Node<'x, 'x>,
    pub(super) at: At,
}

impl<'x> Element<'x> {
    pub(super) fn name(&self) -> &'x str {
        self.node.tag_name().name()
    }

    pub(super) fn attribute(&self, name: &str) -> Option<&'x str> {
        self.node.attribute(name)
    }

    pub(super) fn text(&self, name: &str) -> Option<String> {
        self.attribute(name).map(str::to_owned)
    }
}

impl Reader<'_> {
    pub(super) fn at(&self, node: Node<'_, '_>) -> At {
        self.lines.at(node.range().start)
    }

    pub(super) fn error(&self, kind: ErrorKind, at: At, message: impl Into<String>) -> Error {
        Error::new(kind, at.place(self.file), message)
    }

    /// Reads something that can hold things of its own kind. All recursion goes through here, so that no document ends
    /// the stack: what is made of one is not deeper either, when it is sorted, compared, written or dropped.
    pub(super) fn deeper<T>(&mut self, node: Node<'_, '_>, read: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        if self.depth >= DEEPEST {
            return Err(self.error(
                ErrorKind::Limit,
                self.at(node),
                format!("annotations are nested more than {DEEPEST} deep; no metadata document's are"),
            ));
        }
        self.depth += 1;
        let done = read(self)?;
        self.depth -= 1;
        Ok(done)
    }

    pub(super) fn report(&mut self, at: At, what: String) {
        self.unknown.push(Unknown { what, at });
    }

    /// Enters an element: attributes outside of `known` are reported.
    pub(super) fn enter<'x>(&mut self, node: Node<'x, 'x>, known: &[&str]) -> Element<'x> {
        let element = Element {
            node,
            at: self.at(node),
        };
        for attribute in node.attributes() {
            if attribute.namespace().is_some() || !known.contains(&attribute.name()) {
                let at = self.lines.at(attribute.range().start);
                self.report(
                    at,
                    format!("attribute {} of `{}`", quoted(attribute.name()), element.name()),
                );
            }
        }
        element
    }

    /// The child elements of the CSDL namespace. Others, and text between them, are reported.
    pub(super) fn children<'x>(&mut self, parent: Element<'x>, namespace: &str) -> Vec<Node<'x, 'x>> {
        let mut children = Vec::new();
        for child in parent.node.children() {
            if child.is_element() {
                if child.tag_name().namespace() == Some(namespace) {
                    children.push(child);
                } else {
                    self.report_element(child, parent.name());
                }
            } else if child.is_text() && child.text().is_some_and(|text| !text.trim().is_empty()) {
                let at = self.at(child);
                self.report(at, format!("text in `{}`", parent.name()));
            }
        }
        children
    }

    pub(super) fn report_element(&mut self, node: Node<'_, '_>, parent: &str) {
        let at = self.at(node);
        let name = node.tag_name();
        let namespace = match name.namespace() {
            Some(EDM | EDMX) => String::new(),
            Some(other) => format!(" of namespace {}", quoted(other)),
            None => " without a namespace".to_owned(),
        };
        self.report(at, format!("element {}{namespace} in `{parent}`", quoted(name.name())));
    }

    /// A required attribute.
    pub(super) fn required<'x>(&self, element: Element<'x>, name: &str) -> Result<&'x str> {
        element.attribute(name).ok_or_else(|| {
            let what = element
                .attribute("Name")
                .map_or_else(String::new, |own| format!(" {}", quoted(own)));
            self.error(
                ErrorKind::Missing,
                element.at,
                format!("`{}`{what} has no attribute `{name}`", element.name()),
            )
        })
    }

    /// A required attribute that is a name of the document's own.
    pub(super) fn name(&self, element: Element<'_>, attribute: &str) -> Result<String> {
        let name = self.required(element, attribute)?;
        self.checked(element, attribute, name, name_fault(name))
    }

    fn optional_name(&self, element: Element<'_>, attribute: &str) -> Result<Option<String>> {
        element
            .attribute(attribute)
            .map(|name| self.checked(element, attribute, name, name_fault(name)))
            .transpose()
    }

    /// A required attribute that names something with its namespace or alias.
    pub(super) fn qualified(&self, element: Element<'_>, attribute: &str) -> Result<String> {
        let name = self.required(element, attribute)?;
        self.checked(element, attribute, name, qualified_fault(name))
    }

    fn optional_qualified(&self, element: Element<'_>, attribute: &str) -> Result<Option<String>> {
        element
            .attribute(attribute)
            .map(|name| self.checked(element, attribute, name, qualified_fault(name)))
            .transpose()
    }

    /// A path of names, some of which may be qualified types.
    fn path(&self, element: Element<'_>, attribute: &str) -> Result<String> {
        let path = self.required(element, attribute)?;
        self.checked(element, attribute, path, path.split('/').find_map(dotted_name_fault))
    }

    fn checked(&self, element: Element<'_>, attribute: &str, value: &str, fault: Option<String>) -> Result<String> {
        match fault {
            None => Ok(value.to_owned()),
            Some(fault) => Err(self.error(
                ErrorKind::Name,
                element.at,
                format!("`{attribute}` {} of `{}` {fault}", quoted(value), element.name()),
            )),
        }
    }

    fn boolean(&self, element: Element<'_>, attribute: &str) -> Result<Option<bool>> {
        element
            .attribute(attribute)
            .map(|value| self.parse_boolean(element, attribute, value))
            .transpose()
    }

    pub(super) fn parse_boolean(&self, element: Element<'_>, attribute: &str, value: &str) -> Result<bool> {
        match value {
            "true" => Ok(true),
            "false" => Ok(false),
            _ => Err(self.wrong_value(element, attribute, value, "`true` or `false`")),
        }
    }

    pub(super) fn wrong_value(&self, element: Element<'_>, attribute: &str, value: &str, expected: &str) -> Error {
        self.error(
            ErrorKind::Value,
            element.at,
            format!(
                "`{attribute}` of `{}` is {}; expected {expected}",
                element.name(),
                quoted(value)
            ),
        )
    }

    /// A value that is a number below 2³² or one of a few words.
    fn number_or(&self, element: Element<'_>, attribute: &str, words: &[&str]) -> Result<Option<String>> {
        let Some(value) = element.attribute(attribute) else {
            return Ok(None);
        };
        if words.contains(&value) || is_count(value) {
            return Ok(Some(value.to_owned()));
        }
        let words: String = words.iter().map(|word| format!(" or `{word}`")).collect();
        Err(self.wrong_value(element, attribute, value, &format!("a number{words}")))
    }

    fn type_name(&self, element: Element<'_>) -> Result<TypeName> {
        let written = self.required(element, "Type")?;
        let inner = written
            .strip_prefix("Collection(")
            .and_then(|rest| rest.strip_suffix(')'));
        let name = self.checked(
            element,
            "Type",
            inner.unwrap_or(written),
            qualified_fault(inner.unwrap_or(written)),
        )?;
        Ok(TypeName {
            name,
            collection: inner.is_some(),
        })
    }

    fn facets(&self, element: Element<'_>) -> Result<Facets> {
        let precision = match element.attribute("Precision") {
            None => None,
            Some(value) if is_count(value) => value.parse().ok(),
            Some(value) => return Err(self.wrong_value(element, "Precision", value, "a number")),
        };
        Ok(Facets {
            nullable: self.boolean(element, "Nullable")?,
            max_length: self.number_or(element, "MaxLength", &["max"])?,
            precision,
            scale: self.number_or(element, "Scale", &["variable", "floating"])?,
            srid: self.number_or(element, "SRID", &["variable"])?,
            unicode: self.boolean(element, "Unicode")?,
            default_value: element.text("DefaultValue"),
        })
    }

    /// An element that holds annotations alone.
    fn only_annotations(&mut self, element: Element<'_>) -> Result<Vec<Annotation>> {
        let mut annotations = Vec::new();
        for child in self.children(element, EDM) {
            if !self.annotation_into(child, &mut annotations)? {
                self.report_element(child, element.name());
            }
        }
        Ok(annotations)
    }

    /// Refuses a name that was seen before, naming both places.
    pub(super) fn unique<K: Ord>(
        &self,
        seen: &mut BTreeMap<K, At>,
        key: K,
        at: At,
        what: impl FnOnce() -> String,
    ) -> Result<()> {
        match seen.insert(key, at) {
            None => Ok(()),
            Some(first) => Err(self
                .error(ErrorKind::Duplicate, at, format!("{} is defined twice", what()))
                .with_other(first.place(self.file))),
        }
    }

    fn edmx(&mut self, root: Node<'_, '_>) -> Result<Document> {
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

    fn structured_type(&mut self, node: Node<'_, '_>, kind: StructuredKind) -> Result<StructuredType> {
        let known: &[&str] = match kind {
            StructuredKind::Entity => &["Name", "BaseType", "Abstract", "OpenType", "HasStream"],
            StructuredKind::Complex => &["Name", "BaseType", "Abstract", "OpenType"],
        };
        let element = self.enter(node, known);
        let mut ty = StructuredType {
            name: self.name(element, "Name")?,
            kind,
            base_type: self.optional_qualified(element, "BaseType")?,
            is_abstract: self.boolean(element, "Abstract")?.unwrap_or(false),
            open: self.boolean(element, "OpenType")?.unwrap_or(false),
            has_stream: kind == StructuredKind::Entity && self.boolean(element, "HasStream")?.unwrap_or(false),
            key: Vec::new(),
            properties: Vec::new(),
            navigation_properties: Vec::new(),
            annotations: Vec::new(),
            at: element.at,
        };
        let mut members = BTreeMap::new();
        for child in self.children(element, EDM) {
            match child.tag_name().name() {
                "Key" if kind == StructuredKind::Entity => {
                    let key = self.key(child)?;
                    if !ty.key.is_empty() {
                        return Err(self.error(
                            ErrorKind::Duplicate,
                            self.at(child),
                            format!("the key of `{}` is defined twice", ty.name),
                        ));
                    }
                    ty.key = key;
                }
                "Property" => {
                    let property = self.property(child)?;
                    self.unique(&mut members, property.name.clone(), property.at, || {
                        format!("the property `{}` of `{}`", property.name, ty.name)
                    })?;
                    ty.properties.push(property);
                }
                "NavigationProperty" => {
                    let property = self.navigation_property(child)?;
                    self.unique(&mut members, property.name.clone(), property.at, || {
                        format!("the property `{}` of `{}`", property.name, ty.name)
                    })?;
                    ty.navigation_properties.push(property);
                }
                _ => {
                    if !self.annotation_into(child, &mut ty.annotations)? {
                        self.report_element(child, element.name());
                    }
                }
            }
        }
        Ok(ty)
    }

    fn key(&mut self, node: Node<'_, '_>) -> Result<Vec<KeyRef>> {
        let element = self.enter(node, &[]);
        let mut key = Vec::new();
        let mut seen = BTreeMap::new();
        for child in self.children(element, EDM) {
            if child.tag_name().name() != "PropertyRef" {
                self.report_element(child, "Key");
                continue;
            }
            let part = self.enter(child, &["Name", "Alias"]);
            let part = KeyRef {
                name: self.path(part, "Name")?,
                alias: self.optional_name(part, "Alias")?,
                at: part.at,
            };
            self.unique(&mut seen, part.name.clone(), part.at, || {
                format!("the key part `{}`", part.name)
            })?;
            key.push(part);
        }
        if key.is_empty() {
            return Err(self.error(ErrorKind::Missing, element.at, "`Key` has no `PropertyRef`"));
        }
        Ok(key)
    }

    fn property(&mut self, node: Node<'_, '_>) -> Result<Property> {
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
                "DefaultValue",
            ],
        );
        Ok(Property {
            name: self.name(element, "Name")?,
            type_name: self.type_name(element)?,
            facets: self.facets(element)?,
            annotations: self.only_annotations(element)?,
            at: element.at,
        })
    }

    fn navigation_property(&mut self, node: Node<'_, '_>) -> Result<NavigationProperty> {
        let element = self.enter(node, &["Name", "Type", "Nullable", "Partner", "ContainsTarget"]);
        let mut property = NavigationProperty {
            name: self.name(element, "Name")?,
            type_name: self.type_name(element)?,
            nullable: self.boolean(element, "Nullable")?,
            partner: element
                .attribute("Partner")
                .map(|_| self.path(element, "Partner"))
                .transpose()?,
            contains_target: self.boolean(element, "ContainsTarget")?.unwrap_or(false),
            referential_constraints: Vec::new(),
            on_delete: None,
            annotations: Vec::new(),
            at: element.at,
        };
        for child in self.children(element, EDM) {
            match child.tag_name().name() {
                "ReferentialConstraint" => {
                    let constraint = self.enter(child, &["Property", "ReferencedProperty"]);
                    property.referential_constraints.push(ReferentialConstraint {
                        property: self.path(constraint, "Property")?,
                        referenced_property: self.path(constraint, "ReferencedProperty")?,
                        annotations: self.only_annotations(constraint)?,
                        at: constraint.at,
                    });
                }
                "OnDelete" => {
                    let on_delete = self.enter(child, &["Action"]);
                    let action = self.required(on_delete, "Action")?;
                    if !["Cascade", "None", "SetNull", "SetDefault"].contains(&action) {
                        return Err(self.wrong_value(
                            on_delete,
                            "Action",
                            action,
                            "`Cascade`, `None`, `SetNull` or `SetDefault`",
                        ));
                    }
                    let annotations = self.only_annotations(on_delete)?;
                    if property
                        .on_delete
                        .replace(OnDelete {
                            action: action.to_owned(),
                            annotations,
                            at: on_delete.at,
                        })
                        .is_some()
                    {
                        return Err(self.error(
                            ErrorKind::Duplicate,
                            on_delete.at,
                            format!("`OnDelete` of `{}` is there twice", property.name),
                        ));
                    }
                }
                _ => {
                    if !self.annotation_into(child, &mut property.annotations)? {
                        self.report_element(child, "NavigationProperty");
                    }
                }
            }
        }
        Ok(property)
    }

    fn enum_type(&mut self, node: Node<'_, '_>) -> Result<EnumType> {
        let element = self.enter(node, &["Name", "UnderlyingType", "IsFlags"]);
        let underlying_type = element.text("UnderlyingType");
        if let Some(ty) = &underlying_type
            && !["Edm.Byte", "Edm.SByte", "Edm.Int16", "Edm.Int32", "Edm.Int64"].contains(&ty.as_str())
        {
            return Err(self.wrong_value(
                element,
                "UnderlyingType",
                ty,
                "`Edm.Byte`, `Edm.SByte`, `Edm.Int16`, `Edm.Int32` or `Edm.Int64`",
            ));
        }
        let mut ty = EnumType {
            name: self.name(element, "Name")?,
            underlying_type,
            is_flags: self.boolean(element, "IsFlags")?.unwrap_or(false),
            members: Vec::new(),
            annotations: Vec::new(),
            at: element.at,
        };
        let mut seen = BTreeMap::new();
        // What a member without a value counts on to.
        let mut next = Some(0_i64);
        for child in self.children(element, EDM) {
            if child.tag_name().name() != "Member" {
                if !self.annotation_into(child, &mut ty.annotations)? {
                    self.report_element(child, "EnumType");
                }
                continue;
            }
            let member = self.enter(child, &["Name", "Value"]);
            let name = self.name(member, "Name")?;
            self.unique(&mut seen, name.clone(), member.at, || {
                format!("the member `{name}` of `{}`", ty.name)
            })?;
            let value = match member.attribute("Value") {
                Some(value) => value
                    .parse()
                    .map_err(|_| self.wrong_value(member, "Value", value, "a whole number of 64 bits"))?,
                None => next.ok_or_else(|| {
                    self.error(
                        ErrorKind::Missing,
                        member.at,
                        format!("the member `{name}` of `{}` needs a `Value`", ty.name),
                    )
                })?,
            };
            next = value.checked_add(1);
            let annotations = self.only_annotations(member)?;
            ty.members.push(EnumMember {
                value,
                name,
                annotations,
                at: member.at,
            });
        }
        Ok(ty)
    }

    fn type_definition(&mut self, node: Node<'_, '_>) -> Result<TypeDefinition> {
        let element = self.enter(
            node,
            &[
                "Name",
                "UnderlyingType",
                "MaxLength",
                "Precision",
                "Scale",
                "SRID",
                "Unicode",
            ],
        );
        Ok(TypeDefinition {
            name: self.name(element, "Name")?,
            underlying_type: self.qualified(element, "UnderlyingType")?,
            facets: self.facets(element)?,
            annotations: self.only_annotations(element)?,
            at: element.at,
        })
    }

    fn operation(&mut self, node: Node<'_, '_>, kind: OperationKind) -> Result<Operation> {
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
                    let parameter = self.enter(
                        child,
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
                    let parameter = Parameter {
                        name: self.name(parameter, "Name")?,
                        type_name: self.type_name(parameter)?,
                        facets: self.facets(parameter)?,
                        annotations: self.only_annotations(parameter)?,
                        at: parameter.at,
                    };
                    self.unique(&mut seen, parameter.name.clone(), parameter.at, || {
                        format!("the parameter `{}` of `{}`", parameter.name, operation.name)
                    })?;
                    operation.parameters.push(parameter);
                }
                "ReturnType" => {
                    let answer = self.enter(
                        child,
                        &["Type", "Nullable", "MaxLength", "Precision", "Scale", "SRID", "Unicode"],
                    );
                    let answer = ReturnType {
                        type_name: self.type_name(answer)?,
                        facets: self.facets(answer)?,
                        annotations: self.only_annotations(answer)?,
                        at: answer.at,
                    };
                    let at = answer.at;
                    if let Some(first) = operation.return_type.replace(answer) {
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

    fn container(&mut self, node: Node<'_, '_>) -> Result<Container> {
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

    fn target_annotations(&mut self, node: Node<'_, '_>) -> Result<TargetAnnotations> {
        let element = self.enter(node, &["Target", "Qualifier"]);
        Ok(TargetAnnotations {
            target: self.required(element, "Target")?.to_owned(),
            qualifier: element.text("Qualifier"),
            annotations: self.only_annotations(element)?,
            at: element.at,
        })
    }
}

/// What tells overloads apart: actions by what they are bound to, functions by all their parameters too.
fn overload(operation: &Operation) -> (&str, OperationKind, Option<&TypeName>, Vec<(&str, &TypeName)>) {
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

fn qualified_fault(name: &str) -> Option<String> {
    if let Some(fault) = dotted_name_fault(name) {
        return Some(fault);
    }
    (!name.contains('.')).then(|| "has no namespace or alias; expected `namespace.name`".to_owned())
}

fn is_count(value: &str) -> bool {
    !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) && value.parse::<u32>().is_ok()
}
