//! Where a change belongs: the area of the domain, the type or path it is listed under, and the URL templates at which
//! it shows.

use super::change::Change;
use super::context::Context;
use crate::model::ElementId;
use crate::routes::areas::{Areas, area_of_path};

/// What no path leads to.
const ELSEWHERE: &str = "elsewhere";

/// Gives each change its area, owner and places.
pub(super) fn assign(changes: &mut [Change], context: &Context<'_, '_>) {
    let [old, new] = [context.old, context.new].map(|side| Areas::of(side.api(), &side.paths));
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

/// The first three segments: what is at hand below an area.
fn owner_of_path(path: &str) -> String {
    let head: Vec<&str> = path.split('/').take(4).collect();
    head.join("/")
}
