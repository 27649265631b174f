//! Ties the paths of the OpenAPI document to the model: every segment stands for a singleton, property, key, stream, count, reference, action,
//! function or cast, and every operation follows from that. Where the two documents disagree, and what ties to nothing, is a finding.

use std::collections::{BTreeMap, BTreeSet};

use super::lookup::Lookup;
use super::segments::{Argument, Part, order, split, template};
use super::surface::{Answer, Body, CallKind, Method, Parameter};
use super::wire_type::{Wire, WireType, agrees};
use crate::error::{Error, ErrorKind, Place};
use crate::model::{
    Api, BoundOperation, Capabilities, Deprecation, Finding, FindingKind, ItemType, Permissions, Primitive, QName,
    QueryOption, QueryOptions, Structured, TypeRef,
};
use crate::naming::case::{Case, identifier};
use crate::openapi::{self, Document, Location};
use crate::source::quoted;

/// The tree of all paths.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tree {
    /// The segments at the service's root.
    pub roots: Vec<Node>,
}

impl Tree {
    /// Calls `visit` with every node, parents first.
    pub fn walk<'a>(&'a self, visit: &mut impl FnMut(&'a Node)) {
        fn go<'a>(node: &'a Node, visit: &mut impl FnMut(&'a Node)) {
            visit(node);
            node.children.iter().for_each(|child| go(child, visit));
        }
        self.roots.iter().for_each(|root| go(root, visit));
    }

    /// Drops what does not tie: segments that stand for nothing, with all below them, and operations that `findings` of the tie name as untied.
    /// For paths that are known of another CSDL document: this one does not have them.
    pub fn keep_tied(&mut self, findings: &[Finding]) {
        fn go(nodes: &mut Vec<Node>, untied: &BTreeSet<&str>) {
            nodes.retain(|node| !matches!(node.meaning, Meaning::Untied(_)));
            for node in nodes.iter_mut() {
                if let Some(path) = &node.written {
                    let is_tied = |tied: &Tied| !untied.contains(format!("{} {path}", tied.http.name()).as_str());
                    node.operations.retain(is_tied);
                }
                go(&mut node.children, untied);
            }
            nodes.retain(|node| !node.operations.is_empty() || !node.children.is_empty());
        }
        let untied = findings
            .iter()
            .filter(|finding| finding.kind == FindingKind::UntiedOperation)
            .map(|finding| finding.place.as_str())
            .collect();
        go(&mut self.roots, &untied);
    }

    /// Takes out the segments of which no URL can be made, with all below them. Each operation that goes with them is a
    /// finding.
    #[must_use = "what is left out is a finding"]
    pub fn leave_out_unsendable(&mut self) -> Vec<Finding> {
        fn note(node: &Node, why: &str, findings: &mut Vec<Finding>) {
            let path = node.written.as_deref().unwrap_or(&node.path);
            findings.extend(
                node.operations
                    .iter()
                    .map(|tied| Finding::new(FindingKind::NotGenerated, format!("{} {path}", tied.http.name()), why)),
            );
            node.children.iter().for_each(|child| note(child, why, findings));
        }
        fn go(nodes: &mut Vec<Node>, findings: &mut Vec<Finding>) {
            nodes.retain_mut(|node| {
                if let Some(why) = &node.obstacle {
                    note(node, why, findings);
                    return false;
                }
                let led_on = !node.children.is_empty();
                go(&mut node.children, findings);
                // One that only led there has nothing left to do.
                !(led_on && node.children.is_empty() && node.operations.is_empty())
            });
        }
        let mut findings = Vec::new();
        go(&mut self.roots, &mut findings);
        findings
    }
}

