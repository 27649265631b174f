//! Written for the new side.
//!
//! GIG0009 microsoft.graph.mediaCame
//! GIG0060 /identityGovernance/mediaCame/$value
use graph::v1_0::GraphClient;
use graph::{Content, Request};

pub fn get(client: &GraphClient) -> Request<Content> {
    client.identity_governance().media_came().content().get() // breaks GIG0009 GIG0060
}
