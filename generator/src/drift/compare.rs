//! The order in which two sides are compared.
//!
//! 1. What the CSDL documents say: types, members, enumerations, actions and functions, the container, annotations.
//! 2. What follows for the URL space and for Rust names. Each pass is a function of both sides; a later one may ask
//!    what the earlier ones found, and changes none of it.
//! 3. Which change follows from which, and which Rust items go with which. What nothing explains is a change of its
//!    own, so nothing is unseen.
//! 4. The classes of each change, and where it belongs.

use super::attribution::{attribute, follow_items};
use super::change::Change;
use super::class::Rust;
use super::context::Context;
use super::facts::Facts;
use super::index::Index;
use super::items::Differing;
use super::side::SideIndex;
use super::{annotations, areas, causes, classes, container, details, names, operations, routes, types};
use crate::error::Result;

/// All differences between two sides, each with its classes and what it follows from, in no order.
///
/// # Errors
/// When a type of a side has no Rust name, which is a fault of the naming.
pub fn compare(old: &Facts, new: &Facts) -> Result<Vec<Change>> {
    compared(old, new, false)
}

/// What the new side lacks, or has otherwise, of what the crate that is made from the old one offers: a national cloud.
/// No crate is made from the new side, so nothing in Rust changes; the items of a change are those of the crate that
/// are of no use there.
///
/// # Errors
/// As [`compare`].
pub fn compare_for_same_crate(old: &Facts, new: &Facts) -> Result<Vec<Change>> {
    let mut changes = compared(old, new, true)?;
    changes.retain(|change| change.from.is_some());
    for change in &mut changes {
        (change.rust, change.why.rust) = (Rust::Unaffected, String::new());
        change.items.retain(|item| item.to.is_none());
        if change.to.is_none() {
            "A request that needs it is refused there, and no response has it.".clone_into(&mut change.why.wire);
        }
    }
    Ok(changes)
}

fn compared(old: &Facts, new: &Facts, same_crate: bool) -> Result<Vec<Change>> {
    let (old, new) = (&SideIndex::of(old), &SideIndex::of(new));
    let (mut changes, renames) = types::changes(old, new);
    let renames = &renames;
    let context = Context { old, new, renames };
    of_metadata(&mut changes, &context);
    if !same_crate {
        changes.extend(names::changes(&context));
    }
    let index = Index::of(&changes);
    causes::assign(&mut changes, &context, &index);
    classes::wire(&mut changes, &index);
    let differing = Differing::of(old, new)?;
    let attribution = attribute(&mut changes, &context, &differing, &index);
    if !same_crate {
        changes.extend(attribution.unexplained);
        follow_items(&mut changes, &attribution.owners);
        classes::rust(&mut changes, &differing, &attribution.owners);
    }
    areas::assign(&mut changes, &context);
    Ok(changes)
}

/// The changes of the metadata beyond those of types, which are there already.
fn of_metadata(changes: &mut Vec<Change>, context: &Context<'_, '_>) {
    changes.extend(operations::changes(context));
    changes.extend(container::changes(context));
    let found = annotations::changes(context, changes);
    changes.extend(found);
    changes.extend(routes::changes(context));
    let found = details::changes(context, changes, &Index::of(changes));
    changes.extend(found);
}
