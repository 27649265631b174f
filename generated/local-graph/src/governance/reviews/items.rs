//! Decision items: one per principal, with a recommendation and those who review it.

use serde_json::{Value, json};
use time::Duration;

use super::instance::{RESOURCE, definition_of};
use super::query::{Principal, Query, last_sign_in};
use super::{ITEM, definition};
use crate::failure::Failure;
use crate::governance::entities::{is_of, key, make, make_with_key, owner, put, says, text};
use crate::governance::instants::{self, written};
use crate::governance::people;
use crate::store::{Change, NodeId, Store};
use crate::turn::Turn;

/// The note that has the keys of those who review an item.
const REVIEWERS: &str = "reviewers";
/// The note that has the key of the assignment under review.
const ASSIGNMENT: &str = "assignment";
/// How far back a sign-in counts where the settings do not say.
const LOOKS_BACK: Duration = Duration::days(30);

/// Makes the items of an instance, or of a stage of it, and contacts those who review them.
pub(super) fn make_all(
    turn: &mut Turn<'_>,
    instance: NodeId,
    stage: Option<NodeId>,
    principals: &[Principal],
) -> Result<(), Failure> {
    for (principal, assignment) in principals {
        let item = make_one(turn, instance, stage, *principal, *assignment)?;
        if let Some(stage) = stage {
            turn.change.refer(stage, "decisions", item);
        }
    }
    assign(turn, stage.unwrap_or(instance))
}

fn make_one(
    turn: &mut Turn<'_>,
    instance: NodeId,
    stage: Option<NodeId>,
    principal: NodeId,
    assignment: Option<NodeId>,
) -> Result<NodeId, Failure> {
    let change = &turn.change;
    let id = key(change, principal);
    let is_group = is_of(change, principal, "group");
    let resource = change
        .get(instance)
        .and_then(|node| node.note(RESOURCE))
        .map(str::to_owned);
    let group = resource.as_deref().and_then(|id| change.find_named("group", id));
    let package = assignment.and_then(|assignment| change.one(assignment, "accessPackage"));
    let reviewed = group.or(package);
    let mut who = people::identity(change, &id);
    let ty = if is_group { "identity" } else { "userIdentity" };
    put(&mut who, "@odata.type", format!("#microsoft.graph.{ty}"));
    if is_group && let Value::Object(who) = &mut who {
        who.remove("userPrincipalName");
    }
    let link = |set: &str, id: &str| json!(format!("https://graph.microsoft.com/v1.0/{set}/{id}"));
    let what = reviewed.map(|id| {
        json!({
            "id": key(change, id),
            "displayName": text(change, id, "displayName"),
            "type": if group.is_some() { "group" } else { "accessPackage" },
        })
    });
    let members = json!({
        "accessReviewId": key(change, instance),
        "decision": "NotReviewed",
        "justification": "",
        "applyResult": "New",
        "appliedDateTime": null,
        "appliedBy": people::nobody(),
        "reviewedDateTime": null,
        "reviewedBy": people::nobody(),
        "recommendation": recommendation(turn, instance, stage, principal),
        "principal": who,
        "principalLink": link(if is_group { "groups" } else { "users" }, &id),
        "resource": what,
        "resourceLink": resource.map(|id| link("groups", &id)),
    });
    let assignment = assignment.map(|id| key(change, id));
    let item = make(&mut turn.change, (instance, "decisions"), ITEM, members)?;
    if let Some(assignment) = assignment {
        turn.change.note(item, ASSIGNMENT, assignment);
    }
    Ok(item)
}

