//! Our reader beside serde_json's, on random JSON and on JSON that was broken at random: the same is taken, the same is
//! refused, and what is taken has the same value. The texts are the same each time.

use serde_json::Value;

use super::samples::item::Item;
use crate::core::json::Json;
use crate::core::model::Document;

/// Random numbers that are the same each time (xorshift).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() >> 11) as usize % limit
    }

    fn pick<'a>(&mut self, texts: &[&'a str]) -> &'a str {
        texts[self.below(texts.len())]
    }

    /// Mostly nothing.
    fn blanks(&mut self) -> &'static str {
        self.pick(&["", "", "", "", "", "", " ", "\n", "\t\r ", "          \n"])
    }

    fn string(&mut self) -> String {
        let parts = [
            "a",
            "Zoë",
            "😀",
            "longer than eight bytes",
            "\\\"",
            "\\\\",
            "\\/",
            "\\b\\f\\n\\r\\t",
            "\\u00e9",
            "\\ud83d\\ude00",
            "\u{7f}",
            "{",
            "}",
            "[",
            "]",
            ":",
            ",",
            " ",
            "@odata.type",
            "x@y",
        ];
        let text: String = (0..self.below(6)).map(|_| self.pick(&parts)).collect();
        format!("\"{text}\"")
    }

    fn number(&mut self) -> String {
        let number = self.below(1_000_000);
        match self.below(6) {
            0 => format!("-{number}"),
            1 => format!("{}.{number}", self.below(1000)),
            2 => format!("{number}E-{}", self.below(5)),
            3 => format!("-{}.5e+{}", self.below(10), self.below(9)),
            4 => self
                .pick(&["0", "-0", "0.0", "9223372036854775807", "18446744073709551615"])
                .to_owned(),
            _ => number.to_string(),
        }
    }

    /// Any value, with blanks around its parts.
    fn value(&mut self, depth: usize) -> String {
        match self.below(if depth == 0 { 5 } else { 8 }) {
            0 => self.pick(&["null", "true", "false"]).to_owned(),
            1 | 2 => self.number(),
            3 | 4 => self.string(),
            5 => {
                let items: Vec<String> = (0..self.below(4)).map(|_| self.value(depth - 1)).collect();
                self.joined("[", &items, "]")
            }
            _ => {
                let members: Vec<String> = (0..self.below(5))
                    .map(|number| {
                        let name = self.string().replacen('"', &format!("\"{number}"), 1);
                        format!("{name}{}:{}{}", self.blanks(), self.blanks(), self.value(depth - 1))
                    })
                    .collect();
                self.joined("{", &members, "}")
            }
        }
    }

    fn joined(&mut self, open: &str, parts: &[String], close: &str) -> String {
        let mut text = format!("{open}{}", self.blanks());
        for (number, part) in parts.iter().enumerate() {
            if number > 0 {
                text.push_str(self.blanks());
                text.push(',');
                text.push_str(self.blanks());
            }
            text.push_str(part);
        }
        text + self.blanks() + close
    }

    /// A model's object: members in any order, some missing, null, empty or odd, with others between them.
    fn item(&mut self, depth: usize) -> String {
        let mut members = Vec::new();
        for name in [
            "id",
            "count",
            "endDateTime",
            "child",
            "list",
            "tags",
            "scope",
            "kind",
            "rights",
            "ratio",
            "small",
            "free",
            "binary",
            "guid",
            "length",
            "unknown",
            "@odata.etag",
            "@odata.type",
            "tags@odata.count",
        ] {
            if self.below(3) == 0 {
                continue;
            }
            let value = match (name, self.below(12)) {
                ("unknown" | "free" | "tags@odata.count", _) => self.value(depth),
                ("@odata.type", number) => self
                    .pick(if number < 8 {
                        &["\"#microsoft.graph.item\""]
                    } else {
                        &["\"#other\"", "7"]
                    })
                    .to_owned(),
                (_, 0) => "null".to_owned(),
                // What does not fit is kept.
                ("list" | "child" | "scope" | "tags", 1) => self.number(),
                ("count" | "ratio" | "small", 1) => self.pick(&["true", "{}", "[1]"]).to_owned(),
                (_, 1) => self.pick(&["7.5", "[]", "{\"a\":[{}]}"]).to_owned(),
                ("id" | "@odata.etag", _) => self.string(),
                ("count", _) => self.pick(&["7", "-9223372036854775808"]).to_owned(),
                ("endDateTime", _) => self.pick(&["\"2026-08-03T09:30:00.1234567Z\"", "\"soon\""]).to_owned(),
                ("child", _) if depth > 0 => self.item(depth - 1),
                ("list", _) if depth > 0 => {
                    let items: Vec<String> = (0..self.below(4)).map(|_| self.item(depth - 1)).collect();
                    self.joined("[", &items, "]")
                }
                ("child" | "list", _) => "null".to_owned(),
                ("tags", _) => self.pick(&["[]", "[\"one\"]", "[\"one\" , \"two\"]"]).to_owned(),
                ("scope", _) => {
                    let parts = [
                        r#""name":"n""#,
                        r##""@odata.type":"#microsoft.graph.sub.derived""##,
                        r#""query":"\"q\"""#,
                        r#""more":[{"@odata.type":1}]"#,
                    ];
                    let parts: Vec<String> = (0..4).map(|part| parts[(part + depth) % 4].to_owned()).collect();
                    self.joined("{", &parts, "}")
                }
                ("kind", _) => self.pick(&["\"adminAdd\"", "\"later\""]).to_owned(),
                ("rights", _) => self
                    .pick(&["\"read\"", "\"read,write\"", "\"none\"", "\"later,read\""])
                    .to_owned(),
                ("ratio", _) => self.pick(&["0.5", "\"INF\"", "1e3"]).to_owned(),
                ("small", _) => self.pick(&["5", "-2147483648", "2147483648"]).to_owned(),
                ("binary", _) => self.pick(&["\"-_8\"", "\"TWFu\""]).to_owned(),
                ("guid", _) => self
                    .pick(&["\"7a6ab703-0780-4b37-8445-81f679b2d75c\"", "\"7\""])
                    .to_owned(),
                _ => self.pick(&["\"P1DT2.5S\"", "\"P\""]).to_owned(),
            };
            let place = self.below(members.len() + 1);
            members.insert(place, format!("\"{name}\"{}:{}{value}", self.blanks(), self.blanks()));
        }
        self.joined("{", &members, "}")
    }

    /// The text with a few characters changed, taken away or put in.
    fn broken(&mut self, text: &str) -> String {
        let mut characters: Vec<char> = text.chars().collect();
        for _ in 0..=self.below(2) {
            let place = self.below(characters.len().max(1));
            let other = self.pick(&[
                "\"", "{", "}", "[", "]", ",", ":", "\\", "u", "0", "-", ".", "e", "+", "t", "\u{1}", "é", " ", "\n",
                "d", "8",
            ]);
            let other = other.chars().next().unwrap_or_default();
            match self.below(4) {
                0 => characters.truncate(place),
                1 if place < characters.len() => {
                    characters.remove(place);
                }
                2 if place < characters.len() => characters[place] = other,
                _ => characters.insert(place.min(characters.len()), other),
            }
        }
        characters.into_iter().collect()
    }
}

