//! From two sources to a report.

use std::collections::BTreeSet;
use std::path::Path;

use super::change::{Purpose, Report, Side};
use super::compare::{compare, compare_for_same_crate};
use super::facts::Facts;
use super::retirement::retirement;
use crate::analysis::findings::is_of_raw_documents;
use crate::analysis::{Form, Inputs, Routes};
use crate::csdl;
use crate::error::{Error, ErrorKind, Place, Result};
use crate::input::Input;
use crate::model::Finding;
use crate::naming::memory::Memory;
use crate::openapi;
use crate::overlay::Overlay;
use crate::permissions::{self, PermissionSource};
use crate::progress::Progress;
use crate::routes::PermissionTable;
use crate::schemas::load_overlay;
use crate::snapshot::{PermissionsInput, Snapshot};

/// What a report needs beside its two sides.
#[derive(Clone, Debug)]
pub struct Context<'a> {
    /// Our `schemas/`: overlay, names and known routes for sides that have none of their own.
    pub schemas: &'a Path,
    /// The day against which retirement is reckoned, `YYYY-MM-DD`.
    pub today: &'a str,
    /// What the report is for.
    pub purpose: Purpose,
    /// The crate's version before the change.
    pub crate_version: Option<String>,
}

/// A side with its documents read.
struct Read {
    csdl: csdl::Document,
    openapi: Option<openapi::Document>,
}

fn read(snapshot: &Snapshot) -> Result<Read> {
    Ok(Read {
        csdl: csdl::read(&snapshot.csdl.name, &snapshot.csdl.text)?,
        openapi: snapshot
            .openapi
            .as_ref()
            .map(|input| openapi::read(&input.name, &input.text))
            .transpose()?,
    })
}

/// Compares two snapshots.
///
/// # Errors
/// When a document of either side is broken or contradicts itself, or our `schemas/` cannot be read; the error names
/// the place. Nothing is reported of half a document.
pub fn report(context: &Context<'_>, old: &Snapshot, new: &Snapshot, progress: &mut dyn Progress) -> Result<Report> {
    progress.step("reading both sides");
    // Two documents, two processors.
    let (before, after) = std::thread::scope(|scope| {
        let before = scope.spawn(|| read(old));
        let after = read(new);
        (before.join(), after)
    });
    let panicked = |_| Error::new(ErrorKind::Structure, Place::file(&old.csdl.name), "the reader panicked");
    let (before, after) = (before.map_err(panicked)??, after?);
    let mut notes = Vec::new();
    let known = known_routes(context, old, new, &before, &after, &mut notes)?;
    let overlays = [overlay_of(context, old)?, overlay_of(context, new)?];
    let [old_overlay, new_overlay] = &overlays;
    let tables = tables(context, (old, &before), (new, &after), known.as_ref(), &mut notes)?;

    progress.step("resolving and naming");
    let new_memory = own_memory(new)?;
    let old_memory = match (own_memory(old)?, &new_memory) {
        (Some(own), _) => own,
        (None, Some(newer)) if old.version == new.version => {
            notes.push(format!(
                "{} has no names of its own, so its builders are named anew: a builder may be reported as renamed that \
                 never had another name.",
                old.label
            ));
            without_builders(newer.clone())
        }
        (None, _) => without_builders(memory_of(context, old)?),
    };
    let [old_table, new_table] = tables;
    let old_facts = facts(old, old_overlay, before, known.as_ref(), &old_table, old_memory)?;
    // A side without names of its own follows the other: names that were given stay.
    let new_memory = match new_memory {
        Some(memory) => memory,
        None if old.version == new.version => old_facts.loaded.memory.clone(),
        None => memory_of(context, new)?,
    };
    let new_facts = facts(new, new_overlay, after, known.as_ref(), &new_table, new_memory)?;

    progress.step("comparing");
    let changes = match context.purpose {
        Purpose::Cloud => compare_for_same_crate(&old_facts, &new_facts)?,
        Purpose::Drift | Purpose::Import | Purpose::Versions => compare(&old_facts, &new_facts)?,
    };
    let (findings_new, findings_gone) = if old_facts.openapi.is_some() && new_facts.openapi.is_some() {
        findings(&old_facts.loaded.api.findings, &new_facts.loaded.api.findings)
    } else {
        (Vec::new(), Vec::new())
    };
    let mut report = Report {
        purpose: context.purpose,
        old: side(old),
        new: side(new),
        changes,
        retirement: retirement(&new_facts, new_overlay, new.version, context.today),
        notes,
        findings_new,
        findings_gone,
        files: Vec::new(),
        crate_version: context.crate_version.clone(),
    };
    report.sort();
    Ok(report)
}

