//! Sessions against a made-up Graph.

use msgraph_identity_governance::Method;
use msgraph_identity_governance::testing::{FakeGraph, Reply};

use super::*;
use crate::failure::{ErrorFormat, Written};

const LIST: &str = "/identityGovernance/entitlementManagement/accessPackages";
const ONE: &str = "/identityGovernance/entitlementManagement/accessPackages/{id}";

fn prepared(method: Method, template: &'static str, expects: Expected) -> Prepared {
    Prepared {
        version: "v1.0",
        method,
        path: template.replace("{id}", "7"),
        template: Some(template),
        query: Vec::new(),
        headers: Vec::new(),
        body: Payload::Nothing,
        expects,
        main_members: Vec::new(),
    }
}

/// A session, and what it reports.
fn session(graph: &FakeGraph, args: SendArgs) -> (Session, Written) {
    let reported = Written::default();
    let reporter = Arc::new(Reporter::to(ErrorFormat::Json, Box::new(reported.clone())));
    let session = Session::with("v1.0", graph.credential(), graph.options(), None, &args, &reporter).unwrap();
    (session, reported)
}

/// What a run writes to its output file, if it writes one.
fn run(
    session: &Session,
    prepared: &Prepared,
    list: &ListArgs,
    output: OutputArgs,
) -> (Result<(), Failure>, Option<String>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out");
    let output = OutputArgs {
        output_file: Some(path.clone()),
        ..output
    };
    let result = session.run(prepared, list, &output);
    (result, std::fs::read_to_string(&path).ok())
}

fn run_one(session: &Session, prepared: &Prepared) -> (Result<(), Failure>, Option<String>) {
    run(session, prepared, &ListArgs::default(), OutputArgs::default())
}

fn next(token: &str) -> String {
    format!("https://graph.microsoft.com/v1.0{LIST}?$skiptoken={token}")
}

#[test]
fn one_response_is_printed_as_it_came() {
    let graph = FakeGraph::new();
    let json = r#"{"id":"7","big":12345678901234567890.10,"id":"8"}"#;
    graph
        .on(Method::Get, ONE)
        .respond(Reply::bytes(200, "application/json", json));
    let (session, _) = session(&graph, SendArgs::default());
    let mut request = prepared(Method::Get, ONE, Expected::Json);
    request.query.push(("$select".to_owned(), "id,big".to_owned()));
    request
        .headers
        .push(("ConsistencyLevel".to_owned(), "eventual".to_owned()));
    let (result, text) = run_one(&session, &request);
    result.unwrap();
    assert_eq!(
        text.unwrap(),
        "{\n  \"id\": \"7\",\n  \"big\": 12345678901234567890.10,\n  \"id\": \"8\"\n}\n"
    );
    let sent = graph.only(Method::Get, ONE);
    assert_eq!(sent.query("$select").as_deref(), Some("id,big"));
    assert_eq!(sent.header("consistencylevel"), Some("eventual"));
    let agent = sent.header("user-agent").unwrap();
    assert!(
        agent.starts_with(concat!("msgraph-ig/", env!("CARGO_PKG_VERSION"), " azsdk-rust-")),
        "{agent}"
    );
}

#[test]
fn a_body_goes_over_the_wire_as_it_was_written() {
    let graph = FakeGraph::new();
    graph
        .on(Method::Post, LIST)
        .respond(Reply::empty(204))
        .respond(Reply::empty(204));
    let args = SendArgs {
        pass_thru: true,
        ..SendArgs::default()
    };
    let (session, _) = session(&graph, args);
    let mut request = prepared(Method::Post, LIST, Expected::Nothing);
    request.body = Payload::Json("{\"a\" : 1.0}".to_owned());
    let (result, text) = run_one(&session, &request);
    result.unwrap();
    assert_eq!(text.as_deref(), Some("true\n"));
    let sent = graph.only(Method::Post, LIST);
    assert_eq!(
        (sent.body(), sent.header("content-type")),
        (&b"{\"a\" : 1.0}"[..], Some("application/json"))
    );
    request.body = Payload::Bytes {
        bytes: vec![0, 1],
        media_type: "application/pdf".to_owned(),
    };
    run_one(&session, &request).0.unwrap();
    assert_eq!(graph.sent()[1].header("content-type"), Some("application/pdf"));
}

