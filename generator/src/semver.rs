//! Which part of the crate's version has to grow with a change.

use std::fmt;

use serde::Serialize;

/// The part of the crate's version that has to grow, as semantic versioning counts it. Before 1.0 a major bump is one
/// of the minor number, and a minor bump one of the patch number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Bump {
    /// Nothing to release.
    None,
    /// Only docs or data that no program sees.
    Patch,
    /// Items come.
    Minor,
    /// Items go, change, or mean something else.
    Major,
}

impl Bump {
    /// The stable name, kebab case.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Bump::None => "none",
            Bump::Patch => "patch",
            Bump::Minor => "minor",
            Bump::Major => "major",
        }
    }

    /// The version after `version` (`major.minor.patch`), by the rule that cargo follows before 1.0 too; `None` when it
    /// is no such version.
    #[must_use]
    pub fn apply(self, version: &str) -> Option<String> {
        let mut parts = version.split('.').map(|part| part.parse::<u64>().ok());
        let (major, minor, patch) = (parts.next()??, parts.next()??, parts.next()??);
        if parts.next().is_some() {
            return None;
        }
        let (major, minor, patch) = match (self, major) {
            (Bump::None, _) => (major, minor, patch),
            (Bump::Major, 0) => (0, minor.checked_add(1)?, 0),
            (Bump::Major, _) => (major.checked_add(1)?, 0, 0),
            (Bump::Minor, 0) | (Bump::Patch, _) => (major, minor, patch.checked_add(1)?),
            (Bump::Minor, _) => (major, minor.checked_add(1)?, 0),
        };
        Some(format!("{major}.{minor}.{patch}"))
    }
}

impl fmt::Display for Bump {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bumps_before_and_after_one() {
        for (bump, version, next) in [
            (Bump::Major, "0.1.4", "0.2.0"),
            (Bump::Minor, "0.1.4", "0.1.5"),
            (Bump::Patch, "0.1.4", "0.1.5"),
            (Bump::None, "0.1.4", "0.1.4"),
            (Bump::Major, "1.2.3", "2.0.0"),
            (Bump::Minor, "1.2.3", "1.3.0"),
            (Bump::Patch, "1.2.3", "1.2.4"),
        ] {
            assert_eq!(bump.apply(version).as_deref(), Some(next), "{bump} of {version}");
        }
        for broken in ["1.2", "1.2.3.4", "1.2.x", ""] {
            assert_eq!(Bump::Minor.apply(broken), None, "{broken}");
        }
    }
}
