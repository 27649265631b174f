//! Conditions and literals: what a query says is read back by OData's rules, and is what was meant.
//!
//! The input is lines, the first character of each says what the rest is; `&`, `|` and `!` join what stands before, as
//! on a stack. `T` takes all that follows, line ends included.

#![no_main]

#[allow(dead_code)]
#[path = "../service.rs"]
mod service;

use std::fmt::Display;
use std::str::FromStr;

use libfuzzer_sys::fuzz_target;
use msgraph_identity_governance::query::{Filter, Literal};
use msgraph_identity_governance::v1_0::models::{
    AccessPackage, AccessPackageAssignmentRequestFilterByCurrentUserOptions,
};
use msgraph_identity_governance::values::{Binary, Date, DateTimeOffset, Duration, Guid, TimeOfDay};

use service::{client, percent_decoded};

/// So many lines are looked at: each join copies what it joins.
const MOST: usize = 100;

#[derive(Clone, Debug, PartialEq)]
enum Tree {
    Leaf(String, String, Vec<Value>),
    And(Vec<Tree>),
    Or(Vec<Tree>),
    Not(Box<Tree>),
}

#[derive(Clone, Debug, PartialEq)]
enum Value {
    Null,
    Text(String),
    Bare(String),
}

impl Tree {
    fn leaf(head: &str, word: &str, value: Value) -> Self {
        Tree::Leaf(head.to_owned(), word.to_owned(), vec![value])
    }

    /// `and` and `or` of more than two are one.
    fn and(parts: Vec<Tree>) -> Self {
        let flat = parts.into_iter().flat_map(|part| match part {
            Tree::And(parts) => parts,
            other => vec![other],
        });
        let mut parts: Vec<Tree> = flat.collect();
        if parts.len() == 1 {
            parts.remove(0)
        } else {
            Tree::And(parts)
        }
    }

    fn or(parts: Vec<Tree>) -> Self {
        let flat = parts.into_iter().flat_map(|part| match part {
            Tree::Or(parts) => parts,
            other => vec![other],
        });
        let mut parts: Vec<Tree> = flat.collect();
        if parts.len() == 1 {
            parts.remove(0)
        } else {
            Tree::Or(parts)
        }
    }
}

/// Reads a condition as OData 4.01 says: `not` binds firmer than a comparison, that than `and`, that than `or`.
struct Reader<'a> {
    text: &'a str,
    whole: &'a str,
}

impl<'a> Reader<'a> {
    fn read(text: &'a str) -> Tree {
        let mut reader = Self { text, whole: text };
        let tree = reader.or();
        assert!(reader.text.is_empty(), "`{}` is left of `{text}`", reader.text);
        tree
    }

    fn eat(&mut self, word: &str) -> bool {
        match self.text.strip_prefix(word) {
            Some(rest) => {
                self.text = rest;
                true
            }
            None => false,
        }
    }

    fn expect(&mut self, word: &str) {
        assert!(self.eat(word), "`{word}` is not at `{}` of `{}`", self.text, self.whole);
    }

    fn or(&mut self) -> Tree {
        let mut parts = vec![self.and()];
        while self.eat(" or ") {
            parts.push(self.and());
        }
        Tree::or(parts)
    }

    fn and(&mut self) -> Tree {
        let mut parts = vec![self.unary()];
        while self.eat(" and ") {
            parts.push(self.unary());
        }
        Tree::and(parts)
    }

    fn unary(&mut self) -> Tree {
        if self.eat("not ") {
            let closed = self.closed();
            return Tree::Not(Box::new(closed.expect("`not` stands before parentheses or a call")));
        }
        if let Some(closed) = self.closed() {
            return closed;
        }
        let path = self.word();
        self.expect(" ");
        let operator = self.word();
        self.expect(" ");
        if operator != "in" {
            return Tree::Leaf(path, operator, vec![self.value()]);
        }
        self.expect("(");
        let mut values = vec![self.value()];
        while self.eat(",") {
            values.push(self.value());
        }
        self.expect(")");
        Tree::Leaf(path, operator, values)
    }

