//! `docs/*.yaml`: sentences of our own about what the metadata only names. One file per area; all are read, and an
//! entry stands in one of them.
//!
//! A sentence is about what its key names:
//!
//! | key | about |
//! |---|---|
//! | `microsoft.graph.accessPackage` | an entity, complex or enum type |
//! | `microsoft.graph.accessPackage/displayName` | a member of a type, a value of an enum type |
//! | `microsoft.graph.resume` | all actions and functions of that name |
//! | `microsoft.graph.resume of microsoft.graph.userProcessingResult` | those that are bound to that type |
//! | `microsoft.graph.stop of Collection(microsoft.graph.user)` | those that are bound to a collection of it |
//! | `microsoft.graph.stop(on)`, `microsoft.graph.stop(on) of …` | the overload with these parameters |
//! | `microsoft.graph.resume/source`, `microsoft.graph.resume/source of …` | a parameter |
//!
//! The narrowest of the keys that fit has the sentence. It holds for both versions, or is written for each that it
//! holds for: `key: {v1.0: …, beta: …}`.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Error as _, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::error::{Error, ErrorKind, Place};
use crate::model::{OperationId, Version};
use crate::yaml;

/// The folder of the files, below `schemas/overlay/`.
pub const DOCS_FOLDER: &str = "docs";

/// All files of [`DOCS_FOLDER`] together.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Docs {
    /// By what they are about, see the module's docs.
    pub types: BTreeMap<String, Sentence>,
    /// What is said of a place of the URL space, by path of the OpenAPI document.
    pub paths: BTreeMap<String, String>,
    /// Paths that the reference says will go, with what to use in their place: the metadata does not say it.
    pub retired: Vec<Retired>,
}

/// A sentence, and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Sentence {
    /// The file, with the folders below `schemas/`.
    pub file: String,
    words: Words,
}

#[derive(Clone, Debug, PartialEq)]
enum Words {
    ForAll(String),
    By(BTreeMap<Version, String>),
}

impl Docs {
    /// The paths that will go in a version.
    pub fn retired_in(&self, version: Version) -> impl Iterator<Item = &Retired> {
        let applies = move |retired: &&Retired| super::applies(&retired.versions, version);
        self.retired.iter().filter(applies)
    }
}

impl Sentence {
    /// What it says in a version.
    #[must_use]
    pub fn of(&self, version: Version) -> Option<&str> {
        match &self.words {
            Words::ForAll(text) => Some(text),
            Words::By(texts) => texts.get(&version).map(String::as_str),
        }
    }

    /// Whether it is written for all versions, so that one of them may lack what it is about.
    #[must_use]
    pub fn is_for_all(&self) -> bool {
        matches!(self.words, Words::ForAll(_))
    }
}

/// A path that will go.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retired {
    /// The path, with all below it.
    pub at: String,
    /// The path to use in its place.
    pub instead: String,
    /// The page that says so.
    pub source: String,
    /// Only in these; empty for all.
    #[serde(default)]
    pub versions: Vec<String>,
}

/// One of the files.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct File {
    types: BTreeMap<String, Words>,
    paths: BTreeMap<String, String>,
    retired: Vec<Retired>,
}

impl Docs {
    /// Reads the files: the name of each, below `schemas/`, and its text.
    ///
    /// # Errors
    /// With the place at which one is not of its form; with both places of an entry that stands twice.
    pub fn read<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, Error> {
        let mut docs = Self::default();
        let mut places: BTreeMap<(String, String), Place> = BTreeMap::new();
        for (file, text) in files {
            let read: File = yaml::read(file, text)?;
            for (section, key, place) in yaml::entries(file, text)? {
                let entry = (section, key);
                if let Some(first) = places.get(&entry) {
                    let what = format!("`{}` is in `{}` already: an entry stands once", entry.1, entry.0);
                    return Err(Error::new(ErrorKind::Duplicate, place, what).with_other(first.clone()));
                }
                places.insert(entry, place);
            }
            let sentences = read.types.into_iter().map(|(key, words)| {
                let file = file.to_owned();
                (key, Sentence { file, words })
            });
            docs.types.extend(sentences);
            docs.paths.extend(read.paths);
            docs.retired.extend(read.retired);
        }
        Ok(docs)
    }

    /// The sentence about a type or a member of it.
    #[must_use]
    pub fn about(&self, key: &str, version: Version) -> Option<&str> {
        self.types.get(key)?.of(version)
    }

    /// The sentence about an action or function.
    #[must_use]
    pub fn about_operation(&self, operation: &OperationId, version: Version) -> Option<&str> {
        let keys = keys_of_operation(operation);
        keys.iter().find_map(|key| self.about(key, version))
    }

    /// The sentence about a parameter of an action or function.
    #[must_use]
    pub fn about_parameter(&self, operation: &OperationId, name: &str, version: Version) -> Option<&str> {
        let keys = keys_of_parameter(operation, name);
        keys.iter().find_map(|key| self.about(key, version))
    }
}

/// The keys that are about an action or function, the narrowest first.
pub(crate) fn keys_of_operation(operation: &OperationId) -> Vec<String> {
    let plain = operation.without_overload();
    let mut keys = vec![plain.to_string(), plain.name.to_string()];
    if let Some(parameters) = &operation.overload {
        keys.insert(0, operation.to_string());
        keys.insert(2, format!("{}({})", operation.name, parameters.join(",")));
    }
    keys
}

/// The keys that are about a parameter, the narrowest first.
pub(crate) fn keys_of_parameter(operation: &OperationId, name: &str) -> [String; 2] {
    let key = format!("{}/{name}", operation.name);
    [format!("{key} of {}", operation.binding), key]
}

impl<'de> Deserialize<'de> for Words {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(WordsVisitor)
    }
}

