//! Each operation sent through the whole pipeline, and what is read of a response that is made from the document.

use std::collections::BTreeSet;
use std::sync::Arc;

use futures::{StreamExt as _, stream};
use integration_tests::model_json::tree::Tree;
use msgraph_identity_governance::GraphClientOptions;
use msgraph_identity_governance::model::TypeInfo;
use operations::{Call, ReadAs};
use serde_json::{Value, json};

use super::document::{Described, Document};
use super::report::Report;
use super::requests::Samples;
use super::sample::{LEFT_OUT, MARK, Maker, real};
use super::server::{Expected, Response, Server};

/// How many requests are under way at a time.
const AT_ONCE: usize = 8;

/// How many items a collection has by `$count`.
const COUNT: &str = "4711";

/// The bytes of a stream.
const STREAM: &[u8] = b"\x00bytes of a response\xff";

/// Sends all calls of a version and checks what is read.
pub async fn check<C: Sync>(
    document: &'static Document,
    calls: &[&[Call<C>]],
    client: fn(GraphClientOptions) -> C,
    types: &[&'static TypeInfo],
    expected: usize,
) {
    let server = Server::start().await;
    let client = client(server.client_options());
    let operations = document.operations();
    let mut maker = Maker::new(document, types);
    let mut report = Report::default();
    let mut sent = 0;
    let round_trips = calls.iter().copied().flatten().filter_map(|call| {
        let described = operations.get(&surface_walker::Operation::new(call.method, call.template))?;
        // Again as long as that brings types that were not there before.
        let mut round_trips = vec![RoundTrip::of(document, described, &mut maker, call, &client)];
        while maker.made_more() {
            round_trips.push(RoundTrip::of(document, described, &mut maker, call, &client));
        }
        Some(round_trips)
    });
    let run = async |round_trips: Vec<RoundTrip>| {
        let mut found = Vec::new();
        for round_trip in round_trips {
            found.push(round_trip.run(&server).await);
        }
        found
    };
    let mut done = stream::iter(round_trips).map(run).buffer_unordered(AT_ONCE);
    let mut round_trips = 0;
    while let Some(found) = done.next().await {
        sent += 1;
        round_trips += found.len();
        for (place, found) in found {
            report.add(&place, found);
        }
    }
    drop(done);
    println!(
        "{}: {sent} operations, {round_trips} round_trips, {} of {} types",
        document.version,
        maker.made.len(),
        types.len()
    );
    report.expect(sent == expected, || {
        format!("{sent} operations were sent, {expected} are expected")
    });
    report.add("exceptions.rs", maker.exceptions.members_not_needed());
    report.add("exceptions.rs", maker.exceptions.wrong_derived());
    report.add("exceptions.rs", maker.exceptions.abstract_not_met());
    report.add("exceptions.rs", never_made(document, types, &maker));
    report.finish(document.version);
}

/// How the types that were in no response or body differ from those that are listed.
fn never_made(document: &Document, types: &[&'static TypeInfo], maker: &Maker<'_>) -> Report {
    let names = types.iter().map(|info| info.name);
    let never: BTreeSet<&str> = names
        .filter(|name| document.schema(name).is_some() && !maker.made.contains(name))
        .collect();
    never
        .symmetric_difference(&maker.exceptions.without_instance())
        .map(|name| format!("{name}: there is no instance and it is not in WITHOUT_INSTANCE, or the reverse"))
        .collect()
}

/// A request, the response that it will have, and what should be read of that.
struct RoundTrip {
    place: String,
    request: Box<dyn operations::Operation>,
    response: Response,
    /// The models' JSON.
    documents: Vec<Value>,
    /// What is no model.
    plain: Vec<Vec<u8>>,
    is_page: bool,
    found: Report,
}

impl RoundTrip {
    fn of<'d, C>(
        document: &'d Document,
        described: &Described<'d>,
        maker: &mut Maker<'d>,
        call: &Call<C>,
        client: &C,
    ) -> Self {
        let samples = Samples::of(document, described, maker);
        let (request, taken) = samples.make(call, client);
        let mut found: Report = taken.problems.into_iter().collect();
        if let Some((_, read)) = taken.body {
            check_kept(&read, &mut found);
        }
        let mut round_trip = Self {
            place: format!("{} {}  by {}", call.method, call.template, call.rust),
            request,
            response: Response::empty(),
            documents: Vec::new(),
            plain: Vec::new(),
            is_page: false,
            found,
        };
        round_trip.set_response(document, described, maker);
        round_trip
    }

    fn set_response<'d>(&mut self, document: &'d Document, described: &Described<'d>, maker: &mut Maker<'d>) {
        let Some((media, schema)) = described.response() else {
            return;
        };
        if media != "application/json" {
            let bytes = if media == "text/plain" {
                COUNT.as_bytes()
            } else {
                STREAM
            };
            self.plain.push(bytes.to_vec());
            self.response = Response::new(media, bytes);
            return;
        }
        let schema = real(document, schema);
        let properties = document.properties(schema);
        let Some(items) = properties
            .get("value")
            .filter(|_| properties.contains_key("@odata.count"))
        else {
            let value = maker.value(schema_of(described), 0).unwrap_or_default();
            self.response = Response::json(&value);
            self.documents.push(value);
            return;
        };
        self.is_page = true;
        let mut value = maker.value(items, 0).unwrap_or_default();
        if described.path.ends_with("/$ref") {
            // The document lists bare strings here; OData and the service list objects with the URL.
            value = (0..2)
                .map(|place| json!({ "@odata.id": format!("https://graph.example/{place}") }))
                .collect();
            self.plain = value
                .as_array()
                .into_iter()
                .flatten()
                .map(|item| item["@odata.id"].as_str().unwrap().into())
                .collect();
        } else {
            self.documents = value.as_array().cloned().unwrap_or_default();
        }
        self.found
            .expect(value.as_array().is_some_and(|items| items.len() == 2), || {
                "two items are expected".into()
            });
        self.response = Response::json(&json!({ "@odata.count": 2, "value": value }));
    }

    async fn run(mut self, server: &Server) -> (String, Report) {
        match self.request.what_if() {
            Err(error) => self.found.wrong(format!("it is not sent: {error}")),
            Ok(shown) => {
                let expected = Arc::new(Expected::new(&shown));
                server.expect(expected.clone(), self.response.clone());
                match self.request.send().await {
                    Ok(read_as) => check_read_as(&read_as, &self.documents, &self.plain, self.is_page, &mut self.found),
                    Err(error) => self.found.wrong(format!("it fails: {error}")),
                }
                for problem in server.arrived(&expected) {
                    self.found.wrong(problem);
                }
            }
        }
        (self.place, self.found)
    }
}

