//! What each operation would send, against the document.

use std::collections::{BTreeMap, BTreeSet};

use integration_tests::shared_folder::workspace;
use msgraph_identity_governance::WhatIf;
use msgraph_identity_governance::model::TypeInfo;
use operations::{Arguments, Call, Used};
use serde_json::Value;
use surface_walker::Operation;

use super::document::{Described, Document, Found};
use super::fits;
use super::report::Report;
use super::sample::{Maker, path_text, plain};

const OPTIONS: [&str; 8] = [
    "$count", "$expand", "$filter", "$orderby", "$search", "$select", "$skip", "$top",
];

/// What an operation is called with.
pub struct Samples {
    pub texts: Vec<String>,
    /// Null where there is none.
    pub body: Value,
    marked: Value,
}

impl Samples {
    pub fn of<'d>(document: &'d Document, described: &Described<'d>, maker: &mut Maker<'d>) -> Self {
        let parameters = described.path_parameters();
        let parameters = parameters.iter().enumerate();
        let marked = maker.body(described);
        Self {
            texts: parameters
                .map(|(place, parameter)| path_text(document, parameter, place))
                .collect(),
            body: plain(&marked),
            marked,
        }
    }

    /// Makes the request.
    pub fn make<C>(&self, call: &Call<C>, client: &C) -> (Box<dyn operations::Operation>, Used) {
        let (body, marked) = (self.body.to_string(), self.marked.to_string());
        let given = Arguments::new(&self.texts, body.as_bytes(), marked.as_bytes());
        let made = (call.make)(client, &given);
        (made, given.taken())
    }
}

/// How much there is of a version. A generator that denies more than before, and says so, is noticed by the second
/// number.
pub struct Expected {
    /// The operations of the document.
    pub operations: usize,
    /// The options that it offers and the crate does not, because the CSDL denies them.
    pub denied: usize,
}

/// Checks what all calls of a version would send.
pub fn check<C>(
    document: &Document,
    calls: &[&[Call<C>]],
    client: &C,
    types: &[&'static TypeInfo],
    expected: &Expected,
) {
    let operations = document.operations();
    assert_eq!(operations.len(), expected.operations, "operations of the document");
    let mut maker = Maker::new(document, types);
    let mut reached: BTreeMap<Operation, &str> = BTreeMap::new();
    let mut denied = BTreeSet::new();
    let mut report = Report::default();
    for call in calls.iter().copied().flatten() {
        let place = format!("{} {}  by {}", call.method, call.template, call.rust);
        let Some(described) = operations.get(&Operation::new(call.method, call.template)) else {
            report.wrong(format!("the document has no {place}"));
            continue;
        };
        let samples = Samples::of(document, described, &mut maker);
        let (request, taken) = samples.make(call, client);
        let mut found = Report::default();
        match request.what_if() {
            Err(error) => found.wrong(format!("it is not sent: {error}")),
            Ok(shown) => {
                let sent = Sent {
                    document,
                    described,
                    samples: &samples,
                    shown: &shown,
                };
                if let Some(operation) = sent.check_url(&mut found)
                    && let Some(other) = reached.insert(operation, call.rust)
                {
                    found.wrong(format!("the same operation as by {other}"));
                }
                sent.check_headers(&mut found);
                sent.check_body(&taken, &mut found);
            }
        }
        denied.extend(check_options(described, &request.options(), &mut found));
        found.expect(taken.texts == samples.texts.len(), || {
            format!(
                "the URL has {} parameters, the calls take {}",
                samples.texts.len(),
                taken.texts
            )
        });
        report.add(&place, taken.problems.into_iter().collect());
        report.add(&place, found);
    }
    for operation in operations.keys().filter(|operation| !reached.contains_key(*operation)) {
        report.wrong(format!("no call reaches {operation}"));
    }
    let findings = workspace().join("schemas").join(document.version).join("findings.yaml");
    let findings = std::fs::read_to_string(findings).unwrap();
    for option in denied.symmetric_difference(&reported_as_denied(&findings)) {
        report.wrong(format!(
            "{option} is in the document and not offered, or reported in findings.yaml, but not both"
        ));
    }
    report.finish(document.version);
    assert_eq!(
        denied.len(),
        expected.denied,
        "options of {} that are not offered",
        document.version
    );
}

/// What is offered must be in the document; gives the document's options that are not offered, with their place.
fn check_options(described: &Described<'_>, offered: &[&str], found: &mut Report) -> Vec<String> {
    let documented: BTreeSet<&str> = names(&described.parameters("query")).collect();
    let mut denied = Vec::new();
    let mut sorted = offered.to_vec();
    sorted.sort_unstable();
    if sorted != offered {
        found.wrong(format!(
            "the request's options are not in the order of their names: {offered:?}"
        ));
    }
    for name in OPTIONS {
        match (offered.contains(&name), documented.contains(name)) {
            (true, false) => found.wrong(format!("the request offers {name}, the document does not")),
            (false, true) => denied.push(format!(
                "{} {}: {name}",
                described.method.to_uppercase(),
                described.path
            )),
            _ => {}
        }
    }
    denied
}

/// The options that the findings tell of as not offered, in the same words.
fn reported_as_denied(findings: &str) -> BTreeSet<String> {
    let lines = findings.lines().filter_map(|line| {
        let (place, what) = line
            .strip_prefix("- {kind: option-denied, place: \"")?
            .split_once("\", what: \"")?;
        let (name, _) = what.split_once(" is offered")?;
        Some(format!("{place}: {name}"))
    });
    lines.collect()
}

fn names<'d>(parameters: &[&'d Value]) -> impl Iterator<Item = &'d str> {
    parameters.iter().map(|parameter| parameter["name"].as_str().unwrap())
}

