//! How a report is printed: text for a terminal, Markdown for a pull request, HTML to look through, JSON for scripts.
//!
//! | module | what it knows |
//! |---|---|
//! | [`text`], [`markdown`], [`html`], [`json`] | one format each |
//! | [`kinds`] | `docs/drift.md`: every kind of change, explained |
//! | `outline` | what is said and in which order: made once, printed by each format |
//! | `groups` | which change is listed where, and what is folded under it |
//! | `words` | what the formats say alike: added, removed, changed; titles; numbers |

mod groups;
pub mod html;
pub mod json;
pub mod kinds;
pub mod markdown;
mod outline;
pub mod text;
mod words;

use super::Report;

/// How a report is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// For a terminal.
    #[default]
    Text,
    /// For a pull request.
    Markdown,
    /// One file to look through in a browser.
    Html,
    /// For scripts.
    Json,
}

impl Format {
    /// All of them.
    pub const ALL: [Format; 4] = [Format::Text, Format::Markdown, Format::Html, Format::Json];

    /// As it stands on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Format::Text => "text",
            Format::Markdown => "markdown",
            Format::Html => "html",
            Format::Json => "json",
        }
    }

    /// The format of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }
}

/// The report in that format, with a line end behind it. Only text is ever coloured, and only when `color` says so: the
/// caller knows whether a terminal reads it.
#[must_use]
pub fn print(report: &Report, format: Format, color: bool) -> String {
    match format {
        Format::Text => text::print(report, color),
        Format::Markdown => markdown::print(report),
        Format::Html => html::print(report),
        Format::Json => json::print(report),
    }
}
