//! Reads an expression: precedence, nesting, what may be combined.
//!
//! By descent with a counted depth, so that no text can drive it to the end of the stack. `and` and `or` are lists, so
//! that a long one is not deep. Each word is looked at once.

use msgraph_identity_governance::reflection::Item;

use super::error::{Place, QueryError};
use super::expression::{Comparison, Expression, Operator};
use super::kind::Kind;
use super::lexer::{Lexer, Token, Word};
use super::limits::{MAX_DEPTH, MAX_EXPRESSION_NODES};
use super::operand::{Operand, comparable, incompatible};
use super::scalar::Scalar;
use super::scalar::flags;

/// What a name at the beginning of a path can stand for.
pub(super) struct Variable {
    pub(super) name: String,
    pub(super) kind: Kind,
}

/// Reads the words of one expression, or of several with commas between them.
pub(super) struct Parser<'t> {
    pub(super) place: Place<'t>,
    lexer: Lexer<'t>,
    token: Token<'t>,
    nodes: usize,
    /// The item itself, then the variables of the lambdas around, from outside in.
    pub(super) variables: Vec<Variable>,
}

/// The operators with two sides, from loose to firm.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Binding {
    Or,
    And,
    Equality,
    Relation,
    Sum,
    Product,
    /// Firmer than all operators with two sides.
    Operand,
}

impl<'t> Parser<'t> {
    pub(super) fn new(place: Place<'t>, item: Item) -> Result<Self, QueryError> {
        let mut lexer = Lexer::of(place);
        Ok(Self {
            place,
            token: lexer.next()?,
            lexer,
            nodes: 0,
            variables: vec![Variable {
                name: "$it".to_owned(),
                kind: Kind::of(item),
            }],
        })
    }

