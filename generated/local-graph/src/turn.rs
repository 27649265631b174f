//! One step of the local Graph: a request, a timer, or the end of a callout.

use std::collections::BTreeMap;

use serde_json::Value;
use time::OffsetDateTime;

use crate::caller::Caller;
use crate::store::{Change, NodeId};

/// One step: the change that it makes, when, and for whom. All of it holds, or nothing.
pub struct Turn<'a> {
    /// The store, changed.
    pub change: Change<'a>,
    /// The local Graph's time.
    pub now: OffsetDateTime,
    /// Who asks for it; nobody where a timer does.
    pub caller: &'a Caller,
    /// What is to be posted once the change holds.
    pub posts: Vec<Post>,
    /// What a behavior hands from `creating` to `created`, or from `updating` to `updated`, by a word of its own: what
    /// it took out of the body. Whoever needs it takes it out.
    pub carried: BTreeMap<&'static str, Value>,
}

/// Something to be posted to a service: a callout.
///
/// When it has been done, [`Behavior::posted`](crate::behavior::Behavior::posted) is called with how it went.
#[derive(Clone, Debug, PartialEq)]
pub struct Post {
    /// The entity that it is about.
    pub node: NodeId,
    /// Which behavior posts, by its [name](crate::behavior::Behavior::name).
    pub behavior: &'static str,
    /// The behavior's own word, given back to it.
    pub purpose: String,
    /// Where to; an address on this machine mostly.
    pub address: String,
    /// The token's audience; without one it is posted without a token.
    pub audience: Option<String>,
    /// JSON.
    pub body: Value,
    /// How long the service may take, in milliseconds.
    pub timeout_ms: u64,
    /// How often it is tried again after no response or a status of 5xx.
    pub retries: u8,
}

/// How a post went.
#[derive(Clone, Debug, PartialEq)]
pub enum Posted {
    /// The service responded with this status and body.
    Responded {
        /// HTTP's.
        status: u16,
        /// The body where it is JSON.
        body: Option<Value>,
    },
    /// It did not respond, with a sentence on why.
    Failed(String),
}

impl<'a> Turn<'a> {
    /// Begins one.
    #[must_use]
    pub fn new(change: Change<'a>, now: OffsetDateTime, caller: &'a Caller) -> Self {
        Self {
            change,
            now,
            caller,
            posts: Vec::new(),
            carried: BTreeMap::new(),
        }
    }
}