#[test]
fn what_comes_unexpectedly_is_printed() {
    let graph = FakeGraph::new();
    let replies = graph.on(Method::Delete, ONE);
    let replies = replies
        .respond(Reply::bytes(200, "application/json", "{\"a\":1}"))
        .respond(Reply::text(200, "done"));
    replies
        .respond(Reply::bytes(200, "text/html", "<p>"))
        .respond(Reply::empty(204));
    let (session, _) = session(&graph, SendArgs::default());
    let request = prepared(Method::Delete, ONE, Expected::Nothing);
    assert_eq!(run_one(&session, &request).1.as_deref(), Some("{\n  \"a\": 1\n}\n"));
    assert_eq!(run_one(&session, &request).1.as_deref(), Some("done"));
    let (result, text) = run_one(&session, &request);
    assert_eq!((result.unwrap_err().kind(), text), (Kind::Network, None));
    assert_eq!(run_one(&session, &request).1.as_deref(), Some(""));
}

#[test]
fn counts_and_streams_are_what_they_are() {
    let graph = FakeGraph::new();
    graph
        .on(Method::Get, LIST)
        .respond(Reply::text(200, "\u{feff}42"))
        .respond(Reply::bytes(200, "application/pdf", *b"\0%"));
    let (session, _) = session(&graph, SendArgs::default());
    assert_eq!(
        run_one(&session, &prepared(Method::Get, LIST, Expected::Count))
            .1
            .as_deref(),
        Some("42\n")
    );
    assert_eq!(
        run_one(&session, &prepared(Method::Get, LIST, Expected::Content))
            .1
            .as_deref(),
        Some("\0%")
    );
}

#[test]
fn one_page_is_as_it_came_and_all_are_one_document() {
    let graph = FakeGraph::new();
    let first = || Reply::page([serde_json::json!({"id": "1"})], Some(&next("2")));
    let replies = graph.on(Method::Get, LIST).respond(first()).respond(first());
    replies.respond(Reply::page([serde_json::json!({"id": "2"})], None));
    let (session, reported) = session(&graph, SendArgs::default());
    let mut request = prepared(Method::Get, LIST, Expected::Page);
    request.query.push(("$top".to_owned(), "1".to_owned()));
    request.headers.push(("Prefer".to_owned(), "a".to_owned()));
    let (result, text) = run_one(&session, &request);
    result.unwrap();
    assert!(text.unwrap().contains("@odata.nextLink"));
    let all = ListArgs {
        all: true,
        page_size: Some(5),
        ..ListArgs::default()
    };
    let (result, text) = run(&session, &request, &all, OutputArgs::default());
    result.unwrap();
    let json: serde_json::Value = serde_json::from_str(&text.unwrap()).unwrap();
    assert_eq!(json, serde_json::json!({"value": [{"id": "1"}, {"id": "2"}]}));
    let sent = graph.sent();
    assert_eq!(sent[2].url().as_str(), next("2"));
    assert_eq!(sent[1].header("prefer"), Some("a, odata.maxpagesize=5"));
    assert_eq!(sent[2].header("prefer"), Some("a, odata.maxpagesize=5"));
    assert_eq!(reported.text(), "");
}

