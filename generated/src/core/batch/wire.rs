//! Requests and responses as the JSON of `$batch`.

use std::borrow::Cow;

use azure_core::Bytes;
use azure_core::http::Request;
use azure_core::http::headers::{ACCEPT, CONTENT_TYPE, Headers};
use serde::de::IgnoredAny;

use super::run::Member;
use crate::core::call::{Call, shown};
use crate::core::error::Invalid;
use crate::core::json::{Fault, Kind, MAX_DEPTH, ReadError, ReadOptions, Reader, Step, Writer};
use crate::core::model::document;
use crate::core::response::header;
use crate::core::values::Binary;

/// A request as a member of a batch, without its opening brace, `id` and `dependsOn`: these change when it is retried.
pub(super) fn part(call: &Call) -> Result<Vec<u8>, Invalid> {
    let request = call.http()?;
    let mut out = Writer::everything();
    out.raw("\"method\":");
    out.string(request.method().as_str());
    out.raw(",\"url\":");
    out.string(&relative_url(&request, call.path().client().root_path()));
    write_headers(&request, &mut out);
    write_body(&request, call, &mut out)?;
    out.raw("}");
    Ok(out.into_bytes())
}

/// Path and query below the version.
fn relative_url(request: &Request, root: &str) -> String {
    let url = request.url();
    let mut text = url.path().strip_prefix(root).unwrap_or(url.path()).to_owned();
    if let Some(query) = url.query() {
        text.push('?');
        text.push_str(query);
    }
    text
}

/// The request's own headers. That JSON or anything is taken goes without saying.
fn write_headers(request: &Request, out: &mut Writer) {
    let mut headers: Vec<(&str, &str)> = request
        .headers()
        .iter()
        .filter(|(name, value)| **name != ACCEPT || !matches!(value.as_str(), "application/json" | "*/*"))
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    if headers.is_empty() {
        return;
    }
    headers.sort_unstable();
    out.raw(",\"headers\":{");
    let mut first = true;
    for (name, value) in headers {
        out.separate(&mut first);
        out.string(name);
        out.raw(":");
        out.string(value);
    }
    out.raw("}");
}

/// JSON stands in its place, anything else as base64url.
fn write_body(request: &Request, call: &Call, out: &mut Writer) -> Result<(), Invalid> {
    let refuse = |reason: &str| Err(super::refused(call, reason));
    let Some(content_type) = header(request.headers(), &CONTENT_TYPE) else {
        return Ok(());
    };
    let Some(bytes) = shown(request.body()) else {
        return refuse("its body is a stream, which a batch cannot carry; give the bytes, or send it by itself");
    };
    if !is_json(content_type) {
        out.raw(",\"body\":");
        out.string(&azure_core::base64::encode_url_safe(bytes));
    } else if !bytes.is_empty() {
        if serde_json::from_slice::<IgnoredAny>(bytes).is_err() {
            return refuse("its body is said to be JSON and is none");
        }
        out.raw(",\"body\":");
        out.buffer().extend_from_slice(bytes);
    }
    Ok(())
}

fn is_json(content_type: &str) -> bool {
    content_type.to_ascii_lowercase().contains("json")
}

/// The body of a call. A dependency on what is not in it has been satisfied before.
pub(super) fn body(members: &[Member], call: &[usize]) -> Vec<u8> {
    let mut out = Writer::everything();
    out.raw("{\"requests\":[");
    let mut first = true;
    for &number in call {
        let Some((member, part)) = members.get(number).and_then(|member| Some((member, member.part()?))) else {
            continue;
        };
        out.separate(&mut first);
        out.raw("{\"id\":");
        out.string(&id(number));
        out.raw(",");
        let mut after = member.after.iter().filter(|other| call.contains(other)).peekable();
        if after.peek().is_some() {
            out.raw("\"dependsOn\":[");
            let mut first = true;
            for &other in after {
                out.separate(&mut first);
                out.string(&id(other));
            }
            out.raw("],");
        }
        out.buffer().extend_from_slice(part);
    }
    out.raw("]}");
    out.into_bytes()
}

/// Members are named by their place, counted from 1.
fn id(number: usize) -> String {
    (number + 1).to_string()
}

/// The response to one member.
#[derive(Default)]
pub(super) struct Part {
    /// The member's place, where the id is one of ours.
    pub(super) number: Option<usize>,
    /// What it says of itself; nothing where it is missing or no number.
    pub(super) status: Option<u16>,
    /// The first [`MOST_HEADERS`] of those that came.
    pub(super) headers: Headers,
    pub(super) has_more_headers: bool,
    pub(super) body: Bytes,
}

