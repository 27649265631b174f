//! A certificate with its private key, with which an application signs in.
//!
//! azure_identity's own credential for certificates needs OpenSSL, which a Rust program otherwise does without: its
//! headers to build, its library on every machine. What the authority asks for is a JWT that is signed with the key
//! ([certificate credentials]); the signature is made by aws-lc, which is in the program for TLS already. Files are
//! PEM; a PFX file becomes one by `openssl pkcs12 -in FILE.pfx -out FILE.pem -nodes`.
//!
//! [certificate credentials]: https://learn.microsoft.com/entra/identity-platform/certificate-credentials

use std::path::Path;

use async_trait::async_trait;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{RSA_PSS_SHA256, RsaKeyPair};
use aws_lc_rs::{digest, rand};
use azure_core::base64::encode_url_safe;
use azure_core::error::ErrorKind;
use azure_core::http::ClientMethodOptions;
use azure_core::time::OffsetDateTime;
use azure_identity::ClientAssertion;
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use serde_json::json;

use super::{missing, read_secret};
use crate::failure::Failure;

/// How long an assertion is good, in seconds. It is used at once.
const LIFETIME: i64 = 300;

/// The certificate of an application.
pub(super) struct Certificate {
    key: RsaKeyPair,
    thumbprint: String,
    client: String,
    audience: String,
}

impl Certificate {
    /// Reads certificate and key from a PEM file that others may not read.
    pub(super) fn read(path: &Path, tenant: &str, client: &str, authority: &str) -> Result<Self, Failure> {
        let refuse = |reason: &str| missing(reason).at(path.display().to_string());
        let pem = read_secret(path)?;
        if !pem.windows(11).any(|window| window == b"-----BEGIN ") {
            return Err(refuse("it is no PEM file")
                .tip("openssl pkcs12 -in FILE.pfx -out FILE.pem -nodes makes one of a PFX file"));
        }
        let certificate = CertificateDer::from_pem_slice(&pem).map_err(|_| refuse("it holds no certificate"))?;
        let key = PrivateKeyDer::from_pem_slice(&pem).map_err(|_| {
            refuse("it holds no private key, or an encrypted one").tip("openssl pkey -in FILE.pem decrypts a key")
        })?;
        let key = match &key {
            PrivateKeyDer::Pkcs1(key) => RsaKeyPair::from_der(key.secret_pkcs1_der()),
            PrivateKeyDer::Pkcs8(key) => RsaKeyPair::from_pkcs8(key.secret_pkcs8_der()),
            _ => return Err(refuse("its key is no RSA key, which Microsoft Entra asks for")),
        };
        let key = key.map_err(|_| refuse("its key is no RSA key of 2048 bits or more"))?;
        Ok(Self {
            key,
            thumbprint: encode_url_safe(digest::digest(&digest::SHA256, &certificate)),
            client: client.to_owned(),
            audience: format!("{}/{tenant}/oauth2/v2.0/token", authority.trim_end_matches('/')),
        })
    }

    /// A signed statement that the bearer of the key is this application.
    fn assertion(&self, now: i64, id: &str) -> Result<String, aws_lc_rs::error::Unspecified> {
        let header = json!({"alg": "PS256", "typ": "JWT", "x5t#S256": self.thumbprint});
        let claims = json!({
            "aud": self.audience, "iss": self.client, "sub": self.client,
            "jti": id, "iat": now, "nbf": now, "exp": now + LIFETIME,
        });
        let signed = format!(
            "{}.{}",
            encode_url_safe(header.to_string()),
            encode_url_safe(claims.to_string())
        );
        let mut signature = vec![0; self.key.public_modulus_len()];
        self.key
            .sign(&RSA_PSS_SHA256, &SystemRandom::new(), signed.as_bytes(), &mut signature)?;
        Ok(format!("{signed}.{}", encode_url_safe(signature)))
    }
}

#[async_trait]
impl ClientAssertion for Certificate {
    async fn secret(&self, _: Option<ClientMethodOptions<'_>>) -> azure_core::Result<String> {
        let failed = |_| {
            azure_core::Error::with_message(
                ErrorKind::Credential,
                "nothing could be signed with the certificate's key",
            )
        };
        let mut id = [0; 16];
        rand::fill(&mut id).map_err(failed)?;
        self.assertion(OffsetDateTime::now_utc().unix_timestamp(), &encode_url_safe(id))
            .map_err(failed)
    }
}

