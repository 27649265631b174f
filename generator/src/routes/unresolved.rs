//! What of the paths does not resolve: operations whose segments or methods stand for nothing in the CSDL document.
//!
//! The tree keeps them where the two documents belong together. Where the paths are known of another CSDL document,
//! [`PathTree::keep_resolved`] takes them out; a comparison of clouds asks how far the way to each led.

use std::collections::{BTreeMap, BTreeSet};

use super::tree::{Node, PathTree, SegmentKind};
use crate::model::{Finding, FindingKind, Method};

/// Why an operation does not resolve.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unresolved {
    /// Its segments stand for something there, and its method has no meaning at the last of them.
    Method,
    /// The first segment on the way that stands for nothing, as the path down to it.
    Segment(String),
}

/// The operations that do not resolve, by path (as the OpenAPI document writes it) and method.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnresolvedOperations(BTreeMap<String, BTreeMap<Method, Unresolved>>);

impl UnresolvedOperations {
    /// Reads them off a tree from which nothing was taken. `findings` are those of its resolution: they name the
    /// methods without a meaning.
    #[must_use]
    pub fn of(tree: &PathTree, findings: &[Finding]) -> Self {
        let without_meaning = findings
            .iter()
            .filter(|finding| finding.kind == FindingKind::UnresolvedOperation)
            .map(|finding| finding.place.as_str())
            .collect();
        let mut found = Self::default();
        for root in &tree.roots {
            found.add(root, None, &without_meaning);
        }
        found
    }

    fn add(&mut self, node: &Node, above: Option<&str>, without_meaning: &BTreeSet<&str>) {
        let own = matches!(node.kind, SegmentKind::Unresolved(_)).then_some(node.path.as_str());
        let segment = above.or(own);
        let path = node.written.as_ref().unwrap_or(&node.path);
        for operation in &node.operations {
            let has_no_meaning = || {
                !without_meaning.is_empty()
                    && without_meaning.contains(format!("{} {path}", operation.http.name()).as_str())
            };
            let why = match segment {
                Some(segment) => Unresolved::Segment(segment.to_owned()),
                None if has_no_meaning() => Unresolved::Method,
                None => continue,
            };
            self.0.entry(path.clone()).or_default().insert(operation.http, why);
        }
        for child in &node.children {
            self.add(child, segment, without_meaning);
        }
    }

    /// Why an operation does not resolve; nothing where it does.
    #[must_use]
    pub fn get(&self, path: &str, method: Method) -> Option<&Unresolved> {
        self.0.get(path)?.get(&method)
    }
}

impl PathTree {
    /// Takes out what does not resolve: segments that stand for nothing, with all below them, and `unresolved`
    /// operations. For paths that are known of another CSDL document: this one does not have them.
    pub fn keep_resolved(&mut self, unresolved: &UnresolvedOperations) {
        fn go(nodes: &mut Vec<Node>, unresolved: &UnresolvedOperations) {
            nodes.retain(|node| !matches!(node.kind, SegmentKind::Unresolved(_)));
            for node in nodes.iter_mut() {
                if let Some(path) = &node.written {
                    node.operations
                        .retain(|operation| unresolved.get(path, operation.http).is_none());
                }
                go(&mut node.children, unresolved);
            }
            nodes.retain(|node| !node.operations.is_empty() || !node.children.is_empty());
        }
        go(&mut self.roots, unresolved);
    }
}
