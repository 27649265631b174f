//! What a sentence of our own can be about, with what is known of it: for those who write the sentences.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde::Serialize;

use crate::model::{
    Api, BoundOperation, EnumType, ItemType, OperationId, QName, Structured, StructuredKind, Type, TypeRef, Version,
};
use crate::routes::{PathTree, SegmentKind};
use crate::text::escaped;

/// How many lines of a fact are printed; JSON has all.
const SHOWN: usize = 40;

/// How many requests are printed: the longer paths are ways to the same.
const REQUESTS_SHOWN: usize = 6;

/// A type, action or function.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Subject {
    /// The key of its sentence in the overlay's docs.
    pub key: String,
    /// `entity type`, `complex type`, `enum type`, `action` or `function`.
    pub kind: String,
    /// The versions that have it. The facts are those of the last.
    pub versions: Vec<String>,
    /// The sentence, by version; none where nobody has written it.
    pub sentences: BTreeMap<String, String>,
    /// The type that it is derived from.
    pub base: Option<String>,
    /// The types that are derived from it.
    pub derived: Vec<String>,
    /// Members with their types, values of an enum type, parameters with their types; inherited ones are left out.
    pub members: Vec<String>,
    /// What an action or function responds.
    pub returns: Option<String>,
    /// Members, parameters and responses that are of the type.
    pub referred_to_by: Vec<String>,
    /// Actions and functions that are bound to the type.
    pub bound: Vec<String>,
    /// The requests at its places, those with the shortest paths first.
    pub requests: Vec<String>,
}

impl Subject {
    /// Whether a version that has it has no sentence for it.
    #[must_use]
    pub fn is_missing(&self) -> bool {
        self.versions
            .iter()
            .any(|version| !self.sentences.contains_key(version))
    }
}

/// All of a version, by key.
#[must_use]
pub fn subjects(api: &Api, tree: &PathTree) -> BTreeMap<String, Subject> {
    let (references, requests) = (references(api), requests(tree));
    let of_key = |map: &BTreeMap<String, Vec<String>>, key: &str| map.get(key).cloned().unwrap_or_default();
    let mut subjects = BTreeMap::new();
    for (name, ty) in &api.types {
        let mut subject = match ty {
            Type::Structured(ty) if ty.kind == StructuredKind::ActionBody => continue,
            Type::Structured(ty) => structured(api, ty),
            Type::Enum(ty) => enumeration(api.version, ty),
        };
        subject.referred_to_by = of_key(&references, &subject.key);
        subject.requests = of_key(&requests, &subject.key);
        let bound = api.operations.get(name).into_iter().flatten();
        subject.bound = bound.map(|operation| operation.name.to_string()).collect();
        subject.bound.dedup();
        subjects.insert(subject.key.clone(), subject);
    }
    for operation in api.operations.values().flatten() {
        let key = OperationId::of(operation).to_string();
        let more = bound_operation(api.version, operation, &key);
        let subject = subjects.entry(key.clone()).or_insert_with(|| Subject {
            requests: of_key(&requests, &key),
            ..more.clone()
        });
        // Another overload.
        for member in more.members {
            if !subject.members.contains(&member) {
                subject.members.push(member);
            }
        }
    }
    subjects
}

/// The same of several versions, each once, in order of their keys.
#[must_use]
pub fn merged(of_versions: impl IntoIterator<Item = BTreeMap<String, Subject>>) -> Vec<Subject> {
    let mut all: BTreeMap<String, Subject> = BTreeMap::new();
    for (key, mut subject) in of_versions.into_iter().flatten() {
        if let Some(before) = all.remove(&key) {
            subject.versions.splice(0..0, before.versions);
            subject.sentences.extend(before.sentences);
        }
        all.insert(key, subject);
    }
    all.into_values().collect()
}

/// A few lines for each, for a person.
#[must_use]
pub fn subjects_text(subjects: &[Subject]) -> String {
    let mut out = String::new();
    for subject in subjects {
        let _ = writeln!(
            out,
            "{}  ({}; {})",
            escaped(&subject.key),
            subject.kind,
            subject.versions.join(", ")
        );
        let sentences: BTreeSet<&String> = subject.sentences.values().collect();
        fact(&mut out, SHOWN, "sentence", sentences.into_iter());
        fact(&mut out, SHOWN, "base", subject.base.iter());
        fact(&mut out, SHOWN, "derived", subject.derived.iter());
        fact(&mut out, SHOWN, "members", subject.members.iter());
        fact(&mut out, SHOWN, "returns", subject.returns.iter());
        fact(&mut out, SHOWN, "referred to by", subject.referred_to_by.iter());
        fact(&mut out, SHOWN, "bound", subject.bound.iter());
        fact(&mut out, REQUESTS_SHOWN, "requests", subject.requests.iter());
    }
    out
}

