//! A request that an operation makes: its options are methods, `send` runs it, `what_if` shows it.
//!
//! [`Request`] is a thin cover over [`Call`], which does the work once for all responses. Which query options it offers
//! is said by its second type parameter (`options.rs`), what it returns by its first (`response.rs`).

use std::fmt;
use std::future::{Future, IntoFuture};
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use azure_core::http::Method;

use super::body::Body;
use super::call::{Call, CallBody};
use super::content::ContentBody;
use super::error::{Error, Invalid};
use super::options::{
    NoOptions, TakesCount, TakesExpand, TakesFilter, TakesOrderBy, TakesSearch, TakesSelect, TakesSkip, TakesTop,
};
use super::path::Path;
use super::query::{Clause, Expansion, Filter, Ordering, Queried, Search, Selection};
use super::response::{FromResponse, Response};
use super::what_if::WhatIf;

/// A request that returns `A` and takes the query options `O`. Nothing is sent before [`send`](Self::send) is awaited.
#[must_use = "a request does nothing until it is sent: `.send().await`"]
pub struct Request<A, O = NoOptions> {
    /// Boxed, so that a chain of options moves a pointer.
    call: Box<Call>,
    kind: PhantomData<fn() -> (A, O)>,
}

/// What generated code calls.
impl<A: FromResponse, O> Request<A, O> {
    pub(super) fn new(path: Path, method: Method, body: CallBody) -> Self {
        Self {
            call: Call::boxed(path, method, body, A::ACCEPT),
            kind: PhantomData,
        }
    }

    pub(crate) fn get(path: Path) -> Self {
        Self::new(path, Method::Get, CallBody::None)
    }

    pub(crate) fn post<B: Body + 'static>(path: Path, body: B) -> Self {
        Self::new(path, Method::Post, CallBody::Json(Arc::new(body)))
    }

    pub(crate) fn post_empty(path: Path) -> Self {
        Self::new(path, Method::Post, CallBody::None)
    }

    pub(crate) fn patch<B: Body + 'static>(path: Path, body: B) -> Self {
        Self::new(path, Method::Patch, CallBody::Json(Arc::new(body)))
    }

    pub(crate) fn put<B: Body + 'static>(path: Path, body: B) -> Self {
        Self::new(path, Method::Put, CallBody::Json(Arc::new(body)))
    }

    pub(crate) fn put_content(path: Path, content: impl Into<ContentBody>) -> Self {
        Self::new(path, Method::Put, content.into().into())
    }

    pub(crate) fn delete(path: Path) -> Self {
        Self::new(path, Method::Delete, CallBody::None)
    }

    /// Names the reference to remove from a collection (`?@id=…`): its URL, or its path below the version.
    pub(crate) fn with_reference_id(mut self, id: &str) -> Self {
        match super::reference::absolute(id, self.call.path().client().root()) {
            Ok(url) => self.call.set_query("@id".into(), url),
            Err(problem) => self.call.refuse_with(problem),
        }
        self
    }
}

impl<A: FromResponse, O> Request<A, O> {
    /// Sends it and reads the response.
    ///
    /// To cancel it, drop the future: nothing is sent after that. What was sent before may have been done all the same.
    ///
    /// # Errors
    /// [`Error::Service`] when the service refuses, [`Error::Transport`] when it is not reached or its response lost,
    /// [`Error::Credential`] when there is no token, [`Error::Decode`] when the response cannot be read,
    /// [`Error::NoContent`] when there is nothing, [`Error::Invalid`] when an id, header or link is not fit to be sent.
    pub fn send(self) -> impl Future<Output = Result<A, Error>> + Send {
        let running = self.call.run(A::STREAM);
        async move { A::read(running.await?) }
    }

    /// Sends it and reads the response, or gives `None` when there is nothing: 204 or null, as where no entity is
    /// related, or where a value is null. It gives `None` where [`send`](Self::send) fails with [`Error::NoContent`];
    /// all else is the same.
    ///
    /// A 404 is an error here too: it can also mean that the entity whose relation is asked for does not exist. Parts
    /// of the service respond with it where nothing is related, see [`Error::is_not_found`].
    ///
    /// ```no_run
    /// # #[cfg(all(feature = "v1_0", feature = "entitlement_management"))] {
    /// use msgraph_identity_governance::{Error, v1_0::GraphClient};
    ///
    /// async fn print_catalog(client: &GraphClient, id: &str) -> Result<(), Error> {
    ///     let package = client.identity_governance().entitlement_management().access_packages().by_id(id);
    ///     match package.catalog().get().send_optional().await? {
    ///         Some(catalog) => println!("{:?}", catalog.display_name),
    ///         None => println!("it is in no catalog"),
    ///     }
    ///     Ok(())
    /// }
    /// # }
    /// ```
    ///
    /// # Errors
    /// The same as [`send`](Self::send), but for [`Error::NoContent`].
    pub fn send_optional(self) -> impl Future<Output = Result<Option<A>, Error>> + Send {
        let sending = self.send();
        async move { sending.await.map(Some).or_else(Error::or_nothing) }
    }

