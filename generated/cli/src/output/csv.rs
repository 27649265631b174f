//! Comma-separated values, for spreadsheets.
//!
//! A spreadsheet takes text that begins with `=`, `+`, `-` or `@` for a formula, and runs it: text of others could read
//! the other cells and send them away. Such text gets an apostrophe before it, which spreadsheets show as text
//! (OWASP's advice on CSV injection). JSON's numbers are numbers and stay as they are. What would act upon a terminal
//! that shows the file, control characters and what turns the direction of writing, is escaped. `--csv-raw` leaves all
//! text as it is, for programs that read the file.

use std::borrow::Cow;
use std::io::{self, Write};

use msgraph_identity_governance::text::escaped;

use super::cells::{cell, rows};
use super::columns::Columns;
use super::{Links, PageText, ResponseWriter};

/// With what a formula begins: the signs, their wide forms, and the blanks that are skipped before them.
const FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// Whether a character acts upon a terminal, or turns the direction of writing. Blanks and line ends have their place in
/// a field.
fn acts(c: char) -> bool {
    c.is_control() && !matches!(c, '\t' | '\n' | '\r')
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A header and a row for each item.
pub(super) struct Csv {
    columns: Columns,
    raw: bool,
    escape: bool,
    has_header: bool,
}

impl Csv {
    pub(super) fn new(columns: Columns, raw: bool, escape: bool) -> Self {
        Self {
            columns,
            raw,
            escape,
            has_header: false,
        }
    }

    fn rows<'a>(&mut self, items: impl Iterator<Item = &'a str>, out: &mut dyn Write) -> io::Result<()> {
        let items: Vec<&str> = items.collect();
        self.columns.fix(&items, false);
        if items.is_empty() {
            return Ok(());
        }
        self.header(out)?;
        // Rows of values alone can differ in length.
        let mut csv = csv::WriterBuilder::new().flexible(true).from_writer(out);
        for item in items {
            let values = self.columns.values(item);
            let fields = values.into_iter().map(|json| {
                let is_text = json.starts_with('"');
                self.field(cell(json), is_text)
            });
            csv.write_record(fields.map(|field| field.into_owned()))?;
        }
        csv.flush()
    }

    fn header(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let Some(names) = self.columns.header().filter(|_| !self.has_header) else {
            return Ok(());
        };
        let mut csv = csv::Writer::from_writer(out);
        csv.write_record(
            names
                .iter()
                .map(|name| self.field(Cow::Borrowed(name), true).into_owned()),
        )?;
        csv.flush()?;
        drop(csv);
        self.has_header = true;
        Ok(())
    }

    fn field<'a>(&self, text: Cow<'a, str>, is_text: bool) -> Cow<'a, str> {
        let is_formula = is_text && !self.raw && text.starts_with(FORMULA);
        let text = if is_formula {
            Cow::Owned(format!("'{text}"))
        } else {
            text
        };
        if self.escape {
            escaped(&text).into_owned().into()
        } else if self.raw || !text.contains(acts) {
            text
        } else {
            text.chars()
                .map(|c| {
                    if acts(c) {
                        c.escape_unicode().to_string()
                    } else {
                        c.to_string()
                    }
                })
                .collect()
        }
    }
}

impl ResponseWriter for Csv {
    fn document(&mut self, json: &str, out: &mut dyn Write) -> io::Result<()> {
        self.rows(rows(json), out)
    }

    fn page(&mut self, page: &PageText<'_>, out: &mut dyn Write) -> io::Result<()> {
        self.rows(page.items(), out)
    }

    /// An empty list has the header of what was selected.
    fn end(&mut self, _: &Links, out: &mut dyn Write) -> io::Result<()> {
        self.header(out)
    }

    fn notes(&self) -> Vec<String> {
        self.columns.notes()
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{args, printed};
    use super::super::{ColumnNames, Format, Links, OutputArgs};

    fn csv(args: &OutputArgs, selected: &[&str], pages: &[&str]) -> String {
        let names = ColumnNames {
            selected: selected.iter().map(|&name| name.to_owned()).collect(),
            ..ColumnNames::default()
        };
        printed(args, names, pages, &Links::default())
    }

    #[test]
    fn fields_are_quoted_where_they_must_be() {
        let page = r#"{"value":[{"a":"x,\"y\"\nz","b":[1, 2],"c":null}]}"#;
        assert_eq!(
            csv(&args(Format::Csv), &[], &[page]),
            "a,b,c\n\"x,\"\"y\"\"\nz\",\"[1,2]\",\n"
        );
        // One header for all pages.
        assert_eq!(csv(&args(Format::Csv), &["c"], &[page, page]), "c\n\"\"\n\"\"\n");
        assert_eq!(csv(&args(Format::Csv), &["c"], &[r#"{"value":[]}"#]), "c\n");
    }

    #[test]
    fn no_field_acts_upon_a_terminal() {
        let page = "{\"value\":[[\"\\u001b[2J\u{9b}\u{202e}é\u{200d}\"]]}";
        assert_eq!(
            csv(&args(Format::Csv), &[], &[page]),
            "\\u{1b}[2J\\u{9b}\\u{202e}é\u{200d}\n"
        );
        let raw = OutputArgs {
            csv_raw: true,
            ..args(Format::Csv)
        };
        assert_eq!(csv(&raw, &[], &[page]), "\u{1b}[2J\u{9b}\u{202e}é\u{200d}\n");
    }

    #[test]
    fn text_that_is_a_formula_stays_text() {
        let page = r#"{"value":[["=1+1","+49 30","-1","@x","\t=1","＝1","a=1","'=1"], [-1, 1.5]]}"#;
        let text = csv(&args(Format::Csv), &[], &[page]);
        assert_eq!(text, "'=1+1,'+49 30,'-1,'@x,'\t=1,'＝1,a=1,'=1\n-1,1.5\n");
        let as_it_is = OutputArgs {
            csv_raw: true,
            ..args(Format::Csv)
        };
        assert_eq!(csv(&as_it_is, &[], &[r#"{"value":[{"=a":"=1+1"}]}"#]), "=a\n=1+1\n");
        assert_eq!(csv(&args(Format::Csv), &[], &[r#"{"value":[{"=a":"b"}]}"#]), "'=a\nb\n");
    }
}