#[test]
fn a_format_without_links_says_that_there_is_more() {
    let graph = FakeGraph::new();
    let page = format!(
        r#"{{"@odata.count":9,"@odata.nextLink":"{}","value":[{{"id":"1"}}]}}"#,
        next("it's")
    );
    graph
        .on(Method::Get, LIST)
        .respond(Reply::bytes(200, "application/json", page));
    let (session, reported) = session(&graph, SendArgs::default());
    let output = OutputArgs {
        output: Some(Format::Ndjson),
        ..OutputArgs::default()
    };
    let (result, text) = run(
        &session,
        &prepared(Method::Get, LIST, Expected::Page),
        &ListArgs::default(),
        output,
    );
    result.unwrap();
    assert_eq!(text.as_deref(), Some("{\"id\":\"1\"}\n"));
    let notes = reported.text();
    assert!(notes.contains("there are 9 items in all"), "{notes}");
    assert!(
        notes.contains("--from-link 'https://graph.microsoft.com/v1.0/"),
        "{notes}"
    );
    assert!(notes.contains(r"$skiptoken=it'\\''s'"), "{notes}");
}

#[test]
fn a_list_that_fails_is_whole_up_to_there() {
    let graph = FakeGraph::new();
    let replies = graph
        .on(Method::Get, LIST)
        .respond(Reply::page([serde_json::json!({"id": "1"})], Some(&next("2"))));
    replies
        .respond(Reply::error(403, "Forbidden", "No."))
        .respond(Reply::error(403, "Forbidden", "No."));
    let (session, _) = session(&graph, SendArgs::default());
    let request = prepared(Method::Get, LIST, Expected::Page);
    let all = ListArgs {
        all: true,
        ..ListArgs::default()
    };
    let (result, text) = run(&session, &request, &all, OutputArgs::default());
    let failure = result.unwrap_err();
    assert_eq!(failure.kind(), Kind::Refused);
    assert_eq!(
        failure.tips().last().unwrap(),
        &format!("--all --from-link '{}' goes on", next("2"))
    );
    let json: serde_json::Value = serde_json::from_str(&text.unwrap()).unwrap();
    assert_eq!(json["@odata.nextLink"], next("2"));
    // Nothing is written where the first page does not come.
    let (result, text) = run(&session, &request, &all, OutputArgs::default());
    assert_eq!((result.unwrap_err().kind(), text), (Kind::Refused, None));
}

#[test]
fn a_list_goes_on_from_its_link() {
    let graph = FakeGraph::new();
    graph
        .on(Method::Get, LIST)
        .respond(Reply::page([serde_json::json!({"id": "2"})], None));
    let (session, _) = session(&graph, SendArgs::default());
    let mut request = prepared(Method::Get, LIST, Expected::Page);
    let list = ListArgs {
        from_link: Some(next("2")),
        ..ListArgs::default()
    };
    run(&session, &request, &list, OutputArgs::default()).0.unwrap();
    assert_eq!(graph.sent()[0].url().as_str(), next("2"));
    let elsewhere = ListArgs {
        from_link: Some("https://evil.example/v1.0/x".to_owned()),
        ..ListArgs::default()
    };
    let failure = run(&session, &request, &elsewhere, OutputArgs::default())
        .0
        .unwrap_err();
    assert_eq!(failure.kind(), Kind::Usage);
    assert!(failure.message().contains("it leads to another endpoint"), "{failure}");
    request.query.push(("$top".to_owned(), "1".to_owned()));
    let failure = run(&session, &request, &list, OutputArgs::default()).0.unwrap_err();
    assert_eq!((failure.kind(), failure.place()), (Kind::Usage, Some("--from-link")));
}

#[test]
fn a_circle_of_links_ends() {
    let graph = FakeGraph::new();
    let page = || Reply::page([serde_json::json!({"id": "1"})], Some(&next("2")));
    graph.on(Method::Get, LIST).always(page());
    let (session, _) = session(&graph, SendArgs::default());
    let all = ListArgs {
        all: true,
        ..ListArgs::default()
    };
    let (result, text) = run(
        &session,
        &prepared(Method::Get, LIST, Expected::Page),
        &all,
        OutputArgs::default(),
    );
    let failure = result.unwrap_err();
    assert!(failure.message().contains("leads in a circle"), "{failure}");
    assert!(serde_json::from_str::<serde_json::Value>(&text.unwrap()).is_ok());
}

