//! What a model should keep, tell and send of a JSON value: the rules of the models, said a second time from the
//! generator's own view of the types.

use generator::analysis::Analysis;
use generator::model::{Api, EnumType, ItemType, Member, Primitive, QName, Structured, TypeRef};
use generator::rust_api::Usage;
use msgraph_identity_governance::values::{Binary, Date, DateTimeOffset, Duration, Guid, TimeOfDay};

use super::tree::Tree;
use super::type_named;

/// Annotations that only answers have; those of members stand behind the member's name.
pub const ANSWERS_ONLY: [&str; 7] = [
    "@odata.context",
    "@odata.etag",
    "@odata.count",
    "@odata.nextLink",
    "@odata.editLink",
    "@odata.associationLink",
    "@microsoft.graph.tips",
];

/// The type that an object has where another is declared.
#[derive(Clone, Copy, Debug)]
pub enum Held<'a> {
    /// This one.
    Known(&'a Structured),
    /// One that the metadata does not have, or an abstract one without a name: the declared one's members are known of
    /// it.
    Fallback(&'a Structured),
    /// One that cannot stand there.
    Alien,
}

/// The rules for one version.
#[derive(Clone, Debug)]
pub struct Oracle<'a> {
    loaded: &'a Analysis,
    usage: Usage,
}

impl<'a> Oracle<'a> {
    /// Of that version.
    #[must_use]
    pub fn new(loaded: &'a Analysis) -> Self {
        Self {
            loaded,
            usage: Usage::of(&loaded.api),
        }
    }

