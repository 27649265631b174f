//! How sessions and pages are read.

use guide::page::{Include, Page};
use guide::session::Session;
use guide::steady::Steady;

#[test]
fn a_session_is_read_and_written() {
    let text = "# seed: none\n$ one \\\n  two\nout\n\n$ three\n";
    let session = Session::parse(text).unwrap();
    assert_eq!(session.to_string(), text);
    assert_eq!(session.need("seed"), Some("none"));
    assert_eq!(session.steps[0].command, "one \\\n  two");
    assert_eq!(session.steps[0].output, "out\n\n");
    assert_eq!(
        Session::parse("out\n").unwrap_err(),
        "line 1: neither a command nor what one prints"
    );
}

#[test]
fn what_differs_from_run_to_run_has_a_stand_in() {
    let kept = "8c0d5f0e-1111-4222-8333-0000000000aa";
    let made = "11111111-2222-4333-8444-555555555555";
    let mut steady = Steady::new(&format!("show {kept}"));
    let output = format!("{made} {kept} {made} at 2026-12-01T08:59:01.123Z on http://127.0.0.1:40001/v1.0");
    let stand_in = "00000000-0000-0000-0000-000000000001";
    let wanted = format!("{stand_in} {kept} {stand_in} at 2026-12-01T08:00:00Z on http://127.0.0.1:8080/v1.0");
    assert_eq!(steady.output(&output), wanted);
    assert_eq!(steady.output(made), stand_in);
}

#[test]
fn a_page_has_headings_links_and_includes() {
    let page = Page {
        path: "a/b.md".into(),
        text: "# What `x` is\n\n[one](c.md#d) ![two](e.svg)\n\n```rust\n{{#include ../f.rs:g}}\n```\n".to_owned(),
    };
    assert_eq!(page.anchors(), ["what-x-is"]);
    assert_eq!(page.links(), ["c.md#d", "e.svg"]);
    let include = Include {
        path: "a/../f.rs".into(),
        anchor: Some("g".to_owned()),
    };
    assert_eq!(page.includes(), [include]);
    assert_eq!(
        page.code(),
        [("rust".to_owned(), "{{#include ../f.rs:g}}\n".to_owned())]
    );
}
