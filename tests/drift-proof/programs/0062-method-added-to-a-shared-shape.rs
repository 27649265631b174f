//! Written for the new side.
//!
//! GIG0062 PATCH /identityGovernance/shared/another
use graph::Request;
use graph::v1_0::Client;
use graph::v1_0::models::*;

pub fn update(client: &Client) -> Request<Option<Shared>> {
    client.identity_governance().shared().another().update(Shared::new()) // breaks GIG0062
}
