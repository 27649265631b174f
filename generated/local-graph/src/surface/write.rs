//! Entities made, changed and removed, with what governance says to it.

use std::sync::Arc;

use msgraph_identity_governance::reflection::{Item, Type, TypeKind};
use msgraph_identity_governance::text::escaped;
use serde_json::{Map, Value, json};

use super::body::{Link, Parts, beside, concrete_type, join};
use super::exchange::timestamp;
use super::navigation::{self, Nav, Way};
use super::target::{Route, Target};
use super::view::View;
use crate::engine::Engine;
use crate::failure::Failure;
use crate::store::{Node, NodeId};
use crate::turn::Turn;

/// The most entities that one request makes.
const MAX_MADE: usize = 1_000;

/// Members that have the time at which an entity was made.
const CREATED: [&str; 1] = ["createdDateTime"];
/// Members that have the time at which an entity was last changed.
const MODIFIED: [&str; 2] = ["modifiedDateTime", "lastModifiedDateTime"];
/// Members that have who made an entity.
const CREATED_BY: [&str; 1] = ["createdBy"];
/// Members that have who last changed an entity.
const MODIFIED_BY: [&str; 2] = ["modifiedBy", "lastModifiedBy"];

/// What one request writes.
pub(super) struct Writer<'w, 't> {
    engine: &'w Arc<Engine>,
    pub turn: &'w mut Turn<'t>,
    made: usize,
}

impl<'w, 't> Writer<'w, 't> {
    pub fn new(engine: &'w Arc<Engine>, turn: &'w mut Turn<'t>) -> Self {
        Self { engine, turn, made: 0 }
    }

