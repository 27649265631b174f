//! Decisions and resumes in the background.
//!
//! Each callout that is due is decided on and resumed, a few at a time. An attempt that fails is made again later, with a
//! wait that doubles, until nobody waits for the resume any more. All that must survive a restart is in the store; here
//! is only what runs now.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use msgraph_identity_governance::v1_0::GraphClient;
use tokio::sync::Notify;
use tokio::task::JoinSet;
use tracing::Instrument as _;

use crate::Failure;
use crate::callout::Callout;
use crate::metrics::Metrics;
use crate::resume::{self, Refusal};
use crate::rule::{self, Decision};
use crate::settings::Settings;
use crate::stop::{self, Stop};
use crate::store::{End, Key, Pending, Store, milliseconds, now};
use crate::table::Table;

/// How many callouts are worked on at once.
const AT_ONCE: usize = 8;
/// The longest wait between two attempts.
const LONGEST_WAIT: Duration = Duration::from_secs(5 * 60);
/// How often the store is looked into where nothing wakes the loop.
const LOOK_AGAIN: Duration = Duration::from_secs(60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// The work. Clones are the same.
#[derive(Clone)]
pub struct Work {
    shared: Arc<Shared>,
}

struct Shared {
    client: GraphClient,
    table: Table,
    store: Store,
    metrics: Arc<Metrics>,
    source: String,
    first_wait: Duration,
    stop_within: Duration,
    keep: Duration,
    woken: Notify,
}

impl Work {
    pub fn new(client: GraphClient, table: Table, store: Store, metrics: Arc<Metrics>, settings: &Settings) -> Self {
        let shared = Shared {
            client,
            table,
            store,
            metrics,
            source: settings.source.clone(),
            first_wait: settings.retry_after,
            stop_within: settings.stop_within,
            keep: DAY.saturating_mul(settings.keep_days),
            woken: Notify::new(),
        };
        Self {
            shared: Arc::new(shared),
        }
    }

    /// There is something new to do.
    pub fn wake(&self) {
        self.shared.woken.notify_one();
    }

    /// Works until it is to stop; what runs then may end, and the rest is done after the next start.
    pub async fn run(self, stop: Stop) {
        let shared = self.shared;
        let mut running = JoinSet::new();
        let mut keys = HashSet::new();
        let mut forgotten = None::<Instant>;
        while !*stop.borrow() {
            if forgotten.is_none_or(|last| last.elapsed() > DAY) {
                shared.forget().await;
                forgotten = Some(Instant::now());
            }
            let next = match shared.start(&mut running, &mut keys).await {
                Ok(next) => next,
                Err(error) => {
                    tracing::error!(%error, "the database does not respond");
                    shared.first_wait.max(Duration::from_secs(1))
                }
            };
            tokio::select! {
                () = shared.woken.notified() => {}
                () = tokio::time::sleep(next) => {}
                Some(ended) = running.join_next() => ended_one(&mut keys, ended),
                () = stop::wait(stop.clone()) => {}
            }
        }
        let all = async { while running.join_next().await.is_some() {} };
        if tokio::time::timeout(shared.stop_within, all).await.is_err() {
            tracing::warn!(
                left = running.len(),
                "decisions that had not ended are made after the next start"
            );
        }
    }
}

/// A task that panicked keeps its key: its callout waits for the next start, and not for the same panic at once.
fn ended_one(keys: &mut HashSet<Key>, ended: Result<Key, tokio::task::JoinError>) {
    match ended {
        Ok(key) => {
            keys.remove(&key);
        }
        Err(error) => tracing::error!(%error, "a decision panicked"),
    }
}

impl Shared {
    /// Starts what is due and does not run yet; how long to wait for more.
    async fn start(self: &Arc<Self>, running: &mut JoinSet<Key>, keys: &mut HashSet<Key>) -> Result<Duration, Failure> {
        // Those that run are still due, and come first.
        let due = self.store.due(keys.len() + AT_ONCE).await?;
        for pending in due {
            if running.len() >= AT_ONCE {
                return Ok(LOOK_AGAIN);
            }
            if keys.insert(pending.key.clone()) {
                let span = tracing::info_span!("callout", kind = %pending.key.kind, id = %pending.key.id);
                running.spawn(Arc::clone(self).work_on(pending).instrument(span));
            }
        }
        if !running.is_empty() {
            // Whatever ends wakes the loop; what is due before is seen then, or with the next callout.
            return Ok(self.first_wait.clamp(Duration::from_millis(100), LOOK_AGAIN));
        }
        let next = self.store.next_due().await?;
        let wait = next.map(|next| Duration::from_millis(u64::try_from(next - now()).unwrap_or(0)));
        Ok(wait.map_or(LOOK_AGAIN, |wait| wait.min(LOOK_AGAIN)))
    }

    async fn work_on(self: Arc<Self>, pending: Pending) -> Key {
        let key = pending.key.clone();
        if let Err(error) = self.attempt(pending).await {
            // Nothing is noted, so it is due at once: the loop's own wait keeps that from being a storm.
            tracing::error!(%error, "what became of a callout could not be stored");
            tokio::time::sleep(self.first_wait).await;
        }
        key
    }

    /// Decides, and resumes. An error is one of the store.
    async fn attempt(&self, pending: Pending) -> Result<(), Failure> {
        let key = pending.key.clone();
        if now() >= pending.deadline {
            tracing::warn!("nobody waits for the resume any more");
            let note = "its time was over before it could be resumed".to_owned();
            return self.store.done(key, End::Expired, note).await;
        }
        let callout = match Callout::read(key.kind, &pending.body) {
            Ok(callout) => callout,
            Err(error) => return self.store.done(key, End::Refused, error.to_string()).await,
        };
        let decision = match pending.decision.clone() {
            Some(decision) => decision,
            None => match self.decide(&callout).await {
                Ok(decision) => {
                    self.store.decided(key.clone(), decision.clone()).await?;
                    self.metrics.decision(key.kind, decision.name());
                    tracing::info!(decision = decision.name(), "decided");
                    decision
                }
                Err(error) => {
                    tracing::warn!(%error, "the rule could not decide");
                    return self.later(&pending, false, format!("no decision: {error}")).await;
                }
            },
        };
        let began = Instant::now();
        let resumed = match resume::request(&callout, &decision, &self.source, &self.client) {
            Ok(request) => request.send().await,
            Err(error) => Err(error),
        };
        let seconds = began.elapsed().as_secs_f64();
        let Err(error) = resumed else {
            self.metrics.resume(key.kind, End::Resumed.name(), seconds);
            tracing::info!(decision = decision.name(), "resumed");
            return self.store.done(key, End::Resumed, String::new()).await;
        };
        match Refusal::of(&error) {
            Refusal::Final if pending.is_uncertain => {
                self.metrics.resume(key.kind, End::Resumed.name(), seconds);
                tracing::warn!(%error, "refused after an attempt that may have had its effect");
                let note = format!("an earlier attempt may have resumed it; the last one: {error}");
                self.store.done(key, End::Resumed, note).await
            }
            Refusal::Final => {
                self.metrics.resume(key.kind, End::Refused.name(), seconds);
                tracing::error!(%error, "the resume is refused");
                self.store.done(key, End::Refused, error.to_string()).await
            }
            refusal => {
                self.metrics.resume(key.kind, "failed", seconds);
                tracing::warn!(%error, attempts = pending.attempts + 1, "the resume failed");
                self.later(&pending, refusal == Refusal::Uncertain, error.to_string())
                    .await
            }
        }
    }

    async fn decide(&self, callout: &Callout) -> Result<Decision, msgraph_identity_governance::Error> {
        match callout {
            Callout::AccessPackage(callout) => rule::access_package(&self.table, &self.client, callout).await,
            Callout::CustomTask(callout) => Ok(rule::custom_task(callout)),
        }
    }

    /// Another attempt, after a wait; the last one when the time ends.
    async fn later(&self, pending: &Pending, is_uncertain: bool, note: String) -> Result<(), Failure> {
        let wait = self
            .first_wait
            .saturating_mul(1 << pending.attempts.min(16))
            .min(LONGEST_WAIT);
        let next = now().saturating_add(milliseconds(wait)).min(pending.deadline);
        self.store.failed(pending.key.clone(), next, is_uncertain, note).await
    }

    async fn forget(&self) {
        match self.store.forget(now().saturating_sub(milliseconds(self.keep))).await {
            Ok(0) => {}
            Ok(count) => tracing::info!(count, "callouts that were done long ago are forgotten"),
            Err(error) => tracing::error!(%error, "callouts that were done long ago could not be removed"),
        }
    }
}
