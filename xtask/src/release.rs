//! The crate's version and changelog as text, and how a release changes them.

use std::fs;
use std::path::Path;

use generator::drift::Report;

use crate::failure::Failure;
use crate::output::count;
use crate::process::must_run;

/// The crate whose version follows the metadata.
pub const CRATE: &str = "msgraph-identity-governance";
/// Its manifest, below the workspace.
pub const MANIFEST: &str = "generated/Cargo.toml";
/// The most breaking changes that the changelog lists; the report has all.
const MAX_LISTED: usize = 20;

/// A version as cargo counts, without a pre-release part.
pub type Numbers = (u64, u64, u64);

/// `1.2.3` as numbers; `None` for anything else.
pub fn numbers(version: &str) -> Option<Numbers> {
    let mut parts = version.split('.').map(|part| part.parse().ok());
    let found = (parts.next()??, parts.next()??, parts.next()??);
    parts.next().is_none().then_some(found)
}

/// The version of a manifest's package.
pub fn crate_version(manifest: &str) -> Option<&str> {
    version_line(manifest).map(|(_, version)| version)
}

/// The version of the crate beside a `schemas/` folder, where there is one.
pub fn crate_version_beside(schemas: &Path) -> Option<String> {
    let root = schemas.canonicalize().ok()?;
    let text = fs::read_to_string(root.parent()?.join(MANIFEST)).ok()?;
    crate_version(&text).map(ToOwned::to_owned)
}

/// The manifest with another version of its package; `None` when it has none.
pub fn with_crate_version(manifest: &str, version: &str) -> Option<String> {
    let (at, before) = version_line(manifest)?;
    Some(replaced(manifest, at, before.len(), version))
}

/// A lock file with another version of a package of the workspace; `None` when it does not name the package.
pub fn with_locked_version(lock: &str, name: &str, version: &str) -> Option<String> {
    let begin = format!("[[package]]\nname = \"{name}\"\nversion = \"");
    let at = lock.find(&begin)? + begin.len();
    let length = lock.get(at..)?.find('"')?;
    Some(replaced(lock, at, length, version))
}

/// Where the version of `[package]` stands, and what it is.
fn version_line(manifest: &str) -> Option<(usize, &str)> {
    let package = manifest.find("[package]\n")?;
    let section = manifest.get(package + 1..)?;
    let section = section.get(..section.find("\n[").unwrap_or(section.len()))?;
    let begin = "\nversion = \"";
    let at = section.find(begin)? + begin.len();
    let rest = section.get(at..)?;
    Some((package + 1 + at, rest.get(..rest.find('"')?)?))
}

fn replaced(text: &str, at: usize, length: usize, by: &str) -> String {
    let (before, rest) = text.split_at_checked(at).unwrap_or((text, ""));
    format!("{before}{by}{}", rest.get(length..).unwrap_or_default())
}

/// The changelog with more lines at the end of `### Changed` below `## Unreleased`. Missing headings are added.
pub fn with_changelog(changelog: &str, lines: &[String]) -> String {
    let added = lines.concat();
    let Some(unreleased) = changelog.find("## Unreleased\n") else {
        let at = changelog.find("\n## ").map_or(changelog.len(), |at| at + 1);
        return replaced(changelog, at, 0, &format!("## Unreleased\n\n### Changed\n{added}\n"));
    };
    let end_of = |from: usize, mark: &str| {
        let rest = changelog.get(from..).unwrap_or_default();
        rest.find(mark).map_or(changelog.len(), |at| from + at)
    };
    let end = end_of(unreleased, "\n## ");
    let changed = changelog
        .get(unreleased..end)
        .and_then(|section| section.find("### Changed\n"));
    let (until, heading) = match changed {
        Some(changed) => (end_of(unreleased + changed, "\n### ").min(end), ""),
        None => (end, "\n### Changed\n"),
    };
    // After the last line of text, before the blank lines between sections.
    let text = changelog.get(..until).unwrap_or(changelog).trim_end();
    replaced(changelog, text.len(), 0, &format!("\n{heading}{}", added.trim_end()))
}

/// The changelog's lines for new metadata: one for each version, and one for each breaking change that no other
/// explains.
pub fn changelog_lines(reports: &[&Report], day: &str) -> Vec<String> {
    let mut lines = Vec::new();
    for report in reports {
        let breaking: Vec<_> = report.changes.iter().filter(|change| change.is_breaking()).collect();
        let version = report.new.version;
        lines.push(format!(
            "- Metadata of {version} as of {day}: {}, {} of them breaking.\n",
            count(report.changes.len(), "change"),
            breaking.len()
        ));
        let primary: Vec<_> = breaking.iter().filter(|change| change.because.is_none()).collect();
        for change in primary.iter().take(MAX_LISTED) {
            lines.push(format!(
                "  - {}: `{}`\n",
                change.kind,
                change.subject.to_string().replace('`', "'")
            ));
        }
        if let Some(more) = primary.len().checked_sub(MAX_LISTED).filter(|more| *more > 0) {
            lines.push(format!("  - and {more} more\n"));
        }
    }
    lines
}

