//! The commands and their arguments.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Parser, Subcommand, ValueEnum};
use generator::model::{Cloud, Version};

/// Maintains the generated bindings: schemas in, Rust out.
#[derive(Debug, Parser)]
#[command(name = "xtask", bin_name = "cargo xtask", disable_help_subcommand = true)]
pub struct Args {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    Import(ImportArgs),
    Regen(RegenArgs),
    Operations(OperationsArgs),
    Permissions(PermissionsArgs),
    Sentences(SentencesArgs),
    Drift(DriftArgs),
    Compare(CompareArgs),
    Check(CheckArgs),
    Features(FeaturesArgs),
    Semver(SemverArgs),
    Fetch(FetchArgs),
    Upstream(UpstreamArgs),
    Demo(DemoArgs),
}

/// Reads raw metadata and writes the identity governance part of it to schemas/, normalized.
#[derive(Debug, Parser)]
pub struct ImportArgs {
    /// Which version the metadata is of
    #[arg(long, value_parser = version())]
    pub version: Version,
    /// The CSDL XML document
    #[arg(long, value_name = "FILE")]
    pub csdl: PathBuf,
    /// The OpenAPI YAML document
    #[arg(long, value_name = "FILE")]
    pub openapi: PathBuf,
    /// The permissions of each path, JSON
    #[arg(long, value_name = "FILE")]
    pub permissions: Option<PathBuf>,
    /// The CSDL XML document of a national cloud; can be given once for each [clouds: china, us-government]
    #[arg(long = "cloud", value_name = "NAME=FILE", value_parser = cloud)]
    pub clouds: Vec<(Cloud, PathBuf)>,
    /// The day on which the metadata was taken, kept with its provenance (YYYY-MM-DD) [default: the day that is kept,
    /// when CSDL and OpenAPI document are those of the last import]
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub snapshot_date: Option<String>,
    /// Where to write [default: schemas/ of the workspace]
    #[arg(long, value_name = "DIR")]
    pub schemas: Option<PathBuf>,
}

/// Shows a request called out, decided, resumed and delivered, and one denied: with a Graph of this machine, the callout
/// service of generated/examples, and the command line. It needs no account.
#[derive(Debug, Parser)]
pub struct DemoArgs {
    /// Take the programs from this folder, and build nothing
    #[arg(long, value_name = "DIR")]
    pub binaries: Option<PathBuf>,
    /// Keep both running afterwards, for a look at the page in a browser
    #[arg(long)]
    pub stay: bool,
}

