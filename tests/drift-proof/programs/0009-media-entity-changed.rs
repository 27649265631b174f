//! GIG0009 microsoft.graph.mediaWent
//! GIG0061 /identityGovernance/mediaWent/$value
use graph::v1_0::GraphClient;
use graph::{Content, Request};

pub fn get(client: &GraphClient) -> Request<Content> {
    client.identity_governance().media_went().content().get() // breaks GIG0009 GIG0061
}
