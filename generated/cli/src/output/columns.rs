//! Which members are columns. They are fixed by what was selected, or else by the first page that has items.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::ColumnNames;
use crate::json_text::{Member, items, member, members};

/// The most names of left out members that are kept for the note.
const MOST_NAMED: usize = 20;

/// The columns of a table, of CSV or of tab-separated values.
#[derive(Debug, Default)]
pub(super) struct Columns {
    names: ColumnNames,
    fixed: Option<Fixed>,
    left_out: BTreeSet<String>,
}

#[derive(Debug)]
enum Fixed {
    /// These members were selected, or are the type's main ones: others are left out on purpose.
    Chosen(Vec<String>),
    /// The members of the first page.
    Seen(Vec<String>),
    /// The items are no objects: each is a row of its values.
    Values,
}

impl Columns {
    pub(super) fn new(names: ColumnNames) -> Self {
        Self {
            names,
            ..Self::default()
        }
    }

    /// Fixes the columns by these items, unless they are fixed already or there are no items. `main` says whether the
    /// type's main members are enough.
    pub(super) fn fix(&mut self, items: &[&str], main: bool) {
        if self.fixed.is_some() || items.is_empty() {
            return;
        }
        let names = names_of(items);
        self.fixed = Some(match names {
            None => Fixed::Values,
            Some(_) if !self.names.selected.is_empty() => Fixed::Chosen(self.names.selected.clone()),
            Some(names) => {
                let known = |name: &&'static str| main && names.iter().any(|other| other == name);
                let main: Vec<String> = self
                    .names
                    .main
                    .iter()
                    .filter(|name| known(name))
                    .map(|&name| name.to_owned())
                    .collect();
                if main.is_empty() {
                    Fixed::Seen(names)
                } else {
                    Fixed::Chosen(main)
                }
            }
        });
    }

    /// The columns' names; nothing where rows have values alone, and before they are fixed those that were selected.
    pub(super) fn header(&self) -> Option<&[String]> {
        match &self.fixed {
            Some(Fixed::Chosen(names) | Fixed::Seen(names)) => Some(names),
            Some(Fixed::Values) => None,
            None => Some(&self.names.selected)
                .filter(|names| !names.is_empty())
                .map(Vec::as_slice),
        }
    }

    /// The values of an item in the order of the columns, as JSON; nothing in place of one that it lacks.
    pub(super) fn values<'a>(&mut self, item: &'a str) -> Vec<&'a str> {
        let (names, seen) = match &self.fixed {
            Some(Fixed::Chosen(names)) => (names, false),
            Some(Fixed::Seen(names)) => (names, true),
            Some(Fixed::Values) | None => return items(item).map_or_else(|| vec![item], Iterator::collect),
        };
        let members = members(item).unwrap_or_default();
        if seen {
            let unknown = members
                .iter()
                .map(Member::name)
                .filter(|name| is_column(name) && !names.contains(&name.as_ref().to_owned()));
            let room = MOST_NAMED.saturating_sub(self.left_out.len());
            self.left_out.extend(unknown.map(Cow::into_owned).take(room));
        }
        names.iter().map(|name| value(&members, name)).collect()
    }

    /// Which members have no column although nobody chose so.
    pub(super) fn notes(&self) -> Vec<String> {
        if self.left_out.is_empty() {
            return Vec::new();
        }
        let names = self.left_out.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
        vec![format!(
            "the columns are those of the first page; left out are {names}: `--select` names the columns"
        )]
    }
}

/// The names of all members of these items, in the order in which they come up; nothing where none is an object.
fn names_of(items: &[&str]) -> Option<Vec<String>> {
    let mut objects = items.iter().filter_map(|item| members(item)).peekable();
    objects.peek()?;
    let mut names: Vec<String> = Vec::new();
    for member in objects.flatten() {
        let name = member.name();
        if is_column(&name) && !names.iter().any(|other| *other == name) {
            names.push(name.into_owned());
        }
    }
    Some(names)
}

/// Annotations are no columns.
fn is_column(name: &str) -> bool {
    !name.contains('@')
}

/// The value of a member, or of one within it: `requestor/displayName`.
fn value<'a>(members: &[Member<'a>], path: &str) -> &'a str {
    let mut steps = path.split('/');
    let first = steps.next().unwrap_or_default();
    let found = members
        .iter()
        .rev()
        .find(|member| member.is(first))
        .map(|member| member.value);
    steps
        .fold(found, |found, step| member(found?, step))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ITEMS: [&str; 2] = [
        r#"{"@odata.etag":"e","id":"1","who":{"name":"A"}}"#,
        r#"{"id":"2","state":"new","id":"3"}"#,
    ];

    #[test]
    fn what_was_selected_counts_first() {
        let names = ColumnNames {
            selected: vec![
                "who/name".to_owned(),
                "id".to_owned(),
                "who/name/x".to_owned(),
                "none".to_owned(),
            ],
            main: vec!["id"],
        };
        let mut columns = Columns::new(names);
        assert_eq!(columns.header().unwrap().len(), 4);
        columns.fix(&ITEMS, true);
        assert_eq!(columns.values(ITEMS[0]), ["\"A\"", "\"1\"", "", ""]);
        assert_eq!(columns.values(ITEMS[1]), ["", "\"3\"", "", ""]);
        assert!(columns.notes().is_empty());
    }

    #[test]
    fn main_members_are_for_tables() {
        let names = ColumnNames {
            main: vec!["state", "displayName"],
            ..ColumnNames::default()
        };
        let mut table = Columns::new(names.clone());
        table.fix(&ITEMS, true);
        assert_eq!(table.header().unwrap(), ["state"]);
        let mut csv = Columns::new(names.clone());
        csv.fix(&ITEMS, false);
        assert_eq!(csv.header().unwrap(), ["id", "who", "state"]);
        let mut others = Columns::new(names);
        others.fix(&["{\"a\":1}"], true);
        assert_eq!(others.header().unwrap(), ["a"]);
    }

    #[test]
    fn the_first_page_fixes_them_and_the_rest_is_named() {
        let mut columns = Columns::default();
        columns.fix(&[], false);
        columns.fix(&ITEMS[..1], false);
        columns.fix(&ITEMS, false);
        assert_eq!(columns.values(ITEMS[1]), ["\"3\"", ""]);
        assert!(
            columns.notes()[0].contains("left out are state:"),
            "{:?}",
            columns.notes()
        );
    }

    #[test]
    fn items_that_are_no_objects_are_rows_of_values() {
        let mut columns = Columns::default();
        columns.fix(&["\"a\""], false);
        assert_eq!(columns.header(), None);
        assert_eq!(columns.values("\"a\""), ["\"a\""]);
        assert_eq!(columns.values("[1, \"b\"]"), ["1", "\"b\""]);
    }
}