/// How many headers a response has at most, in a batch as over the wire, where the transport refuses one with more.
pub(super) const MOST_HEADERS: usize = 100;

/// Hands on the responses in a batch's response one after the other, as far as it can be read; gives the reason why not
/// further. None of them is kept here: there can be any number, where only those are wanted that were asked for.
pub(super) fn parts(json: &Bytes, take: &mut dyn FnMut(Part)) -> Option<ReadError> {
    // The members' bodies are read again, by the client's own options; here nothing but the frame matters.
    let options = ReadOptions::default().with_max_depth(MAX_DEPTH);
    let read = document(json, &options, &mut |reader| {
        object(reader, &mut |reader, name| {
            if name != "responses" {
                return Ok(false);
            }
            read_parts(reader, json, take).map_err(|fault| fault.within(Step::Member("responses".into())))?;
            Ok(true)
        })
    });
    read.err()
}

fn read_parts(reader: &mut Reader<'_>, json: &Bytes, take: &mut dyn FnMut(Part)) -> Result<(), Fault> {
    reader.open_array()?;
    let mut place = 0;
    while reader.item(place == 0)? {
        if reader.peek()? == Kind::Object {
            take(read_part(reader, json).map_err(|fault| fault.within(Step::Item(place)))?);
        } else {
            reader.skip()?;
        }
        place += 1;
    }
    Ok(())
}

/// Reads an object: `take` reads the members that it knows, the others are passed over.
fn object<'a>(
    reader: &mut Reader<'a>,
    take: &mut dyn FnMut(&mut Reader<'a>, &str) -> Result<bool, Fault>,
) -> Result<(), Fault> {
    reader.open_object()?;
    let mut first = true;
    while let Some(name) = reader.key(first)? {
        first = false;
        if !take(reader, &name)? {
            reader.skip()?;
        }
    }
    Ok(())
}

