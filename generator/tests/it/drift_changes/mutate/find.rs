//! Where a mutation can act: elements that fit, chosen by a number, and what a report calls them.

use generator::csdl::{EnumType, NavigationProperty, Operation, Parameter, Property, StructuredType};
use generator::drift::Facts;
use generator::model::QName;
use generator::openapi::{self, Method};
use generator::routes::{Node, SegmentKind};

use super::super::world::{Rng, World, operation_text};

pub(super) type At2 = (usize, usize);
pub(super) type At3 = (usize, usize, usize);

pub(super) fn types(world: &World) -> Vec<At2> {
    let schemas = world.csdl.schemas.iter().enumerate();
    schemas
        .flat_map(|(s, schema)| (0..schema.structured_types.len()).map(move |t| (s, t)))
        .collect()
}

pub(super) fn full(world: &World, (s, t): At2) -> String {
    let schema = &world.csdl.schemas[s];
    format!("{}.{}", schema.namespace, schema.structured_types[t].name)
}

pub(super) fn ty(world: &World, (s, t): At2) -> &StructuredType {
    &world.csdl.schemas[s].structured_types[t]
}

pub(super) fn ty_mut(world: &mut World, (s, t): At2) -> &mut StructuredType {
    &mut world.csdl.schemas[s].structured_types[t]
}

pub(super) fn some_type(world: &World, rng: &mut Rng, fits: impl Fn(&StructuredType) -> bool) -> Option<At2> {
    let all: Vec<At2> = types(world).into_iter().filter(|at| fits(ty(world, *at))).collect();
    rng.pick(&all)
}

pub(super) fn some_property(world: &World, rng: &mut Rng, fits: impl Fn(&Property) -> bool) -> Option<At3> {
    let all: Vec<At3> = types(world)
        .into_iter()
        .flat_map(|(s, t)| (0..ty(world, (s, t)).properties.len()).map(move |p| (s, t, p)))
        .filter(|(s, t, p)| {
            let owner = ty(world, (*s, *t));
            let property = &owner.properties[*p];
            // A key without its member, or of another type, is no document.
            owner.key.iter().all(|part| part.name != property.name) && fits(property)
        })
        .collect();
    rng.pick(&all)
}

pub(super) fn some_navigation(world: &World, rng: &mut Rng, fits: impl Fn(&NavigationProperty) -> bool) -> Option<At3> {
    let all: Vec<At3> = types(world)
        .into_iter()
        .flat_map(|(s, t)| (0..ty(world, (s, t)).navigation_properties.len()).map(move |p| (s, t, p)))
        .filter(|(s, t, p)| fits(&ty(world, (*s, *t)).navigation_properties[*p]))
        .collect();
    rng.pick(&all)
}

pub(super) fn property_mut(world: &mut World, (s, t, p): At3) -> &mut Property {
    &mut ty_mut(world, (s, t)).properties[p]
}

pub(super) fn navigation_mut(world: &mut World, (s, t, p): At3) -> &mut NavigationProperty {
    &mut ty_mut(world, (s, t)).navigation_properties[p]
}

pub(super) fn property_subject(world: &World, (s, t, p): At3) -> String {
    format!("{}/{}", full(world, (s, t)), ty(world, (s, t)).properties[p].name)
}

pub(super) fn navigation_subject(world: &World, (s, t, p): At3) -> String {
    let owner = ty(world, (s, t));
    format!("{}/{}", full(world, (s, t)), owner.navigation_properties[p].name)
}

pub(super) fn some_enum(world: &World, rng: &mut Rng, fits: impl Fn(&EnumType) -> bool) -> Option<At2> {
    let all: Vec<At2> = world
        .csdl
        .schemas
        .iter()
        .enumerate()
        .flat_map(|(s, schema)| (0..schema.enum_types.len()).map(move |e| (s, e)))
        .filter(|(s, e)| fits(&world.csdl.schemas[*s].enum_types[*e]))
        .collect();
    rng.pick(&all)
}

pub(super) fn enum_mut(world: &mut World, (s, e): At2) -> &mut EnumType {
    &mut world.csdl.schemas[s].enum_types[e]
}

pub(super) fn enum_name(world: &World, (s, e): At2) -> String {
    let schema = &world.csdl.schemas[s];
    format!("{}.{}", schema.namespace, schema.enum_types[e].name)
}

