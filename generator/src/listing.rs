//! Shows the operations of the API to a person: which of them a pattern picks, as aligned text or as a Markdown table.
//! The rows come from `pipeline`; JSON is those rows as they are.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::model::Cloud;
use crate::pipeline::OperationRow;
use crate::text::escaped;

/// One operation as it is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// `v1.0` or `beta`.
    pub version: String,
    /// HTTP method in capitals.
    pub method: String,
    /// URL template, as in the OpenAPI document.
    pub path: String,
    /// The Rust expression that makes the request.
    pub rust: String,
    /// Type of the body, if it has one.
    pub body: Option<String>,
    /// Type of the answer, if it has one.
    pub returns: Option<String>,
    /// Query options, as in `$select`.
    pub query: Vec<String>,
    /// Least privileged permissions, where known, ready to print.
    pub permissions: Vec<String>,
    /// Whether it is deprecated.
    pub deprecated: bool,
    /// National clouds without it, as a person reads them.
    pub not_in: Vec<String>,
    /// Where the service does not support it: why.
    pub unsupported: Option<String>,
    /// Where the service does not support it: the Rust expression to use instead (the operation, where there is none),
    /// and how.
    pub instead: Option<String>,
}

impl Entry {
    /// The same with all that comes from the metadata on one line.
    fn visible(&self) -> Self {
        let all = |texts: &[String]| texts.iter().map(|text| escaped(text).into_owned()).collect();
        let one = |text: &Option<String>| text.as_deref().map(|text| escaped(text).into_owned());
        Entry {
            version: escaped(&self.version).into_owned(),
            method: escaped(&self.method).into_owned(),
            path: escaped(&self.path).into_owned(),
            rust: escaped(&self.rust).into_owned(),
            body: one(&self.body),
            returns: one(&self.returns),
            query: all(&self.query),
            permissions: all(&self.permissions),
            deprecated: self.deprecated,
            not_in: all(&self.not_in),
            unsupported: one(&self.unsupported),
            instead: one(&self.instead),
        }
    }
}

impl From<OperationRow> for Entry {
    fn from(row: OperationRow) -> Self {
        let instead = row.unsupported.as_ref().and_then(|unsupported| {
            let operation = unsupported.instead_rust.as_ref().or(unsupported.says.instead.as_ref());
            let how = unsupported.says.how.as_ref();
            let parts: Vec<&str> = operation.into_iter().chain(how).map(String::as_str).collect();
            (!parts.is_empty()).then(|| parts.join(", "))
        });
        Entry {
            version: row.version,
            method: row.method,
            path: row.path,
            rust: row.rust,
            body: row.body,
            returns: row.returns,
            query: row.query,
            permissions: by_permission(&row.permissions),
            deprecated: row.deprecated,
            not_in: row.not_in.iter().map(|name| title(name)).collect(),
            unsupported: row.unsupported.map(|unsupported| unsupported.says.reason),
            instead,
        }
    }
}

fn title(cloud: &str) -> String {
    cloud
        .parse::<Cloud>()
        .map_or_else(|_| cloud.to_owned(), |cloud| cloud.title().to_owned())
}

/// Each permission once; the schemes are told where one of them does without it.
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

/// Picks operations by URL template or Rust expression, in any case.
///
/// A plain text is looked for anywhere. With `*` (any characters) or `?` (one) in it, it must fit the whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    text: Vec<char>,
}

impl Pattern {
    /// Any text is a pattern; the empty one picks everything.
    pub fn new(text: &str) -> Self {
        let is_glob = text.contains(['*', '?']);
        let text: Vec<char> = text.chars().flat_map(char::to_lowercase).collect();
        if is_glob {
            return Pattern { text };
        }
        let mut anywhere = vec!['*'];
        anywhere.extend(text);
        anywhere.push('*');
        Pattern { text: anywhere }
    }

    /// Whether it picks the operation with this URL template and Rust expression.
    pub fn picks(&self, path: &str, rust: &str) -> bool {
        self.fits(path) || self.fits(rust)
    }

    /// Goes through both texts once, and back only to the last `*`: no pattern takes more than the product of the two lengths.
    fn fits(&self, text: &str) -> bool {
        let text: Vec<char> = text.chars().flat_map(char::to_lowercase).collect();
        let (mut p, mut t) = (0, 0);
        let mut star: Option<(usize, usize)> = None;
        while let Some(c) = text.get(t) {
            match self.text.get(p) {
                Some('*') => {
                    star = Some((p + 1, t));
                    p += 1;
                }
                Some(wanted) if *wanted == '?' || wanted == c => {
                    p += 1;
                    t += 1;
                }
                _ => match star {
                    Some((after, from)) => {
                        star = Some((after, from + 1));
                        p = after;
                        t = from + 1;
                    }
                    None => return false,
                },
            }
        }
        self.text.iter().skip(p).all(|c| *c == '*')
    }
}

