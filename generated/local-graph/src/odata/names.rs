//! Names of a query and what they stand for: members and types of the metadata.

use std::borrow::Cow;

use msgraph_identity_governance::reflection::{Member, Type};

use super::error::{Place, QueryError, shown};
use super::expression::Step;
use super::kind::Kind;

/// A member that a name stands for.
#[derive(Clone, Debug)]
pub(super) struct Resolved {
    pub(super) name: Cow<'static, str>,
    pub(super) kind: Kind,
    pub(super) is_collection: bool,
    pub(super) is_navigation: bool,
    pub(super) is_secret: bool,
}

impl Resolved {
    fn of(member: Member) -> Option<Self> {
        let ty = member.ty()?;
        Some(Self {
            name: Cow::Borrowed(member.name()),
            kind: Kind::of(ty.item()),
            is_collection: ty.is_collection(),
            is_navigation: member.is_navigation(),
            is_secret: member.is_secret(),
        })
    }

    /// The step of a path to it.
    pub(super) fn step(self) -> Step {
        match (self.name, self.is_navigation) {
            (Cow::Borrowed(name), true) if self.is_collection => Step::Many(name, self.kind),
            (Cow::Borrowed(name), true) => Step::One(name, self.kind),
            (name, _) => Step::Member(name, self.kind),
        }
    }
}

/// The member of a type by its name, as it is or without regard to case: documented queries have `Id`. An open type has
/// members of any name.
pub(super) fn member(ty: Type, name: &str) -> Option<Resolved> {
    let ignoring_case = || {
        let mut members = ty.lineage().flat_map(Type::own_members);
        members.find(|member| member.name().eq_ignore_ascii_case(name))
    };
    if let Some(member) = ty.member(name).or_else(ignoring_case) {
        return Resolved::of(member);
    }
    ty.is_open().then(|| Resolved {
        name: Cow::Owned(name.to_owned()),
        kind: Kind::Untyped,
        is_collection: false,
        is_navigation: false,
        is_secret: false,
    })
}

/// That a type has no such member, with what it may have been.
pub(super) fn no_member(place: Place<'_>, at: usize, ty: Type, name: &str) -> QueryError {
    let what = format!(
        "Could not find a property named {} on type '{}'",
        shown(name),
        ty.name()
    );
    place.error(at, what)
}

/// The type of the version by a full name, or one with the alias `graph`.
pub(super) fn ty(of: Type, name: &str) -> Option<Type> {
    let api = of.api();
    let name = name.trim_start_matches('#');
    api.ty(name).or_else(|| {
        let short = name.strip_prefix("graph.")?;
        api.ty(&format!("microsoft.graph.{short}"))
    })
}

/// The type that a cast names: one with the declared type in its lineage, or the other way round.
pub(super) fn cast(place: Place<'_>, at: usize, declared: Type, name: &str) -> Result<Type, QueryError> {
    let Some(target) = ty(declared, name) else {
        return Err(place.error(at, format!("There is no type {} in the metadata", shown(name))));
    };
    if target.is_a(declared) || declared.is_a(target) {
        return Ok(target);
    }
    let what = format!(
        "The type '{}' of a cast is neither derived from '{}' nor a base of it",
        target.name(),
        declared.name()
    );
    Err(place.error(at, what))
}
