//! The operations of the API for a person: which of them a pattern picks, as aligned text or as a Markdown table. JSON
//! is the rows as they are. And what sentences can be about, for those who write them.

mod pattern;
mod rows;
mod subjects;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::model::Cloud;
use crate::text::escaped;

pub use pattern::Pattern;
pub use rows::{OperationRow, UnsupportedRow, rows};
pub use subjects::{Subject, merged, subjects, subjects_text};

/// One operation as it is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Entry {
    /// `v1.0` or `beta`.
    version: String,
    /// HTTP method in capitals.
    method: String,
    /// URL template, as in the OpenAPI document.
    path: String,
    /// The Rust expression that makes the request.
    rust: String,
    /// Type of the body, if it has one.
    body: Option<String>,
    /// Type of the response, if it has one.
    returns: Option<String>,
    /// Query options, as in `$select`.
    query: Vec<String>,
    /// Least privileged permissions, where known, ready to print.
    permissions: Vec<String>,
    /// Whether it is deprecated.
    deprecated: bool,
    /// National clouds without it, as a person reads them.
    not_in: Vec<String>,
    /// Where the service does not support it: why.
    unsupported: Option<String>,
    /// Where the service does not support it: the Rust expression to use instead (the operation, where there is none),
    /// and how.
    instead: Option<String>,
}

impl Entry {
    /// An operation, with all that is from the metadata on one line.
    fn of(row: &OperationRow) -> Self {
        let line = |text: &str| escaped(text).into_owned();
        let some = |text: &Option<String>| text.as_deref().map(line);
        let lines = |texts: &[String]| texts.iter().map(|text| line(text)).collect();
        let instead = row.unsupported.as_ref().and_then(|unsupported| {
            let operation = unsupported.instead_rust.as_ref().or(unsupported.says.instead.as_ref());
            let how = unsupported.says.how.as_ref();
            let parts: Vec<&str> = operation.into_iter().chain(how).map(String::as_str).collect();
            (!parts.is_empty()).then(|| parts.join(", "))
        });
        let reason = row.unsupported.as_ref().map(|unsupported| &unsupported.says.reason);
        Entry {
            version: line(&row.version),
            method: line(&row.method),
            path: line(&row.path),
            rust: line(&row.rust),
            body: some(&row.body),
            returns: some(&row.returns),
            query: lines(&row.query),
            permissions: lines(&by_permission(&row.permissions)),
            deprecated: row.deprecated,
            not_in: row.not_in.iter().map(|name| line(&title(name))).collect(),
            unsupported: reason.map(|reason| line(reason)),
            instead: some(&instead),
        }
    }
}

fn title(cloud: &str) -> String {
    cloud
        .parse::<Cloud>()
        .map_or_else(|_| cloud.to_owned(), |cloud| cloud.title().to_owned())
}

/// Each permission once; with its schemes where one of them does without it.
fn by_permission(by_scheme: &BTreeMap<String, Vec<String>>) -> Vec<String> {
    let mut schemes: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (scheme, permissions) in by_scheme {
        for permission in permissions {
            schemes.entry(permission).or_default().push(scheme);
        }
    }
    let all = by_scheme.len();
    let show = |(permission, schemes): (&str, Vec<&str>)| {
        if schemes.len() == all {
            permission.to_owned()
        } else {
            format!("{permission} ({})", schemes.join(", "))
        }
    };
    schemes.into_iter().map(show).collect()
}

/// Three lines per operation: version, method and URL; the Rust expression; body, response, permission and what else
/// there is, in columns. A fourth line where the service does not support it.
///
/// URLs and expressions are too long for columns beside each other, and too useful to be cut.
#[must_use]
pub fn text(rows: &[OperationRow]) -> String {
    let entries: Vec<Entry> = rows.iter().map(Entry::of).collect();
    text_of(&entries)
}

fn text_of(entries: &[Entry]) -> String {
    let width = |of: fn(&Entry) -> &str, cap: usize| {
        entries
            .iter()
            .map(|e| of(e).chars().count())
            .filter(|n| *n <= cap)
            .max()
            .unwrap_or(0)
    };
    let version_width = width(|e| &e.version, 8);
    let method_width = width(|e| &e.method, 8);
    let indent = version_width + method_width + 4;
    let body_width = width(|e| body(e), 40);
    let response_width = width(|e| returns(e), 40);
    let permission_width = entries
        .iter()
        .map(|e| permissions(e).chars().count())
        .filter(|n| *n <= 60)
        .max()
        .unwrap_or(0);
    let mut out = String::new();
    for e in entries {
        let old = if e.deprecated { "  (deprecated)" } else { "" };
        let not_in = if e.not_in.is_empty() {
            String::new()
        } else {
            format!("  (not in: {})", e.not_in.join(", "))
        };
        let _ = writeln!(
            out,
            "{:version_width$}  {:method_width$}  {}{old}{not_in}",
            e.version, e.method, e.path
        );
        let _ = writeln!(out, "{:indent$}{}", "", e.rust);
        let line = format!(
            "{:indent$}body {:body_width$}  response {:response_width$}  permission {:permission_width$}  {}",
            "",
            body(e),
            returns(e),
            permissions(e),
            e.query.join(" ")
        );
        out.push_str(line.trim_end());
        out.push('\n');
        if let Some(reason) = &e.unsupported {
            let instead = e.instead.as_ref().map(|instead| format!("; instead: {instead}"));
            let _ = writeln!(
                out,
                "{:indent$}not supported: {reason}{}",
                "",
                instead.unwrap_or_default()
            );
        }
    }
    out
}

