//! What a document is, by its content: names may be wrong.

use std::fmt;

use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::error::{Error, ErrorKind, Place, Result};
use crate::input::Input;
use crate::model::Version;

/// What a file can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Document {
    /// CSDL as XML.
    Csdl,
    /// OpenAPI as YAML or JSON.
    OpenApi,
    /// Microsoft's permission table, JSON.
    PublishedPermissions,
    /// Our `permissions.yaml`.
    NormalizedPermissions,
}

impl fmt::Display for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Document::Csdl => "a CSDL document",
            Document::OpenApi => "an OpenAPI document",
            Document::PublishedPermissions => "a permission table (JSON)",
            Document::NormalizedPermissions => "a permission table (YAML)",
        })
    }
}

/// The members that distinguish JSON documents.
#[derive(Deserialize)]
struct Distinct {
    openapi: Option<IgnoredAny>,
    permissions: Option<IgnoredAny>,
}

/// Recognises a document by its content. Whether it is whole and right is for its reader to say.
///
/// # Errors
/// When it is empty, binary, broken JSON, or nothing that is known.
pub fn recognise(input: &Input) -> Result<Document> {
    let wrong = |message: String| Error::new(ErrorKind::Structure, Place::file(&input.name), message);
    let text = input.text.trim_start_matches('\u{feff}').trim_start();
    if text.is_empty() {
        return Err(wrong("is empty".to_owned()));
    }
    if text.contains('\0') {
        return Err(wrong("is binary; expected XML, YAML or JSON".to_owned()));
    }
    if text.starts_with('<') {
        return match root_element(text) {
            Some("Edmx") => Ok(Document::Csdl),
            Some(other) => Err(wrong(format!(
                "is XML or HTML with the root `{other}`; a CSDL document's is `Edmx`"
            ))),
            None => Err(wrong(
                "is XML without a root element; a CSDL document's is `Edmx`".to_owned(),
            )),
        };
    }
    if text.starts_with(['{', '[']) {
        let members: Distinct = serde_json::from_str(text)
            .map_err(|error| wrong(format!("is no JSON that could be read to its end: {error}")))?;
        return match members {
            Distinct { openapi: Some(_), .. } => Ok(Document::OpenApi),
            Distinct {
                permissions: Some(_), ..
            } => Ok(Document::PublishedPermissions),
            _ => Err(wrong("is JSON, but neither OpenAPI nor a permission table".to_owned())),
        };
    }
    let mut lines = text
        .lines()
        .filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
    if lines.clone().any(|line| line.starts_with("openapi:")) {
        return Ok(Document::OpenApi);
    }
    let first = lines.next().unwrap_or_default();
    if ["GET", "POST", "PATCH", "PUT", "DELETE"].iter().any(|method| {
        first
            .strip_prefix('"')
            .is_some_and(|rest| rest.starts_with(&format!("{method} /")))
    }) {
        return Ok(Document::NormalizedPermissions);
    }
    Err(wrong(
        "is none of the documents that are known: CSDL (XML), OpenAPI (YAML or JSON), a permission table (JSON)"
            .to_owned(),
    ))
}

/// The local name of the first element, after declarations and comments.
fn root_element(text: &str) -> Option<&str> {
    let mut rest = text;
    loop {
        rest = rest.get(rest.find('<')? + 1..)?;
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = comment.get(comment.find("-->")? + 3..)?;
        } else if !rest.starts_with(['?', '!']) {
            break;
        }
    }
    let name = rest
        .split(|c: char| c.is_whitespace() || matches!(c, '>' | '/'))
        .next()?;
    Some(name.rsplit(':').next().unwrap_or(name)).filter(|name| !name.is_empty())
}

/// The version that an OpenAPI document's servers are of, where that is one.
pub fn served_version(text: &str) -> Option<Version> {
    let mut found = text
        .lines()
        .take_while(|line| !line.starts_with("paths:"))
        .filter_map(|line| line.trim_start().trim_start_matches("- ").strip_prefix("url:"))
        .filter_map(|address| {
            let address = address.trim().trim_matches(['\'', '"']).trim_end_matches('/');
            let last = address.rsplit('/').next()?;
            Version::ALL.into_iter().find(|version| version.name() == last)
        });
    let first = found.next()?;
    found.all(|other| other == first).then_some(first)
}
