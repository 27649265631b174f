//! Written for the new side.
//!
//! GIG0060 /identityGovernance/routes/came
use graph::Request;
use graph::v1_0::builders::RoutesBuilder;
use graph::v1_0::models::*;

pub fn get(routes: &RoutesBuilder) -> Request<CameTarget> {
    routes.came().get() // breaks GIG0060
}
