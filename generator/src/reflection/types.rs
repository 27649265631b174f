//! Types and members, from the resolved API.

use super::facts::{End, Facts, collect_deprecation};
use super::rows::{MemberRow, TypeNumbers, TypeRow, number};
use super::words::Collected;
use crate::analysis::Analysis;
use crate::model::{Api, Deprecation, EnumType, Member, Structured, StructuredKind, Type};

const ABSTRACT: u8 = 1;
const OPEN: u8 = 2;
const STREAM: u8 = 4;
const FLAGS: u8 = 8;
const BOUNDARY: u8 = 16;

const NULLABLE: u8 = 1;
const NAVIGATION: u8 = 2;
const CONTAINED: u8 = 4;
const READ_ONLY: u8 = 8;
const SECRET: u8 = 16;
const KEY: u8 = 32;
const OPTIONAL: u8 = 64;

/// Takes in all texts of the types.
pub(super) fn collect(analysis: &Analysis, collected: &mut Collected) {
    let mut add = |name: &str, deprecated: Option<&Deprecation>, doc: Option<&str>| {
        collected.add(name);
        collect_deprecation(collected, deprecated);
        collected.add_option(doc);
    };
    for (name, ty) in &analysis.api.types {
        match ty {
            Type::Structured(ty) => {
                add(&name.to_string(), ty.deprecated.as_ref(), ty.doc.as_deref());
                for member in own(ty) {
                    add(&member.name, member.deprecated.as_ref(), member.doc.as_deref());
                }
            }
            Type::Enum(ty) => {
                add(&name.to_string(), ty.deprecated.as_ref(), ty.doc.as_deref());
                for member in &ty.members {
                    add(&member.name, member.deprecated.as_ref(), member.doc.as_deref());
                }
            }
        }
    }
}

/// The rows of a version's types, and of their members.
pub(super) fn rows(
    analysis: &Analysis,
    numbers: &TypeNumbers<'_>,
    facts: &mut Facts,
) -> Result<(Vec<TypeRow>, Vec<MemberRow>), &'static str> {
    let (mut types, mut members) = (Vec::new(), Vec::new());
    for (name, ty) in &numbers.order {
        let first = number(members.len(), "members")?;
        let written = name.to_string();
        types.push(match ty {
            Type::Structured(ty) => structured(numbers, facts, ty, written, first)?,
            Type::Enum(ty) => enumeration(numbers, facts, ty, written, first)?,
        });
        match ty {
            Type::Structured(ty) => {
                for member in own(ty) {
                    members.push(member_row(&analysis.api, numbers, facts, ty, member)?);
                }
            }
            Type::Enum(ty) => {
                for member in &ty.members {
                    members.push(MemberRow {
                        name: numbers.words.of(&member.name),
                        ty: 0,
                        flags: 0,
                        deprecation: facts.deprecation(&numbers.words, end(member.deprecated.as_ref()))?,
                        doc: numbers.words.of_option(member.doc.as_deref()),
                    });
                }
            }
        }
    }
    types.push(TypeRow {
        name: 0,
        kind: "Complex",
        flags: 0,
        base: 0,
        members: number(members.len(), "members")?,
        deprecation: 0,
        doc: 0,
        written: String::new(),
    });
    Ok((types, members))
}

fn structured(
    numbers: &TypeNumbers<'_>,
    facts: &mut Facts,
    ty: &Structured,
    written: String,
    members: u16,
) -> Result<TypeRow, &'static str> {
    let kind = match ty.kind {
        StructuredKind::Entity => "Entity",
        StructuredKind::Complex => "Complex",
        StructuredKind::ActionBody => "ActionBody",
    };
    Ok(TypeRow {
        name: numbers.words.of(&written),
        kind,
        flags: flags([
            (ABSTRACT, ty.is_abstract),
            (OPEN, ty.open),
            (STREAM, ty.has_stream),
            (BOUNDARY, ty.boundary),
        ]),
        base: ty.base.as_ref().map_or(0, |base| numbers.base(base)),
        members,
        deprecation: facts.deprecation(&numbers.words, end(ty.deprecated.as_ref()))?,
        doc: numbers.words.of_option(ty.doc.as_deref()),
        written,
    })
}

fn enumeration(
    numbers: &TypeNumbers<'_>,
    facts: &mut Facts,
    ty: &EnumType,
    written: String,
    members: u16,
) -> Result<TypeRow, &'static str> {
    Ok(TypeRow {
        name: numbers.words.of(&written),
        kind: "Enum",
        flags: flags([(FLAGS, ty.flags)]),
        base: 0,
        members,
        deprecation: facts.deprecation(&numbers.words, end(ty.deprecated.as_ref()))?,
        doc: numbers.words.of_option(ty.doc.as_deref()),
        written,
    })
}

fn member_row(
    api: &Api,
    numbers: &TypeNumbers<'_>,
    facts: &mut Facts,
    ty: &Structured,
    member: &Member,
) -> Result<MemberRow, &'static str> {
    Ok(MemberRow {
        name: numbers.words.of(&member.name),
        ty: numbers.code(&member.ty),
        flags: flags([
            (NULLABLE, member.nullable),
            (NAVIGATION, member.navigation),
            (CONTAINED, member.contained),
            (READ_ONLY, member.read_only),
            (SECRET, member.secret),
            (KEY, ty.key.contains(&member.name)),
            (OPTIONAL, is_optional(api, ty, member)),
        ]),
        deprecation: facts.deprecation(&numbers.words, end(member.deprecated.as_ref()))?,
        doc: numbers.words.of_option(member.doc.as_deref()),
    })
}

/// The members that a type declares itself.
fn own(ty: &Structured) -> impl Iterator<Item = &Member> {
    ty.members
        .iter()
        .filter(|member| ty.base.is_none() || member.declared_in == ty.name)
}

/// A parameter that each action with this body lets be left out.
fn is_optional(api: &Api, ty: &Structured, member: &Member) -> bool {
    let actions = ty.body_of.iter().filter_map(|action| {
        let bound = api.operations.get(&action.binding.ty)?;
        bound.iter().find(|one| one.body.as_ref() == Some(&ty.name))
    });
    let mut arguments = actions.filter_map(|action| action.arguments.iter().find(|one| one.name == member.name));
    let first = arguments.next();
    first.is_some_and(|first| first.optional) && arguments.all(|argument| argument.optional)
}

fn end(deprecation: Option<&Deprecation>) -> End<'_> {
    End {
        deprecation,
        instead: None,
    }
}

fn flags<const N: usize>(flags: [(u8, bool); N]) -> u8 {
    flags
        .iter()
        .filter(|(_, set)| *set)
        .fold(0, |bits, (bit, _)| bits | bit)
}
