//! The rows of the tables: numbers, two bytes each at most. `generator/src/reflection` makes them, and
//! `v1_0/reflection` and `beta/reflection` hold them; the handles of this module's neighbours read them.
//!
//! A row that owns a range of another table has the range's start; the next row has its end. Each table that owns
//! ranges therefore ends with a row that is none.

pub(crate) use super::operation::OperationKind as Does;
pub(crate) use super::segment::SegmentKind as Is;
pub(crate) use super::types::TypeKind as Kind;
pub(crate) use super::words::{Word, Words, starts};

/// A type as a row has it: 0 is none; the highest bit says that it is a collection of what the others name, primitives
/// by their place in `types::PRIMITIVES` from 1 on, types of the version from 32 on.
pub(crate) type TypeCode = u16;

/// A segment of the URL space, in the order of a walk that visits a segment before what is below it.
#[derive(Clone, Copy)]
pub(crate) struct SegmentRow {
    /// As the OpenAPI document writes it.
    pub(crate) text: Word,
    pub(crate) kind: Is,
    /// The row after the last one below it.
    pub(crate) end: u16,
    /// Its first operation.
    pub(crate) operations: u16,
    /// Its first parameter.
    pub(crate) parameters: u16,
    /// What it addresses.
    pub(crate) subject: TypeCode,
}

pub(crate) const fn segment(
    text: Word,
    kind: Is,
    end: u16,
    operations: u16,
    parameters: u16,
    subject: TypeCode,
) -> SegmentRow {
    SegmentRow {
        text,
        kind,
        end,
        operations,
        parameters,
        subject,
    }
}

/// A key or an argument in a segment.
#[derive(Clone, Copy)]
pub(crate) struct ParameterRow {
    /// Between the braces.
    pub(crate) placeholder: Word,
    /// The key's member or the argument.
    pub(crate) name: Word,
    pub(crate) ty: TypeCode,
    pub(crate) optional: bool,
    pub(crate) nullable: bool,
    pub(crate) doc: Word,
}

pub(crate) const fn parameter(
    placeholder: Word,
    name: Word,
    ty: TypeCode,
    optional: bool,
    nullable: bool,
    doc: Word,
) -> ParameterRow {
    ParameterRow {
        placeholder,
        name,
        ty,
        optional,
        nullable,
        doc,
    }
}

/// An operation, in the order of segments.
#[derive(Clone, Copy)]
pub(crate) struct OperationRow {
    pub(crate) segment: u16,
    pub(crate) kind: Does,
    /// `BODY_…`.
    pub(crate) body_form: u8,
    pub(crate) body: TypeCode,
    /// `RESPONSE_…`.
    pub(crate) response_form: u8,
    pub(crate) response: TypeCode,
    /// A bit per option, in the order of `QueryOption::ALL`.
    pub(crate) options: u8,
    /// Options that the OpenAPI document has and an annotation denies.
    pub(crate) denied: u8,
    pub(crate) facts: FactsRow,
    /// Our own sentence.
    pub(crate) doc: Word,
}

/// What else is known of an operation.
#[derive(Clone, Copy)]
pub(crate) struct FactsRow {
    /// 0 for none, else one more than the row.
    pub(crate) permissions: u16,
    /// 0 for none, else one more than the row.
    pub(crate) deprecation: u16,
    /// 0 for none, else one more than the row.
    pub(crate) unsupported: u16,
    /// National clouds without it, a bit per cloud.
    pub(crate) missing_in: u8,
    /// What follows `graph/api/` in the page's address.
    pub(crate) page: Word,
}

pub(crate) const fn operation(
    segment: u16,
    kind: Does,
    body: (u8, TypeCode),
    response: (u8, TypeCode),
    options: (u8, u8),
    facts: FactsRow,
    doc: Word,
) -> OperationRow {
    OperationRow {
        segment,
        kind,
        body_form: body.0,
        body: body.1,
        response_form: response.0,
        response: response.1,
        options: options.0,
        denied: options.1,
        facts,
        doc,
    }
}

pub(crate) const fn facts(
    permissions: u16,
    deprecation: u16,
    unsupported: u16,
    missing_in: u8,
    page: Word,
) -> FactsRow {
    FactsRow {
        permissions,
        deprecation,
        unsupported,
        missing_in,
        page,
    }
}

pub(crate) const BODY_NONE: u8 = 0;
pub(crate) const BODY_MODEL: u8 = 1;
pub(crate) const BODY_CONTENT: u8 = 2;
pub(crate) const BODY_REFERENCE: u8 = 3;

