//! What follows from what: a change of the metadata takes types, paths and Rust items with it.

use std::cell::Ref;
use std::collections::{BTreeMap, BTreeSet};

use super::change::{Cause, Change};
use super::compare::{Comparison, operations_of};
use super::kind::Kind;
use super::operations::item_of;
use super::subject::{binding_text, operation_text, parameter_text};
use crate::csdl::Document;

impl Kind {
    /// Whether it can make paths, methods, bodies and answers come, go or change.
    pub(super) fn shapes_routes(self) -> bool {
        matches!(
            self,
            Kind::TypeAdded
                | Kind::TypeRemoved
                | Kind::TypeRenamed
                | Kind::TypeKindChanged
                | Kind::BaseTypeChanged
                | Kind::KeyChanged
                | Kind::MediaEntityChanged
                | Kind::TypeDefinitionChanged
                | Kind::PropertyAdded
                | Kind::PropertyRemoved
                | Kind::PropertyTypeChanged
                | Kind::PropertyRenamed
                | Kind::PropertyCollectionChanged
                | Kind::PropertyKindChanged
                | Kind::PropertyMoved
                | Kind::ContainmentChanged
                | Kind::EnumFlagsChanged
                | Kind::AlternateKeyAdded
                | Kind::AlternateKeyRemoved
                | Kind::RootChanged
        ) || self.shapes_calls()
    }

    /// Whether it is about an action or function and can change how it is called.
    pub(super) fn shapes_calls(self) -> bool {
        matches!(
            self,
            Kind::BoundOperationAdded
                | Kind::BoundOperationRemoved
                | Kind::BoundOperationRenamed
                | Kind::BoundOperationKindChanged
                | Kind::OverloadAdded
                | Kind::OverloadRemoved
                | Kind::ParameterAdded
                | Kind::ParameterRemoved
                | Kind::ParameterRenamed
                | Kind::ParameterTypeChanged
                | Kind::ParameterNullabilityChanged
                | Kind::ParameterOptionalityChanged
                | Kind::ReturnTypeChanged
                | Kind::ReturnNullabilityChanged
                | Kind::ComposabilityChanged
                | Kind::BindingChanged
        )
    }

    /// Whether it can lead to types, or away from them.
    fn leads_to_types(self) -> bool {
        matches!(
            self,
            Kind::TypeRemoved
                | Kind::TypeAdded
                | Kind::TypeRenamed
                | Kind::TypeKindChanged
                | Kind::BaseTypeChanged
                | Kind::PropertyAdded
                | Kind::PropertyRemoved
                | Kind::PropertyTypeChanged
                | Kind::PropertyRenamed
                | Kind::PropertyMoved
                | Kind::PropertyKindChanged
                | Kind::RootChanged
        ) || self.shapes_calls()
    }

    pub(super) fn is_deprecation(self) -> bool {
        matches!(
            self,
            Kind::Deprecated | Kind::DeprecationChanged | Kind::DeprecationWithdrawn
        )
    }
}

