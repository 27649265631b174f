//! What a `$filter` or an item of `$orderby` is after it was read: an expression whose names are resolved and whose
//! kinds fit together.

use std::borrow::Cow;

use msgraph_identity_governance::reflection::Type;

use super::kind::Kind;
use super::scalar::Scalar;

/// A checked expression.
#[derive(Clone, Debug)]
pub(super) enum Expression {
    Constant(Scalar<'static>),
    /// The moment of the evaluation.
    Now,
    Path(Path),
    Not(Box<Expression>),
    Negative(Box<Expression>),
    And(Vec<Expression>),
    Or(Vec<Expression>),
    Compare(Comparison, Box<[Expression; 2]>),
    /// One of several values.
    In(Box<Expression>, Vec<Expression>),
    /// One of the values of a collection.
    InCollection(Box<Expression>, Path),
    /// All these flags are set.
    Has(Box<Expression>, Vec<String>),
    Arithmetic(Operator, Box<[Expression; 2]>),
    Call(Function, Vec<Expression>),
    /// Over the items of a collection; `any` without a condition asks whether there are items.
    Lambda(Quantifier, Path, Option<Box<Expression>>),
    /// Whether what a path leads to is of a type of the version.
    IsOf(Path, Type),
    /// A primitive as one of another type.
    Cast(Box<Expression>, Kind),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    NotEqual,
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Add,
    Subtract,
    Multiply,
    /// Of two integers an integer.
    Divide,
    /// Always with a fraction.
    DivideBy,
    Modulo,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quantifier {
    Any,
    All,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Function {
    Contains,
    StartsWith,
    EndsWith,
    ToLower,
    ToUpper,
    Trim,
    Length,
    IndexOf,
    Substring,
    Concat,
    Year,
    Month,
    Day,
    Hour,
    Minute,
    Second,
    FractionalSeconds,
    Date,
    Time,
    TotalSeconds,
    Round,
    Floor,
    Ceiling,
}

/// A way from an item: from the one that the request's URL addresses, or from the variable of a lambda.
#[derive(Clone, Debug)]
pub(super) struct Path {
    /// 0 is the item itself, 1 the variable of the outermost lambda.
    pub(super) from: usize,
    pub(super) steps: Vec<Step>,
    /// The kind of what it leads to, or of each item.
    pub(super) kind: Kind,
    pub(super) is_collection: bool,
}

#[derive(Clone, Debug)]
pub(super) enum Step {
    /// A structural member, or one of an open type.
    Member(Cow<'static, str>, Kind),
    /// A single-valued navigation property.
    One(&'static str, Kind),
    /// A collection-valued navigation property.
    Many(&'static str, Kind),
    /// What is of this type.
    Cast(Type),
    /// How many items there are.
    Count,
}

impl Comparison {
    pub(super) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "eq" => Self::Equal,
            "ne" => Self::NotEqual,
            "gt" => Self::Greater,
            "ge" => Self::GreaterOrEqual,
            "lt" => Self::Less,
            "le" => Self::LessOrEqual,
            _ => return None,
        })
    }

    /// Whether it asks for an order.
    pub(super) fn is_ordered(self) -> bool {
        !matches!(self, Self::Equal | Self::NotEqual)
    }
}

impl Operator {
    pub(super) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "add" => Self::Add,
            "sub" => Self::Subtract,
            "mul" => Self::Multiply,
            "div" => Self::Divide,
            "divby" => Self::DivideBy,
            "mod" => Self::Modulo,
            _ => return None,
        })
    }

