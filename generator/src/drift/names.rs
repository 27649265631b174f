//! Rust names, `Any…` enums and builders.

use std::collections::{BTreeMap, BTreeSet};

use super::change::{Cause, Change};
use super::class::Wire;
use super::compare::Comparison;
use super::kind::Kind;
use super::spots::{lineage_of, shortest_first, written};
use crate::model::{QName, Type};
use crate::rust_api::RustApi;

impl Comparison<'_> {
    pub(super) fn names(&mut self) {
        self.polymorphism();
        self.builders();
        self.rust_names();
    }

    /// Types whose values can be of derived types now, or no longer.
    fn polymorphism(&mut self) {
        let [old, new] = [self.old.loaded.rust_api(), self.new.loaded.rust_api()];
        let any_name = |of: &RustApi<'_>, name: &QName| of.any_path(name).map(|any| any.name.to_owned());
        let mut found = Vec::new();
        for (name, ty) in &self.old.api().types {
            if !matches!(ty, Type::Structured(_)) {
                continue;
            }
            let renamed = self.renamed.get(&name.to_string()).and_then(|new| QName::parse(new));
            let now = renamed.as_ref().unwrap_or(name);
            if self.new.api().structured(now).is_none() {
                continue;
            }
            let before = any_name(&old, name);
            let after = any_name(&new, now);
            if before.is_some() == after.is_some() {
                continue;
            }
            let plain = |facts: &super::Facts, name: &QName| {
                facts
                    .loaded
                    .names
                    .get(name)
                    .map(|name| name.rust.clone())
                    .unwrap_or_default()
            };
            let mut change = Change::new(Kind::PolymorphismChanged, name.to_string())
                .from(before.unwrap_or_else(|| plain(self.old, name)))
                .to(after.unwrap_or_else(|| plain(self.new, now)))
                .wire(
                    Wire::Unaffected,
                    "Types that come and go, and members that are declared as it, are told by themselves.",
                );
            change.because = self.polymorphism_cause(name, now);
            found.push(change);
        }
        self.changes.append(&mut found);
    }

    /// A derived type that came, went or has another base; else a member, parameter or answer that is declared as the type or a base of it.
    fn polymorphism_cause(&self, old: &QName, new: &QName) -> Option<Cause> {
        let derived = |facts: &super::Facts, name: &QName| -> Vec<String> {
            let of = name.to_string();
            let types = facts.api().types.keys();
            types
                .filter(|other| *other != name && lineage_of(facts.api(), other).contains(&of))
                .map(ToString::to_string)
                .collect()
        };
        let mut subjects = derived(self.old, old);
        subjects.extend(derived(self.new, new));
        let by_type = self.blame(&subjects, |change| {
            matches!(
                change.kind,
                Kind::TypeAdded | Kind::TypeRemoved | Kind::BaseTypeChanged | Kind::TypeRenamed | Kind::AbstractChanged
            )
        });
        if by_type.is_some() {
            return by_type;
        }
        let mut line = lineage_of(self.old.api(), old);
        line.extend(lineage_of(self.new.api(), new));
        let names = |text: Option<&String>| {
            text.is_some_and(|text| {
                text.split(|c: char| !(c.is_alphanumeric() || matches!(c, '.' | '_')))
                    .any(|word| line.iter().any(|name| name == word))
            })
        };
        let declares = self.changes.iter().find(|change| {
            (change.kind.shapes_calls() || change.kind.shapes_routes())
                && (names(change.from.as_ref()) || names(change.to.as_ref()))
        });
        declares
            .map(|change| change.root_cause())
            // Something is declared as the type in a type or operation that came or went.
            .or_else(|| {
                let any = self.changes.iter().find(|change| {
                    matches!(change.kind, Kind::TypeAdded | Kind::TypeRemoved) || change.kind.shapes_calls()
                });
                any.map(|change| change.root_cause())
            })
    }

    /// Places whose builder has another name: a shape that split, or two that became one.
    fn builders(&mut self) {
        let [old, new] = self.spots.clone();
        let mut renamed: BTreeMap<(&str, &str), Vec<String>> = BTreeMap::new();
        for (key, before) in &old.builders {
            if let Some(after) = new.builders.get(key)
                && before != after
            {
                renamed.entry((before, after)).or_default().push(key.clone());
            }
        }
        let mut found = Vec::new();
        for ((before, after), mut keys) in renamed {
            shortest_first(&mut keys);
            let Some(first) = keys.first() else { continue };
            let path = |key: &String| {
                new.all
                    .get(key)
                    .map_or(key.as_str(), |spot| written(spot.node))
                    .to_owned()
            };
            let why = "Requests are the same; only who names the builder's type sees it.";
            let mut change = Change::new(Kind::BuilderRenamed, path(first))
                .from(before)
                .to(after)
                .wire(Wire::Unaffected, why);
            change.places = keys.iter().map(path).collect();
            // The shape that it had, and the one that it has, changed at one of their places.
            let of = |spots: &super::spots::Spots<'_>, name: &str| -> Vec<String> {
                let places = spots.builders.iter().filter(|(_, builder)| **builder == name);
                places.map(|(key, _)| key.clone()).collect()
            };
            let (had, has) = (of(&old, before), of(&new, after));
            change.because = self
                .builder_cause(&keys)
                .or_else(|| self.builder_cause(&had))
                .or_else(|| self.builder_cause(&has))
                .or_else(|| {
                    let shapes = |change: &Change| change.kind.shapes_routes();
                    keys.iter().find_map(|key| self.blame(&new.chain(key), shapes))
                });
            found.push(change);
        }
        self.changes.append(&mut found);
    }

    /// Something that changed at one of the places or below it.
    fn builder_cause(&self, keys: &[String]) -> Option<Cause> {
        let below = |change: &Change| {
            let path = change
                .subject
                .split_once(' ')
                .map_or(change.subject.as_str(), |(_, path)| path);
            let path = crate::naming::memory::place_key(path);
            keys.iter().any(|key| {
                path.strip_prefix(key.as_str())
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '(']))
            })
        };
        let of_routes = |change: &&Change| {
            matches!(
                change.kind,
                Kind::PathAdded
                    | Kind::PathRemoved
                    | Kind::PathParameterChanged
                    | Kind::MethodAdded
                    | Kind::MethodRemoved
                    | Kind::BodyChanged
                    | Kind::AnswerChanged
                    | Kind::QueryOptionAdded
                    | Kind::QueryOptionRemoved
                    | Kind::TieChanged
            )
        };
        let here = self.changes.iter().filter(of_routes).find(|change| below(change));
        here.map(|change| change.root_cause())
    }

    /// Names that the two sides remember otherwise.
    fn rust_names(&mut self) {
        let mut found = Vec::new();
        let (old, new) = (&self.old.loaded.names.types, &self.new.loaded.names.types);
        for (name, before) in old {
            let Some(after) = new.get(name) else { continue };
            // The body of an action has the name of the first type that has the action.
            let whole = |name: &crate::naming::TypeName| match &name.module {
                Some(module) => format!("{module}::{}", name.rust),
                None => name.rust.clone(),
            };
            let unaffected = "Names on the wire are the same.";
            if whole(before) != whole(after) {
                found.push(
                    Change::new(Kind::RustNameChanged, name.to_string())
                        .from(whole(before))
                        .to(whole(after))
                        .wire(Wire::Unaffected, unaffected),
                );
            }
            if let (Some(one), Some(other)) = (&before.any, &after.any)
                && one != other
            {
                found.push(
                    Change::new(Kind::RustNameChanged, format!("any {name}"))
                        .from(one)
                        .to(other)
                        .wire(Wire::Unaffected, unaffected),
                );
            }
            let own: BTreeSet<&str> = match self.old.api().types.get(name) {
                Some(Type::Structured(ty)) => ty
                    .members
                    .iter()
                    .filter(|member| member.declared_in == *name)
                    .map(|member| member.name.as_str())
                    .collect(),
                _ => before.members.keys().map(String::as_str).collect(),
            };
            for member in own {
                if let (Some(one), Some(other)) = (before.members.get(member), after.members.get(member))
                    && one != other
                {
                    found.push(
                        Change::new(Kind::RustNameChanged, format!("{name}/{member}"))
                            .from(one)
                            .to(other)
                            .wire(Wire::Unaffected, unaffected),
                    );
                }
            }
        }
        self.changes.append(&mut found);
    }
}
