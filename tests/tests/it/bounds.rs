//! What a response may cost, whatever it holds: how much memory it takes for the bytes that were sent, and how long a
//! list can keep a program. The limits, the options that set them, and the errors that name them.
//!
//! `each_bomb_stays_small` measures the most memory that each of the worst documents makes a process take, each in a
//! process of its own. `cargo test -p integration-tests --test it bomb -- --nocapture` prints the table of
//! docs/figures.md.

mod bombs;
mod lists;

use std::future::Future;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use flate2::{Compress, Compression, Crc, FlushCompress};
use futures::{StreamExt as _, TryStreamExt as _};
use generator::model::Version;
use integration_tests::http::FakeCredential;
use integration_tests::http::misbehaving::{Act, Misbehaving, json, response};
use integration_tests::model_table::{Entry, table};
use integration_tests::own_process;
use msgraph_identity_governance::json::Json;
use msgraph_identity_governance::testing::{FakeGraph, Reply};
use msgraph_identity_governance::v1_0::{GraphClient, models::*};
use msgraph_identity_governance::{Content, Error, GraphClientOptions, Method, Page, ReadOptions};

const MEBIBYTE: usize = 1024 * 1024;

/// A document of a text again and again, with commas between.
fn repeated(start: &str, text: &str, end: &str, times: usize) -> String {
    let mut document = start.to_owned();
    document.push_str(&[text, ","].concat().repeat(times));
    document.push_str(text);
    document.push_str(end);
    document
}

/// One of about a mebibyte.
fn mebibyte(start: &str, text: &str, end: &str) -> String {
    repeated(start, text, end, MEBIBYTE / (text.len() + 1))
}

/// Compressed JSON: the start, then a block as often as is said, then the end. The block is compressed once.
fn gzip(start: &str, block: &str, times: usize, end: &str) -> Vec<u8> {
    let deflated = |text: &str, flush| {
        let mut bytes = Vec::with_capacity(text.len() + 1024);
        Compress::new(Compression::best(), false)
            .compress_vec(text.as_bytes(), &mut bytes, flush)
            .unwrap();
        bytes
    };
    let mut sum = Crc::new();
    sum.update(start.as_bytes());
    let mut of_block = Crc::new();
    of_block.update(block.as_bytes());
    (0..times).for_each(|_| sum.combine(&of_block));
    sum.update(end.as_bytes());
    // No name, no time, any system; sum and length come after the data.
    let mut gzip = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    gzip.extend(deflated(start, FlushCompress::Full));
    gzip.extend(deflated(block, FlushCompress::Full).repeat(times));
    gzip.extend(deflated(end, FlushCompress::Finish));
    gzip.extend(sum.sum().to_le_bytes());
    gzip.extend(sum.amount().to_le_bytes());
    gzip
}

/// A client of a server that responds to everything with this.
async fn client_of(response: Vec<u8>) -> (Misbehaving, GraphClient) {
    let server = Misbehaving::start_with([], move |_| Act::Send(response.clone())).await;
    let client = GraphClient::new(FakeCredential::new(), Some(server.options())).unwrap();
    (server, client)
}

const LIMIT: usize = 5000;

fn limited(server: &Misbehaving) -> GraphClient {
    let options = server.options().with_max_response_bytes(LIMIT);
    GraphClient::new(FakeCredential::new(), Some(options)).unwrap()
}

/// The beginning of a response whose length is not said, up to the end of a chunk of so many bytes.
fn chunk(headers: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "HTTP/1.1 200 Said\r\ntransfer-encoding: chunked\r\ncontent-type: application/json\r\nrequest-id: r-1\r\n{headers}\r\n"
    );
    [
        head.as_bytes(),
        format!("{:x}\r\n", body.len()).as_bytes(),
        body,
        b"\r\n",
    ]
    .concat()
}

fn assert_too_long(error: &Error) {
    assert!(error.is_limit_exceeded() && !error.is_timed_out(), "{error}");
    let words = "the response is too long to be read, the service has acted: 200, more than 5000 bytes; ask for less at a time, or allow \
                 more with `GraphClientOptions::with_max_response_bytes`";
    assert!(error.to_string().ends_with(words), "{error}");
}

