//! What a command prints: the response, in the format that was asked for, and nothing else.
//!
//! A list can come in any number of pages. Each page is written when it comes, so memory holds one page, whatever the
//! format: a table and CSV take columns and widths from the first page. `--query` over a list in another format than
//! `ndjson` is the exception: JMESPath asks for the whole document, so all pages are put together first. With `ndjson`
//! it is applied to each item.

mod args;
mod cells;
mod columns;
mod csv;
mod json;
mod lines;
mod page;
mod query;
mod table;
mod target;

use std::borrow::Cow;
use std::io::{self, IsTerminal as _, Write};

use clap::ColorChoice;

pub use args::{Format, OutputArgs};
pub(crate) use page::PageText;
pub use target::Target;

use crate::failure::Failure;
use crate::json_text::Style;
use columns::Columns;
use query::Query;

/// How a format writes responses.
trait ResponseWriter {
    /// A response that is no list, or a page of a list that is asked for by itself.
    fn document(&mut self, json: &str, out: &mut dyn Write) -> io::Result<()>;

    /// The next page of a list.
    fn page(&mut self, page: &PageText<'_>, out: &mut dyn Write) -> io::Result<()>;

    /// The end of a list: what stands open is closed, and the links to go on by are written where the format has a
    /// place for them.
    fn end(&mut self, _links: &Links, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    /// What the user should know of what was left out.
    fn notes(&self) -> Vec<String> {
        Vec::new()
    }
}

/// Where a list goes on, as JSON strings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Links {
    /// `@odata.nextLink` of a list that was not read to its end.
    pub(crate) next: Option<String>,
    /// `@odata.deltaLink` of the last page.
    pub(crate) delta: Option<String>,
}

/// What the columns of a table are taken from.
#[derive(Clone, Debug, Default)]
pub struct ColumnNames {
    /// The members that `$select` names.
    pub selected: Vec<String>,
    /// The type's main members, where nothing was selected.
    pub main: Vec<&'static str>,
}

/// The output of one command.
pub struct Output {
    format: Format,
    writer: Box<dyn ResponseWriter>,
    query: Option<Query>,
    target: Target,
    has_begun_list: bool,
}

impl Output {
    /// The output that the command line asks for; `default` is the profile's format.
    ///
    /// # Errors
    /// When the query is no JMESPath, or a file cannot be made where the output should go.
    pub fn new(args: &OutputArgs, default: Option<Format>, names: ColumnNames) -> Result<Self, Failure> {
        let target = Target::new(args.output_file.as_deref())?;
        let look = Look::of(&target, args.color);
        Self::with(args, default, names, target, look)
    }

    fn with(
        args: &OutputArgs,
        default: Option<Format>,
        names: ColumnNames,
        target: Target,
        look: Look,
    ) -> Result<Self, Failure> {
        let format = args.output.or(default).unwrap_or_default();
        let query = args.query.as_deref().map(Query::parse).transpose()?;
        // What a query gives has no members of the type.
        let columns = if query.is_some() {
            Columns::default()
        } else {
            Columns::new(names)
        };
        let writer: Box<dyn ResponseWriter> = match format {
            Format::Json => Box::new(json::Indented::new(look.style)),
            Format::RawJson => Box::new(json::Raw::new(look.style)),
            Format::Ndjson => Box::new(lines::Ndjson::new(look.style)),
            Format::Table => Box::new(table::Table::new(columns, look.width, look.style.color)),
            Format::Csv => Box::new(csv::Csv::new(columns, args.csv_raw, look.style.escape)),
            Format::Text => Box::new(lines::Text::new(columns, look.style.escape)),
            Format::None => Box::new(lines::Nothing),
        };
        Ok(Self {
            format,
            writer,
            query,
            target,
            has_begun_list: false,
        })
    }

    /// Whether the output itself says that a list goes on: its next link is written.
    #[must_use]
    pub fn shows_links(&self) -> bool {
        matches!(self.format, Format::Json | Format::RawJson) && self.query.is_none()
    }

    /// Whether a page that is asked for by itself is written as one document, with all that stands around its items.
    #[must_use]
    pub(crate) fn takes_whole_pages(&self) -> bool {
        match self.format {
            Format::Json | Format::RawJson => true,
            Format::Ndjson => false,
            Format::Table | Format::Csv | Format::Text | Format::None => self.query.is_some(),
        }
    }

    /// Whether a page of a list was written.
    #[must_use]
    pub(crate) fn has_begun_list(&self) -> bool {
        self.has_begun_list
    }

    /// Whether it is shown on a terminal.
    #[must_use]
    pub(crate) fn is_shown(&self) -> bool {
        self.target.is_stdout() && io::stdout().is_terminal()
    }

    /// Writes a response.
    ///
    /// # Errors
    /// When it cannot be written, or the query cannot be applied to it.
    pub fn document(&mut self, json: &str) -> Result<(), Failure> {
        let json = match &self.query {
            Some(query) => Cow::Owned(query.apply(json)?),
            None => Cow::Borrowed(json),
        };
        self.writer.document(&json, &mut self.target).map_err(unwritten)?;
        self.flush()
    }

    /// Writes a page of a list.
    ///
    /// # Errors
    /// As [`document`](Self::document).
    pub(crate) fn page(&mut self, page: &PageText<'_>) -> Result<(), Failure> {
        self.has_begun_list = true;
        match &mut self.query {
            None => self.writer.page(page, &mut self.target).map_err(unwritten)?,
            Some(query) if self.format == Format::Ndjson => {
                for item in page.items() {
                    let line = query.apply(item)?;
                    lines::write_line(&line, &mut self.target).map_err(unwritten)?;
                }
            }
            Some(query) => query.collect(page),
        }
        self.flush()
    }

