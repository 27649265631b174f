//! Types that are added or removed with what leads to them: a member, a parameter, or a type that is added or removed
//! itself.

use std::collections::{BTreeMap, BTreeSet};

use crate::csdl::elements::TypeUses;
use crate::drift::change::{Cause, Change, Detail};
use crate::drift::context::Context;
use crate::drift::index::Index;
use crate::drift::kind::{Follows, Kind};
use crate::model::{ElementId, QName};

/// Gives types that one side alone has, and sets of the service of them, their causes.
pub(super) fn assign(changes: &mut [Change], context: &Context<'_, '_>, index: &Index) {
    for (kind, side) in [(Kind::TypeRemoved, context.old), (Kind::TypeAdded, context.new)] {
        let types: BTreeSet<QName> = changes
            .iter()
            .filter(|change| change.kind == kind)
            .filter_map(|change| change.subject.owner().cloned())
            .collect();
        if types.is_empty() {
            continue;
        }
        let causes = causes(kind, types, &TypeUses::of(&side.facts.csdl), changes, index);
        for change in changes
            .iter_mut()
            .filter(|change| change.kind.follows() == Follows::Closure)
        {
            if change.kind == kind {
                change.because = change.subject.owner().and_then(|name| causes.get(name)).cloned();
            } else if change.direction() == kind.direction()
                && let Some(cause) = set_cause(change, &causes)
            {
                change.because = Some(cause.clone());
            }
        }
    }
}

/// A set of the service stands in the document while its type does.
fn set_cause<'c>(change: &Change, causes: &'c BTreeMap<QName, Cause>) -> Option<&'c Cause> {
    let Detail::Types(types) = &change.detail else {
        return None;
    };
    let cause = types.first().and_then(|ty| causes.get(ty))?;
    (cause.subject != change.subject).then_some(cause)
}

/// What each of the types that one side alone has follows from, where it follows from anything.
fn causes(
    kind: Kind,
    mut open: BTreeSet<QName>,
    uses: &TypeUses,
    changes: &[Change],
    index: &Index,
) -> BTreeMap<QName, Cause> {
    let leads = |other: Kind| other.affects_types() && other != kind;
    let mut causes: BTreeMap<QName, Cause> = BTreeMap::new();
    for name in &open {
        // Derived types come with what is declared as a base of theirs.
        let line = std::iter::successors(Some(name), |name| uses.base(name));
        let elements = line.flat_map(|name| uses.naming(name));
        if let Some(cause) = index.cause(changes, elements, leads) {
            causes.insert(name.clone(), cause);
        }
    }
    open.retain(|name| !causes.contains_key(name));
    spread(uses, &mut open, &mut causes);
    // What no other of them names was added or removed by itself, and takes along what it names.
    let is_root = |name: &&QName| {
        let owners = uses.of_type(name).iter().filter(|one| !one.derives);
        let mut owners = owners.filter_map(|one| one.owner.as_ref());
        !owners.any(|owner| owner != *name && open.contains(owner))
    };
    let roots: Vec<QName> = open.iter().filter(is_root).cloned().collect();
    for root in roots {
        open.remove(&root);
        let subject = ElementId::Type(root.clone());
        let mut with_it = BTreeMap::from([(root.clone(), Cause { kind, subject })]);
        spread(uses, &mut open, &mut with_it);
        with_it.remove(&root);
        causes.append(&mut with_it);
    }
    causes
}

/// Gives the types that are still open the cause of one that names them, again and again until no more are reached.
fn spread(uses: &TypeUses, open: &mut BTreeSet<QName>, causes: &mut BTreeMap<QName, Cause>) {
    loop {
        let cause_of = |name: &QName| {
            let mut owners = uses.of_type(name).iter().filter_map(|one| one.owner.as_ref());
            owners.find_map(|owner| causes.get(owner)).cloned()
        };
        let reached = open.iter().filter_map(|name| Some((name.clone(), cause_of(name)?)));
        let reached: Vec<(QName, Cause)> = reached.collect();
        if reached.is_empty() {
            return;
        }
        for (name, cause) in reached {
            open.remove(&name);
            causes.insert(name, cause);
        }
    }
}
