//! Which page of Graph's reference is about an operation.
//!
//! Pages are named by rule: `accesspackage-get`, `entitlementmanagement-post-accesspackages`. No document says which of
//! them there are, so the overlay lists those that are known (`pages.yaml`); an operation has a page where a name that
//! the rule gives it is in the list.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Finding, FindingKind, ItemType, Method, QName, TypeRef, Version};
use crate::overlay::Pages;
use crate::routes::{CallKind, Node, PathTree, SegmentKind};

/// The pages of a version's operations: by method and path as the document writes it, the page's name.
pub type OperationPages = BTreeMap<(Method, String), String>;

/// The pages of a tree's operations.
#[must_use]
pub fn of_tree(tree: &PathTree, pages: &Pages, version: Version) -> OperationPages {
    let known: BTreeSet<&str> = pages.of(version).collect();
    let mut found = OperationPages::new();
    if !known.is_empty() {
        for root in &tree.roots {
            add(root, None, &known, &mut found);
        }
    }
    found
}

/// Pages of the list that are about no operation.
#[must_use]
pub fn unused(found: &OperationPages, pages: &Pages, version: Version) -> Vec<Finding> {
    let used: BTreeSet<&str> = found.values().map(String::as_str).collect();
    let unused = pages.of(version).filter(|page| !used.contains(page));
    let what = "pages.yaml names the page and no operation is called so";
    unused
        .map(|page| Finding::new(FindingKind::OverlayUnused, page, what))
        .collect()
}

fn add(node: &Node, above: Option<&Node>, known: &BTreeSet<&str>, found: &mut OperationPages) {
    for operation in &node.operations {
        let page = names(node, above, operation.kind)
            .into_iter()
            .find(|name| known.contains(name.as_str()));
        if let Some(page) = page {
            let path = node.written.as_ref().unwrap_or(&node.path);
            found.insert((operation.http, path.clone()), page);
        }
    }
    for child in &node.children {
        // A collection's key, its `$count` and `$ref` belong to what the collection belongs to.
        let above = match child.kind {
            SegmentKind::Key(_) | SegmentKind::AlternateKey(_) | SegmentKind::Reference | SegmentKind::Count(_) => {
                above
            }
            _ => Some(node),
        };
        add(child, above, known, found);
    }
}

/// What the page of an operation may be called, by rule; the likeliest first.
fn names(node: &Node, above: Option<&Node>, kind: CallKind) -> Vec<String> {
    if let SegmentKind::Operation(operation, _) = &node.kind {
        return vec![format!(
            "{}-{}",
            of_type(&operation.binding),
            operation.name.name().to_lowercase()
        )];
    }
    let own = node.subject.as_ref().and_then(type_name);
    let owner = above.and_then(|above| above.subject.as_ref()).and_then(type_name);
    let verb = match kind {
        CallKind::Get => "get",
        CallKind::List | CallKind::ListReferences => "list",
        CallKind::Create | CallKind::AddReference => "post",
        CallKind::Update | CallKind::Replace => "update",
        CallKind::Delete | CallKind::RemoveReference | CallKind::RemoveReferenceById => "delete",
        _ => return Vec::new(),
    };
    let of_owner = owner.into_iter().flat_map(|owner| {
        let segment = segment(node).to_lowercase();
        let single = segment
            .strip_suffix('s')
            .map(|single| format!("{owner}-{verb}-{single}"));
        [Some(format!("{owner}-{verb}-{segment}")), single]
            .into_iter()
            .flatten()
    });
    let of_own = own.map(|own| format!("{own}-{verb}"));
    match kind {
        CallKind::Get | CallKind::Update | CallKind::Replace | CallKind::Delete => of_own.into_iter().collect(),
        CallKind::List | CallKind::Create => of_owner.chain(of_own).collect(),
        _ => of_owner.collect(),
    }
}

/// The property that a node stands for, whatever its keys and `$ref`.
fn segment(node: &Node) -> &str {
    let segments = node.path.rsplit('/');
    let mut named = segments.filter(|segment| !segment.starts_with(['{', '$']));
    named
        .next()
        .and_then(|segment| segment.split('(').next())
        .unwrap_or_default()
}

fn type_name(ty: &TypeRef) -> Option<String> {
    match &ty.item {
        ItemType::Structured(name) => Some(of_type(name)),
        _ => None,
    }
}

/// The address of a page about an operation.
#[must_use]
pub fn address(page: &str, version: Version) -> String {
    format!(
        "https://learn.microsoft.com/graph/api/{page}?view={}",
        version.docs_view()
    )
}

/// The address of the page about a type: it follows from the name.
#[must_use]
pub fn address_of_type(name: &QName, version: Version) -> String {
    address(&format!("resources/{}", of_type(name)), version)
}

/// A type as the names of pages begin: `accesspackage`, `identitygovernance-workflow`.
fn of_type(name: &QName) -> String {
    let page = match name.namespace().strip_prefix("microsoft.graph.") {
        Some(below) => format!("{}-{}", below.replace('.', "-"), name.name()),
        None => name.name().to_owned(),
    };
    page.to_lowercase()
}
