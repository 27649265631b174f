//! Callouts and decisions, kept over a restart in a file of SQLite.
//!
//! What is here has got a status of 202: nobody posts it again, so it is on the disk before that is said. The key is the
//! id of the call, so a second delivery changes nothing. When a callout is done its body is removed; what stays is for
//! second deliveries and for those who ask what was decided.
//!
//! One process has the file, as long as it runs: two would resume each callout twice.

mod table;

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rusqlite::Connection;

use crate::Failure;
use crate::callout::Kind;
use crate::rule::Decision;

/// Milliseconds since 1970.
pub type Time = i64;

/// The time now.
pub fn now() -> Time {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    milliseconds(since)
}

/// A length of time in milliseconds.
pub fn milliseconds(time: Duration) -> Time {
    Time::try_from(time.as_millis()).unwrap_or(Time::MAX)
}

/// What names a callout.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    pub kind: Kind,
    /// The id of the call.
    pub id: String,
}

/// A callout that is not done.
#[derive(Clone, Debug, PartialEq)]
pub struct Pending {
    pub key: Key,
    pub body: Vec<u8>,
    /// When nobody waits for the resume any more.
    pub deadline: Time,
    pub decision: Option<Decision>,
    /// How many attempts have failed.
    pub attempts: u32,
    /// One of them may have had its effect.
    pub is_uncertain: bool,
}

/// How a callout ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    Resumed,
    /// The service does not take the resume.
    Refused,
    /// Its time was over.
    Expired,
}

impl End {
    /// As it stands in the database and in metrics.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Resumed => "resumed",
            Self::Refused => "refused",
            Self::Expired => "expired",
        }
    }
}

/// The file. Clones are the same one.
#[derive(Clone)]
pub struct Store {
    connection: Arc<Mutex<Connection>>,
}

impl Store {
    /// Opens the file, or makes it: only its owner may read it.
    pub async fn open(file: &Path) -> Result<Self, Failure> {
        let file = file.to_owned();
        let named = format!("{}: ", file.display());
        let opened = tokio::task::spawn_blocking(move || table::open(&file)).await?;
        let connection = opened.map_err(|error| format!("{named}{error}"))?;
        Ok(Self {
            connection: Arc::new(Mutex::new(connection)),
        })
    }

    /// Stores a callout, on the disk; false when it was there already.
    pub async fn receive(&self, key: Key, body: Vec<u8>, deadline: Time) -> Result<bool, Failure> {
        self.run(move |connection| table::insert(connection, &key, &body, deadline, now()))
            .await
    }

    /// The callouts whose next attempt is due, those that have waited longest first.
    pub async fn due(&self, most: usize) -> Result<Vec<Pending>, Failure> {
        self.run(move |connection| table::due(connection, now(), most)).await
    }

    /// When the next attempt is due, if there is anything to do.
    pub async fn next_due(&self) -> Result<Option<Time>, Failure> {
        self.run(table::next_due).await
    }

    /// Keeps a decision, so that the rule is not asked again.
    pub async fn decided(&self, key: Key, decision: Decision) -> Result<(), Failure> {
        self.run(move |connection| table::set_decision(connection, &key, &decision))
            .await
    }

    /// Notes an attempt that failed, and when the next one is due.
    pub async fn failed(&self, key: Key, next: Time, is_uncertain: bool, note: String) -> Result<(), Failure> {
        self.run(move |connection| table::set_failed(connection, &key, next, is_uncertain, &note))
            .await
    }

    /// Notes how a callout ended, and removes its body.
    pub async fn done(&self, key: Key, end: End, note: String) -> Result<(), Failure> {
        self.run(move |connection| table::set_done(connection, &key, end, &note, now()))
            .await
    }

    /// Removes what was done before this time.
    pub async fn forget(&self, before: Time) -> Result<usize, Failure> {
        self.run(move |connection| table::forget(connection, before)).await
    }

    /// How many callouts are not done.
    pub async fn pending(&self) -> Result<i64, Failure> {
        self.run(table::pending).await
    }

    /// Runs statements on a thread where they may wait for the disk.
    async fn run<T: Send + 'static>(
        &self,
        statements: impl FnOnce(&Connection) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let connection = Arc::clone(&self.connection);
        let run = move || statements(&connection.lock().unwrap_or_else(PoisonError::into_inner));
        tokio::task::spawn_blocking(run).await?
    }
}
