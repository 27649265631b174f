//! What is due at a time.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use time::OffsetDateTime;

use super::NodeId;

/// Something that a behavior wants to do later.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Timer {
    /// When, by the local Graph's clock.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    /// The entity that it is about. It ends with the entity.
    pub node: NodeId,
    /// What is to be done: the behavior's own word.
    pub purpose: Box<str>,
}

/// Names a timer within its store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct TimerId(pub(super) u64);

/// Timers by time; of the same time, by the order in which they were set.
#[derive(Debug, Default)]
pub(super) struct Timers {
    by_id: BTreeMap<TimerId, Timer>,
    by_time: BTreeSet<(OffsetDateTime, TimerId)>,
    by_node: HashMap<NodeId, BTreeSet<TimerId>>,
    last: u64,
}

impl Timers {
    pub(super) fn new_id(&mut self) -> TimerId {
        self.last += 1;
        TimerId(self.last)
    }

    /// The last number that was used.
    pub(super) fn last(&self) -> u64 {
        self.last
    }

    pub(super) fn count_from(&mut self, last: u64) {
        self.last = self.last.max(last);
    }

    pub(super) fn put(&mut self, id: TimerId, timer: Timer) {
        self.take(id);
        self.last = self.last.max(id.0);
        self.by_time.insert((timer.at, id));
        self.by_node.entry(timer.node).or_default().insert(id);
        self.by_id.insert(id, timer);
    }

    pub(super) fn take(&mut self, id: TimerId) -> Option<Timer> {
        let timer = self.by_id.remove(&id)?;
        self.by_time.remove(&(timer.at, id));
        if let Some(ids) = self.by_node.get_mut(&timer.node) {
            ids.remove(&id);
            if ids.is_empty() {
                self.by_node.remove(&timer.node);
            }
        }
        Some(timer)
    }

    pub(super) fn get(&self, id: TimerId) -> Option<&Timer> {
        self.by_id.get(&id)
    }

    pub(super) fn next(&self) -> Option<(TimerId, &Timer)> {
        let (_, id) = self.by_time.first()?;
        Some((*id, self.by_id.get(id)?))
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (TimerId, &Timer)> {
        self.by_time
            .iter()
            .filter_map(|(_, id)| Some((*id, self.by_id.get(id)?)))
    }

    pub(super) fn of(&self, node: NodeId) -> impl Iterator<Item = (TimerId, &Timer)> {
        let ids = self.by_node.get(&node).into_iter().flatten();
        ids.filter_map(|id| Some((*id, self.by_id.get(id)?)))
    }
}
