//! Rust bindings to Microsoft Graph's identity governance API: access packages, access reviews, lifecycle workflows,
//! terms of use, app consent and privileged access to groups.
//!
//! Everything begins with the client of a version, `v1_0::GraphClient` or `beta::GraphClient`. Its methods lead along
//! the service's URLs without I/O; the last step names the operation and gives a [`Request`], which
//! [`send`](Request::send) runs and [`what_if`](Request::what_if) shows.
//!
#![cfg_attr(
    all(feature = "v1_0", feature = "entitlement_management"),
    doc = r#"
```no_run
use std::sync::Arc;
use azure_core::credentials::TokenCredential;
use msgraph_identity_governance::v1_0::{GraphClient, models::*};

# async fn resume(credential: Arc<dyn TokenCredential>) -> Result<(), msgraph_identity_governance::Error> {
let client = GraphClient::new(credential, None)?;
let requests = client.identity_governance().entitlement_management().assignment_requests();
let data = AccessPackageAssignmentRequestCallbackData::new()
    .with_stage(AccessPackageCustomExtensionStage::AssignmentRequestCreated)
    .with_custom_extension_stage_instance_id("957d0c50-466b-4840-bb5b-c92cea7141ff")
    .with_custom_extension_stage_instance_detail("no conflict found");
let body = ResumeRequest::new()
    .with_source("Contoso.SodCheckProcess")
    .with_type("microsoft.graph.accessPackageCustomExtensionStage.assignmentRequestCreated")
    .with_data(data);
requests.by_id("7a6ab703-0780-4b37-8445-81f679b2d75c").resume(body).send().await?;
# Ok(())
# }
```
"#
)]
//!
//! # Areas
//!
//! `client.identity_governance()` leads to all of them:
//!
//! | area | from there | what it is for |
//! |---|---|---|
//! | [Entitlement management] | `entitlement_management()` | access packages, policies, requests and assignments |
//! | [Access reviews] | `access_reviews()` | recurring decisions on who keeps access, and their history |
//! | [Lifecycle workflows] | `lifecycle_workflows()` | what is done when people join, move or leave, with custom tasks |
//! | [Privileged access] | `privileged_access()` | membership and ownership of groups for a limited time |
//! | [Terms of use] | `terms_of_use()` | agreements, their files, and who accepted them |
//! | [App consent] | `app_consent()` | requests of users that an administrator consent to an application |
//!
#![cfg_attr(
    all(feature = "v1_0", feature = "entitlement_management"),
    doc = "[Entitlement management]: v1_0::builders::IdentityGovernanceBuilder::entitlement_management"
)]
#![cfg_attr(
    not(all(feature = "v1_0", feature = "entitlement_management")),
    doc = "[Entitlement management]: #features"
)]
#![cfg_attr(
    all(feature = "v1_0", feature = "access_reviews"),
    doc = "[Access reviews]: v1_0::builders::IdentityGovernanceBuilder::access_reviews"
)]
#![cfg_attr(
    not(all(feature = "v1_0", feature = "access_reviews")),
    doc = "[Access reviews]: #features"
)]
#![cfg_attr(
    all(feature = "v1_0", feature = "lifecycle_workflows"),
    doc = "[Lifecycle workflows]: v1_0::builders::IdentityGovernanceBuilder::lifecycle_workflows"
)]
#![cfg_attr(
    not(all(feature = "v1_0", feature = "lifecycle_workflows")),
    doc = "[Lifecycle workflows]: #features"
)]
#![cfg_attr(
    all(feature = "v1_0", feature = "privileged_access"),
    doc = "[Privileged access]: v1_0::builders::IdentityGovernanceBuilder::privileged_access"
)]
#![cfg_attr(
    not(all(feature = "v1_0", feature = "privileged_access")),
    doc = "[Privileged access]: #features"
)]
#![cfg_attr(
    all(feature = "v1_0", feature = "terms_of_use"),
    doc = "[Terms of use]: v1_0::builders::IdentityGovernanceBuilder::terms_of_use"
)]
#![cfg_attr(
    not(all(feature = "v1_0", feature = "terms_of_use")),
    doc = "[Terms of use]: #features"
)]
#![cfg_attr(
    all(feature = "v1_0", feature = "app_consent"),
    doc = "[App consent]: v1_0::builders::IdentityGovernanceBuilder::app_consent"
)]
#![cfg_attr(
    not(all(feature = "v1_0", feature = "app_consent")),
    doc = "[App consent]: #features"
)]
//!
#![cfg_attr(
    feature = "v1_0",
    doc = "All of v1.0: [builders](v1_0::builders) and [types](v1_0::models)."
)]
//!
#![cfg_attr(
    feature = "beta",
    doc = "All of beta: [builders](beta::builders) and [types](beta::models)."
)]
//!
//! # Tasks
//!
//! - **Query a list**: [`query`] makes `$filter`, `$orderby` and `$expand` of the constants of models' members:
//!   `list().filter(AccessPackage::DISPLAY_NAME.starts_with("Sales"))`.
//! - **Read a long list**: [`items`](Request::items) and [`pages`](Request::pages) are streams. A next or delta link
//!   can be stored, and gone on with by [`from_link`](client::CoreClient::from_link); links to another host or version
//!   are refused before a token is asked for.
//! - **Resume a request**: the program above. What Microsoft Entra posts before a resume (to a Logic App, behind which
//!   a service of one's own stands) is read by the version's `callout` module, which makes the resume from it. Its module
//!   `verify`, with the feature of that name, verifies who posts.
//! - **Send many requests in one call**: a [`Batch`]; each has its own response or error.
//! - **Look before sending**: [`what_if`](Request::what_if) is a dry run.
//! - **Handle errors**: all are one enum, [`Error`]. Its text is one line with the service's code, message and request
//!   id. Of its own it adds no token, body or id; what the service's message says is the service's, and can name ids
//!   and people: log [`status`](Error::status) and [`code`](ServiceError::code) where that matters.
//! - **Retry**: requests are retried as [`RetryOptions`] says: a GET, PUT or DELETE after throttling, a lost connection
//!   or a fault of the service; a POST or PATCH only when the service has not acted (no connection, 429 or 509, or 503
//!   with `Retry-After`). A resume that the service may have acted on is never retried. `timeout` and dropping the
//!   future end a request at any time.
//! - **Sign a user in** by device code or browser: the module `sign_in`, with the feature of that name.
//! - **Test a program** without network: [`testing::FakeGraph`].
//! - **Understand the compiler**: [`compiler_messages`] has its words for likely mistakes.
//! - **Ask for what the metadata lacks**: [`request`](client::CoreClient::request), by a method and a path, through the
//!   same pipeline.
//! - **Use another cloud**: [`GraphClientOptions::cloud`]; authority and tenant belong to the credential.
//!
//! # What to know
//!
//! - **Models** are plain structs with public fields and `with_…` setters. Members, enum values and derived types that
//!   the metadata does not name are kept and written back. Reading, writing and
//!   [`mismatches`](model::Document::mismatches) are methods of the traits [`model::Document`] and
//!   [`model::ModelType`]; `use v1_0::models::*` brings them in.
//! - **Bodies** are made by `new()` and setters, or as struct literals that end with `..Default::default()`. Models
//!   that the service alone fills cannot be made as literals.
//! - **What is sent**: a member that was never read or set is left out of a body. One that was received as null, or was
//!   set by [`with_null`](model::ModelType::with_null), is sent as null unless it has a value. A list that was read or
//!   set is sent as `[]` when it is empty. To change one member, begin with `new()` and not with what was read: that is
//!   sent whole, expanded members too, only without what the service sets.
//! - **Mismatches**: a value that does not fit its declared type is kept as it was received, listed by `mismatches`,
//!   and reported by a `tracing` warning with path and reason. With
//!   `GraphClientOptions::new().with_read(ReadOptions::strict())` it is an error with its JSON path. In a list it costs
//!   only the item, see [`mismatched_items`](model::Document::mismatched_items).
//! - **Nothing** is no failure: where no entity is related, or a value is null,
//!   [`send_optional`](Request::send_optional) gives `None`, and [`send`](Request::send) an error with
//!   [`is_no_content`](Error::is_no_content). A GET by an id that nothing has is a 404.
//! - **Limits**: a response has at most [`max_response_bytes`](GraphClientOptions::max_response_bytes), and its values
//!   as much memory as [`ReadOptions::memory_floor`] allows; beyond that is an error
//!   ([`is_limit_exceeded`](Error::is_limit_exceeded)). A time for each request is set by
//!   [`GraphClientOptions::timeout`] or [`Request::timeout`], one for a whole list by [`Pages::with_deadline`]; there
//!   is none unless it is set.
//! - **Debug** shows a model's values but those of secret members and of members that its type does not name: of these,
//!   that they are set. In `Debug` and in messages, text of others is one line: control characters, separators, what
//!   turns the direction of writing and what is not seen at all stand escaped.
//! - **Errors of azure_core** and of this crate become each other by `?`, see [`AzureError`] and `From<Error>` for
//!   `azure_core::Error`: kind, status, code and response are kept, and the way back gives the same error.
//! - **Tracing**: each request is a `tracing` span, whose fields have OpenTelemetry's names for HTTP clients:
//!   `http.request.method`, `url.template`, `server.address`, `server.port`, `http.response.status_code`,
//!   `http.request.resend_count` (where it was retried), `http.client.request.duration` (in seconds), `error.type`
//!   (where it failed: the status, or `timeout`, `not_connected` and the like), and azure_core's
//!   `az.service_request.id`. For tracing-opentelemetry `otel.name` names it, `GET /v1.0/identityGovernance/…/{id}`; in
//!   `tracing` it is `http.request`. Retries are events in it. Neither has ids of resources, whole URLs, tokens or
//!   bodies. azure_core and the HTTP transport have log events of their own, at debug level and for a lost connection
//!   at info, which hold whole URLs (targets `typespec_client_core`, `azure_core`, `reqwest`, `hyper_util`): filter
//!   them where ids are confidential.
//! - **Names** follow the Azure SDK guidelines for Rust; where they do not, the reason stands in
//!   `docs/decisions/public-api.md` of the repository.
//!
//! # Features
//!
//! Each version is a feature, and so is each area of identity governance. All areas are on unless default features are
//! switched off; a program that names the ones it needs builds in less time:
//!
//! ```toml
//! [dependencies.msgraph-identity-governance]
//! version = "0.1"
//! default-features = false
//! features = ["v1_0", "rustls", "entitlement_management"]
//! ```
//!
//! | feature | what is there with it |
//! |---|---|
//! | `v1_0` (default), `beta` | the version |
//! | `access_reviews` (default) | `/identityGovernance/accessReviews` |
//! | `app_consent` (default) | `/identityGovernance/appConsent` |
//! | `entitlement_management` (default) | `/identityGovernance/entitlementManagement`, its callouts |
//! | `lifecycle_workflows` (default) | `/identityGovernance/lifecycleWorkflows`, its callouts |
//! | `privileged_access` (default) | `/identityGovernance/privilegedAccess`; in beta also permissions management and alerts |
//! | `terms_of_use` (default) | `/identityGovernance/termsOfUse` |
//! | `rustls` (default) | azure_core's HTTP transport with TLS by rustls, and `tokio` |
//! | `tokio` | azure_core's clock on tokio |
//! | `sign_in` | credentials of users: by device code, by browser; a token cache in memory or in a file |
//! | `keyring` | `sign_in`, and the system's keyring as a token cache |
//! | `verify` | verification of who posts a callout: the token of a Logic App's managed identity |
//! | `reflection` | every path, operation and type as data, `reflection` |
//!
//! What several areas share is there with any of them. The operations at `/identityGovernance` itself have all areas as
//! members, and are there with all. With a version and no area, client, batches and
//! [`request`](client::CoreClient::request) are there.

