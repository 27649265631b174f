//! YAML in block style, with a fixed form of each scalar. Nothing of OpenAPI is known here.

use std::collections::BTreeMap;

/// Prints block style YAML.
#[derive(Default)]
pub(super) struct Yaml {
    pub(super) out: String,
    depth: usize,
    /// The next line is the first of a list's item, so a dash stands in its indentation.
    dash: bool,
}

impl Yaml {
    fn begin(&mut self) {
        let blanks = if self.dash {
            self.depth.saturating_sub(1)
        } else {
            self.depth
        };
        for _ in 0..blanks {
            self.out.push_str("  ");
        }
        if std::mem::take(&mut self.dash) {
            self.out.push_str("- ");
        }
    }

    /// A key with its colon, where a line has begun.
    fn key(&mut self, key: &str) {
        self.out.push_str(&crate::yaml::key(&scalar(key), 2 * self.depth));
    }

    pub(super) fn member(&mut self, key: &str, written: &str) {
        self.begin();
        self.key(key);
        self.out.push(' ');
        self.out.push_str(written);
        self.out.push('\n');
    }

    pub(super) fn item(&mut self, written: &str) {
        self.begin();
        self.out.push_str(written);
        self.out.push('\n');
    }

    pub(super) fn text(&mut self, key: &str, text: &str) {
        self.member(key, &scalar(text));
    }

    pub(super) fn optional(&mut self, key: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.text(key, text);
        }
    }

    pub(super) fn optional_bool(&mut self, key: &str, value: Option<bool>) {
        if let Some(value) = value {
            self.member(key, if value { "true" } else { "false" });
        }
    }

    /// A boolean that is written only when it is true.
    pub(super) fn flag(&mut self, key: &str, value: bool) {
        self.optional_bool(key, value.then_some(true));
    }

    pub(super) fn object(&mut self, key: &str, content: impl FnOnce(&mut Self)) {
        self.begin();
        self.key(key);
        let open = self.out.len();
        self.out.push('\n');
        let before = self.out.len();
        self.depth += 1;
        content(self);
        self.depth -= 1;
        if self.out.len() == before {
            self.out.truncate(open);
            self.out.push_str(" {}\n");
        }
    }

    pub(super) fn some_map<T>(&mut self, key: &str, map: &BTreeMap<String, T>, mut write: impl FnMut(&mut Self, &T)) {
        if map.is_empty() {
            return;
        }
        self.object(key, |yaml| {
            for (name, value) in map {
                yaml.object(name, |yaml| write(yaml, value));
            }
        });
    }

    pub(super) fn list<T>(&mut self, key: &str, items: &[T], mut write: impl FnMut(&mut Self, &T)) {
        if items.is_empty() {
            return self.member(key, "[]");
        }
        self.begin();
        self.key(key);
        self.out.push('\n');
        self.depth += 2;
        for item in items {
            self.dash = true;
            write(self, item);
            if self.dash {
                self.item("{}");
            }
        }
        self.depth -= 2;
    }

    /// A list that is left out when it is empty.
    pub(super) fn some_list<T>(&mut self, key: &str, items: &[T], write: impl FnMut(&mut Self, &T)) {
        if !items.is_empty() {
            self.list(key, items, write);
        }
    }
}

/// A float as YAML 1.1 reads it too: with a point, and a sign in the exponent.
pub(super) fn float(value: f64) -> String {
    if value.is_nan() {
        return ".nan".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { ".inf" } else { "-.inf" }.to_owned();
    }
    let text = format!("{value:?}");
    match text.split_once('e') {
        None => text,
        Some((mantissa, exponent)) => {
            let point = if mantissa.contains('.') { "" } else { ".0" };
            let sign = if exponent.starts_with('-') { "" } else { "+" };
            format!("{mantissa}{point}e{sign}{exponent}")
        }
    }
}

/// A text as a YAML scalar: bare where every reader takes it for that text, else in single quotes, else with escapes.
pub(super) fn scalar(text: &str) -> String {
    if is_bare(text) {
        return text.to_owned();
    }
    if text
        .chars()
        .all(|c| matches!(c, ' '..='~') || (c.is_alphanumeric() && !c.is_control()))
    {
        return format!("'{}'", text.replace('\'', "''"));
    }
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            ' '..='~' => quoted.push(c),
            c if u32::from(c) <= 0xFFFF => quoted.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => quoted.push_str(&format!("\\U{:08X}", u32::from(c))),
        }
    }
    quoted.push('"');
    quoted
}

/// Whether a text needs no quotes. Narrow on purpose: what begins with a digit or sign may be a number, a date or a
/// time of day somewhere.
fn is_bare(text: &str) -> bool {
    /// What YAML 1.1 or 1.2 readers take for a boolean, null or number.
    const WORDS: &[&str] = &[
        "true", "false", "null", "yes", "no", "on", "off", "y", "n", "nan", "inf", "infinity",
    ];
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_' || c == '/' || c == '$')
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "_/$.-(){}='@,".contains(c))
        && !WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
}
