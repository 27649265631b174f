//! Sets of flags: one value of several names, separated by commas in JSON, or the number of their bits.

use std::borrow::Cow;
use std::fmt;

use serde::de::Visitor;
use serde::{Deserializer, Serializer};

use crate::core::json::{Fault, Kind, Reader};
use crate::core::text::field_name;

/// A set of an enumeration's flags, with the names and bits that the metadata does not have.
///
/// The generated types wrap it; their `Display` gives the comma form, in which bits without a name are a number. A set
/// that came as a number is read by the flags' values, and written as a number as long as it is not changed.
#[derive(Clone, Default)]
pub struct FlagSet {
    bits: u64,
    /// The names that the metadata does not have, separated by commas.
    unknown: Option<Box<str>>,
    /// The text as it came, if we would write another (order, casing apart).
    came_as: Option<Box<str>>,
    /// Whether it came as a JSON number.
    is_number: bool,
}

impl FlagSet {
    #[doc(hidden)]
    pub const fn of(bits: u64) -> Self {
        Self {
            bits,
            unknown: None,
            came_as: None,
            is_number: false,
        }
    }

    /// A set that came as a JSON number.
    pub(crate) fn of_number(bits: u64) -> Self {
        Self {
            is_number: true,
            ..Self::of(bits)
        }
    }

    /// The number, if it is written as one.
    pub(crate) fn number(&self) -> Option<u64> {
        self.is_number.then_some(self.bits)
    }

    /// The bits of the names that the metadata has, and those that came as a number.
    pub fn bits(&self) -> u64 {
        self.bits
    }

    /// The names that the metadata does not have.
    pub fn unknown(&self) -> impl Iterator<Item = &str> {
        self.unknown.as_deref().into_iter().flat_map(|names| names.split(','))
    }

    pub(crate) fn contains(&self, other: &Self) -> bool {
        self.bits & other.bits == other.bits && other.unknown().all(|name| self.unknown().any(|own| own == name))
    }

    pub(crate) fn union(mut self, other: &Self) -> Self {
        self.bits |= other.bits;
        for name in other.unknown() {
            if !self.unknown().any(|own| own == name) {
                self.add_unknown(name);
            }
        }
        self.came_as = None;
        self.is_number = false;
        self
    }

