//! The service's wish for other claims in the token: continuous access evaluation, and authentication contexts of
//! conditional access.
//!
//! It comes as a 401 with a `WWW-Authenticate` of the scheme `Bearer`, the error `insufficient_claims` and the claims
//! in base64, as <https://learn.microsoft.com/entra/identity-platform/claims-challenge> says. What becomes of it is in
//! `authorize.rs`.

use std::fmt;

use azure_core::http::headers::{Headers, WWW_AUTHENTICATE};
use serde_json::Value;

use super::response::header;
use super::values::Binary;

/// The claims that the service wants to see in a new token, because it no longer takes the old one: a session that was
/// revoked, a network that is not allowed, an action that wants a second factor.
///
/// [`ServiceError::claims_challenge`](crate::ServiceError::claims_challenge) has that of a refusal. The client hands it
/// to the credential too: the next token is asked for with a `ClaimsChallenge` among the values of the request's
/// context, and the request is then sent once more (not with [`RetryOptions::none`](crate::RetryOptions::none), and not
/// a request of a batch). azure_core 1.1 has no other place for it, and the credentials of azure_identity 1.0 neither
/// read it nor tell the directory that they could (`xms_cc: cp1`), without which Graph sends no such challenge. A
/// credential of one's own can:
///
/// ```
/// use azure_core::credentials::{AccessToken, TokenCredential, TokenRequestOptions};
/// use msgraph_identity_governance::ClaimsChallenge;
///
/// #[derive(Debug)]
/// struct Mine;
///
/// # impl Mine {
/// #     async fn sign_in(&self, _: &[&str], _: Option<&str>) -> azure_core::Result<AccessToken> { unimplemented!() }
/// # }
/// #[async_trait::async_trait]
/// impl TokenCredential for Mine {
///     async fn get_token(
///         &self,
///         scopes: &[&str],
///         options: Option<TokenRequestOptions<'_>>,
///     ) -> azure_core::Result<AccessToken> {
///         let context = options.as_ref().map(|options| &options.method_options.context);
///         let wanted = context.and_then(|context| context.value::<ClaimsChallenge>());
///         // The `claims` of the token request; with them no token of a cache will do.
///         self.sign_in(scopes, wanted.map(ClaimsChallenge::as_str)).await
///     }
/// }
/// ```
///
/// The claims can hold the caller's address: they are not in `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct ClaimsChallenge(String);

impl ClaimsChallenge {
    /// The claims as JSON, as the `claims` of a token request takes them. They are an object; all else is the service's
    /// word.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Of JSON or its base64; nothing when that is no JSON object.
    #[cfg(feature = "sign_in")]
    #[must_use]
    pub fn parse(claims: &str) -> Option<Self> {
        decode(claims)
    }

    /// The first one in a response's headers.
    pub(crate) fn read(headers: &Headers) -> Option<Self> {
        challenges(header(headers, &WWW_AUTHENTICATE)?)
            .iter()
            .filter(|challenge| challenge.scheme.eq_ignore_ascii_case("bearer"))
            .filter(|challenge| challenge.get("error") == Some("insufficient_claims"))
            .find_map(|challenge| decode(challenge.get("claims")?))
    }
}

impl fmt::Debug for ClaimsChallenge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClaimsChallenge").finish_non_exhaustive()
    }
}

/// Base64 in either alphabet, with padding or without; some services send the JSON itself. What is no JSON object is no
/// claims.
fn decode(claims: &str) -> Option<ClaimsChallenge> {
    let claims = claims.trim();
    let json = if claims.starts_with('{') {
        claims.to_owned()
    } else {
        let bytes: Binary = claims.trim_end_matches('=').parse().ok()?;
        String::from_utf8(bytes.into_bytes()).ok()?
    };
    let is_object = serde_json::from_str::<Value>(&json).is_ok_and(|value| value.is_object());
    is_object.then_some(ClaimsChallenge(json))
}

/// One challenge of a `WWW-Authenticate`.
#[derive(Debug)]
struct Challenge<'a> {
    scheme: &'a str,
    parameters: Vec<(&'a str, String)>,
}

impl Challenge<'_> {
    /// A parameter by name; of several the first.
    fn get(&self, name: &str) -> Option<&str> {
        let mut parameters = self.parameters.iter();
        parameters.find_map(|(other, value)| other.eq_ignore_ascii_case(name).then_some(value.as_str()))
    }
}

/// The challenges of a header (RFC 9110, section 11.6.1). Commas stand between challenges and between parameters alike,
/// so a word belongs to the challenge before it when an equals sign follows, and begins one otherwise. What is neither
/// is passed over.
fn challenges(header: &str) -> Vec<Challenge<'_>> {
    let mut found: Vec<Challenge<'_>> = Vec::new();
    let mut rest = Rest(header);
    loop {
        rest.skip(&[',', ' ', '\t']);
        let word = rest.word();
        if word.is_empty() {
            if !rest.pass_over() {
                return found;
            }
            continue;
        }
        rest.skip(&[' ', '\t']);
        if !rest.take('=') {
            found.push(Challenge {
                scheme: word,
                parameters: Vec::new(),
            });
            continue;
        }
        rest.skip(&[' ', '\t']);
        if let (Some(value), Some(challenge)) = (rest.value(), found.last_mut()) {
            challenge.parameters.push((word, value));
        }
    }
}

/// What is left of a header.
struct Rest<'a>(&'a str);

impl<'a> Rest<'a> {
    fn skip(&mut self, characters: &[char]) {
        self.0 = self.0.trim_start_matches(characters);
    }

    fn take(&mut self, character: char) -> bool {
        let after = self.0.strip_prefix(character);
        self.0 = after.unwrap_or(self.0);
        after.is_some()
    }

