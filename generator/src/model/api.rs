//! One version of the API as a whole.

use std::collections::BTreeMap;

use super::capabilities::Capabilities;
use super::clouds::Clouds;
use super::finding::Finding;
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
    /// Hand-written modules of the crate that this version re-exports: all that they are about is here.
    pub modules: Vec<HandWrittenModule>,
    /// What did not resolve or agree; sorted.
    pub findings: Vec<Finding>,
}

/// A hand-written module of the crate that the module of a version re-exports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandWrittenModule {
    /// The module, at the crate's root: `callout`. It has a module for each version.
    pub name: String,
    /// What it has, a part of a sentence.
    pub about: String,
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

    /// Whether there is a type, action or function of that full name.
    #[must_use]
    pub fn has_named(&self, name: &str) -> bool {
        QName::parse(name).is_some_and(|name| {
            let mut operations = self.operations.values().flatten();
            self.types.contains_key(&name) || operations.any(|operation| operation.name == name)
        })
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
