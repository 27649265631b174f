//! What the examples have in common: where Microsoft Graph is, and as whom to call it.
//!
//! With `GRAPH_ENDPOINT` set it is that endpoint, the local Graph of `msgraph-ig serve` for instance; without it the
//! worldwide service. `GRAPH_TOKEN` is the access token. A program of your own takes a credential of the crate
//! `azure_identity`, or one of `sign_in`, in its place.
#![allow(dead_code, reason = "each example takes what it needs of it")]

use std::env::var;

use msgraph_identity_governance::{Cloud, Error, GraphClientOptions, StaticTokenCredential, v1_0};

/// The options that say where Microsoft Graph is.
pub fn options() -> GraphClientOptions {
    let options = GraphClientOptions::new();
    match var("GRAPH_ENDPOINT") {
        Ok(endpoint) => options.with_cloud(Cloud::Custom {
            endpoint,
            scope: "https://graph.microsoft.com/.default".to_owned(),
        }),
        Err(_) => options,
    }
}

/// A client of v1.0.
pub fn client() -> Result<v1_0::GraphClient, Error> {
    client_of(&var("GRAPH_TOKEN").unwrap_or_else(|_| "none".to_owned()))
}

/// A client of v1.0 with another access token. The local Graph takes the name of a user for one.
pub fn client_of(token: &str) -> Result<v1_0::GraphClient, Error> {
    v1_0::GraphClient::new(StaticTokenCredential::new(token.to_owned()), Some(options()))
}
