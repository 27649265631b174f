//! What names an exchange, for the client and for who is asked for help.

use http::Method;
use msgraph_local_graph::engine::Version;

use super::local::Local;

const NOWHERE: &str = "/identityGovernance/entitlementManagement/catalogs/nowhere";

#[test]
fn an_exchange_has_the_ids_of_both_sides() {
    let local = Local::new(Version::V1_0);
    let own = "0000000f-0000-4000-8000-000000000001";
    let got = local
        .send(Method::GET, NOWHERE, &[("client-request-id", own)], "")
        .is(404);
    assert_eq!(got.header("client-request-id"), own);
    assert_eq!(got.text("/error/innerError/client-request-id"), own);
    assert_eq!(got.text("/error/innerError/request-id"), got.header("request-id"));
    assert_ne!(got.header("request-id"), own);
}

#[test]
fn a_client_without_an_id_gets_the_requests() {
    let local = Local::new(Version::V1_0);
    let got = local.get(NOWHERE).is(404);
    let id = got.header("request-id");
    assert_eq!(id.len(), 36);
    assert_eq!(got.header("client-request-id"), id);
    assert_eq!(got.text("/error/innerError/client-request-id"), id);
}