/// One segment of the URL space.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// As it is appended to the URL, parameters in braces; for an alternate key only the parentheses, which follow
    /// their collection without a slash.
    pub segment: String,
    /// The whole template down to here.
    pub path: String,
    /// The document's own spelling of the path, where it has one that ends here.
    pub written: Option<String>,
    /// What it stands for.
    pub meaning: Meaning,
    /// Why no URL can be made of it: an argument of which nobody says the type, or one that cannot be written into a
    /// URL.
    pub obstacle: Option<String>,
    /// The type of what is at this URL.
    pub subject: Option<TypeRef>,
    /// `Core.Revisions` of the property or operation that it stands for.
    pub deprecated: Option<Deprecation>,
    /// What can be done here.
    pub operations: Vec<Tied>,
    /// Sorted by segment.
    pub children: Vec<Node>,
}

/// What a segment stands for.
#[derive(Clone, Debug, PartialEq)]
pub enum Meaning {
    /// A singleton or entity set of the container.
    Root,
    /// A structural or navigation property.
    Property,
    /// The key of an entity in a collection.
    Key(Parameter),
    /// An alternate key.
    AlternateKey(Vec<Parameter>),
    /// `/$count` of a collection of these.
    Count(ItemType),
    /// `/$ref`.
    Reference,
    /// `/$value` of a media entity, or a property of type Edm.Stream.
    Stream,
    /// A bound action or function with its arguments in the order of the template.
    Operation(Box<BoundOperation>, Vec<Parameter>),
    /// A cast to a derived type.
    Cast(QName),
    /// Nothing that the CSDL knows. Its key or arguments are those that the OpenAPI document declares.
    Untied(Vec<Parameter>),
}

impl Meaning {
    /// What has to be given for the segment, in the order of the template.
    #[must_use]
    pub fn parameters(&self) -> &[Parameter] {
        match self {
            Meaning::Key(parameter) => std::slice::from_ref(parameter),
            Meaning::AlternateKey(parameters) | Meaning::Operation(_, parameters) | Meaning::Untied(parameters) => {
                parameters
            }
            Meaning::Root
            | Meaning::Property
            | Meaning::Count(_)
            | Meaning::Reference
            | Meaning::Stream
            | Meaning::Cast(_) => &[],
        }
    }
}

/// An operation with its meaning.
#[derive(Clone, Debug, PartialEq)]
pub struct Tied {
    /// The HTTP method.
    pub http: Method,
    /// What it does.
    pub kind: CallKind,
    /// What it sends.
    pub body: Body,
    /// What comes back.
    pub answer: Answer,
    /// The query options that both documents allow.
    pub options: QueryOptions,
    /// Least privileged permissions, where known.
    pub permissions: Permissions,
    /// Something on the way here is deprecated by the metadata's rule.
    pub deprecated: bool,
}

/// Least privileged permissions by (method, path).
pub type PermissionTable = BTreeMap<(Method, String), Permissions>;

