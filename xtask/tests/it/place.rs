//! `cargo xtask` as a process, and folders for it to work on.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

use generator::tree::FileSet;
use test_support::shared_folder::workspace;

use crate::part;

/// The command line, which cargo has built for these tests.
pub fn xtask() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_xtask"))
}

/// How a process ended, and what it printed.
#[derive(Debug)]
pub struct Run {
    /// Its exit code; none when it was killed.
    pub code: Option<i32>,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl From<Output> for Run {
    fn from(output: Output) -> Self {
        Run {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// Runs the command line in the folder of the test.
///
/// # Panics
/// When it cannot be run.
pub fn run(args: &[impl AsRef<OsStr>]) -> Run {
    Command::new(xtask()).args(args).output().unwrap().into()
}

/// A folder with schemas, side by side with what is generated as in the workspace.
pub struct Place {
    dir: tempfile::TempDir,
}

impl Place {
    /// With the schemas of a part of the service.
    ///
    /// # Panics
    /// When they cannot be copied.
    #[must_use]
    pub fn new() -> Self {
        Self::with_schemas(part::schemas())
    }

    /// With the schemas of the workspace.
    ///
    /// # Panics
    /// When they cannot be copied.
    #[must_use]
    pub fn whole() -> Self {
        Self::with_schemas(&workspace().join("schemas"))
    }

    /// With the schemas of the part and everything generated.
    ///
    /// # Panics
    /// When `regen` fails.
    #[must_use]
    pub fn generated() -> Self {
        // Once for all tests of this process.
        static MADE: OnceLock<PathBuf> = OnceLock::new();
        let made = MADE.get_or_init(|| Place::new().regenerated().keep("generated-part"));
        let dir = tempfile::tempdir().unwrap();
        copy(made, dir.path());
        Place { dir }
    }

    fn with_schemas(schemas: &Path) -> Self {
        let dir = tempfile::tempdir().unwrap();
        copy(schemas, &dir.path().join("schemas"));
        Place { dir }
    }

    /// After a `regen`.
    ///
    /// # Panics
    /// When it fails.
    #[must_use]
    pub fn regenerated(self) -> Self {
        let run = self.run(&["regen"]);
        assert_eq!(run.code, Some(0), "{}", run.err);
        self
    }

    /// Copies it to where it outlives the test, and returns that folder.
    ///
    /// # Panics
    /// When it cannot be copied.
    #[must_use]
    pub fn keep(&self, name: &str) -> PathBuf {
        let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        if kept.exists() {
            fs::remove_dir_all(&kept).unwrap();
        }
        copy(self.root(), &kept);
        kept
    }

    /// The folder.
    #[must_use]
    pub fn root(&self) -> &Path {
        self.dir.path()
    }

    /// A path in it.
    #[must_use]
    pub fn at(&self, path: &str) -> PathBuf {
        self.dir.path().join(path)
    }

    /// A command on its schemas.
    #[must_use]
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(xtask());
        command.args(args).arg("--schemas").arg(self.at("schemas"));
        if args[0] == "regen" {
            command.arg("--out").arg(self.at("generated"));
        }
        command
    }

    /// Runs a command on its schemas.
    ///
    /// # Panics
    /// When it cannot be run.
    #[must_use]
    pub fn run(&self, args: &[&str]) -> Run {
        self.command(args).output().unwrap().into()
    }

    /// Every file with its text.
    #[must_use]
    pub fn tree(&self) -> FileSet {
        let mut files = FileSet::new();
        read(self.dir.path(), "", &mut files);
        files
    }
}

/// Copies a folder.
///
/// # Panics
/// When it cannot be read or written.
pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

fn read(root: &Path, folder: &str, files: &mut FileSet) {
    for entry in fs::read_dir(root.join(folder)).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        let path = if folder.is_empty() {
            name
        } else {
            format!("{folder}/{name}")
        };
        if entry.file_type().unwrap().is_dir() {
            read(root, &path, files);
        } else {
            files.insert(path, fs::read_to_string(entry.path()).unwrap());
        }
    }
}

/// Runs git in a folder, as somebody and with no settings of the machine's.
///
/// # Panics
/// When it fails.
pub fn git(folder: &Path, args: &[&str]) -> String {
    let git = Command::new("git")
        .args([
            "-c",
            "user.name=T",
            "-c",
            "user.email=t@example.com",
            "-c",
            "init.defaultBranch=main",
        ])
        .args(args)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_SYSTEM", "/dev/null")
        .current_dir(folder)
        .output()
        .unwrap();
    assert!(
        git.status.success(),
        "{args:?}: {}",
        String::from_utf8_lossy(&git.stderr)
    );
    String::from_utf8(git.stdout).unwrap()
}

/// Some generated files of a version, spread over the tree.
///
/// # Panics
/// When there are fewer.
pub fn some_files(tree: &FileSet, version: &str, n: usize) -> Vec<String> {
    let below = format!("generated/src/{version}/");
    let all: Vec<&String> = tree.keys().filter(|path| path.starts_with(&below)).collect();
    assert!(all.len() >= n, "{} files", all.len());
    all.iter()
        .step_by(all.len() / n)
        .take(n)
        .map(|path| (*path).clone())
        .collect()
}
