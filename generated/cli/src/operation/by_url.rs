//! The request that a method and a URL make.

use msgraph_identity_governance::Method;
use msgraph_identity_governance::reflection::{Api, Operation, Segment};
use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

use super::prepare::{Input, checked, one};
use crate::body::{self, Problem};
use crate::nearest::nearest;
use crate::prepared::{Expected, Payload, Prepared};

/// A request by its method and URL: the path below the version, with its query, as it stands. What the table knows of
/// it is checked; `raw` lets through what it does not know.
///
/// # Errors
/// When the URL is none of the version, or does not fit the operation.
pub fn prepare_url(
    api: &'static Api,
    method: Method,
    url: &str,
    mut input: Input,
    raw: bool,
) -> Result<Prepared, Vec<Problem>> {
    let (path, given_query) = split_url(api, url).map_err(|what| one("URL", what))?;
    let mut query = given_query;
    query.append(&mut input.query);
    let place = api.resolve(&path);
    let operation = place.as_ref().and_then(|place| place.segment().operation(method));
    let Some(operation) = operation else {
        if !raw {
            return Err(vec![unknown(api, method, &path, place.map(|place| place.segment()))]);
        }
        let body = match (&input.body.whole, &input.input_file) {
            (Some(body), _) => Payload::Json(body::text(body).map_err(|what| one("--body", what))?),
            (None, Some(file)) => Payload::Bytes {
                bytes: body::bytes(file).map_err(|what| one("--input-file", what))?,
                media_type: "application/octet-stream".to_owned(),
            },
            (None, None) => Payload::Nothing,
        };
        // What is no list is printed as it comes all the same.
        let expects = match method {
            Method::Get => Expected::Page,
            _ => Expected::Json,
        };
        return Ok(Prepared {
            version: api.version(),
            expects,
            method,
            path,
            template: None,
            query,
            headers: input.headers,
            body,
            main_members: Vec::new(),
        });
    };
    checked(operation, Ok(path), query, input)
}

/// The operation of a method and a path, whose keys are values or names in braces.
pub fn operation_at(api: &'static Api, method: &str, path: &str) -> Option<Operation> {
    let method = [Method::Get, Method::Post, Method::Patch, Method::Put, Method::Delete]
        .into_iter()
        .find(|one| one.as_str().eq_ignore_ascii_case(method))?;
    let exact = api.operation(method, path);
    exact.or_else(|| api.resolve(path)?.segment().operation(method))
}

fn unknown(api: &'static Api, method: Method, path: &str, segment: Option<Segment>) -> Problem {
    let hint = match segment {
        Some(segment) => {
            let methods: Vec<String> = segment
                .operations()
                .map(|operation| operation.method().to_string())
                .collect();
            match methods.is_empty() {
                true => "nothing can be done there; --raw sends it all the same".to_owned(),
                false => format!("there is {} there; --raw sends it all the same", methods.join(", ")),
            }
        }
        None => match known_until(api, path) {
            Some((known, word, near)) => {
                let near = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
                format!(
                    "below `{known}` there is no `{}`{near}; --raw sends it all the same",
                    word.escape_debug()
                )
            }
            None => "--raw sends it all the same".to_owned(),
        },
    };
    Problem {
        place: "URL".to_owned(),
        what: format!("{} has no {method} of `{}`", api.version(), path.escape_debug()),
        hint: Some(hint),
    }
}

/// How far a path is known, the first word that is not, and the name that it is most like.
fn known_until(api: &'static Api, path: &str) -> Option<(String, String, Option<&'static str>)> {
    let segments: Vec<&str> = path.split('/').skip(1).collect();
    let known = (1..segments.len())
        .rev()
        .map(|end| format!("/{}", segments.get(..end).unwrap_or_default().join("/")))
        .find_map(|path| api.resolve(&path).map(|place| (path, place)));
    let (known, next): (String, Vec<&'static str>) = match &known {
        Some((path, place)) => (
            path.clone(),
            place.segment().children().map(|child| child.text()).collect(),
        ),
        None => ("/".to_owned(), api.roots().map(|root| root.text()).collect()),
    };
    let depth = known.split('/').filter(|part| !part.is_empty()).count();
    let word = (*segments.get(depth)?).to_owned();
    let near = nearest(&word, next);
    Some((known, word, near))
}

/// The path and the query options of a URL: whole, or below the version, with or without the version.
fn split_url(api: &'static Api, url: &str) -> Result<(String, Vec<(String, String)>), String> {
    let mut rest = url;
    if let Some((_, after)) = url.split_once("://") {
        rest = after.find('/').and_then(|at| after.get(at..)).unwrap_or("/");
    }
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let path = path.split('#').next().unwrap_or(path);
    let mut path = match path.starts_with('/') {
        true => path.to_owned(),
        false => format!("/{path}"),
    };
    for version in ["v1.0", "beta"] {
        if let Some(below) = path.strip_prefix(&format!("/{version}/")) {
            if version != api.version() {
                return Err(format!(
                    "it is one of {version}: {}",
                    match version {
                        "beta" => "add --beta",
                        _ => "leave out --beta",
                    }
                ));
            }
            path = format!("/{below}");
            break;
        }
    }
    let path = encode(path.trim_end_matches('/'));
    let options = query.split('&').filter(|option| !option.is_empty()).map(|option| {
        let (name, value) = option.split_once('=').unwrap_or((option, ""));
        let decode = |text: &str| {
            let text = text.replace('+', "%20");
            percent_decode_str(&text).decode_utf8_lossy().into_owned()
        };
        (decode(name), decode(value))
    });
    Ok((path, options.collect()))
}

/// A path as it was typed, percent-encoded where it has to be and was not.
fn encode(path: &str) -> String {
    const PATH: &AsciiSet = &CONTROLS
        .add(b' ')
        .add(b'"')
        .add(b'<')
        .add(b'>')
        .add(b'`')
        .add(b'{')
        .add(b'}')
        .add(b'\\');
    utf8_percent_encode(path, PATH).to_string()
}
