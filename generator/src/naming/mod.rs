//! Rust names: case, exceptions, reserved words, collisions; remembered, so that nothing is renamed when the schema
//! grows.
//!
//! [`case`] turns a Graph name into Rust case, [`memory`] is the append-only `names.yaml` of a version, [`models`]
//! names types, members and enum values, [`builders`] builders, [`methods`] what leads to them.

pub mod builders;
pub mod case;
pub mod memory;
pub mod methods;
pub mod models;

use std::collections::BTreeMap;

use crate::model::QName;

/// The Rust names of one version's models.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Names {
    /// By full name (action bodies by the name that the model gives them).
    pub types: BTreeMap<QName, TypeName>,
}

impl Names {
    /// The names of that type.
    #[must_use]
    pub fn get(&self, name: &QName) -> Option<&TypeName> {
        self.types.get(name)
    }
}

/// The Rust names of one type.
#[derive(Clone, Debug, PartialEq)]
pub struct TypeName {
    /// Module below `models` for a sub-namespace: `identity_governance`; `None` for `microsoft.graph` itself.
    pub module: Option<String>,
    /// Struct or enum: `AccessPackage`.
    pub rust: String,
    /// For a polymorphic type the enum of its derived types: `AnyAccessPackage`.
    pub any: Option<String>,
    /// File and module name: `access_package`.
    pub file: String,
    /// Fields or enum variants by wire name, raw identifiers where needed (`r#type`).
    pub members: BTreeMap<String, String>,
    /// For a polymorphic type the variants of the `Any…` enum by full name of the derived type (its own included).
    pub variants: BTreeMap<QName, String>,
}

impl TypeName {
    /// Its name below `models`, with the module where it has one: the body of an action is named for the first type that
    /// has the action.
    #[must_use]
    pub fn path(&self) -> String {
        match &self.module {
            Some(module) => format!("{module}::{}", self.rust),
            None => self.rust.clone(),
        }
    }
}