/// Whether serde_json takes it, without asking whether a number or half of a surrogate pair has a value.
fn is_json(text: &str) -> bool {
    serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
}

/// Equal, but for the last digit of a floating-point number, which serde_json rounds in its own way.
fn same(one: &Value, two: &Value) -> bool {
    match (one, two) {
        (Value::Array(one), Value::Array(two)) => {
            one.len() == two.len() && one.iter().zip(two).all(|(one, two)| same(one, two))
        }
        (Value::Object(one), Value::Object(two)) => {
            one.len() == two.len()
                && one
                    .iter()
                    .all(|(name, one)| two.get(name).is_some_and(|two| same(one, two)))
        }
        (Value::Number(one), Value::Number(two)) => {
            let (Some(one), Some(two)) = (one.as_f64(), two.as_f64()) else {
                return false;
            };
            (one - two).abs() <= one.abs() * 1e-14
        }
        _ => one == two,
    }
}

#[test]
fn any_json_is_taken_or_refused_as_by_serde_json() {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let (mut taken, mut refused) = (0, 0);
    for round in 0..20_000 {
        let mut text = random.value(4);
        if round % 3 > 0 {
            text = random.broken(&text);
        }
        let read = text.parse::<Json>();
        assert_eq!(read.is_ok(), is_json(&text), "{text}: {read:?}");
        let Ok(json) = read else {
            refused += 1;
            continue;
        };
        taken += 1;
        assert_eq!(json.as_str(), text.trim_matches([' ', '\n', '\r', '\t']));
        if let Ok(value) = serde_json::from_str::<Value>(&text) {
            let ours = serde_json::to_value(&json).unwrap();
            assert!(same(&ours, &value), "{text}: {ours}");
        }
    }
    assert!(taken > 8_000 && refused > 4_000, "{taken} taken, {refused} refused");
}

#[test]
fn any_object_is_read_into_a_model_without_loss() {
    let mut random = Random(0x2545_f491_4f6c_dd1d);
    for round in 0..3_000 {
        let text = if round % 20 == 0 {
            // Long enough that the order of members is learned, and never the same twice.
            let items: Vec<String> = (0..40).map(|_| random.item(2)).collect();
            format!("{{\"list\":{}}}", random.joined("[", &items, "]"))
        } else {
            random.item(3)
        };
        let value: Value = serde_json::from_str(&text).unwrap();
        let item = Item::from_slice(text.as_bytes()).unwrap_or_else(|error| panic!("{text}: {error}"));
        let written = item.to_json();
        let again: Value = serde_json::from_slice(&written).unwrap();
        assert!(same(&again, &value), "{text}\n{again}");
        assert_eq!(Item::from_slice(&written).unwrap(), item);
    }
}

#[test]
fn a_broken_object_is_refused_as_by_serde_json() {
    let mut random = Random(0xd1b5_4a32_d192_ed03);
    let mut refused = 0;
    for _ in 0..6_000 {
        let text = random.item(2);
        let broken = random.broken(&text);
        let read = Item::from_slice(broken.as_bytes());
        let expected = is_json(&broken) && broken.trim_start().starts_with('{');
        assert_eq!(read.is_ok(), expected, "{broken}: {read:?}");
        refused += usize::from(!expected);
    }
    assert!(refused > 3_000, "{refused}");
}