#[tokio::test]
async fn a_response_beyond_the_limit_is_neither_read_nor_retried() {
    let text = |length: usize| format!("\"{}\"", "x".repeat(length - 2));
    for method in [Method::Get, Method::Post] {
        // It says beforehand how long it is, it does not say so and goes on and on, and it is one byte too long.
        for act in [
            Act::Pour(1 << 40),
            Act::SendAndStall(chunk("", " ".repeat(LIMIT + 1).as_bytes())),
            Act::Send(json(200, &[], &text(LIMIT + 1))),
            Act::SendAndStall(chunk(
                "content-encoding: gzip\r\n",
                &gzip("", &" ".repeat(1000), LIMIT / 1000, " "),
            )),
        ] {
            let server = Misbehaving::start([act]).await;
            let sent = limited(&server).request::<Json>(method, "/things").send();
            let error = tokio::time::timeout(Duration::from_secs(20), sent)
                .await
                .unwrap()
                .unwrap_err();
            assert_too_long(&error);
            assert_eq!(server.count(), 1);
        }
    }
    let server = Misbehaving::start([Act::SendAndStall(chunk("", &[b' '; LIMIT + 1]))]).await;
    let error = limited(&server)
        .request::<()>(Method::Post, "/things")
        .send()
        .await
        .unwrap_err();
    assert_eq!(error.request_id(), Some("r-1"));
    assert!(
        error.to_string().starts_with("POST /{raw} (request-id r-1): "),
        "{error}"
    );
}

#[tokio::test]
async fn a_response_at_the_limit_and_a_stream_beyond_it_are_read() {
    let text = format!("\"{}\"", "x".repeat(LIMIT - 2));
    let zipped = gzip("\"", &"x".repeat(LIMIT - 2), 1, "\"");
    let headers = [("content-encoding", "gzip"), ("content-type", "application/json")];
    let server = Misbehaving::start([
        Act::Send(json(200, &[], &text)),
        Act::SendAndClose([chunk("", text.as_bytes()), b"0\r\n\r\n".to_vec()].concat()),
        Act::Send(response(200, &headers, zipped)),
        Act::Pour(1_000_000),
    ])
    .await;
    let client = limited(&server);
    for _ in 0..3 {
        let json: Json = client.request(Method::Get, "/things").send().await.unwrap();
        assert_eq!(json.as_str(), text);
    }
    let content: Content = client.request(Method::Get, "/things/$value").send().await.unwrap();
    assert_eq!(content.bytes().await.unwrap().len(), 1_000_000);
}

