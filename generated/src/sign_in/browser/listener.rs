//! The port of loopback that the browser is sent to.
//!
//! It needs no runtime: a thread accepts connections, and each connection has a thread of its own, because browsers open
//! some that they send nothing on. It ends with the first good response, and when the sign-in is dropped.

use std::io::{self, ErrorKind, Read, Write as _};
use std::net::{Ipv4Addr, Ipv6Addr, Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures::channel::oneshot;
use secrecy::SecretString;
use zeroize::Zeroizing;

use super::page;
use super::redirect::{self, NotOurs, Received, Redirected};
use crate::sign_in::error::{SignInError, SignInFailure};

/// How often is looked for a connection.
const EVERY: Duration = Duration::from_millis(15);
/// How long a connection has to send its request.
const PATIENCE: Duration = Duration::from_secs(10);
/// More connections at a time are closed at once.
const MOST: usize = 16;
/// The longest head and body that are read. A code has some hundred bytes, a description some more.
const LONGEST_HEAD: usize = 32 * 1024;
const LONGEST_BODY: usize = 64 * 1024;
/// How often a free port is looked for that is free for both versions of IP.
const TRIES: usize = 8;

/// Waits for the browser.
#[derive(Debug)]
pub(super) struct Listener {
    port: u16,
    stop: Arc<AtomicBool>,
}

/// What the threads share.
struct Shared {
    port: u16,
    state: SecretString,
    /// Taken by the first good response.
    response: Mutex<Option<oneshot::Sender<Redirected>>>,
    stop: Arc<AtomicBool>,
    connections: AtomicUsize,
}

impl Listener {
    /// Listens on a port, a free one if none is given, for the response of the sign-in with this `state`.
    pub(super) fn start(
        port: Option<u16>,
        state: SecretString,
    ) -> Result<(Self, oneshot::Receiver<Redirected>), SignInError> {
        let sockets = match port {
            Some(port) => bound(port),
            None => free(),
        };
        let failed = |error: &io::Error| {
            let (what, advice) = match port {
                Some(port) if error.kind() == ErrorKind::AddrInUse => (
                    format!("the port {port} is in use"),
                    "end what uses it, or let a free port be chosen",
                ),
                _ => (
                    format!("no port of loopback can be used ({error})"),
                    "sign in by a device code",
                ),
            };
            SignInError::new(SignInFailure::PortTaken, what, advice)
        };
        let sockets = sockets.map_err(|error| failed(&error))?;
        let address = sockets
            .first()
            .ok_or_else(|| failed(&io::Error::other("none")))?
            .local_addr();
        let port = address.map_err(|error| failed(&error))?.port();
        let (sender, receiver) = oneshot::channel();
        let stop = Arc::new(AtomicBool::new(false));
        let shared = Arc::new(Shared {
            port,
            state,
            response: Mutex::new(Some(sender)),
            stop: stop.clone(),
            connections: AtomicUsize::new(0),
        });
        let accepting = move || accept(&sockets, &shared);
        std::thread::Builder::new()
            .name("sign-in".to_owned())
            .spawn(accepting)
            .map_err(|error| failed(&error))?;
        Ok((Self { port, stop }, receiver))
    }

    /// By name, as registrations have it, and without a path: the identity platform compares all but the port.
    pub(super) fn redirect_uri(&self) -> String {
        format!("http://localhost:{}", self.port)
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Release);
    }
}

/// Sockets on a port, for both versions of IP: a browser tries either for `localhost`, and another program must have
/// neither. A machine without IPv6 has one.
fn bound(port: u16) -> io::Result<Vec<TcpListener>> {
    let first = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
    let port = first.local_addr()?.port();
    let mut sockets = vec![first];
    match TcpListener::bind((Ipv6Addr::LOCALHOST, port)) {
        Ok(second) => sockets.push(second),
        Err(error) if error.kind() == ErrorKind::AddrInUse => return Err(error),
        Err(_) => {}
    }
    for socket in &sockets {
        socket.set_nonblocking(true)?;
    }
    Ok(sockets)
}

fn free() -> io::Result<Vec<TcpListener>> {
    let mut tried = bound(0);
    for _ in 1..TRIES {
        match &tried {
            Err(error) if error.kind() == ErrorKind::AddrInUse => tried = bound(0),
            _ => break,
        }
    }
    tried
}

