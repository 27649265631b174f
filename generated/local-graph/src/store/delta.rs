//! What a change changed, as the state's file keeps it.

use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

use super::{Content, Node, NodeId, Place, Store, Timer, TimerId};

/// Entities and timers that were made, changed or removed by one change of a store.
///
/// It says what they are now, so that a delta applied twice does no harm.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Delta {
    pub(super) nodes: BTreeMap<NodeId, Option<Node>>,
    pub(super) timers: BTreeMap<TimerId, Option<Timer>>,
}

/// The numbers that a store has used up: those of entities, timers and states of entities.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Counters {
    node: u64,
    timer: u64,
    etag: u64,
}

impl Delta {
    /// Whether nothing has changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty() && self.timers.is_empty()
    }

    /// As JSON; bytes of streams in base64.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let nodes = self.nodes.iter().map(|(id, node)| match node {
            None => json!({"id": id}),
            Some(node) => node_json(*id, node),
        });
        let timers = self.timers.iter().map(|(id, timer)| json!({"id": id, "timer": timer}));
        json!({"nodes": nodes.collect::<Vec<_>>(), "timers": timers.collect::<Vec<_>>()})
    }

    /// Reads what [`to_json`](Self::to_json) made, for a store of that version.
    ///
    /// # Errors
    /// What does not fit, with its place.
    pub fn from_json(mut json: Value, store: &Store) -> Result<Self, String> {
        let mut list = |name: &str| match json.get_mut(name).map(Value::take) {
            Some(Value::Array(items)) => Ok(items),
            _ => Err(format!("`{name}` is no list")),
        };
        let mut delta = Self::default();
        for (at, item) in list("nodes")?.into_iter().enumerate() {
            let (id, node) = read_node(item, store).map_err(|why| format!("nodes[{at}]: {why}"))?;
            delta.nodes.insert(id, node);
        }
        for (at, mut item) in list("timers")?.into_iter().enumerate() {
            let id = read(&mut item, "id").map_err(|why| format!("timers[{at}]: {why}"))?;
            let timer = read(&mut item, "timer").map_err(|why| format!("timers[{at}]: {why}"))?;
            delta.timers.insert(id, timer);
        }
        Ok(delta)
    }
}

impl Store {
    /// The whole store as one delta: applied to an empty store, it makes this one.
    #[must_use]
    pub fn to_delta(&self) -> Delta {
        let nodes = self.nodes.iter().map(|(id, node)| (*id, Some(node.clone())));
        let timers = self.timers.iter().map(|(id, timer)| (id, Some(timer.clone())));
        Delta {
            nodes: nodes.collect(),
            timers: timers.collect(),
        }
    }

    /// The whole store as deltas of at most so many entities, the timers in one of their own.
    pub fn to_deltas(&self, entities: usize) -> impl Iterator<Item = Delta> + '_ {
        let mut nodes = self.nodes.iter();
        let chunks = std::iter::from_fn(move || {
            let chunk = nodes.by_ref().take(entities.max(1));
            let nodes: BTreeMap<_, _> = chunk.map(|(id, node)| (*id, Some(node.clone()))).collect();
            let timers = BTreeMap::new();
            (!nodes.is_empty()).then_some(Delta { nodes, timers })
        });
        let timers = self.timers.iter().map(|(id, timer)| (id, Some(timer.clone())));
        let nodes = BTreeMap::new();
        chunks.chain(std::iter::once_with(move || Delta {
            nodes,
            timers: timers.collect(),
        }))
    }

    /// The numbers that it has used up.
    #[must_use]
    pub fn counters(&self) -> Counters {
        Counters {
            node: self.last_id,
            timer: self.timers.last(),
            etag: self.last_etag,
        }
    }

    /// Uses no number again that these say is used up.
    pub fn count_from(&mut self, counters: Counters) {
        self.last_id = self.last_id.max(counters.node);
        self.last_etag = self.last_etag.max(counters.etag);
        self.timers.count_from(counters.timer);
    }

    /// Puts a delta into force.
    pub fn apply(&mut self, delta: Delta) {
        for (id, node) in delta.nodes {
            match node {
                Some(node) => drop(self.put(id, node)),
                None => drop(self.take(id)),
            }
        }
        for (id, timer) in delta.timers {
            match timer {
                Some(timer) => self.timers.put(id, timer),
                None => drop(self.timers.take(id)),
            }
        }
    }
}

fn node_json(id: NodeId, node: &Node) -> Value {
    use base64::Engine;
    let bytes = |content: &Content| base64::engine::general_purpose::STANDARD.encode(&content.bytes);
    let content = node.content.iter().map(|(name, content)| {
        let value = json!({"mediaType": content.media_type, "bytes": bytes(content)});
        (name.to_string(), value)
    });
    json!({
        "id": id,
        "type": node.ty.map(|ty| ty.name()),
        "key": node.key,
        "place": node.place,
        "etag": node.etag,
        "references": node.references,
        "members": node.members,
        "content": content.collect::<Map<_, _>>(),
        "notes": node.notes,
    })
}

fn read_node(mut json: Value, store: &Store) -> Result<(NodeId, Option<Node>), String> {
    let json = &mut json;
    let id = read(json, "id")?;
    if json.get("key").is_none() {
        return Ok((id, None));
    }
    let ty = match read::<Option<String>>(json, "type")? {
        None => None,
        Some(name) => Some(store.ty(&name).ok_or_else(|| format!("there is no type `{name}`"))?),
    };
    let mut node = Node::new(ty, read(json, "key")?, read::<Option<Place>>(json, "place")?);
    node.etag = read(json, "etag")?;
    node.references = read(json, "references")?;
    node.members = read(json, "members")?;
    node.notes = read(json, "notes")?;
    for (name, mut content) in read::<Map<String, Value>>(json, "content")? {
        use base64::Engine;
        let text: String = read(&mut content, "bytes")?;
        let bytes = base64::engine::general_purpose::STANDARD.decode(text);
        let content = Content {
            media_type: read(&mut content, "mediaType")?,
            bytes: bytes.map_err(|why| format!("content `{name}`: {why}"))?,
        };
        node.content.insert(name.into(), content);
    }
    Ok((id, Some(node)))
}

/// Takes a member out and reads it.
fn read<T: serde::de::DeserializeOwned>(json: &mut Value, name: &str) -> Result<T, String> {
    let value = json.get_mut(name).map(Value::take).unwrap_or_default();
    serde_json::from_value(value).map_err(|why| format!("`{name}`: {why}"))
}
