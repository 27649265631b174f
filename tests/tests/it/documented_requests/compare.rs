//! Holds a request that the builders made against the example of a page. Only what means the same is made equal first.

use generator::model::{ItemType, QName, TypeRef};
use generator::routes::Body;
use integration_tests::examples::{Example, HOST, percent_decoded};
use integration_tests::model_json::loaded;
use integration_tests::model_json::oracle::{Held, Oracle, plain};
use integration_tests::model_json::tree::Tree;
use integration_tests::routes::{operation, place};
use msgraph_identity_governance::WhatIf;

use super::filter;

const CONTENT_TYPE: &str = "content-type";
const ODATA_TYPE: &str = "@odata.type";

/// Headers of an example that belong to the exchange, not to the operation.
const OF_THE_EXCHANGE: [&str; 3] = ["authorization", "content-length", "host"];

/// Where the request is not the example's: a line each, with what is expected and what was made.
pub fn differences(example: &Example, made: &WhatIf) -> Vec<String> {
    let mut found = Vec::new();
    let mut hold = |what: &str, expected: &str, made: &str| {
        if expected != made {
            found.push(format!("{what}: expected {expected}, made {made}"));
        }
    };
    hold("method", &example.method, made.method().as_str());
    hold("URL", &url(example), &percent_decoded(&origin_and_path(made)));
    hold(
        "query",
        &format!("{:?}", query(example.options())),
        &format!("{:?}", query(options(made))),
    );
    for (name, value) in &example.headers {
        if !OF_THE_EXCHANGE.contains(&name.to_lowercase().as_str()) {
            hold(name, value, made.header(name).unwrap_or("nothing"));
        }
    }
    let documented = |name: &str| {
        example
            .headers
            .iter()
            .any(|(other, _)| other.eq_ignore_ascii_case(name))
    };
    for (name, value) in made.headers() {
        if !documented(name) && !["accept", CONTENT_TYPE].contains(&name) {
            hold(name, "nothing", value);
        }
    }
    if !documented(CONTENT_TYPE) {
        let expected = if example.body.is_some() {
            "application/json"
        } else {
            "nothing"
        };
        hold(CONTENT_TYPE, expected, made.header(CONTENT_TYPE).unwrap_or("nothing"));
    }
    found.extend(body_differences(example, made));
    found
}

/// The example's URL without its query, as it should be: pages leave out host or version, end in a slash, write the
/// root in small letters or an action with `()`.
fn url(example: &Example) -> String {
    let mut url = format!("{HOST}/{}", example.version);
    for (place, segment) in example.segments().iter().enumerate() {
        let root = "identityGovernance";
        let segment = match place {
            0 if segment.eq_ignore_ascii_case(root) => root,
            _ => segment.strip_suffix("()").unwrap_or(segment),
        };
        url.push('/');
        url.push_str(segment);
    }
    url
}

fn origin_and_path(made: &WhatIf) -> String {
    let url = made.url().as_str();
    url.split('?').next().unwrap_or(url).to_owned()
}

fn options(made: &WhatIf) -> Vec<(String, String)> {
    made.url().query_pairs().into_owned().collect()
}

/// Query options in one order; filters by what they say, lists without blanks.
fn query(options: Vec<(String, String)>) -> Vec<(String, String)> {
    let normal = |(name, value): (String, String)| {
        let value = if name == "$filter" {
            filter::normal(&value)
        } else {
            value.replace(' ', "")
        };
        (name, value)
    };
    let mut options: Vec<_> = options.into_iter().map(normal).collect();
    options.sort();
    options
}

fn body_differences(example: &Example, made: &WhatIf) -> Vec<String> {
    let sent = made.body().map(String::from_utf8_lossy).unwrap_or_default();
    let (expected, made) = match (&example.body, Tree::parse(&sent)) {
        (None, None) if sent.is_empty() => return Vec::new(),
        (Some(expected), Some(made)) => (expected, made),
        (expected, made) => {
            return vec![reported("body", expected.as_ref(), made.as_ref())];
        }
    };
    let mut found = Vec::new();
    let expected = normal(example, &with_type_names(example, expected));
    json_differences("body", &expected, &normal(example, &made), &mut found);
    found
}

/// The type that the example's operation takes.
fn body_type(example: &Example) -> Option<&'static QName> {
    let place = place(loaded(example.version), &example.url).ok()?;
    match &operation(place, &example.method)?.body {
        Body::Model(ItemType::Structured(name)) => Some(name),
        _ => None,
    }
}

/// A body with the spelling of enum values and dates made equal.
fn normal(example: &Example, body: &Tree) -> Tree {
    match body_type(example) {
        Some(name) => {
            let ty = TypeRef::one(ItemType::Structured(name.clone()));
            Oracle::new(loaded(example.version)).normal(body, &ty)
        }
        None => plain(body),
    }
}

/// The example's body with the names of derived types where the page leaves them out: the crate always says them.
fn with_type_names(example: &Example, body: &Tree) -> Tree {
    let oracle = Oracle::new(loaded(example.version));
    let held = body_type(example).and_then(|name| oracle.held(name, body));
    match held {
        Some(Held::Known(held) | Held::Fallback(held)) => named_as(body, &oracle.body(body, held, true)),
        _ => body.clone(),
    }
}

fn named_as(body: &Tree, named: &Tree) -> Tree {
    match (body, named) {
        (Tree::Object(members), Tree::Object(_)) => {
            let member = |(name, value): &(String, Tree)| {
                let value = named
                    .get(name)
                    .map_or_else(|| value.clone(), |named| named_as(value, named));
                (name.clone(), value)
            };
            let mut members: Vec<_> = members.iter().map(member).collect();
            if let (None, Some(name)) = (body.get(ODATA_TYPE), named.get(ODATA_TYPE)) {
                members.push((ODATA_TYPE.to_owned(), name.clone()));
            }
            Tree::Object(members)
        }
        (Tree::Array(items), Tree::Array(named)) if items.len() == named.len() => Tree::Array(
            items
                .iter()
                .zip(named)
                .map(|(item, named)| named_as(item, named))
                .collect(),
        ),
        _ => body.clone(),
    }
}

/// The names of types are the same with `#` and without.
fn json_differences(path: &str, expected: &Tree, made: &Tree, found: &mut Vec<String>) {
    match (expected, made) {
        (Tree::Object(_), Tree::Object(_)) => {
            let mut names = expected.names();
            names.extend(made.names().into_iter().filter(|name| expected.get(name).is_none()));
            for name in names {
                let path = format!("{path}.{name}");
                match (expected.get(name), made.get(name)) {
                    (Some(Tree::Text(one)), Some(Tree::Text(other)))
                        if name == ODATA_TYPE && one.trim_start_matches('#') == other.trim_start_matches('#') => {}
                    (Some(expected), Some(made)) => json_differences(&path, expected, made, found),
                    (one, other) => found.push(reported(&path, one, other)),
                }
            }
        }
        (Tree::Array(ones), Tree::Array(others)) if ones.len() == others.len() => {
            for (place, (one, other)) in ones.iter().zip(others).enumerate() {
                json_differences(&format!("{path}[{place}]"), one, other, found);
            }
        }
        _ if expected == made => {}
        _ => found.push(reported(path, Some(expected), Some(made))),
    }
}

fn reported(what: &str, expected: Option<&Tree>, made: Option<&Tree>) -> String {
    let json = |tree: Option<&Tree>| tree.map_or_else(|| "nothing".to_owned(), Tree::json);
    format!("{what}: expected {}, made {}", json(expected), json(made))
}
