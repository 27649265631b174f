//! Walks a YAML document through serde, straight into the types of `document`, and knows at any time the path in the
//! document.
//!
//! serde's derive cannot say where it is or what it left out, so objects are read by one function each
//! ([`Members::member`], all in `read`) that says which members it knows. Everything else here is generic over them.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::document::{Literal, Unknown};
use crate::error::{Error, ErrorKind, Place, Result};
use crate::source::quoted;
use crate::text::escape;
use crate::yaml::{self, Budget, position};

/// What is gathered while a document is read.
pub(super) struct Context {
    /// What aliases may still make of the document.
    budget: Budget,
    path: RefCell<Vec<String>>,
    unknown: RefCell<Vec<Unknown>>,
    /// The first place of each reference by its kind and target.
    references: RefCell<BTreeMap<(RefKind, String), Vec<String>>>,
    /// What went wrong, where the YAML library only carries text.
    fault: Cell<Option<(ErrorKind, String)>>,
}

/// What a reference must lead to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum RefKind {
    Schema,
    Response,
    Parameter,
    RequestBody,
}

impl Context {
    fn of(text: &str) -> Self {
        Self {
            budget: Budget::of(text),
            path: RefCell::default(),
            unknown: RefCell::default(),
            references: RefCell::default(),
            fault: Cell::default(),
        }
    }

    /// Takes a value of that length from what may be read.
    fn spend<E: serde::de::Error>(&self, length: usize) -> Result<(), E> {
        if self.budget.take(length) {
            Ok(())
        } else {
            Err(self.fail(ErrorKind::Limit, yaml::ALIASES))
        }
    }

    /// Fails at the place that is being read.
    pub(super) fn fail<E: serde::de::Error>(&self, kind: ErrorKind, message: impl Into<String>) -> E {
        let message = message.into();
        let error = E::custom(&message);
        self.fault.set(Some((kind, message)));
        error
    }

    pub(super) fn reference(&self, kind: RefKind, target: &str) {
        let mut references = self.references.borrow_mut();
        let key = (kind, target.to_owned());
        references.entry(key).or_insert_with(|| self.path.borrow().clone());
    }

    pub(super) fn report(&self, last: &str) {
        let mut path = pointer(&self.path.borrow());
        push_pointer(&mut path, last);
        self.unknown.borrow_mut().push(Unknown { path });
    }

    fn enter(&self, key: String) {
        self.path.borrow_mut().push(key);
    }

    /// Only on success: after a failure the path stays, for the error.
    fn leave(&self) -> Option<String> {
        self.path.borrow_mut().pop()
    }
}

/// A whole document, what was unknown in it and where its references lead.
pub(super) struct Streamed<T> {
    pub(super) value: T,
    pub(super) unknown: Vec<Unknown>,
    pub(super) references: BTreeMap<(RefKind, String), Vec<String>>,
}

/// Reads a document of one object.
pub(super) fn stream<T: Members>(file: &str, text: &str) -> Result<Streamed<T::Out>> {
    let context = Context::of(text);
    match (Seed::<Object<T>> {
        context: &context,
        read: PhantomData,
    })
    .deserialize(serde_yaml::Deserializer::from_str(text))
    {
        Ok(value) => Ok(Streamed {
            value: value.0,
            unknown: context.unknown.into_inner(),
            references: context.references.into_inner(),
        }),
        Err(error) => {
            let mut place = position(file, &error);
            let path = context.path.into_inner();
            if !path.is_empty() {
                place = place.at_path(short_pointer(&path));
            }
            let (kind, message) = context.fault.into_inner().unwrap_or_else(|| library_fault(&error));
            Err(Error::new(kind, place, message))
        }
    }
}

/// Sorts an error of the YAML library, and takes path and position out of its text, since the place has them.
fn library_fault(error: &serde_yaml::Error) -> (ErrorKind, String) {
    let mut text = error.to_string();
    if let Some(location) = error.location() {
        let position = format!(" at line {} column {}", location.line(), location.column());
        text = text.replace(&position, "");
    }
    // These two are the library's words for its own limits; a test of bad input holds them.
    if text.contains("repetition limit") {
        return (ErrorKind::Limit, yaml::ALIASES.to_owned());
    }
    if text.contains("recursion limit") || text.contains("exceeded maximum nesting") {
        return (
            ErrorKind::Limit,
            "values are nested too deep; no metadata document is".to_owned(),
        );
    }
    // The library writes the path before the words of serde.
    match text.find("invalid type: ").or_else(|| text.find("invalid value: ")) {
        Some(start) => (ErrorKind::Value, text.get(start..).unwrap_or_default().to_owned()),
        None => (ErrorKind::Syntax, format!("not well-formed YAML: {text}")),
    }
}

