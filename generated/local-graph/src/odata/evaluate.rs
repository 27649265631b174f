//! Evaluates an expression over an item: three-valued, lazily, with a bound on its steps.
//!
//! Null is what has no value. A comparison by `eq` and `ne` knows null as a value; any other with null is false; a
//! function or an operator with null is null; `not`, `and` and `or` follow three-valued logic. What is null in the end
//! does not fit. (OData 4.01, part 2, 5.1.1.1.)

use std::borrow::Cow;
use std::cell::Cell;
use std::cmp::Ordering;

use msgraph_identity_governance::reflection::Type;
use serde_json::Value;

use super::compute;
use super::error::QueryError;
use super::expression::{Comparison, Expression, Path, Quantifier, Step};
use super::graph::Graph;
use super::kind::Kind;
use super::limits::MAX_STEPS;
use super::names;
use super::scalar::Scalar;
use super::search;

/// What an expression is evaluated over: an entity, or a value that is part of one.
#[derive(Clone, Debug)]
pub(super) enum Item<'i, N> {
    Node(N),
    /// A JSON value, and its declared type if that has members.
    Value(Cow<'i, Value>, Kind),
}

/// The item of a condition, and those of the conditions around it.
pub(super) struct Scope<'i, N> {
    item: Item<'i, N>,
    outer: Option<&'i Scope<'i, N>>,
    depth: usize,
}

impl<'i, N> Scope<'i, N> {
    pub(super) fn of(item: Item<'i, N>) -> Self {
        Self {
            item,
            outer: None,
            depth: 0,
        }
    }

    /// The item of a variable, by the number of lambdas around it.
    fn item(&self, variable: usize) -> Option<&Item<'i, N>> {
        let mut scope = self;
        while scope.depth > variable {
            scope = scope.outer?;
        }
        Some(&scope.item)
    }
}

