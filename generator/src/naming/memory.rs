//! The remembered names of a version: `schemas/<version>/names.yaml`, append-only.
//!
//! An entry that is there wins; what is new is named by rule and added. So the result depends on no order, and nothing
//! is renamed because something else came.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Error as _, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use crate::error::Error;

/// One list of remembered names: by Graph's name, the Rust name.
pub type Remembered = BTreeMap<String, String>;

/// All remembered names of a version.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Memory {
    /// Structs and enums, by full Graph name.
    #[serde(deserialize_with = "each_once")]
    pub types: Remembered,
    /// Fields and enum variants, by `full type name/member`.
    #[serde(deserialize_with = "each_once")]
    pub members: Remembered,
    /// Builder structs, by the path at which the shape was first seen.
    #[serde(deserialize_with = "each_once")]
    pub builders: Remembered,
    /// Methods of builders, by URL segment (a function with its parameters, an alternate key with its collection).
    #[serde(deserialize_with = "each_once")]
    pub segments: Remembered,
}

/// A list in which every key stands once and every name is a Rust identifier. A key that stands twice, as after a merge
/// by hand, would otherwise rename something without a word.
fn each_once<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Remembered, D::Error> {
    struct Once;

    impl<'de> Visitor<'de> for Once {
        type Value = Remembered;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("names by Graph's names")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Remembered, A::Error> {
            let mut list = Remembered::new();
            while let Some((key, name)) = map.next_entry::<String, String>()? {
                let ascii = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '#');
                if !ascii || syn::parse_str::<syn::Ident>(&name).is_err() {
                    return Err(A::Error::custom(format!(
                        "the name {name:?} of {key:?} is no Rust identifier of ASCII letters, digits and `_`"
                    )));
                }
                if let Some(first) = list.insert(key.clone(), name) {
                    return Err(A::Error::custom(format!(
                        "{key:?} has a name already, `{first}`: a key stands once"
                    )));
                }
            }
            Ok(list)
        }
    }

    deserializer.deserialize_map(Once)
}

const HEAD: &str = "\
# Rust names that were given once and stay: an entry here wins over the rule. `cargo xtask regen` appends to it.
# A line may be changed by hand only before a release that has it: it renames a public item.
";

impl Memory {
    /// Reads `names.yaml`; an empty text is an empty memory.
    ///
    /// # Errors
    /// When the text is no YAML of this form; the error names line and column.
    pub fn read(file_name: &str, text: &str) -> Result<Self, Error> {
        if text.lines().all(|line| line.trim().is_empty() || line.starts_with('#')) {
            return Ok(Self::default());
        }
        let mut memory: Self = crate::overlay::parse(file_name, text)?;
        memory.builders = memory
            .builders
            .into_iter()
            .map(|(path, name)| (place_key(&path), name))
            .collect();
        Ok(memory)
    }

    /// The text of `names.yaml`: sorted, a line a name.
    #[must_use]
    pub fn write(&self) -> String {
        let mut out = String::from(HEAD);
        for (title, list) in [
            ("types", &self.types),
            ("members", &self.members),
            ("builders", &self.builders),
            ("segments", &self.segments),
        ] {
            out.push_str(title);
            out.push_str(if list.is_empty() { ": {}\n" } else { ":\n" });
            for (key, name) in list {
                // Keys hold slashes, braces and quotes, and what else the metadata has in names.
                let key = crate::yaml::key(&crate::overlay::quoted(key), 2);
                let name = crate::overlay::quoted(name);
                out.push_str(&format!("  {key} {name}\n"));
            }
        }
        out
    }
}

/// A path as builders are remembered by it: what the document calls its parameters is left out, since that may change.
#[must_use]
pub fn place_key(path: &str) -> String {
    let mut key = String::with_capacity(path.len());
    let mut inside = false;
    for c in path.chars() {
        match c {
            '{' => inside = true,
            '}' => inside = false,
            _ if inside => continue,
            _ => {}
        }
        key.push(c);
    }
    key
}

