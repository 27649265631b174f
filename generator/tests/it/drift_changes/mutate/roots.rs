//! Mutations of the entity container.

use generator::csdl::{Singleton, StructuredKind};
use generator::drift::{Facts, Kind};
use generator::source::At;

use super::super::world::{Rng, World};
use super::expected::Expected;
use super::find::{full, some_type};

pub(super) fn root_added(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let at = some_type(world, rng, |ty| ty.kind == StructuredKind::Entity && !ty.is_abstract)?;
    let type_name = full(world, at);
    let container = world
        .csdl
        .schemas
        .iter_mut()
        .find_map(|schema| schema.containers.first_mut())?;
    container.singletons.push(Singleton {
        name: "zqRoot".into(),
        type_name: type_name.clone(),
        bindings: Vec::new(),
        annotations: Vec::new(),
        at: At::default(),
    });
    // One of the whole service that is no root of ours is not compared.
    world
        .overlay
        .selection
        .roots
        .push(generator::overlay::Root::parse("zqRoot").unwrap());
    Some(Expected::one(Kind::RootChanged, "zqRoot").to(type_name).one_way())
}

pub(super) fn root_removed(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let container = world
        .csdl
        .schemas
        .iter_mut()
        .find_map(|schema| schema.containers.first_mut())?;
    let at = rng.below(container.entity_sets.len());
    let gone = container.entity_sets.remove(at);
    let leads = |binding: &generator::csdl::NavigationPropertyBinding| binding.target == gone.name;
    if container.singletons.iter().any(|one| one.bindings.iter().any(leads))
        || container.entity_sets.iter().any(|one| one.bindings.iter().any(leads))
    {
        return None;
    }
    Some(Expected::one(Kind::RootChanged, gone.name).from(format!("Collection({})", gone.entity_type)))
}

pub(super) fn navigation_binding(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let container = world
        .csdl
        .schemas
        .iter_mut()
        .find_map(|schema| schema.containers.first_mut())?;
    let sets: Vec<String> = container.entity_sets.iter().map(|set| set.name.clone()).collect();
    let singleton = container.singletons.iter_mut().find(|one| !one.bindings.is_empty())?;
    let others: Vec<String> = sets
        .into_iter()
        .filter(|name| *name != singleton.bindings[0].target)
        .collect();
    singleton.bindings[0].target = rng.pick(&others)?;
    Some(
        Expected::one(Kind::NavigationBindingChanged, singleton.name.clone())
            .or(Kind::RootChanged)
            .one_way(),
    )
}