    /// Sends it and reads the response, with the status and the headers.
    ///
    /// # Errors
    /// The same as [`send`](Self::send).
    pub fn send_with_response(self) -> impl Future<Output = Result<Response<A>, Error>> + Send {
        let running = self.call.run(A::STREAM);
        async move { Response::read(running.await?) }
    }

    /// The HTTP request that [`send`](Self::send) would send, without credentials or I/O.
    ///
    /// # Errors
    /// [`Error::Invalid`] where [`send`](Self::send) would give it.
    pub fn what_if(&self) -> Result<WhatIf, Error> {
        self.call.what_if()
    }

    pub(crate) fn into_call(self) -> Box<Call> {
        self.call
    }

    pub(super) fn call_mut(&mut self) -> &mut Call {
        &mut self.call
    }
}

/// Headers and the like, which every request takes.
impl<A, O> Request<A, O> {
    /// Sets a header, in place of one of the same name.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.call.set_header(name, value);
        self
    }

    /// Sets a query option by its wire name (`$filter`, or one of the service's own), in place of one of the same name.
    /// The value is percent-encoded here.
    pub fn query(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.call.set_query(name.into().into(), value.into());
        self
    }

    /// Adds a preference (`Prefer: return=minimal`); several are joined.
    pub fn prefer(mut self, preference: &str) -> Self {
        self.call.add_prefer(preference);
        self
    }

    /// Acts only if the resource still has this etag (`If-Match`).
    pub fn if_match(self, etag: &str) -> Self {
        self.header("if-match", etag)
    }

    /// Sets `ConsistencyLevel`; advanced filters, `$search` and `$count` want `eventual`.
    pub fn consistency_level(self, level: &str) -> Self {
        self.header("consistencylevel", level)
    }

    /// Sets the id by which Graph's support finds the request; a random one is sent otherwise. The retries of a request
    /// carry the same id, and so does every page of a list for which it was set; otherwise each page has its own.
    pub fn client_request_id(self, id: &str) -> Self {
        self.header("client-request-id", id)
    }

    /// Gives up when the response has not come within this time. The token, retries, the waits between them and the
    /// reading of the response are included; of a list it is the time of each page, and
    /// [`Pages::with_deadline`](super::page::Pages::with_deadline) is that of the whole. It stands in place of the
    /// client's own [`timeout`](super::client::GraphClientOptions::timeout); `Duration::MAX` is none at all. Of
    /// [`Content`](super::content::Content) it is the time until the response begins: its bytes may take longer, as
    /// long as the transport does not give up (the built-in one does when nothing comes for a minute). To give up at
    /// another moment, drop the future.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.call.set_timeout(timeout);
        self
    }

    /// Sends the body's read-only members and annotations too. They are left out otherwise, so that a model that was
    /// read can be sent back.
    pub fn with_read_only_members(mut self) -> Self {
        self.call.set_whole_body();
        self
    }
}

/// Query options, each only where the metadata has it. Those of text take it as it is written in the URL before
/// percent-encoding; setting an option again replaces it.
impl<A, O> Request<A, O> {
    fn option(mut self, name: &'static str, value: String) -> Self {
        self.call.set_query(name.into(), value);
        self
    }

    /// An option that was put together from typed parts, or the reason why it cannot be sent.
    fn option_of(mut self, name: &'static str, value: Result<String, Invalid>) -> Self {
        match value {
            // An empty list asks for nothing.
            Ok(value) if value.is_empty() => {
                self.call.remove_query(name);
                self
            }
            Ok(value) => self.option(name, value),
            Err(problem) => {
                self.call.refuse_with(problem);
                self
            }
        }
    }

    /// Sets `$select`: the response holds these members only, `select((Package::ID, Package::DISPLAY_NAME))`. A second
    /// call replaces the first.
    pub fn select(self, members: impl Selection<A::Model>) -> Self
    where
        A: Queried,
        O: TakesSelect,
    {
        let mut clause = Clause::default();
        members.write_selection(&mut clause);
        self.option_of("$select", clause.finish())
    }

    /// Sets `$expand`: the response holds these related entities too, `expand(Package::CATALOG.select(Catalog::ID))`.
    /// Several are a tuple; a second call replaces the first.
    pub fn expand(self, members: impl Expansion<A::Model>) -> Self
    where
        A: Queried,
        O: TakesExpand,
    {
        let mut clause = Clause::default();
        members.write_expansion(&mut clause);
        self.option_of("$expand", clause.finish())
    }

