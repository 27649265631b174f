//! Types by what the documents declare: which are added, removed or renamed, and what changed in each.

use std::collections::{BTreeMap, BTreeSet};

use super::change::{Change, Detail};
use super::class::{NO_ITEM, Rust, Wire};
use super::context::Context;
use super::differences::Differences;
use super::flags;
use super::kind::Kind;
use super::rename::{RenamedType, Renames};
use super::side::SideIndex;
use super::{enumerations, facets, namespaces, properties};
use crate::csdl::StructuredType;
use crate::csdl::elements::{Declared, Types};
use crate::matching::{Evidence, alike, renamed, shared};
use crate::model::{ElementId, QName};

/// The changes of types, their members and the members of enumerations, and which types have another name.
pub(super) fn changes(old: &SideIndex<'_>, new: &SideIndex<'_>) -> (Vec<Change>, Renames) {
    let (mut gone, mut come) = (old.declared.clone(), new.declared.clone());
    let both = shared(&mut gone, &mut come);
    let namespaces = namespaces::renamed(old, new, &mut gone, &mut come);
    let mut pairs = Vec::new();
    let mut changes = Vec::new();
    for (change, types) in namespaces {
        changes.push(change);
        pairs.extend(types);
    }
    let renames = Renames::of(&pairs);
    pairs.extend(renamed_types(old, new, &renames, &mut gone, &mut come));
    pairs.sort_by(|((one, _), ..), ((other, _), ..)| one.cmp(other));
    for ((from, ty), (to, _), evidence) in &pairs {
        let [one, other] = [from, to].map(|name| (ElementId::Type(name.clone()), name.to_string()));
        let word = ty.word();
        let why = format!("A value that says the old name of the {word} is not known any more.");
        let change = Change::renamed(Kind::TypeRenamed, one, other, evidence.clone()).wire(Wire::Breaking, why);
        changes.push(change.detail(Detail::Types(vec![from.clone(), to.clone()])));
    }
    changes.extend(gone.iter().map(|(name, ty)| removed(name, *ty, new)));
    changes.extend(come.iter().map(|(name, ty)| added(name, *ty, old, &new.api().part)));
    let renames = Renames::of(&pairs);
    let context = Context {
        old,
        new,
        renames: &renames,
    };
    let both = both
        .into_iter()
        .map(|(name, one, other)| ((name.clone(), one), (name, other)));
    let pairs = pairs.into_iter().map(|(from, to, _)| (from, to));
    for ((from, one), (to, other)) in both.chain(pairs) {
        changes.extend(context.type_pair(&from, &to, one, other));
    }
    (changes, renames)
}

fn removed(name: &QName, ty: Declared<'_>, new: &SideIndex<'_>) -> Change {
    let why = if new.facts.known.contains(name) {
        let part = &new.api().part;
        format!("The metadata still has it, but nothing of {part} leads to it any more.")
    } else {
        "A value of it is refused, and none is returned.".to_owned()
    };
    Change::alone(Kind::TypeRemoved, ElementId::Type(name.clone()), ty.word()).wire(Wire::Breaking, why)
}

fn added(name: &QName, ty: Declared<'_>, old: &SideIndex<'_>, part: &str) -> Change {
    let why = if old.facts.known.contains(name) {
        format!("The metadata had it before; now something of {part} leads to it.")
    } else if matches!(ty, Declared::Structured(ty) if ty.base_type.is_some()) {
        "Where a base of it is declared it may be returned; a program that does not know it keeps what was sent."
            .to_owned()
    } else {
        "No request that was made before had to do with it.".to_owned()
    };
    Change::alone(Kind::TypeAdded, ElementId::Type(name.clone()), ty.word()).wire(Wire::Compatible, why)
}

/// What distinguishes a type from others of its kind: members with their types by the new side's names.
fn marks(ty: Declared<'_>, renames: &Renames) -> BTreeSet<String> {
    match ty {
        Declared::Structured(ty) => {
            let marks = ty
                .members()
                .map(|one| format!("{}: {}", one.name(), renames.type_name(one.ty())));
            marks.collect()
        }
        Declared::Enum(ty) => ty.members.iter().map(|member| member.name.clone()).collect(),
        Declared::Definition(ty) => BTreeSet::from([ty.underlying_type.clone()]),
    }
}

/// Types that one side alone has, each with the one that probably is it under another name.
fn renamed_types<'a>(
    old: &SideIndex<'a>,
    new: &SideIndex<'a>,
    renames: &Renames,
    gone: &mut Types<'a>,
    come: &mut Types<'a>,
) -> Vec<RenamedType<'a>> {
    // What the other side has, and nothing leads to, is not renamed.
    let marked = |types: &Types<'a>, other: &SideIndex<'_>| -> BTreeMap<QName, (Declared<'a>, BTreeSet<String>)> {
        let only_here = types.iter().filter(|(name, _)| !other.facts.known.contains(*name));
        only_here
            .map(|(name, ty)| (name.clone(), (*ty, marks(*ty, renames))))
            .collect()
    };
    let (mut before, mut after) = (marked(gone, new), marked(come, old));
    let pairs = renamed(
        &mut before,
        &mut after,
        |_, (ty, _)| ty.word(),
        QName::name,
        |(from, (_, left)), (to, (_, right))| {
            let (common, all) = (left.intersection(right).count(), left.union(right).count());
            let alike = alike(from.name(), to.name());
            #[expect(clippy::cast_precision_loss, reason = "members are few")]
            let share = if all == 0 { 0.0 } else { common as f32 / all as f32 };
            let same = (share >= 0.7 && common >= 2) || (share >= 0.99 && alike >= 0.6) || (all == 0 && alike >= 0.8);
            let evidence = Evidence::new(share + alike);
            let evidence = if all > 0 {
                evidence.say(format!("{common} of {all} members are the same"))
            } else {
                evidence
            };
            same.then(|| evidence.alike(alike))
        },
    );
    let taken = pairs.into_iter().map(|((from, (one, _)), (to, (other, _)), evidence)| {
        gone.remove(&from);
        come.remove(&to);
        ((from, one), (to, other), evidence)
    });
    taken.collect()
}

