//! Entries of the overlay that fit nothing. Fix-ups and selection report theirs when they are applied.

use std::collections::BTreeSet;

use crate::analysis::Analysis;
use crate::model::{Api, Finding, FindingKind, QName};
use crate::overlay::{Overlay, Reach, Root, applies};
use crate::rust_api::Areas;
use crate::{pages, permissions, unsupported};

/// Entries about members, permissions, operations and types that are not there, and types of the supplement to which
/// nothing leads.
pub(super) fn unused(analysis: &Analysis, overlay: &Overlay) -> Vec<Finding> {
    let (api, openapi) = (&analysis.api, &analysis.openapi);
    let mut found = members(api, overlay);
    found.extend(supplement(api, overlay));
    found.extend(modules(api, overlay));
    found.extend(areas(analysis, overlay));
    let facts = permissions::unused(&overlay.permissions, openapi, api.version);
    found.extend(facts.into_iter().map(|fact| {
        let what = format!("permissions.yaml names {} of a path that is not there", fact.method);
        Finding::new(FindingKind::OverlayUnused, &fact.path_ends, what)
    }));
    found.extend(pages::unused(&api.pages, &overlay.pages, api.version));
    found.extend(unsupported::unused(&overlay.unsupported, openapi, api.version));
    found
}

/// Entries of `members.yaml` about members that are not there.
fn members(api: &Api, overlay: &Overlay) -> Vec<Finding> {
    let lists = overlay.members.of(api.version);
    let lists = [
        ("read_only", &lists.read_only),
        ("writable", &lists.writable),
        ("secret", &lists.secret),
    ];
    let mut found = Vec::new();
    for (list, places) in lists {
        for place in places.iter().filter(|place| !has_member(api, place)) {
            found.push(Finding::new(
                FindingKind::OverlayUnused,
                place,
                format!("members.yaml lists it as {list} and it is not there"),
            ));
        }
    }
    found
}

/// Whether there is such a member of a type, or such an argument of an action or function: `type/member`.
fn has_member(api: &Api, place: &str) -> bool {
    let parts = place.split_once('/');
    let Some((owner, member)) = parts.and_then(|(owner, member)| Some((QName::parse(owner)?, member))) else {
        return false;
    };
    let declared = api
        .structured(&owner)
        .is_some_and(|ty| ty.members.iter().any(|other| other.name == member));
    declared
        || api.operations.values().flatten().any(|operation| {
            operation.name == owner && operation.arguments.iter().any(|argument| argument.name == member)
        })
}

/// Types of the supplement to which nothing leads.
fn supplement(api: &Api, overlay: &Overlay) -> Vec<Finding> {
    let schemas = overlay
        .supplement(api.version)
        .into_iter()
        .flat_map(|supplement| &supplement.schemas);
    let types = schemas.flat_map(|schema| {
        let types = schema.structured_types.iter();
        types.map(|ty| QName::new(&schema.namespace, &ty.name))
    });
    types
        .filter(|name| api.structured(name).is_none())
        .map(|name| {
            let what = "the supplement has a type to which nothing selected leads";
            Finding::new(FindingKind::OverlayUnused, name.to_string(), what)
        })
        .collect()
}

/// Areas of which something is not there, and paths that are in none.
fn areas(analysis: &Analysis, overlay: &Overlay) -> Vec<Finding> {
    let (api, tree) = (&analysis.api, &analysis.tree);
    let mut paths = BTreeSet::new();
    tree.walk(&mut |node| {
        paths.insert(node.path.as_str());
    });
    let mut found = Vec::new();
    let areas = overlay.selection.areas.iter();
    for area in areas.filter(|area| applies(&area.versions, api.version)) {
        let is_missing = |root: &&Root| !paths.iter().any(|path| root.reach(path) == Reach::Within);
        found.extend(area.roots.iter().filter(is_missing).map(|root| {
            let what = format!(
                "selection.yaml gives it to the area {}, and no path is there",
                area.feature
            );
            Finding::new(FindingKind::OverlayUnused, root.to_string(), what)
        }));
        let is_no_type = |name: &&String| !QName::parse(name).is_some_and(|name| api.types.contains_key(&name));
        found.extend(area.types.iter().filter(is_no_type).map(|name| {
            let what = format!(
                "selection.yaml gives it to the area {}, and no type is there",
                area.feature
            );
            Finding::new(FindingKind::OverlayUnused, name, what)
        }));
    }
    let areas = Areas::of(&overlay.selection, api.version, tree);
    let outside = areas.outside().iter().map(|path| {
        let what = "selection.yaml gives it to no area, so it is there with any features";
        Finding::new(FindingKind::OutsideOfAreas, path, what)
    });
    found.extend(outside);
    found
}

/// Hand-written modules that a version does not have, since a type that they are written for is not there.
fn modules(api: &Api, overlay: &Overlay) -> Vec<Finding> {
    let is_there = |name: &String| QName::parse(name).is_some_and(|name| api.types.contains_key(&name));
    let modules = overlay.selection.modules.iter();
    let missing = modules.filter_map(|module| Some((module, module.types.iter().find(|name| !is_there(name))?)));
    missing
        .map(|(module, name)| {
            let what = format!("selection.yaml has the module for `{name}` among others, and it is not there");
            Finding::new(FindingKind::OverlayUnused, &module.name, what)
        })
        .collect()
}
