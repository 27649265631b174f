//! What requests return, and how it is read from the bytes that came.
//!
//! Models read themselves ([`Document`]); beside them stand [`Page`](super::page::Page) for lists, `()` for operations
//! that return nothing, [`ItemCount`] for `$count`, [`Value`] for functions that return a primitive value,
//! [`Reference`](super::reference::Reference) for `$ref` and [`Content`](super::content::Content) for streams; and
//! `Option` of a model or value where the service may respond without one.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use azure_core::Bytes;
use azure_core::http::AsyncResponseBody;
use azure_core::http::headers::{CONTENT_TYPE, HeaderName, Headers};

use super::client::CoreClient;
use super::error::{DecodeError, Error, RequestInfo};
use super::json::{Fault, Json, ReadError, Reader, Step};
use super::model::{
    Document, Filler, Mismatch, Single, document, is_reported, memory_of, mismatches_in_value, report_mismatches,
};
use super::outcome::{bare, has_error_among, has_error_object};

/// What a request can return. Implemented by this crate alone.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is nothing that a request returns",
    label = "not a model, page, value or stream of this crate",
    note = "a type of your own is wrapped: `Serde<…>`; a list is a `Page<…>` of its items, any JSON is `json::Json`"
)]
pub trait FromResponse: Sized + Send + 'static {
    /// The media type that is asked for.
    #[doc(hidden)]
    const ACCEPT: &'static str = "application/json";
    /// Whether the body is handed on as it arrives.
    #[doc(hidden)]
    const STREAM: bool = false;
    #[doc(hidden)]
    fn read(response: RawResponse) -> Result<Self, Error>;
}

/// A response as it came, before it is read.
#[doc(hidden)]
pub struct RawResponse {
    pub(crate) request_info: RequestInfo,
    pub(crate) status: u16,
    pub(crate) headers: Headers,
    pub(crate) body: ResponseBody,
    pub(crate) client: CoreClient,
    pub(crate) already_gone: bool,
}

/// The value of a header. azure_core's own way makes an error with a backtrace, and drops it, for each header that is
/// not there.
pub(crate) fn header<'a>(headers: &'a Headers, name: &HeaderName) -> Option<&'a str> {
    headers
        .iter()
        .find_map(|(other, value)| (other == name).then_some(value.as_str()))
}

/// The body of a response.
#[doc(hidden)]
pub enum ResponseBody {
    Bytes(Bytes),
    Stream(AsyncResponseBody),
}

impl RawResponse {
    pub(crate) fn content_type(&self) -> Option<&str> {
        header(&self.headers, &CONTENT_TYPE)
    }

    /// The body's bytes; they are there unless the request was for a stream.
    pub(crate) fn bytes(&self) -> &[u8] {
        match &self.body {
            ResponseBody::Bytes(bytes) => bytes,
            ResponseBody::Stream(_) => &[],
        }
    }

    /// The response cannot be read, for a reason that is not in its JSON.
    pub(crate) fn unreadable(&self, reason: impl Into<String>) -> Error {
        self.decode_error(reason.into(), None)
    }

    /// The response cannot be read, for a reason that is in its JSON.
    pub(crate) fn broken(&self, json: ReadError) -> Error {
        self.decode_error(String::new(), Some(json))
    }

    /// What cannot be read because the service's error object came in its place is that error.
    fn decode_error(&self, reason: String, source: Option<ReadError>) -> Error {
        if has_error_object(self.bytes()) {
            return self.service_error();
        }
        let (request_info, headers) = (self.request_info.clone(), self.headers.clone());
        DecodeError::new(request_info, self.status, headers, self.bytes(), reason, source).into()
    }

    /// Whether it has no body.
    pub(crate) fn is_empty(&self) -> bool {
        bare(self.bytes()).is_empty()
    }

    /// The body's JSON. An operation that changes something may respond without a body although one is declared: that
    /// is read as an object without members.
    pub(crate) fn json(&self) -> Result<&[u8], Error> {
        if self.is_empty() {
            return match self.request_info.method {
                azure_core::http::Method::Get => Err(self.unreadable("it has no body")),
                _ => Ok(b"{}"),
            };
        }
        let content_type = self.content_type().unwrap_or("application/json");
        if !content_type.to_ascii_lowercase().contains("json") {
            return Err(self.unreadable(format!(
                "it is {content_type}, not JSON: a gateway or proxy may have responded"
            )));
        }
        Ok(self.bytes())
    }