/// A request beside its description.
struct Sent<'a, 'd> {
    document: &'d Document,
    described: &'a Described<'d>,
    samples: &'a Samples,
    shown: &'a WhatIf,
}

impl Sent<'_, '_> {
    /// Path, its parameters, and the query; gives the operation that the URL alone leads to.
    fn check_url(&self, found: &mut Report) -> Option<Operation> {
        let url = self.shown.url();
        let root = format!("https://graph.microsoft.com/{}", self.document.version);
        let text = url.as_str().split('?').next().unwrap_or_default();
        let Some(path) = text.strip_prefix(&root) else {
            found.wrong(format!("{url} is not below {root}"));
            return None;
        };
        let matching = self.document.matching(path);
        let [Found { path, values }] = matching.as_slice() else {
            let paths: Vec<&str> = matching.iter().map(|found| found.path).collect();
            found.wrong(format!("{url} is of the paths {paths:?}"));
            return None;
        };
        let operation = Operation::new(self.shown.method().as_str(), path);
        found.expect(
            *path == self.described.path && operation.method == self.described.method.to_uppercase(),
            || format!("{url} is {operation}"),
        );
        for ((value, text), is_quoted) in values.iter().zip(&self.samples.texts).zip(quoted(path)) {
            let text = if is_quoted {
                text.replace('\'', "''")
            } else {
                text.clone()
            };
            found.expect(decoded(value) == text, || {
                format!("{value} stands in the URL for {text}")
            });
        }
        let documented: BTreeSet<&str> = names(&self.described.parameters("query")).collect();
        let sent: BTreeMap<_, _> = url.query_pairs().collect();
        for name in sent.keys() {
            found.expect(documented.contains(&**name), || {
                format!("the document knows no {name} in the query")
            });
        }
        for required in self.required("query") {
            // The only one that there is.
            let target = format!("{root}{}", Arguments::REFERENCE);
            found.expect(sent.get(required).is_some_and(|value| **value == target), || {
                format!("the query needs {required}={target}: {url}")
            });
        }
        Some(operation)
    }

    fn required(&self, place: &str) -> Vec<&str> {
        let mut parameters = self.described.parameters(place);
        parameters.retain(|parameter| parameter["required"] == true);
        names(&parameters).collect()
    }

    fn check_headers(&self, found: &mut Report) {
        let accept = match self.described.response() {
            Some(("application/octet-stream", _)) => "*/*",
            Some((media, _)) => media,
            None => "application/json",
        };
        let mut wanted = vec![("accept", accept)];
        wanted.extend(self.described.body().map(|(media, _)| ("content-type", media)));
        let sent = self.shown.headers();
        found.expect(sent == wanted, || format!("the headers are {sent:?}, not {wanted:?}"));
        for name in self.required("header") {
            found.expect(self.shown.header(name).is_some(), || {
                format!("the header {name} is required")
            });
        }
    }

    fn check_body(&self, taken: &Used, found: &mut Report) {
        let sent = self.shown.body().unwrap_or_default();
        let Some((media, schema)) = self.described.body() else {
            return found.expect(sent.is_empty(), || "it has a body, the document has none".to_owned());
        };
        if media != "application/json" {
            return found.expect(sent == Arguments::CONTENT, || {
                format!("the bytes are not those given: {sent:?}")
            });
        }
        let Ok(json) = serde_json::from_slice::<Value>(sent) else {
            return found.wrong(format!("the body is no JSON: {}", String::from_utf8_lossy(sent)));
        };
        for problem in fits::problems(self.document, schema, &json) {
            found.wrong(format!("body {problem}"));
        }
        match &taken.body {
            None => {
                // A reference is made from its URL.
                let target = format!(
                    "https://graph.microsoft.com/{}{}",
                    self.document.version,
                    Arguments::REFERENCE
                );
                found.expect(json["@odata.id"] == *target, || format!("the body refers to {json}"));
            }
            Some((info, _)) => self.check_members(info, &json, found),
        }
    }

    /// Every member that was given is sent unless the service sets it, and the parameters of an action are those of the
    /// document.
    fn check_members(&self, info: &TypeInfo, json: &Value, found: &mut Report) {
        for member in info.members {
            let is_given = self.samples.body.get(member.name).is_some();
            let is_sent = json.get(member.name).is_some();
            found.expect(is_sent == (is_given && !member.is_read_only()), || {
                format!(
                    "{}: given {is_given}, sent {is_sent}, read-only {}",
                    member.name,
                    member.is_read_only()
                )
            });
        }
        let Some((_, schema)) = self.described.body() else {
            return;
        };
        if Document::name_of(schema).is_none() {
            let of_schema: BTreeSet<&str> = self.document.properties(schema).into_keys().collect();
            let of_model: BTreeSet<&str> = info.members.iter().map(|member| member.name).collect();
            found.expect(of_schema == of_model, || {
                format!("the parameters are {of_model:?}, those of the document {of_schema:?}")
            });
        }
    }
}

/// Of each parameter of a path, whether it stands in quotes.
fn quoted(path: &str) -> impl Iterator<Item = bool> {
    path.match_indices('{').map(|(place, _)| path[..place].ends_with('\''))
}

/// A part of a URL without percent-encoding.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let code = after.get(..2).and_then(|code| std::str::from_utf8(code).ok());
        match code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            Some(byte) if *first == b'%' => {
                bytes.push(byte);
                rest = &after[2..];
            }
            _ => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percent_encoding_is_undone_once() {
        assert_eq!(decoded("a%20b%252F+%C3%BC%"), "a b%2F+ü%");
    }

    #[test]
    fn what_stands_in_quotes_is_seen() {
        assert_eq!(
            quoted("/x/{id}/f(a='{a}',b={b})").collect::<Vec<_>>(),
            [false, true, false]
        );
    }
}
