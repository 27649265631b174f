//! `msgraph-ig waiting`: the requests that wait for a callback.

use clap::{Arg, ArgAction, ArgMatches, Command};
use msgraph_identity_governance::Method;
use serde_json::{Value, json};

use super::requests::{Stage, items, prepared, stages, stages_of, text, until, waiting_in};
use crate::failure::Failure;
use crate::operation::Input;
use crate::output::{ColumnNames, Output};
use crate::run::Run;

pub(super) fn command() -> Command {
    Command::new("waiting")
        .about("Lists the access package requests that wait for a custom extension")
        .after_help(
            "Since when is the time at which the request was made, until when that time with the extension's own limit: \
             the service does not say when it called.\n\nPermissions:\n  delegated: \
             EntitlementManagement.Read.All\n  application: EntitlementManagement.Read.All",
        )
        .arg(
            Arg::new("no-stages")
                .long("no-stages")
                .action(ArgAction::SetTrue)
                .help("Do not read the policies, which say at which stage and how long a request waits"),
        )
}

pub(super) fn run(matches: &ArgMatches, run: &Run) -> Result<(), Failure> {
    let session = run.session()?;
    // Requests in these states have their callouts behind them.
    let over = match run.api.version() {
        "beta" => "requestState ne 'Delivered' and requestState ne 'Denied' and requestState ne 'Canceled'",
        _ => "state ne 'delivered' and state ne 'denied' and state ne 'canceled'",
    };
    let input = Input {
        query: vec![
            (
                "$expand".to_owned(),
                "accessPackage($select=id,displayName),requestor".to_owned(),
            ),
            ("$filter".to_owned(), over.to_owned()),
        ],
        ..Input::default()
    };
    let list = prepared(run.api, Method::Get, "/assignmentRequests", None, input)?;
    let requests = items(&session, &list)?;
    let waits: Vec<&Value> = requests
        .iter()
        .filter(|request| !waiting_in(request).is_empty())
        .collect();
    let known = match waits.is_empty() || matches.get_flag("no-stages") {
        true => Vec::new(),
        false => stages(&session, run.api)?,
    };
    let rows: Vec<Value> = waits.into_iter().flat_map(|request| rows(request, &known)).collect();
    let count = rows.len();
    let names = ColumnNames {
        selected: Vec::new(),
        main: vec![
            "id",
            "requestor",
            "accessPackage",
            "stage",
            "since",
            "until",
            "instance",
        ],
    };
    let mut output = Output::new(&run.common.output, run.settings()?.output, names)?;
    output.document(&json!({ "value": rows }).to_string())?;
    output.finish()?;
    if count == 0 {
        run.reporter.note("no request waits");
    }
    Ok(())
}

fn rows(request: &Value, known: &[Stage]) -> Vec<Value> {
    let package = request.get("accessPackage");
    let package_id = package.and_then(|package| text(package, "id"));
    let since = text(request, "createdDateTime");
    let of_one = |waiting: super::requests::Waiting| {
        let stages = stages_of(&waiting, package_id.as_deref(), known);
        let timeout = match stages.as_slice() {
            [one] => one.timeout.clone(),
            _ => None,
        };
        let names: Vec<&str> = stages.iter().map(|stage| stage.stage.as_str()).collect();
        json!({
            "id": waiting.request,
            "instance": waiting.instance,
            "customExtensionId": waiting.extension,
            "requestor": request.get("requestor").and_then(|one| text(one, "displayName")),
            "accessPackage": package.and_then(|package| text(package, "displayName")),
            "stage": match names.is_empty() { true => Value::Null, false => Value::from(names.join(" or ")) },
            "since": since,
            "until": since.as_deref().and_then(|since| until(since, timeout.as_deref())),
        })
    };
    waiting_in(request).into_iter().map(of_one).collect()
}
