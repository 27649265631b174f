//! Consent to applications: users ask for it, somebody reviews what they ask.

#[cfg(test)]
mod tests;

use msgraph_identity_governance::reflection::{Operation, Type};
use serde_json::{Map, Value, json};
use time::Duration;

use super::approval::{self, Approvers};
use super::entities::{self, is_of, key, says};
use super::instants::written;
use super::people;
use crate::behavior::{Behavior, Bound, Call, Outcome};
use crate::failure::Failure;
use crate::store::{NodeId, Store, Timer};
use crate::turn::Turn;

/// The behavior.
#[derive(Debug, Default)]
pub struct AppConsent;

const APP_REQUEST: &str = "appConsentRequest";
const REQUEST: &str = "userConsentRequest";

/// The purpose of timers.
const EXPIRES: &str = "app-consent:expire";

/// How long a request waits.
const WAITS: Duration = Duration::days(30);

const GAPS: [&str; 3] = [
    "Consent: a request is made by POST here, as there is no consent prompt that would make it.",
    "Consent: everybody but the one who asked reviews a request; the policy of admin consent is not modelled.",
    "Consent: an approval grants no permission, and a denial blocks no application.",
];

impl Behavior for AppConsent {
    fn name(&self) -> &'static str {
        "app-consent"
    }

    fn creating(
        &self,
        _turn: &mut Turn<'_>,
        ty: Type,
        _owner: NodeId,
        _property: &str,
        body: &mut Map<String, Value>,
    ) -> Result<(), Failure> {
        let lacks = |name: &str| {
            body.get(name)
                .and_then(Value::as_str)
                .is_none_or(|text| text.trim().is_empty())
        };
        match ty.short_name() {
            APP_REQUEST if lacks("appId") => Err(Failure::bad_request("A request has an `appId`.").about("appId")),
            REQUEST => {
                // The service makes the approval.
                body.remove("approval");
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn created(&self, turn: &mut Turn<'_>, node: NodeId) -> Result<(), Failure> {
        if !is_of(&turn.change, node, REQUEST) {
            return Ok(());
        }
        let id = key(&turn.change, node);
        let user = people::signed_in(&turn.change, turn.caller);
        let by = user.map(|user| key(&turn.change, user)).unwrap_or_default();
        approval::open(&mut turn.change, (node, "approval"), &id, &by, Approvers::Others)?;
        turn.change.set(node, "approvalId", id);
        turn.change.set(node, "status", "InProgress");
        turn.change.set(node, "createdDateTime", written(turn.now));
        if !by.is_empty() {
            let who = people::identity(&turn.change, &by);
            turn.change.set(node, "createdBy", json!({"user": who}));
        }
        turn.change.set_timer(turn.now + WAITS, node, EXPIRES);
        Ok(())
    }

    fn updating(&self, turn: &mut Turn<'_>, node: NodeId, body: &mut Map<String, Value>) -> Result<(), Failure> {
        match request_of_stage(&turn.change, node) {
            Some(_) => approval::deciding(turn, node, body),
            None => Ok(()),
        }
    }

    fn updated(&self, turn: &mut Turn<'_>, node: NodeId, _body: &Map<String, Value>) -> Result<(), Failure> {
        if let Some(request) = request_of_stage(&turn.change, node) {
            turn.change.cancel_timers_for(request, EXPIRES);
            turn.change.set(request, "status", "Completed");
            turn.change.set(request, "completedDateTime", written(turn.now));
        }
        Ok(())
    }

    fn call(&self, turn: &mut Turn<'_>, call: &Call) -> Option<Result<Outcome, Failure>> {
        match &call.bound {
            Bound::Collection { owner, property } if self.knows(call.operation) => {
                Some(filter(turn, *owner, property, &call.arguments))
            }
            _ => None,
        }
    }

    fn due(&self, turn: &mut Turn<'_>, timer: &Timer) -> Result<(), Failure> {
        let request = timer.node;
        if says(&turn.change, request, "status", "InProgress") {
            turn.change.set(request, "status", "Expired");
            turn.change.set(request, "completedDateTime", written(turn.now));
            if let Some(approval) = turn.change.one(request, "approval") {
                approval::close(&mut turn.change, approval, "Expired");
            }
        }
        Ok(())
    }

    fn gaps(&self) -> &'static [&'static str] {
        &GAPS
    }

    fn knows(&self, operation: Operation) -> bool {
        let segment = operation.segment();
        segment.name() == "filterByCurrentUser" && segment.template().contains("/appConsent/")
    }
}

/// The user's request whose approval has a stage.
fn request_of_stage(store: &Store, stage: NodeId) -> Option<NodeId> {
    let approval = entities::owner(store, stage).filter(|_| is_of(store, stage, approval::words(store).stage))?;
    entities::owner(store, approval).filter(|request| is_of(store, *request, REQUEST))
}

/// The requests that the signed-in user reviews; of applications those with such a request.
fn filter(turn: &Turn<'_>, owner: NodeId, property: &str, arguments: &Map<String, Value>) -> Result<Outcome, Failure> {
    if arguments.get("on").and_then(Value::as_str) != Some("reviewer") {
        return Err(Failure::bad_request("`on` is `reviewer`.").about("on"));
    }
    let user = people::signed_in(&turn.change, turn.caller);
    let user = user.ok_or_else(|| Failure::forbidden("There is no signed-in user."))?;
    let (store, user) = (&turn.change, key(&turn.change, user));
    let reviews = |request: NodeId| {
        let approval = store.one(request, "approval");
        approval.is_some_and(|approval| approval::is_approver(store, approval, &user))
    };
    let found = store
        .contained(owner, property)
        .filter(|id| match is_of(store, *id, APP_REQUEST) {
            true => store.contained(*id, "userConsentRequests").any(reviews),
            false => reviews(*id),
        });
    Ok(Outcome::Entities(found.collect()))
}
