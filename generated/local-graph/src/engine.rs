//! The state of both versions, the clock, and what makes turns of them.

use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use msgraph_identity_governance::reflection::Api;
use msgraph_identity_governance::{beta, v1_0};
use time::{Duration, OffsetDateTime};
use tokio::sync::watch;

use crate::behavior::Behavior;
use crate::caller::Caller;
use crate::failure::Failure;
use crate::store::{Change, Delta, Store};
use crate::turn::{Post, Posted, Turn};

/// A version of Microsoft Graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Version {
    /// v1.0
    V1_0,
    /// beta
    Beta,
}

impl Version {
    /// Both.
    pub const ALL: [Self; 2] = [Self::V1_0, Self::Beta];

    /// As in a URL: `v1.0`, `beta`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::V1_0 => "v1.0",
            Self::Beta => "beta",
        }
    }

    /// Its table of paths and types.
    #[must_use]
    pub fn api(self) -> &'static Api {
        match self {
            Self::V1_0 => &v1_0::API,
            Self::Beta => &beta::API,
        }
    }
}

/// The state of both versions and the clock.
#[derive(Debug)]
pub struct State {
    v1_0: Store,
    beta: Store,
    /// How far the local Graph's clock is ahead of the machine's.
    ahead: Duration,
}

impl State {
    /// An empty one.
    #[must_use]
    pub fn new() -> Self {
        Self {
            v1_0: Store::new(Version::V1_0.api()),
            beta: Store::new(Version::Beta.api()),
            ahead: Duration::ZERO,
        }
    }

    /// A version's store.
    #[must_use]
    pub fn store(&self, version: Version) -> &Store {
        match version {
            Version::V1_0 => &self.v1_0,
            Version::Beta => &self.beta,
        }
    }

    /// A version's store, to fill it from a file.
    pub fn store_mut(&mut self, version: Version) -> &mut Store {
        match version {
            Version::V1_0 => &mut self.v1_0,
            Version::Beta => &mut self.beta,
        }
    }

    /// How far the clock is ahead of the machine's.
    #[must_use]
    pub fn ahead(&self) -> Duration {
        self.ahead
    }

    /// Sets the clock, from a file.
    pub fn set_ahead(&mut self, ahead: Duration) {
        self.ahead = ahead;
    }

    /// The local Graph's time.
    #[must_use]
    pub fn now(&self) -> OffsetDateTime {
        OffsetDateTime::now_utc().saturating_add(self.ahead)
    }
}

impl Default for State {
    fn default() -> Self {
        Self::new()
    }
}

/// Where changes are kept before they are answered.
pub trait Journal: Send + Sync {
    /// Keeps a change of a version.
    ///
    /// # Errors
    /// When it could not be kept: the change is undone then.
    fn changed(&mut self, version: Version, delta: &Delta) -> std::io::Result<()>;

    /// Keeps how far the clock is ahead.
    ///
    /// # Errors
    /// When it could not be kept: the clock stays then.
    fn moved(&mut self, ahead: Duration) -> std::io::Result<()>;

    /// Keeps a whole state in place of what was kept before.
    ///
    /// # Errors
    /// When it could not be kept: what was before stays then.
    fn replaced(&mut self, _state: &State) -> std::io::Result<()> {
        Ok(())
    }

    /// Called after a change, with the state: time to write a short form of the journal.
    fn settle(&mut self, _state: &State) {}
}

/// A journal of what is kept in memory alone.
#[derive(Clone, Copy, Debug, Default)]
pub struct InMemory;

impl Journal for InMemory {
    fn changed(&mut self, _version: Version, _delta: &Delta) -> std::io::Result<()> {
        Ok(())
    }

    fn moved(&mut self, _ahead: Duration) -> std::io::Result<()> {
        Ok(())
    }
}

/// Posts callouts.
pub trait Poster: Send + Sync {
    /// Posts one, with its retries, and says how it went.
    fn post<'a>(&'a self, version: Version, post: &'a Post) -> futures::future::BoxFuture<'a, Posted>;
}

/// The state of both versions, with what makes turns of them.
pub struct Engine {
    state: RwLock<(State, Box<dyn Journal>)>,
    behaviors: Vec<Box<dyn Behavior>>,
    poster: Box<dyn Poster>,
    /// One at a time moves the clock or does what is due.
    due: tokio::sync::Mutex<()>,
    /// How many callouts are being posted in the background.
    posting: watch::Sender<usize>,
}

