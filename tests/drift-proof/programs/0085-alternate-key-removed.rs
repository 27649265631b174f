//! GIG0085 microsoft.graph.aliasGone
//! GIG0061 /identityGovernance/aliasGone(first='{first}')
use graph::Request;
use graph::v1_0::{GraphClient, models::*};

pub fn get(client: &GraphClient) -> Request<AliasGone> {
    client.identity_governance().alias_gone().by_first("a").get() // breaks GIG0061 GIG0085
}
