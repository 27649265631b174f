//! Holds the component schemas of a raw OpenAPI document against the CSDL's types. (Those in `schemas/` are stubs:
//! there is nothing to compare.)

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Api, Finding, FindingKind, ItemType, Primitive, Structured, StructuredKind, Type, TypeRef};
use crate::openapi::{Document, Schema};
use crate::routes::wire_type::{Wire, WireType, agrees};

/// Every member that one of the two documents lacks, or types otherwise.
pub fn compare(api: &Api, document: &Document, findings: &mut Vec<Finding>) {
    let wire = Wire::new(document);
    for (name, ty) in &api.types {
        let Some(schema) = document.components.schemas.get(&name.to_string()) else {
            continue;
        };
        match ty {
            Type::Structured(ty) if ty.kind != StructuredKind::ActionBody => structured(ty, schema, &wire, findings),
            Type::Structured(_) => {}
            // Without values it is a stub.
            Type::Enum(_) if schema.values.is_empty() => {}
            Type::Enum(ty) => {
                let said: BTreeSet<&str> = values(schema).collect();
                let declared: BTreeSet<&str> = ty.members.iter().map(|member| member.name.as_str()).collect();
                let missing: Vec<&str> = ty
                    .members
                    .iter()
                    .map(|member| member.name.as_str())
                    .filter(|member| !said.contains(member))
                    .collect();
                // Flags are plain strings there.
                if !missing.is_empty() && !ty.flags {
                    findings.push(Finding::new(
                        FindingKind::SchemaDisagrees,
                        name.to_string(),
                        format!("OpenAPI lacks the values {}", missing.join(", ")),
                    ));
                }
                for value in values(schema).filter(|value| !declared.contains(value)) {
                    findings.push(Finding::new(
                        FindingKind::SchemaDisagrees,
                        format!("{name}/{value}"),
                        "a value that the CSDL lacks",
                    ));
                }
            }
        }
    }
}

fn values(schema: &Schema) -> impl Iterator<Item = &str> {
    schema.values.iter().filter_map(|value| match value {
        crate::openapi::Literal::String(value) => Some(value.as_str()),
        _ => None,
    })
}

fn structured(ty: &Structured, schema: &Schema, wire: &Wire<'_>, findings: &mut Vec<Finding>) {
    let mut members: BTreeMap<&str, &Schema> = BTreeMap::new();
    for part in std::iter::once(schema).chain(&schema.all_of) {
        members.extend(part.properties.iter().map(|(name, schema)| (name.as_str(), schema)));
    }
    // An empty object is a stub.
    if members.is_empty() {
        return;
    }
    let own: Vec<_> = ty
        .members
        .iter()
        .filter(|member| member.declared_in == ty.name)
        .collect();
    let declared = own.iter().map(|member| member.name.as_str());
    let declared: BTreeSet<&str> = declared.chain(ty.streams.iter().map(String::as_str)).collect();
    for member in own {
        let place = format!("{}/{}", ty.name, member.name);
        match members.get(member.name.as_str()) {
            None => findings.push(Finding::new(
                FindingKind::SchemaDisagrees,
                place,
                format!("CSDL {}, OpenAPI lacks it", member.ty),
            )),
            Some(schema) => {
                let said = wire.schema(schema);
                if !agrees(&said, &member.ty) && !is_anything(&member.ty) {
                    findings.push(Finding::new(
                        FindingKind::SchemaDisagrees,
                        place,
                        format!("CSDL {}, OpenAPI {said}", member.ty),
                    ));
                }
            }
        }
    }
    for (name, schema) in members {
        let known = declared.contains(name) || name.starts_with('@');
        // What a boundary type lost by our own cut is no disagreement.
        if !known && !(ty.boundary && (schema.navigation_property || is_reference(&wire.schema(schema)))) {
            findings.push(Finding::new(
                FindingKind::SchemaDisagrees,
                format!("{}/{name}", ty.name),
                format!("CSDL lacks it, OpenAPI {}", wire.schema(schema)),
            ));
        }
    }
}

fn is_reference(wire: &WireType) -> bool {
    match wire {
        WireType::Named(_) => true,
        WireType::Array(item) => is_reference(item),
        _ => false,
    }
}

/// Edm.Untyped and friends are any schema there.
fn is_anything(ty: &TypeRef) -> bool {
    ty.item == ItemType::Untyped || ty.item == ItemType::Primitive(Primitive::Stream)
}
