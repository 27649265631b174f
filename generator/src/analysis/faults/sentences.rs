//! Sentences of the overlay about nothing, and what has no sentence.

use std::collections::BTreeSet;

use crate::analysis::Analysis;
use crate::model::{Api, BoundOperation, Finding, FindingKind, OperationId, StructuredKind, Type};
use crate::overlay::Docs;
use crate::overlay::docs::{keys_of_operation, keys_of_parameter};

/// Types, actions and functions without a sentence; none where the overlay has no sentences at all.
pub(super) fn missing(api: &Api, docs: &Docs) -> Vec<Finding> {
    if docs.types.is_empty() {
        return Vec::new();
    }
    let finding = |place: String, kind: &str| {
        let what = format!("{kind} without a sentence in overlay/docs: to be written");
        Finding::new(FindingKind::SentenceMissing, place, what)
    };
    let types = api.types.iter().filter_map(|(name, ty)| {
        let kind = match ty {
            Type::Structured(ty) if ty.doc.is_some() => return None,
            Type::Enum(ty) if ty.doc.is_some() => return None,
            Type::Structured(ty) => match ty.kind {
                StructuredKind::Entity => "an entity type",
                StructuredKind::Complex => "a complex type",
                // What its actions say.
                StructuredKind::ActionBody => return None,
            },
            Type::Enum(_) => "an enum type",
        };
        Some(finding(name.to_string(), kind))
    });
    let operations = api.operations.values().flatten();
    let operations = operations.filter(|operation| operation.doc.is_none()).map(|operation| {
        let kind = if operation.function { "a function" } else { "an action" };
        finding(OperationId::of(operation).to_string(), kind)
    });
    types.chain(operations).collect()
}

/// Sentences about what this version does not have.
#[derive(Default)]
pub(super) struct Unused {
    /// Of those for this version alone.
    pub(super) here: Vec<Finding>,
    /// Of those for all versions: another may have what they are about.
    pub(super) unless_elsewhere: Vec<Finding>,
}

pub(super) fn unused(analysis: &Analysis, docs: &Docs) -> Unused {
    let api = &analysis.api;
    let known = subjects(api);
    let mut unused = Unused::default();
    let finding = |key: &str, what: String| Finding::new(FindingKind::OverlayUnused, key, what);
    for (key, sentence) in docs.types.iter().filter(|(key, _)| !known.contains(*key)) {
        if sentence.is_for_all() {
            let what = format!("{} has a sentence about it and no version has it", sentence.file);
            unused.unless_elsewhere.push(finding(key, what));
        } else if sentence.of(api.version).is_some() {
            let what = format!(
                "{} has a sentence for this version about it and it is not there",
                sentence.file
            );
            unused.here.push(finding(key, what));
        }
    }
    let mut paths = BTreeSet::new();
    analysis.tree.walk(&mut |node| {
        paths.insert(node.path.as_str());
    });
    for path in docs.paths.keys().filter(|path| !paths.contains(path.as_str())) {
        let what = "overlay/docs has a sentence about the path and no version has it";
        unused.unless_elsewhere.push(finding(path, what.to_owned()));
    }
    unused
}

/// The keys of all that a sentence can be about.
fn subjects(api: &Api) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    for (name, ty) in &api.types {
        let members: Vec<&str> = match ty {
            Type::Structured(ty) if ty.kind == StructuredKind::ActionBody => continue,
            Type::Structured(ty) => {
                let own = ty.members.iter().filter(|member| member.declared_in == *name);
                own.map(|member| member.name.as_str()).collect()
            }
            Type::Enum(ty) => ty.members.iter().map(|member| member.name.as_str()).collect(),
        };
        keys.extend(members.into_iter().map(|member| format!("{name}/{member}")));
        keys.insert(name.to_string());
    }
    for operation in api.operations.values().flatten() {
        keys.extend(keys_of(operation));
    }
    keys
}

fn keys_of(operation: &BoundOperation) -> impl Iterator<Item = String> {
    let id = OperationId::of_overload(operation);
    let parameters = operation.arguments.iter();
    let of_parameters: Vec<String> = parameters
        .flat_map(|argument| keys_of_parameter(&id, &argument.name))
        .collect();
    keys_of_operation(&id).into_iter().chain(of_parameters)
}
