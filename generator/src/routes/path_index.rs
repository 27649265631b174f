//! The tree of paths by place: what stands at each, and what of the metadata it comes from.

use std::collections::{BTreeMap, HashMap};

use super::segments::order;
use super::{Body, Node, PathOperation, PathTree, Response, SegmentKind};
use crate::model::{Api, ElementId, ItemType, OperationId, QName, TypeRef};
use crate::naming::memory::place_key;

/// All places.
pub(crate) struct PathIndex<'a> {
    api: &'a Api,
    /// By key: the path, whatever its parameters are called.
    places: BTreeMap<String, Place<'a>>,
    /// Keys by the paths as the document writes them.
    keys: HashMap<&'a str, String>,
}

/// One place.
struct Place<'a> {
    node: &'a Node,
    /// The key of the place above it.
    above: Option<String>,
}

impl<'a> PathIndex<'a> {
    /// Of a tree of paths, and the types that it leads to.
    pub(crate) fn of(api: &'a Api, tree: &'a PathTree) -> Self {
        let mut index = Self {
            api,
            places: BTreeMap::new(),
            keys: HashMap::new(),
        };
        for root in &tree.roots {
            index.add(root, None);
        }
        index
    }

    fn add(&mut self, node: &'a Node, above: Option<&str>) {
        let key = place_key(&node.path);
        let above = above.map(str::to_owned);
        self.keys.insert(&node.path, key.clone());
        self.keys.insert(written(node), key.clone());
        self.places.insert(key.clone(), Place { node, above });
        node.children.iter().for_each(|child| self.add(child, Some(&key)));
    }

    pub(crate) fn get(&self, key: &str) -> Option<&'a Node> {
        self.places.get(key).map(|place| place.node)
    }

    /// The key of a path, whichever way it is written.
    pub(crate) fn key(&self, path: &str) -> Option<&str> {
        self.keys.get(path).map(String::as_str)
    }

    /// The key of the place above.
    pub(crate) fn above(&self, key: &str) -> Option<&str> {
        self.places.get(key)?.above.as_deref()
    }

    /// The place, then those above it, by their keys.
    pub(crate) fn way<'s>(&'s self, key: &'s str) -> impl Iterator<Item = &'s str> {
        std::iter::successors(Some(key), |key| self.above(key)).filter(|key| self.places.contains_key(*key))
    }

    /// All places, by their keys.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&str, &'a Node)> {
        self.places.iter().map(|(key, place)| (key.as_str(), place.node))
    }

    /// Places with an operation.
    pub(crate) fn paths(&self) -> impl Iterator<Item = (&str, &'a Node)> {
        self.all().filter(|(_, node)| !node.operations.is_empty())
    }

    /// The same, by their keys.
    pub(crate) fn by_path(&self) -> BTreeMap<&str, &'a Node> {
        self.paths().collect()
    }

    /// Whether the CSDL does not know what stands there; `None` for no place.
    pub(crate) fn is_unresolved(&self, key: &str) -> Option<bool> {
        let node = self.get(key)?;
        Some(matches!(node.kind, SegmentKind::Unresolved(_)))
    }

    /// What a place comes from: its own segment, then those above it.
    pub(crate) fn chain<'s>(&'s self, key: &'s str) -> impl Iterator<Item = ElementId> + 's {
        self.way(key).flat_map(|key| self.own(key))
    }

    /// What the place's own segment comes from, nearest first.
    pub(crate) fn own(&self, key: &str) -> Vec<ElementId> {
        let Some(place) = self.places.get(key) else {
            return Vec::new();
        };
        let node = place.node;
        let above = place.above.as_deref().and_then(|above| self.get(above));
        let item = self.lineage(item_of(node.subject.as_ref()));
        let owner = self.lineage(above.and_then(|above| item_of(above.subject.as_ref())));
        let members = |types: &[QName], name: &str| -> Vec<ElementId> {
            types.iter().map(|ty| ElementId::member(ty, name)).collect()
        };
        let types = |types: Vec<QName>| types.into_iter().map(ElementId::Type);
        match &node.kind {
            SegmentKind::Root => vec![ElementId::Root(node.segment.clone())],
            SegmentKind::Property | SegmentKind::Stream => {
                members(&owner, &node.segment).into_iter().chain(types(owner)).collect()
            }
            SegmentKind::Key(parameter) => members(&item, &parameter.name).into_iter().chain(types(item)).collect(),
            SegmentKind::AlternateKey(parameters) => {
                let of_type = |ty| {
                    parameters
                        .iter()
                        .map(move |parameter| ElementId::member(ty, &parameter.name))
                };
                let parts: Vec<ElementId> = item.iter().flat_map(of_type).collect();
                types(item).chain(parts).collect()
            }
            SegmentKind::Count(_) | SegmentKind::Reference => {
                place.above.as_deref().map(|above| self.own(above)).unwrap_or_default()
            }
            SegmentKind::Operation(operation, parameters) => {
                let id = OperationId::of(operation);
                let arguments = operation.arguments.iter().map(|argument| &argument.name);
                let names = arguments
                    .clone()
                    .chain(parameters.iter().map(|parameter| &parameter.name));
                let by_name: Vec<ElementId> = names.map(|name| ElementId::parameter(&id, name)).collect();
                let overload = id.clone().with_overload(arguments.cloned());
                let named = ElementId::OperationsNamed(operation.name.clone());
                [ElementId::Operation(id), ElementId::Operation(overload)]
                    .into_iter()
                    .chain(by_name)
                    .chain(types(owner))
                    .chain([named])
                    .collect()
            }
            SegmentKind::Cast(target) => vec![ElementId::Type(target.clone())],
            SegmentKind::Unresolved(_) => Vec::new(),
        }
    }

    /// What has capability annotations that decide there, nearest first.
    pub(crate) fn capabilities(&self, key: &str) -> Vec<ElementId> {
        let Some(node) = self.get(key) else {
            return Vec::new();
        };
        let types = self
            .lineage(item_of(node.subject.as_ref()))
            .into_iter()
            .map(ElementId::Type);
        match &node.kind {
            SegmentKind::Root => std::iter::once(ElementId::Root(node.segment.clone()))
                .chain(types)
                .collect(),
            SegmentKind::Property | SegmentKind::Stream => {
                let mut own = self.own(key);
                own.retain(|origin| matches!(origin, ElementId::Member { .. }));
                own.extend(types);
                own
            }
            SegmentKind::Count(_) | SegmentKind::Reference => self
                .above(key)
                .map(|above| self.capabilities(above))
                .unwrap_or_default(),
            SegmentKind::Unresolved(_) => Vec::new(),
            _ => types.collect(),
        }
    }

    /// A structured type and its bases, or an enumeration.
    fn lineage(&self, item: Option<&ItemType>) -> Vec<QName> {
        match item {
            Some(ItemType::Structured(name)) => self.api.lineage(name).cloned().collect(),
            Some(ItemType::Enum(name)) => vec![name.clone()],
            _ => Vec::new(),
        }
    }
}

