//! Whatever a path needs to lead somewhere: the entities on its way, made where there are none.

use msgraph_identity_governance::reflection::{Item, Parameter, Segment, SegmentKind, Type, TypeKind};
use msgraph_local_graph::caller::Caller;
use msgraph_local_graph::engine::State;
use msgraph_local_graph::store::{Content, Node, NodeId};
use msgraph_local_graph::surface::{Nav, View};
use serde_json::json;

use super::local::Local;
use super::sample;

/// The path of a segment with values, of entities that are there then.
pub fn path_to(local: &Local, segment: Segment) -> String {
    let mut path = String::new();
    let mut owner = NodeId::ROOT;
    let mut collection = None;
    for step in segment.way() {
        path.push('/');
        match step.kind() {
            SegmentKind::Property => {
                path.push_str(step.name());
                let Some(nav) = nav(local, owner, step.name()) else {
                    continue;
                };
                if nav.is_collection {
                    collection = Some(nav);
                } else {
                    owner = there(local, owner, nav);
                }
            }
            SegmentKind::Key => {
                owner = there(local, owner, collection.take().expect("a collection before a key"));
                path.push_str(&key(local, owner));
            }
            SegmentKind::AlternateKey => {
                let nav = nav(local, owner, step.name()).expect("a collection");
                owner = there(local, owner, nav);
                let texts = step.parameters().map(|parameter| {
                    turn(local, |turn| turn.change.set(owner, parameter.name(), "one"));
                    format!("{}='one'", parameter.name())
                });
                path.push_str(&format!("{}({})", step.name(), texts.collect::<Vec<_>>().join(",")));
            }
            SegmentKind::Function => {
                let arguments: Vec<String> = step.parameters().map(argument).collect();
                path.push_str(&format!("{}({})", step.name(), arguments.join(",")));
            }
            _ => path.push_str(step.text()),
        }
    }
    path
}

/// Makes the entities that a path with values names.
pub fn make_way(local: &Local, path: &str) {
    let Some(place) = local.version.api().resolve(path) else {
        return;
    };
    let mut values = place.values().map(|(_, value)| value.to_owned());
    let mut owner = NodeId::ROOT;
    let mut collection = None;
    for step in place.segment().way() {
        match step.kind() {
            SegmentKind::Property => {
                let Some(nav) = nav(local, owner, step.name()) else {
                    continue;
                };
                match nav.is_collection {
                    true => collection = Some(nav),
                    false => owner = there(local, owner, nav),
                }
            }
            SegmentKind::Key => {
                let nav = collection.take().expect("a collection before a key");
                let key = values.next().expect("a key");
                let find = |view: View<'_>| view.find(owner, nav, &key);
                let found = local.engine.read(|state| find(View::new(state.store(local.version))));
                owner = found.unwrap_or_else(|| insert_with_key(local, owner, nav, &key));
            }
            _ => {}
        }
    }
}

/// Makes an entity of a type with a key, at whatever place, for others to refer to.
pub fn make(local: &Local, ty: Type, key: &str) {
    let is_there = |state: &State| state.store(local.version).find(ty, key).is_some();
    if !local.engine.read(is_there) {
        let nav = Nav {
            name: "directoryObjects",
            ty,
            is_collection: true,
            is_contained: true,
        };
        insert_with_key(local, NodeId::ROOT, nav, key);
    }
}

/// The URL of an entity that a navigation property can refer to.
pub fn reference_for(local: &Local, nav: Nav) -> String {
    let node = insert(
        local,
        NodeId::ROOT,
        Nav {
            name: "directoryObjects",
            ..nav
        },
    );
    let path = local
        .engine
        .read(|state| View::new(state.store(local.version)).path(node));
    format!("https://graph.microsoft.com/{}{path}", local.version.name())
}

/// The navigation property that a path to it ends with.
pub fn nav_at(local: &Local, segment: Segment) -> Nav {
    let mut owner = NodeId::ROOT;
    let mut last = None;
    for step in segment.way() {
        if step.kind() == SegmentKind::Key {
            owner = there(local, owner, last.expect("a collection"));
            continue;
        }
        if let Some(Nav {
            is_collection: false, ..
        }) = last
        {
            owner = there(local, owner, last.expect("a property"));
        }
        match nav(local, owner, step.name()) {
            Some(nav) => last = Some(nav),
            None => break,
        }
    }
    last.expect("a navigation property")
}

fn nav(local: &Local, owner: NodeId, name: &str) -> Option<Nav> {
    local
        .engine
        .read(|state| View::new(state.store(local.version)).nav(owner, name))
}

fn key(local: &Local, node: NodeId) -> String {
    let key = |node: &Node| node.key().to_owned();
    local
        .engine
        .read(|state| state.store(local.version).get(node).map(key).unwrap())
}

/// An entity at a navigation property.
fn there(local: &Local, owner: NodeId, nav: Nav) -> NodeId {
    let found = local.engine.read(|state| {
        let view = View::new(state.store(local.version));
        match nav.is_collection {
            true => view.many(owner, nav).first().copied(),
            false => view.one(owner, nav),
        }
    });
    found.unwrap_or_else(|| insert(local, owner, nav))
}

fn insert(local: &Local, owner: NodeId, nav: Nav) -> NodeId {
    let key = uuid::Uuid::new_v4().to_string();
    insert_with_key(local, owner, nav, &key)
}

fn insert_with_key(local: &Local, owner: NodeId, nav: Nav, key: &str) -> NodeId {
    let ty = sample::concrete(nav.ty);
    let mut members = sample::members(ty);
    let is_singleton = local
        .engine
        .read(|state| View::new(state.store(local.version)).is_singleton(owner));
    let mut text = match nav.is_collection || !is_singleton {
        true => key.to_owned(),
        false => String::new(),
    };
    if let Some(member) = ty.members().into_iter().find(|member| member.is_key()) {
        let is_number = matches!(member.ty().map(|ty| ty.item()), Some(Item::Primitive("Edm.Int32")));
        if is_number {
            text = "7".to_owned();
        }
        members.insert(member.name().to_owned(), if is_number { json!(7) } else { json!(text) });
    }
    let mut made = None;
    turn(local, |turn| {
        let node = turn.change.insert(owner, nav.name, ty, &text);
        turn.change.set_all(node, members);
        turn.change.update(node, |node| {
            let content = Content {
                media_type: "application/octet-stream".to_owned(),
                bytes: b"bytes".to_vec(),
            };
            node.content.insert("".into(), content);
        });
        made = Some(node);
    });
    made.expect("an entity")
}

fn turn(local: &Local, change: impl FnOnce(&mut msgraph_local_graph::turn::Turn<'_>)) {
    let done = local.engine.turn(local.version, &Caller::default(), |turn| {
        change(turn);
        Ok(())
    });
    done.unwrap();
}

fn argument(parameter: Parameter) -> String {
    let ty = parameter.ty().expect("a type");
    let value = sample::value(ty, 0).expect("a value");
    let is_text = matches!(ty.item(), Item::Primitive("Edm.String"))
        || matches!(ty.item(), Item::Type(ty) if ty.kind() == TypeKind::Enum);
    match value.as_str() {
        Some(text) if is_text => format!("{}='{text}'", parameter.name()),
        Some(text) => format!("{}={text}", parameter.name()),
        None => format!("{}={value}", parameter.name()),
    }
}
