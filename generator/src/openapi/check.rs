//! What must hold between the parts of an OpenAPI document. Each part by itself is looked at in `read`.

use std::collections::{BTreeMap, BTreeSet};

use super::document::{Document, Location, Method, OrRef, Parameter, PathItem};
use super::stream::{RefKind, locate};
use crate::error::{Error, ErrorKind, Result};
use crate::source::quoted;

/// Where the references of a document lead, with the first path that has each.
type References = BTreeMap<(RefKind, String), Vec<String>>;

/// References, names, parameters. `text` is only for the position of what is wrong.
pub(super) fn whole(document: &Document, references: &References, text: &str) -> Result<()> {
    let check = Check { document, text };
    check.references(references)?;
    check.component_names()?;
    for (template, item) in &document.paths {
        check.path(template, item)?;
    }
    Ok(())
}

struct Check<'a> {
    document: &'a Document,
    text: &'a str,
}

impl Check<'_> {
    fn error(&self, kind: ErrorKind, path: &[&str], message: String) -> Error {
        let path: Vec<String> = path.iter().map(|&key| key.to_owned()).collect();
        Error::new(kind, locate(&self.document.file, self.text, &path), message)
    }

    fn references(&self, references: &References) -> Result<()> {
        let components = &self.document.components;
        for ((kind, target), path) in references {
            let (folder, known): (&str, &dyn Fn(&str) -> bool) = match kind {
                RefKind::Schema => ("schemas", &|name| components.schemas.contains_key(name)),
                RefKind::Response => ("responses", &|name| components.responses.contains_key(name)),
                RefKind::Parameter => ("parameters", &|name| components.parameters.contains_key(name)),
                RefKind::RequestBody => ("requestBodies", &|name| components.request_bodies.contains_key(name)),
            };
            let name = target
                .strip_prefix("#/components/")
                .and_then(|rest| rest.strip_prefix(folder))
                .and_then(|rest| rest.strip_prefix('/'));
            if !name.is_some_and(known) {
                let place = locate(&self.document.file, self.text, path);
                return Err(Error::new(
                    ErrorKind::Reference,
                    place,
                    format!(
                        "the reference {} leads nowhere; expected `#/components/{folder}/` and a name that is there",
                        quoted(target)
                    ),
                ));
            }
        }
        Ok(())
    }

    fn component_names(&self) -> Result<()> {
        let components = &self.document.components;
        let schemas = components.schemas.keys().map(|name| ("schemas", name));
        let responses = components.responses.keys().map(|name| ("responses", name));
        let parameters = components.parameters.keys().map(|name| ("parameters", name));
        let bodies = components.request_bodies.keys().map(|name| ("requestBodies", name));
        for (folder, name) in schemas.chain(responses).chain(parameters).chain(bodies) {
            if let Some(wrong) = first_outside(name, ".-_") {
                return Err(self.error(
                    ErrorKind::Name,
                    &["components", folder, name],
                    format!(
                        "the component name {} has {wrong:?}; OpenAPI allows ASCII letters, digits, `.`, `-` and `_`",
                        quoted(name)
                    ),
                ));
            }
        }
        Ok(())
    }

    fn path(&self, template: &str, item: &PathItem) -> Result<()> {
        let names = self.template(template)?;
        self.parameters(&["paths", template, "parameters"], &item.parameters)?;
        let shared = self.path_parameters(&item.parameters);
        let mut offered: Vec<(Option<Method>, BTreeSet<&str>)> = Vec::new();
        for (method, operation) in &item.operations {
            self.parameters(&["paths", template, method.key(), "parameters"], &operation.parameters)?;
            let mut parameters = self.path_parameters(&operation.parameters);
            parameters.extend(&shared);
            offered.push((Some(*method), parameters));
        }
        if offered.is_empty() {
            offered.push((None, shared));
        }
        for (method, parameters) in &offered {
            let mut place = vec!["paths", template];
            place.extend(method.map(Method::key));
            if let Some(name) = names.iter().find(|&name| !parameters.contains(name)) {
                return Err(self.error(
                    ErrorKind::Missing,
                    &place,
                    format!("the path has `{{{name}}}`, but no parameter of that name in `path`"),
                ));
            }
            if let Some(name) = parameters.iter().find(|&name| !names.contains(name)) {
                return Err(self.error(
                    ErrorKind::Structure,
                    &place,
                    format!(
                        "the parameter {} is in `path`, but the path has no `{{{name}}}`",
                        quoted(name)
                    ),
                ));
            }
        }
        Ok(())
    }

    /// The names in braces of a path.
    fn template<'t>(&self, template: &'t str) -> Result<BTreeSet<&'t str>> {
        let wrong = |what: String| {
            self.error(
                ErrorKind::Name,
                &["paths", template],
                format!("the path {} {what}", quoted(template)),
            )
        };
        if !template.starts_with('/') {
            return Err(wrong("does not begin with `/`".to_owned()));
        }
        if let Some(character) = first_outside(template, "/{}()='@,.-_$~:") {
            return Err(wrong(format!(
                "has {character:?}; expected names, `{{parameter}}` and the signs of function calls, all ASCII"
            )));
        }
        if template.split('/').any(|segment| segment == "." || segment == "..") {
            return Err(wrong(
                "has a segment of dots alone, which every HTTP client would resolve".to_owned(),
            ));
        }
        let mut names = BTreeSet::new();
        let mut pieces = template.split('{');
        if pieces.next().is_some_and(|before| before.contains('}')) {
            return Err(wrong("closes a brace that is not open".to_owned()));
        }
        for piece in pieces {
            let Some((name, rest)) = piece.split_once('}') else {
                return Err(wrong("opens a brace that is not closed".to_owned()));
            };
            if name.is_empty() || rest.contains('}') || name.contains('/') {
                return Err(wrong(format!(
                    "has {} in braces; expected the name of a parameter",
                    quoted(name)
                )));
            }
            if !names.insert(name) {
                return Err(self.error(
                    ErrorKind::Duplicate,
                    &["paths", template],
                    format!("the path has `{{{name}}}` twice"),
                ));
            }
        }
        Ok(names)
    }

    fn parameters(&self, place: &[&str], parameters: &[OrRef<Parameter>]) -> Result<()> {
        let mut seen = BTreeSet::new();
        for (index, parameter) in parameters.iter().enumerate() {
            let Some(parameter) = parameter.resolve(&self.document.components.parameters) else {
                continue;
            };
            let index = index.to_string();
            let here: Vec<&str> = place.iter().copied().chain([index.as_str()]).collect();
            if let Some(wrong) = first_outside(&parameter.name, "$-_.@") {
                let name = quoted(&parameter.name);
                return Err(self.error(
                    ErrorKind::Name,
                    &here,
                    format!(
                        "the parameter name {name} has {wrong:?}; \
                         expected ASCII letters, digits, `$`, `-`, `_`, `.` and `@`"
                    ),
                ));
            }
            if parameter.location == Location::Path && !parameter.required {
                return Err(self.error(
                    ErrorKind::Value,
                    &here,
                    format!(
                        "the parameter `{}` is in `path`, so `required` must be true",
                        parameter.name
                    ),
                ));
            }
            if !seen.insert((parameter.location, parameter.name.as_str())) {
                let message = format!(
                    "the parameter `{}` in `{}` is defined twice",
                    parameter.name,
                    parameter.location.key()
                );
                return Err(self.error(ErrorKind::Duplicate, &here, message));
            }
        }
        Ok(())
    }

    fn path_parameters<'p>(&'p self, parameters: &'p [OrRef<Parameter>]) -> BTreeSet<&'p str> {
        parameters
            .iter()
            .filter_map(|parameter| parameter.resolve(&self.document.components.parameters))
            .filter(|parameter| parameter.location == Location::Path)
            .map(|parameter| parameter.name.as_str())
            .collect()
    }
}

/// The first character that is neither an ASCII letter or digit nor one of `also`; a blank for an empty text.
pub(super) fn first_outside(text: &str, also: &str) -> Option<char> {
    if text.is_empty() {
        return Some(' ');
    }
    text.chars().find(|c| !c.is_ascii_alphanumeric() && !also.contains(*c))
}