fn accept(sockets: &[TcpListener], shared: &Arc<Shared>) {
    while !shared.stop.load(Ordering::Acquire) {
        for socket in sockets {
            let Ok((stream, _)) = socket.accept() else { continue };
            if shared.connections.fetch_add(1, Ordering::AcqRel) >= MOST {
                shared.connections.fetch_sub(1, Ordering::AcqRel);
                continue;
            }
            let own = shared.clone();
            let serving = move || {
                // Who sends nothing, or goes away, is no concern of the sign-in.
                let _ = serve(stream, &own);
                own.connections.fetch_sub(1, Ordering::AcqRel);
            };
            if std::thread::Builder::new()
                .name("sign-in".to_owned())
                .spawn(serving)
                .is_err()
            {
                shared.connections.fetch_sub(1, Ordering::AcqRel);
            }
        }
        std::thread::sleep(EVERY);
    }
}

/// Reads one request and responds.
fn serve(mut stream: TcpStream, shared: &Shared) -> io::Result<()> {
    stream.set_nonblocking(false)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let mut text = Zeroizing::new(Vec::with_capacity(LONGEST_HEAD + LONGEST_BODY));
    let read = receive(&mut stream, &mut text, shared)?;
    let response = match read {
        Ok(redirected) => {
            let page = match &redirected {
                Redirected::Code(_) => page::done(),
                Redirected::Refused { .. } => page::refused(),
            };
            let sender = shared.response.lock().unwrap_or_else(PoisonError::into_inner).take();
            match sender {
                Some(sender) => {
                    // The browser first: the program may end when it has its token.
                    let written = respond(&mut stream, &page);
                    shared.stop.store(true, Ordering::Release);
                    let _ = sender.send(redirected);
                    return written;
                }
                // The same response once more.
                None => page::not_ours("409 Conflict"),
            }
        }
        Err(reason) => {
            tracing::debug!(?reason, "a request on loopback is not the response of this sign-in");
            page::not_ours(reason.status())
        }
    };
    respond(&mut stream, &response)
}

fn respond(stream: &mut TcpStream, page: &str) -> io::Result<()> {
    stream.write_all(page.as_bytes())?;
    stream.shutdown(Shutdown::Write)
}

fn receive(
    stream: &mut impl Read,
    text: &mut Zeroizing<Vec<u8>>,
    shared: &Shared,
) -> io::Result<Result<Redirected, NotOurs>> {
    loop {
        let mut headers = [httparse::EMPTY_HEADER; 96];
        let mut request = httparse::Request::new(&mut headers);
        match request.parse(text) {
            Err(_) => return Ok(Err(NotOurs::Malformed)),
            Ok(httparse::Status::Complete(head)) => {
                let header = |name: &str| {
                    let mut all = request
                        .headers
                        .iter()
                        .filter(|header| header.name.eq_ignore_ascii_case(name));
                    let first = all.next().and_then(|header| std::str::from_utf8(header.value).ok());
                    // Twice the same header means two things to two readers.
                    first.filter(|_| all.next().is_none())
                };
                let length = header("content-length").map_or(Some(0), |length| length.trim().parse::<usize>().ok());
                let Some(length) = length.filter(|length| *length <= LONGEST_BODY) else {
                    return Ok(Err(NotOurs::Malformed));
                };
                if let Some(body) = text.get(head..head + length) {
                    let received = Received {
                        method: request.method.unwrap_or_default(),
                        target: request.path.unwrap_or_default(),
                        host: header("host"),
                        destination: header("sec-fetch-dest"),
                        content_type: header("content-type"),
                        body,
                    };
                    return Ok(redirect::read(&received, shared.port, &shared.state));
                }
            }
            Ok(httparse::Status::Partial) if text.len() >= LONGEST_HEAD => return Ok(Err(NotOurs::Malformed)),
            Ok(httparse::Status::Partial) => {}
        }
        let mut chunk = Zeroizing::new([0_u8; 4096]);
        let read = stream.read(&mut *chunk)?;
        if read == 0 {
            return Ok(Err(NotOurs::Malformed));
        }
        text.extend_from_slice(chunk.get(..read).unwrap_or_default());
    }
}