/// Three lines an operation: version, method and URL; the Rust expression; body, answer, permission and what else there
/// is, in columns. A fourth line where the service does not support it.
///
/// URLs and expressions are too long for columns beside each other, and too useful to be cut.
pub fn text(entries: &[Entry]) -> String {
    let entries: Vec<Entry> = entries.iter().map(Entry::visible).collect();
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
    let answer_width = width(|e| returns(e), 40);
    let permission_width = entries
        .iter()
        .map(|e| permissions(e).chars().count())
        .filter(|n| *n <= 60)
        .max()
        .unwrap_or(0);
    let mut out = String::new();
    for e in &entries {
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
            "{:indent$}body {:body_width$}  answer {:answer_width$}  permission {:permission_width$}  {}",
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

/// A Markdown table, one row an operation.
pub fn markdown(entries: &[Entry]) -> String {
    let mut out = String::from(
        "| version | method | path | Rust | body | answer | query | permissions | deprecated | not in | not supported | instead |\n|---|---|---|---|---|---|---|---|---|---|---|---|\n",
    );
    for e in entries.iter().map(Entry::visible) {
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
        "-".to_owned()
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

    const PATH: &str = "/identityGovernance/accessReviews/definitions/{id}/instances/filterByCurrentUser(on='{on}')";

    #[test]
    fn a_plain_text_is_found_anywhere_in_any_case() {
        for (pattern, picked) in [
            ("", true),
            ("ACCESSreviews/def", true),
            ("(on='{on}')", true),
            ("resume", false),
            ("definitions.instances", false),
        ] {
            assert_eq!(Pattern::new(pattern).picks(PATH, ""), picked, "{pattern}");
        }
        assert!(Pattern::new("Access_Reviews()").picks("/x", "client.access_reviews().list()"));
    }

    #[test]
    fn a_glob_fits_the_whole() {
        for (pattern, picked) in [
            ("*", true),
            ("*filterby*", true),
            ("/identitygovernance/*/instances/*", true),
            ("*/instances", false),
            ("instances*", false),
            ("?identityGovernance*", true),
            ("??identityGovernance*", false),
            ("*****)", true),
        ] {
            assert_eq!(Pattern::new(pattern).picks(PATH, ""), picked, "{pattern}");
        }
    }

    #[test]
    fn a_hostile_pattern_ends() {
        let pattern = "*a".repeat(2_000) + "b";
        assert!(!Pattern::new(&pattern).picks(&"a".repeat(20_000), ""));
    }

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
    fn a_permission_is_told_once() {
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
            text(&entries()),
            "v1.0  POST    /a/{id}/resume  (not in: China, US Government)\n              c.a().id(id).resume(body)\n              body ResumeRequest  answer -    permission A.ReadWrite.All\n\
             beta  DELETE  /a  (deprecated)\n              c.a().delete()\n              body -              answer A|B  permission -                $select $top\n              \
             not supported: no | way; instead: c.a().list(), all\n"
        );
        assert_eq!(text(&[]), "");
    }

    #[test]
    fn hostile_names_stay_on_their_line() {
        let hostile = "a\u{1b}[2J\n\u{202e}b".to_owned();
        let entry = Entry {
            path: hostile.clone(),
            rust: hostile.clone(),
            body: Some(hostile.clone()),
            query: vec![hostile.clone()],
            permissions: vec![hostile.clone()],
            not_in: vec![hostile.clone()],
            unsupported: Some(hostile.clone()),
            instead: Some(hostile),
            ..Entry::default()
        };
        for shown in [text(std::slice::from_ref(&entry)), markdown(&[entry])] {
            assert!(!shown.contains(|c| crate::text::is_hidden(c) && c != '\n'), "{shown}");
            assert!(shown.lines().count() <= 4, "{shown}");
        }
    }

    #[test]
    fn markdown_is_a_table_whatever_the_cells_hold() {
        let table = markdown(&entries());
        let bars = |line: &str| line.replace("\\|", "").matches('|').count();
        assert!(table.lines().all(|line| bars(line) == 13), "{table}");
        assert!(
            table
                .ends_with("| beta | DELETE | `/a` | `c.a().delete()` |  | `A\\|B` | `$select` `$top` |  | yes |  | no \\| way | c.a().list(), all |\n"),
            "{table}"
        );
        assert!(table.contains(" |  | China, US Government |  |  |\n"), "{table}");
    }
}
