//! The classes of changes: on the wire what the pass said, but for what follows; in Rust what the items show, else what
//! the pass or the table of kinds says.

use std::collections::{BTreeMap, HashMap};

use super::attribution::owner_of_call;
use super::change::{Cause, Change, ItemChange, update};
use super::class::{Rust, Wire};
use super::index::Index;
use super::items::Differing;
use super::kind::{Affects, Explains, Kind};
use crate::model::ElementId;

/// A response has the class of what it follows from: one that may be missing is not one of another form.
pub(super) fn wire(changes: &mut [Change], index: &Index) {
    let class = |change: &Change, changes: &[Change]| {
        let is_response = change.kind == Kind::ResponseChanged;
        let cause = change.because.as_ref().filter(|_| is_response)?;
        let mut causes = index.of_subject(changes, &cause.subject);
        Some(causes.find(|other| other.kind == cause.kind)?.wire)
    };
    update(changes, class, |change, wire| {
        change.wire = wire;
        if wire != Wire::Breaking {
            "What a program reads of the response is there still.".clone_into(&mut change.why.wire);
        }
    });
}

/// The classes in Rust of changes that have their items.
pub(super) fn rust(changes: &mut [Change], differing: &Differing, owners: &HashMap<ElementId, usize>) {
    for change in changes.iter_mut() {
        if let Some((rust, why)) = by_items(change, differing) {
            (change.rust, change.why.rust) = (rust, why);
        }
    }
    by_what_follows(changes);
    by_the_call(changes, owners);
}

/// The class that the items of a change give it.
fn by_items(change: &Change, differing: &Differing) -> Option<(Rust, String)> {
    let items = change.items.as_slice();
    let first = |fits: &dyn Fn(&&ItemChange) -> bool| {
        let mut fitting = items.iter().filter(fits);
        let first = fitting.next()?;
        Some((first, more(fitting.count())))
    };
    if let Some((item, more)) = first(&|item| item.from.is_some() && item.to.is_none()) {
        return Some((Rust::Breaking, format!("In Rust `{}` is gone{more}.", item.item)));
    }
    if let Some((item, more)) = first(&|item| item.from.is_some()) {
        let [from, to] = [&item.from, &item.to].map(|signature| signature.as_deref().unwrap_or_default());
        let why = format!("In Rust `{}` is `{to}` instead of `{from}`{more}.", item.item);
        return Some((Rust::Breaking, why));
    }
    // Only who names the type of another builder at a place sees it, even where the old one is still there for others;
    // and what is sent from now on says more than that it can be made.
    let is_no_news = matches!(change.kind.explains(), Explains::Places | Explains::Literals);
    let (item, more) = first(&|_| !is_no_news)?;
    let mut says = items.iter().filter_map(|item| differing.says_its_type(&item.item));
    Some(match says.next() {
        Some(name) => {
            let why = format!("In Rust every program compiles; a `{name}` says its `@odata.type` in every body.");
            (Rust::Meaning, why)
        }
        None => (Rust::Additive, format!("In Rust `{}` is added{more}.", item.item)),
    })
}

fn more(count: usize) -> String {
    match count {
        0 => String::new(),
        1 => ", and another item".to_owned(),
        count => format!(", and {count} more items"),
    }
}

/// A change without Rust items of its own has the class of what follows from it, and one that changes what a call takes
/// or gives has at least the class of that.
fn by_what_follows(changes: &mut [Change]) {
    let mut following: BTreeMap<(Cause, bool), (Rust, String)> = BTreeMap::new();
    for change in changes.iter() {
        if let Some(cause) = &change.because {
            let is_call = change.kind.affects(Affects::CallForm);
            let most = following.entry((cause.clone(), is_call)).or_default();
            if change.rust > most.0 {
                *most = (change.rust, change.why.rust.clone());
            }
        }
    }
    for change in changes {
        let of = |is_call: bool| {
            following
                .get(&(change.as_cause(), is_call))
                .cloned()
                .unwrap_or_default()
        };
        let (most, why) = if change.items.is_empty() {
            of(true).max(of(false))
        } else {
            of(true)
        };
        if most > change.rust {
            change.rust = most;
            if change.items.is_empty() {
                change.why.rust = why;
            } else {
                change.why.rust.push_str(" More of it shows in what follows from it.");
            }
        }
    }
}

/// A path or method that one side alone has while its Rust item stays in another form has the class of what has the
/// item.
fn by_the_call(changes: &mut [Change], owners: &HashMap<ElementId, usize>) {
    let class = |change: &Change, changes: &[Change]| Some(changes.get(owner_of_call(change, owners)?)?.rust);
    update(changes, class, |change, rust| {
        change.rust = rust;
        "In Rust it shows in what it follows from.".clone_into(&mut change.why.rust);
    });
}