    /// Sets `$filter`: only items that fit the condition, see [`query`](crate::query). A second call replaces the first;
    /// `and` joins two conditions.
    ///
    /// ```
    /// # #[cfg(all(feature = "v1_0", feature = "entitlement_management"))]
    /// # fn filtered(client: &msgraph_identity_governance::v1_0::GraphClient) -> Result<(), msgraph_identity_governance::Error> {
    /// use msgraph_identity_governance::v1_0::models::AccessPackage as Package;
    ///
    /// let packages = client.identity_governance().entitlement_management().access_packages();
    /// let request = packages.list().filter(Package::DISPLAY_NAME.starts_with("Sales").and(Package::IS_HIDDEN.eq(false)));
    /// assert_eq!(
    ///     request.what_if()?.url().query(),
    ///     Some("$filter=startsWith(displayName,%27Sales%27)%20and%20isHidden%20eq%20false")
    /// );
    /// # Ok(())
    /// # }
    /// ```
    pub fn filter(self, filter: Filter<A::Model>) -> Self
    where
        A: Queried,
        O: TakesFilter,
    {
        self.option_of("$filter", filter.finish())
    }

    /// Sets `$orderby`: `orderby((Package::DISPLAY_NAME, Package::CREATED_DATE_TIME.desc()))`.
    pub fn orderby(self, order: impl Ordering<A::Model>) -> Self
    where
        A: Queried,
        O: TakesOrderBy,
    {
        let mut clause = Clause::default();
        order.write_ordering(&mut clause);
        self.option_of("$orderby", clause.finish())
    }

    /// Sets `$search`: only items that the free text finds. Most of Graph wants
    /// [`consistency_level("eventual")`](Self::consistency_level) with it.
    pub fn search(self, search: impl Into<Search<A::Model>>) -> Self
    where
        A: Queried,
        O: TakesSearch,
    {
        self.option("$search", search.into().into_text())
    }

    /// Sets `$select` as it is written in the URL, before percent-encoding: `id,displayName`.
    pub fn select_raw(self, select: impl Into<String>) -> Self
    where
        O: TakesSelect,
    {
        self.option("$select", select.into())
    }

    /// Sets `$expand` as it is written in the URL, before percent-encoding: `accessPackage($select=id)`.
    pub fn expand_raw(self, expand: impl Into<String>) -> Self
    where
        O: TakesExpand,
    {
        self.option("$expand", expand.into())
    }

    /// Sets `$filter` as it is written in the URL, before percent-encoding: `state eq 'denied'`. Double the quotes
    /// inside of strings.
    pub fn filter_raw(self, filter: impl Into<String>) -> Self
    where
        O: TakesFilter,
    {
        self.option("$filter", filter.into())
    }

    /// Sets `$orderby` as it is written in the URL, before percent-encoding: `createdDateTime desc`.
    pub fn orderby_raw(self, orderby: impl Into<String>) -> Self
    where
        O: TakesOrderBy,
    {
        self.option("$orderby", orderby.into())
    }

    /// Sets `$search` as it is written in the URL, before percent-encoding: `"displayName:sales"`, with its quotes.
    pub fn search_raw(self, search: impl Into<String>) -> Self
    where
        O: TakesSearch,
    {
        self.option("$search", search.into())
    }

    /// Sets `$top`: how many items a page has at most.
    pub fn top(self, items: u32) -> Self
    where
        O: TakesTop,
    {
        self.option("$top", items.to_string())
    }

    /// Sets `$skip`: how many items are left out at the start.
    pub fn skip(self, items: u32) -> Self
    where
        O: TakesSkip,
    {
        self.option("$skip", items.to_string())
    }

    /// Sets `$count`: whether the page says how many items there are in all.
    pub fn count(self, count: bool) -> Self
    where
        O: TakesCount,
    {
        self.option("$count", count.to_string())
    }
}

/// `request.await` is `request.send().await`. The future is boxed; that of [`send`](Request::send) is not.
///
/// ```no_run
/// # #[cfg(all(feature = "v1_0", feature = "entitlement_management"))] {
/// # use msgraph_identity_governance::{Error, v1_0::GraphClient};
/// async fn cancel(client: &GraphClient, id: &str) -> Result<(), Error> {
///     client.identity_governance().entitlement_management().assignment_requests().by_id(id).cancel().await
/// }
/// # }
/// ```
impl<A: FromResponse, O> IntoFuture for Request<A, O> {
    type Output = Result<A, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        let running = self.call.run(A::STREAM);
        Box::pin(async move { A::read(running.await?) })
    }
}

impl<A, O> Clone for Request<A, O> {
    fn clone(&self) -> Self {
        Self {
            call: self.call.clone(),
            kind: PhantomData,
        }
    }
}

/// Method and template; neither ids, options nor body.
impl<A, O> fmt::Debug for Request<A, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.call.fmt(f)
    }
}
