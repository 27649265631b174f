//! What the document of another cloud lacks: it is analyzed with our paths, and the two sides are compared.

use std::sync::Arc;

use super::{Analysis, Form, Inputs, Resolved, Routes, resolve_inputs};
use crate::clouds::find::{Missing, Side, missing};
use crate::csdl;
use crate::error::Result;
use crate::model::Clouds;
use crate::overlay::Overlay;
use crate::permissions::PermissionSource;

impl Analysis {
    /// What a cloud whose CSDL document this is lacks. The clouds publish no OpenAPI document, so the paths are ours.
    ///
    /// # Errors
    /// When the document lacks the entity container's roots or contradicts itself; the error names the place.
    pub fn missing_in(&self, document: csdl::Document, overlay: &Overlay) -> Result<Missing> {
        let there = Inputs {
            version: self.api.version,
            csdl: document,
            openapi: Arc::clone(&self.openapi),
            // Nobody asks for its findings.
            form: Form::Normal { stored: Vec::new() },
            routes: Routes::Known,
            permissions: PermissionSource::default(),
            memory: self.memory.clone(),
            clouds: Clouds::default(),
            cloud_documents: Vec::new(),
        };
        let there = resolve_inputs(there, overlay, &mut ())?;
        missing(&self.side(), &there.side())
    }

    fn side(&self) -> Side<'_> {
        Side {
            csdl: &self.csdl,
            api: &self.api,
            tree: &self.tree,
            unresolved: &self.unresolved,
        }
    }
}

impl Resolved {
    fn side(&self) -> Side<'_> {
        Side {
            csdl: &self.inputs.csdl,
            api: &self.api,
            tree: &self.tree,
            unresolved: &self.unresolved,
        }
    }
}
