//! Lists: a page as the service sends it, and the streams that follow its next links.

use std::collections::HashSet;
use std::fmt;
use std::future::Future;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};

use azure_core::http::Method;
use azure_core::http::headers::Headers;
use futures::Stream;

use super::call::{Call, Running};
use super::error::{DecodeError, Error, Invalid, RequestInfo, TransportError, TransportFailure};
pub use super::json::MismatchedItem;
use super::json::{Fault, Json, ReadError, ReadOptions, Reader, Step};
use super::model::{
    Element, Filler, Mismatch, document, is_reported, make_room_for, memory_of_items, mismatches_in_value,
    report_mismatches,
};
use super::outcome::has_error_among;
use super::request::Request;
use super::response::{FromResponse, RawResponse, members};
use super::retry::wait;

/// One page of a list.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Page<T> {
    /// The items, in the service's order.
    pub value: Vec<T>,
    /// How many items there are in all, when it was asked for (`@odata.count`).
    pub count: Option<u64>,
    /// Where the next page is, if there is one (`@odata.nextLink`). [`Request::pages`] and [`Request::items`] follow
    /// it; stored, it goes on with [`CoreClient::from_link`](crate::client::CoreClient::from_link).
    pub next_link: Option<String>,
    /// Where to ask for what changed since (`@odata.deltaLink`), with
    /// [`CoreClient::from_link`](crate::client::CoreClient::from_link).
    pub delta_link: Option<String>,
    /// Entries of the list that could not be read as items, for example null or a number. In strict mode they are an
    /// error.
    pub mismatched_items: Vec<MismatchedItem>,
    /// Everything else that stands beside the items (`@odata.context`, …), in the order it came.
    pub annotations: Vec<(String, Json)>,
}

impl<T> Default for Page<T> {
    fn default() -> Self {
        Self {
            value: Vec::new(),
            count: None,
            next_link: None,
            delta_link: None,
            mismatched_items: Vec::new(),
            annotations: Vec::new(),
        }
    }
}

/// Its items; the rest of the page is dropped. A page is one part of a list: [`Request::items`] has all of it.
impl<T> IntoIterator for Page<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.value.into_iter()
    }
}

/// Its items.
impl<'a, T> IntoIterator for &'a Page<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.value.iter()
    }
}

/// Its items, to be changed.
impl<'a, T> IntoIterator for &'a mut Page<T> {
    type Item = &'a mut T;
    type IntoIter = std::slice::IterMut<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.value.iter_mut()
    }
}

impl<T: Element> Page<T> {
    /// Reads a page from JSON, as a list's response has it. The items keep what does not fit, see
    /// [`mismatches`](Self::mismatches).
    ///
    /// # Errors
    /// When it is not JSON, too deep, or has no `value`. The error says where.
    pub fn from_slice(json: &[u8]) -> Result<Self, ReadError> {
        Self::from_json(json, &ReadOptions::default())
    }

    /// Reads a page by other options, as [`from_slice`](Self::from_slice) does.
    ///
    /// # Errors
    /// When it is not JSON, too deep, or has no `value`; in strict mode also when something does not fit. The error
    /// says where.
    pub fn from_json(json: &[u8], options: &ReadOptions) -> Result<Self, ReadError> {
        let mut page = Self::default();
        let mut seen = false;
        let mismatches = document(json, options, &mut |reader| page.read_from(reader, &mut seen))?;
        if !seen {
            // Anything else than a list, read as an empty one, would say that there is nothing.
            return Err(ReadError::new(json, 0, "it has no `value`: a list is expected"));
        }
        if is_reported(mismatches) {
            report_mismatches(&page.mismatches());
        }
        Ok(page)
    }

    /// The values in the page, at any depth, that did not fit their declared type and are kept as they came: where they
    /// are, and why they did not fit.
    pub fn mismatches(&self) -> Vec<Mismatch> {
        let mut found = Vec::new();
        for mismatched in &self.mismatched_items {
            found.push(Mismatch {
                path: format!("value[{}]", mismatched.place),
                reason: mismatched.reason.clone(),
            });
        }
        for (item, place) in self.value.iter().zip(places(&self.mismatched_items)) {
            mismatches_in_value(item.see_item(), Some(place), &mut found);
        }
        found
    }

