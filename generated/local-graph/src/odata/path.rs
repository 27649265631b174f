//! Reads operands: literals, paths, and the lambdas at their ends.

use std::borrow::Cow;

use super::error::{QueryError, shown};
use super::expression::{Expression, Path, Quantifier, Step};
use super::kind::Kind;
use super::lexer::{Token, Word};
use super::limits::MAX_LAMBDA_DEPTH;
use super::names;
use super::operand::{Bare, Operand};
use super::parse::{Parser, Variable};
use super::scalar::Scalar;

impl<'t> Parser<'t> {
    /// A literal, a function or a path.
    pub(super) fn primary(&mut self, depth: usize) -> Result<Operand<'t>, QueryError> {
        if matches!(self.peek(), Word::Sign(_) | Word::End) {
            return Err(self.unexpected("a property, a function or a value"));
        }
        let Token { at, word } = self.advance()?;
        let name = match word {
            Word::Text(text) => {
                let text = Scalar::Text(Cow::Owned(text.into_owned()));
                return Ok(Operand::constant(text, Kind::Text, at));
            }
            Word::Literal(text) => return Operand::literal(self.place, text, at),
            Word::Prefixed(name, text) => {
                let root = self.variables.first().and_then(|item| item.kind.structure());
                let ty = root.and_then(|root| names::ty(root, name));
                let enumeration = ty.filter(|ty| matches!(Kind::of_type(*ty), Kind::Enum(_)));
                return Operand::prefixed(self.place, name, text, enumeration, at);
            }
            Word::Name(name) => name,
            Word::Sign(_) | Word::End => return Err(self.unexpected("a value")),
        };
        match self.peek() {
            Word::Sign('(') => self.call(name, at, depth),
            Word::Sign('/') => self.path(name, at, depth),
            _ => match constant(name) {
                Some((value, kind)) => Ok(Operand::constant(value, kind, at)),
                None => self.path(name, at, depth),
            },
        }
    }

    /// A path whose first name was read.
    fn path(&mut self, first: &'t str, at: usize, depth: usize) -> Result<Operand<'t>, QueryError> {
        let from = self.variables.iter().position(|variable| variable.name == first);
        let kind = |from: usize| self.variables.get(from).map_or(Kind::Untyped, |variable| variable.kind);
        let mut path = Path {
            from: from.unwrap_or(0),
            steps: Vec::new(),
            kind: kind(from.unwrap_or(0)),
            is_collection: false,
        };
        if from.is_none() {
            let item = path.kind;
            if let Err(error) = self.step(&mut path, first, at) {
                let is_bare = *self.peek() != Word::Sign('/') && item.structure().is_some();
                if !is_bare {
                    return Err(error);
                }
                let mut operand = Operand::of(Expression::Path(path), Kind::Untyped, at);
                operand.bare = Some(Box::new(Bare { name: first, error }));
                return Ok(operand);
            }
        }
        while self.takes('/')? {
            let Token { at: next_at, word } = self.advance()?;
            let Word::Name(name) = word else {
                let what = format!(
                    "Syntax error: the name of a property was expected, found {}",
                    word.shown()
                );
                return Err(self.place.error(next_at, what));
            };
            if let (Some(quantifier), Word::Sign('(')) = (quantifier(name), self.peek()) {
                return self.lambda(path, quantifier, at, depth);
            }
            self.step(&mut path, name, next_at)?;
        }
        let kind = path.kind;
        Ok(Operand::of(Expression::Path(path), kind, at))
    }

    /// Appends the step that a name stands for.
    fn step(&self, path: &mut Path, name: &str, at: usize) -> Result<(), QueryError> {
        let error = |what: String| Err(self.place.error(at, what));
        if matches!(path.steps.last(), Some(Step::Count)) {
            return error(format!("Nothing can follow /$count, found {}", shown(name)));
        }
        if name.contains('.') {
            let Some(declared) = path.kind.structure() else {
                return error(format!(
                    "A value of '{}' has no derived type {}",
                    path.kind,
                    shown(name)
                ));
            };
            let target = names::cast(self.place, at, declared, name)?;
            path.steps.push(Step::Cast(target));
            path.kind = Kind::of_type(target);
            return Ok(());
        }
        if name == "$count" && path.is_collection {
            path.steps.push(Step::Count);
            (path.kind, path.is_collection) = (Kind::Integer, false);
            return Ok(());
        }
        if path.is_collection {
            let what = "A property of a collection's items is asked for by any or all";
            return error(format!("{what}, found {}", shown(name)));
        }
        if name.starts_with('$') {
            return error(format!("{} has no place here", shown(name)));
        }
        let Some(ty) = path.kind.structure() else {
            if path.kind == Kind::Untyped {
                let name = Cow::Owned(name.to_owned());
                path.steps.push(Step::Member(name, Kind::Untyped));
                return Ok(());
            }
            return error(format!("A value of '{}' has no property {}", path.kind, shown(name)));
        };
        let Some(member) = names::member(ty, name) else {
            return Err(names::no_member(self.place, at, ty, name));
        };
        if member.is_secret {
            return error(format!(
                "The property {} is a secret, which no query can ask about",
                shown(name)
            ));
        }
        (path.kind, path.is_collection) = (member.kind, member.is_collection);
        path.steps.push(member.step());
        Ok(())
    }

    /// What stands after `any` or `all`.
    fn lambda(
        &mut self,
        path: Path,
        quantifier: Quantifier,
        at: usize,
        depth: usize,
    ) -> Result<Operand<'t>, QueryError> {
        if !path.is_collection {
            let what = "any and all are for collections, and the property before them is none";
            return Err(self.place.error(at, what));
        }
        self.expect('(')?;
        let begin = self.at();
        let made = |path, condition: Option<Expression>| {
            let condition = condition.map(Box::new);
            Operand::of(Expression::Lambda(quantifier, path, condition), Kind::Bool, at)
        };
        if self.takes(')')? {
            if quantifier == Quantifier::All {
                return Err(self.place.error(begin, "all needs a condition: all(x:…)"));
            }
            return Ok(made(path, None));
        }
        let depth = self.deeper(depth)?;
        let Word::Name(variable) = self.advance()?.word else {
            return Err(self
                .place
                .error(begin, "The variable of a lambda was expected: any(x:…)"));
        };
        self.expect(':')?;
        if self.variables.iter().any(|outer| outer.name == variable) {
            let what = format!("The variable {} is already in use", shown(variable));
            return Err(self.place.error(begin, what));
        }
        // One of the variables is the item itself.
        if self.variables.len() > MAX_LAMBDA_DEPTH {
            let what = format!("any and all are nested too deeply: at most {MAX_LAMBDA_DEPTH} levels are taken");
            return Err(self.place.error(begin, what));
        }
        self.variables.push(Variable {
            name: variable.to_owned(),
            kind: path.kind,
        });
        let condition = self.condition(depth)?;
        self.variables.pop();
        self.expect(')')?;
        Ok(made(path, Some(condition)))
    }
}

fn quantifier(name: &str) -> Option<Quantifier> {
    match name.to_ascii_lowercase().as_str() {
        "any" => Some(Quantifier::Any),
        "all" => Some(Quantifier::All),
        _ => None,
    }
}

/// The literals that are names.
fn constant(name: &str) -> Option<(Scalar<'static>, Kind)> {
    Some(match name {
        "null" => (Scalar::Null, Kind::Null),
        "true" => (Scalar::Bool(true), Kind::Bool),
        "false" => (Scalar::Bool(false), Kind::Bool),
        "INF" => (Scalar::Number(f64::INFINITY), Kind::Number),
        "NaN" => (Scalar::Number(f64::NAN), Kind::Number),
        _ => return None,
    })
}
