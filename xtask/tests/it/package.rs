//! What can be published: the packages below `generated/`, each with its licences, and nothing else of the workspace.

use std::fs;
use std::path::{Path, PathBuf};

/// Each package's manifest in the repository: those that git knows, the side workspaces' too.
fn manifests() -> Vec<(PathBuf, String)> {
    let root = root();
    let mut found = Vec::new();
    collect(root, &mut found);
    found.retain(|(_, text)| text.contains("[package]\n"));
    found.sort();
    assert!(
        found.iter().any(|(path, _)| path == &root.join("generated")),
        "{found:?}"
    );
    assert!(
        found.iter().any(|(path, _)| path == &root.join("tests/platforms")),
        "{found:?}"
    );
    found
}

/// The folders below one that have a manifest, with its text. Folders of builds and hidden ones are left out.
fn collect(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
    if let Ok(text) = fs::read_to_string(folder.join("Cargo.toml")) {
        found.push((folder.to_owned(), text));
    }
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().to_string_lossy().into_owned();
        let skipped = name.starts_with('.') || ["target", "node_modules", "src", "schemas"].contains(&name.as_str());
        if entry.file_type().unwrap().is_dir() && !skipped {
            collect(&entry.path(), found);
        }
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

fn can_be_published(manifest: &str) -> bool {
    let package = manifest.split_once("[package]\n").unwrap().1;
    let package = package.split("\n[").next().unwrap();
    !package
        .lines()
        .any(|line| line == "publish = false" || line == "publish.workspace = true")
}

#[test]
fn only_what_users_install_can_be_published() {
    let workspace = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    assert!(workspace.contains("[workspace.package]\n") && workspace.contains("\npublish = false\n"));
    let generated = root().join("generated");
    for (folder, manifest) in manifests() {
        assert_eq!(
            can_be_published(&manifest),
            folder.starts_with(&generated),
            "{}",
            folder.display()
        );
    }
}

/// What a registry shows of a package, and what a user's licence check reads.
#[test]
fn what_is_published_says_what_it_is() {
    for (folder, manifest) in manifests().into_iter().filter(|(_, text)| can_be_published(text)) {
        let at = folder.display();
        let fields = [
            "description",
            "license",
            "readme",
            "rust-version",
            "keywords",
            "categories",
            "documentation",
        ];
        for field in fields {
            assert!(manifest.contains(&format!("\n{field} = ")), "{at}: {field}");
        }
        assert!(
            manifest.contains("\n[package.metadata.docs.rs]\nall-features = true\n"),
            "{at}"
        );
        assert!(folder.join("README.md").is_file(), "{at}");
        for licence in ["LICENSE-APACHE", "LICENSE-MIT"] {
            let text = |folder: &Path| fs::read_to_string(folder.join(licence)).unwrap();
            assert_eq!(text(&folder), text(root()), "{at}: {licence}");
        }
    }
}
