//! A service of this process that callouts are posted to, and requests in few words.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::routing::post;
use http::{HeaderMap, StatusCode};
use msgraph_local_graph::{LocalGraph, Seed};
use serde_json::Value;

/// What a service received.
#[derive(Clone, Debug)]
pub struct Received {
    pub headers: HeaderMap,
    pub body: Value,
}

/// A service that keeps what it receives, and responds with a status.
pub struct Service {
    pub url: String,
    received: Arc<Mutex<Vec<Received>>>,
}

impl Service {
    /// Responds with these statuses in turn, and with the last one from then on.
    pub async fn start(statuses: &[u16]) -> Self {
        let received = Arc::new(Mutex::new(Vec::new()));
        let (kept, next) = (Arc::clone(&received), Arc::new(Mutex::new(statuses.to_vec())));
        let respond = move |headers: HeaderMap, body: Bytes| async move {
            let body = serde_json::from_slice(&body).unwrap();
            kept.lock().unwrap().push(Received { headers, body });
            let mut next = next.lock().unwrap();
            let status = if next.len() > 1 { next.remove(0) } else { next[0] };
            (StatusCode::from_u16(status).unwrap(), "{\"done\":true}")
        };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/callout", listener.local_addr().unwrap());
        let router = Router::new().route("/callout", post(respond));
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { url, received }
    }

    pub fn received(&self) -> Vec<Received> {
        self.received.lock().unwrap().clone()
    }
}

/// A local Graph without anything in it.
pub async fn empty() -> LocalGraph {
    LocalGraph::builder().seed(Seed::Nothing).start().await.unwrap()
}

/// A request to a local Graph.
pub fn ask(graph: &LocalGraph, method: &str, path: &str) -> reqwest::RequestBuilder {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let method = http::Method::from_bytes(method.as_bytes()).unwrap();
    client.request(method, format!("{}{path}", graph.url()))
}

/// The status and the JSON of a response.
pub async fn json(request: reqwest::RequestBuilder) -> (u16, Value) {
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    let text = response.text().await.unwrap();
    (status, serde_json::from_str(&text).unwrap_or(Value::Null))
}

/// Asks with a JSON body.
pub async fn send(graph: &LocalGraph, method: &str, path: &str, body: &Value) -> (u16, Value) {
    let request = ask(graph, method, path).header("content-type", "application/json");
    json(request.body(body.to_string())).await
}

/// Asks without a body.
pub async fn get(graph: &LocalGraph, path: &str) -> (u16, Value) {
    json(ask(graph, "GET", path)).await
}
