//! Mutations of structured types.

use std::collections::BTreeSet;

use generator::csdl::{StructuredKind, TypeName};
use generator::drift::{Facts, Kind};
use generator::model::QName;
use generator::openapi::{self};

use super::super::world::{Rng, World, single, type_text};
use super::elements::{empty_type, new_property};
use super::expected::Expected;
use super::find::{
    At2, each_type_name, fresh, full, is_boundary, mentions, some_type, takes_derived, ty, ty_mut, types,
};

pub(super) fn derived_type_added(world: &mut World, facts: &Facts, rng: &mut Rng) -> Option<Expected> {
    let bases: BTreeSet<String> = types(world)
        .into_iter()
        .filter_map(|at| ty(world, at).base_type.clone())
        .filter(|name| takes_derived(world, facts, name))
        // Derived types come in where something is declared as the base.
        .filter(|name| {
            let name = QName::parse(name);
            name.and_then(|name| facts.loaded.names.get(&name)?.any.clone())
                .is_some()
        })
        .collect();
    let base = rng.pick(&bases.into_iter().collect::<Vec<_>>())?;
    let (namespace, own) = base.rsplit_once('.')?;
    let schema = world
        .csdl
        .schemas
        .iter_mut()
        .find(|schema| schema.namespace == namespace)?;
    let kind = schema.structured_types.iter().find(|ty| ty.name == own)?.kind;
    let name = fresh(rng, own);
    let mut added = empty_type(&name, kind);
    added.base_type = Some(base.clone());
    added.properties.push(new_property("zqNote", single("Edm.String")));
    schema.structured_types.push(added);
    Some(Expected::one(Kind::TypeAdded, format!("{namespace}.{name}")))
}

pub(super) fn type_added_with_property(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let at = some_type(world, rng, |_| true)?;
    let name = fresh(rng, "thing");
    let mut added = empty_type(&name, StructuredKind::Complex);
    added.properties.push(new_property("zqNote", single("Edm.String")));
    let namespace = world.csdl.schemas[at.0].namespace.clone();
    let type_name = TypeName {
        name: format!("{namespace}.{name}"),
        collection: rng.coin(),
    };
    let shown = type_text(&type_name);
    ty_mut(world, at).properties.push(new_property("zqThing", type_name));
    let owner = full(world, at);
    world.csdl.schemas[at.0].structured_types.push(added);
    Some(Expected::one(Kind::PropertyAdded, format!("{owner}/zqThing")).to(shown))
}

pub(super) fn derived_type_removed(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let all: Vec<At2> = types(world)
        .into_iter()
        .filter(|at| ty(world, *at).base_type.is_some() && mentions(world, &full(world, *at)) == 0)
        .filter(|at| {
            !is_boundary(world, &full(world, *at))
                && !world
                    .overlay
                    .selection
                    .derived
                    .iter()
                    .any(|one| one.only.contains(&full(world, *at)))
        })
        .collect();
    let at = rng.pick(&all)?;
    let name = full(world, at);
    world.csdl.schemas[at.0].structured_types.remove(at.1);
    Some(Expected::one(Kind::TypeRemoved, name))
}

pub(super) fn type_renamed(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let singles: BTreeSet<String> = world
        .overlay
        .selection
        .boundary
        .types
        .iter()
        .cloned()
        .chain(
            world
                .overlay
                .selection
                .derived
                .iter()
                .flat_map(|one| one.only.iter().cloned().chain([one.base.clone()])),
        )
        .chain(
            world
                .overlay
                .supplements
                .iter()
                .flat_map(|(_, document)| &document.schemas)
                .flat_map(|schema| {
                    schema.structured_types.iter().flat_map(|ty| {
                        ty.base_type
                            .iter()
                            .cloned()
                            .chain(ty.properties.iter().map(|one| one.type_name.name.clone()))
                            .chain(ty.navigation_properties.iter().map(|one| one.type_name.name.clone()))
                    })
                }),
        )
        .collect();
    let all: Vec<At2> = types(world)
        .into_iter()
        .filter(|at| !singles.contains(&full(world, *at)) && ty(world, *at).properties.len() >= 2)
        .collect();
    let at = rng.pick(&all)?;
    let old = full(world, at);
    let renamed = format!("{}Zq", ty(world, at).name);
    ty_mut(world, at).name.clone_from(&renamed);
    let new = full(world, at);
    each_type_name(world, |name| {
        if *name == old {
            name.clone_from(&new);
        }
    });
    let boundary = |text: &str| !text.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '.' | '_'));
    let replace = |text: &str| -> String {
        let mut out = String::new();
        let mut rest = text;
        while let Some(at) = rest.find(old.as_str()) {
            let (before, found) = rest.split_at(at);
            out.push_str(before);
            rest = &found[old.len()..];
            out.push_str(if boundary(rest) { &new } else { &old });
        }
        out + rest
    };
    for schema in &mut world.csdl.schemas {
        for apart in &mut schema.annotations_by_target {
            apart.target = replace(&apart.target);
        }
    }
    if rng.coin() {
        let text = replace(&openapi::write(&world.openapi));
        world.openapi = openapi::read("renamed.yaml", &text).unwrap();
    }
    Some(
        Expected::one(Kind::TypeRenamed, &old)
            .from(&old)
            .to(&new)
            .back(Kind::TypeRenamed, new),
    )
}

