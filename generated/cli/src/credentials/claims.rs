//! What an access token says of itself, where it is a JWT.

use azure_core::time::OffsetDateTime;
use serde_json::{Map, Value};

/// The claims of a token. Nothing of it is verified: it is for showing, and the service decides.
#[derive(Debug)]
pub struct TokenClaims(Map<String, Value>);

impl TokenClaims {
    /// Those of a token; none where it is no JWT.
    pub fn read(token: &str) -> Option<Self> {
        let claims = token.split('.').nth(1)?;
        let json = azure_core::base64::decode_url_safe(claims.trim_end_matches('=')).ok()?;
        serde_json::from_slice(&json).ok().map(Self)
    }

    /// When it ends.
    pub fn expires_on(&self) -> Option<OffsetDateTime> {
        OffsetDateTime::from_unix_timestamp(self.0.get("exp")?.as_i64()?).ok()
    }

    /// The first of these claims that is a text.
    pub fn text(&self, names: &[&str]) -> Option<&str> {
        names.iter().find_map(|name| self.0.get(*name)?.as_str())
    }

    /// The texts of a claim: an array, or one text with blanks between them as `scp` is.
    pub fn list(&self, name: &str) -> Vec<&str> {
        match self.0.get(name) {
            Some(Value::String(text)) => text.split_whitespace().collect(),
            Some(Value::Array(texts)) => texts.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_read_or_is_opaque() {
        let of = |claims: &str| TokenClaims::read(&format!("e30.{}.x", azure_core::base64::encode_url_safe(claims)));
        let claims = of(r#"{"exp":1700000000,"scp":"A.Read B.Read","roles":["C",1],"upn":"ada","appid":7}"#).unwrap();
        assert_eq!(claims.expires_on().unwrap().unix_timestamp(), 1_700_000_000);
        assert_eq!(claims.list("scp"), ["A.Read", "B.Read"]);
        assert_eq!(claims.list("roles"), ["C"]);
        assert_eq!(claims.list("wids"), Vec::<&str>::new());
        assert_eq!(claims.text(&["appid", "preferred_username", "upn"]), Some("ada"));
        for end in [r#"{"exp":"soon"}"#, r#"{"exp":9223372036854775807}"#, "{}"] {
            assert!(of(end).unwrap().expires_on().is_none(), "{end}");
        }
        for opaque in ["", "abc", "a.b.c", "e30.e30", "..."] {
            assert!(
                TokenClaims::read(opaque).is_none_or(|claims| claims.0.is_empty()),
                "{opaque}"
            );
        }
    }
}
