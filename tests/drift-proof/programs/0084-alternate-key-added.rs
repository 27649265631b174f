//! Written for the new side.
//!
//! GIG0084 microsoft.graph.aliasHere
//! GIG0060 /identityGovernance/aliasHere(last='{last}')
use graph::Request;
use graph::v1_0::{GraphClient, models::*};

pub fn get(client: &GraphClient) -> Request<AliasHere> {
    client.identity_governance().alias_here().by_last("a").get() // breaks GIG0060 GIG0084
}
