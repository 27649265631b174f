//! Acceptances: recorded once, until they end by the clock or by a new version.

use serde_json::{Map, Value, json};
use time::OffsetDateTime;

use super::{ACCEPTANCE, AGREEMENT, agreements};
use crate::failure::Failure;
use crate::governance::entities::{self, is_of, key, says, text};
use crate::governance::instants::{instant, span, written};
use crate::governance::{directory, people};
use crate::store::{Change, NodeId};
use crate::turn::Turn;

fn refusal(target: &str, why: &str) -> Failure {
    Failure::bad_request(why).about(target)
}

/// Looks at a new acceptance.
pub(super) fn check(body: &mut Map<String, Value>) -> Result<(), Failure> {
    let state = body.get("state").and_then(Value::as_str).unwrap_or("accepted");
    let known = ["accepted", "declined"]
        .into_iter()
        .find(|known| known.eq_ignore_ascii_case(state));
    let known = known.ok_or_else(|| refusal("state", "`state` is `accepted` or `declined`."))?;
    body.insert("state".to_owned(), json!(known));
    Ok(())
}

/// Records it: of which agreement, by whom, until when.
pub(super) fn created(turn: &mut Turn<'_>, acceptance: NodeId) -> Result<(), Failure> {
    let change = &turn.change;
    let named = text(change, acceptance, "agreementId").and_then(|id| change.find_named(AGREEMENT, id));
    let above = change.referrers(acceptance, "acceptances").next();
    let agreement = named.or(above.filter(|id| is_of(change, *id, AGREEMENT)));
    let agreement = agreement.ok_or_else(|| refusal("agreementId", "There is no such agreement."))?;
    let user = match text(change, acceptance, "userId") {
        Some(id) => directory::user(change, id),
        None => people::signed_in(change, turn.caller),
    };
    let user = user.ok_or_else(|| refusal("userId", "There is no such user."))?;
    let device = text(change, acceptance, "deviceId").map(str::to_owned);
    let per_device = entities::is_on(change, agreement, "isPerDeviceAcceptanceRequired");
    if per_device && device.is_none() {
        return Err(refusal(
            "deviceId",
            "This agreement is accepted on each device: `deviceId` is missing.",
        ));
    }
    let whose = (key(change, user), device.filter(|_| per_device));
    if of(change, agreement).any(|other| other != acceptance && is_in_force(turn, other, &whose)) {
        return Err(Failure::conflict(
            "The user has accepted this agreement, and need not again yet.",
        ));
    }
    let accepted = says(change, acceptance, "state", "accepted");
    let end = accepted.then(|| end(change, agreement, turn.now)).flatten();
    let file = agreements::default_file(change, agreement).map(|file| key(change, file));
    let given = text(change, acceptance, "agreementFileId").map(str::to_owned);
    let members = json!({
        "agreementFileId": given.or(file),
        "agreementId": key(change, agreement),
        "expirationDateTime": end.map(written),
        "recordedDateTime": written(turn.now),
        "userDisplayName": text(change, user, "displayName"),
        "userEmail": text(change, user, "mail"),
        "userId": key(change, user),
        "userPrincipalName": text(change, user, "userPrincipalName"),
    });
    if let Value::Object(members) = members {
        turn.change.set_all(acceptance, members);
    }
    turn.change.refer(agreement, "acceptances", acceptance);
    Ok(())
}

/// The acceptances of an agreement.
fn of<'c>(change: &'c Change<'_>, agreement: NodeId) -> impl Iterator<Item = NodeId> + 'c {
    let all = change
        .references(agreement, "acceptances")
        .chain(change.contained(agreement, "acceptances"));
    all.filter(|id| is_of(change, *id, ACCEPTANCE))
}

fn is_in_force(turn: &Turn<'_>, acceptance: NodeId, (user, device): &(String, Option<String>)) -> bool {
    let change = &turn.change;
    let ends = change
        .get(acceptance)
        .and_then(|node| instant(node.member("expirationDateTime")));
    says(change, acceptance, "state", "accepted")
        && says(change, acceptance, "userId", user)
        && device
            .as_ref()
            .is_none_or(|device| says(change, acceptance, "deviceId", device))
        && ends.is_none_or(|at| at > turn.now)
}

/// When an acceptance of now ends: after the time in which a user must accept again, or when the terms expire for
/// everybody, whichever is first.
fn end(change: &Change<'_>, agreement: NodeId, now: OffsetDateTime) -> Option<OffsetDateTime> {
    let node = change.get(agreement)?;
    let own = span(node.member("userReacceptRequiredFrequency")).map(|length| now.saturating_add(length));
    let of_terms = node
        .member("termsExpiration")
        .filter(|of| of.is_object())
        .and_then(|of| {
            let start = instant(of.get("startDateTime"))?;
            let every = span(of.get("frequency")).filter(|length| length.is_positive());
            match every {
                _ if start > now => Some(start),
                Some(length) => {
                    let passed = (now - start).whole_seconds() / length.whole_seconds().max(1);
                    start.checked_add(length.checked_mul(i32::try_from(passed + 1).ok()?)?)
                }
                None => None,
            }
        });
    own.into_iter().chain(of_terms).min()
}

/// Everybody must accept anew.
pub(super) fn expire_all(turn: &mut Turn<'_>, agreement: NodeId) {
    let at = written(turn.now);
    let all: Vec<NodeId> = of(&turn.change, agreement).collect();
    for acceptance in all {
        let ends = turn
            .change
            .get(acceptance)
            .and_then(|node| instant(node.member("expirationDateTime")));
        if ends.is_none_or(|end| end > turn.now) {
            turn.change.set(acceptance, "expirationDateTime", at.clone());
        }
    }
}