    fn api(&self) -> &'a Api {
        &self.loaded.api
    }

    /// The type of an object where `declared` is declared.
    #[must_use]
    pub fn held(&self, declared: &QName, object: &Tree) -> Option<Held<'a>> {
        let declared = self.api().structured(declared)?;
        let name = object.get("@odata.type").filter(|name| !matches!(name, Tree::Null));
        if name.is_some_and(|name| name.as_text().is_none()) {
            return Some(Held::Alien);
        }
        let Some(name) = name.and_then(Tree::as_text) else {
            let nameless = declared.is_abstract && self.usage.is_polymorphic(self.api(), &declared.name);
            return Some(if nameless {
                Held::Fallback(declared)
            } else {
                Held::Known(declared)
            });
        };
        let Some(name) = type_named(self.loaded.api.version, name) else {
            return Some(Held::Fallback(declared));
        };
        let named = self.api().structured(name)?;
        Some(if named.is_abstract {
            // No value is of an abstract type: what says so is not known better than by the declared one.
            Held::Fallback(declared)
        } else if *name == declared.name || declared.derived.contains(name) {
            Held::Known(named)
        } else {
            Held::Alien
        })
    }

    /// Whether a value, null aside, fits the type as a whole; what is odd deeper in it does not count, nor do the items
    /// of a list.
    #[must_use]
    pub fn fits(&self, tree: &Tree, ty: &TypeRef) -> bool {
        match tree {
            Tree::Null => true,
            Tree::Array(_) if ty.collection => true,
            _ => !ty.collection && self.item_fits(tree, &ty.item),
        }
    }

    fn item_fits(&self, tree: &Tree, item: &ItemType) -> bool {
        match (item, tree) {
            (ItemType::Structured(declared), Tree::Object(_)) => {
                !matches!(self.held(declared, tree), None | Some(Held::Alien))
            }
            (ItemType::Structured(_), _) | (_, Tree::Null) => false,
            (ItemType::Untyped, _) => true,
            (ItemType::Enum(name), Tree::Number(digits)) => {
                let flags = self
                    .api()
                    .enumeration(name)
                    .is_some_and(|enumeration| enumeration.flags);
                flags && digits.parse::<u64>().is_ok()
            }
            (ItemType::Enum(_), _) => tree.as_text().is_some(),
            (ItemType::Primitive(primitive), _) => primitive_fits(*primitive, tree),
        }
    }

    /// The paths of what is odd in an object of that type, sorted.
    #[must_use]
    pub fn odd(&self, object: &Tree, structured: &Structured) -> Vec<String> {
        let mut found = Vec::new();
        self.mismatches_below(object, structured, "", &mut found);
        found.sort();
        found
    }

    fn mismatches_below(&self, object: &Tree, structured: &Structured, path: &str, found: &mut Vec<String>) {
        for member in &structured.members {
            let Some(value) = object.get(&member.name) else {
                continue;
            };
            let path = if path.is_empty() {
                member.name.clone()
            } else {
                format!("{path}.{}", member.name)
            };
            if !self.fits(value, &member.ty) {
                found.push(path);
                continue;
            }
            for (place, item) in items(value).iter().enumerate() {
                let path = if member.ty.collection {
                    format!("{path}[{place}]")
                } else {
                    path.clone()
                };
                if member.ty.collection && *value != Tree::Null && !self.item_fits(item, &member.ty.item) {
                    found.push(path);
                    continue;
                }
                let ItemType::Structured(declared) = &member.ty.item else {
                    continue;
                };
                if let Some(Held::Known(held) | Held::Fallback(held)) = self.held(declared, item) {
                    self.mismatches_below(item, held, &path, found);
                }
            }
        }
    }

    /// A document with the spelling that a model may change made equal: casing of enum values, spelling of dates, order
    /// of members, form of numbers.
    #[must_use]
    pub fn normal(&self, tree: &Tree, ty: &TypeRef) -> Tree {
        if !self.fits(tree, ty) {
            return plain(tree);
        }
        match tree {
            Tree::Array(items) if ty.collection => {
                let normal = |item| {
                    if self.item_fits(item, &ty.item) {
                        self.normal_item(item, &ty.item)
                    } else {
                        plain(item)
                    }
                };
                Tree::Array(items.iter().map(normal).collect())
            }
            _ => self.normal_item(tree, &ty.item),
        }
    }

    fn normal_item(&self, tree: &Tree, item: &ItemType) -> Tree {
        match (item, tree) {
            (ItemType::Structured(declared), Tree::Object(_)) => match self.held(declared, tree) {
                Some(Held::Known(held) | Held::Fallback(held)) => self.normal_object(tree, held),
                _ => plain(tree),
            },
            (ItemType::Enum(name), Tree::Text(text)) => match self.api().enumeration(name) {
                Some(enumeration) => Tree::Text(normal_name(enumeration, text)),
                None => plain(tree),
            },
            (ItemType::Primitive(Primitive::DateTimeOffset), Tree::Text(text)) => Tree::Text(normal_date_time(text)),
            (ItemType::Primitive(Primitive::Date), Tree::Text(text)) => {
                Tree::text(text.split(['T', 't']).next().unwrap_or(text))
            }
            _ => plain(tree),
        }
    }

    /// As [`Self::normal`], for an object whose type is known.
    #[must_use]
    pub fn normal_object(&self, object: &Tree, structured: &Structured) -> Tree {
        let values = last_of_each(object).into_iter().map(|(name, value)| {
            let value = match member(structured, name) {
                Some(member) => self.normal(value, &member.ty),
                None => plain(value),
            };
            (name.to_owned(), value)
        });
        sorted(values.collect())
    }

    /// What a request's body has of an object of that type; `top` if the object is the body itself.
    #[must_use]
    pub fn body(&self, object: &Tree, structured: &Structured, top: bool) -> Tree {
        let mut members = Vec::new();
        let left_out = |name: &str| {
            structured.members.iter().any(|member| {
                let names_the_entity = structured.key.contains(&member.name) && !top;
                member.name.eq_ignore_ascii_case(name) && member.read_only && !names_the_entity
            })
        };
        for (name, value) in last_of_each(object) {
            if left_out(name) || ANSWERS_ONLY.iter().any(|annotation| name.ends_with(annotation)) {
                continue;
            }
            let value = match member(structured, name) {
                Some(member) if self.fits(value, &member.ty) => self.body_value(value, &member.ty),
                _ => value.clone(),
            };
            members.push((name.to_owned(), value));
        }
        let nameless = object.get("@odata.type").is_none();
        if nameless && !structured.is_abstract && self.usage.is_derived(self.api(), &structured.name) {
            let name = Tree::Text(format!("#{}", structured.name));
            members.push(("@odata.type".to_owned(), name));
        }
        Tree::Object(members)
    }

    fn body_value(&self, value: &Tree, ty: &TypeRef) -> Tree {
        match (&ty.item, value) {
            (_, Tree::Array(items)) if ty.collection => {
                let ty = TypeRef::one(ty.item.clone());
                Tree::Array(items.iter().map(|item| self.body_value(item, &ty)).collect())
            }
            (ItemType::Structured(declared), Tree::Object(_)) => match self.held(declared, value) {
                Some(Held::Known(held) | Held::Fallback(held)) => self.body(value, held, false),
                _ => value.clone(),
            },
            _ => value.clone(),
        }
    }
}

fn member<'a>(structured: &'a Structured, name: &str) -> Option<&'a Member> {
    structured.members.iter().find(|member| member.name == name)
}

fn items(value: &Tree) -> &[Tree] {
    match value {
        Tree::Array(items) => items,
        one => std::slice::from_ref(one),
    }
}

/// The members of an object, of a repeated name the last one.
fn last_of_each(object: &Tree) -> Vec<(&str, &Tree)> {
    let names = object.names();
    names
        .iter()
        .enumerate()
        .filter(|(place, name)| !names[place + 1..].contains(*name))
        .filter_map(|(_, name)| Some((*name, object.get(name)?)))
        .collect()
}

