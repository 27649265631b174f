//! Structural and navigation properties.

use std::collections::BTreeMap;

use super::change::{Change, Detail};
use super::class::{Rust, Wire};
use super::context::Context;
use super::differences::{Differences, types};
use super::facets::{self, Facets};
use super::flags;
use super::kind::Kind;
use super::side::SideIndex;
use crate::csdl::StructuredType;
use crate::csdl::elements::{Declared, Member as Property};
use crate::matching::{Evidence, alike, renamed, shared};
use crate::model::{ElementId, Member, QName};

/// Its type, whether it leads there, and whether it must have a value.
fn text(property: Property<'_>) -> String {
    let kind = match (property.is_navigation(), property.is_contained()) {
        (false, _) => "",
        (true, false) => "navigation to ",
        (true, true) => "contained navigation to ",
    };
    let may_miss = property.is_nullable() || property.ty().collection;
    let required = if may_miss { "" } else { ", not nullable" };
    format!("{kind}{}{required}", property.ty())
}

/// Everything else that is said of it but annotations.
fn facets_of(property: Property<'_>) -> Facets {
    let property = match property {
        Property::Structural(property) => return facets::of(&property.facets),
        Property::Navigation(property) => property,
    };
    let constraints = property.referential_constraints.iter();
    let constraints = constraints.map(|one| format!("{} = {}", one.property, one.referenced_property));
    facets::some([
        ("Partner", property.partner.clone()),
        (
            "OnDelete",
            property.on_delete.as_ref().map(|on_delete| on_delete.action.clone()),
        ),
        (
            "ReferentialConstraint",
            constraints.reduce(|all, one| format!("{all}, {one}")),
        ),
    ])
}

/// The properties that a type declares, by name.
fn of(ty: &StructuredType) -> BTreeMap<&str, Property<'_>> {
    ty.members().map(|property| (property.name(), property)).collect()
}

/// The changes of the properties of a type, by its name on the old side and on the new one.
pub(super) fn changes(
    context: &Context<'_, '_>,
    (from, old): (&QName, &StructuredType),
    (to, new): (&QName, &StructuredType),
) -> Vec<Change> {
    let (mut before, mut after) = (of(old), of(new));
    let mut changes = Vec::new();
    for (name, one, other) in shared(&mut before, &mut after) {
        changes.extend(pair(context, &ElementId::member(from, name), one, other));
    }
    changes.extend(moved(context, from, to, &mut before));
    let alone = before.len() == 1 && after.len() == 1;
    let pairs = renamed(
        &mut before,
        &mut after,
        |_, _| (),
        |name| name,
        |(_, one), (_, other)| speaks(context, alone, *one, *other),
    );
    for ((name, one), (now, other), evidence) in pairs {
        let subject = ElementId::member(from, name);
        let new = (ElementId::member(to, now), now);
        changes.push(Change::renamed(
            Kind::PropertyRenamed,
            (subject.clone(), name),
            new,
            evidence,
        ));
        changes.extend(pair(context, &subject, one, other));
    }
    for (kind, owner, alone) in [(Kind::PropertyRemoved, from, before), (Kind::PropertyAdded, to, after)] {
        changes.extend(alone.into_values().map(|property| {
            let subject = ElementId::member(owner, property.name());
            Change::alone(kind, subject, text(property)).detail(types([property.ty()]))
        }));
    }
    changes.extend(handling(context, from, to));
    changes
}

/// What speaks for two properties being one by two names.
fn speaks(context: &Context<'_, '_>, alone: bool, one: Property<'_>, other: Property<'_>) -> Option<Evidence> {
    let alike = alike(one.name(), other.name());
    let same = context.renames.is_same_type(one.ty(), other.ty()) && one.is_navigation() == other.is_navigation();
    // A primitive type is shared by many members, and so is the end of a name (`…DateTime`).
    let primitive = one.ty().name.starts_with("Edm.");
    let enough = if primitive { 0.7 } else { 0.5 };
    if !same || !(alike >= enough || (alone && !primitive)) {
        return None;
    }
    let evidence = Evidence::new(alike)
        .say(format!("both are of {}", one.ty()))
        .alike(alike);
    Some(if alone {
        evidence.say("no other member of the type was removed or added")
    } else {
        evidence
    })
}

