//! Where the types and members of an API are reached: the areas of the domain, and the URL templates.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::path_index::{PathIndex, items_at, named, shortest_first, written};
use crate::model::{Api, ElementId, ItemType, QName, Type};

/// The areas and places of an API.
pub(crate) struct Areas {
    areas: BTreeMap<QName, BTreeSet<String>>,
    places: HashMap<ElementId, Vec<String>>,
}

impl Areas {
    pub(crate) fn of(api: &Api, paths: &PathIndex<'_>) -> Self {
        let mut areas: BTreeMap<QName, BTreeSet<String>> = BTreeMap::new();
        for (_, node) in paths.all() {
            let subject = node.subject.iter().map(|subject| &subject.item);
            for name in subject.chain(items_at(node)).filter_map(named) {
                areas
                    .entry(name.clone())
                    .or_default()
                    .insert(area_of_path(written(node)).to_owned());
            }
        }
        spread(api, &mut areas);
        Self {
            areas,
            places: places(paths),
        }
    }

    /// The area of a type, where a path leads to it: `shared` for several.
    pub(crate) fn of_type(&self, ty: &QName) -> Option<String> {
        one_or_shared(self.areas.get(ty)?.iter())
    }

    /// The area of the types of a namespace.
    pub(crate) fn of_namespace(&self, namespace: &str) -> Option<String> {
        let types = self.areas.iter().filter(|(name, _)| name.namespace() == namespace);
        let all: BTreeSet<&String> = types.flat_map(|(_, areas)| areas).collect();
        one_or_shared(all.into_iter())
    }

    /// Where the subject itself stands, else where its type does.
    pub(crate) fn places(&self, subject: &ElementId, ty: Option<&QName>) -> Option<&Vec<String>> {
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

/// The segment below the root; at the root itself, that.
pub(crate) fn area_of_path(path: &str) -> &str {
    let segment = path.split('/').skip(1).take(2).last().unwrap_or(path);
    segment.split('(').next().unwrap_or(segment)
}