pub(super) fn type_kind(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let bases: BTreeSet<String> = types(world)
        .into_iter()
        .filter_map(|at| ty(world, at).base_type.clone())
        .collect();
    let all: Vec<At2> = types(world)
        .into_iter()
        .filter(|at| ty(world, *at).base_type.is_none() && !bases.contains(&full(world, *at)))
        .filter(|at| ty(world, *at).kind == StructuredKind::Complex)
        .collect();
    let at = rng.pick(&all)?;
    ty_mut(world, at).kind = StructuredKind::Entity;
    Some(
        Expected::one(Kind::TypeKindChanged, full(world, at))
            .from("complex type")
            .to("entity type"),
    )
}

pub(super) fn base_type(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let bases: BTreeSet<String> = types(world)
        .into_iter()
        .filter_map(|at| ty(world, at).base_type.clone())
        .collect();
    let anywhere = rng.below(4) == 0;
    let all: Vec<At2> = types(world)
        .into_iter()
        .filter(|at| !bases.contains(&full(world, *at)))
        .filter(|at| {
            let base = &ty(world, *at).base_type;
            base.as_ref().is_some_and(|base| !base.ends_with(".entity"))
                // Named by itself somewhere, it stays.
                && (anywhere || mentions(world, &full(world, *at)) > 0)
        })
        .collect();
    let at = rng.pick(&all)?;
    let base = ty(world, at).base_type.clone()?;
    let above = types(world)
        .into_iter()
        .find(|other| full(world, *other) == base)
        .and_then(|other| ty(world, other).base_type.clone());
    if is_boundary(world, &full(world, at)) {
        return None;
    }
    ty_mut(world, at).base_type = above;
    // Where nothing else leads to it, it is removed.
    let mut expected = Expected::one(Kind::BaseTypeChanged, full(world, at))
        .or(Kind::TypeRemoved)
        .one_way();
    // So is the base, where the type was all that led there.
    expected.instead = Some((Kind::TypeRemoved, base));
    Some(expected)
}

pub(super) fn abstract_type(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let at = some_type(world, rng, |_| true)?;
    let ty = ty_mut(world, at);
    ty.is_abstract = !ty.is_abstract;
    Some(Expected::one(Kind::AbstractChanged, full(world, at)))
}

pub(super) fn open_type(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let at = some_type(world, rng, |_| true)?;
    let ty = ty_mut(world, at);
    ty.open = !ty.open;
    Some(Expected::one(Kind::OpenTypeChanged, full(world, at)))
}

pub(super) fn key(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let at = some_type(world, rng, |ty| {
        !ty.key.is_empty() && ty.properties.len() > ty.key.len()
    })?;
    let ty = ty_mut(world, at);
    let name = ty
        .properties
        .iter()
        .map(|one| one.name.clone())
        .find(|name| ty.key.iter().all(|part| part.name != *name))?;
    let mut part = ty.key[0].clone();
    part.name = name;
    ty.key.push(part);
    Some(Expected::one(Kind::KeyChanged, full(world, at)))
}

pub(super) fn media_entity(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let at = some_type(world, rng, |ty| ty.kind == StructuredKind::Entity)?;
    let ty = ty_mut(world, at);
    ty.has_stream = !ty.has_stream;
    Some(Expected::one(Kind::MediaEntityChanged, full(world, at)))
}
