//! What the national clouds lack of a version.
//!
//! [`find`] compares a cloud's CSDL document with the model, [`file`](mod@file) is `schemas/<version>/clouds.yaml`,
//! [`lookup`] answers what is not in which cloud.
//!
//! A fact is a subject and the clouds that lack it. The subjects:
//!
//! A function has the names of its arguments in parentheses.
//!
//! | subject | what is missing |
//! |---|---|
//! | `microsoft.graph.plant` | a type; its members are not listed too |
//! | `microsoft.graph.plant/name` | a member, or a member of an enum; an inherited one where it is declared |
//! | `microsoft.graph.water of microsoft.graph.plant` | a bound action or function |
//! | `microsoft.graph.water/litres of microsoft.graph.plant` | an argument of an action |
//! | `/garden/plants/{}/water` | a segment, and so every operation at it and below it |
//! | `PUT /garden/plants/{}` | an operation whose segment is there and has no such method |

pub mod file;
pub mod find;
pub mod lookup;

use std::collections::BTreeSet;

use crate::model::{Api, BoundOperation, Finding, FindingKind, QName, Type};
use crate::naming::memory::place_key;
use crate::routes::Method;
use crate::routes::PathTree;

fn of_member(ty: &QName, member: &str) -> String {
    format!("{ty}/{member}")
}

fn of_bound(operation: &BoundOperation) -> String {
    let arguments: Vec<&str> = operation
        .arguments
        .iter()
        .map(|argument| argument.name.as_str())
        .collect();
    let arguments = if operation.function {
        format!("({})", arguments.join(","))
    } else {
        String::new()
    };
    format!("{}{arguments} of {}", operation.name, bound_to(operation))
}

fn of_argument(operation: &BoundOperation, argument: &str) -> String {
    format!("{}/{argument} of {}", operation.name, bound_to(operation))
}

fn bound_to(operation: &BoundOperation) -> String {
    if operation.on_collection {
        format!("Collection({})", operation.binding)
    } else {
        operation.binding.to_string()
    }
}

fn of_operation(method: Method, path: &str) -> String {
    format!("{} {}", method.name(), place_key(path))
}

/// Facts about what is not in the crate, or is no longer.
#[must_use]
pub fn unused(api: &Api, tree: &PathTree) -> Vec<Finding> {
    if api.clouds.missing.is_empty() {
        return Vec::new();
    }
    let mut known: BTreeSet<String> = BTreeSet::new();
    for (name, ty) in &api.types {
        known.insert(name.to_string());
        match ty {
            Type::Structured(ty) => known.extend(ty.members.iter().map(|member| of_member(name, &member.name))),
            Type::Enum(ty) => known.extend(ty.members.iter().map(|member| of_member(name, &member.name))),
        }
    }
    for operation in api.operations.values().flatten() {
        known.insert(of_bound(operation));
        let arguments = operation.arguments.iter();
        known.extend(arguments.map(|argument| of_argument(operation, &argument.name)));
    }
    tree.walk(&mut |node| {
        known.insert(place_key(&node.path));
        let operations = node.operations.iter();
        known.extend(operations.map(|operation| of_operation(operation.http, &node.path)));
    });
    let missing = api.clouds.missing.keys();
    missing
        .filter(|subject| !known.contains(*subject))
        .map(|subject| {
            let what = "clouds.yaml names it and it is not there";
            Finding::new(FindingKind::OverlayUnused, subject, what)
        })
        .collect()
}
