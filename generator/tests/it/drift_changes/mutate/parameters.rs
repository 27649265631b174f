//! Mutations of the parameters and return types of actions and functions.

use generator::csdl::{Expression, Facets, OperationKind, ReturnType};
use generator::drift::{Facts, Kind};
use generator::source::At;

use super::super::world::{Rng, World, single, type_text};
use super::elements::{annotation, flip, new_parameter, other_primitive};
use super::expected::Expected;
use super::find::{fresh, is_overloaded, operation_mut, parameter_subject, some_operation, some_parameter, subject_of};
use super::properties::facet;

pub(super) fn parameter_added(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let at = some_operation(world, rng, |_| true)?;
    if is_overloaded(world, at) {
        return None;
    }
    let subject = parameter_subject(world, at, "zqMore");
    let mut added = new_parameter("zqMore", single("Edm.Int32"));
    added.facets.nullable = Some(rng.coin());
    operation_mut(world, at).parameters.push(added);
    Some(Expected::one(Kind::ParameterAdded, subject).to("Edm.Int32"))
}

pub(super) fn parameter_removed(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let (at, p) = some_parameter(world, rng, |_, _| true)?;
    if is_overloaded(world, at) {
        return None;
    }
    let gone = operation_mut(world, at).parameters.remove(p);
    Some(
        Expected::one(Kind::ParameterRemoved, parameter_subject(world, at, &gone.name))
            .from(type_text(&gone.type_name)),
    )
}

pub(super) fn parameter_renamed(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let (at, p) = some_parameter(world, rng, |_, _| true)?;
    let old = operation_mut(world, at).parameters[p].name.clone();
    let subject = parameter_subject(world, at, &old);
    let new = fresh(rng, "other");
    operation_mut(world, at).parameters[p].name.clone_from(&new);
    let back = parameter_subject(world, at, &new);
    Some(
        Expected::one(Kind::ParameterRenamed, subject)
            .from(old)
            .to(new)
            .back(Kind::ParameterRenamed, back),
    )
}

pub(super) fn parameter_type(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let (at, p) = some_parameter(world, rng, |_, _| true)?;
    let parameter = &mut operation_mut(world, at).parameters[p];
    let from = type_text(&parameter.type_name);
    parameter.type_name.name = other_primitive(rng, &parameter.type_name.name);
    let (to, name) = (type_text(&parameter.type_name), parameter.name.clone());
    Some(
        Expected::one(Kind::ParameterTypeChanged, parameter_subject(world, at, &name))
            .from(from)
            .to(to),
    )
}

pub(super) fn parameter_collection(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let (at, p) = some_parameter(world, rng, |operation, _| operation.kind == OperationKind::Action)?;
    let parameter = &mut operation_mut(world, at).parameters[p];
    parameter.type_name.collection = !parameter.type_name.collection;
    let name = parameter.name.clone();
    Some(Expected::one(
        Kind::ParameterTypeChanged,
        parameter_subject(world, at, &name),
    ))
}

pub(super) fn parameter_nullable(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let (at, p) = some_parameter(world, rng, |_, _| true)?;
    let parameter = &mut operation_mut(world, at).parameters[p];
    flip(&mut parameter.facets.nullable);
    let name = parameter.name.clone();
    Some(Expected::one(
        Kind::ParameterNullabilityChanged,
        parameter_subject(world, at, &name),
    ))
}

pub(super) fn parameter_optional(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let (at, p) = some_parameter(world, rng, |_, _| true)?;
    let parameter = &mut operation_mut(world, at).parameters[p];
    let term = "Org.OData.Core.V1.OptionalParameter";
    let before = parameter.annotations.len();
    parameter.annotations.retain(|one| one.term != term);
    if parameter.annotations.len() == before {
        parameter.annotations.push(annotation(term, Expression::Default));
    }
    let name = parameter.name.clone();
    Some(Expected::one(
        Kind::ParameterOptionalityChanged,
        parameter_subject(world, at, &name),
    ))
}

pub(super) fn parameter_order(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let at = some_operation(world, rng, |operation| operation.parameters.len() > 2)?;
    if is_overloaded(world, at) {
        return None;
    }
    operation_mut(world, at).parameters.swap(1, 2);
    Some(Expected::one(Kind::ParameterOrderChanged, subject_of(world, at)))
}

pub(super) fn parameter_facet(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let (at, p) = some_parameter(world, rng, |_, _| true)?;
    let parameter = &mut operation_mut(world, at).parameters[p];
    let (from, to) = facet(&mut parameter.facets, rng);
    let name = parameter.name.clone();
    Some(
        Expected::one(Kind::FacetChanged, parameter_subject(world, at, &name))
            .from(from)
            .to(to),
    )
}

pub(super) fn return_type(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let at = some_operation(world, rng, |operation| {
        operation.return_type.is_some() && operation.entity_set_path.is_none()
    })?;
    let subject = subject_of(world, at);
    let answer = operation_mut(world, at).return_type.as_mut()?;
    let from = type_text(&answer.type_name);
    if rng.coin() {
        answer.type_name.collection = !answer.type_name.collection;
    } else {
        answer.type_name.name = other_primitive(rng, &answer.type_name.name);
    }
    let to = type_text(&answer.type_name);
    Some(Expected::one(Kind::ReturnTypeChanged, subject).from(from).to(to))
}

pub(super) fn return_type_added_or_removed(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let at = some_operation(world, rng, |operation| {
        operation.kind == OperationKind::Action && operation.entity_set_path.is_none()
    })?;
    let subject = subject_of(world, at);
    let of = operation_mut(world, at);
    of.return_type = match of.return_type {
        Some(_) => None,
        None => Some(ReturnType {
            type_name: single("Edm.String"),
            facets: Facets::default(),
            annotations: Vec::new(),
            at: At::default(),
        }),
    };
    Some(Expected::one(Kind::ReturnTypeChanged, subject))
}

pub(super) fn return_nullable(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let at = some_operation(world, rng, |operation| operation.return_type.is_some())?;
    let subject = subject_of(world, at);
    flip(&mut operation_mut(world, at).return_type.as_mut()?.facets.nullable);
    Some(Expected::one(Kind::ReturnNullabilityChanged, subject))
}

pub(super) fn return_facet(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let at = some_operation(world, rng, |operation| operation.return_type.is_some())?;
    let subject = subject_of(world, at);
    let (from, to) = facet(&mut operation_mut(world, at).return_type.as_mut()?.facets, rng);
    Some(Expected::one(Kind::FacetChanged, subject).from(from).to(to))
}
