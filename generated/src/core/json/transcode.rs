//! The bridge to serde: JSON text into any serializer, any deserializer into JSON text.
//!
//! It is generic over the format alone, never over a model, so a program that derives `Serialize` for
//! a struct around our models compiles it once.

use std::borrow::Cow;
use std::cell::RefCell;
use std::fmt;

use serde::de::{DeserializeSeed, Error as _, MapAccess, SeqAccess, Visitor};
use serde::ser::{Error as _, SerializeMap, SerializeSeq};
use serde::{Deserializer, Serialize, Serializer};

use super::{Fault, Kind, ReadOptions, Reader, Writer};

/// Gives JSON text to a serializer.
pub(crate) fn transcode<S: Serializer>(json: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    let options = ReadOptions {
        max_depth: super::MAX_DEPTH,
        ..ReadOptions::default()
    };
    let reader = Reader::new(json, &options).map_err(|fault| S::Error::custom(reason(fault)))?;
    Node(RefCell::new(&mut { reader })).serialize(serializer)
}

fn reason(fault: Fault) -> Cow<'static, str> {
    match fault {
        Fault::Malformed(error) => Cow::Owned(error.to_string()),
        Fault::Mismatch(reason) => reason,
    }
}

/// The value at which the reader stands; serialized once.
struct Node<'r, 'a>(RefCell<&'r mut Reader<'a>>);

impl Serialize for Node<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut guard = self.0.try_borrow_mut().map_err(S::Error::custom)?;
        let reader: &mut Reader<'_> = &mut guard;
        let fail = |fault| S::Error::custom(reason(fault));
        match reader.peek().map_err(fail)? {
            Kind::Null => {
                reader.null().map_err(fail)?;
                serializer.serialize_unit()
            }
            Kind::Bool => serializer.serialize_bool(reader.boolean().map_err(fail)?),
            Kind::String => serializer.serialize_str(&reader.string().map_err(fail)?),
            Kind::Number => {
                let text = reader.number().map_err(fail)?;
                number(text, serializer)
            }
            Kind::Array => {
                reader.open_array().map_err(fail)?;
                let mut sequence = serializer.serialize_seq(None)?;
                let mut first = true;
                while reader.item(first).map_err(fail)? {
                    first = false;
                    sequence.serialize_element(&Node(RefCell::new(&mut *reader)))?;
                }
                sequence.end()
            }
            Kind::Object => {
                reader.open_object().map_err(fail)?;
                let mut map = serializer.serialize_map(None)?;
                let mut first = true;
                while let Some(key) = reader.key(first).map_err(fail)? {
                    first = false;
                    map.serialize_entry(&*key, &Node(RefCell::new(&mut *reader)))?;
                }
                map.end()
            }
        }
    }
}

/// A number by the smallest of serde's types that has it. What has more digits than a double can lose those; what is
/// larger than any double is an error, because formats would write it as null.
fn number<S: Serializer>(text: &str, serializer: S) -> Result<S::Ok, S::Error> {
    if let Ok(value) = text.parse::<u64>() {
        return serializer.serialize_u64(value);
    }
    if let Ok(value) = text.parse::<i64>() {
        return serializer.serialize_i64(value);
    }
    match text.parse::<f64>() {
        Ok(value) if value.is_finite() => serializer.serialize_f64(value),
        _ => Err(S::Error::custom(
            "a number is larger than any double; `to_json` writes it as it came",
        )),
    }
}

/// Takes JSON text from a deserializer.
pub(crate) fn gather<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
    let mut writer = Writer::everything();
    Gather(&mut writer, 0).deserialize(deserializer)?;
    Ok(writer.into_bytes())
}

/// How serde_json gives numbers when some crate of the program has switched on its `arbitrary_precision`.
const ARBITRARY_PRECISION: &str = "$serde_json::private::Number";

fn number_text<E: serde::de::Error>(writer: &mut Writer, text: &str) -> Result<(), E> {
    let options = ReadOptions::default();
    let read = Reader::new(text.as_bytes(), &options).and_then(|mut reader| {
        reader.number()?;
        reader.end()
    });
    read.map_err(|fault| E::custom(reason(fault)))?;
    writer.raw(text);
    Ok(())
}

/// Writes what a deserializer holds; the number is the depth.
struct Gather<'w>(&'w mut Writer, u32);

impl<'de> DeserializeSeed<'de> for Gather<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        if self.1 > super::MAX_DEPTH {
            return Err(D::Error::custom("too many objects and arrays stand in each other"));
        }
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Gather<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.0.raw("null");
        Ok(())
    }

    fn visit_none<E>(self) -> Result<(), E> {
        self.0.raw("null");
        Ok(())
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.deserialize(deserializer)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.deserialize(deserializer)
    }

    fn visit_bool<E>(self, value: bool) -> Result<(), E> {
        self.0.raw(if value { "true" } else { "false" });
        Ok(())
    }

    fn visit_i64<E>(self, value: i64) -> Result<(), E> {
        self.0.integer(value);
        Ok(())
    }

    fn visit_u64<E>(self, value: u64) -> Result<(), E> {
        self.0.raw(&value.to_string());
        Ok(())
    }

    fn visit_f64<E>(self, value: f64) -> Result<(), E> {
        self.0.float(value, false);
        Ok(())
    }

    fn visit_str<E>(self, value: &str) -> Result<(), E> {
        self.0.string(value);
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<(), A::Error> {
        self.0.byte(b'[');
        let mut first = true;
        loop {
            let before = self.0.buffer().len();
            self.0.separate(&mut first);
            if sequence.next_element_seed(Gather(&mut *self.0, self.1 + 1))?.is_none() {
                self.0.buffer().truncate(before);
                break;
            }
        }
        self.0.byte(b']');
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let start = self.0.buffer().len();
        self.0.byte(b'{');
        let mut first = true;
        while let Some(key) = map.next_key::<Cow<'de, str>>()? {
            if first && key == ARBITRARY_PRECISION {
                self.0.buffer().truncate(start);
                return number_text(self.0, &map.next_value::<Cow<'de, str>>()?);
            }
            self.0.separate(&mut first);
            self.0.key(&key);
            map.next_value_seed(Gather(&mut *self.0, self.1 + 1))?;
        }
        self.0.byte(b'}');
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize as _;
    use serde::de::value::{Error, MapDeserializer};

    use super::ARBITRARY_PRECISION;
    use crate::core::json::Json;

    #[test]
    fn numbers_of_arbitrary_precision_are_numbers() {
        let read = |text: &'static str| {
            Json::deserialize(MapDeserializer::<_, Error>::new(
                [(ARBITRARY_PRECISION, text)].into_iter(),
            ))
        };
        assert_eq!(
            read("12345678901234567890123").unwrap().as_str(),
            "12345678901234567890123"
        );
        assert!(read("1,\"x\":2").is_err());
    }
}
