//! Reads a CSDL document from XML (roxmltree).
//!
//! Every element and attribute is either taken, or listed in [`Document::unknown`], or an error; nothing is passed
//! over.
//!
//! | module | what it reads |
//! |---|---|
//! | `limits` | counts what would cost the XML parser too much, before it runs |
//! | `schema` | the wrapper, references and schemas, and with them all that follows |
//! | `types`, `operation`, `container`, `annotation` | what a schema declares |
//! | `attributes` | the values of attributes |
//! | `reader` | how elements are walked |

mod annotation;
mod attributes;
mod container;
mod limits;
mod operation;
mod reader;
mod schema;
mod types;

use roxmltree::ParsingOptions;

use self::reader::Reader;
use super::document::Document;
use crate::error::{Error, ErrorKind, Place, Result};
use crate::source::Lines;

/// Reads a metadata document. `file` is its name for errors; the text may begin with a byte order mark.
///
/// # Errors
///
/// The first thing that is wrong: text that is not well-formed XML or has a DTD, a root that is not CSDL 4.0, a
/// required attribute that is not there, a value that is not of its type, a name that cannot be used, two things of one
/// name. Each names file, line and column.
pub fn read(file: &str, text: &str) -> Result<Document> {
    read_at(file, text, Lines::new)
}

/// Reads a document whose types are to be added to another: their positions remember that they are of this file.
///
/// # Errors
///
/// As [`read`].
pub fn read_supplement(file: &str, text: &str) -> Result<Document> {
    let mut document = read_at(file, text, Lines::of_supplement)?;
    document.supplement = Some(file.to_owned());
    Ok(document)
}

fn read_at<'a>(file: &str, text: &'a str, lines: fn(&'a str) -> Lines<'a>) -> Result<Document> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let scanned = limits::check(file, text)?;
    let xml = roxmltree::Document::parse_with_options(text, ParsingOptions::default())
        .map_err(|error| syntax_error(file, text, &error))?;
    scanned.whole()?;
    let mut reader = Reader::new(file, lines(text));
    let mut document = reader.edmx(xml.root_element())?;
    document.unknown = reader.into_unknown();
    document.sort();
    Ok(document)
}

fn syntax_error(file: &str, text: &str, error: &roxmltree::Error) -> Error {
    if matches!(error, roxmltree::Error::DtdDetected) {
        // The parser does not say where.
        let at = text
            .find("<!DOCTYPE")
            .map_or_else(|| Lines::new(text).at(0), |offset| Lines::new(text).at(offset));
        return Error::new(
            ErrorKind::Limit,
            at.place(file),
            "the document has a DTD, which could expand entities without end; remove `<!DOCTYPE …>`, CSDL needs none",
        );
    }
    let position = error.pos();
    // The parser ends its sentences with "at line:column", which the place says already.
    let sentence = error.to_string();
    let sentence = sentence
        .strip_suffix(&format!(" at {}:{}", position.row, position.col))
        .unwrap_or(&sentence)
        .to_owned();
    Error::new(
        ErrorKind::Syntax,
        Place::position(file, position.row, position.col),
        format!("not well-formed XML: {sentence}"),
    )
}