    pub(super) fn peek(&self) -> &Word<'t> {
        &self.token.word
    }

    /// Where the next word begins.
    pub(super) fn at(&self) -> usize {
        self.token.at
    }

    pub(super) fn advance(&mut self) -> Result<Token<'t>, QueryError> {
        let next = self.lexer.next()?;
        Ok(std::mem::replace(&mut self.token, next))
    }

    /// Takes a sign, if it is the next.
    pub(super) fn takes(&mut self, sign: char) -> Result<bool, QueryError> {
        let is_next = *self.peek() == Word::Sign(sign);
        if is_next {
            self.advance()?;
        }
        Ok(is_next)
    }

    pub(super) fn expect(&mut self, sign: char) -> Result<(), QueryError> {
        match self.takes(sign)? {
            true => Ok(()),
            false => Err(self.unexpected(&format!("'{sign}'"))),
        }
    }

    pub(super) fn unexpected(&self, instead_of: &str) -> QueryError {
        let what = format!(
            "Syntax error: {} was expected, found {}",
            instead_of,
            self.peek().shown()
        );
        self.place.error(self.at(), what)
    }

    pub(super) fn end(&self) -> Result<(), QueryError> {
        match self.peek() {
            Word::End => Ok(()),
            _ => Err(self.unexpected("an operator or the end")),
        }
    }

    /// Counts an operand or operator.
    pub(super) fn count(&mut self) -> Result<(), QueryError> {
        self.nodes += 1;
        if self.nodes <= MAX_EXPRESSION_NODES {
            return Ok(());
        }
        let what = format!("The expression is too long: at most {MAX_EXPRESSION_NODES} operands are taken");
        Err(self.place.error(self.at(), what))
    }

    /// The depth of what is inside of something at a depth.
    pub(super) fn deeper(&self, depth: usize) -> Result<usize, QueryError> {
        if depth < MAX_DEPTH {
            return Ok(depth + 1);
        }
        let what = format!("The expression is nested too deeply: at most {MAX_DEPTH} levels are taken");
        Err(self.place.error(self.at(), what))
    }

    /// A condition: something that is true or false.
    pub(super) fn condition(&mut self, depth: usize) -> Result<Expression, QueryError> {
        let operand = self.expression(depth)?;
        self.as_condition(operand)
    }

    /// An expression in whole.
    pub(super) fn expression(&mut self, depth: usize) -> Result<Operand<'t>, QueryError> {
        self.binary(Binding::Or, depth)
    }

    fn as_condition(&self, operand: Operand<'t>) -> Result<Expression, QueryError> {
        let operand = operand.resolved()?;
        operand.single(self.place)?;
        if operand.kind.is_condition() {
            return Ok(operand.expression);
        }
        let what = format!(
            "A condition is expected to be of type 'Edm.Boolean', found '{}'",
            operand.kind
        );
        Err(self.place.error(operand.at, what))
    }

    /// The operator that comes next, if it binds at least so firmly.
    fn operator(&self, least: Binding) -> Option<(Binding, String)> {
        let Word::Name(name) = self.peek() else { return None };
        let name = name.to_ascii_lowercase();
        let binding = match name.as_str() {
            "or" => Binding::Or,
            "and" => Binding::And,
            "eq" | "ne" => Binding::Equality,
            "gt" | "ge" | "lt" | "le" | "has" | "in" => Binding::Relation,
            "add" | "sub" => Binding::Sum,
            "mul" | "div" | "divby" | "mod" => Binding::Product,
            _ => return None,
        };
        (binding >= least).then_some((binding, name))
    }

    fn binary(&mut self, least: Binding, depth: usize) -> Result<Operand<'t>, QueryError> {
        let mut left = self.unary(depth)?;
        // Each operator makes the left side deeper, but for lists.
        let mut depth = depth;
        while let Some((binding, name)) = self.operator(least) {
            let at = self.advance()?.at;
            self.count()?;
            left = match (binding, name.as_str()) {
                (Binding::Or | Binding::And, _) => self.list(binding, left, depth)?,
                (_, "in") => self.within(left, at, depth)?,
                (_, "has") => self.flags(left, at, depth)?,
                _ => {
                    depth = self.deeper(depth)?;
                    let right = self.binary(firmer(binding), depth)?;
                    self.combine(&name, at, left, right)?
                }
            };
        }
        Ok(left)
    }

    /// `a and b and …`, the first operator read.
    fn list(&mut self, binding: Binding, first: Operand<'t>, depth: usize) -> Result<Operand<'t>, QueryError> {
        let at = first.at;
        let mut items = vec![self.as_condition(first)?];
        loop {
            let next = self.binary(firmer(binding), depth)?;
            items.push(self.as_condition(next)?);
            match self.operator(binding) {
                Some((same, _)) if same == binding => {
                    self.advance()?;
                    self.count()?;
                }
                _ => break,
            }
        }
        let expression = match binding {
            Binding::Or => Expression::Or(items),
            _ => Expression::And(items),
        };
        Ok(Operand::of(expression, Kind::Bool, at))
    }

    fn combine(
        &mut self,
        name: &str,
        at: usize,
        mut left: Operand<'t>,
        mut right: Operand<'t>,
    ) -> Result<Operand<'t>, QueryError> {
        let begin = left.at;
        if let Some(comparison) = Comparison::named(name) {
            comparable(self.place, at, name, [&mut left, &mut right], comparison.is_ordered())?;
            let sides = Box::new([left.expression, right.expression]);
            return Ok(Operand::of(Expression::Compare(comparison, sides), Kind::Bool, begin));
        }
        for side in [&mut left, &mut right] {
            side.single(self.place)?;
            side.coerce(self.place, Kind::Duration)
                .or_else(|_| match side.bare.take() {
                    Some(bare) => Err(bare.error),
                    None => Ok(()),
                })?;
        }
        let (left, right) = (left.resolved()?, right.resolved()?);
        let result =
            Operator::named(name).and_then(|operator| Some((operator, operator.result(left.kind, right.kind)?)));
        let Some((operator, kind)) = result else {
            return Err(incompatible(self.place, at, name, [left.kind, right.kind]));
        };
        let sides = Box::new([left.expression, right.expression]);
        Ok(Operand::of(Expression::Arithmetic(operator, sides), kind, begin))
    }

    /// What stands after `in`: values in parentheses, or a collection.
    fn within(&mut self, mut left: Operand<'t>, at: usize, depth: usize) -> Result<Operand<'t>, QueryError> {
        let begin = left.at;
        let depth = self.deeper(depth)?;
        if !self.takes('(')? {
            let right = self.unary(depth)?.resolved()?;
            let Expression::Path(path) = right.expression else {
                return Err(self.place.error(
                    right.at,
                    "Values in parentheses or a collection are expected after 'in'",
                ));
            };
            left.single(self.place)?;
            left.coerce(self.place, path.kind)?;
            if !path.is_collection || !left.kind.equals(path.kind) {
                let what = format!("'in' looks for a value of '{}' in a collection of such", left.kind);
                return Err(self.place.error(right.at, what));
            }
            let left = left.resolved()?;
            let expression = Expression::InCollection(Box::new(left.expression), path);
            return Ok(Operand::of(expression, Kind::Bool, begin));
        }
        let mut values = Vec::new();
        loop {
            let mut value = self.expression(depth)?;
            comparable(self.place, at, "in", [&mut left, &mut value], false)?;
            values.push(value.expression);
            if !self.takes(',')? {
                break;
            }
        }
        self.expect(')')?;
        let expression = Expression::In(Box::new(left.expression), values);
        Ok(Operand::of(expression, Kind::Bool, begin))
    }

    /// What stands after `has`: names of flags.
    fn flags(&mut self, left: Operand<'t>, at: usize, depth: usize) -> Result<Operand<'t>, QueryError> {
        let left = left.resolved()?;
        left.single(self.place)?;
        let depth = self.deeper(depth)?;
        let mut right = self.unary(depth)?;
        if !matches!(left.kind, Kind::Enum(_)) {
            let what = format!("'has' is for enumerations, not for '{}'", left.kind);
            return Err(self.place.error(at, what));
        }
        right.coerce(self.place, left.kind)?;
        let right = right.resolved()?;
        let names = match right.expression {
            Expression::Constant(Scalar::Flags(names)) if right.kind == left.kind => names,
            Expression::Constant(Scalar::Text(name)) if right.kind == left.kind => flags(&name),
            _ => {
                let what = format!("A value of '{}' is expected after 'has'", left.kind);
                return Err(self.place.error(right.at, what));
            }
        };
        let expression = Expression::Has(Box::new(left.expression), names);
        Ok(Operand::of(expression, Kind::Bool, left.at))
    }

    pub(super) fn unary(&mut self, depth: usize) -> Result<Operand<'t>, QueryError> {
        self.count()?;
        match *self.peek() {
            Word::Name(name) if name.eq_ignore_ascii_case("not") => {
                let at = self.advance()?.at;
                let depth = self.deeper(depth)?;
                let inner = self.unary(depth)?;
                let inner = self.as_condition(inner)?;
                Ok(Operand::of(Expression::Not(Box::new(inner)), Kind::Bool, at))
            }
            Word::Sign('-') => {
                let at = self.advance()?.at;
                let depth = self.deeper(depth)?;
                let inner = self.unary(depth)?.resolved()?;
                inner.single(self.place)?;
                if !inner.kind.is_number() && !matches!(inner.kind, Kind::Duration | Kind::Untyped | Kind::Null) {
                    let what = format!("A number or duration is expected after '-', found '{}'", inner.kind);
                    return Err(self.place.error(inner.at, what));
                }
                Ok(Operand::of(
                    Expression::Negative(Box::new(inner.expression)),
                    inner.kind,
                    at,
                ))
            }
            Word::Sign('(') => {
                self.advance()?;
                let depth = self.deeper(depth)?;
                let inner = self.expression(depth)?;
                self.expect(')')?;
                Ok(inner)
            }
            _ => self.primary(depth),
        }
    }
}

fn firmer(binding: Binding) -> Binding {
    match binding {
        Binding::Or => Binding::And,
        Binding::And => Binding::Equality,
        Binding::Equality => Binding::Relation,
        Binding::Relation => Binding::Sum,
        Binding::Sum => Binding::Product,
        Binding::Product | Binding::Operand => Binding::Operand,
    }
}