    fn read_from(&mut self, reader: &mut Reader<'_>, seen: &mut bool) -> Result<(), Fault> {
        let Self {
            value,
            count,
            next_link,
            delta_link,
            mismatched_items,
            annotations,
        } = self;
        members(reader, annotations, &mut |reader, name| {
            match name {
                "value" => {
                    *seen = true;
                    // Of a name that is repeated the last value counts.
                    value.clear();
                    mismatched_items.clear();
                    read_items(reader, mismatched_items, &mut |reader| {
                        let (before, left) = (value.len(), reader.left());
                        T::push_from(value, &mut Filler(reader))
                            .0
                            .inspect_err(|_| value.truncate(before))?;
                        if before == 0 {
                            make_room_for_rest(value, reader, left - reader.left())?;
                        }
                        Ok(())
                    })?;
                }
                "@odata.nextLink" => *next_link = text(reader)?.filter(|link| !link.is_empty()),
                "@odata.deltaLink" => *delta_link = text(reader)?,
                "@odata.count" => {
                    *count = number(reader)?;
                    return Ok(count.is_some());
                }
                _ => return Ok(false),
            }
            Ok(true)
        })
    }
}

/// The links may hold ids and filters: only whether they are there is shown.
impl<T: fmt::Debug> fmt::Debug for Page<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Page")
            .field("value", &self.value)
            .field("count", &self.count)
            .field("has_next_link", &self.next_link.is_some())
            .field("has_delta_link", &self.delta_link.is_some())
            .field("mismatched_items", &self.mismatched_items)
            .finish_non_exhaustive()
    }
}

impl<T: Element + Send> FromResponse for Page<T> {
    fn read(response: RawResponse) -> Result<Self, Error> {
        if response.is_nothing() {
            return Err(response.no_content());
        }
        let page = Self::from_json(response.json()?, response.client.read_options())
            .map_err(|error| response.broken(error))?;
        // Beside a list, which then is not all of it.
        if has_error_among(&page.annotations) {
            return Err(response.service_error());
        }
        Ok(page)
    }
}

