//! Who may call: tenant, audience, applications, roles.

use azure_core::Uuid;

use super::error::{CallerError, CallerFailure};
use crate::Cloud;

/// Who may call: what a token must say.
///
/// All ids are those of Microsoft Entra. The audience is what the Logic App's HTTP action asks a token for: the
/// application ID URI of the service's registration, or its client id. With tokens of version 2 it is always the client
/// id, so give both where in doubt.
#[derive(Clone, Debug)]
pub struct ExpectedCaller {
    tenant: String,
    cloud: Cloud,
    audiences: Vec<String>,
    applications: Vec<String>,
    roles: Vec<String>,
}

impl ExpectedCaller {
    /// A caller of this tenant: its id, not one of its domains.
    #[must_use]
    pub fn new(tenant: impl Into<String>) -> Self {
        Self {
            tenant: tenant.into(),
            cloud: Cloud::Global,
            audiences: Vec::new(),
            applications: Vec::new(),
            roles: Vec::new(),
        }
    }

    /// Sets the cloud that holds the tenant, which decides issuers and authority; the worldwide one unless set. A custom
    /// one has none of Microsoft's, and changes nothing.
    #[must_use]
    pub fn with_cloud(mut self, cloud: &Cloud) -> Self {
        if cloud.authority().is_some() {
            self.cloud = cloud.clone();
        }
        self
    }

    /// Adds an audience of this service. At least one is needed.
    #[must_use]
    pub fn with_audience(mut self, audience: impl Into<String>) -> Self {
        self.audiences.push(audience.into());
        self
    }

    /// Adds an application that may call: the client id of a managed identity. At least one is needed.
    #[must_use]
    pub fn with_application(mut self, client_id: impl Into<String>) -> Self {
        self.applications.push(client_id.into());
        self
    }

    /// Adds a role of this service's application, by its value. A caller needs one of those that are added; none where
    /// none is.
    #[must_use]
    pub fn with_role(mut self, role: impl Into<String>) -> Self {
        self.roles.push(role.into());
        self
    }

    pub(super) fn checked(self) -> Result<Rules, CallerError> {
        let id = |what: &str, id: &str| match Uuid::parse_str(id) {
            Ok(id) => Ok(id.hyphenated().to_string()),
            Err(_) => Err(invalid(format!("{what} `{id}` is no id of the form of a GUID"))),
        };
        let tenant = id("the tenant", &self.tenant)?;
        if self.audiences.is_empty() || self.audiences.iter().any(String::is_empty) {
            return Err(invalid("there is no audience, or an empty one"));
        }
        if self.applications.is_empty() {
            return Err(invalid("no application may call"));
        }
        if self.roles.iter().any(String::is_empty) {
            return Err(invalid("a role is empty"));
        }
        let applications = self
            .applications
            .iter()
            .map(|client_id| id("the application", client_id));
        let applications = applications.collect::<Result<_, _>>()?;
        let (version_1, authority) = match self.cloud {
            Cloud::China => ("https://sts.chinacloudapi.cn", Cloud::China.authority()),
            // The US government's tokens of version 1 have the worldwide issuer.
            ref other => ("https://sts.windows.net", other.authority()),
        };
        let authority = authority.unwrap_or(crate::core::cloud::WORLDWIDE_AUTHORITY);
        Ok(Rules {
            issuers: Issuers {
                version_1: format!("{version_1}/{tenant}/"),
                version_2: format!("{authority}/{tenant}/v2.0"),
            },
            authority,
            tenant,
            audiences: self.audiences,
            applications,
            roles: self.roles,
        })
    }
}

pub(super) fn invalid(what: impl Into<String>) -> CallerError {
    CallerError::of(CallerFailure::Invalid, what)
}

/// The issuers of a tenant's tokens.
#[derive(Clone, Debug)]
pub(super) struct Issuers {
    pub(super) version_1: String,
    pub(super) version_2: String,
}

impl Issuers {
    pub(super) fn has(&self, issuer: &str) -> bool {
        issuer == self.version_1 || issuer == self.version_2
    }
}

/// What was set, checked: ids in small letters.
#[derive(Clone, Debug)]
pub(super) struct Rules {
    pub(super) tenant: String,
    /// Of the cloud.
    pub(super) authority: &'static str,
    pub(super) issuers: Issuers,
    pub(super) audiences: Vec<String>,
    pub(super) applications: Vec<String>,
    /// Of which a caller needs one; none where it is empty.
    pub(super) roles: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    const TENANT: &str = "AAAAAAAA-2222-3333-4444-555555555555";
    const APPLICATION: &str = "c11e47c0-0000-0000-0000-000000000001";

    #[test]
    fn issuers_are_those_of_the_cloud() {
        let tenant = TENANT.to_lowercase();
        for (cloud, version_1, version_2) in [
            (
                Cloud::Global,
                "https://sts.windows.net",
                "https://login.microsoftonline.com",
            ),
            (
                Cloud::UsGov,
                "https://sts.windows.net",
                "https://login.microsoftonline.us",
            ),
            (
                Cloud::UsGovDod,
                "https://sts.windows.net",
                "https://login.microsoftonline.us",
            ),
            (
                Cloud::China,
                "https://sts.chinacloudapi.cn",
                "https://login.partner.microsoftonline.cn",
            ),
        ] {
            let expected = ExpectedCaller::new(TENANT).with_cloud(&cloud).with_audience("a");
            let rules = expected.with_application(APPLICATION).checked().unwrap();
            assert_eq!(rules.issuers.version_1, format!("{version_1}/{tenant}/"));
            assert_eq!(rules.issuers.version_2, format!("{version_2}/{tenant}/v2.0"));
            assert_eq!(rules.authority, version_2);
        }
    }

    #[test]
    fn what_would_let_anybody_call_is_refused() {
        let full = || {
            ExpectedCaller::new(TENANT)
                .with_audience("a")
                .with_application(APPLICATION)
        };
        assert!(full().checked().is_ok());
        for (expected, reason) in [
            (
                ExpectedCaller::new("common")
                    .with_audience("a")
                    .with_application(APPLICATION),
                "`common`",
            ),
            (ExpectedCaller::new(TENANT).with_application(APPLICATION), "no audience"),
            (full().with_audience(""), "an empty one"),
            (ExpectedCaller::new(TENANT).with_audience("a"), "no application"),
            (full().with_application("*"), "`*`"),
            (full().with_role(""), "a role"),
        ] {
            let error = expected.checked().unwrap_err();
            assert_eq!(error.failure(), CallerFailure::Invalid);
            assert!(error.to_string().contains(reason), "{error}");
        }
    }
}
