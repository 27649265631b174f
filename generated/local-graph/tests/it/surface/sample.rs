//! Values made of types: every structural member, so that every declared type is held against the document.

use msgraph_identity_governance::reflection::{Item, Type, TypeKind, TypeRef};
use serde_json::{Map, Value, json};

/// How deep complex values go.
const DEEPEST: usize = 4;

/// The structural members of a type, but for keys and what the service sets; for an abstract type those of one that is
/// derived from it, which is named.
pub fn members(declared: Type) -> Map<String, Value> {
    match object(declared, 0) {
        Value::Object(members) => members,
        other => panic!("{other} is no object"),
    }
}

/// The type that [`members`] are of.
pub fn concrete(declared: Type) -> Type {
    match declared.is_abstract() {
        true => declared.derived().find(|ty| !ty.is_abstract()).expect("a derived type"),
        false => declared,
    }
}

fn object(declared: Type, depth: usize) -> Value {
    let ty = concrete(declared);
    let mut members = Map::new();
    if ty != declared {
        members.insert("@odata.type".to_owned(), json!(format!("#{}", ty.name())));
    }
    for member in ty.members() {
        let is_left_out = member.is_navigation() || member.is_key() || member.is_read_only() || member.is_secret();
        if is_left_out {
            continue;
        }
        if let Some(value) = member.ty().and_then(|ty| value(ty, depth)) {
            members.insert(member.name().to_owned(), value);
        }
    }
    Value::Object(members)
}

/// A value of a type; none where it would be too deep, or bytes with a URL of their own.
pub fn value(ty: TypeRef, depth: usize) -> Option<Value> {
    let item = item(ty.item(), depth)?;
    Some(if ty.is_collection() { json!([item]) } else { item })
}

fn item(item: Item, depth: usize) -> Option<Value> {
    Some(match item {
        Item::Primitive(name) => match name {
            "Edm.Boolean" => json!(true),
            "Edm.Byte" | "Edm.SByte" | "Edm.Int16" | "Edm.Int32" | "Edm.Int64" => json!(7),
            "Edm.Single" | "Edm.Double" | "Edm.Decimal" => json!(1.5),
            "Edm.DateTimeOffset" => json!("2026-08-03T09:30:00.1234567Z"),
            "Edm.Date" => json!("2026-08-03"),
            "Edm.TimeOfDay" => json!("09:30:00"),
            "Edm.Duration" => json!("P1DT2H"),
            "Edm.Guid" => json!("7a6ab703-0780-4b37-8445-81f679b2d75c"),
            "Edm.Binary" => json!("TWFu"),
            "Edm.Stream" => return None,
            _ => json!("a text"),
        },
        Item::Type(ty) if ty.kind() == TypeKind::Enum => json!(ty.own_members().next()?.name()),
        Item::Type(_) if depth >= DEEPEST => return None,
        Item::Type(ty) => object(ty, depth + 1),
        other => panic!("no sample of {other:?}"),
    })
}
