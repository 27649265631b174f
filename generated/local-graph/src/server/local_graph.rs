//! A local Graph, started and stopped.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

use msgraph_identity_governance::Cloud;
use time::{Duration, OffsetDateTime};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::callouts::Callouts;
use super::control::direct;
use super::exchanges::Exchanges;
use super::faults::{Fault, Faults};
use super::http;
use super::journal::{FileJournal, OpenError};
use super::seed::{self, Seed};
use super::shared::Shared;
use super::tokens::{Identity, Keys};
use crate::engine::{Engine, InMemory, Journal, State};
use crate::failure::Failure;
use crate::governance::callouts::Address;

/// The longest body that is taken unless set, in bytes: a page of terms of use has a few megabytes.
const BODY_LIMIT: usize = 16 * 1024 * 1024;

/// A local Graph that listens. It stops when it is dropped; [`stop`](Self::stop) waits for what is being responded to.
///
/// ```
/// use msgraph_identity_governance::v1_0::{GraphClient, GraphClientOptions};
/// use msgraph_identity_governance::StaticTokenCredential;
/// use msgraph_local_graph::LocalGraph;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let graph = LocalGraph::builder().start().await?;
///
/// let options = GraphClientOptions { cloud: graph.cloud(), ..Default::default() };
/// let client = GraphClient::new(StaticTokenCredential::new("anything"), Some(options))?;
/// let packages = client.identity_governance().entitlement_management().access_packages().list().await?;
/// assert!(!packages.value.is_empty());
///
/// graph.stop().await;
/// # Ok(())
/// # }
/// ```
pub struct LocalGraph {
    shared: Arc<Shared>,
    stop: watch::Sender<bool>,
    served: Option<JoinHandle<()>>,
}

/// How a local Graph is started.
#[derive(Clone, Debug)]
pub struct LocalGraphBuilder {
    address: SocketAddr,
    seed: Seed,
    state: Option<PathBuf>,
    clock: Option<OffsetDateTime>,
    check_permissions: bool,
    callouts: Vec<(String, Address)>,
    callouts_to_others: bool,
    identity: Identity,
    body_limit: usize,
}

/// Why a local Graph did not start.
#[derive(Debug)]
#[non_exhaustive]
pub enum StartError {
    /// The address cannot be listened at.
    Address(SocketAddr, std::io::Error),
    /// The state's file cannot be opened. It is as before.
    State(OpenError),
    /// The seed cannot be read, or a request of it is refused.
    Seed(Failure),
    /// A callout's address is refused.
    Callout(Failure),
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address(address, why) => write!(f, "{address} cannot be listened at: {why}"),
            Self::State(why) => why.fmt(f),
            Self::Seed(failure) | Self::Callout(failure) => f.write_str(&failure.message),
        }
    }
}

impl std::error::Error for StartError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Address(_, why) => Some(why),
            Self::State(why) => Some(why),
            Self::Seed(failure) | Self::Callout(failure) => Some(failure),
        }
    }
}

impl Default for LocalGraphBuilder {
    fn default() -> Self {
        Self {
            address: (Ipv4Addr::LOCALHOST, 0).into(),
            seed: Seed::default(),
            state: None,
            clock: None,
            check_permissions: false,
            callouts: Vec::new(),
            callouts_to_others: false,
            identity: Identity::default(),
            body_limit: BODY_LIMIT,
        }
    }
}

impl LocalGraphBuilder {
    /// The port; any free one unless set.
    #[must_use]
    pub fn port(mut self, port: u16) -> Self {
        self.address.set_port(port);
        self
    }

    /// The address to listen at; `127.0.0.1` unless set. Whoever reaches it may do everything.
    #[must_use]
    pub fn listen(mut self, address: IpAddr) -> Self {
        self.address.set_ip(address);
        self
    }

    /// What it begins with; the demo organisation unless set. A state of a file has begun already.
    #[must_use]
    pub fn seed(mut self, seed: Seed) -> Self {
        self.seed = seed;
        self
    }

    /// The file that the state is kept in. Without one it is gone when the local Graph stops.
    #[must_use]
    pub fn state(mut self, path: impl Into<PathBuf>) -> Self {
        self.state = Some(path.into());
        self
    }

    /// The time by which it begins; the machine's unless set. A state of a file has its own.
    #[must_use]
    pub fn clock(mut self, now: OffsetDateTime) -> Self {
        self.clock = Some(now);
        self
    }

    /// Refuses a request whose token lacks the permissions that Microsoft publishes for the operation: 401 without a
    /// token, 403 with the names of the permissions.
    #[must_use]
    pub fn check_permissions(mut self, check: bool) -> Self {
        self.check_permissions = check;
        self
    }

    /// Posts the callouts of an extension there. `extension` is its `id` or `displayName`, or `*` for all.
    #[must_use]
    pub fn callout(mut self, extension: impl Into<String>, address: Address) -> Self {
        self.callouts.push((extension.into(), address));
        self
    }

    /// Lets callouts go to other hosts than this machine.
    #[must_use]
    pub fn callouts_to_others(mut self, allow: bool) -> Self {
        self.callouts_to_others = allow;
        self
    }

    /// Who posts callouts: what their token says.
    #[must_use]
    pub fn identity(mut self, identity: Identity) -> Self {
        self.identity = identity;
        self
    }

