//! What every YAML text goes through before and while the YAML library reads it: limits on what the library would need
//! the square of the time for, or would expand without end.
//!
//! The library counts depth itself where it recurses (128 values in each other) and keeps what it passes over on the
//! heap, so no text ends the process. But each of its tokens costs as much as flow lists are open, and each `%TAG` as
//! much as there are before it. Both are limited here.

use std::cell::Cell;
use std::fmt;

use saphyr_parser::{Event, Parser};
use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use crate::error::{Error, ErrorKind, Place, Result};
use crate::source::Lines;

/// The deepest nesting of values that is parsed, read or not; Graph's documents have 20.
const DEEPEST: usize = 200;

/// `%TAG` lines; Graph's documents have none.
const MOST_TAGS: usize = 100;

/// What aliases (`*name`) may make of a document, in its own length. Without aliases a value is never longer than three
/// times what is written.
const MOST_EXPANSION: usize = 4;

/// What is wrong with a document whose aliases say more than it has room for.
pub(crate) const ALIASES: &str = "aliases (`*name`) expand to much more than the document is; metadata needs none";

/// Reads a text of a type that derives its reader.
///
/// # Errors
/// What [`check`] refuses; with line and column when it is not YAML or not of the form of `T`.
pub(crate) fn read<T: DeserializeOwned>(file: &str, text: &str) -> Result<T> {
    check(file, text)?;
    let fault = |kind, error: &serde_yaml::Error| Error::new(kind, position(file, error), error.to_string());
    // An alias has a star.
    if text.contains('*') {
        let budget = Budget::of(text);
        Weighed(&budget)
            .deserialize(serde_yaml::Deserializer::from_str(text))
            .map_err(|error| match budget.is_spent() {
                true => Error::new(ErrorKind::Limit, position(file, &error), ALIASES),
                false => fault(ErrorKind::Structure, &error),
            })?;
    }
    T::deserialize(serde_yaml::Deserializer::from_str(text)).map_err(|error| fault(ErrorKind::Structure, &error))
}

/// Where an error of the library is.
pub(crate) fn position(file: &str, error: &serde_yaml::Error) -> Place {
    let count = |from_one: usize| u32::try_from(from_one).unwrap_or(u32::MAX);
    match error.location() {
        Some(location) => Place::position(file, count(location.line()), count(location.column())),
        None => Place::file(file),
    }
}

/// Refuses what the library would take long to parse.
///
/// # Errors
/// Values that are nested deeper than [`DEEPEST`], more `%TAG` lines than [`MOST_TAGS`]; with line and column.
pub(crate) fn check(file: &str, text: &str) -> Result<()> {
    let tags = text
        .match_indices("%TAG")
        .filter(|(at, _)| *at == 0 || text.get(..*at).is_some_and(|before| before.ends_with('\n')));
    if let Some((at, _)) = tags.clone().nth(MOST_TAGS) {
        return Err(Error::new(
            ErrorKind::Limit,
            Lines::new(text).at(at).place(file),
            format!("a directive `%TAG` stands here more than {MOST_TAGS} times; metadata needs none"),
        ));
    }
    if may_nest(text) > DEEPEST {
        nesting(file, text)
    } else {
        Ok(())
    }
}

