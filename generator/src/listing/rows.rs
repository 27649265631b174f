//! Every operation with the Rust expression that makes it: the operations of [`RustApi`] as rows, in words for people
//! and programs that read JSON.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::error::Result;
use crate::model::{ItemType, SchemePermissions, Unsupported};
use crate::routes::{Body, Response};
use crate::rust_api::{Operation, RustApi, RustType};

/// One operation, as `cargo xtask operations` shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct OperationRow {
    /// `v1.0` or `beta`.
    pub version: String,
    /// HTTP method.
    pub method: String,
    /// As in the OpenAPI document.
    pub path: String,
    /// The expression that makes the request.
    pub rust: String,
    /// Type of the body, if any.
    pub body: Option<String>,
    /// Type of the response, if any.
    pub returns: Option<String>,
    /// Query options, `$count` and so on.
    pub query: Vec<String>,
    /// Least privileged permissions by scheme, where known.
    pub permissions: BTreeMap<String, Vec<String>>,
    /// By the metadata's rule.
    pub deprecated: bool,
    /// National clouds without it, by name.
    pub not_in: Vec<String>,
    /// Where the service does not support it: why, and what to use instead.
    pub unsupported: Option<UnsupportedRow>,
}

/// That the service does not support an operation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct UnsupportedRow {
    /// What the overlay says.
    #[serde(flatten)]
    pub says: Unsupported,
    /// The expression that makes the request to use instead.
    pub instead_rust: Option<String>,
}

/// Rows in order of path, then method.
///
/// # Errors
/// When a type has no Rust name, which is a fault of the naming.
pub fn rows(rust: &RustApi<'_>) -> Result<Vec<OperationRow>> {
    let mut rows = Vec::new();
    rust.each_operation(&mut |operation| rows.push(row(rust, operation)))?;
    let mut rows = rows.into_iter().collect::<Result<Vec<OperationRow>>>()?;
    let expressions: BTreeMap<String, String> = rows
        .iter()
        .map(|row| (format!("{} {}", row.method, row.path), row.rust.clone()))
        .collect();
    for unsupported in rows.iter_mut().filter_map(|row| row.unsupported.as_mut()) {
        let instead = unsupported.says.instead.as_ref();
        unsupported.instead_rust = instead.and_then(|instead| expressions.get(instead)).cloned();
    }
    rows.sort_by(|a, b| (&a.path, &a.method).cmp(&(&b.path, &b.method)));
    Ok(rows)
}

fn row(rust: &RustApi<'_>, operation: &Operation<'_>) -> Result<OperationRow> {
    let (call, place) = (operation.call, operation.place);
    Ok(OperationRow {
        version: rust.metadata().version.name().to_owned(),
        method: call.http.name().to_owned(),
        path: place.path.clone(),
        rust: operation.expression(),
        body: body(rust, &call.body)?,
        returns: returns(rust, &call.response)?,
        query: call.options.iter().map(|option| option.name().to_owned()).collect(),
        permissions: permissions(&place.permissions.least),
        deprecated: place.deprecated,
        not_in: rust
            .not_in(operation)
            .iter()
            .map(|cloud| cloud.name().to_owned())
            .collect(),
        unsupported: rust.unsupported(operation).map(|says| UnsupportedRow {
            says: says.clone(),
            instead_rust: None,
        }),
    })
}

fn body(rust: &RustApi<'_>, body: &Body) -> Result<Option<String>> {
    Ok(match body {
        Body::None => None,
        Body::Model(item) => Some(word(rust, item)?),
        Body::Content => Some("bytes".to_owned()),
        Body::Reference => Some("Reference".to_owned()),
    })
}

fn returns(rust: &RustApi<'_>, response: &Response) -> Result<Option<String>> {
    let (word, optional) = match response {
        Response::Nothing => return Ok(None),
        Response::Model { item, optional } => (word(rust, item)?, *optional),
        Response::Page(item) => (format!("Page<{}>", word(rust, item)?), false),
        Response::Value { ty, optional } => {
            let item = word(rust, &ty.item)?;
            let value = if ty.collection { format!("Vec<{item}>") } else { item };
            (value, *optional)
        }
        Response::Count(item) => (format!("ItemCount<{}>", word(rust, item)?), false),
        Response::Content => ("bytes".to_owned(), false),
        Response::References => ("Page<Reference>".to_owned(), false),
    };
    Ok(Some(if optional { format!("Option<{word}>") } else { word }))
}

/// A model by its Rust name below `models`, a primitive by the metadata's.
fn word(rust: &RustApi<'_>, item: &ItemType) -> Result<String> {
    Ok(match (item, rust.rust_type(item)?) {
        (ItemType::Primitive(primitive), _) => primitive.edm_name().to_owned(),
        (_, RustType::Model(path)) => path.short(),
        (_, other) => other.to_string(),
    })
}

fn permissions(permissions: &SchemePermissions) -> BTreeMap<String, Vec<String>> {
    [
        ("DelegatedWork", &permissions.delegated_work),
        ("DelegatedPersonal", &permissions.delegated_personal),
        ("Application", &permissions.application),
    ]
    .into_iter()
    .filter(|(_, list)| !list.is_empty())
    .map(|(scheme, list)| (scheme.to_owned(), list.clone()))
    .collect()
}