#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(not(any(feature = "v1_0", feature = "beta")))]
compile_error!("switch on the feature `v1_0`, `beta` or both: without one there are no operations");

// `Instant::now` of the standard library panics there, in azure_core's pipeline too.
#[cfg(all(target_family = "wasm", target_os = "unknown"))]
compile_error!(
    "this target has no clock, which time-outs, retries and the lifetime of tokens need: build for `wasm32-wasip1` \
     or `wasm32-wasip2`, with default features off and a transport of your own"
);

// The generator prints its own form; `cargo xtask regen --check` watches over it.
#[cfg(feature = "beta")]
#[rustfmt::skip]
#[allow(clippy::type_complexity, reason = "the query options that a request takes are a tuple of their markers")]
pub mod beta;
#[cfg(any(feature = "entitlement_management", feature = "lifecycle_workflows"))]
mod callout;
pub mod compiler_messages;
#[cfg_attr(
    not(all(
        feature = "access_reviews",
        feature = "app_consent",
        feature = "entitlement_management",
        feature = "lifecycle_workflows",
        feature = "privileged_access",
        feature = "terms_of_use",
    )),
    allow(
        dead_code,
        unused_imports,
        unused_macros,
        reason = "what generated code calls of it is up to the areas that are on"
    )
)]
mod core;
#[cfg(feature = "reflection")]
pub mod reflection;
#[cfg(feature = "sign_in")]
pub mod sign_in;
pub mod testing;
#[cfg(feature = "v1_0")]
#[rustfmt::skip]
#[allow(clippy::type_complexity, reason = "the query options that a request takes are a tuple of their markers")]
pub mod v1_0;

pub use crate::core::batch::{Batch, BatchHandle, BatchRequestId, BatchResponses};
pub use crate::core::body::Body;
pub use crate::core::challenge::ClaimsChallenge;
pub use crate::core::client::GraphClientOptions;
pub use crate::core::cloud::Cloud;
pub use crate::core::content::{Content, ContentBody};
pub use crate::core::error::{
    AzureError, CredentialError, DecodeError, Error, ErrorDetail, InnerError, Invalid, NoContentError, RequestInfo,
    ServiceError, TransportError, TransportFailure,
};
pub use crate::core::json::ReadOptions;
pub use crate::core::page::{Items, MismatchedItem, Page, Pages};
pub use crate::core::raw::{Raw, Serde};
pub use crate::core::reference::Reference;
pub use crate::core::request::Request;
pub use crate::core::response::{FromResponse, ItemCount, Response, Value};
pub use crate::core::retry::RetryOptions;
pub use crate::core::static_token::StaticTokenCredential;
pub use crate::core::what_if::WhatIf;
pub use crate::core::{client, json, model, options, path, query, text, values};
pub use azure_core::http::Method;
