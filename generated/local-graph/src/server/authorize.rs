//! Who makes a request, and whether the caller may.
//!
//! The local Graph trusts everybody: a token's signature is not looked at. It wants to know for whom a program acts, so
//! that `filterByCurrentUser` and approvals are those of this user.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::HeaderMap;
use http::header::AUTHORIZATION;
use msgraph_identity_governance::reflection::{Operation, Scheme};
use serde_json::{Map, Value};

use crate::caller::Caller;
use crate::failure::Failure;
use crate::store::{NodeId, Store};

/// The longest claims that are read, in characters of base64. Microsoft Entra's have a few thousand.
const LONGEST: usize = 64 * 1024;

/// What the request brought.
#[derive(Debug, PartialEq)]
enum Brought {
    /// No `Authorization`, or another scheme than `Bearer`.
    Nothing,
    /// The claims of a JSON Web Token.
    Claims(Map<String, Value>),
    /// Another text: a user's key or name.
    Text(String),
}

/// Who makes a request.
///
/// | token | caller |
/// |---|---|
/// | a JSON Web Token | its `oid` or `upn` is the user where it has `scp`; `appid` or `azp` the application |
/// | the `id` or `userPrincipalName` of a user | this user |
/// | another text, or none | the administrator: the first user of the directory |
///
/// # Errors
/// 401 for what looks like a user's name and is none: a test would pass as the administrator.
pub(super) fn caller(headers: &HeaderMap, store: &Store) -> Result<Caller, Failure> {
    let of_user = |user| Caller {
        user,
        ..Caller::default()
    };
    match brought(headers) {
        Brought::Claims(claims) => Ok(of_claims(&claims, store)),
        Brought::Text(text) => match user(store, &text) {
            Some(user) => Ok(of_user(Some(user))),
            None if text.contains('@') => Err(Failure::unauthorized(
                "The token names a user, and there is none of that name.",
            )),
            None => Ok(of_user(administrator(store))),
        },
        Brought::Nothing => Ok(of_user(administrator(store))),
    }
}

fn brought(headers: &HeaderMap) -> Brought {
    let value = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let Some((scheme, token)) = value.and_then(|value| value.trim().split_once(' ')) else {
        return Brought::Nothing;
    };
    let token = token.trim();
    if !scheme.eq_ignore_ascii_case("bearer") || token.is_empty() {
        return Brought::Nothing;
    }
    claims(token).map_or_else(|| Brought::Text(token.to_owned()), Brought::Claims)
}

/// The claims of a JSON Web Token.
fn claims(token: &str) -> Option<Map<String, Value>> {
    let mut parts = token.split('.');
    let (Some(_), Some(claims), Some(_), None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
        return None;
    };
    if claims.len() > LONGEST {
        return None;
    }
    let json = URL_SAFE_NO_PAD.decode(claims.trim_end_matches('=')).ok()?;
    serde_json::from_slice(&json).ok()
}

fn of_claims(claims: &Map<String, Value>, store: &Store) -> Caller {
    let text = |name: &str| claims.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    let scopes = text("scp").map(|scopes| scopes.split_whitespace().map(str::to_owned).collect());
    let roles = claims.get("roles").and_then(Value::as_array).into_iter().flatten();
    let named = ["oid", "upn", "preferred_username"].into_iter().filter_map(text);
    Caller {
        // A token without scopes speaks for the application: its `oid` is a service principal.
        user: scopes
            .is_some()
            .then(|| {
                let known = named.clone().find_map(|name| user(store, name));
                known.or_else(|| named.clone().next().map(str::to_owned))
            })
            .flatten(),
        application: text("appid").or_else(|| text("azp")).map(str::to_owned),
        scopes: scopes.unwrap_or_default(),
        roles: roles.filter_map(Value::as_str).map(str::to_owned).collect(),
    }
}

/// The key of the user of that key or name.
fn user(store: &Store, name: &str) -> Option<String> {
    if let Some(found) = store.contained_by_key(NodeId::ROOT, "users", name) {
        return store.get(found).map(|node| node.key().to_owned());
    }
    if !name.contains('@') {
        return None;
    }
    let mut users = store.contained(NodeId::ROOT, "users").filter_map(|id| store.get(id));
    let found = users.find(|node| {
        let principal = node.text("userPrincipalName");
        principal.is_some_and(|principal| principal.eq_ignore_ascii_case(name))
    })?;
    Some(found.key().to_owned())
}

/// The user who is asked for where the request does not say: the first of the directory.
fn administrator(store: &Store) -> Option<String> {
    let first = store.contained(NodeId::ROOT, "users").next()?;
    store.get(first).map(|node| node.key().to_owned())
}

