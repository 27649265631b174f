//! Values that nobody can guess: `state`, `nonce`, and the secret of PKCE.

use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::error::{SignInError, SignInFailure};
use crate::core::values::Binary;

/// 32 bytes of the system, in base64url: 43 characters, as RFC 7636 recommends for a verifier.
pub(super) fn value() -> Result<SecretString, SignInError> {
    let mut bytes = Zeroizing::new([0_u8; 32]);
    getrandom::fill(bytes.as_mut()).map_err(|error| {
        let what = format!("the system gives no random numbers ({error})");
        SignInError::new(SignInFailure::Invalid, what, "sign in on another machine")
    })?;
    Ok(Binary::from(bytes.as_slice()).to_base64url().into())
}

/// The challenge of a verifier by the method `S256`.
pub(super) fn challenge(verifier: &SecretString) -> String {
    Binary::from(Sha256::digest(verifier.expose_secret().as_bytes()).as_slice()).to_base64url()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_challenge_is_that_of_the_rfc() {
        // RFC 7636, appendix B.
        let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk".to_owned().into();
        assert_eq!(challenge(&verifier), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }

    #[test]
    fn values_differ_and_fit_the_rfc() {
        let (one, other) = (value().unwrap(), value().unwrap());
        assert_ne!(one.expose_secret(), other.expose_secret());
        assert_eq!(one.expose_secret().len(), 43);
        assert!(
            one.expose_secret()
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
        );
    }
}
