//! The order of the steps: what `cargo xtask import`, `regen` and `operations` do, without a process.
//!
//! Reads files; writes none (`crate::tree` does). Everything between is in the rooms that are called here.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::clouds;
use crate::csdl;
use crate::csdl::index::Index;
use crate::emit;
use crate::error::{Error, ErrorKind, Place, Result};
use crate::import::provenance::{Provenance, Source};
use crate::import::{self, findings, fixups, supplement};
use crate::listing::{self, OperationRow};
use crate::model::{Api, BoundOperation, Cloud, Clouds, Finding, FindingKind, QName, StructuredKind, Type, Version};
use crate::naming::Names;
use crate::naming::case::Case;
use crate::naming::memory::Memory;
use crate::naming::models::name_models;
use crate::openapi;
use crate::overlay::{Overlay, PermissionFact};
use crate::permissions;
use crate::resolve::resolve;
use crate::resolve::{Selected, select};
use crate::routes::{PathTree, PermissionTable, SegmentKind, resolve_paths};
use crate::rust_api::{RustApi, Surface};
use crate::tree::FileSet;
use crate::unsupported;

/// The files of `schemas/<version>/`.
///
/// [`CLOUDS`] is there only where a national cloud was compared.
pub const VERSION_FILES: [&str; 7] = [CSDL, OPENAPI, PERMISSIONS, CLOUDS, FINDINGS, NAMES, PROVENANCE];

/// What national clouds lack of a version.
pub const CLOUDS: &str = "clouds.yaml";

pub(crate) const CSDL: &str = "metadata.csdl";
pub(crate) const OPENAPI: &str = "openapi.yaml";
pub(crate) const PERMISSIONS: &str = "permissions.yaml";
pub(crate) const FINDINGS: &str = "findings.yaml";
pub(crate) const NAMES: &str = "names.yaml";
pub(crate) const PROVENANCE: &str = "provenance.yaml";

/// Hears which step is under way.
pub trait Progress {
    /// A step starts.
    fn step(&mut self, what: &str);
}

impl Progress for () {
    fn step(&mut self, _: &str) {}
}

/// A file that was read.
#[derive(Clone, Debug, Default)]
pub struct Input {
    /// The file's name, without folders: it stands in the provenance and in findings.
    pub name: String,
    /// The file as it was given: it stands in errors.
    pub given: String,
    /// Its content.
    pub text: String,
    /// The folder that it is in, where it came from a file.
    pub folder: Option<PathBuf>,
}

impl Input {
    /// Reads a file.
    ///
    /// # Errors
    /// When it cannot be read or is not UTF-8.
    pub fn read(path: &Path) -> Result<Self> {
        let name = path.file_name().map_or_else(
            || path.display().to_string(),
            |name| name.to_string_lossy().into_owned(),
        );
        let text = std::fs::read_to_string(path).map_err(|error| {
            Error::new(
                ErrorKind::Io,
                Place::file(path.display().to_string()),
                error.to_string(),
            )
        })?;
        Ok(Self {
            name,
            given: path.display().to_string(),
            text,
            folder: path.parent().map(Path::to_path_buf),
        })
    }

    /// A text that is in no file of its own.
    #[must_use]
    pub fn inline(name: &str, text: &str) -> Self {
        Self {
            name: name.to_owned(),
            given: name.to_owned(),
            text: text.to_owned(),
            folder: None,
        }
    }

    /// A file beside this one.
    fn sibling(&self, name: &str) -> Option<PathBuf> {
        let path = self.folder.as_ref()?.join(name);
        path.is_file().then_some(path)
    }
}

/// What to import.
#[derive(Clone, Debug)]
pub struct ImportRequest {
    /// The version that the documents describe.
    pub version: Version,
    /// The CSDL document.
    pub csdl: Input,
    /// The OpenAPI document.
    pub openapi: Input,
    /// The published permission table; without it the one in `schemas/` stays.
    pub permissions: Option<Input>,
    /// The CSDL documents of national clouds; what is known of the others stays.
    pub clouds: Vec<(Cloud, Input)>,
    /// When the metadata was published, for the provenance.
    pub snapshot_date: Option<String>,
}

