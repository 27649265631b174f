//! Definitions: their rules, when their instances open, and where a series stands.

use msgraph_identity_governance::reflection::Api;
use serde_json::{Map, Value, json};
use time::Duration;

use super::query::{About, Query};
use super::recurrence::Recurrence;
use super::{OPENS, instance};
use crate::failure::Failure;
use crate::governance::entities::{self, says, type_name};
use crate::governance::{matching, people};
use crate::store::{Change, NodeId, Store};
use crate::turn::Turn;

/// How long an instance is open where the settings do not say.
const USUAL_DAYS: i64 = 1;

/// The words of `defaultDecision`.
const DEFAULTS: [&str; 4] = ["None", "Approve", "Deny", "Recommendation"];

/// Looks at a new definition, and fills in what it leaves out.
pub(super) fn check_new(body: &mut Map<String, Value>, api: &'static Api) -> Result<(), Failure> {
    let refused = |target: &str, why: &str| Err(Failure::bad_request(why).about(target));
    if body
        .get("displayName")
        .and_then(Value::as_str)
        .is_none_or(|text| text.trim().is_empty())
    {
        return refused("displayName", "A review has a `displayName`.");
    }
    for name in ["scope", "settings"] {
        if !body.get(name).is_some_and(Value::is_object) {
            return refused(name, &format!("A review has `{name}`."));
        }
    }
    check_update(body, api)?;
    for name in ["reviewers", "fallbackReviewers"] {
        body.entry(name).or_insert(json!([]));
    }
    Ok(())
}

/// Looks at what a definition is changed to.
pub(super) fn check_update(body: &Map<String, Value>, api: &'static Api) -> Result<(), Failure> {
    let settings = body.get("settings");
    let member = |name: &str| {
        settings
            .and_then(|settings| settings.get(name))
            .filter(|value| !value.is_null())
    };
    if let Some(days) = member("instanceDurationInDays")
        && !days.as_i64().is_some_and(|days| (0..=180).contains(&days))
    {
        let why = "An instance is open for at most 180 days.";
        return Err(Failure::bad_request(why).about("settings/instanceDurationInDays"));
    }
    if let Some(word) = member("defaultDecision")
        && !DEFAULTS
            .iter()
            .any(|own| word.as_str().is_some_and(|word| word.eq_ignore_ascii_case(own)))
    {
        let why = "`defaultDecision` is `None`, `Approve`, `Deny` or `Recommendation`.";
        return Err(Failure::bad_request(why).about("settings/defaultDecision"));
    }
    // A filter on members is about users: one that cannot be read is refused here, since a clock cannot refuse it.
    let scope = body
        .get("scope")
        .and_then(|scope| Some((Query::of(scope)?, scope.get("query")?.as_str()?)));
    if let Some((
        Query {
            about: About::Members(..),
            ..
        },
        text,
    )) = scope
        && let Some((_, filter)) = text.split_once("$filter=")
        && let Some(user) = api.ty("microsoft.graph.user")
    {
        let filter = filter.split('&').next().unwrap_or_default().replace('+', " ");
        let checked = matching::check(user, &filter);
        checked.map_err(|why| Failure::bad_request(why).about("scope/query"))?;
    }
    stage_ids(body.get("stageSettings"))
}

/// Stages have ids of their own, and follow on stages that are there.
fn stage_ids(stages: Option<&Value>) -> Result<(), Failure> {
    let stages = stages.and_then(Value::as_array).into_iter().flatten();
    let mut known: Vec<&str> = Vec::new();
    for (at, stage) in stages.enumerate() {
        let id = stage.get("stageId").and_then(Value::as_str).unwrap_or_default();
        let refused = |name: &str, why: &str| {
            let target = format!("stageSettings/{at}/{name}");
            Err(Failure::bad_request(why).about(target))
        };
        if id.is_empty() || known.contains(&id) {
            return refused("stageId", "A stage has a `stageId` of its own.");
        }
        let before = stage.get("dependsOn").and_then(Value::as_array).into_iter().flatten();
        if !before.filter_map(Value::as_str).all(|id| known.contains(&id)) {
            return refused("dependsOn", "A stage depends on stages before it.");
        }
        let days = stage
            .get("durationInDays")
            .and_then(Value::as_i64)
            .unwrap_or(USUAL_DAYS);
        if !(0..=180).contains(&days) {
            return refused("durationInDays", "A stage is open for at most 180 days.");
        }
        known.push(id);
    }
    Ok(())
}

/// A new definition has not started.
pub(super) fn created(turn: &mut Turn<'_>, definition: NodeId) -> Result<(), Failure> {
    let by = people::asking(turn);
    turn.change.set(definition, "createdBy", by);
    turn.change.set(definition, "status", "NotStarted");
    plan(turn, definition)
}

/// A member of the settings.
pub(super) fn setting<'s>(store: &'s Store, definition: NodeId, name: &str) -> Option<&'s Value> {
    store.get(definition)?.member("settings")?.get(name)
}

/// Whether a setting is on.
pub(super) fn is_set(store: &Store, definition: NodeId, name: &str) -> bool {
    setting(store, definition, name)
        .and_then(Value::as_bool)
        .unwrap_or(false)
}

