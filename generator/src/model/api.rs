//! One version of the API as a whole.

use std::collections::BTreeMap;

use super::capabilities::Capabilities;
use super::clouds::Clouds;
use super::finding::Finding;
use super::method::Method;
use super::name::QName;
use super::operation::BoundOperation;
use super::types::{EnumType, Structured, Type, TypeRef};
use super::unsupported::UnsupportedOperations;
use super::version::Version;

/// All that the emitters need to know of one version.
#[derive(Clone, Debug)]
pub struct Api {
    /// The version that this is.
    pub version: Version,
    /// What part of Graph it is, in a sentence: `identity governance`.
    pub part: String,
    /// Modules that are written by hand for types of this API.
    pub modules: BTreeMap<String, WrittenModule>,
    /// The selected types by their full name.
    pub types: BTreeMap<QName, Type>,
    /// Actions and functions by the type that they are bound to (not inherited ones), sorted by name and arguments.
    pub operations: BTreeMap<QName, Vec<BoundOperation>>,
    /// Types of the container's singletons and entity sets.
    pub roots: BTreeMap<String, TypeRef>,
    /// Alternate keys by the entity type that declares them: each a list of (name in the URL, member).
    pub alternate_keys: BTreeMap<QName, Vec<Vec<(String, String)>>>,
    /// Capability annotations by target: a type, `type/navigation property`, or `container/set`.
    pub capabilities: BTreeMap<String, Capabilities>,
    /// What national clouds lack of it, where that is known.
    pub clouds: Clouds,
    /// What the service does not support of it, where that is known.
    pub unsupported: UnsupportedOperations,
    /// The page of the reference about an operation, where one is known: by method and path as the document writes it,
    /// what follows `graph/api/` in its address.
    pub pages: BTreeMap<(Method, String), String>,
    /// What did not resolve or agree; sorted.
    pub findings: Vec<Finding>,
}

/// A module that is written by hand.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WrittenModule {
    /// What the docs say of it.
    pub doc: String,
    /// The types that it is written for: a part of it is there with each.
    pub types: Vec<QName>,
}

impl Api {
    /// The structured type of that name.
    #[must_use]
    pub fn structured(&self, name: &QName) -> Option<&Structured> {
        match self.types.get(name) {
            Some(Type::Structured(structured)) => Some(structured),
            _ => None,
        }
    }

    /// The enum type of that name.
    #[must_use]
    pub fn enumeration(&self, name: &QName) -> Option<&EnumType> {
        match self.types.get(name) {
            Some(Type::Enum(enumeration)) => Some(enumeration),
            _ => None,
        }
    }

    /// The type and its base types, from itself up; nothing for a name that is no type of this API.
    pub fn lineage(&self, name: &QName) -> impl Iterator<Item = &QName> {
        let own = self.types.get_key_value(name).map(|(name, _)| name);
        std::iter::successors(own, |name| {
            self.structured(name).and_then(|structured| structured.base.as_ref())
        })
    }

    /// Whether a value declared as this type may hold a derived one, so that its Rust type is an `Any…` enum.
    #[must_use]
    pub fn is_polymorphic(&self, name: &QName) -> bool {
        self.structured(name).is_some_and(|structured| structured.polymorphic())
    }
}
