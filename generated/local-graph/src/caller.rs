//! Who makes a request.

/// Who makes a request, as its token says.
///
/// The local Graph checks no signature: anybody may be anybody here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Caller {
    /// The signed-in user: the key of an entity in `users` (`oid`). None for a service identity.
    pub user: Option<String>,
    /// The application (`appid` or `azp`).
    pub application: Option<String>,
    /// Delegated permissions (`scp`).
    pub scopes: Vec<String>,
    /// Application permissions (`roles`).
    pub roles: Vec<String>,
}