impl Engine {
    /// An engine on a state.
    #[must_use]
    pub fn new(
        state: State,
        journal: Box<dyn Journal>,
        behaviors: Vec<Box<dyn Behavior>>,
        poster: Box<dyn Poster>,
    ) -> Arc<Self> {
        let engine = Self {
            state: RwLock::new((state, journal)),
            behaviors,
            poster,
            due: tokio::sync::Mutex::new(()),
            posting: watch::Sender::new(0),
        };
        engine.prepare();
        Arc::new(engine)
    }

    /// Has each behavior make what is there from the start.
    fn prepare(&self) {
        let nobody = Caller::default();
        for (version, behavior) in Version::ALL
            .into_iter()
            .flat_map(|version| self.behaviors.iter().map(move |behavior| (version, behavior)))
        {
            if let Err(failure) = self.step(version, &nobody, None, |turn| behavior.prepare(turn)) {
                tracing::warn!(behavior = behavior.name(), %failure, "what is there from the start could not be made");
            }
        }
    }

    /// What governance does.
    #[must_use]
    pub fn behaviors(&self) -> &[Box<dyn Behavior>] {
        &self.behaviors
    }

    /// Reads the state.
    pub fn read<T>(&self, read: impl FnOnce(&State) -> T) -> T {
        read(&self.lock_to_read().0)
    }

