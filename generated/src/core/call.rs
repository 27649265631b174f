//! One request, whatever it returns: the part of `request.rs` that is compiled once and not for every response.
//!
//! It holds what was asked for, makes the HTTP request of it, sends it through the client's pipeline and gives back the
//! response's bytes; or an error that names method and template, never the ids.

use std::borrow::Cow;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use azure_core::error::ErrorKind;
#[cfg(feature = "reflection")]
use azure_core::http::headers::AUTHORIZATION;
use azure_core::http::headers::{ACCEPT, CONTENT_TYPE, HeaderName, Headers};
use azure_core::http::{
    AsyncRawResponse, AsyncResponseBody, Body as HttpBody, Context, Method, PipelineStreamOptions,
    Request as HttpRequest, Url,
};
use futures::{StreamExt as _, stream};
use tracing::Instrument as _;

use super::body::Body;
use super::client::CoreClient;
use super::content::ContentBody;
use super::error::{CredentialError, Error, Invalid, RequestInfo, ServiceError, TransportError, TransportFailure};
use super::limit::{TooLong, bytes};
use super::odata_error::read_refusal;
use super::outcome::LONGEST_ERROR;
use super::path::{Path, encode_query};
use super::redirect::{FOREIGN_REQUEST_ID, NotFollowed};
use super::response::{RawResponse, ResponseBody, header};
use super::retry::{Attempts, wait};
use super::trace::RequestSpan;
use super::what_if::WhatIf;

const CLIENT_REQUEST_ID: HeaderName = HeaderName::from_static("client-request-id");
const REQUEST_ID: HeaderName = HeaderName::from_static("request-id");

/// Headers that the client alone sets: another value would break the connection or send a token astray.
const OWN_HEADERS: [&str; 4] = ["authorization", "host", "content-length", "transfer-encoding"];

/// A request in the making.
#[derive(Clone)]
pub(crate) struct Call {
    path: Path,
    method: Method,
    query: Vec<(Cow<'static, str>, String)>,
    headers: Vec<(String, String)>,
    body: CallBody,
    accept: &'static str,
    /// A next or delta link to follow in place of the path's URL.
    link: Option<String>,
    timeout: Option<Duration>,
    whole_body: bool,
    problem: Option<Invalid>,
}

/// What a request carries.
#[derive(Clone)]
pub(crate) enum CallBody {
    /// Nothing.
    None,
    /// A model, written when the request is sent.
    Json(Arc<dyn Body>),
    /// Bytes.
    Content(ContentBody),
}

/// What a request comes to.
pub(crate) type Running = Pin<Box<dyn Future<Output = Result<RawResponse, Error>> + Send>>;

impl Call {
    /// Made in its box, by one function for all operations.
    pub(crate) fn boxed(path: Path, method: Method, body: CallBody, accept: &'static str) -> Box<Self> {
        Box::new(Self {
            path,
            method,
            query: Vec::new(),
            headers: Vec::new(),
            body,
            accept,
            link: None,
            timeout: None,
            whole_body: false,
            problem: None,
        })
    }

    /// Sets a query option, in place of one of the same name.
    pub(crate) fn set_query(&mut self, name: Cow<'static, str>, value: String) {
        if name.is_empty() {
            self.refuse("query", "the option has no name");
        }
        // OData takes its options with the dollar and without.
        let bare = name.trim_start_matches('$');
        self.query.retain(|(other, _)| other.trim_start_matches('$') != bare);
        self.query.push((name, value));
    }

    /// Takes a query option away.
    pub(crate) fn remove_query(&mut self, name: &str) {
        self.query.retain(|(other, _)| other != name);
    }

