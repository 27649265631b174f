//! `cargo xtask operations`, `permissions` and `sentences`: every operation of `schemas/`, what is known of the
//! permissions of all, and all that a sentence can be about.

use std::collections::BTreeMap;
use std::path::Path;

use super::side_by_side::side_by_side;
use crate::error::Result;
use crate::listing::{self, OperationRow, Subject};
use crate::model::Version;
use crate::permissions::operation;
use crate::permissions::proof::prove;
use crate::permissions::report::PermissionReport;
use crate::progress::Progress;
use crate::schemas::{load, load_overlay};

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

/// What is known of the permissions of those versions, and how good the inferred ones are, measured on so many splits.
///
/// # Errors
/// As [`load`].
pub fn permissions(
    schemas: &Path,
    versions: &[Version],
    splits: u64,
    progress: &mut dyn Progress,
) -> Result<Vec<PermissionReport>> {
    let overlay = load_overlay(schemas)?;
    side_by_side(versions, progress, |version, progress| {
        let known = load(schemas, version, progress)?;
        let operations = operation::operations(&known.tree, &overlay.selection, version);
        let mut report = PermissionReport {
            version,
            operations: operations.len(),
            published: 0,
            inferred: BTreeMap::new(),
            delegated_only: 0,
            with_roles: 0,
            proof: prove(&operations, 0..splits),
            splits,
        };
        let calls = known.surface.builders.iter().flat_map(|builder| &builder.calls);
        for place in calls.flat_map(|call| &call.places) {
            report.published += usize::from(!place.permissions.is_empty());
            report.with_roles += usize::from(place.roles.is_some());
            if let Some(inferred) = &place.inferred {
                *report.inferred.entry(inferred.rule).or_default() += 1;
                report.delegated_only += usize::from(!inferred.delegated_only_as.is_empty());
            }
        }
        Ok(report)
    })
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
