//! Makes tokens. The keys are those of these tests alone: whoever has the repository has them.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    KeyPair as _, RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RSA_PKCS1_SHA512, RsaEncoding, RsaKeyPair,
};
use azure_core::base64::encode_url_safe;
use serde_json::{Value, json};

pub fn base64url(bytes: impl AsRef<[u8]>) -> String {
    encode_url_safe(bytes).trim_end_matches('=').to_owned()
}

pub struct Signer {
    kid: &'static str,
    pair: RsaKeyPair,
}

impl Signer {
    pub fn first() -> Self {
        Self::of("first", include_bytes!("first.pkcs8.der"))
    }

    pub fn second() -> Self {
        Self::of("second", include_bytes!("second.pkcs8.der"))
    }

    fn of(kid: &'static str, key: &[u8]) -> Self {
        let pair = RsaKeyPair::from_pkcs8(key).unwrap();
        Self { kid, pair }
    }

    /// As it is published.
    pub fn jwk(&self) -> Value {
        let public = self.pair.public_key();
        json!({
            "kty": "RSA", "use": "sig", "kid": self.kid, "x5t": self.kid,
            "n": base64url(public.modulus().big_endian_without_leading_zero()),
            "e": base64url(public.exponent().big_endian_without_leading_zero()),
        })
    }

    /// The public key as DER: what a confusion of algorithms takes for a secret.
    pub fn public_der(&self) -> &[u8] {
        self.pair.public_key().as_ref()
    }

    /// The header of a token of Microsoft Entra.
    pub fn header(&self) -> Value {
        json!({ "typ": "JWT", "alg": "RS256", "x5t": self.kid, "kid": self.kid })
    }

    pub fn token(&self, claims: &Value) -> String {
        self.token_with(&self.header(), claims)
    }

    /// Signed as the header's `alg` says, and by RS256 where that is none of these.
    pub fn token_with(&self, header: &Value, claims: &Value) -> String {
        let scheme: &dyn RsaEncoding = match header["alg"].as_str() {
            Some("RS384") => &RSA_PKCS1_SHA384,
            Some("RS512") => &RSA_PKCS1_SHA512,
            _ => &RSA_PKCS1_SHA256,
        };
        self.signed(&header.to_string(), claims.to_string().as_bytes(), scheme)
    }

    /// Of texts that may be no JSON.
    pub fn raw(&self, header: &str, payload: impl AsRef<[u8]>) -> String {
        self.signed(header, payload.as_ref(), &RSA_PKCS1_SHA256)
    }

    fn signed(&self, header: &str, payload: &[u8], scheme: &'static dyn RsaEncoding) -> String {
        let signed = format!("{}.{}", base64url(header), base64url(payload));
        self.encoded(&signed, scheme)
    }

    /// Of parts that may be no base64url.
    pub fn sign(&self, signed: &str) -> String {
        self.encoded(signed, &RSA_PKCS1_SHA256)
    }

    fn encoded(&self, signed: &str, scheme: &'static dyn RsaEncoding) -> String {
        let mut signature = vec![0; self.pair.public_modulus_len()];
        self.pair
            .sign(scheme, &SystemRandom::new(), signed.as_bytes(), &mut signature)
            .unwrap();
        format!("{signed}.{}", base64url(signature))
    }
}
