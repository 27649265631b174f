//! Equal subtrees of the URL space share one builder; here they are found and named.
//!
//! A builder is named by the shortest path at which its shape was first seen, and that is remembered (`names.yaml`): when one operation splits a shared
//! shape, the old name stays with that path. Methods are named by their segment, the same everywhere.

use std::collections::{BTreeMap, BTreeSet};

use super::segments::order;
use super::{Builder, Call, CallKind, Parameter, Place, Segment, Step, Surface};
use super::{Node, PathOperation, PathTree, SegmentKind};
use crate::error::{Error, ErrorKind, Place as PlaceOfError};
use crate::model::{Deprecation, Version};
use crate::naming::case::{Case, identifier, module_word};
use crate::naming::memory::{Memory, name_for, place_key};
use crate::naming::models::unnameable;

/// Methods that every builder may have for operations of its own, or has for itself: no segment is called so.
const METHOD_WORDS: [&str; 12] = [
    "add",
    "at",
    "clone",
    "content",
    "count",
    "create",
    "delete",
    "get",
    "list",
    "reference",
    "replace",
    "update",
];

/// Finds the shapes of a tree and names builders and methods, appending what is new to `memory`. `notes` are the overlay's words about paths.
///
/// # Errors
/// When a segment holds nothing that Rust can name.
pub fn shape(
    tree: &PathTree,
    version: Version,
    case: &Case,
    notes: &BTreeMap<String, String>,
    memory: &mut Memory,
) -> Result<Surface, Error> {
    let mut finder = Finder {
        notes: Some(notes),
        ..Finder::default()
    };
    for root in &tree.roots {
        finder.visit(root);
    }
    let methods = name_methods(&finder, tree, case, memory)?;
    let named = name_builders(&finder, case, memory)?;

    let mut builders = Vec::new();
    for (shape, nodes) in finder.places.iter().enumerate() {
        let Some((name, home)) = named.get(shape) else { continue };
        builders.push(builder(&finder, &named, &methods, name, home, nodes, case));
    }
    builders.sort_by(|a, b| {
        (&a.module, a.places.first().map(|place| order(place)), &a.name).cmp(&(
            &b.module,
            b.places.first().map(|place| order(place)),
            &b.name,
        ))
    });

    builders.iter().try_for_each(distinct)?;
    let roots = tree
        .roots
        .iter()
        .map(|root| step(&finder, &named, &methods, &[root]))
        .collect();
    Ok(Surface {
        version,
        roots,
        builders,
    })
}

/// Remembered names win, so two that came from different places can meet in one builder.
fn distinct(builder: &Builder) -> Result<(), Error> {
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let methods = builder
        .steps
        .iter()
        .map(|step| &step.method)
        .chain(builder.calls.iter().map(|call| &call.method));
    for method in methods {
        if !seen.insert(method) {
            let place = builder.places.first().map_or(builder.name.as_str(), String::as_str);
            return Err(Error::new(
                ErrorKind::Duplicate,
                PlaceOfError::path("names.yaml", place),
                format!(
                    "two segments below it have the remembered method name `{method}`: give one of them another name below `segments`"
                ),
            ));
        }
    }
    Ok(())
}

/// Whether the node is only a method of the builder above it: one operation, since two would have one name.
fn folded(node: &Node) -> bool {
    node.children.is_empty()
        && node.operations.len() <= 1
        && matches!(node.kind, SegmentKind::Count(_) | SegmentKind::Operation(..))
}

#[derive(Default)]
struct Finder<'a> {
    /// What the overlay says of paths.
    notes: Option<&'a BTreeMap<String, String>>,
    ids: BTreeMap<String, usize>,
    /// The nodes of each shape.
    places: Vec<Vec<&'a Node>>,
    /// The shape of each node that is no method, by path.
    shapes: BTreeMap<&'a str, usize>,
}

