//! A body taken apart: structural members, what becomes entities or references, and what the service does not take.

use msgraph_identity_governance::reflection::{Api, Type};
use msgraph_identity_governance::text::escaped;
use serde_json::{Map, Value};

use super::check::join;
use crate::failure::Failure;
use crate::surface::navigation::Nav;

/// Members that the service sets, beside those that the table marks as read-only.
const SET_BY_SERVICE: [&str; 7] = [
    "createdDateTime",
    "modifiedDateTime",
    "lastModifiedDateTime",
    "createdBy",
    "modifiedBy",
    "lastModifiedBy",
    "deletedDateTime",
];

/// A body taken apart.
#[derive(Debug, Default)]
pub(in crate::surface) struct Parts {
    /// Structural members.
    pub members: Map<String, Value>,
    /// Navigation properties, with what the body has at them.
    pub links: Vec<(Nav, Link)>,
}

/// What a body has at a navigation property.
#[derive(Debug, PartialEq)]
pub(in crate::surface) enum Link {
    /// Nothing: `null`.
    Clear,
    /// Entities, made there or referred to by their keys.
    Values(Vec<Map<String, Value>>),
    /// URLs of entities (`name@odata.bind`, `{"@odata.id": …}`).
    Urls(Vec<String>),
    /// A key in a structural member beside it (`accessPackageId`); an unknown one is no error.
    Key(String),
}

impl Parts {
    /// Takes a body of an entity type apart. `is_new`: for an entity that is made, key included.
    pub fn of(ty: Type, body: Map<String, Value>, path: &str, is_new: bool) -> Result<Self, Failure> {
        let mut parts = Self::default();
        for (name, value) in body {
            if let Some((base, annotation)) = name.split_once('@') {
                if annotation == "odata.bind" {
                    let nav = Nav::of(ty, base).ok_or_else(|| {
                        let what = format!("`{}` is no navigation property of {}.", escaped(base), ty.short_name());
                        Failure::bad_request(what).about(join(path, &name))
                    })?;
                    parts.links.push((nav, Link::Urls(urls(&value, &join(path, &name))?)));
                }
                continue;
            }
            if let Some(nav) = Nav::of(ty, &name) {
                if SET_BY_SERVICE.contains(&nav.name) {
                    continue;
                }
                parts.links.push((nav, link(nav, value, &join(path, &name))?));
                continue;
            }
            let member = ty.member(&name);
            let is_key = member.is_some_and(|member| member.is_key());
            let is_set = member.is_some_and(|member| member.is_read_only()) || SET_BY_SERVICE.contains(&name.as_str());
            if is_key && is_new || !is_key && !is_set {
                if let (Some(nav), Some(key)) = (beside(ty, &name), value.as_str()) {
                    parts.links.push((nav, Link::Key(key.to_owned())));
                }
                parts.members.insert(name, value);
            }
        }
        // What is said in so many words goes before what a key beside it says.
        let named: Vec<&str> = parts
            .links
            .iter()
            .filter(|(_, link)| !matches!(link, Link::Key(_)))
            .map(|(nav, _)| nav.name)
            .collect();
        parts
            .links
            .retain(|(nav, link)| !matches!(link, Link::Key(_)) || !named.contains(&nav.name));
        Ok(parts)
    }
}

fn link(nav: Nav, value: Value, path: &str) -> Result<Link, Failure> {
    let url = |members: &Map<String, Value>| Some(members.get("@odata.id")?.as_str()?.to_owned());
    let wrong = |wanted: &str| Failure::bad_request(format!("The member `{path}` is to be {wanted}.")).about(path);
    match (nav.is_collection, value) {
        (false, Value::Null) => Ok(Link::Clear),
        (true, Value::Null) => Ok(Link::Values(Vec::new())),
        (false, Value::Object(members)) => Ok(match url(&members) {
            Some(url) => Link::Urls(vec![url]),
            None => Link::Values(vec![members]),
        }),
        (false, _) => Err(wrong("an object")),
        (true, Value::Array(items)) => {
            let objects: Option<Vec<Map<String, Value>>> = items
                .into_iter()
                .map(|item| match item {
                    Value::Object(members) => Some(members),
                    _ => None,
                })
                .collect();
            objects.map(Link::Values).ok_or_else(|| wrong("a list of objects"))
        }
        (true, _) => Err(wrong("a list")),
    }
}

fn urls(value: &Value, path: &str) -> Result<Vec<String>, Failure> {
    let texts = match value {
        Value::String(url) => Some(vec![url.clone()]),
        Value::Array(items) => items.iter().map(|item| item.as_str().map(str::to_owned)).collect(),
        _ => None,
    };
    texts.ok_or_else(|| {
        Failure::bad_request(format!("The member `{path}` is to be a URL, or a list of URLs.")).about(path)
    })
}

/// The navigation property whose key a structural member is: `accessPackageId` for `accessPackage`, beta's `catalogId`
/// for `accessPackageCatalog`.
pub(in crate::surface) fn beside(ty: Type, name: &str) -> Option<Nav> {
    let stem = name.strip_suffix("Id")?;
    let single = |name: &str| Nav::of(ty, name).filter(|nav| !nav.is_collection);
    single(stem).or_else(|| {
        let (first, rest) = (stem.get(..1)?, stem.get(1..)?);
        single(&format!("accessPackage{}{rest}", first.to_ascii_uppercase()))
    })
}

/// The type of a name as `@odata.type` has it: with `#` or without, with the alias `graph`.
pub(in crate::surface) fn named_type(api: &'static Api, name: &str) -> Option<Type> {
    let name = name.trim_start_matches('#');
    match name.strip_prefix("graph.") {
        Some(short) => api.ty(&format!("microsoft.graph.{short}")),
        None => api.ty(name),
    }
}

/// The type that an entity is made of: what `@odata.type` says, the declared one, or the one derived from it whose
/// members the body has.
pub(in crate::surface) fn concrete_type(
    declared: Type,
    body: &Map<String, Value>,
    path: &str,
) -> Result<Type, Failure> {
    let named = body.get("@odata.type").and_then(Value::as_str);
    let named = named.and_then(|name| named_type(declared.api(), name));
    if let Some(ty) = named.filter(|ty| ty.is_a(declared) && !ty.is_abstract()) {
        return Ok(ty);
    }
    if !declared.is_abstract() {
        return Ok(declared);
    }
    let fits = |ty: &Type| {
        let names = body.keys().filter(|name| !name.contains('@'));
        names
            .filter(|name| ty.member(name).is_some() && declared.member(name).is_none())
            .count()
    };
    let mut concrete: Vec<Type> = declared.derived().filter(|ty| !ty.is_abstract()).collect();
    concrete.sort_by_key(|ty| std::cmp::Reverse(fits(ty)));
    match concrete.as_slice() {
        [only] => Ok(*only),
        [best, next, ..] if fits(best) > fits(next) => Ok(*best),
        _ => {
            let what = format!(
                "An entity of the abstract type {} needs an `@odata.type` that says which it is.",
                declared.short_name()
            );
            Err(Failure::bad_request(what).about(join(path, "@odata.type")))
        }
    }
}
