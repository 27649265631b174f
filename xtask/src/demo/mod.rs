//! `cargo xtask demo`: a request that is called out, decided, resumed and delivered, and one that is denied, on this
//! machine alone.
//!
//! The real programs run: `msgraph-ig serve` is the Graph, `generated/examples/callout-service` decides, and
//! `msgraph-ig` makes the requests. What they say to each other is printed, step by step.

mod ask;
mod servers;
mod story;

use std::path::Path;
use std::process::ExitCode;

use crate::args::DemoArgs;
use crate::failure::Failure;
use crate::folders;
use crate::output::{note, print};
use crate::process::cargo;

/// The packages whose binaries run.
const PACKAGES: [&str; 2] = ["msgraph-ig", "callout-service"];

pub fn run(args: &DemoArgs) -> Result<ExitCode, Failure> {
    let root = folders::root()?;
    let binaries = match &args.binaries {
        Some(folder) => folder.clone(),
        None => {
            build(&root)?;
            target(&root).join("debug")
        }
    };
    let folder = servers::Folder::make()?;
    let graph = servers::graph(&binaries, &folder)?;
    let service = servers::service(&binaries, &folder, &graph)?;
    servers::connect(&graph, &service)?;
    print(&format!(
        "Graph of this machine   {}\ncallout service         {}\n",
        graph.url, service.url
    ))?;
    story::tell(&binaries, &folder, &graph)?;
    if args.stay {
        note(&format!("open {}/ in a browser; Ctrl-C ends both programs", graph.url));
        graph.wait()?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Builds both programs; cargo shows how far it is.
fn build(root: &Path) -> Result<(), Failure> {
    note("builds the command line and the callout service, the first time some minutes");
    let packages = PACKAGES.iter().flat_map(|package| ["--package", package]);
    let status = std::process::Command::new(cargo())
        .args(["build", "--locked"])
        .args(packages)
        .current_dir(root)
        .status();
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(failed("cargo build", &format!("ended with {status}"))),
        Err(error) => Err(failed("cargo build", &format!("cannot be run: {error}"))),
    }
}

/// The folder that cargo builds in.
fn target(root: &Path) -> std::path::PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |folder| root.join(folder))
}

fn failed(what: &str, why: &str) -> Failure {
    Failure::Process {
        what: what.to_owned(),
        why: why.to_owned(),
    }
}
