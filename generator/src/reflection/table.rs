//! A version's table as a whole.

use super::facts::Facts;
use super::rows::{MemberRow, OperationRow, ParameterRow, SegmentRow, TypeNumbers, TypeRow};
use super::words::{Collected, Words};
use super::{paths, types};
use crate::analysis::Analysis;

/// A version's table.
pub(super) struct Table {
    pub(super) words: Words,
    pub(super) segments: Vec<SegmentRow>,
    pub(super) parameters: Vec<ParameterRow>,
    pub(super) operations: Vec<OperationRow>,
    pub(super) facts: Facts,
    pub(super) types: Vec<TypeRow>,
    pub(super) members: Vec<MemberRow>,
}

impl Table {
    /// The table of a version.
    ///
    /// # Errors
    /// What there is too much of.
    pub(super) fn of(analysis: &Analysis) -> Result<Self, &'static str> {
        let mut collected = Collected::default();
        paths::collect(analysis, &mut collected);
        types::collect(analysis, &mut collected);
        let numbers = TypeNumbers::of(&analysis.api.types, collected.number()?)?;
        let mut facts = Facts::default();
        let paths = paths::rows(analysis, &numbers, &mut facts)?;
        let (types, members) = types::rows(analysis, &numbers, &mut facts)?;
        Ok(Self {
            words: numbers.words,
            segments: paths.segments,
            parameters: paths.parameters,
            operations: paths.operations,
            facts,
            types,
            members,
        })
    }
}
