//! What a response may cost, whatever it holds: how much memory it takes for the bytes that were sent, and how long a
//! list can keep a program. The limits, the options that set them, and the errors that name them.
//!
//! `each_bomb_stays_small` measures the most memory that each of the worst documents makes a process take, each in a
//! process of its own. `cargo test -p integration-tests --test it bomb -- --nocapture` prints the table of
//! docs/figures.md.

use std::future::Future;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use flate2::{Compress, Compression, Crc, FlushCompress};
use futures::{StreamExt as _, TryStreamExt as _};
use generator::model::Version;
use integration_tests::http::FakeCredential;
use integration_tests::http::misbehaving::{Act, Misbehaving, answer, json};
use integration_tests::model_table::{Entry, table};
use integration_tests::own_process;
use msgraph_identity_governance::json::Json;
use msgraph_identity_governance::testing::{FakeGraph, Reply};
use msgraph_identity_governance::v1_0::{Client, models::*};
use msgraph_identity_governance::{ClientOptions, Content, Error, Method, Page, ReadOptions};

const MEBIBYTE: usize = 1024 * 1024;

/// The bombs: documents of a mebibyte, more where that is said; and the most that a process may take for each, in MiB.
/// The process itself, with the client and the server, has 20; the test's own document stands there up to four times.
const BOMBS: [(&str, f64); 16] = [
    ("page of empty items", 64.0),
    ("page of items with an entity each", 64.0),
    ("list inside an entity", 64.0),
    ("entities in each other", 64.0),
    ("items of the wrong kind", 64.0),
    ("items of the wrong kind, inside entities", 64.0),
    ("lists of nulls", 64.0),
    ("unknown members", 64.0),
    ("annotations of a page", 64.0),
    ("odd values, and their list", 64.0),
    ("JSON, parsed and compared", 64.0),
    ("batch of a million parts (3 MB)", 64.0),
    ("batch member of a million headers (9 MB)", 160.0),
    ("batch member of a million details (3 MB)", 64.0),
    ("gzip of blanks (1 MB, becomes 1 GiB)", 200.0),
    ("gzip of empty items (97 kB, becomes 96 MiB)", 900.0),
];

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

/// What came of a page.
macro_rules! page {
    ($model:ty, $json:expr) => {{
        let json: String = $json;
        match Page::<$model>::from_slice(json.as_bytes()) {
            Ok(page) => format!("{} items, {} that are none", page.value.len(), page.odd_items.len()),
            Err(error) => error.to_string(),
        }
    }};
}

/// A client of a server that answers everything with this.
async fn client_of(response: Vec<u8>) -> (Misbehaving, Client) {
    let server = Misbehaving::start_with([], move |_| Act::Send(response.clone())).await;
    let client = Client::new(FakeCredential::new(), Some(server.options())).unwrap();
    (server, client)
}

/// Two requests in a batch, and what came of them.
async fn batch(response: String) -> String {
    let (_server, client) = client_of(json(200, &[], &response)).await;
    let mut batch = client.batch();
    let one = batch.add(client.request::<Json>(Method::Post, "/things"));
    let two = batch.add(client.request::<Json>(Method::Post, "/things"));
    let mut responses = batch.send().await;
    let words = [one, two].map(|ticket| match responses.take(ticket) {
        Ok(json) => format!("{} bytes", json.as_str().len()),
        Err(error) => error.to_string(),
    });
    words.join("; ")
}

async fn compressed(body: Vec<u8>, read: impl AsyncFn(Client) -> String) -> String {
    let headers = [("content-type", "application/json"), ("content-encoding", "gzip")];
    let (_server, client) = client_of(answer(200, &headers, body)).await;
    read(client).await
}

