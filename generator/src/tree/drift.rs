//! The difference between a tree and a set of files, and how a person reads it.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::time::Duration;

use similar::{DiffTag, TextDiff};

use super::paths::{check_set, join};
use super::scan::{Kind, Scan, scan};
use super::{Error, FileSet};

/// A diff takes no longer than this for one file; past it, it is still right but no longer the shortest.
const DIFF_TIME: Duration = Duration::from_millis(500);
/// Lines of a diff are cut to this many characters.
const LINE_WIDTH: usize = 240;
/// So many files that are not shown are still named.
const NAMED: usize = 20;

/// How a tree differs from a set of files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Drift {
    /// The files that differ, by path.
    pub differences: Vec<Difference>,
    /// Number of files that are as the set has them.
    pub unchanged: usize,
}

/// One file that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Relative path.
    pub path: String,
    /// What is in the tree.
    pub before: Before,
    /// The text of the set; `None` when the file is not in the set and would be removed.
    pub after: Option<String>,
}

/// What stands in the tree where a file differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Before {
    /// Nothing.
    Missing,
    /// A file with this text; bytes that are no UTF-8 are replaced.
    Text(String),
    /// No plain file but this, as in "a symbolic link".
    Other(&'static str),
}

impl Drift {
    /// Whether the tree is as the set says.
    pub fn is_empty(&self) -> bool {
        self.differences.is_empty()
    }

    /// Paths of files that are in the set only.
    pub fn added(&self) -> impl Iterator<Item = &str> {
        self.paths(|d| d.before == Before::Missing)
    }

    /// Paths of files that are in the tree only.
    pub fn removed(&self) -> impl Iterator<Item = &str> {
        self.paths(|d| d.after.is_none())
    }

    /// Paths of files that are in both with different text.
    pub fn changed(&self) -> impl Iterator<Item = &str> {
        self.paths(|d| d.before != Before::Missing && d.after.is_some())
    }

    fn paths(&self, wanted: impl Fn(&Difference) -> bool) -> impl Iterator<Item = &str> {
        self.differences
            .iter()
            .filter(move |d| wanted(d))
            .map(|d| d.path.as_str())
    }

    /// The number of files and a unified diff from the tree to the set, of at most `max_lines` lines of diff; what was
    /// cut is counted. Empty when nothing differs.
    pub fn report(&self, max_lines: usize) -> String {
        let mut out = String::new();
        if self.is_empty() {
            return out;
        }
        let (added, changed, removed) = (self.added().count(), self.changed().count(), self.removed().count());
        let parts: Vec<String> = [(added, "to add"), (changed, "to change"), (removed, "to remove")]
            .into_iter()
            .filter(|(n, _)| *n > 0)
            .map(|(n, what)| format!("{n} {what}"))
            .collect();
        let verb = if self.differences.len() == 1 {
            "differs"
        } else {
            "differ"
        };
        let _ = writeln!(
            out,
            "{} {verb}: {}",
            super::files(self.differences.len()),
            parts.join(", ")
        );

        let mut left = max_lines;
        let mut open = self.differences.as_slice();
        while let Some((difference, rest)) = open.split_first() {
            if left == 0 {
                break;
            }
            // One long file does not hide the next few.
            let share = (left / open.len().min(4)).max(12).min(left);
            let diff = difference.diff();
            let total = diff.lines().count();
            // A cut that saves a line or two is not worth its own line.
            let shown = if total <= share + 2 { total } else { share };
            for line in diff.lines().take(shown) {
                push_line(&mut out, line);
            }
            if shown < total {
                let _ = writeln!(out, "… {} more lines of {}", total - shown, difference.path);
            }
            left = left.saturating_sub(shown);
            open = rest;
        }
        if !open.is_empty() {
            let names: Vec<&str> = open.iter().take(NAMED).map(|d| d.path.as_str()).collect();
            let etc = if open.len() > NAMED { ", …" } else { "" };
            let noun = if open.len() == 1 { "file" } else { "files" };
            let _ = writeln!(out, "… {} more {noun} not shown: {}{etc}", open.len(), names.join(", "));
        }
        out
    }
}

