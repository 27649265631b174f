//! The request that options make.

use clap::ArgMatches;
use msgraph_identity_governance::reflection::{Body, Operation, OperationKind, QueryOption, Response};
use serde_json::Value as Json;

use super::options::{key_id, member_id, query_id};
use super::path::{Value, fill};
use super::query;
use crate::body::{self, Given, Problem, member_option};
use crate::grammar::{kebab, option_of};
use crate::prepared::{Expected, Payload, Prepared};

/// What the command line says about a request.
#[derive(Clone, Debug, Default)]
pub struct Input {
    /// Keys and arguments.
    pub keys: Vec<Value>,
    /// Query options, not encoded.
    pub query: Vec<(String, String)>,
    /// Headers.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Given,
    /// The file of a stream.
    pub input_file: Option<String>,
    /// Send it although it does not fit.
    pub force: bool,
}

/// The request of an operation with these options.
///
/// # Errors
/// What cannot be sent, or (without `--force`) does not fit the operation.
pub fn prepare(operation: Operation, matches: &ArgMatches) -> Result<Prepared, Vec<Problem>> {
    let input = Input::of(operation, matches)?;
    request(operation, input)
}

/// The request of an operation: its path filled in, everything checked.
///
/// # Errors
/// As [`prepare`].
pub fn request(operation: Operation, mut input: Input) -> Result<Prepared, Vec<Problem>> {
    let path = fill(operation, &input.keys, input.force);
    let query = std::mem::take(&mut input.query);
    checked(operation, path, query, input)
}

/// The request of an operation at a path, everything else checked: all problems at once.
pub(super) fn checked(
    operation: Operation,
    path: Result<String, Vec<Problem>>,
    query: Vec<(String, String)>,
    input: Input,
) -> Result<Prepared, Vec<Problem>> {
    let mut problems = Vec::new();
    let path = path.map_err(|found| problems.extend(found));
    if !input.force {
        problems.extend(refused(operation));
        problems.extend(query::check(operation, &query));
    }
    let body = payload(operation, &input).map_err(|found| problems.extend(found));
    match (path, body) {
        (Ok(path), Ok(body)) if problems.is_empty() => Ok(Prepared {
            version: operation.api().version(),
            method: operation.method(),
            path,
            template: Some(Box::leak(operation.template().into_boxed_str())),
            query,
            headers: input.headers,
            body,
            expects: expected(operation),
            main_members: query::main_members(operation),
        }),
        _ => Err(problems),
    }
}

/// That the service refuses the operation.
fn refused(operation: Operation) -> Option<Problem> {
    let says = operation.unsupported()?;
    let how = says.how().map(|how| format!(", {how}")).unwrap_or_default();
    Some(Problem {
        place: operation.to_string(),
        what: format!("the service refuses it: {}", says.reason()),
        hint: says.instead().map(|instead| format!("use {instead}{how}")),
    })
}

fn expected(operation: Operation) -> Expected {
    match operation.response() {
        Response::Page(_) | Response::References => Expected::Page,
        Response::Count(_) => Expected::Count,
        Response::Content => Expected::Content,
        Response::Nothing => Expected::Nothing,
        _ => Expected::Json,
    }
}

fn payload(operation: Operation, input: &Input) -> Result<Payload, Vec<Problem>> {
    match operation.body() {
        None => Ok(Payload::Nothing),
        Some(Body::Content) => {
            let Some(file) = &input.input_file else {
                return Ok(Payload::Nothing);
            };
            let bytes = body::bytes(file).map_err(|what| one("--input-file", what))?;
            Ok(Payload::Bytes {
                bytes,
                media_type: "application/octet-stream".to_owned(),
            })
        }
        Some(kind) => {
            if input.body.is_empty() {
                return match operation.kind() {
                    // An action whose parameters may all be left out is called without them.
                    OperationKind::Action if takes_nothing(kind) => Ok(Payload::Json("{}".to_owned())),
                    _ if input.force => Ok(Payload::Nothing),
                    _ => Err(vec![Problem {
                        place: "--body".to_owned(),
                        what: "the operation has a body, and nothing is said of it".to_owned(),
                        hint: Some("give --body JSON, --body @FILE, or options for its members".to_owned()),
                    }]),
                };
            }
            let text = body::assemble(&input.body, kind.model())?;
            if let (Body::Model(ty), false) = (kind, input.force) {
                let mut json: Json = serde_json::from_str(&text).map_err(|error| one("--body", error.to_string()))?;
                input.body.take_unknown(&mut json, kind.model());
                let mut problems = body::check(&json, ty);
                if !problems.is_empty() {
                    for problem in &mut problems {
                        problem.place = match problem.place.is_empty() {
                            true => "the body".to_owned(),
                            false => format!("body: {}", problem.place),
                        };
                    }
                    return Err(problems);
                }
            }
            Ok(Payload::Json(text))
        }
    }
}

/// Whether no parameter of an action's body has to be there.
fn takes_nothing(body: Body) -> bool {
    body.model().is_some_and(|ty| {
        let mut members = ty.members().into_iter();
        members.all(|member| member.is_optional() || member.is_nullable())
    })
}

/// One problem.
pub(super) fn one(place: &str, what: String) -> Vec<Problem> {
    vec![Problem {
        place: place.to_owned(),
        what,
        hint: None,
    }]
}

