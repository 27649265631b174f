//! The URL path that a builder stands for, grown step by step without I/O and without failure.
//!
//! A [`Path`] holds what follows the endpoint and the version (`/identityGovernance/…`), already percent-encoded, and
//! remembers where ids and arguments stand in it, so that errors and traces can name the template instead. An id that
//! cannot be sent is remembered too, and reported when the request is sent. Its neighbour `request.rs` adds method,
//! query and body.

use std::fmt;

use super::client::CoreClient;
use super::error::Invalid;
use super::model::Enumeration;
use super::values::{Date, DateTimeOffset, Guid, TimeOfDay};

/// Where a builder stands in the service: the client and the URL path so far.
#[derive(Clone)]
pub struct Path {
    client: CoreClient,
    /// Percent-encoded, each segment with its leading slash.
    text: String,
    /// The parts of `text` that a user gave, in order.
    user_parts: Vec<UserPart>,
    /// The first id or argument that cannot be sent.
    problem: Option<Box<Invalid>>,
    /// What to show in place of the path that a user wrote.
    shown: Option<&'static str>,
}

/// A part of the path's text that came from the user: `text[start..end]`, called `name` in the template.
#[derive(Clone, Copy)]
struct UserPart {
    start: u32,
    end: u32,
    name: &'static str,
}

impl Path {
    /// The path of a root segment, `/identityGovernance` for instance.
    #[must_use]
    pub fn root(client: &CoreClient, segment: &str) -> Self {
        let mut path = Self {
            client: client.clone(),
            text: String::with_capacity(128),
            user_parts: Vec::new(),
            problem: None,
            shown: None,
        };
        path.push(segment);
        path
    }

    /// A path below the version that a user wrote, percent-encoded. Its template is `name` in braces, because nobody
    /// knows which of its segments are ids.
    pub(crate) fn written(client: &CoreClient, text: &str, name: &'static str) -> Self {
        let mut path = Self::root(client, "");
        match fault_of(text) {
            None => {
                path.text = text.to_owned();
                path.user_parts.push(UserPart {
                    start: 1,
                    end: text.len() as u32,
                    name,
                });
            }
            Some(reason) => {
                path.user_parts.push(UserPart { start: 1, end: 1, name });
                path.problem = Some(Box::new(Invalid::new(format!("/{{{name}}}"), reason)));
            }
        }
        path
    }

    /// Sets what [`template`](Self::template) gives.
    pub(crate) fn set_template(&mut self, template: &'static str) {
        self.shown = Some(template);
    }

    /// The path one segment further; the segment is the metadata's own and is written as it is.
    #[must_use]
    pub fn step(&self, segment: &'static str) -> Self {
        let mut path = self.with_room(segment.len());
        path.push(segment);
        path
    }

    /// The path of one member of a collection: the key as a segment of its own.
    #[must_use]
    pub fn key<K: KeyValue>(&self, key: K) -> Self {
        let mut text = String::new();
        key.write_key(&mut text);
        self.key_text(&text)
    }

    fn key_text(&self, key: &str) -> Self {
        let mut path = self.with_room(key.len());
        path.refuse(key, "id", "{id}");
        path.text.push('/');
        path.push_user_part("id", key);
        path
    }

    /// The path of one member by an alternate key: the template (`(uniqueName='{uniqueName}')`) is appended to the last
    /// segment, its braces filled in order.
    #[must_use]
    pub fn alternate_key(&self, template: &'static str, arguments: &[&dyn Argument]) -> Self {
        let mut path = self.with_room(template.len() + 24);
        path.fill(template, arguments);
        path
    }

    /// The path of a function: the template (`filterByCurrentUser(on='{on}')`) as a segment, its braces filled in
    /// order.
    ///
    /// An argument that is `None` is left out with its name. OData has optional arguments so: one that is annotated
    /// with `Core.OptionalParameter` may be omitted ([CSDL 4.01, Parameter]), and `f()` is the call without any. An
    /// alias whose value is not given (`f(on=@on)`) would say null instead ([Protocol 4.01, Aliases]), and
    /// the service may take something else by default. The service's own examples write the values in place and leave
    /// out the others.
    ///
    /// [CSDL 4.01, Parameter]: https://docs.oasis-open.org/odata/odata-csdl-xml/v4.01/odata-csdl-xml-v4.01.html
    /// [Protocol 4.01, Aliases]: https://docs.oasis-open.org/odata/odata/v4.01/odata-v4.01-part1-protocol.html
    #[must_use]
    pub fn call(&self, template: &'static str, arguments: &[&dyn Argument]) -> Self {
        let mut path = self.with_room(template.len() + 24);
        path.text.push('/');
        path.fill(template, arguments);
        path
    }

