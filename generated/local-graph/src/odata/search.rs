//! `$search`: free text, `"sales"`, `"displayName:sales" AND NOT ("description:old" OR x)`.
//!
//! A phrase is found where each of its words begins a word of the text, without regard to case. Words of a text begin
//! after what is neither letter nor digit, at a capital letter after a small one, and where letters and digits meet.
//! Without a member's name all members of text are searched.

use msgraph_identity_governance::reflection::Type;

use super::consistency::is_directory_object;
use super::error::{Place, QueryError, shown};
use super::evaluate::Evaluation;
use super::graph::Graph;
use super::kind::Kind;
use super::limits::{MAX_DEPTH, MAX_EXPRESSION_NODES};
use super::names;
use super::scalar::folded;

/// A search that was read.
#[derive(Clone, Debug)]
pub(super) enum Search {
    /// Words, in one of these members.
    Phrase(Vec<String>, Vec<String>),
    Not(Box<Search>),
    And(Vec<Search>),
    Or(Vec<Search>),
}

impl Search {
    pub(super) fn read(text: &str, ty: Type) -> Result<Self, QueryError> {
        let mut parser = Parser {
            place: Place::of("$search", text),
            ty,
            at: 0,
            phrases: 0,
        };
        let search = parser.either(0)?;
        match parser.rest().trim_start() {
            "" => Ok(search),
            _ => Err(parser.error("Syntax error: the end was expected")),
        }
    }

    pub(super) fn finds<G: Graph>(&self, evaluation: &Evaluation<'_, G>, node: G::Node) -> bool {
        match self {
            Self::Phrase(words, members) => {
                let mut members = members.iter();
                members.any(|member| evaluation.has_words(node, member, words))
            }
            Self::Not(inner) => !inner.finds(evaluation, node),
            Self::And(items) => items.iter().all(|item| item.finds(evaluation, node)),
            Self::Or(items) => items.iter().any(|item| item.finds(evaluation, node)),
        }
    }
}

struct Parser<'t> {
    place: Place<'t>,
    ty: Type,
    at: usize,
    phrases: usize,
}

impl<'t> Parser<'t> {
    fn rest(&self) -> &'t str {
        self.place.text().get(self.at..).unwrap_or_default()
    }

    fn error(&self, what: &str) -> QueryError {
        self.place.error(self.at, what)
    }

    fn skip_blanks(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    /// Takes an operator or a parenthesis, if it is next.
    fn takes(&mut self, text: &str) -> bool {
        self.skip_blanks();
        let Some(after) = self.rest().strip_prefix(text) else {
            return false;
        };
        let is_word = text.starts_with(|c: char| c.is_ascii_uppercase());
        let ends = after.is_empty() || after.starts_with([' ', '"', '(', ')', '\t']);
        if is_word && !ends {
            return false;
        }
        self.at += text.len();
        true
    }

    fn either(&mut self, depth: usize) -> Result<Search, QueryError> {
        let mut items = vec![self.both(depth)?];
        while self.takes("OR") {
            items.push(self.both(depth)?);
        }
        Ok(one_or(items, Search::Or))
    }

    /// Phrases with `AND` between them, or with nothing.
    fn both(&mut self, depth: usize) -> Result<Search, QueryError> {
        let mut items = vec![self.single(depth)?];
        loop {
            let explicit = self.takes("AND");
            self.skip_blanks();
            let rest = self.rest();
            if !explicit && (rest.is_empty() || rest.starts_with(')') || self.peeks_or()) {
                return Ok(one_or(items, Search::And));
            }
            items.push(self.single(depth)?);
        }
    }

    fn peeks_or(&mut self) -> bool {
        let before = self.at;
        let is_next = self.takes("OR");
        self.at = before;
        is_next
    }

    fn single(&mut self, depth: usize) -> Result<Search, QueryError> {
        self.phrases += 1;
        if depth > MAX_DEPTH || self.phrases > MAX_EXPRESSION_NODES {
            return Err(self.error("The search is nested too deeply, or has too many phrases"));
        }
        if self.takes("NOT") {
            return Ok(Search::Not(Box::new(self.single(depth + 1)?)));
        }
        if self.takes("(") {
            let inner = self.either(depth + 1)?;
            if !self.takes(")") {
                return Err(self.error("Syntax error: ')' was expected"));
            }
            return Ok(inner);
        }
        self.phrase()
    }

    fn phrase(&mut self) -> Result<Search, QueryError> {
        self.skip_blanks();
        let begin = self.at;
        let text = match self.rest().strip_prefix('"') {
            Some(quoted) => self.quoted(quoted)?,
            None => {
                let rest = self.rest();
                let end = rest.find([' ', '\t', '(', ')', '"']).unwrap_or(rest.len());
                let word = rest.get(..end).unwrap_or_default();
                if matches!(word, "AND" | "OR" | "NOT") {
                    return Err(self.error(&format!("A phrase was expected, found {word}")));
                }
                self.at += end;
                word.to_owned()
            }
        };
        let member = text.split_once(':').filter(|(member, text)| {
            let is_name = !member.is_empty() && member.chars().all(|c| c.is_ascii_alphanumeric());
            is_name && text.starts_with(|c: char| !c.is_whitespace())
        });
        let (members, text) = match member {
            Some((name, text)) => (self.members(name, begin)?, text),
            None => (default_members(self.ty), text.as_str()),
        };
        let words: Vec<String> = words(text).collect();
        if words.is_empty() {
            return Err(self
                .place
                .error(begin, "A phrase with a letter or a digit was expected"));
        }
        Ok(Search::Phrase(words, members))
    }

    /// Text up to the quote that ends it; a backslash stands before a quote or backslash of the text.
    fn quoted(&mut self, quoted: &str) -> Result<String, QueryError> {
        let mut text = String::new();
        let mut chars = quoted.char_indices();
        while let Some((at, c)) = chars.next() {
            match c {
                '"' => {
                    self.at += at + 2;
                    return Ok(text);
                }
                '\\' => text.extend(chars.next().map(|(_, c)| c)),
                c => text.push(c),
            }
        }
        Err(self.error("There is an unterminated phrase"))
    }

    /// The member that a clause names, where its values are text.
    fn members(&self, name: &str, at: usize) -> Result<Vec<String>, QueryError> {
        let derived = || {
            let mut types = self.ty.derived();
            types.find_map(|ty| names::member(ty, name))
        };
        let own = names::member(self.ty, name);
        let member = own.or_else(|| is_directory_object(self.ty).then(derived).flatten());
        match member {
            None => Err(names::no_member(self.place, at, self.ty, name)),
            Some(member) if member.kind == Kind::Text && !member.is_navigation && !member.is_secret => {
                Ok(vec![member.name.into_owned()])
            }
            Some(_) => Err(self
                .place
                .error(at, format!("The property {} cannot be searched", shown(name)))),
        }
    }
}

