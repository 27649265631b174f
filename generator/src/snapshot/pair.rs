//! Two snapshots that are compared: their documents read, and what one lacks taken from the other or from our
//! `schemas/`.

use std::path::Path;
use std::sync::Arc;

use super::side::{PermissionsInput, Snapshot};
use crate::analysis::{Form, Inputs, Routes};
use crate::csdl;
use crate::error::{Error, ErrorKind, Place, Result};
use crate::input::Input;
use crate::naming::memory::Memory;
use crate::openapi;
use crate::overlay::Overlay;
use crate::permissions::{self, PermissionSource};
use crate::routes::PermissionTable;
use crate::schemas::load_overlay;

/// Two sides, each with what its analysis takes: the older one first.
pub struct Pair {
    /// Their documents, and what is known beside them.
    pub inputs: [Inputs; 2],
    /// Their own overlays, or ours.
    pub overlays: [Overlay; 2],
    /// Whether the newer side has no names of its own and follows the older one: names that were given stay.
    pub new_follows_old: bool,
    /// What is not compared for want of a document, and why.
    pub notes: Vec<String>,
}

impl Pair {
    /// Reads two snapshots; `schemas` is our own folder.
    ///
    /// # Errors
    /// When a document of either side is broken, or our `schemas/` cannot be read; the error names the place.
    pub fn read(schemas: &Path, old: &Snapshot, new: &Snapshot) -> Result<Self> {
        // Two documents, two processors.
        let (before, after) = std::thread::scope(|scope| {
            let before = scope.spawn(|| read(old));
            let after = read(new);
            (before.join(), after)
        });
        let panicked = |_| Error::new(ErrorKind::Structure, Place::file(&old.csdl.name), "the reader panicked");
        let (before, after) = (before.map_err(panicked)??, after?);
        let mut notes = Vec::new();
        let known = known_routes(schemas, old, new, &before, &after, &mut notes)?;
        let overlays = [overlay_of(schemas, old)?, overlay_of(schemas, new)?];
        let tables = tables(schemas, (old, &before), (new, &after), known.as_ref(), &mut notes)?;
        let new_names = own_names(new)?;
        let old_names = match (own_names(old)?, &new_names) {
            (Some(own), _) => own,
            (None, Some(newer)) if old.version == new.version => {
                notes.push(format!(
                    "{} has no names of its own, so its builders are named anew: a builder may be reported as renamed \
                     that never had another name.",
                    old.label
                ));
                without_builders(newer.clone())
            }
            (None, _) => without_builders(names_of(schemas, old)?),
        };
        let new_follows_old = new_names.is_none() && old.version == new.version;
        let new_names = match new_names {
            Some(own) => own,
            None if new_follows_old => Memory::default(),
            None => names_of(schemas, new)?,
        };
        let [old_table, new_table] = tables;
        Ok(Self {
            inputs: [
                inputs(old, before, known.as_ref(), old_table, old_names),
                inputs(new, after, known.as_ref(), new_table, new_names),
            ],
            overlays,
            new_follows_old,
            notes,
        })
    }
}

/// A side with its documents read.
struct Read {
    csdl: csdl::Document,
    openapi: Option<Arc<openapi::Document>>,
}

fn read(snapshot: &Snapshot) -> Result<Read> {
    Ok(Read {
        csdl: csdl::read(&snapshot.csdl.name, &snapshot.csdl.text)?,
        openapi: match &snapshot.openapi {
            Some(input) => Some(Arc::new(openapi::read(&input.name, &input.text)?)),
            None => None,
        },
    })
}

