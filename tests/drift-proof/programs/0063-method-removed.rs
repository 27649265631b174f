//! GIG0063 DELETE /identityGovernance/routes/verbs
use graph::Request;
use graph::v1_0::builders::RoutesBuilder;

pub fn delete(routes: &RoutesBuilder) -> Request<()> {
    routes.verbs().delete() // breaks GIG0063
}
