//! The keys of a profile.

use crate::nearest::nearest;
use crate::output::Format;

use super::values::{CredentialKind, Environment, check_endpoint, parse_timeout};

/// A key of a profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Key {
    TenantId,
    ClientId,
    Environment,
    Authority,
    Endpoint,
    Credential,
    Scopes,
    CertificatePath,
    TokenFile,
    Timeout,
    Output,
}

impl Key {
    pub(super) const ALL: [Self; 11] = [
        Self::TenantId,
        Self::ClientId,
        Self::Environment,
        Self::Authority,
        Self::Endpoint,
        Self::Credential,
        Self::Scopes,
        Self::CertificatePath,
        Self::TokenFile,
        Self::Timeout,
        Self::Output,
    ];

    /// Its name in the file and in `config set`.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::TenantId => "tenant-id",
            Self::ClientId => "client-id",
            Self::Environment => "environment",
            Self::Authority => "authority",
            Self::Endpoint => "endpoint",
            Self::Credential => "credential",
            Self::Scopes => "scopes",
            Self::CertificatePath => "certificate-path",
            Self::TokenFile => "token-file",
            Self::Timeout => "timeout",
            Self::Output => "output",
        }
    }

    /// The key of this name, or why there is none.
    pub(super) fn of(name: &str) -> Result<Self, String> {
        if let Some(key) = Self::ALL.into_iter().find(|key| key.name() == name) {
            return Ok(key);
        }
        if name.contains("secret") || name.contains("password") {
            return Err(format!(
                "`{name}` is not kept in a file: set AZURE_CLIENT_SECRET in the environment, or use a certificate"
            ));
        }
        let names = Self::ALL.map(Self::name);
        Err(match nearest(name, names) {
            Some(near) => format!("there is no key `{name}`; a similar one exists: `{near}`"),
            None => format!("there is no key `{name}`; there are {}", names.join(", ")),
        })
    }

    /// Whether a value is one for this key, or why not.
    pub(crate) fn check(self, value: &str) -> Result<(), String> {
        if value.is_empty() {
            return Err("it is empty; leave it out, or `config unset` it".to_owned());
        }
        match self {
            Self::TenantId => check_id(
                value,
                "a tenant is an id or a domain, contoso.onmicrosoft.com for instance",
            ),
            Self::ClientId => check_id(value, "an application has an id of letters, digits and dashes"),
            Self::Environment => value.parse::<Environment>().map(drop),
            Self::Authority | Self::Endpoint => check_endpoint(value),
            Self::Credential => value.parse::<CredentialKind>().map(drop),
            Self::Scopes => check_scopes(value),
            Self::CertificatePath | Self::TokenFile => Ok(()),
            Self::Timeout => parse_timeout(value).map(drop),
            Self::Output => value.parse::<Format>().map(drop),
        }
    }
}

fn check_id(value: &str, reason: &str) -> Result<(), String> {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"-.".contains(&byte);
    if value.bytes().all(fits) {
        Ok(())
    } else {
        Err(reason.to_owned())
    }
}

/// Permissions, with blanks between them.
fn check_scopes(value: &str) -> Result<(), String> {
    let fits = |byte: u8| byte == b' ' || (byte.is_ascii_graphic() && !b"\"\\".contains(&byte));
    if value.bytes().all(fits) {
        Ok(())
    } else {
        Err("scopes are names of permissions with blanks between them".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_key_is_named_with_the_nearest() {
        assert_eq!(Key::of("tenant-id"), Ok(Key::TenantId));
        assert!(
            Key::of("tenant")
                .unwrap_err()
                .ends_with("a similar one exists: `tenant-id`")
        );
        assert!(Key::of("zzz").unwrap_err().contains("there are tenant-id, client-id"));
        assert!(Key::of("client-secret").unwrap_err().contains("AZURE_CLIENT_SECRET"));
    }

    #[test]
    fn each_key_checks_its_value() {
        for (key, good, bad) in [
            (Key::TenantId, "contoso.onmicrosoft.com", "a/b"),
            (Key::ClientId, "7a6ab703-0780-4b37-8445-81f679b2d75c", "a b"),
            (Key::Environment, "usgov", "Mars"),
            (Key::Authority, "https://login.microsoftonline.us", "login"),
            (Key::Endpoint, "http://localhost:1", "localhost"),
            (
                Key::Scopes,
                "User.Read https://graph.microsoft.com/Group.Read.All",
                "User.Read\tx",
            ),
            (Key::Credential, "azure-cli", "az"),
            (Key::CertificatePath, "c.pem", ""),
            (Key::TokenFile, "token", ""),
            (Key::Timeout, "30s", "soon"),
            (Key::Output, "ndjson", "xml"),
        ] {
            assert_eq!(key.check(good), Ok(()), "{}", key.name());
            assert!(key.check(bad).is_err(), "{}", key.name());
        }
    }
}
