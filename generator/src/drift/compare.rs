//! The order in which two sides are compared.
//!
//! 1. What the CSDL documents say: types, members, enumerations, actions and functions, annotations. Each difference is a change.
//! 2. What follows for the URL space: paths, methods, query options, answers. A difference that a change above explains follows from it.
//! 3. What follows for the Rust items. They decide each change's Rust class; what nothing explains is a change of its own, so nothing is unseen.

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::causes::BySubject;
use super::change::Change;
use super::facts::Facts;
use super::operations::item_of;
use super::spots::Spots;
use super::types::Declared;
use crate::csdl::Document;
use crate::error::Result;
use crate::model::QName;

/// A comparison under way.
pub(super) struct Comparison<'a> {
    pub(super) old: &'a Facts,
    pub(super) new: &'a Facts,
    /// The crate stays that of the old side.
    pub(super) same_crate: bool,
    /// The URL space of both sides, old and new.
    pub(super) spots: [Rc<Spots<'a>>; 2],
    pub(super) changes: Vec<Change>,
    /// Types that have another name now, old to new.
    pub(super) renamed: BTreeMap<String, String>,
    /// Members that have another name now, old to new, with their types.
    pub(super) renamed_members: BTreeMap<String, String>,
    /// The changes so far by what they can be found by.
    pub(super) by_subject: RefCell<BySubject>,
    /// The types that the two documents declare, and the members that they annotate as computed.
    pub(super) declared: [OnceCell<BTreeMap<QName, Declared<'a>>>; 2],
    pub(super) computed: [OnceCell<BTreeSet<String>>; 2],
}

/// All differences between two sides, each with its classes and what it follows from, in no order.
///
/// # Errors
/// When a type of a side has no Rust name, which is a fault of the naming.
pub fn compare(old: &Facts, new: &Facts) -> Result<Vec<Change>> {
    compared(old, new, false)
}

/// What the new side lacks, or has otherwise, of what the crate that is made from the old one offers: a national cloud. No crate is made from the new side, so
/// nothing in Rust changes; the items of a change are those of the crate that are of no use there.
///
/// # Errors
/// As [`compare`].
pub fn compare_for_same_crate(old: &Facts, new: &Facts) -> Result<Vec<Change>> {
    let mut changes = compared(old, new, true)?;
    changes.retain(|change| change.from.is_some());
    for change in changes.iter_mut().filter(|change| change.to.is_none()) {
        "A request that needs it is refused there, and no answer has it.".clone_into(&mut change.why);
    }
    Ok(changes)
}

fn compared(old: &Facts, new: &Facts, same_crate: bool) -> Result<Vec<Change>> {
    let mut comparison = Comparison {
        old,
        new,
        same_crate,
        spots: [old, new].map(|facts| Rc::new(Spots::of(&facts.loaded))),
        changes: Vec::new(),
        renamed: BTreeMap::new(),
        renamed_members: BTreeMap::new(),
        by_subject: RefCell::default(),
        declared: Default::default(),
        computed: Default::default(),
    };
    comparison.types();
    comparison.operations();
    comparison.container();
    comparison.annotations();
    comparison.closure();
    comparison.routes();
    if !same_crate {
        comparison.names();
    }
    comparison.rust()?;
    comparison.areas();
    Ok(comparison.changes)
}

impl Comparison<'_> {
    pub(super) fn push(&mut self, change: Change) {
        self.changes.push(change);
    }

    /// Whether an old and a new type name are one: equal, or the new name of a type that was renamed.
    pub(super) fn same_name(&self, old: &str, new: &str) -> bool {
        old == new || self.renamed.get(old).is_some_and(|renamed| renamed == new)
    }

    /// As [`Comparison::same_name`], of types that may be collections.
    pub(super) fn same_type(&self, old: &str, new: &str) -> bool {
        let is_many = |text: &str| item_of(text) != text;
        is_many(old) == is_many(new) && self.same_name(item_of(old), item_of(new))
    }

    /// A text that names old types, with the new names of those that were renamed.
    pub(super) fn renamed_in(&self, text: &str) -> String {
        match self.renamed.get(text) {
            Some(new) => new.clone(),
            None => {
                let is_part = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_');
                let mut out = String::with_capacity(text.len());
                let mut rest = text;
                while !rest.is_empty() {
                    // A name, and what parts it from the next.
                    let (name, tail) = rest.split_at(rest.find(|c| !is_part(c)).unwrap_or(rest.len()));
                    let (between, tail) = tail.split_at(tail.find(is_part).unwrap_or(tail.len()));
                    out.push_str(self.renamed.get(name).map_or(name, String::as_str));
                    out.push_str(between);
                    rest = tail;
                }
                out
            }
        }
    }
}

/// The schemas of a document with their operations.
pub(super) fn operations_of(document: &Document) -> impl Iterator<Item = (&str, &crate::csdl::Operation)> {
    document.schemas.iter().flat_map(|schema| {
        let bound = schema.operations.iter().filter(|operation| operation.is_bound);
        bound.map(|operation| (schema.namespace.as_str(), operation))
    })
}
