//! GIG0012 microsoft.graph.typedKey/code
use graph::Request;
use graph::v1_0::{GraphClient, models::*};

pub fn get(client: &GraphClient) -> Request<TypedKey> {
    client.identity_governance().typed_keys().by_code("a").get() // breaks GIG0012
}

pub fn read(value: TypedKey) -> Option<String> {
    value.code // breaks GIG0012
}
