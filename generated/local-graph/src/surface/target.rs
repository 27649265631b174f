//! What a path addresses: held against the table of paths, then walked through the store.

use std::borrow::Cow;

use msgraph_identity_governance::Method;
use msgraph_identity_governance::reflection::{Api, Operation, Parameter, Place, Segment, SegmentKind, Type, TypeRef};
use msgraph_identity_governance::text::escaped;
use percent_encoding::percent_decode_str;

use super::navigation::{self, Nav};
use super::view::View;
use crate::failure::Failure;
use crate::odata::Address;
use crate::store::NodeId;

/// The longest path that is looked at, in bytes.
const MAX_PATH: usize = 16 * 1024;

/// A path that the version has.
#[derive(Clone, Debug)]
pub(super) struct Route {
    /// Of the table; none for a path of the directory.
    place: Option<Place>,
    steps: Vec<Step>,
}

/// A segment of a path with what it needs to be walked.
#[derive(Clone, Debug)]
enum Step {
    /// A singleton, set, or property.
    Property(String),
    Key(String),
    /// Member and text of each part of an alternate key.
    AlternateKey(Vec<(&'static str, String)>),
    Cast(Type),
    Count,
    Reference,
    Content(String),
    Call(Vec<(Parameter, String)>),
}

/// What a path addresses.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Target {
    /// The service itself.
    Root,
    /// An entity.
    Entity {
        node: NodeId,
        /// What the way to it says of its type.
        declared: Type,
        /// The navigation property by which the path leads to it.
        via: (NodeId, Nav),
    },
    /// A navigation property that leads to nothing, and is no collection.
    Vacant { owner: NodeId, nav: Nav },
    /// The entities at a navigation property.
    Collection {
        owner: NodeId,
        nav: Nav,
        /// Only those of this type.
        cast: Option<Type>,
    },
    /// A structural property of an entity, or of a complex value in it.
    Value {
        node: NodeId,
        path: Vec<String>,
        ty: TypeRef,
    },
}

/// What of the target is meant.
#[derive(Clone, Debug)]
pub(super) enum Aspect {
    /// It itself.
    Itself,
    /// `/$count`.
    Count,
    /// `/$ref`.
    Reference,
    /// A stream by its property's name; the entity's own has the empty name.
    Content(String),
    /// An action or function, with the arguments in its URL.
    Call(Vec<(Parameter, String)>),
}

/// A path walked to its end.
#[derive(Clone, Debug)]
pub(super) struct Walked {
    pub target: Target,
    pub aspect: Aspect,
}

impl Route {
    /// Reads a path below the version, percent-encoded.
    pub fn of(api: &'static Api, path: &str) -> Result<Self, Failure> {
        let path = path.trim_end_matches('/');
        if path.len() > MAX_PATH {
            return Err(Failure::new(
                414,
                "UriTooLong",
                "The path is longer than any that leads somewhere.",
            ));
        }
        let segments: Option<Vec<String>> = path.split('/').skip(1).map(decoded).collect();
        let Some(segments) = segments.filter(|segments| !segments.is_empty()) else {
            return Err(Failure::bad_request(
                "The path is no percent-encoded UTF-8 that begins with a slash.",
            ));
        };
        if let Some(route) = Self::of_directory(api, &segments) {
            return Ok(route);
        }
        Self::of_table(api, path)
            .or_else(|| Self::of_table(api, &respelt(path)?))
            .ok_or_else(|| not_known(api, &segments))
    }

    fn of_table(api: &'static Api, path: &str) -> Option<Self> {
        // Casts are no segments of the table.
        let mut casts = Vec::new();
        let mut plain = String::new();
        for segment in path.split('/').skip(1) {
            match decoded(segment).and_then(|text| cast(api, &text)) {
                Some(ty) => casts.push((plain.matches('/').count(), ty)),
                None => plain.extend(["/", segment]),
            }
        }
        let place = api.resolve(&plain)?;
        let mut values: Vec<String> = place.values().map(|(_, value)| value.to_owned()).collect();
        let placeholders: Vec<&str> = place.values().map(|(placeholder, _)| placeholder).collect();
        let mut at = 0;
        let mut steps = Vec::new();
        let way = place.segment().way();
        for (index, segment) in way.iter().enumerate() {
            let mut given = Vec::new();
            for parameter in segment.parameters() {
                if placeholders.get(at) == Some(&parameter.placeholder()) {
                    let value = values.get_mut(at).map(std::mem::take).unwrap_or_default();
                    given.push((parameter, value));
                    at += 1;
                }
            }
            steps.extend(step(*segment, given));
            steps.extend(
                casts
                    .iter()
                    .filter(|(at, _)| *at == index + 1)
                    .map(|(_, ty)| Step::Cast(*ty)),
            );
        }
        Some(Self {
            place: Some(place),
            steps,
        })
    }