    /// The path with ids and arguments as `{…}`: what errors and traces show.
    #[must_use]
    pub fn template(&self) -> String {
        if let Some(shown) = self.shown {
            return shown.to_owned();
        }
        let mut template = String::with_capacity(self.text.len());
        let mut from = 0;
        for part in &self.user_parts {
            template.push_str(self.text.get(from..part.start as usize).unwrap_or_default());
            template.push('{');
            template.push_str(part.name);
            template.push('}');
            from = part.end as usize;
        }
        template.push_str(self.text.get(from..).unwrap_or_default());
        template
    }

    /// The percent-encoded path as it is sent, ids included.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The client that requests from here go through.
    #[must_use]
    pub fn client(&self) -> &CoreClient {
        &self.client
    }

    pub(crate) fn problem(&self) -> Option<&Invalid> {
        self.problem.as_deref()
    }

    fn with_room(&self, more: usize) -> Self {
        let mut text = String::with_capacity(self.text.len() + more + 48);
        text.push_str(&self.text);
        Self {
            client: self.client.clone(),
            text,
            user_parts: self.user_parts.clone(),
            problem: self.problem.clone(),
            shown: self.shown,
        }
    }

    fn push(&mut self, segment: &str) {
        self.text.push('/');
        self.text.push_str(segment);
    }

    fn push_user_part(&mut self, name: &'static str, value: &str) {
        let start = self.text.len() as u32;
        push_segment(value, &mut self.text);
        self.user_parts.push(UserPart {
            start,
            end: self.text.len() as u32,
            name,
        });
    }

    /// Appends a template of the generator's, `name(one='{one}',two={two})`. What is between two commas is one
    /// argument.
    fn fill(&mut self, template: &'static str, arguments: &[&dyn Argument]) {
        let (head, list) = template.split_once('(').unwrap_or((template, ""));
        let holes = list.trim_end_matches(')').split(',').filter_map(hole).zip(arguments);
        let arguments: Vec<_> = holes
            .filter(|(_, argument)| !argument.is_left_out())
            .map(|(hole, argument)| {
                let mut value = String::new();
                argument.write_argument(&mut value);
                (hole, value)
            })
            .collect();
        // The place is the path before the segment: nothing of it stands there yet.
        for ((_, name, _), value) in &arguments {
            self.refuse(value, name, template);
        }
        self.text.push_str(head);
        let mut separator = '(';
        for ((before, name, after), value) in arguments {
            self.text.push(separator);
            self.text.push_str(before);
            self.push_user_part(name, &value);
            self.text.push_str(after);
            separator = ',';
        }
        self.text.push_str(if separator == '(' { "()" } else { ")" });
    }

    /// Remembers a value that URL parsers would collapse: a request to another resource than the one meant would
    /// follow.
    fn refuse(&mut self, value: &str, name: &str, last: &str) {
        if self.problem.is_some() || !matches!(value, "" | "." | "..") {
            return;
        }
        let what = if value.is_empty() { "is empty" } else { "is `.` or `..`" };
        let slash = if self.text.ends_with('/') || last.starts_with('(') {
            ""
        } else {
            "/"
        };
        let place = format!("{}{slash}{last}", self.template());
        self.problem = Some(Box::new(Invalid::new(
            place,
            format!("`{name}` {what}, which would reach another resource; give the real value"),
        )));
    }
}

/// Ids stay out of debug output.
impl fmt::Debug for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Path").field(&self.template()).finish()
    }
}

/// Splits at the first `{name}`.
fn hole(template: &'static str) -> Option<(&'static str, &'static str, &'static str)> {
    let (before, rest) = template.split_once('{')?;
    let (name, after) = rest.split_once('}')?;
    Some((before, name, after))
}