fn item_of(subject: Option<&TypeRef>) -> Option<&ItemType> {
    subject.map(|subject| &subject.item)
}

/// The path as the document writes it.
pub(crate) fn written(node: &Node) -> &str {
    node.written.as_deref().unwrap_or(&node.path)
}

/// `POST /identityGovernance/…` as the document writes it.
pub(crate) fn request(node: &Node, operation: &PathOperation) -> ElementId {
    ElementId::Request {
        method: operation.http,
        path: written(node).to_owned(),
    }
}

/// The same element, whatever the parameters of its path are called: as Rust items name theirs.
pub(crate) fn placed(element: &ElementId) -> ElementId {
    match element.clone() {
        ElementId::Path(path) => ElementId::Path(place_key(&path)),
        ElementId::Request { method, path } => ElementId::Request {
            method,
            path: place_key(&path),
        },
        ElementId::QueryOption { option, method, path } => ElementId::QueryOption {
            option,
            method,
            path: place_key(&path),
        },
        other => other,
    }
}

/// Types of the bodies and responses at a place.
pub(crate) fn items_at(node: &Node) -> Vec<&ItemType> {
    let mut items = Vec::new();
    for operation in &node.operations {
        if let Body::Model(item) = &operation.body {
            items.push(item);
        }
        match &operation.response {
            Response::Model { item, .. } | Response::Page(item) | Response::Count(item) => items.push(item),
            Response::Value { ty, .. } => items.push(&ty.item),
            Response::Nothing | Response::Content | Response::References => {}
        }
    }
    items
}

/// The type, where it is one of the metadata's.
pub(crate) fn named(item: &ItemType) -> Option<&QName> {
    match item {
        ItemType::Structured(name) | ItemType::Enum(name) => Some(name),
        ItemType::Primitive(_) | ItemType::Untyped => None,
    }
}

/// Shortest first, as builders list their places.
pub(crate) fn shortest_first<T: AsRef<str>>(paths: &mut [T]) {
    paths.sort_by(|one, other| order(one.as_ref()).cmp(&order(other.as_ref())));
}

/// Whether a path is at a place or below it.
pub(crate) fn is_below(path: &str, place: &str) -> bool {
    let rest = path.strip_prefix(place);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '(']))
}
