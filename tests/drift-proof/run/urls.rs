//! Says, a line for each operation of some small schemas, the URL that is asked for. The calls are filled in by
//! `tests/proof/urls.rs`.

use std::sync::Arc;

use azure_core::credentials::{AccessToken, TokenCredential, TokenRequestOptions};
use azure_core::http::{AsyncRawResponse, HttpClient, Request, Transport};
use graph::GraphClientOptions;

fn main() {
    // calls
}

fn options() -> GraphClientOptions {
    let mut options = GraphClientOptions::default();
    options.client_options.transport = Some(Transport::new(Arc::new(Nobody)));
    options
}

fn says(number: usize, url: impl std::fmt::Display) {
    println!("{number}\t{url}");
}

/// Nothing is sent, so nobody is asked for a token.
#[derive(Debug)]
struct Nobody;

#[async_trait::async_trait]
impl TokenCredential for Nobody {
    async fn get_token(&self, _: &[&str], _: Option<TokenRequestOptions<'_>>) -> azure_core::Result<AccessToken> {
        unreachable!()
    }
}

#[async_trait::async_trait]
impl HttpClient for Nobody {
    async fn execute_request(&self, _: &Request) -> azure_core::Result<AsyncRawResponse> {
        unreachable!()
    }
}