pub(super) fn operations(world: &World) -> Vec<At2> {
    let schemas = world.csdl.schemas.iter().enumerate();
    schemas
        .flat_map(|(s, schema)| (0..schema.operations.len()).map(move |o| (s, o)))
        .filter(|(s, o)| world.csdl.schemas[*s].operations[*o].is_bound)
        .collect()
}

pub(super) fn operation(world: &World, (s, o): At2) -> &Operation {
    &world.csdl.schemas[s].operations[o]
}

pub(super) fn operation_mut(world: &mut World, (s, o): At2) -> &mut Operation {
    &mut world.csdl.schemas[s].operations[o]
}

pub(super) fn subject_of(world: &World, (s, o): At2) -> String {
    let schema = &world.csdl.schemas[s];
    operation_text(&world.csdl, &schema.namespace, &schema.operations[o])
}

pub(super) fn parameter_subject(world: &World, at: At2, name: &str) -> String {
    let subject = subject_of(world, at);
    let (operation, binding) = subject.split_once(" of ").unwrap();
    format!("{}/{name} of {binding}", operation.split('(').next().unwrap())
}

pub(super) fn is_overloaded(world: &World, at: At2) -> bool {
    subject_of(world, at).split(" of ").next().unwrap().contains('(')
}

pub(super) fn some_operation(world: &World, rng: &mut Rng, fits: impl Fn(&Operation) -> bool) -> Option<At2> {
    let all: Vec<At2> = operations(world)
        .into_iter()
        .filter(|at| fits(operation(world, *at)))
        .collect();
    rng.pick(&all)
}

/// Of operations with one parameter list only: changes of one of several would be reported of all of them.
pub(super) fn some_parameter(
    world: &World,
    rng: &mut Rng,
    fits: impl Fn(&Operation, &Parameter) -> bool,
) -> Option<(At2, usize)> {
    let all: Vec<(At2, usize)> = operations(world)
        .into_iter()
        .flat_map(|at| (1..operation(world, at).parameters.len()).map(move |p| (at, p)))
        .filter(|(at, p)| {
            let of = operation(world, *at);
            fits(of, &of.parameters[*p])
        })
        .collect();
    rng.pick(&all)
}

/// Every name of a type, wherever it stands.
pub(super) fn each_type_name(world: &mut World, mut change: impl FnMut(&mut String)) {
    for schema in &mut world.csdl.schemas {
        for ty in &mut schema.structured_types {
            ty.base_type.iter_mut().for_each(&mut change);
            ty.properties.iter_mut().for_each(|one| change(&mut one.type_name.name));
            let navigation = ty.navigation_properties.iter_mut();
            navigation.for_each(|one| change(&mut one.type_name.name));
        }
        for operation in &mut schema.operations {
            let parameters = operation.parameters.iter_mut();
            parameters.for_each(|one| change(&mut one.type_name.name));
            operation
                .return_type
                .iter_mut()
                .for_each(|one| change(&mut one.type_name.name));
        }
        for container in &mut schema.containers {
            container
                .entity_sets
                .iter_mut()
                .for_each(|one| change(&mut one.entity_type));
            container
                .singletons
                .iter_mut()
                .for_each(|one| change(&mut one.type_name));
        }
    }
}

/// How often types are named.
pub(super) fn mentions(world: &World, name: &str) -> usize {
    let mut count = 0;
    each_type_name(&mut world.clone(), |other| count += usize::from(other == name));
    let targets = world
        .csdl
        .schemas
        .iter()
        .flat_map(|schema| &schema.annotations_by_target);
    let begins = |target: &str| {
        target == name || target.starts_with(&format!("{name}/")) || target.contains(&format!("({name}"))
    };
    count + targets.filter(|target| begins(&target.target)).count()
}

/// A name that nothing has.
pub(super) fn fresh(rng: &mut Rng, stem: &str) -> String {
    format!("{stem}Zq{}", rng.below(1_000))
}

pub(super) fn is_boundary(world: &World, name: &str) -> bool {
    world.overlay.selection.boundary.types.iter().any(|other| other == name)
}

