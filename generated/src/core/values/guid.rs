//! `Edm.Guid`.

use std::str::FromStr;

use super::plain::{InvalidValue, Plain, text_value};

/// A GUID (`Edm.Guid`), for example `7a6ab703-0780-4b37-8445-81f679b2d75c`.
///
/// Equal are two of the same value; upper case is written back where it was read.
#[derive(Clone, Copy)]
pub struct Guid {
    /// The first digit in the highest bits of the first byte. Not a number, which would take space for its alignment.
    bytes: [u8; 16],
    /// Which digits it was read with in upper case, the first in the highest bit.
    upper: u32,
}

/// How many characters its text has.
const LENGTH: usize = 36;

/// Where the two digits of each byte stand in the text; between them are hyphens.
const PAIRS: [usize; 16] = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34];

const NO_GUID: InvalidValue = InvalidValue("not a GUID, such as 7a6ab703-0780-4b37-8445-81f679b2d75c");

impl Guid {
    /// The GUID of a number, its first digit in the highest bits.
    pub const fn from_u128(value: u128) -> Self {
        Self {
            bytes: value.to_be_bytes(),
            upper: 0,
        }
    }

    /// The GUID as a number, its first digit in the highest bits.
    pub const fn as_u128(&self) -> u128 {
        u128::from_be_bytes(self.bytes)
    }

    /// Its text, with the digits in upper case that have these bits.
    fn write(&self, upper: u32, out: &mut Vec<u8>) {
        const LOWER: &[u8; 16] = b"0123456789abcdef";
        let letter = |digit: u8, place: usize| {
            let lower = LOWER.get(usize::from(digit)).copied().unwrap_or_default();
            // In upper case a letter has one bit less.
            if upper << place >> 31 == 1 {
                lower & !0x20
            } else {
                lower
            }
        };
        let mut text = [b'-'; LENGTH];
        for (number, (byte, place)) in self.bytes.iter().zip(PAIRS).enumerate() {
            if let Some(pair) = text.get_mut(place..place + 2) {
                pair.copy_from_slice(&[letter(byte >> 4, 2 * number), letter(byte & 15, 2 * number + 1)]);
            }
        }
        out.extend_from_slice(&text);
    }
}

impl PartialEq for Guid {
    fn eq(&self, other: &Self) -> bool {
        self.bytes == other.bytes
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
        self.bytes.cmp(&other.bytes)
    }
}

impl std::hash::Hash for Guid {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.bytes.hash(state);
    }
}

impl FromStr for Guid {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let text = text.as_bytes();
        if text.len() != LENGTH || [8, 13, 18, 23].iter().any(|place| text.get(*place) != Some(&b'-')) {
            return Err(NO_GUID);
        }
        let digit = |letter: u8| char::from(letter).to_digit(16).ok_or(NO_GUID);
        let (mut bytes, mut upper) = ([0; 16], 0);
        for (byte, place) in bytes.iter_mut().zip(PAIRS) {
            let Some(&[high, low]) = text.get(place..place + 2) else {
                return Err(NO_GUID);
            };
            *byte = (digit(high)? << 4 | digit(low)?) as u8;
            upper = upper << 2 | u32::from(high.is_ascii_uppercase()) << 1 | u32::from(low.is_ascii_uppercase());
        }
        Ok(Self { bytes, upper })
    }
}

impl Plain for Guid {
    fn text(&self, out: &mut Vec<u8>) {
        self.write(self.upper, out);
    }

    fn identity(&self, out: &mut Vec<u8>) {
        self.write(0, out);
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
