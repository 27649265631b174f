//! `msgraph-ig resume ID --approve|--deny|--cancel`: resumes a request that waits for a custom extension.

use clap::{Arg, ArgAction, ArgGroup, ArgMatches, Command};
use msgraph_identity_governance::Method;
use msgraph_identity_governance::reflection::Member;
use serde_json::{Value, json};

use super::requests::{Waiting, prepared, stages, stages_of, text, waiting_in};
use crate::body::Given;
use crate::common::api;
use crate::complete;
use crate::failure::{Failure, Kind};
use crate::operation::{Input, flag, request_options};
use crate::run::Run;

const REQUEST: &str = "/assignmentRequests/{accessPackageAssignmentRequest-id}";
const STAGE: &str = "microsoft.graph.accessPackageCustomExtensionStage";

pub(super) fn command() -> Command {
    let decision = |name: &'static str, help: &'static str| {
        Arg::new(name)
            .long(name)
            .action(ArgAction::SetTrue)
            .help(help)
            .help_heading("Decision")
    };
    let mut command = Command::new("resume")
        .about("Resumes an access package request that waits for a custom extension")
        .after_help(
            "What is not given is read from the request: the callout that waits, and its stage from the policies of the \
             access package.\n`msgraph-ig waiting` lists the requests that wait.\n\nPermissions:\n  delegated: \
             EntitlementManagement.ReadWrite.All\n  application: EntitlementManagement.ReadWrite.All\n\nExample:\n  \
             msgraph-ig resume 7a6ab703-0780-4b37-8445-81f679b2d75c --approve --detail 'no conflict found'",
        )
        .arg(Arg::new("id").value_name("ID").required(true).help("The id of the request"))
        .arg(decision("approve", "Let the request go on"))
        .arg(decision("deny", "Deny it"))
        .arg(decision("cancel", "Cancel it"))
        .group(ArgGroup::new("decision").args(["approve", "deny", "cancel"]).required(true))
        .arg(
            Arg::new("detail")
                .long("detail")
                .value_name("TEXT")
                .help("Why; kept for audits and shown to approvers"),
        )
        .arg(
            Arg::new("source")
                .long("source")
                .value_name("TEXT")
                .default_value("msgraph-ig")
                .help("Who decided; kept for audits"),
        )
        .arg(
            Arg::new("instance")
                .long("instance")
                .value_name("ID")
                .help("The id of the callout that waits, where there are several"),
        );
    let mut stage = Arg::new("stage")
        .long("stage")
        .value_name("STAGE")
        .help("The stage at which it waits");
    if let Some(ty) = api(false).ty(STAGE) {
        stage = stage.add(complete::values(ty));
    }
    command = command.arg(stage);
    for arg in request_options() {
        command = command.arg(arg);
    }
    command
}

pub(super) fn run(matches: &ArgMatches, run: &Run) -> Result<(), Failure> {
    let given = |id: &str| matches.get_one::<String>(id).cloned();
    let id = given("id").unwrap_or_default();
    let (stage, instance) = match (given("stage"), given("instance")) {
        (Some(stage), Some(instance)) => (spelled(&stage, flag(matches, "force"))?, instance),
        (stage, instance) => {
            let stage = stage.map(|stage| spelled(&stage, flag(matches, "force"))).transpose()?;
            fetched(run, &id, stage, instance)?
        }
    };
    let mut data = json!({
        "@odata.type": "#microsoft.graph.accessPackageAssignmentRequestCallbackData",
        "stage": stage,
        "customExtensionStageInstanceId": instance,
    });
    let mut put = |name: &str, value: Option<String>| {
        if let (Some(value), Some(members)) = (value, data.as_object_mut()) {
            members.insert(name.to_owned(), Value::from(value));
        }
    };
    put("customExtensionStageInstanceDetail", given("detail"));
    let state = match (matches.get_flag("deny"), matches.get_flag("cancel")) {
        (true, _) => Some("denied".to_owned()),
        (_, true) => Some("canceled".to_owned()),
        _ => None,
    };
    put("state", state);
    let body = json!({
        "source": given("source").unwrap_or_default(),
        "type": format!("{STAGE}.{stage}"),
        "data": data,
    });
    let input = Input {
        headers: crate::operation::headers_of(matches).map_err(crate::run::refused)?,
        body: Given {
            whole: Some(body.to_string()),
            ..Given::default()
        },
        force: flag(matches, "force"),
        ..Input::default()
    };
    let prepared = prepared(run.api, Method::Post, &format!("{REQUEST}/resume"), Some(&id), input)?;
    run.send(&prepared, matches)
}