impl<'a> Finder<'a> {
    /// Gives the node's shape, its children's first; a method has none.
    fn visit(&mut self, node: &'a Node) -> Option<usize> {
        let mut key = String::new();
        for tied in &node.operations {
            key.push_str(&operation_key("", tied));
        }
        for child in &node.children {
            let shape = self.visit(child);
            // Two functions of one template may take arguments of different types.
            if !matches!(child.kind, SegmentKind::Key(_)) {
                for parameter in child.kind.parameters() {
                    let maybe = if parameter.optional { "?" } else { "" };
                    key.push_str(&format!("{}: {}{maybe}\n", parameter.name, parameter.ty));
                }
            }
            match shape {
                None => {
                    for tied in &child.operations {
                        key.push_str(&operation_key(&segment_key(child), tied));
                    }
                }
                Some(shape) => key.push_str(&format!("{}>{shape}\n", segment_key(child))),
            }
        }
        if folded(node) {
            return None;
        }
        let next = self.ids.len();
        let shape = *self.ids.entry(key).or_insert(next);
        if self.places.len() <= shape {
            self.places.resize_with(shape + 1, Vec::new);
        }
        if let Some(places) = self.places.get_mut(shape) {
            places.push(node);
        }
        self.shapes.insert(&node.path, shape);
        Some(shape)
    }
}

/// The parameter of a segment that is a key: in braces alone.
fn own_key(node: &Node) -> Option<&Parameter> {
    match &node.kind {
        SegmentKind::Key(parameter) => Some(parameter),
        SegmentKind::Unresolved(parameters) if node.segment.starts_with('{') => parameters.first(),
        _ => None,
    }
}

/// Keys are the same whatever the document calls their parameter.
fn segment_key(node: &Node) -> String {
    match own_key(node) {
        Some(parameter) => format!("{{{}: {}}}", parameter.name, parameter.ty),
        None => node.segment.clone(),
    }
}

fn operation_key(segment: &str, tied: &PathOperation) -> String {
    let options: Vec<&str> = tied.options.iter().map(crate::model::QueryOption::name).collect();
    format!(
        "{} {segment} {:?} {:?} {:?} {}\n",
        tied.http.name(),
        tied.kind,
        tied.body,
        tied.response,
        options.join(",")
    )
}

/// Method names by segment.
fn name_methods(
    finder: &Finder<'_>,
    tree: &PathTree,
    case: &Case,
    memory: &mut Memory,
) -> Result<BTreeMap<String, String>, Error> {
    // Segments that stand side by side somewhere, or are overloads of one function, must differ.
    let mut scopes = Scopes::default();
    let mut scope = |children: &mut dyn Iterator<Item = &Node>| scopes.add(children.map(segment_key).collect(), memory);
    for places in &finder.places {
        // Nodes of one shape have the same children.
        if let Some(node) = places.first() {
            scope(&mut node.children.iter());
        }
    }
    scope(&mut tree.roots.iter());
    let mut all: BTreeMap<String, &Node> = BTreeMap::new();
    tree.walk(&mut |node| {
        all.entry(segment_key(node)).or_insert(node);
    });

    // Shorter templates first, so that of new overloads the shortest keeps the bare name.
    let mut order: Vec<(&String, &&Node)> = all.iter().collect();
    order.sort_by_key(|(key, node)| (arguments(node), key.len(), (*key).clone()));
    let mut methods: BTreeMap<String, String> = BTreeMap::new();
    for (key, node) in order {
        let candidates = method_candidates(node, case);
        let candidates: Vec<String> = candidates.iter().filter_map(|word| identifier(word)).collect();
        let own = owns_its_word(node);
        let name = name_for(&mut memory.segments, key, &candidates, |word| {
            let bare = word.trim_start_matches("r#");
            // `by_number` is a key's; with a word behind it, it is not.
            let of_keys = bare.starts_with("by_") && candidates.first().is_some_and(|first| first == word);
            (!own && (METHOD_WORDS.contains(&bare) || of_keys)) || scopes.is_used_beside(key, word)
        })
        .ok_or_else(|| unnameable(&node.path))?;
        scopes.use_one(key, &name);
        methods.insert(key.clone(), name);
    }
    Ok(methods)
}

