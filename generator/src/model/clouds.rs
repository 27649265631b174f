//! The national clouds, and what they lack of a version: facts, without how they were found.

use std::collections::{BTreeMap, BTreeSet};

/// A national cloud whose metadata is published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cloud {
    /// China, operated by 21Vianet.
    China,
    /// US Government, L4 and L5.
    UsGovernment,
}

impl Cloud {
    /// All of them, in the order in which they are reported.
    pub const ALL: [Cloud; 2] = [Cloud::China, Cloud::UsGovernment];

    /// The word of the command line, of files and of JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.words().0
    }

    /// What a person reads.
    #[must_use]
    pub fn title(self) -> &'static str {
        self.words().1
    }

    /// What a sentence calls it.
    #[must_use]
    pub fn in_words(self) -> &'static str {
        match self {
            Cloud::China => "the China cloud",
            Cloud::UsGovernment => "the US Government clouds",
        }
    }

    fn words(self) -> (&'static str, &'static str) {
        match self {
            Cloud::China => ("china", "China"),
            Cloud::UsGovernment => ("us-government", "US Government"),
        }
    }
}

impl std::str::FromStr for Cloud {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let known = || Cloud::ALL.map(Cloud::name).join(" or ");
        Cloud::ALL
            .into_iter()
            .find(|cloud| cloud.name() == text)
            .ok_or_else(|| format!("`{text}` is no national cloud: expected {}", known()))
    }
}

/// What the national clouds lack. `crate::clouds` says what the subjects are, and looks up what is not in which cloud.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Clouds {
    /// The clouds whose metadata was compared. Of the others nothing is known.
    pub compared: BTreeSet<Cloud>,
    /// What is missing, and in which of them. No list is empty.
    pub missing: BTreeMap<String, BTreeSet<Cloud>>,
}