/// The metadata's spelling of a stage.
fn spelled(stage: &str, force: bool) -> Result<String, Failure> {
    let Some(ty) = api(false).ty(STAGE) else {
        return Ok(stage.to_owned());
    };
    let names: Vec<&str> = ty.own_members().map(Member::name).collect();
    match names.iter().find(|name| name.eq_ignore_ascii_case(stage)) {
        Some(name) => Ok((*name).to_owned()),
        None if force => Ok(stage.to_owned()),
        None => Err(Failure::usage(format!("`{}` is no stage", stage.escape_debug()))
            .at("--stage")
            .tip(format!("there are {}", names.join(", ")))),
    }
}

/// What the request itself says of the callout that waits.
fn fetched(run: &Run, id: &str, stage: Option<String>, instance: Option<String>) -> Result<(String, String), Failure> {
    let session = run.session()?;
    let query = vec![("$expand".to_owned(), "accessPackage($select=id)".to_owned())];
    let input = Input {
        query,
        ..Input::default()
    };
    let get = prepared(run.api, Method::Get, REQUEST, Some(id), input)?;
    let json = session.json(&get)?;
    let request: Value = serde_json::from_str(json.as_str())
        .map_err(|error| Failure::new(Kind::Network, format!("the request is no JSON: {error}")))?;
    let mut waiting = waiting_in(&request);
    if let Some(instance) = &instance {
        waiting.retain(|one| one.instance == *instance);
    }
    let found = match waiting.as_slice() {
        [one] => one.clone(),
        [] => match (&stage, &instance) {
            (None, Some(instance)) => Waiting {
                instance: instance.clone(),
                ..Waiting::default()
            },
            _ => {
                return Err(Failure::usage("none of its callouts waits for a callback")
                    .at(format!("request {id}"))
                    .tip(states(&request))
                    .tip("--stage and --instance say what to resume all the same"));
            }
        },
        several => {
            let ids: Vec<&str> = several.iter().map(|one| one.instance.as_str()).collect();
            return Err(Failure::usage("several of its callouts wait")
                .at(format!("request {id}"))
                .tip(format!("--instance says which: {}", ids.join(", "))));
        }
    };
    if let Some(stage) = stage {
        return Ok((stage, found.instance));
    }
    let package = request.get("accessPackage").and_then(|package| text(package, "id"));
    let all = stages(&session, run.api)?;
    match stages_of(&found, package.as_deref(), &all).as_slice() {
        [one] => Ok((one.stage.clone(), found.instance)),
        [] => Err(Failure::usage("no policy says at which stage its extension is called")
            .at(format!("request {id}"))
            .tip("--stage says it")),
        several => {
            let names: Vec<&str> = several.iter().map(|stage| stage.stage.as_str()).collect();
            Err(Failure::usage("its extension is called at several stages")
                .at(format!("request {id}"))
                .tip(format!("--stage says which: {}", names.join(", "))))
        }
    }
}

/// The states of a request's callouts, for whoever thought that one waits.
fn states(request: &Value) -> String {
    let instances = request.get("customExtensionCalloutInstances").and_then(Value::as_array);
    let states = instances.into_iter().flatten().filter_map(|one| text(one, "status"));
    let states: Vec<String> = states.map(|state| state.escape_debug().to_string()).collect();
    match states.is_empty() {
        true => "it has no callouts".to_owned(),
        false => format!("its callouts are in the states {}", states.join(", ")),
    }
}
