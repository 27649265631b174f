//! What follows from what: a change of the metadata takes types, paths and Rust items with it.

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
        let mut best: Option<(usize, &Change)> = None;
        for change in self.changes.iter().filter(|change| fits(change)) {
            let new_name = self.renamed_members.get(&change.subject);
            let place = subjects.iter().position(|subject| {
                *subject == change.subject
                    || new_name == Some(subject)
                    || (change.kind == Kind::TypeRenamed && change.to.as_ref() == Some(subject))
                    || (change.kind == Kind::BindingChanged && binding_matches(change, subject))
            });
            if let Some(place) = place
                && best.is_none_or(|(before, _)| place < before)
            {
                best = Some((place, change));
            }
        }
        // A change that follows from another is no cause itself: the first one is.
        best.map(|(_, change)| change.because.clone().unwrap_or_else(|| change.as_cause()))
    }

    /// Types that came or went because something leads to them now, or no longer.
    pub(super) fn closure(&mut self) {
        for is_new in [false, true] {
            let facts = if is_new { self.new } else { self.old };
            let edges = edges(&facts.csdl);
            let kind = if is_new { Kind::TypeAdded } else { Kind::TypeRemoved };
            let moved: BTreeSet<String> = self
                .changes
                .iter()
                .filter(|change| change.kind == kind)
                .filter(|change| {
                    let other = if is_new { self.old } else { self.new };
                    crate::model::QName::parse(&change.subject).is_some_and(|name| other.known.contains(&name))
                        || !self.is_told_by_itself(&edges, &change.subject)
                })
                .map(|change| change.subject.clone())
                .collect();
            let mut causes: BTreeMap<String, Cause> = BTreeMap::new();
            for name in &moved {
                let mut visited = BTreeSet::from([name.clone()]);
                if let Some(cause) = self.leads(&edges, name, &moved, &mut visited) {
                    causes.insert(name.clone(), cause);
                }
            }
            for change in self.changes.iter_mut().filter(|change| change.kind == kind) {
                change.because = causes.get(&change.subject).cloned();
            }
        }
    }

    /// Whether a type came or went by itself: nothing names it but types that did so too.
    fn is_told_by_itself(&self, edges: &Edges, name: &str) -> bool {
        let named = edges.get(name).into_iter().flatten();
        !named.filter(|edge| edge.owner != *name).any(|edge| {
            self.changes
                .iter()
                .any(|change| change.subject == edge.subject && change.kind.leads_to_types())
        })
    }

    fn leads(
        &self,
        edges: &Edges,
        name: &str,
        moved: &BTreeSet<String>,
        visited: &mut BTreeSet<String>,
    ) -> Option<Cause> {
        let named: Vec<&Edge> = edges.get(name).into_iter().flatten().collect();
        for edge in &named {
            if edge.subject == name {
                continue;
            }
            let told = |change: &Change| change.kind.leads_to_types() && !moved.contains(&change.subject);
            if let Some(cause) = self.blame(std::slice::from_ref(&edge.subject), told) {
                return Some(cause);
            }
        }
        for edge in named {
            if visited.insert(edge.owner.clone())
                && let Some(cause) = self.leads(edges, &edge.owner, moved, visited)
                && self.is_moved(&edge.owner)
            {
                return Some(cause);
            }
        }
        None
    }

    fn is_moved(&self, name: &str) -> bool {
        self.changes
            .iter()
            .any(|change| change.subject == name && matches!(change.kind, Kind::TypeAdded | Kind::TypeRemoved))
    }
}

/// Whether a place comes from where the operation is bound now.
fn binding_matches(change: &Change, subject: &str) -> bool {
    let name = |text: &str| text.split([' ', '(', '/']).next().unwrap_or_default().to_owned();
    match (subject.split_once(" of "), &change.to) {
        (Some((_, binding)), Some(to)) => binding == to && name(subject) == name(&change.subject),
        _ => false,
    }
}

/// That a type is named somewhere.
struct Edge {
    /// What names it: a member, a parameter, an operation, a type that is derived from it or that it is derived from.
    subject: String,
    /// The type that this belongs to.
    owner: String,
}

/// By the type that is named.
type Edges = BTreeMap<String, Vec<Edge>>;

fn edges(document: &Document) -> Edges {
    let mut edges = Edges::new();
    let mut add = |to: &str, subject: String, owner: &str| {
        if !to.starts_with("Edm.") {
            edges.entry(to.to_owned()).or_default().push(Edge {
                subject,
                owner: owner.to_owned(),
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
                add(to, format!("{owner}/{name}"), &owner);
            }
            if let Some(base) = &ty.base_type {
                add(base, owner.clone(), &owner);
                // A base that something is declared as brings its derived types.
                add(&owner, base.clone(), base);
                add(&owner, owner.clone(), base);
            }
        }
        for container in &schema.containers {
            for singleton in &container.singletons {
                add(&singleton.type_name, singleton.name.clone(), &singleton.name);
            }
            for set in &container.entity_sets {
                add(&set.entity_type, set.name.clone(), &set.name);
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
                add(
                    &parameter.type_name.name,
                    parameter_text(&subject, &parameter.name),
                    &owner,
                );
                add(&parameter.type_name.name, subject.clone(), &owner);
            }
            if let Some(answer) = &operation.return_type {
                add(&answer.type_name.name, subject.clone(), &owner);
            }
        }
    }
    edges
}
