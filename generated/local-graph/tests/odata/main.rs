//! Queries of a URL, as the local Graph reads and carries them out.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may panic"
)]

mod agreement;
mod clauses;
mod documented;
mod expressions;
mod hostile;
mod measure;
mod pages;
mod refusals;

use msgraph_identity_governance::reflection::{Api, Type};
use msgraph_identity_governance::{beta, v1_0};
use msgraph_local_graph::odata::{
    Address, Graph, JsonGraph, JsonNode, Preferences, QueryError, QueryOptions, Subject, TokenKey, View,
};
use serde_json::{Value, json};
use time::OffsetDateTime;
use time::macros::datetime;

/// The moment of all tests.
const NOW: OffsetDateTime = datetime!(2026-11-28 12:00 UTC);

const SERVICE: &str = "http://127.0.0.1:8080/v1.0";

const PACKAGES: &str = "/identityGovernance/entitlementManagement/accessPackages";

fn ty(name: &str) -> Type {
    let api: &'static Api = &v1_0::API;
    api.ty(&format!("microsoft.graph.{name}")).expect(name)
}

/// A query with its blanks and quotes encoded, as a client sends it.
fn encoded(query: &str) -> String {
    query.replace('%', "%25").replace('+', "%2B").replace(' ', "+")
}

/// The ids of the documents that a filter fits.
fn ids(graph: &JsonGraph, ty: Type, filter: &str) -> Vec<String> {
    try_ids(graph, ty, &format!("$filter={filter}")).unwrap_or_else(|error| panic!("{filter}: {error}"))
}

fn try_ids(graph: &JsonGraph, ty: Type, query: &str) -> Result<Vec<String>, QueryError> {
    let options = QueryOptions::parse(&encoded(query), Subject::collection_of(ty))?;
    let tokens = TokenKey::from_bytes(b"of tests");
    let view = View::new(graph, NOW, &tokens);
    let mut found = Vec::new();
    for node in graph.roots() {
        if view.fits(*node, &options)? {
            found.push(graph.key(*node).into_owned());
        }
    }
    Ok(found)
}

/// The message with which a query over a collection is refused.
fn refusal(ty: Type, query: &str) -> String {
    match QueryOptions::parse(&encoded(query), Subject::collection_of(ty)) {
        Ok(_) => panic!("{query} is taken"),
        Err(error) => error.message().to_owned(),
    }
}

/// A service with one collection, at the address of access packages whatever its type.
struct Service {
    graph: JsonGraph,
    ty: Type,
    tokens: TokenKey,
    address: Address,
}

impl Service {
    fn new(ty: Type, documents: impl IntoIterator<Item = Value>) -> Self {
        let place = v1_0::API.resolve(PACKAGES).expect("a path");
        Self {
            graph: JsonGraph::new(ty, documents),
            ty,
            tokens: TokenKey::from_bytes(b"of tests"),
            address: Address::of(SERVICE, PACKAGES, &place),
        }
    }

    fn list_with(&self, query: &str, preferences: &Preferences) -> Result<Value, QueryError> {
        let subject = Subject::collection_of(self.ty);
        let options = QueryOptions::read(&encoded(query), subject, &self.address, &self.tokens)?;
        let view = View::new(&self.graph, NOW, &self.tokens);
        let nodes: Vec<JsonNode> = self.graph.roots().to_vec();
        view.collection(nodes, &options, &self.address, preferences)
    }

    fn list(&self, query: &str) -> Value {
        let body = self.list_with(query, &Preferences::default());
        body.unwrap_or_else(|error| panic!("{query}: {error}"))
    }

    /// The items of a page.
    fn items(&self, query: &str) -> Value {
        self.list(query)["value"].clone()
    }

    /// One of the documents as an entity.
    fn entity(&self, number: usize, query: &str) -> Value {
        let node = self.graph.roots()[number];
        let options = QueryOptions::parse(&encoded(query), Subject::one(self.ty));
        let options = options.unwrap_or_else(|error| panic!("{query}: {error}"));
        let address = self.address.item(&self.graph.key(node));
        let body = View::new(&self.graph, NOW, &self.tokens).entity(node, &options, &address);
        body.unwrap_or_else(|error| panic!("{query}: {error}"))
    }
}

/// The query of a link.
fn query_of(link: &Value) -> String {
    let link = link.as_str().expect("a link");
    link.split_once('?').expect("a query").1.to_owned()
}

/// Entities with these ids and nothing else.
fn numbered(numbers: impl IntoIterator<Item = usize>) -> Vec<Value> {
    numbers
        .into_iter()
        .map(|number| json!({"id": number.to_string()}))
        .collect()
}
