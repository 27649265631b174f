//! Text of a query over one item, which remembers where it goes on from that item.
//!
//! `state eq 'denied'` is the same condition whether it stands in a `$filter` of its own or, as `a/state eq 'denied'`,
//! in an `any` over a collection. So the places where a path begins are kept beside the text, and the variable of an
//! `any` is put there when one is built around it.

use crate::core::error::Invalid;

/// A piece of a query, before percent-encoding.
#[doc(hidden)]
#[derive(Clone, Debug, Default)]
pub struct Expression {
    text: String,
    /// Where paths from the item begin in the text.
    roots: Roots,
    /// How deep `any` and `all` are nested in it.
    depth: u32,
    /// Why it cannot be sent.
    problem: Option<Box<Invalid>>,
}

#[derive(Clone, Copy, Debug)]
struct Root {
    at: usize,
    /// Whether the item itself stands there, and not a path from it.
    bare: bool,
}

/// Most conditions are about one member, so the first place needs no allocation.
#[derive(Clone, Debug, Default)]
struct Roots {
    first: Option<Root>,
    more: Vec<Root>,
}

impl Roots {
    fn push(&mut self, root: Root) {
        if self.first.is_none() {
            self.first = Some(root);
        } else {
            self.more.push(root);
        }
    }

    fn iter(&self) -> impl Iterator<Item = Root> {
        self.first.iter().chain(&self.more).copied()
    }
}

impl Expression {
    /// An empty one with space for text of this length.
    pub(crate) fn with_capacity(length: usize) -> Self {
        Self {
            text: String::with_capacity(length),
            ..Self::default()
        }
    }

    /// The length of its text.
    pub(crate) fn len(&self) -> usize {
        self.text.len()
    }

    /// Makes space for so much more text, and no more than that.
    pub(crate) fn reserve(&mut self, length: usize) {
        self.text.reserve_exact(length);
    }

    /// Appends text that is no path.
    pub(crate) fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Appends what `write` appends to the text.
    pub(crate) fn push_with(&mut self, write: impl FnOnce(&mut String)) {
        write(&mut self.text);
    }

    /// Appends a path from the item; the item itself when it is empty.
    pub(crate) fn push_path(&mut self, path: &str) {
        self.roots.push(Root {
            at: self.text.len(),
            bare: path.is_empty(),
        });
        self.text.push_str(path);
    }

    /// Appends another piece over the same item.
    pub(crate) fn push_expression(&mut self, other: &Self) {
        let before = self.text.len();
        self.text.push_str(&other.text);
        for root in other.roots.iter() {
            self.roots.push(Root {
                at: root.at + before,
                ..root
            });
        }
        self.depth = self.depth.max(other.depth);
        if let Some(problem) = &other.problem {
            self.problem.get_or_insert_with(|| problem.clone());
        }
    }

    /// Appends `any(a:…)` or `all(a:…)` around a condition over the items of a collection.
    pub(crate) fn push_lambda(&mut self, function: &str, over: &Self) {
        let variable = variable(over.depth);
        self.depth = self.depth.max(over.depth + 1);
        if let Some(problem) = &over.problem {
            self.problem.get_or_insert_with(|| problem.clone());
        }
        for part in [function, "(", &variable, ":"] {
            self.text.push_str(part);
        }
        over.write_from(&variable, &mut self.text);
        self.text.push(')');
    }

    /// Notes why it cannot be sent; the first reason counts.
    pub(crate) fn refuse(&mut self, place: &str, reason: &str) {
        self.problem
            .get_or_insert_with(|| Box::new(Invalid::new(place, reason)));
    }

    pub(crate) fn problem(&self) -> Option<&Invalid> {
        self.problem.as_deref()
    }

    /// The text over the item that a request's URL names.
    pub(crate) fn text(&self) -> String {
        let mut out = String::with_capacity(self.text.len());
        self.write_from("", &mut out);
        out
    }

    /// The same of an expression that is needed no more.
    pub(crate) fn into_text(self) -> String {
        if self.roots.iter().any(|root| root.bare) {
            self.text()
        } else {
            self.text
        }
    }

    fn write_from(&self, variable: &str, out: &mut String) {
        let mut from = 0;
        for root in self.roots.iter() {
            out.push_str(self.text.get(from..root.at).unwrap_or_default());
            from = root.at;
            match (variable, root.bare) {
                ("", true) => out.push_str("$it"),
                ("", false) => {}
                (variable, true) => out.push_str(variable),
                (variable, false) => {
                    out.push_str(variable);
                    out.push('/');
                }
            }
        }
        out.push_str(self.text.get(from..).unwrap_or_default());
    }
}

/// The variable of an `any` around others: `a` for the innermost, `b` for the one around it.
fn variable(depth: u32) -> String {
    match u8::try_from(depth) {
        Ok(depth) if depth < 26 => char::from(b'a' + depth).to_string(),
        _ => format!("x{depth}"),
    }
}
