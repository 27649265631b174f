//! Reports of what was reviewed: history definitions and their instances.

use base64::Engine;
use serde_json::{Map, Value, json};
use time::{Duration, OffsetDateTime};

use super::instance::STEP;
use super::recurrence::Recurrence;
use super::{HISTORY_INSTANCE, REPORTED, REPORTS, items};
use crate::behavior::Outcome;
use crate::failure::Failure;
use crate::governance::entities::{make, owner, says, text};
use crate::governance::instants::{instant, written};
use crate::governance::people;
use crate::store::{Change, NodeId};
use crate::turn::Turn;

/// The decisions that a report has where its definition names none.
const DECISIONS: [&str; 5] = ["approve", "deny", "dontKnow", "notReviewed", "notNotified"];

/// How long a report can be fetched.
const KEPT: Duration = Duration::days(30);

/// The columns of a report.
const COLUMNS: &str = "review,instance,principal,resource,decision,reviewedBy,reviewedDateTime,applyResult";

/// Looks at a new definition, and fills in what it leaves out.
pub(super) fn check_new(turn: &Turn<'_>, body: &mut Map<String, Value>) -> Result<(), Failure> {
    let is_empty = |value: &Value| value.as_array().is_none_or(Vec::is_empty);
    if body.get("decisions").is_none_or(is_empty) {
        body.insert("decisions".to_owned(), json!(DECISIONS));
    }
    let time = |name: &str| instant(body.get(name));
    let span = (
        time("reviewHistoryPeriodStartDateTime"),
        time("reviewHistoryPeriodEndDateTime"),
    );
    if let (Some(start), Some(end)) = span
        && start > end
    {
        let why = "The period of a report ends before it begins.";
        return Err(Failure::bad_request(why).about("reviewHistoryPeriodEndDateTime"));
    }
    body.insert("createdBy".to_owned(), people::asking(turn));
    Ok(())
}

/// A report is made after a while, or at the times of its schedule.
pub(super) fn created(turn: &mut Turn<'_>, history: NodeId) -> Result<(), Failure> {
    turn.change.set(history, "status", "requested");
    let by = people::asking(turn);
    turn.change.set(history, "createdBy", by);
    let recurrence = recurrence(turn, history);
    let at = recurrence.filter(|of| of.repeats()).and_then(|of| of.next(turn.now));
    turn.change.set_timer(at.unwrap_or(turn.now + STEP), history, REPORTS);
    Ok(())
}

fn recurrence(turn: &Turn<'_>, history: NodeId) -> Option<Recurrence> {
    let settings = turn
        .change
        .get(history)?
        .member("scheduleSettings")
        .filter(|of| of.is_object())?;
    Some(Recurrence::of(settings.get("recurrence"), turn.now))
}

/// Begins a report.
pub(super) fn open(turn: &mut Turn<'_>, history: NodeId) -> Result<(), Failure> {
    let node = turn.change.get(history);
    let member = |name: &str| node.and_then(|node| node.member(name)).cloned();
    let settings = member("scheduleSettings").filter(Value::is_object);
    let (from, to) = match settings.as_ref().and_then(|of| of.get("reportRange")?.as_str()) {
        Some(range) => (json!(written(turn.now - length(range))), json!(written(turn.now))),
        None => (
            member("reviewHistoryPeriodStartDateTime").unwrap_or_default(),
            member("reviewHistoryPeriodEndDateTime").unwrap_or_default(),
        ),
    };
    let members = json!({
        "downloadUri": null,
        "expirationDateTime": null,
        "fulfilledDateTime": null,
        "reviewHistoryPeriodStartDateTime": from,
        "reviewHistoryPeriodEndDateTime": to,
        "runDateTime": written(turn.now),
        "status": "inprogress",
    });
    let report = make(&mut turn.change, (history, "instances"), HISTORY_INSTANCE, members)?;
    turn.change.set(history, "status", "inprogress");
    turn.change.set_timer(turn.now + STEP, report, REPORTED);
    if let Some(at) = recurrence(turn, history)
        .filter(|of| of.repeats())
        .and_then(|of| of.next(turn.now + Duration::SECOND))
    {
        turn.change.set_timer(at, history, REPORTS);
    }
    Ok(())
}