fn schema_of<'d>(described: &Described<'d>) -> &'d Value {
    described.response().map(|(_, schema)| schema).unwrap()
}

fn check_read_as(read_as: &ReadAs, documents: &[Value], plain: &[Vec<u8>], is_page: bool, found: &mut Report) {
    for mismatch in &read_as.mismatches {
        found.wrong(format!("does not fit: {mismatch}"));
    }
    found.expect(read_as.plain == plain, || {
        format!("{:?} is read of {plain:?}", read_as.plain)
    });
    let page = is_page.then_some((Some(2), Vec::new()));
    found.expect(read_as.page == page, || {
        format!("the page is read as {:?}", read_as.page)
    });
    found.expect(read_as.documents.len() == documents.len(), || {
        format!("{} models are read of {}", read_as.documents.len(), documents.len())
    });
    for (read, sent) in read_as.documents.iter().zip(documents) {
        check_kept(read, found);
        match serde_json::from_slice::<Value>(read) {
            Ok(read) => found.expect(read == *sent, || {
                format!("what is kept differs: {}", difference(sent, &read, "the response"))
            }),
            Err(error) => found.wrong(format!("what is kept is no JSON: {error}")),
        }
    }
}

/// The first place where two values differ.
fn difference(sent: &Value, read: &Value, path: &str) -> String {
    match (sent, read) {
        (Value::Object(sent), Value::Object(read)) => {
            let names: BTreeSet<&String> = sent.keys().chain(read.keys()).collect();
            let name = names
                .into_iter()
                .find(|name| sent.get(*name) != read.get(*name))
                .map_or("", String::as_str);
            let [sent, read] = [sent, read].map(|members| members.get(name).unwrap_or(&Value::Null));
            difference(sent, read, &format!("{path}/{name}"))
        }
        (Value::Array(sent), Value::Array(read)) if sent.len() == read.len() => {
            let mut places = (0..sent.len()).filter(|place| sent[*place] != read[*place]);
            let place = places.next().unwrap_or_default();
            difference(&sent[place], &read[place], &format!("{path}/{place}"))
        }
        _ => format!("{path} was {sent}, is {read}"),
    }
}

/// Checks that a model of the JSON knew all members, at any depth, but those that it leaves out. Members are written in
/// the model's order, and what it keeps beside them comes behind, as it came: the mark first.
fn check_kept(json: &[u8], found: &mut Report) {
    match std::str::from_utf8(json).ok().and_then(Tree::parse) {
        Some(tree) => check_object(&tree, "", found),
        None => found.wrong("what is kept is no JSON"),
    }
}

fn check_object(tree: &Tree, path: &str, found: &mut Report) {
    match tree {
        Tree::Array(items) => items.iter().for_each(|item| check_object(item, path, found)),
        Tree::Object(members) => {
            let Some(mark) = members.iter().position(|(name, _)| name == MARK) else {
                return found.wrong(format!("{path}: an object has lost its mark"));
            };
            let of = members[mark].1.as_text().unwrap_or_default();
            for (place, (name, value)) in members.iter().enumerate().filter(|(place, _)| *place != mark) {
                let is_left_out = value.as_text() == Some(LEFT_OUT);
                found.expect((place > mark) == is_left_out, || {
                    let word = if is_left_out { "knows" } else { "does not know" };
                    format!("the model of {of} {word} {name}")
                });
                check_object(value, &format!("{path}/{name}"), found);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_behind_the_mark_was_not_known() {
        let reported = |json: &str| {
            let mut found = Report::default();
            check_kept(json.as_bytes(), &mut found);
            found.problems()
        };
        let right = r##"{"@odata.type":"#a","id":"1","list":[{"name":"n","!":"b"}],"!":"a","extra":"left out"}"##;
        assert!(reported(right).is_empty());
        for (json, wanted) in [
            (r#"{"id":"1","!":"a","name":"n"}"#, "the model of a does not know name"),
            (r#"{"in":{"!":"b","x":1},"!":"a"}"#, "the model of b does not know x"),
            (r#"{"extra":"left out","!":"a"}"#, "the model of a knows extra"),
            (r#"{"in":{"x":1},"!":"a"}"#, "/in: an object has lost its mark"),
            ("{", "what is kept is no JSON"),
        ] {
            assert_eq!(reported(json), [wanted]);
        }
    }
}
