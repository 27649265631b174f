//! A path with values, held against the tree of paths.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

use super::api::Api;
use super::segment::{Parameter, Segment, SegmentKind};

/// What a path with values stands for.
#[derive(Clone, Debug)]
pub struct Place {
    segment: Segment,
    values: Vec<(Parameter, String)>,
}

impl Place {
    pub(super) fn of(api: &'static Api, path: &str) -> Option<Self> {
        let mut values = Vec::new();
        let mut at: Option<Segment> = None;
        for text in path.strip_prefix('/')?.split('/') {
            let text = percent_decode_str(text).decode_utf8().ok()?;
            let next = match at {
                None => step(api.roots(), &text, &mut values)?,
                Some(at) => step(at.children(), &text, &mut values)?,
            };
            at = Some(next);
        }
        Some(Self { segment: at?, values })
    }

    /// The last segment of the path: it has the operations.
    #[must_use]
    pub fn segment(&self) -> Segment {
        self.segment
    }

    /// The keys and arguments, decoded and without the quotes of a text: what stands between the template's braces,
    /// and what the path has there.
    pub fn values(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.values
            .iter()
            .map(|(parameter, value)| (parameter.placeholder(), value.as_str()))
    }
}

/// The segment that a text stands for: one of that name, else one with arguments, else a key.
fn step(siblings: impl Iterator<Item = Segment>, text: &str, values: &mut Vec<(Parameter, String)>) -> Option<Segment> {
    let siblings: Vec<Segment> = siblings.collect();
    let named = |exact: bool| {
        siblings.iter().copied().find(|segment| {
            let own = segment.text();
            segment.kind() != SegmentKind::Key && (own == text || (!exact && own.eq_ignore_ascii_case(text)))
        })
    };
    // The service takes actions and functions of other namespaces by their simple names too.
    let simple = || {
        let mut bound = siblings.iter().copied();
        bound.find(|segment| segment.kind() == SegmentKind::Action && is_called(*segment, text))
    };
    if let Some(segment) = named(true).or_else(|| named(false)).or_else(simple) {
        return Some(segment);
    }
    if let Some(given) = arguments(text) {
        for segment in &siblings {
            if let Some(found) = with_arguments(*segment, &given) {
                values.extend(found);
                return Some(*segment);
            }
        }
    }
    let key = siblings
        .into_iter()
        .find(|segment| segment.kind() == SegmentKind::Key)?;
    let parameter = key.parameters().next()?;
    values.push((parameter, text.to_owned()));
    Some(key)
}

/// Whether a name is that of a segment, with its namespace or without.
fn is_called(segment: Segment, name: &str) -> bool {
    let own = segment.name();
    let simple = own.rsplit('.').next().unwrap_or(own);
    own.eq_ignore_ascii_case(name) || simple.eq_ignore_ascii_case(name)
}

/// `name(a='x',b=1)`: the name, and the arguments without quotes.
type Given<'t> = (&'t str, Vec<(&'t str, Cow<'t, str>)>);

fn arguments(text: &str) -> Option<Given<'_>> {
    let (name, rest) = text.strip_suffix(')')?.split_once('(')?;
    let mut given = Vec::new();
    let mut rest = rest;
    while !rest.is_empty() {
        let (argument, after) = rest.split_once('=')?;
        let (value, after): (Cow<'_, str>, &str) = match after.strip_prefix('\'') {
            // The quote that ends a text is one that no other follows.
            Some(quoted) => {
                let bytes = quoted.as_bytes();
                let mut at = 0;
                let end = loop {
                    match (bytes.get(at), bytes.get(at + 1)) {
                        (Some(b'\''), Some(b'\'')) => at += 2,
                        (Some(b'\''), _) => break at,
                        (Some(_), _) => at += 1,
                        (None, _) => return None,
                    }
                };
                (
                    Cow::Owned(quoted.get(..end)?.replace("''", "'")),
                    quoted.get(end + 1..)?,
                )
            }
            None => {
                let end = after.find(',').unwrap_or(after.len());
                (Cow::Borrowed(after.get(..end)?), after.get(end..)?)
            }
        };
        given.push((argument.trim(), value));
        rest = match after.strip_prefix(',') {
            Some(more) => more,
            None if after.is_empty() => after,
            None => return None,
        };
    }
    Some((name, given))
}

/// The values of a segment's parameters, where the name is its own and the arguments are among its.
fn with_arguments(segment: Segment, (name, given): &Given<'_>) -> Option<Vec<(Parameter, String)>> {
    let takes = matches!(segment.kind(), SegmentKind::Function | SegmentKind::AlternateKey);
    if !takes || !is_called(segment, name) {
        return None;
    }
    let parameters: Vec<Parameter> = segment.parameters().collect();
    let known = |argument: &str| parameters.iter().any(|parameter| parameter.name() == argument);
    if !given.iter().all(|(argument, _)| known(argument)) {
        return None;
    }
    let mut values = Vec::new();
    for parameter in parameters {
        match given.iter().find(|(argument, _)| *argument == parameter.name()) {
            Some((_, value)) => values.push((parameter, value.clone().into_owned())),
            None if parameter.is_optional() => {}
            None => return None,
        }
    }
    Some(values)
}
