//! Structural and navigation properties.

use std::collections::BTreeMap;

use super::change::{Change, Detail};
use super::class::{Rust, Wire};
use super::context::Context;
use super::differences::{Differences, type_wire, types};
use super::facets::{self, Facets};
use super::flags;
use super::kind::Kind;
use super::side::SideIndex;
use crate::csdl::elements::Declared;
use crate::csdl::{StructuredType, TypeName};
use crate::matching::{Evidence, alike, renamed, shared};
use crate::model::{ElementId, Member, QName};

/// A structural or navigation property.
#[derive(Clone)]
pub(super) struct Property<'a> {
    pub(super) name: &'a str,
    pub(super) ty: &'a TypeName,
    navigation: bool,
    contained: bool,
    nullable: bool,
    /// Everything else that is said of it but annotations.
    facets: Facets,
}

impl Property<'_> {
    fn text(&self) -> String {
        let kind = match (self.navigation, self.contained) {
            (false, _) => "",
            (true, false) => "navigation to ",
            (true, true) => "contained navigation to ",
        };
        let required = if self.nullable || self.ty.collection {
            ""
        } else {
            ", not nullable"
        };
        format!("{kind}{}{required}", self.ty)
    }
}

/// The properties that a type declares, by name.
pub(super) fn of(ty: &StructuredType) -> BTreeMap<&str, Property<'_>> {
    let structural = ty.properties.iter().map(|property| Property {
        name: &property.name,
        ty: &property.type_name,
        navigation: false,
        contained: false,
        nullable: property.facets.is_nullable(),
        facets: facets::of(&property.facets),
    });
    let navigation = ty.navigation_properties.iter().map(|property| {
        let constraints = property.referential_constraints.iter();
        let constraints: Vec<String> = constraints
            .map(|constraint| format!("{} = {}", constraint.property, constraint.referenced_property))
            .collect();
        let on_delete = property.on_delete.as_ref();
        Property {
            name: &property.name,
            ty: &property.type_name,
            navigation: true,
            contained: property.contains_target,
            nullable: property.nullable.unwrap_or(true),
            facets: facets::some([
                ("Partner", property.partner.clone()),
                ("OnDelete", on_delete.map(|on_delete| on_delete.action.clone())),
                (
                    "ReferentialConstraint",
                    (!constraints.is_empty()).then(|| constraints.join(", ")),
                ),
            ]),
        }
    });
    structural
        .chain(navigation)
        .map(|property| (property.name, property))
        .collect()
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
        changes.extend(pair(context, &ElementId::member(from, name), &one, &other));
    }
    changes.extend(moved(context, from, to, &mut before));
    let alone = before.len() == 1 && after.len() == 1;
    let pairs = renamed(
        &mut before,
        &mut after,
        |_, _| (),
        |name| name,
        |(_, one), (_, other)| speaks(context, alone, one, other),
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
        changes.extend(pair(context, &subject, &one, &other));
    }
    for (kind, owner, alone) in [(Kind::PropertyRemoved, from, before), (Kind::PropertyAdded, to, after)] {
        changes.extend(alone.into_values().map(|property| {
            let subject = ElementId::member(owner, property.name);
            Change::alone(kind, subject, property.text()).detail(types([property.ty]))
        }));
    }
    changes.extend(handling(context, from, to));
    changes
}

/// What speaks for two properties being one by two names.
fn speaks(context: &Context<'_, '_>, alone: bool, one: &Property<'_>, other: &Property<'_>) -> Option<Evidence> {
    let alike = alike(one.name, other.name);
    let same = context.renames.is_same_type(one.ty, other.ty) && one.navigation == other.navigation;
    // A primitive type is shared by many members, and so is the end of a name (`…DateTime`).
    let primitive = one.ty.name.starts_with("Edm.");
    let enough = if primitive { 0.7 } else { 0.5 };
    if !same || !(alike >= enough || (alone && !primitive)) {
        return None;
    }
    let evidence = Evidence::new(alike).say(format!("both are of {}", one.ty)).alike(alike);
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
    let keeps = |property: &Property<'_>| {
        let member = inherited.get(property.name)?;
        let same = property.ty.collection == member.ty.collection
            && context.renames.is_same(&property.ty.name, &member.ty.item.to_string())
            && property.navigation == member.navigation;
        same.then_some(&member.declared_in)
    };
    let kept: Vec<(&str, &QName)> = before
        .values()
        .filter_map(|property| Some((property.name, keeps(property)?)))
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
            changes.extend(pair(context, &subject, &one, &other));
        }
    }
    changes
}

/// What differs between a property and what it is on the new side.
fn pair(context: &Context<'_, '_>, subject: &ElementId, old: &Property<'_>, new: &Property<'_>) -> Vec<Change> {
    let mut property = Differences::of(subject);
    let changed = |kind| {
        let change = Change::changed(kind, subject.clone(), old.ty.to_string(), new.ty.to_string());
        change.detail(types([old.ty, new.ty]))
    };
    if !context.renames.is_same(&old.ty.name, &new.ty.name) {
        let (wire, why) = type_wire(context, &old.ty.name, &new.ty.name);
        property
            .changes
            .push(changed(Kind::PropertyTypeChanged).wire(wire, why));
    } else if old.ty.collection != new.ty.collection {
        property.changes.push(changed(Kind::PropertyCollectionChanged));
    }
    property.flag(&flags::NAVIGATION, old.navigation, new.navigation);
    let same_kind = old.navigation == new.navigation;
    if same_kind {
        property.flag(&flags::CONTAINED, old.contained, new.contained);
    }
    property.flag(&flags::NULLABLE_PROPERTY, old.nullable, new.nullable);
    // What a navigation property's other end says and what narrows a value are not comparable with each other.
    if same_kind {
        property.facets(&old.facets, &new.facets);
    }
    property.changes
}

/// What the overlay, or an annotation, says of how members are sent and shown.
fn handling(context: &Context<'_, '_>, from: &QName, to: &QName) -> Vec<Change> {
    fn own<'a>(side: &SideIndex<'a>, name: &QName) -> BTreeMap<&'a str, &'a Member> {
        let members = side.members(name).iter();
        let own = members.filter(|member| member.declared_in == *name);
        own.map(|member| (member.name.as_str(), member)).collect()
    }
    let mut changes = Vec::new();
    for (name, one, other) in shared(&mut own(context.old, from), &mut own(context.new, to)) {
        let subject = ElementId::member(from, name);
        if one.read_only != other.read_only {
            let by_annotation = context.old.is_computed(from, name) != context.new.is_computed(to, name);
            changes.push(read_only(&subject, other.read_only, by_annotation));
        }
        changes.extend(flags::SECRET.change(&subject, one.secret, other.secret));
    }
    changes
}

fn read_only(subject: &ElementId, now: bool, by_annotation: bool) -> Change {
    let (from, to, does) = if now {
        ("writable", "read-only", "leave it out")
    } else {
        ("read-only", "writable", "send it")
    };
    let (wire, why) = if !by_annotation {
        (Wire::Unaffected, "Only the overlay says so: the service is as it was.")
    } else if now {
        (
            Wire::Breaking,
            "The service sets it: a body that has it is refused, or the value is ignored.",
        )
    } else {
        (Wire::Compatible, "It may be sent, and need not.")
    };
    let in_rust = format!("In Rust every program compiles; `create`, `update` and `replace` {does} from now on.");
    Change::changed(Kind::PropertyReadOnlyChanged, subject.clone(), from, to)
        .wire(wire, why)
        .unseen(Rust::Meaning, in_rust)
}
