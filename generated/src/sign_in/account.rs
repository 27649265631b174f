//! Who is signed in.

use std::fmt;

use azure_core::time::OffsetDateTime;
use serde::{Deserialize, Serialize};

use crate::core::text::Quoted;

/// An account that is signed in, as the identity platform described it when it was.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Account {
    /// What stays the same when a person is renamed: object id and home tenant, or what the server has in their place.
    pub id: String,
    /// The name that the person signs in with; of a server that gives none the `id`.
    pub username: String,
    /// The name that is shown, where the server gave one.
    pub name: Option<String>,
    /// The tenant that the tokens are of, where the server gave one.
    pub tenant_id: Option<String>,
    /// The application that was signed in to.
    pub client_id: String,
    /// The authority that signed in, `https://login.microsoftonline.com`.
    pub authority: String,
    /// The permissions that the tokens of the account have had so far, without those of OpenID Connect.
    pub scopes: Vec<String>,
    /// When the newest access token ends; none where only a refresh token is kept.
    #[serde(skip)]
    pub expires_on: Option<OffsetDateTime>,
}

impl Account {
    /// Whether a person means this account: by user name, in any case, or by id.
    pub(super) fn is_called(&self, name: &str) -> bool {
        self.username.eq_ignore_ascii_case(name) || self.id.eq_ignore_ascii_case(name)
    }

    /// Whether it is the same account of the same tenant, signed in to the same application.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        (&self.id, &self.authority, &self.client_id, &self.tenant_id)
            == (&other.id, &other.authority, &other.client_id, &other.tenant_id)
    }
}

/// The text of others is escaped.
impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Account")
            .field("username", &Quoted(&self.username))
            .field("id", &Quoted(&self.id))
            .field("tenant_id", &self.tenant_id.as_deref().map(Quoted))
            .field("client_id", &Quoted(&self.client_id))
            .field("authority", &Quoted(&self.authority))
            .finish_non_exhaustive()
    }
}
