//! `$orderby`: keys, each with a direction.

use std::borrow::Cow;
use std::cmp::Ordering;

use msgraph_identity_governance::reflection::{Item as ItemType, Type};

use super::error::{Place, QueryError};
use super::evaluate::{Evaluation, Scope};
use super::expression::Expression;
use super::graph::Graph;
use super::kind::Kind;
use super::lexer::Word;
use super::limits::{MAX_ORDER_CHARACTERS, MAX_ORDER_KEYS};
use super::parse::Parser;
use super::scalar::{Scalar, text_equals};

/// A key to order by.
#[derive(Clone, Debug)]
pub(super) struct OrderKey {
    expression: Expression,
    kind: Kind,
    is_descending: bool,
}

/// Reads the keys, from the one that counts most.
pub(super) fn read(text: &str, item: ItemType) -> Result<Vec<OrderKey>, QueryError> {
    let place = Place::of("$orderby", text);
    let mut parser = Parser::new(place, item)?;
    let mut keys = Vec::new();
    loop {
        let operand = parser.expression(0)?.resolved()?;
        operand.single(place)?;
        if !operand.kind.is_sortable() {
            let what = format!(
                "The $orderby expression must be of a primitive type, found '{}'",
                operand.kind
            );
            return Err(place.error(operand.at, what));
        }
        let direction = match parser.peek() {
            Word::Name(name) => name.to_ascii_lowercase(),
            _ => String::new(),
        };
        let is_descending = direction == "desc";
        if is_descending || direction == "asc" {
            parser.advance()?;
        }
        keys.push(OrderKey {
            expression: operand.expression,
            kind: operand.kind,
            is_descending,
        });
        if !parser.takes(',')? {
            break;
        }
        if keys.len() >= MAX_ORDER_KEYS {
            return Err(place.error(parser.at(), format!("At most {MAX_ORDER_KEYS} keys are taken")));
        }
    }
    parser.end()?;
    Ok(keys)
}

impl OrderKey {
    /// The value of an item by which it is ordered. Members of an enumeration are ordered as the metadata has them,
    /// text by its beginning: a token has the values of the item after which a page begins, and stands in a URL.
    pub(super) fn value<G: Graph>(
        &self,
        evaluation: &Evaluation<'_, G>,
        scope: &Scope<'_, G::Node>,
    ) -> Scalar<'static> {
        let value = evaluation.scalar(&self.expression, scope);
        match (self.kind, &value) {
            (Kind::Enum(ty), Scalar::Text(name)) => Scalar::Integer(rank(ty, name)),
            (_, Scalar::Text(text)) => match text.char_indices().nth(MAX_ORDER_CHARACTERS) {
                Some((end, _)) => Scalar::Text(Cow::Owned(text.get(..end).unwrap_or_default().to_owned())),
                None => value.into_owned(),
            },
            _ => value.into_owned(),
        }
    }

    /// The order of two items by their values.
    pub(super) fn compare(&self, one: &Scalar<'_>, other: &Scalar<'_>) -> Ordering {
        let order = one.sort(other);
        if self.is_descending { order.reverse() } else { order }
    }
}

/// The place of a member in its enumeration; one that it does not have stands last.
fn rank(ty: Type, name: &str) -> i64 {
    let place = ty.own_members().position(|member| text_equals(member.name(), name));
    place.and_then(|place| i64::try_from(place).ok()).unwrap_or(i64::MAX)
}
