//! From a Graph name to Rust case, by heck, with a table of exceptions that is data (`schemas/overlay/case.yaml`).

use heck::{ToShoutySnakeCase, ToSnakeCase, ToUpperCamelCase};

/// The table of exceptions: parts of names that heck would split where a reader does not (`oAuth2`, `macOS`).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Case {
    exceptions: Vec<(String, String)>,
}

impl Case {
    /// With these exceptions: a part as it stands in Graph names, and how heck shall see it. Longer parts go first, so
    /// the order of the table has no effect.
    #[must_use]
    pub fn new(exceptions: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut exceptions: Vec<_> = exceptions.into_iter().filter(|(part, _)| !part.is_empty()).collect();
        exceptions.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.cmp(b)));
        Self { exceptions }
    }

    fn prepared(&self, name: &str) -> String {
        self.exceptions
            .iter()
            .fold(name.to_owned(), |text, (part, seen)| text.replace(part.as_str(), seen))
    }

    /// `createdDateTime` becomes `created_date_time`. Not yet fit to be an identifier: see [`identifier`].
    #[must_use]
    pub fn snake(&self, name: &str) -> String {
        self.prepared(name).to_snake_case()
    }

    /// `accessPackage` becomes `AccessPackage`.
    #[must_use]
    pub fn camel(&self, name: &str) -> String {
        self.prepared(name).to_upper_camel_case()
    }
}

/// Words that `r#` does not save.
const NEVER_RAW: [&str; 5] = ["self", "Self", "super", "crate", "_"];

/// Whether a word is one of Rust's (edition 2024), strict or reserved.
#[must_use]
pub fn is_reserved(word: &str) -> bool {
    // syn knows the strict and reserved keywords: an identifier that it refuses to parse is one of them. It takes
    // `gen`, which only edition 2024 reserves.
    word == "gen" || syn::parse_str::<syn::Ident>(word).is_err()
}

/// Makes an identifier of a word in Rust case: a leading digit gets `_` before it, reserved words become raw
/// (`r#type`), and those that cannot be raw get `_` after them (`self_`). A word with nothing that Rust could name
/// gives `None`.
#[must_use]
pub fn identifier(word: &str) -> Option<String> {
    if word.is_empty() || !word.chars().all(|c| c == '_' || unicode_ident::is_xid_continue(c)) {
        return None;
    }
    if NEVER_RAW.contains(&word) {
        return Some(format!("{word}_"));
    }
    let word = if word.starts_with(|c: char| unicode_ident::is_xid_start(c) || c == '_') {
        word.to_owned()
    } else {
        format!("_{word}")
    };
    Some(if is_reserved(&word) { format!("r#{word}") } else { word })
}

/// The constant of a flag whose variant is called `ident`: `UserAdd` becomes `USER_ADD`. Two variants can have one
/// constant (`AB`, `Ab`).
#[must_use]
pub fn constant(ident: &str) -> String {
    let word = ident.trim_start_matches("r#").to_shouty_snake_case();
    if word.starts_with(|c: char| c.is_ascii_digit()) {
        format!("_{word}")
    } else {
        word
    }
}

/// Makes the name of a module and its file of a word in snake case. Unlike [`identifier`] it needs no `r#`, which file
/// names do not have, and a word with nothing that Rust could name becomes `unnamed`.
#[must_use]
pub fn module_word(word: &str) -> String {
    match identifier(word) {
        None => "unnamed".to_owned(),
        Some(ident) => match ident.strip_prefix("r#") {
            Some(reserved) => format!("{reserved}_"),
            None => ident,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exceptions_come_before_heck() {
        let plain = Case::default();
        assert_eq!(plain.snake("oAuth2PermissionScopes"), "o_auth2_permission_scopes");
        let case = Case::new([("oAuth2".to_owned(), "oauth2".to_owned())]);
        assert_eq!(case.snake("oAuth2PermissionScopes"), "oauth2_permission_scopes");
        assert_eq!(case.camel("accessPackage"), "AccessPackage");
    }

    #[test]
    fn reserved_words_become_raw_and_the_rest_get_an_underscore() {
        assert_eq!(identifier("type").as_deref(), Some("r#type"));
        assert_eq!(identifier("gen").as_deref(), Some("r#gen"));
        assert_eq!(identifier("self").as_deref(), Some("self_"));
        assert_eq!(identifier("Self").as_deref(), Some("Self_"));
        assert_eq!(identifier("2fa").as_deref(), Some("_2fa"));
        assert_eq!(identifier("state").as_deref(), Some("state"));
        assert_eq!(constant("UserAdd"), "USER_ADD");
        assert_eq!(constant("_1"), "_1");
        assert_eq!(constant("AB"), constant("Ab"));
        assert_eq!(module_word("type"), "type_");
        assert_eq!(module_word("self"), "self_");
        assert_eq!(module_word("2fa"), "_2fa");
        assert_eq!(module_word("../x"), "unnamed");
        assert_eq!(module_word(""), "unnamed");
        assert_eq!(identifier(""), None);
        assert_eq!(identifier("a-b"), None);
    }
}
