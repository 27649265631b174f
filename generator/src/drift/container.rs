//! The entity container: singletons, entity sets and where their navigation properties lead.

use std::collections::BTreeMap;

use super::change::Change;
use super::class::Wire;
use super::context::Context;
use super::differences::{Differences, types};
use super::facets::{self, Facets};
use super::kind::Kind;
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
        let (wire, why) = match (one, other) {
            (Some(_), Some(_)) => (Wire::Breaking, "What is at its address has another type.".to_owned()),
            (Some(_), None) if context.old.is_root(name) => (Wire::Breaking, "Its address is gone.".to_owned()),
            (Some(_), None) => (Wire::Unaffected, context.begins_no_path()),
            (None, _) => (Wire::Compatible, "Nothing asked for it.".to_owned()),
        };
        let declared = [one, other].map(|root| root.map(|root| &root.ty));
        let is_same = matches!(declared, [Some(one), Some(other)] if context.renames.is_same_type(one, other));
        if !is_same {
            let texts = declared.map(|ty| ty.map(ToString::to_string));
            let change = Change::of_sides(Kind::RootChanged, subject.clone(), texts).wire(wire, why);
            changes.push(change.detail(types(declared.into_iter().flatten())));
        }
        if let (Some(one), Some(other)) = (one, other) {
            changes.extend(pair(&subject, one, other));
        }
    }
    changes
}

/// What else differs between a singleton or set and what it is on the new side.
fn pair(subject: &ElementId, old: &Root, new: &Root) -> Vec<Change> {
    let mut root = Differences::of(subject);
    root.facets(&old.facets, &new.facets);
    for (path, from, to) in differing(&old.bindings, &new.bindings) {
        let [from, to] = [from, to].map(|target| match target {
            Some(target) => format!("{path} leads to {target}"),
            None => format!("{path} leads nowhere"),
        });
        root.words(Kind::NavigationBindingChanged, &from, &to);
    }
    root.changes
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