    fn until(&mut self, ends: impl Fn(char) -> bool) -> &'a str {
        let (taken, rest) = self.0.split_at(self.0.find(ends).unwrap_or(self.0.len()));
        self.0 = rest;
        taken
    }

    /// A token, as HTTP calls it.
    fn word(&mut self) -> &'a str {
        self.until(|c| !(c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c)))
    }

    /// A value, bare or in quotes with its escapes taken away; nothing when the quotes have no end.
    fn value(&mut self) -> Option<String> {
        if !self.take('"') {
            return Some(self.until(|c| matches!(c, ',' | ' ' | '\t')).to_owned());
        }
        let mut value = String::new();
        let mut characters = self.0.chars();
        loop {
            let next = match characters.next() {
                Some('"') => {
                    self.0 = characters.as_str();
                    return Some(value);
                }
                Some('\\') => characters.next(),
                next => next,
            };
            let Some(next) = next else {
                self.0 = "";
                return None;
            };
            value.push(next);
        }
    }

    /// Goes beyond one thing that has no place here: a text in quotes, or a character. False at the end.
    fn pass_over(&mut self) -> bool {
        if self.0.starts_with('"') {
            self.value();
            return true;
        }
        let mut characters = self.0.chars();
        let there = characters.next().is_some();
        self.0 = characters.as_str();
        there
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The claims in the examples, and their base64 in both alphabets.
    const CLAIMS: &str = r#"{"access_token":{"nbf":{"essential":true,"value":"16>>>??"}}}"#;

    fn base64(url_safe: bool) -> String {
        let bytes = Binary::from(CLAIMS.as_bytes());
        if url_safe {
            bytes.to_base64url()
        } else {
            bytes.to_string()
        }
    }

    fn claims(header: &str) -> Option<String> {
        let mut headers = Headers::new();
        headers.insert(WWW_AUTHENTICATE, header.to_owned());
        ClaimsChallenge::read(&headers).map(|challenge| challenge.as_str().to_owned())
    }

    #[test]
    fn claims_are_found_among_challenges_in_every_spelling() {
        let (standard, url) = (base64(false), base64(true));
        assert!(standard.contains('+') && standard.ends_with('=') && url.contains('-'));
        let unpadded = standard.trim_end_matches('=');
        let raw = CLAIMS.replace('"', "\\\"");
        for header in [
            format!(
                r#"Bearer realm="", authorization_uri="https://l.example/a?b=c,d", error="insufficient_claims", claims="{standard}""#
            ),
            format!(r#"bearer CLAIMS="{url}",ERROR=insufficient_claims"#),
            format!(r#"Bearer error = "insufficient_claims" , claims = {unpadded}"#),
            format!(r#"Bearer error="insufficient_claims", claims="{raw}""#),
            format!(r#"Bearer error="insufficient\_claims", claims="{standard}""#),
            format!(
                r#"PoP realm="a, Bearer claims=\"x\"", Negotiate YII=, Bearer error="insufficient_claims", claims="{url}""#
            ),
            format!(
                r#"Negotiate oY+/Zz==, , Basic, Bearer error="insufficient_claims",, claims="{url}", DPoP algs="ES256""#
            ),
            format!(
                r#"Bearer error="insufficient_claims", claims="e30x", Bearer error="insufficient_claims", claims="{url}""#
            ),
            format!(r#"Bearer error="insufficient_claims", claims="{url}", claims="e30=""#),
        ] {
            assert_eq!(claims(&header).as_deref(), Some(CLAIMS), "{header}");
        }
    }

    #[test]
    fn what_is_no_claims_challenge_is_none() {
        let standard = base64(false);
        for header in [
            String::new(),
            "Bearer".to_owned(),
            format!(r#"error="insufficient_claims", claims="{standard}""#),
            format!(r#"PoP error="insufficient_claims", claims="{standard}""#),
            format!(r#"Bearer error="invalid_token", claims="{standard}""#),
            format!(r#"Bearer claims="{standard}""#),
            // Of two challenges, or within the words of another parameter.
            format!(r#"Bearer error="insufficient_claims", PoP claims="{standard}""#),
            format!(r#"Bearer realm="error=\"insufficient_claims\", claims=\"{standard}\"""#),
            format!(r#"@"Bearer error=insufficient_claims, claims={standard}""#),
            // Quotes without an end, no base64, no UTF-8, no JSON, no object.
            format!(r#"Bearer error="insufficient_claims", claims="{standard}"#),
            r#"Bearer error="insufficient_claims", claims="e30=\"#.to_owned(),
            r#"Bearer error="insufficient_claims", claims="***""#.to_owned(),
            r#"Bearer error="insufficient_claims", claims="_w""#.to_owned(),
            r#"Bearer error="insufficient_claims", claims="e30x""#.to_owned(),
            r#"Bearer error="insufficient_claims", claims="W10""#.to_owned(),
            r#"Bearer error="insufficient_claims", claims="""#.to_owned(),
        ] {
            assert_eq!(claims(&header), None, "{header}");
        }
        assert_eq!(ClaimsChallenge::read(&Headers::new()), None);
    }

    #[test]
    fn a_long_header_costs_little() {
        for piece in [
            "a ",
            "a=",
            "\"",
            "a=\"",
            "\\",
            ",",
            "Bearer error=insufficient_claims,claims=e30x,",
        ] {
            assert_eq!(claims(&piece.repeat(100_000)), None);
        }
    }

    #[test]
    fn debug_has_no_claims() {
        let challenge = decode(CLAIMS).unwrap();
        assert_eq!(format!("{challenge:?}"), "ClaimsChallenge { .. }");
    }
}
