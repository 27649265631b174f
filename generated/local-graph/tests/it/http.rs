//! What holds for every request: who may ask, bounds, and the end.

use std::time::Duration;

use msgraph_local_graph::{LocalGraph, Seed};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::service::{ask, empty, get, json};

#[tokio::test]
async fn pages_of_other_sites_may_not_ask() {
    let graph = empty().await;
    let own = graph.url().to_owned();
    for (header, value, expected) in [
        ("host", "attacker.example", 421),
        ("host", "127.0.0.1.attacker.example:80", 421),
        ("host", "localhost:1", 200),
        ("origin", "http://attacker.example", 403),
        ("origin", "null", 403),
        ("origin", &*own, 200),
    ] {
        let (status, body) = json(ask(&graph, "GET", "/local/clock").header(header, value)).await;
        assert_eq!(status, expected, "{header}: {value}: {body}");
    }
}

#[tokio::test]
async fn a_body_is_bounded() {
    let graph = LocalGraph::builder()
        .seed(Seed::Nothing)
        .body_limit(1000)
        .start()
        .await
        .unwrap();
    for (length, expected) in [(1000, 400), (1001, 413)] {
        let body = "x".repeat(length);
        let (status, error) = json(ask(&graph, "POST", "/local/clock").body(body)).await;
        assert_eq!(status, expected, "{error}");
    }
}

#[tokio::test]
async fn what_is_nowhere_is_refused_in_graphs_form() {
    let graph = empty().await;
    for path in ["/v2.0/users", "/local/nothing", "/other/discovery/v2.0/keys"] {
        let (status, body) = get(&graph, path).await;
        assert_eq!(
            (status, &body["error"]["code"]),
            (404, &"ResourceNotFound".into()),
            "{path}"
        );
        assert!(body["error"]["innerError"]["request-id"].is_string());
    }
    let (status, _) = json(ask(&graph, "PATCH", "/local/clock")).await;
    assert_eq!(status, 405);
}

/// Broken HTTP does no harm to the others.
#[tokio::test]
async fn broken_requests_end_their_connection_alone() {
    let graph = empty().await;
    for bytes in [
        &b"\0\0\0\0\r\n\r\n"[..],
        b"GET / HTTP/9\r\n\r\n",
        b"POST /local/clock HTTP/1.1\r\nhost: localhost\r\ncontent-length: 5\r\n\r\n{",
        b"POST /local/clock HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
    ] {
        let mut stream = TcpStream::connect(graph.address()).await.unwrap();
        stream.write_all(bytes).await.unwrap();
        stream.shutdown().await.unwrap();
        let mut response = Vec::new();
        stream.read_to_end(&mut response).await.unwrap();
        let text = String::from_utf8_lossy(&response);
        assert!(text.is_empty() || text.starts_with("HTTP/1.1 400"), "{text}");
    }
    assert_eq!(get(&graph, "/local/clock").await.0, 200);
}

#[tokio::test]
async fn it_stops_and_frees_its_address() {
    let graph = empty().await;
    let address = graph.address();
    // A connection that says nothing does not keep it.
    let _idle = TcpStream::connect(address).await.unwrap();
    tokio::time::timeout(Duration::from_secs(3), graph.stop())
        .await
        .unwrap();
    assert!(TcpStream::connect(address).await.is_err());
    let again = LocalGraph::builder().seed(Seed::Nothing).port(address.port());
    again.start().await.unwrap().stop().await;
}

#[tokio::test]
async fn an_address_that_is_taken_is_named() {
    let graph = empty().await;
    let error = LocalGraph::builder()
        .port(graph.address().port())
        .start()
        .await
        .unwrap_err();
    let words = format!("{} cannot be listened at: ", graph.address());
    assert!(error.to_string().starts_with(&words), "{error}");
}
