//! Operations that the metadata has and the service does not support: the overlay's `unsupported.yaml` held against the
//! paths.
//!
//! The metadata is made from types, so it offers PATCH and DELETE for nearly all that can be read. Builders keep these
//! operations: the service may learn them, and a list like this is never whole. Their docs and `cargo xtask operations`
//! say what is known.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Finding, FindingKind, Unsupported, UnsupportedOperations, Version};
use crate::openapi::Document;
use crate::overlay::pattern::matches;
use crate::overlay::{self, UnsupportedEntries, UnsupportedEntry};

/// What the overlay says of a document's operations.
#[must_use]
pub fn facts(entries: &UnsupportedEntries, document: &Document, version: Version) -> UnsupportedOperations {
    let mut known: BTreeMap<String, Unsupported> = BTreeMap::new();
    for EntryFit { entry, operations, .. } in fits(entries, document, version) {
        let unsupported = Unsupported {
            reason: entry.reason.clone(),
            instead: entry.instead.clone(),
            how: entry.how.clone(),
            source: entry.source.clone(),
        };
        known.extend(operations.into_iter().map(|operation| (operation, unsupported.clone())));
    }
    UnsupportedOperations(known)
}

/// Entries that fit no operation, or name one to use instead that is not there.
#[must_use]
pub fn unused(entries: &UnsupportedEntries, document: &Document, version: Version) -> Vec<Finding> {
    let mut findings = Vec::new();
    for EntryFit {
        entry,
        operations,
        has_instead,
    } in fits(entries, document, version)
    {
        let mut unused = |what: String| {
            findings.push(Finding::new(FindingKind::OverlayUnused, &entry.operation, what));
        };
        if operations.is_empty() {
            unused("unsupported.yaml lists it and no operation fits, or an earlier entry has it".to_owned());
        }
        if let Some(instead) = entry.instead.as_ref().filter(|_| !has_instead) {
            unused(format!(
                "unsupported.yaml names `{instead}` to use instead, which is not there"
            ));
        }
    }
    findings
}

/// An entry with what it fits in a document.
struct EntryFit<'a> {
    entry: &'a UnsupportedEntry,
    /// The operations that no earlier entry has.
    operations: Vec<String>,
    /// Whether the operation to use instead is there.
    has_instead: bool,
}

fn fits<'a>(entries: &'a UnsupportedEntries, document: &Document, version: Version) -> Vec<EntryFit<'a>> {
    let entries = entries.unsupported.iter();
    let mut entries = entries
        .filter(|entry| overlay::applies(&entry.versions, version))
        .peekable();
    if entries.peek().is_none() {
        return Vec::new();
    }
    let paths = document.paths.iter();
    let mut open: BTreeSet<String> = paths
        .flat_map(|(path, item)| {
            let methods = item.operations.keys();
            methods.map(move |method| format!("{} {path}", method.key().to_uppercase()))
        })
        .collect();
    let all = open.clone();
    entries
        .map(|entry| {
            let first = entry.operation.split('*').next().unwrap_or_default();
            let fitting = open.range(first.to_owned()..);
            let fitting = fitting.take_while(|operation| operation.starts_with(first));
            let fitting = fitting.filter(|operation| matches(&entry.operation, operation));
            let operations: Vec<String> = fitting.cloned().collect();
            for operation in &operations {
                open.remove(operation);
            }
            let instead = entry.instead.as_ref();
            EntryFit {
                entry,
                operations,
                has_instead: instead.is_some_and(|instead| all.contains(instead)),
            }
        })
        .collect()
}
