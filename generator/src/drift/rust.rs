//! The Rust items that come, go or change, and the Rust class of each change that follows from them.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::causes::{declared_as, operation_of};
use super::change::{Cause, Change, ItemChange};
use super::class::{Rust, Wire};
use super::compare::Comparison;
use super::items::Differing;
use super::kind::Kind;
use super::spots::{Spots, items_at, key_of};
use crate::error::Result;
use crate::model::{ItemType, QName, Type};
use crate::naming::memory::place_key;
use crate::routes::Node;
use crate::rust_api::Item;

impl Comparison<'_> {
    /// # Errors
    /// As [`Differing::of`].
    pub(super) fn rust(&mut self) -> Result<()> {
        let differing = Differing::of(self.old, self.new)?;
        let places = Places(self.spots.clone());
        let mut given: BTreeMap<usize, Vec<ItemChange>> = BTreeMap::new();
        let mut left: Vec<(ItemChange, Vec<String>)> = Vec::new();
        let index = self.by_subject();
        // By operation, which change tells the item that stands for it.
        let mut told: BTreeMap<String, usize> = BTreeMap::new();
        for (name, sides) in &differing.items {
            let [from, to] = [0, 1].map(|side| sides.get(side)?.as_ref().map(|item| item.signature.clone()));
            let change = ItemChange {
                item: name.clone(),
                from,
                to,
            };
            let there = || sides.iter().flatten();
            let origins: Vec<String> = there().flat_map(|item| places.origins(item)).collect();
            match self.owner(&index, &origins, &change) {
                Some(position) => {
                    let own = there().flat_map(|item| &item.origins);
                    told.extend(own.map(|origin| (origin.to_string(), position)));
                    given.entry(position).or_default().push(change);
                }
                None => left.push((change, origins)),
            }
        }
        for (position, items) in given {
            if let Some(change) = self.changes.get_mut(position) {
                change.items.extend(items);
            }
        }
        if self.same_crate {
            for change in &mut self.changes {
                change.items.retain(|item| item.to.is_none());
            }
            return Ok(());
        }
        for (item, origins) in left {
            let mut change = Change::new(Kind::RustSignatureChanged, &item.item)
                .wire(Wire::Unaffected, "Nothing else in the report explains it.");
            change.from.clone_from(&item.from);
            change.to.clone_from(&item.to);
            change.items = vec![item];
            change.because = self
                .blame(&origins, |change| change.kind.shapes_routes())
                .or_else(|| self.path_below(&origins));
            self.changes.push(change);
        }
        for position in 0..self.changes.len() {
            self.classify(position, &differing);
        }
        self.hand_up();
        self.hand_down(&told);
        Ok(())
    }

    /// A path that came or went behind one of these places: what was a method alone leads to a builder then.
    fn path_below(&self, origins: &[String]) -> Option<Cause> {
        let routes = |change: &&Change| matches!(change.kind, Kind::PathAdded | Kind::PathRemoved);
        let below = |change: &&Change| {
            let key = place_key(&change.subject);
            let mut places = origins.iter().filter(|origin| origin.starts_with('/'));
            places.any(|place| {
                key.strip_prefix(place.as_str())
                    .is_some_and(|rest| rest.starts_with('/'))
            })
        };
        let change = self.changes.iter().filter(routes).find(below)?;
        Some(change.root_cause())
    }

    /// A change without Rust items of its own has the class of what follows from it, and one that changes what a call
    /// takes or gives has at least the class of that.
    fn hand_up(&mut self) {
        let mut following: BTreeMap<(Cause, bool), (Rust, String)> = BTreeMap::new();
        for change in &self.changes {
            if let Some(cause) = &change.because {
                let is_call = matches!(change.kind, Kind::BodyChanged | Kind::AnswerChanged);
                let most = following.entry((cause.clone(), is_call)).or_default();
                if change.rust > most.0 {
                    *most = (change.rust, rust_words(&change.why).to_owned());
                }
            }
        }
        for change in &mut self.changes {
            let of = |is_call: bool| {
                let most = following.get(&(change.as_cause(), is_call)).cloned();
                most.unwrap_or_default()
            };
            let (most, words) = if change.items.is_empty() {
                of(true).max(of(false))
            } else {
                of(true)
            };
            if most > change.rust {
                change.rust = most;
                if change.items.is_empty() {
                    change.why = without_rust(&change.why, &words);
                } else {
                    change.why.push_str(" More of it shows in what follows from it.");
                }
            }
        }
    }

    /// A path or method that comes or goes while its Rust item stays in another form: the change that tells the item has its class.
    fn hand_down(&mut self, told: &BTreeMap<String, usize>) {
        for position in 0..self.changes.len() {
            let Some(change) = self.changes.get(position).filter(|change| change.items.is_empty()) else {
                continue;
            };
            let methods = change.from.iter().chain(&change.to).flat_map(|list| list.split(", "));
            let keys: Vec<String> = match change.kind {
                Kind::PathAdded | Kind::PathRemoved => methods
                    .map(|method| super::facts::operation_key(method, &change.subject))
                    .collect(),
                Kind::MethodAdded | Kind::MethodRemoved => vec![operation_key_of(&change.subject)],
                _ => continue,
            };
            let owner = keys.iter().find_map(|key| self.changes.get(*told.get(key)?));
            let cause_of = |owner: &Change| owner.root_cause();
            let Some((rust, cause)) = owner.map(|owner| (owner.rust, cause_of(owner))) else {
                continue;
            };
            if let Some(change) = self.changes.get_mut(position) {
                change.rust = rust;
                change.why = without_rust(&change.why, "In Rust it shows in what it follows from.");
                change.because.get_or_insert(cause);
            }
        }
    }

    /// Positions of changes by what they can be found by.
    fn by_subject(&self) -> BTreeMap<String, Vec<usize>> {
        let mut index: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (position, change) in self.changes.iter().enumerate() {
            let mut keys = vec![change.subject.clone()];
            match change.kind {
                Kind::TypeRenamed => keys.extend(change.to.clone()),
                Kind::PropertyRenamed
                | Kind::EnumMemberRenamed
                | Kind::ParameterRenamed
                | Kind::BoundOperationRenamed => keys.extend(self.renamed_members.get(&change.subject).cloned()),
                Kind::PropertyMoved => keys.extend(change.to.clone()),
                // The struct of a body comes with its first parameter and goes with its last.
                Kind::ParameterAdded | Kind::ParameterRemoved => keys.push(operation_of(&change.subject)),
                // A type definition is its primitive type in Rust: what is declared as it shows the change.
                Kind::TypeDefinitionChanged => {
                    keys.extend(declared_as(&self.old.csdl, &change.subject));
                    keys.extend(declared_as(&self.new.csdl, &change.subject));
                }
                Kind::BindingChanged => {
                    let name = change.subject.split(" of ").next().unwrap_or_default();
                    keys.push(format!("{name} of {}", change.to.as_deref().unwrap_or_default()));
                }
                Kind::PolymorphismChanged => keys = vec![format!("any {}", change.subject)],
                Kind::BuilderRenamed => keys = change.places.iter().map(|place| place_key(place)).collect(),
                Kind::PathAdded | Kind::PathRemoved | Kind::TieChanged | Kind::PathParameterChanged => {
                    keys = vec![place_key(&change.subject)];
                }
                Kind::MethodAdded | Kind::MethodRemoved | Kind::BodyChanged | Kind::AnswerChanged => {
                    keys = vec![operation_key_of(&change.subject)];
                }
                Kind::QueryOptionAdded | Kind::QueryOptionRemoved => {
                    let options = change.from.iter().chain(&change.to).flat_map(|list| list.split(", "));
                    keys = options
                        .map(|option| format!("{option} {}", operation_key_of(&change.subject)))
                        .collect();
                }
                _ => {}
            }
            // The body of an action has one name for all of its parameter lists.
            if let Some((name, binding)) = change.subject.split_once(" of ")
                && let Some((name, _)) = name.split_once('(').filter(|_| change.kind.shapes_calls())
            {
                keys.push(format!("{name} of {binding}"));
            }
            // Actions of one name share a body while they take the same.
            if change.kind.shapes_calls() {
                let name = change.subject.split([' ', '(', '/']).next().unwrap_or_default();
                keys.push(format!("any {name}"));
            }
            for key in keys {
                index.entry(key).or_default().push(position);
            }
        }
        index
    }

    /// The change that an item's change belongs to: the nearest origin that has one of a fitting kind.
    fn owner(&self, index: &BTreeMap<String, Vec<usize>>, origins: &[String], item: &ItemChange) -> Option<usize> {
        for origin in origins {
            let positions = index.get(origin).map(Vec::as_slice).unwrap_or_default();
            let mut fitting: Vec<usize> = positions
                .iter()
                .copied()
                .filter(|position| {
                    self.changes
                        .get(*position)
                        .is_some_and(|change| fits(change.kind, item))
                })
                .collect();
            // Of several changes of one thing that which is most about form.
            fitting.sort_by_key(|position| self.changes.get(*position).map(|change| weight(change.kind)));
            if let Some(position) = fitting.first() {
                return Some(*position);
            }
        }
        None
    }

    fn classify(&mut self, position: usize, differing: &Differing) {
        let Some(change) = self.changes.get(position) else {
            return;
        };
        let gone = change.items.iter().filter(|item| item.from.is_some()).count();
        let says_its_type = says_its_type(change, differing);
        // Another builder at a place: only who names its type sees it, even where the old one is still there for other places.
        let rust = if gone > 0 || change.kind == Kind::BuilderRenamed {
            Rust::Breaking
        } else if says_its_type.is_some() {
            Rust::Meaning
        } else if !change.items.is_empty() {
            Rust::Additive
        } else {
            self.without_items(change)
        };
        let said = match says_its_type.filter(|_| rust == Rust::Meaning) {
            Some(name) => format!("In Rust every program compiles; a `{name}` says its `@odata.type` in every body."),
            None => told(change, rust),
        };
        if let Some(change) = self.changes.get_mut(position) {
            change.rust = rust;
            if !change.why.is_empty() {
                change.why.push(' ');
            }
            change.why.push_str(&said);
        }
    }

    /// Whether a type has no longer all members that it had, inherited ones included.
    fn loses_members(&self, subject: &str) -> bool {
        let members = |facts: &super::Facts, subject: &str| -> BTreeSet<String> {
            let ty = QName::parse(subject).and_then(|name| facts.api().structured(&name));
            let members = ty.map(|ty| ty.members.as_slice()).unwrap_or_default();
            members.iter().map(|member| member.name.clone()).collect()
        };
        !members(self.old, subject).is_subset(&members(self.new, &self.renamed_in(subject)))
    }

    /// Whether both sides send and show the members of a type in the same way. A key that is read-only is sent where
    /// it says which entity is meant.
    fn treats_alike(&self, subject: &str) -> bool {
        let marks = |facts: &super::Facts, subject: &str| {
            let ty = QName::parse(subject).and_then(|name| facts.api().structured(&name))?;
            let members = ty.members.iter().map(|member| {
                let sent_inside = !member.read_only || ty.key.contains(&member.name);
                (member.name.clone(), (member.read_only, sent_inside, member.secret))
            });
            Some(members.collect::<BTreeMap<_, _>>())
        };
        let (old, new) = (marks(self.old, subject), marks(self.new, &self.renamed_in(subject)));
        let (Some(old), Some(new)) = (old, new) else {
            return false;
        };
        old.iter()
            .all(|(name, marks)| new.get(name).is_none_or(|other| other == marks))
    }

    /// The class of a change that no signature shows.
    fn without_items(&self, change: &Change) -> Rust {
        match change.kind {
            Kind::Deprecated | Kind::DeprecationWithdrawn => {
                let is_type = QName::parse(&change.subject)
                    .is_some_and(|name| !change.subject.contains(' ') && self.new.api().types.contains_key(&name));
                let of_enum = change
                    .subject
                    .split_once('/')
                    .and_then(|(ty, _)| QName::parse(ty))
                    .is_some_and(|ty| matches!(self.new.api().types.get(&ty), Some(Type::Enum(_))));
                if is_type || of_enum {
                    Rust::Unaffected
                } else {
                    Rust::Additive
                }
            }
            Kind::PropertyReadOnlyChanged | Kind::PropertySecrecyChanged | Kind::OpenTypeChanged => Rust::Meaning,
            // The Rust name stays (`isHidden` and `IsHidden` are one), and another name is sent.
            Kind::TypeRenamed
            | Kind::PropertyRenamed
            | Kind::EnumMemberRenamed
            | Kind::ParameterRenamed
            | Kind::BoundOperationRenamed => Rust::Meaning,
            Kind::BaseTypeChanged if self.loses_members(&change.subject) => Rust::Breaking,
            Kind::KeyChanged | Kind::BaseTypeChanged if self.treats_alike(&change.subject) => Rust::Unaffected,
            Kind::KeyChanged | Kind::BaseTypeChanged | Kind::AbstractChanged => Rust::Meaning,
            Kind::EnumMemberValueChanged => {
                let ty = change.subject.split('/').next().and_then(QName::parse);
                let flags = ty.is_some_and(|ty| self.new.api().enumeration(&ty).is_some_and(|ty| ty.flags));
                if flags { Rust::Meaning } else { Rust::Unaffected }
            }
            _ => Rust::Unaffected,
        }
    }
}

