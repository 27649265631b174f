//! Whether JSON is what a type says.

use std::str::FromStr;

use msgraph_identity_governance::reflection::{Item, Type, TypeKind, TypeRef};
use msgraph_identity_governance::text::escaped;
use msgraph_identity_governance::values::{Binary, Date, DateTimeOffset, Duration, Guid, TimeOfDay};
use msgraph_identity_governance::{beta, v1_0};
use serde_json::{Map, Value};

use super::kind;
use super::parts::named_type;
use crate::failure::Failure;

/// Checks the members of an object of a type; `path` is where it stands in the body.
pub(in crate::surface) fn check(ty: Type, members: &Map<String, Value>, path: &str) -> Result<(), Failure> {
    // An unknown type's members are nobody's.
    let ty = match members.get("@odata.type") {
        Some(Value::String(name)) => named_type(ty.api(), name).unwrap_or(ty),
        Some(Value::Null) | None => ty,
        Some(other) => return Err(wrong(&join(path, "@odata.type"), "a text", other)),
    };
    for (name, value) in members {
        if name.contains('@') {
            continue;
        }
        let Some(member) = ty.member(name) else { continue };
        if let Some(ty) = member.ty() {
            check_value(ty, value, &join(path, name))?;
        }
    }
    Ok(())
}

/// Checks a value of a type.
pub(in crate::surface) fn check_value(ty: TypeRef, value: &Value, path: &str) -> Result<(), Failure> {
    if value.is_null() {
        return Ok(());
    }
    if !ty.is_collection() {
        return check_item(ty.item(), value, path);
    }
    let Value::Array(items) = value else {
        return Err(wrong(path, "a list", value));
    };
    for (at, item) in items.iter().enumerate().filter(|(_, item)| !item.is_null()) {
        check_item(ty.item(), item, &format!("{path}[{at}]"))?;
    }
    Ok(())
}

fn check_item(item: Item, value: &Value, path: &str) -> Result<(), Failure> {
    match item {
        Item::Primitive(name) => check_primitive(name, value, path),
        Item::Type(ty) if ty.kind() == TypeKind::Enum => check_enum(ty, value, path),
        Item::Type(ty) => match value {
            Value::Object(members) => check(ty, members, path),
            other => Err(wrong(path, "an object", other)),
        },
        _ => Ok(()),
    }
}

fn check_primitive(name: &str, value: &Value, path: &str) -> Result<(), Failure> {
    let integer = |low: i64, high: i64| match (value.as_i64(), value) {
        (Some(number), _) if (low..=high).contains(&number) => Ok(()),
        (_, Value::Number(_)) => Err(refusal(path, &format!("is to be a whole number from {low} to {high}"))),
        _ => Err(wrong(path, "a number", value)),
    };
    match name {
        "Edm.Boolean" => match value {
            Value::Bool(_) => Ok(()),
            other => Err(wrong(path, "a boolean", other)),
        },
        "Edm.Byte" => integer(0, u8::MAX.into()),
        "Edm.SByte" => integer(i8::MIN.into(), i8::MAX.into()),
        "Edm.Int16" => integer(i16::MIN.into(), i16::MAX.into()),
        "Edm.Int32" => integer(i32::MIN.into(), i32::MAX.into()),
        "Edm.Int64" => match value {
            Value::String(text) if text.parse::<i64>().is_ok() => Ok(()),
            _ => integer(i64::MIN, i64::MAX),
        },
        "Edm.Single" | "Edm.Double" | "Edm.Decimal" => match value {
            Value::Number(_) => Ok(()),
            Value::String(text) if text.parse::<f64>().is_ok() => Ok(()),
            other => Err(wrong(path, "a number", other)),
        },
        "Edm.DateTimeOffset" => text_of::<DateTimeOffset>(value, path, "a date and time"),
        // Documented requests have a whole date and time there.
        "Edm.Date" => text_of::<Date>(value, path, "a date")
            .or_else(|refusal| text_of::<DateTimeOffset>(value, path, "").map_err(|_| refusal)),
        "Edm.TimeOfDay" => text_of::<TimeOfDay>(value, path, "a time of day"),
        "Edm.Duration" => text_of::<Duration>(value, path, "a duration"),
        "Edm.Guid" => text_of::<Guid>(value, path, "a guid"),
        "Edm.Binary" => text_of::<Binary>(value, path, "base64"),
        "Edm.String" => match value {
            Value::String(_) => Ok(()),
            other => Err(wrong(path, "a text", other)),
        },
        _ => Ok(()),
    }
}

fn text_of<T: FromStr>(value: &Value, path: &str, what: &str) -> Result<(), Failure> {
    match value {
        Value::String(text) if text.parse::<T>().is_ok() => Ok(()),
        Value::String(_) => Err(refusal(path, &format!("is to be {what}, and the text is none"))),
        other => Err(wrong(path, "a text", other)),
    }
}

/// A value of an enum type: one that either version has, in whatever case.
/// Members of enumerations that the documentation has and the metadata of neither version.
const DOCUMENTED: [(&str, &str); 1] = [(
    "accessPackageCustomExtensionStage",
    "assignmentRequestDeterminingApprovalRequirements",
)];

fn check_enum(ty: Type, value: &Value, path: &str) -> Result<(), Failure> {
    let Value::String(text) = value else {
        return Err(wrong(path, "a text", value));
    };
    let parts: Vec<&str> = match ty.is_flags() {
        true => text.split(',').map(str::trim).collect(),
        false => vec![text],
    };
    let has = |ty: Type, part: &str| ty.own_members().any(|member| member.name().eq_ignore_ascii_case(part));
    let known = |part: &str| {
        let mut versions = [&v1_0::API, &beta::API].into_iter();
        let is_documented = |(own, name): &(&str, &str)| *own == ty.short_name() && name.eq_ignore_ascii_case(part);
        DOCUMENTED.iter().any(is_documented)
            || has(ty, part)
            || versions.any(|api| api.ty(ty.name()).is_some_and(|ty| has(ty, part)))
    };
    match parts.into_iter().find(|part| !known(part)) {
        None => Ok(()),
        Some(part) => Err(refusal(
            path,
            &format!("has the value '{}', which {} lacks", escaped(part), ty.short_name()),
        )),
    }
}

pub(in crate::surface) fn join(path: &str, name: &str) -> String {
    let name = escaped(name);
    match path.is_empty() {
        true => name.into_owned(),
        false => format!("{path}/{name}"),
    }
}

fn wrong(path: &str, wanted: &str, value: &Value) -> Failure {
    refusal(path, &format!("is to be {wanted}, and is {}", kind(value)))
}

fn refusal(path: &str, what: &str) -> Failure {
    Failure::bad_request(format!("The member `{path}` {what}.")).about(path)
}