    pub fn view(&self) -> View<'_> {
        View::new(&self.turn.change)
    }

    fn node(&self, id: NodeId) -> Option<&Node> {
        self.turn.change.get(id)
    }

    /// Makes an entity at a navigation property of an entity or of the root, wherever it then stands.
    pub fn create(
        &mut self,
        owner: NodeId,
        nav: Nav,
        mut body: Map<String, Value>,
        path: &str,
    ) -> Result<NodeId, Failure> {
        self.made += 1;
        if self.made > MAX_MADE {
            return Err(Failure::bad_request(format!(
                "The request makes more than {MAX_MADE} entities."
            )));
        }
        let ty = concrete_type(nav.ty, &body, path)?;
        let place = self.place(owner, nav, ty)?;
        if let Some(back) = place.back {
            let key = self.node(owner).map(|node| node.key().to_owned());
            body.entry(back).or_insert_with(|| json!({"id": key}));
        }
        for behavior in self.engine.behaviors() {
            behavior.creating(self.turn, ty, place.owner, place.property, &mut body)?;
        }
        let parts = Parts::of(ty, body, path, true)?;
        let key = self.key(ty, &parts.members, &place, path)?;
        let node = self.turn.change.insert(place.owner, place.property, ty, &key.text);
        let mut members = parts.members;
        if let Some((name, value)) = key.member {
            members.insert(name.to_owned(), value);
        }
        self.turn.change.set_all(node, members);
        self.stamp(node, true);
        self.link_all(node, parts.links, path)?;
        if place.is_referred_to {
            self.turn.change.refer(owner, nav.name, node);
        }
        for behavior in self.engine.behaviors() {
            behavior.created(self.turn, node)?;
        }
        Ok(node)
    }

    /// Where an entity of a type stands that is made at a navigation property.
    fn place(&mut self, owner: NodeId, nav: Nav, ty: Type) -> Result<Placed, Failure> {
        let api = self.turn.change.api();
        let here = Placed {
            owner,
            property: nav.name,
            back: None,
            is_referred_to: false,
        };
        let owner_ty = self.node(owner).and_then(Node::ty);
        let (home, back, is_referred_to) = match nav.way(owner_ty, api) {
            Way::Here | Way::Through { .. } => return Ok(here),
            Way::Referrers(_) => return Ok(here),
            // A set of all kinds has the entities of each kind at their own home.
            Way::All if owner == NodeId::ROOT => (navigation::home(api, ty), None, false),
            Way::All => return Ok(here),
            Way::Same(home) => (Some(home), None, false),
            Way::Inverse { home, back } => (Some(home), Some(back), false),
            Way::Home(_) => (navigation::home(api, ty), None, true),
        };
        let Some((property, way)) = home.and_then(|home| home.split_last()) else {
            return Ok(here);
        };
        let home = match way {
            [] => NodeId::ROOT,
            way => self
                .turn
                .change
                .singleton(way)
                .ok_or_else(|| Failure::internal("The home of the type is no collection of the version."))?,
        };
        // An inverse that ends at a reference to many has no one reference to set.
        let is_one = back.is_some_and(|back| Nav::of(ty, back).is_some_and(|nav| !nav.is_collection));
        Ok(Placed {
            owner: home,
            property,
            back: back.filter(|_| is_one),
            is_referred_to: is_referred_to || back.is_some() && !is_one,
        })
    }

    /// The key of a new entity: the body's, or a new one.
    fn key(&self, ty: Type, members: &Map<String, Value>, place: &Placed, path: &str) -> Result<Key, Failure> {
        let Some(member) = ty.members().into_iter().find(|member| member.is_key()) else {
            return Ok(Key::new(uuid::Uuid::new_v4().to_string(), None));
        };
        let is_number = matches!(
            member.ty().map(|ty| ty.item()),
            Some(Item::Primitive("Edm.Int32" | "Edm.Int64"))
        );
        let key = match members.get(member.name()) {
            Some(Value::String(text)) if !text.is_empty() => Key::new(text.clone(), Some((member.name(), json!(text)))),
            Some(Value::Number(number)) => Key::new(number.to_string(), Some((member.name(), json!(number)))),
            _ if is_number => {
                let number = self.turn.change.count_contained(place.owner, place.property) + 1;
                Key::new(number.to_string(), Some((member.name(), json!(number))))
            }
            _ => {
                let text = uuid::Uuid::new_v4().to_string();
                Key::new(text.clone(), Some((member.name(), json!(text))))
            }
        };
        let taken = self
            .turn
            .change
            .contained_by_key(place.owner, place.property, &key.text);
        match taken {
            None => Ok(key),
            Some(_) => Err(Failure::conflict(format!(
                "There is a {} with the key '{}' already.",
                ty.short_name(),
                escaped(&key.text)
            ))
            .about(join(path, member.name()))),
        }
    }

    /// Puts a body's members into an entity: those that are given, or with `replaces` these alone.
    pub fn update(&mut self, node: NodeId, mut body: Map<String, Value>, replaces: bool) -> Result<(), Failure> {
        for behavior in self.engine.behaviors() {
            behavior.updating(self.turn, node, &mut body)?;
        }
        let sent = body.clone();
        let Some(ty) = self.node(node).and_then(Node::ty) else {
            return Err(Failure::not_found("The entity is gone."));
        };
        // A type that is named may be another one of the same kind.
        let ty = match ty.base() {
            Some(base) if body.contains_key("@odata.type") => concrete_type(base, &body, "").unwrap_or(ty),
            _ => ty,
        };
        let parts = Parts::of(ty, body, "", false)?;
        self.turn.change.update(node, |node| {
            if replaces {
                let is_kept = |name: &str| {
                    let member = ty.member(name);
                    let is_own = member.is_some_and(|member| member.is_key() || member.is_read_only());
                    is_own || CREATED.contains(&name) || CREATED_BY.contains(&name)
                };
                node.members.retain(|name, _| is_kept(name));
                node.members.extend(parts.members);
            } else {
                for (name, value) in parts.members {
                    merge(node.members.entry(name).or_insert(Value::Null), value);
                }
            }
        });
        if self.node(node).and_then(Node::ty) != Some(ty) {
            self.turn.change.retype(node, ty);
        }
        self.stamp(node, false);
        self.link_all(node, parts.links, "")?;
        for behavior in self.engine.behaviors() {
            behavior.updated(self.turn, node, &sent)?;
        }
        Ok(())
    }

    /// Removes an entity, unless a behavior has moved it among deleted items.
    pub fn delete(&mut self, node: NodeId) -> Result<(), Failure> {
        let place = |writer: &Self| writer.node(node).and_then(Node::place).cloned();
        let before = place(self);
        for behavior in self.engine.behaviors() {
            behavior.deleting(self.turn, node)?;
        }
        if place(self) == before {
            self.turn.change.remove(node);
        }
        Ok(())
    }

    fn link_all(&mut self, node: NodeId, links: Vec<(Nav, Link)>, path: &str) -> Result<(), Failure> {
        for (nav, link) in links {
            self.link(node, nav, link, &join(path, nav.name))?;
        }
        Ok(())
    }

    fn link(&mut self, node: NodeId, nav: Nav, link: Link, path: &str) -> Result<(), Failure> {
        match link {
            Link::Clear => {
                let referred: Vec<NodeId> = self.turn.change.references(node, nav.name).collect();
                for target in referred {
                    self.turn.change.unrefer(node, nav.name, target);
                }
            }
            Link::Key(key) => {
                if let Some(target) = self.known(nav.ty, &key) {
                    self.turn.change.refer_to_one(node, nav.name, target);
                }
            }
            Link::Urls(urls) => {
                for url in urls {
                    let target = self.by_url(&url, nav.ty).map_err(|failure| failure.about(path))?;
                    self.refer(node, nav, target);
                }
            }
            Link::Values(values) if !nav.is_collection => {
                for value in values {
                    self.put_one(node, nav, value, path)?;
                }
            }
            Link::Values(values) => self.put_many(node, nav, values, path)?,
        }
        Ok(())
    }

    /// A body's object at a navigation property that is no collection.
    fn put_one(&mut self, node: NodeId, nav: Nav, value: Map<String, Value>, path: &str) -> Result<(), Failure> {
        let key = value.get("id").and_then(Value::as_str).filter(|key| !key.is_empty());
        let is_key_alone = value.keys().all(|name| name == "id" || name.contains('@'));
        let there = self.turn.change.one(node, nav.name);
        if let Some(key) = key {
            if let Some(target) = self.known(nav.ty, key) {
                if Some(target) == there && !is_key_alone {
                    return self.update(target, value, false);
                }
                self.refer(node, nav, target);
                return Ok(());
            }
            if is_key_alone && !nav.is_contained {
                let what = format!("There is no {} with the key '{}'.", nav.ty.short_name(), escaped(key));
                return Err(Failure::not_found(what).about(path));
            }
        }
        if let Some(there) = there.filter(|there| key.is_none() && self.is_contained_in(*there, node)) {
            return self.update(there, value, false);
        }
        let here = self.create(node, nav, value, path)?;
        let referred: Vec<NodeId> = self.turn.change.references(node, nav.name).collect();
        for target in referred.into_iter().filter(|target| *target != here) {
            self.turn.change.unrefer(node, nav.name, target);
        }
        Ok(())
    }

    /// A body's list at a collection: it stands in place of what was there. Entities with keys that are there are
    /// changed.
    fn put_many(&mut self, node: NodeId, nav: Nav, values: Vec<Map<String, Value>>, path: &str) -> Result<(), Failure> {
        let mut before = self.view().many(node, nav);
        for (at, value) in values.into_iter().enumerate() {
            let path = format!("{path}[{at}]");
            let key = value.get("id").and_then(Value::as_str).map(str::to_owned);
            let known = key.as_deref().and_then(|key| self.view().find(node, nav, key));
            if let Some(known) = known {
                before.retain(|other| *other != known);
                self.update(known, value, false)?;
                continue;
            }
            let elsewhere = key.as_deref().and_then(|key| self.known(nav.ty, key));
            if let Some(target) = elsewhere.filter(|_| !nav.is_contained) {
                self.refer(node, nav, target);
                continue;
            }
            if let Some(url) = value.get("@odata.id").and_then(Value::as_str) {
                let target = self.by_url(url, nav.ty).map_err(|failure| failure.about(&*path))?;
                self.refer(node, nav, target);
                continue;
            }
            self.create(node, nav, value, &path)?;
        }
        for gone in before {
            if self.is_contained_in(gone, node) {
                self.delete(gone)?;
            } else {
                self.turn.change.unrefer(node, nav.name, gone);
            }
        }
        Ok(())
    }

    fn is_contained_in(&self, node: NodeId, owner: NodeId) -> bool {
        let place = self.node(node).and_then(Node::place);
        place.is_some_and(|place| place.owner == owner)
    }

    /// Makes an entity refer to another, and shows the other's key in the structural member beside the property.
    pub fn refer(&mut self, node: NodeId, nav: Nav, target: NodeId) {
        if nav.is_collection {
            self.turn.change.refer(node, nav.name, target);
            return;
        }
        self.turn.change.refer_to_one(node, nav.name, target);
        let Some(ty) = self.node(node).and_then(Node::ty) else {
            return;
        };
        let is_beside = |name: &&str| beside(ty, name).is_some_and(|other| other.name == nav.name);
        let beside = ty.members().into_iter().map(|member| member.name()).find(is_beside);
        let key = self.node(target).map(|node| node.key().to_owned());
        if let (Some(member), Some(key)) = (beside, key) {
            self.turn.change.set(node, member, key);
        }
    }

    /// An entity of a type that stands at the type's home, or anywhere where the type has none.
    fn known(&self, ty: Type, key: &str) -> Option<NodeId> {
        self.turn.change.find(ty, key)
    }

    /// The entity that a URL names: absolute, with whatever host, or relative to the version.
    pub fn by_url(&self, url: &str, ty: Type) -> Result<NodeId, Failure> {
        let path = match url.split_once("://") {
            Some((_, rest)) => rest.split_once('/').map_or("", |(_, path)| path),
            None => url.trim_start_matches('/'),
        };
        let path = path.split(['?', '#']).next().unwrap_or_default();
        let path = path
            .strip_prefix("v1.0/")
            .or_else(|| path.strip_prefix("beta/"))
            .unwrap_or(path);
        let api = self.turn.change.api();
        let walked = Route::of(api, &format!("/{path}")).and_then(|route| route.walk(self.view()));
        if let Ok(walked) = walked
            && let Target::Entity { node, .. } = walked.target
            && self.view().ty(node).is_some_and(|own| own.is_a(ty))
        {
            return Ok(node);
        }
        // Graph has paths to it that are not governance's.
        let key = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
        let key = percent_encoding::percent_decode_str(key).decode_utf8_lossy();
        self.known(ty, &key)
            .ok_or_else(|| Failure::not_found(format!("`{}` names no {}.", escaped(url), ty.short_name())))
    }

    /// Sets what the service sets: times, and who it was.
    fn stamp(&mut self, node: NodeId, is_new: bool) {
        let Some(ty) = self.node(node).and_then(Node::ty) else {
            return;
        };
        let now = timestamp(self.turn.now);
        let times = MODIFIED.iter().chain(CREATED.iter().filter(|_| is_new));
        for name in times {
            let is_time = ty.member(name).and_then(|member| member.ty()).map(|ty| ty.item());
            if is_time == Some(Item::Primitive("Edm.DateTimeOffset")) {
                self.turn.change.set(node, name, now.as_str());
            }
        }
        let Some(user) = self.user() else { return };
        for name in MODIFIED_BY.iter().chain(CREATED_BY.iter().filter(|_| is_new)) {
            self.stamp_user(node, ty, name, user);
        }
    }

    fn user(&self) -> Option<NodeId> {
        let user = navigation::plain(self.turn.change.api(), "user")?;
        self.turn.change.find(user, self.turn.caller.user.as_deref()?)
    }

    fn stamp_user(&mut self, node: NodeId, ty: Type, name: &'static str, user: NodeId) {
        let Some(member) = ty.member(name) else { return };
        if let Some(nav) = Nav::of(ty, name).filter(|nav| !nav.is_collection) {
            if self.view().ty(user).is_some_and(|user| user.is_a(nav.ty)) {
                self.turn.change.refer_to_one(node, nav.name, user);
            }
            return;
        }
        let Some(user) = self.node(user) else { return };
        let value = match member.ty().filter(|ty| !ty.is_collection()).map(|ty| ty.item()) {
            Some(Item::Primitive("Edm.String")) => json!(user.text("userPrincipalName").unwrap_or(user.key())),
            Some(Item::Type(ty)) if ty.kind() == TypeKind::Complex => identity(ty, user),
            _ => return,
        };
        self.turn.change.set(node, name, value);
    }
}

