//! GIG0093 client.identity_governance().calls().taken()
use graph::Request;
use graph::v1_0::builders::CallsBuilder;
use graph::v1_0::models::*;

pub fn call(calls: &CallsBuilder) -> Request<Find> {
    calls.taken() // breaks GIG0093
}
