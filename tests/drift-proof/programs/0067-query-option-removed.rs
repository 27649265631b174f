//! GIG0067 GET /identityGovernance/routes/options
use graph::v1_0::builders::RoutesBuilder;

pub fn top(routes: &RoutesBuilder) {
    let _ = routes.options().list().top(1); // breaks GIG0067
}