/// Counts depth by the events of a parser that can be stopped.
fn nesting(file: &str, text: &str) -> Result<()> {
    let mut depth = 0_usize;
    for event in Parser::new_from_str(text) {
        let (event, span) = match event {
            Ok(event) => event,
            Err(error) => {
                let at = place(file, error.marker().line(), error.marker().col());
                // It reads ahead of its events, and has a limit of 255 of its own there; a test of depth holds the
                // words.
                return Err(match error.info() {
                    "recursion limit exceeded" => too_deep(at),
                    info => Error::new(ErrorKind::Syntax, at, format!("not well-formed YAML: {info}")),
                });
            }
        };
        match event {
            Event::SequenceStart(..) | Event::MappingStart(..) => depth += 1,
            Event::SequenceEnd | Event::MappingEnd => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEEPEST {
            return Err(too_deep(place(file, span.start.line(), span.start.col())));
        }
    }
    Ok(())
}

/// The keys of the mappings in a document's own mapping, each with the key that its mapping has there and its place, in
/// the order of the text. Of a key that stands twice both are there, which no reader of values can say.
///
/// # Errors
/// When the text is not well-formed YAML.
pub(crate) fn entries(file: &str, text: &str) -> Result<Vec<(String, String, Place)>> {
    // What is open, and of a mapping whether a key is next.
    let mut open: Vec<Option<bool>> = Vec::new();
    let (mut section, mut found) = (String::new(), Vec::new());
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| {
            let at = place(file, error.marker().line(), error.marker().col());
            Error::new(ErrorKind::Syntax, at, format!("not well-formed YAML: {}", error.info()))
        })?;
        let is_key = open.last() == Some(&Some(true));
        if is_key && let Event::Scalar(key, ..) = &event {
            match open.len() {
                1 => section = key.to_string(),
                2 => {
                    let at = place(file, span.start.line(), span.start.col());
                    found.push((section.clone(), key.to_string(), at));
                }
                _ => {}
            }
        }
        match event {
            Event::MappingStart(..) | Event::SequenceStart(..) | Event::Scalar(..) | Event::Alias(_) => {
                if let Some(Some(key_is_next)) = open.last_mut() {
                    *key_is_next = !*key_is_next;
                }
            }
            _ => {}
        }
        match event {
            Event::MappingStart(..) => open.push(Some(true)),
            Event::SequenceStart(..) => open.push(None),
            Event::MappingEnd | Event::SequenceEnd => drop(open.pop()),
            _ => {}
        }
    }
    Ok(found)
}

fn too_deep(place: Place) -> Error {
    let what = format!("values are nested more than {DEEPEST} deep; no metadata document is");
    Error::new(ErrorKind::Limit, place, what)
}

fn place(file: &str, line: usize, column_from_zero: usize) -> Place {
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    Place::position(file, count(line), count(column_from_zero + 1))
}

/// How deep lists and objects in brackets can be nested at most, so that nearly all documents need no second parser.
///
/// It is never too low, whatever the text is. Every opening bracket counts until a closing one is sure to close it:
/// when the opening one opens a list, no closing one behind it can be part of a text unless a quote, comment or tag
/// began between the two. Quotes where a value begins are known for what they are; any other quote, `#`, `!` or `%`
/// keeps the brackets around it open.
fn may_nest(text: &str) -> usize {
    // What each open bracket was opened after.
    let mut open: Vec<usize> = Vec::new();
    let mut doubts = 0_usize;
    let mut deepest = 0;
    // The last two bytes that are no blanks, and whether a blank stood before the byte at hand.
    let (mut last, mut last_but_one, mut after_blank) = (b'\n', b'\n', true);
    let mut quoted: Option<(u8, usize)> = None;
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(byte) = bytes.get(at).copied() {
        at += 1;
        let floor = quoted.map_or(0, |(_, floor)| floor);
        match byte {
            b'[' | b'{' => {
                open.push(doubts);
                deepest = deepest.max(open.len());
            }
            b']' | b'}' if open.len() > floor && open.last() == Some(&doubts) => {
                open.pop();
            }
            b'\\' if quoted.is_some_and(|(quote, _)| quote == b'"') => at += 1,
            b'\'' | b'"' => match quoted {
                Some((quote, _)) if quote != byte => {}
                Some((b'\'', _)) if bytes.get(at) == Some(&b'\'') => at += 1,
                Some(_) => quoted = None,
                None if matches!(last, b'[' | b'{' | b',')
                    || (last == b':' && (after_blank || matches!(last_but_one, b'\'' | b'"'))) =>
                {
                    quoted = Some((byte, open.len()));
                }
                None => doubts += 1,
            },
            b'#' | b'!' | b'%' if quoted.is_none() => doubts += 1,
            _ => {}
        }
        after_blank = byte.is_ascii_whitespace();
        if !after_blank {
            (last_but_one, last) = (last, byte);
        }
    }
    deepest
}

