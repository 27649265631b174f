//! A request by its method and URL: `msgraph-ig get '/identityGovernance/…?$top=5'`.

use clap::{Arg, ArgAction, ArgMatches, Args as _, Command, ValueHint};
use msgraph_identity_governance::Method;
use msgraph_identity_governance::reflection::Api;

use crate::body::Given;
use crate::complete;
use crate::failure::Failure;
use crate::operation::{Input, prepare_url, request_options};
use crate::run::{Run, refused};
use crate::send::ListArgs;

/// One command per method.
pub(super) fn commands(api: &'static Api) -> Vec<Command> {
    ["get", "post", "patch", "put", "delete"]
        .map(|name| command(name, api))
        .into()
}

fn command(name: &'static str, api: &'static Api) -> Command {
    let mut command = ListArgs::augment_args(Command::new(name))
        .about(format!("Sends a {} by its URL", name.to_uppercase()))
        .arg(
            Arg::new("url")
                .value_name("URL")
                .required(true)
                .help(
                    "The path below the version with its query, or the whole URL; only the path of a whole one is used",
                )
                .add(complete::paths(api)),
        )
        .arg(
            Arg::new("raw")
                .long("raw")
                .action(ArgAction::SetTrue)
                .help("Send what the metadata does not know"),
        );
    if name != "get" {
        command = command.arg(
            Arg::new("body")
                .long("body")
                .value_name("JSON|@FILE|-")
                .value_hint(ValueHint::FilePath)
                .allow_hyphen_values(true)
                .help("The body: JSON, @ and a file, or - for standard input"),
        );
        command = command.arg(
            Arg::new("input-file")
                .long("input-file")
                .value_name("FILE")
                .value_hint(ValueHint::FilePath)
                .help("The file to send as a stream"),
        );
    }
    for arg in request_options() {
        command = command.arg(arg);
    }
    command
}

pub(super) fn run(method: &str, matches: &ArgMatches, run: &Run) -> Result<(), Failure> {
    let method = match method {
        "post" => Method::Post,
        "patch" => Method::Patch,
        "put" => Method::Put,
        "delete" => Method::Delete,
        _ => Method::Get,
    };
    let text = |id: &str| matches.try_get_one::<String>(id).ok().flatten().cloned();
    let input = Input {
        headers: crate::operation::headers_of(matches).map_err(refused)?,
        body: Given {
            whole: text("body"),
            ..Given::default()
        },
        input_file: text("input-file"),
        force: crate::operation::flag(matches, "force"),
        ..Input::default()
    };
    let url = text("url").unwrap_or_default();
    let raw = matches.get_flag("raw");
    let prepared = prepare_url(run.api, method, &url, input, raw).map_err(refused)?;
    run.send(&prepared, matches)
}