/// Segments that stand side by side, and the method names that are given among them.
#[derive(Default)]
struct Scopes {
    /// The segments by the names that they have, for each scope.
    used: Vec<BTreeMap<String, BTreeSet<String>>>,
    /// The scopes that a segment stands in.
    of: BTreeMap<String, Vec<usize>>,
}

impl Scopes {
    fn add(&mut self, segments: BTreeSet<String>, memory: &Memory) {
        let mut used: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for segment in segments {
            self.of.entry(segment.clone()).or_default().push(self.used.len());
            if let Some(name) = memory.segments.get(&segment) {
                used.entry(name.clone()).or_default().insert(segment);
            }
        }
        self.used.push(used);
    }

    /// Whether another segment that stands beside this one somewhere has the name.
    fn is_used_beside(&self, segment: &str, name: &str) -> bool {
        let scopes = self.of.get(segment).into_iter().flatten();
        let mut users = scopes.filter_map(|scope| self.used.get(*scope)?.get(name));
        users.any(|users| users.iter().any(|user| user != segment))
    }

    fn use_one(&mut self, segment: &str, name: &str) {
        for scope in self.of.get(segment).into_iter().flatten() {
            if let Some(used) = self.used.get_mut(*scope) {
                used.entry(name.to_owned()).or_default().insert(segment.to_owned());
            }
        }
    }
}

fn arguments(node: &Node) -> usize {
    match &node.kind {
        SegmentKind::Key(_) => 0,
        meaning => meaning.parameters().len(),
    }
}

/// Keys and the segments with a dollar are what the reserved words are reserved for.
fn owns_its_word(node: &Node) -> bool {
    own_key(node).is_some()
        || matches!(
            node.kind,
            SegmentKind::AlternateKey(_) | SegmentKind::Count(_) | SegmentKind::Reference
        )
        || node.segment == "$value"
}

fn method_candidates(node: &Node, case: &Case) -> Vec<String> {
    let simple = simple_name(&node.segment);
    let word = case.snake(simple);
    let listed = |parameters: &[Parameter]| {
        parameters
            .iter()
            .map(|parameter| case.snake(&parameter.name))
            .collect::<Vec<_>>()
            .join("_and_")
    };
    if let Some(parameter) = own_key(node) {
        return vec![format!("by_{}", case.snake(&parameter.name))];
    }
    match &node.kind {
        SegmentKind::Key(_) => Vec::new(),
        SegmentKind::AlternateKey(parameters) => vec![format!("by_{}", listed(parameters))],
        SegmentKind::Count(_) => vec!["count".into()],
        SegmentKind::Reference => vec!["reference".into()],
        SegmentKind::Stream if node.segment == "$value" => vec!["content".into()],
        SegmentKind::Stream => vec![word.clone(), format!("{word}_stream")],
        SegmentKind::Operation(operation, parameters) => {
            let kind = if operation.function { "function" } else { "action" };
            let mut words = vec![word.clone()];
            if !parameters.is_empty() {
                words.push(format!("{word}_by_{}", listed(parameters)));
            }
            words.push(format!("{word}_{kind}"));
            words
        }
        SegmentKind::Cast(target) => vec![format!("as_{}", case.snake(target.name()))],
        SegmentKind::Unresolved(parameters) if !parameters.is_empty() => {
            let by = format!("{word}_by_{}", listed(parameters));
            vec![word, by]
        }
        SegmentKind::Root | SegmentKind::Property | SegmentKind::Unresolved(_) => {
            vec![word.clone(), format!("{word}_property")]
        }
    }
}

/// `resume` of `microsoft.graph.identityGovernance.resume`, without arguments.
fn simple_name(segment: &str) -> &str {
    let name = segment.split('(').next().unwrap_or(segment);
    name.rsplit('.').next().unwrap_or(name)
}