/// Whether the token of a request has a permission of the operation.
///
/// # Errors
/// 401 without a token; 403 with the names of the permissions where it has none of them.
pub(super) fn check(headers: &HeaderMap, operation: Operation) -> Result<(), Failure> {
    let claims = match brought(headers) {
        Brought::Nothing => {
            return Err(Failure::unauthorized(
                "The request has no bearer token, and this local Graph checks permissions.",
            ));
        }
        Brought::Text(_) => Map::new(),
        Brought::Claims(claims) => claims,
    };
    // What no page publishes is not checked.
    let Some(permissions) = operation.permissions() else {
        return Ok(());
    };
    let scopes = claims.get("scp").and_then(Value::as_str);
    let roles = claims.get("roles").and_then(Value::as_array);
    let schemes = Scheme::ALL
        .into_iter()
        .filter(|scheme| scheme.is_application() == scopes.is_none());
    let mut named = Vec::new();
    for name in schemes.flat_map(|scheme| permissions.least(scheme).chain(permissions.higher(scheme))) {
        let held = match scopes {
            Some(scopes) => scopes.split_whitespace().any(|scope| scope == name),
            None => roles.is_some_and(|roles| roles.iter().any(|role| role == name)),
        };
        if held {
            return Ok(());
        }
        if !named.contains(&name) {
            named.push(name);
        }
    }
    let whose = if scopes.is_some() {
        "scopes (`scp`)"
    } else {
        "roles (`roles`)"
    };
    let wanted = match named.as_slice() {
        [] => format!("{operation} takes no token of that kind"),
        named => format!("{operation} needs one of {}", named.join(", ")),
    };
    let message = format!("{wanted}; the {whose} of the token have none of them");
    Err(Failure::forbidden(message).with_code("Authorization_RequestDenied"))
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;
    use msgraph_identity_governance::{Method, v1_0};
    use serde_json::json;

    use super::*;
    use crate::store::Change;

    fn headers(token: &str) -> HeaderMap {
        let value = HeaderValue::from_str(&format!("Bearer {token}")).unwrap();
        HeaderMap::from_iter([(AUTHORIZATION, value)])
    }

    fn jwt(claims: &Value) -> String {
        format!("e30.{}.c2ln", URL_SAFE_NO_PAD.encode(claims.to_string()))
    }

    fn directory() -> Store {
        let mut store = Store::new(&v1_0::API);
        let mut change = Change::new(&mut store);
        let ty = change.ty("user").unwrap();
        for (key, name) in [("u1", "ada@example.com"), ("u2", "bo@example.com")] {
            let id = change.insert(NodeId::ROOT, "users", ty, key);
            change.set(id, "userPrincipalName", name);
        }
        change.commit();
        store
    }

    #[test]
    fn a_token_says_who_asks() {
        let store = directory();
        let user = |headers: &HeaderMap| caller(headers, &store).unwrap().user;
        assert_eq!(user(&HeaderMap::new()).as_deref(), Some("u1"));
        for (token, expected) in [
            ("anything", Some("u1")),
            ("u2", Some("u2")),
            ("BO@example.com", Some("u2")),
            (&*jwt(&json!({"scp": "A B", "oid": "u2"})), Some("u2")),
            (&*jwt(&json!({"scp": "A", "upn": "bo@example.com"})), Some("u2")),
            (&*jwt(&json!({"scp": "A", "oid": "unknown"})), Some("unknown")),
            (&*jwt(&json!({"roles": ["A"], "oid": "u2"})), None),
            ("e30.!.c2ln", Some("u1")),
        ] {
            assert_eq!(user(&headers(token)).as_deref(), expected, "{token}");
        }
        assert_eq!(caller(&headers("nobody@example.com"), &store).unwrap_err().status, 401);
        let service = caller(&headers(&jwt(&json!({"azp": "app", "roles": ["A", 1]}))), &store).unwrap();
        assert_eq!(service.application.as_deref(), Some("app"));
        assert_eq!(service.roles, ["A"]);
    }

    #[test]
    fn permissions_are_those_of_the_table() {
        let template = "/identityGovernance/entitlementManagement/accessPackages";
        let operation = v1_0::API.operation(Method::Get, template).unwrap();
        let check = |claims: Value| check(&headers(&jwt(&claims)), operation);
        assert_eq!(
            check(json!({"scp": "User.Read EntitlementManagement.Read.All"})),
            Ok(())
        );
        assert_eq!(check(json!({"roles": ["EntitlementManagement.ReadWrite.All"]})), Ok(()));
        let failure = check(json!({"scp": "User.Read", "roles": ["EntitlementManagement.Read.All"]})).unwrap_err();
        assert_eq!((failure.status, &*failure.code), (403, "Authorization_RequestDenied"));
        assert!(failure.message.contains("EntitlementManagement.Read.All"), "{failure}");
        let nobody = super::check(&HeaderMap::new(), operation).unwrap_err();
        assert_eq!((nobody.status, &*nobody.code), (401, "InvalidAuthenticationToken"));
    }
}
