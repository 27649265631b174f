//! The published permission table: which permission is the least privileged for an operation.
//!
//! [`PublishedTable`] reads Microsoft's form (a permission, its schemes, methods and paths); [`PermissionTable`] is
//! ours, one operation per line, kept in `schemas/<version>/permissions.yaml` for the operations that the version has.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::error::{Error, ErrorKind, Place};
use crate::model::{Permissions, Version};
use crate::openapi::{Document, PathItem};
use crate::overlay::{self, PermissionFact, PermissionFacts};
use crate::routes::Method;
use crate::routes::PermissionTable;
use crate::yaml;

pub(crate) const METHODS: [Method; 5] = [Method::Get, Method::Post, Method::Patch, Method::Put, Method::Delete];

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
    methods: Vec<String>,
    #[serde(default)]
    paths: BTreeMap<String, String>,
}

/// Least privileged permissions in one of the two forms.
#[derive(Clone, Debug)]
pub enum PermissionSource {
    /// The published table, of all of Graph.
    Published(PublishedTable),
    /// Our form, of one version.
    Table(PermissionTable),
}

impl Default for PermissionSource {
    fn default() -> Self {
        Self::Table(PermissionTable::new())
    }
}

impl PermissionSource {
    /// What it says of the operations of a document.
    #[must_use]
    pub fn of(self, document: &Document) -> PermissionTable {
        match self {
            Self::Published(published) => published.of(document),
            Self::Table(mut table) => {
                table.retain(|(_, path), _| document.paths.contains_key(path));
                table
            }
        }
    }
}

/// The published table: least privileged permissions by method and path, in its own spelling of paths.
#[derive(Clone, Debug, Default)]
pub struct PublishedTable(BTreeMap<String, BTreeMap<Method, Permissions>>);

impl PublishedTable {
    /// Reads it.
    ///
    /// # Errors
    /// When the text is not JSON of that form; with line and column.
    pub fn read(file: &str, text: &str) -> Result<Self, Error> {
        let published: Published = serde_json::from_str(text).map_err(|error| {
            let place = Place::position(
                file,
                u32::try_from(error.line()).unwrap_or(0),
                u32::try_from(error.column()).unwrap_or(0),
            );
            Error::new(ErrorKind::Structure, place, format!("no permission table: {error}"))
        })?;
        let mut least = Self::default();
        for (name, permission) in &published.permissions {
            for set in &permission.path_sets {
                for (path, says) in &set.paths {
                    let Some(schemes) = says.split(';').find_map(|part| part.trim().strip_prefix("least=")) else {
                        continue;
                    };
                    least.add(file, name, (&set.methods, path), schemes)?;
                }
            }
        }
        Ok(least)
    }

    /// Takes in that a permission is the least privileged one for some schemes.
    fn add(
        &mut self,
        file: &str,
        permission: &str,
        (methods, path): (&[String], &str),
        schemes: &str,
    ) -> Result<(), Error> {
        let methods = methods.iter().filter_map(|method| method_of(&method.to_uppercase()));
        for method in methods {
            let path = self.0.entry(path.to_lowercase()).or_default();
            let entry = path.entry(method).or_default();
            for scheme in schemes.split(',') {
                let list = match scheme.trim() {
                    "DelegatedWork" => &mut entry.delegated_work,
                    "DelegatedPersonal" => &mut entry.delegated_personal,
                    "Application" => &mut entry.application,
                    other => {
                        return Err(Error::new(
                            ErrorKind::Value,
                            Place::path(file, format!("#/permissions/{permission}")),
                            format!("`{other}` is no scheme"),
                        ));
                    }
                };
                list.push(permission.to_owned());
            }
        }
        Ok(())
    }

    /// What it says of the operations of a document.
    ///
    /// The table writes paths in lower case, keys as `{id}`, arguments as `{value}` and no namespaces; the document's
    /// paths are brought to that form to be found.
    #[must_use]
    pub fn of(&self, document: &Document) -> PermissionTable {
        let mut table = PermissionTable::new();
        for (path, item) in &document.paths {
            let Some(published) = self.0.get(&published_form(path)) else {
                continue;
            };
            for (method, permissions) in published.iter().filter(|(method, _)| has(item, **method)) {
                let mut permissions = permissions.clone();
                for list in [
                    &mut permissions.delegated_work,
                    &mut permissions.delegated_personal,
                    &mut permissions.application,
                ] {
                    list.sort();
                    list.dedup();
                }
                table.insert((*method, path.clone()), permissions);
            }
        }
        table
    }
}

