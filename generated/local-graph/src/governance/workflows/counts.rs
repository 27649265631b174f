//! What a run, its users and its reports count, and the state that follows from it.

use serde_json::{Value, json};

use super::USER_RESULT;
use super::run::is_open;
use crate::governance::entities::{is_of, says};
use crate::governance::instants::written;
use crate::store::{Change, NodeId};
use crate::turn::Turn;

/// How many of something ended how.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Counts {
    pub(super) total: usize,
    pub(super) completed: usize,
    pub(super) failed: usize,
    pub(super) cancelled: usize,
    pub(super) open: usize,
}

impl Counts {
    /// Counts tasks, users or runs by their status. One that completed with errors has failed.
    pub(super) fn of(change: &Change<'_>, ids: impl IntoIterator<Item = NodeId>) -> Self {
        let mut counts = Self::default();
        for id in ids {
            let is = |status: &str| says(change, id, "processingStatus", status);
            counts.total += 1;
            match () {
                () if is_open(change, id) => counts.open += 1,
                () if is("completed") => counts.completed += 1,
                () if is("canceled") => counts.cancelled += 1,
                () => counts.failed += 1,
            }
        }
        counts
    }

    /// The state of what consists of these.
    ///
    /// A user's tasks after a failed one are cancelled: that user failed. Where all failed ones let the others go on, it
    /// completed with errors.
    fn of_user(self) -> &'static str {
        match self {
            Self { open: 1.., .. } => "inProgress",
            Self {
                failed: 0,
                cancelled: 0,
                ..
            } => "completed",
            Self { failed: 0, .. } => "canceled",
            Self {
                cancelled: 0,
                completed: 1..,
                ..
            } => "completedWithErrors",
            _ => "failed",
        }
    }

    fn of_run(self) -> &'static str {
        match self {
            Self { open: 1.., .. } => "inProgress",
            Self {
                failed: 0,
                cancelled: 0,
                ..
            } => "completed",
            Self { failed: 0, .. } => "canceled",
            Self { total, failed, .. } if total == failed => "failed",
            _ => "completedWithErrors",
        }
    }
}

/// Brings a run, its users and its reports up to date with its tasks.
pub(super) fn settle(turn: &mut Turn<'_>, run: NodeId) {
    let users: Vec<NodeId> = turn.change.references(run, "userProcessingResults").collect();
    for user in &users {
        let tasks = Counts::of(&turn.change, turn.change.references(*user, "taskProcessingResults"));
        let members = json!({
            "totalTasksCount": tasks.total,
            "failedTasksCount": tasks.failed,
            "totalUnprocessedTasksCount": tasks.open + tasks.cancelled,
        });
        write(turn, *user, tasks.of_user(), members);
    }
    let of_users = Counts::of(&turn.change, users);
    let results: Vec<NodeId> = turn.change.references(run, "taskProcessingResults").collect();
    let tasks = Counts::of(&turn.change, results.iter().copied());
    let members = json!({
        "lastUpdatedDateTime": written(turn.now),
        "totalUsersCount": of_users.total,
        "successfulUsersCount": of_users.completed,
        "failedUsersCount": of_users.failed,
        "totalTasksCount": tasks.total,
        "failedTasksCount": tasks.failed,
        "totalUnprocessedTasksCount": tasks.open + tasks.cancelled,
    });
    // A run that could not do all for anybody has failed; a user that completed with errors has not.
    let failed = turn.change.references(run, "userProcessingResults");
    let failed = failed
        .filter(|user| says(&turn.change, *user, "processingStatus", "failed"))
        .count();
    let state = match of_users.of_run() {
        "failed" if failed < of_users.total => "completedWithErrors",
        state => state,
    };
    write(turn, run, state, members);
    let mut reports: Vec<NodeId> = Vec::new();
    for result in results {
        let of = turn.change.referrers(result, "taskProcessingResults");
        reports.extend(of.filter(|id| *id != run && !is_of(&turn.change, *id, USER_RESULT)));
    }
    reports.sort_unstable();
    reports.dedup();
    for report in reports {
        let users = Counts::of(&turn.change, turn.change.references(report, "taskProcessingResults"));
        let members = json!({
            "lastUpdatedDateTime": written(turn.now),
            "totalUsersCount": users.total,
            "successfulUsersCount": users.completed,
            "failedUsersCount": users.failed,
            "unprocessedUsersCount": users.open + users.cancelled,
        });
        write(turn, report, users.of_run(), members);
    }
}

/// Writes a state, and the time at which it became a last one.
fn write(turn: &mut Turn<'_>, id: NodeId, state: &str, members: Value) {
    let was_open = is_open(&turn.change, id);
    if let Value::Object(members) = members {
        turn.change.set_all(id, members);
    }
    turn.change.set(id, "processingStatus", state);
    if was_open && state != "inProgress" {
        turn.change.set(id, "completedDateTime", written(turn.now));
    }
}
