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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// For a terminal.
    Text,
    /// For a pull request.
    Markdown,
    /// One file to look through in a browser.
    Html,
    /// For scripts.
    Json,
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
