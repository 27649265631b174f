//! What a change means for two readers, and the version bump that follows.

use std::fmt;

use serde::Serialize;

/// Whether a program that was built before the change still works against the service after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Wire {
    /// Nothing that is sent or answered changes.
    Unaffected,
    /// Something else may be sent or answered; what a program did before goes on as it was.
    Compatible,
    /// A request that worked is refused, or an answer lacks what a program reads.
    Breaking,
}

/// Whether a program still compiles with the crate that is generated after the change, and means the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rust {
    /// No public item changes.
    #[default]
    Unaffected,
    /// Public items come, or get a warning; every program compiles as before.
    Additive,
    /// Every program compiles, and what one of them sends, reads or prints changes.
    Meaning,
    /// A program that uses the item does not compile any more.
    Breaking,
}

/// What is said where nothing changes in Rust.
pub(super) const NO_ITEM: &str = "No public Rust item changes.";

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

impl Wire {
    /// The stable name, kebab case.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Wire::Unaffected => "unaffected",
            Wire::Compatible => "compatible",
            Wire::Breaking => "breaking",
        }
    }
}

impl Rust {
    /// The stable name, kebab case.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Rust::Unaffected => "unaffected",
            Rust::Additive => "additive",
            Rust::Meaning => "meaning",
            Rust::Breaking => "breaking",
        }
    }

    /// The bump that a change of this class asks for.
    #[must_use]
    pub fn bump(self) -> Bump {
        match self {
            Rust::Unaffected => Bump::Patch,
            Rust::Additive => Bump::Minor,
            Rust::Meaning | Rust::Breaking => Bump::Major,
        }
    }
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

impl fmt::Display for Wire {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Display for Rust {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
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
