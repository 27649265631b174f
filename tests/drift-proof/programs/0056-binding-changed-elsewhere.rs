//! Written for the new side.
//!
//! GIG0060 /identityGovernance/bundles/{bundle-id}/tie
use graph::Request;
use graph::v1_0::GraphClient;

pub fn call(client: &GraphClient) -> Request<()> {
    client.identity_governance().bundles().by_id("1").tie() // breaks GIG0060
}
