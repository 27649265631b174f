//! What a local Graph begins with: requests of a file, sent through the surface, so that all its rules hold.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::body::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use serde::Deserialize;
use serde_json::Value;

use crate::engine::{Engine, Version};
use crate::failure::Failure;

/// The demo organisation, file by file.
const DEMO: [(&str, &str); 4] = [
    ("directory", include_str!("demo/1-directory.json")),
    (
        "access packages of v1.0",
        include_str!("demo/2-access-packages.v1.0.json"),
    ),
    (
        "access packages of beta",
        include_str!("demo/2-access-packages.beta.json"),
    ),
    (
        "reviews, workflows, terms",
        include_str!("demo/3-reviews-workflows-terms.json"),
    ),
];

/// What a local Graph begins with.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Seed {
    /// The demo organisation.
    #[default]
    Demo,
    /// Nothing: not even users.
    Nothing,
    /// The requests of a folder's `*.json` files, in the order of their names.
    Folder(PathBuf),
    /// These requests.
    Items(Vec<SeedItem>),
}

/// A request that a seed makes.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedItem {
    /// `POST` unless set.
    #[serde(default = "post")]
    pub method: String,
    /// The path behind the version: `/users`.
    pub path: String,
    /// The body.
    #[serde(default)]
    pub body: Value,
    /// The version, `v1.0` or `beta`; both unless set.
    #[serde(default)]
    pub version: Option<String>,
    /// The user who makes it, by `id` or `userPrincipalName`; the administrator unless set.
    #[serde(default, rename = "as")]
    pub caller: Option<String>,
}

fn post() -> String {
    "POST".to_owned()
}

/// Reads a list of requests. `source` names it where it does not fit.
///
/// # Errors
/// What does not fit, with its place.
pub(super) fn parse(source: &str, text: &[u8]) -> Result<Vec<SeedItem>, Failure> {
    serde_json::from_slice(text).map_err(|why| Failure::bad_request(format!("{source} is no seed: {why}.")))
}

/// Makes a seed's requests. What was made before the first one that is refused stays.
///
/// # Errors
/// The refusal, with the request's place; that a file cannot be read.
pub(super) fn sow(engine: &Arc<Engine>, seed: &Seed) -> Result<(), Failure> {
    let lists = match seed {
        Seed::Nothing => Vec::new(),
        Seed::Demo => {
            let files = DEMO
                .iter()
                .map(|(name, text)| Ok(((*name).to_owned(), parse(name, text.as_bytes())?)));
            files.collect::<Result<_, Failure>>()?
        }
        Seed::Folder(folder) => of_folder(folder)?,
        Seed::Items(items) => vec![("the seed".to_owned(), items.clone())],
    };
    for version in Version::ALL {
        for (source, items) in &lists {
            for (at, item) in items.iter().enumerate() {
                let is_other = item.version.as_ref().is_some_and(|own| own != version.name());
                if !is_other {
                    make(engine, version, item).map_err(|failure| {
                        let message = format!("{source}[{at}], {} {}: {failure}", item.method, item.path);
                        Failure::new(failure.status, failure.code, message)
                    })?;
                }
            }
        }
    }
    Ok(())
}

fn of_folder(folder: &Path) -> Result<Vec<(String, Vec<SeedItem>)>, Failure> {
    let failed = |path: &Path, why: std::io::Error| {
        Failure::bad_request(format!("The seed {} cannot be read: {why}.", path.display()))
    };
    let entries = std::fs::read_dir(folder).map_err(|why| failed(folder, why))?;
    let mut paths = Vec::new();
    for entry in entries {
        let path = entry.map_err(|why| failed(folder, why))?.path();
        if path.extension().is_some_and(|extension| extension == "json") {
            paths.push(path);
        }
    }
    paths.sort();
    if paths.is_empty() {
        let message = format!("The seed {} has no file whose name ends in .json.", folder.display());
        return Err(Failure::bad_request(message));
    }
    let lists = paths.into_iter().map(|path| {
        let text = std::fs::read(&path).map_err(|why| failed(&path, why))?;
        let name = path.display().to_string();
        Ok((name.clone(), parse(&name, &text)?))
    });
    lists.collect()
}

fn make(engine: &Arc<Engine>, version: Version, item: &SeedItem) -> Result<(), Failure> {
    let refuse = |why: String| Failure::bad_request(why);
    let mut request = http::Request::builder()
        .method(item.method.as_str())
        .uri(item.path.as_str())
        .header(CONTENT_TYPE, "application/json");
    if let Some(caller) = &item.caller {
        request = request.header(AUTHORIZATION, format!("Bearer {caller}"));
    }
    let body = match &item.body {
        Value::Null => Bytes::new(),
        body => Bytes::from(body.to_string()),
    };
    let request = request
        .body(body)
        .map_err(|why| refuse(format!("it is no request: {why}")))?;
    let response = super::graph::ask(engine, version, request)?;
    if response.status().is_success() {
        return Ok(());
    }
    let error: Value = serde_json::from_slice(response.body()).unwrap_or_default();
    let text = |name: &str| {
        error
            .pointer(&format!("/error/{name}"))
            .and_then(Value::as_str)
            .unwrap_or_default()
    };
    Err(Failure::new(response.status().as_u16(), text("code"), text("message")))
}
