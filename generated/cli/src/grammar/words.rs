//! Words as positions in the table of paths.

use std::collections::BTreeMap;

use msgraph_identity_governance::reflection::{Api, Operation, Segment, SegmentKind};

use super::kebab::kebab;
use super::verb::{Verb, verb_of};

/// Where some words lead: to one segment or, with the entity behind a key, to several.
#[derive(Clone, Debug)]
pub struct Words {
    api: &'static Api,
    segments: Vec<Segment>,
}

/// What a verb can mean after some words: one operation, or several that take other options.
#[derive(Clone, Debug)]
pub struct Choice {
    /// Never empty; the one with the fewest parameters is the first.
    pub operations: Vec<Operation>,
}

impl Choice {
    /// The operation that is meant when these options are given: of those all of whose keys are among them the one
    /// with the most; else the first.
    pub fn among(&self, given: &dyn Fn(&str) -> bool) -> Option<Operation> {
        let complete = self.operations.iter().rev().find(|operation| {
            let mut parameters = operation.parameters().filter(|parameter| !parameter.is_optional());
            parameters.all(|parameter| given(&super::option_of(parameter)))
        });
        complete.or(self.operations.first()).copied()
    }
}

impl Words {
    /// Before the first word. What has a single root can be named without it.
    pub fn start(api: &'static Api) -> Self {
        Self {
            api,
            segments: Vec::new(),
        }
    }

    /// The position after one more word; none where nothing is called so.
    pub fn enter(&self, word: &str) -> Option<Self> {
        let segments: Vec<Segment> = self.below(word).collect();
        (!segments.is_empty()).then_some(Self {
            api: self.api,
            segments,
        })
    }

    /// The words that can follow, with where each leads, in the order of words.
    pub fn next(&self) -> BTreeMap<String, Self> {
        let mut next: BTreeMap<String, Self> = BTreeMap::new();
        for (segment, behind_key) in self.children() {
            let Some(word) = word_of(segment, behind_key) else {
                continue;
            };
            let entry = next.entry(word).or_insert_with(|| Self {
                api: self.api,
                segments: Vec::new(),
            });
            entry.segments.push(segment);
        }
        next
    }

    /// The verbs that can follow, with what each means.
    pub fn verbs(&self) -> BTreeMap<Verb, Choice> {
        let mut verbs: BTreeMap<Verb, Choice> = BTreeMap::new();
        for operation in self.places().flat_map(Segment::operations) {
            let choice = verbs
                .entry(verb_of(operation))
                .or_insert_with(|| Choice { operations: Vec::new() });
            choice.operations.push(operation);
        }
        for choice in verbs.values_mut() {
            choice
                .operations
                .sort_by_key(|operation| operation.parameters().count());
        }
        verbs
    }

    /// The first of the segments that the words stand for: what help says of them.
    pub fn segment(&self) -> Option<Segment> {
        self.segments.first().copied()
    }

    /// The segments of the words, and the entities behind a key of theirs.
    fn places(&self) -> impl Iterator<Item = Segment> {
        self.segments.iter().flat_map(|segment| {
            let keys = segment.children().filter(|child| child.kind() == SegmentKind::Key);
            std::iter::once(*segment).chain(keys)
        })
    }

    /// All segments that have a word here, and whether each is behind a key.
    fn children(&self) -> Vec<(Segment, bool)> {
        if self.segments.is_empty() {
            return self.api.roots().map(|root| (root, false)).collect();
        }
        let of_place = |place: Segment| {
            let behind_key = place.kind() == SegmentKind::Key;
            let children = place.children().filter(|child| child.kind() != SegmentKind::Key);
            children.map(move |child| (child, behind_key))
        };
        self.places().flat_map(of_place).collect()
    }

    fn below(&self, word: &str) -> impl Iterator<Item = Segment> {
        let children = self.children();
        let matching = |form: &dyn Fn(Segment, bool) -> Option<String>| -> Vec<Segment> {
            let named = children
                .iter()
                .filter(|(child, behind_key)| form(*child, *behind_key).as_deref() == Some(word));
            named.map(|(child, _)| *child).collect()
        };
        let by_word = matching(&word_of);
        // An action's or function's name without its namespace is shorter to type, where nothing else is called so.
        let found = if by_word.is_empty() {
            matching(&short_word_of)
        } else {
            by_word
        };
        found.into_iter()
    }
}

/// The word of a segment; none for a key, which is an option.
pub(super) fn word_of(segment: Segment, behind_key: bool) -> Option<String> {
    Some(match segment.kind() {
        SegmentKind::Key => return None,
        SegmentKind::Reference if behind_key => "ref-by-id".to_owned(),
        SegmentKind::Content if segment.text() == "$value" => "content".to_owned(),
        SegmentKind::Function | SegmentKind::AlternateKey => with_arguments(segment, segment.name()),
        _ => kebab(segment.text()),
    })
}

/// `activate` for `microsoft.graph.identityGovernance.activate`.
fn short_word_of(segment: Segment, _: bool) -> Option<String> {
    let short = segment.name().rsplit('.').next()?;
    match segment.kind() {
        SegmentKind::Function => Some(with_arguments(segment, short)),
        SegmentKind::Action => Some(kebab(short)),
        _ => None,
    }
}

fn with_arguments(segment: Segment, name: &str) -> String {
    let mut word = kebab(name);
    for parameter in segment.parameters() {
        word.push_str("-with-");
        word.push_str(&kebab(parameter.name()));
    }
    word
}
