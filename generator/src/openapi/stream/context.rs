//! What is gathered while a document is read: where the reader is, what it did not know, and references.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use super::pointer::{pointer, push_pointer};
use crate::error::{ErrorKind, Result};
use crate::openapi::document::Unknown;
use crate::yaml::{self, Budget};

/// What is gathered while a document is read.
pub(in crate::openapi) struct Context {
    /// What aliases may still make of the document.
    budget: Budget,
    pub(super) path: RefCell<Vec<String>>,
    pub(super) unknown: RefCell<Vec<Unknown>>,
    /// The first place of each reference by its kind and target.
    pub(super) references: RefCell<BTreeMap<(RefKind, String), Vec<String>>>,
    /// What went wrong, where the YAML library only carries text.
    pub(super) fault: Cell<Option<(ErrorKind, String)>>,
}

/// What a reference must lead to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::openapi) enum RefKind {
    Schema,
    Response,
    Parameter,
    RequestBody,
}

impl Context {
    pub(super) fn of(text: &str) -> Self {
        Self {
            budget: Budget::of(text),
            path: RefCell::default(),
            unknown: RefCell::default(),
            references: RefCell::default(),
            fault: Cell::default(),
        }
    }

    /// Takes a value of that length from what may be read.
    pub(super) fn spend<E: serde::de::Error>(&self, length: usize) -> Result<(), E> {
        if self.budget.take(length) {
            Ok(())
        } else {
            Err(self.fail(ErrorKind::Limit, yaml::ALIASES))
        }
    }

    /// Fails at the place that is being read.
    pub(in crate::openapi) fn fail<E: serde::de::Error>(&self, kind: ErrorKind, message: impl Into<String>) -> E {
        let message = message.into();
        let error = E::custom(&message);
        self.fault.set(Some((kind, message)));
        error
    }

    pub(in crate::openapi) fn reference(&self, kind: RefKind, target: &str) {
        let mut references = self.references.borrow_mut();
        let key = (kind, target.to_owned());
        references.entry(key).or_insert_with(|| self.path.borrow().clone());
    }

    pub(in crate::openapi) fn report(&self, last: &str) {
        let mut path = pointer(&self.path.borrow());
        push_pointer(&mut path, last);
        self.unknown.borrow_mut().push(Unknown { path });
    }

    pub(super) fn enter(&self, key: String) {
        self.path.borrow_mut().push(key);
    }

    /// Only on success: after a failure the path stays, for the error.
    pub(super) fn leave(&self) -> Option<String> {
        self.path.borrow_mut().pop()
    }
}
