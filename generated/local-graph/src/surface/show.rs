//! Values as responses have them: those that stand in an entity, and those that nobody has.

use msgraph_identity_governance::reflection::{Item, Type, TypeKind, TypeRef};
use serde_json::{Map, Value, json};

use crate::store::Node;

/// How deep a made-up value goes.
const MAX_DEFAULT_DEPTH: u8 = 4;

/// A structural property, or one of a complex value in it.
pub(super) fn value<'n>(node: &'n Node, path: &[String]) -> Option<&'n Value> {
    let (first, rest) = path.split_first()?;
    rest.iter().try_fold(node.member(first)?, |value, name| value.get(name))
}

/// An entity's `etag`.
pub(super) fn etag(node: &Node) -> String {
    format!("W/\"{:x}\"", node.etag())
}

/// A value of a type for a response that the metadata demands and that nothing makes.
pub(super) fn default(ty: TypeRef) -> Value {
    match ty.is_collection() {
        true => json!([]),
        false => default_item(ty.item(), MAX_DEFAULT_DEPTH),
    }
}

fn default_item(item: Item, depth: u8) -> Value {
    match item {
        Item::Primitive(name) => match name {
            "Edm.Boolean" => json!(false),
            "Edm.Byte" | "Edm.SByte" | "Edm.Int16" | "Edm.Int32" | "Edm.Int64" | "Edm.Single" | "Edm.Double"
            | "Edm.Decimal" => json!(0),
            "Edm.DateTimeOffset" => json!("0001-01-01T00:00:00Z"),
            "Edm.Date" => json!("0001-01-01"),
            "Edm.TimeOfDay" => json!("00:00:00.0000000"),
            "Edm.Duration" => json!("PT0S"),
            "Edm.Guid" => json!("00000000-0000-0000-0000-000000000000"),
            _ => json!(""),
        },
        Item::Type(ty) if ty.kind() == TypeKind::Enum => {
            let first = ty.own_members().next().map(|member| member.name());
            json!(first.unwrap_or_default())
        }
        Item::Type(ty) => default_object(ty, depth),
        _ => Value::Null,
    }
}

fn default_object(declared: Type, depth: u8) -> Value {
    let mut members = Map::new();
    let mut ty = declared;
    if declared.is_abstract()
        && let Some(first) = declared.derived().find(|ty| !ty.is_abstract())
    {
        ty = first;
        members.insert("@odata.type".to_owned(), json!(format!("#{}", ty.name())));
    }
    let Some(depth) = depth.checked_sub(1) else {
        return Value::Object(members);
    };
    for member in ty.members() {
        let Some(of) = member.ty().filter(|_| !member.is_nullable() && !member.is_navigation()) else {
            continue;
        };
        let value = match of.is_collection() {
            true => json!([]),
            false => default_item(of.item(), depth),
        };
        members.insert(member.name().to_owned(), value);
    }
    Value::Object(members)
}
