//! A side of a report as texts, before anything of it is read.

use crate::input::Input;
use crate::model::Version;
use crate::overlay::Overlay;

/// One version's metadata as it was somewhere at some time: a side of a report before it is read.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// What a person calls it: file names, `schemas/v1.0`, a revision with its hash. No paths of the machine.
    pub label: String,
    /// Which version of Graph it is.
    pub version: Version,
    /// When the metadata was published, where that is known (`YYYY-MM-DD`).
    pub date: Option<String>,
    /// The types.
    pub csdl: Input,
    /// The URL space; without it paths are not compared.
    pub openapi: Option<Input>,
    /// The published permissions.
    pub permissions: Option<PermissionsInput>,
    /// Its own overlay; without it, ours is taken.
    pub overlay: Option<Overlay>,
    /// Its own remembered names; without them, ours are taken.
    pub names: Option<Input>,
    /// Its findings, where they were stored.
    pub findings: Option<Input>,
}

/// A permission table in one of its two forms.
#[derive(Clone, Debug)]
pub enum PermissionsInput {
    /// Microsoft's, of all of Graph: JSON.
    Published(Input),
    /// Ours, of one version: `permissions.yaml`.
    Normalized(Input),
}
