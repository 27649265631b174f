//! Which change each differing Rust item belongs to: the nearest of its origins that has a change which can explain it.

use std::collections::HashMap;

use super::change::{Cause, Change, Detail, ItemChange, update};
use super::context::Context;
use super::index::Index;
use super::items::Differing;
use super::kind::{Affects, Explains, Kind};
use crate::csdl::elements::TypeUses;
use crate::model::{ElementId, Method, OperationId, QName};
use crate::naming::memory::place_key;
use crate::routes::path_index::{PathIndex, items_at, named, placed};
use crate::rust_api::{Item, ItemKind};

/// What the attribution gives beside the changes' own items.
#[derive(Default)]
pub(super) struct Attribution {
    /// By element, which change has the item that stands for it.
    pub(super) owners: HashMap<ElementId, usize>,
    /// Items that no change explains, each as a change of its own, so that nothing is unseen.
    pub(super) unexplained: Vec<Change>,
}

/// Gives the changes their items.
pub(super) fn attribute(
    changes: &mut [Change],
    context: &Context<'_, '_>,
    differing: &Differing,
    index: &Index,
) -> Attribution {
    let explaining = Explaining::of(changes, context);
    let mut attribution = Attribution::default();
    for (path, sides) in &differing.items {
        let [from, to] = sides
            .each_ref()
            .map(|item| item.as_ref().map(|item| item.signature.clone()));
        let item = ItemChange {
            item: path.clone(),
            from,
            to,
        };
        let there = || sides.iter().flatten();
        let carriers: Vec<ElementId> = there().flat_map(|item| carriers(item, context)).collect();
        let origins = || {
            let own = there().flat_map(|item| origins(&item.origins, context));
            own.chain(origins(&carriers, context))
        };
        match explaining.change(origins(), &item, changes) {
            Some(position) => {
                let own = there().flat_map(|item| &item.origins);
                attribution.owners.extend(own.map(|origin| (origin.clone(), position)));
                if let Some(change) = changes.get_mut(position) {
                    change.items.push(item);
                }
            }
            None => attribution
                .unexplained
                .push(unexplained(item, &origins().collect::<Vec<_>>(), changes, index)),
        }
    }
    attribution
}

/// A path or method that one side alone has while its Rust item stays in another form follows from what has the item.
pub(super) fn follow_items(changes: &mut [Change], owners: &HashMap<ElementId, usize>) {
    let cause = |change: &Change, changes: &[Change]| Some(changes.get(owner_of_call(change, owners)?)?.root_cause());
    update(changes, cause, |change, cause| _ = change.because.get_or_insert(cause));
}

/// The change that has the item of a path or method which has none itself.
pub(super) fn owner_of_call(change: &Change, owners: &HashMap<ElementId, usize>) -> Option<usize> {
    let (Detail::Methods(methods), Some(path)) = (&change.detail, change.subject.path()) else {
        return None;
    };
    let request = |method: &Method| ElementId::Request {
        method: *method,
        path: place_key(path),
    };
    let mut requests = methods.iter().map(request).filter(|_| change.items.is_empty());
    requests.find_map(|request| owners.get(&request).copied())
}

fn unexplained(item: ItemChange, origins: &[ElementId], changes: &[Change], index: &Index) -> Change {
    let subject = ElementId::RustItem(item.item.clone());
    let sides = [item.from.clone(), item.to.clone()];
    let mut change = Change::of_sides(Kind::RustSignatureChanged, subject, sides);
    change.items = vec![item];
    change.because = index
        .cause(changes, origins, Kind::affects_routes)
        .or_else(|| path_below(origins, changes));
    change
}

/// A path that was added or removed behind one of these places: what was a method alone leads to a builder then.
fn path_below(origins: &[ElementId], changes: &[Change]) -> Option<Cause> {
    let places = origins.iter().filter_map(|origin| match origin {
        ElementId::Path(place) => Some(format!("{place}/")),
        _ => None,
    });
    let places: Vec<String> = places.collect();
    let is_below = |change: &&Change| match (&change.subject, &change.detail) {
        (ElementId::Path(path), Detail::Methods(_)) => {
            let key = place_key(path);
            places.iter().any(|place| key.starts_with(place))
        }
        _ => false,
    };
    changes.iter().find(is_below).map(Change::root_cause)
}

/// Changes that can explain items, by what the items can come from.
struct Explaining(HashMap<ElementId, Vec<usize>>);

impl Explaining {
    fn of(changes: &[Change], context: &Context<'_, '_>) -> Self {
        let asks_for_uses = |change: &Change| change.kind.explains() == Explains::DeclaredAs;
        let sides = changes.iter().any(asks_for_uses).then_some([context.old, context.new]);
        let sides = sides.into_iter().flatten();
        let uses: Vec<TypeUses> = sides.map(|side| TypeUses::of(&side.facts.csdl)).collect();
        let mut index: HashMap<ElementId, Vec<usize>> = HashMap::new();
        for (position, change) in changes.iter().enumerate() {
            if change.kind.explains() == Explains::Nothing {
                continue;
            }
            let mut keys = keys(change);
            if let Some(name) = change.subject.owner().filter(|_| asks_for_uses(change)) {
                let declared = uses.iter().flat_map(|uses| uses.of_type(name));
                keys.extend(declared.map(|one| one.element.clone()));
            }
            for key in keys {
                index.entry(key).or_default().push(position);
            }
        }
        Self(index)
    }

