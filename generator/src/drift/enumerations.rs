//! Members of enumerations.

use std::collections::BTreeMap;

use super::change::Change;
use super::class::Rust;
use super::kind::Kind;
use super::{facets, flags};
use crate::csdl::EnumType;
use crate::matching::{Evidence, alike, renamed, shared};
use crate::model::{ElementId, QName};

/// The changes of an enumeration, by its name on the old side.
pub(super) fn changes(name: &QName, old: &EnumType, new: &EnumType) -> Vec<Change> {
    let subject = ElementId::Type(name.clone());
    let member = |member: &str| ElementId::member(name, member);
    let mut changes: Vec<Change> = flags::FLAGS
        .change(&subject, old.is_flags, new.is_flags)
        .into_iter()
        .collect();
    changes.extend(facets::changes(&subject, &underlying(old), &underlying(new)));
    let (mut before, mut after) = (values(old), values(new));
    for (name_of_member, one, other) in shared(&mut before, &mut after) {
        if one != other {
            let change = Change::changed(
                Kind::EnumMemberValueChanged,
                member(name_of_member),
                one.to_string(),
                other.to_string(),
            );
            changes.push(if new.is_flags {
                let why = "In Rust every program compiles; combinations of flags hold other members.";
                change.unseen(Rust::Meaning, why)
            } else {
                change
            });
        }
    }
    // One value, one member: what has the value now is what had it.
    let pairs = renamed(
        &mut before,
        &mut after,
        |_, value| *value,
        |name| name,
        |(one, value), (other, _)| {
            let alike = alike(one, other);
            Some(
                Evidence::new(1.0 + alike)
                    .say(format!("both have the value {value}"))
                    .alike(alike),
            )
        },
    );
    for ((from, _), (to, _), evidence) in pairs {
        changes.push(
            Change::changed(Kind::EnumMemberRenamed, member(from), from, to)
                .also(member(to))
                .evidence(evidence),
        );
    }
    changes.extend(
        before
            .into_iter()
            .map(|(name, value)| Change::removed(Kind::EnumMemberRemoved, member(name), format!("{name} = {value}"))),
    );
    changes.extend(
        after
            .into_iter()
            .map(|(name, value)| Change::added(Kind::EnumMemberAdded, member(name), format!("{name} = {value}"))),
    );
    changes
}

/// The members by name.
fn values(ty: &EnumType) -> BTreeMap<&str, i64> {
    ty.members
        .iter()
        .map(|member| (member.name.as_str(), member.value))
        .collect()
}

fn underlying(ty: &EnumType) -> facets::Facets {
    let name = ty.underlying_type.clone();
    facets::some([("UnderlyingType", name.filter(|name| name != "Edm.Int32"))])
}
