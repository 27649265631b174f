//! Lists: one page, or all of them by their next links.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use msgraph_identity_governance::Response;
use msgraph_identity_governance::json::Json;
use serde_json::Value;

use super::headers::HeaderWriter;
use super::progress::Progress;
use super::{ListArgs, Session};
use crate::failure::{Failure, Kind, RequestFacts};
use crate::output::{Links, Output, PageText};
use crate::prepared::Prepared;

/// The preference for pages of this size.
pub(super) fn page_size(size: u32) -> String {
    format!("odata.maxpagesize={size}")
}

/// Headers that are about the first request alone.
const FIRST_ONLY: [&str; 3] = ["content-type", "if-match", "if-none-match"];

/// Sends the request and prints the list.
pub(super) async fn run(
    session: &Session,
    prepared: &Prepared,
    args: &ListArgs,
    output: &mut Output,
    headers: &mut HeaderWriter,
) -> Result<(), Failure> {
    let mut list = List {
        session,
        prepared,
        args,
        followed: HashSet::new(),
        items: 0,
        pages: 0,
        links: Links::default(),
        next: None,
    };
    let first = match &args.from_link {
        Some(link) => list.follow(link, headers).await?,
        None => {
            session
                .send(session.request::<Json>(prepared, args.page_size), headers)
                .await?
        }
    };
    if !args.all && output.takes_whole_pages() {
        return list.whole(&first, output);
    }
    let progress = Progress::new(output.is_shown());
    let ended = list.pages(first, output, headers, &progress).await;
    drop(progress);
    match ended {
        Ok(()) => {
            output.end(&list.links)?;
            list.note(output);
            Ok(())
        }
        Err(failure) if failure.is_closed_pipe() || failure.kind() == Kind::Output => Err(failure),
        // What came is closed, so that it is whole for whoever reads it.
        Err(failure) => {
            list.links.next = list.next.as_deref().map(|link| Json::from(link).as_str().to_owned());
            output.end(&list.links)?;
            Err(list.say_how_to_go_on(failure))
        }
    }
}

/// A list that is being read.
struct List<'a> {
    session: &'a Session,
    prepared: &'a Prepared,
    args: &'a ListArgs,
    /// The hashes of the links that were followed, eight bytes a page.
    followed: HashSet<u64>,
    items: u64,
    pages: u64,
    links: Links,
    /// Where the list goes on.
    next: Option<String>,
}

impl List<'_> {
    /// One page as it came.
    fn whole(&mut self, response: &Response<Json>, output: &mut Output) -> Result<(), Failure> {
        if let Some(error) = PageText::read(response.as_str()).and_then(|page| refusal(&page, response)) {
            return Err(error);
        }
        output.document(response.as_str())
    }

    /// This page and, where all are asked for, those that follow.
    async fn pages(
        &mut self,
        first: Response<Json>,
        output: &mut Output,
        headers: &mut HeaderWriter,
        progress: &Progress,
    ) -> Result<(), Failure> {
        let mut response = first;
        loop {
            let Some(page) = PageText::read(response.as_str()) else {
                return match self.pages {
                    0 => output.document(response.as_str()),
                    _ => Err(Failure::new(Kind::Network, "the next page is no list").with_request(facts(&response))),
                };
            };
            if let Some(failure) = refusal(&page, &response) {
                return Err(failure);
            }
            output.page(&page)?;
            if self.pages == 0 {
                self.note_count(&page, output);
            }
            self.pages += 1;
            self.items += page.items().count() as u64;
            self.next = page.next_link();
            self.links.delta = page.delta_link().map(str::to_owned);
            progress.list(self.items, self.pages);
            let Some(link) = self.next.clone().filter(|_| self.args.all) else {
                self.links.next = self.next.as_deref().map(|link| Json::from(link).as_str().to_owned());
                return Ok(());
            };
            if !self.followed.insert(hash(&link)) {
                self.next = None;
                return Err(Failure::new(
                    Kind::Network,
                    "the next link leads in a circle: it was followed already",
                )
                .with_request(facts(&response)));
            }
            response = self.follow(&link, headers).await?;
        }
    }

    /// The page that a link leads to. The link has the query options in itself, the headers are the request's.
    async fn follow(&self, link: &str, headers: &mut HeaderWriter) -> Result<Response<Json>, Failure> {
        let mut request = self.session.client.follow::<Json>(link);
        for (name, value) in &self.prepared.headers {
            if !FIRST_ONLY.iter().any(|first| name.eq_ignore_ascii_case(first)) {
                request = request.header(name, value);
            }
        }
        if let Some(size) = self.args.page_size {
            request = request.prefer(&page_size(size));
        }
        self.session.send(request, headers).await
    }

    /// Says that there is more, where the output does not.
    fn note(&self, output: &Output) {
        if let Some(link) = self.next.as_deref().filter(|_| !output.shows_links()) {
            let link = quoted(link);
            self.session.reporter.note(&format!(
                "there are more items: --all has them, --from-link {link} goes on"
            ));
        }
    }

    fn note_count(&self, page: &PageText<'_>, output: &Output) {
        if let Some(count) = page.count().filter(|_| !output.shows_links()) {
            self.session.reporter.note(&format!("there are {count} items in all"));
        }
    }

    fn say_how_to_go_on(&self, failure: Failure) -> Failure {
        let done = format!("{} items of {} pages were written before", self.items, self.pages);
        match &self.next {
            Some(link) => failure
                .tip(done)
                .tip(format!("--all --from-link {} goes on", quoted(link))),
            None if self.pages > 0 => failure.tip(done),
            None => failure,
        }
    }
}

/// The service's error that stands beside the items of a page.
fn refusal(page: &PageText<'_>, response: &Response<Json>) -> Option<Failure> {
    let error: Value = serde_json::from_str(page.error()?).ok()?;
    let text = |name: &str| error.get(name).and_then(Value::as_str).map(str::to_owned);
    let (code, message) = (text("code"), text("message"));
    let words: Vec<String> = [code.clone(), message].into_iter().flatten().collect();
    let facts = RequestFacts {
        code,
        ..facts(response)
    };
    let reason = format!(
        "the list is not whole, an error stands beside its items: {}",
        words.join(": ")
    );
    Some(Failure::new(Kind::Refused, reason).with_request(facts))
}

fn facts(response: &Response<Json>) -> RequestFacts {
    let info = response.request_info();
    RequestFacts {
        method: info.method.to_string(),
        template: info.template.clone(),
        status: Some(response.status()),
        request_id: info.request_id.clone(),
        client_request_id: info.client_request_id.clone(),
        retries: info.retries,
        ..RequestFacts::default()
    }
}

/// A link as an argument of a shell.
fn quoted(link: &str) -> String {
    format!("'{}'", link.replace('\'', "'\\''"))
}

fn hash(link: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    link.hash(&mut hasher);
    hasher.finish()
}
