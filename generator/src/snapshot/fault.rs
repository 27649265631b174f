//! Errors about a side: what was typed, and what is wrong with it.

use crate::error::{Error, ErrorKind, Place};

pub(super) fn wrong(place: impl Into<String>, message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Structure, Place::file(place), message)
}

pub(super) fn cannot_read(place: &str, error: &std::io::Error) -> Error {
    let message = match error.kind() {
        std::io::ErrorKind::InvalidData => NO_TEXT.to_owned(),
        _ => format!("cannot be read: {error}"),
    };
    Error::new(ErrorKind::Io, Place::file(place), message)
}

/// What is wrong with a file that is no UTF-8.
const NO_TEXT: &str = "is no text: binary, compressed, or in another encoding than UTF-8";

pub(super) fn no_text(typed: &str, error: Error) -> Error {
    if error.message().contains("UTF-8") {
        wrong(typed, NO_TEXT)
    } else {
        error
    }
}
