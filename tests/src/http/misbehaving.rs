//! A server on loopback that speaks HTTP badly on purpose: what it does with each request is said beforehand, down to
//! the bytes.
//!
//! [`Service`](super::Service) responds well; this one closes, cuts and stalls. It counts everything that arrives.

use std::collections::VecDeque;
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::Duration;

use msgraph_identity_governance::GraphClientOptions;
use sha2::{Digest as _, Sha256};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

use super::{Arrived, options};

/// The bytes of a body that are kept; of a longer one only length and hash are known.
const KEPT: usize = 64 * 1024;

/// The requests that are kept; of more only the number is known.
const REMEMBERED: usize = 100;

/// What the server does with a request.
#[derive(Clone, Debug)]
pub enum Act {
    /// Closes the connection when the first byte is there, and reads none.
    CloseUnread,
    /// Sends these bytes; the connection stays.
    Send(Vec<u8>),
    /// Waits, then sends these bytes; the connection stays.
    SendAfter(Duration, Vec<u8>),
    /// Sends these bytes and closes the connection.
    SendAndClose(Vec<u8>),
    /// Sends these bytes and then nothing, until the client goes.
    SendAndStall(Vec<u8>),
    /// Sends so many bytes of [`pattern`] as a body.
    Pour(u64),
}

/// A request as it arrived.
#[derive(Clone, Debug)]
pub struct Received {
    /// Line, headers and the beginning of the body.
    pub request: Arrived,
    /// How long the body was.
    pub length: u64,
    /// The SHA-256 of the whole body.
    pub hash: [u8; 32],
    /// On which connection it came, from 0.
    pub connection: usize,
}

type Responses = Box<dyn Fn(&Received) -> Act + Send + Sync>;

struct State {
    script: Mutex<VecDeque<Act>>,
    otherwise: Responses,
    received: Mutex<Vec<Received>>,
    count: AtomicUsize,
    unread: AtomicUsize,
}

impl State {
    fn next(&self, wanted: impl Fn(&Act) -> bool) -> Option<Act> {
        let mut script = self.script.lock().unwrap_or_else(PoisonError::into_inner);
        if script.front().is_some_and(wanted) {
            script.pop_front()
        } else {
            None
        }
    }
}

/// The server. It ends when it is dropped.
pub struct Misbehaving {
    endpoint: String,
    state: Arc<State>,
    task: JoinHandle<()>,
}

impl Drop for Misbehaving {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Misbehaving {
    /// One that does these acts, one a request, and then responds to everything with 200 and `{}`.
    ///
    /// # Panics
    /// When no port is free.
    pub async fn start(script: impl IntoIterator<Item = Act>) -> Self {
        Self::start_with(script, |_| Act::Send(json(200, &[], "{}"))).await
    }

    /// One that does these acts, and then what the function says.
    ///
    /// # Panics
    /// When no port is free.
    pub async fn start_with(
        script: impl IntoIterator<Item = Act>,
        otherwise: impl Fn(&Received) -> Act + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        Self::listen(listener, script, otherwise)
    }

    /// One on a port that the test holds already.
    ///
    /// # Panics
    /// When the listener has no address.
    pub fn listen(
        listener: TcpListener,
        script: impl IntoIterator<Item = Act>,
        otherwise: impl Fn(&Received) -> Act + Send + Sync + 'static,
    ) -> Self {
        let address = listener.local_addr().expect("an address");
        let state = Arc::new(State {
            script: Mutex::new(script.into_iter().collect()),
            otherwise: Box::new(otherwise),
            received: Mutex::default(),
            count: AtomicUsize::new(0),
            unread: AtomicUsize::new(0),
        });
        let shared = state.clone();
        let task = tokio::spawn(async move {
            // In a set, so that the connections end with the server.
            let mut connections = JoinSet::new();
            for connection in 0.. {
                let Ok((stream, _)) = listener.accept().await else {
                    return;
                };
                connections.spawn(serve(stream, connection, shared.clone()));
                while connections.try_join_next().is_some() {}
            }
        });
        Self {
            endpoint: format!("http://{address}"),
            state,
            task,
        }
    }

