//! Mutations of enumerations.

use generator::csdl::EnumMember;
use generator::drift::{Facts, Kind};
use generator::source::At;

use super::super::world::{Rng, World};
use super::expected::Expected;
use super::find::{enum_mut, enum_name, fresh, some_enum, some_member};

pub(super) fn enum_member_added(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let at = some_enum(world, rng, |_| true)?;
    let of = enum_mut(world, at);
    let value = of.members.iter().map(|member| member.value).max()? * 2 + 1;
    of.members.push(EnumMember {
        value,
        name: "zqMember".into(),
        annotations: Vec::new(),
        at: At::default(),
    });
    let subject = format!("{}/zqMember", enum_name(world, at));
    Some(Expected::one(Kind::EnumMemberAdded, subject).to(format!("zqMember = {value}")))
}

pub(super) fn enum_member_removed(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let (at, member) = some_member(world, rng)?;
    let gone = enum_mut(world, at).members.remove(member);
    let subject = format!("{}/{}", enum_name(world, at), gone.name);
    Some(Expected::one(Kind::EnumMemberRemoved, subject).from(format!("{} = {}", gone.name, gone.value)))
}

pub(super) fn enum_member_renamed(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let (at, member) = some_member(world, rng)?;
    let of = &mut enum_mut(world, at).members[member];
    let old = std::mem::replace(&mut of.name, fresh(rng, "other"));
    let new = of.name.clone();
    let name = enum_name(world, at);
    Some(
        Expected::one(Kind::EnumMemberRenamed, format!("{name}/{old}"))
            .from(&old)
            .to(&new)
            .back(Kind::EnumMemberRenamed, format!("{name}/{new}")),
    )
}

pub(super) fn enum_member_value(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let (at, member) = some_member(world, rng)?;
    let of = &mut enum_mut(world, at).members[member];
    let (old, name) = (of.value, of.name.clone());
    of.value += 1_000;
    let subject = format!("{}/{name}", enum_name(world, at));
    Some(
        Expected::one(Kind::EnumMemberValueChanged, subject)
            .from(old.to_string())
            .to((old + 1_000).to_string()),
    )
}

pub(super) fn enum_flags(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let at = some_enum(world, rng, |_| true)?;
    let of = enum_mut(world, at);
    of.is_flags = !of.is_flags;
    Some(Expected::one(Kind::EnumFlagsChanged, enum_name(world, at)))
}

pub(super) fn enum_underlying(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let at = some_enum(world, rng, |_| true)?;
    enum_mut(world, at).underlying_type = Some("Edm.Int64".into());
    Some(Expected::one(Kind::FacetChanged, enum_name(world, at)).to("UnderlyingType Edm.Int64"))
}