/// The items of a page. What does not fit inside of an item its model keeps; what is no item at all is kept beside
/// them.
fn read_items(
    reader: &mut Reader<'_>,
    mismatched: &mut Vec<MismatchedItem>,
    push: &mut dyn FnMut(&mut Reader<'_>) -> Result<(), Fault>,
) -> Result<(), Fault> {
    reader.open_array()?;
    reader.documents_start();
    reader.expect_items(0);
    let mut place = 0;
    while reader.item(place == 0)? {
        read_item(reader, place, mismatched, push).map_err(|fault| fault.within(Step::Item(place)))?;
        place += 1;
    }
    Ok(())
}

/// The most items for which room is made before they are read: the service has no longer pages.
const MAX_EXPECTED: usize = 1024;

/// Makes room for all items at once, if those that follow are about as long as the first. Where the document may not take
/// so much memory, the list grows as it is read.
fn make_room_for_rest<T>(list: &mut Vec<T>, reader: &mut Reader<'_>, length: usize) -> Result<(), Fault> {
    let more = reader.left() / length.max(1);
    let items = (list.len() + more + more / 16).min(MAX_EXPECTED);
    let room = items.saturating_sub(list.capacity());
    if room > 0 && reader.affords(memory_of_items::<T>(room)) {
        make_room_for(list, reader, room)?;
    }
    Ok(())
}

fn read_item(
    reader: &mut Reader<'_>,
    place: usize,
    mismatched: &mut Vec<MismatchedItem>,
    push: &mut dyn FnMut(&mut Reader<'_>) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let mark = reader.mark();
    match push(reader) {
        Err(Fault::Mismatch(reason)) => reader.keep_item(mark, place, reason, mismatched),
        other => other,
    }
}

/// The places of the items that are some, among all that stand in the list.
fn places(mismatched: &[MismatchedItem]) -> impl Iterator<Item = usize> {
    let mut mismatched = mismatched.iter().map(|mismatched| mismatched.place).peekable();
    (0..).filter(move |place| mismatched.next_if_eq(place).is_none())
}

fn text(reader: &mut Reader<'_>) -> Result<Option<String>, Fault> {
    if reader.null()? {
        Ok(None)
    } else {
        reader.string().map(|text| Some(text.into_owned()))
    }
}

/// A count is a number; some services write it as a string. What is neither is kept among the annotations.
fn number(reader: &mut Reader<'_>) -> Result<Option<u64>, Fault> {
    let mark = reader.mark();
    let count = reader.skip()?.trim_matches('"').parse().ok();
    if count.is_none() {
        reader.back(mark);
        reader.note_mismatch(mark, "not a count".into())?;
    }
    Ok(count)
}

impl<T: Element + Send, O> Request<Page<T>, O> {
    /// The list page by page: the first as this request asks for it, then each next link, as long as there is one.
    ///
    /// A next link is followed to the client's own endpoint and version only, and never twice (links that differ only
    /// in their fragment are the same, and of two that alternate the first is one that was followed). A service that
    /// gives ever new links is stopped by none of this: [`Pages::with_deadline`] is for that. [`Pages::next_link`] is
    /// where to go on, now or in another program ([`CoreClient::from_link`](crate::client::CoreClient::from_link)). A
    /// future of the stream's `next()` that is dropped costs nothing: the next one goes on with the same page. Before
    /// each page but the first the executor has its turn, however fast the service is.
    ///
    /// ```no_run
    /// # #[cfg(all(feature = "v1_0", feature = "entitlement_management"))] {
    /// use futures::TryStreamExt as _;
    /// use msgraph_identity_governance::{Error, v1_0::GraphClient, v1_0::models::AccessPackage};
    ///
    /// # fn work_on(_: &[AccessPackage]) {}
    /// # fn store(_: Option<&str>) {}
    /// async fn all_packages(client: &GraphClient, stored: Option<&str>) -> Result<(), Error> {
    ///     let mut pages = match stored {
    ///         Some(link) => client.from_link::<AccessPackage>(link).pages(),
    ///         None => client.identity_governance().entitlement_management().access_packages().list().top(100).pages(),
    ///     };
    ///     while let Some(page) = pages.try_next().await? {
    ///         work_on(&page.value);
    ///         // Stored when the page is done, so that none is missed. After the last page there is no link.
    ///         store(pages.next_link());
    ///     }
    ///     Ok(())
    /// }
    /// # }
    /// ```
    pub fn pages(self) -> Pages<T> {
        let call = self.into_call();
        Pages {
            running: Some(call.clone().run(false)),
            next_link: call.link().map(str::to_owned),
            call,
            followed: HashSet::new(),
            last: None,
            deadline: None,
            given_way: true,
            page: std::marker::PhantomData,
        }
    }

    /// The list item by item, page after page. What does not fit inside of an item is listed by the item's own
    /// `mismatches`. What [`pages`](Self::pages) says of links holds here too.
    pub fn items(self) -> Items<T> {
        Items {
            pages: self.pages(),
            ready: Vec::new().into_iter(),
            mismatched: Vec::new().into_iter().peekable(),
            place: 0,
        }
    }
}

/// When a list must have come to its end.
struct Deadline {
    within: Duration,
    /// Nothing where it is beyond what the clock can say.
    ends: Option<Instant>,
    /// Wakes the task when it is time; made when there is something to wait for.
    timer: Option<Pin<Box<dyn Future<Output = ()> + Send>>>,
}

impl Deadline {
    fn new(within: Duration) -> Self {
        Self {
            within,
            ends: Instant::now().checked_add(within),
            timer: None,
        }
    }

    fn has_passed(&self) -> bool {
        self.ends.is_some_and(|ends| Instant::now() >= ends)
    }

    /// Has the task woken when it passes; ready when it has.
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let Some(ends) = self.ends else {
            return Poll::Pending;
        };
        let timer = self
            .timer
            .get_or_insert_with(|| Box::pin(wait(ends.saturating_duration_since(Instant::now()))));
        timer.as_mut().poll(cx)
    }
}

/// A stream of pages. A page that cannot be had ends it with an error; the pages before stay as they were given.
pub struct Pages<T> {
    call: Box<Call>,
    running: Option<Running>,
    next_link: Option<String>,
    /// The hashes of the URLs that were asked for, eight bytes a page.
    followed: HashSet<u64>,
    /// The request that brought the last page, its status and headers.
    last: Option<(RequestInfo, u16, Headers)>,
    deadline: Option<Deadline>,
    /// Whether the executor has had its turn since the last page.
    given_way: bool,
    page: std::marker::PhantomData<fn() -> T>,
}

impl<T> Pages<T> {
    /// Where the page after the last one given is. After an error it is the link of the page that failed; nothing when
    /// the list has come to its end, and of a list that began without a link before its first page.
    #[must_use]
    pub fn next_link(&self) -> Option<&str> {
        self.next_link.as_deref()
    }

    /// Gives the whole list a time, which begins now: when it has passed and the list has not come to its end, the
    /// stream ends with an error ([`Error::is_timed_out`]) instead of its next page, also in the middle of a request.
    /// The time that the program takes between pages counts too. There is none unless it is set.
    /// [`next_link`](Self::next_link) is then where to go on.
    ///
    /// [`Request::timeout`] is the time of each page, and bounds no list: a service can send pages without an end, of
    /// no items even.
    ///
    /// ```no_run
    /// # #[cfg(all(feature = "v1_0", feature = "entitlement_management"))] {
    /// use std::time::Duration;
    /// use futures::TryStreamExt as _;
    /// use msgraph_identity_governance::{Error, v1_0::GraphClient, v1_0::models::AccessPackage};
    ///
    /// async fn all_packages(client: &GraphClient) -> Result<Vec<AccessPackage>, Error> {
    ///     let packages = client.identity_governance().entitlement_management().access_packages();
    ///     let list = packages.list().timeout(Duration::from_secs(30)); // for each page
    ///     list.items().with_deadline(Duration::from_secs(600)).try_collect().await // for all of them
    /// }
    /// # }
    /// ```
    #[must_use]
    pub fn with_deadline(mut self, within: Duration) -> Self {
        self.deadline = Some(Deadline::new(within));
        self
    }

    /// The end of a list whose deadline has passed.
    fn too_late(&mut self) -> Error {
        self.running = None;
        let within = self
            .deadline
            .as_ref()
            .map(|deadline| deadline.within)
            .unwrap_or_default();
        // The first request may be no GET; all that follow are.
        let method = if self.last.is_none() {
            self.call.method()
        } else {
            Method::Get
        };
        let request_info = RequestInfo::new(method, self.call.path().template());
        let detail = format!(
            "the list has not ended within its deadline of {} ms",
            within.as_millis()
        );
        TransportError::new(TransportFailure::TimedOut, request_info, detail).into()
    }

    /// Asks for the next page, unless it was asked for before: that list would never end.
    fn follow(&mut self, link: String) -> Running {
        let next = Box::new(self.call.following(link));
        if self.followed.is_empty() {
            self.followed.extend(self.call.source().map(|url| hash(url.as_str())));
        }
        match next.source() {
            Some(url) if !self.followed.insert(hash(url.as_str())) => {
                let reason =
                    "it leads to a page that this list has brought before; what was given so far may not be all";
                let place = format!("{} {}: the link", next.method(), next.path().template());
                Box::pin(std::future::ready(Err(Invalid::new(place, reason).into())))
            }
            _ => next.run(false),
        }
    }

    fn no_item(&self, mismatched: MismatchedItem) -> Option<Error> {
        let (request_info, status, headers) = self.last.clone()?;
        let reason = format!("value[{}]: {}", mismatched.place, mismatched.reason);
        let item = mismatched.value.as_str().as_bytes();
        Some(DecodeError::new(request_info, status, headers, item, reason, None).into())
    }
}

fn hash(url: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    url.hash(&mut hasher);
    hasher.finish()
}

impl<T: Element + Send> Stream for Pages<T> {
    type Item = Result<Page<T>, Error>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        let Some(running) = &mut this.running else {
            return Poll::Ready(None);
        };
        if this.deadline.as_ref().is_some_and(Deadline::has_passed) {
            return Poll::Ready(Some(Err(this.too_late())));
        }
        // A transport that responds at once (from a cache, in a test) would keep the task from ever giving way, and the
        // timer of who waits for the list from running.
        if !std::mem::replace(&mut this.given_way, true) {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        let Poll::Ready(response) = running.as_mut().poll(cx) else {
            let passed = this
                .deadline
                .as_mut()
                .is_some_and(|deadline| deadline.poll(cx).is_ready());
            return if passed {
                Poll::Ready(Some(Err(this.too_late())))
            } else {
                Poll::Pending
            };
        };
        this.running = None;
        this.given_way = false;
        let page = response.and_then(|response| {
            this.last = Some((response.request_info.clone(), response.status, response.headers.clone()));
            Page::<T>::read(response)
        });
        if let Ok(page) = &page {
            this.next_link.clone_from(&page.next_link);
            this.running = page.next_link.clone().map(|link| this.follow(link));
        }
        Poll::Ready(Some(page))
    }
}

impl<T> fmt::Debug for Pages<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages")
            .field("request", &self.call)
            .finish_non_exhaustive()
    }
}

