//! Columns for people.
//!
//! The first page fixes columns and widths, so that each page is printed when it comes. On a terminal what is longer is
//! cut; elsewhere nothing is, and a later, longer value moves the columns behind it.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use comfy_table::{Cell, ColumnConstraint, Table as Grid, Width};
use msgraph_identity_governance::text::escaped;
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use super::cells::{rows, short_cell};
use super::columns::Columns;
use super::{PageText, ResponseWriter};

const HEADER: Style = AnsiColor::Cyan.on_default().bold();

/// The blanks between two columns.
const GAP: usize = 2;
/// The narrowest that a column is cut to.
const NARROWEST: usize = 6;

/// A header, a line and a row for each item.
pub(super) struct Table {
    columns: Columns,
    /// The columns of the terminal; none where nothing is cut.
    terminal: Option<usize>,
    color: bool,
    /// How wide each column is; none before the first page. Columns beyond these have no room.
    widths: Option<Vec<usize>>,
    without_room: usize,
}

impl Table {
    pub(super) fn new(columns: Columns, terminal: Option<usize>, color: bool) -> Self {
        Self {
            columns,
            terminal,
            color,
            widths: None,
            without_room: 0,
        }
    }

    fn rows<'a>(&mut self, items: impl Iterator<Item = &'a str>, out: &mut dyn Write) -> io::Result<()> {
        let items: Vec<&str> = items.collect();
        if items.is_empty() {
            return Ok(());
        }
        self.columns.fix(&items, true);
        let mut rows: Vec<Vec<String>> = Vec::with_capacity(items.len());
        for item in items {
            rows.push(
                self.columns
                    .values(item)
                    .into_iter()
                    .map(|json| escaped(&short_cell(json)).into_owned())
                    .collect(),
            );
        }
        let widths = match self.widths.take() {
            Some(widths) => widths,
            None => self.begin(&rows, out)?,
        };
        let printed = print(&rows, &widths, self.terminal.is_some(), out);
        self.widths = Some(widths);
        printed
    }

    /// Fixes the widths and prints the header.
    fn begin(&mut self, rows: &[Vec<String>], out: &mut dyn Write) -> io::Result<Vec<usize>> {
        let names: Option<Vec<String>> = self
            .columns
            .header()
            .map(|names| names.iter().map(|name| escaped(name).into_owned()).collect());
        let count = rows
            .iter()
            .map(Vec::len)
            .chain(names.iter().map(Vec::len))
            .max()
            .unwrap_or_default();
        let widest = |column: usize| {
            let cells = rows.iter().chain(&names).filter_map(|row| row.get(column));
            cells.map(|cell| cell.width()).max().unwrap_or_default().max(1)
        };
        let mut widths: Vec<usize> = (0..count).map(widest).collect();
        if let Some(terminal) = self.terminal {
            self.without_room = narrow(&mut widths, terminal);
        }
        if let Some(names) = names {
            let lines = widths.iter().map(|&width| "-".repeat(width)).collect();
            if self.color {
                write!(out, "{HEADER}")?;
            }
            print(&[names], &widths, self.terminal.is_some(), out)?;
            if self.color {
                write!(out, "{HEADER:#}")?;
            }
            print(&[lines], &widths, true, out)?;
        }
        Ok(widths)
    }
}

impl ResponseWriter for Table {
    fn document(&mut self, json: &str, out: &mut dyn Write) -> io::Result<()> {
        self.rows(rows(json), out)
    }

    fn page(&mut self, page: &PageText<'_>, out: &mut dyn Write) -> io::Result<()> {
        self.rows(page.items(), out)
    }

    fn notes(&self) -> Vec<String> {
        let mut notes = self.columns.notes();
        if self.without_room > 0 {
            notes.push(format!(
                "the terminal has no room for {} more columns: `--select` names the columns",
                self.without_room
            ));
        }
        notes
    }
}