/// The line and column of a path, by reading the document again up to it. Slow, so only for errors.
pub(super) fn locate(file: &str, text: &str, path: &[String]) -> Place {
    let place = match Locate(path).deserialize(serde_yaml::Deserializer::from_str(text)) {
        Ok(()) => Place::file(file),
        Err(error) => position(file, &error),
    };
    place.at_path(pointer(path))
}

/// A path as a JSON pointer in a fragment, `#/paths/~1a/get`.
pub(super) fn pointer(path: &[String]) -> String {
    let mut text = String::from("#");
    for key in path {
        push_pointer(&mut text, key);
    }
    text
}

/// The same, cut where only an endless document is that deep.
fn short_pointer(path: &[String]) -> String {
    const LONGEST: usize = 30;
    match path.get(..LONGEST) {
        Some(start) if path.len() > LONGEST => pointer(start) + "/…",
        _ => pointer(path),
    }
}

fn push_pointer(text: &mut String, key: &str) {
    text.push('/');
    for c in key.chars() {
        match c {
            '~' => text.push_str("~0"),
            '/' => text.push_str("~1"),
            // A key may be anything in bad input, and errors are one line.
            c => escape(c, text),
        }
    }
}

/// Something that can be read from YAML.
pub(super) trait Read: Sized {
    fn read<'de, D: Deserializer<'de>>(context: &Context, deserializer: D) -> Result<Self, D::Error>;
}

/// An object, read member by member.
pub(super) trait Members: Default {
    type Out;
    /// What it is called in errors.
    const WHAT: &'static str;
    /// Reads a member; false when it is not known, having read nothing.
    fn member<'de, A: MapAccess<'de>>(&mut self, key: &str, value: &mut Value<'_, A>) -> Result<bool, A::Error>;
    /// The whole, or what is missing.
    fn finish(self) -> Result<Self::Out, String>;
}

/// The value of the member that is being read.
pub(super) struct Value<'c, A> {
    pub(super) context: &'c Context,
    map: &'c mut A,
}

impl<'de, A: MapAccess<'de>> Value<'_, A> {
    pub(super) fn read<T: Read>(&mut self) -> Result<T, A::Error> {
        self.map.next_value_seed(Seed {
            context: self.context,
            read: PhantomData,
        })
    }

    /// An object.
    pub(super) fn object<T: Members>(&mut self) -> Result<T::Out, A::Error> {
        self.read::<Object<T>>().map(|object| object.0)
    }

    /// A list of objects.
    pub(super) fn objects<T: Members>(&mut self) -> Result<Vec<T::Out>, A::Error> {
        Ok(self
            .read::<Vec<Object<T>>>()?
            .into_iter()
            .map(|object| object.0)
            .collect())
    }

    /// Objects by name.
    pub(super) fn map<T: Members>(&mut self) -> Result<BTreeMap<String, T::Out>, A::Error> {
        Ok(self
            .read::<BTreeMap<String, Object<T>>>()?
            .into_iter()
            .map(|(key, object)| (key, object.0))
            .collect())
    }

    pub(super) fn skip(&mut self) -> Result<(), A::Error> {
        self.map.next_value::<IgnoredAny>().map(drop)
    }

    pub(super) fn fail(&self, kind: ErrorKind, message: impl Into<String>) -> A::Error {
        self.context.fail(kind, message)
    }
}

struct Seed<'c, T> {
    context: &'c Context,
    read: PhantomData<T>,
}

impl<'de, T: Read> DeserializeSeed<'de> for Seed<'_, T> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        self.context.spend(0)?;
        T::read(self.context, deserializer)
    }
}

/// Reads what [`Members`] describes.
struct Object<T: Members>(T::Out);

impl<T: Members> Read for Object<T> {
    fn read<'de, D: Deserializer<'de>>(context: &Context, deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ObjectVisitor::<T> {
            context,
            members: PhantomData,
        })
    }
}

