//! Objects, read member by member.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};

use super::context::Context;
use crate::error::{ErrorKind, Result};
use crate::source::quoted;

/// Something that can be read from YAML.
pub(in crate::openapi) trait Read: Sized {
    fn read<'de, D: Deserializer<'de>>(context: &Context, deserializer: D) -> Result<Self, D::Error>;
}

/// An object, read member by member.
pub(in crate::openapi) trait Members: Default {
    type Out;
    /// What it is called in errors.
    const WHAT: &'static str;
    /// Reads a member; false when it is not known, having read nothing.
    fn member<'de, A: MapAccess<'de>>(&mut self, key: &str, value: &mut Value<'_, A>) -> Result<bool, A::Error>;
    /// The whole, or what is missing.
    fn finish(self) -> Result<Self::Out, String>;
}

/// The value of the member that is being read.
pub(in crate::openapi) struct Value<'c, A> {
    pub(in crate::openapi) context: &'c Context,
    map: &'c mut A,
}

impl<'de, A: MapAccess<'de>> Value<'_, A> {
    pub(in crate::openapi) fn read<T: Read>(&mut self) -> Result<T, A::Error> {
        self.map.next_value_seed(Seed {
            context: self.context,
            read: PhantomData,
        })
    }

    /// An object.
    pub(in crate::openapi) fn object<T: Members>(&mut self) -> Result<T::Out, A::Error> {
        self.boxed::<T>().map(|object| *object)
    }

    /// An object in a box, for objects that can be nested: nothing of its size is on the stack while it is read.
    pub(in crate::openapi) fn boxed<T: Members>(&mut self) -> Result<Box<T::Out>, A::Error> {
        self.read::<Object<T>>().map(|object| object.0)
    }

    /// A list of objects.
    pub(in crate::openapi) fn objects<T: Members>(&mut self) -> Result<Vec<T::Out>, A::Error> {
        Ok(self
            .read::<Vec<Object<T>>>()?
            .into_iter()
            .map(|object| *object.0)
            .collect())
    }

    /// Objects by name.
    pub(in crate::openapi) fn map<T: Members>(&mut self) -> Result<BTreeMap<String, T::Out>, A::Error> {
        Ok(self
            .read::<BTreeMap<String, Object<T>>>()?
            .into_iter()
            .map(|(key, object)| (key, *object.0))
            .collect())
    }

    pub(in crate::openapi) fn skip(&mut self) -> Result<(), A::Error> {
        self.map.next_value::<IgnoredAny>().map(drop)
    }

    pub(in crate::openapi) fn fail(&self, kind: ErrorKind, message: impl Into<String>) -> A::Error {
        self.context.fail(kind, message)
    }
}

pub(super) struct Seed<'c, T> {
    pub(super) context: &'c Context,
    pub(super) read: PhantomData<T>,
}

impl<'de, T: Read> DeserializeSeed<'de> for Seed<'_, T> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        self.context.spend(0)?;
        T::read(self.context, deserializer)
    }
}

/// Reads what [`Members`] describes. In a box, because objects are nested and each level has several frames on the
/// stack.
pub(super) struct Object<T: Members>(pub(super) Box<T::Out>);

impl<T: Members> Read for Object<T> {
    fn read<'de, D: Deserializer<'de>>(context: &Context, deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ObjectVisitor::<T> {
            context,
            members: PhantomData,
        })
    }
}

pub(super) struct ObjectVisitor<'c, T> {
    pub(super) context: &'c Context,
    pub(super) members: PhantomData<T>,
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
        let mut object = Box::<T>::default();
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
        finish(context, object)
    }
}

/// The whole, or what is missing. A function of its own, so that the frames of nested objects do not have its values.
#[expect(
    clippy::boxed_local,
    reason = "unboxed by the caller it would be in the frames that recurse"
)]
fn finish<T: Members, E: serde::de::Error>(context: &Context, object: Box<T>) -> Result<Object<T>, E> {
    match object.finish() {
        Ok(object) => Ok(Object(Box::new(object))),
        Err(missing) => Err(context.fail(ErrorKind::Missing, missing)),
    }
}
