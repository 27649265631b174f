//! Requests to the local Graph's own pages: plain HTTP on loopback, for which no library is needed.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::Value;

use super::failed;
use crate::failure::Failure;

/// How long a response may take.
const TIME: Duration = Duration::from_secs(10);

/// The longest response that is read.
const LONGEST: u64 = 16 * 1024 * 1024;

/// Asks for JSON, and gives it; nothing where the response has none.
pub fn ask(url: &str, method: &str, path: &str, body: &str) -> Result<Value, Failure> {
    let what = format!("{method} {url}{path}");
    let host = url.strip_prefix("http://").unwrap_or(url);
    let response = exchange(host, method, path, body).map_err(|error| failed(&what, &error.to_string()))?;
    let (head, body) = response
        .split_once("\r\n\r\n")
        .ok_or_else(|| failed(&what, "the response has no end of its head"))?;
    let status = head.split(' ').nth(1).unwrap_or_default();
    if !status.starts_with('2') {
        return Err(failed(&what, &format!("{status}: {body}")));
    }
    if body.is_empty() {
        return Ok(Value::Null);
    }
    serde_json::from_str(body).map_err(|error| failed(&what, &format!("the response is no JSON: {error}")))
}

fn exchange(host: &str, method: &str, path: &str, body: &str) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(host)?;
    stream.set_read_timeout(Some(TIME))?;
    stream.set_write_timeout(Some(TIME))?;
    let length = body.len();
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\ncontent-type: application/json\r\n\
         content-length: {length}\r\n\r\n{body}"
    )?;
    let mut response = String::new();
    stream.take(LONGEST).read_to_string(&mut response)?;
    Ok(response)
}