    /// The same bytes for equal sets only.
    pub(crate) fn identity(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.bits.to_be_bytes());
        let mut names: Vec<&str> = self.unknown().collect();
        names.sort_unstable();
        for name in names {
            out.push(b',');
            out.extend_from_slice(name.as_bytes());
        }
    }

    fn add_unknown(&mut self, name: &str) {
        self.unknown = Some(match self.unknown.take() {
            Some(names) => format!("{names},{name}").into(),
            None => name.into(),
        });
    }

    /// Reads the comma form, with or without blanks, names in any case. OData takes a flag's value for its name, too.
    pub(crate) fn read(text: &str, members: &[(&'static str, u64)]) -> Self {
        // Mostly it is one name, as we write it.
        if let Some((_, bits)) = members.iter().find(|(member, _)| *member == text)
            && bits.is_power_of_two()
            && members
                .iter()
                .find(|(_, other)| other == bits)
                .map(|(member, _)| *member)
                == Some(text)
        {
            return Self::of(*bits);
        }
        let mut set = Self::default();
        let mut normal = String::with_capacity(text.len());
        for name in text.split(',').map(str::trim).filter(|name| !name.is_empty()) {
            if !normal.is_empty() {
                normal.push(',');
            }
            match members.iter().find(|(member, _)| member.eq_ignore_ascii_case(name)) {
                Some((member, bits)) => {
                    set.bits |= bits;
                    normal.push_str(member);
                }
                None => {
                    normal.push_str(name);
                    let digits = name.bytes().all(|byte| byte.is_ascii_digit());
                    match name.parse::<u64>() {
                        Ok(bits) if digits => set.bits |= bits,
                        _ => set.add_unknown(name),
                    }
                }
            }
        }
        if set.text(members) != text {
            // Names as the metadata has them, in the order and with the blanks of the text.
            let spaced = if text.contains(", ") {
                normal.replace(',', ", ")
            } else {
                normal
            };
            set.came_as = Some(spaced.into());
        }
        set
    }

    /// The comma form.
    pub(crate) fn text(&self, members: &[(&'static str, u64)]) -> Cow<'_, str> {
        if let Some(text) = &self.came_as {
            return Cow::Borrowed(text);
        }
        // Mostly it is one flag.
        if self.bits.is_power_of_two()
            && self.unknown.is_none()
            && let Some((name, _)) = members.iter().find(|(_, bits)| *bits == self.bits)
        {
            return Cow::Borrowed(name);
        }
        let mut text = String::new();
        let mut left = self.bits;
        // Names of one bit first; those of several only for what is left, and the name of none for nothing.
        for (name, bits) in members.iter().filter(|(_, bits)| bits.is_power_of_two()) {
            if left & bits != 0 {
                push(&mut text, name);
                left &= !bits;
            }
        }
        for (name, bits) in members.iter().filter(|(_, bits)| *bits != 0) {
            if left & bits == *bits {
                push(&mut text, name);
                left &= !bits;
            }
        }
        if left != 0 {
            push(&mut text, &left.to_string());
        }
        for name in self.unknown() {
            push(&mut text, name);
        }
        if text.is_empty()
            && let Some((name, _)) = members.iter().find(|(_, bits)| *bits == 0)
        {
            text.push_str(name);
        }
        Cow::Owned(text)
    }
}

/// Reads a set of flags. It has at most 64; a text of many more names is none.
pub(crate) fn read_flags(reader: &mut Reader<'_>, members: &[(&'static str, u64)]) -> Result<FlagSet, Fault> {
    if reader.peek()? == Kind::Number {
        let number = reader.number()?.parse();
        return number
            .map(FlagSet::of_number)
            .map_err(|_| Fault::mismatch("not a number that flags have: whole, and of 64 bits"));
    }
    let names = reader.string()?;
    if names.bytes().filter(|byte| *byte == b',').count() < 64 {
        Ok(FlagSet::read(&names, members))
    } else {
        Err(Fault::mismatch("more than 64 names of flags"))
    }
}

/// Writes a set of flags by serde, as it came.
pub(crate) fn serialize_flags<S: Serializer>(
    set: &FlagSet,
    members: &[(&'static str, u64)],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match set.number() {
        Some(number) => serializer.serialize_u64(number),
        None => serializer.serialize_str(&set.text(members)),
    }
}

/// Reads a set of flags by serde.
pub(crate) fn deserialize_flags<'de, D: Deserializer<'de>>(
    members: &[(&'static str, u64)],
    deserializer: D,
) -> Result<FlagSet, D::Error> {
    struct Flags<'a>(&'a [(&'static str, u64)]);

    impl Visitor<'_> for Flags<'_> {
        type Value = FlagSet;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("names of flags, or the number of their bits")
        }

        fn visit_str<E: serde::de::Error>(self, names: &str) -> Result<FlagSet, E> {
            Ok(FlagSet::read(names, self.0))
        }

        fn visit_u64<E: serde::de::Error>(self, bits: u64) -> Result<FlagSet, E> {
            Ok(FlagSet::of_number(bits))
        }

        fn visit_i64<E: serde::de::Error>(self, bits: i64) -> Result<FlagSet, E> {
            let bits = u64::try_from(bits);
            bits.map(FlagSet::of_number)
                .map_err(|_| E::custom("flags are no negative number"))
        }
    }

    deserializer.deserialize_any(Flags(members))
}

fn push(text: &mut String, name: &str) {
    if !text.is_empty() {
        text.push(',');
    }
    text.push_str(name);
}

impl PartialEq for FlagSet {
    fn eq(&self, other: &Self) -> bool {
        self.bits == other.bits && self.contains(other) && other.contains(self)
    }
}

impl Eq for FlagSet {}

impl fmt::Debug for FlagSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:#x}", self.bits)?;
        self.unknown().try_for_each(|name| write!(f, " {}", field_name(name)))
    }
}
