//! What the overlay's `permissions.yaml` adds to the published table.

use super::{has, method_of};
use crate::model::{Permissions, SchemePermissions, Version};
use crate::openapi::Document;
use crate::overlay::{self, PermissionFact, PermissionFacts};
use crate::routes::{Method, PermissionTable};

/// Adds what the overlay says of operations that the table does not have.
pub fn add_facts(table: &mut PermissionTable, facts: &PermissionFacts, document: &Document, version: Version) {
    for (fact, method) in facts_of(facts, version) {
        let Some(method) = method else { continue };
        for path in paths(fact, method, document) {
            table.entry((method, path.clone())).or_insert_with(|| {
                Permissions::least(SchemePermissions {
                    delegated_work: fact.delegated_work.clone(),
                    delegated_personal: Vec::new(),
                    application: fact.application.clone(),
                })
            });
        }
    }
}

/// What the overlay says of no operation that is there.
#[must_use]
pub fn unused<'a>(facts: &'a PermissionFacts, document: &Document, version: Version) -> Vec<&'a PermissionFact> {
    let fits =
        |fact, method: Option<Method>| method.is_some_and(|method| paths(fact, method, document).next().is_some());
    facts_of(facts, version)
        .filter(|(fact, method)| !fits(fact, *method))
        .map(|(fact, _)| fact)
        .collect()
}

/// The facts about a version, each with its method, where that is one.
fn facts_of(facts: &PermissionFacts, version: Version) -> impl Iterator<Item = (&PermissionFact, Option<Method>)> {
    let facts = facts.permissions.iter();
    facts
        .filter(move |fact| overlay::applies(&fact.versions, version))
        .map(|fact| (fact, method_of(&fact.method)))
}

/// The paths of a document that a fact is about.
fn paths<'a>(fact: &'a PermissionFact, method: Method, document: &'a Document) -> impl Iterator<Item = &'a String> {
    let paths = document.paths.iter();
    paths
        .filter(move |(path, item)| path.ends_with(&fact.path_ends) && has(item, method))
        .map(|(path, _)| path)
}