/// Prints rows, each cell as wide as its column.
fn print(rows: &[Vec<String>], widths: &[usize], cut: bool, out: &mut dyn Write) -> io::Result<()> {
    let mut grid = Grid::new();
    grid.load_style(comfy_table::presets::NOTHING);
    for row in rows {
        let cells = widths.iter().enumerate().map(|(column, &width)| {
            let text = row.get(column).map(String::as_str).unwrap_or_default();
            Cell::new(if cut { shortened(text, width) } else { text.to_owned() })
        });
        grid.add_row(cells);
    }
    for (column, &width) in widths.iter().enumerate() {
        if let Some(column) = grid.column_mut(column) {
            column.set_padding((0, GAP as u16));
            let width = u16::try_from(width + GAP).unwrap_or(u16::MAX);
            column.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(width)));
        }
    }
    for line in grid.lines() {
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

/// Takes from the widest columns until all have room; where even narrow ones have none, the last columns are dropped.
/// How many were.
fn narrow(widths: &mut Vec<usize>, terminal: usize) -> usize {
    let all = widths.len();
    let needed = |widths: &[usize]| widths.iter().sum::<usize>() + GAP * widths.len().saturating_sub(1);
    let narrowest = |widths: &[usize]| widths.iter().map(|&width| width.min(NARROWEST)).collect::<Vec<_>>();
    while widths.len() > 1 && needed(&narrowest(widths)) > terminal {
        widths.pop();
    }
    loop {
        let excess = needed(widths).saturating_sub(terminal);
        let Some(widest) = widths.iter().copied().max().filter(|&widest| excess > 0 && widest > 1) else {
            return all - widths.len();
        };
        // As far as the next widest at once, and never by more than is needed.
        let next = widths
            .iter()
            .copied()
            .filter(|&width| width < widest)
            .max()
            .unwrap_or(1);
        let of_widest = widths.iter().filter(|&&width| width == widest).count();
        let each = (widest - next).min(excess.div_ceil(of_widest)).max(1);
        let mut left = excess;
        for width in widths.iter_mut().filter(|width| **width == widest) {
            let taken = each.min(left);
            *width -= taken;
            left -= taken;
        }
    }
}

/// A text that is no wider than this, with an ellipsis where it was cut.
fn shortened(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut short = String::new();
    let mut used = 1;
    for c in text.chars() {
        used += c.width().unwrap_or_default();
        if used > width {
            break;
        }
        short.push(c);
    }
    short.push('…');
    short
}

#[cfg(test)]
mod tests {
    use super::super::ColumnNames;
    use super::*;

    fn table(terminal: Option<usize>, selected: &[&str], pages: &[&str]) -> (String, Vec<String>) {
        let names = ColumnNames {
            selected: selected.iter().map(|&name| name.to_owned()).collect(),
            ..ColumnNames::default()
        };
        let mut table = Table::new(Columns::new(names), terminal, false);
        let mut out = Vec::new();
        for page in pages {
            table.page(&PageText::read(page).unwrap(), &mut out).unwrap();
        }
        (String::from_utf8(out).unwrap(), table.notes())
    }

    const PAGE: &str =
        r#"{"value":[{"id":"1","displayName":"Sales","n":[1,2]},{"id":"22","displayName":"東京","n":null}]}"#;

    #[test]
    fn columns_are_as_wide_as_their_values() {
        let (text, _) = table(None, &[], &[PAGE]);
        assert_eq!(
            text,
            "id  displayName  n\n--  -----------  -------\n1   Sales        2 items\n22  東京\n"
        );
    }

    #[test]
    fn a_terminal_cuts_and_nothing_else_does() {
        let long =
            r#"{"value":[{"id":"7a6ab703-0780-4b37-8445-81f679b2d75c","displayName":"Access for the sales team"}]}"#;
        let (text, _) = table(Some(30), &[], &[long]);
        assert_eq!(
            text,
            "id              displayName\n--------------  --------------\n7a6ab703-0780…  Access for th…\n"
        );
        assert!(text.lines().all(|line| line.width() <= 30), "{text}");
        assert!(
            table(None, &[], &[long])
                .0
                .contains("81f679b2d75c  Access for the sales team")
        );
    }

    #[test]
    fn a_narrow_terminal_drops_the_last_columns() {
        let (text, notes) = table(Some(12), &["displayName", "id", "n"], &[PAGE]);
        assert_eq!(text, "display…  id\n--------  --\nSales     1\n東京      22\n");
        assert!(notes[0].contains("no room for 1 more columns"), "{notes:?}");
        for width in 1..60 {
            let (text, _) = table(Some(width), &[], &[PAGE]);
            assert!(text.lines().all(|line| line.width() <= width.max(2)), "{width}: {text}");
        }
    }

    #[test]
    fn later_pages_go_on_below() {
        let (text, _) = table(
            Some(80),
            &["id"],
            &[PAGE, r#"{"value":[{"id":"a longer id"}]}"#, r#"{"value":[]}"#],
        );
        assert_eq!(text, "id\n--\n1\n22\na…\n");
    }

    #[test]
    fn text_of_others_is_neither_escape_nor_markup() {
        let hostile = r#"{"value":[{"a":"\u001b[31mred\nline\u202e [bold]x[/bold]"}]}"#;
        let (text, _) = table(None, &[], &[hostile]);
        assert_eq!(
            text.lines().nth(2),
            Some("\\u{1b}[31mred\\nline\\u{202e} [bold]x[/bold]")
        );
        assert_eq!(text.lines().count(), 3);
    }
}