/// Types of which derived ones come in only when listed, with all that is derived from them.
pub(super) fn takes_derived(world: &World, facts: &Facts, name: &str) -> bool {
    let mut next = Some(name.to_owned());
    while let Some(here) = next {
        if is_boundary(world, &here) || world.overlay.selection.derived.iter().any(|one| one.base == here) {
            return false;
        }
        let base = QName::parse(&here).and_then(|name| facts.api().structured(&name)?.base.clone());
        next = base.map(|base| base.to_string());
    }
    true
}

/// Annotations that stand apart go with the member to its new name.
pub(super) fn move_annotations(world: &mut World, subject: &str) {
    for schema in &mut world.csdl.schemas {
        for apart in schema
            .annotations_by_target
            .iter_mut()
            .filter(|apart| apart.target == subject)
        {
            apart.target.push_str("Zq");
        }
    }
}

/// Paths that go through a segment, as the document writes them; and the number of the segment.
pub(super) fn paths_through(facts: &Facts, is_it: &dyn Fn(&Node, Option<&Node>) -> bool) -> Vec<(String, usize)> {
    fn walk<'a>(
        node: &'a Node,
        above: Option<&'a Node>,
        inside: Option<usize>,
        is_it: &dyn Fn(&Node, Option<&Node>) -> bool,
        out: &mut Vec<(String, usize)>,
    ) {
        let inside = inside.or_else(|| is_it(node, above).then(|| node.path.matches('/').count()));
        if let (Some(depth), Some(written)) = (inside, &node.written) {
            out.push((written.clone(), depth));
        }
        for child in &node.children {
            walk(child, Some(node), inside, is_it, out);
        }
    }
    let mut out = Vec::new();
    for root in &facts.loaded.tree.roots {
        walk(root, None, None, is_it, &mut out);
    }
    out
}

/// Whether a segment is that member of the type or of one derived from it.
pub(super) fn through_member(facts: &Facts, owner: &str, member: &str) -> Vec<(String, usize)> {
    let is_owner = |node: &Node| {
        let mut next = node.subject.as_ref().map(|subject| subject.item.to_string());
        while let Some(here) = next {
            if here == owner {
                return true;
            }
            let base = QName::parse(&here).and_then(|name| facts.api().structured(&name)?.base.clone());
            next = base.map(|base| base.to_string());
        }
        false
    };
    paths_through(facts, &|node, above| {
        node.kind == SegmentKind::Property && node.segment == member && above.is_some_and(is_owner)
    })
}

pub(super) fn some_member(world: &World, rng: &mut Rng) -> Option<(At2, usize)> {
    let at = some_enum(world, rng, |ty| ty.members.len() > 1)?;
    let count = world.csdl.schemas[at.0].enum_types[at.1].members.len();
    Some((at, rng.below(count)))
}

pub(super) fn types_of_enums(world: &World) -> Vec<String> {
    let schemas = world.csdl.schemas.iter();
    schemas
        .flat_map(|schema| {
            schema
                .enum_types
                .iter()
                .map(|ty| format!("{}.{}", schema.namespace, ty.name))
        })
        .collect()
}

pub(super) fn some_path(
    world: &World,
    rng: &mut Rng,
    fits: impl Fn(&str, &openapi::PathItem) -> bool,
) -> Option<String> {
    let all: Vec<&String> = world
        .openapi
        .paths
        .iter()
        .filter(|(path, item)| fits(path, item))
        .map(|(path, _)| path)
        .collect();
    rng.pick(&all).cloned()
}

pub(super) fn some_call(
    world: &World,
    rng: &mut Rng,
    fits: impl Fn(Method, &openapi::Operation) -> bool,
) -> Option<(String, Method)> {
    let path = some_path(world, rng, |_, item| {
        item.operations
            .iter()
            .any(|(method, operation)| fits(*method, operation))
    })?;
    let methods: Vec<Method> = world.openapi.paths[&path]
        .operations
        .iter()
        .filter(|(method, operation)| fits(**method, operation))
        .map(|(method, _)| *method)
        .collect();
    let method = rng.pick(&methods)?;
    Some((path, method))
}

pub(super) fn call_mut<'a>(world: &'a mut World, path: &str, method: Method) -> &'a mut openapi::Operation {
    world
        .openapi
        .paths
        .get_mut(path)
        .unwrap()
        .operations
        .get_mut(&method)
        .unwrap()
}

pub(super) fn call_subject(path: &str, method: Method) -> String {
    format!("{} {path}", method.key().to_uppercase())
}
