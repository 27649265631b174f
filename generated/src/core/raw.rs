//! Requests without a builder: by method and path for what the metadata lacks, and by a link that was stored.
//!
//! They go through the same [`Call`](super::call::Call) as all others. what such a request carries and returns is the
//! caller's to say: a model, bytes, any JSON ([`Json`]), or a type of the caller's own ([`Serde`]).

use std::sync::Arc;

use azure_core::http::Method;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::body::Body;
use super::call::CallBody;
use super::client::CoreClient;
use super::content::ContentBody;
use super::error::{Error, Invalid};
use super::json::{Fault, Json};
use super::model::{Element, FillResult, Filler, SlotValue, View, make_room};
use super::options::{
    TakesCount, TakesExpand, TakesFilter, TakesOrderBy, TakesSearch, TakesSelect, TakesSkip, TakesTop,
};
use super::outcome::bare;
use super::page::Page;
use super::path::Path;
use super::request::Request;
use super::response::{FromResponse, RawResponse};

/// The marker of requests that [`request`](crate::client::CoreClient::request) makes: they take every query option, and a body.
#[derive(Clone, Copy, Debug, Default)]
pub struct Raw;

#[diagnostic::do_not_recommend]
impl TakesCount for Raw {}
#[diagnostic::do_not_recommend]
impl TakesExpand for Raw {}
#[diagnostic::do_not_recommend]
impl TakesFilter for Raw {}
#[diagnostic::do_not_recommend]
impl TakesOrderBy for Raw {}
#[diagnostic::do_not_recommend]
impl TakesSearch for Raw {}
#[diagnostic::do_not_recommend]
impl TakesSelect for Raw {}
#[diagnostic::do_not_recommend]
impl TakesSkip for Raw {}
#[diagnostic::do_not_recommend]
impl TakesTop for Raw {}

impl CoreClient {
    /// A request for what the metadata lacks, by its method and its path below the version.
    ///
    /// The path begins with a slash and is percent-encoded; ids go through
    /// [`path::encode_segment`](super::path::encode_segment). A path that a URL parser would change (empty, `.` or `..`
    /// segments, a host, a query) is refused, which [`send`](Request::send) and [`what_if`](Request::what_if) tell.
    /// What it returns is said by `A`: a model, a [`Page`], [`Json`], a type of your own as [`Serde`],
    /// [`Content`](super::content::Content) for bytes, `()` for nothing.
    ///
    /// Errors and traces name such a request `/{raw}`, because any of its segments may be an id;
    /// [`template`](Request::template) gives it a better name.
    pub fn request<A: FromResponse>(&self, method: Method, path: &str) -> Request<A, Raw> {
        Request::new(Path::written(self, path, "raw"), method, CallBody::None)
    }

    /// Goes on with a list from a next or delta link that was stored: [`send`](Request::send) gives its page,
    /// [`pages`](Request::pages) and [`items`](Request::items) that and all that follow.
    ///
    /// A link that does not lead to this client's own endpoint and version is refused before a token is asked for,
    /// which [`send`](Request::send) tells. The link has its query options in itself; headers (`prefer`,
    /// `consistency_level`) are set again where the list needs them. Errors and traces name the request `/{link}`.
    ///
    /// The clients of the two versions have this method too. Code that is for both takes what their `core()` gives.
    ///
    /// ```no_run
    /// # #[cfg(all(feature = "v1_0", feature = "entitlement_management"))] {
    /// use futures::TryStreamExt as _;
    /// use msgraph_identity_governance::{Error, json::Json, v1_0::GraphClient};
    ///
    /// # fn save(_: Option<&str>) {}
    /// # async fn go_on(client: GraphClient, stored: &str) -> Result<(), Error> {
    /// let mut pages = client.from_link::<Json>(stored).pages();
    /// while let Some(page) = pages.try_next().await? {
    ///     println!("{} items", page.value.len());
    ///     // With the last page a list of changes gives where to ask for the next ones.
    ///     save(pages.next_link().or(page.delta_link.as_deref()));
    /// }
    /// # Ok(())
    /// # }
    /// # }
    /// ```
    pub fn from_link<T: Element + Send>(&self, link: &str) -> Request<Page<T>> {
        self.follow(link)
    }

    /// Gets what a link of the service's leads to, as `A`: [`Json`] for a whole page as it came. For a list
    /// [`from_link`](Self::from_link) is the same and follows the links; what it says of links holds here too.
    pub fn follow<A: FromResponse>(&self, link: &str) -> Request<A> {
        let mut request = Request::new(Path::written(self, "/link", "link"), Method::Get, CallBody::None);
        request.call_mut().set_link(link.to_owned());
        request
    }
}