fn one_or(mut items: Vec<Search>, several: fn(Vec<Search>) -> Search) -> Search {
    match items.len() {
        1 => items.pop().unwrap_or(Search::And(Vec::new())),
        _ => several(items),
    }
}

/// The members of text that a type and those derived from it have, but for ids.
fn default_members(ty: Type) -> Vec<String> {
    let types = std::iter::once(ty).chain(ty.derived());
    let members = types.flat_map(Type::members).filter(|member| {
        let kind = member.ty().map(|ty| Kind::of(ty.item()));
        kind == Some(Kind::Text) && !member.is_navigation() && !member.is_secret() && !member.is_key()
    });
    let mut names: Vec<String> = members.map(|member| member.name().to_owned()).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// The words of a phrase, in lower case: runs of letters and digits.
fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    let runs = text.split(|c: char| !c.is_alphanumeric());
    runs.filter(|word| !word.is_empty()).map(|word| folded(word).collect())
}

/// Whether each of these words, in lower case, begins a word of the text.
pub(super) fn has_words(text: &str, wanted: &[String]) -> bool {
    wanted.iter().all(|wanted| {
        let mut before = ' ';
        text.char_indices().any(|(at, c)| {
            let begins = begins_word(before, c);
            before = c;
            begins && text.get(at..).is_some_and(|rest| begins_with(rest, wanted))
        })
    })
}

fn begins_word(before: char, c: char) -> bool {
    if !c.is_alphanumeric() {
        return false;
    }
    !before.is_alphanumeric() || (before.is_lowercase() && c.is_uppercase()) || (before.is_numeric() != c.is_numeric())
}

fn begins_with(text: &str, lower: &str) -> bool {
    let mut text = folded(text);
    lower.chars().all(|c| text.next() == Some(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, phrase: &str) -> bool {
        has_words(text, &words(phrase).collect::<Vec<_>>())
    }

    #[test]
    fn words_are_found_by_their_beginnings() {
        assert!(found("Sales and Marketing", "mark SAL"));
        assert!(found("SalesTeam2026", "team"));
        assert!(found("SalesTeam2026", "2026"));
        assert!(found("Ärzte", "ärz"));
        assert!(!found("Sales", "ales"));
        assert!(!found("Sales", "sales team"));
    }
}
