//! Members of enumerations.

use std::collections::BTreeMap;

use super::change::Change;
use super::class::Rust;
use super::differences::Differences;
use super::kind::Kind;
use super::{facets, flags};
use crate::csdl::EnumType;
use crate::matching::{Evidence, alike, renamed, shared};
use crate::model::{ElementId, QName};

/// Compares an enumeration, by its name on the old side, with what it is on the new one.
pub(super) fn compare(ty: &mut Differences<'_>, name: &QName, old: &EnumType, new: &EnumType) {
    ty.flag(&flags::FLAGS, old.is_flags, new.is_flags);
    ty.facets(&underlying(old), &underlying(new));
    let member = |member: &str| ElementId::member(name, member);
    let (mut before, mut after) = (values(old), values(new));
    for (name, one, other) in shared(&mut before, &mut after) {
        let change = Change::where_unequal(Kind::EnumMemberValueChanged, &member(name), one, other);
        ty.changes.extend(change.map(|change| {
            if new.is_flags {
                let why = "In Rust every program compiles; combinations of flags hold other members.";
                change.unseen(Rust::Meaning, why)
            } else {
                change
            }
        }));
    }
    // One value, one member: what has the value now is what had it.
    let pairs = renamed(
        &mut before,
        &mut after,
        |_, value| *value,
        |name| name,
        |(one, value), (other, _)| {
            let alike = alike(one, other);
            let evidence = Evidence::new(1.0 + alike).say(format!("both have the value {value}"));
            Some(evidence.alike(alike))
        },
    );
    for ((from, _), (to, _), evidence) in pairs {
        let [one, other] = [from, to].map(|name| (member(name), name));
        ty.changes
            .push(Change::renamed(Kind::EnumMemberRenamed, one, other, evidence));
    }
    for (kind, alone) in [(Kind::EnumMemberRemoved, before), (Kind::EnumMemberAdded, after)] {
        let text = |(name, value)| Change::alone(kind, member(name), format!("{name} = {value}"));
        ty.changes.extend(alone.into_iter().map(text));
    }
}

/// The members by name.
fn values(ty: &EnumType) -> BTreeMap<&str, i64> {
    let members = ty.members.iter();
    members.map(|member| (member.name.as_str(), member.value)).collect()
}

fn underlying(ty: &EnumType) -> facets::Facets {
    let name = ty.underlying_type.clone();
    facets::some([("UnderlyingType", name.filter(|name| name != "Edm.Int32"))])
}