/// A struct that was there and can stand where a base of it is declared from now on: its values say their `@odata.type`
/// in every body.
fn says_its_type<'c>(change: &'c Change, differing: &Differing) -> Option<&'c str> {
    let casts = change.items.iter().filter(|item| item.to.as_deref() == Some("cast"));
    let mut structs = casts.filter_map(|item| Some(item.item.split_once(" as ")?.0));
    structs.find(|path| differing.stood_alone(path))
}

const NO_ITEM: &str = "No public Rust item changes.";

/// What a reason says of Rust, which stands last.
fn rust_words(why: &str) -> &str {
    let at = why.find(NO_ITEM).or_else(|| why.find("In Rust ")).unwrap_or(why.len());
    why.get(at..).unwrap_or_default()
}

/// The reason with other words in place of those about Rust, which stand last.
fn without_rust(why: &str, words: &str) -> String {
    let before = why.strip_suffix(rust_words(why)).unwrap_or(why).trim_end();
    if before.is_empty() {
        words.to_owned()
    } else {
        format!("{before} {words}")
    }
}

fn operation_key_of(subject: &str) -> String {
    match subject.split_once(' ') {
        Some((method, path)) => super::facts::operation_key(method, path),
        None => subject.to_owned(),
    }
}

/// Whether a change of that kind can be why an item changes so.
fn fits(kind: Kind, item: &ItemChange) -> bool {
    let (came, went) = (item.from.is_none(), item.to.is_none());
    match kind {
        Kind::TypeAdded
        | Kind::PropertyAdded
        | Kind::EnumMemberAdded
        | Kind::PathAdded
        | Kind::MethodAdded
        | Kind::QueryOptionAdded => came,
        Kind::BoundOperationAdded | Kind::OverloadAdded => came,
        Kind::TypeRemoved
        | Kind::PropertyRemoved
        | Kind::EnumMemberRemoved
        | Kind::PathRemoved
        | Kind::MethodRemoved
        | Kind::QueryOptionRemoved
        | Kind::BoundOperationRemoved
        | Kind::OverloadRemoved => went,
        Kind::PropertyMoved => came,
        Kind::AbstractChanged | Kind::BaseTypeChanged | Kind::PropertyRenamed | Kind::EnumMemberRenamed => came || went,
        Kind::PropertyNullabilityChanged
        | Kind::FacetChanged
        | Kind::ContainmentChanged
        | Kind::PropertyReadOnlyChanged
        | Kind::PropertySecrecyChanged
        | Kind::OpenTypeChanged
        | Kind::EnumMemberValueChanged
        | Kind::ParameterNullabilityChanged
        | Kind::ParameterOptionalityChanged
        | Kind::ParameterOrderChanged
        | Kind::Deprecated
        | Kind::DeprecationChanged
        | Kind::DeprecationWithdrawn
        | Kind::CapabilityChanged
        | Kind::AnnotationChanged
        | Kind::NavigationBindingChanged
        | Kind::PermissionChanged
        | Kind::OperationDetailChanged
        | Kind::AlternateKeyAdded
        | Kind::AlternateKeyRemoved
        | Kind::MediaEntityChanged
        | Kind::RustSignatureChanged => false,
        _ => true,
    }
}

