//! Keys as a tenant publishes them: a JSON Web Key Set (RFC 7517).

use jsonwebtoken::DecodingKey;
use serde::Deserialize;
use serde_json::Value;

use super::expected::Issuers;
use super::object::from_base64url;
use super::options::SigningAlgorithm;

/// More keys than any tenant has.
const MOST: usize = 100;
/// The lengths of a modulus that are verified with, in bits.
const BITS: std::ops::RangeInclusive<usize> = 2048..=8192;

/// A key that tokens may be signed with.
#[derive(Clone)]
pub(super) struct Key {
    kid: String,
    /// The one algorithm that it is for, where that is said.
    algorithm: Option<String>,
    decoding: DecodingKey,
}

/// The keys of one reading.
#[derive(Clone, Default)]
pub(super) struct KeySet(Vec<Key>);

impl KeySet {
    /// Reads a document. A key that cannot be used (of another kind, too short, broken, of another issuer) is left out,
    /// and costs no other one.
    pub(super) fn read(json: &[u8], issuers: &Issuers, tenant: &str) -> Option<Self> {
        #[derive(Deserialize)]
        struct Document {
            keys: Vec<Value>,
        }
        let document: Document = serde_json::from_slice(json).ok()?;
        let keys = document.keys.into_iter().take(MOST);
        Some(Self(keys.filter_map(|key| usable(key, issuers, tenant)).collect()))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The key of this id and for this algorithm.
    pub(super) fn find(&self, kid: &str, algorithm: SigningAlgorithm) -> Option<&DecodingKey> {
        let is_for = |key: &&Key| key.algorithm.as_deref().is_none_or(|own| own == algorithm.name());
        self.0
            .iter()
            .filter(|key| key.kid == kid)
            .find(is_for)
            .map(|key| &key.decoding)
    }
}

fn usable(key: Value, issuers: &Issuers, tenant: &str) -> Option<Key> {
    #[derive(Deserialize)]
    struct Jwk {
        kty: String,
        kid: String,
        n: String,
        e: String,
        alg: Option<String>,
        r#use: Option<String>,
        /// Microsoft Entra's own: the issuer whose tokens the key signs. `{tenantid}` stands for any tenant.
        issuer: Option<String>,
    }
    let key: Jwk = serde_json::from_value(key).ok()?;
    if key.kty != "RSA" || key.r#use.is_some_and(|r#use| r#use != "sig") {
        return None;
    }
    if let Some(issuer) = key.issuer
        && !issuers.has(&issuer.replace("{tenantid}", tenant))
    {
        return None;
    }
    let (modulus, exponent) = (from_base64url(&key.n)?, from_base64url(&key.e)?);
    let leading = modulus.iter().take_while(|byte| **byte == 0).count();
    let modulus = modulus.get(leading..)?;
    let bits = modulus.len() * 8 - modulus.first()?.leading_zeros() as usize;
    if !BITS.contains(&bits) || exponent.is_empty() || exponent.len() > 8 {
        return None;
    }
    Some(Key {
        kid: key.kid,
        algorithm: key.alg,
        decoding: DecodingKey::from_rsa_raw_components(modulus, &exponent),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::core::values::Binary;

    const TENANT: &str = "11111111-2222-3333-4444-555555555555";

    fn issuers() -> Issuers {
        Issuers {
            version_1: format!("https://sts.windows.net/{TENANT}/"),
            version_2: format!("https://login.microsoftonline.com/{TENANT}/v2.0"),
        }
    }

    /// Whether the key with these members instead is used.
    fn is_used(changes: &Value) -> bool {
        let modulus = Binary::from(vec![0x81; 256]).to_base64url();
        let mut key = json!({ "kty": "RSA", "kid": "k", "n": modulus, "e": "AQAB", "use": "sig", "x5c": ["…"] });
        for (name, value) in changes.as_object().unwrap() {
            key[name] = value.clone();
        }
        let other = json!({ "kty": "EC", "kid": "k" });
        let document = json!({ "keys": [other, 7, key] }).to_string();
        let keys = KeySet::read(document.as_bytes(), &issuers(), TENANT).unwrap();
        keys.find("k", SigningAlgorithm::Rs256).is_some()
    }

    #[test]
    fn keys_that_can_sign_for_the_tenant_are_used() {
        for changes in [
            json!({}),
            json!({ "use": null, "alg": null }),
            json!({ "alg": "RS256" }),
            json!({ "issuer": "https://login.microsoftonline.com/{tenantid}/v2.0" }),
            json!({ "issuer": format!("https://login.microsoftonline.com/{TENANT}/v2.0") }),
            json!({ "issuer": format!("https://sts.windows.net/{TENANT}/") }),
        ] {
            assert!(is_used(&changes), "{changes}");
        }
    }

    #[test]
    fn others_are_left_out() {
        for changes in [
            json!({ "kid": "l" }),
            json!({ "kid": 7 }),
            json!({ "kty": "oct", "k": "c2VjcmV0" }),
            json!({ "use": "enc" }),
            json!({ "alg": "PS256" }),
            json!({ "alg": "HS256" }),
            json!({ "n": Binary::from(vec![0x81; 255]).to_base64url() }),
            json!({ "n": Binary::from([vec![0; 8], vec![0x81; 255]].concat()).to_base64url() }),
            json!({ "n": Binary::from(vec![0x81; 1025]).to_base64url() }),
            json!({ "n": "AAAA" }),
            json!({ "n": "=" }),
            json!({ "e": "" }),
            json!({ "e": "AQABAQABAQAB" }),
            json!({ "issuer": "https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0" }),
        ] {
            assert!(!is_used(&changes), "{changes}");
        }
    }

    #[test]
    fn a_document_is_an_object_with_keys() {
        for json in ["", "{}", "[]", r#"{"keys": {}}"#, r#"{"keys": [}"#] {
            assert!(KeySet::read(json.as_bytes(), &issuers(), TENANT).is_none(), "{json}");
        }
        assert!(KeySet::read(br#"{"keys": []}"#, &issuers(), TENANT).unwrap().is_empty());
    }
}
