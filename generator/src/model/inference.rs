//! Permissions that nobody published, inferred from those of like operations.

use std::fmt;

use super::permissions::Permissions;

/// What an operation for which nothing is published probably needs, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InferredPermissions {
    /// The permissions. Never empty.
    pub permissions: Permissions,
    /// The rule that found them.
    pub rule: InferenceRule,
    /// The operations for which exactly these are published, nearest first: `GET /a/{a-id}`. Never empty.
    pub from: Vec<String>,
    /// The delegated-only operations, of the same type or function, because of which the permissions of `from` for
    /// applications are left out. Empty where nothing is left out.
    pub delegated_only_as: Vec<String>,
}

/// A rule of inference, the strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum InferenceRule {
    /// The same action, function or method on the same type, elsewhere in the area.
    SameOperation,
    /// The same function on another type of the area.
    SameName,
    /// Another method on the same type: reading for reading, changing for changing.
    SameType,
    /// The nearest of what it contains: reading for reading, changing for changing.
    Contents,
    /// The nearest of what contains it: reading for reading, changing for changing.
    Container,
    /// What works for nearly all operations nearby in the area: reading for reading, changing for changing.
    Area,
}

impl InferenceRule {
    /// All of them, the strongest first.
    pub const ALL: [Self; 6] = [
        Self::SameOperation,
        Self::SameName,
        Self::SameType,
        Self::Contents,
        Self::Container,
        Self::Area,
    ];

    /// Its name in reports and in the crate: `same-operation`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::SameOperation => "same-operation",
            Self::SameName => "same-name",
            Self::SameType => "same-type",
            Self::Contents => "contents",
            Self::Container => "container",
            Self::Area => "area",
        }
    }

    /// What it says of two operations, as the end of a sentence.
    #[must_use]
    pub fn says(self) -> &'static str {
        match self {
            Self::SameOperation => "the same method, action or function on the same type",
            Self::SameName => "the same function on another type of the area",
            Self::SameType => "another method on the same type: for what reads of what reads, else of the others",
            Self::Contents => "the nearest that it contains: for what reads of what reads, else of the others",
            Self::Container => "the nearest that contains it: for what reads of what reads, else of the others",
            Self::Area => {
                "what works for nearly all nearby in the area: for what reads of what reads, else of the others"
            }
        }
    }
}

impl fmt::Display for InferenceRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