impl Comparison<'_> {
    /// The first change of such a kind at one of these subjects, in the order of the subjects.
    pub(super) fn blame(&self, subjects: &[String], fits: impl Fn(&Change) -> bool) -> Option<Cause> {
        let index = self.index();
        subjects.iter().find_map(|subject| {
            let mut fitting = index.of(subject).filter_map(|position| self.changes.get(position));
            // A change that follows from another is no cause itself: the first one is.
            fitting.find(|change| fits(change)).map(Change::root_cause)
        })
    }

    /// The changes with that very subject, in order.
    pub(super) fn changes_of(&self, subject: &str) -> Vec<&Change> {
        let index = self.index();
        let changes = index.of(subject).filter_map(|position| self.changes.get(position));
        changes.filter(|change| change.subject == subject).collect()
    }

    /// The index of all changes so far.
    fn index(&self) -> Ref<'_, BySubject> {
        self.by_subject.borrow_mut().learn(&self.changes, &self.renamed_members);
        self.by_subject.borrow()
    }

    /// Types that came or went with what leads to them: a member, a parameter, or a type that came or went itself.
    pub(super) fn closure(&mut self) {
        for is_new in [false, true] {
            let facts = if is_new { self.new } else { self.old };
            let edges = edges(&facts.csdl);
            let kind = if is_new { Kind::TypeAdded } else { Kind::TypeRemoved };
            let mut open: BTreeSet<String> = self
                .changes
                .iter()
                .filter(|change| change.kind == kind)
                .map(|change| change.subject.clone())
                .collect();
            let told = |change: &Change| change.kind.leads_to_types() && change.kind != kind;
            let mut causes: BTreeMap<String, Cause> = BTreeMap::new();
            for name in &open {
                let mut subjects = named_by(&edges, name);
                // Derived types come with what is declared as a base of theirs.
                let mut next = base_of(&edges, name);
                while let Some(base) = next {
                    subjects.extend(named_by(&edges, base));
                    next = base_of(&edges, base);
                }
                if let Some(cause) = self.blame(&subjects, told) {
                    causes.insert(name.clone(), cause);
                }
            }
            open.retain(|name| !causes.contains_key(name));
            spread(&edges, &mut open, &mut causes);
            // What no other of them names came or went by itself, and takes along what it names.
            let roots: Vec<String> = open
                .iter()
                .filter(|name| {
                    let mut named = edges.get(*name).into_iter().flatten();
                    !named.any(|edge| edge.owner != **name && !edge.derives && open.contains(&edge.owner))
                })
                .cloned()
                .collect();
            for root in roots {
                open.remove(&root);
                let cause = Cause {
                    kind,
                    subject: root.clone(),
                };
                let mut with_it = BTreeMap::from([(root.clone(), cause)]);
                spread(&edges, &mut open, &mut with_it);
                with_it.remove(&root);
                causes.append(&mut with_it);
            }
            for change in self.changes.iter_mut().filter(|change| change.kind == kind) {
                change.because = causes.get(&change.subject).cloned();
            }
            // A set of the service stands in the document while its type does.
            for change in self
                .changes
                .iter_mut()
                .filter(|change| change.kind == Kind::RootChanged)
            {
                let (own, other) = match kind {
                    Kind::TypeAdded => (&change.to, &change.from),
                    _ => (&change.from, &change.to),
                };
                let cause = own.as_deref().and_then(|ty| causes.get(item_of(ty)));
                if other.is_none() && cause.is_some_and(|cause| cause.subject != change.subject) {
                    change.because = cause.cloned();
                }
            }
        }
    }
}

/// Positions of changes by what they can be blamed by.
#[derive(Default)]
pub(super) struct BySubject {
    positions: BTreeMap<String, Vec<usize>>,
    /// How many changes are in it, and how many renamed members were known.
    seen: (usize, usize),
}

impl BySubject {
    /// Takes in the changes that came since. Members that were renamed since can be those of changes that are in it, so
    /// it is made anew then.
    fn learn(&mut self, changes: &[Change], renamed: &BTreeMap<String, String>) {
        if self.seen.1 != renamed.len() || self.seen.0 > changes.len() {
            *self = Self::default();
        }
        for (position, change) in changes.iter().enumerate().skip(self.seen.0) {
            let mut keys = vec![change.subject.clone()];
            keys.extend(renamed.get(&change.subject).cloned());
            match (change.kind, &change.to) {
                (Kind::TypeRenamed, Some(to)) => keys.push(to.clone()),
                (Kind::BindingChanged, Some(to)) => keys.push(bound_now(&change.subject, to)),
                (Kind::ParameterAdded | Kind::ParameterRemoved, _) => keys.push(operation_of(&change.subject)),
                _ => {}
            }
            for key in keys {
                let positions = self.positions.entry(key).or_default();
                if positions.last() != Some(&position) {
                    positions.push(position);
                }
            }
        }
        self.seen = (changes.len(), renamed.len());
    }

    /// In order, some twice.
    fn of(&self, subject: &str) -> impl Iterator<Item = usize> {
        let at = |key: &str| self.positions.get(key).map(Vec::as_slice).unwrap_or_default();
        let binding = subject
            .split_once(" of ")
            .map(|(_, binding)| bound_now(subject, binding));
        let mut all = at(subject).to_vec();
        if let Some(bound) = binding.map(|key| at(&key)).filter(|bound| !bound.is_empty()) {
            all.extend(bound);
            all.sort_unstable();
        }
        all.into_iter()
    }
}

