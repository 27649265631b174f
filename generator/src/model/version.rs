//! The two versions of Microsoft Graph.

use serde::{Serialize, Serializer};

/// Which of the two versions of Microsoft Graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Version {
    /// `v1.0`.
    V1_0,
    /// `beta`.
    Beta,
}

impl Version {
    /// Both, in the order in which they are generated and reported.
    pub const ALL: [Version; 2] = [Version::V1_0, Version::Beta];

    /// As it stands in URLs and in `schemas/`: `v1.0`, `beta`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Version::V1_0 => "v1.0",
            Version::Beta => "beta",
        }
    }

    /// The Rust module and cargo feature: `v1_0`, `beta`.
    #[must_use]
    pub fn module(self) -> &'static str {
        match self {
            Version::V1_0 => "v1_0",
            Version::Beta => "beta",
        }
    }

    /// The `view` parameter of reference pages: `graph-rest-1.0`, `graph-rest-beta`.
    #[must_use]
    pub fn docs_view(self) -> &'static str {
        match self {
            Version::V1_0 => "graph-rest-1.0",
            Version::Beta => "graph-rest-beta",
        }
    }
}

impl std::fmt::Display for Version {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

/// By its name.
impl Serialize for Version {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl std::str::FromStr for Version {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Version::ALL
            .into_iter()
            .find(|version| version.name() == text)
            .ok_or_else(|| format!("`{text}` is no version of Microsoft Graph: expected v1.0 or beta"))
    }
}
