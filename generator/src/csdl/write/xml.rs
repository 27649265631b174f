//! XML in normal form: one element per line, two blanks per level. Nothing of CSDL is known here.

/// Prints elements, indented by their depth.
pub(super) struct Writer {
    pub(super) out: String,
    depth: usize,
}

/// Attributes in the order in which they are written; those without a value are left out.
pub(super) type Attributes<'a> = [(&'a str, Option<&'a str>)];

impl Writer {
    /// Begins a document.
    pub(super) fn new() -> Self {
        Self {
            out: String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"),
            depth: 0,
        }
    }

    fn indent(&mut self) {
        for _ in 0..self.depth {
            self.out.push_str("  ");
        }
    }

    /// An element with what `content` writes; without an end tag of its own when that is nothing.
    pub(super) fn element(&mut self, name: &str, attributes: &Attributes<'_>, content: impl FnOnce(&mut Self)) {
        self.indent();
        self.out.push('<');
        self.out.push_str(name);
        for (name, value) in attributes {
            if let Some(value) = value {
                self.out.push(' ');
                self.out.push_str(name);
                self.out.push_str("=\"");
                escape(&mut self.out, value, true);
                self.out.push('"');
            }
        }
        let open = self.out.len();
        self.out.push_str(">\n");
        let before = self.out.len();
        self.depth += 1;
        content(self);
        self.depth -= 1;
        if self.out.len() == before {
            self.out.truncate(open);
            self.out.push_str(" />\n");
        } else {
            self.indent();
            self.out.push_str("</");
            self.out.push_str(name);
            self.out.push_str(">\n");
        }
    }

    pub(super) fn empty(&mut self, name: &str, attributes: &Attributes<'_>) {
        self.element(name, attributes, |_| {});
    }

    pub(super) fn text_element(&mut self, name: &str, text: &str) {
        self.indent();
        self.out.push('<');
        self.out.push_str(name);
        self.out.push('>');
        escape(&mut self.out, text, false);
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push_str(">\n");
    }
}

pub(super) fn boolean(value: bool) -> &'static str {
    if value { "true" } else { "false" }
}

/// An attribute that is written only when it is not the default.
pub(super) fn flag(value: bool) -> Option<&'static str> {
    value.then_some("true")
}

/// Blanks other than spaces are written as references: a reader would turn them into spaces or another line end.
fn escape(out: &mut String, text: &str, attribute: bool) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' if attribute => out.push_str("&quot;"),
            '\t' if attribute => out.push_str("&#x9;"),
            '\n' if attribute => out.push_str("&#xA;"),
            '\r' => out.push_str("&#xD;"),
            _ => out.push(c),
        }
    }
}
