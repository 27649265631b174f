//! Where tokens are kept: in memory, in a file, or in the system's keyring.
//!
//! Everything that is kept is written whole, so that two writers must not have read the same state: whoever writes
//! holds the lock (`lock`) from before it read until it has written, also while the authority is asked for a new token.
//! Readers need no lock, because a file is replaced at once.

pub(crate) mod contents;
mod file;
#[cfg(feature = "keyring")]
mod keyring;
mod lock;

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use azure_core::credentials::AccessToken;

use super::account::Account;
use super::error::{SignInError, SignInFailure};
use contents::Contents;
pub(super) use lock::Lock;

/// Where a cache keeps its tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CachePlace {
    /// In the memory of this process.
    Memory,
    /// In this file.
    File(PathBuf),
    /// In the system's keyring, under this name.
    Keyring(String),
}

/// Where the tokens of signed-in accounts are kept. Its clones are the same cache.
///
/// A file is for its owner alone (mode 600): one that others can read or write is refused. It is replaced as a whole,
/// and locked between processes while a token is exchanged (`PATH.lock` stands beside it). On Windows it has the
/// permissions of its folder, which is to be one of the user's profile.
///
/// ```no_run
/// use msgraph_identity_governance::sign_in::{SignInOptions, TokenCache};
///
/// # async fn program() -> Result<(), msgraph_identity_governance::sign_in::SignInError> {
/// let cache = TokenCache::file("/home/ada/.local/state/contoso/tokens.json");
/// let options = SignInOptions::new().with_cache(cache.clone());
/// for account in cache.accounts()? {
///     println!("{} in {:?}, until {:?}", account.username, account.tenant_id, account.expires_on);
/// }
/// cache.clear().await
/// # }
/// ```
#[derive(Clone)]
pub struct TokenCache {
    inner: Arc<Inner>,
}

enum Inner {
    Memory {
        contents: Mutex<Option<zeroize::Zeroizing<Vec<u8>>>>,
        turn: Arc<futures::lock::Mutex<()>>,
    },
    File(PathBuf),
    #[cfg(feature = "keyring")]
    Keyring(keyring::Keyring),
}

impl TokenCache {
    /// A cache in the memory of this process. It ends with the last of its clones.
    #[must_use]
    pub fn memory() -> Self {
        Self::of(Inner::Memory {
            contents: Mutex::default(),
            turn: Arc::default(),
        })
    }

    /// A cache in a file. Nothing is read or written yet; the file's folder is made when it is needed.
    #[must_use]
    pub fn file(path: impl Into<PathBuf>) -> Self {
        Self::of(Inner::File(path.into()))
    }

    /// A cache in the system's keyring under the name `service`: Keychain, Credential Manager, Secret Service. Where
    /// there is no keyring (a container, a session over SSH) it is the file `path`; [`place`](Self::place) says which of
    /// both. `PATH.lock` is there in either case: keyrings have no locks.
    #[cfg(feature = "keyring")]
    #[must_use]
    pub fn keyring(service: impl Into<String>, path: impl Into<PathBuf>) -> Self {
        let (service, path) = (service.into(), path.into());
        match keyring::Keyring::open(service, path.clone()) {
            Some(keyring) => Self::of(Inner::Keyring(keyring)),
            None => {
                tracing::info!("there is no keyring on this system: tokens are kept in a file");
                Self::file(path)
            }
        }
    }

    fn of(inner: Inner) -> Self {
        Self { inner: Arc::new(inner) }
    }

    /// Where the tokens are kept.
    #[must_use]
    pub fn place(&self) -> CachePlace {
        match &*self.inner {
            Inner::Memory { .. } => CachePlace::Memory,
            Inner::File(path) => CachePlace::File(path.clone()),
            #[cfg(feature = "keyring")]
            Inner::Keyring(keyring) => CachePlace::Keyring(keyring.service().to_owned()),
        }
    }

    /// The accounts that are signed in, the latest sign-in last.
    ///
    /// # Errors
    /// When the cache cannot be read: others can read it, or it is damaged.
    pub fn accounts(&self) -> Result<Vec<Account>, SignInError> {
        Ok(self.read()?.accounts.iter().map(contents::Entry::account).collect())
    }

