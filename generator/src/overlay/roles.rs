//! `roles.yaml`: which roles decide, beside permissions, who may make a request.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::error::{Error, ErrorKind, Place};

/// The file.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoleEntries {
    /// Sets of roles that entries name.
    #[serde(default)]
    pub sets: BTreeMap<String, RoleSet>,
    /// Where an operation fits several entries, the first holds.
    #[serde(default)]
    pub roles: Vec<RoleEntry>,
}

/// Roles, the least privileged first.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RoleSet {
    /// Roles within entitlement management.
    pub entitlement_management: Vec<String>,
    /// Roles of the directory.
    pub entra: Vec<String>,
}

/// Operations for which the same roles decide.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoleEntry {
    /// Each a method, a blank and a pattern of the path, in which `*` stands for any text.
    pub operations: Vec<String>,
    /// The set of which a signed-in user needs a role beside the permission.
    #[serde(default)]
    pub delegated: Option<String>,
    /// The set of which a role is enough for an application, without a permission.
    #[serde(default)]
    pub application: Option<String>,
    /// What else decides, in our own words; a part of a sentence.
    #[serde(default)]
    pub note: Option<String>,
    /// The page that says so.
    pub source: String,
    /// Only in these; empty for all.
    #[serde(default)]
    pub versions: Vec<String>,
}

impl RoleEntries {
    /// Holds the entries against the sets: each names sets that are there, and each set is named.
    ///
    /// # Errors
    /// At the first entry that names no set or one that is not there, and at a set that is empty or that nobody names.
    pub fn check(&self, file: &str) -> Result<(), Error> {
        let wrong = |place: String, what: String| Err(Error::new(ErrorKind::Value, Place::path(file, place), what));
        for (number, entry) in self.roles.iter().enumerate() {
            let place = || format!("roles[{number}]");
            let named: Vec<&String> = entry.delegated.iter().chain(&entry.application).collect();
            if let Some(unknown) = named.iter().find(|name| !self.sets.contains_key(**name)) {
                return wrong(place(), format!("`{unknown}` is no set of roles"));
            }
            if named.is_empty() || entry.operations.is_empty() {
                let what = "an entry has operations, and a set of roles for `delegated` or `application`";
                return wrong(place(), what.to_owned());
            }
        }
        for (name, set) in &self.sets {
            let place = || format!("sets.{name}");
            if set.entitlement_management.is_empty() && set.entra.is_empty() {
                return wrong(place(), "a set has roles".to_owned());
            }
            let mut named = self
                .roles
                .iter()
                .flat_map(|entry| entry.delegated.iter().chain(&entry.application));
            if !named.any(|other| other == name) {
                return wrong(place(), "no entry names the set".to_owned());
            }
        }
        Ok(())
    }
}