    /// Reads the body's JSON with a function, which gets the reader; gives how many values did not fit.
    pub(crate) fn read_with(&self, read: &mut dyn FnMut(&mut Reader<'_>) -> Result<(), Fault>) -> Result<u32, Error> {
        document(self.json()?, self.client.read_options(), read).map_err(|error| self.broken(error))
    }
}

/// Where the declared type is the response itself or an item of its list, a value that does not fit has no member to be
/// kept under: it is an error.
pub(crate) fn firm(reader: &Reader<'_>, fault: Fault) -> Fault {
    match fault {
        Fault::Mismatch(reason) => reader.malformed(reason),
        malformed => malformed,
    }
}

/// Models, and the `Any…` enumerations of several.
///
/// A GET that is responded to with nothing (204 or null, as where no entity is related) is [`Error::NoContent`]. What
/// changes something may be responded to with nothing although an entity is declared: then nothing is set. An entity
/// that comes in a wrapper (`{"value": …}`, with the object or a list of one) is read, and
/// [`mismatches`](Document::mismatches) has the wrapper; more than one in it is an error.
#[diagnostic::do_not_recommend]
impl<T: Document + Send + 'static> FromResponse for T {
    fn read(response: RawResponse) -> Result<Self, Error> {
        response.entity()
    }
}

/// A model where the service may respond without one, as it does to many a PATCH.
impl<T: Document + Send + 'static> FromResponse for Option<T> {
    fn read(response: RawResponse) -> Result<Self, Error> {
        if response.is_empty() || response.is_nothing() {
            Ok(None)
        } else {
            response.entity().map(Some)
        }
    }
}

/// For operations that return nothing. A body that comes all the same is not read, but for two forms that say that the
/// operation may not have been done: a web page, with which something between has responded, and the service's error
/// object.
impl FromResponse for () {
    fn read(response: RawResponse) -> Result<Self, Error> {
        if has_error_object(response.bytes()) {
            return Err(response.service_error());
        }
        match response.content_type() {
            Some(kind) if !response.is_empty() && kind.to_ascii_lowercase().contains("html") => Err(response
                .unreadable(format!(
                    "it is {kind}, where nothing is expected: a gateway or proxy may have responded"
                ))),
            _ => Ok(()),
        }
    }
}

/// How many items a collection has, as `$count` responds with it. `T` is the type of its items, whose constants a
/// filter of them is made from.
pub struct ItemCount<T> {
    count: u64,
    of: PhantomData<fn() -> T>,
}

impl<T> ItemCount<T> {
    /// The number.
    #[must_use]
    pub fn get(self) -> u64 {
        self.count
    }
}

impl<T> Clone for ItemCount<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for ItemCount<T> {}

impl<T> From<ItemCount<T>> for u64 {
    fn from(count: ItemCount<T>) -> Self {
        count.count
    }
}

impl<T> PartialEq for ItemCount<T> {
    fn eq(&self, other: &Self) -> bool {
        self.count == other.count
    }
}

impl<T> Eq for ItemCount<T> {}

impl<T> PartialEq<u64> for ItemCount<T> {
    fn eq(&self, other: &u64) -> bool {
        self.count == *other
    }
}

impl<T> fmt::Debug for ItemCount<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ItemCount").field(&self.count).finish()
    }
}

impl<T> fmt::Display for ItemCount<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.count.fmt(f)
    }
}

impl<T: 'static> FromResponse for ItemCount<T> {
    const ACCEPT: &'static str = "text/plain";

    fn read(response: RawResponse) -> Result<Self, Error> {
        let text = std::str::from_utf8(bare(response.bytes()))
            .map_err(|_| response.unreadable("a number as text is expected; it is not UTF-8"))?;
        // Some services write it as JSON's string.
        let quoted = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
        match quoted.unwrap_or(text).parse() {
            Ok(count) => Ok(Self { count, of: PhantomData }),
            Err(_) => Err(response.unreadable("a number as text is expected")),
        }
    }
}

/// The response of a function or action that gives a primitive or complex value, wrapped as `{"value": …}`.
#[derive(Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Value<T> {
    /// The value itself.
    pub value: T,
    /// The annotations beside it, in the order they came.
    pub annotations: Vec<(String, Json)>,
}

/// Without what the annotations say.
impl<T: fmt::Debug> fmt::Debug for Value<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Value")
            .field("value", &self.value)
            .finish_non_exhaustive()
    }
}

impl<T: Single> Value<T> {
    /// The values in it, at any depth, that did not fit their declared type and are kept as they came: where they are,
    /// and why they did not fit.
    pub fn mismatches(&self) -> Vec<Mismatch> {
        let mut found = Vec::new();
        mismatches_in_value(self.value.see(), None, &mut found);
        found
    }
}

