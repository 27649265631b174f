//! The URL space of one side by place: what stands at each, and what of the metadata it comes from.

use std::collections::BTreeMap;

use super::facts::operation_key;
use super::subject::bound_text;
use crate::analysis::Analysis;
use crate::model::{Api, ItemType, QName};
use crate::naming::memory::place_key;
use crate::routes::segments::order;
use crate::routes::{Body, Response};
use crate::routes::{Node, PathOperation, SegmentKind};

/// One place.
pub(super) struct Spot<'a> {
    pub(super) node: &'a Node,
    /// What its own segment comes from, nearest first.
    pub(super) own: Vec<String>,
    /// The place above it, by its key.
    pub(super) above: Option<String>,
    /// Targets whose capability annotations decide here, nearest first.
    pub(super) capabilities: Vec<String>,
}

/// All places of one side.
pub(super) struct Spots<'a> {
    /// By path, whatever the parameters are called.
    pub(super) all: BTreeMap<String, Spot<'a>>,
    /// Builders by place.
    pub(super) builders: BTreeMap<String, &'a str>,
}

impl<'a> Spots<'a> {
    pub(super) fn of(loaded: &'a Analysis) -> Self {
        let mut spots = Self {
            all: BTreeMap::new(),
            builders: BTreeMap::new(),
        };
        for root in &loaded.tree.roots {
            spots.add(&loaded.api, root, None);
        }
        for builder in &loaded.surface.builders {
            for place in &builder.places {
                spots.builders.insert(place_key(place), &builder.name);
            }
        }
        spots
    }

    fn add(&mut self, api: &Api, node: &'a Node, parent: Option<&(String, &'a Node)>) {
        let key = place_key(&node.path);
        let above = parent.map(|(key, _)| key.clone());
        let inherited = |spots: &Self| -> (Vec<String>, Vec<String>) {
            let spot = above.as_ref().and_then(|above| spots.all.get(above));
            spot.map(|spot| (spot.own.clone(), spot.capabilities.clone()))
                .unwrap_or_default()
        };
        let item = node.subject.as_ref().map(|subject| &subject.item);
        let owner = parent
            .and_then(|(_, parent)| parent.subject.as_ref())
            .map(|subject| &subject.item);
        let (own, capabilities) = match &node.kind {
            SegmentKind::Root => {
                let mut capabilities = vec![format!("/{}", node.segment)];
                capabilities.extend(lineage(api, item));
                (vec![node.segment.clone()], capabilities)
            }
            SegmentKind::Property | SegmentKind::Stream => {
                let mut own = Vec::new();
                let line = lineage(api, owner);
                own.extend(line.iter().map(|ty| format!("{ty}/{}", node.segment)));
                own.extend(line);
                let mut capabilities = own.clone();
                capabilities.retain(|origin| origin.contains('/'));
                capabilities.extend(lineage(api, item));
                (own, capabilities)
            }
            SegmentKind::Key(parameter) => {
                let line = lineage(api, item);
                let mut own: Vec<String> = line.iter().map(|ty| format!("{ty}/{}", parameter.name)).collect();
                own.extend(line.iter().cloned());
                (own, line)
            }
            SegmentKind::AlternateKey(parameters) => {
                let line = lineage(api, item);
                let mut own: Vec<String> = line.clone();
                own.extend(line.iter().flat_map(|ty| {
                    parameters
                        .iter()
                        .map(move |parameter| format!("{ty}/{}", parameter.name))
                }));
                (own, line)
            }
            SegmentKind::Count(_) | SegmentKind::Reference => inherited(self),
            SegmentKind::Operation(operation, parameters) => {
                let binding = bound_text(operation);
                let names: Vec<&str> = operation
                    .arguments
                    .iter()
                    .map(|argument| argument.name.as_str())
                    .collect();
                let mut own = vec![
                    format!("{} of {binding}", operation.name),
                    format!("{}({}) of {binding}", operation.name, names.join(",")),
                ];
                own.extend(
                    names
                        .iter()
                        .copied()
                        .chain(parameters.iter().map(|parameter| parameter.name.as_str()))
                        .map(|name| format!("{}/{name} of {binding}", operation.name)),
                );
                own.extend(lineage(api, owner));
                own.push(format!("any {}", operation.name));
                (own, lineage(api, item))
            }
            SegmentKind::Cast(target) => (vec![target.to_string()], lineage(api, item)),
            SegmentKind::Unresolved(_) => (Vec::new(), Vec::new()),
        };
        self.all.insert(
            key.clone(),
            Spot {
                node,
                own,
                above,
                capabilities,
            },
        );
        let here = (key, node);
        for child in &node.children {
            self.add(api, child, Some(&here));
        }
    }

    /// What a place comes from: its own segment, then those above it.
    pub(super) fn chain(&self, key: &str) -> Vec<String> {
        let mut chain = Vec::new();
        let mut next = self.all.get(key);
        while let Some(spot) = next {
            chain.extend(spot.own.iter().cloned());
            next = spot.above.as_ref().and_then(|above| self.all.get(above));
        }
        chain
    }

    /// Places with an operation.
    pub(super) fn paths(&self) -> impl Iterator<Item = (&String, &Spot<'a>)> {
        self.all.iter().filter(|(_, spot)| !spot.node.operations.is_empty())
    }
}

/// The path as the document writes it.
pub(super) fn written(node: &Node) -> &str {
    node.written.as_deref().unwrap_or(&node.path)
}

/// `POST /identityGovernance/…` as the document writes it.
pub(super) fn operation_subject(node: &Node, tied: &PathOperation) -> String {
    format!("{} {}", tied.http.name(), written(node))
}

/// The key under which a Rust item names its operation.
pub(super) fn key_of(node: &Node, tied: &PathOperation) -> String {
    operation_key(tied.http.name(), written(node))
}

/// Types of the bodies and answers at a place.
pub(super) fn items_at(node: &Node) -> Vec<&ItemType> {
    let mut items = Vec::new();
    for tied in &node.operations {
        if let Body::Model(item) = &tied.body {
            items.push(item);
        }
        match &tied.response {
            Response::Model { item, .. } | Response::Page(item) | Response::Count(item) => items.push(item),
            Response::Value { ty, .. } => items.push(&ty.item),
            Response::Nothing | Response::Content | Response::References => {}
        }
    }
    items
}

/// Shortest first, as builders list their places.
pub(super) fn shortest_first(paths: &mut [String]) {
    paths.sort_by(|one, other| order(one).cmp(&order(other)));
}

/// A structured type and its bases.
fn lineage(api: &Api, item: Option<&ItemType>) -> Vec<String> {
    match item {
        Some(ItemType::Structured(name)) => lineage_of(api, name),
        Some(ItemType::Enum(name)) => vec![name.to_string()],
        _ => Vec::new(),
    }
}

/// The type and its bases.
pub(super) fn lineage_of(api: &Api, name: &QName) -> Vec<String> {
    api.lineage(name).map(ToString::to_string).collect()
}
