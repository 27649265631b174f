//! Responses of the server's own, in the form of Microsoft Graph's.

use axum::body::Body;
use axum::response::Response;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderValue, StatusCode};
use serde_json::{Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::failure::Failure;

/// A response with JSON in it.
pub(super) fn json(status: StatusCode, value: &Value) -> Response {
    let mut response = Response::new(Body::from(value.to_string()));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// 200 with JSON, or the refusal.
pub(super) fn of(done: Result<Value, Failure>) -> Response {
    match done {
        Ok(Value::Null) => empty(StatusCode::NO_CONTENT),
        Ok(value) => json(StatusCode::OK, &value),
        Err(failure) => refusal(&failure),
    }
}

/// A response without a body.
pub(super) fn empty(status: StatusCode) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}

/// A refusal, as Graph writes it.
pub(super) fn refusal(failure: &Failure) -> Response {
    let id = uuid::Uuid::new_v4().to_string();
    let mut error = json!({
        "code": failure.code,
        "message": failure.message,
        "innerError": {
            "date": OffsetDateTime::now_utc().format(&Rfc3339).unwrap_or_default(),
            "request-id": id,
            "client-request-id": id,
        },
    });
    if let (Some(target), Some(error)) = (&failure.target, error.as_object_mut()) {
        error.insert("target".to_owned(), Value::from(target.as_str()));
    }
    let status = StatusCode::from_u16(failure.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = json(status, &json!({ "error": error }));
    let headers = response.headers_mut();
    if let Ok(id) = HeaderValue::try_from(id) {
        headers.insert("request-id", id.clone());
        headers.insert("client-request-id", id);
    }
    if let Some(seconds) = failure.retry_after {
        headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}
