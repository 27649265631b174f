//! The folder `shared/` beside the checkout: raw metadata and documented examples, read in place and never copied.
//!
//! A machine without it can still run the tests, and each that needs it says that it did nothing. Under CI (`CI` is
//! set) a missing file is a failure, so that a green run has seen the real documents.

use std::path::{Path, PathBuf};

/// The root of the workspace.
#[must_use]
pub fn workspace() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_path_buf()
}

/// A file or folder below `shared/`, `metadata/v1.0/openapi.yaml` for instance; `None`, with a word why, where it is
/// not there.
///
/// # Panics
/// When it is not there and `CI` is set.
#[must_use]
pub fn shared(path: &str) -> Option<PathBuf> {
    let root = workspace()
        .parent()
        .map(Path::to_path_buf)
        .unwrap_or_default()
        .join("shared");
    find(&root, path, std::env::var_os("CI").is_some())
}

fn find(root: &Path, path: &str, ci: bool) -> Option<PathBuf> {
    let file = root.join(path);
    if file.exists() {
        return Some(file);
    }
    assert!(
        !ci,
        "shared/{path} is not beside the checkout, and CI is set: this test would prove nothing"
    );
    println!("shared/{path} is not beside the checkout: nothing is tested here");
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_there_is_found() {
        let root = workspace();
        assert_eq!(
            find(&root, "tests/Cargo.toml", true),
            Some(root.join("tests/Cargo.toml"))
        );
    }

    #[test]
    fn what_is_missing_is_passed_over_on_a_desk() {
        assert_eq!(find(&workspace(), "no/such.yaml", false), None);
    }

    #[test]
    #[should_panic(expected = "shared/no/such.yaml is not beside the checkout, and CI is set")]
    fn what_is_missing_fails_under_ci() {
        let _ = find(&workspace(), "no/such.yaml", true);
    }
}
