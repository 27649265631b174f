//! `--query`: JMESPath over a response.
//!
//! JMESPath asks for values, not for text: a number passes through a double where it has a fraction, and of two members
//! of one name the last counts. Members come in the order of their names.

use std::io::Write as _;

use jmespath::{Expression, Variable};

use super::json::Indented;
use super::{Links, PageText, ResponseWriter as _};
use crate::failure::{Failure, Kind};
use crate::json_text::Style;

/// A query, and the pages that were collected for it.
pub(super) struct Query {
    expression: Expression<'static>,
    writer: Indented,
    collected: Vec<u8>,
}

impl Query {
    /// Reads an expression.
    pub(super) fn parse(text: &str) -> Result<Self, Failure> {
        let expression = jmespath::compile(text).map_err(|error| {
            Failure::usage(format!(
                "it is no JMESPath: {}, at column {}",
                error.reason,
                error.column + 1
            ))
            .at("--query")
            .tip("https://jmespath.org has the language; 'value[].{id: id, name: displayName}' for instance")
        })?;
        Ok(Self {
            expression,
            writer: Indented::new(Style::default()),
            collected: Vec::new(),
        })
    }

    /// What the expression gives of this document, as JSON on one line.
    pub(super) fn apply(&self, json: &str) -> Result<String, Failure> {
        let failed = |reason: String| {
            let what = format!("it cannot be applied to the response: {reason}");
            Failure::new(Kind::Output, what).at("--query")
        };
        let document = Variable::from_json(json).map_err(failed)?;
        let found = self
            .expression
            .search(document)
            .map_err(|error| failed(error.reason.to_string()))?;
        serde_json::to_string(&found).map_err(|error| failed(error.to_string()))
    }

    /// Adds a page to the document.
    pub(super) fn collect(&mut self, page: &PageText<'_>) {
        // A buffer in memory takes all that is written to it.
        let _ = self.writer.page(page, &mut self.collected);
    }

    /// What the expression gives of all pages, as one document.
    pub(super) fn apply_to_collected(&mut self, links: &Links) -> Result<String, Failure> {
        let _ = self
            .writer
            .end(links, &mut self.collected)
            .and_then(|()| self.collected.flush());
        let collected = std::mem::take(&mut self.collected);
        match std::str::from_utf8(&collected) {
            Ok("") => Ok("null".to_owned()),
            Ok(json) => self.apply(json),
            Err(_) => Ok("null".to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expression_gives_json() {
        let apply = |expression: &str, json| Query::parse(expression).unwrap().apply(json).unwrap();
        assert_eq!(
            apply("value[?n > `1`].id", r#"{"value":[{"id":"a","n":1},{"id":"b","n":2}]}"#),
            r#"["b"]"#
        );
        assert_eq!(apply("length(value)", r#"{"value":[1,2]}"#), "2");
        assert_eq!(apply("x", "{}"), "null");
        assert_eq!(apply("n", r#"{"n":12345678901234567}"#), "12345678901234567");
    }

    #[test]
    fn what_is_no_expression_is_refused() {
        let failure = Query::parse("value[").err().unwrap();
        assert_eq!((failure.kind().exit_code(), failure.place()), (2, Some("--query")));
        assert!(!failure.message().contains('\n'), "{failure}");
        let failure = Query::parse("abs(@)").unwrap().apply("\"x\"").unwrap_err();
        assert!(
            failure.message().starts_with("it cannot be applied to the response: "),
            "{failure}"
        );
    }
}