/// What an import makes.
#[derive(Clone, Debug)]
pub struct Imported {
    /// Files below `schemas/`.
    pub files: FileSet,
    /// The folders below `schemas/` that hold these files and no others.
    pub owned: Vec<String>,
    /// What was found.
    pub counts: Counts,
    /// What did not resolve, resolve_paths or agree.
    pub findings: Vec<Finding>,
}

/// Sizes, for people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Selected entity, complex and enum types.
    pub types: usize,
    /// Paths of the URL space.
    pub paths: usize,
    /// Operations.
    pub operations: usize,
    /// Builder types.
    pub builders: usize,
}

/// What a regeneration makes.
#[derive(Clone, Debug)]
pub struct Generated {
    /// Files below `generated/`.
    pub files: FileSet,
    /// The folders below `generated/` that hold these files and no others.
    pub owned: Vec<String>,
    /// Files below `schemas/` that changed with it: remembered names, findings. No folder is owned.
    pub schemas: FileSet,
    /// Sizes by version.
    pub counts: Vec<(Version, Counts)>,
}

/// All that is known of one version, up to what the emitters take.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The types.
    pub api: Api,
    /// The tied URL space.
    pub tree: PathTree,
    /// Names of models.
    pub names: Names,
    /// The builders.
    pub surface: Surface,
    /// The remembered names, with what is new.
    pub memory: Memory,
}

impl Loaded {
    /// The Rust API that is made of it.
    #[must_use]
    pub fn rust_api(&self) -> RustApi<'_> {
        RustApi::of(&self.api, &self.names, &self.surface)
    }
}

fn read_file(root: &Path, name: &str) -> Result<String> {
    std::fs::read_to_string(root.join(name))
        .map_err(|error| Error::new(ErrorKind::Io, Place::file(name), format!("cannot be read: {error}")))
}

fn read_if_there(root: &Path, name: &str) -> Result<Option<String>> {
    match std::fs::read_to_string(root.join(name)) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::new(
            ErrorKind::Io,
            Place::file(name),
            format!("cannot be read: {error}"),
        )),
    }
}

/// The overlay of a `schemas/` folder.
///
/// # Errors
/// When a file is missing or not of its form.
pub fn load_overlay(schemas: &Path) -> Result<Overlay> {
    Overlay::load(|name| read_if_there(schemas, &format!("overlay/{name}")))
}

fn case_of(overlay: &Overlay) -> Case {
    Case::new(overlay.case.exceptions.clone())
}

fn unknown_findings(csdl: &csdl::Document, name: &str, openapi: &openapi::Document) -> Vec<Finding> {
    let csdl = csdl.unknown.iter().map(|unknown| {
        let mut place = csdl.place(unknown.at);
        // Findings are kept: where the file lay on somebody's machine is not.
        if place.file == csdl.file {
            name.clone_into(&mut place.file);
        }
        Finding::new(FindingKind::Unknown, place.to_string(), unknown.what.clone())
    });
    let openapi = openapi.unknown.iter().map(|unknown| {
        Finding::new(
            FindingKind::Unknown,
            unknown.path.clone(),
            "a key that the reader does not know",
        )
    });
    csdl.chain(openapi).collect()
}

/// The last part of a file's path.
fn file_name(path: &str) -> &str {
    Path::new(path)
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap_or(path)
}

/// Actions and functions to which no path leads, each overload by itself.
fn without_route(api: &Api, tree: &PathTree) -> Vec<Finding> {
    let mut reached: BTreeSet<&BoundOperation> = BTreeSet::new();
    tree.walk(&mut |node| {
        if let SegmentKind::Operation(operation, _) = &node.kind {
            reached.insert(operation);
        }
    });
    let mut findings = Vec::new();
    for (binding, operations) in &api.operations {
        for operation in operations.iter().filter(|operation| !reached.contains(operation)) {
            let names: Vec<&str> = operation
                .arguments
                .iter()
                .map(|argument| argument.name.as_str())
                .collect();
            let (arguments, what) = if operation.function {
                (names.join(","), "a function")
            } else {
                (String::new(), "an action")
            };
            let place = format!("{}({arguments}) of {binding}", operation.name);
            findings.push(Finding::new(
                FindingKind::OperationWithoutRoute,
                place,
                format!("{what} to which no path leads"),
            ));
        }
    }
    findings
}

