//! Areas of the wanted part, each a feature of the crate: the entries of `areas` in `selection.yaml`.

use std::fmt;

use serde::{Deserialize, Deserializer, de};

use super::Root;

/// An area: what a program has when it switches on a feature.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Area {
    /// The feature. Several entries may name one.
    pub feature: Feature,
    /// Where it begins, each with all that is below: `identityGovernance/accessReviews`. Of areas that lie within one
    /// another a path belongs to the innermost.
    pub roots: Vec<Root>,
    /// Full names of types that belong to it although no path leads to them.
    #[serde(default)]
    pub types: Vec<String>,
    /// Only in these; empty for all.
    #[serde(default)]
    pub versions: Vec<String>,
}

/// The name of a cargo feature for an area: `access_reviews`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Feature(String);

/// Features of the crate that are no areas.
const NO_AREAS: [&str; 9] = [
    "beta",
    "default",
    "keyring",
    "reflection",
    "rustls",
    "sign_in",
    "tokio",
    "v1_0",
    "verify",
];

impl Feature {
    /// Reads a name.
    ///
    /// # Errors
    /// Says what is expected where it is none.
    pub fn parse(text: &str) -> Result<Self, String> {
        let is_letter = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if !text.starts_with(|c: char| c.is_ascii_lowercase()) || !text.chars().all(is_letter) {
            return Err(format!(
                "`{text}` is no feature of an area: expected small letters, digits and `_`, a letter first"
            ));
        }
        if NO_AREAS.contains(&text) {
            return Err(format!("the feature `{text}` of the crate is no area"));
        }
        Ok(Self(text.to_owned()))
    }

    /// As it stands in the manifest.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Feature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Feature {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_feature_of_an_area_is_refused() {
        for text in [
            "",
            "accessReviews",
            "1st",
            "_x",
            "a-b",
            "a b",
            "v1_0",
            "default",
            "rustls",
        ] {
            assert!(Feature::parse(text).is_err(), "{text}");
        }
        let feature = Feature::parse("area_2");
        assert_eq!(feature.as_ref().map(Feature::name), Ok("area_2"));
    }
}