/// Members that the type has still, declared by a base type of it now.
fn moved(
    context: &Context<'_, '_>,
    from: &QName,
    to: &QName,
    before: &mut BTreeMap<&str, Property<'_>>,
) -> Vec<Change> {
    let members = context.new.members(to).iter();
    let inherited = members.filter(|member| member.declared_in != *to);
    let inherited: BTreeMap<&str, &Member> = inherited.map(|member| (member.name.as_str(), member)).collect();
    // A base that had it before would have been a contradiction; a base type that is new has it from the start.
    let keeps = |property: Property<'_>| {
        let (member, ty) = (inherited.get(property.name())?, property.ty());
        let same = ty.collection == member.ty.collection
            && context.renames.is_same(&ty.name, &member.ty.item.to_string())
            && property.is_navigation() == member.navigation;
        same.then_some(&member.declared_in)
    };
    let kept: Vec<(&str, &QName)> = before
        .values()
        .filter_map(|property| Some((property.name(), keeps(*property)?)))
        .collect();
    let mut changes = Vec::new();
    for (name, base) in kept {
        let (subject, now) = (ElementId::member(from, name), ElementId::member(base, name));
        let (was, is) = (subject.to_string(), now.to_string());
        let change = Change::changed(Kind::PropertyMoved, subject.clone(), was, is).also(now);
        changes.push(change.detail(Detail::Types(vec![from.clone(), base.clone()])));
        // It may have changed on the way.
        if let (Some(one), Some(Declared::Structured(ty))) = (before.remove(name), context.new.declared.get(base))
            && let Some(other) = of(ty).remove(name)
        {
            changes.extend(pair(context, &subject, one, other));
        }
    }
    changes
}

/// What differs between a property and what it is on the new side.
fn pair(context: &Context<'_, '_>, subject: &ElementId, old: Property<'_>, new: Property<'_>) -> Vec<Change> {
    let mut property = Differences::of(subject);
    let kind = if context.renames.is_same(&old.ty().name, &new.ty().name) {
        Kind::PropertyCollectionChanged
    } else {
        Kind::PropertyTypeChanged
    };
    property.types(kind, context, old.ty(), new.ty());
    property.flag(&flags::NAVIGATION, old.is_navigation(), new.is_navigation());
    property.flag(&flags::NULLABLE_PROPERTY, old.is_nullable(), new.is_nullable());
    // What a navigation property says of its other end and what narrows a value are not comparable with each other.
    if old.is_navigation() == new.is_navigation() {
        property.flag(&flags::CONTAINED, old.is_contained(), new.is_contained());
        property.facets(&facets_of(old), &facets_of(new));
    }
    property.changes
}

/// What the overlay, or an annotation, says of how members are sent and shown.
fn handling(context: &Context<'_, '_>, from: &QName, to: &QName) -> Vec<Change> {
    fn own<'a>(side: &SideIndex<'a>, name: &QName) -> BTreeMap<&'a str, &'a Member> {
        let own = side.own_members(name);
        own.map(|member| (member.name.as_str(), member)).collect()
    }
    let mut changes = Vec::new();
    for (name, one, other) in shared(&mut own(context.old, from), &mut own(context.new, to)) {
        let subject = ElementId::member(from, name);
        let by_annotation = context.old.is_computed(from, name) != context.new.is_computed(to, name);
        changes.extend(read_only(
            &subject,
            [one, other].map(|member| member.read_only),
            by_annotation,
        ));
        changes.extend(flags::SECRET.change(&subject, one.secret, other.secret));
    }
    changes
}

fn read_only(subject: &ElementId, [old, new]: [bool; 2], by_annotation: bool) -> Option<Change> {
    let does = if new { "leave it out" } else { "send it" };
    let in_rust = format!("In Rust every program compiles; `create`, `update` and `replace` {does} from now on.");
    let change = flags::READ_ONLY
        .change(subject, old, new)?
        .unseen(Rust::Meaning, in_rust);
    Some(if by_annotation {
        change
    } else {
        change.wire(Wire::Unaffected, "Only the overlay says so: the service is as it was.")
    })
}