/// What can stand as a key segment.
pub trait KeyValue {
    /// Writes the key's text, not percent-encoded.
    fn write_key(&self, out: &mut String);
}

impl KeyValue for &str {
    fn write_key(&self, out: &mut String) {
        out.push_str(self);
    }
}

impl KeyValue for String {
    fn write_key(&self, out: &mut String) {
        out.push_str(self);
    }
}

/// Enumerations by the name of the member.
impl<E: Enumeration> KeyValue for E {
    fn write_key(&self, out: &mut String) {
        out.push_str(self.as_str());
    }
}

/// What can stand as an argument of a function or as the value of an alternate key.
pub trait Argument {
    /// Whether the argument is not there: its name is left out too.
    fn is_left_out(&self) -> bool {
        false
    }

    /// Writes the OData literal without its outer quotes (they stand in the template) and not percent-encoded; quotes
    /// inside are doubled.
    fn write_argument(&self, out: &mut String);
}

impl Argument for str {
    fn write_argument(&self, out: &mut String) {
        double_quotes(self, out);
    }
}

impl Argument for &str {
    fn write_argument(&self, out: &mut String) {
        (**self).write_argument(out);
    }
}

impl Argument for String {
    fn write_argument(&self, out: &mut String) {
        self.as_str().write_argument(out);
    }
}

/// An argument that the service does not need.
impl<A: Argument> Argument for Option<A> {
    fn is_left_out(&self) -> bool {
        self.as_ref().is_none_or(Argument::is_left_out)
    }

    fn write_argument(&self, out: &mut String) {
        if let Some(argument) = self {
            argument.write_argument(out);
        }
    }
}

/// Numbers, dates, ids and the like are written bare, as key and as argument.
macro_rules! bare {
    ($($kind:ty)*) => {$(
        impl KeyValue for $kind {
            fn write_key(&self, out: &mut String) {
                out.push_str(&self.to_string());
            }
        }
        impl Argument for $kind {
            fn write_argument(&self, out: &mut String) {
                out.push_str(&self.to_string());
            }
        }
    )*};
}
bare!(i8 i16 i32 i64 u8 bool f32 f64 Date DateTimeOffset TimeOfDay Guid);

/// Enumerations by the name of the member; the quotes around it stand in the template.
impl<E: Enumeration> Argument for E {
    fn write_argument(&self, out: &mut String) {
        self.as_str().write_argument(out);
    }
}

/// Text inside of single quotes: those in it are doubled.
pub(crate) fn double_quotes(text: &str, out: &mut String) {
    for part in text.split_inclusive('\'') {
        out.push_str(part);
        if part.ends_with('\'') {
            out.push('\'');
        }
    }
}

const HEX: &[u8; 16] = b"0123456789ABCDEF";

fn push_encoded(byte: u8, out: &mut String) {
    out.push('%');
    for nibble in [byte >> 4, byte & 15] {
        out.push(char::from(HEX.get(usize::from(nibble)).copied().unwrap_or(b'0')));
    }
}

/// Percent-encodes an id as one segment of a path that is written by hand. What `GraphClient::request` takes is made
/// with it; builders do it themselves.
///
/// ```
/// use msgraph_identity_governance::path::encode_segment;
///
/// assert_eq!(format!("/groups/{}/members", encode_segment("a/b c")), "/groups/a%2Fb%20c/members");
/// ```
#[must_use]
pub fn encode_segment(value: &str) -> String {
    let mut out = String::with_capacity(value.len() + 16);
    push_segment(value, &mut out);
    out
}

