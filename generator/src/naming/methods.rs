//! Names of the methods that lead from builder to builder, or make a request: by their segment, the same everywhere. It
//! takes segments as texts and knows no tree of them.

use std::collections::{BTreeMap, BTreeSet};

use super::case::{Case, identifier};
use super::memory::{Memory, name_for};
use super::models::unnameable;
use crate::error::Error;

/// Methods that every builder may have for operations of its own, or has for itself: no segment is called so.
const METHOD_WORDS: [&str; 12] = [
    "add",
    "at",
    "clone",
    "content",
    "count",
    "create",
    "delete",
    "get",
    "list",
    "reference",
    "replace",
    "update",
];

/// A segment of URLs, for which a method is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SegmentToName {
    /// As it is remembered: a key by its name and type, whatever the document calls its parameter.
    pub key: String,
    /// A place where it stands, for errors.
    pub place: String,
    /// Its text in URLs.
    pub text: String,
    /// What it stands for.
    pub kind: MethodKind,
    /// Names of what has to be given for it.
    pub arguments: Vec<String>,
}

/// What the segment of a method stands for, as far as its name depends on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MethodKind {
    /// A key alone in its segment.
    Key,
    /// A key in parentheses.
    AlternateKey,
    /// `$count`.
    Count,
    /// `$ref`.
    Reference,
    /// `$value`.
    Content,
    /// A property that is a stream.
    Stream,
    /// An action.
    Action,
    /// A function.
    Function,
    /// A cast to the type of that simple name.
    Cast(String),
    /// Any other segment.
    Property,
}

impl SegmentToName {
    /// Keys and the segments with a dollar are what the reserved words are reserved for.
    fn owns_its_word(&self) -> bool {
        matches!(
            self.kind,
            MethodKind::Key
                | MethodKind::AlternateKey
                | MethodKind::Count
                | MethodKind::Reference
                | MethodKind::Content
        )
    }

    /// Shorter templates first, so that of new overloads the shortest keeps the bare name.
    fn order(&self) -> (usize, usize, &str) {
        let arguments = match self.kind {
            MethodKind::Key => 0,
            _ => self.arguments.len(),
        };
        (arguments, self.key.len(), &self.key)
    }

    fn candidates(&self, case: &Case) -> Vec<String> {
        let word = case.snake(simple_name(&self.text));
        let arguments: Vec<String> = self.arguments.iter().map(|name| case.snake(name)).collect();
        let listed = arguments.join("_and_");
        let words = match &self.kind {
            MethodKind::Key | MethodKind::AlternateKey => vec![format!("by_{listed}")],
            MethodKind::Count => vec!["count".to_owned()],
            MethodKind::Reference => vec!["reference".to_owned()],
            MethodKind::Content => vec!["content".to_owned()],
            MethodKind::Cast(target) => vec![format!("as_{}", case.snake(target))],
            MethodKind::Stream => vec![word.clone(), format!("{word}_stream")],
            MethodKind::Action | MethodKind::Function => {
                let kind = if self.kind == MethodKind::Action {
                    "action"
                } else {
                    "function"
                };
                let by = (!arguments.is_empty()).then(|| format!("{word}_by_{listed}"));
                let last = format!("{word}_{kind}");
                [word].into_iter().chain(by).chain([last]).collect()
            }
            MethodKind::Property if !arguments.is_empty() => vec![word.clone(), format!("{word}_by_{listed}")],
            MethodKind::Property => vec![word.clone(), format!("{word}_property")],
        };
        words.iter().filter_map(|word| identifier(word)).collect()
    }
}

/// Gives each segment the name of its method, appending what is new to `memory`. `scopes` are the keys of segments that
/// stand side by side somewhere, or are overloads of one function: those must differ.
///
/// # Errors
/// When a segment holds nothing that Rust can name.
pub fn name_methods(
    mut segments: Vec<SegmentToName>,
    scopes: impl Iterator<Item = BTreeSet<String>>,
    case: &Case,
    memory: &mut Memory,
) -> Result<BTreeMap<String, String>, Error> {
    let mut names = Scopes::new(scopes, memory);
    segments.sort_by(|a, b| a.order().cmp(&b.order()));
    let mut methods: BTreeMap<String, String> = BTreeMap::new();
    for segment in segments {
        let candidates = segment.candidates(case);
        let own = segment.owns_its_word();
        let name = name_for(&mut memory.segments, &segment.key, &candidates, |word| {
            let bare = word.trim_start_matches("r#");
            // `by_number` is a key's; with a word behind it, it is not.
            let of_keys = bare.starts_with("by_") && candidates.first().is_some_and(|first| first == word);
            (!own && (METHOD_WORDS.contains(&bare) || of_keys)) || names.is_used_beside(&segment.key, word)
        })
        .ok_or_else(|| unnameable(&segment.place))?;
        names.use_one(&segment.key, &name);
        methods.insert(segment.key, name);
    }
    Ok(methods)
}

/// Segments that stand side by side, and the method names that are given among them.
#[derive(Default)]
struct Scopes {
    /// The segments by the names that they have, for each scope.
    used: Vec<BTreeMap<String, BTreeSet<String>>>,
    /// The scopes that a segment stands in.
    of: BTreeMap<String, Vec<usize>>,
}

impl Scopes {
    /// Remembered names are used from the start.
    fn new(scopes: impl Iterator<Item = BTreeSet<String>>, memory: &Memory) -> Self {
        let mut all = Self::default();
        for segments in scopes {
            let mut used: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
            for segment in segments {
                all.of.entry(segment.clone()).or_default().push(all.used.len());
                if let Some(name) = memory.segments.get(&segment) {
                    used.entry(name.clone()).or_default().insert(segment);
                }
            }
            all.used.push(used);
        }
        all
    }

    /// Whether another segment that stands beside this one somewhere has the name.
    fn is_used_beside(&self, segment: &str, name: &str) -> bool {
        let scopes = self.of.get(segment).into_iter().flatten();
        let mut users = scopes.filter_map(|scope| self.used.get(*scope)?.get(name));
        users.any(|users| users.iter().any(|user| user != segment))
    }

    fn use_one(&mut self, segment: &str, name: &str) {
        for scope in self.of.get(segment).into_iter().flatten() {
            if let Some(used) = self.used.get_mut(*scope) {
                used.entry(name.to_owned()).or_default().insert(segment.to_owned());
            }
        }
    }
}

/// `resume` of `microsoft.graph.identityGovernance.resume`, without arguments.
pub(crate) fn simple_name(segment: &str) -> &str {
    let name = segment.split('(').next().unwrap_or(segment);
    name.rsplit('.').next().unwrap_or(name)
}
