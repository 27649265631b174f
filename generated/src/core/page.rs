//! Lists: a page as the service sends it, and the streams that follow its next links.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures::Stream;

use super::answer::{Answer, Reply, firm, members};
use super::call::{Call, Running};
use super::error::Error;
use super::json::{Fault, Json, ReadError, ReadOptions, Reader, Step};
use super::model::{Element, Filler, document};
use super::request::Request;

/// One page of a list.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Page<T> {
    /// The items, in the service's order.
    pub value: Vec<T>,
    /// How many items there are in all, when it was asked for (`@odata.count`).
    pub count: Option<u64>,
    /// Where the next page is, if there is one (`@odata.nextLink`). [`Request::pages`] and [`Request::items`] follow it.
    pub next_link: Option<String>,
    /// Where to ask for what changed since (`@odata.deltaLink`).
    pub delta_link: Option<String>,
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
            annotations: Vec::new(),
        }
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
            .finish_non_exhaustive()
    }
}

impl<T: Element> Page<T> {
    /// Reads a page from JSON that was had in another way than by a request: from a file, a cache, a test.
    ///
    /// A value that does not fit its declared type is kept by its model, see there.
    ///
    /// # Errors
    /// When it is not JSON, too deep, or no object with a list `value`; or when an item is not what is declared.
    pub fn from_slice(json: &[u8]) -> Result<Self, ReadError> {
        Self::from_json(json, &ReadOptions::default())
    }

    /// The same, by options: [`ReadOptions::strict`] makes a value that does not fit an error.
    ///
    /// # Errors
    /// As [`Self::from_slice`], and what the options ask for.
    pub fn from_json(json: &[u8], options: &ReadOptions) -> Result<Self, ReadError> {
        let mut page = Self::default();
        let mut seen = false;
        let Self {
            value,
            count,
            next_link,
            delta_link,
            annotations,
        } = &mut page;
        document(json, options, &mut |reader| {
            members(reader, annotations, &mut |reader, name| {
                match name {
                    "value" => {
                        seen = true;
                        read_items(reader, &mut |reader| T::push_from(value, &mut Filler(reader)).0)?;
                    }
                    "@odata.nextLink" => *next_link = text(reader)?,
                    "@odata.deltaLink" => *delta_link = text(reader)?,
                    "@odata.count" => *count = number(reader)?,
                    _ => return Ok(false),
                }
                Ok(true)
            })
            .map_err(|fault| firm(reader, fault))
        })?;
        if !seen {
            // Anything else than a list, read as an empty one, would say that there is nothing.
            return Err(ReadError::new(json, 0, "it has no `value`: a list is expected"));
        }
        Ok(page)
    }
}

impl<T: Element + Send> Answer for Page<T> {
    fn read(reply: Reply) -> Result<Self, Error> {
        Self::from_json(reply.json()?, reply.client.read_options()).map_err(|error| reply.broken(error))
    }
}

/// The items of a page. One that does not fit is an error here; what is odd inside of an item its model keeps.
fn read_items(
    reader: &mut Reader<'_>,
    push: &mut dyn FnMut(&mut Reader<'_>) -> Result<(), Fault>,
) -> Result<(), Fault> {
    if reader.null()? {
        return Ok(());
    }
    reader.open_array()?;
    let mut number = 0;
    while reader.item(number == 0)? {
        push(reader).map_err(|fault| firm(reader, fault).within(Step::Item(number)))?;
        number += 1;
    }
    Ok(())
}

fn text(reader: &mut Reader<'_>) -> Result<Option<String>, Fault> {
    if reader.null()? {
        Ok(None)
    } else {
        reader.string().map(|text| Some(text.into_owned()))
    }
}

/// A count is a number; some services write it as a string.
fn number(reader: &mut Reader<'_>) -> Result<Option<u64>, Fault> {
    Ok(reader.skip()?.trim_matches('"').parse().ok())
}

impl<T: Element + Send, O> Request<Page<T>, O> {
    /// The list page by page: the first as this request asks for it, then each next link, as long as there is one.
    pub fn pages(self) -> Pages<T> {
        let call = self.into_call();
        Pages {
            running: Some(call.clone().run(false)),
            call,
            next_link: None,
            page: std::marker::PhantomData,
        }
    }

    /// The list item by item, page after page.
    pub fn items(self) -> Items<T> {
        Items {
            pages: self.pages(),
            ready: Vec::new().into_iter(),
        }
    }
}

/// A stream of pages. A page that cannot be had ends it with an error; the pages before stay as they were given.
pub struct Pages<T> {
    call: Box<Call>,
    running: Option<Running>,
    next_link: Option<String>,
    page: std::marker::PhantomData<fn() -> T>,
}

impl<T> Pages<T> {
    /// Where the page after the last one given is. After an error it is the link of the page that failed.
    #[must_use]
    pub fn next_link(&self) -> Option<&str> {
        self.next_link.as_deref()
    }
}

impl<T: Element + Send> Stream for Pages<T> {
    type Item = Result<Page<T>, Error>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        let Some(running) = &mut this.running else {
            return Poll::Ready(None);
        };
        let reply = ready!(running.as_mut().poll(cx));
        this.running = None;
        let page = reply.and_then(Page::<T>::read);
        if let Ok(page) = &page {
            // A page that names itself as the next would never end.
            let next = page
                .next_link
                .clone()
                .filter(|link| this.next_link.as_deref() != Some(link));
            this.running = next.clone().map(|link| Box::new(this.call.following(link)).run(false));
            this.next_link = next;
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

/// A stream of items.
pub struct Items<T> {
    pages: Pages<T>,
    ready: std::vec::IntoIter<T>,
}

impl<T> Items<T> {
    /// Where the page after the current one is.
    #[must_use]
    pub fn next_link(&self) -> Option<&str> {
        self.pages.next_link()
    }
}

impl<T: Element + Send> Stream for Items<T> {
    type Item = Result<T, Error>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        loop {
            if let Some(item) = this.ready.next() {
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(Pin::new(&mut this.pages).poll_next(cx)) {
                Some(Ok(page)) => this.ready = page.value.into_iter(),
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
    fn what_is_no_page_is_an_error_with_its_path() {
        for (json, path, reason) in [
            (
                r#"{"value":["a",7]}"#,
                "value[1]",
                "a string is expected, a number is there",
            ),
            (r#"{"value":{}}"#, "value", "an array is expected, an object is there"),
            (r#"{"values":[]}"#, "", "it has no `value`: a list is expected"),
            (r#"["a"]"#, "", "an object is expected, an array is there"),
            (r#"{"value":["a"}"#, "value", "a comma or ] is expected"),
        ] {
            let error = Page::<String>::from_slice(json.as_bytes()).unwrap_err();
            assert_eq!((error.path().as_str(), error.reason()), (path, reason), "{json}");
        }
        let shallow = ReadOptions {
            max_depth: 1,
            ..ReadOptions::default()
        };
        assert!(Page::<String>::from_json(br#"{"value":[]}"#, &shallow).is_err());
    }
}
