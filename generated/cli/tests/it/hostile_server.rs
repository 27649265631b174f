//! A service that stalls, cuts, redirects, refuses, or is none.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::time::{Duration, Instant};

use crate::process::{Ended, run_at};
use crate::server::{Act, Received, Server, json, pages, response};

const LIST: &str = "entitlement-management catalogs list";
const CREATE: &str = "entitlement-management catalogs create --display-name x";

fn run(server: &Server, line: &str) -> Ended {
    run_at(server.endpoint(), line.split(' '))
}

/// Exit code, nothing on standard output, and what standard error says.
fn fails(server: &Server, line: &str, code: i32, says: &[&str]) -> Ended {
    let ended = run(server, line);
    assert_eq!(
        (ended.code, ended.stdout.as_str()),
        (code, ""),
        "{line}: {}",
        ended.stderr
    );
    for text in says {
        assert!(
            ended.stderr.contains(text),
            "{line}: {text:?} is missing: {}",
            ended.stderr
        );
    }
    ended
}

#[test]
fn a_server_that_stalls_is_left_after_the_timeout() {
    let halves = [
        Vec::new(),
        b"HTTP/1.1 200 OK\r\ncontent-le".to_vec(),
        cut(r#"{"value":["#),
    ];
    for half in halves {
        let server = Server::start(move |_| Act::SendAndStall(half.clone()));
        let begun = Instant::now();
        let says = [
            "error: the timeout passed",
            "tip: `--timeout` gives more time",
            "request: GET /identityGovernance/",
        ];
        fails(&server, &format!("{LIST} --timeout 1s"), 4, &says);
        assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
    }
}

/// A response that announces more than there is.
fn cut(body: &str) -> Vec<u8> {
    format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{body}").into_bytes()
}

#[test]
fn what_is_cut_off_is_retried_where_that_does_nothing_twice() {
    let server = Server::start(|_| Act::SendAndClose(cut(r#"{"value":[{"id":"1"}"#)));
    fails(&server, &format!("{LIST} --retries 1"), 4, &["retries: 1"]);
    assert_eq!(server.received().len(), 2);
    assert!(
        !run(&server, &format!("{LIST} --retries 0"))
            .stderr
            .contains("may have been done")
    );
    fails(&server, CREATE, 4, &["it may have been done"]);
    assert_eq!(server.received().len(), 4);
}

#[test]
fn a_list_that_breaks_off_is_whole_as_far_as_it_came() {
    let server = Server::start(|request| match request.target().contains("skiptoken") {
        false => Act::Send(json(
            200,
            &[],
            &format!(
                r#"{{"value":[{{"id":"1"}}],"@odata.nextLink":"http://{}/v1.0/x?$skiptoken=2"}}"#,
                request.header("host").unwrap()
            ),
        )),
        true => Act::SendAndClose(cut(r#"{"value":[{"id":"2"}"#)),
    });
    for format in ["json", "ndjson"] {
        let ended = run(&server, &format!("{LIST} --all --retries 0 -o {format}"));
        assert_eq!(ended.code, 4, "{}", ended.stderr);
        let value: serde_json::Value = serde_json::from_str(&ended.stdout).unwrap();
        let first = if format == "json" { &value["value"][0] } else { &value };
        assert_eq!(first["id"], "1");
        assert!(
            ended.stderr.contains("--all --from-link 'http://127.0.0.1:"),
            "{}",
            ended.stderr
        );
    }
}

#[test]
fn the_token_is_for_the_endpoint_alone() {
    let folder = tempfile::tempdir().unwrap();
    let token = folder.path().join("token");
    fs::write(&token, "s3cret").unwrap();
    fs::set_permissions(&token, Permissions::from_mode(0o600)).unwrap();
    let with_token = |line: &str| format!("{line} --token-file {}", token.display());
    for status in [301, 302, 303, 307, 308] {
        let elsewhere = pages(1, 1, Duration::ZERO);
        let location = format!("{}/v1.0/x", elsewhere.endpoint());
        let server = Server::always(response(status, &[("location", &location)], ""));
        let ended = run(&server, &with_token(LIST));
        assert!(server.received()[0].header("authorization").unwrap().contains("s3cret"));
        no_token(&elsewhere.received());
        assert!(!ended.stderr.contains("s3cret"), "{}", ended.stderr);
        run(&server, &with_token(CREATE));
        no_token(&elsewhere.received());
    }
    let elsewhere = pages(1, 1, Duration::ZERO);
    let link = format!("{}/v1.0/x?$skiptoken=1", elsewhere.endpoint());
    let page = format!(r#"{{"value":[{{"id":"1"}}],"@odata.nextLink":"{link}"}}"#);
    let server = Server::always(json(200, &[], &page));
    let ended = run(&server, &with_token(&format!("{LIST} --all -o ndjson")));
    assert_eq!(
        (ended.code, ended.stdout.as_str()),
        (2, "{\"id\":\"1\"}\n"),
        "{}",
        ended.stderr
    );
    assert_eq!(elsewhere.received().len(), 0);
    let ended = run(&server, &with_token(&format!("{LIST} --from-link {link}")));
    assert_eq!((ended.code, elsewhere.received().len()), (2, 0), "{}", ended.stderr);
    // Nor is it in what is shown of requests.
    let ended = run(
        &server,
        &with_token(&format!("{LIST} --debug --debug-bodies --response-headers")),
    );
    assert!(
        ended.stderr.contains("authorization: Bearer ***") && !ended.stderr.contains("s3cret"),
        "{}",
        ended.stderr
    );
}

fn no_token(received: &[Received]) {
    for request in received {
        let all = format!("{request:?}");
        assert!(
            request.header("authorization").is_none() && !all.contains("s3cret"),
            "{all}"
        );
    }
}

#[test]
fn a_circle_of_links_ends() {
    let server = Server::start(|request| {
        let host = request.header("host").unwrap();
        let number = usize::from(!request.target().contains("=1"));
        let body =
            format!(r#"{{"value":[{{"id":"1"}}],"@odata.nextLink":"http://{host}/v1.0/x?$skiptoken={number}"}}"#);
        Act::Send(json(200, &[], &body))
    });
    let ended = run(&server, &format!("{LIST} --all -o ndjson"));
    assert_eq!(ended.code, 4, "{}", ended.stderr);
    assert!(ended.stderr.contains("leads in a circle"), "{}", ended.stderr);
    assert_eq!(server.received().len(), 3);
}

#[test]
fn what_is_no_graph_is_named() {
    let page = "<html><body>Sign in to the wireless network</body></html>";
    let html = |status| Server::always(response(status, &[("content-type", "text/html")], page));
    fails(&html(200), LIST, 4, &["it is text/html, not JSON"]);
    fails(&html(403), LIST, 1, &["a gateway or proxy responded"]);
    fails(
        &html(502),
        &format!("{LIST} --retries 0"),
        1,
        &["a gateway or proxy responded"],
    );
    fails(&html(200), CREATE, 4, &["it is text/html, not JSON"]);
    let smtp = Server::start(|_| Act::SendAndClose(b"220 smtp.example.org ready\r\n".to_vec()));
    fails(&smtp, &format!("{LIST} --retries 0"), 4, &["request: GET "]);
    let nothing = Server::start(|_| Act::SendAndClose(Vec::new()));
    fails(&nothing, &format!("{LIST} --retries 0"), 4, &["request: GET "]);
    for text in ["", "null", "[]", "{\"value\":", "\u{feff}{}", "{\"value\":[1,}"] {
        let server = Server::always(json(200, &[], text));
        let ended = run(&server, &format!("{LIST} --all"));
        assert!(
            matches!(ended.code, 0 | 1 | 4),
            "{text:?}: {} {}",
            ended.code,
            ended.stderr
        );
        assert_eq!(ended.code == 0, !ended.stdout.is_empty(), "{text:?}: {}", ended.stdout);
    }
}

#[test]
fn huge_headers_are_refused_and_many_are_not() {
    let huge = "x".repeat(2_000_000);
    let server = Server::always(json(200, &[("x-huge", &huge)], "{}"));
    let ended = fails(&server, &format!("{LIST} --retries 0"), 4, &["request: GET "]);
    assert!(ended.stderr.len() < 2000, "{}", ended.stderr.len());
    let long = "y".repeat(50_000);
    let server = Server::always(json(200, &[("x-long", &long)], r#"{"value":[]}"#));
    assert_eq!(run(&server, LIST).code, 0);
}

#[test]
fn refusals_have_their_exit_codes() {
    let error = r#"{"error":{"code":"Some_Code","message":"Not so."}}"#;
    for (status, code, tip) in [
        (400, 1, ""),
        (401, 3, "sign in again"),
        (403, 1, ""),
        (404, 1, "`--beta`"),
        (409, 1, "look at its state"),
        (412, 1, "etag"),
        (500, 1, ""),
        (507, 1, ""),
    ] {
        let server = Server::always(json(status, &[("request-id", "r-1")], error));
        let line = format!("{LIST} --retries 0");
        let status = status.to_string();
        fails(
            &server,
            &line,
            code,
            &[&status, "Some_Code", "Not so.", "request-id: r-1", tip],
        );
        // A machine reads the same.
        let ended = run(&server, &format!("{line} --error-format json"));
        let report: serde_json::Value = serde_json::from_str(&ended.stderr).unwrap();
        assert_eq!(report["exitCode"], code);
        assert_eq!(report["request"]["code"], "Some_Code");
    }
    for body in ["", "no JSON at all", "{\"error\":null}", "{\"error\":\"text\"}", "[]"] {
        let server = Server::always(response(400, &[("content-type", "text/plain")], body));
        fails(&server, LIST, 1, &["400"]);
    }
}

#[test]
fn a_wait_that_the_service_asks_for_is_said_and_kept() {
    let server = Server::start(|_| Act::Send(response(429, &[("retry-after", "1")], "")));
    let begun = Instant::now();
    let says = [
        "note: the service has too many requests: retry 1 in 1 s",
        "429",
        "retries: 1",
    ];
    fails(&server, &format!("{LIST} --retries 1"), 1, &says);
    assert!(begun.elapsed() >= Duration::from_secs(1) && server.received().len() == 2);
    // Nobody waits for hours.
    let server = Server::always(response(429, &[("retry-after", "99999")], ""));
    fails(&server, LIST, 1, &["retry after: 99999 s", "wait as long as it says"]);
    assert_eq!(server.received().len(), 1);
}

/// A person sees at once that nobody is there; a script can be more patient.
#[test]
fn a_refused_connection_is_said_at_once() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    for (retries, expected) in [(None, 1), (Some("0"), 0), (Some("2"), 2)] {
        let option = retries.into_iter().flat_map(|number| ["--retries", number]);
        let ended = run_at(
            &endpoint,
            LIST.split(' ').chain(["--error-format", "json"]).chain(option),
        );
        assert_eq!(ended.code, 4, "{}", ended.stderr);
        let report: serde_json::Value = serde_json::from_str(ended.stderr.lines().last().unwrap()).unwrap();
        assert_eq!(report["request"]["retries"], expected, "{report}");
        assert!(report["tips"][0].as_str().unwrap().contains("`--endpoint`"), "{report}");
    }
}