/// Kinds that say more of an item's form come first.
fn weight(kind: Kind) -> u8 {
    match kind {
        Kind::BodyChanged | Kind::AnswerChanged => 1,
        Kind::PathAdded | Kind::PathRemoved | Kind::MethodAdded | Kind::MethodRemoved => 0,
        Kind::RustNameChanged => 0,
        Kind::BaseTypeChanged => 3,
        _ => 2,
    }
}

/// The Rust half of the reason, in a sentence.
fn told(change: &Change, rust: Rust) -> String {
    let more = |count: usize| match count {
        0 | 1 => String::new(),
        2 => ", and another item".to_owned(),
        count => format!(", and {} more items", count - 1),
    };
    let first = |fits: &dyn Fn(&ItemChange) -> bool| {
        let items: Vec<&ItemChange> = change.items.iter().filter(|item| fits(item)).collect();
        items.first().map(|item| ((*item).clone(), more(items.len())))
    };
    match rust {
        Rust::Breaking => {
            if let Some((item, more)) = first(&|item| item.from.is_some() && item.to.is_none()) {
                format!("In Rust `{}` is gone{more}.", item.item)
            } else if let Some((item, more)) = first(&|item| item.from.is_some()) {
                format!(
                    "In Rust `{}` is `{}` instead of `{}`{more}.",
                    item.item,
                    item.to.as_deref().unwrap_or_default(),
                    item.from.as_deref().unwrap_or_default()
                )
            } else if change.kind == Kind::BaseTypeChanged {
                "In Rust fields are gone; another change of the type tells them.".to_owned()
            } else {
                // The builder that a step gave may go on elsewhere.
                let [from, to] = [&change.from, &change.to].map(|name| name.as_deref().unwrap_or_default());
                format!("In Rust the step there gives `builders::{to}` instead of `builders::{from}`.")
            }
        }
        Rust::Additive => match first(&|_| true) {
            Some((item, more)) => format!("In Rust `{}` comes{more}.", item.item),
            None if change.kind == Kind::DeprecationWithdrawn => "In Rust a warning goes.".to_owned(),
            None => "In Rust who uses it gets a warning.".to_owned(),
        },
        Rust::Meaning => match change.kind {
            Kind::TypeRenamed
            | Kind::PropertyRenamed
            | Kind::EnumMemberRenamed
            | Kind::ParameterRenamed
            | Kind::BoundOperationRenamed => {
                "In Rust every program compiles, since the name there stays; another name is sent.".to_owned()
            }
            Kind::PropertyReadOnlyChanged => {
                let does = if change.to.as_deref() == Some("read-only") {
                    "leave it out"
                } else {
                    "send it"
                };
                format!("In Rust every program compiles; `create`, `update` and `replace` {does} from now on.")
            }
            Kind::PropertySecrecyChanged => "In Rust every program compiles; `Debug` prints something else.".to_owned(),
            Kind::EnumMemberValueChanged => {
                "In Rust every program compiles; combinations of flags hold other members.".to_owned()
            }
            _ => "In Rust every program compiles; values of the type are treated otherwise.".to_owned(),
        },
        Rust::Unaffected => NO_ITEM.to_owned(),
    }
}

