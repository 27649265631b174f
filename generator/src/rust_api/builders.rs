//! The builders of a version, made of the tree of its paths: equal subtrees share one.

use std::collections::{BTreeMap, BTreeSet};

use super::areas::Areas;
use super::presence::TypePresences;
use super::surface::{Builder, Call, CallPlace, Segment, Step, Surface};
use crate::error::{Error, ErrorKind, Place, Result};
use crate::model::{Api, Deprecation, ItemType};
use crate::naming::Names;
use crate::naming::builders::{BuilderForm, BuilderName, BuilderToName, PlaceToName, name_builders};
use crate::naming::case::Case;
use crate::naming::memory::Memory;
use crate::naming::methods::{MethodKind, SegmentToName, name_methods, simple_name};
use crate::permissions::InferredTable;
use crate::permissions::roles::RoleTable;
use crate::routes::segments::order;
use crate::routes::shared::SharedSubtrees;
use crate::routes::{CallKind, Node, Parameter, PathOperation, PathTree, SegmentKind};

/// What the builders of a version are made of.
#[derive(Clone, Copy, Debug)]
pub struct Parts<'a> {
    /// The types.
    pub api: &'a Api,
    /// Their names.
    pub names: &'a Names,
    /// The paths.
    pub tree: &'a PathTree,
    /// The areas of the version.
    pub areas: &'a Areas,
    /// How names are written.
    pub case: &'a Case,
    /// The overlay's words about paths.
    pub notes: &'a BTreeMap<String, String>,
    /// Permissions of operations for which nothing is published.
    pub inferred: &'a InferredTable,
    /// Roles that decide beside permissions.
    pub roles: &'a RoleTable,
}

impl Surface {
    /// Makes and names the builders of a version, appending what is new to `memory`.
    ///
    /// # Errors
    /// When a segment holds nothing that Rust can name, or remembered names meet in one builder.
    pub fn of(parts: Parts<'_>, memory: &mut Memory) -> Result<Self> {
        let tree = parts.tree;
        let shared = SharedSubtrees::of(tree);
        let methods = methods(tree, &shared, parts.case, memory)?;
        let lineages = Lineages::of(&parts);
        let to_name = shared.places.iter().map(|nodes| lineages.to_name(nodes));
        let to_name: Vec<BuilderToName<'_>> = to_name.collect();
        let maker = Maker {
            names: name_builders(&to_name, parts.case, memory)?,
            areas: parts.areas,
            shared: &shared,
            methods,
            notes: parts.notes,
            inferred: parts.inferred,
            roles: parts.roles,
        };
        let named = shared.places.iter().zip(&maker.names);
        let mut builders: Vec<Builder> = named.map(|(nodes, name)| maker.builder(name, nodes)).collect();
        builders.sort_by(|a, b| {
            let first = |builder: &Builder| builder.places.first().cloned().unwrap_or_default();
            let (one, other) = (first(a), first(b));
            (&a.module, order(&one), &a.name).cmp(&(&b.module, order(&other), &b.name))
        });
        builders.iter().try_for_each(distinct)?;
        let roots = tree.roots.iter().map(|root| maker.step(&[root])).collect();
        let mut surface = Surface {
            version: parts.api.version,
            roots,
            builders,
            types: TypePresences::default(),
        };
        surface.types = parts.areas.of_types(parts.api, &surface);
        Ok(surface)
    }
}

/// What is at each path and what that belongs to: Rust names of types, nearest first, none twice in a row.
struct Lineages<'a> {
    by_path: BTreeMap<&'a str, Vec<String>>,
}