/// The length of a `reportRange`: `P1M` is thirty days.
fn length(range: &str) -> Duration {
    let number: String = range.chars().filter(char::is_ascii_digit).take(4).collect();
    let number: i64 = number.parse().unwrap_or(1);
    let days = match range.chars().last() {
        Some('D') => 1,
        Some('W') => 7,
        Some('Y') => 365,
        _ => 30,
    };
    Duration::days(number * days)
}

/// A report is there.
pub(super) fn done(turn: &mut Turn<'_>, report: NodeId) -> Result<(), Failure> {
    turn.change.set(report, "status", "done");
    turn.change.set(report, "fulfilledDateTime", written(turn.now));
    turn.change.set(report, "expirationDateTime", written(turn.now + KEPT));
    if let Some(history) = owner(&turn.change, report) {
        turn.change.set(history, "status", "done");
    }
    Ok(())
}

/// Gives the report as a URL that has it inside (`data:`): nobody needs another server to read it.
pub(super) fn generate_download_uri(turn: &mut Turn<'_>, report: NodeId) -> Result<Outcome, Failure> {
    let expires = turn
        .change
        .get(report)
        .and_then(|node| instant(node.member("expirationDateTime")));
    if !says(&turn.change, report, "status", "done") {
        return Err(Failure::bad_request("The report is not done yet."));
    }
    if expires.is_some_and(|at| at < turn.now) {
        return Err(Failure::bad_request("The report has expired."));
    }
    let rows = rows(&turn.change, report);
    let encoded = base64::engine::general_purpose::STANDARD.encode(rows.join("\r\n"));
    turn.change
        .set(report, "downloadUri", format!("data:text/csv;base64,{encoded}"));
    Ok(Outcome::Entity(report))
}

fn rows(change: &Change<'_>, report: NodeId) -> Vec<String> {
    let mut rows = vec![COLUMNS.to_owned()];
    let Some(history) = owner(change, report) else {
        return rows;
    };
    let time = |id: NodeId, name: &str| instant(change.get(id)?.member(name));
    let (from, to) = (
        time(report, "reviewHistoryPeriodStartDateTime"),
        time(report, "reviewHistoryPeriodEndDateTime"),
    );
    let is_within = |at: Option<OffsetDateTime>| {
        at.is_some_and(|at| from.is_none_or(|from| from <= at) && to.is_none_or(|to| at <= to))
    };
    let member = |name: &str| change.get(history).and_then(|node| node.member(name)?.as_array());
    let decisions: Vec<&str> = member("decisions")
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let scopes: Vec<&str> = member("scopes")
        .into_iter()
        .flatten()
        .filter_map(|scope| quoted(scope.get("query")?.as_str()?))
        .collect();
    let reviews = change.at(&["identityGovernance", "accessReviews"]);
    for review in reviews.into_iter().flat_map(|set| change.contained(set, "definitions")) {
        let scope = change
            .get(review)
            .and_then(|node| node.member("scope"))
            .map(Value::to_string)
            .unwrap_or_default();
        if !scopes.is_empty() && !scopes.iter().any(|part| scope.contains(part)) {
            continue;
        }
        for instance in change
            .contained(review, "instances")
            .filter(|id| is_within(time(*id, "startDateTime")))
        {
            for item in items::last(change, instance) {
                let decision = text(change, item, "decision").unwrap_or_default();
                if decisions.iter().any(|own| own.eq_ignore_ascii_case(decision)) {
                    rows.push(row(change, review, instance, item));
                }
            }
        }
    }
    rows
}

/// The text that a scope looks for: `/groups` of `contains(scope/query, '/groups')`.
fn quoted(query: &str) -> Option<&str> {
    let (_, rest) = query.split_once('\'')?;
    rest.split_once('\'').map(|(text, _)| text)
}

fn row(change: &Change<'_>, review: NodeId, instance: NodeId, item: NodeId) -> String {
    let name = |member: &str| {
        let of = change
            .get(item)
            .and_then(|node| node.member(member)?.get("displayName")?.as_str());
        of.unwrap_or_default()
    };
    let own = |member: &str| text(change, item, member).unwrap_or_default();
    let cells = [
        text(change, review, "displayName").unwrap_or_default(),
        change.get(instance).map(|node| node.key()).unwrap_or_default(),
        name("principal"),
        name("resource"),
        own("decision"),
        name("reviewedBy"),
        own("reviewedDateTime"),
        own("applyResult"),
    ];
    let cells = cells.map(|cell| format!("\"{}\"", cell.replace('"', "\"\"")));
    cells.join(",")
}