/// How long an instance is open.
pub(super) fn length(store: &Store, definition: NodeId) -> Duration {
    let stages = store
        .get(definition)
        .and_then(|node| node.member("stageSettings")?.as_array());
    let days = |of: &Value, name: &str| of.get(name).and_then(Value::as_i64).unwrap_or(USUAL_DAYS).max(1);
    let of_stages: i64 = stages
        .into_iter()
        .flatten()
        .map(|stage| days(stage, "durationInDays"))
        .sum();
    let own = setting(store, definition, "instanceDurationInDays").and_then(Value::as_i64);
    Duration::days(match of_stages {
        0 => own.unwrap_or(USUAL_DAYS).max(1),
        days => days,
    })
}

/// Sets when the next instances open. The first ones open at once where their time is not over yet, or there is only
/// one time.
pub(super) fn plan(turn: &mut Turn<'_>, definition: NodeId) -> Result<(), Failure> {
    turn.change.cancel_timers_for(definition, OPENS);
    if has_begun(&turn.change, definition) {
        return plan_next(turn, definition);
    }
    let recurrence = Recurrence::of(setting(&turn.change, definition, "recurrence"), turn.now);
    let running = turn.now - length(&turn.change, definition);
    let next = recurrence.next(running).or((!recurrence.repeats()).then_some(turn.now));
    if let Some(at) = next {
        turn.change.set_timer(at.max(turn.now), definition, OPENS);
    }
    Ok(())
}

fn plan_next(turn: &mut Turn<'_>, definition: NodeId) -> Result<(), Failure> {
    let recurrence = Recurrence::of(setting(&turn.change, definition, "recurrence"), turn.now);
    if let Some(at) = recurrence
        .next(turn.now + Duration::SECOND)
        .filter(|_| recurrence.repeats())
    {
        turn.change.set_timer(at, definition, OPENS);
    }
    Ok(())
}

fn has_begun(store: &Store, definition: NodeId) -> bool {
    !says(store, definition, "status", "NotStarted")
}

/// Opens the instances of this time: one per group that is enumerated, else one.
pub(super) fn open(turn: &mut Turn<'_>, definition: NodeId) -> Result<(), Failure> {
    let node = turn.change.get(definition);
    let part = |name: &str| {
        node.and_then(|node| node.member(name))
            .filter(|part| part.is_object())
            .cloned()
    };
    let (scope, enumerated) = (part("scope").unwrap_or_default(), part("instanceEnumerationScope"));
    let resources: Vec<Option<NodeId>> = match enumerated.as_ref().and_then(Query::of) {
        Some(query) => {
            let found = query.find(&turn.change, turn.now, None, None);
            found.into_iter().map(|(id, _)| Some(id)).collect()
        }
        None => vec![resource(&turn.change, &scope)],
    };
    turn.change.set(definition, "status", "InProgress");
    for resource in resources {
        instance::open(turn, definition, resource, &scope)?;
    }
    plan_next(turn, definition)?;
    settle(&mut turn.change, definition);
    Ok(())
}

/// The group that a scope is about.
fn resource(store: &Store, scope: &Value) -> Option<NodeId> {
    let scopes = scope
        .get("resourceScopes")
        .and_then(Value::as_array)
        .into_iter()
        .flatten();
    let scopes = scopes.chain([scope]).filter_map(Query::of);
    scopes
        .filter_map(|query| store.find_named("group", query.group()?))
        .next()
}

/// The queries that find whose access is reviewed.
pub(super) fn principals(scope: &Value) -> Vec<Query> {
    match type_name(scope) {
        "principalResourceMembershipsScope" => {
            let scopes = scope
                .get("principalScopes")
                .and_then(Value::as_array)
                .into_iter()
                .flatten();
            scopes.filter_map(Query::of).collect()
        }
        _ => Query::of(scope).into_iter().collect(),
    }
}

/// Stops a review: its open instances close, and no further ones open.
pub(super) fn stop(turn: &mut Turn<'_>, definition: NodeId) -> Result<(), Failure> {
    let open: Vec<NodeId> = turn
        .change
        .contained(definition, "instances")
        .filter(|id| says(&turn.change, *id, "status", "InProgress"))
        .collect();
    let is_planned = turn.change.timers_of(definition).next().is_some();
    if open.is_empty() && !is_planned {
        return Err(Failure::bad_request("The review has ended already."));
    }
    turn.change.cancel_timers_for(definition, OPENS);
    for instance in open {
        instance::close(turn, instance)?;
    }
    settle(&mut turn.change, definition);
    Ok(())
}

/// Where a review stands: in progress while more instances are to open or some are open, else where the last of its
/// instances stands.
pub(super) fn settle(change: &mut Change<'_>, definition: NodeId) {
    const ORDER: [&str; 4] = ["InProgress", "Completed", "Applying", "Applied"];
    let goes_on = change.timers_of(definition).next().is_some();
    let instances: Vec<NodeId> = change.contained(definition, "instances").collect();
    let status = match () {
        () if goes_on && instances.is_empty() => "NotStarted",
        () if goes_on => "InProgress",
        () => {
            let is_some = |word: &&str| instances.iter().any(|id| says(change, *id, "status", word));
            ORDER.into_iter().find(is_some).unwrap_or("Completed")
        }
    };
    if !entities::says(change, definition, "status", status) {
        change.set(definition, "status", status);
    }
}
