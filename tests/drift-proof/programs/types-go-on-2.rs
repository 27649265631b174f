//! What is no matter of types that came below a base, or have another base.
//!
//! GIG0001 microsoft.graph.tram
//! GIG0005 microsoft.graph.sledge
//! GIG0010 microsoft.graph.vehicle/lamp
//! GIG0014 microsoft.graph.backwards/boat
//! GIG0018 microsoft.graph.backwards/released
//! GIG0030 microsoft.graph.marks/star
//! GIG0056 microsoft.graph.rise of microsoft.graph.bundle
//! GIG0080 microsoft.graph.fade of microsoft.graph.calls
//! GIG0080 microsoft.graph.merging/fading
use graph::Request;
use graph::query::{Expand, Filter};
use graph::v1_0::builders::{CallsBuilder, MergingBuilder, SharedBuilder};
use graph::v1_0::{GraphClient, models::*};

pub fn bell(value: AnyVehicle) -> Option<String> {
    match value {
        AnyVehicle::Bicycle(bicycle) => bicycle.into_inner().bell,
        _ => None,
    }
}

pub fn ride() -> Governance {
    Governance::new().with_vehicle(Bicycle::new().with_bell("ring"))
}

pub fn sledge(value: Sledge) -> (Option<i16>, Filter<Sledge>, Backwards) {
    let backwards = Backwards::new().with_sledge(Sledge::new().with_runner(2i16));
    (value.runner, Sledge::RUNNER.gt(1i16), backwards)
}

pub fn boat(value: Backwards) -> Option<u8> {
    value.boat?.sail
}

pub fn released(value: Backwards) -> (Option<String>, Backwards) {
    (value.released, Backwards::new().with_released("a"))
}

pub fn marks(value: Marks) -> (bool, Marks) {
    (value.contains(&Marks::DOT), Marks::DOT)
}

pub fn rise(client: &GraphClient) -> Request<()> {
    client.identity_governance().bundles().by_id("1").rise()
}

pub fn fade(calls: &CallsBuilder, merging: &MergingBuilder) -> (Request<()>, SharedBuilder, Expand<Merging, Shared>) {
    (calls.fade(), merging.fading(), Merging::FADING.expanded())
}
