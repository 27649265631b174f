//! GIG0008 microsoft.graph.keyed
//! GIG0072 /identityGovernance/keyed/{keyed-letter}
use graph::Request;
use graph::v1_0::{GraphClient, models::*};

pub fn get(client: &GraphClient) -> Request<Keyed> {
    client.identity_governance().keyed().by_number("1").get() // breaks GIG0008 GIG0072
}
