//! What the XML parser would need the square of the time for is counted by a tokenizer of the same grammar before it.
//!
//! The parser holds each attribute against those of its element, and each namespace that an element declares against
//! those in scope. It does not recurse, so depth needs no limit here; the reader counts it where it recurses.

use std::collections::BTreeMap;

use xmlparser::{ElementEnd, Token, Tokenizer};

use crate::error::{Error, ErrorKind, Place, Result};
use crate::source::Lines;

/// Attributes of one element, declarations of namespaces among them; CSDL knows fewer than 20 for any.
const MOST_ATTRIBUTES: usize = 100;

/// Declarations of namespaces that hold for one element; Graph's documents have two.
const MOST_NAMESPACES: usize = 100;

/// How far a text was scanned.
#[must_use]
pub(super) struct Scanned(Result<()>);

impl Scanned {
    /// Whether the tokenizer came to the end. The parser refuses whatever the tokenizer refuses, and says it better, so
    /// this is asked after it.
    pub(super) fn whole(self) -> Result<()> {
        self.0
    }
}

/// Counts what is limited.
///
/// # Errors
/// An element with too many attributes or namespaces; with line and column.
pub(super) fn check(file: &str, text: &str) -> Result<Scanned> {
    let refuse = |at: usize, what: String| Error::new(ErrorKind::Limit, Lines::new(text).at(at).place(file), what);
    let mut attributes = 0;
    // Declarations in scope; of open elements only those that declare something are kept, by their depth.
    let mut in_scope = 0;
    let mut declared: BTreeMap<usize, usize> = BTreeMap::new();
    let mut depth = 0_usize;
    for token in Tokenizer::from(text) {
        let token = match token {
            Ok(token) => token,
            Err(error) => {
                let at = Place::position(file, error.pos().row, error.pos().col);
                let what = format!("not well-formed XML: {error}");
                return Ok(Scanned(Err(Error::new(ErrorKind::Syntax, at, what))));
            }
        };
        match token {
            Token::ElementStart { .. } => {
                attributes = 0;
                depth += 1;
            }
            Token::Attribute {
                prefix, local, span, ..
            } => {
                attributes += 1;
                if attributes > MOST_ATTRIBUTES {
                    let what =
                        format!("an element with more than {MOST_ATTRIBUTES} attributes; no metadata document has one");
                    return Err(refuse(span.start(), what));
                }
                if prefix.as_str() == "xmlns" || local.as_str() == "xmlns" {
                    in_scope += 1;
                    *declared.entry(depth).or_default() += 1;
                    if in_scope > MOST_NAMESPACES {
                        let what = format!(
                            "more than {MOST_NAMESPACES} namespaces are declared for one element; no metadata \
                             document needs them"
                        );
                        return Err(refuse(span.start(), what));
                    }
                }
            }
            Token::ElementEnd {
                end: ElementEnd::Empty | ElementEnd::Close(..),
                ..
            } => {
                in_scope -= declared.remove(&depth).unwrap_or_default();
                depth = depth.saturating_sub(1);
            }
            _ => {}
        }
    }
    Ok(Scanned(Ok(())))
}
