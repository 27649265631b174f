//! What `cargo xtask import`, `regen`, `operations`, `permissions` and `sentences` do, without a process: the order of the
//! steps, and nothing else.
//!
//! Reads files; writes none (`crate::tree` does). Every step is in the modules that are called here.

mod import;
mod operations;
mod regen;
mod side_by_side;

pub use import::{ImportRequest, Imported, KnownDate, import, known_date};
pub use operations::{operations, permissions, subjects};
pub use regen::{Generated, generate};

use std::path::Path;

use crate::analysis::{Analysis, findings};
use crate::error::Result;
use crate::model::{Api, Finding, StructuredKind, Type};
use crate::schemas::{FINDINGS, read_if_there};

/// Of the findings that hold unless another version has what they are about, those that are stored for a version: what
/// was found when both versions were looked at holds until both are again.
fn found_in_no_version(schemas: &Path, analysis: &Analysis) -> Result<Vec<Finding>> {
    let path = format!("{}/{FINDINGS}", analysis.api.version);
    let stored = read_if_there(schemas, &path)?.map(|text| findings::read(&path, &text));
    let mut found = stored.transpose()?.unwrap_or_default();
    found.retain(|finding| analysis.unless_elsewhere.contains(finding));
    Ok(found)
}

/// Sizes, for people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Selected entity, complex and enum types.
    pub types: usize,
    /// Paths of the URL space.
    pub paths: usize,
    /// Operations.
    pub operations: usize,
    /// Builder types.
    pub builders: usize,
}

impl Counts {
    fn of(known: &Analysis) -> Self {
        let mut counts = Self {
            types: named_types(&known.api),
            builders: known.surface.builders.len(),
            ..Self::default()
        };
        known.tree.walk(&mut |node| {
            counts.paths += usize::from(node.written.is_some());
            counts.operations += node.operations.len();
        });
        counts
    }
}

/// Entity, complex and enum types; not the bodies of actions.
fn named_types(api: &Api) -> usize {
    let is_body = |ty: &Type| matches!(ty, Type::Structured(ty) if ty.kind == StructuredKind::ActionBody);
    api.types.values().filter(|ty| !is_body(ty)).count()
}
