//! `$skiptoken`: where the next page begins, sealed so that nobody else makes one.
//!
//! A token has the query of the first page, the path of the collection, the size of a page, and the place after which
//! the page begins: the ordinal of the last item and its values of `$orderby`. It stays good while items are added and
//! removed. It is signed: what was changed, what another service or another version of this one made, and what belongs
//! to another collection is refused.

use std::borrow::Cow;
use std::fmt;

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use super::error::QueryError;
use super::scalar::Scalar;

/// The form of what a token holds.
const VERSION: u8 = 1;

/// The bytes of a signature that a token has.
const TAG: usize = 16;

/// The key that signs tokens. Tokens are good as long as the service has the same.
#[derive(Clone)]
pub struct TokenKey(hmac::Key);

impl TokenKey {
    /// A key for a service that forgets it when it ends.
    #[must_use]
    pub fn random() -> Self {
        let (one, other) = (uuid::Uuid::new_v4(), uuid::Uuid::new_v4());
        Self::from_bytes(&[one.into_bytes(), other.into_bytes()].concat())
    }

    /// The key of these bytes, which are a secret of the service.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, bytes))
    }
}

impl fmt::Debug for TokenKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenKey(…)")
    }
}

/// What a token says.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct SkipToken {
    version: u8,
    path: String,
    pub(super) query: String,
    pub(super) page_size: usize,
    pub(super) after: Position,
}

/// A place in an ordered list: that of an item which is, or was, there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Position {
    pub(super) ordinal: u64,
    /// Its values of `$orderby`.
    #[serde(with = "written")]
    pub(super) keys: Vec<Scalar<'static>>,
}

impl SkipToken {
    pub(super) fn new(path: &str, query: &str, page_size: usize, after: Position) -> Self {
        Self {
            version: VERSION,
            path: path.to_owned(),
            query: query.to_owned(),
            page_size,
            after,
        }
    }

    /// As it stands in a URL.
    pub(super) fn sealed(&self, key: &TokenKey) -> Result<String, QueryError> {
        let mut bytes = serde_json::to_vec(self)
            .map_err(|error| QueryError::new(format!("The next page has no link: {error}.")))?;
        let tag = hmac::sign(&key.0, &bytes);
        bytes.extend(tag.as_ref().iter().take(TAG));
        Ok(URL_SAFE_NO_PAD.encode(bytes))
    }

    /// Opens a token for the collection at a path.
    pub(super) fn open(text: &str, path: &str, key: &TokenKey) -> Result<Self, QueryError> {
        let opened = || {
            let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
            let (data, tag) = bytes.split_at_checked(bytes.len().checked_sub(TAG)?)?;
            let whole = hmac::sign(&key.0, data);
            let expected = whole.as_ref().get(..TAG)?;
            aws_lc_rs::constant_time::verify_slices_are_equal(expected, tag).ok()?;
            let token: Self = serde_json::from_slice(data).ok()?;
            (token.version == VERSION).then_some(token)
        };
        match opened() {
            Some(token) if token.path == path => Ok(token),
            Some(_) => Err(QueryError::new(
                "The $skiptoken belongs to another collection; follow @odata.nextLink as it is.",
            )),
            None => Err(QueryError::new(
                "The $skiptoken is not one of this service; follow @odata.nextLink as it is.",
            )),
        }
    }
}

/// Values in a token: a letter for their kind, and their text.
mod written {
    use serde::de::Error as _;
    use serde::{Deserialize as _, Deserializer, Serializer};

    use super::{Cow, Scalar};

    pub(super) fn serialize<S: Serializer>(keys: &[Scalar<'static>], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(keys.iter().map(|key| match key {
            Scalar::Null | Scalar::Binary(_) => "0".to_owned(),
            Scalar::Bool(value) => format!("b{value}"),
            Scalar::Integer(number) => format!("i{number}"),
            Scalar::Number(number) => format!("n{}", number.to_bits()),
            Scalar::Text(text) => format!("t{text}"),
            Scalar::Flags(names) => format!("f{}", names.join(",")),
            Scalar::Guid(id) => format!("g{id}"),
            Scalar::Instant(ticks) => format!("m{ticks}"),
            Scalar::Date(days) => format!("d{days}"),
            Scalar::Time(ticks) => format!("c{ticks}"),
            Scalar::Duration(ticks) => format!("p{ticks}"),
        }))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Scalar<'static>>, D::Error> {
        let texts = Vec::<String>::deserialize(from)?;
        let values = texts
            .iter()
            .map(|text| read(text).ok_or_else(|| D::Error::custom("no value of a token")));
        values.collect()
    }

    fn read(text: &str) -> Option<Scalar<'static>> {
        let value = text.get(1..)?;
        Some(match text.chars().next()? {
            '0' => Scalar::Null,
            'b' => Scalar::Bool(value.parse().ok()?),
            'i' => Scalar::Integer(value.parse().ok()?),
            'n' => Scalar::Number(f64::from_bits(value.parse().ok()?)),
            't' => Scalar::Text(Cow::Owned(value.to_owned())),
            'f' => Scalar::Flags(value.split(',').map(str::to_owned).collect()),
            'g' => Scalar::Guid(value.parse().ok()?),
            'm' => Scalar::Instant(value.parse().ok()?),
            'd' => Scalar::Date(value.parse().ok()?),
            'c' => Scalar::Time(value.parse().ok()?),
            'p' => Scalar::Duration(value.parse().ok()?),
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token() -> SkipToken {
        let keys = vec![
            Scalar::Null,
            Scalar::Bool(true),
            Scalar::Integer(-5),
            Scalar::Number(0.1),
            Scalar::Text(Cow::Borrowed("Sales, é")),
            Scalar::Flags(vec!["joiner".to_owned(), "mover".to_owned()]),
            Scalar::Guid(7),
            Scalar::Instant(-1),
            Scalar::Date(3),
            Scalar::Time(4),
            Scalar::Duration(-6),
        ];
        SkipToken::new("/a/b", "$top=2", 2, Position { ordinal: 9, keys })
    }

    #[test]
    fn a_token_is_what_it_was() {
        let key = TokenKey::random();
        let sealed = token().sealed(&key).unwrap();
        assert_eq!(SkipToken::open(&sealed, "/a/b", &key).unwrap(), token());
    }

    #[test]
    fn a_token_of_another_collection_is_refused() {
        let key = TokenKey::random();
        let sealed = token().sealed(&key).unwrap();
        let error = SkipToken::open(&sealed, "/a", &key).unwrap_err();
        assert!(error.message().contains("belongs to another collection"));
    }

    #[test]
    fn a_token_that_was_changed_is_refused() {
        let key = TokenKey::from_bytes(b"secret");
        let sealed = token().sealed(&key).unwrap();
        for at in 0..sealed.len() {
            let mut changed = sealed.clone().into_bytes();
            changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(changed).unwrap();
            let error = SkipToken::open(&changed, "/a/b", &key).unwrap_err();
            assert!(error.message().contains("not one of this service"), "{at}");
        }
        for broken in ["", "a", "AAAAAAAAAAAAAAAAAAAAAA", "é"] {
            assert!(SkipToken::open(broken, "/a/b", &key).is_err(), "{broken}");
        }
        assert!(SkipToken::open(&sealed, "/a/b", &TokenKey::random()).is_err());
    }
}
