//! The words of a refusal, in whichever form they came.
//!
//! Graph's own form is OData's error object. Backends behind its gateway, the gateway itself and what stands before it
//! have others, and their names in other casings. They are not told apart: a name is looked for wherever a form has it,
//! and what a more Graph-like place says counts first. The forms are those of:
//!
//! - OData 4: `{"error": {"code", "message", "target", "details", "innerError"}}`, and OData 3: `{"odata.error": {…,
//!   "message": {"lang", "value"}}}`
//! - ASP.NET Web API: `{"Message", "MessageDetail", "ExceptionMessage", "ExceptionType", "InnerException"}`
//! - problem details (RFC 9457): `{"type", "title", "status", "detail", "instance"}`, and ASP.NET Core's `errors`
//!   beside them
//! - Azure API Management: `{"statusCode", "message"}`; many others: `{"code", "message"}`, `{"errorCode",
//!   "errorMessage"}`
//! - OAuth 2 (RFC 6749): `{"error": "invalid_grant", "error_description": "…"}`

use serde_json::{Map, Value};

use super::odata_error::{ErrorDetail, InnerError};

type Object = Map<String, Value>;

/// Where a code may stand, the most telling name first.
const CODES: [&str; 4] = ["code", "errorCode", "exceptionType", "statusCode"];

/// Where words may stand. Several say several things: all of them are the message, in this order.
const WORDS: [&str; 7] = [
    "message",
    "errorMessage",
    "error_description",
    "title",
    "detail",
    "messageDetail",
    "exceptionMessage",
];

/// The single reasons that are kept; what comes after them is in
/// [`ServiceError::body`](super::odata_error::ServiceError::body), as far as that goes.
const MOST_DETAILS: usize = 100;

/// More errors than these within each other are no service's words.
const MAX_DEPTH: u8 = 10;

/// What a refusal says.
#[derive(Default)]
pub(crate) struct Refusal {
    pub(crate) code: Option<String>,
    pub(crate) message: Option<String>,
    pub(crate) target: Option<String>,
    pub(crate) details: Vec<ErrorDetail>,
    pub(crate) inner: Option<InnerError>,
}

impl Refusal {
    /// Reads a refusal's JSON; nothing where it has neither an error object nor words or code of one.
    pub(crate) fn read(json: &Value) -> Option<Self> {
        let object = json.as_object()?;
        let mut read = Self::default();
        let errors: Vec<&Object> = ["error", "odata.error"]
            .into_iter()
            .filter_map(|name| member(object, name)?.as_object())
            .collect();
        for error in &errors {
            read.add(error);
        }
        read.code = read.code.or_else(|| text(object, "error"));
        read.add(object);
        let says_something = read.code.is_some() || read.message.is_some() || !errors.is_empty();
        says_something.then_some(read)
    }

    /// Adds what an object says where nothing is known yet.
    fn add(&mut self, object: &Object) {
        if self.code.is_none() {
            self.code = code(object).or_else(|| problem_type(object));
        }
        if self.message.is_none() {
            self.message = message(object);
        }
        if self.target.is_none() {
            self.target = text(object, "target").or_else(|| text(object, "instance"));
        }
        if self.details.is_empty() {
            self.details = details(object);
        }
        if self.inner.is_none() {
            self.inner = inner(object, 0);
        }
    }
}

/// A member by name whatever its case: both `innerError` and `innererror` are sent.
fn member<'a>(object: &'a Object, name: &str) -> Option<&'a Value> {
    object.get(name).or_else(|| {
        object
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    })
}

/// The text of a member. OData 3 wraps words: `{"lang": "en", "value": "…"}`.
fn text(object: &Object, name: &str) -> Option<String> {
    match member(object, name)? {
        Value::String(text) if !text.trim().is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Object(wrapped) => match member(wrapped, "value")? {
            Value::String(text) if !text.trim().is_empty() => Some(text.clone()),
            _ => None,
        },
        _ => None,
    }
}

fn code(object: &Object) -> Option<String> {
    CODES.into_iter().find_map(|name| text(object, name))
}

/// The type of problem details is a URL that names the kind of problem; `about:blank` says nothing beyond the status.
fn problem_type(object: &Object) -> Option<String> {
    let is_problem = ["title", "detail"].into_iter().any(|name| text(object, name).is_some());
    text(object, "type").filter(|kind| is_problem && kind != "about:blank")
}

/// All that an object says in words, what is said twice once.
fn message(object: &Object) -> Option<String> {
    let mut message = String::new();
    for words in WORDS.into_iter().filter_map(|name| text(object, name)) {
        if message.contains(words.as_str()) {
            continue;
        }
        if !message.is_empty() {
            let ended = message.trim_end().ends_with(['.', '!', '?', ':', ';']);
            message.push_str(if ended { " " } else { ": " });
        }
        message.push_str(&words);
    }
    (!message.is_empty()).then_some(message)
}

/// The single reasons: a list of objects, or ASP.NET Core's lists of words by the name of what they are about.
fn details(object: &Object) -> Vec<ErrorDetail> {
    let found = ["details", "errors"]
        .into_iter()
        .find_map(|name| member(object, name).filter(|value| value.is_array() || value.is_object()));
    match found {
        Some(Value::Array(details)) => {
            let details = details.iter().filter_map(Value::as_object).map(detail);
            details.take(MOST_DETAILS).collect()
        }
        Some(Value::Object(by_name)) => by_name
            .iter()
            .flat_map(|(name, words)| {
                let words = match words {
                    Value::Array(several) => several.as_slice(),
                    one => std::slice::from_ref(one),
                };
                words.iter().filter_map(Value::as_str).map(move |words| ErrorDetail {
                    message: Some(words.to_owned()),
                    target: Some(name.clone()).filter(|name| !name.is_empty()),
                    ..ErrorDetail::default()
                })
            })
            .take(MOST_DETAILS)
            .collect(),
        _ => Vec::new(),
    }
}

