//! What an analysis takes.

use std::sync::Arc;

use crate::error::{Error, ErrorKind, Place, Result};
use crate::input::Input;
use crate::model::{Cloud, Clouds, Finding, Version};
use crate::naming::memory::Memory;
use crate::permissions::PermissionSource;
use crate::{csdl, openapi};

/// The documents of one version, with what is known beside them.
///
/// [`Inputs::new`] takes the two documents; everything else may be replaced by struct update.
#[derive(Clone, Debug)]
pub struct Inputs {
    /// The version that the documents describe.
    pub version: Version,
    /// The types.
    pub csdl: csdl::Document,
    /// The paths; those that are not at or below the overlay's roots are left out. Shared, since several analyses may
    /// take the paths of one document.
    pub openapi: Arc<openapi::Document>,
    /// Whether the documents are as they were published.
    pub form: Form,
    /// What the paths are to the CSDL document.
    pub routes: Routes,
    /// The published permissions.
    pub permissions: PermissionSource,
    /// The names that were given before.
    pub memory: Memory,
    /// What is known of national clouds.
    pub clouds: Clouds,
    /// The documents of national clouds: what they lack takes the place of what was known of that cloud.
    pub cloud_documents: Vec<(Cloud, csdl::Document)>,
}

/// Whether documents are as they were published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Form {
    /// As they were published.
    Raw,
    /// In the normal form of `schemas/`, with the findings that were stored when it was made: some faults are seen in
    /// raw documents only.
    Normal {
        /// What `findings.yaml` holds.
        stored: Vec<Finding>,
    },
}

/// What the paths of an OpenAPI document are to the CSDL document beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Routes {
    /// The two belong together: what does not resolve is kept, and is a finding.
    Listed,
    /// They are known of another CSDL document: what does not resolve is not there, and no finding. A type of the
    /// overlay's supplement that needs what this document lacks is not there either.
    Known,
}

impl Inputs {
    /// Two documents that belong together, raw, with nothing beside them.
    #[must_use]
    pub fn new(version: Version, csdl: csdl::Document, openapi: openapi::Document) -> Self {
        Self {
            version,
            csdl,
            openapi: Arc::new(openapi),
            form: Form::Raw,
            routes: Routes::Listed,
            permissions: PermissionSource::default(),
            memory: Memory::default(),
            clouds: Clouds::default(),
            cloud_documents: Vec::new(),
        }
    }

    /// Reads two documents that belong together, side by side.
    ///
    /// # Errors
    /// When a document is broken; the error names the place, the file as it was given.
    pub fn read(version: Version, csdl: &Input, openapi: &Input) -> Result<Self> {
        let (types, paths) = std::thread::scope(|scope| {
            let types = scope.spawn(|| csdl::read(&csdl.given, &csdl.text));
            let paths = openapi::read(&openapi.given, &openapi.text);
            (types.join(), paths)
        });
        let panicked = |_| Error::new(ErrorKind::Structure, Place::file(&csdl.given), "the reader panicked");
        Ok(Self::new(version, types.map_err(panicked)??, paths?))
    }
}
