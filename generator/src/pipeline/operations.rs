//! `cargo xtask operations` and `sentences`: every operation of `schemas/`, and all that a sentence can be about.

use std::path::Path;

use super::side_by_side::side_by_side;
use crate::error::Result;
use crate::listing::{self, OperationRow, Subject};
use crate::model::Version;
use crate::progress::Progress;
use crate::schemas::load;

/// Every operation of those versions.
///
/// # Errors
/// As [`load`].
pub fn operations(schemas: &Path, versions: &[Version], progress: &mut dyn Progress) -> Result<Vec<OperationRow>> {
    let rows = side_by_side(versions, progress, |version, progress| {
        listing::rows(&load(schemas, version, progress)?.rust_api())
    })?;
    Ok(rows.into_iter().flatten().collect())
}

/// All that a sentence of our own can be about in those versions, each once.
///
/// # Errors
/// As [`load`].
pub fn subjects(schemas: &Path, versions: &[Version], progress: &mut dyn Progress) -> Result<Vec<Subject>> {
    let of_versions = side_by_side(versions, progress, |version, progress| {
        let known = load(schemas, version, progress)?;
        Ok(listing::subjects(&known.api, &known.tree))
    })?;
    Ok(listing::merged(of_versions))
}
