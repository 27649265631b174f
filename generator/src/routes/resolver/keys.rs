//! The keys of entity types as paths have them: in braces, or with their names in parentheses.

use super::context::Context;
use crate::model::{ItemType, QName, Structured, TypeRef};
use crate::routes::segments::Argument;
use crate::routes::tree::Node;

impl Context<'_> {
    /// The key of an entity type, with its type; nothing where it has several parts.
    pub(super) fn key(&self, entity: &QName) -> Option<(String, TypeRef)> {
        match self.api.structured(entity)?.key.as_slice() {
            [key] => {
                let member = self.lookup.member(entity, key)?;
                Some((key.clone(), member.ty.clone()))
            }
            _ => None,
        }
    }

    /// Whether these arguments are an alternate key of the collection `name` below `parent`, or of the entity set of
    /// that name.
    pub(super) fn is_alternate_key_below(&self, parent: Option<&Node>, name: &str, arguments: &[Argument]) -> bool {
        let collection = match parent {
            None => self.api.roots.get(name),
            Some(parent) => {
                let owner = parent.subject.as_ref().and_then(|subject| self.structured(subject));
                let member = owner.and_then(|owner| self.lookup.member(&owner.name, name));
                member.map(|member| &member.ty)
            }
        };
        collection.is_some_and(|ty| self.alternate_key(ty, arguments).is_some())
    }

    /// The types of these arguments, where they are an alternate key of the collection, or its key with the names
    /// written out.
    pub(super) fn alternate_key(&self, collection: &TypeRef, arguments: &[Argument]) -> Option<Vec<TypeRef>> {
        let ItemType::Structured(target) = &collection.item else {
            return None;
        };
        if !collection.collection || arguments.is_empty() {
            return None;
        }
        let entity = self.api.structured(target)?;
        let own: Vec<(String, String)> = entity.key.iter().map(|name| (name.clone(), name.clone())).collect();
        let alternates = self
            .api
            .lineage(target)
            .filter_map(|name| self.api.alternate_keys.get(name))
            .flatten();
        for key in alternates.chain(std::iter::once(&own)) {
            if key.len() != arguments.len() {
                continue;
            }
            let types = arguments.iter().map(|argument| {
                let (_, member) = key.iter().find(|(alias, _)| *alias == argument.name)?;
                self.type_at(entity, member)
            });
            if let Some(types) = types.collect() {
                return Some(types);
            }
        }
        None
    }

    /// The type of a member, or of what a path leads to (`identity/code`): a part of an alternate key may stand in a
    /// complex value.
    fn type_at(&self, entity: &Structured, path: &str) -> Option<TypeRef> {
        let mut parts = path.split('/');
        let mut ty = &self.lookup.member(&entity.name, parts.next()?)?.ty;
        for part in parts {
            ty = &self.lookup.member(&self.structured(ty)?.name, part)?.ty;
        }
        Some(ty.clone())
    }
}
