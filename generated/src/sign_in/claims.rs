//! The `claims` of a request: what this client can do, and what the service wants.

use serde_json::{Map, Value, json};

use crate::ClaimsChallenge;

/// The claims that are sent: that the client follows claims challenges (`xms_cc` with `CP1`), without which no service
/// sends any, and those that a challenge named.
pub(super) fn merged(wanted: Option<&ClaimsChallenge>) -> String {
    let mut claims = wanted
        .and_then(|wanted| serde_json::from_str::<Map<String, Value>>(wanted.as_str()).ok())
        .unwrap_or_default();
    let of_token = claims.entry("access_token").or_insert_with(|| json!({}));
    if !of_token.is_object() {
        *of_token = json!({});
    }
    if let Some(of_token) = of_token.as_object_mut() {
        of_token.insert("xms_cc".to_owned(), json!({ "values": ["CP1"] }));
    }
    Value::Object(claims).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wanted_is_kept_beside_what_the_client_can() {
        assert_eq!(merged(None), r#"{"access_token":{"xms_cc":{"values":["CP1"]}}}"#);
        let wanted = ClaimsChallenge::parse(r#"{"access_token":{"nbf":{"essential":true}},"id_token":{"x":null}}"#);
        let claims: Value = serde_json::from_str(&merged(wanted.as_ref())).unwrap();
        let expected = json!({
            "access_token": { "nbf": { "essential": true }, "xms_cc": { "values": ["CP1"] } },
            "id_token": { "x": null },
        });
        assert_eq!(claims, expected);
        let no_object = ClaimsChallenge::parse(r#"{"access_token":null}"#);
        assert_eq!(merged(no_object.as_ref()), merged(None));
    }
}
