//! Annotations by what they annotate.

use std::collections::{BTreeMap, BTreeSet};

use super::annotation_values::{denies, is_interpreted, keys, revisions, texts};
use super::change::Change;
use super::class::{Rust, Wire};
use super::context::Context;
use super::kind::{Affects, Direction, Kind};
use super::rename::NewNames;
use crate::csdl::elements::annotated;
use crate::csdl::{Annotation, Expression};
use crate::matching::differing;
use crate::model::{Api, ElementId, OperationId, Type};
use crate::resolve::{ALTERNATE_KEYS, CAPABILITIES, COMPUTED, OPTIONAL, REVISIONS};

/// Values of one term at one target: several annotations of a term are sorted.
fn by_term<'a>(annotations: &[&'a Annotation]) -> BTreeMap<(&'a str, &'a str), Vec<&'a Expression>> {
    let mut terms: BTreeMap<(&str, &str), Vec<&Expression>> = BTreeMap::new();
    for annotation in annotations {
        let qualifier = annotation.qualifier.as_deref().unwrap_or_default();
        let values = terms.entry((annotation.term.as_str(), qualifier));
        values.or_default().push(&annotation.value);
    }
    terms.values_mut().for_each(|values| values.sort());
    terms
}

/// The changes of annotations, where those that were found so far do not already say that what is annotated is added or
/// removed.
pub(super) fn changes(context: &Context<'_, '_>, found: &[Change]) -> Vec<Change> {
    let (gone, come) = (Moved::of(found, Direction::Removed), Moved::of(found, Direction::Added));
    let (before, after) = (context.old.api(), context.new.api());
    let names = NewNames::of(context.renames, found);
    let [one, other] = [context.old, context.new].map(|side| &side.facts.csdl);
    let annotated_now = annotated(other, &|_| false);
    let old = annotated(one, &|target| annotated_now.contains_key(&names.now(target)));
    let kept: BTreeSet<ElementId> = old.keys().map(|target| names.now(target)).collect();
    let new = annotated(other, &|target| kept.contains(target));
    let read_only = found
        .iter()
        .filter(|change| change.kind == Kind::PropertyReadOnlyChanged);
    let pass = Pass {
        context,
        read_only: read_only.map(|change| &change.subject).collect(),
    };
    let mut changes = Vec::new();
    for (target, one) in &old {
        let now = names.now(target);
        let other = new.get(&now);
        if other.is_some() || (!gone.covers(target) && !is_owner_missing(target, before, after)) {
            changes.extend(pass.target(target, one, other.map(Vec::as_slice).unwrap_or_default()));
        }
    }
    for (target, other) in new.iter().filter(|(target, _)| !kept.contains(*target)) {
        if !come.covers(target) && !is_owner_missing(target, after, before) {
            changes.extend(pass.target(target, &[], other));
        }
    }
    changes
}

/// Whether the type that a target belongs to is not on the other side.
fn is_owner_missing(target: &ElementId, here: &Api, there: &Api) -> bool {
    let owner = target.owner();
    owner.is_some_and(|name| here.types.contains_key(name) && !there.types.contains_key(name))
}

struct Pass<'s, 'a> {
    context: &'s Context<'s, 'a>,
    /// The members of which it is known that they can no longer be sent, or can by now.
    read_only: BTreeSet<&'s ElementId>,
}

impl Pass<'_, '_> {
    fn target(&self, subject: &ElementId, old: &[&Annotation], new: &[&Annotation]) -> Vec<Change> {
        let (old, new) = (by_term(old), by_term(new));
        let terms = differing(&old, &new).into_iter();
        let values = terms.map(|(term, before, after)| {
            let [before, after] = [before, after].map(|values| values.map(Vec::as_slice).unwrap_or_default());
            (term, before, after)
        });
        values
            .flat_map(|(term, before, after)| self.term(subject, *term, before, after))
            .collect()
    }

    fn term(
        &self,
        subject: &ElementId,
        (term, qualifier): (&str, &str),
        old: &[&Expression],
        new: &[&Expression],
    ) -> Vec<Change> {
        if let Some(capability) = term.strip_prefix(CAPABILITIES) {
            return vec![self.capability(subject, capability, old, new)];
        }
        match term {
            REVISIONS => self.revisions(subject, old, new),
            ALTERNATE_KEYS => alternate_keys(subject, old, new),
            // A change of its own says so, where it makes a difference.
            COMPUTED if self.read_only.contains(subject) => Vec::new(),
            // The parameter is optional or required.
            OPTIONAL if old.is_empty() != new.is_empty() => Vec::new(),
            _ if qualifier.is_empty() => vec![other(subject, term, old, new)],
            _ => vec![other(subject, &format!("{term}#{qualifier}"), old, new)],
        }
    }