    /// Makes one turn: a change of a version that holds as a whole, is kept, and whose callouts are then posted in the
    /// background.
    ///
    /// # Errors
    /// The turn's refusal, or that the change could not be kept. Nothing has changed then.
    pub fn turn<T>(
        self: &Arc<Self>,
        version: Version,
        caller: &Caller,
        step: impl FnOnce(&mut Turn<'_>) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let (value, posts) = self.step(version, caller, None, step)?;
        self.post_in_background(version, posts);
        Ok(value)
    }

    /// Puts another state in the place of this one.
    ///
    /// # Errors
    /// When it could not be kept: the state is as before then.
    pub fn replace(&self, state: State) -> Result<(), Failure> {
        let mut guard = self.lock_to_write();
        let kept = guard.1.replaced(&state);
        kept.map_err(|why| Failure::internal(format!("The state could not be kept: {why}")))?;
        guard.0 = state;
        drop(guard);
        self.prepare();
        Ok(())
    }

    /// How many callouts are being posted in the background.
    #[must_use]
    pub fn posting(&self) -> usize {
        *self.posting.borrow()
    }

    /// Waits until no callout is being posted in the background.
    pub async fn posted(&self) {
        // The sender is here: it cannot be gone.
        let _ = self.posting.subscribe().wait_for(|posting| *posting == 0).await;
    }

    /// Does what is due by now, with its callouts.
    pub async fn run_due(self: &Arc<Self>) {
        let _one = self.due.lock().await;
        let now = self.read(State::now);
        self.run_until(now).await;
    }

    /// Moves the clock ahead, and does on the way what becomes due, each at its time: callouts are posted, and have been
    /// responded to, before the clock goes on. Those that are being posted already are waited for.
    ///
    /// # Errors
    /// When the new time could not be kept, or is none.
    pub async fn advance(self: &Arc<Self>, by: Duration) -> Result<OffsetDateTime, Failure> {
        self.posted().await;
        let _one = self.due.lock().await;
        let (target, ahead) = {
            let guard = self.lock_to_read();
            let target = guard.0.now().checked_add(by);
            (target, guard.0.ahead.checked_add(by))
        };
        let (Some(target), Some(ahead)) = (target, ahead) else {
            return Err(Failure::bad_request("The clock cannot be moved so far."));
        };
        self.run_until(target).await;
        let mut guard = self.lock_to_write();
        let (state, journal) = &mut *guard;
        journal
            .moved(ahead)
            .map_err(|why| Failure::internal(format!("The clock could not be kept: {why}")))?;
        state.ahead = ahead;
        Ok(state.now())
    }

    /// Whether something is due.
    #[must_use]
    pub fn is_due(&self) -> bool {
        self.read(|state| {
            let now = state.now();
            Version::ALL.iter().any(|version| state.store(*version).is_due(now))
        })
    }

    /// Does what is due by now, and posts its callouts in the background: so a request sees a state that is up to date,
    /// and waits for no service.
    pub fn catch_up(self: &Arc<Self>) {
        let now = self.read(State::now);
        while let Some((version, posts)) = self.do_next(now) {
            self.post_in_background(version, posts);
        }
    }

    /// Does what is due until a time, in the order of time, callouts included.
    async fn run_until(self: &Arc<Self>, target: OffsetDateTime) {
        while let Some((version, posts)) = self.do_next(target) {
            for post in posts {
                self.post(version, post).await;
            }
        }
    }

    /// Does what is due next until a time, and gives what is to be posted; none where nothing is due.
    fn do_next(&self, target: OffsetDateTime) -> Option<(Version, Vec<Post>)> {
        let (at, version, id) = self.read(|state| {
            let timers = Version::ALL.into_iter().filter_map(|version| {
                let (id, timer) = state.store(version).next_timer()?;
                Some((timer.at, version, id))
            });
            timers.min().filter(|(at, ..)| *at <= target)
        })?;
        let nobody = Caller::default();
        // The timer is taken in a turn of its own: one whose behavior fails is not due for ever.
        let taken = self.step(version, &nobody, Some(at), |turn| Ok(turn.change.cancel_timer(id)));
        let (timer, _) = taken.ok()?;
        // Somebody else has taken it in between.
        let Some(timer) = timer else {
            return Some((version, Vec::new()));
        };
        let done = self.step(version, &nobody, Some(at), |turn| {
            let behaviors = self.behaviors.iter();
            let mut of = behaviors.filter(|behavior| is_of(behavior.name(), &timer.purpose));
            match of.next() {
                Some(behavior) => behavior.due(turn, &timer),
                None => Err(Failure::internal(format!(
                    "Nobody knows the timer `{}`.",
                    timer.purpose
                ))),
            }
        });
        match done {
            Ok(((), posts)) => Some((version, posts)),
            Err(failure) => {
                tracing::warn!(purpose = &*timer.purpose, %failure, "a timer's work failed");
                Some((version, Vec::new()))
            }
        }
    }

    fn post_in_background(self: &Arc<Self>, version: Version, posts: Vec<Post>) {
        for post in posts {
            let posting = Posting::begin(self);
            tokio::spawn(async move { posting.0.post(version, post).await });
        }
    }

    /// Posts a callout, lets its behavior know, and posts what that asks for.
    async fn post(self: &Arc<Self>, version: Version, post: Post) {
        let mut posts = vec![post];
        while let Some(post) = posts.pop() {
            let how = self.poster.post(version, &post).await;
            let nobody = Caller::default();
            let done = self.step(version, &nobody, None, |turn| {
                let mut of = self
                    .behaviors
                    .iter()
                    .filter(|behavior| behavior.name() == post.behavior);
                of.next()
                    .map_or(Ok(()), |behavior| behavior.posted(turn, post.node, &post.purpose, &how))
            });
            match done {
                Ok(((), more)) => posts.extend(more),
                Err(failure) => tracing::warn!(purpose = post.purpose, %failure, "a callout's end failed"),
            }
        }
    }

    fn step<T>(
        &self,
        version: Version,
        caller: &Caller,
        at: Option<OffsetDateTime>,
        step: impl FnOnce(&mut Turn<'_>) -> Result<T, Failure>,
    ) -> Result<(T, Vec<Post>), Failure> {
        let mut guard = self.lock_to_write();
        let (state, journal) = &mut *guard;
        let now = at.unwrap_or_else(|| state.now());
        let done = {
            let mut turn = Turn::new(Change::new(state.store_mut(version)), now, caller);
            let value = step(&mut turn)?;
            let Turn { change, posts, .. } = turn;
            let delta = change.delta();
            if !delta.is_empty() {
                journal
                    .changed(version, &delta)
                    .map_err(|why| Failure::internal(format!("The change could not be kept: {why}")))?;
            }
            change.commit();
            (value, posts)
        };
        journal.settle(state);
        Ok(done)
    }

    fn lock_to_read(&self) -> RwLockReadGuard<'_, (State, Box<dyn Journal>)> {
        // A turn that panicked has put its change back: what is behind the lock is whole.
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn lock_to_write(&self) -> RwLockWriteGuard<'_, (State, Box<dyn Journal>)> {
        self.state.write().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A callout in the background, counted until it is done, also where its task panics or is dropped.
struct Posting(Arc<Engine>);

impl Posting {
    fn begin(engine: &Arc<Engine>) -> Self {
        engine.posting.send_modify(|posting| *posting += 1);
        Self(Arc::clone(engine))
    }
}

impl Drop for Posting {
    fn drop(&mut self) {
        self.0
            .posting
            .send_modify(|posting| *posting = posting.saturating_sub(1));
    }
}

/// Whether a timer's purpose is a behavior's: `entitlement-management:expires`.
fn is_of(behavior: &str, purpose: &str) -> bool {
    purpose.split_once(':').is_some_and(|(name, _)| name == behavior)
}
