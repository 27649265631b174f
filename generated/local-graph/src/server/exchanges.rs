//! The last exchanges: requests that came in, and callouts that went out. Secrets in them are masked.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use http::HeaderMap;
use serde_json::{Map, Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// How many are kept.
const KEPT: usize = 200;

/// The longest body that is kept whole, in bytes.
const LONGEST: usize = 16 * 1024;

/// What stands in the place of a secret.
const MASK: &str = "***";

/// Which way an exchange went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    /// Somebody asked the local Graph.
    Received,
    /// The local Graph posted a callout.
    Posted,
}

/// A request and its response.
#[derive(Clone, Debug)]
pub(super) struct Exchange {
    pub(super) direction: Direction,
    pub(super) method: String,
    /// The URL, or its path and query where it was received.
    pub(super) url: String,
    pub(super) request: Message,
    /// The status; none where there was no response.
    pub(super) status: Option<u16>,
    pub(super) response: Message,
    pub(super) milliseconds: u64,
    /// What else happened: a fault, an error of the connection.
    pub(super) note: Option<String>,
}

impl Exchange {
    /// Reports it in one line: `received GET /v1.0/users 200 3 ms`.
    fn log(&self, direction: &str) {
        let status = self.status.map_or("-".to_owned(), |status| status.to_string());
        let (method, url, milliseconds) = (&self.method, &self.url, self.milliseconds);
        match &self.note {
            Some(note) => tracing::info!("{direction} {method} {url} {status} {milliseconds} ms ({note})"),
            None => tracing::info!("{direction} {method} {url} {status} {milliseconds} ms"),
        }
    }
}

/// Headers and body of a request or a response, without secrets.
#[derive(Clone, Debug, Default)]
pub(super) struct Message {
    headers: Map<String, Value>,
    body: Value,
}

impl Message {
    /// The message with what is secret masked.
    pub(super) fn of(headers: &HeaderMap, body: &[u8]) -> Self {
        let headers = headers.iter().map(|(name, value)| {
            let value = match name.as_str() {
                "authorization" | "cookie" | "set-cookie" | "proxy-authorization" => MASK.to_owned(),
                _ => String::from_utf8_lossy(value.as_bytes()).into_owned(),
            };
            (name.as_str().to_owned(), Value::from(value))
        });
        Self {
            headers: headers.collect(),
            body: shown(body),
        }
    }
}

/// The body as JSON with secrets masked, as text, or by its length.
fn shown(body: &[u8]) -> Value {
    if body.is_empty() {
        return Value::Null;
    }
    if body.len() > LONGEST {
        return Value::from(format!("({} bytes)", body.len()));
    }
    match serde_json::from_slice(body) {
        Ok(mut json) => {
            mask(&mut json);
            json
        }
        // A form may have a client's secret in it, and nothing in a text says what is one.
        Err(_) => Value::from(format!("({} bytes, no JSON)", body.len())),
    }
}

/// Masks the values of members whose names say that they are secret.
fn mask(json: &mut Value) {
    match json {
        Value::Array(items) => items.iter_mut().for_each(mask),
        Value::Object(members) => {
            for (name, value) in members {
                match is_secret(name) {
                    true if !value.is_null() => *value = Value::from(MASK),
                    _ => mask(value),
                }
            }
        }
        _ => {}
    }
}

fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let of_batch = name == "authorization";
    of_batch
        || ["password", "secret", "token", "assertion"]
            .iter()
            .any(|word| name.ends_with(word))
}

/// The last exchanges.
#[derive(Default)]
pub(super) struct Exchanges(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    last: VecDeque<Value>,
    number: u64,
}

impl Exchanges {
    /// Keeps one.
    pub(super) fn add(&self, exchange: Exchange) {
        let direction = match exchange.direction {
            Direction::Received => "received",
            Direction::Posted => "posted",
        };
        exchange.log(direction);
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.number += 1;
        let number = kept.number;
        kept.last.push_back(json!({
            "number": number,
            "at": OffsetDateTime::now_utc().format(&Rfc3339).unwrap_or_default(),
            "direction": direction,
            "method": exchange.method,
            "url": exchange.url,
            "requestHeaders": exchange.request.headers,
            "requestBody": exchange.request.body,
            "status": exchange.status,
            "responseHeaders": exchange.response.headers,
            "responseBody": exchange.response.body,
            "milliseconds": exchange.milliseconds,
            "note": exchange.note,
        }));
        while kept.last.len() > KEPT {
            kept.last.pop_front();
        }
    }

    /// All that are kept, the oldest first, from that number on.
    pub(super) fn since(&self, number: u64) -> Vec<Value> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let new = kept.last.iter().filter(|exchange| {
            exchange
                .get("number")
                .and_then(Value::as_u64)
                .is_some_and(|own| own > number)
        });
        new.cloned().collect()
    }

    /// Forgets all.
    pub(super) fn clear(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).last.clear();
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn exchange(url: &str, body: &[u8]) -> Exchange {
        let headers = HeaderMap::from_iter([(http::header::AUTHORIZATION, HeaderValue::from_static("Bearer hush"))]);
        Exchange {
            direction: Direction::Received,
            method: "GET".to_owned(),
            url: url.to_owned(),
            request: Message::of(&headers, body),
            status: Some(200),
            response: Message::default(),
            milliseconds: 1,
            note: None,
        }
    }

    #[test]
    fn secrets_are_masked() {
        let exchanges = Exchanges::default();
        let body = json!({
            "a": [{"clientSecret": "hush", "x": 1}],
            "access_token": "hush",
            "requests": [{"headers": {"Authorization": "hush"}}],
        });
        exchanges.add(exchange("/a", body.to_string().as_bytes()));
        exchanges.add(exchange("/b", b"client_secret=hush"));
        let kept = serde_json::to_string(&exchanges.since(0)).unwrap();
        assert!(kept.contains("\"x\":1") && kept.contains("18 bytes"), "{kept}");
        assert!(!kept.contains("hush"), "{kept}");
    }

    #[test]
    fn the_oldest_are_forgotten() {
        let exchanges = Exchanges::default();
        for _ in 0..KEPT + 5 {
            exchanges.add(exchange("/a", b""));
        }
        let kept = exchanges.since(0);
        assert_eq!(kept.len(), KEPT);
        assert_eq!(kept[0]["number"], 6);
        assert_eq!(exchanges.since(KEPT as u64).len(), 5);
        assert_eq!(exchanges.since(0)[0]["requestBody"], Value::Null);
        assert_eq!(
            Message::of(&HeaderMap::new(), &vec![b'1'; LONGEST + 1]).body,
            "(16385 bytes)"
        );
    }
}
