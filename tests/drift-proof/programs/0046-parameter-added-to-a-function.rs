//! GIG0046 microsoft.graph.forecast/week of microsoft.graph.calls
//! GIG0060 /identityGovernance/calls/forecast(place='{place}',week={week})
//! GIG0061 /identityGovernance/calls/forecast(place='{place}')
use graph::v1_0::builders::CallsBuilder;
use graph::v1_0::models::*;
use graph::{Error, Page};

pub async fn call(calls: &CallsBuilder) -> Result<Page<Calls>, Error> {
    calls.forecast("here").send().await // breaks GIG0046 GIG0060 GIG0061
}
