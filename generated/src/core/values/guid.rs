//! `Edm.Guid`.

use std::str::FromStr;

use super::plain::{InvalidValue, Plain, text_value};

/// A GUID (`Edm.Guid`), for example `7a6ab703-0780-4b37-8445-81f679b2d75c`.
///
/// Equal are two of the same value; upper case is written back where it was read.
#[derive(Clone)]
pub struct Guid {
    value: u128,
    /// The text it was read from, where that is not the usual one in lower case.
    text: Option<Box<str>>,
}

const NO_GUID: InvalidValue = InvalidValue("not a GUID, such as 7a6ab703-0780-4b37-8445-81f679b2d75c");

impl Guid {
    /// The GUID of a number, its first digit in the highest bits.
    pub const fn from_u128(value: u128) -> Self {
        Self { value, text: None }
    }

    /// The GUID as a number, its first digit in the highest bits.
    pub const fn as_u128(&self) -> u128 {
        self.value
    }
}

impl PartialEq for Guid {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl Eq for Guid {}

impl PartialOrd for Guid {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Guid {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.value.cmp(&other.value)
    }
}

impl std::hash::Hash for Guid {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.value.hash(state);
    }
}

impl FromStr for Guid {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        if text.len() != 36 {
            return Err(NO_GUID);
        }
        let mut value = 0_u128;
        let mut lower = true;
        for (place, byte) in text.bytes().enumerate() {
            if matches!(place, 8 | 13 | 18 | 23) {
                if byte != b'-' {
                    return Err(NO_GUID);
                }
                continue;
            }
            let digit = char::from(byte).to_digit(16).ok_or(NO_GUID)?;
            lower &= !byte.is_ascii_uppercase();
            value = value << 4 | u128::from(digit);
        }
        Ok(Self {
            value,
            text: if lower { None } else { Some(text.into()) },
        })
    }
}

impl Plain for Guid {
    fn text(&self, out: &mut Vec<u8>) {
        if let Some(text) = &self.text {
            out.extend_from_slice(text.as_bytes());
        } else {
            self.identity(out);
        }
    }

    fn identity(&self, out: &mut Vec<u8>) {
        for place in 0..32_u32 {
            if matches!(place, 8 | 12 | 16 | 20) {
                out.push(b'-');
            }
            let digit = (self.value >> (124 - 4 * place)) as u32 & 15;
            out.push(char::from_digit(digit, 16).unwrap_or('0') as u8);
        }
    }
}

text_value!(Guid, "a GUID");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guid_is_written_as_it_was_read() {
        for text in [
            "7a6ab703-0780-4b37-8445-81f679b2d75c",
            "7A6AB703-0780-4B37-8445-81F679B2D75C",
            "00000000-0000-0000-0000-00000000000A",
        ] {
            assert_eq!(text.parse::<Guid>().unwrap().to_string(), text);
        }
        assert_eq!(
            "7a6ab703-0780-4b37-8445-81f679b2d75c".parse::<Guid>(),
            "7A6AB703-0780-4B37-8445-81F679B2D75C".parse()
        );
        assert_eq!(Guid::from_u128(10).to_string(), "00000000-0000-0000-0000-00000000000a");
    }

    #[test]
    fn what_is_no_guid_is_refused() {
        for text in [
            "",
            "7a6ab70307804b37844581f679b2d75c",
            "7a6ab703-0780-4b37-8445-81f679b2d75g",
            "7a6ab703-0780-4b37-8445-81f679b2d75c ",
            "7a6ab7030-780-4b37-8445-81f679b2d75c",
        ] {
            assert!(text.parse::<Guid>().is_err(), "{text}");
        }
    }
}
