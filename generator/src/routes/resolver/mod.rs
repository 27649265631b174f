//! Resolves the paths of the OpenAPI document against the model: what each segment stands for, and what each operation
//! does.
//!
//! Where the two documents disagree, and what resolves to nothing, is a finding.
//!
//! | module | what it does |
//! |---|---|
//! | `context` | holds what paths are resolved against |
//! | `segment` | finds what a segment stands for, with its `keys` and `parameters` |
//! | `operation` | resolves an operation: what its method does (`method`), which query options it takes (`options`) |
//! | `targets` | names what capability annotations may stand on |
//! | `compare` | holds the CSDL's types against the OpenAPI document's |
//!
//! This module walks the tree. It knows no builders; its only Rust is the names of parameters.

mod compare;
mod context;
mod keys;
mod method;
mod operation;
mod options;
mod parameters;
mod segment;
mod targets;

use std::collections::{BTreeMap, BTreeSet};

use self::context::Context;
use self::operation::Written;
use self::parameters::{segment_text, why_unsendable};
use self::segment::{ResolvedSegment, SegmentPlace};
use super::lookup::Lookup;
use super::segments::{Part, pointer, split};
use super::tree::{Node, PathTree, PermissionTable, SegmentKind};
use super::trie::PathTrie;
use super::wire_type::Wire;
use crate::error::{Error, ErrorKind, Place};
use crate::model::{Api, Finding};
use crate::naming::case::Case;
use crate::openapi::Document;
use crate::source::quoted;

/// Resolves the paths of a document against the model. Findings are appended to `findings`, in no order.
///
/// # Errors
/// When a path is no template, or a path's parameter has no name that Rust can spell.
pub fn resolve_paths(
    api: &Api,
    document: &Document,
    permissions: &PermissionTable,
    case: &Case,
    findings: &mut Vec<Finding>,
) -> Result<PathTree, Error> {
    let trie = by_segments(document)?;
    let mut resolver = PathResolver {
        context: Context {
            api,
            document,
            wire: Wire::new(document),
            lookup: Lookup::new(api),
            permissions,
            case,
        },
        findings,
    };
    let roots = resolver.children(None, &trie, false)?;
    Ok(PathTree { roots })
}

/// The paths of a document by their segments.
fn by_segments(document: &Document) -> Result<PathTrie, Error> {
    let mut trie = PathTrie::default();
    for path in document.paths.keys() {
        let fault = |kind, what: String| {
            let place = Place::path(&document.file, format!("#/paths/{}", pointer(path)));
            Error::new(kind, place, format!("{} {what}", quoted(path)))
        };
        let parts = split(path).map_err(|what| fault(ErrorKind::Value, format!("is no path template: {what}")))?;
        if let Some(other) = trie.insert(parts, path) {
            let what = format!(
                "is the same path as {}: only the names of its parameters differ",
                quoted(&other)
            );
            return Err(fault(ErrorKind::Duplicate, what));
        }
    }
    Ok(trie)
}

struct PathResolver<'a> {
    context: Context<'a>,
    findings: &'a mut Vec<Finding>,
}

impl PathResolver<'_> {
    /// The node of a segment, with its operations and all below it. `above` is the template that leads to its parent.
    fn node(
        &mut self,
        segment: &str,
        trie: &PathTrie,
        parent: Option<&Node>,
        above: &str,
        deprecated_above: bool,
    ) -> Result<Node, Error> {
        let document = self.context.document;
        let item = trie.path.as_ref().and_then(|path| document.paths.get(path));
        let mut resolved = match &trie.part {
            Some(part) => {
                let path = format!("{above}/{segment}");
                let place = SegmentPlace { path: &path, item };
                self.context.segment(part, parent, place, self.findings)?
            }
            None => ResolvedSegment::of_nothing(),
        };
        let mut obstacle = None;
        if let SegmentKind::Unresolved(parameters) = &mut resolved.kind {
            match self.context.parameters_by_document(trie) {
                Ok(declared) => *parameters = declared,
                Err(why) => obstacle = Some(why),
            }
        }
        let segment = match &trie.part {
            Some(Part::Call { name, arguments }) => segment_text(name, arguments, &resolved.kind),
            _ => segment.to_owned(),
        };
        let path = format!("{above}/{segment}");
        let obstacle = obstacle
            .or_else(|| why_unsendable(&resolved.kind, parent.is_none()))
            .map(|why| format!("`{path}`: {why}"));
        let deprecated = deprecated_above || resolved.deprecated.is_some();
        let mut node = Node {
            segment,
            path,
            written: trie.path.clone(),
            kind: resolved.kind,
            obstacle,
            subject: resolved.subject,
            deprecated: resolved.deprecated,
            operations: Vec::new(),
            children: Vec::new(),
        };
        if let (Some(item), Some(path)) = (item, &trie.path) {
            for (method, operation) in &item.operations {
                let written = Written {
                    item,
                    method: *method,
                    operation,
                    path,
                };
                let operation = self
                    .context
                    .operation(&node, &resolved.targets, written, deprecated, self.findings);
                node.operations.extend(operation);
            }
        }
        node.children = self.children(Some(&node), trie, deprecated)?;
        Ok(node)
    }

    /// What is below a node, or at the service's root. An alternate key follows its collection without a slash: it is a
    /// child of the collection.
    fn children(&mut self, parent: Option<&Node>, trie: &PathTrie, deprecated: bool) -> Result<Vec<Node>, Error> {
        let above = parent.map_or("", |node| &node.path);
        let mut alternates: BTreeMap<&str, Vec<(&String, &PathTrie)>> = BTreeMap::new();
        // The collections of alternate keys at which no path ends.
        let mut between: BTreeMap<String, PathTrie> = BTreeMap::new();
        for (text, child) in &trie.children {
            if let Some(Part::Call { name, arguments }) = &child.part
                && self.context.is_alternate_key_below(parent, name, arguments)
            {
                alternates.entry(name.as_str()).or_default().push((text, child));
                if !trie.children.contains_key(name) {
                    between.entry(name.clone()).or_insert_with(|| PathTrie::of_name(name));
                }
            }
        }
        let alternate_texts: BTreeSet<&String> = alternates.values().flatten().map(|(text, _)| *text).collect();
        let mut children = Vec::new();
        for (text, child) in trie.children.iter().chain(&between) {
            if alternate_texts.contains(text) {
                continue;
            }
            let mut made = self.node(text, child, parent, above, deprecated)?;
            for (alternate, trie) in alternates.get(text.as_str()).into_iter().flatten() {
                made.children
                    .push(self.alternate(alternate, trie, &made, above, deprecated)?);
            }
            made.children.sort_by(|a, b| a.segment.cmp(&b.segment));
            children.push(made);
        }
        children.sort_by(|a, b| a.segment.cmp(&b.segment));
        Ok(children)
    }

    /// The node of an alternate key: its segment is only what is in the parentheses.
    fn alternate(
        &mut self,
        text: &str,
        trie: &PathTrie,
        collection: &Node,
        above: &str,
        deprecated_above: bool,
    ) -> Result<Node, Error> {
        let mut node = self.node(text, trie, Some(collection), above, deprecated_above)?;
        if let Some(Part::Call { name, .. }) = &trie.part {
            node.segment = node.segment.split_off(name.len());
        }
        Ok(node)
    }
}