/// What a path leads to.
enum Found<'i, N: Clone> {
    Nothing,
    One(Item<'i, N>),
    Nodes(Cow<'i, [N]>),
    /// A JSON array, and what its items are declared as.
    Values(Cow<'i, Value>, Kind),
    Many(Vec<Item<'i, N>>),
    Count(usize),
}

/// A graph, the moment, and the steps that are left.
pub(super) struct Evaluation<'g, G> {
    pub(super) graph: &'g G,
    /// Ticks from 1970-01-01T00:00:00Z.
    now: i64,
    steps: Cell<u64>,
}

impl<'g, G: Graph> Evaluation<'g, G> {
    pub(super) fn new(graph: &'g G, now: i64) -> Self {
        Self {
            graph,
            now,
            steps: Cell::new(MAX_STEPS),
        }
    }

    /// Whether an item fits; an error when the steps are used up.
    pub(super) fn fits(&self, condition: &Expression, item: Item<'_, G::Node>) -> Result<bool, QueryError> {
        let fits = self.truth(condition, &Scope::of(item)) == Some(true);
        self.within_bounds()?;
        Ok(fits)
    }

    pub(super) fn within_bounds(&self) -> Result<(), QueryError> {
        match self.steps.get() {
            0 => Err(QueryError::new(
                "The query takes too many steps over the data that there are; ask for less at once.",
            )),
            _ => Ok(()),
        }
    }

    /// Counts so many steps; false when none are left.
    pub(super) fn step(&self, steps: usize) -> bool {
        let left = self
            .steps
            .get()
            .saturating_sub(u64::try_from(steps).unwrap_or(u64::MAX));
        self.steps.set(left);
        left > 0
    }

    fn truth(&self, expression: &Expression, scope: &Scope<'_, G::Node>) -> Option<bool> {
        match expression {
            Expression::Not(inner) => self.truth(inner, scope).map(|value| !value),
            Expression::And(items) => self.all_of(items, scope, true),
            Expression::Or(items) => self.all_of(items, scope, false),
            Expression::Compare(comparison, sides) => {
                let [left, right] = sides.as_ref();
                Some(self.compare(*comparison, left, right, scope))
            }
            Expression::In(value, values) => {
                let value = self.scalar(value, scope);
                let mut values = values.iter();
                Some(self.step(values.len()) && values.any(|other| value.equals(&self.scalar(other, scope))))
            }
            Expression::InCollection(value, path) => {
                let value = self.scalar(value, scope);
                let found = self.walk(path, scope);
                let mut any = false;
                self.each(found, |item| {
                    any = value.equals(&self.item_scalar(&item));
                    !any
                });
                Some(any)
            }
            Expression::Has(value, names) => match self.scalar(value, scope) {
                Scalar::Flags(flags) => Some(names.iter().all(|name| flags.contains(name))),
                Scalar::Text(text) => Some(names.iter().all(|name| name.eq_ignore_ascii_case(&text))),
                _ => None,
            },
            Expression::Lambda(quantifier, path, condition) => {
                Some(self.quantified(*quantifier, path, condition.as_deref(), scope))
            }
            Expression::IsOf(path, ty) => match self.walk(path, scope) {
                Found::One(item) => Some(self.ty(&item).is_some_and(|own| own.is_a(*ty))),
                _ => Some(false),
            },
            other => self.scalar(other, scope).truth(),
        }
    }

    /// `and` and `or` of three values: the first item that decides does.
    fn all_of(&self, items: &[Expression], scope: &Scope<'_, G::Node>, and: bool) -> Option<bool> {
        let mut result = Some(and);
        for item in items {
            match self.truth(item, scope) {
                Some(value) if value == and => {}
                Some(value) => return Some(value),
                None => result = None,
            }
        }
        result
    }

    fn compare(
        &self,
        comparison: Comparison,
        left: &Expression,
        right: &Expression,
        scope: &Scope<'_, G::Node>,
    ) -> bool {
        self.step(1);
        // What has no primitive value can only be asked for null.
        let presence = |side: &Expression, other: &Expression| match (side, other) {
            (Expression::Path(path), Expression::Constant(Scalar::Null)) if path.kind.structure().is_some() => {
                Some(matches!(self.walk(path, scope), Found::Nothing))
            }
            _ => None,
        };
        let equal = presence(left, right).or_else(|| presence(right, left));
        if let (Some(equal), false) = (equal, comparison.is_ordered()) {
            return equal == (comparison == Comparison::Equal);
        }
        let (left, right) = (self.scalar(left, scope), self.scalar(right, scope));
        let order = || left.compare(&right);
        match comparison {
            Comparison::Equal => left.equals(&right),
            Comparison::NotEqual => !left.equals(&right),
            Comparison::Greater => order() == Some(Ordering::Greater),
            Comparison::GreaterOrEqual => matches!(order(), Some(Ordering::Greater | Ordering::Equal)),
            Comparison::Less => order() == Some(Ordering::Less),
            Comparison::LessOrEqual => matches!(order(), Some(Ordering::Less | Ordering::Equal)),
        }
    }

    fn quantified(
        &self,
        quantifier: Quantifier,
        path: &Path,
        condition: Option<&Expression>,
        scope: &Scope<'_, G::Node>,
    ) -> bool {
        let is_any = quantifier == Quantifier::Any;
        let found = self.walk(path, scope);
        let mut result = !is_any;
        self.each(found, |item| {
            let inner = Scope {
                item,
                outer: Some(scope),
                depth: scope.depth + 1,
            };
            let fits = condition.is_none_or(|condition| self.truth(condition, &inner) == Some(true));
            if fits == is_any {
                result = is_any;
                return false;
            }
            true
        });
        result
    }

    /// Calls `visit` with the items of a collection, until it says false or the steps are used up.
    fn each<'i>(&self, found: Found<'i, G::Node>, mut visit: impl FnMut(Item<'i, G::Node>) -> bool) {
        let mut visit = |item| self.step(1) && visit(item);
        match found {
            Found::Nothing | Found::Count(_) | Found::One(_) => {}
            Found::Nodes(nodes) => {
                let _ = nodes.iter().all(|node| visit(Item::Node(*node)));
            }
            Found::Many(items) => {
                let _ = items.into_iter().all(visit);
            }
            Found::Values(Cow::Borrowed(Value::Array(values)), kind) => {
                let _ = values
                    .iter()
                    .all(|value| visit(Item::Value(Cow::Borrowed(value), kind)));
            }
            Found::Values(Cow::Owned(Value::Array(values)), kind) => {
                let mut values = values.into_iter();
                let _ = values.all(|value| visit(Item::Value(Cow::Owned(value), kind)));
            }
            Found::Values(..) => {}
        }
    }

    /// The primitive value of an expression.
    pub(super) fn scalar<'i>(&'i self, expression: &'i Expression, scope: &'i Scope<'_, G::Node>) -> Scalar<'i> {
        self.step(1);
        match expression {
            Expression::Constant(value) => value.clone(),
            Expression::Now => Scalar::Instant(self.now),
            Expression::Path(path) => match self.walk(path, scope) {
                Found::Count(count) => i64::try_from(count).map_or(Scalar::Null, Scalar::Integer),
                Found::One(Item::Value(value, _)) => Scalar::of(value, path.kind),
                _ => Scalar::Null,
            },
            Expression::Negative(inner) => compute::negative(self.scalar(inner, scope)),
            Expression::Arithmetic(operator, sides) => {
                let [left, right] = sides.as_ref();
                compute::arithmetic(*operator, &self.scalar(left, scope), &self.scalar(right, scope))
            }
            Expression::Call(function, arguments) => {
                let values: Vec<Scalar<'_>> = arguments.iter().map(|argument| self.scalar(argument, scope)).collect();
                let texts = values.iter().map(|value| match value {
                    Scalar::Text(text) => text.len() / 16,
                    _ => 0,
                });
                self.step(texts.sum());
                compute::call(*function, &values)
            }
            Expression::Cast(inner, kind) => compute::cast(self.scalar(inner, scope), *kind),
            condition => self.truth(condition, scope).map_or(Scalar::Null, Scalar::Bool),
        }
    }

    /// An item that is itself a primitive value.
    fn item_scalar<'i>(&self, item: &'i Item<'_, G::Node>) -> Scalar<'i> {
        match item {
            Item::Node(_) => Scalar::Null,
            Item::Value(value, kind) => Scalar::of(Cow::Borrowed(value), *kind),
        }
    }

    /// The type that an item has itself: as it says, else as it is declared.
    fn ty(&self, item: &Item<'_, G::Node>) -> Option<Type> {
        match item {
            Item::Node(node) => Some(self.graph.ty(*node)),
            Item::Value(value, kind) => own_type(value, kind.structure()?),
        }
    }

    fn walk<'i>(&'i self, path: &'i Path, scope: &'i Scope<'_, G::Node>) -> Found<'i, G::Node> {
        let Some(item) = scope.item(path.from) else {
            return Found::Nothing;
        };
        let mut found = Found::One(match item {
            Item::Node(node) => Item::Node(*node),
            Item::Value(value, kind) => Item::Value(Cow::Borrowed(value.as_ref()), *kind),
        });
        for step in &path.steps {
            found = match (step, found) {
                (_, Found::Nothing) => return Found::Nothing,
                (Step::Count, found) => Found::Count(count(&found)),
                (Step::Cast(ty), found) => self.cast(found, *ty),
                (step, Found::One(item)) => self.member(item, step),
                // Reading has refused what goes on from a collection.
                _ => return Found::Nothing,
            };
        }
        match found {
            Found::One(Item::Value(value, _)) if value.is_null() => Found::Nothing,
            found => found,
        }
    }

    fn member<'i>(&'i self, item: Item<'i, G::Node>, step: &'i Step) -> Found<'i, G::Node> {
        let (name, kind) = match (step, &item) {
            (Step::One(name, _), Item::Node(node)) => {
                let one = self.graph.one(*node, name);
                return one.map_or(Found::Nothing, |node| Found::One(Item::Node(node)));
            }
            (Step::Many(name, _), Item::Node(node)) => return Found::Nodes(self.graph.many(*node, name)),
            (Step::One(name, kind) | Step::Many(name, kind), Item::Value(..)) => (*name, *kind),
            (Step::Member(name, kind), _) => (name.as_ref(), *kind),
            (Step::Cast(_) | Step::Count, _) => return Found::Nothing,
        };
        let value = match item {
            Item::Node(node) => self.graph.member(node, name),
            Item::Value(Cow::Borrowed(value), _) => value.get(name).map(Cow::Borrowed),
            Item::Value(Cow::Owned(Value::Object(mut object)), _) => object.remove(name).map(Cow::Owned),
            Item::Value(..) => None,
        };
        match value {
            None => Found::Nothing,
            Some(value) if value.is_null() => Found::Nothing,
            Some(value) if value.is_array() => Found::Values(value, kind),
            Some(value) => Found::One(Item::Value(value, kind)),
        }
    }

    fn cast<'i>(&self, found: Found<'i, G::Node>, ty: Type) -> Found<'i, G::Node> {
        let is = |item: &Item<'i, G::Node>| self.ty(item).is_some_and(|own| own.is_a(ty));
        let as_target = |item: Item<'i, G::Node>| match item {
            Item::Value(value, _) => Item::Value(value, Kind::of_type(ty)),
            node @ Item::Node(_) => node,
        };
        match found {
            Found::One(item) if is(&item) => Found::One(as_target(item)),
            Found::One(_) | Found::Nothing | Found::Count(_) => Found::Nothing,
            collection => {
                let mut items = Vec::new();
                self.each(collection, |item| {
                    if is(&item) {
                        items.push(as_target(item));
                    }
                    true
                });
                Found::Many(items)
            }
        }
    }

    /// Whether each word is in the text, or, of a member that is a collection, in one of its texts.
    pub(super) fn has_words(&self, node: G::Node, member: &str, words: &[String]) -> bool {
        let Some(value) = self.graph.member(node, member) else {
            return false;
        };
        let texts: Vec<&str> = match value.as_ref() {
            Value::String(text) => vec![text],
            Value::Array(values) => values.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        };
        texts.into_iter().any(|text| {
            self.step(1 + text.len() / 16);
            search::has_words(text, words)
        })
    }
}

fn count<N: Clone>(found: &Found<'_, N>) -> usize {
    match found {
        Found::Nodes(nodes) => nodes.len(),
        Found::Many(items) => items.len(),
        Found::Values(value, _) => value.as_array().map_or(0, Vec::len),
        Found::One(_) => 1,
        Found::Count(count) => *count,
        Found::Nothing => 0,
    }
}

/// The type that a JSON value has: the one that it names, if that is derived from the declared one.
pub(super) fn own_type(value: &Value, declared: Type) -> Option<Type> {
    let object = value.as_object()?;
    let named = object.get("@odata.type").and_then(Value::as_str);
    Some(named.and_then(|name| names::ty(declared, name)).unwrap_or(declared))
}