    /// A path of the directory, which the table lacks. `/me` is left to the caller.
    fn of_directory(api: &'static Api, segments: &[String]) -> Option<Self> {
        let (first, rest) = segments.split_first()?;
        let (set, key) = match first.split_once('(') {
            Some((set, rest)) => (set, Some(rest.strip_suffix(')')?.trim_matches('\'').to_owned())),
            None => (first.as_str(), None),
        };
        let mut nav = Nav::of_root(api, set).filter(|_| api.roots().all(|root| root.name() != set))?;
        let mut steps = vec![Step::Property(nav.name.to_owned())];
        let mut is_one = key.is_some();
        steps.extend(key.map(Step::Key));
        for text in rest {
            let step = match text.as_str() {
                "$count" if !is_one => Step::Count,
                "$ref" => Step::Reference,
                text => match cast(api, text) {
                    Some(ty) => Step::Cast(ty),
                    None if is_one => {
                        nav = directory_nav(nav.ty, text)?;
                        is_one = !nav.is_collection;
                        Step::Property(nav.name.to_owned())
                    }
                    None => {
                        is_one = true;
                        Step::Key(text.to_owned())
                    }
                },
            };
            steps.push(step);
        }
        Some(Self { place: None, steps })
    }

    /// The operation of a method there.
    pub fn operation(&self, method: Method) -> Option<Operation> {
        self.place.as_ref()?.segment().operation(method)
    }

    /// The operations there; none for a path of the directory.
    pub fn operations(&self) -> impl Iterator<Item = Operation> {
        self.place.iter().flat_map(|place| place.segment().operations())
    }

    /// Whether it is a path of the directory.
    pub fn is_directory(&self) -> bool {
        self.place.is_none()
    }

    /// Its URL, and how `@odata.context` names it.
    pub fn address(&self, root: &str, path: &str) -> Address {
        if let Some(place) = &self.place {
            return Address::of(root, path, place);
        }
        let mut steps = self.steps.iter();
        let mut address = match steps.next() {
            Some(Step::Property(set)) => Address::of_set(root, set),
            _ => Address::of_set(root, ""),
        };
        for step in steps {
            address = match step {
                Step::Key(key) => address.item(key),
                Step::Property(name) => address.member(name, navigation::is_many(name)),
                _ => address,
            };
        }
        address
    }

    /// The singletons at its beginning.
    pub fn singletons<'r>(&'r self, api: &'static Api) -> Vec<&'r str> {
        let mut names = Vec::new();
        let mut ty: Option<Type> = None;
        for step in &self.steps {
            let Step::Property(name) = step else { break };
            let nav = match ty {
                None => Nav::of_root(api, name),
                Some(ty) => Nav::of(ty, name),
            };
            let Some(nav) = nav.filter(|nav| nav.is_contained && !nav.is_collection) else {
                break;
            };
            names.push(name.as_str());
            ty = Some(nav.ty);
        }
        names
    }

    /// Walks it.
    pub fn walk(&self, view: View<'_>) -> Result<Walked, Failure> {
        let mut walked = Walked {
            target: Target::Root,
            aspect: Aspect::Itself,
        };
        for step in &self.steps {
            walked.step(view, step)?;
        }
        Ok(walked)
    }
}

impl Walked {
    fn step(&mut self, view: View<'_>, step: &Step) -> Result<(), Failure> {
        match step {
            Step::Property(name) => {
                self.target = self.property(view, name)?;
            }
            Step::Key(key) => {
                let (owner, nav) = self.collection()?;
                let node = view.find(owner, nav, key).ok_or_else(|| no_such(nav.ty, key))?;
                self.target = entity(node, owner, nav);
            }
            Step::AlternateKey(members) => {
                let (owner, nav) = self.collection()?;
                let members: Vec<(&str, &str)> = members.iter().map(|(name, text)| (*name, text.as_str())).collect();
                let found = view.find_by(owner, nav, &members);
                let key = || members.iter().map(|(_, text)| *text).collect::<Vec<_>>().join(",");
                let node = found.ok_or_else(|| no_such(nav.ty, &key()))?;
                self.target = entity(node, owner, nav);
            }
            Step::Cast(ty) => self.cast(view, *ty)?,
            Step::Count => self.aspect = Aspect::Count,
            Step::Reference => self.aspect = Aspect::Reference,
            Step::Content(name) => self.aspect = Aspect::Content(name.clone()),
            Step::Call(arguments) => self.aspect = Aspect::Call(arguments.clone()),
        }
        Ok(())
    }

    fn property(&self, view: View<'_>, name: &str) -> Result<Target, Failure> {
        let unknown = || Failure::bad_request(format!("There is no `{}` there.", escaped(name)));
        let (owner, ty) = match &self.target {
            Target::Root => (NodeId::ROOT, None),
            Target::Entity { node, declared, .. } => (*node, Some(view.ty(*node).unwrap_or(*declared))),
            Target::Value { node, path, ty } => {
                let member = ty.ty().and_then(|ty| ty.member(name)).ok_or_else(unknown)?;
                let path = path.iter().cloned().chain([name.to_owned()]).collect();
                let ty = member.ty().ok_or_else(unknown)?;
                return Ok(Target::Value { node: *node, path, ty });
            }
            Target::Vacant { nav, .. } => return Err(nothing_at(*nav)),
            Target::Collection { .. } => return Err(unknown()),
        };
        let Some(nav) = view.nav(owner, name) else {
            let member = ty.and_then(|ty| ty.member(name)).ok_or_else(unknown)?;
            let ty = member.ty().ok_or_else(unknown)?;
            let path = vec![member.name().to_owned()];
            return Ok(Target::Value { node: owner, path, ty });
        };
        if nav.is_collection {
            return Ok(Target::Collection { owner, nav, cast: None });
        }
        Ok(match view.one(owner, nav) {
            Some(node) => entity(node, owner, nav),
            None => Target::Vacant { owner, nav },
        })
    }

