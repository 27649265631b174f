//! The rows of a table, and the numbers in them. What each number means is said in `generated/src/reflection/rows.rs`.

use super::words::Words;
use crate::model::{ItemType, Primitive, QName, Type, TypeRef};
use std::collections::BTreeMap;

/// The first number of a type of the version; the ones below are for primitives.
const FIRST_TYPE: usize = 32;
const COLLECTION: u16 = 1 << 15;
/// The number of any JSON, after the primitives.
const UNTYPED: u16 = 18;

pub(super) struct SegmentRow {
    pub(super) text: u16,
    pub(super) kind: &'static str,
    pub(super) end: u16,
    pub(super) operations: u16,
    pub(super) parameters: u16,
    pub(super) subject: u16,
    /// For the reader: the path.
    pub(super) path: String,
}

pub(super) struct ParameterRow {
    pub(super) placeholder: u16,
    pub(super) name: u16,
    pub(super) ty: u16,
    pub(super) optional: bool,
    pub(super) nullable: bool,
    pub(super) doc: u16,
}

pub(super) struct OperationRow {
    pub(super) segment: u16,
    pub(super) kind: String,
    pub(super) body: (&'static str, u16),
    pub(super) response: (&'static str, u16),
    pub(super) options: (u8, u8),
    pub(super) permissions: u16,
    pub(super) deprecation: u16,
    pub(super) unsupported: u16,
    pub(super) missing_in: u8,
    pub(super) page: u16,
    pub(super) doc: u16,
}

pub(super) struct TypeRow {
    pub(super) name: u16,
    pub(super) kind: &'static str,
    pub(super) flags: u8,
    pub(super) base: u16,
    pub(super) members: u16,
    pub(super) deprecation: u16,
    pub(super) doc: u16,
    /// For the reader: the full name.
    pub(super) written: String,
}

pub(super) struct MemberRow {
    pub(super) name: u16,
    pub(super) ty: u16,
    pub(super) flags: u8,
    pub(super) deprecation: u16,
    pub(super) doc: u16,
}

/// The numbers of texts and types.
pub(super) struct TypeNumbers<'a> {
    pub(super) words: Words,
    /// In the order of full names as text, which is that of words.
    pub(super) order: Vec<(&'a QName, &'a Type)>,
    rows: BTreeMap<&'a QName, u16>,
}

impl<'a> TypeNumbers<'a> {
    pub(super) fn of(types: &'a BTreeMap<QName, Type>, words: Words) -> Result<Self, &'static str> {
        let mut order: Vec<_> = types.iter().collect();
        order.sort_by_cached_key(|(name, _)| name.to_string());
        let rows = order.iter().enumerate().map(|(row, (name, _))| {
            let row = number(row + FIRST_TYPE, "types")?;
            (row & COLLECTION == 0).then_some((*name, row)).ok_or("types")
        });
        let rows = rows.collect::<Result<BTreeMap<_, _>, _>>()?;
        Ok(Self { words, order, rows })
    }

    /// The code of a type where it is named.
    pub(super) fn code(&self, ty: &TypeRef) -> u16 {
        let collection = if ty.collection { COLLECTION } else { 0 };
        self.item(&ty.item) | collection
    }

    pub(super) fn item(&self, item: &ItemType) -> u16 {
        match item {
            ItemType::Primitive(primitive) => primitive_code(*primitive),
            ItemType::Enum(name) | ItemType::Structured(name) => self.rows.get(name).copied().unwrap_or(UNTYPED),
            ItemType::Untyped => UNTYPED,
        }
    }

    /// One more than the row of a type: 0 is none.
    pub(super) fn base(&self, name: &QName) -> u16 {
        let first = u16::try_from(FIRST_TYPE).unwrap_or_default();
        self.rows.get(name).map_or(0, |code| code - first + 1)
    }
}

/// The place of a primitive in `types::PRIMITIVES`, from 1 on.
fn primitive_code(primitive: Primitive) -> u16 {
    match primitive {
        Primitive::String => 1,
        Primitive::Boolean => 2,
        Primitive::Byte => 3,
        Primitive::SByte => 4,
        Primitive::Int16 => 5,
        Primitive::Int32 => 6,
        Primitive::Int64 => 7,
        Primitive::Single => 8,
        Primitive::Double => 9,
        Primitive::Decimal => 10,
        Primitive::DateTimeOffset => 11,
        Primitive::Date => 12,
        Primitive::TimeOfDay => 13,
        Primitive::Duration => 14,
        Primitive::Guid => 15,
        Primitive::Binary => 16,
        Primitive::Stream => 17,
    }
}

/// A count as a row has it.
///
/// # Errors
/// What there is too much of.
pub(super) fn number(count: usize, of_what: &'static str) -> Result<u16, &'static str> {
    u16::try_from(count).map_err(|_| of_what)
}
