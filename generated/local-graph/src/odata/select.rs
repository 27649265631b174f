//! `$select`: members, members of complex members, `*`, and members of derived types.

use msgraph_identity_governance::reflection::Type;

use super::consistency::is_directory_object;
use super::error::{Place, QueryError};
use super::limits::MAX_CLAUSE_ITEMS;
use super::names;

/// How many segments a path may have.
const MAX_SEGMENTS: usize = 16;

/// What is selected of an entity or a complex value.
#[derive(Clone, Debug, Default)]
pub(super) struct Select {
    /// `*`.
    pub(super) all: bool,
    pub(super) items: Vec<Selected>,
}

/// A member that is selected.
#[derive(Clone, Debug)]
pub(super) struct Selected {
    /// It is selected of what has this type only.
    pub(super) of: Option<Type>,
    pub(super) name: String,
    pub(super) is_collection: bool,
    /// What of it is selected; all where nothing is said.
    pub(super) inner: Option<Select>,
}

/// Reads the list. Each of its items is looked at once; that a member stands twice changes nothing.
pub(super) fn read(text: &str, ty: Type) -> Result<Select, QueryError> {
    let place = Place::of("$select", text);
    let mut select = Select::default();
    let mut at = 0;
    for (number, item) in text.split(',').enumerate() {
        let begin = at + (item.len() - item.trim_start().len());
        at += item.len() + 1;
        if number >= MAX_CLAUSE_ITEMS {
            return Err(place.error(begin, format!("At most {MAX_CLAUSE_ITEMS} properties are taken")));
        }
        match item.trim() {
            "" => return Err(place.error(begin, "The name of a property was expected")),
            "*" => select.all = true,
            path => add(place, begin, &mut select, ty, path)?,
        }
    }
    Ok(select)
}

fn add(place: Place<'_>, begin: usize, into: &mut Select, ty: Type, path: &str) -> Result<(), QueryError> {
    let (mut into, mut ty, mut of, mut at) = (into, ty, None, begin);
    let mut segments = path.split('/').enumerate().peekable();
    while let Some((number, segment)) = segments.next() {
        if number >= MAX_SEGMENTS {
            return Err(place.error(at, format!("At most {MAX_SEGMENTS} segments are taken")));
        }
        if segment.contains('.') {
            ty = names::cast(place, at, ty, segment)?;
            of = Some(ty);
            at += segment.len() + 1;
            if segments.peek().is_none() {
                return Err(place.error(at - 1, "The name of a property was expected after the type"));
            }
            continue;
        }
        let derived = || {
            let mut types = ty.derived();
            types.find_map(|ty| names::member(ty, segment))
        };
        // The directory gives members of users where groups may stand too.
        let member = names::member(ty, segment).or_else(|| is_directory_object(ty).then(derived).flatten());
        let Some(member) = member else {
            return Err(names::no_member(place, at, ty, segment));
        };
        let is_last = segments.peek().is_none();
        if member.is_navigation && !is_last {
            let what = "A property of another entity is selected inside of $expand: name($select=…)";
            return Err(place.error(at, what));
        }
        let known = into
            .items
            .iter()
            .position(|item| item.name == member.name && item.of == of);
        let number = known.unwrap_or(into.items.len());
        if known.is_none() {
            into.items.push(Selected {
                of,
                name: member.name.into_owned(),
                is_collection: member.is_collection,
                inner: (!is_last).then(Select::default),
            });
        }
        let Some(item) = into.items.get_mut(number) else {
            return Ok(());
        };
        if is_last {
            item.inner = None;
            return Ok(());
        }
        let Some(next) = member.kind.structure() else {
            let what = format!("A value of '{}' has no properties", member.kind);
            return Err(place.error(at, what));
        };
        // Selected in whole already.
        let Some(inner) = item.inner.as_mut() else {
            return Ok(());
        };
        (into, ty, of) = (inner, next, None);
        at += segment.len() + 1;
    }
    Ok(())
}

impl Select {
    /// As a context URL lists it: `id,scope/query`.
    pub(super) fn write(&self, before: &str, out: &mut Vec<String>) {
        if self.all {
            out.push(format!("{before}*"));
        }
        for item in &self.items {
            let cast = item.of.map(|ty| format!("{}/", ty.name())).unwrap_or_default();
            let path = format!("{before}{cast}{}", item.name);
            match &item.inner {
                Some(inner) => inner.write(&format!("{path}/"), out),
                None => out.push(path),
            }
        }
    }
}
