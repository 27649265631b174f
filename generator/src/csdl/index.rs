//! The names of a CSDL document resolved: aliases, base types, derived types, bound operations, annotations by target.
//!
//! An [`Index`] borrows the document; of the model it knows names alone. What is wanted of the document, and what it is
//! with all that it inherits, is the concern of `crate::resolve`.

use std::collections::{BTreeMap, BTreeSet};

use super::document::{
    Annotation, Container, Document, EnumType, Operation, Parameter, StructuredKind, StructuredType, TypeDefinition,
    TypeName,
};
use crate::error::{Error, ErrorKind};
use crate::model::QName;
use crate::source::At;

/// The longest line of inheritance; Graph's longest has 6 base types. What a type inherits is written out in each that
/// is derived from it.
const MOST_BASES: usize = 50;

/// An action or function that is called on a value.
#[derive(Clone, Copy, Debug)]
pub struct Bound<'a> {
    /// As written.
    pub operation: &'a Operation,
    /// Namespace in which it is declared.
    pub namespace: &'a str,
    /// Whether it is bound to a collection of its type.
    pub on_collection: bool,
}

impl<'a> Bound<'a> {
    /// The parameters without the binding one.
    #[must_use]
    pub fn arguments(&self) -> &'a [Parameter] {
        self.operation.parameters.get(1..).unwrap_or_default()
    }

    /// The name without namespace.
    #[must_use]
    pub fn name(&self) -> &'a str {
        &self.operation.name
    }
}

/// A document with its names resolved.
#[derive(Debug)]
pub struct Index<'a> {
    document: &'a Document,
    aliases: BTreeMap<&'a str, &'a str>,
    /// The namespaces that names may have: those of the document and those that it refers to.
    namespaces: BTreeSet<&'a str>,
    /// Entity and complex types.
    pub structured: BTreeMap<QName, &'a StructuredType>,
    /// Enum types.
    pub enums: BTreeMap<QName, &'a EnumType>,
    /// Type definitions.
    pub definitions: BTreeMap<QName, &'a TypeDefinition>,
    /// Operations by the type that they are bound to, sorted by name and parameters.
    pub bound: BTreeMap<QName, Vec<Bound<'a>>>,
    /// Direct base type.
    pub base: BTreeMap<QName, QName>,
    /// Directly derived types.
    pub derived: BTreeMap<QName, BTreeSet<QName>>,
    annotations: BTreeMap<String, Vec<&'a Annotation>>,
    /// The containers with their namespace.
    pub containers: Vec<(&'a str, &'a Container)>,
}

impl<'a> Index<'a> {
    /// Resolves the names of a document.
    ///
    /// # Errors
    /// An unknown or ambiguous alias, two types of one name, two containers, a base type that is missing, of another
    /// kind or its own descendant, an operation bound to nothing; each with file, line and column.
    pub fn new(document: &'a Document) -> Result<Self, Error> {
        let mut index = Self {
            document,
            aliases: BTreeMap::new(),
            namespaces: BTreeSet::new(),
            structured: BTreeMap::new(),
            enums: BTreeMap::new(),
            definitions: BTreeMap::new(),
            bound: BTreeMap::new(),
            base: BTreeMap::new(),
            derived: BTreeMap::new(),
            annotations: BTreeMap::new(),
            containers: Vec::new(),
        };
        let own = document.schemas.iter().map(|schema| schema.namespace.as_str());
        let includes = document.references.iter().flat_map(|reference| &reference.includes);
        index.namespaces = own.chain(includes.map(|include| include.namespace.as_str())).collect();
        index.index_aliases()?;
        index.index_types()?;
        index.index_bases()?;
        index.index_operations()?;
        index.index_annotations();
        Ok(index)
    }

