//! Which permissions a token is asked for.

use super::error::SignInError;

/// What is asked for beside the resource's permissions: who signed in, and a refresh token.
const OF_OPENID: [&str; 3] = ["openid", "profile", "offline_access"];

/// The permissions that a sign-in asks for.
///
/// ```
/// use msgraph_identity_governance::sign_in::Scopes;
///
/// let given = Scopes::given(["EntitlementManagement.Read.All", "User.Read"]);
/// assert_eq!(given.names(), ["EntitlementManagement.Read.All", "User.Read"]);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scopes {
    /// None for what the client asks for.
    names: Option<Vec<String>>,
}

impl Scopes {
    /// What the client asks for: `https://graph.microsoft.com/.default`, all that the application's registration lists
    /// or that was consented to.
    #[must_use]
    pub fn of_the_client() -> Self {
        Self::default()
    }

    /// These permissions, by short name (`User.Read`, of the resource that the client asks for) or in full
    /// (`https://graph.microsoft.com/User.Read`).
    pub fn given<S: Into<String>>(names: impl IntoIterator<Item = S>) -> Self {
        Self {
            names: Some(names.into_iter().map(Into::into).collect()),
        }
    }

    /// The least permissions with which a signed-in user may do all of these operations, by the table of permissions
    /// (feature `reflection`). Of several that would do, those are taken that serve most of the operations.
    ///
    /// ```
    /// # #[cfg(feature = "v1_0")] {
    /// use msgraph_identity_governance::{Method, sign_in::Scopes, v1_0::API};
    ///
    /// let list = API.operation(Method::Get, "/identityGovernance/entitlementManagement/accessPackages");
    /// let scopes = Scopes::for_operations(list)?;
    /// assert_eq!(scopes.names(), ["EntitlementManagement.Read.All"]);
    /// # }
    /// # Ok::<(), msgraph_identity_governance::sign_in::SignInError>(())
    /// ```
    ///
    /// # Errors
    /// When an operation is not for signed-in users, or nothing is known of its permissions.
    #[cfg(feature = "reflection")]
    pub fn for_operations(
        operations: impl IntoIterator<Item = crate::reflection::Operation>,
    ) -> Result<Self, SignInError> {
        least::for_operations(operations)
    }

    /// The permissions by the names that were given; empty when the client says them.
    #[must_use]
    pub fn names(&self) -> &[String] {
        self.names.as_deref().unwrap_or_default()
    }

    /// What is asked for when the client asks for `asked`.
    pub(super) fn wanted(&self, asked: &[&str]) -> Result<Wanted, SignInError> {
        let Some(names) = &self.names else {
            return Wanted::new(asked);
        };
        let resource = asked.iter().find_map(|scope| resource_of(scope)).unwrap_or_default();
        let in_full = names.iter().map(|name| match resource_of(name) {
            Some(_) => name.clone(),
            None if OF_OPENID.contains(&name.as_str()) || resource.is_empty() => name.clone(),
            None => format!("{resource}/{name}"),
        });
        let in_full: Vec<String> = in_full.collect();
        Wanted::new(&in_full.iter().map(String::as_str).collect::<Vec<_>>())
    }
}

/// The resource of a scope in full: what stands before the last slash.
fn resource_of(scope: &str) -> Option<&str> {
    let (resource, _) = scope.rsplit_once('/')?;
    resource.contains(':').then_some(resource)
}

/// The scopes of one token request, in full and sorted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wanted(Vec<String>);

impl Wanted {
    pub(super) fn new(scopes: &[&str]) -> Result<Self, SignInError> {
        let mut all: Vec<String> = Vec::new();
        for scope in scopes {
            // RFC 6749, section 3.3.
            let fits = |b: u8| b.is_ascii_graphic() && b != b'"' && b != b'\\';
            if scope.is_empty() || !scope.bytes().all(fits) {
                let what = "a scope is empty, or has characters that none has";
                return Err(SignInError::invalid(
                    what,
                    "give one permission at a time, without blanks and quotes",
                ));
            }
            if !OF_OPENID.contains(scope) {
                all.push((*scope).to_owned());
            }
        }
        all.sort_unstable();
        all.dedup();
        if all.is_empty() {
            return Err(SignInError::invalid(
                "there is no scope to ask a token for",
                "give at least one permission",
            ));
        }
        let resources: Vec<_> = all.iter().map(|scope| resource_of(scope)).collect();
        if resources.windows(2).any(|pair| pair.first() != pair.last()) {
            let advice = "ask for those of one resource at a time";
            return Err(SignInError::invalid(
                "the scopes are of several resources, and a token is of one",
                advice,
            ));
        }
        Ok(Self(all))
    }

    /// As requests have them: those of the resource, and those that sign a person in.
    pub(super) fn parameter(&self) -> String {
        let mut text = self.0.join(" ");
        for scope in OF_OPENID {
            text.push(' ');
            text.push_str(scope);
        }
        text
    }

    pub(super) fn resource_scopes(&self) -> &[String] {
        &self.0
    }

    /// Whether all permissions of a resource are asked for, whichever they are.
    pub(super) fn is_default(&self) -> bool {
        self.0.iter().any(|scope| scope.ends_with("/.default"))
    }

    /// Whether a token will do that was asked for with `requested`, and has `granted`.
    pub(super) fn is_met_by(&self, requested: &[String], granted: &[String]) -> bool {
        self.0.iter().all(|scope| {
            let named = |other: &String| is_same(scope, other);
            requested.iter().any(named) || granted.iter().any(named)
        })
    }
}

