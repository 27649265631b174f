//! Values that are no objects of their own: maps, lists, texts, numbers.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};

use super::context::Context;
use super::object::{Members, ObjectVisitor, Read, Seed};
use crate::error::{ErrorKind, Result};
use crate::openapi::document::Literal;
use crate::source::quoted;

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
pub(in crate::openapi) struct BoolOr<T: Members>(pub(in crate::openapi) Result<Box<T::Out>, bool>);

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