/// Changes a document in memory as the overlay says.
fn amend(document: &mut csdl::Document, overlay: &Overlay, version: Version) -> Result<Vec<Finding>> {
    let mut found = fixups::apply(document, &overlay.fixups, version);
    if let Some(types) = overlay.supplement(version) {
        found.extend(supplement::apply(document, types)?);
    }
    Ok(found)
}

/// Reads raw metadata (or a `schemas/` folder) and makes the files of `schemas/<version>/`.
///
/// # Errors
/// When an input or the overlay is not what it should be; the error names the place.
pub fn import(schemas: &Path, request: &ImportRequest, progress: &mut dyn Progress) -> Result<Imported> {
    let overlay = load_overlay(schemas)?;
    let folder = request.version.name();
    progress.step("reading the CSDL and OpenAPI documents");
    // Two readers, two processors.
    let (raw, openapi) = std::thread::scope(|scope| {
        let csdl = scope.spawn(|| csdl::read(&request.csdl.given, &request.csdl.text));
        let openapi = openapi::read(&request.openapi.given, &request.openapi.text);
        (csdl.join(), openapi)
    });
    let raw = raw.map_err(|_| {
        Error::new(
            ErrorKind::Structure,
            Place::file(&request.csdl.given),
            "the reader gave up",
        )
    })??;
    let mut openapi = openapi?;

    progress.step("resolving and selecting");
    let mut mended = raw.clone();
    let mut found = amend(&mut mended, &overlay, request.version)?;
    let index = Index::new(&mended)?;
    let selected = select(&index, &overlay.selection, request.version)?;
    let memory = Memory::read(
        NAMES,
        &read_if_there(schemas, &format!("{folder}/{NAMES}"))?.unwrap_or_default(),
    )?;
    let mut api = resolve(&index, &selected, &overlay, request.version, &|name| {
        memory.types.contains_key(&name.to_string())
    })?;

    progress.step("tying paths to types");
    import::openapi::keep_roots(&mut openapi, &overlay.selection);
    let case = case_of(&overlay);
    let permissions = import_permissions(schemas, request, &openapi)?;
    let mut tied = Vec::new();
    let mut tree = resolve_paths(&api, &openapi, &permissions, &case, &mut tied)?;
    tied.extend(tree.leave_out_unsendable());
    tied.extend(without_route(&api, &tree));

    let carried = from_schemas_folder(request)?;
    api.clouds = import_clouds(schemas, request, carried.is_some(), (&api, &tree, &overlay), progress)?;
    found.extend(clouds::unused(&api, &tree));
    found.extend(overlay_findings(&api, &overlay));
    found.extend(unsupported::find(&overlay.unsupported, &openapi, request.version).1);
    found.extend(permission_findings(
        &mut permissions.clone(),
        &overlay,
        &openapi,
        request.version,
    ));
    match &carried {
        Some(carried) => {
            let raw = carried
                .findings
                .iter()
                .filter(|finding| findings::is_of_raw_documents(finding));
            found.extend(raw.cloned());
        }
        None => {
            found.extend(unknown_findings(&raw, &request.csdl.name, &openapi));
            found.extend(selected.findings.iter().cloned());
            import::compare::compare(&api, &openapi, &mut found);
        }
    }
    found.extend(tied);
    let found = findings::sorted(found);

    progress.step("writing the normal form");
    let raw_index = Index::new(&raw)?;
    let pruned = import::csdl::prune(&raw_index, &selected, &overlay.selection)?;
    let normalized = import::openapi::normalize(&openapi, &api, &tree);
    let counts = Counts {
        types: named_types(&api),
        paths: normalized.paths.len(),
        operations: normalized.paths.values().map(|item| item.operations.len()).sum(),
        builders: 0,
    };
    let mut files = FileSet::new();
    let mut put = |name: &str, text: String| files.insert(format!("{folder}/{name}"), text);
    put(CSDL, csdl::write(&pruned));
    put(OPENAPI, openapi::write(&normalized));
    put(PERMISSIONS, permissions::write(&permissions));
    put(FINDINGS, findings::write(&found));
    put(NAMES, memory.write());
    put(PROVENANCE, import_provenance(schemas, request, carried)?.write());
    if !api.clouds.compared.is_empty() {
        put(CLOUDS, clouds::file::write(&api.clouds));
    }
    Ok(Imported {
        files,
        owned: vec![folder.to_owned()],
        counts,
        findings: found,
    })
}

