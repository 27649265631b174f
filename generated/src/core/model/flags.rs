//! Sets of flags: one value of several names, separated by commas in JSON.

use std::borrow::Cow;
use std::fmt;

use crate::core::json::{Fault, Reader};
use crate::core::text::field_name;

/// A set of an enumeration's flags, with the names that the metadata does not have.
///
/// The generated types wrap it; their `Display` gives the comma form.
#[derive(Clone, Default)]
pub struct FlagSet {
    bits: u64,
    /// The names that the metadata does not have, separated by commas.
    unknown: Option<Box<str>>,
    /// The text as it came, if we would write another (order, casing apart).
    came_as: Option<Box<str>>,
}

impl FlagSet {
    #[doc(hidden)]
    pub const fn of(bits: u64) -> Self {
        Self {
            bits,
            unknown: None,
            came_as: None,
        }
    }

    /// The bits of the names that the metadata has.
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

    /// Reads the comma form, with or without blanks, names in any case.
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
                    set.add_unknown(name);
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
    pub(crate) fn text(&self, members: &[(&'static str, u64)]) -> String {
        if let Some(text) = &self.came_as {
            return text.to_string();
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
        for name in self.unknown() {
            push(&mut text, name);
        }
        if text.is_empty()
            && let Some((name, _)) = members.iter().find(|(_, bits)| *bits == 0)
        {
            text.push_str(name);
        }
        text
    }
}

/// The names of a set, before they are looked up. A set has at most 64 flags; a text of many more is none.
pub(crate) fn flag_names<'a>(reader: &mut Reader<'a>) -> Result<Cow<'a, str>, Fault> {
    let names = reader.string()?;
    if names.bytes().filter(|byte| *byte == b',').count() < 64 {
        Ok(names)
    } else {
        Err(Fault::odd("more than 64 names of flags"))
    }
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
