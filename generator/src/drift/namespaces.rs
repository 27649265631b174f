//! Namespaces that were renamed as a whole: one change, from which the new names of their types follow.

use std::collections::BTreeMap;

use super::change::Change;
use super::kind::Kind;
use super::rename::RenamedType;
use super::side::SideIndex;
use crate::csdl::elements::Types;
use crate::matching::best;
use crate::model::{ElementId, QName};

/// A namespace of fewer types is not distinguished from types that were renamed one by one.
const FEWEST: usize = 2;

/// Of ten types so many must have the name that they had.
const OF_TEN: usize = 8;

/// A simple name that more types have than that says nothing of namespaces.
const MOST_NAMESAKES: usize = 16;

/// Pairs of namespaces of which nearly all types have the names that they had, each with its types, which are taken out
/// of both sides.
pub(super) fn renamed<'a>(
    old: &SideIndex<'a>,
    new: &SideIndex<'a>,
    gone: &mut Types<'a>,
    come: &mut Types<'a>,
) -> Vec<(Change, Vec<RenamedType<'a>>)> {
    let mut types_of: BTreeMap<&str, usize> = BTreeMap::new();
    for name in old.declared.keys() {
        *types_of.entry(name.namespace()).or_default() += 1;
    }
    let candidates = namesakes(old, new, gone, come);
    let pairs = candidates.iter().filter_map(|((from, to), types)| {
        let all = types_of.get(from.as_str()).copied().unwrap_or_default();
        #[expect(clippy::cast_precision_loss, reason = "types are few")]
        let weight = types.len() as f32;
        let enough = types.len() >= FEWEST && types.len() * 10 >= all * OF_TEN;
        enough.then_some((weight, from.as_str(), to.as_str(), (all, types.as_slice())))
    });
    let best = best(pairs.collect()).into_iter();
    let renamed = best.map(|(from, to, (all, types))| {
        let evidence = vec![format!("{} of its {all} types have the same names there", types.len())];
        let [one, other] = [from, to].map(|name| (ElementId::Namespace(name.to_owned()), name));
        let change = Change::renamed(Kind::NamespaceRenamed, one, other, evidence);
        let taken = types.iter().filter_map(|(before, after)| {
            let (one, other) = (gone.remove(before)?, come.remove(after)?);
            let evidence = vec![format!(
                "the namespace {from} is probably {to}, and the name is the same"
            )];
            Some(((before.clone(), one), (after.clone(), other), evidence))
        });
        (change, taken.collect())
    });
    renamed.collect()
}

/// Types by the namespace that they had.
type Namesakes = BTreeMap<(String, String), Vec<(QName, QName)>>;

/// By old and new namespace, types of one kind and one simple name. What the other side has, and nothing leads to, is
/// not renamed.
fn namesakes(old: &SideIndex<'_>, new: &SideIndex<'_>, gone: &Types<'_>, come: &Types<'_>) -> Namesakes {
    let mut by_name: BTreeMap<(&str, &str), Vec<&QName>> = BTreeMap::new();
    for (name, ty) in come.iter().filter(|(name, _)| !old.facts.known.contains(*name)) {
        by_name.entry((name.name(), ty.word())).or_default().push(name);
    }
    let mut namesakes = Namesakes::new();
    for (name, ty) in gone.iter().filter(|(name, _)| !new.facts.known.contains(*name)) {
        let others = by_name.get(&(name.name(), ty.word())).into_iter().flatten();
        for other in others.take(MOST_NAMESAKES) {
            let namespaces = (name.namespace().to_owned(), other.namespace().to_owned());
            let pair = (name.clone(), (*other).clone());
            namesakes.entry(namespaces).or_default().push(pair);
        }
    }
    namesakes
}
