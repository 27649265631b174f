//! The line and column of a path in a document.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::pointer::pointer;
use crate::error::Place;
use crate::yaml::position;

/// The line and column of a path, by reading the document again up to it. Slow, so only for errors.
pub(in crate::openapi) fn locate(file: &str, text: &str, path: &[String]) -> Place {
    let place = match Locate(path).deserialize(serde_yaml::Deserializer::from_str(text)) {
        Ok(()) => Place::file(file),
        Err(error) => position(file, &error),
    };
    place.at_path(pointer(path))
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
