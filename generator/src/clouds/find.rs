//! Compares a cloud with our version: what of ours is not there.
//!
//! Types, members and bound operations are there when the cloud's document declares them, selected or not. The clouds
//! publish no OpenAPI document, so its side is made with our paths: what is below a segment that stands for nothing
//! there is missing. Nothing is resolved here.

use std::collections::BTreeSet;

use super::{of_argument, of_bound, of_member, of_operation};
use crate::csdl::index::{Bound, Index};
use crate::csdl::{self, Document};
use crate::error::Result;
use crate::model::{Api, BoundOperation, Method, QName, Structured, StructuredKind, Type};
use crate::naming::memory::place_key;
use crate::resolve::is_optional;
use crate::routes::{PathTree, Unresolved, UnresolvedOperations};

/// What one cloud lacks of a version. Each list is sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Missing {
    /// Entity, complex and enum types.
    pub types: BTreeSet<QName>,
    /// Members of structured types that the cloud has, where they are declared.
    pub members: BTreeSet<(QName, String)>,
    /// Members of enum types that the cloud has.
    pub values: BTreeSet<(QName, String)>,
    /// Actions and functions of types that the cloud has, as `microsoft.graph.water of microsoft.graph.plant`.
    pub bound: BTreeSet<String>,
    /// Arguments of actions that the cloud has, as `microsoft.graph.water/litres of microsoft.graph.plant`.
    pub arguments: BTreeSet<String>,
    /// Segments that stand for nothing there, without the names of parameters: `/garden/plants/{}/water`.
    pub segments: BTreeSet<String>,
    /// Every operation that is missing, by path as the OpenAPI document writes it; those below [`Missing::segments`]
    /// too.
    pub operations: BTreeSet<(String, Method)>,
}

impl Missing {
    /// The subjects of `clouds.yaml`: the segment alone stands for the operations below it.
    #[must_use]
    pub fn subjects(&self) -> BTreeSet<String> {
        let types = self.types.iter().map(ToString::to_string);
        let members = self.members.iter().chain(&self.values);
        let members = members.map(|(ty, member)| of_member(ty, member));
        let bound = self.bound.iter().chain(&self.arguments).chain(&self.segments).cloned();
        let operations = self.operations.iter().filter(|(path, _)| {
            let path = place_key(path);
            !super::lookup::ways(&path).any(|way| self.segments.contains(way))
        });
        let operations = operations.map(|(path, method)| of_operation(*method, path));
        types.chain(members).chain(bound).chain(operations).collect()
    }
}

/// One side of a comparison: types and paths with their meaning.
#[derive(Clone, Copy, Debug)]
pub struct Side<'a> {
    /// The CSDL document as the overlay amends it.
    pub csdl: &'a Document,
    /// The selected types.
    pub api: &'a Api,
    /// The paths.
    pub tree: &'a PathTree,
    /// The operations of the paths that do not resolve.
    pub unresolved: &'a UnresolvedOperations,
}

/// What a cloud lacks of our version. Its side has our paths.
///
/// A type of the overlay's supplement is in no metadata, so nothing is said of it.
///
/// # Errors
/// When the cloud's document contradicts itself; the error names the place.
pub fn missing(ours: &Side<'_>, theirs: &Side<'_>) -> Result<Missing> {
    let index = Index::new(theirs.csdl)?;
    let supplemented = supplemented(ours.csdl);
    let api = ours.api;
    let mut missing = Missing::default();
    for (name, ty) in api.types.iter().filter(|(name, _)| !supplemented.contains(*name)) {
        match ty {
            Type::Structured(ty) if ty.kind == StructuredKind::ActionBody => {}
            Type::Structured(ty) if declares(&index, name) => members(&index, ty, &mut missing),
            Type::Enum(ty) if index.enums.contains_key(name) => {
                let there: BTreeSet<&str> = index
                    .enums
                    .get(name)
                    .into_iter()
                    .flat_map(|ty| ty.members.iter().map(|member| member.name.as_str()))
                    .collect();
                let absent = ty.members.iter().filter(|member| !there.contains(member.name.as_str()));
                missing
                    .values
                    .extend(absent.map(|member| (name.clone(), member.name.clone())));
            }
            Type::Structured(_) | Type::Enum(_) => {
                missing.types.insert(name.clone());
            }
        }
    }
    for operation in api.operations.values().flatten() {
        if declares(&index, &operation.binding) {
            bound(&index, operation, &mut missing);
        }
    }
    operations(ours, theirs, &mut missing);
    Ok(missing)
}