fn fact<'a>(out: &mut String, shown: usize, label: &str, mut values: impl ExactSizeIterator<Item = &'a String>) {
    let mut label = label;
    for value in values.by_ref().take(shown) {
        let _ = writeln!(out, "    {label:<15} {}", escaped(value));
        label = "";
    }
    if values.len() > 0 {
        let _ = writeln!(out, "    {:<15} … {} more", "", values.len());
    }
}

fn structured(api: &Api, ty: &Structured) -> Subject {
    let kind = if ty.kind == StructuredKind::Entity {
        "entity type"
    } else {
        "complex type"
    };
    let own = ty.members.iter().filter(|member| member.declared_in == ty.name);
    Subject {
        base: ty.base.as_ref().map(QName::to_string),
        derived: ty.derived.iter().map(QName::to_string).collect(),
        members: own.map(|member| format!("{}: {}", member.name, member.ty)).collect(),
        ..subject(api.version, ty.name.to_string(), kind, ty.doc.as_ref())
    }
}

fn enumeration(version: Version, ty: &EnumType) -> Subject {
    Subject {
        members: ty.members.iter().map(|member| member.name.clone()).collect(),
        ..subject(version, ty.name.to_string(), "enum type", ty.doc.as_ref())
    }
}

fn bound_operation(version: Version, operation: &BoundOperation, key: &str) -> Subject {
    let kind = if operation.function { "function" } else { "action" };
    let parameters = operation.arguments.iter();
    Subject {
        members: parameters
            .map(|parameter| format!("{}: {}", parameter.name, parameter.ty))
            .collect(),
        returns: operation.returns.as_ref().map(TypeRef::to_string),
        ..subject(version, key.to_owned(), kind, operation.doc.as_ref())
    }
}

fn subject(version: Version, key: String, kind: &str, sentence: Option<&String>) -> Subject {
    let version = version.name().to_owned();
    Subject {
        key,
        kind: kind.to_owned(),
        sentences: sentence
            .map(|text| (version.clone(), text.clone()))
            .into_iter()
            .collect(),
        versions: vec![version],
        ..Subject::default()
    }
}

/// By type: the members, parameters and responses that are of it.
fn references(api: &Api) -> BTreeMap<String, Vec<String>> {
    let mut references: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut add = |ty: &TypeRef, from: String| {
        if let ItemType::Structured(name) | ItemType::Enum(name) = &ty.item {
            references.entry(name.to_string()).or_default().push(from);
        }
    };
    for (name, ty) in &api.types {
        let Type::Structured(ty) = ty else { continue };
        if ty.kind == StructuredKind::ActionBody {
            continue;
        }
        for member in ty.members.iter().filter(|member| member.declared_in == *name) {
            add(&member.ty, format!("{name}/{}", member.name));
        }
    }
    for operation in api.operations.values().flatten() {
        let id = OperationId::of(operation);
        for parameter in &operation.arguments {
            add(&parameter.ty, format!("parameter {} of {id}", parameter.name));
        }
        if let Some(returned) = &operation.returns {
            add(returned, format!("response of {id}"));
        }
    }
    references
}

/// By the key of a type, action or function: the requests at its places.
fn requests(tree: &PathTree) -> BTreeMap<String, Vec<String>> {
    let mut by_key: BTreeMap<String, Vec<(usize, String)>> = BTreeMap::new();
    tree.walk(&mut |node| {
        let key = match (&node.kind, &node.subject) {
            (SegmentKind::Operation(operation, _), _) => OperationId::of(operation).to_string(),
            (
                _,
                Some(TypeRef {
                    item: ItemType::Structured(name),
                    ..
                }),
            ) => name.to_string(),
            _ => return,
        };
        let requests = node.operations.iter();
        let requests = requests.map(|operation| (node.path.len(), format!("{} {}", operation.http.name(), node.path)));
        by_key.entry(key).or_default().extend(requests);
    });
    let shortest_first = |(key, mut requests): (String, Vec<(usize, String)>)| {
        requests.sort();
        (key, requests.into_iter().map(|(_, request)| request).collect())
    };
    by_key.into_iter().map(shortest_first).collect()
}
