//! Operations that the metadata has and the service does not support: the overlay's `unsupported.yaml` held against the
//! paths.
//!
//! The metadata is made from types, so it offers PATCH and DELETE for nearly all that can be read. Builders keep these
//! operations: the service may learn them, and a list like this is never whole. Their docs and `cargo xtask operations`
//! say what is known.

use std::collections::BTreeMap;

use crate::import::explain::matches;
use crate::model::{Finding, FindingKind, Unsupported, UnsupportedOperations, Version};
use crate::openapi::Document;
use crate::overlay::{self, UnsupportedEntries};

/// What the overlay says of a document's operations. Entries that fit none, or name one to use instead that is not
/// there, are findings.
#[must_use]
pub fn find(
    entries: &UnsupportedEntries,
    document: &Document,
    version: Version,
) -> (UnsupportedOperations, Vec<Finding>) {
    let mut known: BTreeMap<String, Unsupported> = BTreeMap::new();
    let mut findings = Vec::new();
    let entries = entries.unsupported.iter();
    let entries: Vec<_> = entries
        .filter(|entry| overlay::applies(&entry.versions, version))
        .collect();
    if entries.is_empty() {
        return (UnsupportedOperations::default(), findings);
    }
    let operations: Vec<String> = document
        .paths
        .iter()
        .flat_map(|(path, item)| {
            let methods = item.operations.keys();
            methods.map(move |method| format!("{} {path}", method.key().to_uppercase()))
        })
        .collect();
    for entry in entries {
        let mut unused = |what: String| {
            findings.push(Finding::new(FindingKind::OverlayUnused, &entry.operation, what));
        };
        let mut fits = false;
        for operation in operations
            .iter()
            .filter(|operation| matches(&entry.operation, operation))
        {
            if known.contains_key(operation) {
                continue;
            }
            fits = true;
            let unsupported = Unsupported {
                reason: entry.reason.clone(),
                instead: entry.instead.clone(),
                how: entry.how.clone(),
                source: entry.source.clone(),
            };
            known.insert(operation.clone(), unsupported);
        }
        if !fits {
            unused("unsupported.yaml lists it and no operation fits, or an earlier entry has it".to_owned());
        }
        if let Some(instead) = entry.instead.as_ref().filter(|instead| !operations.contains(instead)) {
            unused(format!(
                "unsupported.yaml names `{instead}` to use instead, which is not there"
            ));
        }
    }
    (UnsupportedOperations(known), findings)
}
