//! GIG0061 /identityGovernance/routes/went
use graph::Request;
use graph::v1_0::builders::RoutesBuilder;
use graph::v1_0::models::*;

pub fn get(routes: &RoutesBuilder) -> Request<WentTarget> {
    routes.went().get() // breaks GIG0061
}
