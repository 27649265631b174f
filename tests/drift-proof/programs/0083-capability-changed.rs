//! GIG0083 microsoft.graph.denied@FilterRestrictions
//! GIG0067 GET /identityGovernance/denied
use graph::v1_0::{GraphClient, models::*};

pub fn filter(client: &GraphClient) {
    let _ = client.identity_governance().denied().list().filter(Denied::PLEA.eq("a")); // breaks GIG0067 GIG0083
}
