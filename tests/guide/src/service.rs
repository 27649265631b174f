//! A service that takes each callout, and decides nothing: what it was asked waits.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};

/// Starts one on a free port of loopback, and gives its URL. It ends with the process.
///
/// # Panics
/// When there is no free port.
#[must_use]
pub fn that_holds() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap_or_else(|why| panic!("{why}"));
    let address = listener.local_addr().unwrap_or_else(|why| panic!("{why}"));
    std::thread::spawn(move || {
        for connection in listener.incoming().flatten() {
            // A connection that breaks is the caller's loss.
            let _ = accept(connection);
        }
    });
    format!("http://{address}/")
}

fn accept(connection: TcpStream) -> std::io::Result<()> {
    let mut reader = BufReader::new(connection.try_clone()?);
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let line = line.trim_end().to_ascii_lowercase();
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or(0);
        }
        if line.is_empty() {
            break;
        }
    }
    std::io::copy(&mut reader.take(length), &mut std::io::sink())?;
    let mut connection = connection;
    connection.write_all(b"HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
}