/// A stream of items. What stands in the list and is no item (see [`Page::mismatched_items`]) is an error in its place;
/// the stream goes on after it.
pub struct Items<T> {
    pages: Pages<T>,
    ready: std::vec::IntoIter<T>,
    mismatched: std::iter::Peekable<std::vec::IntoIter<MismatchedItem>>,
    /// Where the next one stands in its page.
    place: usize,
}

impl<T> Items<T> {
    /// Where the page after the current one is. Who goes on from there misses the items of the current page that were
    /// not taken yet; to store where one is, take [`pages`](Request::pages).
    #[must_use]
    pub fn next_link(&self) -> Option<&str> {
        self.pages.next_link()
    }

    /// Gives the whole list a time, as [`Pages::with_deadline`] does. Items that have arrived are given all the same.
    #[must_use]
    pub fn with_deadline(mut self, within: Duration) -> Self {
        self.pages = self.pages.with_deadline(within);
        self
    }
}

impl<T: Element + Send> Stream for Items<T> {
    type Item = Result<T, Error>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        loop {
            if let Some(mismatched) = this.mismatched.next_if(|mismatched| mismatched.place <= this.place) {
                this.place += 1;
                if let Some(error) = this.pages.no_item(mismatched) {
                    return Poll::Ready(Some(Err(error)));
                }
            }
            if let Some(item) = this.ready.next() {
                this.place += 1;
                return Poll::Ready(Some(Ok(item)));
            }
            if this.mismatched.peek().is_some() {
                continue;
            }
            match ready!(Pin::new(&mut this.pages).poll_next(cx)) {
                Some(Ok(page)) => {
                    this.ready = page.value.into_iter();
                    this.mismatched = page.mismatched_items.into_iter().peekable();
                    this.place = 0;
                }
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

/// No item is pinned.
impl<T> Unpin for Items<T> {}

impl<T> fmt::Debug for Items<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items")
            .field("request", &self.pages.call)
            .field("ready", &self.ready.len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_read_without_a_request() {
        let page = Page::<String>::from_slice(
            br#"{"@odata.context":"c","@odata.count":7,"value":["a","b"],"@odata.nextLink":"https://graph.example/next","x":[1]}"#,
        )
        .unwrap();
        assert_eq!(page.value, ["a", "b"]);
        assert_eq!(page.count, Some(7));
        assert_eq!(page.next_link.as_deref(), Some("https://graph.example/next"));
        assert_eq!(page.delta_link, None);
        let names: Vec<&str> = page.annotations.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["@odata.context", "x"]);
    }

    #[test]
    fn what_is_no_item_is_kept_in_its_place() {
        let page = Page::<String>::from_slice(br#"{"value":[1,"a",{"b":2},null,"c"]}"#).unwrap();
        assert_eq!(page.value, ["a", "c"]);
        let mismatched: Vec<_> = page
            .mismatched_items
            .iter()
            .map(|mismatched| (mismatched.place, mismatched.value.as_str()))
            .collect();
        assert_eq!(mismatched, [(0, "1"), (2, r#"{"b":2}"#), (3, "null")]);
        assert_eq!(places(&page.mismatched_items).take(2).collect::<Vec<_>>(), [1, 4]);
        assert_eq!(page.mismatches()[1].path, "value[2]");
    }

    #[test]
    fn an_odd_count_is_kept_and_of_two_lists_the_last_counts() {
        let page = Page::<String>::from_slice(br#"{"value":["a",1],"@odata.count":"many","value":["b"]}"#).unwrap();
        assert_eq!(
            (page.value.as_slice(), page.mismatched_items.len()),
            (&["b".to_owned()][..], 0)
        );
        assert_eq!(page.count, None);
        assert_eq!(page.annotations[0].0, "@odata.count");
        assert!(Page::<String>::from_json(br#"{"value":[],"@odata.count":[]}"#, &ReadOptions::strict()).is_err());
    }

    #[test]
    fn a_number_beyond_its_type_is_no_item() {
        let page = Page::<f32>::from_slice(br#"{"value":[1e39,1.5,"INF",-1e39]}"#).unwrap();
        assert_eq!(page.value, [1.5, f32::INFINITY]);
        assert_eq!(page.mismatched_items.len(), 2);
    }

    #[test]
    fn what_is_no_page_is_an_error_with_its_path() {
        for (json, path, reason) in [
            (r#"{"value":null}"#, "value", "an array is expected, null is there"),
            (r#"{"value":{}}"#, "value", "an array is expected, an object is there"),
            (r#"{"values":[]}"#, "", "it has no `value`: a list is expected"),
            (r#"["a"]"#, "", "an object is expected, an array is there"),
            (r#"{"value":["a"}"#, "value", "a comma or ] is expected"),
        ] {
            let error = Page::<String>::from_slice(json.as_bytes()).unwrap_err();
            assert_eq!((error.path().as_str(), error.reason()), (path, reason), "{json}");
        }
        let error = Page::<String>::from_json(br#"{"value":["a",7]}"#, &ReadOptions::strict()).unwrap_err();
        assert_eq!(error.path(), "value[1]");
        let shallow = ReadOptions {
            max_depth: 1,
            ..ReadOptions::default()
        };
        assert!(Page::<String>::from_json(br#"{"value":[]}"#, &shallow).is_err());
    }
}