fn sorted(mut members: Vec<(String, Tree)>) -> Tree {
    members.sort_by(|one, two| one.0.cmp(&two.0));
    Tree::Object(members)
}

/// Any JSON, its members sorted and its numbers in one form.
#[must_use]
pub fn plain(tree: &Tree) -> Tree {
    match tree {
        Tree::Number(digits) => Tree::Number(normal_number(digits)),
        Tree::Array(items) => Tree::Array(items.iter().map(plain).collect()),
        Tree::Object(_) => sorted(
            last_of_each(tree)
                .into_iter()
                .map(|(name, value)| (name.to_owned(), plain(value)))
                .collect(),
        ),
        other => other.clone(),
    }
}

fn normal_number(digits: &str) -> String {
    match (digits.parse::<i128>(), digits.parse::<f64>()) {
        (Ok(whole), _) => whole.to_string(),
        (_, Ok(value)) if value.fract() == 0.0 && value.abs() < 1e15 => format!("{value:.0}"),
        (_, Ok(value)) if value.is_finite() => format!("{value:e}"),
        _ => digits.to_owned(),
    }
}

/// A name of an enumeration, or the names of a set of flags, in the metadata's casing.
fn normal_name(enumeration: &EnumType, text: &str) -> String {
    let metadata = |name: &str| {
        let known = enumeration
            .members
            .iter()
            .find(|member| member.name == name)
            .or_else(|| {
                enumeration
                    .members
                    .iter()
                    .find(|member| member.name.eq_ignore_ascii_case(name))
            });
        known.map_or_else(|| name.to_owned(), |member| member.name.clone())
    };
    if enumeration.flags {
        text.split(',')
            .map(|name| metadata(name.trim()))
            .collect::<Vec<_>>()
            .join(",")
    } else {
        metadata(text)
    }
}

/// A date-time with `T`, seconds and `Z`.
fn normal_date_time(text: &str) -> String {
    let mut text = text.to_uppercase();
    for offset in ["+00:00", "-00:00"] {
        if let Some(start) = text.strip_suffix(offset) {
            text = format!("{start}Z");
        }
    }
    let offset = text.rfind(['Z', '+', '-']).unwrap_or(text.len());
    let has_seconds = text[..offset].matches(':').count() == 2;
    if has_seconds {
        text
    } else {
        format!("{}:00{}", &text[..offset], &text[offset..])
    }
}

fn primitive_fits(primitive: Primitive, tree: &Tree) -> bool {
    fn text<T: std::str::FromStr>(tree: &Tree) -> bool {
        tree.as_text().is_some_and(|text| text.parse::<T>().is_ok())
    }
    fn whole<T: std::str::FromStr>(tree: &Tree) -> bool {
        matches!(tree, Tree::Number(digits) if digits.parse::<T>().is_ok())
    }
    let float = || match tree {
        Tree::Number(digits) => digits.parse::<f64>().is_ok_and(f64::is_finite),
        Tree::Text(text) => ["INF", "-INF", "NaN"].contains(&text.as_str()),
        _ => false,
    };
    match primitive {
        Primitive::String => tree.as_text().is_some(),
        Primitive::Boolean => matches!(tree, Tree::Bool(_)),
        Primitive::Byte => whole::<u8>(tree),
        Primitive::SByte => whole::<i8>(tree),
        Primitive::Int16 => whole::<i16>(tree),
        Primitive::Int32 => whole::<i32>(tree),
        Primitive::Int64 => whole::<i64>(tree) || tree.as_text().is_some_and(is_whole_text),
        Primitive::Single | Primitive::Double => float(),
        Primitive::Decimal => true,
        Primitive::DateTimeOffset => text::<DateTimeOffset>(tree),
        Primitive::Date => text::<Date>(tree) || tree.as_text().is_some_and(is_midnight),
        Primitive::TimeOfDay => text::<TimeOfDay>(tree),
        Primitive::Duration => text::<Duration>(tree),
        Primitive::Guid => text::<Guid>(tree),
        Primitive::Binary | Primitive::Stream => text::<Binary>(tree),
    }
}

/// A whole number of 64 bits as text, in the form in which it is written.
fn is_whole_text(text: &str) -> bool {
    text.parse::<i64>().is_ok_and(|value| value.to_string() == text)
}

/// A date given as the timestamp of its first moment in UTC.
fn is_midnight(text: &str) -> bool {
    let normal = normal_date_time(text);
    text.parse::<DateTimeOffset>().is_ok()
        && normal
            .split_once('T')
            .and_then(|(_, time)| time.strip_suffix('Z'))
            .is_some_and(|time| time.chars().all(|c| matches!(c, '0' | ':' | '.')))
}