impl Context<'_, '_> {
    fn type_pair(&self, from: &QName, to: &QName, old: Declared<'_>, new: Declared<'_>) -> Vec<Change> {
        let subject = ElementId::Type(from.clone());
        let mut ty = Differences::of(&subject);
        ty.words(Kind::TypeKindChanged, old.word(), new.word());
        match (old, new) {
            (Declared::Structured(one), Declared::Structured(other)) => {
                ty.changes.extend(self.base(from, to, one, other));
                ty.flag(&flags::ABSTRACT, one.is_abstract, other.is_abstract);
                ty.flag(&flags::OPEN, one.open, other.open);
                ty.changes.extend(self.key(from, to, one, other));
                ty.flag(&flags::MEDIA, one.has_stream, other.has_stream);
                ty.changes.extend(properties::changes(self, (from, one), (to, other)));
            }
            (Declared::Enum(one), Declared::Enum(other)) => enumerations::compare(&mut ty, from, one, other),
            (Declared::Definition(one), Declared::Definition(other)) => {
                let kind = Kind::TypeDefinitionChanged;
                ty.words(kind, &one.underlying_type, &other.underlying_type);
                ty.facets(&facets::of(&one.facets), &facets::of(&other.facets));
            }
            _ => {}
        }
        ty.changes
    }

    fn base(&self, from: &QName, to: &QName, old: &StructuredType, new: &StructuredType) -> Option<Change> {
        let (before, after) = (old.base_type.as_deref(), new.base_type.as_deref());
        if before.map(|name| self.renames.name(name)).as_deref() == after {
            return None;
        }
        let lost = !self.old.member_names(from).is_subset(&self.new.member_names(to));
        let had_base = self.old.api().structured(from).is_some_and(|ty| ty.base.is_some());
        let (wire, why) = if lost {
            (Wire::Breaking, "Members that it inherited are gone.")
        } else if had_base && after.is_none() {
            let why = "A value of it no longer belongs where its base is declared.";
            (Wire::Breaking, why)
        } else {
            (Wire::Compatible, "It has all the members that it had.")
        };
        let bases = [before, after].into_iter().flatten().filter_map(QName::parse);
        let subject = ElementId::Type(from.clone());
        let (before, after) = (before.unwrap_or("none"), after.unwrap_or("none"));
        let change = Change::changed(Kind::BaseTypeChanged, subject, before, after)
            .wire(wire, why)
            .detail(Detail::Types(bases.collect()));
        Some(if lost {
            let why = "In Rust fields are gone; another change of the type reports them.";
            change.unseen(Rust::Breaking, why)
        } else {
            self.unless_alike(change, from, to)
        })
    }

    fn key(&self, from: &QName, to: &QName, old: &StructuredType, new: &StructuredType) -> Option<Change> {
        let key = |ty: &StructuredType| {
            let parts = ty.key.iter().map(|part| match &part.alias {
                Some(alias) => format!("{} as {alias}", part.name),
                None => part.name.clone(),
            });
            parts
                .reduce(|key, part| format!("{key}, {part}"))
                .unwrap_or_else(|| "none".to_owned())
        };
        let subject = ElementId::Type(from.clone());
        let change = Change::where_unequal(Kind::KeyChanged, &subject, key(old), key(new))?;
        Some(self.unless_alike(change, from, to))
    }

    /// Where both sides send and show the members of a type in the same way, nothing changes in Rust that no item
    /// shows.
    fn unless_alike(&self, change: Change, from: &QName, to: &QName) -> Change {
        if self.treats_alike(from, to) {
            change.unseen(Rust::Unaffected, NO_ITEM)
        } else {
            change
        }
    }

    /// Whether both sides send and show the members of a type in the same way. A key that is read-only is sent where it
    /// says which entity is meant.
    fn treats_alike(&self, from: &QName, to: &QName) -> bool {
        let marks = |side: &SideIndex<'_>, name: &QName| {
            let ty = side.api().structured(name)?;
            let members = ty.members.iter().map(|member| {
                let sent_inside = !member.read_only || ty.key.contains(&member.name);
                (member.name.clone(), (member.read_only, sent_inside, member.secret))
            });
            Some(members.collect::<BTreeMap<_, _>>())
        };
        let (Some(old), Some(new)) = (marks(self.old, from), marks(self.new, to)) else {
            return false;
        };
        old.iter()
            .all(|(name, marks)| new.get(name).is_none_or(|other| other == marks))
    }
}
