//! The forms in a token that are read strictly: base64url, and JSON objects that name nothing twice.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, Visitor};
use serde_json::Value;

use crate::core::values::Binary;

/// A JSON object whose members' names differ. Of a name that stands twice, programs take the first or the last: what
/// one has verified, the next would not read.
#[derive(Default)]
pub(super) struct Object(BTreeMap<String, Value>);

impl Object {
    pub(super) fn read(json: &[u8]) -> Result<Self, serde_json::Error> {
        serde_json::from_slice(json)
    }

    /// The member, where it is there and not null.
    pub(super) fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name).filter(|value| !value.is_null())
    }

    /// Whether it is there at all.
    pub(super) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }
}

impl<'de> Deserialize<'de> for Object {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Members;

        impl<'de> Visitor<'de> for Members {
            type Value = Object;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object, A::Error> {
                let mut members = BTreeMap::new();
                while let Some((name, value)) = map.next_entry::<String, Value>()? {
                    if members.insert(name, value).is_some() {
                        return Err(A::Error::custom("a name stands twice"));
                    }
                }
                Ok(Object(members))
            }
        }

        from.deserialize_map(Members)
    }
}

/// The bytes of base64url without padding (RFC 7515, section 2), in its one canonical form.
pub(super) fn from_base64url(text: &str) -> Option<Vec<u8>> {
    let bytes: Binary = text.parse().ok()?;
    (bytes.to_base64url() == text).then(|| bytes.into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_stands_twice_is_refused() {
        let object = Object::read(br#"{"a": 1, "b": null, "c": {"a": 2}}"#).unwrap();
        assert_eq!(object.get("a"), Some(&Value::from(1)));
        assert!(object.get("b").is_none() && object.has("b") && !object.has("d"));
        for json in [
            r#"{"a": 1, "a": 1}"#,
            r#"{"a": 1, "\u0061": 2}"#,
            "[]",
            "1",
            "{",
            r#"{"a": 1} x"#,
        ] {
            assert!(Object::read(json.as_bytes()).is_err(), "{json}");
        }
        let deep = format!(r#"{{"a": {}}}"#, "[".repeat(100_000));
        assert!(Object::read(deep.as_bytes()).is_err());
    }

    #[test]
    fn base64url_has_one_form() {
        assert_eq!(from_base64url("_-8").unwrap(), [0xff, 0xef]);
        assert!(from_base64url("").unwrap().is_empty());
        for text in ["_-8=", "/+8", "_-9", "_-8 ", " _-8", "_", "_-8\n", "_.8", "é"] {
            assert!(from_base64url(text).is_none(), "{text:?}");
        }
    }
}