    fn collection(&self) -> Result<(NodeId, Nav), Failure> {
        match &self.target {
            Target::Collection { owner, nav, cast } => {
                let ty = cast.unwrap_or(nav.ty);
                Ok((*owner, Nav { ty, ..*nav }))
            }
            Target::Vacant { nav, .. } => Err(nothing_at(*nav)),
            _ => Err(Failure::bad_request("A key stands after what is no collection.")),
        }
    }

    fn cast(&mut self, view: View<'_>, ty: Type) -> Result<(), Failure> {
        match &mut self.target {
            Target::Collection { cast, .. } => *cast = Some(ty),
            Target::Entity { node, declared, .. } => {
                if !view.ty(*node).is_some_and(|own| own.is_a(ty)) {
                    return Err(Failure::not_found(format!("The entity is no {}.", ty.short_name())));
                }
                *declared = ty;
            }
            Target::Vacant { .. } | Target::Root | Target::Value { .. } => {
                return Err(Failure::bad_request("A cast stands after what is no entity."));
            }
        }
        Ok(())
    }
}

fn entity(node: NodeId, owner: NodeId, nav: Nav) -> Target {
    Target::Entity {
        node,
        declared: nav.ty,
        via: (owner, nav),
    }
}

/// What a segment of the table is when it is walked: an alternate key is a collection and a key.
fn step(segment: Segment, given: Vec<(Parameter, String)>) -> Vec<Step> {
    let name = segment.name().to_owned();
    match segment.kind() {
        SegmentKind::Key => given.into_iter().map(|(_, value)| Step::Key(value)).collect(),
        SegmentKind::AlternateKey => {
            let members = given.into_iter().map(|(parameter, value)| (parameter.name(), value));
            vec![Step::Property(name), Step::AlternateKey(members.collect())]
        }
        SegmentKind::Action | SegmentKind::Function => vec![Step::Call(given)],
        SegmentKind::Count => vec![Step::Count],
        SegmentKind::Reference => vec![Step::Reference],
        SegmentKind::Content if name == "$value" => vec![Step::Content(String::new())],
        SegmentKind::Content => vec![Step::Content(name)],
        _ => vec![Step::Property(name)],
    }
}

fn decoded(segment: &str) -> Option<String> {
    let text = percent_decode_str(segment).decode_utf8().ok()?;
    Some(text.into_owned())
}

/// The type that a segment names as a cast: `microsoft.graph.user`, `graph.user`.
fn cast(api: &'static Api, text: &str) -> Option<Type> {
    let name = match text.strip_prefix("graph.") {
        Some(name) => Cow::Owned(format!("microsoft.graph.{name}")),
        None if text.starts_with("microsoft.graph.") => Cow::Borrowed(text),
        None => return None,
    };
    api.ty(&name)
}

/// The property of a directory object that a path goes on with.
fn directory_nav(ty: Type, name: &str) -> Option<Nav> {
    let mut types = std::iter::once(ty).chain(ty.derived());
    types.find_map(|ty| Nav::of(ty, name))
}

/// The forms of a path that the service takes too: `packages('1')` for `packages/1`, `stop()` for `stop`.
fn respelt(path: &str) -> Option<String> {
    let mut text = String::new();
    for segment in path.split('/').skip(1) {
        let plain = decoded(segment)?;
        match plain.split_once('(') {
            Some((name, ")")) => text.extend(["/", name]),
            Some((name, rest)) if rest.starts_with('\'') => {
                let key = rest.strip_suffix("')")?.get(1..)?.replace("''", "'");
                text.extend(["/", name, "/", &super::view::encoded(&key)]);
            }
            _ => text.extend(["/", segment]),
        }
    }
    Some(text).filter(|text| text != path)
}

fn not_known(api: &'static Api, segments: &[String]) -> Failure {
    // The first segment that leads nowhere is the one to name.
    let mut path = String::new();
    for segment in segments {
        path.extend(["/", &super::view::encoded(segment)]);
        if api.resolve(&path).is_none() {
            return Failure::bad_request(format!("Resource not found for the segment '{}'.", escaped(segment)));
        }
    }
    Failure::bad_request("Resource not found.")
}

fn no_such(ty: Type, key: &str) -> Failure {
    Failure::not_found(format!(
        "There is no {} with the key '{}'.",
        ty.short_name(),
        escaped(key)
    ))
}

pub(super) fn nothing_at(nav: Nav) -> Failure {
    Failure::not_found(format!("`{}` leads to nothing.", nav.name))
}