#[test]
fn an_error_beside_the_items_is_a_failure() {
    let graph = FakeGraph::new();
    let page = r#"{"value":[{"id":"1"}],"error":{"code":"Partial","message":"The rest is lost."}}"#;
    graph
        .on(Method::Get, LIST)
        .always(Reply::bytes(200, "application/json", page));
    let (session, _) = session(&graph, SendArgs::default());
    for all in [false, true] {
        let list = ListArgs {
            all,
            ..ListArgs::default()
        };
        let result = run(
            &session,
            &prepared(Method::Get, LIST, Expected::Page),
            &list,
            OutputArgs::default(),
        )
        .0;
        let failure = result.unwrap_err();
        assert_eq!(failure.kind(), Kind::Refused);
        assert!(failure.message().ends_with("Partial: The rest is lost."), "{failure}");
    }
}

#[test]
fn list_options_are_for_lists() {
    let graph = FakeGraph::new();
    let (session, _) = session(&graph, SendArgs::default());
    let all = ListArgs {
        all: true,
        ..ListArgs::default()
    };
    let failure = session
        .run(
            &prepared(Method::Get, ONE, Expected::Json),
            &all,
            &OutputArgs::default(),
        )
        .unwrap_err();
    assert_eq!((failure.kind(), failure.place()), (Kind::Usage, Some("--all")));
}

#[test]
fn headers_are_written_of_responses_and_refusals() {
    let graph = FakeGraph::new();
    let replies = graph
        .on(Method::Get, ONE)
        .respond(Reply::json(200, ["x"]).with_header("x-a", "b\u{7f}"));
    replies.respond(Reply::error(404, "None", "None.").with_header("x-a", "c"));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("headers");
    let args = SendArgs {
        response_headers: Some(path.clone()),
        ..SendArgs::default()
    };
    let (session, _) = session(&graph, args);
    let request = prepared(Method::Get, ONE, Expected::Json);
    run_one(&session, &request).0.unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(
        text.starts_with("HTTP 200\n") && text.contains("x-a: b\\u{7f}\n"),
        "{text}"
    );
    run_one(&session, &request).0.unwrap_err();
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.starts_with("HTTP 404\n") && text.contains("x-a: c\n"), "{text}");
}

#[test]
fn debug_shows_the_wire_without_the_token() {
    let graph = FakeGraph::new();
    graph
        .on(Method::Post, LIST)
        .always(Reply::json(201, serde_json::json!({"clientSecret": "hush", "id": "7"})));
    for bodies in [false, true] {
        let args = SendArgs {
            debug: true,
            debug_bodies: bodies,
            ..SendArgs::default()
        };
        let (session, reported) = session(&graph, args);
        let mut request = prepared(Method::Post, LIST, Expected::Json);
        request.body = Payload::Json("{\"name\":\"x\"}".to_owned());
        let (result, text) = run_one(&session, &request);
        result.unwrap();
        assert!(text.unwrap().contains("hush"), "the response itself is whole");
        let shown = reported.text();
        assert!(
            shown.contains("> POST https://graph.microsoft.com/v1.0/identityGovernance/"),
            "{shown}"
        );
        assert!(
            shown.contains("> authorization: Bearer ***\n") && shown.contains("< 201\n"),
            "{shown}"
        );
        assert!(!shown.contains("hush"), "{shown}");
        assert_eq!(shown.contains(">   \"name\": \"x\""), bodies, "{shown}");
        assert_eq!(shown.contains("<   \"id\": \"7\""), bodies, "{shown}");
    }
}

#[test]
fn a_task_gets_a_response_as_json() {
    let graph = FakeGraph::new();
    graph
        .on(Method::Get, ONE)
        .respond(Reply::json(200, serde_json::json!({"id": "7"})))
        .respond(Reply::empty(204));
    let (session, _) = session(&graph, SendArgs::default());
    let request = prepared(Method::Get, ONE, Expected::Json);
    assert_eq!(session.json(&request).unwrap().as_str(), "{\"id\":\"7\"}");
    assert!(session.json(&request).unwrap().is_null());
}
