//! What a type says of itself: static, and small.

use super::Model;

/// A generated type: its Graph name and its members.
#[derive(Debug)]
#[non_exhaustive]
pub struct TypeInfo {
    /// The full name in Graph, for example `microsoft.graph.accessPackage`.
    pub name: &'static str,
    /// The members, those of base types first.
    pub members: &'static [Member],
    pub(crate) flags: u8,
    /// The names of all types of its version, below `microsoft.graph`.
    known: &'static [&'static str],
    /// Makes one with nothing set.
    pub(super) make: fn() -> Box<dyn Model>,
}

/// A member of a type: its name in Graph and what is known of it.
#[derive(Debug)]
#[non_exhaustive]
pub struct Member {
    /// The name in Graph's JSON, for example `displayName`.
    pub name: &'static str,
    /// The name as it stands in an object behind another member: `,"displayName":`.
    pub(crate) key: &'static str,
    pub(crate) flags: u8,
    tag: u32,
}

/// What tells most names apart before their letters are compared, in any case: the length, and the first, middle and
/// last byte.
const fn tag(name: &str) -> u32 {
    let bytes = name.as_bytes();
    let (Some(first), Some(last)) = (bytes.first(), bytes.last()) else {
        return 0;
    };
    let (_, half) = bytes.split_at(bytes.len() / 2);
    let middle = match half.first() {
        Some(middle) => *middle,
        None => 0,
    };
    u32::from_le_bytes([bytes.len() as u8, *first | 0x20, middle | 0x20, *last | 0x20])
}

/// What is known of a type or member, a bit each.
pub(crate) mod flag {
    /// A member: it leads to other entities.
    pub(crate) const NAVIGATION: u8 = 1;
    /// A member: the service sets it, bodies go without it.
    pub(crate) const READ_ONLY: u8 = 2;
    /// A member: its value is not shown by `Debug`.
    pub(crate) const SECRET: u8 = 4;
    /// A member: it is (part of) the key. Within a body it says which entity is meant, so it is left out at the top
    /// only.
    pub(crate) const KEY: u8 = 8;

    /// A type: values of it can stand where a base type is declared, so it writes its `@odata.type`.
    pub(crate) const DERIVED: u8 = 1;
    /// A type: it may have members that the metadata does not name.
    pub(crate) const OPEN: u8 = 2;
}

impl TypeInfo {
    pub(crate) const fn new(
        name: &'static str,
        flags: u8,
        known: &'static [&'static str],
        make: fn() -> Box<dyn Model>,
        members: &'static [Member],
    ) -> Self {
        Self {
            name,
            members,
            flags,
            known,
            make,
        }
    }

    /// Whether the type is open: it may have members that the metadata does not name.
    pub fn is_open(&self) -> bool {
        self.flags & flag::OPEN != 0
    }

    /// The name without its namespace, for example `accessPackage`.
    pub fn short_name(&self) -> &'static str {
        self.name.rsplit('.').next().unwrap_or(self.name)
    }

    pub(crate) fn is_derived(&self) -> bool {
        self.flags & flag::DERIVED != 0
    }

    /// The place of a member.
    pub(crate) fn find(&self, name: &str) -> Option<usize> {
        let tag = tag(name);
        self.members
            .iter()
            .position(|member| member.tag == tag && member.name == name)
    }

    /// The place of a member by its name in any case.
    pub(crate) fn find_in_any_case(&self, name: &str) -> Option<usize> {
        self.members
            .iter()
            .position(|member| member.name.eq_ignore_ascii_case(name))
    }

    pub(crate) fn member(&self, place: usize) -> Option<&'static Member> {
        self.members.get(place)
    }

    /// The name of the member at a place.
    pub(crate) fn name_of(&self, place: usize) -> &'static str {
        self.member(place).map_or("", |member| member.name)
    }

    /// Whether a discriminator names this type: with `#` or without, by alias or in full, in any case.
    pub(crate) fn is_named(&self, odata_type: &str) -> bool {
        same_name(self.name, odata_type)
    }

    /// The place among these types of the one that a discriminator names.
    pub(crate) fn place_of(types: &[&Self], odata_type: &str) -> Option<usize> {
        // As we write it, and the service.
        let usual = odata_type.strip_prefix('#').unwrap_or(odata_type);
        let place = types.iter().position(|info| info.name == usual);
        place.or_else(|| types.iter().position(|info| info.is_named(odata_type)))
    }

    /// Whether a discriminator names a type of this type's version, itself or another.
    pub(crate) fn knows(&self, odata_type: &str) -> bool {
        let name = unqualified(odata_type.trim_start_matches('#'));
        self.known.iter().any(|known| known.eq_ignore_ascii_case(name))
    }
}

fn same_name(name: &str, odata_type: &str) -> bool {
    unqualified(name).eq_ignore_ascii_case(unqualified(odata_type.trim_start_matches('#')))
}

/// A type's name below `microsoft.graph`, whose alias is `graph`.
fn unqualified(name: &str) -> &str {
    for prefix in ["microsoft.graph.", "graph."] {
        if let Some((start, rest)) = name.split_at_checked(prefix.len())
            && start.eq_ignore_ascii_case(prefix)
        {
            return rest;
        }
    }
    name
}

impl Member {
    /// From the name as it stands in an object behind another member.
    pub(crate) const fn new(key: &'static str, flags: u8) -> Self {
        let (_, name) = key.split_at(",\"".len());
        let (name, _) = name.split_at(name.len() - "\":".len());
        Self {
            name,
            key,
            flags,
            tag: tag(name),
        }
    }

    /// Whether it leads to other entities, and so is expanded rather than selected.
    pub fn is_navigation(&self) -> bool {
        self.flags & flag::NAVIGATION != 0
    }

    /// Whether the service sets it: `create`, `update` and `replace` go without it.
    pub fn is_read_only(&self) -> bool {
        self.flags & flag::READ_ONLY != 0
    }

    /// Whether `Debug` shows only that it is set.
    pub fn is_secret(&self) -> bool {
        self.flags & flag::SECRET != 0
    }

    /// Whether this is its name, in any case.
    pub(crate) fn is_called(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    pub(crate) fn is_key(&self) -> bool {
        self.flags & flag::KEY != 0
    }
}
