//! Mutations beside the documents: permissions, the overlay and Rust names.

use generator::drift::{Facts, Kind};
use generator::model::{Permissions, QName};

use super::super::world::{Rng, World};
use super::expected::Expected;
use super::find::{full, property_subject, some_property, some_type};

pub(super) fn some_permission(world: &World, rng: &mut Rng) -> Option<(generator::routes::Method, String)> {
    let all: Vec<_> = world
        .table
        .keys()
        .filter(|(_, path)| world.openapi.paths.contains_key(path))
        .cloned()
        .collect();
    rng.pick(&all)
}

pub(super) fn permission_removed(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let key = some_permission(world, rng)?;
    let subject = format!("{} {}", key.0.name(), key.1);
    let known = world.table.get_mut(&key)?;
    if known.least.application.len() > 1 && rng.coin() {
        known.least.application.pop();
    } else {
        *known = Permissions::default();
    }
    Some(Expected::one(Kind::PermissionChanged, subject))
}

pub(super) fn permission_added(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let key = some_permission(world, rng)?;
    let subject = format!("{} {}", key.0.name(), key.1);
    let known = world.table.get_mut(&key)?;
    let list = match rng.below(3) {
        0 => &mut known.least.delegated_work,
        1 => &mut known.least.delegated_personal,
        _ => &mut known.least.application,
    };
    list.push("Zq.ReadWrite.All".into());
    Some(Expected::one(Kind::PermissionChanged, subject))
}

pub(super) fn overlay_read_only(world: &mut World, facts: &Facts, rng: &mut Rng) -> Option<Expected> {
    let at = some_property(world, rng, |_| true)?;
    let subject = property_subject(world, at);
    if handled(facts, &subject)?.0 {
        return None;
    }
    world.overlay.members.all.read_only.push(subject.clone());
    Some(
        Expected::one(Kind::PropertyReadOnlyChanged, subject)
            .from("writable")
            .to("read-only"),
    )
}

pub(super) fn overlay_secret(world: &mut World, facts: &Facts, rng: &mut Rng) -> Option<Expected> {
    let at = some_property(world, rng, |_| true)?;
    let subject = property_subject(world, at);
    if handled(facts, &subject)?.1 {
        return None;
    }
    world.overlay.members.all.secret.push(subject.clone());
    Some(
        Expected::one(Kind::PropertySecrecyChanged, subject)
            .from("shown")
            .to("secret"),
    )
}

/// Whether a member is read-only, and whether it is secret.
pub(super) fn handled(facts: &Facts, subject: &str) -> Option<(bool, bool)> {
    let (owner, member) = subject.split_once('/')?;
    let owner = facts.api().structured(&QName::parse(owner)?)?;
    let member = owner.members.iter().find(|one| one.name == member)?;
    Some((member.read_only, member.secret))
}

pub(super) fn rust_name(world: &mut World, facts: &Facts, rng: &mut Rng) -> Option<Expected> {
    if rng.coin() {
        let at = some_type(world, rng, |_| true)?;
        let name = full(world, at);
        let own = world.memory.types.get_mut(&name)?;
        let old = own.clone();
        own.push_str("Zq");
        let new = own.clone();
        let whole = |own: &str| {
            let module = QName::parse(&name).and_then(|name| facts.loaded.names.get(&name)?.module.clone());
            module.map_or(own.to_owned(), |module| format!("{module}::{own}"))
        };
        Some(
            Expected::one(Kind::RustNameChanged, name.clone())
                .from(whole(&old))
                .to(whole(&new)),
        )
    } else {
        let at = some_property(world, rng, |_| true)?;
        let subject = property_subject(world, at);
        let own = world.memory.members.get_mut(&subject)?;
        let old = own.clone();
        own.push_str("_zq");
        let new = own.clone();
        Some(Expected::one(Kind::RustNameChanged, subject).from(old).to(new))
    }
}
