//! GIG0091 /identityGovernance/shared/another
use graph::v1_0::GraphClient;
use graph::v1_0::builders::SharedBuilder;

pub fn builder(client: &GraphClient) -> SharedBuilder {
    client.identity_governance().shared().another() // breaks GIG0091
}