/// Why a path cannot be sent as a user wrote it. URL parsers would mend much of this, and so send something else than
/// was written.
fn fault_of(path: &str) -> Option<&'static str> {
    let Some(segments) = path.strip_prefix('/') else {
        return Some(if path.contains("://") {
            "it is a whole URL: give the path below the version (`/groups`); a stored next or delta link is for `from_link`"
        } else {
            "it does not begin with a slash: give the path below the version (`/groups`)"
        });
    };
    let mut bytes = segments.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'?' | b'#' => {
                return Some(
                    "it has a `?` or `#` in it: options are set by `.query(name, value)`, and ids encoded by `path::encode_segment`",
                );
            }
            b'%' if !matches!((bytes.next(), bytes.next()), (Some(one), Some(two)) if one.is_ascii_hexdigit() && two.is_ascii_hexdigit()) =>
            {
                return Some(
                    "a `%` in it is not followed by two hexadecimal digits: encode ids by `path::encode_segment`",
                );
            }
            b'%' => {}
            _ if byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/".contains(&byte) => {}
            _ => {
                return Some("a character in it cannot stand in a path as it is: encode ids by `path::encode_segment`");
            }
        }
    }
    if matches!(segments.split('/').next(), Some("v1.0" | "beta")) {
        return Some("it begins with a version: that is the client's, give what follows it");
    }
    segments.split('/').find_map(
        |segment| match segment.replace("%2e", ".").replace("%2E", ".").as_str() {
            "" => Some("a segment of it is empty, which would reach another resource; give the real id"),
            "." | ".." => Some("a segment of it is `.` or `..`, which would reach another resource; give the real id"),
            _ => None,
        },
    )
}

/// Percent-encodes a value as part of one path segment: everything but RFC 3986's unreserved characters.
fn push_segment(value: &str, out: &mut String) {
    const KEPT: [bool; 256] = kept(b"-._~");
    encode(value, &KEPT, out);
}

/// Percent-encodes a query option's name or value: what means something in a query is encoded, what OData writes often
/// (`$ ( ) / : , ;`) stays readable.
pub(crate) fn encode_query(value: &str, out: &mut String) {
    const KEPT: [bool; 256] = kept(b"-._~$()/:,;@!*");
    encode(value, &KEPT, out);
}

/// A table of the bytes that stay as they are: letters and digits of ASCII, and these.
const fn kept(others: &[u8]) -> [bool; 256] {
    let mut table = [false; 256];
    let (mut rest, mut byte): (&mut [bool], u8) = (&mut table, 0);
    while let Some((place, after)) = rest.split_first_mut() {
        let mut others = others;
        *place = byte.is_ascii_alphanumeric();
        while let Some((other, more)) = others.split_first() {
            *place |= *other == byte;
            others = more;
        }
        (rest, byte) = (after, byte.wrapping_add(1));
    }
    table
}

