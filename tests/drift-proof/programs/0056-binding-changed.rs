//! GIG0056 microsoft.graph.tie of Collection(microsoft.graph.bundle)
//! GIG0061 /identityGovernance/bundles/tie
use graph::Request;
use graph::v1_0::GraphClient;

pub fn call(client: &GraphClient) -> Request<()> {
    client.identity_governance().bundles().tie() // breaks GIG0056 GIG0061
}
