//! What an access token says of permissions: the claims `scp` and `roles` of a JWT, unverified, for comparison alone.
//!
//! A token is for the service and not for its bearer: Microsoft may change its form any day, and then nothing is read.
//! Nothing of it is kept, shown or traced; what is not a JWT of the usual size is not looked into.

use serde_json::Value;

use super::facts::Scheme;
use crate::values::Binary;

/// The longest claims that are read, in characters of base64. Microsoft Entra's have a few thousand.
const LONGEST: usize = 64 * 1024;

/// The permissions that a token has. Without `Debug`: it is the token's text.
pub(super) struct TokenClaims {
    /// Those that the user has consented to, where the token says.
    scopes: Option<String>,
    /// Those of the application.
    roles: Vec<String>,
}

impl TokenClaims {
    /// Reads the value of an `Authorization` header; nothing where that is no JWT of JSON claims.
    pub(super) fn read(authorization: &str) -> Option<Self> {
        let (kind, token) = authorization.trim().split_once(' ')?;
        if !kind.eq_ignore_ascii_case("bearer") {
            return None;
        }
        let mut parts = token.trim().split('.');
        let (Some(_), Some(claims), Some(_), None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
            return None;
        };
        if claims.len() > LONGEST {
            return None;
        }
        let json = claims.trim_end_matches('=').parse::<Binary>().ok()?.into_bytes();
        let Value::Object(claims) = serde_json::from_slice(&json).ok()? else {
            return None;
        };
        let texts = |value: Option<&Value>| -> Vec<String> {
            let list = value.and_then(Value::as_array).into_iter().flatten();
            list.filter_map(Value::as_str).map(str::to_owned).collect()
        };
        Some(Self {
            scopes: claims.get("scp").and_then(Value::as_str).map(str::to_owned),
            roles: texts(claims.get("roles")),
        })
    }

    /// Whom it speaks for, where it says.
    pub(super) fn scheme(&self) -> Option<Scheme> {
        match (&self.scopes, self.roles.is_empty()) {
            (Some(_), _) => Some(Scheme::Delegated),
            (None, false) => Some(Scheme::Application),
            (None, true) => None,
        }
    }

    /// Whether it has a permission. What a user's token has is in its scopes alone: the roles in it are the user's.
    pub(super) fn has(&self, permission: &str) -> bool {
        match &self.scopes {
            Some(scopes) => scopes.split(' ').any(|scope| scope == permission),
            None => self.roles.iter().any(|role| role == permission),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bearer(claims: impl AsRef<[u8]>) -> String {
        let claims = Binary::from(claims.as_ref().to_vec()).to_base64url();
        format!("Bearer e30.{claims}.c2ln")
    }

    #[test]
    fn scopes_are_a_users_and_roles_the_applications() {
        let user = TokenClaims::read(&bearer(r#"{"scp": "A.Read B.Read", "roles": ["C.Read"]}"#)).unwrap();
        assert_eq!(user.scheme(), Some(Scheme::Delegated));
        assert!(user.has("A.Read") && user.has("B.Read") && !user.has("C.Read") && !user.has("A") && !user.has(""));
        let application = TokenClaims::read(&bearer(r#"{"roles": ["A.Read", 1, null]}"#)).unwrap();
        assert_eq!(application.scheme(), Some(Scheme::Application));
        assert!(application.has("A.Read") && !application.has("B.Read"));
        for claims in [
            "{}",
            r#"{"scp": 1, "roles": "A.Read"}"#,
            r#"{"roles": []}"#,
            r#"{"scp": ["A.Read"]}"#,
        ] {
            let claims = TokenClaims::read(&bearer(claims)).unwrap();
            assert_eq!(claims.scheme(), None);
            assert!(!claims.has("A.Read"));
        }
        let none_granted = TokenClaims::read(&bearer(r#"{"scp": ""}"#)).unwrap();
        assert_eq!(none_granted.scheme(), Some(Scheme::Delegated));
    }

    #[test]
    fn what_is_no_jwt_is_not_described() {
        let long = format!(r#"{{"scp": "{}"}}"#, "A".repeat(LONGEST));
        for authorization in [
            "",
            "Bearer",
            "Bearer EwB4A8l6BAAU",
            "Bearer a.b",
            "Bearer a.b.c.d.e",
            "Basic e30.e30.e30",
            "Bearer e30.!.e30",
            &bearer(b"\xff\xfe"),
            &bearer(b"{\"scp\": \"\xff\"}"),
            &bearer("[]"),
            &bearer("{\"scp\": \"A\u{1}\""),
            &bearer("[".repeat(20_000)),
            &bearer(&long),
        ] {
            assert!(TokenClaims::read(authorization).is_none(), "{authorization:.80}");
        }
    }
}
