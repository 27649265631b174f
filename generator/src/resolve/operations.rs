//! The actions and functions that are bound to the selected types.

use super::resolver::Resolver;
use super::terms::is_optional;
use crate::csdl;
use crate::csdl::index::Bound;
use crate::error::Error;
use crate::model::{Argument, Binding, BoundOperation, OperationId, QName};

impl Resolver<'_> {
    /// The actions and functions that are bound to a type itself; none of a boundary type.
    pub(super) fn operations(&self, binding: &QName) -> Result<Vec<BoundOperation>, Error> {
        if self.selected.boundary.contains(binding) {
            return Ok(Vec::new());
        }
        let bound = self.index.bound.get(binding).into_iter().flatten();
        bound.map(|bound| self.operation(binding, bound)).collect()
    }

    fn operation(&self, binding: &QName, bound: &Bound<'_>) -> Result<BoundOperation, Error> {
        let written = bound.operation;
        let name = QName::new(bound.namespace, &written.name);
        let id = OperationId {
            name: name.clone(),
            overload: Some(
                bound
                    .arguments()
                    .iter()
                    .map(|parameter| parameter.name.clone())
                    .collect(),
            ),
            binding: Binding {
                ty: binding.clone(),
                collection: bound.on_collection,
            },
        };
        let docs = &self.overlay.docs;
        let mut arguments = Vec::new();
        for parameter in bound.arguments() {
            let doc = docs.about_parameter(&id, &parameter.name, self.version);
            arguments.push(Argument {
                name: parameter.name.clone(),
                ty: self.type_ref(&parameter.type_name, parameter.at)?,
                nullable: parameter.facets.is_nullable(),
                optional: is_optional(parameter),
                doc: doc.map(str::to_owned),
            });
        }
        let returned = written.return_type.as_ref();
        let types = written.parameters.iter().map(|parameter| {
            let full = self
                .index
                .resolve(&parameter.type_name.name, parameter.at)
                .map(|name| name.to_string())
                .unwrap_or_default();
            if parameter.type_name.collection {
                format!("Collection({full})")
            } else {
                full
            }
        });
        // Targets are written with and without a blank after the comma.
        let types: Vec<String> = types.collect();
        let deprecated = [", ", ","]
            .iter()
            .find_map(|comma| self.deprecation(&written.annotations, &format!("{name}({})", types.join(comma))));
        Ok(BoundOperation {
            binding: binding.clone(),
            name,
            function: written.kind == csdl::OperationKind::Function,
            on_collection: bound.on_collection,
            composable: written.is_composable,
            arguments,
            returns: returned
                .map(|returned| self.type_ref(&returned.type_name, returned.at))
                .transpose()?,
            returns_nullable: returned.is_some_and(|returned| returned.facets.is_nullable()),
            body: None,
            deprecated,
            doc: docs.about_operation(&id, self.version).map(str::to_owned),
        })
    }
}
