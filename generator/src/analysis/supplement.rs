//! Adds the types of `overlay/supplement/<version>.csdl` to a CSDL document in memory: types that the reference
//! describes and the metadata lacks.
//!
//! Their positions stay those of the supplement ([`Document::supplement`]), so whatever is found to be wrong with them
//! later is reported with their own place.

use std::collections::BTreeSet;

use crate::csdl::{Document, Expression, Schema, StructuredType};
use crate::error::{Error, ErrorKind, Result};
use crate::model::{Finding, FindingKind};

/// The term whose annotation says why a type is supplemented.
pub const REASON: &str = "supplement.reason";

/// Adds the types that the document lacks. Each is a finding with its reason, and so is one that the document has
/// itself (then the document's stands). One whose base type is in neither is left out: this part of Graph has no use
/// for it.
///
/// # Errors
/// When the supplement has something other than entity and complex types, something that the reader does not know, or
/// a type without a reason.
pub fn apply(document: &mut Document, supplement: &Document) -> Result<Vec<Finding>> {
    // In upstream's metadata that is a finding; here it is a slip of ours.
    if let Some(unknown) = supplement.unknown.first() {
        let what = format!("not known to the reader: {}", unknown.what);
        return Err(Error::new(ErrorKind::Structure, supplement.place(unknown.at), what));
    }
    let mut findings = Vec::new();
    let mut known: BTreeSet<String> = document.type_names().map(|name| name.to_string()).collect();
    for schema in &supplement.schemas {
        refuse_others(supplement, schema)?;
        for ty in &schema.structured_types {
            let name = format!("{}.{}", schema.namespace, ty.name);
            let reason = reason(supplement, ty)?;
            if is_without_base(&known, supplement, ty) {
                // Nothing can lead to it: that is a finding of the overlay's.
                continue;
            }
            findings.push(if known.contains(&name) {
                let what = format!(
                    "the metadata has the type, and its own stands: take the type out of {}",
                    supplement.file
                );
                Finding::new(FindingKind::SupplementUnneeded, name, what)
            } else {
                add(document, &schema.namespace, ty.clone());
                known.insert(name.clone());
                Finding::new(FindingKind::TypeSupplemented, name, reason)
            });
        }
    }
    document.supplement.clone_from(&supplement.supplement);
    document.sort();
    Ok(findings)
}

/// The types of a supplement that a document can have: those that name no type which neither of the two declares.
///
/// The supplement is written for our own metadata, where such a name is a slip. Another cloud's may lack the type.
pub fn fitting(supplement: &Document, document: &Document) -> Document {
    let mut fitting = supplement.clone();
    let theirs: BTreeSet<String> = document.type_names().map(|name| name.to_string()).collect();
    loop {
        let ours: BTreeSet<String> = fitting.type_names().map(|name| name.to_string()).collect();
        let is_there = |name: &str| name.starts_with("Edm.") || theirs.contains(name) || ours.contains(name);
        let mut left_out = false;
        for schema in &mut fitting.schemas {
            let before = schema.structured_types.len();
            schema.structured_types.retain(|ty| names(ty).all(is_there));
            left_out |= schema.structured_types.len() < before;
        }
        // Another may name what was left out just now.
        if !left_out {
            return fitting;
        }
    }
}

/// The types that a type names.
fn names(ty: &StructuredType) -> impl Iterator<Item = &str> {
    let properties = ty.properties.iter().map(|property| property.type_name.name.as_str());
    let navigation = ty.navigation_properties.iter();
    let navigation = navigation.map(|property| property.type_name.name.as_str());
    ty.base_type.as_deref().into_iter().chain(properties).chain(navigation)
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
fn is_without_base(known: &BTreeSet<String>, supplement: &Document, ty: &StructuredType) -> bool {
    let mut next = ty.base_type.as_deref();
    let mut seen = BTreeSet::new();
    while let Some(base) = next {
        // Whoever is its own base is an error of the index.
        if known.contains(base) || !seen.insert(base) {
            return false;
        }
        let Some((namespace, name)) = base.rsplit_once('.') else {
            return true;
        };
        let mut own = supplement.schemas.iter().filter(|schema| schema.namespace == namespace);
        let Some(other) = own.find_map(|schema| schema.structured_types.iter().find(|ty| ty.name == name)) else {
            return true;
        };
        next = other.base_type.as_deref();
    }
    false
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