/// Writes the bindings in generated/ from schemas/.
#[derive(Debug, Parser)]
pub struct RegenArgs {
    /// Only this version; can be given more than once [default: both]
    #[arg(long, value_parser = version())]
    pub version: Vec<Version>,
    /// Write nothing; print a diff and exit with 1 when the files are not what would be written
    #[arg(long)]
    pub check: bool,
    /// Longest diff that --check prints, in lines
    #[arg(long, value_name = "LINES", default_value_t = 200, requires = "check")]
    pub max_lines: usize,
    /// Where to read [default: schemas/ of the workspace]
    #[arg(long, value_name = "DIR")]
    pub schemas: Option<PathBuf>,
    /// Where to write [default: generated/ of the workspace]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

/// Lists every operation with the Rust expression that makes its request.
#[derive(Debug, Parser)]
pub struct OperationsArgs {
    /// A part of the URL or the Rust expression, in any case; with * and ? the whole of it
    pub pattern: Option<String>,
    /// Only this version; can be given more than once [default: both]
    #[arg(long, value_parser = version())]
    pub version: Vec<Version>,
    /// How to print them
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// Where to read [default: schemas/ of the workspace]
    #[arg(long, value_name = "DIR")]
    pub schemas: Option<PathBuf>,
}

/// Reports for which operations permissions are published or inferred, and how good the inferred ones are.
///
/// Half of the published ones are hidden, predicted by the rules, and compared; so many times, each time others.
#[derive(Debug, Parser)]
pub struct PermissionsArgs {
    /// Only this version; can be given more than once [default: both]
    #[arg(long, value_parser = version())]
    pub version: Vec<Version>,
    /// How many times a half is hidden
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub splits: u32,
    /// List every prediction that was not what is published
    #[arg(long)]
    pub failures: bool,
    /// Where to read [default: schemas/ of the workspace]
    #[arg(long, value_name = "DIR")]
    pub schemas: Option<PathBuf>,
}

/// Lists what a sentence of our own can be about, with its facts: types, actions and functions.
///
/// The sentences stand in schemas/overlay/docs/*.yaml, under the keys that this prints.
#[derive(Debug, Parser)]
pub struct SentencesArgs {
    /// A part of the key or kind, in any case; with * and ? the whole of it
    pub pattern: Option<String>,
    /// Only those without a sentence
    #[arg(long)]
    pub missing: bool,
    /// Only this version; can be given more than once [default: both]
    #[arg(long, value_parser = version())]
    pub version: Vec<Version>,
    /// How to print them
    #[arg(long, value_enum, default_value_t = ListFormat::Text)]
    pub format: ListFormat,
    /// Where to read [default: schemas/ of the workspace]
    #[arg(long, value_name = "DIR")]
    pub schemas: Option<PathBuf>,
}

/// Reports what changed between two snapshots of the metadata, and what it means for programs.
///
/// OLD and NEW are each a CSDL file, several files joined by commas (metadata.csdl,openapi.yaml,permissions.json;
/// recognised by their content), a folder with metadata.csdl, a schemas/ folder with a folder for each version, or a
/// git revision: REV or REV:PATH (REV alone is its schemas/). A path that exists is taken before a revision. Exit
/// code: 0, 1 by --fail-on, 2 for bad input.
#[derive(Debug, Parser)]
pub struct DriftArgs {
    /// The older side
    #[arg(required_unless_present_any = ["against", "explain"])]
    pub old: Option<String>,
    /// The newer side
    #[arg(required_unless_present_any = ["against", "explain"])]
    pub new: Option<String>,
    /// Compare schemas/ with what an import of these files (or of a folder of them) would make of it
    #[arg(long, value_name = "FILE", num_args = 1.., conflicts_with_all = ["old", "explain"])]
    pub against: Vec<String>,
    /// Print what a kind of change means and why it has its class; without a code all kinds, as in docs/drift.md
    #[arg(long, value_name = "CODE", num_args = 0..=1, conflicts_with = "old")]
    pub explain: Option<Option<String>>,
    /// Only this version; needed where neither names nor folders say which version it is
    #[arg(long, value_parser = version())]
    pub version: Option<Version>,
    #[command(flatten)]
    pub report: ReportArgs,
    /// Our schemas: overlay, names, known paths [default: schemas/ of the workspace]
    #[arg(long, value_name = "DIR")]
    pub schemas: Option<PathBuf>,
}

/// Reports what one version has, lacks, names or types otherwise than the other, or what a national cloud lacks.
#[derive(Debug, Parser)]
pub struct CompareArgs {
    /// The version to compare
    #[arg(value_parser = version())]
    pub of: Version,
    /// The version to compare it with
    #[arg(value_parser = version(), required_unless_present = "cloud", conflicts_with = "cloud")]
    pub with: Option<Version>,
    /// A national cloud and the CSDL that it serves; can be given more than once, one report each
    #[arg(long, value_name = "NAME=FILE", value_parser = cloud)]
    pub cloud: Vec<(Cloud, PathBuf)>,
    #[command(flatten)]
    pub report: ReportArgs,
    /// Where to read [default: schemas/ of the workspace]
    #[arg(long, value_name = "DIR")]
    pub schemas: Option<PathBuf>,
}

/// How a report is printed.
#[derive(Debug, Parser)]
pub struct ReportArgs {
    /// How to print it. Several reports are several texts, a JSON array, or with --output one HTML file each
    #[arg(long, value_enum, default_value_t = ReportFormat::Text)]
    pub format: ReportFormat,
    /// Write it to this file
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Exit with 1 when there is such a change
    #[arg(long, value_enum, default_value_t = FailOn::None)]
    pub fail_on: FailOn,
    /// Whether text is coloured; auto: on a terminal, unless NO_COLOR is set
    #[arg(long, value_enum, default_value_t = Color::Auto)]
    pub color: Color,
    /// The day that decides whether a retirement is past (YYYY-MM-DD) [default: today, UTC]
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub today: Option<String>,
}

/// Checks all that must hold before a change lands: schemas, bindings, findings, snapshots, version. Writes nothing.
///
/// Exit code: 0 all holds, 1 something does not, 2 something could not be checked.
#[derive(Debug, Parser)]
pub struct CheckArgs {}

/// Builds the crate with each version and each area alone: no warnings, its docs, their examples.
#[derive(Debug, Parser)]
pub struct FeaturesArgs {
    /// Only the sets that have this feature; can be given more than once
    #[arg(long, value_name = "FEATURE")]
    pub with: Vec<String>,
}

/// Reports which version the next release needs: by our own report and by cargo-semver-checks.
///
/// Exit code: 0 the crate's version is high enough, 1 it is too low, 2 it could not be checked.
#[derive(Debug, Parser)]
pub struct SemverArgs {
    /// The git revision of the last release [default: the highest tag vX.Y.Z that HEAD has]
    #[arg(long, value_name = "REV")]
    pub baseline: Option<String>,
}

/// Downloads the documents that .github/upstream.yaml names: all of them, or nothing is written.
#[derive(Debug, Parser)]
pub struct FetchArgs {
    /// Where to write [default: target/metadata of the workspace]
    #[arg(long, value_name = "DIR")]
    pub into: Option<PathBuf>,
    /// The addresses, each of them https [default: .github/upstream.yaml of the workspace]
    #[arg(long, value_name = "FILE")]
    pub addresses: Option<PathBuf>,
    /// The largest size of a document, unpacked, in MiB
    #[arg(long, value_name = "MIB", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..))]
    pub max_size: u32,
    /// The longest time for a document, retries included, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 900, value_parser = clap::value_parser!(u32).range(1..))]
    pub max_time: u32,
}

/// Takes over fetched documents: reports, schemas, bindings, snapshots, version and changelog.
///
/// Changes nothing when the metadata says nothing new.
#[derive(Debug, Parser)]
pub struct UpstreamArgs {
    /// Where the documents are [default: target/metadata of the workspace]
    #[arg(long, value_name = "DIR")]
    pub from: Option<PathBuf>,
    /// Where to write the reports, and title and body of a pull request [default: target/drift of the workspace]
    #[arg(long, value_name = "DIR")]
    pub reports: Option<PathBuf>,
    /// The day on which the documents were fetched (YYYY-MM-DD) [default: today, UTC]
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub today: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ReportFormat {
    /// For a terminal
    Text,
    /// For a pull request
    Markdown,
    /// One file to look through
    Html,
    /// For scripts
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    /// A change that breaks on the wire or in Rust, or means something else there
    Breaking,
    /// Any change
    Any,
    /// Nothing
    None,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Columns for people
    Text,
    /// An array of objects
    Json,
    /// A table
    Markdown,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ListFormat {
    /// Lines for people
    Text,
    /// An array of objects
    Json,
}

/// The versions that were asked for, in the usual order, each once; all of them when none was.
pub fn versions(asked: &[Version]) -> Vec<Version> {
    Version::ALL
        .into_iter()
        .filter(|version| asked.is_empty() || asked.contains(version))
        .collect()
}

fn version() -> impl TypedValueParser<Value = Version> {
    PossibleValuesParser::new(Version::ALL.map(Version::name)).try_map(|name| {
        Version::ALL
            .into_iter()
            .find(|version| version.name() == name)
            .ok_or_else(|| format!("no version `{name}`"))
    })
}

/// A national cloud and its file.
fn cloud(text: &str) -> Result<(Cloud, PathBuf), String> {
    let (name, file) = text
        .split_once('=')
        .filter(|(_, file)| !file.is_empty())
        .ok_or("write NAME=FILE, as in china=china.csdl")?;
    Ok((name.parse()?, PathBuf::from(file)))
}

/// A day that exists, written as the provenance has it.
fn date(text: &str) -> Result<String, String> {
    let wrong = || "write a day as YYYY-MM-DD, as in 2026-01-31".to_owned();
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts.as_slice() else {
        return Err(wrong());
    };
    let number = |part: &str, digits: usize| {
        let written = part.len() == digits && part.bytes().all(|b| b.is_ascii_digit());
        part.parse::<u32>().ok().filter(|_| written)
    };
    let (Some(year), Some(month), Some(day)) = (number(year, 4), number(month, 2), number(day, 2)) else {
        return Err(wrong());
    };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        1..=12 => 31,
        _ => 0,
    };
    if (1..=days).contains(&day) {
        Ok(text.to_owned())
    } else {
        Err(format!("there is no such day; {}", wrong()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arguments_hold_together() {
        use clap::CommandFactory;
        Args::command().debug_assert();
    }

    #[test]
    fn clouds() {
        assert_eq!(cloud("china=a=b.csdl"), Ok((Cloud::China, PathBuf::from("a=b.csdl"))));
        for (text, said) in [
            ("china", "NAME=FILE"),
            ("china=", "NAME=FILE"),
            ("China=a", "expected china or us-government"),
            ("=a", "expected china or us-government"),
        ] {
            assert!(cloud(text).is_err_and(|error| error.contains(said)), "{text}");
        }
    }

    #[test]
    fn days() {
        for day in ["2026-01-31", "2024-02-29", "2000-02-29", "0001-12-31"] {
            assert_eq!(date(day), Ok(day.to_owned()));
        }
        for day in [
            "2026-02-29",
            "1900-02-29",
            "2026-04-31",
            "2026-13-01",
            "2026-00-10",
            "2026-01-00",
            "2026-1-1",
            "2026-01-01-",
            "26-01-01",
            "2026-01-01T00:00",
            "+026-01-01",
            "",
        ] {
            assert!(date(day).is_err(), "{day}");
        }
    }

    #[test]
    fn versions_come_in_order_and_once() {
        assert_eq!(versions(&[]), Version::ALL);
        assert_eq!(versions(&[Version::Beta, Version::V1_0, Version::Beta]), Version::ALL);
        assert_eq!(versions(&[Version::Beta]), [Version::Beta]);
    }
}
