//! `--response-headers`: status and headers of each response.

use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use azure_core::http::headers::Headers;
use msgraph_identity_governance::text::escaped;

use crate::failure::{Failure, Reporter};

/// Where they are written.
pub(super) struct HeaderWriter(Kind);

enum Kind {
    Nowhere,
    Stderr(Arc<Reporter>),
    File(File, PathBuf),
}

impl HeaderWriter {
    /// Makes the file before anything is sent.
    pub(super) fn new(path: Option<&Path>, reporter: &Arc<Reporter>) -> Result<Self, Failure> {
        Ok(Self(match path {
            None => Kind::Nowhere,
            Some(path) if path == Path::new("-") => Kind::Stderr(reporter.clone()),
            Some(path) => {
                let file = File::create(path).map_err(|error| {
                    Failure::usage(format!("it cannot be written: {error}"))
                        .at(format!("--response-headers {}", path.display()))
                })?;
                Kind::File(file, path.to_path_buf())
            }
        }))
    }

    /// Writes status and headers, one per line, and an empty line behind them.
    pub(super) fn write(&mut self, status: u16, headers: &Headers) -> Result<(), Failure> {
        if matches!(self.0, Kind::Nowhere) {
            return Ok(());
        }
        let mut text = format!("HTTP {status}\n");
        for (name, value) in headers.iter() {
            text.push_str(&format!("{}: {}\n", escaped(name.as_str()), escaped(value.as_str())));
        }
        text.push('\n');
        match &mut self.0 {
            Kind::Nowhere => Ok(()),
            Kind::Stderr(reporter) => {
                reporter.write(text.as_bytes());
                Ok(())
            }
            Kind::File(file, path) => file
                .write_all(text.as_bytes())
                .map_err(|error| Failure::writing("the headers", &error).at(path.display().to_string())),
        }
    }
}