/// Name and home path of each shape.
type Named = Vec<(String, String)>;

fn name_builders(finder: &Finder<'_>, case: &Case, memory: &mut Memory) -> Result<Named, Error> {
    let mut named: Named = vec![(String::new(), String::new()); finder.places.len()];
    let mut taken: BTreeSet<String> = memory.builders.values().cloned().collect();
    let mut new: Vec<(usize, &Node)> = Vec::new();
    for (shape, nodes) in finder.places.iter().enumerate() {
        let remembered = nodes
            .iter()
            .filter(|node| memory.builders.contains_key(&place_key(&node.path)))
            .min_by_key(|node| order(&node.path));
        match (remembered, nodes.iter().min_by_key(|node| order(&node.path))) {
            (Some(node), _) => {
                let name = memory.builders.get(&place_key(&node.path)).cloned().unwrap_or_default();
                if let Some(slot) = named.get_mut(shape) {
                    *slot = (name, node.path.clone());
                }
            }
            (None, Some(node)) => new.push((shape, node)),
            (None, None) => {}
        }
    }
    new.sort_by_key(|(_, node)| order(&node.path));
    for (shape, node) in new {
        let candidates = builder_candidates(&node.path, case);
        let name = name_for(&mut memory.builders, &place_key(&node.path), &candidates, |word| {
            taken.contains(word)
        })
        .ok_or_else(|| unnameable(&node.path))?;
        taken.insert(name.clone());
        if let Some(slot) = named.get_mut(shape) {
            *slot = (name, node.path.clone());
        }
    }
    Ok(named)
}

/// From the end of the path: the last name, then with ever more of those before it.
fn builder_candidates(path: &str, case: &Case) -> Vec<String> {
    let mut words: Vec<(String, bool)> = Vec::new();
    for segment in path.split('/').filter(|segment| !segment.is_empty()) {
        if segment.starts_with('{') {
            words.push(("Item".into(), false));
            continue;
        }
        let (name, key) = match segment.split_once('(') {
            // An alternate key, or a function that can be navigated further.
            Some((name, arguments)) => (name, arguments.contains('=')),
            None => (segment, false),
        };
        let word = match name {
            "$ref" => "Reference".to_owned(),
            "$value" => "Content".to_owned(),
            "$count" => "Count".to_owned(),
            name => case.camel(simple_name(name)),
        };
        words.push((word, true));
        if key {
            let by: Vec<String> = segment
                .split(['(', ','])
                .skip(1)
                .filter_map(|argument| argument.split_once('='))
                .map(|(argument, _)| case.camel(argument))
                .collect();
            words.push((format!("ItemBy{}", by.join("And")), false));
        }
    }
    (0..words.len())
        .rev()
        .filter(|start| words.get(*start).is_some_and(|(_, begins)| *begins))
        .map(|start| {
            let name: String = words.iter().skip(start).map(|(word, _)| word.as_str()).collect();
            format!("{name}Builder")
        })
        .filter_map(|name| identifier(&name))
        .collect()
}

/// Letters of a file's name, far below the 255 bytes that file systems take. Builders whose words are longer share a file.
const MAX_FILE_NAME: usize = 200;

/// Where a builder lives: area, collection, the rest in one word.
fn module(home: &str, case: &Case) -> Vec<String> {
    let words: Vec<String> = home
        .split('/')
        .filter(|segment| !segment.is_empty() && !segment.starts_with(['{', '$']))
        .map(|segment| module_word(&case.snake(simple_name(segment))))
        .collect();
    match words.as_slice() {
        [] => vec!["root".into()],
        [root] => vec![root.clone()],
        [_, area] => vec![area.clone()],
        [_, area, collection] => vec![area.clone(), collection.clone()],
        [_, area, collection, rest @ ..] => {
            let joined: String = rest.join("_").chars().take(MAX_FILE_NAME).collect();
            vec![area.clone(), collection.clone(), joined]
        }
    }
}

