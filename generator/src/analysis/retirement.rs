//! What a version retires: on a day that the metadata names, or as the overlay knows.

use std::collections::HashMap;

use serde::Serialize;

use super::Analysis;
use crate::model::{Api, Deprecation, ElementId, OperationId, Type, Version};
use crate::overlay::{self, Overlay};
use crate::routes::path_index::{PathIndex, is_below, named, shortest_first, written};

/// Something that is removed on a day that is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Retirement {
    /// What is removed: a type, member, action or function, or an operation.
    pub subject: ElementId,
    /// Since when it is deprecated, and when it is removed.
    #[serde(flatten)]
    pub deprecation: Deprecation,
    /// Whether the day is past.
    pub past: bool,
    /// What to use in its place, where that is known.
    pub instead: Option<String>,
    /// URL templates that are removed with it, shortest first.
    pub places: Vec<String>,
}

/// What a version retires, in no order.
pub(crate) fn retirement(analysis: &Analysis, overlay: &Overlay, version: Version, today: &str) -> Vec<Retirement> {
    let paths = PathIndex::of(&analysis.api, &analysis.tree);
    let at = places(&paths);
    let known: Vec<&overlay::Retired> = overlay.docs.retired_in(version).collect();
    let dated = dated(&analysis.api).into_iter().map(|(subject, deprecation)| {
        let mut places = at.get(&subject).cloned().unwrap_or_default();
        shortest_first(&mut places);
        let covers = |retired: &&&overlay::Retired| places.iter().all(|place| is_below(place, &retired.at));
        let instead = known.iter().find(covers).filter(|_| !places.is_empty());
        Retirement {
            past: deprecation.removal_date.as_deref().is_some_and(|date| date <= today),
            subject,
            instead: instead.map(|retired| retired.instead.clone()),
            deprecation,
            places: places.into_iter().map(str::to_owned).collect(),
        }
    });
    let without_date = known.iter().filter_map(|retired| {
        let all = paths.paths().map(|(_, node)| written(node));
        let mut places: Vec<String> = all
            .filter(|path| is_below(path, &retired.at))
            .map(str::to_owned)
            .collect();
        shortest_first(&mut places);
        (!places.is_empty()).then(|| Retirement {
            subject: ElementId::Path(retired.at.clone()),
            deprecation: Deprecation {
                date: None,
                removal_date: None,
                version: None,
            },
            past: false,
            instead: Some(retired.instead.clone()),
            places,
        })
    });
    dated.chain(without_date).collect()
}

/// Everything that has a day on which it is removed.
fn dated(api: &Api) -> Vec<(ElementId, Deprecation)> {
    let mut all: Vec<(ElementId, Option<&Deprecation>)> = Vec::new();
    for (name, ty) in &api.types {
        match ty {
            Type::Structured(ty) => {
                all.push((ElementId::Type(name.clone()), ty.deprecated.as_ref()));
                let own = ty.members.iter().filter(|member| member.declared_in == *name);
                all.extend(own.map(|member| (ElementId::member(name, &member.name), member.deprecated.as_ref())));
            }
            Type::Enum(ty) => {
                all.push((ElementId::Type(name.clone()), ty.deprecated.as_ref()));
                let members = ty.members.iter();
                all.extend(members.map(|member| (ElementId::member(name, &member.name), member.deprecated.as_ref())));
            }
        }
    }
    let operations = api.operations.values().flatten();
    all.extend(operations.map(|operation| {
        let id = OperationId::of(operation);
        (ElementId::Operation(id), operation.deprecated.as_ref())
    }));
    let dated = all.into_iter().filter_map(|(subject, deprecation)| {
        let deprecation = deprecation.filter(|deprecation| deprecation.removal_date.is_some())?;
        Some((subject, deprecation.clone()))
    });
    dated.collect()
}

/// The paths of what is of a type, or is reached by a member or operation.
fn places<'a>(paths: &PathIndex<'a>) -> HashMap<ElementId, Vec<&'a str>> {
    let mut places: HashMap<ElementId, Vec<&str>> = HashMap::new();
    for (key, node) in paths.paths() {
        let of_type = node
            .subject
            .as_ref()
            .and_then(|ty| named(&ty.item))
            .cloned()
            .map(ElementId::Type);
        let reached = paths
            .own(key)
            .into_iter()
            .next()
            .filter(|own| Some(own) != of_type.as_ref());
        for element in of_type.into_iter().chain(reached) {
            places.entry(element).or_default().push(written(node));
        }
    }
    places
}
