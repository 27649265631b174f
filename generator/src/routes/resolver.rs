//! Resolves the paths of the OpenAPI document against the model: every segment stands for a singleton, property, key, stream, count, reference, action,
//! function or cast, and every operation follows from that. Where the two documents disagree, and what resolves to nothing, is a finding.

use std::collections::{BTreeMap, BTreeSet};

use super::lookup::Lookup;
use super::segments::{Argument, Part, order, split, template};
use super::tree::{Node, PathOperation, PathTree, PermissionTable, SegmentKind};
use super::trie::PathTrie;
use super::wire_type::{Wire, WireType, agrees};
use super::{Body, CallKind, Method, Parameter, Response};
use crate::error::{Error, ErrorKind, Place};
use crate::model::{
    Api, BoundOperation, Capabilities, Deprecation, Finding, FindingKind, ItemType, Primitive, QName, QueryOption,
    QueryOptions, Structured, TypeRef,
};
use crate::naming::case::{Case, identifier};
use crate::openapi::{self, Document, Location};
use crate::source::quoted;

/// Ties the paths of a document to the model. Findings are appended to `findings`, in no order.
///
/// # Errors
/// When a path is no template, or a path's parameter has no name that Rust can spell.
pub fn resolve_paths(
    api: &Api,
    document: &Document,
    permissions: &PermissionTable,
    case: &Case,
    findings: &mut Vec<Finding>,
) -> Result<PathTree, Error> {
    let mut trie = PathTrie::default();
    for path in document.paths.keys() {
        let parts = split(path).map_err(|what| {
            Error::new(
                ErrorKind::Value,
                Place::path(&document.file, format!("#/paths/{}", pointer(path))),
                format!("{} is no path template: {what}", quoted(path)),
            )
        })?;
        if let Some(other) = trie.insert(parts, path) {
            let place = Place::path(&document.file, format!("#/paths/{}", pointer(path)));
            return Err(Error::new(
                ErrorKind::Duplicate,
                place,
                format!(
                    "{} is the same path as {}: only the names of its parameters differ",
                    quoted(path),
                    quoted(&other)
                ),
            ));
        }
    }
    let mut resolver = PathResolver {
        api,
        document,
        wire: Wire::new(document),
        lookup: Lookup::new(api),
        permissions,
        case,
        findings,
    };
    let roots = trie
        .children
        .iter()
        .map(|(segment, child)| resolver.node(segment, child, None, "", false))
        .collect::<Result<Vec<_>, Error>>()?;
    Ok(PathTree { roots })
}

/// A path as part of a JSON pointer.
#[must_use]
pub fn pointer(path: &str) -> String {
    path.replace('~', "~0").replace('/', "~1")
}

struct PathResolver<'a> {
    api: &'a Api,
    document: &'a Document,
    wire: Wire<'a>,
    lookup: Lookup<'a>,
    permissions: &'a PermissionTable,
    case: &'a Case,
    findings: &'a mut Vec<Finding>,
}

/// An operation as the OpenAPI document has it.
#[derive(Clone, Copy)]
struct Source<'a> {
    item: &'a openapi::PathItem,
    method: openapi::Method,
    operation: &'a openapi::Operation,
    path: &'a str,
}

/// The parameters of a path whose values the document has in the query.
fn aliases(path: &str) -> BTreeSet<String> {
    if !path.contains('@') {
        return BTreeSet::new();
    }
    let parts = split(path).unwrap_or_default();
    let arguments = parts.into_iter().flat_map(|part| match part {
        Part::Call { arguments, .. } => arguments,
        Part::Key(_) | Part::Name(_) => Vec::new(),
    });
    arguments
        .filter(|argument| argument.alias)
        .map(|argument| argument.placeholder)
        .collect()
}

/// The parentheses of a segment as they are sent. Texts stand in quotes: where the CSDL says that it is one, or where
/// the value of an alias comes in its place. Of a segment that the CSDL does not know, the document alone says what
/// stands in quotes.
fn sent(arguments: &[Argument], meaning: &SegmentKind) -> String {
    let is_known = !matches!(meaning, SegmentKind::Unresolved(_));
    template(arguments, |position, argument| {
        let is_text = meaning.parameters().get(position).is_some_and(|parameter| {
            let texts = matches!(
                parameter.ty.item,
                ItemType::Primitive(Primitive::String) | ItemType::Enum(_)
            );
            texts && !parameter.ty.collection
        });
        if argument.alias {
            is_text
        } else {
            argument.quoted || (is_known && is_text)
        }
    })
}

/// Why the arguments of a segment cannot be written into a URL, if so.
fn unsendable(meaning: &SegmentKind, is_root: bool) -> Option<String> {
    let parameters = meaning.parameters();
    if is_root && !parameters.is_empty() {
        return Some("the client's own steps take no arguments".to_owned());
    }
    let parameter = parameters.iter().find(|parameter| !parameter.has_url_form())?;
    Some(format!(
        "{} is a {}, which cannot be written into a URL",
        quoted(&parameter.name),
        parameter.ty
    ))
}

