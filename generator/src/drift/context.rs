//! What every pass is given.

use super::rename::Renames;
use super::side::SideIndex;

/// Two sides, and which types have another name on the new one.
#[derive(Clone, Copy)]
pub(super) struct Context<'s, 'a> {
    pub(super) old: &'s SideIndex<'a>,
    pub(super) new: &'s SideIndex<'a>,
    pub(super) renames: &'s Renames,
}

impl Context<'_, '_> {
    /// Why it makes no difference that a singleton or set is another.
    pub(super) fn begins_no_path(&self) -> String {
        format!("No path of {} begins with it.", self.new.api().part)
    }
}
