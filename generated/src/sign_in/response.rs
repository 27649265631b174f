//! What the authority responds with: tokens, a device code, or an error.

use std::fmt;

use secrecy::SecretString;
use serde::{Deserialize, Deserializer};

use super::aadsts::{known, number_in};
use super::endpoints::Endpoints;
use super::error::{SignInError, SignInFailure};
use super::scopes::Wanted;
use crate::ClaimsChallenge;
use crate::core::text::OneLine;

/// Tokens (RFC 6749, section 5.1; OpenID Connect).
#[derive(Deserialize)]
pub(super) struct Tokens {
    pub(super) access_token: SecretString,
    #[serde(default)]
    pub(super) token_type: Option<String>,
    #[serde(default)]
    pub(super) refresh_token: Option<SecretString>,
    #[serde(default)]
    pub(super) id_token: Option<SecretString>,
    /// In seconds.
    #[serde(default, deserialize_with = "seconds")]
    pub(super) expires_in: Option<u64>,
    /// When to ask for the next one, in seconds: the identity platform's own.
    #[serde(default, deserialize_with = "seconds")]
    pub(super) refresh_in: Option<u64>,
    #[serde(default)]
    pub(super) scope: Option<String>,
    /// Who signed in, in base64url: the identity platform's own.
    #[serde(default)]
    pub(super) client_info: Option<String>,
}

/// Without any of it.
impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tokens")
            .field("expires_in", &self.expires_in)
            .finish_non_exhaustive()
    }
}

/// A device code (RFC 8628, section 3.2).
#[derive(Deserialize)]
pub(super) struct DeviceAuthorization {
    pub(super) device_code: SecretString,
    pub(super) user_code: String,
    #[serde(alias = "verification_url")]
    pub(super) verification_uri: String,
    #[serde(default)]
    pub(super) verification_uri_complete: Option<String>,
    #[serde(default, deserialize_with = "seconds")]
    pub(super) expires_in: Option<u64>,
    #[serde(default, deserialize_with = "seconds")]
    pub(super) interval: Option<u64>,
}

/// Seconds as a number, or as text: older pages of the platform write it so.
fn seconds<'de, D: Deserializer<'de>>(from: D) -> Result<Option<u64>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Seconds {
        Number(u64),
        Text(String),
    }
    match Option::<Seconds>::deserialize(from)? {
        None => Ok(None),
        Some(Seconds::Number(number)) => Ok(Some(number)),
        Some(Seconds::Text(text)) => {
            let number = text
                .trim()
                .parse()
                .map_err(|_| serde::de::Error::custom("no number of seconds"))?;
            Ok(Some(number))
        }
    }
}

/// A refusal (RFC 6749, section 5.2), with what the identity platform adds.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Refusal {
    pub(super) error: String,
    pub(super) error_description: Option<String>,
    pub(super) error_codes: Vec<u32>,
    pub(super) correlation_id: Option<String>,
    pub(super) suberror: Option<String>,
    pub(super) claims: Option<String>,
}

impl Refusal {
    /// The refusal as an error. `secrets` are what was sent: a server that repeats one must not have it printed.
    pub(super) fn into_error(
        self,
        endpoints: &Endpoints,
        wanted: Option<&Wanted>,
        secrets: &[&str],
        skew: Option<i64>,
    ) -> SignInError {
        let description = self.error_description.unwrap_or_default();
        let number = self.error_codes.first().copied().or_else(|| number_in(&description));
        let claims = self.claims.as_deref().and_then(ClaimsChallenge::parse);
        let failed = match number.and_then(known) {
            Some(known) => SignInError::new(known.failure, known.what, known.advice),
            None => of_code(
                &self.error,
                self.suberror.as_deref(),
                claims.is_some(),
                &washed(&description, secrets),
            ),
        };
        let needs_consent = failed.failure() == SignInFailure::ConsentMissing;
        let consent_page = needs_consent.then(|| endpoints.admin_consent(wanted)).flatten();
        let failed = failed
            .with_code(&self.error)
            .with_aadsts(number)
            .with_correlation_id(self.correlation_id.map(|id| washed(&id, secrets)))
            .with_admin_consent_url(consent_page)
            .with_claims(claims);
        match skew {
            Some(seconds) => failed.with_remark(&format!(
                "set this machine's clock, which is {} minutes {}",
                seconds.unsigned_abs() / 60,
                if seconds > 0 { "fast" } else { "slow" }
            )),
            None => failed,
        }
    }
}

