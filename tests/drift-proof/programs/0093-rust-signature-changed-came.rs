//! Written for the new side.
//!
//! GIG0093 builders::FindBuilder
//! GIG0093 client.identity_governance().calls().taken().get()
//! GIG0060 /identityGovernance/calls/taken()/others
use graph::Request;
use graph::v1_0::builders::{self, CallsBuilder};
use graph::v1_0::models::*;

pub fn builder(calls: &CallsBuilder) -> builders::FindBuilder { // breaks GIG0093
    calls.taken()
}

pub fn call(calls: &CallsBuilder) -> Request<Find> {
    calls.taken().get() // breaks GIG0093
}

pub fn others(calls: &CallsBuilder) {
    let _ = calls.taken().others().list(); // breaks GIG0060
}
