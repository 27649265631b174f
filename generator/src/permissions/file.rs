//! `schemas/<version>/permissions.yaml`: one operation per line, the least privileged permissions of each scheme first,
//! then the higher ones.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::method_of;
use crate::error::{Error, ErrorKind, Place};
use crate::model::{Permissions, SchemePermissions};
use crate::overlay;
use crate::routes::PermissionTable;
use crate::yaml;

/// An entry. Files of older revisions have no higher ones, and higher ones among the least.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Entry {
    delegated_work: Vec<String>,
    delegated_personal: Vec<String>,
    application: Vec<String>,
    higher: Lists,
}

#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Lists {
    delegated_work: Vec<String>,
    delegated_personal: Vec<String>,
    application: Vec<String>,
}

/// The text of the file.
#[must_use]
pub fn write(table: &PermissionTable) -> String {
    let mut out = String::from(
        "# Permissions of the operations of which the published table knows some: the least privileged ones by\n\
         # scheme, then the higher ones.\n",
    );
    if table.is_empty() {
        out.push_str("{}\n");
    }
    let mut lines: Vec<(&str, &str, String)> = Vec::new();
    for ((method, path), permissions) in table {
        let mut parts = lists(&permissions.least);
        if !permissions.higher.is_empty() {
            parts.push(format!("higher: {{{}}}", lists(&permissions.higher).join(", ")));
        }
        let key = yaml::key(&overlay::quoted(&format!("{} {path}", method.name())), 0);
        lines.push((path, method.name(), format!("{key} {{{}}}\n", parts.join(", "))));
    }
    lines.sort();
    lines.iter().for_each(|(_, _, line)| out.push_str(line));
    out
}

fn lists(permissions: &SchemePermissions) -> Vec<String> {
    let lists = [
        ("delegated_work", &permissions.delegated_work),
        ("delegated_personal", &permissions.delegated_personal),
        ("application", &permissions.application),
    ];
    lists
        .iter()
        .filter(|(_, list)| !list.is_empty())
        .map(|(name, list)| format!("{name}: [{}]", list.join(", ")))
        .collect()
}

/// Reads the file.
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
                least: SchemePermissions {
                    delegated_work: entry.delegated_work,
                    delegated_personal: entry.delegated_personal,
                    application: entry.application,
                },
                higher: SchemePermissions {
                    delegated_work: entry.higher.delegated_work,
                    delegated_personal: entry.higher.delegated_personal,
                    application: entry.higher.application,
                },
            };
            Ok((key, permissions.settled()))
        })
        .collect()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;
    use crate::routes::Method;

    #[test]
    fn what_is_written_reads_back_equal() {
        let mut permissions = Permissions::default();
        permissions.least.delegated_work = vec!["X.Read.All".into()];
        permissions.least.delegated_personal = vec!["X.Read".into()];
        permissions.higher.delegated_work = vec!["X.ReadWrite.All".into(), "Y.ReadWrite.All".into()];
        permissions.higher.application = vec!["X.ReadWrite.All".into()];
        let mut only_least = Permissions::default();
        only_least.least.application = vec!["X.Read.All".into()];
        let table = PermissionTable::from([
            ((Method::Post, "/a/{b-id}/c(on='{on}')".into()), permissions),
            ((Method::Get, "/a".into()), only_least),
        ]);
        let text = write(&table);
        assert!(
            text.contains("\"GET /a\": {application: [X.Read.All]}\n") && text.contains("higher: {delegated_work:"),
            "{text}"
        );
        assert_eq!(read("permissions.yaml", &text).unwrap(), table);
        assert_eq!(
            read("permissions.yaml", &write(&PermissionTable::new())).unwrap(),
            PermissionTable::new()
        );
    }

    #[test]
    fn of_an_older_file_the_greater_of_two_is_a_higher_one() {
        let table = read(
            "permissions.yaml",
            "\"GET /a\": {application: [X.Read.All, X.ReadWrite.All]}\n",
        );
        let table = table.unwrap();
        let permissions = table.values().next().unwrap();
        assert_eq!(permissions.least.application, ["X.Read.All"]);
        assert_eq!(permissions.higher.application, ["X.ReadWrite.All"]);
    }
}
