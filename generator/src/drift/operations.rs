//! Bound actions and functions: which are added, removed, renamed or bound elsewhere, and their overloads.

use std::collections::{BTreeMap, BTreeSet};

use super::change::{Change, Detail};
use super::class::Wire;
use super::context::Context;
use super::differences::types;
use super::kind::Kind;
use super::parameters;
use super::rename::Renames;
use super::side::SideIndex;
use crate::csdl::elements::overload;
use crate::csdl::{Operation, TypeName};
use crate::matching::{Evidence, alike, paired, renamed, shared};
use crate::model::{Api, Binding, ElementId, OperationId};

/// All overloads of one name at one binding.
#[derive(Clone)]
struct Group<'a> {
    /// What it is called on its own side.
    id: OperationId,
    overloads: Vec<&'a Operation>,
}

/// By what they are called on the new side.
type Groups<'a> = BTreeMap<OperationId, Group<'a>>;

/// `function (accessPackageId) returns microsoft.graph.accessPackage`.
fn text(operation: &Operation) -> String {
    let names = operation.own_parameters().map(|parameter| parameter.name.as_str());
    let names: Vec<&str> = names.collect();
    let returns = match &operation.return_type {
        Some(response) => format!(" returns {}", response.type_name),
        None => String::new(),
    };
    format!("{} ({}){returns}", operation.kind.word(), names.join(","))
}

/// The changes of actions and functions.
pub(super) fn changes(context: &Context<'_, '_>) -> Vec<Change> {
    let mut old = groups(context.old, |id| context.renames.operation(id));
    let mut new = groups(context.new, Clone::clone);
    let mut changes = Vec::new();
    for (_, one, other) in shared(&mut old, &mut new) {
        changes.extend(group_pair(context, &one, &other));
    }
    // What is added or removed with its type is part of that.
    old.retain(|id, _| has_type(context.new.api(), &id.binding));
    new.retain(|id, _| has_type(context.old.api(), &id.binding) || context.renames.is_new_name(&id.binding.ty));
    changes.extend(bound_elsewhere(context, &mut old, &mut new));
    changes.extend(renamed_operations(context, &mut old, &mut new));
    for (kind, alone) in [(Kind::BoundOperationRemoved, old), (Kind::BoundOperationAdded, new)] {
        changes.extend(alone.into_values().filter_map(|group| {
            let first = group.overloads.first()?;
            Some(alone_of(kind, group.id, first))
        }));
    }
    changes
}

/// An action or function, or an overload, that one side alone has.
fn alone_of(kind: Kind, id: OperationId, operation: &Operation) -> Change {
    let returned = operation.return_type.iter().map(|response| &response.type_name);
    Change::alone(kind, ElementId::Operation(id), text(operation)).detail(types(returned))
}

fn groups<'a>(side: &SideIndex<'a>, now: impl Fn(&OperationId) -> OperationId) -> Groups<'a> {
    let mut groups = Groups::new();
    for (id, operation) in side.facts.csdl.bound_operations() {
        let group = groups.entry(now(&id)).or_insert_with(|| Group {
            id,
            overloads: Vec::new(),
        });
        group.overloads.push(operation);
    }
    groups
}

fn has_type(api: &Api, binding: &Binding) -> bool {
    api.types.contains_key(&binding.ty)
}

fn group_pair(context: &Context<'_, '_>, old: &Group<'_>, new: &Group<'_>) -> Vec<Change> {
    let (mut before, mut after) = (old.overloads.clone(), new.overloads.clone());
    let names = |operation: &Operation| -> BTreeSet<String> {
        let parameters = operation.own_parameters();
        parameters.map(|parameter| parameter.name.clone()).collect()
    };
    // First those that are equal, then those with the same names; what is left is one where there is one on each side.
    let mut pairs = paired(&mut before, &mut after, |one| parameter_types(context.renames, one));
    pairs.extend(paired(&mut before, &mut after, names));
    if before.len() == 1 && after.len() == 1 {
        pairs.extend(paired(&mut before, &mut after, |_| ()));
    }
    let is_overloaded = old.overloads.len() > 1 || new.overloads.len() > 1;
    let pairs = pairs.into_iter();
    let mut changes: Vec<Change> = pairs
        .flat_map(|pair| parameters::operation_pair(context, &old.id, pair, is_overloaded))
        .collect();
    for (kind, id, alone) in [
        (Kind::OverloadRemoved, &old.id, before),
        (Kind::OverloadAdded, &new.id, after),
    ] {
        changes.extend(alone.into_iter().map(|one| alone_of(kind, overload(id, one), one)));
    }
    changes
}