/// What national clouds lack: of those that are given, by their documents; of the others what is known.
fn import_clouds(
    schemas: &Path,
    request: &ImportRequest,
    of_schemas_folder: bool,
    (api, tree, overlay): (&Api, &PathTree, &Overlay),
    progress: &mut dyn Progress,
) -> Result<Clouds> {
    // The facts go with the documents, as the provenance does.
    let text = match request.csdl.sibling(CLOUDS) {
        Some(path) if of_schemas_folder => Some(Input::read(&path)?.text),
        _ if of_schemas_folder => None,
        _ => read_if_there(schemas, &format!("{}/{CLOUDS}", request.version))?,
    };
    let text = text.map(|text| clouds::file::read(CLOUDS, &text)).transpose()?;
    let mut known = text.unwrap_or_default();
    let mut given = BTreeSet::new();
    for (cloud, input) in &request.clouds {
        if !given.insert(*cloud) {
            let what = format!("a second document of the cloud `{}`", cloud.name());
            return Err(Error::new(ErrorKind::Duplicate, Place::file(&input.given), what));
        }
        progress.step(&format!("comparing the cloud {}", cloud.title()));
        let missing = clouds::find::of_cloud(api, tree, overlay, &input.given, &input.text)?;
        clouds::file::put(&mut known, *cloud, &missing);
    }
    Ok(known)
}

/// What is known of the day on which documents were taken, when none is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KnownDate {
    /// They were imported before: what was kept then.
    Kept(Option<String>),
    /// They are new here.
    Unknown,
}

/// The day that is kept of the documents of a request, by their digests or because they come from a `schemas/` folder.
///
/// The documents are CSDL and OpenAPI: a permission table or a cloud's document that comes later is of another day
/// anyway.
///
/// # Errors
/// When a `provenance.yaml` cannot be read.
pub fn known_date(schemas: &Path, request: &ImportRequest) -> Result<KnownDate> {
    if let Some(carried) = from_schemas_folder(request)? {
        return Ok(KnownDate::Kept(carried.provenance.snapshot_date));
    }
    let before = read_if_there(schemas, &format!("{}/{PROVENANCE}", request.version))?;
    let before = before.map(|text| Provenance::read(PROVENANCE, &text)).transpose()?;
    let same = before
        .filter(|before| before.has("csdl", &request.csdl.text) && before.has("openapi", &request.openapi.text))
        .and_then(|before| before.snapshot_date);
    Ok(same.map_or(KnownDate::Unknown, |date| KnownDate::Kept(Some(date))))
}

/// Where the inputs came from. A permission table and facts about clouds that stay keep their entries; documents of a `schemas/` folder keep theirs.
fn import_provenance(schemas: &Path, request: &ImportRequest, carried: Option<Carried>) -> Result<Provenance> {
    let mut provenance = match carried {
        Some(carried) => carried.provenance,
        None => {
            let mut fresh = Provenance::default();
            fresh.put("csdl", &request.csdl.name, &request.csdl.text);
            fresh.put("openapi", &request.openapi.name, &request.openapi.text);
            let before = read_if_there(schemas, &format!("{}/{PROVENANCE}", request.version))?;
            if let Some(before) = before.map(|text| Provenance::read(PROVENANCE, &text)).transpose()? {
                let stays = |input: &Source| input.kind == "permissions" || input.kind.starts_with("cloud-");
                before
                    .inputs
                    .into_iter()
                    .filter(stays)
                    .for_each(|input| fresh.add(input));
            }
            fresh
        }
    };
    if let Some(permissions) = &request.permissions {
        provenance.put("permissions", &permissions.name, &permissions.text);
    }
    for (cloud, input) in &request.clouds {
        provenance.put(&format!("cloud-{}", cloud.name()), &input.name, &input.text);
    }
    if request.snapshot_date.is_some() {
        provenance.snapshot_date.clone_from(&request.snapshot_date);
    }
    Ok(provenance)
}

