//! Formats of lines: one item per line as JSON or as tab-separated values, and nothing at all.

use std::borrow::Cow;
use std::io::{self, Write};

use msgraph_identity_governance::text::escaped;

use super::cells::{cell, rows};
use super::columns::Columns;
use super::{PageText, ResponseWriter};
use crate::json_text::{Style, write_compact};

/// One item per line, each as JSON. A response that is no list is one line.
pub(super) struct Ndjson {
    style: Style,
}

impl Ndjson {
    pub(super) fn new(style: Style) -> Self {
        Self { style }
    }

    fn line(&self, json: &str, out: &mut dyn Write) -> io::Result<()> {
        write_compact(json, self.style, out)?;
        out.write_all(b"\n")
    }
}

/// Writes JSON that is compact already.
pub(super) fn write_line(json: &str, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(json.as_bytes())?;
    out.write_all(b"\n")
}

impl ResponseWriter for Ndjson {
    fn document(&mut self, json: &str, out: &mut dyn Write) -> io::Result<()> {
        rows(json).try_for_each(|item| self.line(item, out))
    }

    fn page(&mut self, page: &PageText<'_>, out: &mut dyn Write) -> io::Result<()> {
        page.items().try_for_each(|item| self.line(item, out))
    }
}

/// One item per line, its values separated by tabs. Tabs, line ends and backslashes inside of a value are escaped
/// (`\t`, `\n`, `\r`, `\\`), so that a line is an item and a tab a column. Null is empty; lists and objects are JSON.
pub(super) struct Text {
    columns: Columns,
    escape: bool,
}

impl Text {
    pub(super) fn new(columns: Columns, escape: bool) -> Self {
        Self { columns, escape }
    }

    fn rows<'a>(&mut self, items: impl Iterator<Item = &'a str>, out: &mut dyn Write) -> io::Result<()> {
        let items: Vec<&str> = items.collect();
        self.columns.fix(&items, false);
        for item in items {
            let mut first = true;
            for value in self.columns.values(item) {
                if !std::mem::take(&mut first) {
                    out.write_all(b"\t")?;
                }
                out.write_all(self.value(&cell(value)).as_bytes())?;
            }
            out.write_all(b"\n")?;
        }
        Ok(())
    }

    fn value<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let mut text = Cow::Borrowed(text);
        if text.contains(['\\', '\t', '\n', '\r']) {
            let escapes = [('\\', "\\\\"), ('\t', "\\t"), ('\n', "\\n"), ('\r', "\\r")];
            text = escapes
                .into_iter()
                .fold(text, |text, (c, escape)| text.replace(c, escape).into());
        }
        match self.escape {
            true => escaped(&text).into_owned().into(),
            false => text,
        }
    }
}

impl ResponseWriter for Text {
    fn document(&mut self, json: &str, out: &mut dyn Write) -> io::Result<()> {
        self.rows(rows(json), out)
    }

    fn page(&mut self, page: &PageText<'_>, out: &mut dyn Write) -> io::Result<()> {
        self.rows(page.items(), out)
    }

    fn notes(&self) -> Vec<String> {
        self.columns.notes()
    }
}

/// Nothing.
pub(super) struct Nothing;

impl ResponseWriter for Nothing {
    fn document(&mut self, _: &str, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    fn page(&mut self, _: &PageText<'_>, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{args, printed};
    use super::super::{ColumnNames, Format, Links};

    const PAGE: &str = r#"{"value":[{"id":"1","n":{"b" : [1, 2]},"t":"a\tb\nc\\d"}, {"id":"2","t":null,"n":-1.50}]}"#;

    #[test]
    fn an_item_is_a_line() {
        let text = printed(
            &args(Format::Ndjson),
            ColumnNames::default(),
            &[PAGE, PAGE],
            &Links::default(),
        );
        assert_eq!(text.lines().count(), 4);
        assert_eq!(
            text.lines().next(),
            Some(r#"{"id":"1","n":{"b":[1,2]},"t":"a\tb\nc\\d"}"#)
        );
    }

    #[test]
    fn a_value_is_between_tabs() {
        let text = printed(&args(Format::Text), ColumnNames::default(), &[PAGE], &Links::default());
        assert_eq!(text, "1\t{\"b\":[1,2]}\ta\\tb\\nc\\\\d\n2\t-1.50\t\n");
        let selected = ColumnNames {
            selected: vec!["t".to_owned(), "id".to_owned()],
            main: vec!["n"],
        };
        let text = printed(&args(Format::Text), selected, &[PAGE], &Links::default());
        assert_eq!(text, "a\\tb\\nc\\\\d\t1\n\t2\n");
    }

    #[test]
    fn nothing_is_nothing() {
        assert_eq!(
            printed(&args(Format::None), ColumnNames::default(), &[PAGE], &Links::default()),
            ""
        );
    }
}
