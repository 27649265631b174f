//! A token's parts: found, its header read, its signature verified.

use jsonwebtoken::DecodingKey;
use jsonwebtoken::crypto::aws_lc;
use serde_json::Value;

use super::error::{CallerError, CallerFailure};
use super::object::{Object, from_base64url};
use super::options::SigningAlgorithm;

/// No token of Microsoft Entra is longer: one with two hundred groups has half of it.
const LONGEST: usize = 16 * 1024;

/// A token whose signature was not looked at.
pub(super) struct Token<'a> {
    /// Header and payload, as they were signed.
    signed: &'a str,
    payload: Vec<u8>,
    signature: Vec<u8>,
    pub(super) algorithm: SigningAlgorithm,
    pub(super) kid: String,
}

/// The token of a header `Authorization`.
pub(super) fn bearer(authorization: &str) -> Result<&str, CallerError> {
    let none = || CallerError::new(CallerFailure::NoToken);
    let (scheme, token) = authorization.trim().split_once(' ').ok_or_else(none)?;
    let token = token.trim_start();
    if !scheme.eq_ignore_ascii_case("bearer") || token.is_empty() {
        return Err(none());
    }
    if token.len() > LONGEST {
        return Err(CallerError::new(CallerFailure::TooLong));
    }
    Ok(token)
}

impl<'a> Token<'a> {
    /// Takes a token apart. Of its header only what decides about the signature is read: a key that it brings along
    /// (`jwk`, `x5c`) or an address of one (`jku`, `x5u`) is none of that.
    pub(super) fn read(token: &'a str, algorithms: &[SigningAlgorithm]) -> Result<Self, CallerError> {
        let malformed = |what: &str| CallerError::of(CallerFailure::Malformed, what);
        let (signed, signature) = token.rsplit_once('.').ok_or_else(|| malformed("it has one part"))?;
        let (header, payload) = signed.split_once('.').ok_or_else(|| malformed("it has two parts"))?;
        let part = |text, what| from_base64url(text).ok_or_else(|| malformed(what));
        let header = part(header, "its header is not base64url")?;
        let payload = part(payload, "its payload is not base64url")?;
        let signature = part(signature, "its signature is not base64url")?;
        let header = Object::read(&header).map_err(|_| malformed("its header is no JSON object of different names"))?;
        if header.has("crit") {
            return Err(CallerError::new(CallerFailure::CriticalHeader));
        }
        if header.get("b64").is_some_and(|b64| *b64 != Value::Bool(true)) {
            return Err(malformed("its payload is not encoded"));
        }
        // It may not even be a text: then it is not in the list either.
        let name = header.get("alg").and_then(Value::as_str);
        let algorithm = algorithms.iter().find(|algorithm| Some(algorithm.name()) == name);
        let algorithm = *algorithm.ok_or_else(|| CallerError::new(CallerFailure::Algorithm))?;
        let kid = match header.get("kid") {
            Some(Value::String(kid)) => kid.clone(),
            Some(_) => return Err(malformed("its key id is no text")),
            None if header.has("kid") => return Err(malformed("its key id is no text")),
            None => return Err(CallerError::of(CallerFailure::UnknownKey, "the token names none")),
        };
        Ok(Self {
            signed,
            payload,
            signature,
            algorithm,
            kid,
        })
    }

    /// The claims, when this key has signed them.
    pub(super) fn claims(&self, key: &DecodingKey) -> Result<Object, CallerError> {
        // Not by the provider that a program may have chosen for the whole process: there may be none.
        let verifier = (aws_lc::DEFAULT_PROVIDER.verifier_factory)(&self.algorithm.of_jsonwebtoken(), key)
            .map_err(|_| CallerError::new(CallerFailure::Signature))?;
        if verifier.verify(self.signed.as_bytes(), &self.signature).is_err() {
            return Err(CallerError::new(CallerFailure::Signature));
        }
        let what = "its payload is no JSON object of different names";
        Object::read(&self.payload).map_err(|_| CallerError::of(CallerFailure::Malformed, what))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::values::Binary;

    #[test]
    fn the_token_is_what_follows_the_scheme() {
        for (value, token) in [
            ("Bearer a.b.c", Some("a.b.c")),
            ("bEARER  a.b.c ", Some("a.b.c")),
            ("", None),
            ("Bearer", None),
            ("Bearer ", None),
            ("Basic a.b.c", None),
            ("PoP a.b.c", None),
            ("a.b.c", None),
        ] {
            assert_eq!(bearer(value).ok(), token, "{value:?}");
        }
        let long = format!("Bearer {}", "x".repeat(LONGEST + 1));
        assert_eq!(bearer(&long).unwrap_err().failure(), CallerFailure::TooLong);
    }

    fn read(header: &str) -> Result<(SigningAlgorithm, String), CallerFailure> {
        let header = Binary::from(header.as_bytes()).to_base64url();
        let token = format!("{header}.e30.");
        let allowed = [SigningAlgorithm::Rs256, SigningAlgorithm::Ps512];
        match Token::read(&token, &allowed) {
            Ok(token) => Ok((token.algorithm, token.kid)),
            Err(error) => Err(error.failure()),
        }
    }

    #[test]
    fn of_the_header_three_things_are_read() {
        assert_eq!(
            read(r#"{"alg":"PS512","kid":"k","jku":"https://x.example","jwk":{"k":1},"x5c":[1],"typ":7}"#),
            Ok((SigningAlgorithm::Ps512, "k".to_owned()))
        );
        for (header, failure) in [
            (r#"{"alg":"none","kid":"k"}"#, CallerFailure::Algorithm),
            (r#"{"alg":"HS256","kid":"k"}"#, CallerFailure::Algorithm),
            (r#"{"alg":"rs256","kid":"k"}"#, CallerFailure::Algorithm),
            (r#"{"alg":["RS256"],"kid":"k"}"#, CallerFailure::Algorithm),
            (r#"{"kid":"k"}"#, CallerFailure::Algorithm),
            (r#"{"alg":"RS256"}"#, CallerFailure::UnknownKey),
            (r#"{"alg":"RS256","kid":7}"#, CallerFailure::Malformed),
            (r#"{"alg":"RS256","kid":null}"#, CallerFailure::Malformed),
            (r#"{"alg":"RS256","kid":"k","b64":false}"#, CallerFailure::Malformed),
            (r#"{"alg":"RS256","kid":"k","kid":"k"}"#, CallerFailure::Malformed),
            (r#"{"alg":"RS256","kid":"k","crit":[]}"#, CallerFailure::CriticalHeader),
            (
                r#"{"alg":"RS256","kid":"k","crit":null}"#,
                CallerFailure::CriticalHeader,
            ),
            ("[]", CallerFailure::Malformed),
        ] {
            assert_eq!(read(header), Err(failure), "{header}");
        }
        for token in [
            "",
            "a",
            "a.b",
            "e30.e30",
            "e30=.e30.",
            "e30.e30.x",
            "a.b.c.d",
            "e30 .e30.",
        ] {
            let error = Token::read(token, &[]).err().unwrap();
            assert_eq!(error.failure(), CallerFailure::Malformed, "{token}");
        }
    }
}
