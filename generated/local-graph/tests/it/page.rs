//! The page, in a browser and without one.

use std::io::Write as _;
use std::process::Command;

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use msgraph_local_graph::LocalGraph;
use serde_json::json;

use crate::service::{ask, get, send};

/// Browsers that run without a screen.
const BROWSERS: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// A name that would run as a script where it became markup.
const EVIL: &str = "<img src=x onerror=\"document.title='run'\">";

async fn page(graph: &LocalGraph) -> (String, String) {
    let response = ask(graph, "GET", "/").send().await.unwrap();
    assert_eq!(response.status(), 200);
    let policy = response.headers()["content-security-policy"]
        .to_str()
        .unwrap()
        .to_owned();
    (policy, response.text().await.unwrap())
}

#[tokio::test]
async fn the_page_runs_its_own_script_alone() {
    let graph = LocalGraph::builder().start().await.unwrap();
    let (policy, html) = page(&graph).await;
    for element in ["script", "style"] {
        let open = format!("<{element}>");
        assert_eq!(html.matches(&format!("<{element}")).count(), 1);
        let content = html
            .split_once(&open)
            .unwrap()
            .1
            .split_once(&format!("</{element}>"))
            .unwrap()
            .0;
        let hash = STANDARD.encode(digest(&SHA256, content.as_bytes()));
        assert!(policy.contains(&format!("{element}-src 'sha256-{hash}'")), "{policy}");
    }
    assert!(
        policy.starts_with("default-src 'none';") && !policy.contains("unsafe"),
        "{policy}"
    );
    for word in [
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "http://",
        "https://",
        " onclick",
    ] {
        assert!(!html.contains(word), "{word}");
    }
}

#[tokio::test]
async fn what_the_page_asks_for_is_there() {
    let graph = LocalGraph::builder().start().await.unwrap();
    for path in ["/local/state", "/local/exchanges"] {
        assert!(page(&graph).await.1.contains(path));
        assert_eq!(get(&graph, path).await.0, 200, "{path}");
    }
    for path in ["/v1.0", "/beta"] {
        let requests = if path == "/beta" {
            "accessPackageAssignmentRequests"
        } else {
            "assignmentRequests"
        };
        let root = format!("{path}/identityGovernance/entitlementManagement/{requests}");
        let (status, list) = get(&graph, &format!("{root}?$expand=accessPackage,requestor&$top=200")).await;
        assert_eq!(status, 200, "{list}");
    }
    let (_, state) = get(&graph, "/local/state").await;
    for version in ["v1.0", "beta"] {
        for set in state[version]["sets"].as_array().unwrap() {
            let path = format!("/{version}{}?$top=50", set["path"].as_str().unwrap());
            let (status, list) = get(&graph, &path).await;
            assert!(status == 200 && list["value"].is_array(), "{path}: {list}");
        }
    }
    // It is no exchange of anybody's, and has no faults.
    send(&graph, "POST", "/local/faults", &json!({"kind": "unavailable"})).await;
    let before = get(&graph, "/local/exchanges").await.1["value"]
        .as_array()
        .unwrap()
        .len();
    let own = ask(&graph, "GET", "/v1.0/users")
        .header("x-local-graph-page", "1")
        .send()
        .await
        .unwrap();
    assert_eq!(own.status(), 200);
    assert_eq!(
        get(&graph, "/local/exchanges").await.1["value"]
            .as_array()
            .unwrap()
            .len(),
        before
    );
}

/// The page as a browser shows it; none where there is no browser.
async fn shown(url: String) -> Option<String> {
    let run = move || {
        BROWSERS.iter().find_map(|browser| {
            let output = Command::new(browser)
                .args([
                    "--headless",
                    "--no-sandbox",
                    "--disable-gpu",
                    "--virtual-time-budget=3000",
                    "--dump-dom",
                ])
                .arg(&url)
                .output()
                .ok()?;
            Some(String::from_utf8_lossy(&output.stdout).into_owned())
        })
    };
    tokio::task::spawn_blocking(run).await.unwrap()
}

#[tokio::test]
async fn a_browser_shows_what_there_is() {
    let graph = LocalGraph::builder().start().await.unwrap();
    let user = json!({"displayName": EVIL});
    assert_eq!(send(&graph, "POST", "/v1.0/users", &user).await.0, 201);
    let policy = "00000005-0000-4000-8000-000000000004";
    let package = "00000004-0000-4000-8000-000000000004";
    let body = json!({
        "requestType": "userAdd",
        "assignment": {"accessPackage": {"id": package}, "assignmentPolicy": {"id": policy}},
    });
    let requests = "/v1.0/identityGovernance/entitlementManagement/assignmentRequests";
    let request = ask(&graph, "POST", requests).bearer_auth("deniz@larkfield.example");
    let request = request
        .header("content-type", "application/json")
        .body(body.to_string());
    assert_eq!(crate::service::json(request).await.0, 201);

    let Some(dom) = shown(format!("{}/#/users", graph.url())).await else {
        // Past the harness, which shows nothing of a test that passes.
        let line = "NOT CHECKED: there is no browser here, so nobody has looked at the local Graph's page";
        writeln!(std::io::stderr(), "{line}").unwrap();
        return;
    };
    for text in [
        "Ada Lindqvist",
        "Instruments",
        "Deniz Halvorsen",
        "pendingApproval",
        "POST /v1.0/users",
    ] {
        assert!(dom.contains(text), "{text} is not shown: {dom}");
    }
    let escaped = EVIL.replace('<', "&lt;").replace('>', "&gt;");
    assert!(dom.contains(&escaped), "the name is not shown as text: {dom}");
    assert!(
        !dom.contains("<img") && dom.contains("<title>The local Graph</title>"),
        "{dom}"
    );
    let trouble = dom
        .split_once("id=\"trouble\"")
        .unwrap()
        .1
        .split_once("</div>")
        .unwrap()
        .0;
    assert!(trouble.ends_with('>'), "the page says: {trouble}");
}
