//! What is compared: one side, read, selected, resolved and named.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::analysis::{Analysis, Inputs, Routes, analyze};
use crate::csdl;
use crate::csdl::index::Index;
use crate::error::Result;
use crate::model::{Api, QName};
use crate::normalize;
use crate::openapi;
use crate::overlay::Overlay;
use crate::progress::Progress;

/// One side of a comparison.
#[derive(Clone, Debug)]
pub struct Facts {
    /// The CSDL document with the overlay's fix-ups and supplement, cut to what is selected, names in full.
    pub csdl: csdl::Document,
    /// The normalized OpenAPI document, where the side has one of its own.
    pub openapi: Option<openapi::Document>,
    /// The model with its routes and names.
    pub loaded: Analysis,
    /// Every type of the CSDL document, selected or not.
    pub known: BTreeSet<QName>,
}

impl Facts {
    /// Makes the facts of one side.
    ///
    /// # Errors
    /// When a document contradicts itself or the overlay; the error names the place.
    pub fn new(inputs: Inputs, overlay: &Overlay, progress: &mut dyn Progress) -> Result<Self> {
        let routes = inputs.routes;
        let mut loaded = analyze(inputs, overlay, progress)?;
        let csdl = normalize::csdl::prune(&Index::new(&loaded.csdl)?, &loaded.selected, &overlay.selection)?;
        let openapi = (routes == Routes::Listed)
            .then(|| normalize::openapi::normalize(&loaded.openapi, &loaded.api, &loaded.tree));
        let known = loaded.csdl.type_names().collect();
        // What is compared is above: two sides of 100,000 types would hold their documents twice.
        loaded.csdl = csdl::Document::default();
        loaded.openapi = Arc::default();
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