impl<A: FromResponse> Request<A, Raw> {
    /// Sends this as JSON: a model, [`Json`], or a type of your own as [`Serde`]. A GET with a body is refused.
    pub fn body(mut self, body: impl Body + 'static) -> Self {
        self.call_mut().set_body(CallBody::Json(Arc::new(body)));
        self
    }

    /// Sends these bytes. A GET with a body is refused.
    pub fn content(mut self, content: impl Into<ContentBody>) -> Self {
        self.call_mut().set_body(CallBody::Content(content.into()));
        self
    }

    /// Sets what errors and traces call this request: `/groups/{id}/members`. It is a text of the program, so that no
    /// id can get into it.
    pub fn template(mut self, template: &'static str) -> Self {
        self.call_mut().set_template(template);
        self
    }
}

impl Body for Json {
    fn write_body(&self, _whole: bool, _root: &str) -> Result<Vec<u8>, Invalid> {
        Ok(self.as_str().as_bytes().to_vec())
    }
}

/// Any JSON; null where there is nothing: 204, or where an operation that changes something responds without a body.
impl FromResponse for Json {
    fn read(response: RawResponse) -> Result<Self, Error> {
        if response.is_empty() && response.is_nothing() {
            return Ok(Self::null());
        }
        let mut json = Self::null();
        response.read_with(&mut |reader| {
            json = Self::checked(reader.skip()?);
            Ok(())
        })?;
        Ok(json)
    }
}

/// A type of the caller's own, as body, as response, and as item of a [`Page`]: what serde makes of it.
///
/// What an error says of a value that does not fit is where it is and what was expected, never the value. An item of a
/// page that does not fit is not in [`value`](Page::value) but in [`mismatched_items`](Page::mismatched_items), with
/// its JSON and the reason; [`items`](Request::items) gives an error in its place and goes on.
///
/// What a value of the type takes on the heap is not counted as memory of the document
/// ([`ReadOptions::memory_floor`](super::json::ReadOptions::memory_floor)): serde asks for it. The response's length
/// has its limit.
///
/// ```no_run
/// # #[cfg(all(feature = "v1_0", feature = "entitlement_management"))] {
/// use msgraph_identity_governance::{Error, Method, Page, Serde, path::encode_segment, v1_0::GraphClient};
///
/// #[derive(serde::Deserialize)]
/// struct Member {
///     id: String,
/// }
///
/// # async fn members(client: GraphClient, group: &str) -> Result<(), Error> {
/// let path = format!("/groups/{}/members", encode_segment(group));
/// let page: Page<Serde<Member>> = client.request(Method::Get, &path).select_raw("id").send().await?;
/// for Serde(member) in page.value {
///     println!("{}", member.id);
/// }
/// # Ok(())
/// # }
/// # }
/// ```
///
/// For a program over both versions `client` is a [`client::CoreClient`](crate::client::CoreClient), which `core()` of
/// each gives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Serde<T>(pub T);

impl<T: Serialize + Send + Sync> Body for Serde<T> {
    fn write_body(&self, _whole: bool, _root: &str) -> Result<Vec<u8>, Invalid> {
        serde_json::to_vec(&self.0).map_err(|error| Invalid::new("body", format!("it does not become JSON: {error}")))
    }
}

impl<T: DeserializeOwned + Send + 'static> FromResponse for Serde<T> {
    fn read(response: RawResponse) -> Result<Self, Error> {
        if !response.is_nothing() {
            let read = serde_json::from_slice(bare(response.json()?));
            return read
                .map(Self)
                .map_err(|error| response.unreadable(without_value(&error)));
        }
        // Null, where the type takes that; where something was changed, the type with nothing set.
        let mut read = serde_json::from_slice(b"null");
        if read.is_err() && response.request_info.method != Method::Get {
            read = serde_json::from_slice(b"{}");
        }
        read.map(Self).map_err(|_| response.no_content())
    }
}

impl<T: DeserializeOwned + Send + 'static> Element for Serde<T> {
    /// Nothing is known of what is in it.
    fn see_item(&self) -> View<'_> {
        View(SlotValue::Nothing)
    }

    fn push_from(list: &mut Vec<Self>, reader: &mut Filler<'_, '_>) -> FillResult {
        let read = reader.0.skip().and_then(|json| match serde_json::from_str(json) {
            Ok(value) => Ok(Self(value)),
            Err(error) => Err(Fault::Mismatch(without_value(&error).into())),
        });
        FillResult(read.and_then(|item| {
            make_room(list, reader.0)?;
            list.push(item);
            Ok(())
        }))
    }
}

