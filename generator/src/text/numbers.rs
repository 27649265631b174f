//! Numbers as a person reads them.

use std::collections::BTreeMap;

/// A number with its noun: `1 path`, `2,125 properties`, `0 actions or functions`.
#[must_use]
pub fn count(n: usize, noun: &str) -> String {
    if n == 1 {
        return format!("1 {noun}");
    }
    let plural = |noun: &str| match noun.strip_suffix("ty") {
        Some(stem) => format!("{stem}ties"),
        None => format!("{noun}s"),
    };
    let nouns: Vec<String> = noun.split(" or ").map(plural).collect();
    format!("{} {}", thousands(n), nouns.join(" or "))
}

/// `2,125`.
#[must_use]
pub fn thousands(n: usize) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// How often each of them occurs.
pub(crate) fn tally<K: Ord>(keys: impl IntoIterator<Item = K>) -> BTreeMap<K, usize> {
    let mut counts = BTreeMap::new();
    for key in keys {
        *counts.entry(key).or_default() += 1;
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_separators() {
        for (n, text) in [
            (0, "0"),
            (12, "12"),
            (123, "123"),
            (1_234, "1,234"),
            (123_456, "123,456"),
            (1_234_567, "1,234,567"),
        ] {
            assert_eq!(thousands(n), text);
        }
    }

    #[test]
    fn numbers_have_their_nouns() {
        for (n, noun, text) in [
            (1, "file", "1 file"),
            (0, "file", "0 files"),
            (2_000, "file", "2,000 files"),
            (1, "property", "1 property"),
            (2, "property", "2 properties"),
            (1_234_567, "alternate key", "1,234,567 alternate keys"),
            (0, "path", "0 paths"),
            (2, "action or function", "2 actions or functions"),
            (3, "singleton or entity set", "3 singletons or entity sets"),
        ] {
            assert_eq!(count(n, noun), text);
        }
    }
}