#[tokio::test]
async fn a_batch_response_beyond_the_limit_fails_each_member() {
    let body = "x".repeat(LIMIT);
    let response = format!(r#"{{"responses":[{{"id":"1","status":200,"body":"{body}"}},{{"id":"2","status":204}}]}}"#);
    let server = Misbehaving::start([Act::Send(json(200, &[], &response))]).await;
    let client = limited(&server);
    let mut batch = client.batch();
    let get = batch.add(client.request::<Json>(Method::Get, "/things"));
    let delete = batch.add(client.request::<()>(Method::Delete, "/things/1"));
    let mut responses = batch.send().await;
    assert_too_long(&responses.take(get).unwrap_err());
    assert_too_long(&responses.take(delete).unwrap_err());
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn of_a_batchs_member_a_hundred_headers_and_reasons_are_read() {
    let headers = |count: usize| -> String {
        let headers: Vec<_> = (0..count).map(|number| format!(r#""h{number}":"v""#)).collect();
        headers.join(",")
    };
    let details = repeated("[", r#"{"code":"d"}"#, "]", 150);
    let response = format!(
        r#"{{"responses":[{{"id":"1","status":200,"headers":{{{}}},"body":1}},{{"id":"2","status":200,"headers":{{{}}},"body":1}},
            {{"id":"3","status":400,"body":{{"error":{{"code":"c","details":{details}}}}}}}]}}"#,
        headers(100),
        headers(101),
    );
    let (_server, client) = client_of(json(200, &[], &response)).await;
    let mut batch = client.batch();
    let handles = [(); 3].map(|()| batch.add(client.request::<Json>(Method::Post, "/things")));
    let mut responses = batch.send().await;
    assert_eq!(responses.take_response(handles[0]).unwrap().header("h99"), Some("v"));
    let error = responses.take(handles[1]).unwrap_err();
    assert!(error.to_string().ends_with("it has more than 100 headers"), "{error}");
    assert_eq!(error.status(), Some(200));
    let error = responses.take(handles[2]).unwrap_err();
    let service = error.service().unwrap();
    assert_eq!((service.code(), service.details().len()), (Some("c"), 100));
}

// How much memory a document's values may take.

#[tokio::test]
async fn values_beyond_their_memory_are_an_error_naming_the_option() {
    let page = repeated(r#"{"value":["#, "{}", "]}", 2000);
    let (server, client) = client_of(json(200, &[], &page)).await;
    let users: Page<User> = client.request(Method::Get, "/users").send().await.unwrap();
    assert_eq!(users.value.len(), 2001);
    let read = ReadOptions::default().with_memory_floor(1_000_000);
    let client = GraphClient::new(FakeCredential::new(), Some(server.options().with_read(read))).unwrap();
    let error = client
        .request::<Page<User>>(Method::Get, "/users")
        .send()
        .await
        .unwrap_err();
    assert!(error.is_limit_exceeded(), "{error}");
    let Error::Decode(decode) = &error else {
        panic!("{error:?}")
    };
    let json = decode.json().unwrap();
    assert!(json.is_limit_exceeded());
    assert_eq!(json.path(), "value[512]");
    assert_eq!(
        json.reason(),
        "what is read from it would take more than 1000000 bytes of memory, where 6014 bytes came; `ReadOptions::with_memory_floor` allows more"
    );
    let odd = Page::<User>::from_json(br#"{"value":[1]}"#, &ReadOptions::strict()).unwrap_err();
    assert!(!odd.is_limit_exceeded());
    let deep = AccessPackage::from_slice("[".repeat(101).as_bytes()).unwrap_err();
    assert!(
        !deep.is_limit_exceeded(),
        "an array is no package, however deep: {deep}"
    );
    let deep = format!(r#"{{"x":{}"#, "[".repeat(101));
    assert!(
        AccessPackage::from_slice(deep.as_bytes())
            .unwrap_err()
            .is_limit_exceeded()
    );
}

#[test]
fn the_room_of_an_item_that_does_not_fit_is_the_next_ones() {
    let list = repeated(r#"{"users":["#, "1", ",{}]}", 900);
    let page = repeated(r#"{"value":["#, &list, "]}", 20);
    let page = Page::<identity_governance::ActivateUserScope>::from_slice(page.as_bytes()).unwrap();
    for scope in page.value {
        assert_eq!((scope.users.len(), scope.mismatches().len()), (1, 901));
    }
}

/// The worst that honest pages ask for: the largest page that there is, of items of which only the id was selected.
#[test]
fn each_model_is_read_in_the_largest_page_of_ids() {
    let item = r#"{"id":"d7d1a2b8-9a1f-4a59-8a16-0f4a3c9e2b11"}"#;
    let page = repeated(r#"{"value":["#, item, "]}", 998);
    let (mut worst, mut most) = ("", 0);
    let mut models = 0;
    for version in [Version::V1_0, Version::Beta] {
        for (name, entry) in table(version) {
            let Entry::Model(model) = entry else { continue };
            models += 1;
            // Another four of the same size in each item would still be read.
            let read = ReadOptions::default();
            let a_fifth = read.with_memory_floor(read.memory_floor / 5);
            assert_eq!((model.items)(page.as_bytes(), &a_fifth), Ok(999), "{name}");
            let mut floor = most;
            while (model.items)(page.as_bytes(), &ReadOptions::default().with_memory_floor(floor)).is_err() {
                floor += 64 * 1024;
            }
            if floor > most {
                (worst, most) = (name, floor);
            }
        }
    }
    println!(
        "{models} models; most for 999 ids in {} bytes: {worst}, {most} bytes",
        page.len()
    );
    assert!(models > 700);
}

// How long a list may take.