impl<'a> Lineages<'a> {
    fn of(parts: &Parts<'a>) -> Self {
        fn go<'a>(parts: &Parts<'a>, node: &'a Node, above: &[String], found: &mut BTreeMap<&'a str, Vec<String>>) {
            let own = noun(parts, node).filter(|own| above.first() != Some(own));
            let lineage: Vec<String> = own.into_iter().chain(above.iter().cloned()).collect();
            for child in &node.children {
                go(parts, child, &lineage, found);
            }
            found.insert(&node.path, lineage);
        }
        let mut by_path = BTreeMap::new();
        for root in &parts.tree.roots {
            go(parts, root, &[], &mut by_path);
        }
        Self { by_path }
    }

    fn to_name(&self, nodes: &[&'a Node]) -> BuilderToName<'a> {
        let first = nodes.first();
        let places = nodes.iter().map(|node| PlaceToName {
            path: &node.path,
            lineage: self.by_path.get(node.path.as_str()).cloned().unwrap_or_default(),
            given: match &node.kind {
                SegmentKind::Key(_) => Vec::new(),
                kind => kind
                    .parameters()
                    .iter()
                    .map(|parameter| parameter.name.as_str())
                    .collect(),
            },
        });
        BuilderToName {
            places: places.collect(),
            form: first.map_or(BuilderForm::One, |node| form(node)),
            methods: first.map_or(0, |node| node.operations.len() + node.children.len()),
        }
    }
}

/// The type at a node, or else its segment. What is only a key, a reference or a stream of what stands above has none.
fn noun(parts: &Parts<'_>, node: &Node) -> Option<String> {
    if matches!(node.kind, SegmentKind::Reference | SegmentKind::Stream) {
        return None;
    }
    let subject = node.subject.as_ref().map(|subject| &subject.item);
    if let Some(ItemType::Structured(name) | ItemType::Enum(name)) = subject
        && let Some(names) = parts.names.get(name)
    {
        return Some(names.rust.clone());
    }
    let word = parts.case.camel(simple_name(&node.segment));
    (!node.segment.starts_with(['{', '(']) && !word.is_empty()).then_some(word)
}

fn form(node: &Node) -> BuilderForm {
    let is_collection = node.subject.as_ref().is_some_and(|subject| subject.collection);
    match (&node.kind, is_collection) {
        (SegmentKind::Reference, true) => BuilderForm::References,
        (SegmentKind::Reference, false) => BuilderForm::Reference,
        (SegmentKind::Stream, _) => BuilderForm::Content,
        (_, true) => BuilderForm::Collection,
        (_, false) => BuilderForm::One,
    }
}

/// Remembered names win, so two that came from different places can meet in one builder.
fn distinct(builder: &Builder) -> Result<()> {
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let steps = builder.steps.iter().map(|step| &step.method);
    for method in steps.chain(builder.calls.iter().map(|call| &call.method)) {
        if !seen.insert(method) {
            let place = builder.places.first().map_or(builder.name.as_str(), String::as_str);
            return Err(Error::new(
                ErrorKind::Duplicate,
                Place::path("names.yaml", place),
                format!(
                    "two segments below it have the remembered method name `{method}`: \
                     give one of them another name below `segments`"
                ),
            ));
        }
    }
    Ok(())
}

/// Method names by segment.
fn methods(
    tree: &PathTree,
    shared: &SharedSubtrees<'_>,
    case: &Case,
    memory: &mut Memory,
) -> Result<BTreeMap<String, String>> {
    let mut segments: BTreeMap<String, SegmentToName> = BTreeMap::new();
    tree.walk(&mut |node| {
        segments.entry(node.segment_key()).or_insert_with(|| to_name(node));
    });
    // Places of one subtree have the same children.
    let below = shared.places.iter().filter_map(|nodes| nodes.first());
    let scopes = below
        .map(|node| node.children.as_slice())
        .chain([tree.roots.as_slice()]);
    let scopes = scopes.map(|nodes| nodes.iter().map(Node::segment_key).collect());
    name_methods(segments.into_values().collect(), scopes, case, memory)
}

fn to_name(node: &Node) -> SegmentToName {
    let names = |parameters: &[Parameter]| parameters.iter().map(|parameter| parameter.name.clone()).collect();
    let (kind, arguments) = match (node.key_parameter(), &node.kind) {
        (Some(parameter), _) => (MethodKind::Key, vec![parameter.name.clone()]),
        (None, kind) => {
            let of = match kind {
                SegmentKind::AlternateKey(_) => MethodKind::AlternateKey,
                SegmentKind::Count(_) => MethodKind::Count,
                SegmentKind::Reference => MethodKind::Reference,
                SegmentKind::Stream if node.segment == "$value" => MethodKind::Content,
                SegmentKind::Stream => MethodKind::Stream,
                SegmentKind::Operation(operation, _) if operation.function => MethodKind::Function,
                SegmentKind::Operation(..) => MethodKind::Action,
                SegmentKind::Cast(target) => MethodKind::Cast(target.name().to_owned()),
                SegmentKind::Key(_) | SegmentKind::Root | SegmentKind::Property | SegmentKind::Unresolved(_) => {
                    MethodKind::Property
                }
            };
            (of, names(kind.parameters()))
        }
    };
    SegmentToName {
        key: node.segment_key(),
        place: node.path.clone(),
        text: node.segment.clone(),
        kind,
        arguments,
    }
}

struct Maker<'a> {
    shared: &'a SharedSubtrees<'a>,
    /// Of each shared subtree.
    names: Vec<BuilderName>,
    areas: &'a Areas,
    /// By segment.
    methods: BTreeMap<String, String>,
    notes: &'a BTreeMap<String, String>,
    inferred: &'a InferredTable,
    roles: &'a RoleTable,
}

