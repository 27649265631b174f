//! What every pass is given.

use super::rename::Renames;
use super::side::SideIndex;

/// Two sides, and which types have another name on the new one.
pub(super) struct Context<'s, 'a> {
    pub(super) old: &'s SideIndex<'a>,
    pub(super) new: &'s SideIndex<'a>,
    pub(super) renames: &'s Renames,
}
