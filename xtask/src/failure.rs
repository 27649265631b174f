//! Why a command ends with exit code 2.

use std::fmt;
use std::io;
use std::path::PathBuf;

use generator::text::escaped;
use generator::tree;

/// Why a command failed; each message names the place.
#[derive(Debug)]
pub enum Failure {
    /// The metadata or the schemas are not usable.
    Input(Box<generator::error::Error>),
    /// The files could not be written or compared.
    Tree(tree::Error),
    /// The output could not be printed.
    Print(io::Error),
    /// The schemas do not exist.
    NoSchemas { path: PathBuf },
    /// Neither an argument nor the current folder says where the workspace is.
    NoWorkspace { option: &'static str },
    /// A file cannot be read or written, or does not have its form.
    File { path: PathBuf, why: String },
    /// Another program could not be run, or failed.
    Process { what: String, why: String },
    /// Arguments are wrong or contradict each other.
    Usage(String),
}

/// One line, whatever file names and other programs' messages contain.
impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Failure::Input(error) => error.to_string(),
            Failure::Tree(error) => error.to_string(),
            Failure::NoSchemas { path } => format!(
                "there is no folder `{}`; say where the schemas are with `--schemas DIR`",
                path.display()
            ),
            Failure::Print(source) => format!("cannot print: {source}"),
            Failure::NoWorkspace { option: "" } => "this is not in the workspace; go there".to_owned(),
            Failure::NoWorkspace { option } => {
                format!("this is not in the workspace; go there, or say where with `{option} DIR`")
            }
            Failure::File { path, why } => format!("{}: {why}", path.display()),
            Failure::Process { what, why } => format!("{what}: {why}"),
            Failure::Usage(why) => why.clone(),
        };
        f.write_str(&escaped(&text))
    }
}

impl std::error::Error for Failure {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Failure::Input(error) => Some(error),
            Failure::Tree(error) => Some(error),
            Failure::Print(source) => Some(source),
            _ => None,
        }
    }
}

impl From<generator::error::Error> for Failure {
    fn from(error: generator::error::Error) -> Self {
        Failure::Input(Box::new(error))
    }
}

impl From<tree::Error> for Failure {
    fn from(error: tree::Error) -> Self {
        Failure::Tree(error)
    }
}