    /// What is whole by itself.
    fn closed(&mut self) -> Option<Tree> {
        if self.eat("(") {
            let inner = self.or();
            self.expect(")");
            return Some(inner);
        }
        for call in ["contains", "endsWith", "startsWith"] {
            if self.text.starts_with(&format!("{call}(")) {
                self.expect(call);
                self.expect("(");
                let path = self.word();
                self.expect(",");
                let value = self.value();
                self.expect(")");
                return Some(Tree::Leaf(call.to_owned(), path, vec![value]));
            }
        }
        None
    }

    fn word(&mut self) -> String {
        let end = self
            .text
            .find(|c: char| !c.is_ascii_alphabetic())
            .unwrap_or(self.text.len());
        let (word, rest) = self.text.split_at(end);
        assert!(!word.is_empty(), "no word at `{}` of `{}`", self.text, self.whole);
        self.text = rest;
        word.to_owned()
    }

    fn value(&mut self) -> Value {
        if !self.eat("'") {
            let end = self.text.find([' ', ')', ',']).unwrap_or(self.text.len());
            let (bare, rest) = self.text.split_at(end);
            self.text = rest;
            return if bare == "null" {
                Value::Null
            } else {
                Value::Bare(bare.to_owned())
            };
        }
        let mut text = String::new();
        loop {
            let end = self.text.find('\'').expect("a quote ends the text");
            text.push_str(&self.text[..end]);
            self.text = &self.text[end + 1..];
            if !self.eat("'") {
                return Value::Text(text);
            }
            text.push('\'');
        }
    }
}

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let mut stack: Vec<(Filter<AccessPackage>, Tree)> = Vec::new();
    let mut rest = text;
    for _ in 0..MOST {
        let Some(kind) = rest.chars().next() else { break };
        let after = &rest[kind.len_utf8()..];
        let (of, more) = match kind {
            'T' => (after, ""),
            _ => after.split_once('\n').unwrap_or((after, "")),
        };
        rest = more;
        line(kind, of, &mut stack);
    }
    let Some((filter, tree)) = stack
        .into_iter()
        .reduce(|(a, one), (b, two)| (a.and(b), Tree::and(vec![one, two])))
    else {
        return;
    };
    let written = filter.to_string();
    assert_eq!(Reader::read(&written), tree, "{written}");
    let list = client()
        .identity_governance()
        .entitlement_management()
        .access_packages()
        .list();
    assert_eq!(
        the_option(
            &list.filter(filter).what_if().expect("it is sent").url().clone(),
            "$filter"
        ),
        written
    );
});

fn line(kind: char, of: &str, stack: &mut Vec<(Filter<AccessPackage>, Tree)>) {
    let name = AccessPackage::DISPLAY_NAME;
    let text = || Value::Text(of.to_owned());
    let made = match kind {
        't' | 'T' => (name.eq(of), Tree::leaf("displayName", "eq", text())),
        'x' => (name.ne(of), Tree::leaf("displayName", "ne", text())),
        's' => (name.starts_with(of), Tree::leaf("startsWith", "displayName", text())),
        'c' => (name.contains(of), Tree::leaf("contains", "displayName", text())),
        'e' => (name.ends_with(of), Tree::leaf("endsWith", "displayName", text())),
        '0' => (name.is_null(), Tree::leaf("displayName", "eq", Value::Null)),
        'h' => (
            AccessPackage::IS_HIDDEN.eq(true),
            Tree::leaf("isHidden", "eq", Value::Bare("true".to_owned())),
        ),
        'i' => {
            let values = of.split(',').map(|value| Value::Text(value.to_owned())).collect();
            (
                name.is_in(of.split(',')),
                Tree::Leaf("displayName".to_owned(), "in".to_owned(), values),
            )
        }
        'd' => {
            let Ok(at) = of.parse::<DateTimeOffset>() else { return };
            let bare = literal(&at);
            same(&at, &bare);
            (
                AccessPackage::CREATED_DATE_TIME.ge(at),
                Tree::leaf("createdDateTime", "ge", Value::Bare(bare)),
            )
        }
        '&' | '|' if stack.len() >= 2 => {
            let (Some((b, two)), Some((a, one))) = (stack.pop(), stack.pop()) else {
                return;
            };
            if kind == '&' {
                (a.and(b), Tree::and(vec![one, two]))
            } else {
                (a.or(b), Tree::or(vec![one, two]))
            }
        }
        '!' => {
            let Some((a, one)) = stack.pop() else { return };
            (!a, Tree::Not(Box::new(one)))
        }
        _ => return value(kind, of),
    };
    stack.push(made);
}

