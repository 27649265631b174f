//! The list of moves that a decided change consists of, as it is written to disk: one per line, with a checksum as the
//! last line.
//!
//! A process that is killed leaves a whole journal or none, since it is renamed into place. The checksum is for what
//! else may happen to a file.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use super::Bounds;
use super::paths::check_form;

const HEAD: &str = "regen journal 1";

/// Everything that is needed to finish a change or to take it back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Journal {
    /// Folders that are not there before the change, parents first.
    pub(super) new_folders: Vec<String>,
    /// Files to move away.
    pub(super) removals: Vec<String>,
    /// Files to put in place.
    pub(super) puts: Vec<Put>,
}

/// One file to put in place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Put {
    pub(super) path: String,
    /// Whether something stands there before the change.
    pub(super) replaces: bool,
    /// SHA-256 of its text, in hexadecimal.
    pub(super) sha256: String,
}

impl Journal {
    /// Number of files that the change concerns.
    pub(super) fn files(&self) -> usize {
        self.removals.len() + self.puts.len()
    }

    /// The first path that the bounds do not have.
    pub(super) fn outside(&self, bounds: &Bounds) -> Option<&str> {
        let mut files = self.removals.iter().chain(self.puts.iter().map(|put| &put.path));
        files
            .find(|path| !bounds.covers(path))
            .or_else(|| self.new_folders.iter().find(|folder| !bounds.covers_folder(folder)))
            .map(String::as_str)
    }

    pub(super) fn to_text(&self) -> String {
        let mut out = format!("{HEAD}\n");
        for folder in &self.new_folders {
            let _ = writeln!(out, "folder {folder}");
        }
        for path in &self.removals {
            let _ = writeln!(out, "remove {path}");
        }
        for put in &self.puts {
            let word = if put.replaces { "replace" } else { "add" };
            let _ = writeln!(out, "{word} {} {}", put.sha256, put.path);
        }
        let end = sha256(out.as_bytes());
        let _ = writeln!(out, "end {end}");
        out
    }

    /// `None` when the text is torn or no journal at all; every path in it is checked, since it is from outside.
    pub(super) fn read(text: &str) -> Option<Self> {
        let (body, end) = text.strip_suffix('\n')?.rsplit_once('\n')?;
        let body = format!("{body}\n");
        if end.strip_prefix("end ")? != sha256(body.as_bytes()) {
            return None;
        }
        let mut lines = body.lines();
        if lines.next()? != HEAD {
            return None;
        }
        let mut journal = Journal::default();
        for line in lines {
            let (word, rest) = line.split_once(' ')?;
            match word {
                "folder" => journal.new_folders.push(accepted(rest)?),
                "remove" => journal.removals.push(accepted(rest)?),
                "add" | "replace" => {
                    let (sha256, path) = rest.split_once(' ')?;
                    journal.puts.push(Put {
                        path: accepted(path)?,
                        replaces: word == "replace",
                        sha256: sha256.to_owned(),
                    });
                }
                _ => return None,
            }
        }
        Some(journal)
    }
}

fn accepted(path: &str) -> Option<String> {
    check_form(path).is_ok().then(|| path.to_owned())
}

/// SHA-256 in lower-case hexadecimal.
pub(super) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .fold(String::with_capacity(64), |mut out, byte| {
            let _ = write!(out, "{byte:02x}");
            out
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Journal {
        Journal {
            new_folders: vec!["src/v1_0".into()],
            removals: vec!["src/old name.rs".into()],
            puts: vec![
                Put {
                    path: "src/v1_0/a b.rs".into(),
                    replaces: false,
                    sha256: sha256(b"a"),
                },
                Put {
                    path: "src/c.rs".into(),
                    replaces: true,
                    sha256: sha256(b"c"),
                },
            ],
        }
    }

    #[test]
    fn reads_what_it_wrote() {
        assert_eq!(Journal::read(&sample().to_text()), Some(sample()));
        assert_eq!(Journal::read(&Journal::default().to_text()), Some(Journal::default()));
    }

    #[test]
    fn torn_anywhere_is_none() {
        let text = sample().to_text();
        for end in 0..text.len() {
            assert_eq!(Journal::read(&text[..end]), None, "cut at {end}");
        }
    }

    #[test]
    fn a_path_that_leads_out_is_none() {
        let mut journal = sample();
        journal.removals = vec!["../../etc/passwd".into()];
        assert_eq!(Journal::read(&journal.to_text()), None);
    }
}