    /// Where it listens: scheme, host and port.
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// Options of a client that talks to it and waits little between tries.
    pub fn options(&self) -> GraphClientOptions {
        options(&self.endpoint)
    }

    /// Adds to what it does.
    pub fn then(&self, act: Act) {
        self.state
            .script
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push_back(act);
    }

    /// How many requests came, those that were not read included.
    pub fn count(&self) -> usize {
        self.state.count.load(Ordering::SeqCst) + self.state.unread.load(Ordering::SeqCst)
    }

    /// What was read, in order; of very many the first hundred.
    pub fn received(&self) -> Vec<Received> {
        self.state
            .received
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// The only request that came.
    ///
    /// # Panics
    /// When there were none or several.
    pub fn only(&self) -> Received {
        let mut received = self.received();
        assert_eq!(
            (received.len(), self.count()),
            (1, 1),
            "one request is expected: {received:?}"
        );
        received.remove(0)
    }
}

async fn serve(mut stream: TcpStream, connection: usize, state: Arc<State>) {
    // Small answers are sent at once: the tests wait for each.
    let _ = stream.set_nodelay(true);
    while let Ok(1..) = stream.peek(&mut [0]).await {
        if state.next(|act| matches!(act, Act::CloseUnread)).is_some() {
            state.unread.fetch_add(1, Ordering::SeqCst);
            return;
        }
        let Ok(received) = read(&mut stream, connection).await else {
            return;
        };
        state.count.fetch_add(1, Ordering::SeqCst);
        let act = state.next(|_| true).unwrap_or_else(|| (state.otherwise)(&received));
        {
            let mut all = state.received.lock().unwrap_or_else(PoisonError::into_inner);
            if all.len() < REMEMBERED {
                all.push(received);
            }
        }
        if !perform(&mut stream, act).await.unwrap_or(false) {
            return;
        }
    }
}

/// Does it; whether the connection stays.
async fn perform(stream: &mut TcpStream, act: Act) -> io::Result<bool> {
    match act {
        Act::CloseUnread => return Ok(false),
        Act::Send(bytes) => stream.write_all(&bytes).await?,
        Act::SendAfter(wait, bytes) => {
            tokio::time::sleep(wait).await;
            stream.write_all(&bytes).await?;
        }
        Act::SendAndClose(bytes) => {
            stream.write_all(&bytes).await?;
            stream.shutdown().await?;
            return Ok(false);
        }
        Act::SendAndStall(bytes) => {
            stream.write_all(&bytes).await?;
            while stream.read(&mut [0; 64]).await? > 0 {}
            return Ok(false);
        }
        Act::Pour(length) => {
            stream
                .write_all(head(200, &[("content-type", "application/octet-stream")], length).as_bytes())
                .await?;
            for chunk in pattern(length) {
                stream.write_all(&chunk).await?;
            }
        }
    }
    Ok(true)
}

async fn read(stream: &mut TcpStream, connection: usize) -> io::Result<Received> {
    let mut stream = BufReader::new(stream);
    let line = read_line(&mut stream).await?;
    let mut words = line.split(' ');
    let mut request = Arrived {
        method: words.next().unwrap_or_default().to_owned(),
        target: words.next().unwrap_or_default().to_owned(),
        headers: Vec::new(),
        body: Vec::new(),
    };
    loop {
        let line = read_line(&mut stream).await?;
        let Some((name, value)) = line.split_once(':') else {
            break;
        };
        request
            .headers
            .push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let mut body = BodySum::default();
    if request.header("transfer-encoding") == Some("chunked") {
        loop {
            let size = u64::from_str_radix(&read_line(&mut stream).await?, 16).map_err(io::Error::other)?;
            body.read(&mut stream, size).await?;
            read_line(&mut stream).await?;
            if size == 0 {
                break;
            }
        }
    } else {
        let length = request.header("content-length").and_then(|length| length.parse().ok());
        body.read(&mut stream, length.unwrap_or(0)).await?;
    }
    request.body = body.kept;
    Ok(Received {
        request,
        length: body.length,
        hash: body.hash.end(),
        connection,
    })
}

async fn read_line(stream: &mut BufReader<&mut TcpStream>) -> io::Result<String> {
    let mut line = String::new();
    if stream.read_line(&mut line).await? == 0 {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(line.trim_end().to_owned())
}

#[derive(Default)]
struct BodySum {
    kept: Vec<u8>,
    length: u64,
    hash: RunningHash,
}

impl BodySum {
    async fn read(&mut self, stream: &mut BufReader<&mut TcpStream>, mut length: u64) -> io::Result<()> {
        while length > 0 {
            let bytes = stream.fill_buf().await?;
            let taken = usize::try_from(length).unwrap_or(usize::MAX).min(bytes.len());
            let Some(bytes) = bytes.get(..taken).filter(|bytes| !bytes.is_empty()) else {
                return Err(io::ErrorKind::UnexpectedEof.into());
            };
            self.hash.add(bytes);
            let room = KEPT.saturating_sub(self.kept.len()).min(taken);
            self.kept.extend(bytes.iter().take(room));
            stream.consume(taken);
            self.length += taken as u64;
            length -= taken as u64;
        }
        Ok(())
    }
}

/// The length of a chunk of [`pattern`].
pub const CHUNK: u64 = 64 * 1024;

/// A body in which nothing can be lost, doubled or moved unseen, in chunks: each holds its number and a sequence
/// without repetition.
pub fn pattern(length: u64) -> impl Iterator<Item = Vec<u8>> {
    (0..length.div_ceil(CHUNK)).map(move |number| chunk(number, length))
}

/// One chunk of [`pattern`].
pub fn chunk(number: u64, length: u64) -> Vec<u8> {
    static SEQUENCE: LazyLock<Vec<u8>> = LazyLock::new(|| (0..CHUNK / 8).flat_map(u64::to_be_bytes).collect());
    let length = CHUNK.min(length - number * CHUNK) as usize;
    let mut chunk = [number.to_be_bytes().as_slice(), SEQUENCE.as_slice()].concat();
    chunk.truncate(length);
    chunk
}

/// The SHA-256 of what arrives bit by bit.
#[derive(Default)]
pub struct RunningHash(Sha256);

impl RunningHash {
    /// Adds what comes next.
    pub fn add(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The hash of all.
    pub fn end(self) -> [u8; 32] {
        self.0.finalize().into()
    }
}

/// The SHA-256 of chunks.
pub fn hash<C: AsRef<[u8]>>(chunks: impl IntoIterator<Item = C>) -> [u8; 32] {
    let mut hash = RunningHash::default();
    for chunk in chunks {
        hash.add(chunk.as_ref());
    }
    hash.end()
}

fn head(status: u16, headers: &[(&str, &str)], length: u64) -> String {
    let mut head = format!("HTTP/1.1 {status} Said\r\ncontent-length: {length}\r\n");
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head + "\r\n"
}

/// A whole response's bytes.
pub fn response(status: u16, headers: &[(&str, &str)], body: impl AsRef<[u8]>) -> Vec<u8> {
    announcing(status, headers, body.as_ref().len() as u64, body)
}

/// A response's bytes with a length that may be wrong.
pub fn announcing(status: u16, headers: &[(&str, &str)], length: u64, body: impl AsRef<[u8]>) -> Vec<u8> {
    let mut bytes = head(status, headers, length).into_bytes();
    bytes.extend_from_slice(body.as_ref());
    bytes
}

/// A whole response of JSON.
pub fn json(status: u16, headers: &[(&str, &str)], body: &str) -> Vec<u8> {
    let mut all = vec![("content-type", "application/json")];
    all.extend_from_slice(headers);
    response(status, &all, body)
}
