//! Requests without their types: each function takes those of one kind of response, so that what differs between
//! thousands of them is little code.

use std::fmt::Display;
use std::future::Future;
use std::pin::Pin;

use msgraph_identity_governance::model::Document;
use msgraph_identity_governance::options::{
    CanCount, CanExpand, CanFilter, CanOrderBy, CanSearch, CanSelect, CanSkip, CanTop,
};
use msgraph_identity_governance::{Content, Error, FromResponse, Page, Reference, Request, WhatIf};

/// A request of any response and options.
pub trait Operation: Send {
    /// The query options that its type offers, by their names on the wire, sorted.
    fn options(&self) -> Vec<&'static str>;

    /// What would be sent.
    ///
    /// # Errors
    /// Those of the request.
    fn what_if(&self) -> Result<WhatIf, Error>;

    /// Sends it and looks at the response.
    fn send(self: Box<Self>) -> Sending;
}

/// What sending comes to.
pub type Sending = Pin<Box<dyn Future<Output = Result<ReadAs, Error>> + Send>>;

/// What a response was read as.
#[derive(Debug, Default)]
pub struct ReadAs {
    /// All that the models hold which the response is or lists, as JSON.
    pub documents: Vec<Vec<u8>>,
    /// What did not fit, with its place.
    pub mismatches: Vec<String>,
    /// What is no model: a count, a stream's bytes, the target of a reference.
    pub plain: Vec<Vec<u8>>,
    /// Of a page, the count of all items and what it has beside its members.
    pub page: Option<(Option<u64>, Vec<String>)>,
}

struct Typed<A, O> {
    request: Request<A, O>,
    look: fn(A) -> ReadAs,
}

/// The marker of a request's options.
pub(crate) trait Offers: Send + 'static {
    fn options() -> Vec<&'static str>;
}

/// The marker of one option.
trait Marks: Send + 'static {
    const NAME: &'static str;
}

macro_rules! marks {
    ($($marker:ident $name:literal)*) => {$(
        impl Marks for $marker {
            const NAME: &'static str = $name;
        }
    )*};
}

marks!(
    CanCount "$count"
    CanExpand "$expand"
    CanFilter "$filter"
    CanOrderBy "$orderby"
    CanSearch "$search"
    CanSelect "$select"
    CanSkip "$skip"
    CanTop "$top"
);

macro_rules! offers {
    ($(($($marker:ident)*))*) => {$(
        impl<$($marker: Marks),*> Offers for ($($marker,)*) {
            fn options() -> Vec<&'static str> {
                vec![$($marker::NAME),*]
            }
        }
    )*};
}

offers!(() (A) (A B) (A B C) (A B C D) (A B C D E) (A B C D E F) (A B C D E F G) (A B C D E F G H));

impl<A: FromResponse, O: Offers> Operation for Typed<A, O> {
    fn options(&self) -> Vec<&'static str> {
        O::options()
    }

    fn what_if(&self) -> Result<WhatIf, Error> {
        self.request.what_if()
    }

    fn send(self: Box<Self>) -> Sending {
        let Self { request, look } = *self;
        let sending = request.send();
        Box::pin(async move { sending.await.map(look) })
    }
}

/// A stream is read to its end before it is looked at.
struct Streamed<O>(Request<Content, O>);

impl<O: Offers> Operation for Streamed<O> {
    fn options(&self) -> Vec<&'static str> {
        O::options()
    }

    fn what_if(&self) -> Result<WhatIf, Error> {
        self.0.what_if()
    }

    fn send(self: Box<Self>) -> Sending {
        let sending = self.0.send();
        Box::pin(async move { Ok(ReadAs::plain(sending.await?.bytes().await?.to_vec())) })
    }
}

impl ReadAs {
    fn plain(plain: Vec<u8>) -> Self {
        Self {
            plain: vec![plain],
            ..Self::default()
        }
    }

    fn add<T: Document>(&mut self, document: &T) {
        let mismatches = document.mismatches();
        self.mismatches
            .extend(mismatches.iter().map(|one| format!("{}: {}", one.path, one.reason)));
        self.documents.push(document.to_json());
    }

    fn of_page<T>(page: &Page<T>) -> Self {
        let annotations = page.annotations.iter().map(|(name, _)| name.clone()).collect();
        Self {
            mismatches: page.mismatched_items.iter().map(|item| format!("{item:?}")).collect(),
            page: Some((page.count, annotations)),
            ..Self::default()
        }
    }
}

fn boxed<A: FromResponse, O: Offers>(request: Request<A, O>, look: fn(A) -> ReadAs) -> Box<dyn Operation> {
    Box::new(Typed { request, look })
}

pub(crate) fn model<A: Document + Send + 'static, O: Offers>(request: Request<A, O>) -> Box<dyn Operation> {
    boxed(request, |model| {
        let mut read_as = ReadAs::default();
        read_as.add(&model);
        read_as
    })
}

pub(crate) fn perhaps<A: Document + Send + 'static, O: Offers>(request: Request<Option<A>, O>) -> Box<dyn Operation> {
    boxed(request, |model| {
        let mut read_as = ReadAs::default();
        model.iter().for_each(|model| read_as.add(model));
        read_as
    })
}

pub(crate) fn page<A: Document + 'static, O: Offers>(request: Request<Page<A>, O>) -> Box<dyn Operation>
where
    Page<A>: FromResponse,
{
    boxed(request, |page| {
        let mut read_as = ReadAs::of_page(&page);
        page.value.iter().for_each(|model| read_as.add(model));
        read_as
    })
}

pub(crate) fn references<O: Offers>(request: Request<Page<Reference>, O>) -> Box<dyn Operation> {
    boxed(request, |page| ReadAs {
        plain: page.value.iter().map(|item| item.id.clone().into_bytes()).collect(),
        ..ReadAs::of_page(&page)
    })
}

pub(crate) fn nothing<O: Offers>(request: Request<(), O>) -> Box<dyn Operation> {
    boxed(request, |()| ReadAs::default())
}

pub(crate) fn count<A: FromResponse + Display, O: Offers>(request: Request<A, O>) -> Box<dyn Operation> {
    boxed(request, |count| ReadAs::plain(count.to_string().into_bytes()))
}

pub(crate) fn content<O: Offers>(request: Request<Content, O>) -> Box<dyn Operation> {
    Box::new(Streamed(request))
}