    /// Sets a header, in place of one of the same name.
    pub(crate) fn set_header(&mut self, name: &str, value: &str) {
        let name = name.to_ascii_lowercase();
        if name.is_empty()
            || !name
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b))
        {
            return self.refuse("header", "the name is empty or has characters that HTTP does not allow");
        }
        if OWN_HEADERS.contains(&name.as_str()) {
            return self.refuse(&format!("header {name}"), "the client sets it itself; leave it out");
        }
        if !value.bytes().all(|b| b == b'\t' || (b' '..=b'~').contains(&b)) {
            return self.refuse(
                &format!("header {name}"),
                "the value has characters that HTTP does not allow; percent-encode or remove them",
            );
        }
        self.headers.retain(|(other, _)| *other != name);
        self.headers.push((name, value.to_owned()));
    }

    /// Adds a preference to those that are there.
    pub(crate) fn add_prefer(&mut self, preference: &str) {
        let joined = match self.headers.iter().find(|(name, _)| name == "prefer") {
            Some((_, there)) => format!("{there}, {preference}"),
            None => preference.to_owned(),
        };
        self.set_header("prefer", &joined);
    }

    pub(crate) fn set_timeout(&mut self, timeout: Duration) {
        self.timeout = Some(timeout);
    }

    pub(crate) fn set_whole_body(&mut self) {
        self.whole_body = true;
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn method(&self) -> Method {
        self.method
    }

    /// A header that was set, by its name in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find_map(|(other, value)| (other == name).then_some(value.as_str()))
    }

    pub(crate) fn has_timeout(&self) -> bool {
        self.timeout.is_some()
    }

    /// The same request for the next page: its link says what to get, the headers stay.
    pub(crate) fn following(&self, link: String) -> Self {
        let mut next = self.clone();
        next.set_link(link);
        // The list itself may be the response to an action; its next link is got.
        next.method = Method::Get;
        next.body = CallBody::None;
        // The link says them.
        next.query = Vec::new();
        // These were about the first request.
        next.headers
            .retain(|(name, _)| !matches!(name.as_str(), "content-type" | "if-match" | "if-none-match"));
        next
    }

    /// The link that is followed in place of the path's URL.
    pub(crate) fn link(&self) -> Option<&str> {
        self.link.as_deref()
    }

    /// Takes a next or delta link in place of the path's URL.
    pub(crate) fn set_link(&mut self, link: String) {
        self.link = Some(link);
    }

    pub(crate) fn set_body(&mut self, body: CallBody) {
        if matches!(self.method, Method::Get | Method::Head) {
            return self.refuse(
                "body",
                "a GET carries none; take another method, or put the values into the query",
            );
        }
        self.body = body;
    }

    pub(crate) fn set_template(&mut self, template: &'static str) {
        self.path.set_template(template);
    }

    /// What a GET gets; nothing for another method, and where there is no URL.
    pub(crate) fn source(&self) -> Option<Url> {
        if self.method == Method::Get {
            self.url().ok()
        } else {
            None
        }
    }

    fn client(&self) -> &CoreClient {
        self.path.client()
    }

    /// Remembers what cannot be sent; the first problem is the one that is reported.
    pub(crate) fn refuse_with(&mut self, problem: Invalid) {
        self.problem.get_or_insert(problem);
    }

    fn refuse(&mut self, place: &str, reason: &str) {
        if self.problem.is_none() {
            self.problem = Some(Invalid::new(
                format!("{} {}: {place}", self.method, self.path.template()),
                reason,
            ));
        }
    }

    fn url(&self) -> Result<Url, Invalid> {
        if let Some(link) = &self.link {
            if let Some((name, _)) = self.query.first() {
                let place = format!("{} {}: {name}", self.method, self.path.template());
                return Err(Invalid::new(place, "a link has its options in itself; set none"));
            }
            return self
                .client()
                .own_link(link)
                .map_err(|reason| Invalid::new(format!("{} {}: the link", self.method, self.path.template()), reason));
        }
        let root = self.client().root();
        // A third more for what is percent-encoded: blanks and quotes.
        let options = self
            .query
            .iter()
            .map(|(name, value)| name.len() + value.len() * 4 / 3 + 2);
        let mut text = String::with_capacity(root.len() + self.path.text().len() + options.sum::<usize>());
        text.push_str(root);
        text.push_str(self.path.text());
        for (number, (name, value)) in self.query.iter().enumerate() {
            text.push(if number == 0 { '?' } else { '&' });
            encode_query(name, &mut text);
            text.push('=');
            encode_query(value, &mut text);
        }
        Url::parse(&text).map_err(|error| Invalid::new(self.path.template(), format!("it makes no URL: {error}")))
    }

    /// The HTTP request, without what the pipeline adds (token, ids, user agent).
    pub(crate) fn http(&self) -> Result<HttpRequest, Invalid> {
        if let Some(problem) = self.path.problem().or(self.problem.as_ref()) {
            return Err(problem.clone());
        }
        let mut request = HttpRequest::new(self.url()?, self.method);
        request.insert_header(ACCEPT, self.accept);
        match &self.body {
            CallBody::None => {}
            CallBody::Json(body) => {
                request.insert_header(CONTENT_TYPE, "application/json");
                request.set_body(body.write_body(self.whole_body, self.client().root())?);
            }
            CallBody::Content(content) => {
                request.insert_header(CONTENT_TYPE, content.content_type.clone());
                request.set_body(content.body.clone());
            }
        }
        for (name, value) in &self.headers {
            request.insert_header(name.clone(), value.clone());
        }
        if self.client().includes_unknown_enum_members() {
            let mut prefer = "include-unknown-enum-members".to_owned();
            if let Some((_, more)) = self.headers.iter().find(|(name, _)| name == "prefer") {
                prefer.push_str(", ");
                prefer.push_str(more);
            }
            request.insert_header("prefer", prefer);
        }
        Ok(request)
    }

    /// What would be sent.
    pub(crate) fn what_if(&self) -> Result<WhatIf, Error> {
        let mut request = self.http()?;
        request.headers_mut().remove(CLIENT_REQUEST_ID);
        Ok(WhatIf::new(request))
    }

    /// Sends it. Nothing happens before the future is polled, and nothing after it is dropped. A response below 300 is
    /// given back, unless it is the service's error object; anything else is an error.
    pub(crate) fn run(self: Box<Self>, stream: bool) -> Running {
        Box::pin(async move {
            let mut request = self.http()?;
            let mut request_info = RequestInfo::new(self.method, self.path.template());
            request_info.client_request_id = Some(identify(&mut request));
            let attempts = Arc::new(Attempts::new(stream));
            let span = RequestSpan::new(self.client().endpoint(), &request_info, attempts.clone());
            let work = self
                .send(request, request_info.clone(), attempts.clone())
                .instrument(span.span().clone());
            let result = match self.timeout.or(self.client().timeout()) {
                None => work.await,
                Some(timeout) => match futures::future::select(Box::pin(work), Box::pin(wait(timeout))).await {
                    futures::future::Either::Left((result, _)) => result,
                    futures::future::Either::Right(_) => {
                        request_info.retries = attempts.retries();
                        let detail = format!("{} ms", timeout.as_millis());
                        Err(TransportError::new(TransportFailure::TimedOut, request_info, detail).into())
                    }
                },
            };
            span.end(&result);
            result
        })
    }

    async fn send(
        &self,
        mut request: HttpRequest,
        mut request_info: RequestInfo,
        attempts: Arc<Attempts>,
    ) -> Result<RawResponse, Error> {
        let context = Context::new().with_value(attempts.clone());
        let options = PipelineStreamOptions {
            skip_checks: true,
            ..Default::default()
        };
        let sent = self
            .client()
            .pipeline()
            .stream(&context, &mut request, Some(options))
            .await;
        request_info.retries = attempts.retries();
        let (status, headers, body) = match sent {
            Ok(response) => response.deconstruct(),
            Err(error) => return Err(failed(request_info, error)),
        };
        let status = u16::from(status);
        request_info.request_id = header(&headers, &REQUEST_ID).map(str::to_owned);
        if !(200..300).contains(&status) {
            let (body, end) = read_refusal(body).await;
            let error = ServiceError::read(request_info, status, headers, &body);
            #[cfg(feature = "reflection")]
            let error = error.with_needed_permissions(
                self.client().version(),
                self.path.text(),
                header(request.headers(), &AUTHORIZATION),
            );
            return Err(error.with_body_end(end).into());
        }
        let is_json = header(&headers, &CONTENT_TYPE).is_some_and(|kind| kind.to_ascii_lowercase().contains("json"));
        let body = if attempts.is_stream() && is_json {
            begun(body, status, &headers).await
        } else if attempts.is_stream() {
            ResponseBody::Stream(body)
        } else {
            match bytes(body).await {
                Ok(bytes) => ResponseBody::Bytes(bytes),
                Err(error) => return Err(failed(request_info, error)),
            }
        };
        let response = RawResponse {
            request_info,
            status,
            headers,
            body,
            client: self.client().clone(),
            already_gone: attempts.already_gone(),
        };
        match response.refusal() {
            Some(error) => Err(error),
            None => Ok(response),
        }
    }
}

