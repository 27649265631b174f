//! Written for the new side.
//!
//! GIG0066 GET /identityGovernance/routes/options
use graph::v1_0::builders::RoutesBuilder;

pub fn skip(routes: &RoutesBuilder) {
    let _ = routes.options().list().skip(1); // breaks GIG0066
}