/// The last release: the highest tag `vX.Y.Z` that HEAD has; `None` when there is none yet.
pub fn last_release(root: &Path) -> Result<Option<String>, Failure> {
    let tags = must_run("git", &["tag", "--list", "v*", "--merged", "HEAD"], root)?;
    let mut versions: Vec<(Numbers, &str)> = tags
        .lines()
        .filter_map(|tag| Some((numbers(tag.strip_prefix('v')?)?, tag)))
        .collect();
    versions.sort();
    if let Some((_, tag)) = versions.last() {
        return Ok(Some((*tag).to_owned()));
    }
    if must_run("git", &["rev-parse", "--is-shallow-repository"], root)?.trim() == "true" {
        return Err(Failure::Process {
            what: "the last release".to_owned(),
            why:
                "this clone has only a part of the history, so tags may be missing; run `git fetch --unshallow --tags`"
                    .to_owned(),
        });
    }
    Ok(None)
}

/// The crate's version in a revision.
pub fn version_at(root: &Path, revision: &str) -> Result<String, Failure> {
    let name = format!("{revision}:{MANIFEST}");
    let manifest = must_run("git", &["cat-file", "blob", &name], root)?;
    let version = crate_version(&manifest).ok_or_else(|| Failure::Process {
        what: name,
        why: "has no version".to_owned(),
    })?;
    Ok(version.to_owned())
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;

    const CARGO: &str =
        "[workspace]\n\n[package]\nname = \"a\"\nversion = \"0.1.0\"\n\n[dependencies]\nversion = \"9.9.9\"\n";

    #[test]
    fn only_the_version_of_the_package_changes() {
        assert_eq!(crate_version(CARGO), Some("0.1.0"));
        assert_eq!(
            with_crate_version(CARGO, "0.2.0").unwrap(),
            CARGO.replace("0.1.0", "0.2.0")
        );
        assert_eq!(crate_version("[dependencies]\nversion = \"1.0.0\"\n"), None);
        assert_eq!(
            crate_version("[package]\nname = \"a\"\n\n[lib]\nversion = \"1.0.0\"\n"),
            None
        );

        let lock = "version = 4\n\n[[package]]\nname = \"a-b\"\nversion = \"0.1.0\"\n\n\
            [[package]]\nname = \"a\"\nversion = \"0.1.0\"\n";
        let changed = with_locked_version(lock, "a", "0.10.0").unwrap();
        assert!(
            changed.ends_with("name = \"a\"\nversion = \"0.10.0\"\n")
                && changed.contains("name = \"a-b\"\nversion = \"0.1.0\"")
        );
        assert_eq!(with_locked_version(lock, "c", "1.0.0"), None);
    }

    #[test]
    fn versions_are_compared_by_numbers() {
        assert!(numbers("0.10.0") > numbers("0.9.9"));
        for text in ["1.2", "1.2.3.4", "1.2.3-rc1", "v1.2.3", ""] {
            assert_eq!(numbers(text), None, "{text}");
        }
    }

    #[test]
    fn changelog_lines_are_added_at_the_end_of_their_section() {
        let lines = ["- one\n".to_owned(), "- two\n".to_owned()];
        for (before, after) in [
            (
                "# Changelog\n\n## Unreleased\n\n### Added\n- a\n\n### Changed\n- b\n\n### Fixed\n- c\n\n## 0.1.0\n\n### Changed\n- d\n",
                "# Changelog\n\n## Unreleased\n\n### Added\n- a\n\n### Changed\n- b\n- one\n- two\n\n### Fixed\n- c\n\n## 0.1.0\n\n### Changed\n- d\n",
            ),
            (
                "# Changelog\n\n## Unreleased\n\n### Added\n- a\n\n## 0.1.0\n\n### Changed\n- d\n",
                "# Changelog\n\n## Unreleased\n\n### Added\n- a\n\n### Changed\n- one\n- two\n\n## 0.1.0\n\n### Changed\n- d\n",
            ),
            (
                "# Changelog\n\n## 0.1.0\n- d\n",
                "# Changelog\n\n## Unreleased\n\n### Changed\n- one\n- two\n\n## 0.1.0\n- d\n",
            ),
            (
                "# Changelog\n\n## Unreleased\n\n### Changed\n- b\n",
                "# Changelog\n\n## Unreleased\n\n### Changed\n- b\n- one\n- two\n",
            ),
        ] {
            assert_eq!(with_changelog(before, &lines), after);
        }
    }
}