/// Adds the overlay's permissions to the table; entries that fit no path are findings.
fn permission_findings(
    table: &mut PermissionTable,
    overlay: &Overlay,
    openapi: &openapi::Document,
    version: Version,
) -> Vec<Finding> {
    let unused = permissions::add_facts(table, &overlay.permissions, openapi, version);
    let told = |fact: &PermissionFact| {
        let what = format!("permissions.yaml names {} of a path that is not there", fact.method);
        Finding::new(FindingKind::OverlayUnused, &fact.path_ends, what)
    };
    unused.into_iter().map(told).collect()
}

/// Entries of the overlay about members that are not there, and types of the supplement to which nothing leads.
fn overlay_findings(api: &Api, overlay: &Overlay) -> Vec<Finding> {
    let has = |place: &str| {
        place
            .split_once('/')
            .and_then(|(ty, member)| Some((QName::parse(ty)?, member)))
            .is_some_and(|(ty, member)| {
                let declared = api
                    .structured(&ty)
                    .is_some_and(|ty| ty.members.iter().any(|other| other.name == member));
                declared
                    || api.operations.values().flatten().any(|operation| {
                        operation.name == ty && operation.arguments.iter().any(|argument| argument.name == member)
                    })
            })
    };
    let supplemented = overlay
        .supplement(api.version)
        .into_iter()
        .flat_map(|supplement| &supplement.schemas);
    let unreached = supplemented
        .flat_map(|schema| {
            schema
                .structured_types
                .iter()
                .map(|ty| QName::new(&schema.namespace, &ty.name))
        })
        .filter(|name| api.structured(name).is_none())
        .map(|name| {
            let what = "the supplement has a type to which nothing selected leads";
            Finding::new(FindingKind::OverlayUnused, name.to_string(), what)
        });
    let lists = overlay.members.of(api.version);
    let unused = [
        ("read_only", &lists.read_only),
        ("writable", &lists.writable),
        ("secret", &lists.secret),
    ]
    .into_iter()
    .flat_map(|(list, places)| places.iter().map(move |place| (list, place)))
    .filter(|(_, place)| !has(place))
    .map(|(list, place)| {
        Finding::new(
            FindingKind::OverlayUnused,
            place,
            format!("members.yaml lists it as {list} and it is not there"),
        )
    });
    let modules = overlay.selection.modules.iter();
    let needs = modules.flat_map(|module| module.needs.iter().map(move |name| (&module.name, name)));
    let unmet = needs.filter(|(_, name)| !api.has_named(name)).map(|(module, name)| {
        let what = format!("selection.yaml re-exports the module where `{name}` is, and it is not there");
        Finding::new(FindingKind::OverlayUnused, module, what)
    });
    unused.chain(unreached).chain(unmet).collect()
}

/// What goes with documents that come from a `schemas/` folder.
struct Carried {
    provenance: Provenance,
    findings: Vec<Finding>,
}

