//! Every kind of change, explained: `docs/drift.md`, and one kind alone for `cargo xtask drift --explain`.

use std::fmt::Write as _;

use super::markdown;
use super::outline;
use crate::drift::{Kind, Topic};
use crate::text::markup::code;
use crate::text::wrap::wrap;

const WIDTH: usize = 120;

/// What stands above the kinds.
const HEAD: &str = include_str!("kinds.md");

/// The text of `docs/drift.md`.
#[must_use]
pub fn document() -> String {
    let mut out = HEAD.to_owned();
    for topic in Topic::ALL.iter().copied() {
        let _ = write!(
            out,
            "\n### {}\n\n| code | name | what it says |\n|---|---|---|\n",
            topic.title()
        );
        let kinds = || Kind::ALL.iter().copied().filter(|kind| kind.topic() == topic);
        for kind in kinds() {
            let (number, name) = (kind.code(), kind.name());
            let anchor = format!("#{}-{name}", number.to_lowercase());
            let _ = writeln!(
                out,
                "| [{number}]({anchor}) | {} | {} |",
                code(name),
                prose(kind.meaning())
            );
        }
        for kind in kinds() {
            let _ = write!(out, "\n#### {kind}\n\n");
            paragraph(&mut out, "", &prose(kind.meaning()), WIDTH);
            out.push('\n');
            for item in [
                format!("Example: {}", code(kind.example())),
                format!("**Wire** {}", prose(&kind.on_the_wire())),
                format!("**Rust** {}", prose(kind.in_rust())),
            ] {
                paragraph(&mut out, "- ", &item, WIDTH - 2);
            }
        }
    }
    out
}

/// One kind as text for a terminal, with a line end behind it.
#[must_use]
pub fn explain(kind: Kind) -> String {
    let mut out = format!("{kind}\n");
    for (name, text) in [
        ("", kind.meaning()),
        ("example  ", kind.example()),
        ("wire     ", &kind.on_the_wire()),
        ("Rust     ", kind.in_rust()),
    ] {
        paragraph(&mut out, &format!("  {name}"), text, 100);
    }
    out
}

/// A paragraph or item of a list, in lines.
fn paragraph(out: &mut String, mark: &str, text: &str, width: usize) {
    for (at, line) in wrap(text, width).iter().enumerate() {
        let mark = if at == 0 {
            mark.to_owned()
        } else {
            " ".repeat(mark.len())
        };
        let _ = writeln!(out, "{mark}{line}");
    }
}

/// A sentence of the table as Markdown.
fn prose(sentence: &str) -> String {
    // A bar would end a cell of a table even in code.
    markdown::spans(&outline::prose(sentence))
        .replace("\\|", "|")
        .replace('|', "\\|")
}
