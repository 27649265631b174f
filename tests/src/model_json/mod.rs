//! JSON for the tests of models: a tree of it ([`tree`]), JSON made from the metadata ([`samples`]), and what a model
//! should keep, tell and send of a JSON value ([`oracle`]), said a second time from the generator's model and without
//! the crate's own reader.

pub mod oracle;
pub mod samples;

pub use test_support::json_tree as tree;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use generator::analysis::Analysis;
use generator::model::{QName, StructuredKind, Type, Version};
use generator::schemas::load;

use crate::model_table::{Entry, ModelEntry, table};
use crate::shared_folder::workspace;

/// What the generator knows of a version, read from `schemas/` once.
///
/// # Panics
/// When `schemas/` is broken.
#[must_use]
pub fn loaded(version: Version) -> &'static Analysis {
    static V1_0: LazyLock<Analysis> = LazyLock::new(|| read(Version::V1_0));
    static BETA: LazyLock<Analysis> = LazyLock::new(|| read(Version::Beta));
    match version {
        Version::V1_0 => &V1_0,
        Version::Beta => &BETA,
    }
}

fn read(version: Version) -> Analysis {
    load(&workspace().join("schemas"), version, &mut ()).unwrap_or_else(|error| panic!("schemas/{version}: {error}"))
}

/// The row of a type: its struct, or the enum of it and those derived from it.
///
/// # Panics
/// When the table does not have it.
#[must_use]
pub fn model(version: Version, name: &QName, any: bool) -> ModelEntry {
    let path = rust_path(version, name, any).unwrap_or_else(|| panic!("{version}: {name} has no Rust name"));
    match table(version).get(path.as_str()) {
        Some(Entry::Model(entry)) => *entry,
        _ => panic!("{version}: models::{path} is not in the table of models"),
    }
}

/// The Rust path of a type below `models`.
#[must_use]
pub fn rust_path(version: Version, name: &QName, any: bool) -> Option<String> {
    let names = loaded(version).names.get(name)?;
    let rust = if any { names.any.as_ref()? } else { &names.rust };
    Some(match &names.module {
        Some(module) => format!("{module}::{rust}"),
        None => rust.clone(),
    })
}

/// Whether a member of the type holds the enum of it and those derived from it.
#[must_use]
pub fn has_any(version: Version, name: &QName) -> bool {
    rust_path(version, name, true).is_some_and(|path| table(version).contains_key(path.as_str()))
}

/// The type of that name in any spelling that a discriminator may have; bodies of actions are no types of the service.
#[must_use]
pub fn type_named(version: Version, odata_type: &str) -> Option<&'static QName> {
    static V1_0: LazyLock<BTreeMap<String, &QName>> = LazyLock::new(|| type_names(Version::V1_0));
    static BETA: LazyLock<BTreeMap<String, &QName>> = LazyLock::new(|| type_names(Version::Beta));
    let names = match version {
        Version::V1_0 => &V1_0,
        Version::Beta => &BETA,
    };
    let wanted = odata_type.trim_start_matches('#').to_lowercase();
    names.get(wanted.strip_prefix("microsoft.").unwrap_or(&wanted)).copied()
}

/// The names of the service's types from the alias on, in lower case.
fn type_names(version: Version) -> BTreeMap<String, &'static QName> {
    let is_body = |ty: &Type| matches!(ty, Type::Structured(ty) if ty.kind == StructuredKind::ActionBody);
    let types = loaded(version).api.types.iter();
    types
        .filter(|(_, ty)| matches!(ty, Type::Structured(_)) && !is_body(ty))
        .map(|(name, _)| (name.to_string().to_lowercase().replacen("microsoft.", "", 1), name))
        .collect()
}
