//! When an item is there: the features that it depends on. It knows nothing of areas and paths, from which
//! `super::areas` works it out.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::QName;
use crate::overlay::Feature;

/// When an item is there.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Presence {
    /// With any features.
    #[default]
    Always,
    /// When one of these is on.
    Any(BTreeSet<Feature>),
    /// When all of these are on.
    All(BTreeSet<Feature>),
}

impl Presence {
    /// Whether what is there so is there only where the other is too; false where that is not plain.
    #[must_use]
    pub fn implies(&self, other: &Self) -> bool {
        match (self, other) {
            (_, Self::Always) => true,
            (Self::Any(these), Self::Any(those)) => these.is_subset(those),
            (Self::All(these), Self::All(those)) => those.is_subset(these),
            (Self::All(these), Self::Any(those)) => !these.is_disjoint(those),
            _ => false,
        }
    }

    /// When that is there which holds, or is reached from, items that are there so.
    #[must_use]
    pub fn together<'p>(all: impl IntoIterator<Item = &'p Self>) -> Self {
        let (mut any, mut every): (BTreeSet<Feature>, Vec<&BTreeSet<Feature>>) = (BTreeSet::new(), Vec::new());
        for presence in all {
            match presence {
                Self::Always => return Self::Always,
                Self::Any(features) => any.extend(features.iter().cloned()),
                Self::All(features) => every.push(features),
            }
        }
        match (any.is_empty(), every.as_slice()) {
            (true, []) => Self::Always,
            (true, [first, rest @ ..]) if rest.iter().all(|other| other == first) => Self::All((*first).clone()),
            _ => {
                let beside = every.iter().filter(|features| features.is_disjoint(&any));
                let beside: Vec<Feature> = beside.flat_map(|features| features.iter().cloned()).collect();
                any.extend(beside);
                Self::Any(any)
            }
        }
    }
}

/// When the types of a version are there. One that is not listed always is.
#[derive(Clone, Debug, Default)]
pub struct TypePresences {
    pub(super) types: BTreeMap<QName, Presence>,
    pub(super) any_enums: BTreeMap<QName, Presence>,
}

impl TypePresences {
    /// When a struct or enumeration is there.
    #[must_use]
    pub fn of(&self, name: &QName) -> &Presence {
        self.types.get(name).unwrap_or(&Presence::Always)
    }

    /// When the `Any…` enum of a type is there.
    #[must_use]
    pub fn of_any(&self, name: &QName) -> &Presence {
        self.any_enums.get(name).unwrap_or(&Presence::Always)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
pub(crate) mod tests {
    use super::*;

    /// By their names.
    pub(crate) fn features(names: &[&str]) -> BTreeSet<Feature> {
        names.iter().map(|name| Feature::parse(name).unwrap()).collect()
    }

    #[test]
    fn what_holds_items_is_there_with_any_of_them() {
        let any = |names: &[&str]| Presence::Any(features(names));
        let all = Presence::All(features(&["a", "b"]));
        for (held, whole) in [
            (vec![any(&["a"]), any(&["b"])], any(&["a", "b"])),
            (vec![any(&["a"]), Presence::Always], Presence::Always),
            (vec![all.clone(), all.clone()], all.clone()),
            (vec![all.clone(), any(&["a"])], any(&["a"])),
            (vec![all.clone(), any(&["c"])], any(&["a", "b", "c"])),
            (Vec::new(), Presence::Always),
        ] {
            assert_eq!(Presence::together(&held), whole, "{held:?}");
        }
    }
}
