//! What inference looks at of an operation: plain data, read off the tree of paths.

use crate::model::{ItemType, Method, Permissions, QName, TypeRef, Version};
use crate::overlay::{Reach, Selection, applies};
use crate::routes::{CallKind, Node, PathTree, SegmentKind};

/// An operation.
#[derive(Clone, Debug)]
pub struct OperationFacts<'a> {
    /// The HTTP method.
    pub method: Method,
    /// The path as the OpenAPI document writes it.
    pub path: &'a str,
    /// What it does.
    pub act: Act<'a>,
    /// The type that it is done to: what is at its URL, or what an action or function is bound to. Nothing where no
    /// document says, or it is no entity and no complex type.
    pub target: Option<&'a QName>,
    /// The area that has it; nothing outside of all areas.
    pub area: Option<&'a str>,
    /// What is published for it; empty where nothing is.
    pub published: &'a Permissions,
    /// The words of its path, in which camel case is split: what stands near it has the first ones in common.
    pub words: Vec<&'a str>,
}

/// What an operation does, as far as permissions differ by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Act<'a> {
    /// An action or function of that name, or something done with its result.
    Call(&'a str),
    /// GET of one.
    Get,
    /// GET of many, or of their number.
    List,
    /// POST to a collection.
    Create,
    /// PATCH, or PUT.
    Update,
    /// DELETE.
    Delete,
    /// GET of references.
    ReadReferences,
    /// A reference is set, added or removed.
    ChangeReferences,
}

impl OperationFacts<'_> {
    /// Whether it changes nothing.
    #[must_use]
    pub fn reads(&self) -> bool {
        self.method == Method::Get
    }

    /// The action or function.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        match self.act {
            Act::Call(name) => Some(name),
            _ => None,
        }
    }

    /// As text: `GET /a/{a-id}`.
    #[must_use]
    pub fn text(&self) -> String {
        format!("{} {}", self.method, self.path)
    }
}

/// All operations of a tree.
#[must_use]
pub fn operations<'a>(tree: &'a PathTree, selection: &'a Selection, version: Version) -> Vec<OperationFacts<'a>> {
    let mut reader = Reader {
        selection,
        version,
        found: Vec::new(),
    };
    for root in &tree.roots {
        reader.read(root, None);
    }
    reader.found
}

struct Reader<'a> {
    selection: &'a Selection,
    version: Version,
    found: Vec<OperationFacts<'a>>,
}

/// An action or function on the way: its name, and the type that it is bound to.
type Called<'a> = (&'a str, &'a QName);

impl<'a> Reader<'a> {
    fn read(&mut self, node: &'a Node, above: Option<Called<'a>>) {
        let called = match &node.kind {
            SegmentKind::Operation(operation, _) => Some((operation.name.name(), &operation.binding)),
            _ => above,
        };
        let path = node.written.as_ref().unwrap_or(&node.path);
        for operation in &node.operations {
            self.found.push(OperationFacts {
                method: operation.http,
                path,
                act: called.map_or_else(|| act(operation.kind), |(name, _)| Act::Call(name)),
                target: called.map(|(_, target)| target).or_else(|| target(node)),
                area: area(self.selection, self.version, path),
                published: &operation.permissions,
                words: words(path),
            });
        }
        for child in &node.children {
            self.read(child, called);
        }
    }
}

fn act(kind: CallKind) -> Act<'static> {
    match kind {
        CallKind::Get | CallKind::GetContent | CallKind::Function => Act::Get,
        CallKind::List | CallKind::Count => Act::List,
        CallKind::Create | CallKind::Action => Act::Create,
        CallKind::Update | CallKind::Replace | CallKind::PutContent => Act::Update,
        CallKind::Delete | CallKind::DeleteContent => Act::Delete,
        CallKind::ListReferences => Act::ReadReferences,
        CallKind::AddReference | CallKind::SetReference | CallKind::RemoveReference | CallKind::RemoveReferenceById => {
            Act::ChangeReferences
        }
    }
}

fn target(node: &Node) -> Option<&QName> {
    let structured = |item: &'_ ItemType| matches!(item, ItemType::Structured(_));
    match (&node.kind, &node.subject) {
        (SegmentKind::Count(ItemType::Structured(name)), _) => Some(name),
        (_, Some(TypeRef { item, .. })) if structured(item) => match item {
            ItemType::Structured(name) => Some(name),
            _ => None,
        },
        _ => None,
    }
}

/// The area of a path: of those that have it, the innermost.
fn area<'a>(selection: &'a Selection, version: Version, path: &str) -> Option<&'a str> {
    let areas = selection.areas.iter().filter(|area| applies(&area.versions, version));
    let roots = areas.flat_map(|area| area.roots.iter().map(move |root| (root, area.feature.name())));
    let within = roots.filter(|(root, _)| root.reach(path) == Reach::Within);
    within.max_by_key(|(root, _)| root.depth()).map(|(_, feature)| feature)
}

/// `/accessPackages/{accessPackage-id}` has the words `access`, `Packages` and `{}`.
fn words(path: &str) -> Vec<&str> {
    let mut words = Vec::new();
    for segment in path.split('/').filter(|segment| !segment.is_empty()) {
        if segment.starts_with('{') {
            words.push("{}");
            continue;
        }
        let name = segment.split('(').next().unwrap_or(segment);
        let mut rest = name;
        while let Some((next, _)) = rest.char_indices().skip(1).find(|(_, c)| c.is_uppercase()) {
            let (word, after) = rest.split_at(next);
            words.push(word);
            rest = after;
        }
        words.push(rest);
    }
    words
}

/// An operation for which something is published.
pub(super) type Evidence<'a> = &'a OperationFacts<'a>;

/// Permissions, and the operations that say so: `GET /a/{a-id}`.
pub(super) type Said = (Permissions, Vec<String>);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_a_path() {
        assert_eq!(
            words("/accessPackages/{accessPackage-id}/filterByCurrentUser(on='{on}')/$count"),
            ["access", "Packages", "{}", "filter", "By", "Current", "User", "$count"]
        );
        assert_eq!(words("/"), [] as [&str; 0]);
    }
}
