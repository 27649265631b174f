//! Mutations of the OpenAPI document: query options, headers and marks of operations.

use generator::drift::{Facts, Kind};
use generator::openapi::{self, Method, OrRef};

use super::super::world::{Rng, World};
use super::expected::Expected;
use super::find::{call_mut, call_subject, some_call};

pub(super) const OPTIONS: [&str; 8] = [
    "$count", "$expand", "$filter", "$orderby", "$search", "$select", "$skip", "$top",
];

pub(super) fn option_of(world: &World, parameter: &OrRef<openapi::Parameter>) -> Option<String> {
    let item = parameter.resolve(&world.openapi.components.parameters)?;
    OPTIONS.contains(&item.name.as_str()).then(|| item.name.clone())
}

pub(super) fn query_option_removed(world: &mut World, facts: &Facts, rng: &mut Rng) -> Option<Expected> {
    let (path, method) = some_call(world, rng, |method, _| method == Method::Get)?;
    let options: Vec<usize> = world.openapi.paths[&path].operations[&method]
        .parameters
        .iter()
        .enumerate()
        .filter(|(_, one)| option_of(world, one).is_some())
        .map(|(at, _)| at)
        .collect();
    let at = rng.pick(&options)?;
    let gone = call_mut(world, &path, method).parameters.remove(at);
    let name = option_of(world, &gone)?;
    // What the CSDL denies is not offered with the document's word or without it.
    let subject = call_subject(&path, method);
    if offers(facts, &path, method, &name) {
        Some(Expected::one(Kind::QueryOptionRemoved, subject).from(name))
    } else {
        Some(Expected::one(Kind::OperationDetailChanged, subject))
    }
}

pub(super) fn offers(facts: &Facts, path: &str, method: Method, option: &str) -> bool {
    let mut found = false;
    facts.loaded.tree.walk(&mut |node| {
        if node.written.as_deref() == Some(path) {
            for operation in node
                .operations
                .iter()
                .filter(|operation| operation.http.name() == method.key().to_uppercase())
            {
                found = operation.options.iter().any(|one| one.name() == option);
            }
        }
    });
    found
}

pub(super) fn query_option_added(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let (path, method) = some_call(world, rng, |method, _| method == Method::Get)?;
    let has: Vec<String> = world.openapi.paths[&path].operations[&method]
        .parameters
        .iter()
        .filter_map(|one| option_of(world, one))
        .collect();
    let others: Vec<&str> = OPTIONS
        .into_iter()
        .filter(|name| !has.iter().any(|other| other == name))
        .collect();
    let name = rng.pick(&others)?;
    if !world.openapi.components.parameters.contains_key(&name[1..]) {
        return None;
    }
    call_mut(world, &path, method)
        .parameters
        .push(OrRef::Ref(format!("#/components/parameters/{}", &name[1..])));
    let subject = call_subject(&path, method);
    Some(
        Expected::one(Kind::QueryOptionAdded, subject)
            .or(Kind::OperationDetailChanged)
            .one_way(),
    )
}

pub(super) fn header_removed(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let name = "#/components/parameters/If-Match";
    let (path, method) = some_call(world, rng, |_, one| {
        one.parameters.iter().any(|one| one.reference() == Some(name))
    })?;
    call_mut(world, &path, method)
        .parameters
        .retain(|one| one.reference() != Some(name));
    Some(Expected::one(Kind::OperationDetailChanged, call_subject(&path, method)))
}

pub(super) fn header_added(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let (path, method) = some_call(world, rng, |_, _| true)?;
    call_mut(world, &path, method)
        .parameters
        .push(OrRef::Item(openapi::Parameter {
            name: "Zq-Header".into(),
            location: openapi::Location::Header,
            required: rng.coin(),
            deprecated: false,
            explode: None,
            style: None,
            schema: Some(openapi::Schema {
                type_name: Some("string".into()),
                ..openapi::Schema::default()
            }),
            content: std::collections::BTreeMap::new(),
            key_type: None,
        }));
    Some(Expected::one(Kind::OperationDetailChanged, call_subject(&path, method)))
}

pub(super) fn operation_deprecated(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let (path, method) = some_call(world, rng, |_, one| !one.deprecated && one.deprecation.is_none())?;
    let call = call_mut(world, &path, method);
    call.deprecated = true;
    Some(Expected::one(Kind::OperationDetailChanged, call_subject(&path, method)))
}

pub(super) fn pageable(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let (path, method) = some_call(world, rng, |_, one| one.pageable.is_some())?;
    call_mut(world, &path, method).pageable = None;
    Some(Expected::one(Kind::OperationDetailChanged, call_subject(&path, method)))
}

pub(super) fn operation_mark(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let (path, method) = some_call(world, rng, |_, one| one.operation_type.as_deref() == Some("operation"))?;
    call_mut(world, &path, method).operation_type = Some("action".into());
    Some(Expected::one(Kind::OperationDetailChanged, call_subject(&path, method)))
}

pub(super) fn security(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let (path, method) = some_call(world, rng, |_, one| one.security.is_none())?;
    let scheme = std::collections::BTreeMap::from([("zq".to_owned(), vec!["Zq.Read".to_owned()])]);
    call_mut(world, &path, method).security = Some(vec![scheme]);
    Some(Expected::one(Kind::OperationDetailChanged, call_subject(&path, method)))
}

pub(super) fn component_parameter(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    // A header that one operation has in words of its own, and must be given now.
    let (path, method) = some_call(world, rng, |_, one| {
        one.parameters
            .iter()
            .any(|one| one.reference() == Some("#/components/parameters/If-Match"))
    })?;
    let mut parameter = world.openapi.components.parameters.get("If-Match")?.item()?.clone();
    parameter.required = true;
    let call = call_mut(world, &path, method);
    call.parameters
        .retain(|one| one.reference() != Some("#/components/parameters/If-Match"));
    call.parameters.push(OrRef::Item(parameter));
    Some(Expected::one(Kind::OperationDetailChanged, call_subject(&path, method)))
}
