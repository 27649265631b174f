//! The operations of an OpenAPI document, by a line scan of our own: the raw documents are block style with two spaces
//! a level.
//!
//! It shares nothing with the generator's reader. What does not look as expected is no operation, and the count that
//! the tests hold against it is then wrong.

use std::collections::BTreeMap;

use crate::Operation;

const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// Every operation of the document's `paths`, and whether it takes a body.
#[must_use]
pub fn operations(document: &str) -> BTreeMap<Operation, bool> {
    let mut operations = BTreeMap::new();
    let (mut in_paths, mut path, mut last) = (false, None, None);
    for line in document.lines() {
        let text = line.trim_start_matches(' ');
        let (indent, key) = (line.len() - text.len(), text.split_once(':').map_or("", |(key, _)| key));
        match indent {
            0 => in_paths = text == "paths:",
            2 if in_paths => (path, last) = (path_of(text), None),
            4 if in_paths => {
                last = path
                    .as_deref()
                    .filter(|_| METHODS.contains(&key))
                    .map(|path| Operation::new(key, path));
                if let Some(operation) = &last {
                    operations.insert(operation.clone(), false);
                }
            }
            6 if in_paths && key == "requestBody" => {
                if let Some(operation) = last.clone() {
                    operations.insert(operation, true);
                }
            }
            _ => {}
        }
    }
    operations
}

/// A path as a key of YAML, plain or in single quotes.
fn path_of(line: &str) -> Option<String> {
    let key = line.strip_suffix(':')?;
    let path = match key.strip_prefix('\'').and_then(|key| key.strip_suffix('\'')) {
        Some(quoted) => quoted.replace("''", "'"),
        None => key.to_owned(),
    };
    path.starts_with('/').then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_methods_and_bodies_are_read() {
        let text = "info:\n  get:\npaths:\n  /a:\n    description: x\n    get:\n      tags:\n    post:\n      requestBody:\n  '/a/{a-id}/f(on=''{on}'')':\n    get:\n      parameters:\n        - name: post:\ncomponents:\n  /b:\n    get:\n";
        let found: Vec<_> = operations(text)
            .into_iter()
            .map(|(operation, body)| (operation.to_string(), body))
            .collect();
        assert_eq!(
            found,
            [
                ("GET /a".to_owned(), false),
                ("GET /a/{}/f(on='{}')".to_owned(), false),
                ("POST /a".to_owned(), true)
            ]
        );
    }
}