/// Servers name permissions in any case, and those of Graph also without the resource.
fn is_same(wanted: &str, other: &str) -> bool {
    let same_resource = resource_of(other).is_none() || resource_of(wanted) == resource_of(other);
    same_resource && short(wanted).eq_ignore_ascii_case(short(other))
}

/// The permission's own name.
pub(super) fn short(scope: &str) -> &str {
    match resource_of(scope) {
        Some(resource) => scope.get(resource.len() + 1..).unwrap_or(scope),
        None => scope,
    }
}

/// The scopes of a response, without those of OpenID Connect.
pub(super) fn granted(scope: Option<&str>) -> Vec<String> {
    let all = scope.unwrap_or_default().split_whitespace();
    let of_resource = all.filter(|scope| !OF_OPENID.contains(scope) && *scope != "email");
    of_resource.map(str::to_owned).collect()
}

#[cfg(feature = "reflection")]
mod least {
    //! The permissions that are enough for several operations.

    use std::collections::BTreeSet;

    use super::Scopes;
    use crate::reflection::{Operation, Scheme};
    use crate::sign_in::error::SignInError;

    /// What an operation can be done with.
    struct Needs {
        least: Vec<&'static str>,
        enough: BTreeSet<&'static str>,
    }

    fn needs(operation: Operation) -> Result<Needs, SignInError> {
        let Some(permissions) = operation.permissions() else {
            let what = format!("nothing is known of the permissions of {operation}");
            return Err(SignInError::invalid(what, "give the scopes by name"));
        };
        let least: Vec<_> = permissions.least(Scheme::Delegated).collect();
        if least.is_empty() {
            let what = format!("{operation} is not for signed-in users");
            return Err(SignInError::invalid(
                what,
                "sign in as an application, by a secret or certificate",
            ));
        }
        let enough = least
            .iter()
            .copied()
            .chain(permissions.higher(Scheme::Delegated))
            .collect();
        Ok(Needs { least, enough })
    }

    pub(super) fn for_operations(operations: impl IntoIterator<Item = Operation>) -> Result<Scopes, SignInError> {
        let mut all = operations.into_iter().map(needs).collect::<Result<Vec<_>, _>>()?;
        if all.is_empty() {
            return Err(SignInError::invalid(
                "there is no operation to work scopes out from",
                "name at least one",
            ));
        }
        // Those without a choice first: what they need may be enough for the others.
        all.sort_by(|one, other| (one.least.len(), &one.least).cmp(&(other.least.len(), &other.least)));
        let serves = |name: &str| all.iter().filter(|needs| needs.enough.contains(name)).count();
        let mut chosen: BTreeSet<&'static str> = BTreeSet::new();
        for needs in &all {
            if needs.enough.is_disjoint(&chosen) {
                // Of equals the first by name, so that the same operations give the same scopes.
                let best = needs
                    .least
                    .iter()
                    .min_by_key(|name| (usize::MAX - serves(name), **name));
                chosen.extend(best);
            }
        }
        // What a later choice has made needless.
        for name in chosen.clone() {
            chosen.remove(name);
            if all.iter().any(|needs| needs.enough.is_disjoint(&chosen)) {
                chosen.insert(name);
            }
        }
        Ok(Scopes::given(chosen))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GRAPH: &str = "https://graph.microsoft.com/.default";

    #[test]
    fn scopes_are_those_of_the_clients_resource() {
        let wanted = Scopes::of_the_client().wanted(&[GRAPH]).unwrap();
        assert_eq!(wanted.parameter(), format!("{GRAPH} openid profile offline_access"));
        assert!(wanted.is_default());
        let given = Scopes::given(["User.Read", "openid", "https://graph.microsoft.us/A", "User.Read"]);
        let wanted = given.wanted(&["https://graph.microsoft.us/.default"]).unwrap();
        assert_eq!(
            wanted.resource_scopes(),
            ["https://graph.microsoft.us/A", "https://graph.microsoft.us/User.Read"]
        );
        assert!(!wanted.is_default());
    }

    #[test]
    fn scopes_that_no_token_can_have_are_refused() {
        for (scopes, reason) in [
            (vec![], "no scope"),
            (vec!["openid"], "no scope"),
            (vec!["a b"], "characters"),
            (vec!["a\"b"], "characters"),
            (vec![""], "characters"),
            (vec!["https://a.example/x", "https://b.example/x"], "several resources"),
        ] {
            let error = Wanted::new(&scopes).unwrap_err();
            assert!(error.to_string().contains(reason), "{scopes:?}: {error}");
        }
    }

    #[test]
    fn a_token_serves_what_it_was_asked_for_or_has() {
        let wanted = Wanted::new(&["https://g.example/User.Read"]).unwrap();
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        for (requested, granted, met) in [
            (&["https://g.example/User.Read"][..], &[][..], true),
            (&[GRAPH], &["user.read"], true),
            (&[GRAPH], &["https://g.example/User.Read", "x"], true),
            (&[GRAPH], &["https://h.example/User.Read"], false),
            (&[GRAPH], &["User.ReadWrite"], false),
        ] {
            assert_eq!(
                wanted.is_met_by(&names(requested), &names(granted)),
                met,
                "{requested:?} {granted:?}"
            );
        }
        assert_eq!(
            granted(Some("openid User.Read  email profile offline_access")),
            ["User.Read"]
        );
        assert_eq!(short("https://g.example/User.Read"), "User.Read");
    }
}