/// Parameters with their types by the new side's names; no type of the new side has a name that was given up.
fn parameter_types(renames: &Renames, operation: &Operation) -> Vec<(String, TypeName)> {
    let types = operation
        .own_parameters()
        .map(|parameter| (parameter.name.clone(), renames.type_name(&parameter.type_name)));
    types.collect()
}

/// The same name, parameters and response at another binding.
fn bound_elsewhere<'a>(context: &Context<'_, 'a>, old: &mut Groups<'a>, new: &mut Groups<'a>) -> Vec<Change> {
    let api = context.new.api();
    let pairs = renamed(
        old,
        new,
        |id, _| id.name.clone(),
        |id| id.name.name(),
        |(from, group), (to, other)| {
            let near = kinship(api, &from.binding, &to.binding);
            let is_it = near > 0.0 && same_shape(context.renames, group, other);
            is_it.then(|| Evidence::new(near))
        },
    );
    let mut changes = Vec::new();
    for ((from, group), (to, other), _) in pairs {
        changes.extend(overloads(context, &group, &other));
        let (wire, why) = if is_base(api, &to.binding, &from.binding) {
            (Wire::Compatible, "The type inherits it.")
        } else {
            (Wire::Breaking, "It is called elsewhere.")
        };
        let bindings = [&group.id.binding, &to.binding];
        let [before, after] = bindings.map(ToString::to_string);
        let detail = Detail::Types(bindings.map(|binding| binding.ty.clone()).to_vec());
        let mut now = group.id.clone();
        now.binding = to.binding;
        let change = Change::changed(Kind::BindingChanged, ElementId::Operation(group.id), before, after);
        let change = change.wire(wire, why).also(ElementId::Operation(now));
        changes.push(change.detail(detail));
    }
    changes
}

/// What changed in each overload of operations that are one under another name, or bound elsewhere; the two have the
/// same shape.
fn overloads(context: &Context<'_, '_>, old: &Group<'_>, new: &Group<'_>) -> Vec<Change> {
    let is_overloaded = old.overloads.len() > 1;
    let pairs = old.overloads.iter().copied().zip(new.overloads.iter().copied());
    pairs
        .flat_map(|pair| parameters::operation_pair(context, &old.id, pair, is_overloaded))
        .collect()
}

/// How near two bindings are: the same type on an entity and on a collection, or a type and its base.
fn kinship(api: &Api, from: &Binding, to: &Binding) -> f32 {
    if from.ty == to.ty {
        1.0
    } else if is_base(api, to, from) || is_base(api, from, to) {
        0.5
    } else {
        0.0
    }
}

/// Whether the type of one binding is a base of the other's, on the same side of a collection.
fn is_base(api: &Api, base: &Binding, derived: &Binding) -> bool {
    base.collection == derived.collection && api.lineage(&derived.ty).skip(1).any(|name| *name == base.ty)
}

/// Whether two groups have the same overloads: kind, parameters and response.
fn same_shape(renames: &Renames, old: &Group<'_>, new: &Group<'_>) -> bool {
    let shape = |operation: &&Operation| {
        let returns = operation.return_type.as_ref();
        let returns = returns.map(|returns| renames.type_name(&returns.type_name));
        (operation.kind, parameter_types(renames, operation), returns)
    };
    old.overloads.iter().map(shape).eq(new.overloads.iter().map(shape))
}

fn renamed_operations<'a>(context: &Context<'_, 'a>, old: &mut Groups<'a>, new: &mut Groups<'a>) -> Vec<Change> {
    let pairs = renamed(
        old,
        new,
        |id, _| id.binding.clone(),
        |id| id.name.name(),
        |(from, group), (to, other)| {
            let alike = alike(from.name.name(), to.name.name());
            let has_parameters = group.overloads.iter().any(|operation| operation.parameters.len() > 1);
            let is_near = alike >= 0.6 || (has_parameters && alike >= 0.3);
            let evidence = Evidence::new(alike)
                .say("kind, parameters and response are the same")
                .alike(alike);
            (is_near && same_shape(context.renames, group, other)).then_some(evidence)
        },
    );
    let mut changes = Vec::new();
    for ((from, group), (to, other), evidence) in pairs {
        changes.extend(overloads(context, &group, &other));
        let from = (ElementId::Operation(group.id), from.name.to_string());
        let to = (ElementId::Operation(other.id), to.name.to_string());
        changes.push(Change::renamed(Kind::BoundOperationRenamed, from, to, evidence));
    }
    changes
}
