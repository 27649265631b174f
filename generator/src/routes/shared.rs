//! Equal subtrees of the URL space: their places share one builder.
//!
//! Two are equal when the same requests can be made at them and below them, with the same segments, options, bodies and
//! responses. Nothing here has a Rust name.

use std::collections::BTreeMap;

use super::segments::order;
use super::{Body, CallKind, Method, Node, Parameter, PathOperation, PathTree, Response, SegmentKind};
use crate::model::{QueryOptions, TypeRef};

/// The equal subtrees of a tree, by number.
#[derive(Clone, Debug, Default)]
pub struct SharedSubtrees<'a> {
    /// The nodes at the top of each, shortest path first; in order of the shortest paths.
    pub places: Vec<Vec<&'a Node>>,
    /// The number of each node's, by path.
    numbers: BTreeMap<&'a str, usize>,
}

impl<'a> SharedSubtrees<'a> {
    /// Those of all nodes that are more than a method.
    #[must_use]
    pub fn of(tree: &'a PathTree) -> Self {
        let mut finder = Finder::default();
        for root in &tree.roots {
            finder.visit(root);
        }
        let mut places = finder.places;
        for nodes in &mut places {
            nodes.sort_by(|a, b| order(&a.path).cmp(&order(&b.path)));
        }
        let first = |nodes: &[&'a Node]| nodes.first().map(|node| order(&node.path));
        places.sort_by(|a, b| first(a).cmp(&first(b)));
        let numbers = places.iter().enumerate();
        let numbers = numbers.flat_map(|(number, nodes)| nodes.iter().map(move |node| (node.path.as_str(), number)));
        Self {
            numbers: numbers.collect(),
            places,
        }
    }

    /// The number of the subtree at a node; nothing for a method.
    #[must_use]
    pub fn number(&self, node: &Node) -> Option<usize> {
        self.numbers.get(node.path.as_str()).copied()
    }
}

impl Node {
    /// Whether it is only a method of the builder above it: one operation, since two would have one name.
    #[must_use]
    pub fn is_method(&self) -> bool {
        self.children.is_empty()
            && self.operations.len() <= 1
            && matches!(self.kind, SegmentKind::Count(_) | SegmentKind::Operation(..))
    }

    /// The parameter of a segment that is a key: in braces alone.
    #[must_use]
    pub fn key_parameter(&self) -> Option<&Parameter> {
        match &self.kind {
            SegmentKind::Key(parameter) => Some(parameter),
            SegmentKind::Unresolved(parameters) if self.segment.starts_with('{') => parameters.first(),
            _ => None,
        }
    }

    /// Its segment, the same for keys whatever the document calls their parameter: `{id: Edm.String}`.
    #[must_use]
    pub fn segment_key(&self) -> String {
        match self.key_parameter() {
            Some(parameter) => format!("{{{}: {}}}", parameter.name, parameter.ty),
            None => self.segment.clone(),
        }
    }
}

/// What makes a subtree equal to another.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Subtree<'a> {
    operations: Vec<Request<'a>>,
    children: Vec<Child<'a>>,
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Request<'a> {
    http: Method,
    kind: CallKind,
    body: &'a Body,
    response: &'a Response,
    options: QueryOptions,
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Child<'a> {
    segment: String,
    /// Two functions of one template may take arguments of different types. Those of a key are in its segment.
    arguments: Vec<(&'a str, &'a TypeRef, bool)>,
    leads: Leads<'a>,
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Leads<'a> {
    /// A method.
    Requests(Vec<Request<'a>>),
    /// The subtree of that number.
    Subtree(usize),
}

#[derive(Default)]
struct Finder<'a> {
    numbers: BTreeMap<Subtree<'a>, usize>,
    places: Vec<Vec<&'a Node>>,
}

impl<'a> Finder<'a> {
    /// Gives the node's subtree a number, its children's first; a method has none.
    fn visit(&mut self, node: &'a Node) -> Option<usize> {
        let children = node.children.iter().map(|child| self.child(child)).collect();
        if node.is_method() {
            return None;
        }
        let operations = requests(&node.operations);
        let next = self.numbers.len();
        let number = *self.numbers.entry(Subtree { operations, children }).or_insert(next);
        if self.places.len() <= number {
            self.places.resize_with(number + 1, Vec::new);
        }
        if let Some(places) = self.places.get_mut(number) {
            places.push(node);
        }
        Some(number)
    }

    fn child(&mut self, child: &'a Node) -> Child<'a> {
        let arguments = match &child.kind {
            SegmentKind::Key(_) => &[],
            kind => kind.parameters(),
        };
        let arguments = arguments.iter();
        Child {
            segment: child.segment_key(),
            arguments: arguments
                .map(|parameter| (parameter.name.as_str(), &parameter.ty, parameter.optional))
                .collect(),
            leads: match self.visit(child) {
                Some(number) => Leads::Subtree(number),
                None => Leads::Requests(requests(&child.operations)),
            },
        }
    }
}

fn requests(operations: &[PathOperation]) -> Vec<Request<'_>> {
    operations
        .iter()
        .map(|operation| Request {
            http: operation.http,
            kind: operation.kind,
            body: &operation.body,
            response: &operation.response,
            options: operation.options,
        })
        .collect()
}
