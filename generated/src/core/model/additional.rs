//! What a model holds beside its members: what the metadata does not name, annotations, and values that did not fit.

use std::borrow::Cow;
use std::fmt;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::core::json::{Json, heap};
use crate::core::text::{Quoted, escaped, field_name};

/// What came with a model and is none of its members: members that the metadata does not name, annotations
/// (`@odata.etag`, `member@odata.count`), and values that do not fit the member that they came for. In the order in
/// which they came. All of it is written back.
///
/// What did not fit a member counts only while the member has no value: assigning one wins.
///
/// Members of open types are read and written here by their names:
///
/// ```
/// use msgraph_identity_governance::model::AdditionalProperties;
///
/// let mut properties = AdditionalProperties::default();
/// properties.insert("costCenter", "4711");
/// properties.write("approvers", &["Ada", "Grace"])?;
/// assert_eq!(properties.read("costCenter")?, Some("4711".to_owned()));
/// assert_eq!(properties.get("approvers").map(|json| json.as_str()), Some(r#"["Ada","Grace"]"#));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Default)]
pub struct AdditionalProperties {
    // Most models have none, and a model is smaller for the box.
    entries: Option<Box<Entries>>,
}

/// One or more. Mostly there is one, so it needs no list.
#[derive(Clone)]
struct Entries {
    first: Entry,
    more: Vec<Entry>,
}

impl Entries {
    fn find(&mut self, name: &str) -> Option<&mut Entry> {
        std::iter::once(&mut self.first)
            .chain(&mut self.more)
            .find(|entry| entry.name == name)
    }
}

#[derive(Clone)]
struct Entry {
    name: Cow<'static, str>,
    value: Json,
    /// Why it is here and not in its member.
    mismatch: Option<Cow<'static, str>>,
}

/// A value that did not fit the member that it came for.
#[derive(Clone)]
#[non_exhaustive]
pub struct MismatchedValue<'a> {
    /// The member's name in Graph.
    pub name: &'a str,
    /// The value as it came.
    pub value: &'a Json,
    /// Why it did not fit.
    pub reason: &'a str,
}

/// Without the value, which may be secret.
impl fmt::Debug for MismatchedValue<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", field_name(self.name), escaped(self.reason))
    }
}

/// The memory that such a value takes with its name, in bytes. A list of them has half as much room again.
pub(crate) fn memory_of(name: &str, value: &str) -> usize {
    size_of::<Entry>() + size_of::<Entry>() / 2 + heap(name.len()) + heap(value.len())
}

impl AdditionalProperties {
    /// Those of a new model.
    pub(crate) const NONE: Self = Self { entries: None };

    fn entries(&self) -> impl Iterator<Item = &Entry> {
        let entries = self.entries.as_deref();
        entries
            .into_iter()
            .flat_map(|entries| std::iter::once(&entries.first).chain(&entries.more))
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_none()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.entries.as_ref().map_or(0, |entries| 1 + entries.more.len())
    }

    /// The value of this name.
    pub fn get(&self, name: &str) -> Option<&Json> {
        self.entries()
            .find(|entry| entry.name == name)
            .map(|entry| &entry.value)
    }

    /// Sets a value, in the place of the one of this name if there is one; gives that one. A text is set as a JSON
    /// string; use [`write`](Self::write) for anything else that serde can serialize.
    ///
    /// A link to another entity is set so too: `insert("catalog@odata.bind", "https://graph.microsoft.com/v1.0/…")`.
    pub fn insert(&mut self, name: impl Into<Box<str>>, value: impl Into<Json>) -> Option<Json> {
        self.put(String::from(name.into()).into(), value.into(), None)
    }

    /// The value of this name as a type that serde can deserialize; `None` when there is none.
    ///
    /// # Errors
    /// When the value is not of that type's form.
    pub fn read<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, serde_json::Error> {
        self.get(name).map(Json::to).transpose()
    }

    /// Sets a value from anything that serde can serialize, as [`insert`](Self::insert) does.
    ///
    /// # Errors
    /// When the value cannot be written as JSON, for example a map whose keys are no strings.
    pub fn write(
        &mut self,
        name: impl Into<Box<str>>,
        value: &(impl Serialize + ?Sized),
    ) -> Result<Option<Json>, serde_json::Error> {
        Ok(self.insert(name, Json::from_value(value)?))
    }

    /// Takes the value of this name away.
    pub fn remove(&mut self, name: &str) -> Option<Json> {
        let entries = self.entries.as_mut()?;
        if let Some(place) = entries.more.iter().position(|entry| entry.name == name) {
            return Some(entries.more.remove(place).value);
        }
        if entries.first.name != name {
            return None;
        }
        if entries.more.is_empty() {
            return self.entries.take().map(|entries| entries.first.value);
        }
        let second = entries.more.remove(0);
        Some(std::mem::replace(&mut entries.first, second).value)
    }

    /// The names and values, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Json)> {
        self.entries().map(|entry| (&*entry.name, &entry.value))
    }

    /// The values that did not fit the member that they came for.
    pub fn mismatches(&self) -> impl Iterator<Item = MismatchedValue<'_>> {
        self.entries().filter_map(|entry| {
            let reason = entry.mismatch.as_deref()?;
            Some(MismatchedValue {
                name: &entry.name,
                value: &entry.value,
                reason,
            })
        })
    }

    pub(crate) fn put(
        &mut self,
        name: Cow<'static, str>,
        value: Json,
        mismatch: Option<Cow<'static, str>>,
    ) -> Option<Json> {
        let Some(entries) = &mut self.entries else {
            let first = Entry { name, value, mismatch };
            self.entries = Some(Box::new(Entries {
                first,
                more: Vec::new(),
            }));
            return None;
        };
        if let Some(entry) = entries.find(&name) {
            entry.mismatch = mismatch;
            return Some(std::mem::replace(&mut entry.value, value));
        }
        entries.more.push(Entry { name, value, mismatch });
        None
    }
}

impl PartialEq for AdditionalProperties {
    /// The order does not matter.
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().all(|(name, value)| other.get(name) == Some(value))
    }
}

/// The names only: without its model it does not know which of them may be secret.
impl fmt::Debug for AdditionalProperties {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set()
            .entries(self.iter().map(|(name, _)| Quoted(name)))
            .finish()
    }
}
