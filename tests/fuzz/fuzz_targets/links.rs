//! Ids, paths and links: an id stays one segment, a path is sent as it was written, and a token goes to the client's
//! own endpoint alone.

#![no_main]

#[allow(dead_code)]
#[path = "../service.rs"]
mod service;

use azure_core::http::{Method, Url};
use futures::StreamExt as _;
use libfuzzer_sys::fuzz_target;
use msgraph_identity_governance::json::Json;
use msgraph_identity_governance::path::encode_segment;
use msgraph_identity_governance::v1_0::models::AccessPackage;

use service::{Asked, ROOT, Sends, client, percent_decoded, run};

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    id(text);
    path(text);
    link(text);
    next_link(text);
    redirect(text);
});

fn id(text: &str) {
    let encoded = encode_segment(text);
    assert!(
        encoded
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"-._~%".contains(&b)),
        "{encoded}"
    );
    assert_eq!(percent_decoded(&encoded), text.as_bytes());
    let requests = client()
        .identity_governance()
        .entitlement_management()
        .assignment_requests();
    match requests.by_id(text).cancel().what_if() {
        Ok(request) => {
            let before = format!("{ROOT}/identityGovernance/entitlementManagement/assignmentRequests/");
            let url = request.url().as_str();
            let segment = url.strip_prefix(&before).and_then(|rest| rest.strip_suffix("/cancel"));
            let segment = segment.unwrap_or_else(|| panic!("{url} of {text:?}"));
            assert!(!segment.contains('/'), "{url}");
            assert_eq!(percent_decoded(segment), text.as_bytes(), "{url}");
        }
        Err(error) => assert!(matches!(text, "" | "." | ".."), "{text:?}: {error}"),
    }
}

/// A path is sent as it was written or not at all: no parser mends it.
fn path(text: &str) {
    if let Ok(request) = client().request::<Json>(Method::Get, text).what_if() {
        assert_eq!(request.url().as_str(), format!("{ROOT}{text}"));
        for segment in text.split('/').skip(1) {
            assert!(
                !matches!(percent_decoded(segment).as_slice(), b"" | b"." | b".."),
                "{text:?}"
            );
        }
    }
}

fn is_own(url: &Url) -> bool {
    // By the words of the URL as it is sent, not by the parser's parts.
    url.as_str().starts_with(&format!("{ROOT}/"))
}

fn link(text: &str) {
    if let Ok(request) = client().from_link::<AccessPackage>(text).what_if() {
        let url = request.url();
        assert!(is_own(url), "{text:?} leads to {url}");
        assert!(
            url.username().is_empty() && url.password().is_none() && url.port().is_none(),
            "{url}"
        );
    }
}

/// Where the token went is the client's own endpoint and version.
fn no_token_elsewhere(asked: &[Asked], text: &str) {
    for one in asked {
        assert!(
            !one.has_token || is_own(&one.url),
            "the token goes to {} by {text:?}",
            one.url
        );
    }
}

fn next_link(text: &str) {
    let page = serde_json::json!({"value": [{"id": "1"}], "@odata.nextLink": text});
    let sends = Sends::new(200, page.to_string());
    let ((), asked) = run(vec![sends.clone(), sends], async |client| {
        let packages = client.identity_governance().entitlement_management().access_packages();
        let mut pages = packages.list().pages();
        // A page that leads to itself ends the list, so there is no fourth.
        for _ in 0..4 {
            if pages.next().await.is_none() {
                break;
            }
        }
    });
    assert!(asked.len() <= 3, "{asked:?}");
    assert!(asked.iter().all(|one| is_own(&one.url) && one.has_token), "{asked:?}");
}

fn redirect(text: &str) {
    // A header has no line ends; a transport would not have let them in.
    if text.contains(['\r', '\n', '\0']) {
        return;
    }
    let moved = Sends::new(302, "").with("location", text);
    let (_, asked) = run(vec![moved.clone(), moved], async |client| {
        let packages = client.identity_governance().entitlement_management().access_packages();
        packages.by_id("1").get().send().await.is_ok()
    });
    assert!(asked.len() <= 3, "{asked:?}");
    assert!(asked.iter().all(|one| one.method == Method::Get), "{asked:?}");
    assert!(asked.iter().all(|one| one.url.scheme() == "https"), "{asked:?}");
    no_token_elsewhere(&asked, text);
}
