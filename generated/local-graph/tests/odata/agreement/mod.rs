//! Typed queries of the library, evaluated here and by a naive evaluation over the same data, agree.
//!
//! A condition is generated as a tree. It is made a `Filter` by the library's constants, sent to a URL by the library's
//! request, read from that URL and carried out here. What it is to find is worked out from the tree and from rows of
//! plain Rust, by rules that are written down once more in `naive`; nothing of the local Graph is used there.

mod naive;
mod requests;
mod workflows;

use msgraph_identity_governance::reflection::Api;
use msgraph_identity_governance::{FromResponse, Request as ApiRequest};

use super::*;

/// Carries out a request that the library made: the body of the response.
fn carried_out<A: FromResponse, O>(
    request: &ApiRequest<A, O>,
    api: &'static Api,
    graph: &JsonGraph,
) -> Result<Value, String> {
    let shown = request.what_if().map_err(|error| error.to_string())?;
    let url = shown.url();
    let version = format!("/{}", api.version());
    let path = url.path().strip_prefix(&version).expect("of the version");
    let place = api.resolve(path).expect("a path");
    let subject = Subject::from(place.segment().subject().expect("a subject"));
    let address = Address::of(&format!("http://localhost{version}"), path, &place);
    let tokens = TokenKey::from_bytes(b"of tests");
    let query = url.query().unwrap_or_default();
    let options = QueryOptions::read(query, subject, &address, &tokens).map_err(|error| format!("{query}: {error}"))?;
    let view = View::new(graph, NOW, &tokens);
    let nodes: Vec<JsonNode> = graph.roots().to_vec();
    let body = view.collection(nodes, &options, &address, &Preferences::default());
    body.map_err(|error| format!("{query}: {error}"))
}

/// The ids of the items of a page.
fn ids_of(body: &Value) -> Vec<String> {
    let items = body["value"].as_array().expect("a list");
    items
        .iter()
        .map(|item| item["id"].as_str().expect("an id").to_owned())
        .collect()
}
