//! Any bytes as the body of a response: what the service refuses is an error with its words, whatever else stands
//! around them, and what it prints is one line.
//!
//! The first byte chooses the status, the second the media type, the rest is the body.

#![no_main]

#[allow(dead_code)]
#[path = "../service.rs"]
mod service;

use libfuzzer_sys::fuzz_target;
use msgraph_identity_governance::Error;
use serde_json::Value;

use service::{Sends, run};

const STATUSES: [u16; 16] = [
    200, 201, 400, 401, 403, 404, 405, 409, 412, 422, 424, 429, 500, 502, 503, 509,
];
const MEDIA: [&str; 6] = [
    "application/json",
    "application/problem+json",
    "text/html",
    "text/plain; charset=utf-8",
    "",
    "image/png",
];

fuzz_target!(|data: &[u8]| {
    let [status, media, body @ ..] = data else { return };
    let status = STATUSES[usize::from(*status) % STATUSES.len()];
    let media = MEDIA[usize::from(*media) % MEDIA.len()];
    let sends = Sends::new(status, body)
        .with("content-type", media)
        .with("request-id", "r-1");
    let (read, _) = run(vec![sends], async |client| {
        let packages = client.identity_governance().entitlement_management().access_packages();
        packages.by_id("1").get().send().await.map(drop)
    });
    let json: Option<Value> = serde_json::from_slice(body).ok();
    let words = json.as_ref().and_then(odata);
    let error = match (read, status < 300) {
        (Err(error), _) => error,
        (Ok(()), false) => panic!("{status} is no error"),
        (Ok(()), true) => {
            assert!(words.is_none(), "an error object under {status} is read as an entity");
            return;
        }
    };
    one_line(&error.to_string());
    one_line(&format!("{error:?}"));
    if status >= 300 {
        let Error::Service(service) = &error else {
            panic!("{status}: {error}")
        };
        assert_eq!((error.status(), service.request_id()), (Some(status), Some("r-1")));
        assert!(body.starts_with(service.body()), "the body kept is not what came");
        if let Some((code, message)) = &words {
            assert_eq!(
                (service.code(), service.message()),
                (Some(code.as_str()), message.as_deref()),
                "{error}"
            );
        }
    }
});

/// Code and message in OData's own form: `{"error": {"code": …, "message": …}}`, each name once.
fn odata(json: &Value) -> Option<(String, Option<String>)> {
    let error = json.as_object()?.get("error")?.as_object()?;
    let text = |name: &str| {
        error
            .get(name)
            .and_then(Value::as_str)
            .filter(|text| !text.trim().is_empty())
    };
    // Other casings beside it make it a question whose words count.
    let known = ["code", "message"];
    let alike = |name: &String| known.iter().any(|word| name.eq_ignore_ascii_case(word) && name != word);
    if error.keys().any(|name| alike(name)) {
        return None;
    }
    Some((text("code")?.to_owned(), text("message").map(ToOwned::to_owned)))
}

/// No control character, line or bidi separator gets into a log.
fn one_line(text: &str) {
    let fault = |c: char| {
        c.is_control()
            || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{61c}')
    };
    assert!(!text.contains(fault), "not one line: {text:?}");
}