fn read_part(reader: &mut Reader<'_>, json: &Bytes) -> Result<Part, Fault> {
    let mut part = Part::default();
    let mut body = "";
    let mut came = 0;
    object(reader, &mut |reader, name| {
        match name {
            "id" => part.number = scalar(reader)?.and_then(|id| id.parse::<usize>().ok()?.checked_sub(1)),
            "status" => part.status = scalar(reader)?.and_then(|status| status.parse().ok()),
            "headers" if reader.peek()? == Kind::Object => {
                object(reader, &mut |reader, name| {
                    came += 1;
                    if came > MOST_HEADERS {
                        part.has_more_headers = true;
                        return Ok(false);
                    }
                    if let Some(value) = scalar(reader)? {
                        part.headers.insert(name.to_ascii_lowercase(), value.into_owned());
                    }
                    Ok(true)
                })?;
            }
            "body" => body = reader.skip()?,
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    // The service writes null for no body, too: where none is to come, and beside a refusal.
    let has_none = body == "null" && part.status.is_some_and(|status| status == 204 || status >= 300);
    if !has_none {
        part.body = bytes(body, header(&part.headers, &CONTENT_TYPE), json);
    }
    Ok(part)
}

/// A string or number as text; nothing for anything else.
fn scalar<'a>(reader: &mut Reader<'a>) -> Result<Option<Cow<'a, str>>, Fault> {
    match reader.peek()? {
        Kind::String => match reader.string() {
            Ok(text) => Ok(Some(text)),
            Err(Fault::Mismatch(_)) => Ok(None),
            Err(fault) => Err(fault),
        },
        Kind::Number => Ok(Some(Cow::Borrowed(reader.skip()?))),
        _ => reader.skip().map(|_| None),
    }
}

/// The bytes that a member's own response would have had. JSON stands in its place. Anything else is a string of
/// base64, by the rule; the service sends plain text as it is, too, and counts as a number.
fn bytes(body: &str, content_type: Option<&str>, json: &Bytes) -> Bytes {
    // Null is a value of JSON; of another type it is no body.
    if body.is_empty() || body == "null" && !content_type.is_none_or(is_json) {
        return Bytes::new();
    }
    if !body.starts_with('"') || content_type.is_some_and(is_json) {
        return json.slice_ref(body.as_bytes());
    }
    let Ok(text) = serde_json::from_str::<String>(body) else {
        return json.slice_ref(body.as_bytes());
    };
    let is_text = content_type.is_none_or(|kind| kind.to_ascii_lowercase().starts_with("text/"));
    if is_text && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.into();
    }
    match text.parse::<Binary>() {
        // Words can look like base64; what is meant as text is text when it is decoded.
        Ok(bytes) if !is_text || std::str::from_utf8(&bytes).is_ok() => bytes.into_bytes().into(),
        _ => text.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::call::CallBody;
    use crate::core::client::tests::client;
    use crate::core::path::Path;
    use azure_core::http::Method;

    #[test]
    fn a_next_link_goes_as_the_path_that_it_names() {
        let call = Call::boxed(
            Path::root(&client(), "r"),
            Method::Get,
            CallBody::None,
            "application/json",
        );
        let next = call.following("https://graph.microsoft.com/v1.0/r/next?$skiptoken=a%26b".to_owned());
        let part = part(&next).unwrap();
        assert_eq!(
            String::from_utf8(part).unwrap(),
            r#""method":"GET","url":"/r/next?$skiptoken=a%26b"}"#
        );
        let elsewhere = call.following("https://graph.example/v1.0/r".to_owned());
        assert!(
            super::part(&elsewhere)
                .unwrap_err()
                .to_string()
                .contains("another endpoint")
        );
    }

    fn all_parts(json: &Bytes) -> (Vec<Part>, Option<ReadError>) {
        let mut all = Vec::new();
        let problem = parts(json, &mut |part| all.push(part));
        (all, problem)
    }

    fn read(body: &str, content_type: Option<&str>) -> Vec<u8> {
        read_under(200, body, content_type)
    }

    fn read_under(status: u16, body: &str, content_type: Option<&str>) -> Vec<u8> {
        let mut headers = String::new();
        if let Some(kind) = content_type {
            headers = format!(r#""headers":{{"Content-Type":"{kind}"}},"#);
        }
        let json = Bytes::from(format!(
            r#"{{"responses":[{{"id":"1",{headers}"status":{status},"body":{body}}}]}}"#
        ));
        let (parts, problem) = all_parts(&json);
        assert!(problem.is_none(), "{problem:?}");
        parts[0].body.to_vec()
    }

    #[test]
    fn bodies_are_what_a_request_of_its_own_would_have_answered() {
        assert_eq!(read(r#"{"a": 1}"#, Some("application/json")), br#"{"a": 1}"#);
        assert_eq!(read("42", Some("text/plain")), b"42");
        assert_eq!(read(r#""42""#, Some("text/plain")), b"42");
        assert_eq!(read(r#""NDI=""#, Some("text/plain")), b"42");
        assert_eq!(read(r#""1234""#, None), b"1234");
        assert_eq!(read(r#""1234""#, Some("image/png")), [0xd7, 0x6d, 0xf8]);
        assert_eq!(read(r#""-_8""#, Some("image/png")), [0xfb, 0xff]);
        // Words of four letters can be taken for base64.
        assert_eq!(read(r#""abcd""#, Some("text/plain")), b"abcd");
        assert_eq!(read(r#""Unauthorized""#, None), b"Unauthorized");
        assert_eq!(read(r#""<html>""#, Some("text/html")), b"<html>");
        assert_eq!(read(r#""a\nb c""#, Some("text/plain")), b"a\nb c");
        assert_eq!(read(r#""text""#, Some("application/json")), br#""text""#);
        assert_eq!(read("null", None), b"null");
        assert_eq!(read("null", Some("application/json")), b"null");
        assert_eq!(read("null", Some("image/png")), b"");
        assert_eq!(read(r#""""#, None), b"");
        // Where no body comes over the wire, null is none.
        for status in [204, 404, 429] {
            assert_eq!(read_under(status, "null", None), b"");
            assert_eq!(read_under(status, "null", Some("application/json")), b"");
            assert_eq!(read_under(status, "{}", None), b"{}");
        }
    }

    #[test]
    fn what_came_before_a_break_is_read() {
        let json = Bytes::from_static(
            br#"{"responses":[{"id":2,"status":"201","headers":{"A":1,"b":null}},7,{"id":"0","status":0},{"id":"4","st"#,
        );
        let (parts, problem) = all_parts(&json);
        assert!(problem.is_some());
        let seen: Vec<_> = parts.iter().map(|part| (part.number, part.status)).collect();
        assert_eq!(seen, [(Some(1), Some(201)), (None, Some(0))]);
        assert_eq!(parts[0].headers.get_optional_str(&"a".into()), Some("1"));
    }
}
