//! The examples that the public reference shows (`shared/examples/documented.json`), read in place and never copied.

use std::collections::BTreeMap;

use azure_core::http::Url;
use generator::model::Version;
use msgraph_identity_governance::model::Document;

use crate::model_json::tree::Tree;
use crate::shared_folder::shared;

/// The host that the examples call.
pub const HOST: &str = "https://graph.microsoft.com";

/// What is documented of one call.
#[derive(Clone, Debug)]
pub struct Example {
    /// The file name of the page.
    pub page: String,
    /// The version that the page is about.
    pub version: Version,
    /// Its place among the examples of this page and version, from 0.
    pub number: usize,
    /// `GET` and so on.
    pub method: String,
    /// As the page writes it: some have no host, no version or a slash at the end.
    pub url: String,
    /// The headers that the page shows.
    pub headers: Vec<(String, String)>,
    /// What is sent; see [`text_of`] for what is no JSON.
    pub body: Option<Tree>,
    /// What the response is.
    pub answer: Option<Tree>,
    /// The type that the page declares of the response.
    pub declared: Option<String>,
}

/// What the pages show in place of JSON, or JSON and more: the dump has it as text.
#[must_use]
pub fn text_of(json: &Tree) -> Option<&str> {
    match json.names().as_slice() {
        ["raw"] => json.get("raw").and_then(Tree::as_text),
        _ => None,
    }
}

/// All examples, in the order of the file; `None` where it is not there.
///
/// # Panics
/// When the file is not what it should be, or is missing under CI.
#[must_use]
pub fn examples() -> Option<Vec<Example>> {
    let file = shared("examples/documented.json")?;
    let text = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let Some(Tree::Array(examples)) = Tree::parse(text.trim()) else {
        panic!("documented.json is no list")
    };
    let mut numbers = BTreeMap::new();
    let read = |tree: &Tree| {
        let mut example = Example::read(tree).unwrap_or_else(|| panic!("{}", tree.json()));
        let next = numbers
            .entry((example.page.clone(), example.version.to_string()))
            .or_insert(0_usize);
        example.number = *next;
        *next += 1;
        example
    };
    Some(examples.iter().map(read).collect())
}

impl Example {
    fn read(tree: &Tree) -> Option<Self> {
        let text = |name: &str| tree.get(name).and_then(Tree::as_text).map(str::to_owned);
        let headers = tree.get("headers").map(|headers| {
            let header = |name: &&str| Some(((*name).to_owned(), headers.get(name)?.as_text()?.to_owned()));
            headers.names().iter().filter_map(header).collect()
        });
        Some(Self {
            page: text("page")?,
            version: text("version")?.parse().ok()?,
            number: 0,
            method: text("method")?,
            url: text("url")?,
            headers: headers.unwrap_or_default(),
            body: tree.get("body").cloned(),
            answer: tree.get("response").cloned(),
            declared: text("declared_type"),
        })
    }

    /// The segments of the path below the version, percent-decoded.
    #[must_use]
    pub fn segments(&self) -> Vec<String> {
        let path = self.url.split('?').next().unwrap_or_default();
        let path = path.strip_prefix(HOST).unwrap_or(path);
        let segments = path
            .split('/')
            .filter(|segment| !segment.is_empty())
            .map(percent_decoded);
        let version = self.version.to_string();
        segments.skip_while(|segment| *segment == version).collect()
    }

    /// The query options, percent-decoded, a `+` as a blank.
    ///
    /// # Panics
    /// When the page's URL is none.
    #[must_use]
    pub fn options(&self) -> Vec<(String, String)> {
        let query = self.url.split_once('?').map_or("", |(_, query)| query);
        let url = Url::parse(&format!("{HOST}/?{query}")).unwrap_or_else(|error| panic!("{}: {error}", self.page));
        url.query_pairs().into_owned().collect()
    }

    /// The n-th id in the path, from 0: guids, and the placeholders in braces that pages have in their place.
    ///
    /// # Panics
    /// When the path has no such.
    #[must_use]
    pub fn id(&self, number: usize) -> String {
        let is_id =
            |segment: &String| !segment.contains('(') && segment.contains(|c: char| c == '{' || c.is_ascii_digit());
        let id = self.segments().into_iter().filter(is_id).nth(number);
        id.unwrap_or_else(|| panic!("{}: the path has no id {number}", self.page))
    }

    /// The argument of that name of the function at the path's end, without its quotes.
    ///
    /// # Panics
    /// When the function has no such.
    #[must_use]
    pub fn argument(&self, name: &str) -> String {
        let segments = self.segments();
        let call = segments.last().and_then(|last| last.split_once('('));
        let argument = call.and_then(|(_, arguments)| {
            let mut arguments = arguments.trim_end_matches(')').split(',');
            arguments.find_map(|argument| argument.trim().strip_prefix(name)?.strip_prefix('='))
        });
        let argument = argument.unwrap_or_else(|| panic!("{}: the path has no argument `{name}`", self.page));
        argument.trim_matches('\'').to_owned()
    }

    /// The n-th quoted literal of `$filter`, from 0.
    ///
    /// # Panics
    /// When the filter has no such.
    #[must_use]
    pub fn literal(&self, number: usize) -> String {
        let options = self.options();
        let filter = options.iter().find(|(name, _)| name == "$filter");
        let literal = filter.and_then(|(_, filter)| filter.split('\'').skip(1).step_by(2).nth(number));
        literal
            .unwrap_or_else(|| panic!("{}: the filter has no literal {number}", self.page))
            .to_owned()
    }

    /// The body, read as the type that the builder takes.
    ///
    /// # Panics
    /// When there is none, or it is not read as this type.
    #[must_use]
    pub fn body<T: Document>(&self) -> T {
        let body = self
            .body
            .as_ref()
            .unwrap_or_else(|| panic!("{}: no body is shown", self.page));
        T::from_slice(body.json().as_bytes()).unwrap_or_else(|error| panic!("{}: {error}", self.page))
    }

    /// What the body of a `$ref` refers to.
    ///
    /// # Panics
    /// When the body is no reference.
    #[must_use]
    pub fn reference(&self) -> &str {
        let id = self.body.as_ref().and_then(|body| body.get("@odata.id")?.as_text());
        id.unwrap_or_else(|| panic!("{}: the body is no reference", self.page))
    }
}

/// Text with its `%xx` decoded; what is no UTF-8 then is replaced.
#[must_use]
pub fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('%') {
        bytes.extend_from_slice(before.as_bytes());
        let byte = after.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(byte.unwrap_or(b'%'));
        rest = if byte.is_some() {
            after.get(2..).unwrap_or_default()
        } else {
            after
        };
    }
    bytes.extend_from_slice(rest.as_bytes());
    String::from_utf8_lossy(&bytes).into_owned()
}