fn from_schemas_folder(request: &ImportRequest) -> Result<Option<Carried>> {
    let real = |input: &Input| input.folder.as_ref().and_then(|folder| folder.canonicalize().ok());
    let (Some(folder), Some(other)) = (real(&request.csdl), real(&request.openapi)) else {
        return Ok(None);
    };
    let (Some(provenance), Some(found)) = (request.csdl.sibling(PROVENANCE), request.csdl.sibling(FINDINGS)) else {
        return Ok(None);
    };
    if folder != other {
        return Ok(None);
    }
    if folder.file_name().is_none_or(|name| name != request.version.name()) {
        return Err(Error::new(
            ErrorKind::Value,
            Place::file(&request.csdl.given),
            format!(
                "the documents are in a `schemas/` folder of another version than {}",
                request.version
            ),
        ));
    }
    Ok(Some(Carried {
        provenance: Provenance::read(PROVENANCE, &Input::read(&provenance)?.text)?,
        findings: findings::read(FINDINGS, &Input::read(&found)?.text)?,
    }))
}

fn import_permissions(schemas: &Path, request: &ImportRequest, openapi: &openapi::Document) -> Result<PermissionTable> {
    if let Some(input) = &request.permissions {
        return permissions::read_published(&input.given, &input.text, openapi);
    }
    let text = match request.openapi.sibling(PERMISSIONS) {
        Some(path) => Some(Input::read(&path)?.text),
        None => read_if_there(schemas, &format!("{}/{PERMISSIONS}", request.version))?,
    };
    let mut table = text.map_or_else(
        || Ok(PermissionTable::new()),
        |text| permissions::read(PERMISSIONS, &text),
    )?;
    table.retain(|(_, path), _| openapi.paths.contains_key(path));
    Ok(table)
}

/// Reads one version of `schemas/` up to what the emitters take.
///
/// # Errors
/// When a file of the folder is missing, broken or contradicts another; the error names the place.
pub fn load(schemas: &Path, version: Version, progress: &mut dyn Progress) -> Result<Loaded> {
    let overlay = load_overlay(schemas)?;
    let folder = schemas.join(version.name());
    let name = |file: &str| format!("{version}/{file}");
    progress.step(&format!("{version}: reading"));
    let texts = [CSDL, OPENAPI, PERMISSIONS].map(|file| read_file(&folder, file).map_err(|_| missing(version, file)));
    let [csdl_text, openapi_text, permissions_text] = texts;
    let names_text = read_if_there(&folder, NAMES)?.unwrap_or_default();
    let clouds = read_if_there(&folder, CLOUDS)?.map(|text| clouds::file::read(&name(CLOUDS), &text));
    let clouds = clouds.transpose()?.unwrap_or_default();
    let mut loaded = load_from(
        version,
        &overlay,
        &Input::inline(&name(CSDL), &csdl_text?),
        &Input::inline(&name(OPENAPI), &openapi_text?),
        &permissions::read(&name(PERMISSIONS), &permissions_text?)?,
        Memory::read(&name(NAMES), &names_text)?,
        progress,
    )?;
    loaded.know_clouds(clouds);
    Ok(loaded)
}

impl Loaded {
    /// Takes in what national clouds lack; facts that fit nothing are findings.
    pub fn know_clouds(&mut self, clouds: Clouds) {
        self.api.clouds = clouds;
        let found = std::mem::take(&mut self.api.findings);
        let unused = clouds::unused(&self.api, &self.tree);
        self.api.findings = findings::sorted(found.into_iter().chain(unused).collect());
    }
}

fn missing(version: Version, file: &str) -> Error {
    Error::new(
        ErrorKind::Io,
        Place::file(format!("{version}/{file}")),
        format!("cannot be read: `cargo xtask import --version {version}` makes it"),
    )
}

/// As [`load`], from texts and without what national clouds lack: for tests and for other documents than those in `schemas/`.
///
/// # Errors
/// As [`load`].
pub fn load_from(
    version: Version,
    overlay: &Overlay,
    csdl_input: &Input,
    openapi_input: &Input,
    permissions: &PermissionTable,
    memory: Memory,
    progress: &mut dyn Progress,
) -> Result<Loaded> {
    let document = csdl::read(&csdl_input.name, &csdl_input.text)?;
    let openapi = openapi::read(&openapi_input.name, &openapi_input.text)?;
    progress.step(&format!("{version}: resolving"));
    let documents = Documents {
        csdl: document,
        openapi,
        routes: Routes::Listed,
    };
    load_documents(version, overlay, documents, permissions, memory, progress).map(|(loaded, _)| loaded)
}

