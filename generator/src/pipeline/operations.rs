//! `cargo xtask operations`: every operation of `schemas/`.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Serialize;

use super::side_by_side::side_by_side;
use crate::error::Result;
use crate::model::{Unsupported, Version};
use crate::progress::Progress;
use crate::routes::rows;
use crate::schemas::load;

/// One operation, as `cargo xtask operations` tells it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OperationRow {
    /// `v1.0` or `beta`.
    pub version: String,
    /// HTTP method.
    pub method: String,
    /// As in the OpenAPI document.
    pub path: String,
    /// The expression that makes the request.
    pub rust: String,
    /// Type of the body, if any.
    pub body: Option<String>,
    /// Type of the answer, if any.
    pub returns: Option<String>,
    /// Query options, `$count` and so on.
    pub query: Vec<String>,
    /// Least privileged permissions by scheme, where known.
    pub permissions: BTreeMap<String, Vec<String>>,
    /// By the metadata's rule.
    pub deprecated: bool,
    /// National clouds without it, by name.
    pub not_in: Vec<String>,
    /// Where the service does not support it: why, and what to use instead.
    pub unsupported: Option<UnsupportedRow>,
}

/// That the service does not support an operation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct UnsupportedRow {
    /// What the overlay says.
    #[serde(flatten)]
    pub says: Unsupported,
    /// The expression that makes the request to use instead.
    pub instead_rust: Option<String>,
}

/// Every operation of those versions.
///
/// # Errors
/// As [`load`].
pub fn operations(schemas: &Path, versions: &[Version], progress: &mut dyn Progress) -> Result<Vec<OperationRow>> {
    let rows = side_by_side(versions, progress, |version, progress| {
        let known = load(schemas, version, progress)?;
        Ok(rows::rows(&known.api, &known.names, &known.surface))
    })?;
    Ok(rows.into_iter().flatten().collect())
}
