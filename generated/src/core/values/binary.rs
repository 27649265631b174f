//! `Edm.Binary`: base64 in either alphabet.

use std::ops::Deref;
use std::str::FromStr;

use super::plain::{InvalidValue, Plain, text_value};

/// Bytes (`Edm.Binary`), base64 or base64url in JSON.
///
/// Made of bytes it is written as base64 with padding; one that was read is written in the form that it came in.
#[derive(Clone, Default)]
pub struct Binary {
    bytes: Vec<u8>,
    url_safe: bool,
    unpadded: bool,
}

const STANDARD: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const URL_SAFE: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const NO_BASE64: InvalidValue = InvalidValue("not base64 or base64url");

impl Binary {
    /// The bytes, owned.
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// The bytes as base64url without padding, as they stand in a URL.
    pub fn to_base64url(&self) -> String {
        let url_safe = Self {
            bytes: self.bytes.clone(),
            url_safe: true,
            unpadded: true,
        };
        url_safe.to_string()
    }
}

impl Deref for Binary {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes
    }
}

impl From<Vec<u8>> for Binary {
    fn from(bytes: Vec<u8>) -> Self {
        Self {
            bytes,
            ..Self::default()
        }
    }
}

impl From<&[u8]> for Binary {
    fn from(bytes: &[u8]) -> Self {
        bytes.to_vec().into()
    }
}

impl PartialEq for Binary {
    fn eq(&self, other: &Self) -> bool {
        self.bytes == other.bytes
    }
}

impl Eq for Binary {}

impl std::hash::Hash for Binary {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.bytes.hash(state);
    }
}

impl FromStr for Binary {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let digits = text.trim_end_matches('=');
        let padding = text.len() - digits.len();
        let url_safe = digits.contains(['-', '_']);
        // Padding is all or nothing, and one digit alone is no byte.
        let unpadded = padding == 0 && !digits.len().is_multiple_of(4);
        if (padding > 0 && (padding > 2 || !text.len().is_multiple_of(4))) || digits.len() % 4 == 1 {
            return Err(NO_BASE64);
        }
        let mut bytes = Vec::with_capacity(digits.len() / 4 * 3 + 2);
        let (mut bits, mut held) = (0_u32, 0_u32);
        for digit in digits.bytes() {
            let value = match digit {
                b'A'..=b'Z' => digit - b'A',
                b'a'..=b'z' => digit - b'a' + 26,
                b'0'..=b'9' => digit - b'0' + 52,
                b'+' | b'-' if url_safe == (digit == b'-') => 62,
                b'/' | b'_' if url_safe == (digit == b'_') => 63,
                _ => return Err(NO_BASE64),
            };
            bits = bits << 6 | u32::from(value);
            held += 6;
            if held >= 8 {
                held -= 8;
                bytes.push((bits >> held) as u8);
                bits &= (1 << held) - 1;
            }
        }
        // Bits that belong to no byte would be lost.
        if bits != 0 {
            Err(NO_BASE64)
        } else {
            Ok(Self {
                bytes,
                url_safe,
                unpadded,
            })
        }
    }
}

impl Plain for Binary {
    fn text(&self, out: &mut Vec<u8>) {
        let alphabet = if self.url_safe { URL_SAFE } else { STANDARD };
        for chunk in self.bytes.chunks(3) {
            let mut bits = 0_u32;
            for place in 0..3 {
                bits = bits << 8 | u32::from(chunk.get(place).copied().unwrap_or_default());
            }
            for place in 0..4 {
                if place <= chunk.len() {
                    out.extend(alphabet.get((bits >> (18 - 6 * place)) as usize & 63));
                } else if !self.unpadded {
                    out.push(b'=');
                }
            }
        }
    }

    fn identity(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.bytes);
    }
}

text_value!(Binary, "base64 or base64url");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn binary_is_written_as_it_was_read() {
        for text in ["", "TQ==", "TWE=", "TWFu", "TQ", "TWE", "-_8", "+/8=", "-_8=", "AAAA"] {
            assert_eq!(text.parse::<Binary>().unwrap().to_string(), text);
        }
        assert_eq!(&*"TWFu".parse::<Binary>().unwrap(), b"Man");
        assert_eq!(Binary::from(&b"Ma"[..]).to_string(), "TWE=");
        assert_eq!("-_8".parse::<Binary>(), "+/8=".parse());
    }

    #[test]
    fn every_byte_survives() {
        let bytes: Vec<u8> = (0..=255).collect();
        assert_eq!(
            Binary::from(bytes.clone())
                .to_string()
                .parse::<Binary>()
                .unwrap()
                .into_bytes(),
            bytes
        );
    }

    #[test]
    fn what_is_no_base64_is_refused() {
        for text in ["T", "TQ=", "TQ===", "T=Q=", "TR==", "TW Fu", "+_8=", "é", "===="] {
            assert!(text.parse::<Binary>().is_err(), "{text}");
        }
    }
}
