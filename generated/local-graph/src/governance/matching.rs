//! Which entities a filter holds for: rules of workflows, and the queries of access reviews.
//!
//! A filter is that of OData (`department eq 'Sales'`), read and evaluated as `$filter` in a URL is, over the structural
//! properties of the entities.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;
use time::OffsetDateTime;

use crate::odata::{JsonGraph, QueryError, QueryOptions, Subject, TokenKey, View};
use crate::store::{NodeId, Store};
use msgraph_identity_governance::reflection::Type;

/// Looks at a filter on entities of a type.
///
/// # Errors
/// A sentence that says what is wrong, and where.
pub fn check(ty: Type, filter: &str) -> Result<(), String> {
    options(ty, filter).map(drop).map_err(|why| why.message().to_owned())
}

/// Those of the entities that a filter holds for.
///
/// # Errors
/// As [`check`].
pub fn filter(
    store: &Store,
    ids: Vec<NodeId>,
    ty: Type,
    filter: &str,
    now: OffsetDateTime,
) -> Result<Vec<NodeId>, String> {
    let sentence = |why: QueryError| why.message().to_owned();
    let options = options(ty, filter).map_err(sentence)?;
    let key = TokenKey::random();
    let mut found = Vec::new();
    for id in ids {
        let Some(node) = store.get(id) else { continue };
        let graph = JsonGraph::new(ty, [Value::Object(node.members.clone())]);
        let view = View::new(&graph, now, &key);
        for document in graph.roots() {
            if view.fits(*document, &options).map_err(sentence)? {
                found.push(id);
            }
        }
    }
    Ok(found)
}

fn options(ty: Type, filter: &str) -> Result<QueryOptions, QueryError> {
    let query = format!("$filter={}", utf8_percent_encode(filter, NON_ALPHANUMERIC));
    QueryOptions::parse(&query, Subject::collection_of(ty))
}