/// The paths that a side without an OpenAPI document is asked for: the other side's, or else ours.
fn known_routes(
    schemas: &Path,
    old: &Snapshot,
    new: &Snapshot,
    before: &Read,
    after: &Read,
    notes: &mut Vec<String>,
) -> Result<Option<Arc<openapi::Document>>> {
    if before.openapi.is_some() && after.openapi.is_some() {
        return Ok(None);
    }
    let without: Vec<&str> = [(old, before), (new, after)]
        .into_iter()
        .filter(|(_, read)| read.openapi.is_none())
        .map(|(snapshot, _)| snapshot.label.as_str())
        .collect();
    let (whose, known) = match (&before.openapi, &after.openapi) {
        (Some(document), _) => (old.label.clone(), document.clone()),
        (None, Some(document)) => (new.label.clone(), document.clone()),
        (None, None) => {
            let name = format!("{}/openapi.yaml", old.version);
            let input = Input::read(&schemas.join(&name))?;
            (
                format!("schemas/{}", old.version),
                Arc::new(openapi::read(&name, &input.text)?),
            )
        }
    };
    notes.push(format!(
        "No OpenAPI document of {}: the {} paths of {whose} were looked up in the CSDL. Other paths are not compared.",
        without.join(" and "),
        known.paths.len()
    ));
    Ok(Some(known))
}

fn overlay_of(schemas: &Path, snapshot: &Snapshot) -> Result<Overlay> {
    match &snapshot.overlay {
        Some(overlay) => Ok(overlay.clone()),
        None => load_overlay(schemas),
    }
}

fn own_names(snapshot: &Snapshot) -> Result<Option<Memory>> {
    let own = snapshot.names.as_ref();
    own.map(|input| Memory::read(&input.name, &input.text)).transpose()
}

/// Names without those of builders, which depend on the paths that there were when they were given.
fn without_builders(memory: Memory) -> Memory {
    Memory {
        builders: Default::default(),
        ..memory
    }
}

/// A side's own names, or ours.
fn names_of(schemas: &Path, snapshot: &Snapshot) -> Result<Memory> {
    if let Some(memory) = own_names(snapshot)? {
        return Ok(memory);
    }
    let name = format!("{}/names.yaml", snapshot.version);
    match Input::read(&schemas.join(&name)) {
        Ok(input) => Memory::read(&name, &input.text),
        Err(_) => Ok(Memory::default()),
    }
}

/// The permission tables. When a side has none, both have that of the other: what is not known does not change.
fn tables(
    schemas: &Path,
    (old, before): (&Snapshot, &Read),
    (new, after): (&Snapshot, &Read),
    known: Option<&Arc<openapi::Document>>,
    notes: &mut Vec<String>,
) -> Result<[PermissionTable; 2]> {
    let table = |snapshot: &Snapshot, read: &Read| match &snapshot.permissions {
        None => Ok(None),
        Some(PermissionsInput::Normalized(input)) => permissions::read(&input.name, &input.text).map(Some),
        Some(PermissionsInput::Published(input)) => match read.openapi.as_ref().or(known) {
            Some(document) => permissions::read_published(&input.name, &input.text, document).map(Some),
            None => Ok(Some(PermissionTable::new())),
        },
    };
    let (without, one) = match (table(old, before)?, table(new, after)?) {
        (Some(one), Some(other)) => return Ok([one, other]),
        (Some(one), None) => (new.label.clone(), one),
        (None, Some(one)) => (old.label.clone(), one),
        (None, None) => {
            let name = format!("{}/permissions.yaml", old.version);
            let ours = match Input::read(&schemas.join(&name)) {
                Ok(input) => permissions::read(&name, &input.text)?,
                Err(_) => PermissionTable::new(),
            };
            (format!("{} and {}", old.label, new.label), ours)
        }
    };
    notes.push(format!(
        "No permission table of {without}: permissions are not compared."
    ));
    Ok([one.clone(), one])
}

fn inputs(
    snapshot: &Snapshot,
    read: Read,
    known: Option<&Arc<openapi::Document>>,
    table: PermissionTable,
    memory: Memory,
) -> Inputs {
    let routes = if read.openapi.is_some() {
        Routes::Listed
    } else {
        Routes::Known
    };
    Inputs {
        openapi: read.openapi.or_else(|| known.cloned()).unwrap_or_default(),
        // What only raw documents show is not compared: nobody need look for it.
        form: Form::Normal { stored: Vec::new() },
        routes,
        permissions: PermissionSource::Table(table),
        memory,
        ..Inputs::new(snapshot.version, read.csdl, openapi::Document::default())
    }
}
