//! `ConsistencyLevel: eventual`: what the directory carries out with this header only.
//!
//! Users, groups and the like are indexed for advanced queries, and Graph refuses those without the header and
//! `$count=true`. The entities of governance know no such rule.
//! <https://learn.microsoft.com/graph/aad-advanced-queries>

use msgraph_identity_governance::reflection::Type;

use super::clauses::Clauses;
use super::error::QueryError;
use super::expression::{Comparison, Expression, Function, Path, Step};

/// Whether a type is of the directory.
pub(super) fn is_directory_object(ty: Type) -> bool {
    ty.lineage().any(|ty| ty.name() == "microsoft.graph.directoryObject")
}

/// Refuses what the directory refuses without the header, or with it and without `$count=true`.
pub(super) fn check(clauses: &Clauses, is_eventual: bool) -> Result<(), QueryError> {
    if clauses.search.is_some() && !is_eventual {
        return Err(QueryError::unsupported(
            "Request with $search query parameter only works with a special request header: \
             'ConsistencyLevel: eventual'.",
        ));
    }
    let advanced = match &clauses.filter {
        Some(_) if !clauses.orderby.is_empty() => Some("$filter together with $orderby"),
        Some(filter) => advanced(filter),
        None => None,
    };
    match advanced {
        Some(what) if !is_eventual => Err(QueryError::unsupported(format!(
            "{what} is not supported because the 'ConsistencyLevel: eventual' header is missing."
        ))),
        Some(what) if !clauses.count => Err(QueryError::unsupported(format!(
            "{what} is not supported because the required '$count=true' query parameter is missing."
        ))),
        _ => Ok(()),
    }
}

/// What in a condition makes it an advanced query.
fn advanced(expression: &Expression) -> Option<&'static str> {
    match expression {
        Expression::Not(_) => Some("Operator 'not'"),
        Expression::Compare(Comparison::NotEqual, _) => Some("Operator 'ne'"),
        Expression::Call(Function::EndsWith, _) => Some("Operator 'endsWith'"),
        Expression::Call(Function::Contains, _) => Some("Operator 'contains'"),
        Expression::Compare(_, sides) | Expression::Arithmetic(_, sides) => sides.iter().find_map(advanced),
        Expression::And(items) | Expression::Or(items) | Expression::Call(_, items) => items.iter().find_map(advanced),
        Expression::In(value, values) => advanced(value).or_else(|| values.iter().find_map(advanced)),
        Expression::Negative(inner) | Expression::Cast(inner, _) | Expression::Has(inner, _) => advanced(inner),
        Expression::InCollection(inner, path) => advanced(inner).or_else(|| counted(path)),
        Expression::Lambda(_, path, inner) => counted(path).or_else(|| advanced(inner.as_deref()?)),
        Expression::Path(path) | Expression::IsOf(path, _) => counted(path),
        Expression::Constant(_) | Expression::Now => None,
    }
}

fn counted(path: &Path) -> Option<&'static str> {
    let has_count = path.steps.iter().any(|step| matches!(step, Step::Count));
    has_count.then_some("$count in $filter")
}
