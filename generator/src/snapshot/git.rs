//! Texts of a git revision, asked of git itself. Nothing is checked out, so the working tree and the index stay as they
//! are.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// The repository around a folder.
pub struct Repository {
    folder: PathBuf,
}

/// A revision that was found.
pub struct Commit {
    hash: String,
    /// The hash as people write it.
    pub short: String,
}

/// What git gave, or why it could not: in its own words, or ours.
type GitResult<T> = Result<T, String>;

impl Repository {
    pub fn at(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
        }
    }

    /// The commit that a revision names.
    pub fn commit(&self, revision: &str) -> GitResult<Commit> {
        let name = format!("{revision}^{{commit}}");
        // A name that begins with a dash is no option of git's.
        let hash = self.text(&["rev-parse", "--verify", "--end-of-options", &name])?;
        let hash = hash.trim().to_owned();
        let short = self.text(&["rev-parse", "--short", "--end-of-options", &hash])?;
        Ok(Commit {
            hash,
            short: short.trim().to_owned(),
        })
    }

    /// Whether a path of a commit is a file; an error when it is not there.
    pub fn is_file(&self, commit: &Commit, path: &str) -> GitResult<bool> {
        let kind = self.text(&["cat-file", "-t", &Self::object(commit, path)])?;
        Ok(kind.trim() == "blob")
    }

    /// The text of a file.
    pub fn file(&self, commit: &Commit, path: &str) -> GitResult<String> {
        self.text(&["cat-file", "blob", &Self::object(commit, path)])
    }

    /// Those of the wanted files below a folder of a commit that are there.
    pub fn texts(&self, commit: &Commit, folder: &str, wanted: &[String]) -> GitResult<BTreeMap<String, String>> {
        let names: String = wanted
            .iter()
            .map(|path| {
                let path = if folder.is_empty() {
                    path.clone()
                } else {
                    format!("{folder}/{path}")
                };
                format!("{}\n", Self::object(commit, &path))
            })
            .collect();
        let output = self.run(&["cat-file", "--batch"], &names)?;
        let mut rest = output.stdout.as_slice();
        let mut texts = BTreeMap::new();
        for path in wanted {
            let broken = || format!("git's output about `{path}` is not what it should be");
            let end = rest.iter().position(|byte| *byte == b'\n').ok_or_else(broken)?;
            let (line, after) = rest.split_at(end);
            let line = String::from_utf8_lossy(line).into_owned();
            rest = after.get(1..).unwrap_or_default();
            if line.ends_with(" missing") {
                continue;
            }
            let length = line.rsplit(' ').next().and_then(|length| length.parse::<usize>().ok());
            let length = length.ok_or_else(broken)?;
            let (content, after) = rest.split_at_checked(length).ok_or_else(broken)?;
            // A line feed ends each content.
            rest = after.get(1..).unwrap_or_default();
            if line.split(' ').nth_back(1) != Some("blob") {
                continue;
            }
            let text = String::from_utf8(content.to_vec()).map_err(|_| format!("`{path}` is no text"))?;
            texts.insert(path.clone(), text);
        }
        Ok(texts)
    }

    /// The names in a folder below a folder of a commit; none where it is not there.
    pub fn names_in(&self, commit: &Commit, root: &str, folder: &str) -> GitResult<Vec<String>> {
        let folder = if root.is_empty() {
            format!("{folder}/")
        } else {
            format!("{root}/{folder}/")
        };
        let listed = self.text(&[
            "ls-tree",
            "-z",
            "--full-tree",
            "--name-only",
            &commit.hash,
            "--",
            &folder,
        ])?;
        let names = listed.split('\0').filter_map(|path| path.strip_prefix(&folder));
        Ok(names.map(str::to_owned).collect())
    }

    fn object(commit: &Commit, path: &str) -> String {
        format!("{}:{path}", commit.hash)
    }

    fn text(&self, arguments: &[&str]) -> GitResult<String> {
        let output = self.run(arguments, "")?;
        String::from_utf8(output.stdout).map_err(|_| "what git gave is no text".to_owned())
    }

    fn run(&self, arguments: &[&str], input: &str) -> GitResult<Output> {
        let cannot = |error: std::io::Error| format!("git cannot be run: {error}");
        let mut child = Command::new("git")
            .arg("-C")
            .arg(&self.folder)
            .args(arguments)
            .env("LC_ALL", "C")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(cannot)?;
        let stdin = child.stdin.take();
        let output = std::thread::scope(|scope| {
            // Written beside the reading: git writes before it has read all.
            scope.spawn(move || {
                // Git that ended early says why itself.
                let _ = stdin.map(|mut stdin| stdin.write_all(input.as_bytes()));
            });
            child.wait_with_output()
        })
        .map_err(cannot)?;
        if output.status.success() {
            return Ok(output);
        }
        let errors = String::from_utf8_lossy(&output.stderr);
        let line = errors.lines().next().unwrap_or("git failed without a word").trim();
        Err(line.strip_prefix("fatal: ").unwrap_or(line).to_owned())
    }
}