/// How much may still be read of a document: its length a few times over.
pub(crate) struct Budget(Cell<Option<usize>>);

impl Budget {
    pub(crate) fn of(text: &str) -> Self {
        // A document of nothing has a value too.
        Self(Cell::new(Some(
            text.len().saturating_mul(MOST_EXPANSION).saturating_add(1),
        )))
    }

    /// Takes a value of that length; false when there is no more.
    pub(crate) fn take(&self, length: usize) -> bool {
        let left = self.0.get().and_then(|left| left.checked_sub(length.saturating_add(1)));
        self.0.set(left);
        left.is_some()
    }

    pub(crate) fn is_spent(&self) -> bool {
        self.0.get().is_none()
    }
}

/// Reads any value and keeps nothing but its length.
#[derive(Clone, Copy)]
struct Weighed<'b>(&'b Budget);

impl Weighed<'_> {
    fn take<E: serde::de::Error>(self, length: usize) -> std::result::Result<(), E> {
        if self.0.take(length) {
            Ok(())
        } else {
            Err(E::custom(ALIASES))
        }
    }
}

impl<'de> DeserializeSeed<'de> for Weighed<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> std::result::Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Weighed<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_unit<E: serde::de::Error>(self) -> std::result::Result<(), E> {
        self.take(0)
    }

    fn visit_bool<E: serde::de::Error>(self, _: bool) -> std::result::Result<(), E> {
        self.take(0)
    }

    fn visit_i64<E: serde::de::Error>(self, _: i64) -> std::result::Result<(), E> {
        self.take(0)
    }

    fn visit_u64<E: serde::de::Error>(self, _: u64) -> std::result::Result<(), E> {
        self.take(0)
    }

    fn visit_i128<E: serde::de::Error>(self, _: i128) -> std::result::Result<(), E> {
        self.take(0)
    }

    fn visit_u128<E: serde::de::Error>(self, _: u128) -> std::result::Result<(), E> {
        self.take(0)
    }

    fn visit_f64<E: serde::de::Error>(self, _: f64) -> std::result::Result<(), E> {
        self.take(0)
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> std::result::Result<(), E> {
        self.take(text.len())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> std::result::Result<(), A::Error> {
        self.take(0)?;
        while list.next_element_seed(self)?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<(), A::Error> {
        self.take(0)?;
        while map.next_key_seed(self)?.is_some() {
            map.next_value_seed(self)?;
        }
        Ok(())
    }

    /// A value with a tag (`!add-property Edm.String`).
    fn visit_enum<A: serde::de::EnumAccess<'de>>(self, data: A) -> std::result::Result<(), A::Error> {
        let ((), value) = data.variant_seed(self)?;
        serde::de::VariantAccess::newtype_variant_seed(value, self)
    }
}

/// The longest key, as written, that YAML reads from the form `key: value`: 1,024 characters, with some room.
const LONGEST_KEY: usize = 1000;

/// A key of a mapping with its colon, as our own files have it. `written` is the key as YAML has it, in one line,
/// `column` where the line begins. A long key takes YAML's explicit form, in two lines.
#[must_use]
pub fn key(written: &str, column: usize) -> String {
    if written.chars().nth(LONGEST_KEY).is_none() {
        format!("{written}:")
    } else {
        format!("? {written}\n{:column$}:", "")
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn the_bound_of_nesting_is_what_brackets_say_and_never_less() {
        for (text, bound) in [
            ("a: b\n", 0),
            ("a: {b: [c, {d: e}]}\nf: [g]\n", 3),
            ("/a/{b-id}/c({d}):\n", 1),
            (r#"{"a":"b]","c": ["]", "]\"]", '''']}"#, 2),
            // A comment, a tag or an apostrophe may hide what closes, so what is open stays.
            ("[a # ]\n", 1),
            ("[a # ]\n]\n[b]\n[c]\n", 2),
            ("- don't [a]\n- [don't]\n- [b]\n", 2),
            ("[&a ']', [&b ']', [c", 3),
            ("[!t ']', [!t ']', [c", 3),
            // What looks like a quote in a plain text hides nothing that opens.
            ("a, 'b: [[[[", 4),
            ("- x, '\n- [[[[\n- '\n", 4),
        ] {
            assert_eq!(may_nest(text), bound, "{text}");
        }
    }

    #[test]
    fn depth_is_counted_by_a_parser() {
        let deep = |open: &str, close: &str| format!("a: {}{}\n", open.repeat(300), close.repeat(300));
        for (open, close) in [
            ("[", "]"),
            ("{a: ", "}"),
            ("[ # ]\n ", "]"),
            ("[&a ']]]]', ", "]"),
            ("[!t ']]]]', ", "]"),
            ("['it''s ]', \"]\\\"]\", ", "]"),
        ] {
            let error = check("a.yaml", &deep(open, close)).unwrap_err();
            assert_eq!(
                error.message(),
                "values are nested more than 200 deep; no metadata document is",
                "{open}"
            );
            assert!(error.place().line.is_some_and(|line| line > 0));
        }
        // Brackets in texts are no depth, however many.
        check("a.yaml", &format!("a: |\n{}", "  [don't {\n".repeat(1_000))).unwrap();
        check("a.yaml", &format!("a: [{}]\n", "'[', '{', ".repeat(1_000))).unwrap();
    }

    #[test]
    fn aliases_cost_no_more_than_the_document_is_long() {
        let list = "value, ".repeat(200);
        let text = format!(
            "first: &list [{list}]\n{}",
            (0..200)
                .map(|number| format!("more{number}: *list\n"))
                .collect::<String>()
        );
        let error = read::<std::collections::BTreeMap<String, Vec<String>>>("a.yaml", &text).unwrap_err();
        assert_eq!((error.kind(), error.message()), (ErrorKind::Limit, ALIASES));
        let few =
            read::<std::collections::BTreeMap<String, Vec<String>>>("a.yaml", "a: &a [b]\nc: *a\nd: ['*']\n").unwrap();
        assert_eq!(few.get("a"), few.get("c"));
    }

    #[test]
    fn entries_are_keys_of_the_second_level() {
        let text = "a:\n  b: c\n  d: [e, {f: g}]\n  ? h\n  : {i: j}\nk: [l: m]\nn: {b: &p o, 'b': *p}\n";
        let found = entries("a.yaml", text).unwrap();
        let shown: Vec<String> = found
            .iter()
            .map(|(section, key, at)| format!("{section}/{key} {at}"))
            .collect();
        assert_eq!(
            shown,
            [
                "a/b a.yaml:2:3",
                "a/d a.yaml:3:3",
                "a/h a.yaml:4:5",
                "n/b a.yaml:7:5",
                "n/b a.yaml:7:14"
            ]
        );
        assert!(entries("a.yaml", "a: [b\n").is_err());
    }

    #[test]
    fn a_key_of_any_length_is_read_again() {
        for length in [1, 998, 999, 1020, 1024, 5000] {
            let name = "x".repeat(length);
            let text = format!("a:\n  {} \"y\"\n  z: \"w\"\n", key(&format!("\"{name}\""), 2));
            let read: BTreeMap<String, BTreeMap<String, String>> = super::read("a.yaml", &text).unwrap();
            let inner = read.get("a").unwrap();
            assert_eq!(inner.get(&name).map(String::as_str), Some("y"), "{length}");
            assert_eq!(inner.len(), 2);
        }
    }
}
