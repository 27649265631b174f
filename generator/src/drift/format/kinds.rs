//! Every kind of change, explained: `docs/drift.md`, and one kind alone for `cargo xtask drift --explain`.

use std::fmt::Write as _;

use super::markdown::{cell_code, code, prose};
use super::text::wrap;
use crate::drift::{Kind, Topic};

const WIDTH: usize = 140;

const HEAD: &str = "\
# Drift

What can differ between two states of Graph's metadata, and what each difference means for a program.

This page is written from the table of kinds in `generator/src/drift/kind.rs`:

```sh
cargo xtask drift --explain > docs/drift.md
```

`cargo xtask drift --explain GIG0012` shows one kind.

| command | what it compares |
|---|---|
| `cargo xtask drift OLD NEW` | two snapshots of one version |
| `cargo xtask drift --against FILE…` | `schemas/`, and what it would be after an import of these files |
| `cargo xtask compare v1.0 beta` | two versions |
| `cargo xtask compare v1.0 --cloud china=FILE` | the global service and a national cloud |

## How to read a report

- A change has a **code** (`GIG0012`) and a **name** (`property-type-changed`). Both are stable, and a code is never given twice.
- Order of elements, descriptions, white space and aliases make no difference.
- What follows from another change is folded under it (\"and with it: 14 paths\"). In JSON, `because` names that other change.
- A rename is a guess. Its evidence stands beside it.
- A change has two **classes**, one for each reader. The rules stand with each kind below; a report gives the reason for each change.

A program that was built before the change, and runs against the service after it (**wire**):

| class | what it says |
|---|---|
| `breaking` | a request that worked is refused, or an answer lacks what a program reads |
| `compatible` | something else may be sent or answered; what a program did before goes on |
| `unaffected` | nothing that is sent or answered changes |

A program that is compiled with the crate as it is generated after the change (**Rust**):

| class | what it says | bump | from 1.2.3 | from 0.1.4 |
|---|---|---|---|---|
| `breaking` | a program that uses the item does not compile any more | major | 2.0.0 | 0.2.0 |
| `meaning` | every program compiles, and what one sends, reads or prints changes | major | 2.0.0 | 0.2.0 |
| `additive` | items come, or get a warning; every program compiles as before | minor | 1.3.0 | 0.1.5 |
| `unaffected` | no public item changes | patch | 1.2.4 | 0.1.5 |

The bump of a release is the largest that one of its changes asks for. Before 1.0 the minor number counts as the major one, as cargo has it.
Breaking on the wire alone asks for no larger bump: the version speaks of the crate's API, and the service changes for every version.

## Exit codes

| code | when |
|---|---|
| 0 | the report was printed, and nothing in it is what `--fail-on` names |
| 1 | `--fail-on breaking`: a change is breaking on the wire, or breaking or of another meaning in Rust; `--fail-on any`: there \
is a change |
| 2 | an input cannot be read, or an argument is wrong; nothing was compared |

## JSON

`--format json` prints one object. A member that has no value is `null` or an empty list; none is left out.

| member | what it holds |
|---|---|
| `summary` | `changes`, `primary` (those that follow from no other), `wire`, `rust` (numbers by class), `kinds` (by code and \
name), `bump`, `next_version` |
| `changes` | each with `code`, `kind`, `subject`, `from`, `to`, `wire`, `rust`, `why`, `evidence`, `because`, `area`, `owner`, \
`places`, `items` |
| `because` | `code` and `subject` of the change that this one follows from |
| `places` | URL templates at which the change shows, shortest first |
| `items` | public Rust items that come, go or change: `item`, `from`, `to` (signatures) |
| `old`, `new` | `label`, `version`, `date` of the two sides |
| `purpose` | `drift`, `import`, `versions` or `cloud` |
| `retirement` | `subject`, `since`, `goes`, `version`, `past`, `instead`, `places`; by day |
| `notes` | what was not compared, and what else a reader must know |
| `findings` | `new` and `gone`, each with `kind`, `place`, `what` |
| `files` | for an import, the files of `schemas/`: `path`, `added`, `removed` (lines) |

## Kinds
";

/// The text of `docs/drift.md`.
#[must_use]
pub fn document() -> String {
    let mut out = HEAD.to_owned();
    for topic in Topic::ALL {
        let _ = write!(
            out,
            "\n### {}\n\n| code | name | what it says |\n|---|---|---|\n",
            topic.title()
        );
        let kinds = || Kind::ALL.iter().copied().filter(|kind| kind.topic() == topic);
        for kind in kinds() {
            let (code, name) = (kind.code(), kind.name());
            let anchor = format!("#{}-{name}", code.to_lowercase());
            let _ = writeln!(
                out,
                "| [{code}]({anchor}) | {} | {} |",
                cell_code(name),
                prose(&kind.meaning())
            );
        }
        for kind in kinds() {
            let _ = write!(out, "\n#### {kind}\n\n");
            paragraph(&mut out, "", &prose(&kind.meaning()));
            out.push('\n');
            paragraph(&mut out, "- ", &format!("Example: {}", code(kind.example())));
            paragraph(&mut out, "- ", &format!("**Wire** {}", prose(kind.on_the_wire())));
            paragraph(&mut out, "- ", &format!("**Rust** {}", prose(kind.in_rust())));
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
        ("example  ", kind.example().to_owned()),
        ("wire     ", kind.on_the_wire().to_owned()),
        ("Rust     ", kind.in_rust().to_owned()),
    ] {
        for (at, line) in wrap(&text, 100).iter().enumerate() {
            let name = if at == 0 {
                name.to_owned()
            } else {
                " ".repeat(name.len())
            };
            let _ = writeln!(out, "  {name}{line}");
        }
    }
    out
}

/// A paragraph or item of a list, in lines.
fn paragraph(out: &mut String, mark: &str, text: &str) {
    for (at, line) in wrap(text, WIDTH - mark.len()).iter().enumerate() {
        let mark = if at == 0 {
            mark.to_owned()
        } else {
            " ".repeat(mark.len())
        };
        let _ = writeln!(out, "{mark}{line}");
    }
}
