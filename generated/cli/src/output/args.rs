//! The options of every command that are about its output.

use std::path::PathBuf;

use clap::{Args, ColorChoice, ValueEnum};

use super::query::Query;
use crate::failure::Failure;

const HEADING: &str = "Output";

/// How a response is printed, by mgc's names and a few more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// JSON with indentation; nothing else of it changes
    #[default]
    #[value(name = "json")]
    Json,
    /// The response as it came
    #[value(name = "raw_json", alias = "raw-json")]
    RawJson,
    /// One item per line, each as JSON
    #[value(name = "ndjson")]
    Ndjson,
    /// Columns for people, cut to the terminal
    #[value(name = "table")]
    Table,
    /// Comma-separated values with a header, for spreadsheets
    #[value(name = "csv")]
    Csv,
    /// Tab-separated values without a header, for scripts
    #[value(name = "text", alias = "tsv")]
    Text,
    /// Nothing
    #[value(name = "none")]
    None,
}

/// The options that are about output.
#[derive(Args, Clone, Debug, Default)]
pub struct OutputArgs {
    /// The format [default: json, or that of the profile]
    #[arg(long, short, value_name = "FORMAT", env = "MSGRAPH_IG_OUTPUT", ignore_case = true, help_heading = HEADING)]
    pub output: Option<Format>,
    /// A JMESPath expression over the response, 'value[].displayName' for instance; with ndjson over each item
    #[arg(long, value_name = "JMESPATH", help_heading = HEADING)]
    pub query: Option<String>,
    /// Write the response to a file, which is replaced when all of it is there; - is standard output
    #[arg(long, value_name = "FILE", help_heading = HEADING)]
    pub output_file: Option<PathBuf>,
    /// Leave text in CSV as it is: no apostrophe before what a spreadsheet takes for a formula, no control character
    /// escaped
    #[arg(long, help_heading = HEADING)]
    pub csv_raw: bool,
    /// When to colour
    #[arg(long, value_name = "WHEN", default_value_t, help_heading = HEADING)]
    pub color: ColorChoice,
}

impl OutputArgs {
    /// Refuses what no response can be printed by, before anything is sent.
    ///
    /// # Errors
    /// When the query is no JMESPath.
    pub fn check(&self) -> Result<(), Failure> {
        self.query.as_deref().map(Query::parse).transpose().map(drop)
    }
}
