//! `cargo xtask operations`: every operation of `schemas/`.

use std::path::Path;

use super::side_by_side::side_by_side;
use crate::error::Result;
use crate::listing::{self, OperationRow};
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