pub(crate) const RESPONSE_NOTHING: u8 = 0;
pub(crate) const RESPONSE_MODEL: u8 = 1;
pub(crate) const RESPONSE_MODEL_OR_NOTHING: u8 = 2;
pub(crate) const RESPONSE_PAGE: u8 = 3;
pub(crate) const RESPONSE_VALUE: u8 = 4;
pub(crate) const RESPONSE_VALUE_OR_NOTHING: u8 = 5;
pub(crate) const RESPONSE_COUNT: u8 = 6;
pub(crate) const RESPONSE_CONTENT: u8 = 7;
pub(crate) const RESPONSE_REFERENCES: u8 = 8;

/// The permissions of operations that need the same. The lists stand one after another in the table of names, in this
/// order: least delegated, delegated of personal accounts, application; then the higher ones of the same.
#[derive(Clone, Copy)]
pub(crate) struct PermissionsRow {
    /// The rule by which they were inferred; 0 where they are published.
    pub(crate) inferred: Word,
    /// The operation that they were inferred from: 0 for none, else one more than the row.
    pub(crate) from: u16,
    /// Where each list begins; the last number is where the last one ends.
    pub(crate) lists: [u16; 7],
}

pub(crate) const fn permissions(inferred: Word, from: u16, lists: [u16; 7]) -> PermissionsRow {
    PermissionsRow { inferred, from, lists }
}

/// The end of something.
#[derive(Clone, Copy)]
pub(crate) struct DeprecationRow {
    pub(crate) since: Word,
    pub(crate) removal: Word,
    pub(crate) version: Word,
    /// What to use in its place.
    pub(crate) instead: Word,
}

pub(crate) const fn deprecation(since: Word, removal: Word, version: Word, instead: Word) -> DeprecationRow {
    DeprecationRow {
        since,
        removal,
        version,
        instead,
    }
}

/// What the service refuses.
#[derive(Clone, Copy)]
pub(crate) struct UnsupportedRow {
    pub(crate) reason: Word,
    pub(crate) instead: Word,
    pub(crate) how: Word,
    pub(crate) source: Word,
}

pub(crate) const fn unsupported(reason: Word, instead: Word, how: Word, source: Word) -> UnsupportedRow {
    UnsupportedRow {
        reason,
        instead,
        how,
        source,
    }
}

/// A type, in the order of full names.
#[derive(Clone, Copy)]
pub(crate) struct TypeRow {
    /// Full name.
    pub(crate) name: Word,
    pub(crate) kind: Kind,
    /// `TYPE_…`.
    pub(crate) flags: u8,
    /// 0 for none, else one more than the row.
    pub(crate) base: u16,
    /// Its first own member.
    pub(crate) members: u16,
    pub(crate) deprecation: u16,
    pub(crate) doc: Word,
}

pub(crate) const fn ty(
    name: Word,
    kind: Kind,
    flags: u8,
    base: u16,
    members: u16,
    deprecation: u16,
    doc: Word,
) -> TypeRow {
    TypeRow {
        name,
        kind,
        flags,
        base,
        members,
        deprecation,
        doc,
    }
}

pub(crate) const TYPE_ABSTRACT: u8 = 1;
pub(crate) const TYPE_OPEN: u8 = 2;
pub(crate) const TYPE_STREAM: u8 = 4;
pub(crate) const TYPE_FLAGS: u8 = 8;
pub(crate) const TYPE_BOUNDARY: u8 = 16;

/// A member of a type, or of an enum type (then without type and flags).
#[derive(Clone, Copy)]
pub(crate) struct MemberRow {
    pub(crate) name: Word,
    pub(crate) ty: TypeCode,
    /// `MEMBER_…`.
    pub(crate) flags: u8,
    pub(crate) deprecation: u16,
    pub(crate) doc: Word,
}

pub(crate) const fn member(name: Word, ty: TypeCode, flags: u8, deprecation: u16, doc: Word) -> MemberRow {
    MemberRow {
        name,
        ty,
        flags,
        deprecation,
        doc,
    }
}

pub(crate) const MEMBER_NULLABLE: u8 = 1;
pub(crate) const MEMBER_NAVIGATION: u8 = 2;
pub(crate) const MEMBER_CONTAINED: u8 = 4;
pub(crate) const MEMBER_READ_ONLY: u8 = 8;
pub(crate) const MEMBER_SECRET: u8 = 16;
pub(crate) const MEMBER_KEY: u8 = 32;
pub(crate) const MEMBER_OPTIONAL: u8 = 64;
