//! Mutations of the OpenAPI document: paths, methods, bodies and responses.

use generator::drift::{Facts, Kind};
use generator::naming::memory::place_key;
use generator::openapi::{self, Method, OrRef};

use super::super::world::{Rng, World};
use super::expected::Expected;
use super::find::{call_mut, call_subject, some_call, some_path};

pub(super) fn path_removed(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let path = some_path(world, rng, |path, _| path.matches('/').count() > 1)?;
    world.openapi.paths.remove(&path);
    Some(Expected::one(Kind::PathRemoved, path))
}

pub(super) fn path_added(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let path = some_path(world, rng, |path, item| {
        !path.contains('$') && item.operations.contains_key(&Method::Get)
    })?;
    let new = format!("{path}/zqMore");
    let mut item = openapi::PathItem::default();
    item.parameters.clone_from(&world.openapi.paths[&path].parameters);
    item.operations
        .insert(Method::Get, world.openapi.paths[&path].operations[&Method::Get].clone());
    world.openapi.paths.insert(new.clone(), item);
    Some(Expected::one(Kind::PathAdded, new).to("GET"))
}

pub(super) fn path_parameter_name(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let path = some_path(world, rng, |path, _| path.ends_with("-id}"))?;
    let mut item = world.openapi.paths.remove(&path)?;
    let (before, name) = path.rsplit_once('{')?;
    let name = name.trim_end_matches('}').to_owned();
    let new = format!("{before}{{zq-id}}");
    let known = &world.openapi.components.parameters;
    let named = item
        .parameters
        .iter_mut()
        .find(|one| one.resolve(known).is_some_and(|one| one.name == name))?;
    let mut parameter = named.resolve(known)?.clone();
    parameter.name = "zq-id".into();
    *named = OrRef::Item(parameter);
    world.openapi.paths.insert(new.clone(), item);
    let known: Vec<_> = world.table.keys().filter(|(_, of)| *of == path).cloned().collect();
    for key in known {
        if let Some(permissions) = world.table.remove(&key) {
            world.table.insert((key.0, new.clone()), permissions);
        }
    }
    assert_eq!(place_key(&path), place_key(&new));
    Some(
        Expected::one(Kind::PathParameterChanged, &new)
            .from(&path)
            .to(&new)
            .back(Kind::PathParameterChanged, &path),
    )
}

pub(super) fn path_parameter_type(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let (path, method) = some_call(world, rng, |_, _| true)?;
    let item = world.openapi.paths.get_mut(&path)?;
    if item.operations.len() != 1 {
        return None;
    }
    let parameter = item.parameters.iter_mut().find_map(|one| match one {
        OrRef::Item(parameter) if parameter.location == openapi::Location::Path => Some(parameter),
        _ => None,
    })?;
    let schema = parameter.schema.as_mut()?;
    schema.type_name = Some("integer".into());
    schema.format = Some("int64".into());
    Some(Expected::one(Kind::OperationDetailChanged, call_subject(&path, method)))
}

pub(super) fn method_removed(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let path = some_path(world, rng, |_, item| item.operations.len() > 1)?;
    let methods: Vec<Method> = world.openapi.paths[&path].operations.keys().copied().collect();
    let method = rng.pick(&methods)?;
    world.openapi.paths.get_mut(&path)?.operations.remove(&method);
    Some(Expected::one(Kind::MethodRemoved, call_subject(&path, method)))
}

pub(super) fn method_added(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let path = some_path(world, rng, |path, item| {
        path.ends_with('}')
            && !item.operations.contains_key(&Method::Put)
            && item.operations.contains_key(&Method::Patch)
    })?;
    let item = world.openapi.paths.get_mut(&path)?;
    let put = item.operations[&Method::Patch].clone();
    item.operations.insert(Method::Put, put);
    Some(Expected::one(Kind::MethodAdded, call_subject(&path, Method::Put)))
}

pub(super) fn body_removed(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let (path, method) = some_call(world, rng, |_, one| one.request_body.is_some())?;
    call_mut(world, &path, method).request_body = None;
    // What is sent to an entity or action is the CSDL's to say: the document alone forgets it.
    Some(
        Expected::one(Kind::BodyChanged, call_subject(&path, method))
            .or(Kind::OperationDetailChanged)
            .one_way(),
    )
}

pub(super) fn body_required(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let (path, method) = some_call(world, rng, |_, one| one.request_body.is_some())?;
    let bodies = world.openapi.components.request_bodies.clone();
    let call = call_mut(world, &path, method);
    let mut body = call.request_body.as_ref()?.resolve(&bodies)?.clone();
    body.required = !body.required;
    call.request_body = Some(OrRef::Item(body));
    Some(Expected::one(Kind::OperationDetailChanged, call_subject(&path, method)))
}

pub(super) fn response_content(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let others: Vec<String> = world
        .openapi
        .components
        .responses
        .keys()
        .filter(|name| name.starts_with("microsoft."))
        .cloned()
        .collect();
    let (path, method) = some_call(world, rng, |_, one| {
        one.responses
            .get("2XX")
            .and_then(OrRef::reference)
            .is_some_and(|name| name.contains("/microsoft."))
    })?;
    let other = format!("#/components/responses/{}", rng.pick(&others)?);
    let answer = call_mut(world, &path, method).responses.get_mut("2XX")?;
    if answer.reference() == Some(&other) {
        return None;
    }
    *answer = OrRef::Ref(other);
    Some(
        Expected::one(Kind::ResponseChanged, call_subject(&path, method))
            .or(Kind::OperationDetailChanged)
            .one_way(),
    )
}

pub(super) fn response_removed(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let (path, method) = some_call(world, rng, |_, one| one.responses.contains_key("4XX"))?;
    call_mut(world, &path, method).responses.remove("4XX");
    Some(Expected::one(Kind::OperationDetailChanged, call_subject(&path, method)))
}
