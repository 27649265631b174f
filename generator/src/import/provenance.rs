//! `schemas/<version>/provenance.yaml`: where the metadata came from.

use sha2::{Digest, Sha256};

/// One input of an import.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// `csdl`, `openapi` or `permissions`.
    pub kind: &'a str,
    /// The file's name, without folders.
    pub file: &'a str,
    /// Its content.
    pub text: &'a str,
}

/// The text of `provenance.yaml`. The date is the snapshot's, as it was given.
#[must_use]
pub fn write(snapshot_date: Option<&str>, sources: &[Source<'_>]) -> String {
    let mut out = String::from("# Where this folder's metadata came from. Written by `cargo xtask import`.\n");
    if let Some(date) = snapshot_date {
        out.push_str(&format!("snapshot_date: {}\n", serde_json::Value::from(date)));
    }
    out.push_str("inputs:\n");
    for source in sources {
        let digest = Sha256::digest(source.text.as_bytes());
        let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        out.push_str(&format!(
            "  - kind: {}\n    file: {}\n    bytes: {}\n    sha256: {hex}\n",
            source.kind,
            serde_json::Value::from(source.file),
            source.text.len()
        ));
    }
    out
}