impl Difference {
    /// How many lines are added and how many removed.
    pub fn line_counts(&self) -> (usize, usize) {
        let before = match &self.before {
            Before::Text(text) => text.as_str(),
            Before::Missing | Before::Other(_) => "",
        };
        let diff = TextDiff::configure()
            .timeout(DIFF_TIME)
            .diff_lines(before, self.after.as_deref().unwrap_or_default());
        let (mut added, mut removed) = (0, 0);
        for operation in diff.ops() {
            let (tag, old, new) = operation.as_tag_tuple();
            if tag != DiffTag::Equal {
                removed += old.len();
                added += new.len();
            }
        }
        (added, removed)
    }

    /// The unified diff of this file, uncut.
    pub fn diff(&self) -> String {
        let (before, from) = match &self.before {
            Before::Missing => ("", "/dev/null".to_owned()),
            Before::Text(text) => (text.as_str(), format!("a/{}", self.path)),
            Before::Other(what) => ("", format!("a/{} ({what})", self.path)),
        };
        let to = if self.after.is_some() {
            format!("b/{}", self.path)
        } else {
            "/dev/null".to_owned()
        };
        let diff = TextDiff::configure()
            .timeout(DIFF_TIME)
            .diff_lines(before, self.after.as_deref().unwrap_or_default());
        let text = diff.unified_diff().context_radius(3).header(&from, &to).to_string();
        // Two empty texts (an empty file that is added or removed) have no hunk, yet the file is a difference.
        if text.is_empty() {
            format!("--- {from}\n+++ {to}\n")
        } else {
            text
        }
    }
}

fn push_line(out: &mut String, line: &str) {
    match line.char_indices().nth(LINE_WIDTH) {
        Some((end, _)) => {
            out.push_str(line.get(..end).unwrap_or(line));
            out.push('…');
        }
        None => out.push_str(line),
    }
    out.push('\n');
}

/// Compares the owned folders with the set.
pub(super) fn compare(root: &Path, owned: &[&str], files: &FileSet) -> Result<Drift, Error> {
    check_set(root, owned, files)?;
    compare_scanned(root, &scan(root, owned)?, files)
}

/// [`compare`] for a set whose paths are checked and folders that are read.
pub(super) fn compare_scanned(root: &Path, scan: &Scan, files: &FileSet) -> Result<Drift, Error> {
    let mut drift = Drift::default();
    for (path, after) in files {
        let before = match scan.files.get(path) {
            Some(Kind::File(length)) => {
                let bytes = read(root, path)?;
                if *length == after.len() as u64 && bytes == after.as_bytes() {
                    drift.unchanged += 1;
                    continue;
                }
                Before::Text(text(bytes))
            }
            Some(kind) => Before::Other(name(*kind)),
            None => Before::Missing,
        };
        drift.differences.push(Difference {
            path: path.clone(),
            before,
            after: Some(after.clone()),
        });
    }
    for (path, kind) in &scan.files {
        if files.contains_key(path) {
            continue;
        }
        let before = match kind {
            Kind::File(_) => Before::Text(text(read(root, path)?)),
            kind => Before::Other(name(*kind)),
        };
        drift.differences.push(Difference {
            path: path.clone(),
            before,
            after: None,
        });
    }
    drift.differences.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(drift)
}

fn read(root: &Path, path: &str) -> Result<Vec<u8>, Error> {
    let full = join(root, path);
    fs::read(&full).map_err(|e| Error::io("read", &full, e))
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_else(|e| String::from_utf8_lossy(e.as_bytes()).into_owned())
}

fn name(kind: Kind) -> &'static str {
    match kind {
        Kind::File(_) => "a file",
        Kind::Link => "a symbolic link",
        Kind::Special => "no plain file",
    }
}