    /// The kind of the result for two kinds; nothing where it cannot be computed.
    pub(super) fn result(self, left: Kind, right: Kind) -> Option<Kind> {
        use Kind::{Date, Duration, Instant, Integer, Null, Number, Untyped};
        Some(match (left, self, right) {
            (Null | Untyped, ..) | (_, _, Null | Untyped) => Untyped,
            (Integer, Self::DivideBy, Integer) => Number,
            (Integer, _, Integer) => Integer,
            (one, _, other) if one.is_number() && other.is_number() => Number,
            (Instant | Date, Self::Subtract, Instant | Date) => Duration,
            (Instant | Date, Self::Add | Self::Subtract, Duration) => Instant,
            (Duration, Self::Add, Instant | Date) => Instant,
            (Duration, Self::Add | Self::Subtract, Duration) => Duration,
            (Duration, Self::Multiply | Self::Divide | Self::DivideBy, number) if number.is_number() => Duration,
            (number, Self::Multiply, Duration) if number.is_number() => Duration,
            _ => return None,
        })
    }
}

/// A function's name, the kinds that each argument may have, and the kind of the result.
pub(super) struct Signature {
    pub(super) name: &'static str,
    pub(super) function: Function,
    /// How many arguments may be left out.
    pub(super) optional: usize,
    pub(super) arguments: &'static [&'static [Kind]],
    /// None: as the argument.
    pub(super) result: Option<Kind>,
}

const TEXT: &[Kind] = &[Kind::Text];
const WHOLE: &[Kind] = &[Kind::Integer];
const NUMBER: &[Kind] = &[Kind::Integer, Kind::Number];
const DAY: &[Kind] = &[Kind::Instant, Kind::Date];
const CLOCK: &[Kind] = &[Kind::Instant, Kind::Time];

const fn of(
    name: &'static str,
    function: Function,
    arguments: &'static [&'static [Kind]],
    result: Option<Kind>,
) -> Signature {
    Signature {
        name,
        function,
        optional: 0,
        arguments,
        result,
    }
}

/// The functions with arguments of primitive kinds. `now`, `cast`, `isof` and the like are read by themselves.
pub(super) const SIGNATURES: [Signature; 23] = [
    of("contains", Function::Contains, &[TEXT, TEXT], Some(Kind::Bool)),
    of("startswith", Function::StartsWith, &[TEXT, TEXT], Some(Kind::Bool)),
    of("endswith", Function::EndsWith, &[TEXT, TEXT], Some(Kind::Bool)),
    of("tolower", Function::ToLower, &[TEXT], Some(Kind::Text)),
    of("toupper", Function::ToUpper, &[TEXT], Some(Kind::Text)),
    of("trim", Function::Trim, &[TEXT], Some(Kind::Text)),
    of("length", Function::Length, &[TEXT], Some(Kind::Integer)),
    of("indexof", Function::IndexOf, &[TEXT, TEXT], Some(Kind::Integer)),
    Signature {
        name: "substring",
        function: Function::Substring,
        optional: 1,
        arguments: &[TEXT, WHOLE, WHOLE],
        result: Some(Kind::Text),
    },
    of("concat", Function::Concat, &[TEXT, TEXT], Some(Kind::Text)),
    of("year", Function::Year, &[DAY], Some(Kind::Integer)),
    of("month", Function::Month, &[DAY], Some(Kind::Integer)),
    of("day", Function::Day, &[DAY], Some(Kind::Integer)),
    of("hour", Function::Hour, &[CLOCK], Some(Kind::Integer)),
    of("minute", Function::Minute, &[CLOCK], Some(Kind::Integer)),
    of("second", Function::Second, &[CLOCK], Some(Kind::Integer)),
    of(
        "fractionalseconds",
        Function::FractionalSeconds,
        &[CLOCK],
        Some(Kind::Number),
    ),
    of("date", Function::Date, &[DAY], Some(Kind::Date)),
    of("time", Function::Time, &[CLOCK], Some(Kind::Time)),
    of(
        "totalseconds",
        Function::TotalSeconds,
        &[&[Kind::Duration]],
        Some(Kind::Number),
    ),
    of("round", Function::Round, &[NUMBER], None),
    of("floor", Function::Floor, &[NUMBER], None),
    of("ceiling", Function::Ceiling, &[NUMBER], None),
];
