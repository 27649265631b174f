//! Doc comments in lines: paragraphs and lists, broken at blanks so that the source stays within 120 columns, where one
//! word alone is not longer.

use proc_macro2::TokenStream;
use quote::quote;

/// The longest line of generated source.
const COLUMNS: usize = 120;

/// How many paths or other items of a list are shown; the rest are counted.
pub(super) const SHOWN: usize = 3;

/// A doc comment that is put together.
pub(super) struct Comment {
    lines: Vec<String>,
    width: usize,
    /// Whether the last line is an item of a list.
    in_list: bool,
}

impl Comment {
    /// Of something that stands so many columns to the right.
    pub(super) fn indented(columns: usize) -> Self {
        Self {
            lines: Vec::new(),
            // The slashes and the blank behind them.
            width: COLUMNS - columns - "/// ".len(),
            in_list: false,
        }
    }

    /// Begins a paragraph.
    pub(super) fn paragraph(&mut self, text: impl AsRef<str>) {
        if !self.lines.is_empty() {
            self.lines.push(String::new());
        }
        self.in_list = false;
        self.lines.extend(wrapped(text.as_ref(), self.width, ""));
    }

    /// Adds an item to a list; after a paragraph it begins one.
    pub(super) fn item(&mut self, text: impl AsRef<str>) {
        if !self.in_list && !self.lines.is_empty() {
            self.lines.push(String::new());
        }
        self.in_list = true;
        let lines = wrapped(&format!("- {}", text.as_ref()), self.width, "  ");
        self.lines.extend(lines);
    }

    /// A list of codes: the first few, and how many more there are.
    pub(super) fn codes<'a>(&mut self, codes: impl Iterator<Item = &'a str>) {
        let codes: Vec<&str> = codes.collect();
        for code in codes.iter().take(SHOWN) {
            self.item(format!("`{code}`"));
        }
        if let Some(more) = codes.len().checked_sub(SHOWN).filter(|more| *more > 0) {
            self.item(format!("and {more} more"));
        }
    }

    /// The lines as `#[doc]` takes them: with a blank before the text, as a comment is written by hand.
    pub(super) fn lines(self) -> Vec<String> {
        let spaced = |line: String| if line.is_empty() { line } else { format!(" {line}") };
        self.lines.into_iter().map(spaced).collect()
    }

    /// Before an item.
    pub(super) fn outer(self) -> TokenStream {
        self.lines().iter().map(|line| quote! { #[doc = #line] }).collect()
    }

    /// At the top of a module.
    pub(super) fn inner(self) -> TokenStream {
        self.lines().iter().map(|line| quote! { #![doc = #line] }).collect()
    }
}

/// `` `a`, `b` and 3 more ``.
pub(super) fn listed<'a>(codes: impl Iterator<Item = &'a str>) -> String {
    let codes: Vec<&str> = codes.collect();
    let shown: Vec<String> = codes.iter().take(SHOWN).map(|code| format!("`{code}`")).collect();
    match codes.len().saturating_sub(SHOWN) {
        0 => joined(&shown, "and"),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

/// `a, b and c`.
pub(super) fn joined(items: &[String], word: &str) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} {word} {last}", first.join(", ")),
    }
}

/// The article of a word that is read as it is written: by its first sound.
pub(super) fn article(word: &str) -> &'static str {
    let lower = word.to_lowercase();
    let as_consonant = ["uni", "use", "usa", "one", "eu"];
    let is_vowel = lower.starts_with(['a', 'e', 'i', 'o', 'u']);
    if is_vowel && (!as_consonant.iter().any(|begin| lower.starts_with(begin)) || lower.starts_with("unin")) {
        "an"
    } else {
        "a"
    }
}

/// A text in lines of at most that width; `hang` begins those after the first.
fn wrapped(text: &str, width: usize, hang: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        let is_full = line.chars().count() + 1 + word.chars().count() > width;
        if is_full && !line.trim().is_empty() && line != "-" && !begins_a_block(word) {
            lines.push(std::mem::replace(&mut line, hang.to_owned()));
        }
        if !line.trim().is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    lines.push(line);
    lines
}

/// Whether a word at the beginning of a line would be read as the mark of a list, a heading or a quotation.
fn begins_a_block(word: &str) -> bool {
    let number = word.trim_end_matches(['.', ')']);
    word.starts_with(['#', '>', '|', '=', '~'])
        || matches!(word, "-" | "+" | "*" | "--" | "---" | "***")
        || (number.len() < word.len() && !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_broken_at_blanks_and_say_the_same() {
        let text = format!("one two {} three - four 5. # six", "x".repeat(40));
        for width in 1..60 {
            let lines = wrapped(&text, width, "  ");
            let read: Vec<&str> = lines.iter().flat_map(|line| line.split_whitespace()).collect();
            assert_eq!(read.join(" "), text, "{width}");
            for line in &lines {
                let first = line.split_whitespace().next().unwrap_or_default();
                assert!(!begins_a_block(first), "{width}: {line}");
            }
        }
        assert_eq!(wrapped("- one two three", 9, "  "), ["- one two", "  three"]);
        assert_eq!(wrapped("- long-word", 3, "  "), ["- long-word"]);
    }

    #[test]
    fn paragraphs_and_lists_are_apart() {
        let mut comment = Comment::indented(100);
        comment.paragraph("First paragraph here.");
        comment.codes(["/a", "/b", "/c", "/d", "/e"].into_iter());
        comment.paragraph("Last.");
        assert_eq!(
            comment.lines(),
            [
                " First paragraph",
                " here.",
                "",
                " - `/a`",
                " - `/b`",
                " - `/c`",
                " - and 2 more",
                "",
                " Last."
            ]
        );
    }

    #[test]
    fn a_list_in_a_sentence_ends_with_a_word() {
        assert_eq!(listed(["a"].into_iter()), "`a`");
        assert_eq!(listed(["a", "b", "c"].into_iter()), "`a`, `b` and `c`");
        assert_eq!(listed(["a", "b", "c", "d"].into_iter()), "`a`, `b`, `c` and 1 more");
    }

    #[test]
    fn articles_follow_the_sound() {
        for (word, expected) in [
            ("accessPackage", "an"),
            ("entity", "an"),
            ("user", "a"),
            ("unifiedRoleAssignment", "a"),
            ("unintended", "an"),
            ("oneNote", "a"),
            ("identity", "an"),
            ("workflow", "a"),
            ("AccessPackage", "an"),
        ] {
            assert_eq!(article(word), expected, "{word}");
        }
    }
}
