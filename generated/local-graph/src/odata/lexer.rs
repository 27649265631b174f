//! The words of an expression: names, literals, signs.

use std::borrow::Cow;

use super::error::{Place, QueryError, shown};
use super::scalar;

/// A word, with where it begins.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Token<'t> {
    pub(super) at: usize,
    pub(super) word: Word<'t>,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Word<'t> {
    /// A name, with its namespace if it has one: `state`, `eq`, `$it`, `microsoft.graph.user`.
    Name(&'t str),
    /// Text in single quotes.
    Text(Cow<'t, str>),
    /// Text in single quotes after a name: `duration'P1D'`, `microsoft.graph.status'open'`.
    Prefixed(&'t str, Cow<'t, str>),
    /// What begins with a digit, or with a sign and a digit: a number, a date, a time, an id.
    Literal(&'t str),
    /// One of `( ) , / : * -`.
    Sign(char),
    End,
}

impl Word<'_> {
    /// As a message shows it.
    pub(super) fn shown(&self) -> String {
        match self {
            Self::Name(text) | Self::Literal(text) => shown(text),
            Self::Text(text) => format!("the text {}", shown(text)),
            Self::Prefixed(name, text) => format!("{}{}", shown(name).trim_matches('\''), shown(text)),
            Self::Sign(sign) => format!("'{sign}'"),
            Self::End => "the end".to_owned(),
        }
    }
}

/// Cuts a text into words, one at a time; each byte is looked at a fixed number of times.
#[derive(Debug)]
pub(super) struct Lexer<'t> {
    place: Place<'t>,
    at: usize,
}

impl<'t> Lexer<'t> {
    pub(super) fn of(place: Place<'t>) -> Self {
        Self { place, at: 0 }
    }

    fn rest(&self) -> &'t str {
        self.place.text().get(self.at..).unwrap_or_default()
    }

    /// Takes what fits from here on.
    fn take_while(&mut self, fits: impl Fn(char) -> bool) -> &'t str {
        let rest = self.rest();
        let end = rest.find(|c| !fits(c)).unwrap_or(rest.len());
        self.at += end;
        rest.get(..end).unwrap_or_default()
    }

    pub(super) fn next(&mut self) -> Result<Token<'t>, QueryError> {
        self.take_while(char::is_whitespace);
        let at = self.at;
        Ok(Token { at, word: self.word()? })
    }

    fn word(&mut self) -> Result<Word<'t>, QueryError> {
        let rest = self.rest();
        let mut chars = rest.chars();
        let Some(first) = chars.next() else {
            return Ok(Word::End);
        };
        let second = chars.next();
        match first {
            '\'' => Ok(Word::Text(self.quoted()?)),
            '0'..='9' => Ok(Word::Literal(self.take_while(is_of_literal))),
            '-' if begins_literal(rest) => {
                self.at += 1;
                let length = self.take_while(is_of_literal).len();
                Ok(Word::Literal(rest.get(..=length).unwrap_or_default()))
            }
            '(' | ')' | ',' | '/' | ':' | '*' | '-' => {
                self.at += 1;
                Ok(Word::Sign(first))
            }
            '@' => Err(self.place.error(self.at, "Parameter aliases are not supported")),
            _ if first == '$' && second.is_some_and(is_of_name) || is_of_name(first) => self.name(),
            _ => {
                let what = format!("Syntax error: character {} is not expected", shown(&first.to_string()));
                Err(self.place.error(self.at, what))
            }
        }
    }

    /// A name, or an id or a prefixed text, which begin as names do.
    fn name(&mut self) -> Result<Word<'t>, QueryError> {
        // An id is as long as 36 bytes, and a name has no hyphens.
        let rest = self.rest();
        let ends = !rest.get(36..).is_some_and(|rest| rest.starts_with(is_of_literal));
        if let Some(id) = rest.get(..36).filter(|id| ends && scalar::guid(id).is_some()) {
            self.at += id.len();
            return Ok(Word::Literal(id));
        }
        let begin = self.at;
        self.at += usize::from(rest.starts_with('$'));
        self.take_while(|c| is_of_name(c) || c.is_ascii_digit() || c == '.');
        let name = self.place.text().get(begin..self.at).unwrap_or_default();
        match self.rest().starts_with('\'') {
            true => Ok(Word::Prefixed(name, self.quoted()?)),
            false => Ok(Word::Name(name)),
        }
    }

    /// Text from a quote to the one that ends it; two stand for one inside.
    fn quoted(&mut self) -> Result<Cow<'t, str>, QueryError> {
        let rest = self.rest().get(1..).unwrap_or_default();
        let mut quotes = rest.match_indices('\'').map(|(at, _)| at).peekable();
        let mut doubled = false;
        while let Some(end) = quotes.next() {
            if quotes.next_if_eq(&(end + 1)).is_some() {
                doubled = true;
                continue;
            }
            self.at += end + 2;
            let text = rest.get(..end).unwrap_or_default();
            return Ok(match doubled {
                true => Cow::Owned(text.replace("''", "'")),
                false => Cow::Borrowed(text),
            });
        }
        Err(self.place.error(self.at, "There is an unterminated string literal"))
    }
}

