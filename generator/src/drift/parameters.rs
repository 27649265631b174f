//! What an action or function takes and gives.

use std::collections::BTreeMap;

use super::change::Change;
use super::class::Wire;
use super::context::Context;
use super::facets::{self, Facets};
use super::flags;
use super::kind::Kind;
use super::properties::{type_wire, types};
use crate::csdl::elements::overload;
use crate::csdl::{Operation, OperationKind, Parameter, TypeName};
use crate::matching::{Evidence, alike, shared};
use crate::model::{ElementId, OperationId};
use crate::resolve::is_optional;

/// `action` or `function`.
pub(super) fn word(kind: OperationKind) -> &'static str {
    match kind {
        OperationKind::Action => "action",
        OperationKind::Function => "function",
    }
}

/// What differs between an operation and what it is on the new side.
pub(super) fn operation_pair(
    context: &Context<'_, '_>,
    id: &OperationId,
    (old, new): (&Operation, &Operation),
    is_overloaded: bool,
) -> Vec<Change> {
    let id = if is_overloaded { overload(id, old) } else { id.clone() };
    let subject = ElementId::Operation(id.clone());
    let mut changes = Vec::new();
    if old.kind != new.kind {
        changes.push(Change::changed(
            Kind::BoundOperationKindChanged,
            subject.clone(),
            word(old.kind),
            word(new.kind),
        ));
    }
    changes.extend(parameters(context, &id, old, new));
    changes.extend(response(context, &subject, old, new));
    changes.extend(flags::COMPOSABLE.change(&subject, old.is_composable, new.is_composable));
    let path = |operation: &Operation| facets::some([("EntitySetPath", operation.entity_set_path.clone())]);
    changes.extend(facets::changes(&subject, &path(old), &path(new)));
    // Another binding is a change of its own.
    if let (Some(one), Some(other)) = (old.parameters.first(), new.parameters.first())
        && context.renames.is_same_type(&one.type_name, &other.type_name)
    {
        changes.extend(facets::changes(&subject, &binding(one), &binding(other)));
    }
    changes
}

fn binding(parameter: &Parameter) -> Facets {
    let mut all = facets::of(&parameter.facets);
    let required = if parameter.facets.is_nullable() {
        ""
    } else {
        " not nullable"
    };
    all.insert("binding parameter", format!("{}{required}", parameter.name));
    all
}

fn response(context: &Context<'_, '_>, subject: &ElementId, old: &Operation, new: &Operation) -> Vec<Change> {
    let (one, other) = (old.return_type.as_ref(), new.return_type.as_ref());
    let mut changes = Vec::new();
    let is_same = match (one, other) {
        (Some(one), Some(other)) => context.renames.is_same_type(&one.type_name, &other.type_name),
        (one, other) => one.is_none() && other.is_none(),
    };
    if !is_same {
        let (wire, why) = match (one, other) {
            (None, _) => {
                let why = "It returned nothing, and a program that expects nothing reads nothing.";
                (Wire::Compatible, why)
            }
            (Some(one), Some(other)) => wire_of(context, &one.type_name, &other.type_name),
            (Some(_), None) => (Wire::Breaking, "Values have another form."),
        };
        let sides = [one, other].map(|response| response.map(|response| &response.type_name));
        let [from, to] = sides.map(|ty| ty.map_or_else(|| "nothing".to_owned(), ToString::to_string));
        let change = Change::changed(Kind::ReturnTypeChanged, subject.clone(), from, to).wire(wire, why);
        changes.push(change.detail(types(sides.into_iter().flatten())));
    }
    if let (Some(one), Some(other)) = (one, other) {
        let (before, after) = (&one.facets, &other.facets);
        changes.extend(flags::NULLABLE_RESPONSE.change(subject, before.is_nullable(), after.is_nullable()));
        changes.extend(facets::changes(subject, &facets::of(before), &facets::of(after)));
    }
    changes
}

