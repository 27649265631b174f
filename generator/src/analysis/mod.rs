//! All that is known of one version of Graph, from its documents and the overlay.
//!
//! [`analyze`] is the one way there: import, regen, operations, drift and the comparison of clouds take what it gives.
//! Each of its steps adds facts. A step reports only what it alone can see; everything else that contradicts is found
//! at the end, by `faults`, from the finished [`Analysis`].
//!
//! | module | what it is for |
//! |---|---|
//! | [`inputs`] | what an analysis takes |
//! | `fixups`, `supplement` | the overlay's changes to the CSDL document, in memory |
//! | `clouds` | what other clouds' documents lack |
//! | `faults` | what contradicts, or fits nothing |
//! | [`findings`] | `findings.yaml` |
//! | [`retirement`] | what is removed, on a day or some day |
//!
//! Nothing here knows a folder, a command, or how Rust is written.

mod clouds;
mod faults;
pub mod findings;
mod fixups;
pub mod inputs;
pub mod retirement;
mod supplement;

use std::sync::Arc;

pub use inputs::{Form, Inputs, Routes};

use crate::csdl;
use crate::csdl::index::Index;
use crate::error::Result;
use crate::model::{Api, Finding, Version};
use crate::naming::Names;
use crate::naming::case::Case;
use crate::naming::memory::Memory;
use crate::naming::models::name_models;
use crate::openapi;
use crate::overlay::{Overlay, Retired};
use crate::pages;
use crate::permissions;
use crate::permissions::infer::infer;
use crate::permissions::operation::operations;
use crate::permissions::roles;
use crate::progress::Progress;
use crate::resolve::{Selected, resolve, select};
use crate::routes::{PathTree, PermissionTable, UnresolvedOperations, resolve_paths};
use crate::rust_api::{Areas, Parts, RustApi, Surface};
use crate::unsupported;

/// All that is known of one version.
#[derive(Clone, Debug)]
pub struct Analysis {
    /// The types, with what clouds lack, what the service does not support, and all findings.
    pub api: Api,
    /// The paths with their meaning.
    pub tree: PathTree,
    /// The operations that do not resolve.
    pub unresolved: UnresolvedOperations,
    /// Names of models.
    pub names: Names,
    /// The builders.
    pub surface: Surface,
    /// The remembered names, with what is new.
    pub memory: Memory,
    /// The CSDL document as the overlay amends it, whole.
    pub csdl: csdl::Document,
    /// The OpenAPI document with the paths at and below the roots.
    pub openapi: Arc<openapi::Document>,
    /// The selected types.
    pub selected: Selected,
    /// The permissions that the inputs say for these paths, without the overlay's.
    pub permissions: PermissionTable,
    /// What is a finding if it is one of every version: entries of the overlay, for all versions, about what this
    /// version does not have.
    pub unless_elsewhere: Vec<Finding>,
    /// Paths that the reference says will go, as the overlay knows.
    pub retired: Vec<Retired>,
}

impl Analysis {
    /// The Rust API that is made of it.
    #[must_use]
    pub fn rust_api(&self) -> RustApi<'_> {
        RustApi::of(&self.api, &self.names, &self.surface)
    }
}

