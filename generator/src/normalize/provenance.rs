//! `schemas/<version>/provenance.yaml`: where the metadata came from.

use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::error::Error;
use crate::overlay;

/// Where a version's metadata came from.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Provenance {
    /// When the metadata was published, as it was given.
    #[serde(default)]
    pub snapshot_date: Option<String>,
    /// The documents, one of each kind.
    pub inputs: Vec<Source>,
}

/// One input of an import.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// `csdl`, `openapi`, `permissions`, or `cloud-` and the name of a national cloud.
    pub kind: String,
    /// The file's name, without folders.
    pub file: String,
    /// Its size in bytes.
    pub bytes: usize,
    /// The SHA-256 of its content, in hexadecimal digits.
    pub sha256: String,
}

impl Provenance {
    /// Reads `provenance.yaml`.
    ///
    /// # Errors
    /// When it is not of the form that [`Provenance::write`] gives; with line and column.
    pub fn read(file: &str, text: &str) -> Result<Self, Error> {
        overlay::parse(file, text)
    }

    /// Sets the input of a kind.
    pub fn put(&mut self, kind: &str, file: &str, text: &str) {
        self.add(Source {
            kind: kind.to_owned(),
            file: file.to_owned(),
            bytes: text.len(),
            sha256: sha256(text),
        });
    }

    /// Whether the input of a kind has this text, by its digest.
    #[must_use]
    pub fn has(&self, kind: &str, text: &str) -> bool {
        let sha256 = sha256(text);
        self.inputs
            .iter()
            .any(|input| input.kind == kind && input.sha256 == sha256)
    }

    /// Adds an input that is known from before, in the place of one of its kind.
    pub fn add(&mut self, source: Source) {
        self.inputs.retain(|input| input.kind != source.kind);
        self.inputs.push(source);
        self.inputs.sort_by(|one, other| one.kind.cmp(&other.kind));
    }

    /// The text of `provenance.yaml`.
    #[must_use]
    pub fn write(&self) -> String {
        let mut out = String::from("# Where this folder's metadata came from. Written by `cargo xtask import`.\n");
        if let Some(date) = &self.snapshot_date {
            out.push_str(&format!("snapshot_date: {}\n", crate::overlay::quoted(date)));
        }
        out.push_str("inputs:\n");
        for Source {
            kind,
            file,
            bytes,
            sha256,
        } in &self.inputs
        {
            let file = crate::overlay::quoted(file);
            out.push_str(&format!(
                "  - kind: {kind}\n    file: {file}\n    bytes: {bytes}\n    sha256: \"{sha256}\"\n"
            ));
        }
        out
    }
}

/// The digest as it is written.
fn sha256(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_reads_back_equal_and_a_kind_is_there_once() {
        let mut provenance = Provenance {
            snapshot_date: Some("2026-08-03".into()),
            ..Provenance::default()
        };
        provenance.put("openapi", "openapi.yaml", "one");
        provenance.put("csdl", "metadata.csdl", "two");
        provenance.put("openapi", "openapi.yaml", "three");
        assert_eq!(provenance.inputs.len(), 2);
        assert_eq!(
            Provenance::read("provenance.yaml", &provenance.write()).unwrap(),
            provenance
        );
    }
}
