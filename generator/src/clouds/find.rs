//! Compares a cloud's CSDL document with the model: what of ours is not there.
//!
//! Types, members and bound operations are there when the document declares them, selected or not. The clouds publish
//! no OpenAPI document, so our own routes are tied once more, to the cloud's model: what is below a segment that stands
//! for nothing there is missing.

use std::collections::{BTreeMap, BTreeSet};

use super::{of_argument, of_bound, of_member, of_operation};
use crate::csdl;
use crate::csdl::index::{Bound, Index};
use crate::error::Result;
use crate::import::fixups;
use crate::model::{Api, BoundOperation, FindingKind, QName, Structured, StructuredKind, Type};
use crate::naming::case::Case;
use crate::naming::memory::place_key;
use crate::openapi::{self, Document, Location, OrRef};
use crate::overlay::Overlay;
use crate::resolve::select;
use crate::resolve::{is_optional, resolve};
use crate::routes::{CallKind, Method};
use crate::routes::{Node, PathTree, PermissionTable, SegmentKind, resolve_paths};

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
    /// Every operation that is missing, by path as the OpenAPI document writes it; those below [`Missing::segments`] too.
    pub operations: BTreeSet<(String, Method)>,
}

impl Missing {
    /// The subjects of `clouds.yaml`: operations below a missing segment are told by the segment alone.
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

/// What a cloud lacks of the version that `api` and `tree` are of. `file` is the name of its CSDL document, for errors.
///
/// A type of the overlay's supplement is in no metadata, so nothing is said of it.
///
/// # Errors
/// When the text is no whole CSDL document, lacks the entity container's roots, or contradicts itself; the error names the place.
pub fn of_cloud(api: &Api, tree: &PathTree, overlay: &Overlay, file: &str, text: &str) -> Result<Missing> {
    let mut document = csdl::read(file, text)?;
    // What the overlay has to mend or to cut here need not be there: these findings are of our own documents.
    fixups::apply(&mut document, &overlay.fixups, api.version);
    let index = Index::new(&document)?;
    let selected = select(&index, &overlay.selection, api.version)?;
    let there = resolve(&index, &selected, overlay, api.version, &|_| false)?;

    let mut missing = Missing::default();
    let supplement = overlay.supplement(api.version);
    let supplemented: BTreeSet<QName> = supplement
        .into_iter()
        .flat_map(|supplement| &supplement.schemas)
        .flat_map(|schema| {
            let names = schema.structured_types.iter();
            names.map(move |ty| QName::new(&schema.namespace, &ty.name))
        })
        .collect();
    for (name, ty) in api.types.iter().filter(|(name, _)| !supplemented.contains(*name)) {
        match ty {
            Type::Structured(ty) if ty.kind == StructuredKind::ActionBody => {}
            Type::Structured(ty) if index.structured.contains_key(name) => members(&index, ty, &mut missing),
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
        if index.structured.contains_key(&operation.binding) {
            bound(&index, operation, &mut missing);
        }
    }
    operations(api, &there, tree, overlay, &mut missing)?;
    Ok(missing)
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
        let told_at_base = member.declared_in != ty.name
            && index.structured.contains_key(&member.declared_in)
            && !has_member(index, &member.declared_in, &member.name);
        if !told_at_base && !has_member(index, &ty.name, &member.name) {
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

/// How far the way to an operation has a meaning.
#[derive(Debug, PartialEq, Eq)]
enum Way {
    /// All of it.
    Whole,
    /// Its segments; the method has none.
    NoMethod,
    /// Up to this segment.
    EndsAt(String),
}

fn operations(ours: &Api, theirs: &Api, tree: &PathTree, overlay: &Overlay, missing: &mut Missing) -> Result<()> {
    let document = document(tree);
    let case = Case::new(overlay.case.exceptions.clone());
    // Ours are tied again too, so that what our own model cannot tie is held against no cloud.
    let known = ways(ours, &document, &case)?;
    let mut there = ways(theirs, &document, &case)?;
    for ((path, method), here) in known {
        let key = (path, method);
        let Some(there) = there.remove(&key) else { continue };
        match (here, there) {
            (Way::Whole, Way::NoMethod) => {}
            (Way::Whole | Way::NoMethod, Way::EndsAt(segment)) => {
                missing.segments.insert(place_key(&segment));
            }
            (Way::EndsAt(here), Way::EndsAt(segment)) if segment.len() < here.len() => {
                missing.segments.insert(place_key(&segment));
            }
            _ => continue,
        }
        missing.operations.insert(key);
    }
    Ok(())
}

/// The operations of a tree as a document: paths and methods, no types.
fn document(tree: &PathTree) -> Document {
    let mut document = Document::default();
    tree.walk(&mut |node| {
        let Some(path) = &node.written else { return };
        let item = document.paths.entry(path.clone()).or_default();
        for tied in &node.operations {
            let method = match tied.http {
                Method::Get => openapi::Method::Get,
                Method::Post => openapi::Method::Post,
                Method::Patch => openapi::Method::Patch,
                Method::Put => openapi::Method::Put,
                Method::Delete => openapi::Method::Delete,
            };
            let mut operation = openapi::Operation::default();
            // By this parameter a reference of a collection is known to be removed by its URL.
            if tied.kind == CallKind::RemoveReferenceById {
                operation.parameters.push(OrRef::Item(openapi::Parameter {
                    name: "@id".to_owned(),
                    location: Location::Query,
                    required: true,
                    deprecated: false,
                    explode: None,
                    style: None,
                    schema: None,
                    content: BTreeMap::new(),
                    key_type: None,
                }));
            }
            item.operations.insert(method, operation);
        }
    });
    document
}

fn ways(api: &Api, document: &Document, case: &Case) -> Result<BTreeMap<(String, Method), Way>> {
    let mut findings = Vec::new();
    let tree = resolve_paths(api, document, &PermissionTable::new(), case, &mut findings)?;
    let no_method: BTreeSet<&str> = findings
        .iter()
        .filter(|finding| finding.kind == FindingKind::UnresolvedOperation)
        .map(|finding| finding.place.as_str())
        .collect();
    let mut ways = BTreeMap::new();
    for root in &tree.roots {
        follow(root, None, &no_method, &mut ways);
    }
    Ok(ways)
}

fn follow<'a>(
    node: &'a Node,
    ended: Option<&'a str>,
    no_method: &BTreeSet<&str>,
    ways: &mut BTreeMap<(String, Method), Way>,
) {
    let ended = ended.or_else(|| matches!(node.kind, SegmentKind::Unresolved(_)).then_some(node.path.as_str()));
    for tied in &node.operations {
        let path = node.written.as_ref().unwrap_or(&node.path);
        let way = match ended {
            Some(segment) => Way::EndsAt(segment.to_owned()),
            None if no_method.contains(format!("{} {path}", tied.http.name()).as_str()) => Way::NoMethod,
            None => Way::Whole,
        };
        ways.insert((path.clone(), tied.http), way);
    }
    for child in &node.children {
        follow(child, ended, no_method, ways);
    }
}
