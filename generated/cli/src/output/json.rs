//! JSON: indented, or as it came.

use std::io::{self, Write};

use super::{Links, PageText, ResponseWriter};
use crate::json_text::{Style, write_indented};

/// JSON with indentation. The pages of a list become one document: the first page's members, the items of all pages,
/// and the links of the last page.
pub(super) struct Indented {
    style: Style,
    list: Option<OpenList>,
}

/// A list whose pages come one after the other.
struct OpenList {
    has_items: bool,
    /// The first page's members that stand behind its items, each as it is written.
    after: Vec<(String, String)>,
}

impl Indented {
    pub(super) fn new(style: Style) -> Self {
        Self { style, list: None }
    }

    fn member(&self, first: bool, name: &str, value: &str, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(if first { b"\n  " } else { b",\n  " })?;
        // Name and value in one go, so that the name has a name's colour.
        write_indented(&format!("{name}:{value}"), 1, self.style, out)
    }

    fn open(&mut self, page: &PageText<'_>, out: &mut dyn Write) -> io::Result<OpenList> {
        let (before, after) = page.around();
        out.write_all(b"{")?;
        let mut first = true;
        for member in before {
            self.member(first, member.written, member.value, out)?;
            first = false;
        }
        self.member(first, "\"value\"", "", out)?;
        out.write_all(b"[")?;
        Ok(OpenList {
            has_items: false,
            after: after
                .map(|member| (member.written.to_owned(), member.value.to_owned()))
                .collect(),
        })
    }
}

impl ResponseWriter for Indented {
    fn document(&mut self, json: &str, out: &mut dyn Write) -> io::Result<()> {
        write_indented(json, 0, self.style, out)?;
        out.write_all(b"\n")
    }

    fn page(&mut self, page: &PageText<'_>, out: &mut dyn Write) -> io::Result<()> {
        let mut list = match self.list.take() {
            Some(list) => list,
            None => self.open(page, out)?,
        };
        for item in page.items() {
            out.write_all(if list.has_items { b",\n    " } else { b"\n    " })?;
            list.has_items = true;
            write_indented(item, 2, self.style, out)?;
        }
        self.list = Some(list);
        Ok(())
    }

    fn end(&mut self, links: &Links, out: &mut dyn Write) -> io::Result<()> {
        let Some(list) = self.list.take() else {
            return Ok(());
        };
        out.write_all(if list.has_items { b"\n  ]" } else { b"]" })?;
        for (name, value) in &list.after {
            self.member(false, name, value, out)?;
        }
        for (name, link) in [
            ("\"@odata.nextLink\"", &links.next),
            ("\"@odata.deltaLink\"", &links.delta),
        ] {
            if let Some(link) = link {
                self.member(false, name, link, out)?;
            }
        }
        out.write_all(b"\n}\n")
    }
}

/// Each response as it came, on a line of its own. Where it is shown on a terminal, hidden characters are escaped.
pub(super) struct Raw {
    style: Style,
}

impl Raw {
    pub(super) fn new(style: Style) -> Self {
        Self { style }
    }
}

impl ResponseWriter for Raw {
    fn document(&mut self, json: &str, out: &mut dyn Write) -> io::Result<()> {
        if self.style.escape {
            write!(out, "{}", crate::json_text::shown(json))?;
        } else {
            out.write_all(json.as_bytes())?;
        }
        out.write_all(b"\n")
    }

    fn page(&mut self, page: &PageText<'_>, out: &mut dyn Write) -> io::Result<()> {
        self.document(page.text, out)
    }
}