/// Percent-encodes what does not stay as it is.
fn encode(value: &str, kept: &[bool; 256], out: &mut String) {
    let mut from = 0;
    for (at, byte) in value.bytes().enumerate() {
        if kept.get(usize::from(byte)) != Some(&true) {
            // Nothing between two bytes of a character, which are encoded both.
            out.push_str(value.get(from..at).unwrap_or_default());
            push_encoded(byte, out);
            from = at + 1;
        }
    }
    out.push_str(value.get(from..).unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::client::tests::client;

    #[test]
    fn steps_make_the_url_and_the_template() {
        let requests = Path::root(&client(), "identityGovernance")
            .step("entitlementManagement")
            .step("assignmentRequests");
        let resume = requests.key("a/b c'é").step("resume");
        assert_eq!(
            resume.text(),
            "/identityGovernance/entitlementManagement/assignmentRequests/a%2Fb%20c%27%C3%A9/resume"
        );
        assert_eq!(
            resume.template(),
            "/identityGovernance/entitlementManagement/assignmentRequests/{id}/resume"
        );
        assert!(!format!("{resume:?}").contains("a%2Fb"));
        assert_eq!(
            requests.key(7_i32).text(),
            "/identityGovernance/entitlementManagement/assignmentRequests/7"
        );
    }

    #[test]
    fn arguments_are_escaped_inside_the_quotes_of_the_template() {
        let path = Path::root(&client(), "r");
        let call = path.call("f(a='{a}',b={b})", &[&"o'x", &3_i32]);
        assert_eq!(call.text(), "/r/f(a='o%27%27x',b=3)");
        assert_eq!(call.template(), "/r/f(a='{a}',b={b})");
        let catalog = path
            .step("catalogs")
            .alternate_key("(uniqueName='{uniqueName}')", &[&"x)/y"]);
        assert_eq!(catalog.text(), "/r/catalogs(uniqueName='x%29%2Fy')");
    }

    #[test]
    fn an_argument_that_is_left_out_goes_with_its_name() {
        let f = |a: Option<&str>, b: Option<i32>, c: Option<&str>| {
            let path = Path::root(&client(), "r").call("f(a='{a}',b={b},c='{c}')", &[&a, &b, &c]);
            assert!(path.problem().is_none());
            (path.text().to_owned(), path.template())
        };
        for (given, text, template) in [
            (
                (Some("x"), Some(3), Some("y/z")),
                "/r/f(a='x',b=3,c='y%2Fz')",
                "/r/f(a='{a}',b={b},c='{c}')",
            ),
            ((None, Some(3), None), "/r/f(b=3)", "/r/f(b={b})"),
            (
                (Some("x"), None, Some("y")),
                "/r/f(a='x',c='y')",
                "/r/f(a='{a}',c='{c}')",
            ),
            ((None, None, Some("y")), "/r/f(c='y')", "/r/f(c='{c}')"),
            ((None, None, None), "/r/f()", "/r/f()"),
        ] {
            assert_eq!(f(given.0, given.1, given.2), (text.to_owned(), template.to_owned()));
        }
        let empty = Path::root(&client(), "r").call("f(a='{a}')", &[&Some("")]);
        assert!(empty.problem().unwrap().to_string().contains("`a` is empty"));
    }

    #[test]
    fn values_that_urls_collapse_are_remembered_and_named() {
        for bad in ["", ".", ".."] {
            let path = Path::root(&client(), "r").key(bad).step("resume");
            let problem = path.problem().unwrap().to_string();
            assert!(problem.contains("/r/{id}") && problem.contains("`id`"), "{problem}");
            let call = Path::root(&client(), "r").call("f(on='{on}')", &[&bad]);
            let problem = call.problem().unwrap().to_string();
            assert!(
                problem.starts_with("/r/f(on='{on}'): ") && problem.contains("`on`"),
                "{problem}"
            );
            let catalog = Path::root(&client(), "r").alternate_key("(n='{n}')", &[&bad]);
            assert!(catalog.problem().unwrap().to_string().starts_with("/r(n='{n}'): "));
        }
        assert!(Path::root(&client(), "r").key("...").problem().is_none());
    }

    #[test]
    fn a_written_path_is_taken_as_it_is_or_not_at_all() {
        let written = |text: &str| Path::written(&client(), text, "raw");
        for good in [
            "/groups",
            "/users/a%2Fb@c.d/photo/$value",
            "/x(uniqueName='o%27x',n=1)/m.n",
            "/$batch",
            "/.../%2e%2e%2e",
        ] {
            let path = written(good);
            assert_eq!(
                (path.text(), path.template().as_str(), path.problem()),
                (good, "/{raw}", None)
            );
        }
        for (bad, why) in [
            ("", "begin with a slash"),
            ("groups", "begin with a slash"),
            ("https://graph.microsoft.com/v1.0/groups", "whole URL"),
            ("/", "is empty"),
            ("//example.org/groups", "is empty"),
            ("/groups/", "is empty"),
            ("/groups//members", "is empty"),
            ("/groups/../users", "`.` or `..`"),
            ("/groups/.", "`.` or `..`"),
            ("/groups/%2e%2E/users", "`.` or `..`"),
            ("/groups/.%2e", "`.` or `..`"),
            ("/groups?$top=1", ".query"),
            ("/groups#a", ".query"),
            ("/groups\\..\\users", "cannot stand"),
            ("/groups/\u{9}.", "cannot stand"),
            ("/groups/\r\nx", "cannot stand"),
            ("/groups/{id}", "cannot stand"),
            ("/groups/a b", "cannot stand"),
            ("/groups/\u{e9}", "cannot stand"),
            ("/groups/50%", "hexadecimal"),
            ("/groups/%g0", "hexadecimal"),
            ("/groups/%2", "hexadecimal"),
        ] {
            let path = written(bad);
            let problem = path.problem().map(ToString::to_string).unwrap_or_default();
            assert!(
                problem.contains(why) && problem.starts_with("/{raw}: not sent"),
                "{bad:?}: {problem}"
            );
            assert_eq!(path.template(), "/{raw}");
        }
        assert_eq!(encode_segment("a/b'é."), "a%2Fb%27%C3%A9.");
    }
}