/// By the codes of the standards, where the platform gave no number that is known.
fn of_code(code: &str, suberror: Option<&str>, has_claims: bool, description: &str) -> SignInError {
    use SignInFailure as Failure;
    let again = "sign in again";
    let (failure, what, advice) = match (code, suberror) {
        ("authorization_declined" | "access_denied", _) => (Failure::Declined, "the sign-in was declined", again),
        ("expired_token" | "code_expired", _) => (Failure::CodeExpired, "the code was not entered in time", again),
        ("bad_verification_code", _) => (Failure::CodeExpired, "the code is not known", again),
        (_, Some("consent_required")) | ("consent_required", _) => (
            Failure::ConsentMissing,
            "nobody has consented to a permission that the program asks for",
            "ask an administrator to consent",
        ),
        (_, Some("basic_action" | "additional_action" | "message_only")) => (
            Failure::ConditionalAccess,
            "the tenant's policy wants something else",
            again,
        ),
        ("interaction_required", _) if has_claims => (
            Failure::ConditionalAccess,
            "the tenant's policy wants something else",
            again,
        ),
        ("unauthorized_client" | "invalid_client", _) => (
            Failure::ApplicationNotPublic,
            "the application may not sign in this way",
            "look at its registration: it must be a public client",
        ),
        ("temporarily_unavailable" | "server_error", _) => (
            Failure::Unreachable,
            "the identity platform has a passing fault",
            "try again in a few minutes",
        ),
        ("invalid_scope", _) => (
            Failure::Refused,
            "a scope is not known",
            "check the names of the permissions",
        ),
        _ => (Failure::Refused, "the identity platform refused", again),
    };
    if description.is_empty() {
        return SignInError::new(failure, what, advice);
    }
    // Its first line; the rest are ids and times.
    let first = description.lines().next().unwrap_or_default();
    SignInError::new(failure, format!("{what}: {}", OneLine(first)), advice)
}

/// A text of the server's without what was sent to it.
fn washed(text: &str, secrets: &[&str]) -> String {
    let mut text = text.to_owned();
    for secret in secrets.iter().filter(|secret| !secret.is_empty()) {
        text = text.replace(secret, "…");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use secrecy::ExposeSecret as _;

    fn refused(json: &str, secrets: &[&str]) -> SignInError {
        let endpoints = Endpoints::new("https://login.microsoftonline.com", "contoso.com", "c").unwrap();
        let refusal: Refusal = serde_json::from_str(json).unwrap();
        refusal.into_error(&endpoints, None, secrets, None)
    }

    #[test]
    fn a_refusal_says_number_meaning_and_what_to_do() {
        let error = refused(
            r#"{"error":"invalid_grant","error_description":"AADSTS65001: The user.\r\nTrace ID: 1","error_codes":[65001],
                "correlation_id":"6d0d0a3e","suberror":"consent_required"}"#,
            &[],
        );
        assert_eq!(error.failure(), SignInFailure::ConsentMissing);
        assert_eq!(
            error.to_string(),
            "nobody has consented to a permission that the program asks for (AADSTS65001, correlation id 6d0d0a3e): \
             ask an administrator to consent: \
             https://login.microsoftonline.com/contoso.com/adminconsent?client_id=c"
        );
        assert!(error.asks_for_a_person());
    }

    #[test]
    fn unknown_refusals_keep_the_servers_words_without_secrets() {
        let json = r#"{"error":"invalid_grant","error_description":"AADSTS1: bad r3fresh\u001b[2J here\nmore"}"#;
        let error = refused(json, &["r3fresh"]);
        assert_eq!((error.aadsts(), error.code()), (Some(1), Some("invalid_grant")));
        let text = format!("{error} {error:?}");
        assert!(
            text.contains("AADSTS1: bad …\\u{1b}[2J here (AADSTS1): sign in again"),
            "{text}"
        );
        assert!(
            !text.contains("r3fresh") && !text.contains("more") && !text.contains('\u{1b}'),
            "{text}"
        );
    }

    #[test]
    fn codes_of_the_standards_are_known_without_a_number() {
        use SignInFailure as Failure;
        for (code, failure) in [
            ("authorization_declined", Failure::Declined),
            ("access_denied", Failure::Declined),
            ("expired_token", Failure::CodeExpired),
            ("code_expired", Failure::CodeExpired),
            ("bad_verification_code", Failure::CodeExpired),
            ("consent_required", Failure::ConsentMissing),
            ("unauthorized_client", Failure::ApplicationNotPublic),
            ("temporarily_unavailable", Failure::Unreachable),
            ("invalid_scope", Failure::Refused),
            ("", Failure::Refused),
        ] {
            assert_eq!(
                refused(&format!(r#"{{"error":"{code}"}}"#), &[]).failure(),
                failure,
                "{code}"
            );
        }
        let claims = refused(
            r#"{"error":"interaction_required","claims":"{\"access_token\":{}}"}"#,
            &[],
        );
        assert_eq!(claims.failure(), Failure::ConditionalAccess);
        assert!(claims.claims().is_some());
    }

    #[test]
    fn a_clock_that_is_wrong_is_said() {
        let endpoints = Endpoints::new("https://login.microsoftonline.com", "t", "c").unwrap();
        let refusal: Refusal = serde_json::from_str(r#"{"error":"invalid_grant"}"#).unwrap();
        let error = refusal.into_error(&endpoints, None, &[], Some(-660));
        assert!(
            error
                .to_string()
                .contains("set this machine's clock, which is 11 minutes slow"),
            "{error}"
        );
    }

    #[test]
    fn seconds_are_numbers_or_text() {
        let read = |text: &str| serde_json::from_str::<Tokens>(text);
        let tokens = read(r#"{"access_token":"s3cret","expires_in":"3599","refresh_in":1800}"#).unwrap();
        assert_eq!((tokens.expires_in, tokens.refresh_in), (Some(3599), Some(1800)));
        assert_eq!(tokens.access_token.expose_secret(), "s3cret");
        assert!(!format!("{tokens:?}").contains("s3cret"));
        assert!(read(r#"{"access_token":"s","expires_in":"soon"}"#).is_err());
        assert!(read(r#"{"expires_in":1}"#).is_err());
    }
}
