//! A body member by member: `--source x --data.stage y`, as PowerShell has parameters.

use msgraph_identity_governance::reflection::{Item, Member, Type, TypeKind, TypeRef};

use super::input;
use super::json::Node;
use crate::grammar::kebab;

/// An option that names a member of a body, by names joined with dots.
#[derive(Clone, Debug)]
pub struct MemberOption {
    /// As it was typed, without dashes: `data.stage`.
    pub option: String,
    /// The names on the wire, from the body down.
    pub path: Vec<String>,
    /// The type of the value.
    pub ty: TypeRef,
}

/// The member that an option names below a body of this type; none where there is no such member. Names are typed as
/// on the wire (`--createdDateTime`) or in kebab case (`--created-date-time`); `@odata.type` stands for itself.
pub fn member_option(option: &str, body: Type) -> Option<MemberOption> {
    let mut path = Vec::new();
    let mut at = Some(body);
    let mut ty = None;
    let inner = option.strip_prefix("body.").unwrap_or(option);
    let (inner, names_type) = match inner.strip_suffix(".@odata.type") {
        Some(inner) => (inner, true),
        None => (inner, false),
    };
    for name in inner.split('.') {
        let member = find(at?, name)?;
        let of_member = member.ty()?;
        path.push(member.name().to_owned());
        at = match of_member.is_collection() {
            true => None,
            false => of_member.ty().filter(|ty| ty.kind() != TypeKind::Enum),
        };
        ty = Some(of_member);
    }
    if names_type {
        at?;
        path.push("@odata.type".to_owned());
        // A text like the names of types: any member of type String lends its type.
        ty = None;
    }
    let ty = match ty {
        Some(ty) => ty,
        None => text_type(body)?,
    };
    Some(MemberOption {
        option: option.to_owned(),
        path,
        ty,
    })
}

/// The members that can be named below a type: its own, and those of derived types.
pub fn members(ty: Type) -> Vec<Member> {
    let mut members = ty.members();
    for derived in ty.derived() {
        members.extend(derived.own_members());
    }
    members
}

fn find(ty: Type, name: &str) -> Option<Member> {
    let members = members(ty);
    let called = |exact: bool| {
        let fits = |member: &&Member| match exact {
            true => member.name() == name,
            false => kebab(member.name()) == name,
        };
        // Where derived types declare it differently, the one with names for its values says more.
        let all: Vec<&Member> = members.iter().filter(fits).collect();
        let of_enum = all.iter().find(|member| is_enum(member));
        of_enum.or(all.first()).map(|member| **member)
    };
    called(true).or_else(|| called(false))
}

fn is_enum(member: &Member) -> bool {
    let ty = member.ty().and_then(TypeRef::ty);
    ty.is_some_and(|ty| ty.kind() == TypeKind::Enum)
}

/// The type of texts.
fn text_type(any: Type) -> Option<TypeRef> {
    let is_text = |ty: &TypeRef| !ty.is_collection() && ty.item() == Item::Primitive("Edm.String");
    let mut types = any.api().types().flat_map(Type::own_members).filter_map(Member::ty);
    types.find(is_text)
}

/// The values of an option as JSON.
///
/// # Errors
/// What is wrong with one, in a sentence without the option's name.
pub fn node(ty: TypeRef, values: &[String]) -> Result<Node, String> {
    if !ty.is_collection() {
        return match values {
            [value] => one(ty.item(), value),
            [] => Err("a value is missing".to_owned()),
            _ => Err("one value is expected".to_owned()),
        };
    }
    if let [value] = values {
        let text = input::text(value)?;
        if text.trim_start().starts_with('[') {
            return json(&text);
        }
    }
    let items = values.iter().map(|value| one(ty.item(), value));
    Ok(Node::Array(items.collect::<Result<_, _>>()?))
}

fn one(item: Item, value: &str) -> Result<Node, String> {
    match item {
        Item::Type(ty) if ty.kind() == TypeKind::Enum => Ok(Node::string(&spelling(ty, value))),
        Item::Type(ty) => {
            let node = json(&input::text(value)?)?;
            match &node {
                Node::Text(text) if text.trim_start().starts_with('{') => Ok(node),
                _ => Err(format!("JSON of an object of {} is expected", ty.name())),
            }
        }
        Item::Primitive("Edm.Untyped") => json(&input::text(value)?),
        Item::Primitive(
            "Edm.Boolean" | "Edm.Byte" | "Edm.SByte" | "Edm.Int16" | "Edm.Int32" | "Edm.Int64" | "Edm.Single"
            | "Edm.Double" | "Edm.Decimal",
        ) => match serde_json::from_str::<serde_json::Value>(value) {
            Ok(serde_json::Value::Bool(_) | serde_json::Value::Number(_)) => Ok(Node::Text(value.trim().to_owned())),
            // Whether the text is a value of the type, the check of the whole body says.
            _ => Ok(Node::string(value)),
        },
        _ => Ok(Node::string(&input::text_of_member(value)?)),
    }
}

/// The metadata's spelling of enumeration members, where they are known.
fn spelling(ty: Type, value: &str) -> String {
    let one = |text: &str| {
        let known = ty
            .own_members()
            .map(Member::name)
            .find(|name| name.eq_ignore_ascii_case(text));
        known.unwrap_or(text).to_owned()
    };
    match ty.is_flags() {
        true => value
            .split(',')
            .map(|text| one(text.trim()))
            .collect::<Vec<_>>()
            .join(","),
        false => one(value),
    }
}

fn json(text: &str) -> Result<Node, String> {
    let read: Result<serde::de::IgnoredAny, _> = serde_json::from_str(text);
    read.map_err(|error| format!("this is no JSON: {error}"))?;
    Ok(Node::Text(text.trim().to_owned()))
}