    /// The longest body of a request that is taken, in bytes; 16 MiB unless set.
    #[must_use]
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.body_limit = bytes;
        self
    }

    /// Starts it. It serves as long as the executor runs, which is tokio's.
    ///
    /// # Errors
    /// When the address cannot be listened at, the state cannot be read, or the seed is refused.
    pub async fn start(self) -> Result<LocalGraph, StartError> {
        let failed = |why| StartError::Address(self.address, why);
        let listener = TcpListener::bind(self.address).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let (journal, held): (Box<dyn Journal>, _) = match &self.state {
            Some(path) => {
                let (journal, held) = FileJournal::open(path).map_err(StartError::State)?;
                (Box::new(journal), held)
            }
            None => (Box::new(InMemory), None),
        };
        let is_new = held.is_none();
        let mut state = held.unwrap_or_default();
        if let Some(now) = self.clock.filter(|_| is_new) {
            state.set_ahead(now - OffsetDateTime::now_utc());
        }
        let (keys, exchanges) = (Arc::new(Keys::default()), Arc::new(Exchanges::default()));
        let callouts = Callouts::new(
            Arc::clone(&keys),
            Arc::clone(&exchanges),
            self.identity.clone(),
            self.callouts_to_others,
        );
        let engine = Engine::new(
            state,
            journal,
            crate::governance::behaviors(),
            Box::new(callouts.clone()),
        );
        callouts.is_of(&engine);
        for (extension, address) in &self.callouts {
            direct(&engine, extension, Some(address), self.callouts_to_others).map_err(StartError::Callout)?;
        }
        if is_new && let Err(failure) = seed::sow(&engine, &self.seed) {
            // What was made before the refusal is no state to go on with.
            if let Some(path) = &self.state {
                let _ = std::fs::remove_file(path);
            }
            return Err(StartError::Seed(failure));
        }
        let shared = Arc::new(Shared {
            engine,
            keys,
            exchanges,
            faults: Faults::default(),
            identity: self.identity,
            seed: self.seed,
            check_permissions: self.check_permissions,
            callouts_to_others: self.callouts_to_others,
            body_limit: self.body_limit,
            url: format!("http://{}", reachable(address)),
            address,
        });
        let (stop, stopped) = watch::channel(false);
        let served = tokio::spawn(http::serve(listener, Arc::clone(&shared), stopped));
        Ok(LocalGraph {
            shared,
            stop,
            served: Some(served),
        })
    }
}

/// The address by which this machine reaches what listens there.
fn reachable(address: SocketAddr) -> SocketAddr {
    match address.ip() {
        ip if !ip.is_unspecified() => address,
        IpAddr::V4(_) => (Ipv4Addr::LOCALHOST, address.port()).into(),
        IpAddr::V6(_) => (std::net::Ipv6Addr::LOCALHOST, address.port()).into(),
    }
}

impl LocalGraph {
    /// How one is started.
    #[must_use]
    pub fn builder() -> LocalGraphBuilder {
        LocalGraphBuilder::default()
    }

    /// Its URL, without a slash at its end: `http://127.0.0.1:49152`. The version follows.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.shared.url
    }

    /// The address that it listens at.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.shared.address
    }

    /// The cloud of it, for the options of the library's client.
    #[must_use]
    pub fn cloud(&self) -> Cloud {
        Cloud::Custom {
            endpoint: self.shared.url.clone(),
            scope: Cloud::Global.scope().to_owned(),
        }
    }

    /// The state and what changes it, for a look without HTTP.
    #[must_use]
    pub fn engine(&self) -> &Arc<Engine> {
        &self.shared.engine
    }

    /// The local Graph's time.
    #[must_use]
    pub fn now(&self) -> OffsetDateTime {
        self.shared.engine.read(State::now)
    }

    /// Moves the clock ahead; all that becomes due on the way is done, with its callouts.
    ///
    /// # Errors
    /// When the clock cannot be moved so far, or the new time cannot be kept.
    pub async fn advance(&self, by: Duration) -> Result<OffsetDateTime, Failure> {
        self.shared.engine.advance(by).await
    }

    /// Waits until no callout is being posted.
    pub async fn posted(&self) {
        self.shared.engine.posted().await;
    }

    /// Posts the callouts of an extension there from now on; nowhere without an address. `extension` is its `id` or
    /// `displayName`, or `*` for all.
    ///
    /// # Errors
    /// When the address is none, or not on this machine.
    pub fn set_callout(&self, extension: &str, address: Option<&Address>) -> Result<(), Failure> {
        direct(&self.shared.engine, extension, address, self.shared.callouts_to_others)
    }

    /// Lets requests go wrong from now on.
    ///
    /// # Errors
    /// When the rule cannot hold.
    pub fn add_fault(&self, fault: Fault) -> Result<(), Failure> {
        self.shared.faults.add(fault).map(drop)
    }

    /// Lets no request go wrong any more.
    pub fn clear_faults(&self) {
        self.shared.faults.clear();
    }

    /// Waits until somebody has stopped it.
    pub async fn served(&mut self) {
        if let Some(served) = self.served.as_mut() {
            // A panic of the server has been reported where it was.
            let _ = served.await;
            self.served = None;
        }
    }

    /// Stops it, and waits for requests that are being responded to.
    pub async fn stop(mut self) {
        self.stop.send_replace(true);
        self.served().await;
    }
}

impl Drop for LocalGraph {
    fn drop(&mut self) {
        self.stop.send_replace(true);
    }
}

impl fmt::Debug for LocalGraph {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LocalGraph")
            .field("url", &self.url())
            .finish_non_exhaustive()
    }
}
