//! Operands while an expression is read: what they are, and how a literal becomes a value of the other side's kind.

use std::borrow::Cow;

use msgraph_identity_governance::reflection::Type;

use super::error::{Place, QueryError, shown};
use super::expression::{Expression, Path};
use super::kind::Kind;
use super::scalar::{self, Scalar};
use super::ticks;

/// A part of an expression, with its kind and where it begins.
#[derive(Debug)]
pub(super) struct Operand<'t> {
    pub(super) expression: Expression,
    pub(super) kind: Kind,
    pub(super) at: usize,
    /// A name that is no member: a member of an enumeration or a duration, written bare, if the other side says so.
    pub(super) bare: Option<Box<Bare<'t>>>,
}

/// A name that could not be resolved, and the error if nobody takes it.
#[derive(Debug)]
pub(super) struct Bare<'t> {
    pub(super) name: &'t str,
    pub(super) error: QueryError,
}

impl<'t> Operand<'t> {
    pub(super) fn of(expression: Expression, kind: Kind, at: usize) -> Self {
        Self {
            expression,
            kind,
            at,
            bare: None,
        }
    }

    pub(super) fn constant(value: Scalar<'static>, kind: Kind, at: usize) -> Self {
        Self::of(Expression::Constant(value), kind, at)
    }

    /// A literal of digits: a number, an id, a date or a time.
    pub(super) fn literal(place: Place<'_>, text: &str, at: usize) -> Result<Self, QueryError> {
        let integer = || Some((Scalar::Integer(text.parse().ok()?), Kind::Integer));
        let guid = || Some((Scalar::Guid(scalar::guid(text)?), Kind::Guid));
        let instant = || Some((Scalar::Instant(ticks::instant(text)?), Kind::Instant));
        let date = || Some((Scalar::Date(ticks::date(text)?), Kind::Date));
        let time = || Some((Scalar::Time(ticks::time_of_day(text)?), Kind::Time));
        let duration = || Some((Scalar::Duration(ticks::duration(text)?), Kind::Duration));
        let number = || Some((Scalar::Number(scalar::number(text)?), Kind::Number));
        let value = integer().or_else(guid).or_else(instant).or_else(date).or_else(time);
        match value.or_else(duration).or_else(number) {
            Some((value, kind)) => Ok(Self::constant(value, kind, at)),
            None => Err(place.error(at, format!("Unrecognized literal {}", shown(text)))),
        }
    }

    /// A literal with its type before the quotes.
    pub(super) fn prefixed(
        place: Place<'_>,
        name: &str,
        text: Cow<'_, str>,
        enumeration: Option<Type>,
        at: usize,
    ) -> Result<Self, QueryError> {
        let kind = match (name, enumeration) {
            ("duration", _) => Kind::Duration,
            ("binary", _) => Kind::Binary,
            ("guid", _) => Kind::Guid,
            (_, Some(ty)) => Kind::Enum(ty),
            _ => {
                let what = format!("Unrecognized literal type {}", shown(name));
                return Err(place.error(at, what));
            }
        };
        let mut operand = Self::constant(Scalar::Text(Cow::Owned(text.into_owned())), Kind::Text, at);
        operand.coerce(place, kind)?;
        Ok(operand)
    }

    /// Its path, where it is one.
    pub(super) fn path(&self) -> Option<&Path> {
        match &self.expression {
            Expression::Path(path) => Some(path),
            _ => None,
        }
    }

    /// An error where it is a collection, of which an expression can ask only by `any`, `all` and `$count`.
    pub(super) fn single(&self, place: Place<'_>) -> Result<(), QueryError> {
        if self.path().is_some_and(|path| path.is_collection) {
            let what = "A collection cannot be compared or computed with; ask by any, all or /$count";
            return Err(place.error(self.at, what));
        }
        Ok(())
    }

    /// The error of a bare name that nobody has taken.
    pub(super) fn resolved(mut self) -> Result<Self, QueryError> {
        match self.bare.take() {
            Some(bare) => Err(bare.error),
            None => Ok(self),
        }
    }

    /// Makes a literal a value of the kind of what it is compared with, where literals may stand for such values.
    pub(super) fn coerce(&mut self, place: Place<'_>, kind: Kind) -> Result<(), QueryError> {
        let text = match (&self.bare, &self.expression) {
            (Some(bare), _) if matches!(kind, Kind::Enum(_) | Kind::Duration) => bare.name.to_owned(),
            (None, Expression::Constant(Scalar::Text(text))) if self.kind == Kind::Text => text.clone().into_owned(),
            _ => return Ok(()),
        };
        let fits = match kind {
            Kind::Enum(ty) => is_member(ty, &text),
            Kind::Guid | Kind::Instant | Kind::Date | Kind::Time | Kind::Duration | Kind::Binary => true,
            _ => return Ok(()),
        };
        let value = Scalar::of_text(Cow::Owned(text.clone()), kind);
        if !fits || value.is_null() {
            if let Some(bare) = self.bare.take() {
                return Err(bare.error);
            }
            return Err(place.error(self.at, format!("{} is no value of type '{kind}'", shown(&text))));
        }
        self.bare = None;
        self.expression = Expression::Constant(value);
        self.kind = kind;
        Ok(())
    }
}

/// Whether an enumeration has a member of that name, or, of flags, all of them.
fn is_member(ty: Type, text: &str) -> bool {
    let known = |name: &str| ty.own_members().any(|member| member.name().eq_ignore_ascii_case(name));
    match ty.is_flags() {
        true => scalar::flags(text).iter().all(|name| known(name)),
        false => known(text),
    }
}

/// Makes the literals of two sides values of each other's kind, and checks that both can be equal, or ordered.
pub(super) fn comparable(
    place: Place<'_>,
    at: usize,
    operator: &str,
    [left, right]: [&mut Operand<'_>; 2],
    ordered: bool,
) -> Result<(), QueryError> {
    left.single(place)?;
    right.single(place)?;
    left.coerce(place, right.kind)?;
    right.coerce(place, left.kind)?;
    for side in [&mut *left, &mut *right] {
        if let Some(bare) = side.bare.take() {
            return Err(bare.error);
        }
    }
    let fits = match ordered {
        true => left.kind.compares(right.kind),
        false => left.kind.equals(right.kind),
    };
    if fits {
        return Ok(());
    }
    Err(incompatible(place, at, operator, [left.kind, right.kind]))
}

/// That an operator cannot have these two sides.
pub(super) fn incompatible(place: Place<'_>, at: usize, operator: &str, [left, right]: [Kind; 2]) -> QueryError {
    let what = format!(
        "A binary operator with incompatible types was detected. \
         Found operand types '{left}' and '{right}' for operator '{operator}'"
    );
    place.error(at, what)
}
