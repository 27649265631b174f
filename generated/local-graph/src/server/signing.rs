//! The key that tokens are signed with, and the tokens.

use aws_lc_rs::encoding::{AsDer as _, Pkcs8V1Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::failure::Failure;

/// An RSA key of 2048 bits, for RS256. Without `Debug`: it is a secret.
pub(super) struct SigningKey {
    pair: RsaKeyPair,
    /// What names the key in tokens (`kid`).
    id: String,
    modulus: String,
    exponent: String,
}

impl SigningKey {
    /// Makes one. It takes tens of milliseconds.
    pub(super) fn generate() -> Result<Self, Failure> {
        let pair = RsaKeyPair::generate(KeySize::Rsa2048)
            .map_err(|_| Failure::internal("No key to sign tokens with could be made."))?;
        Self::of(pair).map_err(Failure::internal)
    }

    /// Reads what [`to_pkcs8`](Self::to_pkcs8) gave.
    pub(super) fn from_pkcs8(der: &[u8]) -> Result<Self, String> {
        let pair =
            RsaKeyPair::from_pkcs8(der).map_err(|why| format!("The key of the tokens cannot be read: {why}."))?;
        Self::of(pair)
    }

    fn of(pair: RsaKeyPair) -> Result<Self, String> {
        let public = pair.public_key().as_ref();
        let (modulus, exponent) = public_parts(public).ok_or("The key of the tokens has no modulus or exponent.")?;
        let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, public);
        let id = URL_SAFE_NO_PAD.encode(digest.as_ref()).chars().take(27).collect();
        let (modulus, exponent) = (URL_SAFE_NO_PAD.encode(modulus), URL_SAFE_NO_PAD.encode(exponent));
        Ok(Self {
            pair,
            id,
            modulus,
            exponent,
        })
    }

    /// The private key, for the state's file.
    pub(super) fn to_pkcs8(&self) -> Result<Vec<u8>, Failure> {
        let der: Result<Pkcs8V1Der<'_>, _> = self.pair.as_der();
        let der = der.map_err(|_| Failure::internal("The key to sign tokens with could not be kept."))?;
        Ok(der.as_ref().to_vec())
    }

    /// The public key, as a set of keys lists it (RFC 7517).
    pub(super) fn public(&self) -> Value {
        json!({"kty": "RSA", "use": "sig", "alg": "RS256", "kid": self.id, "n": self.modulus, "e": self.exponent})
    }

    /// A signed token of these claims.
    pub(super) fn token(&self, claims: &Value) -> Result<String, Failure> {
        let header = json!({"typ": "JWT", "alg": "RS256", "kid": self.id});
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", part(&header), part(claims));
        let mut signature = vec![0; self.pair.public_modulus_len()];
        self.pair
            .sign(
                &RSA_PKCS1_SHA256,
                &SystemRandom::new(),
                signed.as_bytes(),
                &mut signature,
            )
            .map_err(|_| Failure::internal("A token could not be signed."))?;
        Ok(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }
}

/// The modulus and the exponent of a public key in the form of PKCS #1: a sequence of two integers.
fn public_parts(der: &[u8]) -> Option<(&[u8], &[u8])> {
    let (content, _) = element(der, 0x30)?;
    let (modulus, rest) = element(content, 0x02)?;
    let (exponent, _) = element(rest, 0x02)?;
    Some((without_sign(modulus), without_sign(exponent)))
}

/// The content of a DER element with that tag, and what follows it.
fn element(der: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
    let (found, rest) = der.split_first()?;
    let (first, mut rest) = rest.split_first().filter(|_| *found == tag)?;
    let length = match *first {
        short if short < 0x80 => usize::from(short),
        long => {
            let (bytes, after) = rest
                .split_at_checked(usize::from(long & 0x7f))
                .filter(|(bytes, _)| bytes.len() <= 4)?;
            rest = after;
            bytes.iter().fold(0, |length, byte| length << 8 | usize::from(*byte))
        }
    };
    rest.split_at_checked(length)
}

/// An integer without the zero in front that says that it is positive.
fn without_sign(integer: &[u8]) -> &[u8] {
    integer.strip_prefix(&[0]).unwrap_or(integer)
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::signature::{RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};

    use super::*;

    #[test]
    fn a_token_is_verified_by_the_published_key() {
        let key = SigningKey::generate().unwrap();
        let public = key.public();
        let bytes = |name: &str| URL_SAFE_NO_PAD.decode(public[name].as_str().unwrap()).unwrap();
        let published = RsaPublicKeyComponents {
            n: bytes("n"),
            e: bytes("e"),
        };
        assert_eq!(published.e, [1, 0, 1]);
        assert_eq!(published.n.len(), 256);

        let token = key.token(&json!({"aud": "a"})).unwrap();
        let (signed, signature) = token.rsplit_once('.').unwrap();
        let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
        let verify = |signed: &str| published.verify(&RSA_PKCS1_2048_8192_SHA256, signed.as_bytes(), &signature);
        assert!(verify(signed).is_ok());
        assert!(verify(&signed.replace('.', "_")).is_err());

        let again = SigningKey::from_pkcs8(&key.to_pkcs8().unwrap()).unwrap();
        assert_eq!(again.public(), public);
        assert!(SigningKey::from_pkcs8(b"no key").is_err());
    }

    #[test]
    fn what_is_no_key_has_no_parts() {
        for der in [
            &b""[..],
            b"\x30",
            b"\x30\x84\xff",
            b"\x30\x03\x02\x05\x01",
            b"\x30\x88\x00",
        ] {
            assert!(public_parts(der).is_none(), "{der:?}");
        }
        assert_eq!(
            public_parts(b"\x30\x07\x02\x02\x00\x81\x02\x01\x03"),
            Some((&[0x81][..], &[3][..]))
        );
    }
}
