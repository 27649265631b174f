//! The entity container: singletons, entity sets and where their navigation properties lead.

use std::collections::BTreeMap;

use super::change::Change;
use super::class::Wire;
use super::context::Context;
use super::differences::{Differences, types};
use super::facets::{self, Facets};
use super::kind::Kind;
use crate::csdl::elements::Root;
use crate::csdl::{Container, Document};
use crate::matching::{differing, sides};
use crate::model::ElementId;

/// The changes of the container.
pub(super) fn changes(context: &Context<'_, '_>) -> Vec<Change> {
    let (old, new) = (roots(&context.old.facts.csdl), roots(&context.new.facts.csdl));
    let mut changes = Vec::new();
    for (name, one, other) in sides(&old, &new) {
        let subject = ElementId::Root((*name).to_owned());
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
fn pair(subject: &ElementId, old: &Root<'_>, new: &Root<'_>) -> Vec<Change> {
    let mut root = Differences::of(subject);
    root.facets(&listed(old), &listed(new));
    for (path, from, to) in differing(&bindings(old), &bindings(new)) {
        let [from, to] = [from, to].map(|target| match target {
            Some(target) => format!("{path} leads to {target}"),
            None => format!("{path} leads nowhere"),
        });
        root.words(Kind::NavigationBindingChanged, &from, &to);
    }
    root.changes
}

/// By name.
fn roots(document: &Document) -> BTreeMap<&str, Root<'_>> {
    let containers = document.schemas.iter().flat_map(|schema| &schema.containers);
    let roots = containers.flat_map(Container::roots);
    roots.map(|root| (root.name, root)).collect()
}

fn listed(root: &Root<'_>) -> Facets {
    let listed = root.is_listed.map(|listed| listed.to_string());
    facets::some([("IncludeInServiceDocument", listed)])
}

/// Where navigation properties lead, by path.
fn bindings<'a>(root: &Root<'a>) -> BTreeMap<&'a str, &'a str> {
    let bindings = root.bindings.iter();
    bindings
        .map(|binding| (binding.path.as_str(), binding.target.as_str()))
        .collect()
}
