//! Segments and operations, from the tree of paths.

use std::collections::BTreeMap;

use super::facts::{End, Facts, collect_deprecation, collect_inferred, collect_permissions, collect_unsupported};
use super::rows::{OperationRow, ParameterRow, SegmentRow, TypeNumbers, number};
use super::words::Collected;
use crate::analysis::Analysis;
use crate::clouds::lookup::operation_not_in;
use crate::model::{Argument, Deprecation, InferredPermissions, QueryOptions};
use crate::routes::path_index::{is_below, written};
use crate::routes::{Body, CallKind, Method, Node, Parameter, PathOperation, Response, SegmentKind};

/// The rows of a version's paths.
pub(super) struct Paths {
    pub(super) segments: Vec<SegmentRow>,
    pub(super) parameters: Vec<ParameterRow>,
    pub(super) operations: Vec<OperationRow>,
}

/// Takes in all texts of the paths.
pub(super) fn collect(analysis: &Analysis, collected: &mut Collected) {
    inferred(analysis)
        .into_values()
        .for_each(|one| collect_inferred(collected, Some(one)));
    analysis.tree.walk(&mut |node| {
        collected.add(&segment_text(node));
        collect_deprecation(collected, node.deprecated.as_ref());
        for parameter in node.kind.parameters() {
            collected.add(&placeholder(node, parameter));
            collected.add(&parameter.name);
            collected.add_option(argument(node, parameter).and_then(|argument| argument.doc.as_deref()));
        }
        for operation in &node.operations {
            collect_permissions(collected, &operation.permissions);
            let method = operation.http.name();
            collect_unsupported(collected, analysis.api.unsupported.get(method, written(node)));
            collected.add_option(page(analysis, node, operation));
            collected.add_option(doc(node));
        }
    });
    for retired in &analysis.retired {
        collected.add(&retired.instead);
    }
}

/// The rows of a version's paths.
pub(super) fn rows(analysis: &Analysis, numbers: &TypeNumbers<'_>, facts: &mut Facts) -> Result<Paths, &'static str> {
    let mut walk = Walk {
        analysis,
        numbers,
        facts,
        inferred: inferred(analysis),
        numbers_of: operation_numbers(analysis)?,
        paths: Paths {
            segments: Vec::new(),
            parameters: Vec::new(),
            operations: Vec::new(),
        },
    };
    walk.below(&analysis.tree.roots, None)?;
    let end = walk.row(0, "Property", 0, String::new())?;
    walk.paths.segments.push(end);
    Ok(walk.paths)
}

struct Walk<'a, 'w> {
    analysis: &'a Analysis,
    numbers: &'w TypeNumbers<'a>,
    facts: &'w mut Facts,
    inferred: Inferred<'a>,
    /// Of each operation one more than its row, by `GET /a/{id}`.
    numbers_of: BTreeMap<String, u16>,
    paths: Paths,
}

/// What is inferred, by method and path.
type Inferred<'a> = BTreeMap<(Method, &'a str), &'a InferredPermissions>;

fn inferred(analysis: &Analysis) -> Inferred<'_> {
    let calls = analysis.surface.builders.iter().flat_map(|builder| &builder.calls);
    let places = calls.flat_map(|call| call.places.iter().map(|place| (call.http, place)));
    places
        .filter_map(|(method, place)| Some(((method, place.path.as_str()), place.inferred.as_ref()?)))
        .collect()
}

/// The rows of operations before there are any: the walk has them in this order.
fn operation_numbers(analysis: &Analysis) -> Result<BTreeMap<String, u16>, &'static str> {
    let mut names = Vec::new();
    each_segment(&analysis.tree.roots, &mut |node| {
        let of_node = node
            .operations
            .iter()
            .map(|one| format!("{} {}", one.http.name(), written(node)));
        names.extend(of_node);
    });
    let numbered = names.into_iter().enumerate();
    numbered
        .map(|(row, name)| Ok((name, number(row + 1, "operations")?)))
        .collect()
}