/// Reads a bomb; what came of it.
async fn read(bomb: &str) -> String {
    let entities = |depth: usize| {
        let start = r#"{"@odata.type":"microsoft.graph.user","manager":"#.repeat(depth);
        format!("{start}{{}}{}", "}".repeat(depth))
    };
    match bomb {
        "page of empty items" => page!(User, mebibyte(r#"{"value":["#, "{}", "]}")),
        "page of items with an entity each" => {
            let json = mebibyte(r#"{"value":["#, r#"{"subject":{}}"#, "]}");
            page!(identity_governance::TaskProcessingResult, json)
        }
        "list inside an entity" => {
            let json = mebibyte(r#"{"value":[{"users":["#, "{}", "]}]}");
            page!(identity_governance::ActivateUserScope, json)
        }
        "entities in each other" => page!(User, mebibyte(r#"{"value":["#, &entities(90), "]}")),
        "items of the wrong kind" => page!(User, mebibyte(r#"{"value":["#, "1", "]}")),
        "items of the wrong kind, inside entities" => {
            let item = repeated(r#"{"users":["#, "1", "]}", 900);
            page!(
                identity_governance::ActivateUserScope,
                mebibyte(r#"{"value":["#, &item, "]}")
            )
        }
        "lists of nulls" => page!(User, mebibyte(r#"{"value":[[["#, "null,[]", "]]]}")),
        "unknown members" => {
            let members: Vec<String> = (0..900).map(|number| format!(r#""{number}":0"#)).collect();
            let item = format!("{{{}}}", members.join(","));
            page!(AccessPackage, mebibyte(r#"{"value":["#, &item, "]}"))
        }
        "annotations of a page" => page!(User, mebibyte(r#"{"value":[],"#, r#""a":0"#, "}")),
        "odd values, and their list" => {
            let item = r#"{"id":0,"displayName":0}"#;
            let json = mebibyte(r#"{"value":[{"users":["#, item, "]}]}");
            match Page::<identity_governance::ActivateUserScope>::from_slice(json.as_bytes()) {
                Ok(page) => format!("{} odd values", page.odd_values().len()),
                Err(error) => error.to_string(),
            }
        }
        "JSON, parsed and compared" => {
            let text = mebibyte("[", r#"{"":0}"#, "]");
            let (one, two): (Json, Json) = (text.parse().unwrap(), text.replacen('0', "1", 1).parse().unwrap());
            format!(
                "{}, {} bytes",
                if one == two { "equal" } else { "different" },
                text.len()
            )
        }
        "batch of a million parts (3 MB)" => batch(repeated(r#"{"responses":["#, "{}", "]}", 1_000_000)).await,
        "batch member of a million headers (9 MB)" => {
            let headers: Vec<String> = (0..1_000_000).map(|number| format!(r#""{number:x}":"""#)).collect();
            let headers = headers.join(",");
            batch(format!(
                r#"{{"responses":[{{"id":"1","status":200,"headers":{{{headers}}}}}]}}"#
            ))
            .await
        }
        "batch member of a million details (3 MB)" => {
            let start = r#"{"responses":[{"id":"1","status":400,"body":{"error":{"code":"c","details":["#;
            batch(repeated(start, "{}", "]}}}]}", 1_000_000)).await
        }
        "gzip of blanks (1 MB, becomes 1 GiB)" => {
            let body = gzip("{", &" ".repeat(16 * MEBIBYTE), 64, "}");
            compressed(body, async |client| {
                match client.request::<Json>(Method::Get, "/things").send().await {
                    Ok(json) => format!("{} bytes", json.as_str().len()),
                    Err(error) => error.to_string(),
                }
            })
            .await
        }
        "gzip of empty items (97 kB, becomes 96 MiB)" => {
            let body = gzip(r#"{"value":[{}"#, &",{}".repeat(4 * MEBIBYTE), 8, "]}");
            compressed(body, async |client| {
                match client.request::<Page<User>>(Method::Get, "/users").send().await {
                    Ok(page) => format!("{} items", page.value.len()),
                    Err(error) => error.to_string(),
                }
            })
            .await
        }
        other => panic!("no bomb: {other}"),
    }
}

/// A number of /proc/self/status, in mebibytes; nothing where the system has none.
fn status(name: &str) -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with(name))?;
    Some(line.split_whitespace().nth(1)?.parse::<f64>().ok()? / 1024.0)
}

const CHOSEN: &str = "MSGRAPH_TEST_BOMB";

/// What the process of a bomb runs.
#[tokio::test]
#[ignore = "`each_bomb_stays_small` runs it"]
async fn one_bomb() {
    let Ok(bomb) = std::env::var(CHOSEN) else { return };
    let words = read(&bomb).await;
    println!("\nPEAK {:?} {words}", status("VmHWM:"));
}

#[test]
fn each_bomb_stays_small() {
    if status("VmHWM:").is_none() {
        return println!("passed over: this system does not tell how much memory a process has had");
    }
    println!("| bomb | peak, MiB | what came of it |\n|---|---|---|");
    let mut large = Vec::new();
    for (bomb, most) in BOMBS {
        let output = own_process::command(module_path!(), "one_bomb")
            .env(CHOSEN, bomb)
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&output.stdout);
        let line = text.lines().find_map(|line| line.strip_prefix("PEAK Some("));
        let Some((peak, words)) = line.and_then(|line| line.split_once(") ")) else {
            panic!("{bomb}: {text}{}", String::from_utf8_lossy(&output.stderr));
        };
        println!("| {bomb} | {peak:.5} | {words:.150} |");
        if peak.parse::<f64>().unwrap() > most {
            large.push(bomb);
        }
    }
    assert!(large.is_empty(), "too large: {large:?}");
}

// How long a response may be.

const LIMIT: usize = 5000;

fn limited(server: &Misbehaving) -> Client {
    let options = server.options().with_max_response_bytes(LIMIT);
    Client::new(FakeCredential::new(), Some(options)).unwrap()
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
                 more with `ClientOptions::with_max_response_bytes`";
    assert!(error.to_string().ends_with(words), "{error}");
}

#[tokio::test]
async fn a_response_beyond_the_limit_is_not_read_on_and_not_asked_for_again() {
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
        Act::Send(answer(200, &headers, zipped)),
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
async fn a_batchs_response_beyond_the_limit_is_an_error_of_each_member() {
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
    let tickets = [(); 3].map(|()| batch.add(client.request::<Json>(Method::Post, "/things")));
    let mut responses = batch.send().await;
    assert_eq!(responses.take_response(tickets[0]).unwrap().header("h99"), Some("v"));
    let error = responses.take(tickets[1]).unwrap_err();
    assert!(error.to_string().ends_with("it has more than 100 headers"), "{error}");
    assert_eq!(error.status(), Some(200));
    let error = responses.take(tickets[2]).unwrap_err();
    let service = error.service().unwrap();
    assert_eq!((service.code(), service.details().len()), (Some("c"), 100));
}

// How much memory a document's values may take.

#[tokio::test]
async fn values_beyond_the_memory_of_their_document_are_an_error_that_names_the_option() {
    let page = repeated(r#"{"value":["#, "{}", "]}", 2000);
    let (server, client) = client_of(json(200, &[], &page)).await;
    let users: Page<User> = client.request(Method::Get, "/users").send().await.unwrap();
    assert_eq!(users.value.len(), 2001);
    let read = ReadOptions::default().with_memory_floor(1_000_000);
    let client = Client::new(FakeCredential::new(), Some(server.options().with_read(read))).unwrap();
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
        assert_eq!((scope.users.len(), scope.odd_values().len()), (1, 901));
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

/// A Graph whose list goes on for ever, at once, in pages without items.
fn endless() -> (FakeGraph, Client) {
    let graph = FakeGraph::new();
    let route = graph.on(Method::Get, "/things");
    route.answer_with(|sent| {
        let number: u64 = sent.query("p").map_or(0, |number| number.parse().unwrap());
        let next = format!("https://graph.microsoft.com/v1.0/things?p={}", number + 1);
        Reply::page::<Json>(&[], Some(&next))
    });
    let client = Client::new(graph.credential(), Some(graph.options())).unwrap();
    (graph, client)
}

/// Runs this alone on a runtime of one thread; an error when it does not end.
fn alone<F: Future<Output = ()>>(work: impl FnOnce() -> F + Send + 'static) {
    let (done, wait) = mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(work());
        done.send(()).unwrap();
    });
    wait.recv_timeout(Duration::from_secs(30))
        .expect("it does not end, or it failed");
}

#[test]
fn a_list_without_end_lets_others_run() {
    const SHORT: Duration = Duration::from_millis(50);
    alone(|| async {
        let (graph, client) = endless();
        let list = || client.request::<Page<String>>(Method::Get, "/things");
        let mut items = list().items();
        assert!(tokio::time::timeout(SHORT, items.next()).await.is_err());
        assert!(graph.sent().len() > 1);
        assert!(tokio::time::timeout(SHORT, list().pages().count()).await.is_err());
        // Others of the same task too.
        let all = list().items().count();
        let other = async { tokio::time::sleep(SHORT).await };
        tokio::select! {
            count = all => panic!("{count} items"),
            () = other => {}
        }
    });
}

#[test]
fn a_deadline_ends_a_list() {
    alone(|| async {
        let (graph, client) = endless();
        let list = || client.request::<Page<String>>(Method::Get, "/things");
        let begun = Instant::now();
        let mut items = list().items().with_deadline(Duration::from_millis(50));
        let error = items.next().await.unwrap().unwrap_err();
        assert!(begun.elapsed() >= Duration::from_millis(50));
        assert!(error.is_timed_out() && !error.is_limit_exceeded(), "{error}");
        assert_eq!(
            error.to_string(),
            "GET /{raw}: the timeout passed, the service may have acted: the list has not ended within its deadline of 50 ms"
        );
        assert!(items.next().await.is_none());
        // It can be gone on with where it ended.
        assert_eq!(
            items.next_link().unwrap().rsplit_once('=').unwrap().1,
            graph.sent().len().to_string()
        );
        let mut late = list().pages().with_deadline(Duration::ZERO);
        let before = graph.sent().len();
        assert!(late.try_next().await.unwrap_err().is_timed_out());
        assert_eq!(graph.sent().len(), before, "nothing is asked for when it is too late");
    });
}

#[tokio::test]
async fn a_deadline_ends_a_page_that_does_not_come_and_no_list_that_has_ended() {
    let graph = FakeGraph::new();
    let next = "https://graph.microsoft.com/v1.0/things?p=1";
    let pages = graph.on(Method::Get, "/things");
    pages
        .answer(Reply::page(&["a", "b"], Some(next)))
        .answer(Reply::page(&["c"], None));
    let client = Client::new(graph.credential(), Some(graph.options())).unwrap();
    let list = || client.request::<Page<String>>(Method::Get, "/things");
    let mut items = list().items().with_deadline(Duration::from_millis(100));
    assert_eq!(items.try_next().await.unwrap().as_deref(), Some("a"));
    tokio::time::sleep(Duration::from_millis(120)).await;
    assert_eq!(
        items.try_next().await.unwrap().as_deref(),
        Some("b"),
        "what has arrived is given"
    );
    assert!(items.try_next().await.unwrap_err().is_timed_out());
    assert_eq!(graph.sent().len(), 1, "nothing is asked for when it is too late");
    let mut stalled = list().pages().with_deadline(Duration::from_millis(100));
    assert_eq!(stalled.try_next().await.unwrap().unwrap().value, ["c"]);
    tokio::time::sleep(Duration::from_millis(120)).await;
    assert!(stalled.try_next().await.unwrap().is_none());
    let pages = graph.on(Method::Get, "/others");
    pages.answer(Reply::stalled());
    let others = client.request::<Page<String>>(Method::Get, "/others");
    let mut stalled = others.pages().with_deadline(Duration::from_millis(100));
    assert!(stalled.try_next().await.unwrap_err().is_timed_out());
    let page = Reply::page(&["d"], None);
    graph.on(Method::Get, "/more").answer(page);
    let more = client.request::<Page<String>>(Method::Get, "/more").items();
    let more: Vec<String> = more.with_deadline(Duration::MAX).try_collect().await.unwrap();
    assert_eq!(more, ["d"]);
}

#[tokio::test]
async fn the_clients_timeout_holds_for_each_request_that_sets_none() {
    let slow = || Act::SendAfter(Duration::from_millis(600), json(200, &[], "{}"));
    let server = Misbehaving::start([slow(), slow(), slow(), slow()]).await;
    let options = server.options().with_timeout(Duration::from_millis(200));
    let client = Client::new(FakeCredential::new(), Some(options)).unwrap();
    let request = || client.request::<Json>(Method::Post, "/things");
    let error = request().send().await.unwrap_err();
    assert!(error.is_timed_out() && error.to_string().ends_with("200 ms"), "{error}");
    let error = request().timeout(Duration::from_millis(100)).send().await.unwrap_err();
    assert!(error.is_timed_out() && error.to_string().ends_with("100 ms"), "{error}");
    request().timeout(Duration::MAX).send().await.unwrap();
    let mut batch = client.batch();
    let ticket = batch.add(request());
    let error = batch.send().await.take(ticket).unwrap_err();
    assert!(error.is_timed_out(), "{error}");

    let next = format!("{}/v1.0/things?p=1", server.endpoint());
    server.then(Act::Send(json(
        200,
        &[],
        &format!(r#"{{"value":["a"],"@odata.nextLink":"{next}"}}"#),
    )));
    server.then(Act::SendAndStall(Vec::new()));
    let mut items = client.request::<Page<String>>(Method::Get, "/things").items();
    assert_eq!(items.try_next().await.unwrap().as_deref(), Some("a"));
    assert!(items.try_next().await.unwrap_err().is_timed_out());
    assert_eq!(ClientOptions::default().timeout, None);
}

#[tokio::test]
async fn a_link_that_grows_ends_the_list() {
    let graph = FakeGraph::new();
    graph.on(Method::Get, "/things").answer_with(|sent| {
        let grown = sent.query("p").unwrap_or_else(|| "x".to_owned()).repeat(2);
        let next = format!("https://graph.microsoft.com/v1.0/things?p={grown}");
        Reply::page(&["a"], Some(&next))
    });
    let client = Client::new(graph.credential(), Some(graph.options())).unwrap();
    let items = client.request::<Page<String>>(Method::Get, "/things").items();
    let items: Vec<_> = items.collect().await;
    let (last, before) = items.split_last().unwrap();
    assert_eq!(before.iter().filter(|item| item.is_ok()).count(), 16);
    let error = last.as_ref().unwrap_err().to_string();
    assert!(
        error.contains("the link: not sent: it has more than 65536 bytes"),
        "{error}"
    );
}