/// A Markdown table, one row per operation.
#[must_use]
pub fn markdown(rows: &[OperationRow]) -> String {
    let entries: Vec<Entry> = rows.iter().map(Entry::of).collect();
    markdown_of(&entries)
}

fn markdown_of(entries: &[Entry]) -> String {
    let mut out = String::from(
        "| version | method | path | Rust | body | response | query | permissions | deprecated | not in | \
         not supported | instead |\n|---|---|---|---|---|---|---|---|---|---|---|---|\n",
    );
    for e in entries {
        let cells = [
            e.version.clone(),
            e.method.clone(),
            code(&e.path),
            code(&e.rust),
            e.body.as_deref().map(code).unwrap_or_default(),
            e.returns.as_deref().map(code).unwrap_or_default(),
            e.query.iter().map(|option| code(option)).collect::<Vec<_>>().join(" "),
            e.permissions
                .iter()
                .map(|permission| code(permission))
                .collect::<Vec<_>>()
                .join(" "),
            if e.deprecated { "yes".to_owned() } else { String::new() },
            e.not_in.join(", "),
            e.unsupported.as_deref().map(cell).unwrap_or_default(),
            e.instead.as_deref().map(cell).unwrap_or_default(),
        ];
        let _ = writeln!(out, "| {} |", cells.join(" | "));
    }
    out
}

fn body(e: &Entry) -> &str {
    e.body.as_deref().unwrap_or("-")
}

fn returns(e: &Entry) -> &str {
    e.returns.as_deref().unwrap_or("-")
}

fn permissions(e: &Entry) -> String {
    if e.permissions.is_empty() {
        "not published".to_owned()
    } else {
        e.permissions.join(" ")
    }
}

/// Text in a table cell: a bar would end it.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

/// Code in a table cell: a bar would end the cell even there.
fn code(text: &str) -> String {
    format!("`{}`", text.replace('|', "\\|"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Unsupported;

    fn entries() -> Vec<Entry> {
        vec![
            Entry {
                version: "v1.0".into(),
                method: "POST".into(),
                path: "/a/{id}/resume".into(),
                rust: "c.a().id(id).resume(body)".into(),
                body: Some("ResumeRequest".into()),
                permissions: vec!["A.ReadWrite.All".into()],
                not_in: vec!["China".into(), "US Government".into()],
                ..Entry::default()
            },
            Entry {
                version: "beta".into(),
                method: "DELETE".into(),
                path: "/a".into(),
                rust: "c.a().delete()".into(),
                returns: Some("A|B".into()),
                query: vec!["$select".into(), "$top".into()],
                deprecated: true,
                unsupported: Some("no | way".into()),
                instead: Some("c.a().list(), all".into()),
                ..Entry::default()
            },
        ]
    }

    #[test]
    fn a_permission_is_listed_once() {
        let table = |rows: &[(&str, &[&str])]| {
            rows.iter()
                .map(|(scheme, list)| ((*scheme).to_owned(), list.iter().map(|p| (*p).to_owned()).collect()))
                .collect::<BTreeMap<_, Vec<_>>>()
        };
        assert_eq!(
            by_permission(&table(&[("Application", &["A.Read"]), ("Delegated", &["A.Read"])])),
            ["A.Read"]
        );
        assert_eq!(
            by_permission(&table(&[
                ("Application", &["A.Read"]),
                ("Delegated", &["A.Read", "B.Read"])
            ])),
            ["A.Read", "B.Read (Delegated)"]
        );
        assert!(by_permission(&table(&[])).is_empty());
    }

    #[test]
    fn text_is_aligned() {
        assert_eq!(
            text_of(&entries()),
            "v1.0  POST    /a/{id}/resume  (not in: China, US Government)\n              c.a().id(id).resume(body)\n\
             \x20             body ResumeRequest  response -    permission A.ReadWrite.All\n\
             beta  DELETE  /a  (deprecated)\n              c.a().delete()\n\
             \x20             body -              response A|B  permission not published    $select $top\n              \
             not supported: no | way; instead: c.a().list(), all\n"
        );
        assert_eq!(text_of(&[]), "");
    }

    #[test]
    fn hostile_names_stay_on_their_line() {
        let hostile = "a\u{1b}[2J\n\u{202e}b".to_owned();
        let row = OperationRow {
            path: hostile.clone(),
            rust: hostile.clone(),
            body: Some(hostile.clone()),
            query: vec![hostile.clone()],
            permissions: BTreeMap::from([("Application".to_owned(), vec![hostile.clone()])]),
            not_in: vec![hostile.clone()],
            unsupported: Some(UnsupportedRow {
                says: Unsupported {
                    reason: hostile.clone(),
                    instead: Some(hostile.clone()),
                    how: Some(hostile.clone()),
                    source: hostile.clone(),
                },
                instead_rust: Some(hostile),
            }),
            ..OperationRow::default()
        };
        for shown in [text(std::slice::from_ref(&row)), markdown(&[row])] {
            assert!(!shown.contains(|c| crate::text::is_hidden(c) && c != '\n'), "{shown}");
            assert!(shown.lines().count() <= 4, "{shown}");
        }
    }

    #[test]
    fn markdown_is_a_table_whatever_the_cells_hold() {
        let table = markdown_of(&entries());
        let bars = |line: &str| line.replace("\\|", "").matches('|').count();
        assert!(table.lines().all(|line| bars(line) == 13), "{table}");
        assert!(
            table.ends_with(
                "| beta | DELETE | `/a` | `c.a().delete()` |  | `A\\|B` | `$select` `$top` |  | yes |  | \
                     no \\| way | c.a().list(), all |\n"
            ),
            "{table}"
        );
        assert!(table.contains(" |  | China, US Government |  |  |\n"), "{table}");
    }
}
