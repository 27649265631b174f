//! The bodies of actions: types that the metadata does not have, made of an action's parameters.

use std::collections::{BTreeMap, BTreeSet};

use super::resolver::Resolver;
use crate::model::{Api, BoundOperation, Member, OperationId, QName, Structured, StructuredKind, Type};
use crate::naming::memory::first_free;

/// What actions that share a body have in common: their name, and name, type and nullability of each argument.
type Signature = (QName, Vec<(String, String, bool)>);

fn signature(action: &BoundOperation) -> Signature {
    let arguments = action
        .arguments
        .iter()
        .map(|argument| (argument.name.clone(), argument.ty.to_string(), argument.nullable));
    (action.name.clone(), arguments.collect())
}

/// The actions that share a body.
struct Sharing<'a> {
    /// What they are, in order.
    actions: BTreeSet<OperationId>,
    /// The first of them.
    first: &'a BoundOperation,
    /// The sentence about them, where it is the same of all.
    doc: Option<&'a str>,
}

fn by_signature(api: &Api) -> BTreeMap<Signature, Sharing<'_>> {
    let mut all: BTreeMap<Signature, Sharing<'_>> = BTreeMap::new();
    for operations in api.operations.values() {
        let actions = operations.iter().filter(|operation| !operation.function);
        for action in actions.filter(|action| !action.arguments.is_empty()) {
            let sharing = all.entry(signature(action)).or_insert_with(|| Sharing {
                actions: BTreeSet::new(),
                first: action,
                doc: action.doc.as_deref(),
            });
            sharing.doc = sharing.doc.filter(|doc| action.doc.as_deref() == Some(*doc));
            sharing.actions.insert(OperationId::of(action));
        }
    }
    all
}

impl Sharing<'_> {
    /// The name of the body: the one of its actions that is remembered, else the first, gives it.
    fn name(&self, is_remembered: &dyn Fn(&QName) -> bool, taken: &BTreeSet<QName>) -> Option<QName> {
        let action = &self.first.name;
        let candidates: Vec<QName> = self
            .actions
            .iter()
            .map(|id| {
                QName::new(
                    action.namespace(),
                    format!("{}/{}", id.binding.ty.name(), action.name()),
                )
            })
            .collect();
        let remembered = candidates.iter().find(|name| is_remembered(name));
        let name = remembered.or(candidates.first())?;
        if !taken.contains(name) {
            return Some(name.clone());
        }
        // Overloads of one action at one type have different arguments and would share a name.
        let numbered = |number: u32| QName::new(name.namespace(), format!("{}{number}", name.name()));
        let free = first_free(|number| taken.contains(&numbered(number)));
        Some(free.map_or_else(|| name.clone(), numbered))
    }
}

impl Resolver<'_> {
    /// Makes the body of every action that has arguments, and names it in the action.
    ///
    /// `is_remembered` says whether a body of that name has a Rust name already.
    pub(super) fn add_bodies(&self, api: &mut Api, is_remembered: &dyn Fn(&QName) -> bool) {
        let mut names: BTreeMap<Signature, QName> = BTreeMap::new();
        let mut taken: BTreeSet<QName> = BTreeSet::new();
        let mut made = Vec::new();
        for (signature, sharing) in by_signature(api) {
            let Some(name) = sharing.name(is_remembered, &taken) else {
                continue;
            };
            taken.insert(name.clone());
            made.push((name.clone(), Type::Structured(self.body(&name, &sharing))));
            names.insert(signature, name);
        }
        api.types.extend(made);
        for operations in api.operations.values_mut() {
            for operation in operations.iter_mut().filter(|operation| !operation.function) {
                operation.body = names.get(&signature(operation)).cloned();
            }
        }
    }

    fn body(&self, name: &QName, sharing: &Sharing<'_>) -> Structured {
        let action = sharing.first;
        let mut members: Vec<Member> = action
            .arguments
            .iter()
            .map(|argument| {
                let place = format!("{}/{}", action.name, argument.name);
                Member {
                    name: argument.name.clone(),
                    declared_in: name.clone(),
                    ty: argument.ty.clone(),
                    nullable: argument.nullable,
                    navigation: false,
                    contained: false,
                    read_only: false,
                    secret: self.lists.secret.contains(&place),
                    deprecated: None,
                    doc: argument.doc.clone(),
                }
            })
            .collect();
        members.sort_by(|a, b| a.name.cmp(&b.name));
        Structured {
            name: name.clone(),
            kind: StructuredKind::ActionBody,
            base: None,
            is_abstract: false,
            open: false,
            has_stream: false,
            key: Vec::new(),
            members,
            streams: Vec::new(),
            derived: Vec::new(),
            deprecated: None,
            body_of: sharing.actions.iter().cloned().collect(),
            doc: sharing.doc.map(str::to_owned),
            boundary: false,
        }
    }
}
