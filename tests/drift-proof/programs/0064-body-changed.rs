//! GIG0064 PUT /identityGovernance/routes/loose
use graph::Request;
use graph::v1_0::builders::RoutesBuilder;
use graph::v1_0::models::*;

pub fn replace(routes: &RoutesBuilder, body: RouteTarget) -> Request<()> {
    routes.loose().replace(body) // breaks GIG0064
}
