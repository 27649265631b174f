//! What is compared: one side, read, selected, resolved and named.

use std::collections::BTreeSet;

use crate::csdl;
use crate::error::Result;
use crate::import;
use crate::model::{Api, QName, Version};
use crate::naming::memory::{Memory, place_key};
use crate::openapi;
use crate::overlay::Overlay;
use crate::pipeline::{Documents, Loaded, Progress, Routes, load_documents};
use crate::routes::PermissionTable;

/// One side of a comparison.
#[derive(Clone, Debug)]
pub struct Facts {
    /// The CSDL document with the overlay's fix-ups and supplement, cut to what is selected, names in full.
    pub csdl: csdl::Document,
    /// The normalized OpenAPI document, where the side has one of its own.
    pub openapi: Option<openapi::Document>,
    /// The model with its routes and names.
    pub loaded: Loaded,
    /// Every type of the CSDL document, selected or not.
    pub known: BTreeSet<QName>,
}

impl Facts {
    /// Makes the facts of one side.
    ///
    /// # Errors
    /// When a document contradicts itself or the overlay; the error names the place.
    pub fn new(
        version: Version,
        overlay: &Overlay,
        documents: Documents,
        permissions: &PermissionTable,
        memory: Memory,
        progress: &mut dyn Progress,
    ) -> Result<Self> {
        let routes = documents.routes;
        let (loaded, selection) = load_documents(version, overlay, documents, permissions, memory, progress)?;
        let csdl = selection.pruned(overlay)?;
        let openapi = (routes == Routes::Listed)
            .then(|| import::openapi::normalize(&selection.openapi, &loaded.api, &loaded.tree));
        let known = selection
            .document
            .schemas
            .iter()
            .flat_map(|schema| {
                let structured = schema.structured_types.iter().map(|ty| &ty.name);
                let enums = schema.enum_types.iter().map(|ty| &ty.name);
                let definitions = schema.type_definitions.iter().map(|ty| &ty.name);
                structured
                    .chain(enums)
                    .chain(definitions)
                    .map(|name| QName::new(&schema.namespace, name))
            })
            .collect();
        Ok(Self {
            csdl,
            openapi,
            loaded,
            known,
        })
    }

    /// The types.
    #[must_use]
    pub fn api(&self) -> &Api {
        &self.loaded.api
    }
}

/// An operation as drift names it: `POST /identityGovernance/…`, whatever the document calls the parameters of its path.
#[must_use]
pub fn operation_key(method: &str, path: &str) -> String {
    format!("{method} {}", place_key(path))
}
