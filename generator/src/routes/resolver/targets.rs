//! The targets of capability annotations that hold for a segment, the nearest first.

use super::context::Context;
use crate::model::{ItemType, QName, TypeRef};
use crate::routes::tree::Node;

impl Context<'_> {
    /// The type and its base types.
    pub(super) fn targets_of_type(&self, item: &ItemType) -> Vec<String> {
        match item {
            ItemType::Structured(name) => self.api.lineage(name).map(ToString::to_string).collect(),
            _ => Vec::new(),
        }
    }

    /// The singleton or set of that name, where it is annotated.
    pub(super) fn targets_in_container(&self, name: &str) -> Vec<String> {
        let annotated = self.lookup.targets(name).filter(|target| {
            let owner = target.split_once('/').and_then(|(owner, _)| QName::parse(owner));
            owner.is_some_and(|owner| !self.api.types.contains_key(&owner))
        });
        annotated.cloned().collect()
    }

    /// `$count` has the capabilities of its collection.
    pub(super) fn targets_of_count(&self, collection: &Node, subject: &TypeRef) -> Vec<String> {
        let mut targets = Vec::new();
        if let Some((_, last)) = collection.path.rsplit_once('/') {
            // The property's own target: any type that declares it could; only annotated ones are in the table.
            targets.extend(
                self.lookup
                    .targets(last)
                    .filter(|target| self.declares(target, subject))
                    .cloned(),
            );
        }
        targets.extend(self.targets_of_type(&subject.item));
        targets
    }

    fn declares(&self, target: &str, subject: &TypeRef) -> bool {
        target
            .split_once('/')
            .and_then(|(owner, member)| Some((QName::parse(owner)?, member)))
            .is_some_and(|(owner, member)| {
                let declared = self.lookup.member(&owner, member);
                declared.is_some_and(|declared| declared.ty == *subject)
            })
    }
}
