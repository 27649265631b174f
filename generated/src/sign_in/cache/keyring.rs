//! A cache in the system's keyring, by the crate `keyring`.
//!
//! Windows' Credential Manager takes 2,560 bytes for a secret, and tokens have more. So the text is cut into parts, and a
//! head says which ones are the cache: new parts are written first, then the head, and old ones are removed last. A
//! process that is ended in between leaves the cache as it was.

use std::path::{Path, PathBuf};

use ::keyring::{Entry, Error};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::unusable;
use crate::sign_in::error::SignInError;

/// The longest part, in bytes.
const LONGEST_PART: usize = if cfg!(windows) { 2400 } else { 1024 * 1024 };
/// The name of the head.
const HEAD: &str = "tokens";
/// How often is read anew when a writer has removed the parts meanwhile.
const TRIES: usize = 5;

/// Which parts are the cache.
#[derive(Clone, Copy, Default, Serialize, Deserialize)]
struct Head {
    generation: u32,
    parts: usize,
}

/// What keeps secrets by name: the system, or a test.
trait Store: Send + Sync {
    fn get(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, Error>;
    fn set(&self, name: &str, secret: &[u8]) -> Result<(), Error>;
    fn delete(&self, name: &str) -> Result<(), Error>;
}

struct System {
    service: String,
}

impl Store for System {
    fn get(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, Error> {
        match Entry::new(&self.service, name)?.get_secret() {
            Ok(secret) => Ok(Some(Zeroizing::new(secret))),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn set(&self, name: &str, secret: &[u8]) -> Result<(), Error> {
        Entry::new(&self.service, name)?.set_secret(secret)
    }

    fn delete(&self, name: &str) -> Result<(), Error> {
        match Entry::new(&self.service, name)?.delete_credential() {
            Err(Error::NoEntry) => Ok(()),
            deleted => deleted,
        }
    }
}

/// The cache of a service.
pub(super) struct Keyring {
    service: String,
    /// Where the lock is.
    path: PathBuf,
    store: Box<dyn Store>,
    longest_part: usize,
}

impl Keyring {
    /// Nothing where the system has no keyring.
    pub(super) fn open(service: String, path: PathBuf) -> Option<Self> {
        Entry::store_status().as_ref().ok()?;
        let store = Box::new(System {
            service: service.clone(),
        });
        Some(Self {
            service,
            path,
            store,
            longest_part: LONGEST_PART,
        })
    }

    pub(super) fn service(&self) -> &str {
        &self.service
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn read(&self) -> Result<Option<Zeroizing<Vec<u8>>>, SignInError> {
        'again: for _ in 0..TRIES {
            let Some(head) = self.head()? else { return Ok(None) };
            let mut text = Zeroizing::new(Vec::with_capacity(
                head.parts.saturating_mul(self.longest_part).min(1 << 24),
            ));
            for part in 0..head.parts {
                match self
                    .store
                    .get(&name(head, part))
                    .map_err(|error| self.failed("read", &error))?
                {
                    Some(part) => text.extend_from_slice(&part),
                    None => continue 'again,
                }
            }
            return Ok(Some(text));
        }
        Err(self.damaged())
    }

    pub(super) fn write(&self, text: &[u8]) -> Result<(), SignInError> {
        let failed = |error: &Error| self.failed("written", error);
        let old = self.head()?;
        let parts = text.chunks(self.longest_part);
        let new = Head {
            generation: old.unwrap_or_default().generation.wrapping_add(1),
            parts: parts.len(),
        };
        for (number, part) in parts.enumerate() {
            self.store
                .set(&name(new, number), part)
                .map_err(|error| failed(&error))?;
        }
        let head = serde_json::to_vec(&new).unwrap_or_default();
        self.store.set(HEAD, &head).map_err(|error| failed(&error))?;
        old.map_or(Ok(()), |old| self.remove_parts(old))
    }

    pub(super) fn remove(&self) -> Result<(), SignInError> {
        // A head that cannot be read has parts that nobody can find.
        let old = self.head().ok().flatten();
        self.store
            .delete(HEAD)
            .map_err(|error| self.failed("removed", &error))?;
        old.map_or(Ok(()), |old| self.remove_parts(old))
    }

    fn head(&self) -> Result<Option<Head>, SignInError> {
        let Some(head) = self.store.get(HEAD).map_err(|error| self.failed("read", &error))? else {
            return Ok(None);
        };
        let head: Head = serde_json::from_slice(&head).map_err(|_| self.damaged())?;
        // Nobody has a thousand parts; what says so is no head of ours.
        if head.parts > 1000 {
            Err(self.damaged())
        } else {
            Ok(Some(head))
        }
    }

    fn remove_parts(&self, head: Head) -> Result<(), SignInError> {
        (0..head.parts).try_for_each(|part| {
            let deleted = self.store.delete(&name(head, part));
            deleted.map_err(|error| self.failed("removed", &error))
        })
    }

    fn damaged(&self) -> SignInError {
        let what = format!(
            "the token cache `{}` of the keyring is damaged, and is left as it is",
            self.service
        );
        unusable(what, "clear the cache, and sign in again")
    }

    /// The keyring's words are not shown where they can have a secret in them.
    fn failed(&self, verb: &str, error: &Error) -> SignInError {
        let reason = match error {
            Error::PlatformFailure(error) | Error::NoStorageAccess(error) => error.to_string(),
            Error::TooLong(what, most) => format!("{what} is longer than {most}"),
            Error::NoDefaultStore => "there is none".to_owned(),
            _ => "it refused".to_owned(),
        };
        let what = format!(
            "the token cache `{}` of the keyring cannot be {verb} ({reason})",
            self.service
        );
        unusable(what, "unlock the keyring, or keep the cache in a file")
    }
}

fn name(head: Head, part: usize) -> String {
    format!("{HEAD}.{}.{part}", head.generation)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::{Arc, Mutex};

    use super::*;

    /// A keyring in memory, that refuses from a number of writes on.
    #[derive(Clone, Default)]
    struct Fake {
        kept: Arc<Mutex<BTreeMap<String, Vec<u8>>>>,
        writes_left: Arc<Mutex<Option<usize>>>,
    }

    impl Store for Fake {
        fn get(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, Error> {
            Ok(self.kept.lock().unwrap().get(name).cloned().map(Zeroizing::new))
        }

        fn set(&self, name: &str, secret: &[u8]) -> Result<(), Error> {
            let mut left = self.writes_left.lock().unwrap();
            if *left == Some(0) {
                return Err(Error::NoStorageAccess("locked".into()));
            }
            *left = left.map(|left| left - 1);
            self.kept.lock().unwrap().insert(name.to_owned(), secret.to_vec());
            Ok(())
        }

        fn delete(&self, name: &str) -> Result<(), Error> {
            self.kept.lock().unwrap().remove(name);
            Ok(())
        }
    }

    fn keyring(fake: &Fake) -> Keyring {
        Keyring {
            service: "s".to_owned(),
            path: "p".into(),
            store: Box::new(fake.clone()),
            longest_part: 4,
        }
    }

    #[test]
    fn long_texts_are_kept_in_parts() {
        let fake = Fake::default();
        let keyring = keyring(&fake);
        assert!(keyring.read().unwrap().is_none());
        for text in [&b"0123456789"[..], b"abcd", b"abcdefghijklmnop"] {
            keyring.write(text).unwrap();
            assert_eq!(&**keyring.read().unwrap().unwrap(), text);
            // The head, and no part of before.
            assert_eq!(fake.kept.lock().unwrap().len(), 1 + text.len().div_ceil(4));
        }
        keyring.remove().unwrap();
        assert!(fake.kept.lock().unwrap().is_empty());
    }

    #[test]
    fn a_write_that_ends_early_changes_nothing() {
        for writes in 0..4 {
            let fake = Fake::default();
            let keyring = keyring(&fake);
            keyring.write(b"before").unwrap();
            *fake.writes_left.lock().unwrap() = Some(writes);
            let error = keyring.write(b"0123456789").unwrap_err().to_string();
            assert!(error.contains("cannot be written (locked): unlock"), "{error}");
            assert_eq!(&**keyring.read().unwrap().unwrap(), b"before");
        }
    }

    #[test]
    fn a_damaged_head_is_said_and_can_be_removed() {
        let fake = Fake::default();
        let keyring = keyring(&fake);
        for head in [
            "",
            "{",
            r#"{"generation":1,"parts":2000}"#,
            r#"{"generation":9,"parts":1}"#,
        ] {
            fake.set(HEAD, head.as_bytes()).unwrap();
            assert!(keyring.read().unwrap_err().to_string().contains("is damaged"), "{head}");
        }
        keyring.remove().unwrap();
        assert!(keyring.read().unwrap().is_none());
    }
}
