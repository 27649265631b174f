//! JSON of any kind, kept as its text.

use std::fmt;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Fault, ReadError, ReadOptions, Reader, gather, transcode};
use crate::core::text;

/// A JSON value of any kind, kept as its text: nothing is lost, whatever the size of a number or the order of members.
///
/// Equal are two texts that say the same: blanks, escapes and the order of members do not matter. Whole numbers and
/// fractions (`1`, `1.0`) are different; fractions are compared as doubles. Its text is exact; by serde a number passes
/// through serde's types and loses digits that they do not hold.
///
/// ```
/// use msgraph_identity_governance::json::Json;
///
/// let json: Json = r#"{"choice": [1, 2]}"#.parse()?;
/// assert_eq!(json.to::<serde_json::Value>()?["choice"][1], 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Json(Box<str>);

impl Json {
    /// The value null.
    pub fn null() -> Self {
        Self("null".into())
    }

    /// JSON from anything that serde can serialize.
    ///
    /// # Errors
    /// When the value cannot be written as JSON, for example a map whose keys are no strings.
    pub fn from_value(value: &(impl Serialize + ?Sized)) -> Result<Self, serde_json::Error> {
        serde_json::to_string(value).map(|text| Self(text.into()))
    }

    /// The JSON text, as it came.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The value as a type that serde can deserialize, [`serde_json::Value`] for one.
    ///
    /// # Errors
    /// When the value is not of that type's form.
    pub fn to<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        serde_json::from_str(&self.0)
    }

    /// The text of a string; `None` for a value of another kind.
    pub fn to_text(&self) -> Option<String> {
        if self.0.starts_with('"') { self.to().ok() } else { None }
    }

    /// Whether it is null.
    pub fn is_null(&self) -> bool {
        &*self.0 == "null"
    }

    /// Text that a reader has passed, so it is known to be JSON.
    pub(crate) fn checked(text: &str) -> Self {
        Self(text.into())
    }

    pub(crate) fn string(text: &str) -> Self {
        let mut writer = super::Writer::everything();
        writer.string(text);
        Self(String::from_utf8(writer.into_bytes()).unwrap_or_default().into())
    }
}

impl std::str::FromStr for Json {
    type Err = ReadError;

    fn from_str(text: &str) -> Result<Self, ReadError> {
        fn check(text: &str) -> Result<&str, Fault> {
            let mut reader = Reader::new(text.as_bytes(), &ReadOptions::default())?;
            let json = reader.skip()?;
            reader.end()?;
            Ok(json)
        }
        match check(text) {
            Ok(json) => Ok(Self(json.into())),
            Err(Fault::Malformed(error)) => Err(*error),
            Err(Fault::Mismatch(reason)) => Err(ReadError::new(text.as_bytes(), 0, reason)),
        }
    }
}

impl PartialEq for Json {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0 || super::same::same(&self.0, &other.0)
    }
}

impl From<&str> for Json {
    /// A JSON string of this text. To parse JSON, use [`str::parse`].
    fn from(text: &str) -> Self {
        Self::string(text)
    }
}

impl From<serde_json::Value> for Json {
    fn from(value: serde_json::Value) -> Self {
        Self(value.to_string().into())
    }
}

impl From<bool> for Json {
    fn from(value: bool) -> Self {
        Self(if value { "true" } else { "false" }.into())
    }
}

impl From<String> for Json {
    /// A JSON string of this text.
    fn from(text: String) -> Self {
        Self::string(&text)
    }
}

impl From<i64> for Json {
    fn from(value: i64) -> Self {
        Self(value.to_string().into())
    }
}

impl From<i32> for Json {
    fn from(value: i32) -> Self {
        i64::from(value).into()
    }
}

/// The same JSON on one line: line breaks between its values are blanks, and characters that are not seen are escaped.
/// [`as_str`](Json::as_str) has the text as it came.
impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&text::json(&self.0))
    }
}

/// As `Display`.
impl fmt::Debug for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        transcode(self.0.as_bytes(), serializer)
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let bytes = gather(deserializer)?;
        String::from_utf8(bytes)
            .map(|text| Self(text.into()))
            .map_err(serde::de::Error::custom)
    }
}