struct ObjectVisitor<'c, T> {
    context: &'c Context,
    members: PhantomData<T>,
}

impl<'de, T: Members> Visitor<'de> for ObjectVisitor<'_, T> {
    type Value = Object<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(T::WHAT)
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<Object<T>, E> {
        let message = format!("found nothing; expected {}", T::WHAT);
        Err(self.context.fail(ErrorKind::Value, message))
    }

    fn visit_none<E: serde::de::Error>(self) -> Result<Object<T>, E> {
        self.visit_unit()
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object<T>, A::Error> {
        let context = self.context;
        let mut object = T::default();
        // There are few members that are known, so a list is the fastest set of them; of others there can be any
        // number.
        let mut seen: Vec<String> = Vec::new();
        let mut others: BTreeSet<String> = BTreeSet::new();
        while let Some(key) = map.next_key_seed(Seed::<String> {
            context,
            read: PhantomData,
        })? {
            context.enter(key);
            // Borrowed by value, since reading needs the path.
            let key = context.path.borrow().last().cloned().unwrap_or_default();
            if seen.contains(&key) || others.contains(&key) {
                return Err(context.fail(
                    ErrorKind::Duplicate,
                    format!("the member {} is there twice", quoted(&key)),
                ));
            }
            if !object.member(&key, &mut Value { context, map: &mut map })? {
                map.next_value::<IgnoredAny>()?;
                context.leave();
                context.report(&key);
                others.insert(key);
            } else {
                context.leave();
                seen.push(key);
            }
        }
        object
            .finish()
            .map(Object)
            .map_err(|missing| context.fail(ErrorKind::Missing, missing))
    }
}

impl<T: Read> Read for BTreeMap<String, T> {
    fn read<'de, D: Deserializer<'de>>(context: &Context, deserializer: D) -> Result<Self, D::Error> {
        struct Map<'c, T>(&'c Context, PhantomData<T>);
        impl<'de, T: Read> Visitor<'de> for Map<'_, T> {
            type Value = BTreeMap<String, T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of names")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let context = self.0;
                let mut all = BTreeMap::new();
                while let Some(key) = map.next_key_seed(Seed::<String> {
                    context,
                    read: PhantomData,
                })? {
                    context.enter(key);
                    let value = map.next_value_seed(Seed {
                        context,
                        read: PhantomData,
                    })?;
                    let Some(key) = context.leave() else { continue };
                    match all.entry(key) {
                        std::collections::btree_map::Entry::Vacant(entry) => {
                            entry.insert(value);
                        }
                        std::collections::btree_map::Entry::Occupied(entry) => {
                            context.enter(entry.key().clone());
                            return Err(context.fail(
                                ErrorKind::Duplicate,
                                format!("{} is defined twice", quoted(entry.key())),
                            ));
                        }
                    }
                }
                Ok(all)
            }
        }
        deserializer.deserialize_any(Map(context, PhantomData))
    }
}

impl<T: Read> Read for Vec<T> {
    fn read<'de, D: Deserializer<'de>>(context: &Context, deserializer: D) -> Result<Self, D::Error> {
        struct List<'c, T>(&'c Context, PhantomData<T>);
        impl<'de, T: Read> Visitor<'de> for List<'_, T> {
            type Value = Vec<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
                let mut all = Vec::new();
                loop {
                    self.0.enter(all.len().to_string());
                    let Some(value) = list.next_element_seed(Seed {
                        context: self.0,
                        read: PhantomData,
                    })?
                    else {
                        self.0.leave();
                        return Ok(all);
                    };
                    self.0.leave();
                    all.push(value);
                }
            }
        }
        deserializer.deserialize_any(List(context, PhantomData))
    }
}

impl Read for String {
    /// Also of what looks like a number or a boolean in YAML: a version `1.0`, a parameter `on`.
    fn read<'de, D: Deserializer<'de>>(context: &Context, deserializer: D) -> Result<Self, D::Error> {
        struct Text<'c>(&'c Context);
        impl Visitor<'_> for Text<'_> {
            type Value = String;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("text")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<String, E> {
                self.0.spend(text.len())?;
                Ok(text.to_owned())
            }

            fn visit_string<E: serde::de::Error>(self, text: String) -> Result<String, E> {
                self.0.spend(text.len())?;
                Ok(text)
            }
        }
        deserializer.deserialize_str(Text(context))
    }
}