    /// The access token of an account that lives longest, as it is kept: for a program that shows what is in it. Nobody
    /// is asked for anything, so that the token may have ended.
    ///
    /// # Errors
    /// When the cache cannot be read.
    pub fn kept_token(&self, account: &Account) -> Result<Option<AccessToken>, SignInError> {
        let contents = self.read()?;
        let mut entries = contents.accounts.iter().filter(|entry| entry.account.is_same(account));
        Ok(entries
            .next_back()
            .and_then(contents::Entry::longest)
            .map(contents::Token::to_access_token))
    }

    /// Signs an account out: removes what is kept of it. Other accounts stay. Whether it was there.
    ///
    /// The identity platform has no request that makes a refresh token void; it loses what was kept here. An
    /// administrator revokes all sign-ins of a user.
    ///
    /// # Errors
    /// When the cache cannot be read or written.
    pub async fn remove(&self, account: &Account) -> Result<bool, SignInError> {
        let lock = self.lock().await?;
        let mut contents = self.read()?;
        let before = contents.accounts.len();
        contents.accounts.retain(|entry| !entry.account.is_same(account));
        let removed = contents.accounts.len() < before;
        if removed {
            self.write(&contents, &lock)?;
        }
        Ok(removed)
    }

    /// Signs all accounts out: removes everything, also what cannot be read.
    ///
    /// # Errors
    /// When it cannot be removed.
    pub async fn clear(&self) -> Result<(), SignInError> {
        // A folder that is not there has nothing to remove, and is not made for it.
        if let Inner::File(path) = &*self.inner
            && matches!(path.try_exists(), Ok(false))
        {
            return Ok(());
        }
        let _lock = self.lock().await?;
        match &*self.inner {
            Inner::Memory { contents, .. } => {
                contents.lock().unwrap_or_else(PoisonError::into_inner).take();
                Ok(())
            }
            Inner::File(path) => file::remove(path),
            #[cfg(feature = "keyring")]
            Inner::Keyring(keyring) => keyring.remove(),
        }
    }

    /// Waits until nobody else writes.
    pub(super) async fn lock(&self) -> Result<Lock, SignInError> {
        match &*self.inner {
            Inner::Memory { turn, .. } => Ok(Lock::in_memory(turn.clone().lock_owned().await)),
            Inner::File(path) => lock_beside(path).await,
            #[cfg(feature = "keyring")]
            Inner::Keyring(keyring) => lock_beside(keyring.path()).await,
        }
    }

    /// What is kept; nothing where there is no cache yet.
    pub(super) fn read(&self) -> Result<Contents, SignInError> {
        let json = match &*self.inner {
            Inner::Memory { contents, .. } => contents.lock().unwrap_or_else(PoisonError::into_inner).clone(),
            Inner::File(path) => file::read(path)?,
            #[cfg(feature = "keyring")]
            Inner::Keyring(keyring) => keyring.read()?,
        };
        match json {
            Some(json) => Contents::read(&json, &self.to_string()),
            None => Ok(Contents::default()),
        }
    }

    /// Keeps this in place of all that was. Who writes has the lock.
    pub(super) fn write(&self, contents: &Contents, _: &Lock) -> Result<(), SignInError> {
        let json = contents.write()?;
        match &*self.inner {
            Inner::Memory { contents, .. } => {
                *contents.lock().unwrap_or_else(PoisonError::into_inner) = Some(json);
                Ok(())
            }
            Inner::File(path) => file::write(path, &json),
            #[cfg(feature = "keyring")]
            Inner::Keyring(keyring) => keyring.write(&json),
        }
    }
}

async fn lock_beside(path: &Path) -> Result<Lock, SignInError> {
    file::make_folder(path)?;
    Lock::of_file(path).await
}

impl Default for TokenCache {
    fn default() -> Self {
        Self::memory()
    }
}

/// As messages call it.
impl fmt::Display for TokenCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.place() {
            CachePlace::Memory => write!(f, "the token cache in memory"),
            CachePlace::File(path) => write!(f, "the token cache {}", path.display()),
            CachePlace::Keyring(service) => write!(f, "the token cache `{service}` of the keyring"),
        }
    }
}

/// Where it is; nothing of what it has.
impl fmt::Debug for TokenCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("TokenCache").field(&self.place()).finish()
    }
}

fn unusable(what: impl Into<String>, advice: impl Into<String>) -> SignInError {
    SignInError::new(SignInFailure::Cache, what, advice)
}