/// The types of a document that its supplement added.
fn supplemented(document: &Document) -> BTreeSet<QName> {
    let schemas = document.schemas.iter();
    let types = schemas.flat_map(|schema| {
        let types = schema.structured_types.iter().filter(|ty| ty.at.in_supplement);
        types.map(|ty| QName::new(&schema.namespace, &ty.name))
    });
    types.collect()
}

/// Whether the document itself declares an entity or complex type, not its supplement.
fn declares(index: &Index<'_>, name: &QName) -> bool {
    index.structured.get(name).is_some_and(|ty| !ty.at.in_supplement)
}

fn has_member(index: &Index<'_>, ty: &QName, member: &str) -> bool {
    let lineage = index.lineage(ty).filter_map(|name| index.structured.get(name));
    lineage.into_iter().any(|ty| {
        ty.properties.iter().any(|property| property.name == member)
            || ty.navigation_properties.iter().any(|property| property.name == member)
    })
}

fn members(index: &Index<'_>, ty: &Structured, missing: &mut Missing) {
    for member in &ty.members {
        let is_at_base = member.declared_in != ty.name
            && index.structured.contains_key(&member.declared_in)
            && !has_member(index, &member.declared_in, &member.name);
        if !is_at_base && !has_member(index, &ty.name, &member.name) {
            missing.members.insert((ty.name.clone(), member.name.clone()));
        }
    }
}

fn bound(index: &Index<'_>, ours: &BoundOperation, missing: &mut Missing) {
    let same = |bound: &&Bound<'_>| {
        bound.namespace == ours.name.namespace()
            && bound.name() == ours.name.name()
            && bound.on_collection == ours.on_collection
            && (bound.operation.kind == csdl::OperationKind::Function) == ours.function
    };
    let has = |bound: &Bound<'_>, argument: &str| bound.arguments().iter().any(|other| other.name == argument);
    let there: Vec<&Bound<'_>> = index
        .lineage(&ours.binding)
        .filter_map(|name| index.bound.get(name))
        .flatten()
        .filter(same)
        .collect();
    if ours.function {
        // Overloads differ in their arguments; one that may be left out makes no other function.
        let callable = |bound: &Bound<'_>| {
            ours.arguments
                .iter()
                .all(|argument| argument.optional || has(bound, &argument.name))
                && bound.arguments().iter().all(|argument| {
                    is_optional(argument) || ours.arguments.iter().any(|other| other.name == argument.name)
                })
        };
        if !there.iter().any(|bound| callable(bound)) {
            missing.bound.insert(of_bound(ours));
        }
    } else if there.is_empty() {
        missing.bound.insert(of_bound(ours));
    } else {
        let absent = ours
            .arguments
            .iter()
            .filter(|argument| !there.iter().any(|bound| has(bound, &argument.name)));
        missing
            .arguments
            .extend(absent.map(|argument| of_argument(ours, &argument.name)));
    }
}

/// The operations that have a meaning here and none there, or one that ends earlier on the way: what our own side does
/// not resolve is held against no cloud.
fn operations(ours: &Side<'_>, theirs: &Side<'_>, missing: &mut Missing) {
    ours.tree.walk(&mut |node| {
        let Some(path) = &node.written else { return };
        for operation in &node.operations {
            let here = ours.unresolved.get(path, operation.http);
            let segment = match (here, theirs.unresolved.get(path, operation.http)) {
                (None, Some(Unresolved::Method)) => None,
                (None | Some(Unresolved::Method), Some(Unresolved::Segment(segment))) => Some(segment),
                (Some(Unresolved::Segment(here)), Some(Unresolved::Segment(segment))) if segment.len() < here.len() => {
                    Some(segment)
                }
                _ => continue,
            };
            missing.segments.extend(segment.map(|segment| place_key(segment)));
            missing.operations.insert((path.clone(), operation.http));
        }
    });
}