impl Maker<'_> {
    fn builder(&self, name: &BuilderName, nodes: &[&Node]) -> Builder {
        let mut steps = Vec::new();
        let mut calls: Vec<Call> = Vec::new();
        let (operations, children) = nodes
            .first()
            .map(|node| (node.operations.as_slice(), node.children.as_slice()))
            .unwrap_or_default();
        for (position, operation) in operations.iter().enumerate() {
            let same: Vec<(&Node, &PathOperation)> = nodes
                .iter()
                .filter_map(|node| Some((*node, node.operations.get(position)?)))
                .collect();
            calls.push(self.call(
                &same,
                operation,
                own_method(operation.kind).to_owned(),
                Segment::Here,
                None,
            ));
        }
        for (position, child) in children.iter().enumerate() {
            let same: Vec<&Node> = nodes.iter().filter_map(|node| node.children.get(position)).collect();
            if !child.is_method() {
                steps.push(self.step(&same));
                continue;
            }
            for (index, operation) in child.operations.iter().enumerate() {
                let same: Vec<(&Node, &PathOperation)> = same
                    .iter()
                    .filter_map(|node| Some((*node, node.operations.get(index)?)))
                    .collect();
                let graph_name = match &child.kind {
                    SegmentKind::Operation(operation, _) => Some(operation.name.name().to_owned()),
                    _ => None,
                };
                calls.push(self.call(&same, operation, self.method(child), segment(child), graph_name));
            }
        }
        steps.sort_by(|a, b| a.method.cmp(&b.method));
        calls.sort_by(|a, b| (&a.method, a.http).cmp(&(&b.method, b.http)));
        Builder {
            name: name.name.clone(),
            module: self
                .areas
                .folder(paths(nodes))
                .into_iter()
                .chain([name.file.clone()])
                .collect(),
            presence: self.areas.of_way(paths(nodes)),
            places: nodes.iter().map(|node| node.path.clone()).collect(),
            subject: nodes.first().and_then(|node| node.subject.clone()),
            steps,
            calls,
        }
    }

    fn step(&self, nodes: &[&Node]) -> Step {
        let first = nodes.first();
        let number = first.and_then(|node| self.shared.number(node));
        let to = number.and_then(|number| self.names.get(number));
        let notes = nodes.iter().filter_map(|node| self.notes.get(&node.path));
        Step {
            method: first.map(|node| self.method(node)).unwrap_or_default(),
            to: to.map(|name| name.name.clone()).unwrap_or_default(),
            presence: self.areas.of_way(paths(nodes)),
            segment: first.map_or(Segment::Here, |node| segment(node)),
            subject: first.and_then(|node| node.subject.clone()),
            deprecated: deprecated_everywhere(nodes),
            notes: notes.cloned().collect(),
            places: nodes.iter().map(|node| node.path.clone()).collect(),
        }
    }

    fn call(
        &self,
        same: &[(&Node, &PathOperation)],
        operation: &PathOperation,
        method: String,
        segment: Segment,
        graph_name: Option<String>,
    ) -> Call {
        let nodes: Vec<&Node> = same.iter().map(|(node, _)| *node).collect();
        let places = same.iter().map(|(node, operation)| {
            let key = (operation.http, node.written.as_ref().unwrap_or(&node.path).clone());
            CallPlace {
                permissions: operation.permissions.clone(),
                inferred: self.inferred.get(&key).cloned(),
                roles: self.roles.get(&key).cloned(),
                path: key.1,
                deprecated: operation.deprecated,
            }
        });
        let (doc, argument_docs) = nodes.first().map(|node| sentences(node)).unwrap_or_default();
        Call {
            method,
            kind: operation.kind,
            presence: self.areas.of_operation(paths(&nodes)),
            http: operation.http,
            segment,
            body: operation.body.clone(),
            response: operation.response.clone(),
            options: operation.options,
            deprecated: graph_name.as_ref().and_then(|_| deprecated_everywhere(&nodes)),
            graph_name,
            doc,
            argument_docs,
            places: places.collect(),
        }
    }

    fn method(&self, node: &Node) -> String {
        self.methods.get(&node.segment_key()).cloned().unwrap_or_default()
    }
}

