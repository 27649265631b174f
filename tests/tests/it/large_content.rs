//! Large content goes up and comes down without being held in memory. In a process of its own: it measures the whole
//! process, in which the server runs too.

use futures::StreamExt as _;
use integration_tests::http::FakeCredential;
use integration_tests::http::misbehaving::{Act, Misbehaving, hash, pattern, response};
use integration_tests::own_process::run_alone;
use msgraph_identity_governance::{Content, ContentBody, Method, v1_0::GraphClient};

/// Not a multiple of any buffer.
const LENGTH: u64 = 64 * 1024 * 1024 + 12_345;

/// What the process may need beyond what a small exchange needs, both ways together.
const MOST: u64 = 12 * 1024 * 1024;

/// The most memory that the process ever had, in bytes.
#[cfg(target_os = "linux")]
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() * 1024
}

mod made {
    use std::io;
    use std::pin::Pin;
    use std::task::{Context, Poll};

    use azure_core::stream::SeekableStream;
    use futures::io::AsyncRead;
    use integration_tests::http::misbehaving::{CHUNK, chunk};

    /// The pattern as a stream that is made while it is sent.
    #[derive(Clone, Debug)]
    pub struct Made {
        length: u64,
        place: u64,
        chunk: Vec<u8>,
    }

    impl Made {
        pub fn new(length: u64) -> Self {
            Self {
                length,
                place: 0,
                chunk: Vec::new(),
            }
        }
    }

    impl AsyncRead for Made {
        fn poll_read(mut self: Pin<&mut Self>, _: &mut Context<'_>, into: &mut [u8]) -> Poll<io::Result<usize>> {
            let within = (self.place % CHUNK) as usize;
            if within == 0 {
                self.chunk = if self.place < self.length {
                    chunk(self.place / CHUNK, self.length)
                } else {
                    Vec::new()
                };
            }
            let left = self.chunk.get(within..).unwrap_or_default();
            let taken = left.len().min(into.len());
            into[..taken].copy_from_slice(&left[..taken]);
            self.place += taken as u64;
            Poll::Ready(Ok(taken))
        }
    }

    #[async_trait::async_trait]
    impl SeekableStream for Made {
        async fn reset(&mut self) -> azure_core::Result<()> {
            *self = Self::new(self.length);
            Ok(())
        }

        fn len(&self) -> Option<u64> {
            Some(self.length)
        }
    }
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn sixty_four_mebibytes_go_both_ways_in_little_memory() {
    if !run_alone(module_path!(), "sixty_four_mebibytes_go_both_ways_in_little_memory") {
        return;
    }
    let server = Misbehaving::start([]).await;
    let client = GraphClient::new(FakeCredential::new(), Some(server.options())).unwrap();
    let up = |length| {
        let stream: Box<dyn azure_core::stream::SeekableStream> = Box::new(made::Made::new(length));
        client
            .request::<()>(Method::Put, "/file/$value")
            .content(ContentBody::from(stream))
            .send()
    };
    let down = async |length| {
        server.then(Act::Pour(length));
        let mut content = client
            .request::<Content>(Method::Get, "/file/$value")
            .send()
            .await
            .unwrap();
        let (mut hash, mut got) = (integration_tests::http::misbehaving::RunningHash::default(), 0);
        while let Some(bytes) = content.next().await {
            let bytes = bytes.unwrap();
            got += bytes.len() as u64;
            hash.add(&bytes);
        }
        (got, hash.end())
    };
    up(1_000_000).await.unwrap();
    assert_eq!(down(1_000_000).await, (1_000_000, hash(pattern(1_000_000))));
    let whole = hash(pattern(LENGTH));
    let before = peak();

    // The first try is refused when all of it has arrived; the second begins at the first byte.
    server.then(Act::Send(response(503, &[("retry-after", "0")], "")));
    up(LENGTH).await.unwrap();
    let received = server.received();
    for arrived in &received[2..] {
        assert_eq!((arrived.length, arrived.hash), (LENGTH, whole));
    }
    assert_eq!(received.len(), 4);
    assert_eq!(down(LENGTH).await, (LENGTH, whole));

    let more = peak() - before;
    println!("{:.1} MiB more than before", more as f64 / 1024.0 / 1024.0);
    assert!(more < MOST, "{more} bytes more were needed");
}
