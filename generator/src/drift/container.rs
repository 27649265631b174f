//! The entity container: singletons, entity sets and where their navigation properties lead.

use std::collections::BTreeMap;

use super::change::Change;
use super::class::Wire;
use super::context::Context;
use super::facets::{self, Facets};
use super::kind::Kind;
use super::properties::types;
use crate::csdl::{Container, Document, NavigationPropertyBinding, TypeName};
use crate::matching::differing;
use crate::model::ElementId;

/// A singleton or entity set.
#[derive(PartialEq)]
struct Root {
    ty: TypeName,
    /// Where navigation properties lead, by path.
    bindings: BTreeMap<String, String>,
    facets: Facets,
}

/// The changes of the container.
pub(super) fn changes(context: &Context<'_, '_>) -> Vec<Change> {
    let (old, new) = (roots(&context.old.facts.csdl), roots(&context.new.facts.csdl));
    let mut changes = Vec::new();
    for (name, one, other) in differing(&old, &new) {
        let subject = ElementId::Root(name.clone());
        match (one, other) {
            (Some(one), Some(other)) => changes.extend(pair(context, &subject, one, other)),
            (Some(one), None) => {
                let change = Change::removed(Kind::RootChanged, subject, one.ty.to_string())
                    .wire(Wire::Breaking, "Its address is gone.");
                let change = change.detail(types([&one.ty]));
                changes.push(if context.old.is_root(name) {
                    change
                } else {
                    change.wire(Wire::Unaffected, context.begins_no_path())
                });
            }
            (None, Some(other)) => {
                let change = Change::added(Kind::RootChanged, subject, other.ty.to_string())
                    .wire(Wire::Compatible, "Nothing asked for it.");
                changes.push(change.detail(types([&other.ty])));
            }
            (None, None) => {}
        }
    }
    changes
}

fn pair(context: &Context<'_, '_>, subject: &ElementId, old: &Root, new: &Root) -> Vec<Change> {
    let mut changes = Vec::new();
    if !context.renames.is_same_type(&old.ty, &new.ty) {
        changes.push(
            Change::changed(
                Kind::RootChanged,
                subject.clone(),
                old.ty.to_string(),
                new.ty.to_string(),
            )
            .wire(Wire::Breaking, "What is at its address has another type.")
            .detail(types([&old.ty, &new.ty])),
        );
    }
    changes.extend(facets::changes(subject, &old.facets, &new.facets));
    changes.extend(
        differing(&old.bindings, &new.bindings)
            .into_iter()
            .map(|(path, from, to)| {
                let text = |target: Option<&String>| match target {
                    Some(target) => format!("{path} leads to {target}"),
                    None => format!("{path} leads nowhere"),
                };
                Change::changed(Kind::NavigationBindingChanged, subject.clone(), text(from), text(to))
            }),
    );
    changes
}

fn roots(document: &Document) -> BTreeMap<String, Root> {
    let containers = document.schemas.iter().flat_map(|schema| &schema.containers);
    containers.flat_map(roots_of).collect()
}

fn roots_of(container: &Container) -> Vec<(String, Root)> {
    let bindings = |bindings: &[NavigationPropertyBinding]| {
        let bindings = bindings.iter();
        bindings
            .map(|binding| (binding.path.clone(), binding.target.clone()))
            .collect()
    };
    let singletons = container.singletons.iter().map(|singleton| {
        let root = Root {
            ty: TypeName {
                name: singleton.type_name.clone(),
                collection: false,
            },
            bindings: bindings(&singleton.bindings),
            facets: Facets::new(),
        };
        (singleton.name.clone(), root)
    });
    let sets = container.entity_sets.iter().map(|set| {
        let listed = set.include_in_service_document.map(|listed| listed.to_string());
        let root = Root {
            ty: TypeName {
                name: set.entity_type.clone(),
                collection: true,
            },
            bindings: bindings(&set.bindings),
            facets: facets::some([("IncludeInServiceDocument", listed)]),
        };
        (set.name.clone(), root)
    });
    singletons.chain(sets).collect()
}