    /// The change that an item's change belongs to: of the nearest origin that has any, the one that says most of form.
    fn change(
        &self,
        mut origins: impl Iterator<Item = ElementId>,
        item: &ItemChange,
        changes: &[Change],
    ) -> Option<usize> {
        origins.find_map(|origin| {
            let positions = self.0.get(&origin).into_iter().flatten().copied();
            let fitting = positions.filter_map(|position| Some((changes.get(position)?.kind, position)));
            let fitting = fitting.filter(|(kind, _)| explains(*kind, item));
            let (_, position) = fitting.min_by_key(|(kind, _)| kind.rank())?;
            Some(position)
        })
    }
}

/// Whether a change of that kind can be why an item changes so.
fn explains(kind: Kind, item: &ItemChange) -> bool {
    let (added, removed) = (item.from.is_none(), item.to.is_none());
    match kind.explains() {
        Explains::Nothing => false,
        Explains::Added => added,
        Explains::Removed => removed,
        Explains::AddedOrRemoved | Explains::Literals => added || removed,
        Explains::Any | Explains::AnyEnum | Explains::DeclaredAs | Explains::Places => true,
    }
}

/// What the items that a change explains can come from.
fn keys(change: &Change) -> Vec<ElementId> {
    match (change.kind.explains(), &change.subject, &change.detail) {
        (Explains::AnyEnum, ElementId::Type(name), _) => return vec![ElementId::AnyOf(name.clone())],
        (Explains::Places, ..) => {
            let places = change.places.iter();
            return places.map(|place| ElementId::Path(place_key(place))).collect();
        }
        (_, ElementId::Request { method, path }, Detail::Options(options)) => {
            let options = options.iter().map(|option| ElementId::QueryOption {
                option,
                method: *method,
                path: place_key(path),
            });
            return options.collect();
        }
        _ => {}
    }
    let mut keys = vec![placed(&change.subject)];
    keys.extend(change.also.iter().cloned());
    if let Some(operation) = change
        .subject
        .operation()
        .filter(|_| change.kind.affects(Affects::Calls))
    {
        // The body of an action has one name for all of its parameter lists.
        if let ElementId::Operation(OperationId { overload: Some(_), .. }) = change.subject {
            keys.push(ElementId::Operation(operation.without_overload()));
        }
        // Actions of one name share a body while they take the same.
        keys.push(ElementId::OperationsNamed(operation.name.clone()));
    }
    keys
}

/// What brings requests to carry a struct, of the item that a program can make it as a literal.
fn carriers(item: &Item, context: &Context<'_, '_>) -> Vec<ElementId> {
    let ItemKind::Literal { of } = &item.kind else {
        return Vec::new();
    };
    let sides = [context.old, context.new].into_iter();
    sides
        .flat_map(|side| side.rust.way_from_a_request(of))
        .cloned()
        .collect()
}

/// What an item comes from, then what the places among it come from. Most items belong to one of the first: what is
/// behind them is only looked up when it is asked for.
fn origins<'i>(of: &'i [ElementId], context: &'i Context<'_, '_>) -> impl Iterator<Item = ElementId> + 'i {
    of.iter()
        .cloned()
        .chain(of.iter().flat_map(|origin| behind(origin, context)))
}

/// The request of a query option, the place of a request, and what the place comes from on either side.
fn behind<'i>(origin: &'i ElementId, context: &'i Context<'_, '_>) -> impl Iterator<Item = ElementId> + 'i {
    let (method, request) = match origin {
        ElementId::QueryOption { method, path, .. } => {
            let (method, path) = (*method, path.clone());
            (Some(method), Some(ElementId::Request { method, path }))
        }
        ElementId::Request { method, .. } => (Some(*method), None),
        _ => (None, None),
    };
    let path = origin.path();
    let place = path
        .filter(|_| method.is_some())
        .map(|path| ElementId::Path(path.to_owned()));
    let chains = path.into_iter().flat_map(move |path| {
        let sides = [context.old, context.new].into_iter();
        sides.flat_map(move |side| chain(&side.paths, path, method))
    });
    request.into_iter().chain(place).chain(chains)
}

/// What a place, or a request at it, comes from.
fn chain<'i>(paths: &'i PathIndex<'_>, key: &'i str, method: Option<Method>) -> impl Iterator<Item = ElementId> + 'i {
    let node = paths.get(key).filter(|node| {
        let mut methods = node.operations.iter().map(|operation| operation.http);
        method.is_none_or(|method| methods.any(|other| other == method))
    });
    let of_node = node.map(|node| {
        let items = method.map(|_| items_at(node)).unwrap_or_default();
        let mut names: Vec<&QName> = items.into_iter().filter_map(named).collect();
        names.dedup();
        let of_items = names
            .into_iter()
            .flat_map(|name| [ElementId::AnyOf(name.clone()), ElementId::Type(name.clone())]);
        // A segment above it whose meaning changed is one change, at the first such segment.
        let way = paths.way(key).map(|place| ElementId::Path(place.to_owned()));
        of_items.chain(paths.chain(key)).chain(way)
    });
    of_node.into_iter().flatten()
}
