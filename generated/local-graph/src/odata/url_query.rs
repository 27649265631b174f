//! The query of a URL, taken apart: its system options, percent-decoded once.

use super::error::{QueryError, shown};
use super::limits::{MAX_QUERY_LENGTH, MAX_TOKEN_QUERY_LENGTH};

/// The system options that are known, without `$`.
const NAMES: [&str; 11] = [
    "filter",
    "orderby",
    "select",
    "expand",
    "top",
    "skip",
    "count",
    "search",
    "format",
    "skiptoken",
    "deltatoken",
];

/// The options of a URL's query by their names.
///
/// Graph takes them with and without the `$`, and so does this. What is no system option (`api-version`) is left to
/// others. `$id` belongs to a request for `$ref`, which has no other options.
#[derive(Clone, Debug, Default)]
pub(super) struct UrlQuery {
    /// In the order of the URL.
    options: Vec<(&'static str, String)>,
}

impl UrlQuery {
    /// Reads what stands after `?`.
    pub(super) fn read(query: &str) -> Result<Self, QueryError> {
        let too_long = |most| {
            let length = query.len();
            QueryError::new(format!(
                "The query of the URL has {length} bytes; at most {most} are taken."
            ))
        };
        if query.len() > MAX_TOKEN_QUERY_LENGTH {
            return Err(too_long(MAX_QUERY_LENGTH));
        }
        let mut read = Self::default();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let name = decoded(name)?;
            let Some(known) = system_option(&name)? else { continue };
            if read.get(known).is_some() {
                return Err(QueryError::new(format!(
                    "Query option '${known}' was specified more than once, but it must be specified at most once."
                )));
            }
            read.options.push((known, decoded(value)?));
        }
        if query.len() > MAX_QUERY_LENGTH && read.get("skiptoken").is_none() {
            return Err(too_long(MAX_QUERY_LENGTH));
        }
        Ok(read)
    }

    /// The value of an option, by its name without `$`.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let found = self.options.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The names of the options, in the order of the URL.
    pub(super) fn names(&self) -> impl Iterator<Item = &'static str> {
        self.options.iter().map(|(name, _)| *name)
    }
}

/// The system option that a name stands for; none for an option of others.
fn system_option(name: &str) -> Result<Option<&'static str>, QueryError> {
    let bare = name.strip_prefix('$');
    let known = NAMES
        .into_iter()
        .find(|known| known.eq_ignore_ascii_case(bare.unwrap_or(name)));
    match (known, bare) {
        (Some(known), _) => Ok(Some(known)),
        (None, Some("id")) | (None, None) => Ok(None),
        (None, Some(_)) => Err(QueryError::new(format!(
            "The query parameter {} is not supported.",
            shown(name)
        ))),
    }
}

/// Percent-decoded, with `+` as a blank.
fn decoded(text: &str) -> Result<String, QueryError> {
    let refused = |why: &str| QueryError::new(format!("The query of the URL has {why} in {}.", shown(text)));
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let mut digit = || rest.next().and_then(|byte| char::from(byte).to_digit(16));
                let value = digit().and_then(|high| u8::try_from(high * 16 + digit()?).ok());
                value.ok_or_else(|| refused("a '%' without two hexadecimal digits"))?
            }
            byte => byte,
        });
    }
    String::from_utf8(bytes).map_err(|_| refused("bytes that are no UTF-8"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(query: &str) -> String {
        UrlQuery::read(query).unwrap_err().message().to_owned()
    }

    #[test]
    fn options_stand_with_and_without_dollar() {
        let query = UrlQuery::read("$filter=a+eq%20%27x%2By%27&top=5&%24Skip=3&api-version=7&&$id=x").unwrap();
        assert_eq!(query.get("filter"), Some("a eq 'x+y'"));
        assert_eq!(query.get("top"), Some("5"));
        assert_eq!(query.get("skip"), Some("3"));
        assert_eq!(query.names().collect::<Vec<_>>(), ["filter", "top", "skip"]);
    }

    #[test]
    fn what_is_encoded_twice_is_decoded_once() {
        let query = UrlQuery::read("$search=%2527").unwrap();
        assert_eq!(query.get("search"), Some("%27"));
    }

    #[test]
    fn an_option_stands_once() {
        let message = "Query option '$filter' was specified more than once, but it must be specified at most once.";
        assert_eq!(refusal("$filter=a&filter=b"), message);
        assert_eq!(refusal("filter=a&$FILTER=b"), message);
    }

    #[test]
    fn broken_queries_are_refused() {
        assert_eq!(refusal("$apply=x"), "The query parameter '$apply' is not supported.");
        assert!(refusal("$filter=%2").contains("a '%' without two hexadecimal digits in '%2'"));
        assert!(refusal("$filter=%zz").contains("without two hexadecimal digits"));
        assert!(refusal("$filter=%+1").contains("without two hexadecimal digits"));
        assert!(refusal("$filter=%ff").contains("no UTF-8"));
        assert!(refusal(&"a".repeat(MAX_QUERY_LENGTH + 1)).contains("at most 32768 are taken"));
    }
}
