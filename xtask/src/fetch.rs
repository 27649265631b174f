//! `cargo xtask fetch`: today's published documents, as `.github/upstream.yaml` names them. By curl, so that no HTTP client is built for
//! it.
//!
//! All are downloaded and looked at before the first is written, and they are written as one change.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

use generator::drift::source::{Document, recognise, served_version};
use generator::model::Version;
use generator::pipeline::{Input, Progress};
use generator::tree::{Bounds, FileSet, Tree};
use generator::{csdl, openapi};

use crate::addresses::{Addresses, CLOUDS, FILE, PERMISSIONS, Wanted};
use crate::args::FetchArgs;
use crate::failure::Failure;
use crate::output::{count, print};
use crate::progress::Steps;
use crate::{folders, process};

/// Where documents are fetched to, below the workspace: nothing there is kept.
pub const PLACE: &str = "target/metadata";

pub fn run(args: &FetchArgs) -> Result<ExitCode, Failure> {
    let into = match &args.into {
        Some(into) => into.clone(),
        None => folders::root()?.join(PLACE),
    };
    let file = match &args.addresses {
        Some(file) => file.clone(),
        None => folders::root()?.join(FILE),
    };
    let text = fs::read_to_string(&file).map_err(|error| Failure::File {
        path: file.clone(),
        why: format!("cannot be read: {error}"),
    })?;
    let addresses = Addresses::read(&file.display().to_string(), &text)?;
    let mut steps = Steps::new();
    let mut files = FileSet::new();
    let mut said = String::new();
    for wanted in addresses.wanted() {
        steps.step(&format!("fetch {}", wanted.path));
        let text = fetched(&wanted)?;
        said.push_str(&format!(
            "{:<32} {} from {}\n",
            wanted.path,
            count(text.len(), "byte"),
            wanted.address
        ));
        files.insert(wanted.path, text);
    }
    steps.step("write the files");
    let mut owned: Vec<&str> = files
        .keys()
        .map(|path| path.split('/').next().unwrap_or(path))
        .collect();
    owned.dedup();
    Tree::lock(&into, bounds())?.write(&owned, &files)?;
    steps.finish();
    print(&said)?;
    Ok(ExitCode::SUCCESS)
}

/// What is written below the folder for documents, whatever the addresses are.
fn bounds() -> Bounds {
    let versions = Version::ALL.map(Version::name);
    Bounds::of(&[versions.as_slice(), &[CLOUDS, PERMISSIONS]].concat())
}

/// One document, whole and what it should be.
fn fetched(wanted: &Wanted) -> Result<String, Failure> {
    let failed = |why: String| Failure::Process {
        what: format!("cannot fetch {}", wanted.address),
        why,
    };
    let arguments = [
        // First, so that nobody's own settings of curl change what is done.
        "--disable",
        "--fail",
        "--silent",
        "--show-error",
        "--location",
        "--proto-redir",
        "=https",
        "--compressed",
        "--connect-timeout",
        "30",
        "--max-time",
        "900",
        "--retry",
        "3",
        "--write-out",
        "\n%{http_code}",
        "--",
        &wanted.address,
    ];
    let ran = process::run(OsStr::new("curl"), &arguments, Path::new("."), &[])?;
    if !ran.succeeded {
        return Err(failed(process::last_words(&ran.err)));
    }
    let mut text = String::from_utf8(ran.out).map_err(|_| failed("the answer is no text".to_owned()))?;
    let status = text.rfind('\n').map(|at| text.split_off(at)).unwrap_or_default();
    // A file has no status.
    if !matches!(status.trim().as_bytes(), [b'2', ..] | b"000") {
        return Err(failed(format!("the answer is {}, not 200", status.trim())));
    }
    whole(wanted, text).map_err(|error| failed(error.to_string()))
}

/// Reads a document to its end: half of one is refused here, not taken for a removal later.
fn whole(wanted: &Wanted, text: String) -> Result<String, Failure> {
    let input = Input::inline(&wanted.path, &text);
    let found = recognise(&input)?;
    let wrong = |why: String| Failure::Usage(format!("{}: {why}", wanted.path));
    if found != wanted.document {
        return Err(wrong(format!("is {found}; expected {}", wanted.document)));
    }
    match found {
        Document::Csdl => drop(csdl::read(&wanted.path, &text)?),
        Document::OpenApi => {
            drop(openapi::read(&wanted.path, &text)?);
            let served: Option<Version> = served_version(&text);
            if let Some(served) = served.filter(|served| Some(*served) != wanted.version) {
                return Err(wrong(format!("is of {served} by its own words")));
            }
        }
        // JSON is read to its end to be known at all.
        Document::PublishedPermissions | Document::NormalizedPermissions => {}
    }
    Ok(text)
}
