//! A service on loopback that knows what will arrive, and what it responds with. One task a connection, HTTP/1.1 kept alive,
//! nothing else.

use std::collections::HashMap;
use std::io;
use std::sync::{Arc, Mutex};

use integration_tests::http::{SCOPE, TOKEN};
use msgraph_identity_governance::{Cloud, GraphClientOptions, WhatIf};
use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// The service.
pub struct Server {
    endpoint: String,
    awaited: Awaited,
}

/// What is awaited, by method and target.
type Awaited = Arc<Mutex<HashMap<String, (Arc<Expected>, Response)>>>;

/// A request that will arrive.
pub struct Expected {
    key: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    /// What was wrong with each that arrived.
    arrived: Mutex<Vec<Vec<String>>>,
}

/// What the response is.
#[derive(Clone)]
pub struct Response {
    media: Option<String>,
    body: Vec<u8>,
}

impl Response {
    /// 204.
    pub fn empty() -> Self {
        Self {
            media: None,
            body: Vec::new(),
        }
    }

    pub fn new(media: &str, body: &[u8]) -> Self {
        Self {
            media: Some(media.to_owned()),
            body: body.to_vec(),
        }
    }

    pub fn json(value: &Value) -> Self {
        Self::new("application/json", value.to_string().as_bytes())
    }

    fn http(&self) -> Vec<u8> {
        let mut http = match &self.media {
            None => "HTTP/1.1 204 No Content\r\n\r\n".to_owned(),
            Some(media) => format!(
                "HTTP/1.1 200 OK\r\ncontent-type: {media}\r\ncontent-length: {}\r\n\r\n",
                self.body.len()
            ),
        }
        .into_bytes();
        http.extend_from_slice(&self.body);
        http
    }
}

impl Expected {
    /// What was shown should arrive.
    pub fn new(shown: &WhatIf) -> Self {
        let url = shown.url();
        let target = match url.query() {
            Some(query) => format!("{}?{query}", url.path()),
            None => url.path().to_owned(),
        };
        let token = format!("Bearer {TOKEN}");
        let headers = shown.headers().into_iter().chain([("authorization", token.as_str())]);
        Self {
            key: format!("{} {target}", shown.method()),
            headers: headers
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
            body: shown.body().unwrap_or_default().to_vec(),
            arrived: Mutex::default(),
        }
    }

    fn compare(&self, head: &Head, body: &[u8]) -> Vec<String> {
        let mut wrong = Vec::new();
        for (name, value) in &self.headers {
            let arrived = head.header(name);
            if arrived != Some(value) {
                wrong.push(format!("the header {name} was to be {value}, {arrived:?} arrived"));
            }
        }
        if head.header("client-request-id").is_none() {
            wrong.push("no client-request-id arrived".to_owned());
        }
        if body != self.body {
            wrong.push("another body arrived than the one that was shown".to_owned());
        }
        wrong
    }
}

impl Server {
    /// Starts one on a free port.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let awaited = Awaited::default();
        let shared = awaited.clone();
        tokio::spawn(async move {
            while let Ok((connection, _)) = listener.accept().await {
                // A connection that breaks is the client's error to tell.
                tokio::spawn(serve(connection, shared.clone()));
            }
        });
        Self { endpoint, awaited }
    }

    /// Options of a client that talks to it.
    pub fn client_options(&self) -> GraphClientOptions {
        GraphClientOptions::new().with_cloud(Cloud::Custom {
            endpoint: self.endpoint.clone(),
            scope: SCOPE.to_owned(),
        })
    }

    /// Says what will arrive.
    pub fn expect(&self, expected: Arc<Expected>, response: Response) {
        let mut awaited = self.awaited.lock().unwrap();
        awaited.insert(expected.key.clone(), (expected, response));
    }

    /// What is wrong with what arrived.
    pub fn arrived(&self, expected: &Expected) -> Vec<String> {
        self.awaited.lock().unwrap().remove(&expected.key);
        let mut arrived = expected.arrived.lock().unwrap();
        match arrived.len() {
            1 => arrived.remove(0),
            times => vec![format!("{} arrived {times} times", expected.key)],
        }
    }
}

/// A request's first line and headers.
struct Head {
    key: String,
    headers: Vec<(String, String)>,
}

impl Head {
    fn parse(text: &str) -> Self {
        let mut lines = text.split("\r\n");
        let first = lines.next().unwrap_or_default();
        let headers = lines.filter_map(|line| line.split_once(':'));
        Self {
            key: first.strip_suffix(" HTTP/1.1").unwrap_or_default().to_owned(),
            headers: headers
                .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
                .collect(),
        }
    }

    fn header(&self, name: &str) -> Option<&String> {
        self.headers
            .iter()
            .find(|(other, _)| other == name)
            .map(|(_, value)| value)
    }
}

async fn serve(mut connection: TcpStream, awaited: Awaited) -> io::Result<()> {
    let mut read = Vec::new();
    loop {
        let end = loop {
            if let Some(end) = read.windows(4).position(|bytes| bytes == b"\r\n\r\n") {
                break end;
            }
            if connection.read_buf(&mut read).await? == 0 {
                return Ok(());
            }
        };
        let head = Head::parse(&String::from_utf8_lossy(&read[..end]));
        let length = head
            .header("content-length")
            .and_then(|text| text.parse().ok())
            .unwrap_or(0);
        while read.len() < end + 4 + length {
            if connection.read_buf(&mut read).await? == 0 {
                return Ok(());
            }
        }
        let body = &read[end + 4..end + 4 + length];
        let known = awaited.lock().unwrap().get(&head.key).cloned();
        let http = match known {
            Some((expected, response)) => {
                let wrong = expected.compare(&head, body);
                expected.arrived.lock().unwrap().push(wrong);
                response.http()
            }
            None => b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n".to_vec(),
        };
        connection.write_all(&http).await?;
        read.drain(..end + 4 + length);
    }
}
