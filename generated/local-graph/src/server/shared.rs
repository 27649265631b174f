//! What the requests to one local Graph share.

use std::net::SocketAddr;
use std::sync::Arc;

use super::exchanges::Exchanges;
use super::faults::Faults;
use super::seed::Seed;
use super::tokens::{Identity, Keys};
use crate::engine::Engine;

/// What the requests to one local Graph share.
pub(super) struct Shared {
    pub(super) engine: Arc<Engine>,
    pub(super) keys: Arc<Keys>,
    pub(super) exchanges: Arc<Exchanges>,
    pub(super) faults: Faults,
    pub(super) identity: Identity,
    pub(super) seed: Seed,
    /// Whether a token must have a permission of the operation.
    pub(super) check_permissions: bool,
    /// Whether other hosts than this machine get callouts.
    pub(super) callouts_to_others: bool,
    /// The longest body that is taken, in bytes.
    pub(super) body_limit: usize,
    /// Where it listens.
    pub(super) address: SocketAddr,
    /// The URL, without a slash at its end.
    pub(super) url: String,
}