/// Documents that were read, or made in memory.
#[derive(Clone, Debug)]
pub struct Documents {
    /// The types.
    pub csdl: csdl::Document,
    /// The paths.
    pub openapi: openapi::Document,
    /// What the paths are.
    pub routes: Routes,
}

/// What the paths of an OpenAPI document are to the CSDL document beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Routes {
    /// The two belong together: what does not tie is kept, and is a finding.
    Listed,
    /// They were known of another CSDL document: what does not resolve_paths is not there, and no finding.
    Known,
}

/// As [`load_from`], from documents; with the documents, as the overlay amends them, and what of them is selected.
///
/// # Errors
/// As [`load`].
pub fn load_documents(
    version: Version,
    overlay: &Overlay,
    documents: Documents,
    permissions: &PermissionTable,
    mut memory: Memory,
    progress: &mut dyn Progress,
) -> Result<(Loaded, Selection)> {
    let Documents {
        csdl: mut document,
        mut openapi,
        routes,
    } = documents;
    let mended = amend(&mut document, overlay, version)?;
    let index = Index::new(&document)?;
    let selected: Selected = select(&index, &overlay.selection, version)?;
    let mut api = resolve(&index, &selected, overlay, version, &|name| {
        memory.types.contains_key(&name.to_string())
    })?;
    import::openapi::keep_roots(&mut openapi, &overlay.selection);
    progress.step(&format!("{version}: tying paths to types"));
    let case = case_of(overlay);
    let mut found = unknown_findings(&document, file_name(&document.file), &openapi);
    let mut permissions = permissions.clone();
    found.extend(permission_findings(&mut permissions, overlay, &openapi, version));
    let (unsupported, unused) = unsupported::find(&overlay.unsupported, &openapi, version);
    api.unsupported = unsupported;
    found.extend(unused);
    found.extend(mended);
    found.extend(overlay_findings(&api, overlay));
    // What an overlay newer than the import cuts or leaves out.
    let cut = |finding: &&Finding| matches!(finding.kind, FindingKind::MemberCut | FindingKind::DerivedLeftOut);
    found.extend(selected.findings.iter().filter(cut).cloned());
    let mut tied = Vec::new();
    let mut tree = resolve_paths(&api, &openapi, &permissions, &case, &mut tied)?;
    match routes {
        Routes::Listed => tied.extend(tree.leave_out_unsendable()),
        Routes::Known => {
            tree.keep_resolved(&tied);
            // No finding here either: the document that the paths are from has it.
            drop(tree.leave_out_unsendable());
        }
    }
    found.extend(tied);
    found.extend(without_route(&api, &tree));
    api.findings = findings::sorted(found);
    progress.step(&format!("{version}: naming"));
    let names = name_models(&api, &case, &mut memory)?;
    let surface = Surface::of(&tree, version, &case, &overlay.docs.paths, &mut memory)?;
    let selection = Selection {
        document,
        openapi,
        selected,
    };
    let loaded = Loaded {
        api,
        tree,
        names,
        surface,
        memory,
    };
    Ok((loaded, selection))
}

/// The documents behind a [`Loaded`], and what of them is selected.
#[derive(Clone, Debug)]
pub struct Selection {
    /// The CSDL document as the overlay amends it.
    pub document: csdl::Document,
    /// The OpenAPI document with the paths at and below the roots.
    pub openapi: openapi::Document,
    /// The selected types.
    pub selected: Selected,
}

impl Selection {
    /// The CSDL document with only what is selected, names in full.
    ///
    /// # Errors
    /// When a name leads nowhere.
    pub fn pruned(&self, overlay: &Overlay) -> Result<csdl::Document> {
        import::csdl::prune(&Index::new(&self.document)?, &self.selected, &overlay.selection)
    }
}

