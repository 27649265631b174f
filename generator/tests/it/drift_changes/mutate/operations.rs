//! Mutations of actions and functions.

use generator::csdl::{Facets, Operation, OperationKind, ReturnType, StructuredKind, TypeName};
use generator::drift::{Facts, Kind};
use generator::routes::SegmentKind;
use generator::source::At;

use super::super::world::{Rng, World, single, type_text};
use super::elements::new_parameter;
use super::expected::Expected;
use super::find::{
    full, is_overloaded, operation, operation_mut, paths_through, some_operation, some_type, subject_of, takes_derived,
};

pub(super) fn operation_added(world: &mut World, facts: &Facts, rng: &mut Rng) -> Option<Expected> {
    let at = some_type(world, rng, |ty| ty.kind == StructuredKind::Entity)?;
    let binding = TypeName {
        name: full(world, at),
        collection: rng.coin(),
    };
    if !takes_derived(world, facts, &binding.name) {
        return None;
    }
    let function = rng.coin();
    let shown = type_text(&binding);
    let mut parameters = vec![new_parameter("bindingParameter", binding)];
    if rng.coin() {
        parameters.push(new_parameter("zqCount", single("Edm.Int32")));
    }
    let added = Operation {
        name: "zqDo".into(),
        kind: if function {
            OperationKind::Function
        } else {
            OperationKind::Action
        },
        is_bound: true,
        is_composable: false,
        entity_set_path: None,
        parameters,
        return_type: function.then(|| ReturnType {
            type_name: single("Edm.String"),
            facets: Facets::default(),
            annotations: Vec::new(),
            at: At::default(),
        }),
        annotations: Vec::new(),
        at: At::default(),
    };
    let namespace = world.csdl.schemas[at.0].namespace.clone();
    world.csdl.schemas[at.0].operations.push(added);
    Some(Expected::one(
        Kind::BoundOperationAdded,
        format!("{namespace}.zqDo of {shown}"),
    ))
}

pub(super) fn operation_removed(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let at = some_operation(world, rng, |_| true)?;
    let subject = subject_of(world, at);
    let kind = if is_overloaded(world, at) {
        Kind::OverloadRemoved
    } else {
        Kind::BoundOperationRemoved
    };
    world.csdl.schemas[at.0].operations.remove(at.1);
    Some(Expected::one(kind, subject))
}

pub(super) fn operation_removed_with_paths(world: &mut World, facts: &Facts, rng: &mut Rng) -> Option<Expected> {
    let at = some_operation(world, rng, |_| true)?;
    let subject = subject_of(world, at);
    let kind = if is_overloaded(world, at) {
        Kind::OverloadRemoved
    } else {
        Kind::BoundOperationRemoved
    };
    let gone = world.csdl.schemas[at.0].operations.remove(at.1);
    let namespace = world.csdl.schemas[at.0].namespace.clone();
    let paths = paths_through(facts, &|node, _| {
        let SegmentKind::Operation(operation, _) = &node.kind else {
            return false;
        };
        let names: Vec<&str> = operation.arguments.iter().map(|one| one.name.as_str()).collect();
        operation.name.to_string() == format!("{namespace}.{}", gone.name)
            && operation.binding.to_string() == gone.parameters[0].type_name.name
            && operation.on_collection == gone.parameters[0].type_name.collection
            && names
                == gone.parameters[1..]
                    .iter()
                    .map(|one| one.name.as_str())
                    .collect::<Vec<_>>()
    });
    for (path, _) in paths {
        world.openapi.paths.remove(&path);
    }
    Some(Expected::one(kind, subject))
}

pub(super) fn operation_renamed(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let at = some_operation(world, rng, |operation| operation.name.len() > 6)?;
    if is_overloaded(world, at) {
        return None;
    }
    let subject = subject_of(world, at);
    operation_mut(world, at).name.push_str("Zq");
    let back = subject_of(world, at);
    Some(Expected::one(Kind::BoundOperationRenamed, subject).back(Kind::BoundOperationRenamed, back))
}

pub(super) fn operation_kind(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let at = some_operation(world, rng, |operation| {
        operation.return_type.is_some() && !operation.is_composable
    })?;
    let subject = subject_of(world, at);
    let of = operation_mut(world, at);
    of.kind = match of.kind {
        OperationKind::Action => OperationKind::Function,
        OperationKind::Function => OperationKind::Action,
    };
    Some(Expected::one(Kind::BoundOperationKindChanged, subject))
}

pub(super) fn overload_added(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let at = some_operation(world, rng, |operation| operation.kind == OperationKind::Function)?;
    let mut added = operation(world, at).clone();
    added.parameters.push(new_parameter("zqMore", single("Edm.Int32")));
    world.csdl.schemas[at.0].operations.push(added);
    let last = world.csdl.schemas[at.0].operations.len() - 1;
    let subject = subject_of(world, (at.0, last));
    Some(Expected::one(Kind::OverloadAdded, subject))
}

pub(super) fn composable(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let at = some_operation(world, rng, |operation| operation.kind == OperationKind::Function)?;
    let subject = subject_of(world, at);
    let of = operation_mut(world, at);
    of.is_composable = !of.is_composable;
    Some(Expected::one(Kind::ComposabilityChanged, subject))
}

pub(super) fn binding(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let at = some_operation(world, rng, |operation| operation.entity_set_path.is_none())?;
    if is_overloaded(world, at) {
        return None;
    }
    let subject = subject_of(world, at);
    let name = &mut operation_mut(world, at).parameters[0].type_name;
    let from = type_text(name);
    name.collection = !name.collection;
    let to = type_text(name);
    let back = subject_of(world, at);
    if is_overloaded(world, at) {
        return None;
    }
    Some(
        Expected::one(Kind::BindingChanged, subject)
            .from(from)
            .to(to)
            .back(Kind::BindingChanged, back),
    )
}

pub(super) fn entity_set_path(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let at = some_operation(world, rng, |operation| operation.entity_set_path.is_some())?;
    let subject = subject_of(world, at);
    operation_mut(world, at).entity_set_path = None;
    Some(Expected::one(Kind::FacetChanged, subject).to("no EntitySetPath"))
}

pub(super) fn binding_parameter(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let at = some_operation(world, rng, |operation| operation.entity_set_path.is_none())?;
    let subject = subject_of(world, at);
    operation_mut(world, at).parameters[0].name = "zqBinding".into();
    Some(Expected::one(Kind::FacetChanged, subject))
}