/// Values of other members: their literal is read again and equal.
fn value(kind: char, of: &str) {
    match kind {
        'n' => {
            if let Ok(number) = of.parse::<i64>() {
                assert_eq!(literal(&number).parse(), Ok(number));
            }
        }
        'f' => {
            if let Ok(bits) = u64::from_str_radix(of, 16) {
                let (number, written) = (f64::from_bits(bits), literal(&f64::from_bits(bits)));
                match written.as_str() {
                    "NaN" => assert!(number.is_nan()),
                    "INF" => assert_eq!(number, f64::INFINITY),
                    "-INF" => assert_eq!(number, f64::NEG_INFINITY),
                    _ => assert_eq!(written.parse(), Ok(number), "{written}"),
                }
            }
        }
        'u' => quoted::<Duration>("duration'", of),
        'b' => quoted::<Binary>("binary'", of),
        'g' => bare::<Guid>(of),
        'y' => bare::<Date>(of),
        'k' => bare::<TimeOfDay>(of),
        'q' => {
            let list = client()
                .identity_governance()
                .entitlement_management()
                .access_packages()
                .list();
            let request = list.search(of).what_if().expect("it is sent");
            assert_eq!(phrase(&the_option(request.url(), "$search")), of);
        }
        'a' => argument(of),
        _ => {}
    }
}

fn literal(value: &impl Literal) -> String {
    let mut out = String::new();
    value.write_literal(&mut out);
    out
}

/// What it is written as is read again as the same.
fn same<T: FromStr + PartialEq + Display>(value: &T, written: &str) {
    assert!(
        written.parse::<T>().is_ok_and(|again| again == *value),
        "{value} is written as {written}"
    );
    let plain = |c: char| c.is_ascii_alphanumeric() || "-+:._=".contains(c);
    assert!(written.chars().all(plain), "{written}");
}

fn bare<T: FromStr + PartialEq + Display + Literal>(of: &str) {
    if let Ok(value) = of.parse::<T>() {
        same(&value, &literal(&value));
    }
}

fn quoted<T: FromStr + PartialEq + Display + Literal>(head: &str, of: &str) {
    if let Ok(value) = of.parse::<T>() {
        let written = literal(&value);
        let inner = written.strip_prefix(head).and_then(|rest| rest.strip_suffix('\''));
        same(&value, inner.expect("it is quoted"));
    }
}

/// The value of the one option that a URL has.
fn the_option(url: &azure_core::http::Url, name: &str) -> String {
    let query = url.query().expect("a query");
    let value = query
        .strip_prefix(name)
        .and_then(|rest| rest.strip_prefix('='))
        .expect("the option");
    assert!(!value.contains(['&', '#', '+', ' ', '"', '<', '>']), "{query}");
    assert!(url.fragment().is_none());
    String::from_utf8(percent_decoded(value)).expect("text")
}

/// What stands in double quotes with escapes.
fn phrase(text: &str) -> String {
    let mut inner = text
        .strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'))
        .expect("quotes")
        .chars();
    let mut out = String::new();
    while let Some(c) = inner.next() {
        assert_ne!(c, '"', "a quote ends the phrase early: {text}");
        out.push(if c == '\\' {
            inner.next().expect("something is escaped")
        } else {
            c
        });
    }
    out
}

/// An argument of a function: its segment is read back.
fn argument(of: &str) {
    let requests = client()
        .identity_governance()
        .entitlement_management()
        .assignment_requests();
    let on = AccessPackageAssignmentRequestFilterByCurrentUserOptions::from(of);
    let written = match requests.filter_by_current_user(on).what_if() {
        Ok(request) => request.url().to_string(),
        Err(error) => {
            assert!(matches!(of, "" | "." | ".."), "{of:?}: {error}");
            return;
        }
    };
    let segment = written.rsplit('/').next().expect("a segment");
    let decoded = String::from_utf8(percent_decoded(segment)).expect("text");
    let inner = decoded
        .strip_prefix("filterByCurrentUser(on='")
        .and_then(|rest| rest.strip_suffix("')"));
    let inner = inner.unwrap_or_else(|| panic!("{written}"));
    assert!(!inner.replace("''", "").contains('\''), "{written}");
    assert!(inner.replace("''", "'").eq_ignore_ascii_case(of), "{written} of {of:?}");
}