    fn capability(&self, subject: &ElementId, capability: &str, old: &[&Expression], new: &[&Expression]) -> Change {
        // What the model reads counts together with the target's other annotations; lists of exceptions are read by
        // nobody.
        let read = is_interpreted(capability);
        let denied = denies(old, new, !read) || (read && self.newly_denied(subject));
        let (wire, why) = if self.is_set_elsewhere(subject) {
            (Wire::Unaffected, self.context.begins_no_path())
        } else if denied {
            let why = "Something that was not denied before is denied now.";
            (Wire::Breaking, why.to_owned())
        } else {
            let why = "Nothing is denied that was not denied before.";
            (Wire::Compatible, why.to_owned())
        };
        let subject = subject.clone().annotation(capability);
        Change::changed(Kind::CapabilityChanged, subject, texts(old), texts(new)).wire(wire, why)
    }

    /// Whether the annotations of a target together deny what they did not deny before.
    fn newly_denied(&self, target: &ElementId) -> bool {
        let of = |api: &Api, target: &ElementId| {
            let capabilities = api.capabilities.get(&target.to_string());
            capabilities.copied().unwrap_or_default()
        };
        let now = self.context.renames.element(target);
        let (old, new) = (of(self.context.old.api(), target), of(self.context.new.api(), &now));
        new.deny_more_than(&old)
    }

    /// Whether the target is a singleton or set of the container at which no path of ours begins.
    fn is_set_elsewhere(&self, target: &ElementId) -> bool {
        match target {
            ElementId::Set { name, .. } => !self.context.old.is_root(name),
            _ => false,
        }
    }

    fn revisions(&self, subject: &ElementId, old: &[&Expression], new: &[&Expression]) -> Vec<Change> {
        let ((before, others), (after, other_others)) = (revisions(old), revisions(new));
        let mut changes = Vec::new();
        if before != after {
            let sides = [before, after].map(|said| (!said.is_empty()).then(|| said.join("; ")));
            let kind = match &sides {
                [None, _] => Kind::Deprecated,
                [_, None] => Kind::DeprecationWithdrawn,
                _ => Kind::DeprecationChanged,
            };
            changes.push(self.warns(Change::of_sides(kind, subject.clone(), sides)));
        }
        if others != other_others {
            changes.push(other(subject, REVISIONS, &others, &other_others));
        }
        changes
    }

    /// With what it means in Rust. A whole type, and a member of an enumeration, is never marked as deprecated there:
    /// only the docs say it.
    fn warns(&self, change: Change) -> Change {
        let types = &self.context.new.api().types;
        let only_in_docs = match &change.subject {
            ElementId::Type(name) => types.contains_key(name),
            ElementId::Member { owner, .. } => matches!(types.get(owner), Some(Type::Enum(_))),
            _ => false,
        };
        match change.kind {
            _ if only_in_docs => change,
            Kind::Deprecated => change.unseen(Rust::Additive, "In Rust who uses it gets a warning."),
            Kind::DeprecationWithdrawn => change.unseen(Rust::Additive, "In Rust a warning is removed."),
            _ => change,
        }
    }
}

fn alternate_keys(subject: &ElementId, old: &[&Expression], new: &[&Expression]) -> Vec<Change> {
    let (before, after) = (keys(old), keys(new));
    if before == after {
        return vec![other(subject, ALTERNATE_KEYS, old, new)];
    }
    let alone = |kind| move |key: &String| Change::alone(kind, subject.clone(), key);
    let gone = before.difference(&after).map(alone(Kind::AlternateKeyRemoved));
    let come = after.difference(&before).map(alone(Kind::AlternateKeyAdded));
    gone.chain(come).collect()
}

fn other<T: ToString>(subject: &ElementId, term: &str, old: &[T], new: &[T]) -> Change {
    let subject = subject.clone().annotation(term);
    Change::changed(Kind::AnnotationChanged, subject, texts(old), texts(new))
}

/// What can be annotated and is added to one side, or removed from it, by the changes that say so.
#[derive(Default)]
struct Moved<'c> {
    subjects: BTreeSet<&'c ElementId>,
    /// Actions and functions, whatever their parameters.
    operations: BTreeSet<OperationId>,
}

impl<'c> Moved<'c> {
    fn of(changes: &'c [Change], way: Direction) -> Self {
        let opposite = match way {
            Direction::Added => Direction::Removed,
            _ => Direction::Added,
        };
        let moved = changes.iter().filter(|change| change.kind.affects(Affects::Targets));
        let subjects = moved
            .filter(|change| change.kind.direction() != opposite)
            .map(|change| &change.subject);
        let subjects: BTreeSet<&ElementId> = subjects.collect();
        let operations = subjects.iter().filter_map(|subject| subject.operation());
        Self {
            operations: operations.map(OperationId::without_overload).collect(),
            subjects,
        }
    }

    /// Whether the target, or what it is a part of, is among it.
    fn covers(&self, target: &ElementId) -> bool {
        let has = |element: ElementId| self.subjects.contains(&element);
        self.subjects.contains(target)
            || match target {
                ElementId::Member { owner, .. } => has(ElementId::Type(owner.clone())),
                ElementId::Set { name, .. } => has(ElementId::Root(name.clone())),
                _ => {
                    let operation = target.operation();
                    operation.is_some_and(|operation| self.operations.contains(&operation.without_overload()))
                }
            }
    }
}