/// The nodes as segments of URLs: an alternate key follows its collection without a slash, so it stands beside it.
fn each_segment<'a>(nodes: &'a [Node], visit: &mut impl FnMut(&'a Node)) {
    for node in nodes {
        let (beside, below): (Vec<&Node>, Vec<&Node>) = node.children.iter().partition(|child| is_alternate_key(child));
        visit(node);
        below
            .into_iter()
            .for_each(|child| each_segment(std::slice::from_ref(child), visit));
        beside
            .into_iter()
            .for_each(|child| each_segment(std::slice::from_ref(child), visit));
    }
}

impl<'a> Walk<'a, '_> {
    /// The nodes as segments of URLs: an alternate key follows its collection without a slash, so it stands beside it.
    fn below(&mut self, nodes: &'a [Node], end: Option<&'a Deprecation>) -> Result<(), &'static str> {
        for node in nodes {
            self.node(node, end)?;
            for beside in node.children.iter().filter(|child| is_alternate_key(child)) {
                self.node(beside, end)?;
            }
        }
        Ok(())
    }

    fn node(&mut self, node: &'a Node, above: Option<&'a Deprecation>) -> Result<(), &'static str> {
        let end = node.deprecated.as_ref().or(above);
        let subject = node.subject.as_ref().map_or(0, |subject| self.numbers.code(subject));
        let text = self.numbers.words.of(&segment_text(node));
        let row = self.row(text, kind(node), subject, written(node).to_owned())?;
        let at = self.paths.segments.len();
        self.paths.segments.push(row);
        for parameter in node.kind.parameters() {
            let words = &self.numbers.words;
            let doc = argument(node, parameter).and_then(|argument| argument.doc.as_deref());
            self.paths.parameters.push(ParameterRow {
                placeholder: words.of(&placeholder(node, parameter)),
                name: words.of(&parameter.name),
                ty: self.numbers.code(&parameter.ty),
                optional: parameter.optional,
                nullable: parameter.nullable,
                doc: words.of_option(doc),
            });
        }
        for operation in &node.operations {
            let row = self.operation(number(at, "segments")?, node, operation, end)?;
            self.paths.operations.push(row);
        }
        let children: Vec<&Node> = node.children.iter().filter(|child| !is_alternate_key(child)).collect();
        for child in children {
            self.below(std::slice::from_ref(child), end)?;
        }
        let end = number(self.paths.segments.len(), "segments")?;
        if let Some(row) = self.paths.segments.get_mut(at) {
            row.end = end;
        }
        Ok(())
    }

    fn row(&self, text: u16, kind: &'static str, subject: u16, path: String) -> Result<SegmentRow, &'static str> {
        Ok(SegmentRow {
            text,
            kind,
            end: 0,
            operations: number(self.paths.operations.len(), "operations")?,
            parameters: number(self.paths.parameters.len(), "parameters")?,
            subject,
            path,
        })
    }

    fn operation(
        &mut self,
        segment: u16,
        node: &'a Node,
        operation: &'a PathOperation,
        end: Option<&'a Deprecation>,
    ) -> Result<OperationRow, &'static str> {
        let (api, words) = (&self.analysis.api, &self.numbers.words);
        let path = written(node);
        let retired = self.analysis.retired.iter().find(|retired| is_below(path, &retired.at));
        let end = End {
            deprecation: end.filter(|_| operation.deprecated),
            instead: retired.map(|retired| retired.instead.as_str()),
        };
        let inferred = self.inferred.get(&(operation.http, path)).copied();
        let from = inferred.and_then(|inferred| self.numbers_of.get(inferred.from.first()?));
        let from = from.copied().unwrap_or_default();
        let not_in = operation_not_in(api, operation.http, path);
        Ok(OperationRow {
            segment,
            kind: kind_of_call(operation.kind),
            body: self.body(&operation.body),
            response: self.response(&operation.response),
            options: (bits(operation.options), bits(operation.denied)),
            permissions: self.facts.permissions(words, &operation.permissions, inferred, from)?,
            deprecation: self.facts.deprecation(words, end)?,
            unsupported: self
                .facts
                .unsupported(words, api.unsupported.get(operation.http.name(), path))?,
            missing_in: not_in.keys().fold(0, |bits, cloud| bits | 1 << *cloud as u8),
            page: words.of_option(page(self.analysis, node, operation)),
            doc: words.of_option(doc(node)),
        })
    }

    fn body(&self, body: &Body) -> (&'static str, u16) {
        match body {
            Body::None => ("BODY_NONE", 0),
            Body::Model(item) => ("BODY_MODEL", self.numbers.item(item)),
            Body::Content => ("BODY_CONTENT", 0),
            Body::Reference => ("BODY_REFERENCE", 0),
        }
    }

    fn response(&self, response: &Response) -> (&'static str, u16) {
        match response {
            Response::Nothing => ("RESPONSE_NOTHING", 0),
            Response::Model { item, optional: false } => ("RESPONSE_MODEL", self.numbers.item(item)),
            Response::Model { item, optional: true } => ("RESPONSE_MODEL_OR_NOTHING", self.numbers.item(item)),
            Response::Page(item) => ("RESPONSE_PAGE", self.numbers.item(item)),
            Response::Value { ty, optional: false } => ("RESPONSE_VALUE", self.numbers.code(ty)),
            Response::Value { ty, optional: true } => ("RESPONSE_VALUE_OR_NOTHING", self.numbers.code(ty)),
            Response::Count(item) => ("RESPONSE_COUNT", self.numbers.item(item)),
            Response::Content => ("RESPONSE_CONTENT", 0),
            Response::References => ("RESPONSE_REFERENCES", 0),
        }
    }
}

