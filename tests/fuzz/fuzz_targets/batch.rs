//! Any bytes as the response to a batch: every request has an outcome, the right one where the response says it, and
//! the batch is sent once.

#![no_main]

#[allow(dead_code)]
#[path = "../service.rs"]
mod service;

use libfuzzer_sys::fuzz_target;
use msgraph_identity_governance::json::Json;
use msgraph_identity_governance::{Error, Method, TransportFailure};
use serde_json::Value;

use service::{Sends, run};

fuzz_target!(|data: &[u8]| {
    let (outcomes, asked) = run(vec![Sends::new(200, data)], async |client| {
        let mut batch = client.batch();
        let handles: Vec<_> = (1..=3)
            .map(|number| batch.add(client.request::<Json>(Method::Get, &format!("/groups/{number}"))))
            .collect();
        let mut responses = batch.send().await;
        assert!(!format!("{responses:?}").contains('\n'));
        handles
            .into_iter()
            .map(|handle| responses.take(handle))
            .collect::<Vec<_>>()
    });
    assert_eq!(asked.len(), 1, "{asked:?}");
    assert_eq!((asked[0].method, asked[0].url.path()), (Method::Post, "/v1.0/$batch"));
    let json: Option<Value> = serde_json::from_slice(data).ok();
    for (number, outcome) in (1..).zip(&outcomes) {
        if let Err(error) = outcome {
            assert!(!error.to_string().contains(['\n', '\r', '\u{1b}']), "{error:?}");
        }
        let Some(parts) = json.as_ref().and_then(parts) else {
            continue;
        };
        let mut own = parts.iter().filter(|part| part.number == Some(number));
        match (own.next(), own.next(), outcome) {
            // Nobody responded: that is reported, not taken for something else.
            (None, _, Err(Error::Transport(error))) => assert_eq!(error.failure, TransportFailure::NoResponse),
            (None, _, other) => panic!("{number} has no response and gives {other:?}"),
            (Some(part), None, outcome) => one(part, outcome),
            // Which of two counts is not ours to say here.
            (Some(_), Some(_), _) => {}
        }
    }
});

struct Part<'a> {
    number: Option<u64>,
    status: Option<u64>,
    body: Option<&'a Value>,
    plain: bool,
}

/// The parts of a response, where each is an object that serde reads as we do: no name twice (serde_json keeps the
/// last), nothing beyond its numbers.
fn parts(json: &Value) -> Option<Vec<Part<'_>>> {
    let responses = json.as_object()?.get("responses")?.as_array()?;
    responses
        .iter()
        .map(|part| {
            let part = part.as_object()?;
            let number = match part.get("id")? {
                Value::String(id) => id.parse().ok(),
                Value::Number(id) => id.as_u64(),
                _ => None,
            };
            Some(Part {
                number,
                status: part.get("status").and_then(Value::as_u64),
                body: part.get("body"),
                plain: part
                    .keys()
                    .all(|name| matches!(name.as_str(), "id" | "status" | "body")),
            })
        })
        .collect()
}

fn one(part: &Part<'_>, outcome: &Result<Json, Error>) {
    if !part.plain {
        return;
    }
    match (part.status, part.body, outcome) {
        (Some(200..=299), Some(body @ Value::Object(members)), outcome) if !members.contains_key("error") => {
            let read = outcome.as_ref().unwrap_or_else(|error| panic!("{body} gives {error}"));
            assert_eq!(serde_json::from_str::<Value>(read.as_str()).ok().as_ref(), Some(body));
        }
        (Some(status @ 400..=599), _, outcome) => {
            let error = outcome.as_ref().expect_err("it is refused");
            assert_eq!(error.status().map(u64::from), Some(status), "{error}");
        }
        _ => {}
    }
}
