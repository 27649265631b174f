//! What of the metadata an item is there for.

use crate::model::{Api, ElementId, ItemType, Member, Structured, StructuredKind};

/// Where a struct comes from, with what it inherits: the type and its bases; of a body the actions that take it.
pub(super) fn of_type(api: &Api, structured: &Structured) -> Vec<ElementId> {
    if structured.kind != StructuredKind::ActionBody {
        return api.lineage(&structured.name).cloned().map(ElementId::Type).collect();
    }
    let actions = || structured.body_of.iter();
    let bindings = actions().map(|action| ElementId::Type(action.binding.ty.clone()));
    // Actions of one name share a body while they take the same: another one can be why it changes.
    let named = actions().map(|action| ElementId::OperationsNamed(action.name.clone()));
    let taking = actions().cloned().map(ElementId::Operation);
    taking.chain(bindings).chain(named).collect()
}

/// The member where it is declared, the type that has it, and the type that it is of.
pub(super) fn of_member(structured: &Structured, member: &Member, of_type: &[ElementId]) -> Vec<ElementId> {
    let mut origins: Vec<ElementId> = if structured.kind == StructuredKind::ActionBody {
        let actions = structured.body_of.iter();
        actions
            .map(|action| ElementId::parameter(action, &member.name))
            .collect()
    } else {
        vec![ElementId::member(&member.declared_in, &member.name)]
    };
    origins.extend(of_type.iter().cloned());
    if let ItemType::Structured(name) | ItemType::Enum(name) = &member.ty.item {
        origins.push(ElementId::AnyOf(name.clone()));
        origins.push(ElementId::Type(name.clone()));
    }
    origins
}
