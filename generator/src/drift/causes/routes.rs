//! What paths, methods, bodies, responses and query options follow from.

use crate::drift::change::{Cause, Change, Detail};
use crate::drift::class::Wire;
use crate::drift::context::Context;
use crate::drift::index::Index;
use crate::drift::kind::{Affects, Direction, Follows, Kind};
use crate::model::{ElementId, QueryOptions};
use crate::resolve::OPTION_TERMS;
use crate::routes::path_index::PathIndex;

/// What a change of a place follows from: what its segments stand for.
pub(super) fn cause(change: &Change, changes: &[Change], context: &Context<'_, '_>, index: &Index) -> Option<Cause> {
    let (old, new) = (&context.old.paths, &context.new.paths);
    let path = change.subject.path()?;
    let by_segments = |elements: Vec<ElementId>| index.cause(changes, &elements, Kind::affects_routes);
    let (here, there) = match (change.kind.follows(), change.direction(), change.wire) {
        (Follows::Place, Direction::Removed, _) | (Follows::Segment, _, Wire::Breaking) => (old, new),
        _ => (new, old),
    };
    let key = here.key(path)?;
    match change.kind.follows() {
        Follows::Place if matches!(change.subject, ElementId::Path(_)) => {
            by_segments(here.chain(first_missing(here, there, key)).collect())
        }
        Follows::Place | Follows::Segment => by_segments(here.chain(key).collect()),
        follows => {
            let allowed = match change.detail {
                Detail::Options(options) if follows == Follows::Options => {
                    let mut targets = new.capabilities(key);
                    targets.extend(old.capabilities(key));
                    by_annotation(&targets, options, changes, index)
                }
                _ => None,
            };
            allowed.or_else(|| by_segments(new.chain(key).chain(old.chain(key)).collect()))
        }
    }
}

/// On the way to a place that the other side lacks, the first one that it lacks.
fn first_missing<'k>(has: &'k PathIndex<'_>, lacks: &PathIndex<'_>, key: &'k str) -> &'k str {
    let missing = has.way(key).filter(|place| lacks.is_unresolved(place).unwrap_or(true));
    missing.last().unwrap_or(key)
}

/// The annotation that allows or denies one of the options at the nearest target that has changed.
fn by_annotation(targets: &[ElementId], options: QueryOptions, changes: &[Change], index: &Index) -> Option<Cause> {
    let terms = OPTION_TERMS.iter().filter(|(option, ..)| options.contains(*option));
    let terms: Vec<&str> = terms.map(|(_, term, _)| *term).collect();
    let of_options = |change: &&Change| change.kind.affects(Affects::Options);
    let found = targets.iter().find_map(|target| match target {
        // The container's name is not known here.
        ElementId::Root(root) => changes.iter().filter(of_options).find(|change| match &change.subject {
            ElementId::Annotation { target, term } => {
                matches!(&**target, ElementId::Set { name, .. } if name == root) && terms.contains(&term.as_str())
            }
            _ => false,
        }),
        target => terms.iter().find_map(|term| {
            let annotation = target.clone().annotation(*term);
            index.about(changes, &annotation).find(of_options)
        }),
    })?;
    Some(found.as_cause())
}