impl Read for bool {
    fn read<'de, D: Deserializer<'de>>(_: &Context, deserializer: D) -> Result<Self, D::Error> {
        struct Truth;
        impl Visitor<'_> for Truth {
            type Value = bool;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("true or false")
            }

            fn visit_bool<E>(self, value: bool) -> Result<bool, E> {
                Ok(value)
            }
        }
        deserializer.deserialize_any(Truth)
    }
}

impl Read for u64 {
    fn read<'de, D: Deserializer<'de>>(_: &Context, deserializer: D) -> Result<Self, D::Error> {
        struct Count;
        impl Visitor<'_> for Count {
            type Value = u64;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a whole number, not negative")
            }

            fn visit_u64<E>(self, value: u64) -> Result<u64, E> {
                Ok(value)
            }
        }
        deserializer.deserialize_any(Count)
    }
}

impl Read for Literal {
    fn read<'de, D: Deserializer<'de>>(context: &Context, deserializer: D) -> Result<Self, D::Error> {
        struct Any<'c>(&'c Context);
        impl Visitor<'_> for Any<'_> {
            type Value = Literal;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("text, a number, true, false or null")
            }

            fn visit_unit<E>(self) -> Result<Literal, E> {
                Ok(Literal::Null)
            }

            fn visit_bool<E>(self, value: bool) -> Result<Literal, E> {
                Ok(Literal::Bool(value))
            }

            fn visit_i64<E>(self, value: i64) -> Result<Literal, E> {
                Ok(Literal::Int(value))
            }

            fn visit_u64<E>(self, value: u64) -> Result<Literal, E> {
                // Beyond 64 signed bits only a float is left, as for every JSON reader.
                #[allow(clippy::cast_precision_loss)]
                let float = value as f64;
                Ok(i64::try_from(value).map_or(Literal::Float(float), Literal::Int))
            }

            fn visit_f64<E>(self, value: f64) -> Result<Literal, E> {
                Ok(Literal::Float(value))
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Literal, E> {
                self.0.spend(text.len())?;
                Ok(Literal::String(text.to_owned()))
            }
        }
        deserializer.deserialize_any(Any(context))
    }
}

/// What a schema may have in the place of a schema: `additionalProperties: false`.
pub(super) struct BoolOr<T: Members>(pub(super) Result<T::Out, bool>);

impl<T: Members> Read for BoolOr<T> {
    fn read<'de, D: Deserializer<'de>>(context: &Context, deserializer: D) -> Result<Self, D::Error> {
        struct Either<'c, T>(&'c Context, PhantomData<T>);
        impl<'de, T: Members> Visitor<'de> for Either<'_, T> {
            type Value = BoolOr<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "true, false or {}", T::WHAT)
            }

            fn visit_bool<E>(self, value: bool) -> Result<BoolOr<T>, E> {
                Ok(BoolOr(Err(value)))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<BoolOr<T>, A::Error> {
                let object = ObjectVisitor::<T> {
                    context: self.0,
                    members: PhantomData,
                }
                .visit_map(map)?;
                Ok(BoolOr(Ok(object.0)))
            }
        }
        deserializer.deserialize_any(Either(context, PhantomData))
    }
}

/// Goes along a path and fails at its end, so that the YAML library says the position.
#[derive(Clone, Copy)]
struct Locate<'p>(&'p [String]);

impl<'de> DeserializeSeed<'de> for Locate<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Locate<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Every scalar ends here, with the library's own error: the path's end, or as far as it goes.
        f.write_str("the end of the path")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Some((first, rest)) = self.0.split_first() else {
            return Err(A::Error::custom("here"));
        };
        while let Some(key) = map.next_key::<String>()? {
            if key == *first {
                return map.next_value_seed(Locate(rest));
            }
            map.next_value::<IgnoredAny>()?;
        }
        Err(A::Error::custom("here"))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let Some((first, rest)) = self.0.split_first() else {
            return Err(A::Error::custom("here"));
        };
        for _ in 0..first.parse::<usize>().unwrap_or(0) {
            if list.next_element::<IgnoredAny>()?.is_none() {
                return Err(A::Error::custom("here"));
            }
        }
        list.next_element_seed(Locate(rest)).map(|_| ())
    }
}
