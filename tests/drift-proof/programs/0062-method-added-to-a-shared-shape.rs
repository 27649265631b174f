//! Written for the new side.
//!
//! GIG0062 PATCH /identityGovernance/shared/another
use graph::Request;
use graph::v1_0::GraphClient;
use graph::v1_0::models::*;

pub fn update(client: &GraphClient) -> Request<Option<Shared>> {
    client.identity_governance().shared().another().update(Shared::new()) // breaks GIG0062
}
