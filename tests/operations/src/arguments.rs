//! What the calls are given: the texts of ids and arguments in the order of the URL, and a body.

use std::cell::{Cell, RefCell};
use std::fmt::Display;
use std::str::FromStr;

use msgraph_identity_governance::model::{Document, TypeInfo};

/// What one call is given. It notes what was taken.
pub struct Arguments<'a> {
    texts: &'a [String],
    body: &'a [u8],
    marked: &'a [u8],
    texts_taken: Cell<usize>,
    taken: RefCell<Used>,
}

/// What a call took.
#[derive(Debug, Default)]
pub struct Used {
    /// How many texts, of ids and arguments.
    pub texts: usize,
    /// The type that read the body, and all that it holds of the marked one.
    pub body: Option<(&'static TypeInfo, Vec<u8>)>,
    /// What went wrong.
    pub problems: Vec<String>,
}

impl<'a> Arguments<'a> {
    /// The bytes that streams are sent.
    pub const CONTENT: &'static [u8] = b"\x00bytes of a stream\xff";

    /// The resource that is meant where a reference is asked for.
    pub const REFERENCE: &'static str = "/directoryObjects/7a6ab703-0780-4b37-8445-81f679b2d75c";

    /// `texts` are what stands in the URL's places, `body` what is sent. `marked` is the same body with a mark in each
    /// object, which is read but not sent.
    #[must_use]
    pub fn new(texts: &'a [String], body: &'a [u8], marked: &'a [u8]) -> Self {
        Self {
            texts,
            body,
            marked,
            texts_taken: Cell::new(0),
            taken: RefCell::default(),
        }
    }

    /// What was taken.
    #[must_use]
    pub fn taken(self) -> Used {
        let mut taken = self.taken.into_inner();
        taken.texts = self.texts_taken.get();
        taken
    }

    fn problem(&self, problem: String) {
        self.taken.borrow_mut().problems.push(problem);
    }

    pub(crate) fn text(&self) -> &'a str {
        let place = self.texts_taken.get();
        self.texts_taken.set(place + 1);
        self.texts.get(place).map_or("too-many", String::as_str)
    }

    /// A number or a date.
    pub(crate) fn parsed<T: FromStr<Err: Display>>(&self) -> T {
        let text = self.text();
        text.parse()
            .unwrap_or_else(|error| panic!("the document's sample {text} is not of the argument's type: {error}"))
    }

    /// A value of an enumeration.
    pub(crate) fn named<T: From<&'a str>>(&self) -> T {
        self.text().into()
    }

    pub(crate) fn reference(&self) -> &'static str {
        Self::REFERENCE
    }

    pub(crate) fn content(&self) -> &'static [u8] {
        Self::CONTENT
    }

    pub(crate) fn body<T: Document>(&self) -> T {
        let body = self.read::<T>(self.body);
        let marked = self.read::<T>(self.marked);
        self.taken.borrow_mut().body = Some((body.typed_model().0.info(), marked.to_json()));
        body
    }

    fn read<T: Document>(&self, json: &[u8]) -> T {
        match T::from_slice(json) {
            Ok(body) => {
                for odd in body.mismatches() {
                    self.problem(format!("the body's {} does not fit: {}", odd.path, odd.reason));
                }
                body
            }
            Err(error) => {
                self.problem(format!("the body is not read: {error}"));
                T::from_slice(b"{}").expect("an object without members is one of any type")
            }
        }
    }
}
