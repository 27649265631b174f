//! Roles that decide, beside permissions, who may make a request.

/// The roles of an operation, where the reference says which.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Roles {
    /// A signed-in user needs one of these beside a delegated permission; empty where nothing is said of that.
    pub delegated: Vec<Role>,
    /// An application with one of these needs no permission; empty where nothing is said of that.
    pub application: Vec<Role>,
    /// What else decides, in our own words; a part of a sentence.
    pub note: Option<String>,
    /// The page that says so.
    pub source: String,
}

/// A role.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Role {
    /// Where it is given.
    pub system: RoleSystem,
    /// Its name, as the reference has it: `Catalog owner`.
    pub name: String,
}

/// Where a role is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RoleSystem {
    /// Within entitlement management, for a catalog or an access package.
    EntitlementManagement,
    /// In the directory.
    Entra,
}

impl RoleSystem {
    /// As a person calls it.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::EntitlementManagement => "entitlement management",
            Self::Entra => "Microsoft Entra",
        }
    }
}