fn builder(
    finder: &Finder<'_>,
    named: &Named,
    methods: &BTreeMap<String, String>,
    name: &str,
    home: &str,
    nodes: &[&Node],
    case: &Case,
) -> Builder {
    let mut nodes: Vec<&Node> = nodes.to_vec();
    nodes.sort_by(|a, b| order(&a.path).cmp(&order(&b.path)));
    let mut steps = Vec::new();
    let mut calls: Vec<Call> = Vec::new();
    let children = nodes.first().map(|node| node.children.as_slice()).unwrap_or_default();
    for (position, tied) in nodes
        .first()
        .map(|node| node.operations.as_slice())
        .unwrap_or_default()
        .iter()
        .enumerate()
    {
        let same: Vec<(&Node, &PathOperation)> = nodes
            .iter()
            .filter_map(|node| Some((*node, node.operations.get(position)?)))
            .collect();
        calls.push(call(&same, tied, own_method(tied.kind).to_owned(), Segment::Here, None));
    }
    for (position, child) in children.iter().enumerate() {
        let same: Vec<&Node> = nodes.iter().filter_map(|node| node.children.get(position)).collect();
        let method = methods.get(&segment_key(child)).cloned().unwrap_or_default();
        if !folded(child) {
            steps.push(step(finder, named, methods, &same));
            continue;
        }
        for (index, tied) in child.operations.iter().enumerate() {
            let same: Vec<(&Node, &PathOperation)> = same
                .iter()
                .filter_map(|node| Some((*node, node.operations.get(index)?)))
                .collect();
            let graph_name = match &child.kind {
                SegmentKind::Operation(operation, _) => Some(operation.name.name().to_owned()),
                _ => None,
            };
            calls.push(call(&same, tied, method.clone(), segment(child), graph_name));
        }
    }
    steps.sort_by(|a, b| a.method.cmp(&b.method));
    calls.sort_by(|a, b| (&a.method, a.http).cmp(&(&b.method, b.http)));
    Builder {
        name: name.to_owned(),
        module: module(home, case),
        places: nodes.iter().map(|node| node.path.clone()).collect(),
        subject: nodes.first().and_then(|node| node.subject.clone()),
        steps,
        calls,
    }
}

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
    if let Some(parameter) = own_key(node) {
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

fn step(finder: &Finder<'_>, named: &Named, methods: &BTreeMap<String, String>, nodes: &[&Node]) -> Step {
    let first = nodes.first();
    let method = first
        .and_then(|node| methods.get(&segment_key(node)))
        .cloned()
        .unwrap_or_default();
    let to = first
        .and_then(|node| finder.shapes.get(node.path.as_str()))
        .and_then(|shape| named.get(*shape))
        .map(|(name, _)| name.clone());
    Step {
        method,
        to: to.unwrap_or_default(),
        segment: first.map_or(Segment::Here, |node| segment(node)),
        subject: first.and_then(|node| node.subject.clone()),
        deprecated: deprecated_everywhere(nodes),
        notes: nodes
            .iter()
            .filter_map(|node| finder.notes?.get(&node.path))
            .cloned()
            .collect(),
        places: nodes.iter().map(|node| node.path.clone()).collect(),
    }
}

fn call(
    same: &[(&Node, &PathOperation)],
    tied: &PathOperation,
    method: String,
    segment: Segment,
    graph_name: Option<String>,
) -> Call {
    let nodes: Vec<&Node> = same.iter().map(|(node, _)| *node).collect();
    Call {
        method,
        kind: tied.kind,
        http: tied.http,
        segment,
        body: tied.body.clone(),
        answer: tied.response.clone(),
        options: tied.options,
        deprecated: if graph_name.is_some() {
            deprecated_everywhere(&nodes)
        } else {
            None
        },
        graph_name,
        places: same
            .iter()
            .map(|(node, tied)| Place {
                path: node.written.clone().unwrap_or_else(|| node.path.clone()),
                permissions: tied.permissions.clone(),
                deprecated: tied.deprecated,
            })
            .collect(),
    }
}