fn detail(object: &Object) -> ErrorDetail {
    ErrorDetail {
        code: code(object),
        message: message(object),
        target: text(object, "target"),
    }
}

/// Reads `innerError` of an object, or Web API's `InnerException`.
fn inner(object: &Object, depth: u8) -> Option<InnerError> {
    let object = ["innerError", "innerException"]
        .into_iter()
        .find_map(|name| member(object, name)?.as_object())?;
    Some(InnerError {
        code: code(object),
        message: message(object),
        date: text(object, "date"),
        request_id: text(object, "request-id"),
        client_request_id: text(object, "client-request-id"),
        inner: if depth < MAX_DEPTH {
            inner(object, depth + 1).map(Box::new)
        } else {
            None
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_form_gives_code_and_message() {
        let (no_code, no_words) = (None::<&str>, None::<&str>);
        let cases = [
            (
                json!({"error": {"code": "Denied", "message": "No."}}),
                Some("Denied"),
                Some("No."),
            ),
            (
                json!({"ERROR": {"Code": "Denied", "MESSAGE": "No."}}),
                Some("Denied"),
                Some("No."),
            ),
            (
                json!({"odata.error": {"code": "-1, Denied", "message": {"lang": "en-US", "value": "No."}}}),
                Some("-1, Denied"),
                Some("No."),
            ),
            (json!({"error": {"message": {"value": "No."}}}), no_code, Some("No.")),
            (
                json!({"error": "invalid_grant", "error_description": "Old."}),
                Some("invalid_grant"),
                Some("Old."),
            ),
            (json!({"Message": "No resource."}), no_code, Some("No resource.")),
            (
                json!({"message": "No resource.", "messageDetail": "No type 'x'."}),
                no_code,
                Some("No resource. No type 'x'."),
            ),
            (
                json!({"MESSAGE": "It failed", "EXCEPTIONMESSAGE": "Null", "ExceptionType": "System.X"}),
                Some("System.X"),
                Some("It failed: Null"),
            ),
            (json!({"Code": "Denied", "Message": "No."}), Some("Denied"), Some("No.")),
            (json!({"errorCode": 17, "errorMessage": "No."}), Some("17"), Some("No.")),
            (
                json!({"statusCode": 401, "message": "No key."}),
                Some("401"),
                Some("No key."),
            ),
            (json!({"StatusCode": 401}), Some("401"), no_words),
            (
                json!({"type": "https://e.example/denied", "Title": "Denied", "status": 403, "detail": "Not yours."}),
                Some("https://e.example/denied"),
                Some("Denied: Not yours."),
            ),
            (json!({"type": "about:blank", "title": "Gone"}), no_code, Some("Gone")),
            (
                json!({"error": {"code": "Denied"}, "message": "No."}),
                Some("Denied"),
                Some("No."),
            ),
            // What says nothing is passed over: null, blanks, foreign types.
            (
                json!({"error": null, "code": " ", "errorCode": "E", "message": ["a"]}),
                Some("E"),
                no_words,
            ),
            (
                json!({"message": "Twice.", "exceptionMessage": "Twice."}),
                no_code,
                Some("Twice."),
            ),
        ];
        for (json, code, message) in cases {
            let read = Refusal::read(&json).unwrap_or_else(|| panic!("{json}"));
            assert_eq!(
                (read.code.as_deref(), read.message.as_deref()),
                (code, message),
                "{json}"
            );
        }
        for json in [
            json!({}),
            json!([]),
            json!("words"),
            json!({"type": "x"}),
            json!({"status": 4, "a": "b"}),
        ] {
            assert!(Refusal::read(&json).is_none(), "{json}");
        }
    }

    #[test]
    fn reasons_and_inner_errors_have_other_forms_too() {
        let read = Refusal::read(&json!({
            "title": "Invalid.", "instance": "/x", "errors": {"": ["whole"], "name": ["long", 1, "blank"], "other": "bad"}
        }));
        let details: Vec<_> = read
            .as_ref()
            .unwrap()
            .details
            .iter()
            .map(|detail| (detail.target.as_deref(), detail.message.as_deref().unwrap()))
            .collect();
        let expected = [
            (None, "whole"),
            (Some("name"), "long"),
            (Some("name"), "blank"),
            (Some("other"), "bad"),
        ];
        assert_eq!(details, expected);
        assert_eq!(read.unwrap().target.as_deref(), Some("/x"));

        let mut json = json!({"ExceptionMessage": "deepest"});
        for _ in 0..20 {
            json = json!({"Message": "failed", "InnerException": json});
        }
        let read = Refusal::read(&json).unwrap();
        let mut inner = read.inner.as_ref();
        let mut depth = 0;
        while let Some(error) = inner {
            assert_eq!(error.message.as_deref(), Some("failed"));
            (inner, depth) = (error.inner.as_deref(), depth + 1);
        }
        assert_eq!(depth, usize::from(MAX_DEPTH) + 1);
    }
}
