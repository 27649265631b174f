//! What of a version is not in which cloud: the questions of the docs and of `cargo xtask operations`.

use std::collections::{BTreeMap, BTreeSet};

use super::{of_argument, of_bound, of_member};
use crate::model::{Api, BoundOperation, Cloud, Member, QName, Structured, StructuredKind, Type};
use crate::naming::memory::place_key;
use crate::routes::Method;

fn facts(api: &Api, subject: &str) -> BTreeSet<Cloud> {
    api.clouds.missing.get(subject).cloned().unwrap_or_default()
}

/// Clouds without a type; without the body of an action, where none of its actions is there.
#[must_use]
pub fn type_not_in(api: &Api, name: &QName) -> BTreeSet<Cloud> {
    match api.types.get(name) {
        Some(Type::Structured(ty)) if ty.kind == StructuredKind::ActionBody => {
            everywhere(actions(api, name).map(|action| action_not_in(api, action)))
        }
        _ => facts(api, &name.to_string()),
    }
}

/// Clouds that have the type and not this member of it.
#[must_use]
pub fn member_not_in(api: &Api, ty: &Structured, member: &Member) -> BTreeSet<Cloud> {
    let not_in: BTreeSet<Cloud> = if ty.kind == StructuredKind::ActionBody {
        everywhere(actions(api, &ty.name).map(|action| {
            let mut not_in = action_not_in(api, action);
            not_in.extend(facts(api, &of_argument(action, &member.name)));
            not_in
        }))
    } else {
        let mut not_in = facts(api, &of_member(&ty.name, &member.name));
        not_in.extend(facts(api, &of_member(&member.declared_in, &member.name)));
        not_in
    };
    not_in.difference(&type_not_in(api, &ty.name)).copied().collect()
}

/// Clouds that have the enum type and not this member of it.
#[must_use]
pub fn value_not_in(api: &Api, ty: &QName, member: &str) -> BTreeSet<Cloud> {
    facts(api, &of_member(ty, member))
}

/// Clouds without an operation, each with the part of the path that is missing there: the path itself, or what it
/// leads over.
#[must_use]
pub fn operation_not_in<'a>(api: &Api, method: Method, path: &'a str) -> BTreeMap<Cloud, &'a str> {
    let mut not_in = path_not_in(api, path);
    if !api.clouds.missing.is_empty() {
        for cloud in facts(api, &super::of_operation(method, path)) {
            not_in.entry(cloud).or_insert(path);
        }
    }
    not_in
}

/// Clouds without anything at a path and below it, as [`operation_not_in`].
#[must_use]
pub fn path_not_in<'a>(api: &Api, path: &'a str) -> BTreeMap<Cloud, &'a str> {
    let mut not_in = BTreeMap::new();
    if !api.clouds.missing.is_empty() {
        for way in ways(path) {
            for cloud in facts(api, &place_key(way)) {
                not_in.entry(cloud).or_insert(way);
            }
        }
    }
    not_in
}

/// The clouds as a sentence names them: `the China cloud and the US Government clouds`.
#[must_use]
pub fn clouds_in_words(clouds: &BTreeSet<Cloud>) -> String {
    clouds
        .iter()
        .map(|cloud| cloud.in_words())
        .collect::<Vec<_>>()
        .join(" and ")
}

/// A path and those that it leads over: `/a`, `/a/{}`, `/a/{}/b`.
pub(super) fn ways(path: &str) -> impl Iterator<Item = &str> {
    let ends = path.match_indices('/').map(|(at, _)| at).skip(1).chain([path.len()]);
    ends.filter_map(|end| path.get(..end))
}

/// The type's own facts are the action's, where the type that it is bound to is missing as a whole.
fn action_not_in(api: &Api, action: &BoundOperation) -> BTreeSet<Cloud> {
    let mut not_in = facts(api, &of_bound(action));
    not_in.extend(facts(api, &action.binding.to_string()));
    not_in
}

fn actions<'a>(api: &'a Api, body: &'a QName) -> impl Iterator<Item = &'a BoundOperation> {
    let actions = api.structured(body).into_iter().flat_map(|ty| &ty.body_of);
    let bindings: BTreeSet<&QName> = actions.map(|action| &action.binding.ty).collect();
    let operations = bindings
        .into_iter()
        .filter_map(|binding| api.operations.get(binding))
        .flatten();
    operations.filter(move |operation| operation.body.as_ref() == Some(body))
}

/// What all of the sets have.
fn everywhere(mut sets: impl Iterator<Item = BTreeSet<Cloud>>) -> BTreeSet<Cloud> {
    let first = sets.next().unwrap_or_default();
    sets.fold(first, |all, set| all.intersection(&set).copied().collect())
}