    /// The document itself.
    #[must_use]
    pub fn document(&self) -> &'a Document {
        self.document
    }

    fn index_aliases(&mut self) -> Result<(), Error> {
        for schema in &self.document.schemas {
            let Some(alias) = &schema.alias else { continue };
            if let Some(other) = self.aliases.insert(alias, &schema.namespace)
                && other != schema.namespace
            {
                return Err(self.error(
                    ErrorKind::Duplicate,
                    schema.at,
                    format!(
                        "the alias `{alias}` stands for `{other}` and for `{}`",
                        schema.namespace
                    ),
                ));
            }
        }
        Ok(())
    }

    fn index_types(&mut self) -> Result<(), Error> {
        let mut seen: BTreeMap<QName, At> = BTreeMap::new();
        for schema in &self.document.schemas {
            let mut declare = |name: &str, at: At| -> Result<QName, Error> {
                let name = QName::new(&schema.namespace, name);
                match seen.insert(name.clone(), at) {
                    None => Ok(name),
                    Some(first) => Err(Error::new(
                        ErrorKind::Duplicate,
                        self.document.place(at),
                        format!("the type `{name}` is declared twice"),
                    )
                    .with_other(self.document.place(first))),
                }
            };
            for ty in &schema.structured_types {
                self.structured.insert(declare(&ty.name, ty.at)?, ty);
            }
            for ty in &schema.enum_types {
                self.enums.insert(declare(&ty.name, ty.at)?, ty);
            }
            for ty in &schema.type_definitions {
                self.definitions.insert(declare(&ty.name, ty.at)?, ty);
            }
            for container in &schema.containers {
                if let Some((_, first)) = self.containers.first() {
                    let what = format!("a second entity container, `{}`: a service has one", container.name);
                    return Err(
                        Error::new(ErrorKind::Duplicate, self.document.place(container.at), what)
                            .with_other(self.document.place(first.at)),
                    );
                }
                self.containers.push((schema.namespace.as_str(), container));
            }
        }
        Ok(())
    }

    fn index_bases(&mut self) -> Result<(), Error> {
        for (name, ty) in self.structured.clone() {
            let Some(written) = &ty.base_type else { continue };
            let base = self.resolve(written, ty.at)?;
            let Some(base_type) = self.structured.get(&base) else {
                let what = if self.enums.contains_key(&base) || self.definitions.contains_key(&base) {
                    "is no entity or complex type"
                } else {
                    "does not exist"
                };
                return Err(self.error(
                    ErrorKind::Reference,
                    ty.at,
                    format!("the base type `{base}` of `{name}` {what}"),
                ));
            };
            if base_type.kind != ty.kind {
                let kind = |kind| {
                    if kind == StructuredKind::Entity {
                        "an entity type"
                    } else {
                        "a complex type"
                    }
                };
                return Err(self.error(
                    ErrorKind::Model,
                    ty.at,
                    format!(
                        "`{name}` is {} and its base type `{base}` {}",
                        kind(ty.kind),
                        kind(base_type.kind)
                    ),
                ));
            }
            self.derived.entry(base.clone()).or_default().insert(name.clone());
            self.base.insert(name, base);
        }
        self.limit_depth()
    }

    /// Refuses circles and long lines of inheritance. Each type is walked over once.
    fn limit_depth(&self) -> Result<(), Error> {
        // How many base types a type has.
        let mut depths: BTreeMap<&QName, usize> = BTreeMap::new();
        for start in self.structured.keys() {
            let mut way: Vec<&QName> = Vec::new();
            let mut on_way: BTreeSet<&QName> = BTreeSet::new();
            let mut here = start;
            let above = loop {
                if let Some(depth) = depths.get(here) {
                    break Some(*depth);
                }
                way.push(here);
                on_way.insert(here);
                let Some(base) = self.base.get(here) else { break None };
                if on_way.contains(base) {
                    return Err(self.error(
                        ErrorKind::Model,
                        self.at_of(base),
                        format!("`{base}` is its own base type, by way of `{here}`"),
                    ));
                }
                here = base;
            };
            let first = above.map_or(0, |above| above + 1);
            for (depth, name) in (first..).zip(way.into_iter().rev()) {
                if depth > MOST_BASES {
                    return Err(self.error(
                        ErrorKind::Limit,
                        self.at_of(name),
                        format!(
                            "`{name}` has more than {MOST_BASES} base types above it; each would give it all of its \
                             members"
                        ),
                    ));
                }
                depths.insert(name, depth);
            }
        }
        Ok(())
    }

    fn at_of(&self, name: &QName) -> At {
        self.structured.get(name).map(|ty| ty.at).unwrap_or_default()
    }

    fn index_operations(&mut self) -> Result<(), Error> {
        for schema in &self.document.schemas {
            for operation in schema.operations.iter().filter(|operation| operation.is_bound) {
                let Some(binding) = operation.parameters.first() else {
                    return Err(self.error(
                        ErrorKind::Missing,
                        operation.at,
                        format!("`{}` is bound and has no parameter to be bound by", operation.name),
                    ));
                };
                let name = self.resolve(&binding.type_name.name, binding.at)?;
                let bound = Bound {
                    operation,
                    namespace: &schema.namespace,
                    on_collection: binding.type_name.collection,
                };
                self.bound.entry(name).or_default().push(bound);
            }
        }
        for operations in self.bound.values_mut() {
            operations.sort_by(|a, b| (a.namespace, a.operation).cmp(&(b.namespace, b.operation)));
        }
        Ok(())
    }

    fn index_annotations(&mut self) {
        for schema in &self.document.schemas {
            for target in &schema.annotations_by_target {
                let key = self.full_target(&target.target);
                self.annotations.entry(key).or_default().extend(&target.annotations);
            }
        }
    }

    /// A target with the alias of its first part resolved.
    #[must_use]
    pub fn full_target(&self, target: &str) -> String {
        let end = target.find(['/', '(']).unwrap_or(target.len());
        let (head, tail) = target.split_at(end);
        match self.resolve_alias(head) {
            Some(name) => format!("{name}{tail}"),
            None => target.to_owned(),
        }
    }

    /// Annotations that stand apart from `target` (`microsoft.graph.user`, `microsoft.graph.user/print`,
    /// `microsoft.graph.GraphService/users`).
    #[must_use]
    pub fn annotations_of(&self, target: &str) -> &[&'a Annotation] {
        self.annotations.get(target).map_or(&[], Vec::as_slice)
    }

    fn resolve_alias(&self, text: &str) -> Option<QName> {
        let name = QName::parse(text)?;
        match self.aliases.get(name.namespace()) {
            Some(namespace) => Some(QName::new(*namespace, name.name())),
            None => Some(name),
        }
    }

    /// The full name of a type, its alias resolved.
    ///
    /// # Errors
    /// When the text has no namespace, or one that is neither a schema of the document nor an alias (Edm apart).
    pub fn resolve(&self, text: &str, at: At) -> Result<QName, Error> {
        let name = self.resolve_alias(text).ok_or_else(|| {
            self.error(
                ErrorKind::Name,
                at,
                format!("`{text}` is no qualified name: expected a namespace or alias, a dot and a name"),
            )
        })?;
        let known = name.namespace() == "Edm" || self.namespaces.contains(name.namespace());
        if known {
            Ok(name)
        } else {
            Err(self.error(
                ErrorKind::Reference,
                at,
                format!(
                    "`{}` in `{text}` is neither a namespace of this document nor an alias",
                    name.namespace()
                ),
            ))
        }
    }

    /// As [`Index::resolve`], of a type name that may be a collection.
    ///
    /// # Errors
    /// As [`Index::resolve`].
    pub fn resolve_type(&self, name: &TypeName, at: At) -> Result<QName, Error> {
        self.resolve(&name.name, at)
    }

    /// The type and its base types, itself first.
    pub fn lineage<'b>(&'b self, name: &'b QName) -> impl Iterator<Item = &'b QName> {
        std::iter::successors(Some(name), |name| self.base.get(*name))
    }

    /// All types derived from it, at any depth.
    #[must_use]
    pub fn descendants(&self, name: &QName) -> BTreeSet<QName> {
        let mut all = BTreeSet::new();
        let mut open = vec![name];
        while let Some(name) = open.pop() {
            for derived in self.derived.get(name).into_iter().flatten() {
                if all.insert(derived.clone()) {
                    open.push(derived);
                }
            }
        }
        all
    }

    /// An error at a position of this document.
    #[must_use]
    pub fn error(&self, kind: ErrorKind, at: At, message: impl Into<String>) -> Error {
        Error::new(kind, self.document.place(at), message)
    }
}
