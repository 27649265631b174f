//! `msgraph-ig serve`: a local Graph, for as long as the command runs.

mod log;

use std::io::Write as _;
use std::net::IpAddr;
use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use msgraph_local_graph::{Address, LocalGraph, LocalGraphBuilder, Seed, StartError};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::failure::{Failure, Kind};
use crate::run::Run;
use crate::send::Stop;

/// The port unless another one is asked for, so that a profile can have it.
const PORT: &str = "8790";

pub(super) fn command() -> Command {
    let option = |name: &'static str, value: &'static str, help: &'static str| {
        Arg::new(name).long(name).value_name(value).help(help)
    };
    let flag = |name: &'static str, help: &'static str| Arg::new(name).long(name).action(ArgAction::SetTrue).help(help);
    Command::new("serve")
        .about("Serves a Graph of this machine, with a demo organisation, until Ctrl-C")
        .after_help(
            "The URL is printed when it listens. Requests need no sign-in:\n  msgraph-ig serve --callout \
             '*=http://127.0.0.1:8791/callout'\n  msgraph-ig --endpoint http://127.0.0.1:8790 entitlement-management \
             access-packages list\n\nThe page / shows what there is. Below /local are clock, faults, callouts, \
             exchanges, state, gaps, reset and seed:\n  curl -X POST http://127.0.0.1:8790/local/clock -d \
             '{\"advance\": \"P14D\"}'",
        )
        .arg(
            option("port", "PORT", "The port; 0 is any free one")
                .default_value(PORT)
                .value_parser(value_parser!(u16)),
        )
        .arg(
            option("listen", "ADDRESS", "The address; whoever reaches it may do everything")
                .default_value("127.0.0.1")
                .value_parser(value_parser!(IpAddr)),
        )
        .arg(
            option(
                "state",
                "FILE",
                "Keep the state in this file, and go on with it [default: in memory]",
            )
            .value_parser(value_parser!(PathBuf)),
        )
        .arg(
            option(
                "seed",
                "SEED",
                "What a new state begins with: demo, none, or a folder of JSON files",
            )
            .default_value("demo")
            .value_parser(value_parser!(PathBuf)),
        )
        .arg(
            option(
                "clock",
                "TIME",
                "The time by which a new state begins, 2026-01-01T00:00:00Z for instance",
            )
            .value_parser(parse_time),
        )
        .arg(flag(
            "check-permissions",
            "Refuse a request whose token lacks the operation's permissions",
        ))
        .arg(
            option(
                "callout",
                "EXTENSION=URL",
                "Post the callouts of a custom extension there; its id or name, or * for all",
            )
            .action(ArgAction::Append)
            .value_parser(parse_callout),
        )
        .arg(option(
            "callout-audience",
            "AUDIENCE",
            "Post them with a token for this audience [default: without a token]",
        ))
        .arg(flag(
            "callouts-to-others",
            "Let callouts go to other hosts than this machine",
        ))
        .arg(flag("quiet", "Do not log requests"))
}

/// An extension and the URL of its callouts.
fn parse_callout(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((extension, url)) if !extension.is_empty() && !url.is_empty() => {
            Ok((extension.to_owned(), url.to_owned()))
        }
        _ => Err("it is an extension and a URL: 'Check=http://127.0.0.1:8791/callout'".to_owned()),
    }
}

fn parse_time(text: &str) -> Result<OffsetDateTime, String> {
    OffsetDateTime::parse(text, &Rfc3339).map_err(|_| "it is no time: 2026-01-01T00:00:00Z is one".to_owned())
}

pub(super) fn run(matches: &ArgMatches, run: &Run) -> Result<(), Failure> {
    log::to(&run.reporter, matches.get_flag("quiet"));
    let builder = builder(matches);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Failure::new(Kind::Network, format!("nothing can be served: {error}")))?;
    runtime.block_on(async {
        let stop = Stop::listen();
        let mut graph = builder.start().await.map_err(refused)?;
        announce(&graph)?;
        tokio::select! {
            () = stop.stopped() => graph.stop().await,
            () = graph.served() => {}
        }
        Ok(())
    })
}

fn builder(matches: &ArgMatches) -> LocalGraphBuilder {
    let mut builder = LocalGraph::builder()
        .check_permissions(matches.get_flag("check-permissions"))
        .callouts_to_others(matches.get_flag("callouts-to-others"));
    if let Some(port) = matches.get_one::<u16>("port") {
        builder = builder.port(*port);
    }
    if let Some(address) = matches.get_one::<IpAddr>("listen") {
        builder = builder.listen(*address);
    }
    if let Some(path) = matches.get_one::<PathBuf>("state") {
        builder = builder.state(path);
    }
    if let Some(seed) = matches.get_one::<PathBuf>("seed") {
        builder = builder.seed(match seed.to_str() {
            Some("demo") => Seed::Demo,
            Some("none") => Seed::Nothing,
            _ => Seed::Folder(seed.clone()),
        });
    }
    if let Some(now) = matches.get_one::<OffsetDateTime>("clock") {
        builder = builder.clock(*now);
    }
    let audience = matches.get_one::<String>("callout-audience");
    for (extension, url) in matches.get_many::<(String, String)>("callout").into_iter().flatten() {
        let address = Address {
            url: url.clone(),
            audience: audience.cloned(),
        };
        builder = builder.callout(extension, address);
    }
    builder
}

/// Prints the URL, alone on its line, for a program that waits for it.
fn announce(graph: &LocalGraph) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{}", graph.url())
        .and_then(|()| out.flush())
        .map_err(|error| Failure::writing("the URL", &error))
}

fn refused(error: StartError) -> Failure {
    match &error {
        StartError::Address(..) => Failure::new(Kind::Network, error.to_string())
            .at("--port")
            .tip("another program listens there, or the address is not this machine's; --port 0 takes any free port"),
        StartError::State(_) => Failure::usage(error.to_string()).at("--state"),
        StartError::Seed(_) => Failure::usage(error.to_string()).at("--seed"),
        StartError::Callout(_) => Failure::usage(error.to_string()).at("--callout"),
        _ => Failure::usage(error.to_string()),
    }
}