fn side(snapshot: &Snapshot) -> Side {
    Side {
        label: snapshot.label.clone(),
        version: snapshot.version,
        date: snapshot.date.clone(),
    }
}

/// The paths that a side without an OpenAPI document is asked for: the other side's, or else ours.
fn known_routes(
    context: &Context<'_>,
    old: &Snapshot,
    new: &Snapshot,
    before: &Read,
    after: &Read,
    notes: &mut Vec<String>,
) -> Result<Option<openapi::Document>> {
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
            let input = Input::read(&context.schemas.join(&name))?;
            (format!("schemas/{}", old.version), openapi::read(&name, &input.text)?)
        }
    };
    notes.push(format!(
        "No OpenAPI document of {}: the {} paths of {whose} were looked up in the CSDL. Other paths are not compared.",
        without.join(" and "),
        known.paths.len()
    ));
    Ok(Some(known))
}

fn overlay_of(context: &Context<'_>, snapshot: &Snapshot) -> Result<Overlay> {
    match &snapshot.overlay {
        Some(overlay) => Ok(overlay.clone()),
        None => load_overlay(context.schemas),
    }
}

fn own_memory(snapshot: &Snapshot) -> Result<Option<Memory>> {
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
fn memory_of(context: &Context<'_>, snapshot: &Snapshot) -> Result<Memory> {
    if let Some(memory) = own_memory(snapshot)? {
        return Ok(memory);
    }
    let name = format!("{}/names.yaml", snapshot.version);
    match Input::read(&context.schemas.join(&name)) {
        Ok(input) => Memory::read(&name, &input.text),
        Err(_) => Ok(Memory::default()),
    }
}

/// The permission tables. When a side has none, both have that of the other: what is not known does not change.
fn tables(
    context: &Context<'_>,
    (old, before): (&Snapshot, &Read),
    (new, after): (&Snapshot, &Read),
    known: Option<&openapi::Document>,
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
            let ours = match Input::read(&context.schemas.join(&name)) {
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

fn facts(
    snapshot: &Snapshot,
    overlay: &Overlay,
    read: Read,
    known: Option<&openapi::Document>,
    table: &PermissionTable,
    memory: Memory,
) -> Result<Facts> {
    let (openapi, routes) = match (read.openapi, known) {
        (Some(own), _) => (own, Routes::Listed),
        (None, Some(known)) => (known.clone(), Routes::Known),
        (None, None) => (openapi::Document::default(), Routes::Known),
    };
    let inputs = Inputs {
        // What only raw documents show is not compared: nobody need look for it.
        form: Form::Normal { stored: Vec::new() },
        routes,
        permissions: PermissionSource::Table(table.clone()),
        memory,
        ..Inputs::new(snapshot.version, read.csdl, openapi)
    };
    Facts::new(inputs, overlay, &mut ())
}

/// Findings of only the new and only the old side. Those that only raw documents show are left out: `schemas/` cannot
/// show them again, and an import reports them.
fn findings(old: &[Finding], new: &[Finding]) -> (Vec<Finding>, Vec<Finding>) {
    let comparable = |findings: &'_ [Finding]| -> BTreeSet<Finding> {
        let all = findings.iter().filter(|finding| !is_of_raw_documents(finding));
        all.cloned().collect()
    };
    let (before, after) = (comparable(old), comparable(new));
    let only = |one: &BTreeSet<Finding>, other: &BTreeSet<Finding>| one.difference(other).cloned().collect();
    (only(&after, &before), only(&before, &after))
}