fn paths<'n>(nodes: &'n [&Node]) -> impl Iterator<Item = &'n str> {
    nodes.iter().map(|node| node.path.as_str())
}

/// The name of the method for an operation at a builder's own URL.
fn own_method(kind: CallKind) -> &'static str {
    match kind {
        CallKind::Get | CallKind::GetContent | CallKind::Function => "get",
        CallKind::List | CallKind::ListReferences => "list",
        CallKind::Create | CallKind::Action => "create",
        CallKind::Update => "update",
        CallKind::Replace | CallKind::PutContent => "replace",
        CallKind::Delete | CallKind::DeleteContent => "delete",
        CallKind::Count => "count",
        CallKind::AddReference => "add",
        CallKind::SetReference => "set",
        CallKind::RemoveReference | CallKind::RemoveReferenceById => "remove",
    }
}

fn segment(node: &Node) -> Segment {
    if let Some(parameter) = node.key_parameter() {
        return Segment::Key(parameter.clone());
    }
    match &node.kind {
        SegmentKind::AlternateKey(parameters) => Segment::AlternateKey {
            template: node.segment.clone(),
            parameters: parameters.clone(),
        },
        SegmentKind::Operation(_, parameters) if node.segment.contains('(') => Segment::Function {
            template: node.segment.clone(),
            parameters: parameters.clone(),
        },
        SegmentKind::Unresolved(parameters) if !parameters.is_empty() => Segment::Function {
            template: node.segment.clone(),
            parameters: parameters.clone(),
        },
        _ => Segment::Literal(node.segment.clone()),
    }
}

/// Deprecated only where every place is.
fn deprecated_everywhere(nodes: &[&Node]) -> Option<Deprecation> {
    let first = nodes.first()?.deprecated.clone()?;
    nodes.iter().all(|node| node.deprecated.is_some()).then_some(first)
}

/// Our own sentences about the action or function of a node, and about the arguments in its URL.
fn sentences(node: &Node) -> (Option<String>, Vec<(String, String)>) {
    let SegmentKind::Operation(operation, parameters) = &node.kind else {
        return (None, Vec::new());
    };
    let of_arguments = parameters.iter().filter_map(|parameter| {
        let mut arguments = operation.arguments.iter();
        let argument = arguments.find(|argument| argument.name == parameter.name)?;
        Some((parameter.ident.clone(), argument.doc.clone()?))
    });
    (operation.doc.clone(), of_arguments.collect())
}
