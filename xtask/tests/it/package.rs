//! What can be published: the packages below `generated/`, each with its licences, and nothing else of the workspace.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Each package's manifest in the repository: those that git knows, the side workspaces' too.
fn manifests() -> Vec<(PathBuf, String)> {
    let root = root();
    let mut found = Vec::new();
    collect(root, &mut found);
    found.retain(|(_, text)| text.contains("[package]\n"));
    found.sort();
    for folder in ["generated", "generated/cli", "tests/platforms"] {
        assert!(found.iter().any(|(path, _)| path == &root.join(folder)), "{folder}");
    }
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
            folder.starts_with(&generated) && !folder.starts_with(generated.join("examples")),
            "{}",
            folder.display()
        );
    }
}

/// What cargo would upload: sources and what goes along with them, and neither tests nor what tests read.
#[test]
fn a_package_has_its_sources_and_nothing_else() {
    for (folder, manifest) in manifests().into_iter().filter(|(_, text)| can_be_published(text)) {
        let at = folder.display();
        let include = manifest.lines().find(|line| line.starts_with("include = ")).unwrap();
        for needed in ["/src", "/README.md", "/LICENSE-APACHE", "/LICENSE-MIT"] {
            assert!(include.contains(&format!("\"{needed}\"")), "{at}: {needed}");
        }
        let output = Command::new(env!("CARGO"))
            .args(["package", "--list", "--allow-dirty", "--offline", "--manifest-path"])
            .arg(folder.join("Cargo.toml"))
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{at}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        let list = String::from_utf8(output.stdout).unwrap().replace('\\', "/");
        let of_cargo = ["Cargo.toml", "Cargo.toml.orig", "Cargo.lock", ".cargo_vcs_info.json"];
        for file in list.lines().filter(|file| !of_cargo.contains(file)) {
            let is_included = file.starts_with("src/") || file.starts_with("examples/");
            let goes_along = ["README.md", "LICENSE-APACHE", "LICENSE-MIT"].contains(&file);
            assert!(is_included || goes_along, "{at}: {file}");
        }
        for needed in ["README.md", "LICENSE-APACHE", "LICENSE-MIT", "Cargo.lock"] {
            assert!(list.lines().any(|file| file == needed), "{at}: {needed}");
        }
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
