//! A caller that may call.

use azure_core::time::OffsetDateTime;

/// A caller whose token was verified: an application of one's own tenant that may call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedCaller {
    pub(super) tenant_id: String,
    pub(super) application_id: String,
    pub(super) object_id: Option<String>,
    pub(super) roles: Vec<String>,
    pub(super) token_id: Option<String>,
    pub(super) expires_on: OffsetDateTime,
}

impl VerifiedCaller {
    /// The id of the tenant, in small letters.
    #[must_use]
    pub fn tenant_id(&self) -> &str {
        &self.tenant_id
    }

    /// The client id of the application, in small letters.
    #[must_use]
    pub fn application_id(&self) -> &str {
        &self.application_id
    }

    /// The id of the service principal (`oid`): what the Azure portal shows for a managed identity.
    #[must_use]
    pub fn object_id(&self) -> Option<&str> {
        self.object_id.as_deref()
    }

    /// The roles of the service's application that the caller has.
    #[must_use]
    pub fn roles(&self) -> &[String] {
        &self.roles
    }

    /// The id of the token (`uti`, or `jti`), which the sign-in logs of Microsoft Entra have too.
    #[must_use]
    pub fn token_id(&self) -> Option<&str> {
        self.token_id.as_deref()
    }

    /// When the token ends, without the leeway.
    #[must_use]
    pub fn expires_on(&self) -> OffsetDateTime {
        self.expires_on
    }
}
