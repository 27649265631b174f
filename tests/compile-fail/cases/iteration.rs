//! A list that is iterated before it is there.

use msgraph_identity_governance::v1_0::GraphClient;

fn main() {}

pub fn packages(client: &GraphClient) {
    let packages = client.identity_governance().entitlement_management().access_packages();
    for _ in packages.list() {}
    for _ in packages.list().items() {}
}