fn is_of_name(c: char) -> bool {
    c == '_' || c.is_alphabetic()
}

fn is_of_literal(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | ':' | '.' | '+' | '_')
}

/// Whether what begins with a minus is a literal: `-5`, `-INF`, `-P1D`.
fn begins_literal(text: &str) -> bool {
    let rest = text.get(1..).unwrap_or_default().as_bytes();
    match rest {
        [b'0'..=b'9', ..] => true,
        [b'P', next, ..] => next.is_ascii_digit() || *next == b'T',
        _ => rest.starts_with(b"INF") && !rest.get(3).is_some_and(u8::is_ascii_alphanumeric),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Result<Vec<Word<'_>>, QueryError> {
        let mut lexer = Lexer::of(Place::of("$filter", text));
        let mut words = Vec::new();
        loop {
            match lexer.next()?.word {
                Word::End => return Ok(words),
                word => words.push(word),
            }
        }
    }

    #[test]
    fn text_doubles_its_quotes() {
        let text = |text: &'static str| Word::Text(Cow::Borrowed(text));
        assert_eq!(words("'a''b' '' ''''").unwrap(), [text("a'b"), text(""), text("'")]);
        let error = words("a eq 'b''").unwrap_err();
        assert_eq!(
            error.message(),
            "There is an unterminated string literal ($filter, character 6)."
        );
    }

    #[test]
    fn what_begins_as_a_name_may_be_an_id() {
        let id = "a35bef72-a8aa-4ca3-af30-f6b2ece7208f";
        assert_eq!(words(id).unwrap(), [Word::Literal(id)]);
        assert_eq!(words("a35bef72").unwrap(), [Word::Name("a35bef72")]);
        let longer = format!("{id}f");
        assert_eq!(words(&longer).unwrap()[0], Word::Name("a35bef72"));
    }

    #[test]
    fn a_minus_is_a_sign_or_begins_a_literal() {
        assert_eq!(
            words("-5 -x -INF -P1D").unwrap(),
            [
                Word::Literal("-5"),
                Word::Sign('-'),
                Word::Name("x"),
                Word::Literal("-INF"),
                Word::Literal("-P1D"),
            ]
        );
    }

    #[test]
    fn a_name_has_its_namespace_and_a_literal_its_offset() {
        assert_eq!(
            words("$it/microsoft.graph.user duration'P1D' 2026-01-01T00:00:00.5+01:00").unwrap(),
            [
                Word::Name("$it"),
                Word::Sign('/'),
                Word::Name("microsoft.graph.user"),
                Word::Prefixed("duration", Cow::Borrowed("P1D")),
                Word::Literal("2026-01-01T00:00:00.5+01:00"),
            ]
        );
    }

    #[test]
    fn other_characters_are_refused_with_their_place() {
        let error = words("é eq \u{1b}").unwrap_err();
        assert_eq!(
            error.message(),
            "Syntax error: character '\\u{1b}' is not expected ($filter, character 6)."
        );
        assert!(words("@p1").unwrap_err().message().contains("aliases"));
    }
}
