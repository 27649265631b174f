//! What `Any…` enums and builders follow from.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::by;
use crate::drift::change::{Change, Detail};
use crate::drift::context::Context;
use crate::drift::index::Index;
use crate::drift::kind::{Affects, Follows, Kind, Topic};
use crate::model::{ElementId, QName};
use crate::naming::memory::place_key;
use crate::routes::path_index::is_below;

/// Gives changes of polymorphism and of builders their causes.
pub(super) fn assign(changes: &mut [Change], context: &Context<'_, '_>, index: &Index) {
    let declared = Declarations::of(changes);
    by(changes, Follows::Hierarchy, |change, changes| {
        let name = change.subject.owner()?;
        let now = context.renames.now(name);
        let types = [(context.old.api(), name), (context.new.api(), now)];
        let derived = types.iter().filter_map(|(api, name)| api.structured(name));
        let derived = derived.flat_map(|ty| &ty.derived).cloned().map(ElementId::Type);
        let derived: Vec<ElementId> = derived.collect();
        let by_type = index.cause(changes, &derived, |kind| kind.affects(Affects::Hierarchy));
        by_type.or_else(|| {
            let line = types.iter().flat_map(|(api, name)| api.lineage(name));
            Some(changes.get(declared.first(line)?)?.root_cause())
        })
    });
    let at_places = AtPlaces::of(changes);
    by(changes, Follows::Builders, |change, changes| {
        let new = &context.new.paths;
        let of = |builders: &BTreeMap<String, &str>, name: &Option<String>| -> Vec<String> {
            let is_it = |builder: &str| Some(builder) == name.as_deref();
            let places = builders.iter().filter(|(_, builder)| is_it(builder));
            places.map(|(key, _)| key.clone()).collect()
        };
        let keys: Vec<&str> = change.places.iter().filter_map(|place| new.key(place)).collect();
        let own: Vec<String> = keys.iter().map(|key| (*key).to_owned()).collect();
        // The shape that it had, and the one that it has, changed at one of their places.
        let position = at_places
            .first(&own)
            .or_else(|| at_places.first(&of(&context.old.builders, &change.from)))
            .or_else(|| at_places.first(&of(&context.new.builders, &change.to)));
        match position.and_then(|position| changes.get(position)) {
            Some(other) => Some(other.root_cause()),
            None => keys
                .iter()
                .find_map(|key| index.cause(changes, &new.chain(key).collect::<Vec<_>>(), Kind::affects_routes)),
        }
    });
}

/// Positions of the changes that can make something be declared as a type, or no longer.
struct Declarations {
    /// The first by each type that its words name.
    by_type: HashMap<QName, usize>,
    /// The first that may do so without naming it: what is declared in a type or operation that is added or removed.
    any: Option<usize>,
}

impl Declarations {
    fn of(changes: &[Change]) -> Self {
        let mut by_type = HashMap::new();
        let mut any = None;
        for (position, change) in changes.iter().enumerate() {
            let kind = change.kind;
            let is_type = kind.topic() == Topic::Types && kind.affects(Affects::Targets);
            if any.is_none() && (is_type || kind.affects(Affects::Calls)) {
                any = Some(position);
            }
            if let Detail::Types(types) = &change.detail
                && kind.affects_routes()
            {
                for ty in types {
                    by_type.entry(ty.clone()).or_insert(position);
                }
            }
        }
        Self { by_type, any }
    }

    fn first<'n>(&self, types: impl Iterator<Item = &'n QName>) -> Option<usize> {
        types.filter_map(|ty| self.by_type.get(ty).copied()).min().or(self.any)
    }
}

/// Changes that can give places another builder, by their places.
struct AtPlaces(Vec<(usize, String)>);

impl AtPlaces {
    fn of(changes: &[Change]) -> Self {
        let changes = changes
            .iter()
            .enumerate()
            .filter(|(_, change)| change.kind.affects(Affects::Builders));
        let at = changes.filter_map(|(position, change)| Some((position, place_key(change.subject.path()?))));
        Self(at.collect())
    }

    /// The first at one of the places or below it.
    fn first(&self, keys: &[String]) -> Option<usize> {
        let keys: BTreeSet<&str> = keys.iter().map(String::as_str).collect();
        let mut at = self.0.iter();
        let found = at.find(|(_, path)| keys.iter().any(|key| is_below(path, key)))?;
        Some(found.0)
    }
}
