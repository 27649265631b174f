//! What else is known of an operation: permissions, its end, what the service refuses, clouds without it.

use super::api::Api;
use super::operation::Operation;
use super::rows::{DeprecationRow, PermissionsRow, UnsupportedRow, Word};

/// Who a token speaks for, as the reference's tables of permissions have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Scheme {
    /// A signed-in user with a work or school account.
    Delegated,
    /// A signed-in user with a personal account.
    DelegatedPersonal,
    /// The application itself.
    Application,
}

impl Scheme {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Delegated, Self::DelegatedPersonal, Self::Application];

    /// Whether it is the application that a token speaks for, and nobody is signed in.
    #[must_use]
    pub fn is_application(self) -> bool {
        self == Self::Application
    }

    /// As a person calls it: `delegated`, `delegated personal`, `application`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Delegated => "delegated",
            Self::DelegatedPersonal => "delegated personal",
            Self::Application => "application",
        }
    }
}

/// The permissions of an operation: either published by Microsoft or inferred from what is published, never a mixture.
#[derive(Clone, Copy)]
pub struct Permissions {
    api: &'static Api,
    row: &'static PermissionsRow,
}

impl Permissions {
    pub(super) fn at(api: &'static Api, row: u16) -> Option<Self> {
        let row = api.permissions.get(usize::from(row).checked_sub(1)?)?;
        Some(Self { api, row })
    }

    /// They were inferred from those of other operations, and nobody has published them.
    #[must_use]
    pub fn is_inferred(self) -> bool {
        self.row.inferred != 0
    }

    /// The rule by which they were inferred.
    #[must_use]
    pub fn rule(self) -> Option<&'static str> {
        text(self.api, self.row.inferred)
    }

    /// The operation that they were inferred from, the nearest of several.
    #[must_use]
    pub fn inferred_from(self) -> Option<Operation> {
        Operation::at(self.api, usize::from(self.row.from).checked_sub(1)?)
    }

    /// The least privileged ones of a scheme: each of them is enough.
    pub fn least(self, scheme: Scheme) -> impl Iterator<Item = &'static str> {
        self.list(scheme as usize)
    }

    /// Those of a scheme that allow more than is needed, where they are published.
    pub fn higher(self, scheme: Scheme) -> impl Iterator<Item = &'static str> {
        self.list(Scheme::ALL.len() + scheme as usize)
    }

    fn list(self, list: usize) -> impl Iterator<Item = &'static str> {
        let bound = |at: usize| self.row.lists.get(at).map_or(0, |bound| usize::from(*bound));
        let names = self.api.permission_names.get(bound(list)..bound(list + 1));
        names
            .unwrap_or_default()
            .iter()
            .map(move |word| self.api.words.get(*word))
    }
}

impl std::fmt::Debug for Permissions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut shown = f.debug_struct("Permissions");
        for scheme in Scheme::ALL {
            shown.field(scheme.name(), &self.least(scheme).collect::<Vec<_>>());
        }
        shown.field("inferred", &self.is_inferred()).finish()
    }
}

/// That something is deprecated, and until when it is there.
#[derive(Clone, Copy)]
pub struct Deprecation {
    api: &'static Api,
    row: &'static DeprecationRow,
}

impl Deprecation {
    pub(super) fn at(api: &'static Api, row: u16) -> Option<Self> {
        let row = api.deprecations.get(usize::from(row).checked_sub(1)?)?;
        Some(Self { api, row })
    }

    /// Since when, `YYYY-MM-DD`.
    #[must_use]
    pub fn since(self) -> Option<&'static str> {
        text(self.api, self.row.since)
    }

    /// When it is to be removed, `YYYY-MM-DD`.
    #[must_use]
    pub fn removal(self) -> Option<&'static str> {
        text(self.api, self.row.removal)
    }

    /// The revision's label.
    #[must_use]
    pub fn label(self) -> Option<&'static str> {
        text(self.api, self.row.version)
    }

    /// What to use in its place, in our words.
    #[must_use]
    pub fn instead(self) -> Option<&'static str> {
        text(self.api, self.row.instead)
    }
}

impl std::fmt::Debug for Deprecation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Deprecation")
            .field("since", &self.since())
            .field("removal", &self.removal())
            .field("label", &self.label())
            .field("instead", &self.instead())
            .finish()
    }
}

/// That the service refuses an operation which the metadata has.
#[derive(Clone, Copy)]
pub struct Unsupported {
    api: &'static Api,
    row: &'static UnsupportedRow,
}

impl Unsupported {
    pub(super) fn at(api: &'static Api, row: u16) -> Option<Self> {
        let row = api.unsupported.get(usize::from(row).checked_sub(1)?)?;
        Some(Self { api, row })
    }

    /// Why.
    #[must_use]
    pub fn reason(self) -> &'static str {
        self.api.words.get(self.row.reason)
    }

    /// The operation to use in its place: `PUT /identityGovernance/…`.
    #[must_use]
    pub fn instead(self) -> Option<&'static str> {
        text(self.api, self.row.instead)
    }

    /// What to mind there; stands after the operation.
    #[must_use]
    pub fn how(self) -> Option<&'static str> {
        text(self.api, self.row.how)
    }

    /// The page that says so.
    #[must_use]
    pub fn source(self) -> &'static str {
        self.api.words.get(self.row.source)
    }
}

impl std::fmt::Debug for Unsupported {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Unsupported")
            .field("reason", &self.reason())
            .field("instead", &self.instead())
            .finish()
    }
}

/// A national cloud that does not have something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum MissingIn {
    /// China, operated by 21Vianet.
    China,
    /// US government, L4 and L5.
    UsGovernment,
}

impl MissingIn {
    const ALL: [Self; 2] = [Self::China, Self::UsGovernment];

    pub(super) fn of(bits: u8) -> impl Iterator<Item = Self> {
        let has = move |cloud: &Self| bits & (1 << *cloud as u8) != 0;
        Self::ALL.into_iter().filter(has)
    }

    /// As a person calls it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::China => "China (21Vianet)",
            Self::UsGovernment => "US government",
        }
    }
}

fn text(api: &'static Api, word: Word) -> Option<&'static str> {
    (word != 0).then(|| api.words.get(word))
}
