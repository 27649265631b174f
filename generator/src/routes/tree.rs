//! The paths as a tree: a node for each segment, with what it stands for and the operations there.
//!
//! Plain data; [`super::resolver`] makes it, and nothing here knows a document.

use std::collections::BTreeMap;

use super::operation::{Body, CallKind, Method, Parameter, Response};
use crate::model::{
    BoundOperation, Deprecation, Finding, FindingKind, ItemType, Permissions, QName, QueryOptions, TypeRef,
};

/// The tree of all paths.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PathTree {
    /// The segments at the service's root.
    pub roots: Vec<Node>,
}

impl PathTree {
    /// Calls `visit` with every node, parents first.
    pub fn walk<'a>(&'a self, visit: &mut impl FnMut(&'a Node)) {
        fn go<'a>(node: &'a Node, visit: &mut impl FnMut(&'a Node)) {
            visit(node);
            node.children.iter().for_each(|child| go(child, visit));
        }
        self.roots.iter().for_each(|root| go(root, visit));
    }

    /// Takes out the segments of which no URL can be made, with all below them. Each operation that is left out with
    /// them is a finding.
    #[must_use = "what is left out is a finding"]
    pub fn leave_out_unsendable(&mut self) -> Vec<Finding> {
        fn note(node: &Node, why: &str, findings: &mut Vec<Finding>) {
            let path = node.written.as_deref().unwrap_or(&node.path);
            findings.extend(node.operations.iter().map(|operation| {
                let place = format!("{} {path}", operation.http.name());
                Finding::new(FindingKind::NotGenerated, place, why)
            }));
            node.children.iter().for_each(|child| note(child, why, findings));
        }
        fn go(nodes: &mut Vec<Node>, findings: &mut Vec<Finding>) {
            nodes.retain_mut(|node| {
                if let Some(why) = &node.obstacle {
                    note(node, why, findings);
                    return false;
                }
                let led_on = !node.children.is_empty();
                go(&mut node.children, findings);
                // One that only led there has nothing left to do.
                !(led_on && node.children.is_empty() && node.operations.is_empty())
            });
        }
        let mut findings = Vec::new();
        go(&mut self.roots, &mut findings);
        findings
    }
}

/// One segment of the URL space.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// As it is appended to the URL, parameters in braces; for an alternate key only the parentheses, which follow
    /// their collection without a slash.
    pub segment: String,
    /// The whole template down to here.
    pub path: String,
    /// The document's own spelling of the path, where it has one that ends here.
    pub written: Option<String>,
    /// What it stands for.
    pub kind: SegmentKind,
    /// Why no URL can be made of it: an argument whose type no document says, or one that cannot be written into a URL.
    pub obstacle: Option<String>,
    /// The type of what is at this URL.
    pub subject: Option<TypeRef>,
    /// `Core.Revisions` of the property or operation that it stands for.
    pub deprecated: Option<Deprecation>,
    /// What can be done here.
    pub operations: Vec<PathOperation>,
    /// Sorted by segment.
    pub children: Vec<Node>,
}

/// What a segment stands for.
#[derive(Clone, Debug, PartialEq)]
pub enum SegmentKind {
    /// A singleton or entity set of the container.
    Root,
    /// A structural or navigation property.
    Property,
    /// The key of an entity in a collection.
    Key(Parameter),
    /// An alternate key.
    AlternateKey(Vec<Parameter>),
    /// `/$count` of a collection of these.
    Count(ItemType),
    /// `/$ref`.
    Reference,
    /// `/$value` of a media entity, or a property of type Edm.Stream.
    Stream,
    /// A bound action or function with its arguments in the order of the template.
    Operation(Box<BoundOperation>, Vec<Parameter>),
    /// A cast to a derived type.
    Cast(QName),
    /// Nothing that the CSDL knows. Its key or arguments are those that the OpenAPI document declares.
    Unresolved(Vec<Parameter>),
}

impl SegmentKind {
    /// What has to be given for the segment, in the order of the template.
    #[must_use]
    pub fn parameters(&self) -> &[Parameter] {
        match self {
            SegmentKind::Key(parameter) => std::slice::from_ref(parameter),
            SegmentKind::AlternateKey(parameters)
            | SegmentKind::Operation(_, parameters)
            | SegmentKind::Unresolved(parameters) => parameters,
            SegmentKind::Root
            | SegmentKind::Property
            | SegmentKind::Count(_)
            | SegmentKind::Reference
            | SegmentKind::Stream
            | SegmentKind::Cast(_) => &[],
        }
    }
}

/// An operation at a node, resolved.
#[derive(Clone, Debug, PartialEq)]
pub struct PathOperation {
    /// The HTTP method.
    pub http: Method,
    /// What it does.
    pub kind: CallKind,
    /// What it sends.
    pub body: Body,
    /// What it responds.
    pub response: Response,
    /// The query options that both documents allow.
    pub options: QueryOptions,
    /// Those that the OpenAPI document offers and the CSDL's capabilities deny.
    pub denied: QueryOptions,
    /// The published permissions, where known.
    pub permissions: Permissions,
    /// Something on the way here is deprecated by the metadata's rule.
    pub deprecated: bool,
}

/// Permissions by (method, path).
pub type PermissionTable = BTreeMap<(Method, String), Permissions>;
