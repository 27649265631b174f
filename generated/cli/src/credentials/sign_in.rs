//! The user of a profile, whom `msgraph-ig login` signs in: the library's credentials with a cache for each profile.
//!
//! A person is asked by `login` and by nothing else: every other command takes the kept tokens, exchanges them before
//! they end, and fails where that is not enough.

use std::sync::Arc;

use azure_core::credentials::AccessToken;
use msgraph_identity_governance::sign_in::{
    Account, BrowserCredential, DeviceCode, DeviceCodeCredential, DeviceCodeCredentialOptions, Scopes, SignInError,
    SignInOptions, TokenCache,
};
use msgraph_identity_governance::{ClaimsChallenge, Cloud};

use super::no_application;
use crate::failure::Failure;
use crate::settings::Settings;

/// The tenant of those that name none: whichever the account is of.
const ANY_TENANT: &str = "organizations";

/// How a person signs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Person {
    /// With the browser of this machine.
    Browser,
    /// By a code, which is entered on any device.
    DeviceCode,
}

/// A sign-in of a person.
pub struct SignIn {
    tenant: String,
    client: String,
    cloud: Cloud,
    options: SignInOptions,
}

impl SignIn {
    /// Into the cache of the profile, for these permissions; none for all that the application has. `claims` are what
    /// a service wants of the new tokens.
    ///
    /// # Errors
    /// When no application is named, or there is no place for tokens.
    pub fn new(settings: &Settings, scopes: &[String], claims: Option<ClaimsChallenge>) -> Result<Self, Failure> {
        let mut options = options(settings, scopes)?;
        options.claims = claims;
        Ok(Self {
            tenant: tenant(settings).to_owned(),
            client: settings.client_id.clone().ok_or_else(no_application)?,
            cloud: settings.cloud(),
            options,
        })
    }

    /// Has the person sign in. `show` shows the device code.
    ///
    /// # Errors
    /// When the person does not sign in, or the tokens cannot be kept.
    pub async fn ask(
        &self,
        person: Person,
        show: impl Fn(&DeviceCode) + Send + Sync + 'static,
    ) -> Result<Account, SignInError> {
        let options = self.options.clone();
        let scopes = [self.cloud.scope()];
        match person {
            Person::Browser => {
                let credential = BrowserCredential::new(&self.tenant, &self.client, Some(options.into()))?;
                credential.sign_in(&scopes).await
            }
            Person::DeviceCode => {
                let options = DeviceCodeCredentialOptions::from(options).with_show(show);
                let credential = DeviceCodeCredential::new(&self.tenant, &self.client, Some(options))?;
                credential.sign_in(&scopes).await
            }
        }
    }

    /// Where the tokens are kept, for people.
    #[must_use]
    pub fn place(&self) -> String {
        self.options.cache.to_string()
    }

    /// Removes the other accounts of the profile, and gives their names: a profile is one account.
    ///
    /// # Errors
    /// When the cache cannot be read or written.
    pub async fn keep_alone(&self, account: &Account) -> Result<Vec<String>, SignInError> {
        let cache = &self.options.cache;
        let mut removed = Vec::new();
        for other in cache.accounts()? {
            let is_same = (&other.id, &other.tenant_id, &other.client_id, &other.authority)
                == (&account.id, &account.tenant_id, &account.client_id, &account.authority);
            if !is_same && cache.remove(&other).await? {
                removed.push(other.username);
            }
        }
        Ok(removed)
    }
}

/// A credential that asks nobody.
pub(super) fn silent(settings: &Settings, client: &str) -> Result<Arc<DeviceCodeCredential>, Failure> {
    let options = options(settings, &settings.scopes)?.with_silent_only(true);
    Ok(DeviceCodeCredential::new(
        tenant(settings),
        client,
        Some(options.into()),
    )?)
}

/// The account of a profile and its newest access token, as they are kept; nothing where nobody is signed in.
///
/// # Errors
/// When no application is named, or the cache cannot be read.
pub fn kept(settings: &Settings) -> Result<Option<(Account, Option<AccessToken>)>, Failure> {
    let client = settings.client_id.as_deref().ok_or_else(no_application)?;
    let Some(account) = silent(settings, client)?.account()? else {
        return Ok(None);
    };
    let token = cache(settings)?.kept_token(&account)?;
    Ok(Some((account, token)))
}

/// Removes all tokens of a profile, also those that cannot be read, and says where they were.
///
/// # Errors
/// When they cannot be removed.
pub async fn clear(settings: &Settings) -> Result<String, Failure> {
    let cache = cache(settings)?;
    cache.clear().await?;
    // What was kept before there was a keyring.
    TokenCache::file(settings.tokens_path()?).clear().await?;
    Ok(cache.to_string())
}

fn cache(settings: &Settings) -> Result<TokenCache, Failure> {
    let path = settings.tokens_path()?;
    #[cfg(feature = "keyring")]
    if !crate::settings::names_tokens() {
        return Ok(TokenCache::keyring(
            format!("msgraph-ig {}", settings.profile_name()),
            path,
        ));
    }
    Ok(TokenCache::file(path))
}

fn tenant(settings: &Settings) -> &str {
    settings.tenant_id.as_deref().unwrap_or(ANY_TENANT)
}

fn options(settings: &Settings, scopes: &[String]) -> Result<SignInOptions, Failure> {
    let mut options = SignInOptions::new()
        .with_cloud(&settings.environment.cloud())
        .with_cache(cache(settings)?);
    if let Some(authority) = &settings.authority {
        options = options.with_authority(authority);
    }
    if !scopes.is_empty() {
        options = options.with_scopes(Scopes::given(scopes.iter().cloned()));
    }
    Ok(options)
}