/// The body of a stream, as bytes if it is as short as an error object.
async fn begun(mut body: AsyncResponseBody, status: u16, headers: &Headers) -> ResponseBody {
    let mut bytes = Vec::new();
    while bytes.len() <= LONGEST_ERROR {
        match body.next().await {
            Some(Ok(chunk)) => bytes.extend_from_slice(&chunk),
            // Whoever reads the stream learns of it in its place.
            Some(Err(error)) => {
                let rest = stream::iter([Ok(bytes.into()), Err(error)]);
                let whole = AsyncRawResponse::new(status.into(), headers.clone(), Box::pin(rest));
                return ResponseBody::Stream(whole.into_body());
            }
            None => return ResponseBody::Bytes(bytes.into()),
        }
    }
    let whole = stream::iter([Ok(bytes.into())]).chain(body);
    ResponseBody::Stream(AsyncRawResponse::new(status.into(), headers.clone(), Box::pin(whole)).into_body())
}

/// Gives the request its id, unless the user has. It is given here and not in the pipeline, so that whatever happens to
/// the request can be reported with it, and because the pipeline's policies are slow to find that there is none (see
/// [`header`]).
fn identify(request: &mut HttpRequest) -> String {
    // That of azure_core's own policy; the redirect policy takes it away again.
    request.insert_header(FOREIGN_REQUEST_ID, "");
    if let Some(id) = header(request.headers(), &CLIENT_REQUEST_ID) {
        return id.to_owned();
    }
    let id = azure_core::Uuid::new_v4().to_string();
    request.insert_header(CLIENT_REQUEST_ID, id.clone());
    id
}

