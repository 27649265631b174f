//! Written for the new side.
//!
//! GIG0062 PATCH /identityGovernance/routes/verbs
use graph::Request;
use graph::v1_0::builders::RoutesBuilder;
use graph::v1_0::models::*;

pub fn update(routes: &RoutesBuilder) -> Request<Option<VerbsTarget>> {
    routes.verbs().update(VerbsTarget::new()) // breaks GIG0062
}
