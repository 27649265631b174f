//! Every operation of both versions against the OpenAPI documents of `shared/metadata`, read in place: what is asked
//! for, what is read of a response, and what the models have.
//!
//! Nothing of the generator is used. The calls are those of the `operations` library; what they are given and what is responded
//! is made from the document (`sample`), and the document is what they are held against (`fits`, `requests`, `responses`,
//! `types`). What differs on purpose is listed with its reason in `exceptions`, and an entry there that nothing needs
//! is a failure too.

mod document;
mod exceptions;
mod fits;
mod report;
mod requests;
mod responses;
mod sample;
mod server;
mod types;

use document::Document;
use integration_tests::http::FakeCredential;
use msgraph_identity_governance::GraphClientOptions;
use operations::{beta, v1_0};

fn client_v1_0(options: GraphClientOptions) -> msgraph_identity_governance::v1_0::GraphClient {
    msgraph_identity_governance::v1_0::GraphClient::new(FakeCredential::new(), Some(options)).unwrap()
}

fn client_beta(options: GraphClientOptions) -> msgraph_identity_governance::beta::GraphClient {
    msgraph_identity_governance::beta::GraphClient::new(FakeCredential::new(), Some(options)).unwrap()
}

#[test]
fn every_request_is_what_the_openapi_document_says() {
    if let Some(document) = Document::of("v1.0") {
        let client = client_v1_0(GraphClientOptions::new());
        let expected = requests::Expected {
            operations: 2125,
            denied: 377,
        };
        requests::check(document, v1_0::CALLS, &client, v1_0::TYPES, &expected);
    }
    if let Some(document) = Document::of("beta") {
        let client = client_beta(GraphClientOptions::new());
        let expected = requests::Expected {
            operations: 3040,
            denied: 407,
        };
        requests::check(document, beta::CALLS, &client, beta::TYPES, &expected);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_response_is_read_whole() {
    if let Some(document) = Document::of("v1.0") {
        responses::check(document, v1_0::CALLS, client_v1_0, v1_0::TYPES, 2125).await;
    }
    if let Some(document) = Document::of("beta") {
        responses::check(document, beta::CALLS, client_beta, beta::TYPES, 3040).await;
    }
}

#[test]
fn every_model_has_the_members_of_its_schema() {
    if let Some(document) = Document::of("v1.0") {
        types::check(document, v1_0::TYPES);
    }
    if let Some(document) = Document::of("beta") {
        types::check(document, beta::TYPES);
    }
}