/// The first number from 2 on that is free, where the numbers before it are taken one after the other; another that
/// follows a taken one where there are gaps. Asks for few of them, however many are taken. Nothing when all are taken,
/// so that a rule that refuses every number is no endless loop.
pub(crate) fn first_free(taken: impl Fn(u32) -> bool) -> Option<u32> {
    const FIRST: u32 = 2;
    const LAST: u32 = 1 << 30;
    // Ever larger steps to a free one, then halves back to a free one behind a taken one.
    let mut used = FIRST - 1;
    let mut free = FIRST;
    while taken(free) {
        if free >= LAST {
            return None;
        }
        used = free;
        free = free.saturating_mul(2).min(LAST);
    }
    while free - used > 1 {
        let middle = used + (free - used) / 2;
        if taken(middle) { used = middle } else { free = middle }
    }
    Some(free)
}

/// Gives names in one scope of uniqueness at a time.
///
/// `taken` says whether a Rust name is used by another in the same scope; `candidates` are tried in order; the last
/// resort is a number after the last of them.
pub fn name_for(
    remembered: &mut Remembered,
    key: &str,
    candidates: &[String],
    taken: impl Fn(&str) -> bool,
) -> Option<String> {
    if let Some(name) = remembered.get(key) {
        return Some(name.clone());
    }
    let last = candidates.last()?;
    let name = match candidates.iter().find(|candidate| !taken(candidate)) {
        Some(candidate) => candidate.clone(),
        None => first_free(|number| taken(&format!("{last}{number}"))).map(|number| format!("{last}{number}"))?,
    };
    remembered.insert(key.to_owned(), name.clone());
    Some(name)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_reads_back_equal() {
        let mut memory = Memory::default();
        memory.types.insert("microsoft.graph.on".into(), "On".into());
        memory
            .segments
            .insert("filterByCurrentUser(on='{on}')".into(), "filter_by_current_user".into());
        memory
            .members
            .insert("microsoft.graph.x/\"odd\"".into(), "r#type".into());
        let text = memory.write();
        assert_eq!(Memory::read("names.yaml", &text).unwrap(), memory);
        assert_eq!(Memory::read("names.yaml", HEAD).unwrap(), Memory::default());
    }

    #[test]
    fn builders_are_remembered_whatever_parameters_are_called() {
        assert_eq!(place_key("/a/{b-id}/c(d='{d}')/{e-id1}"), "/a/{}/c(d='{}')/{}");
        assert_eq!(place_key(&place_key("/a/{b-id}")), "/a/{}");
    }

    #[test]
    fn the_first_free_number_is_found_with_few_questions() {
        for last in [1, 2, 3, 4, 7, 8, 9, 1_000, 99_999] {
            let asked = std::cell::Cell::new(0);
            let taken = |number| {
                asked.set(asked.get() + 1);
                number <= last
            };
            assert_eq!(first_free(taken), Some(last + 1));
            assert!(asked.get() < 50, "{}", asked.get());
        }
        assert_eq!(first_free(|_| true), None);
    }

    #[test]
    fn a_remembered_name_wins_and_a_new_one_steps_aside() {
        let mut remembered = Remembered::new();
        remembered.insert("url".into(), "address".into());
        assert_eq!(
            name_for(&mut remembered, "url", &["url".into()], |_| false).unwrap(),
            "address"
        );
        let taken = |name: &str| name == "url" || name == "url_2";
        assert_eq!(
            name_for(&mut remembered, "URL", &["url".into(), "url_".into()], taken).unwrap(),
            "url_"
        );
        assert_eq!(
            name_for(&mut remembered, "Url", &["url".into(), "url_".into()], |n| n == "url"
                || n == "url_")
            .unwrap(),
            "url_2"
        );
    }
}