/// Takes documents and the overlay to everything that is known of them.
///
/// # Errors
/// When a document or the overlay contradicts itself, or the two each other; the error names the place.
pub fn analyze(inputs: Inputs, overlay: &Overlay, progress: &mut dyn Progress) -> Result<Analysis> {
    let Resolved {
        inputs,
        selected,
        mut api,
        tree,
        unresolved,
        permissions,
        mut seen,
    } = resolve_inputs(inputs, overlay, progress)?;
    let Inputs {
        version,
        csdl,
        openapi,
        form,
        mut memory,
        clouds,
        cloud_documents,
        ..
    } = inputs;
    api.clouds = clouds;

    progress.step(&format!("{version}: naming"));
    let case = Case::new(overlay.case.exceptions.clone());
    let names = name_models(&api, &case, &mut memory)?;
    let areas = Areas::of(&overlay.selection, version, &tree);
    let inferred = infer(&operations(&tree, &overlay.selection, version));
    let roles = roles::table(&overlay.roles, &openapi, version);
    let parts = Parts {
        api: &api,
        names: &names,
        tree: &tree,
        areas: &areas,
        case: &case,
        notes: &overlay.docs.paths,
        inferred: &inferred,
        roles: &roles,
    };
    let surface = Surface::of(parts, &mut memory)?;

    let mut analysis = Analysis {
        api,
        tree,
        unresolved,
        names,
        surface,
        memory,
        csdl,
        openapi,
        selected,
        permissions,
        unless_elsewhere: Vec::new(),
        retired: overlay.docs.retired_in(version).cloned().collect(),
    };
    for (cloud, document) in cloud_documents {
        progress.step(&format!("{version}: comparing the cloud {}", cloud.title()));
        let missing = analysis.missing_in(document, overlay)?;
        crate::clouds::file::put(&mut analysis.api.clouds, cloud, &missing);
    }
    let (found, unless_elsewhere) = faults::find(&analysis, overlay, form);
    seen.extend(found);
    analysis.api.findings = findings::sorted(seen);
    analysis.unless_elsewhere = findings::sorted(unless_elsewhere);
    Ok(analysis)
}

/// Types and paths, resolved: all that is known before anything has a Rust name. A cloud is compared by that alone.
struct Resolved {
    /// The documents as the overlay amends and cuts them.
    inputs: Inputs,
    selected: Selected,
    api: Api,
    tree: PathTree,
    unresolved: UnresolvedOperations,
    permissions: PermissionTable,
    /// What only these steps can see.
    seen: Vec<Finding>,
}

fn resolve_inputs(mut inputs: Inputs, overlay: &Overlay, progress: &mut dyn Progress) -> Result<Resolved> {
    let Inputs {
        version,
        csdl,
        openapi,
        routes,
        permissions,
        memory,
        ..
    } = &mut inputs;
    let (version, routes) = (*version, *routes);
    progress.step(&format!("{version}: selecting and resolving types"));
    let mut seen = amend(csdl, overlay, version, routes)?;
    let index = Index::new(csdl)?;
    let selected = select(&index, &overlay.selection, version)?;
    let mut api = resolve(&index, &selected, overlay, version, &|name| {
        memory.types.contains_key(&name.to_string())
    })?;

    progress.step(&format!("{version}: resolving paths"));
    let is_wanted = |path: &String| overlay.selection.has_path(path);
    if !openapi.paths.keys().all(is_wanted) {
        let paths = &mut Arc::make_mut(openapi).paths;
        paths.retain(|path, _| is_wanted(path));
    }
    let case = Case::new(overlay.case.exceptions.clone());
    let permissions = std::mem::take(permissions).of(openapi);
    let mut known_permissions = permissions.clone();
    permissions::add_facts(&mut known_permissions, &overlay.permissions, openapi, version);
    let mut of_paths = Vec::new();
    let mut tree = resolve_paths(&api, openapi, &known_permissions, &case, &mut of_paths)?;
    let unresolved = UnresolvedOperations::of(&tree, &of_paths);
    if routes == Routes::Known {
        tree.keep_resolved(&unresolved);
    }
    of_paths.extend(tree.leave_out_unsendable());
    // Of paths that are known of another document, that document's analysis reports it.
    if routes == Routes::Listed {
        seen.extend(of_paths);
    }
    api.pages = pages::of_tree(&tree, &overlay.pages, version);
    api.unsupported = unsupported::facts(&overlay.unsupported, openapi, version);

    Ok(Resolved {
        selected,
        api,
        tree,
        unresolved,
        permissions,
        seen,
        inputs,
    })
}

/// Changes a document in memory as the overlay says. What it says and does not fit is a finding.
fn amend(document: &mut csdl::Document, overlay: &Overlay, version: Version, routes: Routes) -> Result<Vec<Finding>> {
    let mut found = fixups::apply(document, &overlay.fixups, version);
    if let Some(types) = overlay.supplement(version) {
        found.extend(match routes {
            Routes::Listed => supplement::apply(document, types)?,
            Routes::Known => supplement::apply(document, &supplement::fitting(types, document))?,
        });
    }
    Ok(found)
}
