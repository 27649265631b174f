//! Mutations of navigation properties.

use generator::csdl::{OnDelete, ReferentialConstraint, StructuredKind, TypeName};
use generator::drift::{Facts, Kind};
use generator::source::At;

use super::super::world::{Rng, World, type_text};
use super::elements::{flip, new_navigation};
use super::expected::Expected;
use super::find::{
    full, is_boundary, move_annotations, navigation_mut, navigation_subject, some_navigation, some_type, takes_derived,
    through_member, ty, ty_mut, types,
};

pub(super) fn navigation_added(world: &mut World, facts: &Facts, rng: &mut Rng) -> Option<Expected> {
    let at = some_type(world, rng, |ty| ty.kind == StructuredKind::Entity)?;
    if is_boundary(world, &full(world, at)) || !takes_derived(world, facts, &full(world, at)) {
        return None;
    }
    let target = some_type(world, rng, |ty| ty.kind == StructuredKind::Entity)?;
    let type_name = TypeName {
        name: full(world, target),
        collection: rng.coin(),
    };
    let shown = format!("navigation to {}", type_text(&type_name));
    ty_mut(world, at)
        .navigation_properties
        .push(new_navigation("zqLink", type_name));
    Some(Expected::one(Kind::PropertyAdded, format!("{}/zqLink", full(world, at))).to(shown))
}

pub(super) fn navigation_removed(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let at = some_navigation(world, rng, |_| true)?;
    let subject = navigation_subject(world, at);
    ty_mut(world, (at.0, at.1)).navigation_properties.remove(at.2);
    Some(Expected::one(Kind::PropertyRemoved, subject))
}

pub(super) fn navigation_removed_with_paths(world: &mut World, facts: &Facts, rng: &mut Rng) -> Option<Expected> {
    let at = some_navigation(world, rng, |_| true)?;
    let subject = navigation_subject(world, at);
    let name = ty(world, (at.0, at.1)).navigation_properties[at.2].name.clone();
    for (path, _) in through_member(facts, &full(world, (at.0, at.1)), &name) {
        world.openapi.paths.remove(&path);
    }
    ty_mut(world, (at.0, at.1)).navigation_properties.remove(at.2);
    Some(Expected::one(Kind::PropertyRemoved, subject))
}

pub(super) fn navigation_renamed(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let at = some_navigation(world, rng, |_| true)?;
    let subject = navigation_subject(world, at);
    navigation_mut(world, at).name.push_str("Zq");
    move_annotations(world, &subject);
    let back = format!("{subject}Zq");
    Some(Expected::one(Kind::PropertyRenamed, subject).back(Kind::PropertyRenamed, back))
}

pub(super) fn navigation_renamed_with_paths(world: &mut World, facts: &Facts, rng: &mut Rng) -> Option<Expected> {
    let at = some_navigation(world, rng, |_| true)?;
    let subject = navigation_subject(world, at);
    let owner = full(world, (at.0, at.1));
    let old = navigation_mut(world, at).name.clone();
    navigation_mut(world, at).name.push_str("Zq");
    move_annotations(world, &subject);
    for (path, depth) in through_member(facts, &owner, &old) {
        let item = world.openapi.paths.remove(&path)?;
        let mut segments: Vec<String> = path.split('/').map(str::to_owned).collect();
        segments[depth] = format!("{old}Zq");
        world.openapi.paths.insert(segments.join("/"), item);
        let methods: Vec<_> = world.table.keys().filter(|(_, of)| *of == path).cloned().collect();
        for key in methods {
            if let Some(known) = world.table.remove(&key) {
                world.table.insert((key.0, segments.join("/")), known);
            }
        }
    }
    let back = format!("{subject}Zq");
    Some(Expected::one(Kind::PropertyRenamed, subject).back(Kind::PropertyRenamed, back))
}

pub(super) fn navigation_type(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let at = some_navigation(world, rng, |_| true)?;
    let now = navigation_mut(world, at).type_name.name.clone();
    let entities: Vec<String> = types(world)
        .into_iter()
        .filter(|at| ty(world, *at).kind == StructuredKind::Entity)
        .map(|at| full(world, at))
        .filter(|name| *name != now)
        .collect();
    let navigation = navigation_mut(world, at);
    let from = type_text(&navigation.type_name);
    navigation.type_name.name = rng.pick(&entities)?;
    let to = type_text(&navigation.type_name);
    Some(
        Expected::one(Kind::PropertyTypeChanged, navigation_subject(world, at))
            .from(from)
            .to(to),
    )
}

pub(super) fn navigation_collection(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let at = some_navigation(world, rng, |_| true)?;
    let name = &mut navigation_mut(world, at).type_name;
    name.collection = !name.collection;
    Some(Expected::one(
        Kind::PropertyCollectionChanged,
        navigation_subject(world, at),
    ))
}

pub(super) fn navigation_contained(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let at = some_navigation(world, rng, |_| true)?;
    let navigation = navigation_mut(world, at);
    navigation.contains_target = !navigation.contains_target;
    Some(Expected::one(Kind::ContainmentChanged, navigation_subject(world, at)))
}

pub(super) fn navigation_nullable(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let at = some_navigation(world, rng, |one| !one.type_name.collection)?;
    flip(&mut navigation_mut(world, at).nullable);
    Some(Expected::one(
        Kind::PropertyNullabilityChanged,
        navigation_subject(world, at),
    ))
}

pub(super) fn navigation_facet(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let at = some_navigation(world, rng, |_| true)?;
    let target = navigation_mut(world, at).type_name.name.clone();
    let partners: Vec<String> = types(world)
        .into_iter()
        .filter(|other| full(world, *other) == target)
        .flat_map(|other| &ty(world, other).navigation_properties)
        .map(|partner| partner.name.clone())
        .collect();
    let navigation = navigation_mut(world, at);
    match rng.below(3) {
        0 => {
            let others: Vec<String> = partners
                .into_iter()
                .filter(|name| Some(name) != navigation.partner.as_ref())
                .collect();
            navigation.partner = Some(rng.pick(&others)?);
        }
        1 => {
            navigation.on_delete = Some(OnDelete {
                action: "Cascade".into(),
                annotations: Vec::new(),
                at: At::default(),
            });
        }
        _ => navigation.referential_constraints.push(ReferentialConstraint {
            property: "id".into(),
            referenced_property: "id".into(),
            annotations: Vec::new(),
            at: At::default(),
        }),
    }
    Some(Expected::one(Kind::FacetChanged, navigation_subject(world, at)))
}
