//! GIG0065 GET /identityGovernance/routes/loose
use graph::Request;
use graph::v1_0::builders::RoutesBuilder;
use graph::v1_0::models::*;

pub fn get(routes: &RoutesBuilder) -> Request<Option<RouteTarget>> {
    routes.loose().get() // breaks GIG0065
}