/// What the service would decide: who has signed in of late keeps access.
fn recommendation(turn: &Turn<'_>, instance: NodeId, stage: Option<NodeId>, user: NodeId) -> &'static str {
    let change = &turn.change;
    let Some(definition) = definition_of(change, instance) else {
        return "NoInfoAvailable";
    };
    let of_stage = stage.and_then(|stage| super::stages::settings(change, stage));
    let of_stage = of_stage.and_then(|settings| settings.get("recommendationsEnabled")?.as_bool());
    let is_on = of_stage.unwrap_or_else(|| definition::is_set(change, definition, "recommendationsEnabled"));
    let back = instants::span(definition::setting(
        change,
        definition,
        "recommendationLookBackDuration",
    ));
    match last_sign_in(change, user).filter(|_| is_on) {
        None => "NoInfoAvailable",
        Some(at) if at.saturating_add(back.unwrap_or(LOOKS_BACK)) < turn.now => "Deny",
        Some(_) => "Approve",
    }
}

/// Finds who reviews the open items of an instance or stage, and contacts them.
pub(super) fn assign(turn: &mut Turn<'_>, holder: NodeId) -> Result<(), Failure> {
    let Some(instance) = instance_of(&turn.change, holder) else {
        return Ok(());
    };
    // A stage has reviewers of its own: those of the instance do not matter then.
    if holder == instance && turn.change.count_contained(instance, "stages") > 0 {
        return Ok(());
    }
    let items: Vec<NodeId> = of(&turn.change, holder).collect();
    let scopes = |name: &str| -> Vec<Query> {
        let of_stage = super::stages::settings(&turn.change, holder);
        let own = of_stage.or_else(|| Some(Value::Object(turn.change.get(holder)?.members.clone())));
        let scopes = own
            .as_ref()
            .and_then(|of| of.get(name)?.as_array())
            .cloned()
            .unwrap_or_default();
        scopes.iter().filter_map(Query::of).collect()
    };
    let (reviewers, fallback) = (scopes("reviewers"), scopes("fallbackReviewers"));
    let resource = turn
        .change
        .get(instance)
        .and_then(|node| node.note(RESOURCE))
        .map(str::to_owned);
    let resource = resource.and_then(|id| turn.change.find_named("group", &id));
    let mut contacted: Vec<NodeId> = Vec::new();
    for item in items {
        if !says(&turn.change, item, "decision", "NotReviewed") {
            continue;
        }
        let principal = principal(&turn.change, item);
        let find = |queries: &[Query]| -> Vec<NodeId> {
            let found = queries
                .iter()
                .flat_map(|query| query.find(&turn.change, turn.now, resource, principal));
            found
                .map(|(id, _)| id)
                .filter(|id| is_of(&turn.change, *id, "user"))
                .collect()
        };
        let mut found = match reviewers.is_empty() && fallback.is_empty() {
            // Nobody is named: everybody reviews their own access.
            true => principal.into_iter().collect(),
            false => find(&reviewers),
        };
        if found.is_empty() {
            found = find(&fallback);
        }
        let keys: Vec<String> = found.iter().map(|id| key(&turn.change, *id)).collect();
        turn.change.note(item, REVIEWERS, keys);
        contacted.extend(found);
    }
    for reviewer in contacted {
        contact(turn, instance, reviewer)?;
    }
    Ok(())
}

fn contact(turn: &mut Turn<'_>, instance: NodeId, reviewer: NodeId) -> Result<(), Failure> {
    let id = key(&turn.change, reviewer);
    if turn
        .change
        .contained_by_key(instance, "contactedReviewers", &id)
        .is_some()
    {
        return Ok(());
    }
    let members = json!({
        "createdDateTime": written(turn.now),
        "displayName": text(&turn.change, reviewer, "displayName"),
        "userPrincipalName": text(&turn.change, reviewer, "userPrincipalName"),
    });
    let place = (instance, "contactedReviewers");
    make_with_key(&mut turn.change, place, "accessReviewReviewer", &id, members).map(drop)
}

/// The instance of an item or stage, or the instance itself.
pub(super) fn instance_of(change: &Change<'_>, id: NodeId) -> Option<NodeId> {
    match is_of(change, id, super::INSTANCE) {
        true => Some(id),
        false => owner(change, id),
    }
}

/// The stage of an item.
pub(super) fn stage_of(change: &Change<'_>, item: NodeId) -> Option<NodeId> {
    change
        .referrers(item, "decisions")
        .find(|id| is_of(change, *id, super::STAGE))
}

/// The items of an instance, or of a stage.
pub(super) fn of<'s>(store: &'s Store, holder: NodeId) -> impl Iterator<Item = NodeId> + 's {
    store
        .contained(holder, "decisions")
        .chain(store.references(holder, "decisions"))
}

/// Whose access an item is about, and the assignment under review.
type Whose = (Option<NodeId>, Option<String>);

/// The items that count in the end: of each principal that of the last stage that it came to.
pub(super) fn last(change: &Change<'_>, instance: NodeId) -> Vec<NodeId> {
    let mut last: Vec<(Whose, NodeId)> = Vec::new();
    for item in of(change, instance) {
        let whose = (principal(change, item), assignment(change, item));
        match last.iter_mut().find(|(known, _)| *known == whose) {
            Some((_, known)) => *known = item,
            None => last.push((whose, item)),
        }
    }
    last.into_iter().map(|(_, item)| item).collect()
}

/// Whose access an item is about.
pub(super) fn principal(store: &Store, item: NodeId) -> Option<NodeId> {
    let id = store.get(item)?.member("principal")?.get("id")?.as_str()?;
    crate::governance::directory::object(store, id)
}

/// The assignment that an item is about, where it is one.
pub(super) fn assignment(store: &Store, item: NodeId) -> Option<String> {
    store.get(item)?.note(ASSIGNMENT).map(str::to_owned)
}

/// The group that an item is about, where it is one.
pub(super) fn group(change: &Change<'_>, item: NodeId) -> Option<NodeId> {
    let instance = owner(change, item)?;
    change.find_named("group", change.get(instance)?.note(RESOURCE)?)
}

/// Whether a user reviews an item.
pub(super) fn is_reviewer(store: &Store, item: NodeId, user: &str) -> bool {
    let keys = store.get(item).and_then(|node| node.notes.get(REVIEWERS)?.as_array());
    let mut keys = keys.into_iter().flatten().filter_map(Value::as_str);
    keys.any(|key| key.eq_ignore_ascii_case(user))
}
