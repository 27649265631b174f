//! Callouts as a service receives them: the token, retries, limits of time.

use aws_lc_rs::signature::{RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use msgraph_local_graph::LocalGraph;
use msgraph_local_graph::caller::Caller;
use msgraph_local_graph::engine::Version;
use msgraph_local_graph::store::NodeId;
use msgraph_local_graph::turn::Post;
use serde_json::{Value, json};

use crate::service::{Service, ask, empty, get, json as sent, send};

fn callout(address: &str, retries: u8) -> Post {
    Post {
        node: NodeId::ROOT,
        behavior: "test",
        purpose: "test:posted".to_owned(),
        address: address.to_owned(),
        audience: Some("api://contoso".to_owned()),
        body: json!({"Stage": "AssignmentRequestCreated"}),
        timeout_ms: 1000,
        retries,
    }
}

async fn post(graph: &LocalGraph, post: Post) {
    let asked = graph.engine().turn(Version::V1_0, &Caller::default(), |turn| {
        turn.posts.push(post);
        Ok(())
    });
    asked.unwrap();
    graph.posted().await;
}

/// The claims of a token whose signature is that of a published key.
async fn verified(graph: &LocalGraph, tenant: &str, token: &str) -> Value {
    let (_, configuration) = get(graph, &format!("/{tenant}/v2.0/.well-known/openid-configuration")).await;
    let keys = configuration["jwks_uri"]
        .as_str()
        .unwrap()
        .strip_prefix(graph.url())
        .unwrap()
        .to_owned();
    let (_, keys) = get(graph, &keys).await;
    let decode = |text: &str| URL_SAFE_NO_PAD.decode(text).unwrap();
    let [header, claims, signature] = token.split('.').collect::<Vec<_>>().try_into().unwrap();
    let header: Value = serde_json::from_slice(&decode(header)).unwrap();
    assert_eq!(header["alg"], "RS256");
    let published = keys["keys"].as_array().unwrap();
    let key = published.iter().find(|key| key["kid"] == header["kid"]).unwrap();
    let public = RsaPublicKeyComponents {
        n: decode(key["n"].as_str().unwrap()),
        e: decode(key["e"].as_str().unwrap()),
    };
    let signed = token.rsplit_once('.').unwrap().0;
    public
        .verify(&RSA_PKCS1_2048_8192_SHA256, signed.as_bytes(), &decode(signature))
        .unwrap();
    serde_json::from_slice(&decode(claims)).unwrap()
}

#[tokio::test]
async fn a_callout_brings_a_token_of_the_identity() {
    let graph = empty().await;
    let service = Service::start(&[202]).await;
    post(&graph, callout(&service.url, 0)).await;
    let received = service.received();
    assert_eq!(received.len(), 1);
    assert_eq!(received[0].body, json!({"Stage": "AssignmentRequestCreated"}));

    let token = received[0].headers["authorization"]
        .to_str()
        .unwrap()
        .strip_prefix("Bearer ")
        .unwrap();
    let identity = msgraph_local_graph::Identity::default();
    let claims = verified(&graph, &identity.tenant, token).await;
    assert_eq!(claims["iss"], format!("https://sts.windows.net/{}/", identity.tenant));
    assert_eq!(claims["aud"], "api://contoso");
    assert_eq!(claims["appid"], identity.application);
    assert_eq!(claims["roles"], json!(identity.roles));
    let (now, at) = (time::OffsetDateTime::now_utc().unix_timestamp(), |name: &str| {
        claims[name].as_i64().unwrap()
    });
    assert!(at("nbf") <= now && now - at("iat") < 60 && at("exp") > now);

    let (_, kept) = get(&graph, "/local/exchanges").await;
    let exchange = &kept["value"][0];
    assert_eq!(
        (&exchange["direction"], &exchange["status"]),
        (&json!("posted"), &json!(202))
    );
    assert!(!kept.to_string().contains(token), "the token is shown");
}

/// Tokens tell the machine's time, whatever the local Graph's is.
#[tokio::test]
async fn the_clock_does_not_move_tokens() {
    let graph = empty().await;
    graph.advance(time::Duration::days(400)).await.unwrap();
    let service = Service::start(&[200]).await;
    post(&graph, callout(&service.url, 0)).await;
    let token = service.received()[0].headers["authorization"]
        .to_str()
        .unwrap()
        .to_owned();
    let identity = msgraph_local_graph::Identity::default();
    let claims = verified(&graph, &identity.tenant, token.strip_prefix("Bearer ").unwrap()).await;
    assert!(claims["iat"].as_i64().unwrap() - time::OffsetDateTime::now_utc().unix_timestamp() < 60);
}

#[tokio::test]
async fn a_callout_is_posted_again_after_a_failure() {
    let graph = empty().await;
    for (statuses, retries, posted) in [
        (&[500, 200][..], 1, 2),
        (&[503, 503, 200], 1, 2),
        (&[400, 200], 1, 1),
        (&[500, 200], 0, 1),
    ] {
        let service = Service::start(statuses).await;
        post(&graph, callout(&service.url, retries)).await;
        assert_eq!(service.received().len(), posted, "{statuses:?} with {retries}");
    }
    let (_, before) = get(&graph, "/local/exchanges").await;
    post(&graph, callout("http://127.0.0.1:9/", 1)).await;
    let (_, after) = get(&graph, "/local/exchanges").await;
    let (before, after) = (before["value"].as_array().unwrap(), after["value"].as_array().unwrap());
    assert_eq!(after.len(), before.len() + 2);
    let note = after.last().unwrap()["note"].as_str().unwrap();
    assert!(note.starts_with("nobody responds at the address"), "{note}");
}

#[tokio::test]
async fn a_service_that_is_slow_is_not_waited_for() {
    let graph = empty().await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/", listener.local_addr().unwrap());
    let slow = Post {
        timeout_ms: 200,
        ..callout(&address, 0)
    };
    let begun = std::time::Instant::now();
    post(&graph, slow).await;
    // The key is made within it: see that the limit is the post's alone.
    assert!(begun.elapsed().as_secs() < 10);
    let (_, kept) = get(&graph, "/local/exchanges").await;
    assert_eq!(kept["value"][0]["note"], "there was no response within 200 ms");
}

#[tokio::test]
async fn other_hosts_get_no_callouts() {
    let graph = empty().await;
    post(&graph, callout("http://192.0.2.1/", 0)).await;
    let (_, kept) = get(&graph, "/local/exchanges").await;
    let note = kept["value"][0]["note"].as_str().unwrap();
    assert!(note.contains("not on this machine"), "{note}");
    let body = json!({"extension": "*", "url": "http://192.0.2.1/"});
    let (status, error) = send(&graph, "POST", "/local/callouts", &body).await;
    assert_eq!((status, &error["error"]["target"]), (400, &json!("url")));

    let body = json!({"extension": "*", "url": "http://127.0.0.1:9/", "audience": "api://a"});
    assert_eq!(send(&graph, "POST", "/local/callouts", &body).await.0, 204);
    let (_, known) = get(&graph, "/local/callouts").await;
    assert_eq!(
        known["value"],
        json!({"*": {"url": "http://127.0.0.1:9/", "audience": "api://a"}})
    );
    assert_eq!(
        send(&graph, "POST", "/local/callouts", &json!({"extension": "*"}))
            .await
            .0,
        204
    );
    assert_eq!(get(&graph, "/local/callouts").await.1["value"], json!({}));
}

#[tokio::test]
async fn a_service_gets_a_token_for_its_secret() {
    let graph = empty().await;
    let tenant = msgraph_local_graph::Identity::default().tenant;
    let scope = "https%3A%2F%2Fgraph.microsoft.com%2F.default";
    let form = format!("grant_type=client_credentials&client_id=app&client_secret=any&scope={scope}");
    let ask_for = |form: String| {
        let request = ask(&graph, "POST", &format!("/{tenant}/oauth2/v2.0/token"));
        sent(
            request
                .header("content-type", "application/x-www-form-urlencoded")
                .body(form),
        )
    };
    let (status, response) = ask_for(form.clone()).await;
    assert_eq!((status, &response["token_type"]), (200, &json!("Bearer")));
    let claims = verified(&graph, &tenant, response["access_token"].as_str().unwrap()).await;
    assert_eq!(
        (&claims["aud"], &claims["appid"]),
        (&json!("https://graph.microsoft.com"), &json!("app"))
    );
    assert!(
        claims["roles"]
            .as_array()
            .unwrap()
            .contains(&json!("EntitlementManagement.ReadWrite.All"))
    );

    for (form, error) in [
        (form.replace("client_credentials", "password"), "unsupported_grant_type"),
        (form.replace("client_id=app", "client_id="), "invalid_request"),
        (form.replace("client_secret=any", ""), "invalid_client"),
        (form.replace("%2F.default", ""), "invalid_scope"),
    ] {
        let (status, response) = ask_for(form.clone()).await;
        assert!(
            matches!(status, 400 | 401) && response["error"] == error,
            "{form}: {response}"
        );
    }
}

#[tokio::test]
async fn a_connection_is_tested_as_by_the_portal() {
    let graph = LocalGraph::builder().start().await.unwrap();
    let extension = json!({"extension": "00000006-0000-4000-8000-000000000001"});
    let (status, error) = send(&graph, "POST", "/local/callouts/test", &extension).await;
    assert_eq!(status, 409, "{error}");
    let service = Service::start(&[200]).await;
    send(
        &graph,
        "POST",
        "/local/callouts",
        &json!({"extension": "*", "url": service.url}),
    )
    .await;
    let (status, result) = send(&graph, "POST", "/local/callouts/test", &extension).await;
    assert_eq!((status, result["status"].is_string()), (200, true), "{result}");
    assert_eq!(service.received()[0].body["Stage"], "CustomExtensionConnectionTest");
    let (status, _) = send(&graph, "POST", "/local/callouts/test", &json!({"extension": "nobody"})).await;
    assert_eq!(status, 404);
}
