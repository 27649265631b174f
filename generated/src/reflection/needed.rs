//! What a refused request needs: the permissions of its operation, held against those that the token has.

use std::fmt;

use super::api::Api;
use super::facts::{Permissions, Scheme};
use super::token::TokenClaims;
use crate::Method;

/// The permissions that an operation needs, for a request that was refused with 403; and which of them the token has,
/// where that can be read from it.
///
/// It has names of this crate's own table, and nothing of the token: of a token's claims only `scp` and `roles` are
/// looked at, for these names. The signature is not verified, because it is the service that decides; a token that is
/// no JWT is not described.
///
/// [`ServiceError::needed_permissions`](crate::ServiceError::needed_permissions) has it:
///
/// ```
/// use msgraph_identity_governance::{Error, reflection::Scheme};
///
/// /// What an administrator has to be asked for.
/// fn to_ask_for(error: &Error) -> Vec<&'static str> {
///     let Some(needed) = error.service().and_then(|error| error.needed_permissions()) else {
///         return Vec::new();
///     };
///     let token = needed.token();
///     if token.is_some_and(|token| token.held().next().is_some()) {
///         // It is not the permission: a role, a licence or a policy.
///         return Vec::new();
///     }
///     let scheme = token.and_then(|token| token.scheme()).unwrap_or(Scheme::Application);
///     needed.permissions().least(scheme).collect()
/// }
/// ```
#[derive(Clone)]
pub struct NeededPermissions {
    permissions: Permissions,
    token: Option<TokenPermissions>,
}

impl NeededPermissions {
    /// Those of the operation that a request is of, where the table of its version knows some. `path` may have values
    /// or what stands for them between braces.
    pub(crate) fn of(version: &str, method: Method, path: &str) -> Option<Self> {
        let path = path.split('?').next().unwrap_or_default();
        let operation = Api::of_version(version)?.resolve(path)?.segment().operation(method)?;
        Some(Self {
            permissions: operation.permissions()?,
            token: None,
        })
    }

    /// With what is to be read from the value of an `Authorization` header.
    pub(crate) fn held_by(mut self, authorization: &str) -> Self {
        self.token = TokenClaims::read(authorization).map(|claims| self.of_claims(&claims));
        self
    }

    fn of_claims(&self, claims: &TokenClaims) -> TokenPermissions {
        let scheme = claims.scheme();
        let schemes = Scheme::ALL
            .into_iter()
            .filter(|one| scheme.is_none_or(|scheme| one.is_application() == scheme.is_application()));
        let mut held: Vec<&'static str> = Vec::new();
        for scheme in schemes {
            let names = self.permissions.least(scheme).chain(self.permissions.higher(scheme));
            held.extend(names.filter(|name| claims.has(name)));
        }
        held.sort_unstable();
        held.dedup();
        TokenPermissions { scheme, held }
    }

    /// The permissions of the operation, published or inferred: of a scheme one is enough.
    #[must_use]
    pub fn permissions(&self) -> Permissions {
        self.permissions
    }

    /// What the token has of them; nothing where the token is no JWT, and for a request in a batch.
    #[must_use]
    pub fn token(&self) -> Option<&TokenPermissions> {
        self.token.as_ref()
    }
}

/// Which of an operation's permissions a token has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenPermissions {
    scheme: Option<Scheme>,
    held: Vec<&'static str>,
}

impl TokenPermissions {
    /// Whom the token speaks for: a signed-in user where it has scopes (`scp`), else the application where it has roles
    /// (`roles`). A token without either does not say. Accounts are not told apart: a user is
    /// [`Scheme::Delegated`].
    #[must_use]
    pub fn scheme(&self) -> Option<Scheme> {
        self.scheme
    }

    /// The operation's permissions, least and higher ones, that the token has; none where it has none of them.
    pub fn held(&self) -> impl Iterator<Item = &'static str> {
        self.held.iter().copied()
    }
}

impl fmt::Debug for NeededPermissions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NeededPermissions")
            .field("permissions", &self.permissions)
            .field("token", &self.token)
            .finish()
    }
}

/// `needs delegated A or B, application C, as published; the token (application) has none of them`.
impl fmt::Display for NeededPermissions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("needs")?;
        let mut first = true;
        for scheme in Scheme::ALL {
            for (number, name) in self.permissions.least(scheme).enumerate() {
                match number {
                    0 => write!(f, "{} {} {name}", if first { "" } else { "," }, scheme.name())?,
                    _ => write!(f, " or {name}")?,
                }
                first = false;
            }
        }
        match self.permissions.inferred_from() {
            Some(from) => write!(f, ", as inferred from {from}")?,
            None => f.write_str(", as published")?,
        }
        let Some(token) = &self.token else { return Ok(()) };
        f.write_str("; the token")?;
        if let Some(scheme) = token.scheme {
            write!(f, " ({})", scheme.name())?;
        }
        if token.held.is_empty() {
            f.write_str(" has none of them")
        } else {
            write!(f, " has {}", token.held.join(", "))
        }
    }
}
