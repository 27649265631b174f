//! The overlay's `roles.yaml` held against the paths.

use std::collections::{BTreeMap, BTreeSet};

use super::METHODS;
use crate::model::{Finding, FindingKind, Method, Role, RoleSystem, Roles, Version};
use crate::openapi::Document;
use crate::overlay::pattern::matches;
use crate::overlay::{self, RoleEntries, RoleEntry, RoleSet};

/// Roles by (method, path).
pub type RoleTable = BTreeMap<(Method, String), Roles>;

/// What the overlay says of a document's operations.
#[must_use]
pub fn table(entries: &RoleEntries, document: &Document, version: Version) -> RoleTable {
    let mut table = RoleTable::new();
    for (entry, fits) in fits(entries, document, version) {
        let roles = Roles {
            delegated: roles(entries, entry.delegated.as_ref()),
            application: roles(entries, entry.application.as_ref()),
            note: entry.note.clone(),
            source: entry.source.clone(),
        };
        let operations = fits.into_iter().flat_map(|(_, operations)| operations);
        table.extend(operations.map(|operation| (operation, roles.clone())));
    }
    table
}

/// Patterns that no operation fits, or only such as an earlier one has: first those for this version, then those for
/// all, which are a fault unless they fit in another.
#[must_use]
pub fn unused(entries: &RoleEntries, document: &Document, version: Version) -> [Vec<Finding>; 2] {
    let (mut here, mut unless_elsewhere) = (Vec::new(), Vec::new());
    let what = "roles.yaml lists it and no operation fits, or an earlier pattern has it";
    for (entry, patterns) in fits(entries, document, version) {
        let unused = patterns.into_iter().filter(|(_, operations)| operations.is_empty());
        let unused = unused.map(|(pattern, _)| Finding::new(FindingKind::OverlayUnused, pattern, what));
        if entry.versions.is_empty() {
            unless_elsewhere.extend(unused);
        } else {
            here.extend(unused);
        }
    }
    [here, unless_elsewhere]
}

fn roles(entries: &RoleEntries, set: Option<&String>) -> Vec<Role> {
    let set = set.and_then(|name| entries.sets.get(name));
    let of = |system: RoleSystem, names: fn(&RoleSet) -> &Vec<String>| {
        let names = set.into_iter().flat_map(names);
        names.map(move |name| Role {
            system,
            name: name.clone(),
        })
    };
    let own = of(RoleSystem::EntitlementManagement, |set| &set.entitlement_management);
    own.chain(of(RoleSystem::Entra, |set| &set.entra)).collect()
}

/// A pattern, and the operations that no earlier one has.
type PatternFit<'e> = (&'e str, Vec<(Method, String)>);

/// The entries for a version, each with its patterns.
fn fits<'e>(
    entries: &'e RoleEntries,
    document: &Document,
    version: Version,
) -> Vec<(&'e RoleEntry, Vec<PatternFit<'e>>)> {
    let of_version = entries.roles.iter();
    let of_version: Vec<&RoleEntry> = of_version
        .filter(|entry| overlay::applies(&entry.versions, version))
        .collect();
    if of_version.is_empty() {
        return Vec::new();
    }
    let paths = document.paths.iter();
    let operations = paths.flat_map(|(path, item)| {
        let methods = METHODS.into_iter().filter(|method| super::has(item, *method));
        methods.map(move |method| (method, path.clone()))
    });
    let operations: Vec<((Method, String), String)> = operations
        .map(|operation| {
            let text = format!("{} {}", operation.0, operation.1);
            (operation, text)
        })
        .collect();
    let mut taken = BTreeSet::new();
    let mut fits_of = |pattern: &'e String| {
        let fitting = operations.iter().enumerate();
        let fitting: Vec<usize> = fitting
            .filter(|(number, (_, text))| !taken.contains(number) && matches(pattern, text))
            .map(|(number, _)| number)
            .collect();
        taken.extend(fitting.iter().copied());
        let fitting = fitting.into_iter().filter_map(|number| operations.get(number));
        (
            pattern.as_str(),
            fitting.map(|(operation, _)| operation.clone()).collect(),
        )
    };
    of_version
        .into_iter()
        .map(|entry| (entry, entry.operations.iter().map(&mut fits_of).collect()))
        .collect()
}
