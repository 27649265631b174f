//! One side of a comparison with what the passes look up in it.

use std::collections::{BTreeMap, BTreeSet};

use super::facts::Facts;
use crate::csdl::elements::{Declared, Types};
use crate::model::{Api, ElementId, Member, QName};
use crate::naming::memory::place_key;
use crate::resolve::COMPUTED;
use crate::routes::path_index::PathIndex;
use crate::rust_api::RustApi;

/// One side with its indexes.
pub(super) struct SideIndex<'a> {
    pub(super) facts: &'a Facts,
    pub(super) paths: PathIndex<'a>,
    /// What it is in Rust.
    pub(super) rust: RustApi<'a>,
    /// Builders by the keys of their places.
    pub(super) builders: BTreeMap<String, &'a str>,
    /// The types that the document declares.
    pub(super) declared: Types<'a>,
    /// The members of which the metadata says that the service sets them.
    computed: BTreeSet<ElementId>,
}

impl<'a> SideIndex<'a> {
    pub(super) fn of(facts: &'a Facts) -> Self {
        let builders = facts.loaded.surface.builders.iter();
        let by_place = builders.flat_map(|builder| {
            builder
                .places
                .iter()
                .map(|place| (place_key(place), builder.name.as_str()))
        });
        Self {
            facts,
            paths: PathIndex::of(&facts.loaded.api, &facts.loaded.tree),
            rust: facts.loaded.rust_api(),
            builders: by_place.collect(),
            declared: facts.csdl.types(),
            computed: facts.csdl.members_with(COMPUTED),
        }
    }

    pub(super) fn api(&self) -> &'a Api {
        &self.facts.loaded.api
    }

    /// What stands at the root of the service's addresses by that name.
    pub(super) fn is_root(&self, name: &str) -> bool {
        self.facts.loaded.tree.roots.iter().any(|root| root.segment == name)
    }

    /// The members of a type with those that it inherits; none of what is no structured type.
    pub(super) fn members(&self, name: &QName) -> &'a [Member] {
        self.api().structured(name).map_or(&[], |ty| &ty.members)
    }

    /// Those of them that it declares itself.
    pub(super) fn own_members(&self, name: &QName) -> impl Iterator<Item = &'a Member> {
        let members = self.members(name).iter();
        members.filter(move |member| member.declared_in == *name)
    }

    pub(super) fn member_names(&self, name: &QName) -> BTreeSet<&'a str> {
        self.members(name).iter().map(|member| member.name.as_str()).collect()
    }

    /// Whether the metadata says that the service sets a member.
    pub(super) fn is_computed(&self, owner: &QName, member: &str) -> bool {
        self.computed.contains(&ElementId::member(owner, member))
    }

    /// Whether that is an enumeration.
    pub(super) fn is_enum(&self, name: &str) -> bool {
        QName::parse(name).is_some_and(|name| self.api().enumeration(&name).is_some())
    }

    /// What a type definition stands for; of other types the name itself.
    pub(super) fn underlying<'n>(&'n self, name: &'n str) -> &'n str {
        match QName::parse(name).and_then(|name| self.declared.get(&name)) {
            Some(Declared::Definition(definition)) => &definition.underlying_type,
            _ => name,
        }
    }
}