/// What is known of a segment before its operations.
struct Known {
    kind: SegmentKind,
    subject: Option<TypeRef>,
    deprecated: Option<Deprecation>,
    /// Capability targets, the nearest first.
    targets: Vec<String>,
}

impl PathResolver<'_> {
    fn node(
        &mut self,
        segment: &str,
        trie: &PathTrie,
        parent: Option<&Node>,
        above: &str,
        deprecated_above: bool,
    ) -> Result<Node, Error> {
        let item = trie.path.as_ref().and_then(|path| self.document.paths.get(path));
        let mut known = match &trie.part {
            Some(part) => self.identify(part, parent, &format!("{above}/{segment}"), item)?,
            None => Known {
                kind: SegmentKind::Unresolved(Vec::new()),
                subject: None,
                deprecated: None,
                targets: Vec::new(),
            },
        };
        let mut obstacle = None;
        if let SegmentKind::Unresolved(parameters) = &mut known.kind {
            match self.declared_arguments(trie) {
                Ok(declared) => *parameters = declared,
                Err(why) => obstacle = Some(why),
            }
        }
        let segment = match &trie.part {
            Some(Part::Call { name, arguments }) => format!("{name}{}", sent(arguments, &known.kind)),
            _ => segment.to_owned(),
        };
        let path = format!("{above}/{segment}");
        let obstacle = obstacle
            .or_else(|| unsendable(&known.kind, parent.is_none()))
            .map(|why| format!("`{path}`: {why}"));
        let deprecated = deprecated_above || known.deprecated.is_some();
        let mut node = Node {
            segment,
            path: path.clone(),
            written: trie.path.clone(),
            kind: known.kind,
            obstacle,
            subject: known.subject,
            deprecated: known.deprecated,
            operations: Vec::new(),
            children: Vec::new(),
        };
        if let (Some(item), Some(written)) = (item, &trie.path) {
            for (method, operation) in &item.operations {
                let source = Source {
                    item,
                    method: *method,
                    operation,
                    path: written,
                };
                if let Some(tied) = self.operation(&node, &known.targets, &source, deprecated) {
                    node.operations.push(tied);
                }
            }
        }
        // An alternate key follows its collection without a slash: it is a child of it.
        let mut alternates: BTreeMap<&str, Vec<(&String, &PathTrie)>> = BTreeMap::new();
        // Its collection, where no path ends there.
        let mut between: BTreeMap<String, PathTrie> = BTreeMap::new();
        for (text, child) in &trie.children {
            if let Some(Part::Call { name, arguments }) = &child.part
                && self.alternate_key_of(&node, name, arguments).is_some()
            {
                alternates.entry(name.as_str()).or_default().push((text, child));
                if !trie.children.contains_key(name) {
                    between.entry(name.clone()).or_insert_with(|| PathTrie::of_name(name));
                }
            }
        }
        let alternate_texts: BTreeSet<&String> = alternates.values().flatten().map(|(text, _)| *text).collect();
        for (text, child) in trie.children.iter().chain(&between) {
            if alternate_texts.contains(text) {
                continue;
            }
            let mut made = self.node(text, child, Some(&node), &path, deprecated)?;
            for (alternate, trie) in alternates.get(text.as_str()).into_iter().flatten() {
                made.children
                    .push(self.alternate(alternate, trie, &made, &path, deprecated)?);
            }
            made.children.sort_by(|a, b| a.segment.cmp(&b.segment));
            node.children.push(made);
        }
        node.children.sort_by(|a, b| a.segment.cmp(&b.segment));
        Ok(node)
    }

    fn alternate(
        &mut self,
        text: &str,
        trie: &PathTrie,
        collection: &Node,
        above: &str,
        deprecated_above: bool,
    ) -> Result<Node, Error> {
        let mut node = self.node(text, trie, Some(collection), above, deprecated_above)?;
        if let Some(Part::Call { name, .. }) = &trie.part {
            node.segment = node.segment.split_off(name.len());
        }
        Ok(node)
    }

    /// The alternate key that these arguments are, of the collection `name` below `parent`.
    fn alternate_key_of(&self, parent: &Node, name: &str, arguments: &[Argument]) -> Option<Vec<TypeRef>> {
        let owner = self.structured(parent.subject.as_ref()?)?;
        let member = self.lookup.member(&owner.name, name)?;
        self.alternate_key(&member.ty, arguments)
    }

    /// The types of these arguments, where they are an alternate key of the collection, or its key with the names
    /// written out.
    fn alternate_key(&self, collection: &TypeRef, arguments: &[Argument]) -> Option<Vec<TypeRef>> {
        let ItemType::Structured(target) = &collection.item else {
            return None;
        };
        if !collection.collection || arguments.is_empty() {
            return None;
        }
        let entity = self.api.structured(target)?;
        let own: Vec<(String, String)> = entity.key.iter().map(|name| (name.clone(), name.clone())).collect();
        let alternates = self
            .api
            .lineage(target)
            .filter_map(|name| self.api.alternate_keys.get(name))
            .flatten();
        for key in alternates.chain(std::iter::once(&own)) {
            if key.len() != arguments.len() {
                continue;
            }
            let types = arguments.iter().map(|argument| {
                let (_, member) = key.iter().find(|(alias, _)| *alias == argument.name)?;
                self.type_at(entity, member)
            });
            if let Some(types) = types.collect() {
                return Some(types);
            }
        }
        None
    }

    /// The type of a member, or of what a path leads to (`identity/code`): a part of an alternate key may stand in a
    /// complex value.
    fn type_at(&self, entity: &Structured, path: &str) -> Option<TypeRef> {
        let mut parts = path.split('/');
        let mut ty = &self.lookup.member(&entity.name, parts.next()?)?.ty;
        for part in parts {
            ty = &self.lookup.member(&self.structured(ty)?.name, part)?.ty;
        }
        Some(ty.clone())
    }

    fn structured(&self, ty: &TypeRef) -> Option<&Structured> {
        match &ty.item {
            ItemType::Structured(name) if !ty.collection => self.api.structured(name),
            _ => None,
        }
    }

    fn identify(
        &mut self,
        part: &Part,
        parent: Option<&Node>,
        path: &str,
        item: Option<&openapi::PathItem>,
    ) -> Result<Known, Error> {
        let known = |kind, subject, deprecated, targets| Known {
            kind,
            subject,
            deprecated,
            targets,
        };
        let Some(parent) = parent else {
            if let Part::Name(name) = part
                && let Some(ty) = self.api.roots.get(name)
            {
                let mut targets = self.targets_in_container(name);
                targets.extend(self.targets_of_type(&ty.item));
                return Ok(known(SegmentKind::Root, Some(ty.clone()), None, targets));
            }
            return Ok(self.unresolved(path, item, "no singleton or entity set of that name"));
        };
        let Some(subject) = parent.subject.clone() else {
            return Ok(self.unresolved(path, item, "what comes before it is not known"));
        };
        match part {
            Part::Key(name) => {
                let ItemType::Structured(target) = &subject.item else {
                    return Ok(self.unresolved(path, item, "a key of what is no entity"));
                };
                if !subject.collection {
                    return Ok(self.unresolved(path, item, "a key of what is no collection"));
                }
                let Some(key) = self.key_of(target) else {
                    return Ok(self.unresolved(path, item, "a key of a type that has none, or one of several parts"));
                };
                let parameter = Parameter {
                    name: key.0.clone(),
                    ident: self.ident(&key.0, path)?,
                    ty: key.1.clone(),
                    nullable: false,
                    optional: false,
                };
                self.compare_parameter(item, name, false, &key.1, path);
                let targets = self.targets_of_type(&subject.item);
                Ok(known(
                    SegmentKind::Key(parameter),
                    Some(TypeRef::one(subject.item.clone())),
                    None,
                    targets,
                ))
            }
            Part::Name(name) if name == "$count" && subject.collection => {
                let targets = self.inherited_targets(parent, &subject);
                Ok(known(
                    SegmentKind::Count(subject.item.clone()),
                    Some(TypeRef::one(ItemType::Primitive(Primitive::Int64))),
                    None,
                    targets,
                ))
            }
            Part::Name(name) if name == "$ref" => Ok(known(SegmentKind::Reference, Some(subject), None, Vec::new())),
            Part::Name(name)
                if name == "$value" && self.structured(&subject).is_some_and(|entity| entity.has_stream) =>
            {
                Ok(known(SegmentKind::Stream, None, None, Vec::new()))
            }
            Part::Name(name) => self.named(name, None, parent, &subject, path, item),
            Part::Call { name, arguments, .. } => self.named(name, Some(arguments), parent, &subject, path, item),
        }
    }

    fn named(
        &mut self,
        name: &str,
        arguments: Option<&Vec<Argument>>,
        parent: &Node,
        subject: &TypeRef,
        path: &str,
        item: Option<&openapi::PathItem>,
    ) -> Result<Known, Error> {
        // The alternate key of the collection that is the parent.
        if let Some(arguments) = arguments
            && parent.path.rsplit('/').next() == Some(name)
            && let Some(types) = self.alternate_key(subject, arguments)
        {
            let mut parameters = Vec::new();
            for (argument, ty) in arguments.iter().zip(types) {
                self.compare_parameter(item, &argument.placeholder, argument.alias, &ty, path);
                parameters.push(Parameter {
                    ident: self.free_ident(&argument.name, &parameters, path)?,
                    name: argument.name.clone(),
                    ty,
                    nullable: false,
                    optional: false,
                });
            }
            let targets = self.targets_of_type(&subject.item);
            return Ok(Known {
                kind: SegmentKind::AlternateKey(parameters),
                subject: Some(TypeRef::one(subject.item.clone())),
                deprecated: None,
                targets,
            });
        }
        let ItemType::Structured(owner) = &subject.item else {
            return Ok(self.unresolved(path, item, "a segment below what is neither entity nor complex"));
        };
        if arguments.is_none() && !subject.collection {
            if let Some(member) = self.lookup.member(owner, name) {
                let mut targets = vec![format!("{}/{name}", member.declared_in)];
                targets.extend(self.targets_of_type(&member.ty.item));
                return Ok(Known {
                    kind: SegmentKind::Property,
                    subject: Some(member.ty.clone()),
                    deprecated: member.deprecated.clone(),
                    targets,
                });
            }
            if self.lookup.has_stream(owner, name) {
                return Ok(Known {
                    kind: SegmentKind::Stream,
                    subject: None,
                    deprecated: None,
                    targets: Vec::new(),
                });
            }
        }
        if let Some(operation) = self.bound_operation(owner, subject.collection, name, arguments) {
            let mut parameters = Vec::new();
            for argument in arguments.into_iter().flatten() {
                let Some(declared) = operation
                    .arguments
                    .iter()
                    .find(|declared| declared.name == argument.name)
                else {
                    continue;
                };
                self.compare_parameter(item, &argument.placeholder, argument.alias, &declared.ty, path);
                parameters.push(Parameter {
                    name: argument.name.clone(),
                    ident: self.free_ident(&argument.name, &parameters, path)?,
                    ty: declared.ty.clone(),
                    nullable: declared.nullable,
                    // A path that has it in braces is for those who give it; there is another without it.
                    optional: argument.alias && declared.optional,
                });
            }
            let targets = operation
                .returns
                .as_ref()
                .map(|returns| self.targets_of_type(&returns.item))
                .unwrap_or_default();
            return Ok(Known {
                subject: operation.returns.clone(),
                deprecated: operation.deprecated.clone(),
                targets,
                kind: SegmentKind::Operation(Box::new(operation), parameters),
            });
        }
        if arguments.is_none()
            && let Some(target) = self.cast(owner, name)
        {
            let targets = self.targets_of_type(&ItemType::Structured(target.clone()));
            let ty = TypeRef {
                collection: subject.collection,
                item: ItemType::Structured(target.clone()),
            };
            return Ok(Known {
                kind: SegmentKind::Cast(target),
                subject: Some(ty),
                deprecated: None,
                targets,
            });
        }
        Ok(self.unresolved(
            path,
            item,
            &format!("{subject} has no property, stream, action, function or derived type of that name"),
        ))
    }

    fn bound_operation(
        &self,
        owner: &QName,
        on_collection: bool,
        name: &str,
        arguments: Option<&Vec<Argument>>,
    ) -> Option<BoundOperation> {
        let bindings: Vec<&QName> = self.api.lineage(owner).collect();
        let mut found = bindings.into_iter().filter_map(|binding| {
            self.lookup
                .operation(binding, on_collection, name, arguments.map(Vec::as_slice))
        });
        found.next().cloned()
    }

    fn cast(&self, owner: &QName, name: &str) -> Option<QName> {
        let full = match name.strip_prefix("graph.") {
            Some(rest) => format!("microsoft.graph.{rest}"),
            None => name.to_owned(),
        };
        let target = QName::parse(&full)?;
        let entity = self.api.structured(&target)?;
        (self.api.lineage(&entity.name).any(|base| base == owner)).then_some(target)
    }

    fn key_of(&self, target: &QName) -> Option<(String, TypeRef)> {
        let entity = self.api.structured(target)?;
        match entity.key.as_slice() {
            [key] => self
                .lookup
                .member(target, key)
                .map(|member| (key.clone(), member.ty.clone())),
            _ => None,
        }
    }

    fn ident(&self, name: &str, path: &str) -> Result<String, Error> {
        identifier(&self.case.snake(name)).ok_or_else(|| {
            Error::new(
                ErrorKind::Name,
                Place::path(&self.document.file, format!("#/paths/{}", pointer(path))),
                format!(
                    "the parameter {} holds no letter or digit that a Rust name could have",
                    quoted(name)
                ),
            )
        })
    }

    /// As [`PathResolver::ident`], with a number where another parameter of the same method has the name (`onDate` and `on_date`).
    fn free_ident(&self, name: &str, others: &[Parameter], path: &str) -> Result<String, Error> {
        let ident = self.ident(name, path)?;
        let taken = |ident: &str| others.iter().any(|other| other.ident == ident);
        if !taken(&ident) {
            return Ok(ident);
        }
        let word = ident.trim_start_matches("r#").to_owned();
        // There are fewer parameters than numbers to try.
        Ok((2..others.len() + 3)
            .map(|number| format!("{word}{number}"))
            .find(|ident| !taken(ident))
            .unwrap_or(ident))
    }

    fn unresolved(&mut self, path: &str, item: Option<&openapi::PathItem>, why: &str) -> Known {
        self.findings
            .push(Finding::new(FindingKind::UnresolvedSegment, path, why));
        // The OpenAPI document alone says what is here.
        let subject = item
            .and_then(|item| item.operations.get(&openapi::Method::Get))
            .map(|operation| self.wire.answer(operation))
            .and_then(|wire| self.known_type(&wire));
        Known {
            kind: SegmentKind::Unresolved(Vec::new()),
            subject,
            deprecated: None,
            targets: Vec::new(),
        }
    }

    /// The key or the arguments of a segment that the CSDL does not know, by the OpenAPI parameters of the paths that
    /// lead through it. An error says why there is no using one of them.
    fn declared_arguments(&self, trie: &PathTrie) -> Result<Vec<Parameter>, String> {
        let mut parameters: Vec<Parameter> = Vec::new();
        let count = match &trie.part {
            Some(Part::Key(_)) => 1,
            Some(Part::Call { arguments, .. }) => arguments.len(),
            Some(Part::Name(_)) | None => 0,
        };
        for position in 0..count {
            // The path that ends here has the first word, then those that are nearest.
            let mut nearest: Vec<&(Part, String)> = trie.uses.iter().collect();
            nearest.sort_by_key(|(_, path)| order(path));
            let uses = nearest.into_iter().filter_map(|(part, path)| {
                let item = self.document.paths.get(path)?;
                match part {
                    Part::Key(name) => Some((item, path, name, name, false)),
                    Part::Call { arguments, .. } => {
                        let argument = arguments.get(position)?;
                        Some((item, path, &argument.name, &argument.placeholder, argument.alias))
                    }
                    Part::Name(_) => None,
                }
            });
            let mut unknown = String::new();
            let mut found = None;
            for (item, path, name, placeholder, alias) in uses {
                unknown.clone_from(placeholder);
                if let Some(declared) = self.declared_parameter(item, placeholder, alias) {
                    found = Some((path, name, alias, declared));
                    break;
                }
            }
            let Some((path, name, alias, declared)) = found else {
                return Err(format!("no OpenAPI parameter says what {} is", quoted(&unknown)));
            };
            let Some(ty) = self.type_of_parameter(declared) else {
                return Err(format!(
                    "the OpenAPI parameter {} has a type that cannot be written into a URL",
                    quoted(&declared.name)
                ));
            };
            parameters.push(Parameter {
                name: name.clone(),
                ident: self
                    .free_ident(name, &parameters, path)
                    .map_err(|error| error.message().to_owned())?,
                ty,
                nullable: false,
                optional: alias && !declared.required,
            });
        }
        Ok(parameters)
    }

    /// The OpenAPI parameter of a placeholder: of an alias one in the query, which some call by its name with the `@`.
    fn declared_parameter<'d>(
        &'d self,
        item: &'d openapi::PathItem,
        placeholder: &str,
        alias: bool,
    ) -> Option<&'d openapi::Parameter> {
        let location = if alias { Location::Query } else { Location::Path };
        item.parameters
            .iter()
            .chain(item.operations.values().flat_map(|operation| &operation.parameters))
            .filter_map(|parameter| parameter.resolve(&self.document.components.parameters))
            .filter(|parameter| parameter.location == location)
            .find(|parameter| {
                parameter.name == placeholder || (alias && parameter.name.strip_prefix('@') == Some(placeholder))
            })
    }

    /// The type of a parameter as the OpenAPI document alone says it.
    fn type_of_parameter(&self, parameter: &openapi::Parameter) -> Option<TypeRef> {
        let schema = parameter.schema.as_ref()?;
        let item = match self.wire.schema(schema) {
            WireType::Primitive(primitive) => ItemType::Primitive(primitive),
            WireType::Named(name) => match QName::parse(&name).filter(|name| self.api.enumeration(name).is_some()) {
                Some(name) => ItemType::Enum(name),
                // An enumeration that is not selected: its members are texts.
                None => match self.document.components.schemas.get(&name)?.type_name.as_deref() {
                    Some("string") => ItemType::Primitive(Primitive::String),
                    _ => return None,
                },
            },
            WireType::Other(_) => match schema.type_name.as_deref() {
                Some("integer") => ItemType::Primitive(Primitive::Int64),
                Some("number") => ItemType::Primitive(Primitive::Double),
                _ => return None,
            },
            WireType::Nothing | WireType::Array(_) | WireType::Wrapped(_) | WireType::Object(_) | WireType::Content => {
                return None;
            }
        };
        Some(TypeRef::one(item))
    }

    fn known_type(&self, wire: &WireType) -> Option<TypeRef> {
        match wire {
            WireType::Named(name) => {
                let name = QName::parse(name)?;
                if self.api.structured(&name).is_some() {
                    Some(TypeRef::one(ItemType::Structured(name)))
                } else {
                    self.api.enumeration(&name).map(|_| TypeRef::one(ItemType::Enum(name)))
                }
            }
            WireType::Wrapped(value) => match value.as_ref() {
                WireType::Array(item) => self.known_type(item).map(|ty| TypeRef::many(ty.item)),
                value => self.known_type(value),
            },
            WireType::Primitive(primitive) => Some(TypeRef::one(ItemType::Primitive(*primitive))),
            _ => None,
        }
    }

    fn targets_of_type(&self, item: &ItemType) -> Vec<String> {
        match item {
            ItemType::Structured(name) => self.api.lineage(name).map(ToString::to_string).collect(),
            _ => Vec::new(),
        }
    }

    /// The singleton or set of that name, where it is annotated.
    fn targets_in_container(&self, name: &str) -> Vec<String> {
        let annotated = self.lookup.targets(name).filter(|target| {
            let owner = target.split_once('/').and_then(|(owner, _)| QName::parse(owner));
            owner.is_some_and(|owner| !self.api.types.contains_key(&owner))
        });
        annotated.cloned().collect()
    }

    /// `$count` has the capabilities of its collection.
    fn inherited_targets(&self, parent: &Node, subject: &TypeRef) -> Vec<String> {
        let mut targets = Vec::new();
        if let Some((_, last)) = parent.path.rsplit_once('/') {
            // The property's own target: any type that declares it could; only annotated ones are in the table.
            targets.extend(
                self.lookup
                    .targets(last)
                    .filter(|target| self.declares(target, subject))
                    .cloned(),
            );
        }
        targets.extend(self.targets_of_type(&subject.item));
        targets
    }

    fn declares(&self, target: &str, subject: &TypeRef) -> bool {
        target
            .split_once('/')
            .and_then(|(owner, member)| Some((QName::parse(owner)?, member)))
            .is_some_and(|(owner, member)| {
                let declared = self.lookup.member(&owner, member);
                declared.is_some_and(|declared| declared.ty == *subject)
            })
    }

    fn compare_parameter(
        &mut self,
        item: Option<&openapi::PathItem>,
        name: &str,
        alias: bool,
        ty: &TypeRef,
        path: &str,
    ) {
        let found = item.and_then(|item| self.declared_parameter(item, name, alias));
        let Some(schema) = found.and_then(|parameter| parameter.schema.as_ref()) else {
            return;
        };
        let wire = self.wire.schema(schema);
        if !agrees(&wire, ty) {
            self.findings.push(Finding::new(
                FindingKind::ParameterDisagrees,
                path,
                format!("{name}: CSDL {ty}, OpenAPI {wire}"),
            ));
        }
    }

    fn operation(
        &mut self,
        node: &Node,
        targets: &[String],
        source: &Source<'_>,
        deprecated: bool,
    ) -> Option<PathOperation> {
        let Source {
            method,
            operation,
            path,
            ..
        } = *source;
        let http = match method {
            openapi::Method::Get => Method::Get,
            openapi::Method::Post => Method::Post,
            openapi::Method::Patch => Method::Patch,
            openapi::Method::Put => Method::Put,
            openapi::Method::Delete => Method::Delete,
            other => {
                self.findings.push(Finding::new(
                    FindingKind::UnresolvedOperation,
                    format!("{} {path}", other.key().to_uppercase()),
                    "a method that Graph does not use",
                ));
                return None;
            }
        };
        let place = format!("{} {path}", http.name());
        let wire_body = self.wire.body(operation.request_body.as_ref());
        let wire_answer = self.wire.answer(operation);
        let by_id = operation
            .parameters
            .iter()
            .filter_map(|parameter| parameter.resolve(&self.document.components.parameters))
            .any(|parameter| parameter.name == "@id");
        let (kind, body, answer) = match self.expected(node, http, by_id) {
            Some(expected) => expected,
            None => {
                self.findings.push(Finding::new(
                    FindingKind::UnresolvedOperation,
                    &place,
                    "the method has no meaning at this segment: types are the OpenAPI document's",
                ));
                self.by_wire(http, &wire_body, &wire_answer)
            }
        };
        self.compare_body(&place, &body, &wire_body);
        self.compare_answer(&place, &answer, &wire_answer);
        let options = self.options(&place, source, targets);
        let permissions = self
            .permissions
            .get(&(http, path.to_owned()))
            .cloned()
            .unwrap_or_default();
        Some(PathOperation {
            http,
            kind,
            body,
            response: answer,
            options,
            permissions,
            deprecated,
        })
    }

    /// What the CSDL says of a method at this node.
    fn expected(&self, node: &Node, http: Method, by_id: bool) -> Option<(CallKind, Body, Response)> {
        let model = |item: &ItemType, optional| match item {
            ItemType::Structured(_) => Response::Model {
                item: item.clone(),
                optional,
            },
            item => Response::Value {
                ty: TypeRef::one(item.clone()),
                optional,
            },
        };
        match (&node.kind, http) {
            (SegmentKind::Count(item), Method::Get) => {
                Some((CallKind::Count, Body::None, Response::Count(item.clone())))
            }
            (SegmentKind::Stream, Method::Get) => Some((CallKind::GetContent, Body::None, Response::Content)),
            (SegmentKind::Stream, Method::Put) => Some((CallKind::PutContent, Body::Content, Response::Nothing)),
            (SegmentKind::Stream, Method::Delete) => Some((CallKind::DeleteContent, Body::None, Response::Nothing)),
            (SegmentKind::Reference, method) => {
                let collection = node.subject.as_ref().is_some_and(|subject| subject.collection);
                match (method, collection) {
                    (Method::Get, true) => Some((CallKind::ListReferences, Body::None, Response::References)),
                    (Method::Post, true) => Some((CallKind::AddReference, Body::Reference, Response::Nothing)),
                    (Method::Put, false) => Some((CallKind::SetReference, Body::Reference, Response::Nothing)),
                    (Method::Delete, true) if by_id => {
                        Some((CallKind::RemoveReferenceById, Body::None, Response::Nothing))
                    }
                    (Method::Delete, false) => Some((CallKind::RemoveReference, Body::None, Response::Nothing)),
                    _ => None,
                }
            }
            (SegmentKind::Operation(operation, _), method) => {
                let kind = match (operation.function, method) {
                    (true, Method::Get) => CallKind::Function,
                    (false, Method::Post) => CallKind::Action,
                    _ => return None,
                };
                let body = operation
                    .body
                    .as_ref()
                    .map_or(Body::None, |body| Body::Model(ItemType::Structured(body.clone())));
                let answer = match &operation.returns {
                    None => Response::Nothing,
                    Some(returns) if returns.collection => Response::Page(returns.item.clone()),
                    Some(returns) => model(&returns.item, operation.returns_nullable && !operation.function),
                };
                Some((kind, body, answer))
            }
            (
                SegmentKind::Root
                | SegmentKind::Property
                | SegmentKind::Key(_)
                | SegmentKind::AlternateKey(_)
                | SegmentKind::Cast(_),
                method,
            ) => {
                let subject = node.subject.as_ref()?;
                let item = &subject.item;
                match (method, subject.collection) {
                    (Method::Get, true) => Some((CallKind::List, Body::None, Response::Page(item.clone()))),
                    (Method::Post, true) => Some((CallKind::Create, Body::Model(item.clone()), model(item, false))),
                    (Method::Get, false) => Some((CallKind::Get, Body::None, model(item, false))),
                    (Method::Patch, false) => Some((CallKind::Update, Body::Model(item.clone()), model(item, true))),
                    (Method::Put, false) => Some((CallKind::Replace, Body::Model(item.clone()), model(item, true))),
                    (Method::Delete, false) => Some((CallKind::Delete, Body::None, Response::Nothing)),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// For an operation that the CSDL does not explain: what the OpenAPI document alone says, as JSON where it names no known type.
    fn by_wire(&self, http: Method, body: &WireType, answer: &WireType) -> (CallKind, Body, Response) {
        let kind = match http {
            Method::Get => CallKind::Get,
            Method::Post => CallKind::Action,
            Method::Patch => CallKind::Update,
            Method::Put => CallKind::Replace,
            Method::Delete => CallKind::Delete,
        };
        let item = |wire: &WireType| self.known_type(wire).map_or(ItemType::Untyped, |ty| ty.item);
        let body = match body {
            WireType::Nothing => Body::None,
            WireType::Content => Body::Content,
            wire => Body::Model(item(wire)),
        };
        match answer {
            WireType::Nothing => (kind, body, Response::Nothing),
            WireType::Content => (kind, body, Response::Content),
            WireType::Wrapped(value) if matches!(value.as_ref(), WireType::Array(_)) => (
                if http == Method::Get { CallKind::List } else { kind },
                body,
                Response::Page(item(answer)),
            ),
            wire => match item(wire) {
                found @ ItemType::Structured(_) => (
                    kind,
                    body,
                    Response::Model {
                        item: found,
                        optional: true,
                    },
                ),
                found => (
                    kind,
                    body,
                    Response::Value {
                        ty: TypeRef::one(found),
                        optional: true,
                    },
                ),
            },
        }
    }

    fn compare_body(&mut self, place: &str, body: &Body, wire: &WireType) {
        let agrees = match (body, wire) {
            (Body::None, WireType::Nothing) | (Body::Content, WireType::Content) => true,
            (Body::Reference, WireType::Named(name)) => name == "ReferenceCreate" || name == "ReferenceUpdate",
            (Body::Model(ItemType::Structured(name)), WireType::Object(members)) => {
                self.api.structured(name).is_some_and(|body| {
                    let fits = |(member, wire): &(String, WireType)| {
                        let member = self.lookup.member(name, member);
                        member.is_some_and(|member| agrees(wire, &member.ty))
                    };
                    body.members.len() == members.len() && members.iter().all(fits)
                })
            }
            (Body::Model(item), wire) => agrees(wire, &TypeRef::one(item.clone())),
            _ => false,
        };
        if !agrees {
            let said = match body {
                Body::None => "nothing".to_owned(),
                Body::Content => "bytes".to_owned(),
                Body::Reference => "a reference".to_owned(),
                Body::Model(ItemType::Structured(name)) => match self.api.structured(name) {
                    Some(ty) if ty.kind == crate::model::StructuredKind::ActionBody => {
                        let members: Vec<String> = ty
                            .members
                            .iter()
                            .map(|member| format!("{}: {}", member.name, member.ty))
                            .collect();
                        format!("{{{}}}", members.join(", "))
                    }
                    _ => name.to_string(),
                },
                Body::Model(item) => item.to_string(),
            };
            self.findings.push(Finding::new(
                FindingKind::BodyDisagrees,
                place,
                format!("CSDL {said}, OpenAPI {wire}"),
            ));
        }
    }

    fn compare_answer(&mut self, place: &str, answer: &Response, wire: &WireType) {
        let agrees = match (answer, wire) {
            (Response::Nothing, WireType::Nothing)
            | (Response::Content, WireType::Content)
            | (Response::Count(_), WireType::Primitive(Primitive::Int64 | Primitive::Int32)) => true,
            (Response::References, WireType::Wrapped(_)) => true,
            (Response::Page(item), WireType::Wrapped(value)) => agrees(value, &TypeRef::many(item.clone())),
            (Response::Model { item, .. }, wire) => agrees(wire, &TypeRef::one(item.clone())),
            (Response::Value { ty, .. }, WireType::Wrapped(value)) => agrees(value, ty),
            (Response::Value { ty, .. }, wire) => agrees(wire, ty),
            _ => false,
        };
        if !agrees {
            let said = match answer {
                Response::Nothing => "nothing".to_owned(),
                Response::Model { item, .. } => item.to_string(),
                Response::Page(item) => format!("Collection({item})"),
                Response::Value { ty, .. } => format!("value: {ty}"),
                Response::Count(_) => "a count".to_owned(),
                Response::Content => "bytes".to_owned(),
                Response::References => "references".to_owned(),
            };
            self.findings.push(Finding::new(
                FindingKind::ResponseDisagrees,
                place,
                format!("CSDL {said}, OpenAPI {wire}"),
            ));
        }
    }

    fn options(&mut self, place: &str, source: &Source<'_>, targets: &[String]) -> QueryOptions {
        let mut offered = QueryOptions::default();
        let aliases = aliases(source.path);
        let parameters = source.item.parameters.iter().chain(&source.operation.parameters);
        for parameter in parameters.filter_map(|parameter| parameter.resolve(&self.document.components.parameters)) {
            let name = parameter.name.as_str();
            // The values of aliases stand in the path, as arguments.
            if parameter.location != Location::Query || aliases.contains(name.strip_prefix('@').unwrap_or(name)) {
                continue;
            }
            match QueryOption::from_name(&parameter.name) {
                Some(option) => offered.insert(option),
                None if parameter.name == "@id" => {}
                None => self.findings.push(Finding::new(
                    FindingKind::Unknown,
                    place,
                    format!("the query option `{}`", parameter.name),
                )),
            }
        }
        for option in QueryOption::ALL
            .into_iter()
            .filter(|option| offered.contains(*option))
            .collect::<Vec<_>>()
        {
            let said = targets.iter().find_map(|target| {
                let Capabilities { allowed, denied, .. } = self.api.capabilities.get(target)?;
                if denied.contains(option) {
                    Some((target.clone(), false))
                } else {
                    allowed.contains(option).then(|| (target.clone(), true))
                }
            });
            if let Some((target, false)) = said {
                offered.remove(option);
                self.findings.push(Finding::new(
                    FindingKind::OptionDenied,
                    place,
                    format!("{} is offered, and denied by {target}", option.name()),
                ));
            }
        }
        offered
    }
}
