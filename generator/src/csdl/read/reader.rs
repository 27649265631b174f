//! Walks the elements of a document: what is taken of each, what is reported as unknown, and where errors are.

use std::collections::BTreeMap;

use roxmltree::Node;

use crate::csdl::document::Unknown;
use crate::csdl::namespace::{EDM, EDMX};
use crate::error::{Error, ErrorKind, Result};
use crate::source::{At, Lines, quoted};

/// A document while it is read.
pub(super) struct Reader<'a> {
    /// The file's name, for errors.
    pub(super) file: &'a str,
    lines: Lines<'a>,
    unknown: Vec<Unknown>,
    /// How many annotations, and values of them, are being read in each other.
    depth: usize,
}

/// The deepest nesting of annotations and their values that is read; Graph's metadata has 6.
const DEEPEST: usize = 100;

/// An element while it is read: its attributes are looked up by name, and those not known were reported when it was
/// made.
#[derive(Clone, Copy)]
pub(super) struct Element<'x> {
    pub(super) node: Node<'x, 'x>,
    pub(super) at: At,
}

impl<'x> Element<'x> {
    pub(super) fn name(&self) -> &'x str {
        self.node.tag_name().name()
    }

    pub(super) fn attribute(&self, name: &str) -> Option<&'x str> {
        self.node.attribute(name)
    }

    pub(super) fn text(&self, name: &str) -> Option<String> {
        self.attribute(name).map(str::to_owned)
    }
}

impl<'a> Reader<'a> {
    pub(super) fn new(file: &'a str, lines: Lines<'a>) -> Self {
        Self {
            file,
            lines,
            unknown: Vec::new(),
            depth: 0,
        }
    }

    /// All that was not known.
    pub(super) fn into_unknown(self) -> Vec<Unknown> {
        self.unknown
    }
}

impl Reader<'_> {
    pub(super) fn at(&self, node: Node<'_, '_>) -> At {
        self.lines.at(node.range().start)
    }

    pub(super) fn error(&self, kind: ErrorKind, at: At, message: impl Into<String>) -> Error {
        Error::new(kind, at.place(self.file), message)
    }

    /// Reads something that can hold things of its own kind. All recursion goes through here, so that no document ends
    /// the stack: what is made of one is not deeper either, when it is sorted, compared, written or dropped.
    pub(super) fn deeper<T>(&mut self, node: Node<'_, '_>, read: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        if self.depth >= DEEPEST {
            return Err(self.error(
                ErrorKind::Limit,
                self.at(node),
                format!("annotations are nested more than {DEEPEST} deep; no metadata document's are"),
            ));
        }
        self.depth += 1;
        let done = read(self)?;
        self.depth -= 1;
        Ok(done)
    }

    pub(super) fn report(&mut self, at: At, what: String) {
        self.unknown.push(Unknown { what, at });
    }

    /// Enters an element: attributes outside of `known` are reported.
    pub(super) fn enter<'x>(&mut self, node: Node<'x, 'x>, known: &[&str]) -> Element<'x> {
        let element = Element {
            node,
            at: self.at(node),
        };
        for attribute in node.attributes() {
            if attribute.namespace().is_some() || !known.contains(&attribute.name()) {
                let at = self.lines.at(attribute.range().start);
                self.report(
                    at,
                    format!("attribute {} of `{}`", quoted(attribute.name()), element.name()),
                );
            }
        }
        element
    }

    /// The child elements of the CSDL namespace. Others, and text between them, are reported.
    pub(super) fn children<'x>(&mut self, parent: Element<'x>, namespace: &str) -> Vec<Node<'x, 'x>> {
        let mut children = Vec::new();
        for child in parent.node.children() {
            if child.is_element() {
                if child.tag_name().namespace() == Some(namespace) {
                    children.push(child);
                } else {
                    self.report_element(child, parent.name());
                }
            } else if child.is_text() && child.text().is_some_and(|text| !text.trim().is_empty()) {
                let at = self.at(child);
                self.report(at, format!("text in `{}`", parent.name()));
            }
        }
        children
    }

    pub(super) fn report_element(&mut self, node: Node<'_, '_>, parent: &str) {
        let at = self.at(node);
        let name = node.tag_name();
        let namespace = match name.namespace() {
            Some(EDM | EDMX) => String::new(),
            Some(other) => format!(" of namespace {}", quoted(other)),
            None => " without a namespace".to_owned(),
        };
        self.report(at, format!("element {}{namespace} in `{parent}`", quoted(name.name())));
    }

    /// Refuses a name that was seen before, naming both places.
    pub(super) fn unique<K: Ord>(
        &self,
        seen: &mut BTreeMap<K, At>,
        key: K,
        at: At,
        what: impl FnOnce() -> String,
    ) -> Result<()> {
        match seen.insert(key, at) {
            None => Ok(()),
            Some(first) => Err(self
                .error(ErrorKind::Duplicate, at, format!("{} is defined twice", what()))
                .with_other(first.place(self.file))),
        }
    }
}
