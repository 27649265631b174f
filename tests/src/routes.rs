//! Which operation a URL means: the generator's tree of the URL space, walked by the URL of an example.

use generator::analysis::Analysis;
use generator::routes::{Node, PathOperation, SegmentKind};

/// What stands at a URL.
///
/// # Errors
/// Says which segment of the URL leads nowhere.
pub fn place<'a>(loaded: &'a Analysis, url: &str) -> Result<&'a Node, String> {
    let path = url.strip_prefix("https://graph.microsoft.com").unwrap_or(url);
    let path = path.split('?').next().unwrap_or(path);
    let version = format!("/{}/", loaded.api.version);
    let path = path.strip_prefix(version.as_str()).unwrap_or(path);
    let mut here: Option<&Node> = None;
    for segment in segments(path) {
        let children = here.map_or(loaded.tree.roots.as_slice(), |node| &node.children);
        here = Some(step(children, segment).ok_or_else(|| {
            let before = here.map_or("the service's root", |node| node.path.as_str());
            let segment = segment.split('(').next().unwrap_or(segment);
            format!("{} has nothing named `{segment}` at {before}", loaded.api.version)
        })?);
    }
    here.ok_or_else(|| "the URL is empty".to_owned())
}

/// The operation of a method at a place.
#[must_use]
pub fn operation<'a>(place: &'a Node, method: &str) -> Option<&'a PathOperation> {
    place
        .operations
        .iter()
        .find(|operation| operation.http.name() == method)
}

/// The parts between slashes that stand in no parentheses.
fn segments(path: &str) -> Vec<&str> {
    let mut depth = 0_usize;
    path.split(move |c: char| {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        c == '/' && depth == 0
    })
    .filter(|segment| !segment.is_empty())
    .collect()
}

fn step<'a>(children: &'a [Node], segment: &str) -> Option<&'a Node> {
    let (name, arguments) = name_and_arguments(segment);
    let named = |node: &&Node| {
        let (known, parameters) = name_and_arguments(&node.segment);
        let key = matches!(node.kind, SegmentKind::Key(_));
        !key && unqualified(known).eq_ignore_ascii_case(unqualified(name)) && parameters == arguments
    };
    children
        .iter()
        .find(named)
        .or_else(|| {
            children
                .iter()
                .find(|node| matches!(node.kind, SegmentKind::Key(_)) && arguments.is_empty())
        })
        .or_else(|| {
            // `catalogs(uniqueName='x')`: the parentheses are a node below the collection.
            let collection = children.iter().find(|node| node.segment.eq_ignore_ascii_case(name))?;
            let key = |node: &&Node| {
                matches!(node.kind, SegmentKind::AlternateKey(_)) && name_and_arguments(&node.segment).1 == arguments
            };
            collection.children.iter().find(key)
        })
}

/// `f(a='{a}',b=1)` as `f` and `["a", "b"]`.
fn name_and_arguments(segment: &str) -> (&str, Vec<&str>) {
    let Some((name, rest)) = segment.split_once('(') else {
        return (segment, Vec::new());
    };
    let inner = rest.strip_suffix(')').unwrap_or(rest);
    let names = inner.split(',').filter_map(|argument| argument.split_once('='));
    (name, names.map(|(name, _)| name.trim()).collect())
}

/// A bound operation may be called with its namespace or without.
fn unqualified(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}