impl Input {
    fn of(operation: Operation, matches: &ArgMatches) -> Result<Self, Vec<Problem>> {
        let mut input = Self {
            force: flag(matches, "force"),
            ..Self::default()
        };
        let at_once = match text_of(matches, "input-object") {
            Some(text) => object(&text)?,
            None => Vec::new(),
        };
        for parameter in operation.parameters() {
            let option = option_of(parameter);
            let given = text_of(matches, &key_id(parameter));
            let given = given.or_else(|| {
                let mut named = at_once.iter();
                named.find(|(name, _)| *name == option).map(|(_, value)| value.clone())
            });
            if let Some(value) = given {
                input.keys.push((parameter, value));
            }
        }
        input.query = query_of(matches);
        if let Some(id) = text_of(matches, "reference id") {
            input.query.push(("@id".to_owned(), id));
        }
        input.headers = headers_of(matches)?;
        input.input_file = text_of(matches, "input-file");
        if let Some(ty) = operation.body().and_then(Body::model) {
            input.body = given_body(ty, matches)?;
        } else {
            input.body.whole = text_of(matches, "body");
        }
        Ok(input)
    }
}

/// Query options in the order of [`QueryOption::ALL`], as mgc sends them.
fn query_of(matches: &ArgMatches) -> Vec<(String, String)> {
    let mut query = Vec::new();
    for option in QueryOption::ALL {
        let id = query_id(option);
        let value = match option {
            QueryOption::Count => flag(matches, id).then(|| "true".to_owned()),
            QueryOption::Select | QueryOption::Expand | QueryOption::OrderBy => {
                let parts = texts_of(matches, id);
                // Several words are a list; what is within one word stays together: `createdDateTime desc`.
                (!parts.is_empty()).then(|| joined(&parts))
            }
            _ => text_of(matches, id),
        };
        if let Some(value) = value {
            query.push((id.to_owned(), value));
        }
    }
    query
}

/// Words as a list. A direction belongs to the word before it.
fn joined(words: &[String]) -> String {
    let mut list = String::new();
    for word in words {
        if !list.is_empty() {
            let goes_on = matches!(word.to_ascii_lowercase().trim_end_matches(','), "asc" | "desc");
            list.push(if goes_on { ' ' } else { ',' });
        }
        list.push_str(word.trim_end_matches(','));
    }
    list
}

/// Headers by options of their own, and by `--headers`.
pub fn headers_of(matches: &ArgMatches) -> Result<Vec<(String, String)>, Vec<Problem>> {
    let mut headers = Vec::new();
    if let Some(level) = text_of(matches, "consistency-level") {
        headers.push(("ConsistencyLevel".to_owned(), level));
    }
    for etag in texts_of(matches, "if-match") {
        headers.push(("If-Match".to_owned(), etag));
    }
    for header in texts_of(matches, "headers") {
        let Some((name, value)) = header.split_once('=').filter(|(name, _)| !name.trim().is_empty()) else {
            return Err(vec![Problem {
                place: "--headers".to_owned(),
                what: format!("`{}` has no `=` between name and value", header.escape_debug()),
                hint: Some("for example --headers prefer=return=representation".to_owned()),
            }]);
        };
        headers.push((name.trim().to_owned(), value.to_owned()));
    }
    Ok(headers)
}

fn given_body(ty: msgraph_identity_governance::reflection::Type, matches: &ArgMatches) -> Result<Given, Vec<Problem>> {
    let additional = text_of(matches, "additional-properties").map(|text| body::text(&text));
    let mut given = Given {
        whole: text_of(matches, "body"),
        additional: additional
            .transpose()
            .map_err(|what| one("--additional-properties", what))?,
        ..Given::default()
    };
    // In the order of the command line.
    let mut placed: Vec<(usize, _, Vec<String>)> = Vec::new();
    for id in matches.ids() {
        let Some(option) = id.as_str().strip_prefix("member ") else {
            continue;
        };
        let (Some(named), Some(at)) = (member_option(option, ty), matches.index_of(id.as_str())) else {
            continue;
        };
        placed.push((at, named, texts_of(matches, &member_id(option))));
    }
    placed.sort_by_key(|(at, ..)| *at);
    given.members = placed.into_iter().map(|(_, named, values)| (named, values)).collect();
    for name in texts_of(matches, "null") {
        let Some(named) = member_option(&name, ty) else {
            let names: Vec<&str> = body::members(ty).iter().map(|member| member.name()).collect();
            let hint = crate::nearest::nearest(&name, names.iter().copied());
            return Err(vec![Problem {
                place: "--null".to_owned(),
                what: format!("{} has no member `{}`", ty.name(), name.escape_debug()),
                hint: hint.map(|name| format!("did you mean `{name}`?")),
            }]);
        };
        given.nulls.push(named);
    }
    Ok(given)
}

/// The keys of `--input-object`: `accessPackageId`, `AccessPackageId` and `access-package-id` are the same.
fn object(text: &str) -> Result<Vec<(String, String)>, Vec<Problem>> {
    let place = "--input-object";
    let text = body::text(text).map_err(|what| one(place, what))?;
    let read: Result<std::collections::BTreeMap<String, Json>, _> = serde_json::from_str(&text);
    let read = read.map_err(|error| one(place, format!("an object of JSON is expected: {error}")))?;
    let value = |json: Json| match json {
        Json::String(text) => text,
        other => other.to_string(),
    };
    Ok(read
        .into_iter()
        .map(|(name, json)| (kebab(&name), value(json)))
        .collect())
}

/// Whether a switch is on.
pub fn flag(matches: &ArgMatches, id: &str) -> bool {
    matches.try_get_one::<bool>(id).ok().flatten().copied().unwrap_or(false)
}

fn text_of(matches: &ArgMatches, id: &str) -> Option<String> {
    matches.try_get_one::<String>(id).ok().flatten().cloned()
}

fn texts_of(matches: &ArgMatches, id: &str) -> Vec<String> {
    matches
        .try_get_many::<String>(id)
        .ok()
        .flatten()
        .map(|values| values.cloned().collect())
        .unwrap_or_default()
}
