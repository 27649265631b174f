//! A server of this machine that responds as a test says, in bytes: HTTP libraries do not misbehave.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// What was received.
#[derive(Clone, Debug)]
pub struct Received {
    /// Method, target and version.
    pub first: String,
    /// Header lines as they came.
    pub headers: Vec<String>,
    pub body: String,
}

impl Received {
    /// The target: path and query.
    pub fn target(&self) -> &str {
        self.first.split(' ').nth(1).unwrap()
    }

    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find_map(|line| {
            let (other, value) = line.split_once(':')?;
            other.eq_ignore_ascii_case(name).then_some(value.trim())
        })
    }
}

/// What is done with a request.
pub enum Act {
    /// These bytes, and the next request of the connection.
    Send(Vec<u8>),
    /// These bytes, and the connection is closed.
    SendAndClose(Vec<u8>),
    /// These bytes, and then nothing for longer than any test waits.
    SendAndStall(Vec<u8>),
}

/// The server. It ends with the process of the tests.
pub struct Server {
    endpoint: String,
    received: Arc<Mutex<Vec<Received>>>,
    is_over: Arc<AtomicBool>,
}

impl Server {
    /// Responds to each request by what this makes of it.
    pub fn start(respond: impl Fn(&Received) -> Act + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let received = Arc::new(Mutex::new(Vec::new()));
        let is_over = Arc::new(AtomicBool::new(false));
        let respond = Arc::new(respond);
        let (list, over) = (received.clone(), is_over.clone());
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (respond, list, over) = (respond.clone(), list.clone(), over.clone());
                // A client that hangs up ends its thread.
                std::thread::spawn(move || drop(serve(&stream.unwrap(), &*respond, &list, &over)));
            }
        });
        Self {
            endpoint,
            received,
            is_over,
        }
    }

    /// Always the same response.
    pub fn always(response: Vec<u8>) -> Self {
        Self::start(move |_| Act::Send(response.clone()))
    }

    /// `http://127.0.0.1:…`.
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// What has come so far.
    pub fn received(&self) -> Vec<Received> {
        self.received.lock().unwrap().clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::Relaxed);
    }
}

fn serve(
    stream: &TcpStream,
    respond: &dyn Fn(&Received) -> Act,
    list: &Mutex<Vec<Received>>,
    over: &AtomicBool,
) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream);
    let mut writer = stream;
    loop {
        let mut lines = Vec::new();
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line)? == 0 {
                return Ok(());
            }
            let line = line.trim_end();
            if line.is_empty() {
                break;
            }
            lines.push(line.to_owned());
        }
        let mut received = Received {
            first: lines.remove(0),
            headers: lines,
            body: String::new(),
        };
        let length = received
            .header("content-length")
            .map_or(0, |length| length.parse().unwrap());
        let mut body = vec![0; length];
        reader.read_exact(&mut body)?;
        received.body = String::from_utf8(body).unwrap();
        list.lock().unwrap().push(received.clone());
        match respond(&received) {
            Act::Send(bytes) => writer.write_all(&bytes)?,
            Act::SendAndClose(bytes) => return writer.write_all(&bytes),
            Act::SendAndStall(bytes) => {
                writer.write_all(&bytes)?;
                while !over.load(Ordering::Relaxed) {
                    std::thread::sleep(Duration::from_millis(20));
                }
                return Ok(());
            }
        }
    }
}

/// A response of JSON.
pub fn json(status: u16, headers: &[(&str, &str)], body: &str) -> Vec<u8> {
    response(
        status,
        &[&[("content-type", "application/json")], headers].concat(),
        body,
    )
}

/// A response.
pub fn response(status: u16, headers: &[(&str, &str)], body: &str) -> Vec<u8> {
    let mut text = format!("HTTP/1.1 {status} X\r\ncontent-length: {}\r\n", body.len());
    for (name, value) in headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    text.push_str("\r\n");
    text.push_str(body);
    text.into_bytes()
}

/// A list of as many pages, each with so many items `{"id": "3-7", "displayName": "…"}` and after this time.
pub fn pages(count: usize, items: usize, delay: Duration) -> Server {
    Server::start(move |request| {
        std::thread::sleep(delay);
        let target = request.target();
        let skipped = target.split_once("skiptoken=").map_or("0", |(_, number)| number);
        let number: usize = skipped.split('&').next().unwrap().parse().unwrap();
        let host = request.header("host").unwrap();
        let values: Vec<String> = (0..items)
            .map(|item| format!(r#"{{"id":"{number}-{item}","displayName":"Access for the team of region {number}"}}"#))
            .collect();
        let next = match number + 1 < count {
            true => {
                let path = target.split('?').next().unwrap();
                format!(r#","@odata.nextLink":"http://{host}{path}?$skiptoken={}""#, number + 1)
            }
            false => String::new(),
        };
        Act::Send(json(200, &[], &format!(r#"{{"value":[{}]{next}}}"#, values.join(","))))
    })
}
