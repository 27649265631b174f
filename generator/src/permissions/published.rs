//! The published permission table: which permissions an operation takes, and which of them is the least privileged.
//!
//! The table is grouped by permission: sets of paths, each with methods and schemes, and for a path the schemes for
//! which the permission is the least privileged. That word holds for all methods of its set: `X.ReadWrite.All` is the
//! least for GET and POST together, where `X.Read.All` is the least for GET alone. So of several least ones those of
//! the larger sets of methods are higher ones.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{has, method_of};
use crate::error::{Error, ErrorKind, Place};
use crate::model::{Permissions, SchemePermissions};
use crate::openapi::Document;
use crate::routes::{Method, PermissionTable};

#[derive(Deserialize)]
struct Published {
    permissions: BTreeMap<String, PublishedPermission>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PublishedPermission {
    #[serde(default)]
    path_sets: Vec<PathSet>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PathSet {
    #[serde(default)]
    scheme_keys: Vec<String>,
    #[serde(default)]
    methods: Vec<String>,
    #[serde(default)]
    paths: BTreeMap<String, String>,
}

/// The schemes, in the order of [`SchemePermissions::lists_mut`].
const SCHEMES: [&str; 3] = ["DelegatedWork", "DelegatedPersonal", "Application"];

/// The published table: permissions by path and method, in its own spelling of paths.
#[derive(Clone, Debug, Default)]
pub struct PublishedTable(BTreeMap<String, BTreeMap<Method, [Scheme; 3]>>);

/// The permissions of a scheme: each with the methods for which it is the least privileged, none for a higher one.
type Scheme = BTreeMap<String, Vec<Method>>;

impl PublishedTable {
    /// Reads it.
    ///
    /// # Errors
    /// When the text is not JSON of that form, with line and column, or it has a scheme that nobody knows.
    pub fn read(file: &str, text: &str) -> Result<Self, Error> {
        let published: Published = serde_json::from_str(text).map_err(|error| {
            let place = Place::position(
                file,
                u32::try_from(error.line()).unwrap_or(0),
                u32::try_from(error.column()).unwrap_or(0),
            );
            Error::new(ErrorKind::Structure, place, format!("no permission table: {error}"))
        })?;
        let mut table = Self::default();
        for (name, permission) in &published.permissions {
            let place = || Place::path(file, format!("#/permissions/{name}"));
            for set in &permission.path_sets {
                table
                    .add(name, set)
                    .map_err(|message| Error::new(ErrorKind::Value, place(), message))?;
            }
        }
        Ok(table)
    }

    /// Takes in what a set of paths says of a permission.
    fn add(&mut self, permission: &str, set: &PathSet) -> Result<(), String> {
        let methods = set.methods.iter();
        let methods: Vec<Method> = methods.filter_map(|method| method_of(&method.to_uppercase())).collect();
        let working = schemes(set.scheme_keys.iter().map(String::as_str))?;
        for (path, says) in &set.paths {
            let least = says.split(';').find_map(|part| part.trim().strip_prefix("least="));
            let least = schemes(least.into_iter().flat_map(|least| least.split(',')))?;
            let of_path = self.0.entry(table_form(path)).or_default();
            for method in &methods {
                let entry = of_path.entry(*method).or_default();
                for ((scheme, works), is_least) in entry.iter_mut().zip(working).zip(least) {
                    if !works && !is_least {
                        continue;
                    }
                    let known = scheme.entry(permission.to_owned()).or_default();
                    // Of two sets that say so, the smaller one is about less.
                    if is_least && (known.is_empty() || methods.len() < known.len()) {
                        known.clone_from(&methods);
                    }
                }
            }
        }
        Ok(())
    }

    /// What it says of the operations of a document.
    ///
    /// The table writes paths in lower case, keys as `{id}`, arguments as `{value}`, no namespaces, and for references
    /// no `$ref`; the document's paths are brought to that form to be found.
    #[must_use]
    pub fn of(&self, document: &Document) -> PermissionTable {
        let mut table = PermissionTable::new();
        for (path, item) in &document.paths {
            let referred = path.strip_suffix("/$ref");
            let Some(published) = self.0.get(&published_form(referred.unwrap_or(path))) else {
                continue;
            };
            let own = referred.and_then(|path| document.paths.get(path));
            for (method, schemes) in published.iter().filter(|(method, _)| has(item, **method)) {
                // To read references is another operation; to add and remove them is not, unless both are there.
                let is_other =
                    referred.is_some() && (*method == Method::Get || own.is_some_and(|own| has(own, *method)));
                if !is_other {
                    table.insert((*method, path.clone()), permissions(schemes));
                }
            }
        }
        table
    }
}

/// Of each scheme whether it is among those.
fn schemes<'a>(names: impl Iterator<Item = &'a str>) -> Result<[bool; 3], String> {
    let mut found = [false; 3];
    for name in names.map(str::trim) {
        let mut known = SCHEMES.into_iter().zip(&mut found);
        match known.find(|(scheme, _)| *scheme == name) {
            Some((_, found)) => *found = true,
            None => return Err(format!("`{name}` is no scheme")),
        }
    }
    Ok(found)
}

fn permissions(schemes: &[Scheme; 3]) -> Permissions {
    let (mut least, mut higher) = (SchemePermissions::default(), SchemePermissions::default());
    let lists = least.lists_mut().into_iter().zip(higher.lists_mut());
    for ((least, higher), scheme) in lists.zip(schemes) {
        let sets: Vec<&Vec<Method>> = scheme.values().filter(|methods| !methods.is_empty()).collect();
        let is_part = |one: &[Method], of: &[Method]| one.len() < of.len() && one.iter().all(|m| of.contains(m));
        for (name, methods) in scheme {
            let is_least = !methods.is_empty() && !sets.iter().any(|other| is_part(other, methods));
            if is_least { &mut *least } else { &mut *higher }.push(name.clone());
        }
    }
    Permissions { least, higher }.settled()
}

/// Reads the published table and keeps what it says of the operations of `document`.
///
/// # Errors
/// As [`PublishedTable::read`].
pub fn read_published(file: &str, text: &str, document: &Document) -> Result<PermissionTable, Error> {
    Ok(PublishedTable::read(file, text)?.of(document))
}

/// A path of the table in the form in which paths are compared: `/a({id})/b` becomes `/a/{id}/b`.
fn table_form(path: &str) -> String {
    path.to_lowercase().replace("({id})", "/{id}")
}

/// `/a/{x-id}/microsoft.graph.b.c(on='{on}')` becomes `/a/{id}/c(on={value})`, in lower case.
fn published_form(path: &str) -> String {
    let segments = path.split('/').map(|segment| {
        if segment.starts_with('{') {
            return "{id}".to_owned();
        }
        let (name, arguments) = segment.split_once('(').unwrap_or((segment, ""));
        let name = name.rsplit('.').next().unwrap_or(name);
        if !segment.contains('(') {
            return name.to_owned();
        }
        let arguments: Vec<String> = arguments
            .trim_end_matches(')')
            .split(',')
            .filter_map(|argument| argument.split_once('='))
            .map(|(name, _)| format!("{name}={{value}}"))
            .collect();
        format!("{name}({})", arguments.join(","))
    });
    segments.collect::<Vec<_>>().join("/").to_lowercase()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;

    #[test]
    fn paths_take_the_published_form() {
        assert_eq!(
            published_form("/identityGovernance/a/{accessPackage-id1}/microsoft.graph.identityGovernance.resume"),
            "/identitygovernance/a/{id}/resume"
        );
        assert_eq!(
            published_form("/a/filterByCurrentUser(on='{on}')"),
            "/a/filterbycurrentuser(on={value})"
        );
        assert_eq!(published_form("/a/My()"), "/a/my()");
        assert_eq!(table_form("/A/workflows({id})/preview"), "/a/workflows/{id}/preview");
    }

    #[test]
    fn a_scheme_that_nobody_knows_is_an_error() {
        for text in [
            r#"{"permissions": {"X": {"pathSets": [{"methods": ["GET"], "paths": {"/a": "least=Magic"}}]}}}"#,
            r#"{"permissions": {"X": {"pathSets": [{"schemeKeys": ["Magic"], "methods": ["GET"], "paths": {}}]}}}"#,
        ] {
            let error = read_published("permissions.json", text, &Document::default()).unwrap_err();
            assert!(error.to_string().contains("`Magic` is no scheme"), "{error}");
        }
        let error = read_published("permissions.json", "{\n]", &Document::default()).unwrap_err();
        assert!(error.to_string().starts_with("permissions.json:2:1"), "{error}");
    }

    /// Permissions of a document with these operations by a table of these sets: permission, schemes, methods, path,
    /// what it says.
    fn found(operations: &[(&str, &str)], sets: &[(&str, &str, &str, &str, &str)]) -> Vec<String> {
        let mut paths = serde_json::Map::new();
        for (method, path) in operations {
            let item = paths.entry(*path).or_insert_with(|| serde_json::json!({}));
            item[method.to_lowercase()] = serde_json::json!({"responses": {"204": {"description": "-"}}});
            let keys = path
                .split('/')
                .filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}'));
            let parameter =
                |name| serde_json::json!({"name": name, "in": "path", "required": true, "schema": {"type": "string"}});
            item["parameters"] = keys.map(parameter).collect();
        }
        let document = serde_json::json!({
            "openapi": "3.0.4", "info": {"title": "t", "version": "v"}, "paths": paths
        });
        let document = crate::openapi::read("a.json", &document.to_string()).unwrap();
        let mut permissions: BTreeMap<&str, Vec<serde_json::Value>> = BTreeMap::new();
        for (name, schemes, methods, path, says) in sets {
            permissions.entry(name).or_default().push(serde_json::json!({
                "schemeKeys": schemes.split(' ').collect::<Vec<_>>(),
                "methods": methods.split(' ').collect::<Vec<_>>(),
                "paths": {*path: says},
            }));
        }
        let permissions: BTreeMap<&str, serde_json::Value> = permissions
            .into_iter()
            .map(|(name, sets)| (name, serde_json::json!({"pathSets": sets})))
            .collect();
        let text = serde_json::json!({"permissions": permissions}).to_string();
        let table = read_published("permissions.json", &text, &document).unwrap();
        let written = super::super::write(&table);
        written.lines().skip(2).map(str::to_owned).collect()
    }