/// What the items of calls and builders come from, on the old side and the new.
struct Places<'a>([Rc<Spots<'a>>; 2]);

impl Places<'_> {
    /// What a place, or an operation at it, comes from.
    fn chain(&self, key: &str) -> Vec<String> {
        let mut chain = Vec::new();
        for spots in &self.0 {
            let place = key.split_once(' ').map_or(key, |(_, path)| path);
            let Some(spot) = spots.all.get(place) else { continue };
            if place != key {
                if spot.node.operations.iter().all(|tied| key_of(spot.node, tied) != key) {
                    continue;
                }
                for item in named_types(spot.node) {
                    chain.push(format!("any {item}"));
                    chain.push(item);
                }
            }
            chain.extend(spots.chain(place));
            // A tie that changed above it is told once, at the first segment.
            let mut here = Some(place);
            while let Some(place) = here {
                chain.push(place.to_owned());
                here = spots.all.get(place).and_then(|spot| spot.above.as_deref());
            }
        }
        chain
    }

    /// An item's own origins, then what the places among them come from.
    fn origins(&self, item: &Item) -> Vec<String> {
        let own: Vec<String> = item.origins.iter().map(ToString::to_string).collect();
        let mut origins = own.clone();
        for origin in &own {
            let key = match origin.strip_prefix('$').and_then(|rest| rest.split_once(' ')) {
                Some((_, operation)) => {
                    origins.push(operation.to_owned());
                    operation
                }
                None => origin.as_str(),
            };
            if let Some((_, path)) = key.split_once(' ').filter(|(_, path)| path.starts_with('/')) {
                origins.push(path.to_owned());
            }
            origins.extend(self.chain(key));
        }
        origins
    }
}

/// Names of the types of bodies and answers at a place.
fn named_types(node: &Node) -> Vec<String> {
    let mut names: Vec<String> = items_at(node)
        .into_iter()
        .filter_map(|item| match item {
            ItemType::Structured(name) | ItemType::Enum(name) => Some(name.to_string()),
            _ => None,
        })
        .collect();
    names.dedup();
    names
}