struct WordsVisitor;

impl<'de> Visitor<'de> for WordsVisitor {
    type Value = Words;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a sentence, or one for each version: {v1.0: …, beta: …}")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Words, E> {
        sentence(text).map(Words::ForAll)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Words, A::Error> {
        let mut texts = BTreeMap::new();
        while let Some(name) = map.next_key::<String>()? {
            let version: Version = name.parse().map_err(A::Error::custom)?;
            let text = sentence::<A::Error>(&map.next_value::<String>()?)?;
            if texts.insert(version, text).is_some() {
                return Err(A::Error::custom(format!("two sentences for {version}")));
            }
        }
        if texts.is_empty() {
            return Err(A::Error::custom("no sentence for any version"));
        }
        Ok(Words::By(texts))
    }
}

/// The text on one line.
fn sentence<E: serde::de::Error>(text: &str) -> Result<String, E> {
    let words: Vec<&str> = text.split_whitespace().collect();
    if words.is_empty() {
        return Err(E::custom("a sentence without words"));
    }
    Ok(words.join(" "))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;
    use crate::model::{Binding, QName};

    fn resume(collection: bool, overload: Option<&[&str]>) -> OperationId {
        OperationId {
            name: QName::new("g", "resume"),
            overload: overload.map(|names| names.iter().map(|name| (*name).to_owned()).collect()),
            binding: Binding {
                ty: QName::new("g", "request"),
                collection,
            },
        }
    }

    #[test]
    fn files_are_one_and_a_sentence_holds_for_its_versions() {
        let docs = Docs::read([
            ("docs/a.yaml", "types:\n  g.a: About\n    a.\npaths:\n  /a: Path.\n"),
            ("docs/b.yaml", "types:\n  g.b: {beta: About b.}\n"),
        ]);
        let docs = docs.unwrap();
        assert_eq!(docs.about("g.a", Version::V1_0), Some("About a."));
        assert_eq!(docs.about("g.b", Version::Beta), Some("About b."));
        assert_eq!(docs.about("g.b", Version::V1_0), None);
        assert_eq!(docs.paths.get("/a").map(String::as_str), Some("Path."));
        assert!(docs.types.get("g.a").unwrap().is_for_all() && !docs.types.get("g.b").unwrap().is_for_all());
    }

    #[test]
    fn an_entry_that_stands_twice_is_refused_with_both_places() {
        let one = ("docs/a.yaml", "types:\n  g.a: A.\n");
        for (second, expected) in [
            (
                ("docs/b.yaml", "paths: {}\ntypes:\n  g.c: C.\n  g.a: Other.\n"),
                "docs/b.yaml:4:3: `g.a` is in `types` already: an entry stands once (the other is at docs/a.yaml:2:3)",
            ),
            (
                ("docs/b.yaml", "types:\n  g.c: C.\n  \"g.c\": D.\n"),
                "docs/b.yaml:3:3: `g.c` is in `types` already: an entry stands once (the other is at docs/b.yaml:2:3)",
            ),
        ] {
            let error = Docs::read([one, second]).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Duplicate);
            assert_eq!(error.to_string(), expected);
        }
        // The same text in another section is another entry.
        Docs::read([one, ("docs/b.yaml", "paths:\n  g.a: A.\n")]).unwrap();
    }

    #[test]
    fn what_is_no_sentence_is_refused_where_it_stands() {
        for (text, expected) in [
            ("types:\n  g.a:\n", "docs/a.yaml:2:7: "),
            ("types:\n  g.a: ' '\n", "docs/a.yaml:2:8: "),
            ("types:\n  g.a: [x]\n", "docs/a.yaml:2:8: "),
            ("types:\n  g.a: {v2.0: A.}\n", "docs/a.yaml:2:"),
            ("types:\n  g.a: {beta: ''}\n", "docs/a.yaml:2:"),
            ("types:\n  g.a: {beta: A., beta: B.}\n", "docs/a.yaml:2:"),
            ("types:\n  g.a: {}\n", "docs/a.yaml:2:"),
            ("members:\n  g.a: A.\n", "docs/a.yaml:1:1: "),
        ] {
            let error = Docs::read([("docs/a.yaml", text)]).unwrap_err().to_string();
            assert!(error.starts_with(expected), "{text:?}: {error}");
        }
    }

    #[test]
    fn the_narrowest_key_has_the_sentence() {
        let mut text = "types:\n".to_owned();
        let keys = [
            "g.resume",
            "g.resume(a,b)",
            "g.resume of g.request",
            "g.resume of Collection(g.request)",
            "g.resume(a,b) of g.request",
        ];
        let find = |text: &str, operation: &OperationId| {
            let docs = Docs::read([("a.yaml", text)]).unwrap();
            docs.about_operation(operation, Version::Beta).map(str::to_owned)
        };
        let overload = resume(false, Some(&["a", "b"]));
        for key in keys {
            text.push_str(&format!("  {key}: {key}\n"));
            let narrower = key != "g.resume of Collection(g.request)";
            assert_eq!(find(&text, &overload).as_deref() == Some(key), narrower, "{key}");
        }
        assert_eq!(
            find(&text, &resume(true, None)).as_deref(),
            Some("g.resume of Collection(g.request)")
        );
        assert_eq!(
            find(&text, &resume(true, Some(&["c"]))).as_deref(),
            Some("g.resume of Collection(g.request)")
        );

        let docs = Docs::read([("a.yaml", "types:\n  g.resume/a: A.\n  g.resume/a of g.request: B.\n")]).unwrap();
        let about = |collection| docs.about_parameter(&resume(collection, None), "a", Version::Beta);
        assert_eq!((about(false), about(true)), (Some("B."), Some("A.")));
    }
}
