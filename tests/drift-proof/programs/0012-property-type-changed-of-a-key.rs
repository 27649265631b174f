//! GIG0012 microsoft.graph.typedKey/code
use graph::Request;
use graph::v1_0::{Client, models::*};

pub fn get(client: &Client) -> Request<TypedKey> {
    client.identity_governance().typed_keys().by_code("a").get() // breaks GIG0012
}

pub fn read(value: TypedKey) -> Option<String> {
    value.code // breaks GIG0012
}
