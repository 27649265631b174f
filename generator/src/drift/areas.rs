//! Where a change belongs: the area of the domain, the type or path it is listed under, and the URL templates at which
//! it shows.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::change::Change;
use super::context::Context;
use super::side::SideIndex;
use crate::model::{Api, ElementId, ItemType, QName, Type};
use crate::routes::path_index::{PathIndex, items_at, named, shortest_first, written};

/// What no path leads to.
const ELSEWHERE: &str = "elsewhere";

/// Gives each change its area, owner and places.
pub(super) fn assign(changes: &mut [Change], context: &Context<'_, '_>) {
    let [old, new] = [context.old, context.new].map(Areas::of);
    // What is said of the service's own singletons and sets stands at the first of those that are wanted.
    let roots = [context.new, context.old].map(|side| side.facts.loaded.tree.roots.first());
    let first_root = roots.into_iter().flatten().next().map(|root| root.segment.clone());
    for change in changes {
        if let Some(path) = change.subject.path() {
            change.area = area_of_path(path).to_owned();
            change.owner = owner_of_path(path);
            if change.places.is_empty() {
                change.places = vec![path.to_owned()];
            }
            continue;
        }
        // What the old side alone has is where it was; all else is where it is.
        let sides = if change.to.is_none() {
            [&old, &new]
        } else {
            [&new, &old]
        };
        let ty = change.subject.owner();
        change.owner = owner(&change.subject);
        let area = match (&change.subject, ty) {
            (ElementId::Root(_), _) => first_root.clone(),
            (ElementId::Namespace(namespace), _) => sides.iter().find_map(|areas| areas.of_namespace(namespace)),
            (_, Some(ty)) => sides.iter().find_map(|areas| areas.of_type(ty)),
            _ => None,
        };
        change.area = area.unwrap_or_else(|| ELSEWHERE.to_owned());
        if change.places.is_empty() && !matches!(change.subject, ElementId::Root(_)) {
            let places = sides.iter().find_map(|areas| areas.places(&change.subject, ty));
            change.places = places.cloned().unwrap_or_default();
        }
    }
}

/// The type or path that a change is listed under.
fn owner(subject: &ElementId) -> String {
    match (subject, subject.owner()) {
        (_, Some(ty)) => ty.to_string(),
        (ElementId::Annotation { target, .. }, None) => owner(target),
        (ElementId::Set { container, .. }, None) => container.to_string(),
        (other, None) => other.to_string(),
    }
}

/// The segment below the root; at the root itself, that.
fn area_of_path(path: &str) -> &str {
    let segment = path.split('/').skip(1).take(2).last().unwrap_or(path);
    segment.split('(').next().unwrap_or(segment)
}

/// The first three segments: what is at hand below an area.
fn owner_of_path(path: &str) -> String {
    let head: Vec<&str> = path.split('/').take(4).collect();
    head.join("/")
}

/// Of one side.
struct Areas {
    areas: BTreeMap<QName, BTreeSet<String>>,
    places: HashMap<ElementId, Vec<String>>,
}

impl Areas {
    fn of(side: &SideIndex<'_>) -> Self {
        let mut areas: BTreeMap<QName, BTreeSet<String>> = BTreeMap::new();
        for (_, node) in side.paths.all() {
            let subject = node.subject.iter().map(|subject| &subject.item);
            for name in subject.chain(items_at(node)).filter_map(named) {
                areas
                    .entry(name.clone())
                    .or_default()
                    .insert(area_of_path(written(node)).to_owned());
            }
        }
        spread(side.api(), &mut areas);
        Self {
            areas,
            places: places(&side.paths),
        }
    }

    fn of_type(&self, ty: &QName) -> Option<String> {
        one_or_shared(self.areas.get(ty)?.iter())
    }

    fn of_namespace(&self, namespace: &str) -> Option<String> {
        let types = self.areas.iter().filter(|(name, _)| name.namespace() == namespace);
        let all: BTreeSet<&String> = types.flat_map(|(_, areas)| areas).collect();
        one_or_shared(all.into_iter())
    }

    /// Where the subject itself stands, else where its type does.
    fn places(&self, subject: &ElementId, ty: Option<&QName>) -> Option<&Vec<String>> {
        let of_type = || self.places.get(&ElementId::Type(ty?.clone()));
        self.places.get(subject).or_else(of_type)
    }
}

fn one_or_shared<'s>(mut areas: impl Iterator<Item = &'s String>) -> Option<String> {
    let one = areas.next()?.clone();
    Some(if areas.next().is_none() {
        one
    } else {
        "shared".to_owned()
    })
}

fn places(paths: &PathIndex<'_>) -> HashMap<ElementId, Vec<String>> {
    let mut places: HashMap<ElementId, Vec<String>> = HashMap::new();
    for (key, node) in paths.paths() {
        let mut elements: Vec<ElementId> = paths.own(key).into_iter().take(2).collect();
        if let Some(ItemType::Structured(name)) = node.subject.as_ref().map(|subject| &subject.item) {
            elements.push(ElementId::Type(name.clone()));
        }
        for element in elements {
            places.entry(element).or_default().push(written(node).to_owned());
        }
    }
    for list in places.values_mut() {
        shortest_first(list);
        list.dedup();
    }
    places
}

/// A type is where those are that have it as a structural member, as an argument or response, as a base or as a derived
/// type.
fn spread(api: &Api, areas: &mut BTreeMap<QName, BTreeSet<String>>) {
    let mut leads: BTreeMap<&QName, BTreeSet<&QName>> = BTreeMap::new();
    let mut lead = |from, to: Option<_>| {
        if let Some(to) = to {
            leads.entry(from).or_default().insert(to);
        }
    };
    for (name, ty) in &api.types {
        if let Type::Structured(ty) = ty {
            let members = ty.members.iter().filter(|member| !member.navigation);
            members.for_each(|member| lead(name, named(&member.ty.item)));
            ty.derived
                .iter()
                .chain(&ty.base)
                .for_each(|related| lead(name, Some(related)));
        }
    }
    for (binding, operations) in &api.operations {
        for operation in operations {
            let arguments = operation.arguments.iter().map(|argument| &argument.ty);
            arguments
                .chain(&operation.returns)
                .for_each(|ty| lead(binding, named(&ty.item)));
        }
    }
    let mut open: Vec<QName> = areas.keys().cloned().collect();
    while let Some(from) = open.pop() {
        let Some(own) = areas.get(&from).cloned() else { continue };
        for to in leads.get(&from).into_iter().flatten() {
            let reached = areas.entry((*to).clone()).or_default();
            let before = reached.len();
            reached.extend(own.iter().cloned());
            if reached.len() > before {
                open.push((*to).clone());
            }
        }
    }
}
