//! Why a command ended with exit code 2.

use std::fmt;
use std::io;
use std::path::PathBuf;

use generator::text::escaped;
use generator::tree;

/// What a command could not do; each message names the place.
#[derive(Debug)]
pub enum Failure {
    /// The metadata or the schemas are not usable.
    Input(Box<generator::error::Error>),
    /// The files could not be written or compared.
    Tree(tree::Error),
    /// The answer could not be printed.
    Print(io::Error),
    /// The schemas are not there.
    NoSchemas { path: PathBuf },
    /// Neither an argument nor the place says where the workspace is.
    NoWorkspace { option: &'static str },
    /// A file of ours or of the person's cannot be read, written, or is not of its form.
    File { path: PathBuf, why: String },
    /// Another program could not be run, or did not do its work.
    Process { what: String, why: String },
    /// Two arguments do not go together.
    Usage(String),
}

/// One line, whatever files are called and other programs say.
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
