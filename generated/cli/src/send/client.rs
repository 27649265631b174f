//! The library's client.

use std::sync::Arc;

use async_trait::async_trait;
use azure_core::credentials::TokenCredential;
use azure_core::http::headers::USER_AGENT;
use azure_core::http::policies::{Policy, PolicyResult};
use azure_core::http::{Context, Request};
use msgraph_identity_governance::GraphClientOptions;
use msgraph_identity_governance::client::CoreClient;

use super::SendArgs;
use super::debug::DebugPolicy;
use crate::failure::{Failure, Reporter};

/// What the service sees of this program, before what the library says of itself.
const PRODUCT: &str = concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION"));

/// The client of a version.
pub(super) fn new(
    version: &str,
    credential: Arc<dyn TokenCredential>,
    mut options: GraphClientOptions,
    args: &SendArgs,
    reporter: &Arc<Reporter>,
) -> Result<CoreClient, Failure> {
    options.client_options.per_call_policies.push(Arc::new(ProductPolicy));
    if args.debug {
        let debug = DebugPolicy::new(reporter.clone(), args.debug_bodies);
        options.client_options.per_try_policies.push(Arc::new(debug));
    }
    CoreClient::new(credential, Some(options), version).map_err(|error| Failure::from(error).at("--endpoint"))
}

/// Puts this program's name before the library's in `User-Agent`.
#[derive(Debug)]
struct ProductPolicy;

#[async_trait]
impl Policy for ProductPolicy {
    async fn send(&self, ctx: &Context, request: &mut Request, next: &[Arc<dyn Policy>]) -> PolicyResult {
        let library = request.headers().get_optional_str(&USER_AGENT).map(str::to_owned);
        request.insert_header(
            USER_AGENT,
            [Some(PRODUCT.to_owned()), library]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(" "),
        );
        match next {
            [first, rest @ ..] => first.send(ctx, request, rest).await,
            [] => Err(azure_core::Error::with_message(
                azure_core::error::ErrorKind::Other,
                "no policy follows",
            )),
        }
    }
}