/// Makes the files of `generated/src/<version>` from `schemas/`.
///
/// # Errors
/// As [`load`]; or when generated code is no Rust, which is a fault of the emitters.
pub fn generate(schemas: &Path, versions: &[Version], progress: &mut dyn Progress) -> Result<Generated> {
    let mut generated = Generated {
        files: FileSet::new(),
        owned: Vec::new(),
        schemas: FileSet::new(),
        counts: Vec::new(),
    };
    for one in side_by_side(versions, progress, |version, progress| {
        generate_one(schemas, version, progress)
    })? {
        generated.files.extend(one.files);
        generated.owned.extend(one.owned);
        generated.schemas.extend(one.schemas);
        generated.counts.extend(one.counts);
    }
    Ok(generated)
}

fn generate_one(schemas: &Path, version: Version, progress: &mut dyn Progress) -> Result<Generated> {
    let loaded = load(schemas, version, progress)?;
    progress.step(&format!("{version}: writing Rust"));
    let folder = format!("src/{}", version.module());
    let files = emit::emit(&loaded.rust_api())?;
    let mut schema_files = FileSet::from([(format!("{version}/{NAMES}"), loaded.memory.write())]);
    if let Some(stored) = read_if_there(schemas, &format!("{version}/{FINDINGS}"))? {
        let stored = findings::read(&format!("{version}/{FINDINGS}"), &stored)?;
        let raw = stored.into_iter().filter(findings::is_of_raw_documents);
        let all = findings::sorted(raw.chain(loaded.api.findings.iter().cloned()).collect());
        schema_files.insert(format!("{version}/{FINDINGS}"), findings::write(&all));
    }
    Ok(Generated {
        files: files
            .into_iter()
            .map(|(path, text)| (format!("{folder}/{path}"), text))
            .collect(),
        owned: vec![folder],
        schemas: schema_files,
        counts: vec![(version, counts(&loaded))],
    })
}

/// Runs the work of each version in a thread of its own; steps are told here, in the order in which they come.
fn side_by_side<T: Send>(
    versions: &[Version],
    progress: &mut dyn Progress,
    work: impl Fn(Version, &mut dyn Progress) -> Result<T> + Sync,
) -> Result<Vec<T>> {
    struct Teller(std::sync::mpsc::Sender<String>);
    impl Progress for Teller {
        fn step(&mut self, what: &str) {
            // Whoever listened is gone only when the work's result is no longer wanted.
            let _ = self.0.send(what.to_owned());
        }
    }
    let (sender, steps) = std::sync::mpsc::channel();
    std::thread::scope(|scope| {
        let work = &work;
        let threads: Vec<_> = versions
            .iter()
            .map(|version| {
                let mut teller = Teller(sender.clone());
                (*version, scope.spawn(move || work(*version, &mut teller)))
            })
            .collect();
        drop(sender);
        steps.iter().for_each(|step| progress.step(&step));
        threads
            .into_iter()
            .map(|(version, thread)| {
                let gave_up = |_| Error::new(ErrorKind::Model, Place::file(version.name()), "the generator gave up");
                thread.join().map_err(gave_up)?
            })
            .collect()
    })
}

/// Entity, complex and enum types; not the bodies of actions.
fn named_types(api: &Api) -> usize {
    let is_body = |ty: &Type| matches!(ty, Type::Structured(ty) if ty.kind == StructuredKind::ActionBody);
    api.types.values().filter(|ty| !is_body(ty)).count()
}

fn counts(loaded: &Loaded) -> Counts {
    let mut counts = Counts {
        types: named_types(&loaded.api),
        builders: loaded.surface.builders.len(),
        ..Counts::default()
    };
    loaded.tree.walk(&mut |node| {
        counts.paths += usize::from(node.written.is_some());
        counts.operations += node.operations.len();
    });
    counts
}

/// Every operation of those versions.
///
/// # Errors
/// As [`load`].
pub fn operations(schemas: &Path, versions: &[Version], progress: &mut dyn Progress) -> Result<Vec<OperationRow>> {
    let rows = side_by_side(versions, progress, |version, progress| {
        let loaded = load(schemas, version, progress)?;
        listing::rows(&loaded.rust_api())
    })?;
    Ok(rows.into_iter().flatten().collect())
}