    /// Ends a list.
    ///
    /// # Errors
    /// As [`document`](Self::document).
    pub(crate) fn end(&mut self, links: &Links) -> Result<(), Failure> {
        match self.query.as_mut().filter(|_| self.format != Format::Ndjson) {
            None => self.writer.end(links, &mut self.target).map_err(unwritten)?,
            Some(query) => {
                let json = query.apply_to_collected(links)?;
                self.writer.document(&json, &mut self.target).map_err(unwritten)?;
            }
        }
        self.flush()
    }

    /// Writes bytes of a stream as they are.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn bytes(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        self.target.write_all(bytes).map_err(unwritten)
    }

    /// Puts a file in its place. Without this it is as it was before.
    ///
    /// # Errors
    /// When it cannot be put there.
    pub fn finish(self) -> Result<Vec<String>, Failure> {
        let notes = self.writer.notes();
        self.target.finish()?;
        Ok(notes)
    }

    fn flush(&mut self) -> Result<(), Failure> {
        self.target.flush().map_err(unwritten)
    }
}

fn unwritten(error: io::Error) -> Failure {
    Failure::writing("the response", &error)
}

/// What the place is like where the output is seen.
#[derive(Clone, Copy, Debug, Default)]
struct Look {
    style: Style,
    /// The columns of the terminal, if it is one.
    width: Option<usize>,
}

impl Look {
    fn of(target: &Target, color: ColorChoice) -> Self {
        let terminal = target.is_stdout() && io::stdout().is_terminal();
        let color = match color {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            // NO_COLOR, CLICOLOR_FORCE, TERM=dumb and whether it is a terminal.
            ColorChoice::Auto => {
                target.is_stdout() && anstream::AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never
            }
        };
        let width = terminal_size::terminal_size_of(io::stdout()).map(|(width, _)| usize::from(width.0));
        Self {
            style: Style {
                color,
                escape: terminal,
            },
            width: width.filter(|_| terminal),
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::failure::Written;

    /// What a format makes of some pages, as a list without `--all` is one document.
    pub(crate) fn printed(args: &OutputArgs, names: ColumnNames, pages: &[&str], links: &Links) -> String {
        let written = Written::default();
        let target = Target::to(Box::new(written.clone()));
        let mut output = Output::with(args, None, names, target, Look::default()).unwrap();
        for page in pages {
            output.page(&PageText::read(page).unwrap()).unwrap();
        }
        output.end(links).unwrap();
        output.finish().unwrap();
        written.text()
    }

    pub(crate) fn args(format: Format) -> OutputArgs {
        OutputArgs {
            output: Some(format),
            ..OutputArgs::default()
        }
    }

    const ONE: &str =
        r#"{"@odata.context":"c","@odata.count":3,"@odata.nextLink":"n","value":[{"id":"1"},{"id":"2"}],"x":1}"#;
    const TWO: &str = r#"{"@odata.context":"c","value":[{"id":"3"}],"@odata.deltaLink":"d"}"#;

    #[test]
    fn pages_become_one_document_of_json() {
        let links = Links {
            delta: Some("\"d\"".to_owned()),
            ..Links::default()
        };
        let text = printed(&args(Format::Json), ColumnNames::default(), &[ONE, TWO], &links);
        let expected = serde_json::json!({
            "@odata.context": "c", "@odata.count": 3, "value": [{"id": "1"}, {"id": "2"}, {"id": "3"}], "x": 1,
            "@odata.deltaLink": "d"
        });
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap(), expected);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(
            lines[..4],
            [
                "{",
                "  \"@odata.context\": \"c\",",
                "  \"@odata.count\": 3,",
                "  \"value\": ["
            ]
        );
        assert_eq!(
            lines[lines.len() - 3..],
            ["  \"x\": 1,", "  \"@odata.deltaLink\": \"d\"", "}"]
        );
    }

    #[test]
    fn a_list_that_was_stopped_is_whole_json_with_its_next_link() {
        let links = Links {
            next: Some("\"n2\"".to_owned()),
            ..Links::default()
        };
        let text = printed(&args(Format::Json), ColumnNames::default(), &[ONE], &links);
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(value["@odata.nextLink"], "n2");
        assert_eq!(value["value"].as_array().unwrap().len(), 2);
    }

    #[test]
    fn empty_pages_leave_an_empty_list() {
        let empty = r#"{"value":[]}"#;
        let text = printed(
            &args(Format::Json),
            ColumnNames::default(),
            &[empty, empty],
            &Links::default(),
        );
        assert_eq!(text, "{\n  \"value\": []\n}\n");
        let text = printed(
            &args(Format::Json),
            ColumnNames::default(),
            &[empty, TWO],
            &Links::default(),
        );
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&text).unwrap()["value"][0]["id"],
            "3"
        );
    }

    #[test]
    fn a_query_is_over_all_pages_or_over_each_item() {
        let asked = |format, query: &str| OutputArgs {
            query: Some(query.to_owned()),
            ..args(format)
        };
        let text = printed(
            &asked(Format::Json, "value[].id"),
            ColumnNames::default(),
            &[ONE, TWO],
            &Links::default(),
        );
        assert_eq!(text, "[\n  \"1\",\n  \"2\",\n  \"3\"\n]\n");
        let text = printed(
            &asked(Format::Text, "value[].id"),
            ColumnNames::default(),
            &[ONE, TWO],
            &Links::default(),
        );
        assert_eq!(text, "1\n2\n3\n");
        let text = printed(
            &asked(Format::Ndjson, "{key: id}"),
            ColumnNames::default(),
            &[ONE, TWO],
            &Links::default(),
        );
        assert_eq!(text, "{\"key\":\"1\"}\n{\"key\":\"2\"}\n{\"key\":\"3\"}\n");
    }
}
