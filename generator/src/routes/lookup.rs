//! What a segment can stand for, by its name: a path is looked up, not searched for, however much a type has.

use std::collections::{BTreeMap, BTreeSet};

use super::segments::Argument;
use crate::model::{Api, BoundOperation, Member, QName, Type};

/// The members, streams, actions, functions and annotated targets of an API by their names.
pub(super) struct Lookup<'a> {
    members: BTreeMap<&'a QName, BTreeMap<&'a str, &'a Member>>,
    streams: BTreeMap<&'a QName, BTreeSet<&'a str>>,
    operations: BTreeMap<Called<'a>, Overloads<'a>>,
    targets: BTreeMap<&'a str, Vec<&'a String>>,
}

/// An action or function as a path calls it: its binding, whether that is a collection, and its name.
type Called<'a> = (&'a QName, bool, String);

/// Overloads in their order.
#[derive(Default)]
struct Overloads<'a> {
    /// Those that can be called without arguments.
    bare: Vec<&'a BoundOperation>,
    /// Those that have an argument.
    having: BTreeMap<&'a str, Vec<&'a BoundOperation>>,
}

impl<'a> Lookup<'a> {
    pub(super) fn new(api: &'a Api) -> Self {
        let mut lookup = Self {
            members: BTreeMap::new(),
            streams: BTreeMap::new(),
            operations: BTreeMap::new(),
            targets: BTreeMap::new(),
        };
        for (name, ty) in &api.types {
            let Type::Structured(ty) = ty else { continue };
            let members = ty.members.iter().map(|member| (member.name.as_str(), member));
            lookup.members.insert(name, members.collect());
            if !ty.streams.is_empty() {
                lookup
                    .streams
                    .insert(name, ty.streams.iter().map(String::as_str).collect());
            }
        }
        for (binding, operations) in &api.operations {
            for operation in operations {
                for called in spellings(&operation.name) {
                    let key = (binding, operation.on_collection, called);
                    lookup.operations.entry(key).or_default().add(operation);
                }
            }
        }
        for target in api.capabilities.keys() {
            if let Some((_, last)) = target.rsplit_once('/') {
                lookup.targets.entry(last).or_default().push(target);
            }
        }
        lookup
    }

    /// A member of a type, own or inherited.
    pub(super) fn member(&self, ty: &QName, name: &str) -> Option<&'a Member> {
        self.members.get(ty)?.get(name).copied()
    }

    /// Whether a type has a stream of that name, own or inherited.
    pub(super) fn has_stream(&self, ty: &QName, name: &str) -> bool {
        self.streams.get(ty).is_some_and(|streams| streams.contains(name))
    }

    /// The first overload bound to `binding` itself that can be called so; `arguments` are those between the
    /// parentheses, where there are any.
    pub(super) fn operation(
        &self,
        binding: &QName,
        on_collection: bool,
        name: &str,
        arguments: Option<&[Argument]>,
    ) -> Option<&'a BoundOperation> {
        // The type of the key asks for the life time of the table's.
        let (binding, _) = self.members.get_key_value(binding)?;
        let overloads = self.operations.get(&(*binding, on_collection, name.to_owned()))?;
        let given = arguments.unwrap_or_default();
        // Each of the given arguments must be declared, so the one that fewest overloads have leads to all that can be
        // meant.
        let having = given
            .iter()
            .map(|argument| {
                overloads
                    .having
                    .get(argument.name.as_str())
                    .map_or(&[][..], Vec::as_slice)
            })
            .min_by_key(|having| having.len());
        having.unwrap_or(&overloads.bare).iter().copied().find(|operation| {
            if !operation.function {
                return arguments.is_none();
            }
            let declares = |name: &String| operation.arguments.iter().any(|declared| declared.name == *name);
            given.iter().all(|argument| declares(&argument.name))
                && operation
                    .arguments
                    .iter()
                    .all(|declared| declared.optional || given.iter().any(|argument| argument.name == declared.name))
        })
    }

    /// Annotated targets whose last part has that name, in order.
    pub(super) fn targets(&self, last: &str) -> impl Iterator<Item = &'a String> {
        self.targets.get(last).into_iter().flatten().copied()
    }
}

impl<'a> Overloads<'a> {
    fn add(&mut self, operation: &'a BoundOperation) {
        let optional = operation.arguments.iter().all(|argument| argument.optional);
        if !operation.function || optional {
            self.bare.push(operation);
        }
        for argument in &operation.arguments {
            self.having.entry(&argument.name).or_default().push(operation);
        }
    }
}

/// How a path may write the name: in full, without `microsoft.`, and for those of `microsoft.graph` alone.
fn spellings(name: &QName) -> impl Iterator<Item = String> {
    let full = name.to_string();
    let short = full.strip_prefix("microsoft.").map(str::to_owned);
    let bare = (name.namespace() == "microsoft.graph").then(|| name.name().to_owned());
    // A namespace `microsoft` would give one of them twice.
    let all: BTreeSet<String> = [Some(full), short, bare].into_iter().flatten().collect();
    all.into_iter()
}