/// The pipeline's error as ours.
fn failed(mut request_info: RequestInfo, error: azure_core::Error) -> Error {
    if matches!(error.kind(), ErrorKind::Credential) {
        return Error::Credential(Box::new(CredentialError {
            request_info,
            source: error,
        }));
    }
    if let Some(long) = error.downcast_ref::<TooLong>() {
        request_info.request_id = header(&long.headers, &REQUEST_ID).map(str::to_owned);
        return TransportError::new(TransportFailure::TooLong, request_info, long.to_string()).into();
    }
    match error.downcast_ref::<NotFollowed>() {
        Some(reason) => TransportError::new(TransportFailure::Redirect, request_info, reason.to_string()).into(),
        None => TransportError::from_pipeline(request_info, error).into(),
    }
}

/// Method and template; neither ids, options nor body.
impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("method", &self.method)
            .field("template", &self.path.template())
            .finish_non_exhaustive()
    }
}

impl From<ContentBody> for CallBody {
    fn from(content: ContentBody) -> Self {
        Self::Content(content)
    }
}

/// Whether a body is a buffer that can be shown.
pub(crate) fn shown(body: &HttpBody) -> Option<&[u8]> {
    match body {
        HttpBody::Bytes(bytes) => Some(bytes),
        HttpBody::SeekableStream(_) => None,
    }
}
