//! Reads the functions of an expression.

use super::error::{QueryError, shown};
use super::expression::{Expression, Path, SIGNATURES, Signature};
use super::kind::Kind;
use super::lexer::{Token, Word};
use super::names;
use super::operand::Operand;
use super::parse::Parser;
use super::scalar::Scalar;
use super::ticks::{DAY, SECOND};

/// 0001-01-01T00:00:00Z.
const FIRST_INSTANT: i64 = -62_135_596_800 * SECOND;
/// 9999-12-31T23:59:59.9999999Z.
const LAST_INSTANT: i64 = 2_932_897 * DAY - 1;

impl<'t> Parser<'t> {
    /// A function whose name was read; its parenthesis is next.
    pub(super) fn call(&mut self, name: &str, at: usize, depth: usize) -> Result<Operand<'t>, QueryError> {
        let depth = self.deeper(depth)?;
        let lower = name.to_ascii_lowercase();
        let moment = match lower.as_str() {
            "now" => Some(Expression::Now),
            "mindatetime" => Some(Expression::Constant(Scalar::Instant(FIRST_INSTANT))),
            "maxdatetime" => Some(Expression::Constant(Scalar::Instant(LAST_INSTANT))),
            _ => None,
        };
        if let Some(moment) = moment {
            self.expect('(')?;
            self.expect(')')?;
            return Ok(Operand::of(moment, Kind::Instant, at));
        }
        match SIGNATURES.iter().find(|signature| signature.name == lower) {
            Some(signature) => self.arguments(signature, at, depth),
            None if lower == "cast" => self.cast(at, depth),
            None if lower == "isof" => self.is_of(at, depth),
            None => {
                let what = format!("An unknown function with name {} was found", shown(name));
                Err(self.place.error(at, what))
            }
        }
    }

    fn arguments(&mut self, signature: &Signature, at: usize, depth: usize) -> Result<Operand<'t>, QueryError> {
        self.expect('(')?;
        let mut arguments = Vec::new();
        let mut result = signature.result.unwrap_or(Kind::Untyped);
        for (number, allowed) in signature.arguments.iter().enumerate() {
            if number > 0 {
                let may_end = number + signature.optional >= signature.arguments.len();
                if may_end && *self.peek() == Word::Sign(')') {
                    break;
                }
                self.expect(',')?;
            }
            let argument = self.expression(depth)?.resolved()?;
            argument.single(self.place)?;
            if !allowed.contains(&argument.kind) && !matches!(argument.kind, Kind::Null | Kind::Untyped) {
                let names: Vec<String> = allowed.iter().map(ToString::to_string).collect();
                let what = format!(
                    "No function signature for '{}' takes '{}' as argument {}, but {}",
                    signature.name,
                    argument.kind,
                    number + 1,
                    names.join(" or ")
                );
                return Err(self.place.error(argument.at, what));
            }
            if signature.result.is_none() {
                result = argument.kind;
            }
            arguments.push(argument.expression);
        }
        self.expect(')')?;
        Ok(Operand::of(Expression::Call(signature.function, arguments), result, at))
    }

    /// The name of a type as an argument, in quotes or not.
    fn type_name(&mut self) -> Result<(usize, String), QueryError> {
        let Token { at, word } = self.advance()?;
        match word {
            Word::Name(name) => Ok((at, name.to_owned())),
            Word::Text(name) => Ok((at, name.into_owned())),
            other => {
                let what = format!("Syntax error: the name of a type was expected, found {}", other.shown());
                Err(self.place.error(at, what))
            }
        }
    }

    /// `cast(path,Edm.String)`. A cast to a type of the version is a segment of a path.
    fn cast(&mut self, at: usize, depth: usize) -> Result<Operand<'t>, QueryError> {
        self.expect('(')?;
        let inner = self.expression(depth)?.resolved()?;
        inner.single(self.place)?;
        self.expect(',')?;
        let (type_at, name) = self.type_name()?;
        self.expect(')')?;
        let target = Kind::named(&name).filter(|_| inner.kind.structure().is_none());
        let Some(kind) = target else {
            let what = format!(
                "cast makes primitive values of such; a cast to {} is a segment of a path: scope/microsoft.graph.x/y",
                shown(&name)
            );
            return Err(self.place.error(type_at, what));
        };
        Ok(Operand::of(
            Expression::Cast(Box::new(inner.expression), kind),
            kind,
            at,
        ))
    }

    /// `isof(microsoft.graph.user)`, `isof(scope,microsoft.graph.accessReviewQueryScope)`.
    fn is_of(&mut self, at: usize, depth: usize) -> Result<Operand<'t>, QueryError> {
        self.expect('(')?;
        let subject = match self.peek() {
            Word::Name(name) if name.contains('.') => self.item(at),
            Word::Text(_) => self.item(at),
            _ => {
                let subject = self.expression(depth)?.resolved()?;
                self.expect(',')?;
                subject
            }
        };
        subject.single(self.place)?;
        let (type_at, name) = self.type_name()?;
        self.expect(')')?;
        let (Some(declared), Expression::Path(path)) = (subject.kind.structure(), subject.expression) else {
            let what = "isof asks for the type of an entity or a complex value";
            return Err(self.place.error(subject.at, what));
        };
        let target = names::cast(self.place, type_at, declared, &name)?;
        Ok(Operand::of(Expression::IsOf(path, target), Kind::Bool, at))
    }

    /// The item itself.
    fn item(&self, at: usize) -> Operand<'t> {
        let kind = self.variables.first().map_or(Kind::Untyped, |item| item.kind);
        let path = Path {
            from: 0,
            steps: Vec::new(),
            kind,
            is_collection: false,
        };
        Operand::of(Expression::Path(path), kind, at)
    }
}