/// The class of another type, which may be of another number of values.
fn wire_of(context: &Context<'_, '_>, from: &TypeName, to: &TypeName) -> (Wire, &'static str) {
    if from.collection || to.collection {
        (Wire::Breaking, "Values have another form.")
    } else {
        type_wire(context.old, context.new, &from.name, &to.name)
    }
}

fn parameters(context: &Context<'_, '_>, id: &OperationId, old: &Operation, new: &Operation) -> Vec<Change> {
    fn by_name(operation: &Operation) -> BTreeMap<&str, &Parameter> {
        let parameters = operation.parameters.iter().skip(1);
        parameters
            .map(|parameter| (parameter.name.as_str(), parameter))
            .collect()
    }
    let subject = |name: &str| ElementId::parameter(id, name);
    let of_operation = ElementId::Operation(id.without_overload());
    let (mut before, mut after) = (by_name(old), by_name(new));
    let both = shared(&mut before, &mut after);
    let order = |operation: &Operation| -> String {
        let names = operation
            .parameters
            .iter()
            .skip(1)
            .map(|parameter| parameter.name.as_str());
        let shared = names.filter(|name| both.iter().any(|(other, ..)| other == name));
        shared.collect::<Vec<_>>().join(", ")
    };
    let mut changes = Vec::new();
    let (from, to) = (order(old), order(new));
    if from != to {
        changes.push(Change::changed(
            Kind::ParameterOrderChanged,
            ElementId::Operation(id.clone()),
            from,
            to,
        ));
    }
    for (name, one, other) in &both {
        changes.extend(pair(context, &subject(name), one, other));
    }
    let (gone, come): (Vec<_>, Vec<_>) = (before.into_values().collect(), after.into_values().collect());
    if let ([one], [other]) = (gone.as_slice(), come.as_slice())
        && context.renames.is_same_type(&one.type_name, &other.type_name)
    {
        let alike = alike(&one.name, &other.name);
        let evidence = Evidence::new(alike)
            .say(format!("both are of {}", one.type_name))
            .alike(alike);
        changes.push(
            Change::changed(Kind::ParameterRenamed, subject(&one.name), &one.name, &other.name)
                .also(subject(&other.name))
                .evidence(evidence.say("no other parameter was removed or added").finish()),
        );
        changes.extend(pair(context, &subject(&one.name), one, other));
        return changes;
    }
    changes.extend(gone.into_iter().map(|parameter| {
        let (subject, ty) = (subject(&parameter.name), &parameter.type_name);
        Change::removed(Kind::ParameterRemoved, subject, ty.to_string())
            .also(of_operation.clone())
            .detail(types([ty]))
    }));
    changes.extend(come.into_iter().map(|parameter| {
        let is_function = new.kind == OperationKind::Function;
        let may_miss = is_optional(parameter) || (parameter.facets.is_nullable() && !is_function);
        let (wire, why) = if may_miss {
            (Wire::Compatible, "It may be left out.")
        } else {
            (Wire::Breaking, "It must be given: a call without it is refused.")
        };
        let (subject, ty) = (subject(&parameter.name), &parameter.type_name);
        Change::added(Kind::ParameterAdded, subject, ty.to_string())
            .wire(wire, why)
            .also(of_operation.clone())
            .detail(types([ty]))
    }));
    changes
}

fn pair(context: &Context<'_, '_>, subject: &ElementId, old: &Parameter, new: &Parameter) -> Vec<Change> {
    let mut changes = Vec::new();
    let (from, to) = (&old.type_name, &new.type_name);
    if !context.renames.is_same_type(from, to) {
        let (wire, why) = wire_of(context, from, to);
        let change = Change::changed(
            Kind::ParameterTypeChanged,
            subject.clone(),
            from.to_string(),
            to.to_string(),
        );
        changes.push(change.wire(wire, why).detail(types([from, to])));
    }
    let (before, after) = (&old.facets, &new.facets);
    changes.extend(flags::NULLABLE_PARAMETER.change(subject, before.is_nullable(), after.is_nullable()));
    changes.extend(flags::OPTIONAL.change(subject, is_optional(old), is_optional(new)));
    changes.extend(facets::changes(subject, &facets::of(before), &facets::of(after)));
    changes
}