/// Reads the published table and keeps what it says of the operations of `document`.
///
/// # Errors
/// As [`PublishedTable::read`].
pub fn read_published(file: &str, text: &str, document: &Document) -> Result<PermissionTable, Error> {
    Ok(PublishedTable::read(file, text)?.of(document))
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

/// Adds what the overlay says of operations that the table does not have.
pub fn add_facts(table: &mut PermissionTable, facts: &PermissionFacts, document: &Document, version: Version) {
    for (fact, method) in facts_of(facts, version) {
        let Some(method) = method else { continue };
        for path in paths(fact, method, document) {
            table.entry((method, path.clone())).or_insert_with(|| Permissions {
                delegated_work: fact.delegated_work.clone(),
                delegated_personal: Vec::new(),
                application: fact.application.clone(),
            });
        }
    }
}

/// What the overlay says of no operation that is there.
#[must_use]
pub fn unused<'a>(facts: &'a PermissionFacts, document: &Document, version: Version) -> Vec<&'a PermissionFact> {
    let fits =
        |fact, method: Option<Method>| method.is_some_and(|method| paths(fact, method, document).next().is_some());
    facts_of(facts, version)
        .filter(|(fact, method)| !fits(fact, *method))
        .map(|(fact, _)| fact)
        .collect()
}

/// The facts about a version, each with its method, where that is one.
fn facts_of(facts: &PermissionFacts, version: Version) -> impl Iterator<Item = (&PermissionFact, Option<Method>)> {
    let facts = facts.permissions.iter();
    facts
        .filter(move |fact| overlay::applies(&fact.versions, version))
        .map(|fact| (fact, method_of(&fact.method)))
}

/// The paths of a document that a fact is about.
fn paths<'a>(fact: &'a PermissionFact, method: Method, document: &'a Document) -> impl Iterator<Item = &'a String> {
    let paths = document.paths.iter();
    paths
        .filter(move |(path, item)| path.ends_with(&fact.path_ends) && has(item, method))
        .map(|(path, _)| path)
}

fn has(item: &PathItem, method: Method) -> bool {
    let mut methods = item.operations.keys();
    methods.any(|other| other.key().eq_ignore_ascii_case(method.name()))
}

fn method_of(name: &str) -> Option<Method> {
    METHODS.into_iter().find(|method| method.name() == name)
}

/// An entry of `permissions.yaml`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Entry {
    delegated_work: Vec<String>,
    delegated_personal: Vec<String>,
    application: Vec<String>,
}

/// The text of `permissions.yaml`: one operation per line.
#[must_use]
pub fn write(table: &PermissionTable) -> String {
    let mut out =
        String::from("# Least privileged permissions, for the operations of which the published table knows one.\n");
    if table.is_empty() {
        out.push_str("{}\n");
    }
    let mut lines: Vec<(&str, &str, String)> = Vec::new();
    for ((method, path), permissions) in table {
        let lists = [
            ("delegated_work", &permissions.delegated_work),
            ("delegated_personal", &permissions.delegated_personal),
            ("application", &permissions.application),
        ];
        let lists: Vec<String> = lists
            .iter()
            .filter(|(_, list)| !list.is_empty())
            .map(|(name, list)| format!("{name}: [{}]", list.join(", ")))
            .collect();
        lines.push((
            path,
            method.name(),
            format!(
                "{} {{{}}}\n",
                yaml::key(&overlay::quoted(&format!("{} {path}", method.name())), 0),
                lists.join(", ")
            ),
        ));
    }
    lines.sort();
    lines.iter().for_each(|(_, _, line)| out.push_str(line));
    out
}

/// Reads `permissions.yaml`.
///
/// # Errors
/// When it is not of the form that [`write()`] gives; with line and column.
pub fn read(file: &str, text: &str) -> Result<PermissionTable, Error> {
    let entries: BTreeMap<String, Entry> = overlay::parse(file, text)?;
    entries
        .into_iter()
        .map(|(key, entry)| {
            let found = key
                .split_once(' ')
                .and_then(|(name, path)| Some((method_of(name)?, path.to_owned())));
            let key = found.ok_or_else(|| {
                Error::new(
                    ErrorKind::Value,
                    Place::path(file, &key),
                    "expected a method, a blank and a path",
                )
            })?;
            let permissions = Permissions {
                delegated_work: entry.delegated_work,
                delegated_personal: entry.delegated_personal,
                application: entry.application,
            };
            Ok((key, permissions))
        })
        .collect()
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
    }

    #[test]
    fn what_is_written_reads_back_equal() {
        let mut table = PermissionTable::new();
        table.insert(
            (Method::Post, "/a/{b-id}/c(on='{on}')".into()),
            Permissions {
                delegated_work: vec!["X.Read.All".into()],
                ..Permissions::default()
            },
        );
        assert_eq!(read("permissions.yaml", &write(&table)).unwrap(), table);
        assert_eq!(
            read("permissions.yaml", &write(&PermissionTable::new())).unwrap(),
            PermissionTable::new()
        );
    }

    #[test]
    fn a_scheme_that_nobody_knows_is_an_error() {
        let text = r#"{"permissions": {"X": {"pathSets": [{"methods": ["GET"], "paths": {"/a": "least=Magic"}}]}}}"#;
        let error = read_published("permissions.json", text, &Document::default()).unwrap_err();
        assert!(error.to_string().contains("`Magic` is no scheme"), "{error}");
        let error = read_published("permissions.json", "{\n]", &Document::default()).unwrap_err();
        assert!(error.to_string().starts_with("permissions.json:2:1"), "{error}");
    }
}