/// What serde says of JSON that does not fit, without the value that it quotes.
fn without_value(error: &serde_json::Error) -> String {
    // A type's own check of the whole has no place.
    let place = match error.line() {
        0 => String::new(),
        line => format!(" (line {line}, column {})", error.column()),
    };
    let words = error.to_string();
    let words = words
        .rsplit_once(" at line ")
        .map_or(words.as_str(), |(words, _)| words);
    if !error.is_data() || words.starts_with("missing field `") {
        return format!("{words}{place}");
    }
    match words.rsplit_once(", expected ") {
        Some((_, expected)) => format!("expected {expected}{place}"),
        None => format!("it does not fit the type{place}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::client::tests::client;

    #[test]
    fn a_raw_request_takes_options_and_a_body() {
        let body = serde_json::json!({ "displayName": "x" });
        let request = client()
            .request::<Json>(Method::Post, "/groups/g%201/members")
            .query("$top", "1")
            .filter_raw("a eq 'b'")
            .body(Json::from(body));
        let shown = request.what_if().unwrap();
        assert_eq!(
            shown.url().as_str(),
            "https://graph.microsoft.com/v1.0/groups/g%201/members?$top=1&$filter=a%20eq%20%27b%27"
        );
        assert_eq!(shown.body(), Some(br#"{"displayName":"x"}"#.as_slice()));
        assert_eq!(shown.header("content-type"), Some("application/json"));
        let put = client().request::<()>(Method::Put, "/x").content(b"bytes".to_vec());
        assert_eq!(
            put.what_if().unwrap().header("content-type"),
            Some("application/octet-stream")
        );
        assert!(format!("{request:?}").contains("/{raw}") && !format!("{request:?}").contains("g%201"));
        assert!(format!("{:?}", request.template("/groups/{id}/members")).contains("\"/groups/{id}/members\""));
    }

    #[test]
    fn what_cannot_be_sent_is_told() {
        let refused = |request: &Request<Json, Raw>| request.what_if().unwrap_err().to_string();
        let body = client().request(Method::Get, "/groups").body(Json::null());
        assert!(
            refused(&body).starts_with("GET /{raw}: body: not sent: a GET carries none"),
            "{}",
            refused(&body)
        );
        assert!(refused(&client().request(Method::Get, "/groups/../users")).contains("`..`"));
        let map = std::collections::BTreeMap::from([([1], 2)]);
        let keys = client().request(Method::Post, "/groups").body(Serde(map));
        assert!(refused(&keys).contains("it does not become JSON"), "{}", refused(&keys));
    }

    #[test]
    fn a_stored_link_is_sent_as_it_is() {
        let link = "https://graph.microsoft.com/v1.0/groups/delta?$deltatoken=a%2Bb";
        let request = client().from_link::<Json>(link);
        assert_eq!(request.what_if().unwrap().url().as_str(), link);
        assert!(!format!("{request:?}").contains("delta"), "{request:?}");
        let error = request.query("$top", "1").what_if().unwrap_err().to_string();
        assert!(error.starts_with("GET /{link}: $top: not sent"), "{error}");
        let whole = client().follow::<Json>(link).what_if().unwrap();
        assert_eq!(whole.url().as_str(), link);
    }

    #[test]
    fn serdes_words_come_without_the_value() {
        let reported = |json: &str| without_value(&serde_json::from_str::<Vec<u8>>(json).unwrap_err());
        assert_eq!(reported(r#"["hush, expected x"]"#), "expected u8 (line 1, column 19)");
        assert_eq!(
            reported(r#"["a, expected hush at line 7"]"#),
            "expected u8 (line 1, column 29)"
        );
        assert_eq!(reported("[1"), "EOF while parsing a list (line 1, column 2)");
        #[derive(Debug, serde::Deserialize)]
        #[serde(try_from = "String")]
        struct Picky;
        impl TryFrom<String> for Picky {
            type Error = String;
            fn try_from(text: String) -> Result<Self, String> {
                Err(format!("no {text}"))
            }
        }
        let picky = serde_json::from_str::<Picky>(r#""hush""#).unwrap_err();
        assert_eq!(without_value(&picky), "it does not fit the type");
        #[derive(Debug, serde::Deserialize)]
        struct Named {
            #[allow(dead_code, reason = "only its absence is reported")]
            id: u8,
        }
        let missing = serde_json::from_str::<Named>("{}").unwrap_err();
        assert_eq!(without_value(&missing), "missing field `id` (line 1, column 2)");
    }
}