/// Without the key.
impl std::fmt::Debug for Certificate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Certificate")
            .field("client", &self.client)
            .finish_non_exhaustive()
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use aws_lc_rs::encoding::{AsDer as _, Pkcs8V1Der};
    use aws_lc_rs::rsa::KeySize;
    use aws_lc_rs::signature::{KeyPair as _, RSA_PSS_2048_8192_SHA256, UnparsedPublicKey};
    use azure_core::base64::decode_url_safe;

    use super::*;
    use crate::failure::Kind;

    const DER: &[u8] = b"what stands for a certificate";

    fn pem(kind: &str, der: &[u8]) -> String {
        format!(
            "-----BEGIN {kind}-----\n{}\n-----END {kind}-----\n",
            azure_core::base64::encode(der)
        )
    }

    fn read(pem: &str, mode: u32) -> Result<Certificate, Failure> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("certificate.pem");
        std::fs::write(&path, pem).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
        Certificate::read(&path, "contoso", "app", "https://login.microsoftonline.us/")
    }

    fn key() -> (RsaKeyPair, String) {
        let key = RsaKeyPair::generate(KeySize::Rsa2048).unwrap();
        let der: Pkcs8V1Der<'_> = key.as_der().unwrap();
        let pem = pem("PRIVATE KEY", der.as_ref());
        (key, pem)
    }

    #[test]
    fn an_assertion_is_signed_with_the_certificates_key() {
        let (key, key_pem) = key();
        let certificate = read(&format!("{key_pem}{}", pem("CERTIFICATE", DER)), 0o600).unwrap();
        let assertion = certificate.assertion(1_800_000_000, "id").unwrap();
        let parts: Vec<&str> = assertion.split('.').collect();
        let json = |part: &str| serde_json::from_slice::<serde_json::Value>(&decode_url_safe(part).unwrap()).unwrap();
        let thumbprint = encode_url_safe(digest::digest(&digest::SHA256, DER));
        assert_eq!(
            json(parts[0]),
            json!({"alg": "PS256", "typ": "JWT", "x5t#S256": thumbprint})
        );
        let claims = json(parts[1]);
        assert_eq!(
            claims["aud"],
            "https://login.microsoftonline.us/contoso/oauth2/v2.0/token"
        );
        assert_eq!(
            (&claims["iss"], &claims["sub"], &claims["exp"]),
            (&"app".into(), &"app".into(), &1_800_000_300.into())
        );
        let public = UnparsedPublicKey::new(&RSA_PSS_2048_8192_SHA256, key.public_key().as_ref());
        let signed = format!("{}.{}", parts[0], parts[1]);
        public
            .verify(signed.as_bytes(), &decode_url_safe(parts[2]).unwrap())
            .unwrap();
        assert!(!format!("{certificate:?}").contains("key"));
    }

    #[test]
    fn what_a_file_lacks_is_named() {
        let (_, key) = key();
        let certificate = pem("CERTIFICATE", DER);
        let encrypted = pem("ENCRYPTED PRIVATE KEY", b"x");
        for (text, mode, reason) in [
            (
                format!("{key}{certificate}"),
                0o644,
                "it can be read or written by others",
            ),
            ("\x30\x01".to_owned(), 0o600, "it is no PEM file"),
            (key.clone(), 0o600, "it holds no certificate"),
            (certificate.clone(), 0o600, "it holds no private key"),
            (
                format!("{certificate}{encrypted}"),
                0o600,
                "it holds no private key, or an encrypted one",
            ),
            (
                format!("{certificate}{}", pem("EC PRIVATE KEY", b"x")),
                0o600,
                "its key is no RSA key",
            ),
        ] {
            let failure = read(&text, mode).unwrap_err();
            assert!(failure.message().contains(reason), "{reason}: {failure}");
            assert!(matches!(failure.kind(), Kind::NotSignedIn | Kind::Usage));
        }
    }
}
