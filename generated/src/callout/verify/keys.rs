//! When keys are read: kept for a time, and read again when a token names an unknown one.
//!
//! Callers whose key is known wait for nobody. Others queue for one reading, and use what it brought. A reading is noted
//! before it begins, so that neither a caller who hangs up nor an authority that fails makes the next one begin at once.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use futures::lock::Mutex;
use jsonwebtoken::DecodingKey;

use super::error::{CallerError, CallerFailure};
use super::fetch::KeySource;
use super::jwks::KeySet;
use super::options::{SigningAlgorithm, VerifyOptions};

/// How long nothing is requested after a reading that failed.
const PAUSE_AFTER_FAILURE: Duration = Duration::from_secs(10);

/// A tenant's keys, as they were read last.
pub(super) struct Keys {
    source: KeySource,
    lifetime: Duration,
    refetch_after: Duration,
    known: RwLock<Option<Known>>,
    /// The last reading; locked while there is one.
    last: Mutex<Option<Reading>>,
}

#[derive(Clone)]
struct Known {
    keys: Arc<KeySet>,
    since: Instant,
}

struct Reading {
    began: Instant,
    /// Without one it went well.
    failure: Option<CallerError>,
}

impl Keys {
    pub(super) fn new(source: KeySource, options: &VerifyOptions) -> Self {
        Self {
            source,
            lifetime: options.keys_lifetime,
            refetch_after: options.refetch_after,
            known: RwLock::new(None),
            last: Mutex::new(None),
        }
    }

    /// The key of this id.
    pub(super) async fn get(&self, kid: &str, algorithm: SigningAlgorithm) -> Result<DecodingKey, CallerError> {
        let find = |known: &Known| known.keys.find(kid, algorithm).cloned();
        let known = self.known();
        if let Some(key) = known.as_ref().filter(|known| self.is_fresh(known)).and_then(find) {
            return Ok(key);
        }
        if let Some(known) = known
            && let Some(key) = find(&known)
        {
            // They are old: one caller reads them again, the others go on with them.
            return match self.last.try_lock() {
                None => Ok(key),
                Some(mut last) => match self.read(&mut last).await {
                    Ok(()) => self.known().as_ref().and_then(find).ok_or_else(unknown),
                    Err(error) => {
                        tracing::warn!(%error, "the tenant's keys could not be read again");
                        Ok(key)
                    }
                },
            };
        }
        let mut last = self.last.lock().await;
        // Somebody else may have read them meanwhile.
        if let Some(key) = self
            .known()
            .as_ref()
            .filter(|known| self.is_fresh(known))
            .and_then(find)
        {
            return Ok(key);
        }
        self.read(&mut last).await?;
        self.known().as_ref().and_then(find).ok_or_else(unknown)
    }

    /// Reads the keys, unless that was done a short time ago.
    async fn read(&self, last: &mut Option<Reading>) -> Result<(), CallerError> {
        if let Some(last) = &*last {
            let pause = match last.failure {
                None => self.refetch_after,
                Some(_) => self.refetch_after.min(PAUSE_AFTER_FAILURE),
            };
            let left = pause.saturating_sub(last.began.elapsed());
            if !left.is_zero() {
                return last
                    .failure
                    .clone()
                    .map_or(Ok(()), |failure| Err(failure.retry_in(left)));
            }
        }
        let pause = self.refetch_after.min(PAUSE_AFTER_FAILURE);
        let ended = CallerError::of(CallerFailure::KeysUnavailable, "the last reading was not ended");
        let reading = last.insert(Reading {
            began: Instant::now(),
            failure: Some(ended),
        });
        match self.source.fetch().await {
            Ok(keys) => {
                let known = Known {
                    keys: Arc::new(keys),
                    since: Instant::now(),
                };
                *self.known.write().unwrap_or_else(PoisonError::into_inner) = Some(known);
                reading.failure = None;
                Ok(())
            }
            Err(failure) => {
                reading.failure = Some(failure.clone());
                Err(failure.retry_in(pause))
            }
        }
    }

    /// What is known and not too old to be used at all.
    fn known(&self) -> Option<Known> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner).clone();
        known.filter(|known| known.since.elapsed() < self.lifetime.saturating_mul(2))
    }

    fn is_fresh(&self, known: &Known) -> bool {
        known.since.elapsed() < self.lifetime
    }
}

fn unknown() -> CallerError {
    CallerError::new(CallerFailure::UnknownKey)
}