    #[test]
    fn the_least_of_a_larger_set_of_methods_is_a_higher_one() {
        let work = "least=DelegatedWork";
        assert_eq!(
            found(
                &[("GET", "/a"), ("PATCH", "/a")],
                &[
                    ("P.Read.All", "DelegatedWork", "GET", "/a", work),
                    (
                        "P.ReadWrite.Thing",
                        "DelegatedWork Application",
                        "GET PATCH",
                        "/a",
                        work
                    ),
                    ("P.More", "DelegatedWork", "GET", "/A", ""),
                ]
            ),
            [
                "\"GET /a\": {delegated_work: [P.Read.All], \
                 higher: {delegated_work: [P.More, P.ReadWrite.Thing], application: [P.ReadWrite.Thing]}}",
                "\"PATCH /a\": {delegated_work: [P.ReadWrite.Thing], higher: {application: [P.ReadWrite.Thing]}}",
            ]
        );
    }

    #[test]
    fn what_is_published_of_a_reference_is_found_at_it() {
        let sets = [
            ("P", "Application", "GET POST", "/a/bs", "least=Application"),
            ("P", "Application", "DELETE", "/a/bs/{id}", "least=Application"),
        ];
        let of_references = [
            ("GET", "/a/bs/$ref"),
            ("POST", "/a/bs/$ref"),
            ("DELETE", "/a/bs/{b-id}/$ref"),
        ];
        assert_eq!(
            found(&of_references, &sets),
            [
                "\"POST /a/bs/$ref\": {application: [P]}",
                "\"DELETE /a/bs/{b-id}/$ref\": {application: [P]}",
            ]
        );
        // Where the things themselves are made and deleted there, that is what is published.
        let both = [("POST", "/a/bs"), ("POST", "/a/bs/$ref")];
        assert_eq!(found(&both, &sets), ["\"POST /a/bs\": {application: [P]}"]);
    }
}