impl<T: Single + Send> FromResponse for Value<T> {
    fn read(response: RawResponse) -> Result<Self, Error> {
        let value = if response.is_nothing() {
            None
        } else {
            Option::<Self>::read_present(&response)?
        };
        value.ok_or_else(|| response.no_content())
    }
}

/// A value that may be null or missing.
impl<T: Single + Send> FromResponse for Option<Value<T>> {
    fn read(response: RawResponse) -> Result<Self, Error> {
        if response.is_empty() || response.is_nothing() {
            Ok(None)
        } else {
            Self::read_present(&response)
        }
    }
}

/// Reads the wrapper; nothing when the value is null, or when there is nothing beside annotations.
trait ReadPresent: Sized {
    fn read_present(response: &RawResponse) -> Result<Self, Error>;
}

impl<T: Single> ReadPresent for Option<Value<T>> {
    fn read_present(response: &RawResponse) -> Result<Self, Error> {
        let mut value = None;
        let mut seen = false;
        let mut annotations = Vec::new();
        let mismatches = response.read_with(&mut |reader| {
            members(reader, &mut annotations, &mut |reader, name| {
                if name != "value" {
                    return Ok(false);
                }
                seen = true;
                if !reader.null()? {
                    reader.documents_start();
                    match T::fill_from(&mut Filler(reader)) {
                        Ok(read) => value = Some(read),
                        Err(filled) => filled.0?,
                    }
                }
                Ok(true)
            })
        })?;
        if has_error_among(&annotations) {
            return Err(response.service_error());
        }
        if !seen && annotations.iter().any(|(name, _)| !name.contains('@')) {
            return Err(response.unreadable("it has no `value`"));
        }
        let value = value.map(|value| Value { value, annotations });
        if let Some(value) = value.as_ref().filter(|_| is_reported(mismatches)) {
            report_mismatches(&value.mismatches());
        }
        Ok(value)
    }
}

/// Reads an object that wraps a response: `take` reads the members that it knows, the others are kept. One that does
/// not fit is an error with its name.
pub(crate) fn members(
    reader: &mut Reader<'_>,
    others: &mut Vec<(String, Json)>,
    take: &mut dyn FnMut(&mut Reader<'_>, &str) -> Result<bool, Fault>,
) -> Result<(), Fault> {
    reader.open_object()?;
    let mut first = true;
    while let Some(name) = reader.key(first)? {
        first = false;
        match take(reader, &name) {
            Ok(true) => {}
            Ok(false) => {
                let json = reader
                    .skip()
                    .map_err(|fault| fault.within(Step::Member(name.to_string().into())))?;
                reader.charge(memory_of(&name, json))?;
                others.push((name.into_owned(), Json::checked(json)));
            }
            Err(fault) => return Err(firm(reader, fault).within(Step::Member(name.into_owned().into()))),
        }
    }
    Ok(())
}

/// A response with its status and headers.
#[derive(Debug)]
pub struct Response<A> {
    value: A,
    status: u16,
    headers: Headers,
    request_info: RequestInfo,
    has_body: bool,
    already_gone: bool,
}

impl<A: FromResponse> Response<A> {
    pub(crate) fn read(response: RawResponse) -> Result<Self, Error> {
        let (status, headers, request_info, already_gone) = (
            response.status,
            response.headers.clone(),
            response.request_info.clone(),
            response.already_gone,
        );
        let has_body = A::STREAM || !(response.is_empty() || response.is_nothing());
        Ok(Self {
            value: A::read(response)?,
            status,
            headers,
            request_info,
            has_body,
            already_gone,
        })
    }
}

impl<A> Response<A> {
    /// The HTTP status, 200 to 299.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status
    }

    /// The headers. Some may be secret: show none of them to a reader who may not see the response.
    #[must_use]
    pub fn headers(&self) -> &Headers {
        &self.headers
    }

    /// The value of a header, by its name in any case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(other, _)| other.as_str().eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// Method, template, ids and retries of the request.
    #[must_use]
    pub fn request_info(&self) -> &RequestInfo {
        &self.request_info
    }

    /// Whether the response had a body; one of `null` counts as none. Without one (a PATCH may be responded to with
    /// 204) the value is one with nothing set.
    #[must_use]
    pub fn has_body(&self) -> bool {
        self.has_body
    }

    /// True when a DELETE was retried and the retry found nothing: an earlier try had deleted it.
    #[must_use]
    pub fn already_gone(&self) -> bool {
        self.already_gone
    }

    /// What the operation returned.
    #[must_use]
    pub fn into_value(self) -> A {
        self.value
    }
}

impl<A> Deref for Response<A> {
    type Target = A;

    fn deref(&self) -> &A {
        &self.value
    }
}
