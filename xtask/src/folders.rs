//! Where the folders are when no argument says so, and what commands may change in them.

use std::env;
use std::path::{Path, PathBuf};

use generator::model::Version;
use generator::tree::Bounds;

use crate::failure::Failure;

/// `schemas/` of the workspace, unless another is given.
pub fn schemas(given: Option<&Path>) -> Result<PathBuf, Failure> {
    folder(given, "schemas", "--schemas")
}

/// `generated/` of the workspace, unless another is given.
pub fn generated(given: Option<&Path>) -> Result<PathBuf, Failure> {
    folder(given, "generated", "--out")
}

/// The workspace itself, for commands that work on all of it.
pub fn root() -> Result<PathBuf, Failure> {
    workspace().ok_or(Failure::NoWorkspace { option: "" })
}

fn folder(given: Option<&Path>, name: &str, option: &'static str) -> Result<PathBuf, Failure> {
    match given {
        Some(path) => Ok(path.to_owned()),
        None => workspace()
            .map(|root| root.join(name))
            .ok_or(Failure::NoWorkspace { option }),
    }
}

/// The workspace that cargo runs this in, or else the one around the current folder.
fn workspace() -> Option<PathBuf> {
    let by_cargo = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let here = env::current_dir().ok();
    by_cargo
        .iter()
        .chain(&here)
        .flat_map(|start| start.ancestors())
        .find(|folder| is_workspace(folder))
        .map(Path::to_owned)
}

fn is_workspace(folder: &Path) -> bool {
    ["Cargo.toml", "schemas", "generated/Cargo.toml"]
        .iter()
        .all(|part| folder.join(part).exists())
}

/// The folder above both and their names in it, when they lie side by side: then both can be written as one change.
pub fn side_by_side(a: &Path, b: &Path) -> Option<(PathBuf, String, String)> {
    let (above_a, name_a) = split(a)?;
    let (above_b, name_b) = split(b)?;
    (above_a == above_b && name_a != name_b).then_some((above_a, name_a, name_b))
}

/// A folder, which need not exist, as the real folder above it and its name.
fn split(path: &Path) -> Option<(PathBuf, String)> {
    let real = path.canonicalize().or_else(|_| std::path::absolute(path)).ok()?;
    let name = real.file_name()?.to_str()?.to_owned();
    Some((real.parent()?.canonicalize().ok()?, name))
}

/// Refuses schemas that do not exist, before anything creates the folder.
pub fn must_exist(schemas: &Path) -> Result<(), Failure> {
    if schemas.is_dir() {
        Ok(())
    } else {
        Err(Failure::NoSchemas {
            path: schemas.to_owned(),
        })
    }
}

/// What commands may change in `schemas/`: the folders of the versions, never the overlay.
pub fn bounds_of_schemas() -> Bounds {
    Bounds::of(&Version::ALL.map(Version::name))
}

/// What commands may change in `generated/`.
pub fn bounds_of_code() -> Bounds {
    Bounds::of(&Version::ALL.map(|version| format!("src/{}", version.module())))
}

/// Both, below the folder that holds the two under these names. That folder holds more than is written: changes are
/// prepared in `code`.
pub fn bounds_of_both(schemas: &str, code: &str) -> Bounds {
    let of_schemas = Version::ALL.map(|version| format!("{schemas}/{version}"));
    let of_code = Version::ALL.map(|version| format!("{code}/src/{}", version.module()));
    Bounds::of(&[of_schemas, of_code].concat()).prepared_in(code)
}
