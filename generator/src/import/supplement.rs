//! Adds `overlay/supplement/<version>.csdl` to a CSDL document in memory: types that the reference describes and the metadata lacks.
//!
//! Their positions stay those of the supplement ([`Document::supplement`]), so whatever is found to be wrong with them later is told
//! with their own place.

use std::collections::BTreeSet;

use crate::csdl::{Document, Expression, Schema, StructuredType};
use crate::error::{Error, ErrorKind, Result};
use crate::model::{Finding, FindingKind};

/// The term whose annotation says why a type is supplemented.
pub const REASON: &str = "supplement.reason";

/// Adds the types that the document lacks. Each is a finding with its reason, and so is one that the document has itself
/// (then the document's stands). One whose base type is in neither is left out: this part of Graph has no use for it.
///
/// # Errors
/// When the supplement has something other than entity and complex types, something that the reader does not know, or a type without a
/// reason.
pub fn apply(document: &mut Document, supplement: &Document) -> Result<Vec<Finding>> {
    // In upstream's metadata that is a finding; here it is a slip of ours.
    if let Some(unknown) = supplement.unknown.first() {
        let what = format!("not known to the reader: {}", unknown.what);
        return Err(Error::new(ErrorKind::Structure, supplement.place(unknown.at), what));
    }
    let mut findings = Vec::new();
    for schema in &supplement.schemas {
        refuse_others(supplement, schema)?;
        for ty in &schema.structured_types {
            let name = format!("{}.{}", schema.namespace, ty.name);
            let reason = reason(supplement, ty)?;
            if is_without_base(document, supplement, ty) {
                // Nothing can lead to it: that is a finding of the overlay's.
                continue;
            }
            findings.push(if declares(document, &schema.namespace, &ty.name) {
                let what = format!(
                    "the metadata has the type, and its own stands: take the type out of {}",
                    supplement.file
                );
                Finding::new(FindingKind::SupplementUnneeded, name, what)
            } else {
                add(document, &schema.namespace, ty.clone());
                Finding::new(FindingKind::TypeSupplemented, name, reason)
            });
        }
    }
    document.supplement.clone_from(&supplement.supplement);
    document.sort();
    Ok(findings)
}

fn refuse_others(supplement: &Document, schema: &Schema) -> Result<()> {
    let other = [
        schema.enum_types.first().map(|ty| (&ty.name, ty.at)),
        schema.type_definitions.first().map(|ty| (&ty.name, ty.at)),
        schema
            .operations
            .first()
            .map(|operation| (&operation.name, operation.at)),
        schema
            .containers
            .first()
            .map(|container| (&container.name, container.at)),
        schema
            .annotations_by_target
            .first()
            .map(|target| (&target.target, target.at)),
    ];
    match other.into_iter().flatten().next() {
        None => Ok(()),
        Some((name, at)) => Err(Error::new(
            ErrorKind::Structure,
            supplement.place(at),
            format!("`{name}` is neither an entity nor a complex type: a supplement adds no others"),
        )),
    }
}

fn reason<'a>(supplement: &Document, ty: &'a StructuredType) -> Result<&'a str> {
    let said = ty.annotations.iter().find(|annotation| annotation.term == REASON);
    match said.map(|annotation| &annotation.value) {
        Some(Expression::String(reason)) if !reason.trim().is_empty() => Ok(reason),
        _ => Err(Error::new(
            ErrorKind::Missing,
            supplement.place(ty.at),
            format!(
                "`{}` does not say why it is supplemented: annotate it with `{REASON}`",
                ty.name
            ),
        )),
    }
}

/// Whether a type that it builds on, directly or by others of the supplement, is in neither document.
fn is_without_base(document: &Document, supplement: &Document, ty: &StructuredType) -> bool {
    let mut next = ty.base_type.as_deref();
    let mut seen = BTreeSet::new();
    while let Some(base) = next {
        let Some((namespace, name)) = base.rsplit_once('.') else {
            return true;
        };
        // Whoever is its own base is an error of the index.
        if declares(document, namespace, name) || !seen.insert(base) {
            return false;
        }
        let mut own = supplement.schemas.iter().filter(|schema| schema.namespace == namespace);
        let Some(other) = own.find_map(|schema| schema.structured_types.iter().find(|ty| ty.name == name)) else {
            return true;
        };
        next = other.base_type.as_deref();
    }
    false
}

fn declares(document: &Document, namespace: &str, name: &str) -> bool {
    let mut schemas = document.schemas.iter().filter(|schema| schema.namespace == namespace);
    schemas.any(|schema| {
        schema.structured_types.iter().any(|ty| ty.name == name)
            || schema.enum_types.iter().any(|ty| ty.name == name)
            || schema.type_definitions.iter().any(|ty| ty.name == name)
    })
}

fn add(document: &mut Document, namespace: &str, ty: StructuredType) {
    match document.schemas.iter_mut().find(|schema| schema.namespace == namespace) {
        Some(schema) => schema.structured_types.push(ty),
        None => document.schemas.push(Schema {
            namespace: namespace.to_owned(),
            structured_types: vec![ty],
            ..Schema::default()
        }),
    }
}
