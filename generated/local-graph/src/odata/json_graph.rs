//! A graph of JSON documents: entities with what they lead to inside of them.

use std::borrow::Cow;
use std::collections::BTreeMap;

use msgraph_identity_governance::reflection::Type;
use serde_json::{Map, Value};

use super::evaluate::own_type;
use super::graph::Graph;

/// JSON documents as a [`Graph`]: objects at navigation properties are entities of their own.
///
/// For tests, for seeds, and for what a function returns that no store holds. Entities are in the order of the
/// documents.
#[derive(Debug, Default)]
pub struct JsonGraph {
    entities: Vec<Entity>,
    roots: Vec<JsonNode>,
}

/// An entity of a [`JsonGraph`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JsonNode {
    place: usize,
    ty: Type,
}

#[derive(Debug, Default)]
struct Entity {
    object: Map<String, Value>,
    one: BTreeMap<String, JsonNode>,
    many: BTreeMap<String, Vec<JsonNode>>,
}

impl JsonGraph {
    /// A graph of documents of a type, or of types derived from it by their `@odata.type`. What is no object is left
    /// out.
    #[must_use]
    pub fn new(ty: Type, documents: impl IntoIterator<Item = Value>) -> Self {
        let mut graph = Self::default();
        for document in documents {
            let root = graph.add(ty, document);
            graph.roots.extend(root);
        }
        graph
    }

    /// The entities of the documents themselves.
    #[must_use]
    pub fn roots(&self) -> &[JsonNode] {
        &self.roots
    }

    fn add(&mut self, declared: Type, document: Value) -> Option<JsonNode> {
        let ty = own_type(&document, declared)?;
        let Value::Object(mut object) = document else {
            return None;
        };
        let place = self.entities.len();
        // Its place is before that of what it leads to.
        self.entities.push(Entity::default());
        let (mut one, mut many) = (BTreeMap::new(), BTreeMap::new());
        for member in ty.members().into_iter().filter(|member| member.is_navigation()) {
            let target = member.ty().and_then(|ty| ty.ty());
            let (Some(target), Some(value)) = (target, object.remove(member.name())) else {
                continue;
            };
            match value {
                Value::Array(values) => {
                    let nodes = values.into_iter().filter_map(|value| self.add(target, value)).collect();
                    many.insert(member.name().to_owned(), nodes);
                }
                value => {
                    let node = self.add(target, value);
                    one.extend(node.map(|node| (member.name().to_owned(), node)));
                }
            }
        }
        *self.entities.get_mut(place)? = Entity { object, one, many };
        Some(JsonNode { place, ty })
    }

    fn entity(&self, node: JsonNode) -> Option<&Entity> {
        self.entities.get(node.place)
    }
}

impl Graph for JsonGraph {
    type Node = JsonNode;

    fn ty(&self, node: JsonNode) -> Type {
        node.ty
    }

    fn key(&self, node: JsonNode) -> Cow<'_, str> {
        let mut members = node.ty.lineage().flat_map(Type::own_members);
        let key = members.find(|member| member.is_key());
        let value = key.and_then(|key| self.entity(node)?.object.get(key.name())?.as_str());
        Cow::Borrowed(value.unwrap_or_default())
    }

    fn ordinal(&self, node: JsonNode) -> u64 {
        u64::try_from(node.place).unwrap_or(u64::MAX)
    }

    fn object(&self, node: JsonNode) -> Cow<'_, Map<String, Value>> {
        match self.entity(node) {
            Some(entity) => Cow::Borrowed(&entity.object),
            None => Cow::Owned(Map::new()),
        }
    }

    fn one(&self, node: JsonNode, name: &str) -> Option<JsonNode> {
        self.entity(node)?.one.get(name).copied()
    }

    fn many(&self, node: JsonNode, name: &str) -> Cow<'_, [JsonNode]> {
        let nodes = self.entity(node).and_then(|entity| entity.many.get(name));
        Cow::Borrowed(nodes.map_or(&[], Vec::as_slice))
    }
}