/// Ties the paths of a document to the model. Findings are appended to `findings`, in no order.
///
/// # Errors
/// When a path is no template, or a path's parameter has no name that Rust can spell.
pub fn tie(
    api: &Api,
    document: &Document,
    permissions: &PermissionTable,
    case: &Case,
    findings: &mut Vec<Finding>,
) -> Result<Tree, Error> {
    let mut sketch = Sketch::default();
    for path in document.paths.keys() {
        let parts = split(path).map_err(|what| {
            Error::new(
                ErrorKind::Value,
                Place::path(&document.file, format!("#/paths/{}", pointer(path))),
                format!("{} is no path template: {what}", quoted(path)),
            )
        })?;
        if let Some(other) = sketch.insert(parts, path) {
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
    let mut tier = Tier {
        api,
        document,
        wire: Wire::new(document),
        lookup: Lookup::new(api),
        permissions,
        case,
        findings,
    };
    let roots = sketch
        .children
        .iter()
        .map(|(segment, child)| tier.node(segment, child, None, "", false))
        .collect::<Result<Vec<_>, Error>>()?;
    Ok(Tree { roots })
}

/// A path as part of a JSON pointer.
#[must_use]
pub fn pointer(path: &str) -> String {
    path.replace('~', "~0").replace('/', "~1")
}

/// The tree before it has meaning: parts by their text.
#[derive(Default)]
struct Sketch {
    part: Option<Part>,
    /// The document's own spelling of the path that ends here.
    path: Option<String>,
    /// For a part with parameters: how each path that leads through here writes it, and that path.
    uses: Vec<(Part, String)>,
    children: BTreeMap<String, Sketch>,
    /// The texts of the children by what they are, whatever their parameters are called.
    places: BTreeMap<SamePlace, String>,
}

/// A part without the names of its parameters.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum SamePlace {
    Key,
    Name(String),
    Call(String, Vec<String>),
}

impl SamePlace {
    fn of(part: &Part) -> Self {
        match part {
            Part::Key(_) => Self::Key,
            Part::Name(name) => Self::Name(name.clone()),
            Part::Call { name, arguments } => {
                let arguments = arguments.iter().map(|argument| argument.name.clone());
                Self::Call(name.clone(), arguments.collect())
            }
        }
    }
}

impl Sketch {
    /// The other path that ends at the same place, if there is one.
    fn insert(&mut self, parts: Vec<Part>, path: &str) -> Option<String> {
        let mut here = self;
        let mut last = None;
        for part in parts {
            // Whatever a key's or argument's parameter is called, it is the same place.
            let text = here.places.entry(SamePlace::of(&part)).or_insert_with(|| match &part {
                Part::Key(name) => format!("{{{name}}}"),
                Part::Name(name) => name.clone(),
                Part::Call { name, arguments } => {
                    format!("{name}{}", template(arguments, |_, argument| argument.quoted))
                }
            });
            let text = text.clone();
            here = here.children.entry(text).or_default();
            here.part.get_or_insert_with(|| part.clone());
            if !matches!(part, Part::Name(_)) {
                here.uses.push((part.clone(), path.to_owned()));
            }
            last = Some(part);
        }
        // The parameters are those of the path that ends here, not of a longer one that came first.
        here.part = last;
        here.path.replace(path.to_owned())
    }
}

struct Tier<'a> {
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
fn sent(arguments: &[Argument], meaning: &Meaning) -> String {
    let is_known = !matches!(meaning, Meaning::Untied(_));
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
fn unsendable(meaning: &Meaning, is_root: bool) -> Option<String> {
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
    meaning: Meaning,
    subject: Option<TypeRef>,
    deprecated: Option<Deprecation>,
    /// Capability targets, the nearest first.
    targets: Vec<String>,
}

impl Tier<'_> {
    fn node(
        &mut self,
        segment: &str,
        sketch: &Sketch,
        parent: Option<&Node>,
        above: &str,
        deprecated_above: bool,
    ) -> Result<Node, Error> {
        let item = sketch.path.as_ref().and_then(|path| self.document.paths.get(path));
        let mut known = match &sketch.part {
            Some(part) => self.meaning(part, parent, &format!("{above}/{segment}"), item)?,
            None => Known {
                meaning: Meaning::Untied(Vec::new()),
                subject: None,
                deprecated: None,
                targets: Vec::new(),
            },
        };
        let mut obstacle = None;
        if let Meaning::Untied(parameters) = &mut known.meaning {
            match self.declared_arguments(sketch) {
                Ok(declared) => *parameters = declared,
                Err(why) => obstacle = Some(why),
            }
        }
        let segment = match &sketch.part {
            Some(Part::Call { name, arguments }) => format!("{name}{}", sent(arguments, &known.meaning)),
            _ => segment.to_owned(),
        };
        let path = format!("{above}/{segment}");
        let obstacle = obstacle
            .or_else(|| unsendable(&known.meaning, parent.is_none()))
            .map(|why| format!("`{path}`: {why}"));
        let deprecated = deprecated_above || known.deprecated.is_some();
        let mut node = Node {
            segment,
            path: path.clone(),
            written: sketch.path.clone(),
            meaning: known.meaning,
            obstacle,
            subject: known.subject,
            deprecated: known.deprecated,
            operations: Vec::new(),
            children: Vec::new(),
        };
        if let (Some(item), Some(written)) = (item, &sketch.path) {
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
        let mut alternates: BTreeMap<&str, Vec<(&String, &Sketch)>> = BTreeMap::new();
        // Its collection, where no path ends there.
        let mut between: BTreeMap<String, Sketch> = BTreeMap::new();
        for (text, child) in &sketch.children {
            if let Some(Part::Call { name, arguments }) = &child.part
                && self.alternate_key_of(&node, name, arguments).is_some()
            {
                alternates.entry(name.as_str()).or_default().push((text, child));
                if !sketch.children.contains_key(name) {
                    between.entry(name.clone()).or_insert_with(|| Sketch {
                        part: Some(Part::Name(name.clone())),
                        ..Sketch::default()
                    });
                }
            }
        }
        let alternate_texts: BTreeSet<&String> = alternates.values().flatten().map(|(text, _)| *text).collect();
        for (text, child) in sketch.children.iter().chain(&between) {
            if alternate_texts.contains(text) {
                continue;
            }
            let mut made = self.node(text, child, Some(&node), &path, deprecated)?;
            for (alternate, sketch) in alternates.get(text.as_str()).into_iter().flatten() {
                made.children
                    .push(self.alternate(alternate, sketch, &made, &path, deprecated)?);
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
        sketch: &Sketch,
        collection: &Node,
        above: &str,
        deprecated_above: bool,
    ) -> Result<Node, Error> {
        let mut node = self.node(text, sketch, Some(collection), above, deprecated_above)?;
        if let Some(Part::Call { name, .. }) = &sketch.part {
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
            .lineage(target)
            .into_iter()
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

    fn lineage<'b>(&'b self, name: &'b QName) -> Vec<&'b QName> {
        std::iter::successors(Some(name), |name| {
            self.api.structured(name).and_then(|ty| ty.base.as_ref())
        })
        .collect()
    }

    fn meaning(
        &mut self,
        part: &Part,
        parent: Option<&Node>,
        path: &str,
        item: Option<&openapi::PathItem>,
    ) -> Result<Known, Error> {
        let known = |meaning, subject, deprecated, targets| Known {
            meaning,
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
                return Ok(known(Meaning::Root, Some(ty.clone()), None, targets));
            }
            return Ok(self.untied(path, item, "no singleton or entity set of that name"));
        };
        let Some(subject) = parent.subject.clone() else {
            return Ok(self.untied(path, item, "what comes before it is not known"));
        };
        match part {
            Part::Key(name) => {
                let ItemType::Structured(target) = &subject.item else {
                    return Ok(self.untied(path, item, "a key of what is no entity"));
                };
                if !subject.collection {
                    return Ok(self.untied(path, item, "a key of what is no collection"));
                }
                let Some(key) = self.key_of(target) else {
                    return Ok(self.untied(path, item, "a key of a type that has none, or one of several parts"));
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
                    Meaning::Key(parameter),
                    Some(TypeRef::one(subject.item.clone())),
                    None,
                    targets,
                ))
            }
            Part::Name(name) if name == "$count" && subject.collection => {
                let targets = self.inherited_targets(parent, &subject);
                Ok(known(
                    Meaning::Count(subject.item.clone()),
                    Some(TypeRef::one(ItemType::Primitive(Primitive::Int64))),
                    None,
                    targets,
                ))
            }
            Part::Name(name) if name == "$ref" => Ok(known(Meaning::Reference, Some(subject), None, Vec::new())),
            Part::Name(name)
                if name == "$value" && self.structured(&subject).is_some_and(|entity| entity.has_stream) =>
            {
                Ok(known(Meaning::Stream, None, None, Vec::new()))
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
                meaning: Meaning::AlternateKey(parameters),
                subject: Some(TypeRef::one(subject.item.clone())),
                deprecated: None,
                targets,
            });
        }
        let ItemType::Structured(owner) = &subject.item else {
            return Ok(self.untied(path, item, "a segment below what is neither entity nor complex"));
        };
        if arguments.is_none() && !subject.collection {
            if let Some(member) = self.lookup.member(owner, name) {
                let mut targets = vec![format!("{}/{name}", member.declared_in)];
                targets.extend(self.targets_of_type(&member.ty.item));
                return Ok(Known {
                    meaning: Meaning::Property,
                    subject: Some(member.ty.clone()),
                    deprecated: member.deprecated.clone(),
                    targets,
                });
            }
            if self.lookup.has_stream(owner, name) {
                return Ok(Known {
                    meaning: Meaning::Stream,
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
                meaning: Meaning::Operation(Box::new(operation), parameters),
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
                meaning: Meaning::Cast(target),
                subject: Some(ty),
                deprecated: None,
                targets,
            });
        }
        Ok(self.untied(
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
        let bindings = self.lineage(owner);
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
        (self.lineage(&entity.name).into_iter().any(|base| base == owner)).then_some(target)
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

    /// As [`Tier::ident`], with a number where another parameter of the same method has the name (`onDate` and `on_date`).
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

    fn untied(&mut self, path: &str, item: Option<&openapi::PathItem>, why: &str) -> Known {
        self.findings.push(Finding::new(FindingKind::UntiedSegment, path, why));
        // The OpenAPI document alone says what is here.
        let subject = item
            .and_then(|item| item.operations.get(&openapi::Method::Get))
            .map(|operation| self.wire.answer(operation))
            .and_then(|wire| self.known_type(&wire));
        Known {
            meaning: Meaning::Untied(Vec::new()),
            subject,
            deprecated: None,
            targets: Vec::new(),
        }
    }

    /// The key or the arguments of a segment that the CSDL does not know, by the OpenAPI parameters of the paths that
    /// lead through it. An error says why there is no using one of them.
    fn declared_arguments(&self, sketch: &Sketch) -> Result<Vec<Parameter>, String> {
        let mut parameters: Vec<Parameter> = Vec::new();
        let count = match &sketch.part {
            Some(Part::Key(_)) => 1,
            Some(Part::Call { arguments, .. }) => arguments.len(),
            Some(Part::Name(_)) | None => 0,
        };
        for position in 0..count {
            // The path that ends here has the first word, then those that are nearest.
            let mut nearest: Vec<&(Part, String)> = sketch.uses.iter().collect();
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
            ItemType::Structured(name) => self.lineage(name).into_iter().map(ToString::to_string).collect(),
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

    fn operation(&mut self, node: &Node, targets: &[String], source: &Source<'_>, deprecated: bool) -> Option<Tied> {
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
                    FindingKind::UntiedOperation,
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
                    FindingKind::UntiedOperation,
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
        Some(Tied {
            http,
            kind,
            body,
            answer,
            options,
            permissions,
            deprecated,
        })
    }

    /// What the CSDL says of a method at this node.
    fn expected(&self, node: &Node, http: Method, by_id: bool) -> Option<(CallKind, Body, Answer)> {
        let model = |item: &ItemType, optional| match item {
            ItemType::Structured(_) => Answer::Model {
                item: item.clone(),
                optional,
            },
            item => Answer::Value {
                ty: TypeRef::one(item.clone()),
                optional,
            },
        };
        match (&node.meaning, http) {
            (Meaning::Count(item), Method::Get) => Some((CallKind::Count, Body::None, Answer::Count(item.clone()))),
            (Meaning::Stream, Method::Get) => Some((CallKind::GetContent, Body::None, Answer::Content)),
            (Meaning::Stream, Method::Put) => Some((CallKind::PutContent, Body::Content, Answer::Nothing)),
            (Meaning::Stream, Method::Delete) => Some((CallKind::DeleteContent, Body::None, Answer::Nothing)),
            (Meaning::Reference, method) => {
                let collection = node.subject.as_ref().is_some_and(|subject| subject.collection);
                match (method, collection) {
                    (Method::Get, true) => Some((CallKind::ListReferences, Body::None, Answer::References)),
                    (Method::Post, true) => Some((CallKind::AddReference, Body::Reference, Answer::Nothing)),
                    (Method::Put, false) => Some((CallKind::SetReference, Body::Reference, Answer::Nothing)),
                    (Method::Delete, true) if by_id => {
                        Some((CallKind::RemoveReferenceById, Body::None, Answer::Nothing))
                    }
                    (Method::Delete, false) => Some((CallKind::RemoveReference, Body::None, Answer::Nothing)),
                    _ => None,
                }
            }
            (Meaning::Operation(operation, _), method) => {
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
                    None => Answer::Nothing,
                    Some(returns) if returns.collection => Answer::Page(returns.item.clone()),
                    Some(returns) => model(&returns.item, operation.returns_nullable && !operation.function),
                };
                Some((kind, body, answer))
            }
            (
                Meaning::Root | Meaning::Property | Meaning::Key(_) | Meaning::AlternateKey(_) | Meaning::Cast(_),
                method,
            ) => {
                let subject = node.subject.as_ref()?;
                let item = &subject.item;
                match (method, subject.collection) {
                    (Method::Get, true) => Some((CallKind::List, Body::None, Answer::Page(item.clone()))),
                    (Method::Post, true) => Some((CallKind::Create, Body::Model(item.clone()), model(item, false))),
                    (Method::Get, false) => Some((CallKind::Get, Body::None, model(item, false))),
                    (Method::Patch, false) => Some((CallKind::Update, Body::Model(item.clone()), model(item, true))),
                    (Method::Put, false) => Some((CallKind::Replace, Body::Model(item.clone()), model(item, true))),
                    (Method::Delete, false) => Some((CallKind::Delete, Body::None, Answer::Nothing)),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// For an operation that the CSDL does not explain: what the OpenAPI document alone says, as JSON where it names no known type.
    fn by_wire(&self, http: Method, body: &WireType, answer: &WireType) -> (CallKind, Body, Answer) {
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
            WireType::Nothing => (kind, body, Answer::Nothing),
            WireType::Content => (kind, body, Answer::Content),
            WireType::Wrapped(value) if matches!(value.as_ref(), WireType::Array(_)) => (
                if http == Method::Get { CallKind::List } else { kind },
                body,
                Answer::Page(item(answer)),
            ),
            wire => match item(wire) {
                found @ ItemType::Structured(_) => (
                    kind,
                    body,
                    Answer::Model {
                        item: found,
                        optional: true,
                    },
                ),
                found => (
                    kind,
                    body,
                    Answer::Value {
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

    fn compare_answer(&mut self, place: &str, answer: &Answer, wire: &WireType) {
        let agrees = match (answer, wire) {
            (Answer::Nothing, WireType::Nothing)
            | (Answer::Content, WireType::Content)
            | (Answer::Count(_), WireType::Primitive(Primitive::Int64 | Primitive::Int32)) => true,
            (Answer::References, WireType::Wrapped(_)) => true,
            (Answer::Page(item), WireType::Wrapped(value)) => agrees(value, &TypeRef::many(item.clone())),
            (Answer::Model { item, .. }, wire) => agrees(wire, &TypeRef::one(item.clone())),
            (Answer::Value { ty, .. }, WireType::Wrapped(value)) => agrees(value, ty),
            (Answer::Value { ty, .. }, wire) => agrees(wire, ty),
            _ => false,
        };
        if !agrees {
            let said = match answer {
                Answer::Nothing => "nothing".to_owned(),
                Answer::Model { item, .. } => item.to_string(),
                Answer::Page(item) => format!("Collection({item})"),
                Answer::Value { ty, .. } => format!("value: {ty}"),
                Answer::Count(_) => "a count".to_owned(),
                Answer::Content => "bytes".to_owned(),
                Answer::References => "references".to_owned(),
            };
            self.findings.push(Finding::new(
                FindingKind::AnswerDisagrees,
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