/// A user as the complex types of identities have it.
fn identity(ty: Type, user: &Node) -> Value {
    let mut value = Map::new();
    if let Some(inner) = ty.member("user").and_then(|member| member.ty()).and_then(|ty| ty.ty()) {
        value.insert("user".to_owned(), identity(inner, user));
    }
    for name in ["displayName", "userPrincipalName"] {
        if let Some(text) = user.text(name).filter(|_| ty.member(name).is_some()) {
            value.insert(name.to_owned(), json!(text));
        }
    }
    if ty.member("id").is_some() {
        value.insert("id".to_owned(), json!(user.key()));
    }
    Value::Object(value)
}

/// A value put over another: complex values keep what is not given, unless another type is. All else is replaced.
pub(super) fn merge(old: &mut Value, new: Value) {
    match (old, new) {
        (Value::Object(old), Value::Object(new)) if !is_retyped(old, &new) => {
            for (name, value) in new {
                merge(old.entry(name).or_insert(Value::Null), value);
            }
        }
        (old, new) => *old = new,
    }
}

fn is_retyped(old: &Map<String, Value>, new: &Map<String, Value>) -> bool {
    let new = new.get("@odata.type");
    new.is_some() && new != old.get("@odata.type")
}

/// Where a new entity stands.
struct Placed {
    owner: NodeId,
    property: &'static str,
    /// The property by which it refers to the owner that the URL names.
    back: Option<&'static str>,
    /// Whether that owner refers to it.
    is_referred_to: bool,
}

struct Key {
    text: String,
    member: Option<(&'static str, Value)>,
}

impl Key {
    fn new(text: String, member: Option<(&'static str, Value)>) -> Self {
        Self { text, member }
    }
}