/// The key of an operation, whatever its overload, by where it is bound now. No subject looks like it.
fn bound_now(subject: &str, binding: &str) -> String {
    let name = subject.split([' ', '(', '/']).next().unwrap_or_default();
    format!("{name} -> {binding}")
}

/// What names a type, but for itself.
fn named_by(edges: &Edges, name: &str) -> Vec<String> {
    let named = edges.get(name).into_iter().flatten();
    let others = named.filter(|edge| edge.subject != name);
    others.map(|edge| edge.subject.clone()).collect()
}

/// The type that it is derived from.
fn base_of<'e>(edges: &'e Edges, name: &str) -> Option<&'e str> {
    let named = edges.get(name)?;
    named.iter().find(|edge| edge.derives).map(|edge| edge.owner.as_str())
}

/// Gives the types that are still open the cause of one that names them, again and again until no more are reached.
fn spread(edges: &Edges, open: &mut BTreeSet<String>, causes: &mut BTreeMap<String, Cause>) {
    loop {
        let reached: Vec<(String, Cause)> = open
            .iter()
            .filter_map(|name| {
                let cause = edges.get(name)?.iter().find_map(|edge| causes.get(&edge.owner))?;
                Some((name.clone(), cause.clone()))
            })
            .collect();
        if reached.is_empty() {
            return;
        }
        for (name, cause) in reached {
            open.remove(&name);
            causes.insert(name, cause);
        }
    }
}

/// The action or function that a parameter is of.
pub(super) fn operation_of(parameter: &str) -> String {
    match parameter.split_once(" of ") {
        Some((name, binding)) => format!("{} of {binding}", name.split('/').next().unwrap_or(name)),
        None => parameter.to_owned(),
    }
}

/// That a type is named somewhere.
struct Edge {
    /// What names it: a member, a parameter, an operation, a type that is derived from it or that it is derived from.
    subject: String,
    /// The type that this belongs to.
    owner: String,
    /// The type is derived from the owner.
    derives: bool,
}

/// By the type that is named.
type Edges = BTreeMap<String, Vec<Edge>>;

/// Members, parameters and operations that are declared as the type.
pub(super) fn declared_as(document: &Document, name: &str) -> Vec<String> {
    let edges = edges(document).remove(name).unwrap_or_default();
    edges.into_iter().map(|edge| edge.subject).collect()
}

fn edges(document: &Document) -> Edges {
    let mut edges = Edges::new();
    let mut put = |to: &str, subject: String, owner: &str, derives: bool| {
        if !to.starts_with("Edm.") {
            edges.entry(to.to_owned()).or_default().push(Edge {
                subject,
                owner: owner.to_owned(),
                derives,
            });
        }
    };
    for schema in &document.schemas {
        for ty in &schema.structured_types {
            let owner = format!("{}.{}", schema.namespace, ty.name);
            let structural = ty
                .properties
                .iter()
                .map(|property| (&property.name, &property.type_name.name));
            let navigation = ty
                .navigation_properties
                .iter()
                .map(|property| (&property.name, &property.type_name.name));
            for (name, to) in structural.chain(navigation) {
                put(to, format!("{owner}/{name}"), &owner, false);
            }
            if let Some(base) = &ty.base_type {
                put(base, owner.clone(), &owner, false);
                // A base that something is declared as brings its derived types.
                put(&owner, base.clone(), base, true);
            }
        }
        for container in &schema.containers {
            // Sets stand in the document because their types do: nothing is selected for them.
            for singleton in &container.singletons {
                put(&singleton.type_name, singleton.name.clone(), &singleton.name, false);
            }
        }
    }
    for (namespace, operation) in operations_of(document) {
        let binding = binding_text(operation);
        let owner = item_of(&binding).to_owned();
        for subject in [
            operation_text(namespace, operation, false),
            operation_text(namespace, operation, true),
        ] {
            for parameter in operation.parameters.iter().skip(1) {
                put(
                    &parameter.type_name.name,
                    parameter_text(&subject, &parameter.name),
                    &owner,
                    false,
                );
                put(&parameter.type_name.name, subject.clone(), &owner, false);
            }
            if let Some(answer) = &operation.return_type {
                put(&answer.type_name.name, subject.clone(), &owner, false);
            }
        }
    }
    edges
}