fn is_alternate_key(node: &Node) -> bool {
    matches!(node.kind, SegmentKind::AlternateKey(_))
}

/// The segment as the document writes it, what is before the last slash left out.
fn segment_text(node: &Node) -> String {
    let path = written(node);
    match path.rsplit_once('/') {
        Some((_, text)) => text.to_owned(),
        None => path.to_owned(),
    }
}

fn kind(node: &Node) -> &'static str {
    match &node.kind {
        SegmentKind::Root | SegmentKind::Property => "Property",
        SegmentKind::Key(_) => "Key",
        SegmentKind::AlternateKey(_) => "AlternateKey",
        SegmentKind::Count(_) => "Count",
        SegmentKind::Reference => "Reference",
        SegmentKind::Stream => "Content",
        SegmentKind::Operation(operation, _) if operation.function => "Function",
        SegmentKind::Operation(..) => "Action",
        SegmentKind::Cast(_) => "Cast",
        SegmentKind::Unresolved(parameters) if parameters.is_empty() => "Property",
        SegmentKind::Unresolved(_) if node.segment.starts_with('{') => "Key",
        SegmentKind::Unresolved(_) => "Function",
    }
}

fn kind_of_call(kind: CallKind) -> String {
    format!("{kind:?}")
}

/// What stands between the braces: a key's name is there as the document has it, an argument's is its own.
fn placeholder(node: &Node, parameter: &Parameter) -> String {
    match &node.kind {
        SegmentKind::Key(_) | SegmentKind::Unresolved(_) if segment_text(node).starts_with('{') => {
            segment_text(node).trim_matches(['{', '}']).to_owned()
        }
        _ => parameter.name.clone(),
    }
}

fn argument<'n>(node: &'n Node, parameter: &Parameter) -> Option<&'n Argument> {
    let SegmentKind::Operation(operation, _) = &node.kind else {
        return None;
    };
    operation
        .arguments
        .iter()
        .find(|argument| argument.name == parameter.name)
}

fn doc(node: &Node) -> Option<&str> {
    match &node.kind {
        SegmentKind::Operation(operation, _) => operation.doc.as_deref(),
        _ => None,
    }
}

fn page<'a>(analysis: &'a Analysis, node: &Node, operation: &PathOperation) -> Option<&'a str> {
    let pages = &analysis.api.pages;
    pages
        .get(&(operation.http, written(node).to_owned()))
        .map(String::as_str)
}

fn bits(options: QueryOptions) -> u8 {
    options.iter().fold(0, |bits, option| bits | 1 << option as u8)
}
