//! The sign-in of users (feature `sign_in`), against an authority on loopback.

use std::sync::Arc;

use azure_core::credentials::TokenCredential;
use msgraph_identity_governance::sign_in::{
    BrowserCredential, BrowserCredentialOptions, DeviceCodeCredential, DeviceCodeCredentialOptions, SignInError,
    SignInFailure, SignInOptions, TokenCache,
};

mod authority;
mod browser;
mod cache;
mod claims;
mod device_code;
mod logs;
mod msal;
mod oidc;
mod processes;
mod refresh;

use authority::{Authority, CLIENT, SCOPE, SECRET, TENANT};

fn options(authority: &Authority) -> SignInOptions {
    SignInOptions::new().with_authority(authority.url())
}

/// A credential by device code, which shows its codes to nobody.
fn device(options: SignInOptions) -> Arc<DeviceCodeCredential> {
    let options = DeviceCodeCredentialOptions::from(options).with_show(|_| {});
    DeviceCodeCredential::new(TENANT, CLIENT, Some(options)).unwrap()
}

async fn token(credential: &dyn TokenCredential) -> Result<String, SignInError> {
    match credential.get_token(&[SCOPE], None).await {
        Ok(token) => Ok(token.token.secret().to_owned()),
        Err(error) => Err(failure(&error)),
    }
}

/// The sign-in's failure, which has no secrets in any of its forms.
fn failure(error: &azure_core::Error) -> SignInError {
    assert_eq!(*error.kind(), azure_core::error::ErrorKind::Credential);
    let failure = error.downcast_ref::<SignInError>().expect("a sign-in's error").clone();
    let forms = format!("{error} {error:?} {failure} {failure:?}");
    assert!(!forms.contains(SECRET), "{forms}");
    assert_eq!(failure.to_string().lines().count(), 1);
    failure
}
