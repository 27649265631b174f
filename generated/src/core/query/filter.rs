//! Conditions: what `$filter` holds.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Not;

use crate::core::error::Invalid;
use crate::core::values::{Date, DateTimeOffset, Duration, TimeOfDay};

use super::expression::Expression;
use super::literal::{Literal, quoted};

/// A condition on items of the model `M`, made from the constants of its members.
///
/// `Display` gives it as it stands in a URL before percent-encoding.
#[must_use = "a condition does nothing until it is given to a request's `filter`"]
pub struct Filter<M> {
    expression: Expression,
    binding: Binding,
    of: PhantomData<fn() -> M>,
}

/// How firmly a condition holds together, from loose to firm: what is looser than what stands around it needs
/// parentheses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Binding {
    Or,
    And,
    Comparison,
    Call,
}

/// What a member of the model `M` with values of the type `V` can be compared with: a value, or another member of `M`
/// with such values.
#[diagnostic::on_unimplemented(
    message = "a member with values of `{V}` cannot be compared with `{Self}`",
    label = "expected a value of `{V}`, or a member of the same model with such values",
    note = "for null there are `is_null()` and `is_not_null()`"
)]
pub trait Operand<M, V> {
    #[doc(hidden)]
    fn write_operand(&self, out: &mut Expression);
}

#[diagnostic::do_not_recommend]
impl<M, V: Literal> Operand<M, V> for V {
    fn write_operand(&self, out: &mut Expression) {
        out.push_with(|text| self.write_literal(text));
    }
}

#[diagnostic::do_not_recommend]
impl<M, V: Literal> Operand<M, V> for &V {
    fn write_operand(&self, out: &mut Expression) {
        out.push_with(|text| self.write_literal(text));
    }
}

impl<M> Operand<M, String> for &str {
    fn write_operand(&self, out: &mut Expression) {
        out.push_with(|text| quoted(self, text));
    }
}

impl<M> Operand<M, String> for &&str {
    fn write_operand(&self, out: &mut Expression) {
        out.push_with(|text| quoted(self, text));
    }
}

impl<M> Operand<M, String> for Cow<'_, str> {
    fn write_operand(&self, out: &mut Expression) {
        out.push_with(|text| quoted(self, text));
    }
}

/// A count of Rust's own, for `members/$count`.
impl<M> Operand<M, i64> for usize {
    fn write_operand(&self, out: &mut Expression) {
        out.push(&self.to_string());
    }
}

/// Values of other types that become the member's.
macro_rules! converted {
    ($($type:ty => $value:ty;)*) => {$(
        impl<M> Operand<M, $value> for $type {
            fn write_operand(&self, out: &mut Expression) {
                out.push_with(|text| <$value>::from(*self).write_literal(text));
            }
        }
    )*};
}

converted! {
    i32 => i64;
    time::OffsetDateTime => DateTimeOffset;
    std::time::SystemTime => DateTimeOffset;
    time::Date => Date;
    time::Time => TimeOfDay;
    std::time::Duration => Duration;
}

impl<M> Filter<M> {
    fn new(expression: Expression, binding: Binding) -> Self {
        Self {
            expression,
            binding,
            of: PhantomData,
        }
    }

    /// Both: `a and b`.
    pub fn and(self, other: Self) -> Self {
        self.joined(" and ", Binding::And, &other)
    }

    /// One of them, or both: `a or b`.
    pub fn or(self, other: Self) -> Self {
        self.joined(" or ", Binding::Or, &other)
    }

    pub(super) fn compared(path: &str, operator: &str, write: impl FnOnce(&mut Expression)) -> Self {
        let mut expression = comparison(path, operator);
        write(&mut expression);
        Self::new(expression, Binding::Comparison)
    }

    pub(super) fn null(path: &str, operator: &str) -> Self {
        Self::compared(path, operator, |out| out.push("null"))
    }

    pub(super) fn function(name: &str, path: &str, write: impl FnOnce(&mut Expression)) -> Self {
        let mut expression = Expression::default();
        expression.push(name);
        expression.push("(");
        expression.push_path(path);
        expression.push(",");
        write(&mut expression);
        expression.push(")");
        Self::new(expression, Binding::Call)
    }

    pub(super) fn one_of(path: &str, next: &mut dyn FnMut(&mut Expression) -> bool) -> Self {
        let mut expression = comparison(path, "in");
        expression.push("(");
        let mut value = Expression::default();
        let mut separator = "";
        while next(&mut value) {
            expression.push(separator);
            expression.push_expression(&std::mem::take(&mut value));
            separator = ",";
        }
        if separator.is_empty() {
            expression.refuse(
                "$filter",
                &format!("`{path}` is asked to be one of no values, which no item is; leave the request out"),
            );
        }
        expression.push(")");
        Self::new(expression, Binding::Comparison)
    }

    pub(super) fn lambda<V>(path: &str, function: &str, condition: &Filter<V>) -> Self {
        let mut expression = Expression::default();
        expression.push_path(path);
        expression.push("/");
        expression.push_lambda(function, &condition.expression);
        Self::new(expression, Binding::Call)
    }

    pub(super) fn not_empty(path: &str) -> Self {
        let mut expression = Expression::default();
        expression.push_path(path);
        expression.push("/any()");
        Self::new(expression, Binding::Call)
    }

    fn joined(self, operator: &str, binding: Binding, other: &Self) -> Self {
        let mut expression = self.within(binding);
        expression.reserve(operator.len() + other.expression.len() + PARENTHESES);
        expression.push(operator);
        other.write_within(binding, &mut expression);
        Self::new(expression, binding)
    }

    /// It as a part of what binds so firmly.
    fn within(self, binding: Binding) -> Expression {
        if self.binding >= binding {
            return self.expression;
        }
        let mut expression = Expression::with_capacity(self.expression.len() + PARENTHESES);
        self.write_within(binding, &mut expression);
        expression
    }

    /// Writes it as a part of what binds so firmly.
    fn write_within(&self, binding: Binding, out: &mut Expression) {
        if self.binding < binding {
            out.push("(");
            out.push_expression(&self.expression);
            out.push(")");
        } else {
            out.push_expression(&self.expression);
        }
    }

    /// Its text, or why it cannot be sent.
    pub(crate) fn finish(self) -> Result<String, Invalid> {
        match self.expression.problem() {
            Some(problem) => Err(problem.clone()),
            None => Ok(self.expression.into_text()),
        }
    }
}

/// The length of a pair of parentheses.
const PARENTHESES: usize = 2;

/// Space for the value of a comparison, which is a name, an id or a date-time with its quotes.
const VALUE: usize = 40;

/// `path operator `.
fn comparison(path: &str, operator: &str) -> Expression {
    let mut expression = Expression::with_capacity(path.len() + operator.len() + VALUE);
    expression.push_path(path);
    for part in [" ", operator, " "] {
        expression.push(part);
    }
    expression
}

/// The contrary: `not (…)`.
impl<M> Not for Filter<M> {
    type Output = Self;

    fn not(self) -> Self {
        let mut expression = Expression::default();
        expression.push("not ");
        self.write_within(Binding::Call, &mut expression);
        Self::new(expression, Binding::Comparison)
    }
}

impl<M> Clone for Filter<M> {
    fn clone(&self) -> Self {
        Self::new(self.expression.clone(), self.binding)
    }
}

impl<M> fmt::Display for Filter<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.expression.text())
    }
}

/// The values of a condition can be personal data: only that there is one is shown.
impl<M> fmt::Debug for Filter<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Filter").finish_non_exhaustive()
    }
}
