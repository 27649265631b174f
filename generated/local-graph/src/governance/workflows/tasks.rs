//! What a task does to a user.

use serde_json::Value;

use super::catalog::{self, Effect};
use super::extension;
use crate::governance::{directory, entities};
use crate::store::{Change, NodeId};
use crate::turn::Turn;

/// How a task ended, or that it has not.
#[derive(Debug, PartialEq)]
pub(super) enum Ended {
    /// It is done.
    Completed,
    /// It failed, with a sentence on why.
    Failed(String),
    /// A custom task extension is being called, or waited for.
    NotYet,
}

/// Does a task. `result` is its entity, `user` none where the user is gone.
pub(super) fn perform(turn: &mut Turn<'_>, result: NodeId, task: NodeId, user: Option<NodeId>) -> Ended {
    let Some(user) = user else {
        return Ended::Failed("The user is not in the directory any more.".to_owned());
    };
    let definition = entities::text(&turn.change, task, "taskDefinitionId").and_then(catalog::definition);
    let done = match definition.map(|definition| definition.effect) {
        None => Err("The task has no definition.".to_owned()),
        Some(Effect::Recorded) => Ok(()),
        Some(Effect::ForManager) => match directory::manager(&turn.change, user, 1) {
            Some(_) => Ok(()),
            None => Err("The user has no manager.".to_owned()),
        },
        Some(Effect::Enable(is_enabled)) => {
            turn.change.set(user, "accountEnabled", is_enabled);
            Ok(())
        }
        Some(Effect::AddToGroups) => groups(&turn.change, task).map(|groups| {
            for group in groups {
                directory::add_member(&mut turn.change, group, user);
            }
        }),
        Some(Effect::RemoveFromGroups) => groups(&turn.change, task).map(|groups| {
            for group in groups {
                directory::remove_member(&mut turn.change, group, user);
            }
        }),
        Some(Effect::RemoveFromAllGroups) => {
            for group in directory::groups_of(&turn.change, user) {
                directory::remove_member(&mut turn.change, group, user);
            }
            Ok(())
        }
        Some(Effect::DeleteUser) => {
            turn.change.remove(user);
            Ok(())
        }
        Some(Effect::Extension) => return extension::launch(turn, result, task, user),
    };
    match done {
        Ok(()) => Ended::Completed,
        Err(why) => Ended::Failed(why),
    }
}

/// The value of a task's argument; names are compared without regard to case, as the documentation writes them in
/// several.
pub(super) fn argument<'c>(change: &'c Change<'_>, task: NodeId, name: &str) -> Option<&'c str> {
    let arguments = change.get(task)?.member("arguments")?.as_array()?;
    let is = |argument: &&Value| {
        let own = argument.get("name").and_then(Value::as_str);
        own.is_some_and(|own| own.eq_ignore_ascii_case(name))
    };
    arguments.iter().find(is)?.get("value")?.as_str()
}

/// The groups that a task names.
fn groups(change: &Change<'_>, task: NodeId) -> Result<Vec<NodeId>, String> {
    let ids = argument(change, task, catalog::GROUPS).unwrap_or_default();
    let ids = ids.split(',').map(str::trim).filter(|id| !id.is_empty());
    let found: Result<Vec<NodeId>, String> = ids
        .map(|id| {
            let group = change.find_named("group", id);
            group.ok_or_else(|| format!("There is no group `{}`.", id.escape_debug()))
        })
        .collect();
    match found {
        Ok(none) if none.is_empty() => Err(format!("The task's argument `{}` names no group.", catalog::GROUPS)),
        other => other,
    }
}
