//! What an action or function takes and gives.

use std::collections::BTreeMap;

use super::change::Change;
use super::class::Wire;
use super::context::Context;
use super::differences::{Differences, OTHER_FORM, types};
use super::facets::{self, Facets};
use super::flags;
use super::kind::Kind;
use crate::csdl::elements::overload;
use crate::csdl::{Operation, OperationKind, Parameter, ReturnType};
use crate::matching::{Evidence, alike, shared};
use crate::model::{ElementId, OperationId};
use crate::resolve::is_optional;

/// What differs between an operation and what it is on the new side.
pub(super) fn operation_pair(
    context: &Context<'_, '_>,
    id: &OperationId,
    (old, new): (&Operation, &Operation),
    is_overloaded: bool,
) -> Vec<Change> {
    let id = if is_overloaded { overload(id, old) } else { id.clone() };
    let subject = ElementId::Operation(id.clone());
    let mut operation = Differences::of(&subject);
    operation.words(Kind::BoundOperationKindChanged, old.kind.word(), new.kind.word());
    parameters(&mut operation, context, &id, (old, new));
    response(&mut operation, context, [old, new].map(|one| one.return_type.as_ref()));
    operation.flag(&flags::COMPOSABLE, old.is_composable, new.is_composable);
    let path = |operation: &Operation| facets::some([("EntitySetPath", operation.entity_set_path.clone())]);
    operation.facets(&path(old), &path(new));
    // Another binding is a change of its own.
    if let (Some(one), Some(other)) = (old.parameters.first(), new.parameters.first())
        && context.renames.is_same_type(&one.type_name, &other.type_name)
    {
        operation.facets(&binding(one), &binding(other));
    }
    operation.changes
}

fn binding(parameter: &Parameter) -> Facets {
    let mut all = facets::of(&parameter.facets);
    let may_miss = parameter.facets.is_nullable();
    let required = if may_miss { "" } else { " not nullable" };
    all.insert("binding parameter", format!("{}{required}", parameter.name));
    all
}

fn response(operation: &mut Differences<'_>, context: &Context<'_, '_>, [old, new]: [Option<&ReturnType>; 2]) {
    match (old, new) {
        (Some(one), Some(other)) => {
            operation.types(Kind::ReturnTypeChanged, context, &one.type_name, &other.type_name);
            operation.value(&flags::NULLABLE_RESPONSE, &one.facets, &other.facets);
        }
        (None, None) => {}
        _ => {
            let (wire, why) = match old {
                Some(_) => (Wire::Breaking, OTHER_FORM),
                None => (
                    Wire::Compatible,
                    "It returned nothing, and a program that expects nothing reads nothing.",
                ),
            };
            let sides = [old, new].map(|response| response.map(|response| &response.type_name));
            let [from, to] = sides.map(|ty| ty.map_or_else(|| "nothing".to_owned(), ToString::to_string));
            let change = Change::changed(Kind::ReturnTypeChanged, operation.subject.clone(), from, to).wire(wire, why);
            operation
                .changes
                .push(change.detail(types(sides.into_iter().flatten())));
        }
    }
}

fn parameters(
    operation: &mut Differences<'_>,
    context: &Context<'_, '_>,
    id: &OperationId,
    (old, new): (&Operation, &Operation),
) {
    fn by_name(operation: &Operation) -> BTreeMap<&str, &Parameter> {
        let parameters = operation.own_parameters();
        parameters
            .map(|parameter| (parameter.name.as_str(), parameter))
            .collect()
    }
    let subject = |name: &str| ElementId::parameter(id, name);
    let (mut before, mut after) = (by_name(old), by_name(new));
    let both = shared(&mut before, &mut after);
    let order = |operation: &Operation| -> String {
        let names = operation.own_parameters().map(|parameter| parameter.name.as_str());
        let shared = names.filter(|name| both.iter().any(|(other, ..)| other == name));
        shared.collect::<Vec<_>>().join(", ")
    };
    operation.words(Kind::ParameterOrderChanged, &order(old), &order(new));
    let changes = &mut operation.changes;
    for (name, one, other) in &both {
        changes.extend(pair(context, &subject(name), one, other));
    }
    let alone = [before, after].map(|parameters| parameters.into_values().collect::<Vec<_>>());
    if let [[one], [other]] = alone.each_ref().map(Vec::as_slice)
        && context.renames.is_same_type(&one.type_name, &other.type_name)
    {
        let alike = alike(&one.name, &other.name);
        let evidence = Evidence::new(alike).say(format!("both are of {}", one.type_name));
        let evidence = evidence.alike(alike).say("no other parameter was removed or added");
        let [from, to] = [one, other].map(|parameter| (subject(&parameter.name), &parameter.name));
        changes.push(Change::renamed(Kind::ParameterRenamed, from, to, evidence.finish()));
        changes.extend(pair(context, &subject(&one.name), one, other));
        return;
    }
    for (kind, alone) in [Kind::ParameterRemoved, Kind::ParameterAdded].into_iter().zip(alone) {
        changes.extend(alone.into_iter().map(|parameter| {
            let (subject, ty) = (subject(&parameter.name), &parameter.type_name);
            let change = Change::alone(kind, subject, ty.to_string()).detail(types([ty]));
            let change = change.also(ElementId::Operation(id.without_overload()));
            if kind == Kind::ParameterRemoved {
                return change;
            }
            let is_function = new.kind == OperationKind::Function;
            let may_miss = is_optional(parameter) || (parameter.facets.is_nullable() && !is_function);
            let (wire, why) = if may_miss {
                (Wire::Compatible, "It may be left out.")
            } else {
                (Wire::Breaking, "It must be given: a call without it is refused.")
            };
            change.wire(wire, why)
        }));
    }
}

fn pair(context: &Context<'_, '_>, subject: &ElementId, old: &Parameter, new: &Parameter) -> Vec<Change> {
    let mut parameter = Differences::of(subject);
    parameter.types(Kind::ParameterTypeChanged, context, &old.type_name, &new.type_name);
    let (before, after) = (&old.facets, &new.facets);
    parameter.flag(&flags::NULLABLE_PARAMETER, before.is_nullable(), after.is_nullable());
    parameter.flag(&flags::OPTIONAL, is_optional(old), is_optional(new));
    parameter.facets(&facets::of(before), &facets::of(after));
    parameter.changes
}
