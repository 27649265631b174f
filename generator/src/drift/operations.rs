//! Bound actions and functions: overloads, parameters, return types.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::change::Change;
use super::class::Wire;
use super::compare::{Comparison, operations_of};
use super::flags;
use super::kind::Kind;
use super::rename::{Evidence, alike, best, candidates};
use super::subject::{binding_text, operation_text, parameter_list, parameter_text, type_text};
use super::types::{facets, type_wire};
use crate::csdl::{Operation, OperationKind, Parameter, ReturnType};
use crate::resolve::is_optional;

/// All overloads of one name at one binding.
#[derive(Clone, Debug)]
struct Group<'a> {
    namespace: &'a str,
    overloads: Vec<&'a Operation>,
}

/// What tells operations apart, in the new side's type names: name, and what it is bound to.
type Key = (String, String);

fn kind_word(kind: OperationKind) -> &'static str {
    match kind {
        OperationKind::Action => "action",
        OperationKind::Function => "function",
    }
}

fn told(operation: &Operation) -> String {
    let returns = match &operation.return_type {
        Some(answer) => format!(" answers {}", type_text(&answer.type_name)),
        None => String::new(),
    };
    format!("{} {}{returns}", kind_word(operation.kind), parameter_list(operation))
}

fn arguments(operation: &Operation) -> &[Parameter] {
    operation.parameters.get(1..).unwrap_or_default()
}

fn return_text(answer: Option<&ReturnType>) -> String {
    answer.map_or_else(|| "nothing".to_owned(), |answer| type_text(&answer.type_name))
}

impl<'a> Comparison<'a> {
    pub(super) fn operations(&mut self) {
        let mut old = self.groups(&self.old.csdl, true);
        let mut new = self.groups(&self.new.csdl, false);
        let shared: Vec<Key> = old.keys().filter(|key| new.contains_key(*key)).cloned().collect();
        for key in shared {
            if let (Some(one), Some(other)) = (old.remove(&key), new.remove(&key)) {
                self.group_pair(&one, &other);
            }
        }
        // What went or came with its type is told by that.
        old.retain(|(_, binding), _| self.has_type(binding));
        new.retain(|(_, binding), _| self.had_type(binding));
        self.bound_elsewhere(&mut old, &mut new);
        self.renamed_operations(&mut old, &mut new);
        for group in old.into_values() {
            if let Some(first) = group.overloads.first() {
                self.push(
                    Change::new(
                        Kind::BoundOperationRemoved,
                        operation_text(group.namespace, first, false),
                    )
                    .from(told(first))
                    .wire(Wire::Breaking, "Calling it is refused."),
                );
            }
        }
        for group in new.into_values() {
            if let Some(first) = group.overloads.first() {
                self.push(
                    Change::new(Kind::BoundOperationAdded, operation_text(group.namespace, first, false))
                        .to(told(first))
                        .wire(Wire::Compatible, "Nothing called it."),
                );
            }
        }
    }

    fn groups(&self, document: &'a crate::csdl::Document, is_old: bool) -> BTreeMap<Key, Group<'a>> {
        let mut groups: BTreeMap<Key, Group<'a>> = BTreeMap::new();
        for (namespace, operation) in operations_of(document) {
            let binding = binding_text(operation);
            let binding = if is_old { self.renamed_in(&binding) } else { binding };
            groups
                .entry((format!("{namespace}.{}", operation.name), binding))
                .or_insert_with(|| Group {
                    namespace,
                    overloads: Vec::new(),
                })
                .overloads
                .push(operation);
        }
        groups
    }

    /// Whether the new side has what is bound to.
    fn has_type(&self, binding: &str) -> bool {
        type_is_there(self.new, binding)
    }

    fn had_type(&self, binding: &str) -> bool {
        type_is_there(self.old, binding)
            || self
                .renamed
                .values()
                .any(|new| binding == new || binding == format!("Collection({new})"))
    }

    fn group_pair(&mut self, old: &Group<'a>, new: &Group<'a>) {
        let signature = |comparison: &Self, operation: &Operation, is_old: bool| -> Vec<(String, String)> {
            let parameters = arguments(operation).iter().map(|parameter| {
                let ty = type_text(&parameter.type_name);
                (
                    parameter.name.clone(),
                    if is_old { comparison.renamed_in(&ty) } else { ty },
                )
            });
            parameters.collect()
        };
        let mut before: Vec<&'a Operation> = old.overloads.clone();
        let mut after: Vec<&'a Operation> = new.overloads.clone();
        let mut pairs: Vec<(&'a Operation, &'a Operation)> = Vec::new();
        let names = |operation: &Operation| -> Vec<String> {
            arguments(operation)
                .iter()
                .map(|parameter| parameter.name.clone())
                .collect()
        };
        // First those that are equal, then those with the same names; what is left is one where there is one on each
        // side.
        pairs.extend(paired(
            &mut before,
            &mut after,
            |one| signature(self, one, true),
            |other| signature(self, other, false),
        ));
        let sorted = |operation: &Operation| {
            let mut names = names(operation);
            names.sort();
            names
        };
        pairs.extend(paired(&mut before, &mut after, sorted, sorted));
        if before.len() == 1 && after.len() == 1 {
            pairs.extend(paired(&mut before, &mut after, |_| (), |_| ()));
        }
        let is_overloaded = old.overloads.len() > 1 || new.overloads.len() > 1;
        for (one, other) in pairs {
            self.operation_pair(old.namespace, one, other, is_overloaded);
        }
        for one in before {
            self.push(
                Change::new(Kind::OverloadRemoved, operation_text(old.namespace, one, true))
                    .from(told(one))
                    .wire(Wire::Breaking, "A call with these parameters is refused."),
            );
        }
        for other in after {
            self.push(
                Change::new(Kind::OverloadAdded, operation_text(new.namespace, other, true))
                    .to(told(other))
                    .wire(Wire::Compatible, "The calls that were known go on."),
            );
        }
    }

    /// The same name, parameters and answer at another binding.
    fn bound_elsewhere(&mut self, old: &mut BTreeMap<Key, Group<'a>>, new: &mut BTreeMap<Key, Group<'a>>) {
        let mut pairs = Vec::new();
        for ((name, from), group) in old.iter() {
            let of_name = new.range((name.clone(), String::new())..);
            for ((_, to), other) in of_name.take_while(|((other, _), _)| other == name) {
                if self.same_shape(group, other) {
                    let near = self.is_kin(from, to);
                    if near > 0.0 {
                        pairs.push((
                            near,
                            (name.as_str(), from.as_str()),
                            (name.as_str(), to.as_str()),
                            Vec::new(),
                        ));
                    }
                }
            }
        }
        let chosen: Vec<(Key, Key)> = best(pairs)
            .into_iter()
            .map(|(from, to, _)| {
                let own = |key: (&str, &str)| (key.0.to_owned(), key.1.to_owned());
                (own(from), own(to))
            })
            .collect();
        for (from, to) in chosen {
            let (Some(group), Some(other)) = (old.remove(&from), new.remove(&to)) else {
                continue;
            };
            let Some(first) = group.overloads.first() else { continue };
            self.overloads(&group, &other);
            let moves_up = self.is_base(&to.1, &from.1);
            let (wire, why) = if moves_up {
                (Wire::Compatible, "The type inherits it.")
            } else {
                (Wire::Breaking, "It is called elsewhere.")
            };
            self.push(
                Change::new(Kind::BindingChanged, operation_text(group.namespace, first, false))
                    .from(binding_text(first))
                    .to(to.1)
                    .wire(wire, why),
            );
        }
    }

    /// What changed in each overload of operations that are one under another name, or bound elsewhere; the two have the same shape.
    fn overloads(&mut self, old: &Group<'a>, new: &Group<'a>) {
        let is_overloaded = old.overloads.len() > 1;
        for (one, other) in old.overloads.iter().zip(&new.overloads) {
            self.operation_pair(old.namespace, one, other, is_overloaded);
        }
    }

    /// How near two bindings are: the same type on an entity and on a collection, or a type and its base.
    fn is_kin(&self, from: &str, to: &str) -> f32 {
        let (one, other) = (item_of(from), item_of(to));
        if one == other {
            1.0
        } else if self.is_base(to, from) || self.is_base(from, to) {
            0.5
        } else {
            0.0
        }
    }

    /// Whether the type of one binding is a base of the other's, on the same side of a collection.
    fn is_base(&self, base: &str, derived: &str) -> bool {
        let collection = |text: &str| text.starts_with("Collection(");
        if collection(base) != collection(derived) {
            return false;
        }
        let (Some(base), Some(derived)) = (
            crate::model::QName::parse(item_of(base)),
            crate::model::QName::parse(item_of(derived)),
        ) else {
            return false;
        };
        let api = self.new.api();
        std::iter::successors(api.structured(&derived), |ty| {
            ty.base.as_ref().and_then(|base| api.structured(base))
        })
        .skip(1)
        .any(|ty| ty.name == base)
    }

    /// Whether two groups have the same overloads: kind, parameters and answer.
    fn same_shape(&self, old: &Group<'_>, new: &Group<'_>) -> bool {
        let shape = |operation: &Operation, is_old: bool| {
            let text = |text: String| if is_old { self.renamed_in(&text) } else { text };
            let parameters = arguments(operation)
                .iter()
                .map(|parameter| (parameter.name.clone(), text(type_text(&parameter.type_name))));
            (
                operation.kind,
                parameters.collect::<Vec<_>>(),
                text(return_text(operation.return_type.as_ref())),
            )
        };
        let old: Vec<_> = old.overloads.iter().map(|operation| shape(operation, true)).collect();
        let new: Vec<_> = new.overloads.iter().map(|operation| shape(operation, false)).collect();
        old == new
    }

    fn renamed_operations(&mut self, old: &mut BTreeMap<Key, Group<'a>>, new: &mut BTreeMap<Key, Group<'a>>) {
        let mut pairs = Vec::new();
        let (gone, mut come) = (by_binding(old), by_binding(new));
        for (binding, gone) in gone {
            let come = come.remove(binding).unwrap_or_default();
            let near = candidates(&gone, &come, |(name, _)| name);
            let near = near
                .into_iter()
                .flat_map(|(one, others)| others.into_iter().map(move |other| (*one, *other)));
            for ((from, group), (to, other)) in near {
                if !self.same_shape(group, other) {
                    continue;
                }
                let alike = alike(simple(from), simple(to));
                let has_parameters = group.overloads.iter().any(|operation| operation.parameters.len() > 1);
                if alike >= 0.6 || (has_parameters && alike >= 0.3) {
                    let mut evidence = Evidence::default();
                    evidence.say("kind, parameters and answer are the same".to_owned());
                    evidence.alike(alike);
                    pairs.push((alike, (from, binding), (to, binding), evidence.finish()));
                }
            }
        }
        let chosen: Vec<(Key, Key, Vec<String>)> = best(pairs)
            .into_iter()
            .map(|(from, to, evidence)| {
                let own = |key: (&str, &str)| (key.0.to_owned(), key.1.to_owned());
                (own(from), own(to), evidence)
            })
            .collect();
        for (from, to, evidence) in chosen {
            let (Some(group), Some(other)) = (old.remove(&from), new.remove(&to)) else {
                continue;
            };
            let (Some(first), Some(second)) = (group.overloads.first(), other.overloads.first()) else {
                continue;
            };
            self.overloads(&group, &other);
            let subject = operation_text(group.namespace, first, false);
            self.renamed_members
                .insert(subject.clone(), operation_text(other.namespace, second, false));
            self.push(
                Change::new(Kind::BoundOperationRenamed, subject)
                    .from(from.0)
                    .to(to.0)
                    .wire(Wire::Breaking, "Calling the old name is refused.")
                    .evidence(evidence),
            );
        }
    }

    fn operation_pair(&mut self, namespace: &str, old: &'a Operation, new: &'a Operation, is_overloaded: bool) {
        let subject = operation_text(namespace, old, is_overloaded);
        let is_function = new.kind == OperationKind::Function;
        if old.kind != new.kind {
            self.push(
                Change::new(Kind::BoundOperationKindChanged, &subject)
                    .from(kind_word(old.kind))
                    .to(kind_word(new.kind))
                    .wire(Wire::Breaking, "It is called by another HTTP method."),
            );
        }
        self.parameters(&subject, old, new, is_function);
        let (from, to) = (
            return_text(old.return_type.as_ref()),
            return_text(new.return_type.as_ref()),
        );
        if !self.same_type(&from, &to) {
            let (wire, why) = if old.return_type.is_none() {
                (
                    Wire::Compatible,
                    "It answered nothing, and a program that expects nothing reads nothing.",
                )
            } else {
                type_wire(self, &from, &to)
            };
            self.push(
                Change::new(Kind::ReturnTypeChanged, &subject)
                    .from(from)
                    .to(to)
                    .wire(wire, why),
            );
        }
        if let (Some(one), Some(other)) = (&old.return_type, &new.return_type) {
            self.flag(
                &flags::NULLABLE_ANSWER,
                &subject,
                one.facets.is_nullable(),
                other.facets.is_nullable(),
            );
            self.facets_of(&subject, &facets(&one.facets), &facets(&other.facets));
        }
        self.flag(&flags::COMPOSABLE, &subject, old.is_composable, new.is_composable);
        let path = |operation: &Operation| -> BTreeMap<&'static str, String> {
            operation
                .entity_set_path
                .iter()
                .map(|path| ("EntitySetPath", path.clone()))
                .collect()
        };
        self.facets_of(&subject, &path(old), &path(new));
        let binding = |operation: &Operation| -> BTreeMap<&'static str, String> {
            let parameter = operation.parameters.first();
            let mut all = parameter.map(|parameter| facets(&parameter.facets)).unwrap_or_default();
            if let Some(parameter) = parameter.filter(|parameter| !parameter.facets.is_nullable()) {
                all.insert("binding parameter", format!("{} not nullable", parameter.name));
            } else if let Some(parameter) = parameter {
                all.insert("binding parameter", parameter.name.clone());
            }
            all
        };
        // Another binding is told by itself.
        if self.renamed_in(&binding_text(old)) == binding_text(new) {
            self.facets_of(&subject, &binding(old), &binding(new));
        }
    }

    fn parameters(&mut self, subject: &str, old: &'a Operation, new: &'a Operation, is_function: bool) {
        let by_name = |operation: &'a Operation| -> BTreeMap<&'a str, &'a Parameter> {
            let parameters = arguments(operation).iter();
            parameters
                .map(|parameter| (parameter.name.as_str(), parameter))
                .collect()
        };
        let (mut before, mut after) = (by_name(old), by_name(new));
        let shared: Vec<&str> = before.keys().copied().filter(|name| after.contains_key(name)).collect();
        let order = |operation: &'a Operation| -> Vec<&'a str> {
            let names = arguments(operation).iter().map(|parameter| parameter.name.as_str());
            names.filter(|name| shared.contains(name)).collect()
        };
        let (from, to) = (order(old), order(new));
        if from != to {
            self.push(
                Change::new(Kind::ParameterOrderChanged, subject)
                    .from(from.join(", "))
                    .to(to.join(", "))
                    .wire(Wire::Unaffected, "Parameters are sent by name."),
            );
        }
        for name in &shared {
            if let (Some(one), Some(other)) = (before.remove(name), after.remove(name)) {
                self.parameter_pair(&parameter_text(subject, name), one, other);
            }
        }
        if let ([one], [other]) = (
            before.values().copied().collect::<Vec<_>>().as_slice(),
            after.values().copied().collect::<Vec<_>>().as_slice(),
        ) && self.same_type(&type_text(&one.type_name), &type_text(&other.type_name))
        {
            let mut evidence = Evidence::default();
            evidence.say(format!("both are of {}", type_text(&one.type_name)));
            evidence.alike(alike(&one.name, &other.name));
            evidence.say("no other parameter went or came".to_owned());
            let renamed = parameter_text(subject, &other.name);
            let subject = parameter_text(subject, &one.name);
            self.push(
                Change::new(Kind::ParameterRenamed, &subject)
                    .from(&one.name)
                    .to(&other.name)
                    .wire(Wire::Breaking, "The old name is refused.")
                    .evidence(evidence.finish()),
            );
            self.renamed_members.insert(subject.clone(), renamed);
            self.parameter_pair(&subject, one, other);
            return;
        }
        for parameter in before.into_values() {
            self.push(
                Change::new(Kind::ParameterRemoved, parameter_text(subject, &parameter.name))
                    .from(type_text(&parameter.type_name))
                    .wire(Wire::Breaking, "Sending it is refused."),
            );
        }
        for parameter in after.into_values() {
            let may_miss = is_optional(parameter) || (parameter.facets.is_nullable() && !is_function);
            let (wire, why) = if may_miss {
                (Wire::Compatible, "It may be left out.")
            } else {
                (Wire::Breaking, "It must be given: a call without it is refused.")
            };
            self.push(
                Change::new(Kind::ParameterAdded, parameter_text(subject, &parameter.name))
                    .to(type_text(&parameter.type_name))
                    .wire(wire, why),
            );
        }
    }

    fn parameter_pair(&mut self, subject: &str, old: &'a Parameter, new: &'a Parameter) {
        let (from, to) = (type_text(&old.type_name), type_text(&new.type_name));
        if !self.same_type(&from, &to) {
            let (wire, why) = type_wire(self, &from, &to);
            self.push(
                Change::new(Kind::ParameterTypeChanged, subject)
                    .from(from)
                    .to(to)
                    .wire(wire, why),
            );
        }
        self.flag(
            &flags::NULLABLE_PARAMETER,
            subject,
            old.facets.is_nullable(),
            new.facets.is_nullable(),
        );
        self.flag(&flags::OPTIONAL, subject, is_optional(old), is_optional(new));
        self.facets_of(subject, &facets(&old.facets), &facets(&new.facets));
    }
}

/// Takes out of both lists what has one key, in order.
fn paired<'a, K: Ord>(
    before: &mut Vec<&'a Operation>,
    after: &mut Vec<&'a Operation>,
    old_key: impl Fn(&Operation) -> K,
    new_key: impl Fn(&Operation) -> K,
) -> Vec<(&'a Operation, &'a Operation)> {
    let mut places: BTreeMap<K, VecDeque<usize>> = BTreeMap::new();
    for (place, other) in after.iter().enumerate() {
        places.entry(new_key(other)).or_default().push_back(place);
    }
    let mut pairs = Vec::new();
    let mut taken = BTreeSet::new();
    before.retain(|one| {
        let place = places.get_mut(&old_key(one)).and_then(VecDeque::pop_front);
        let Some((place, other)) = place.and_then(|place| Some((place, *after.get(place)?))) else {
            return true;
        };
        taken.insert(place);
        pairs.push((*one, other));
        false
    });
    let mut place = 0;
    after.retain(|_| {
        place += 1;
        !taken.contains(&(place - 1))
    });
    pairs
}

/// Names and groups by what they are bound to.
fn by_binding<'g, 'a>(groups: &'g BTreeMap<Key, Group<'a>>) -> BTreeMap<&'g str, Vec<(&'g str, &'g Group<'a>)>> {
    let mut bindings: BTreeMap<&str, Vec<(&str, &Group<'a>)>> = BTreeMap::new();
    for ((name, binding), group) in groups {
        bindings.entry(binding).or_default().push((name, group));
    }
    bindings
}

/// What is bound to, without `Collection(…)`.
pub(super) fn item_of(binding: &str) -> &str {
    binding
        .strip_prefix("Collection(")
        .and_then(|rest| rest.strip_suffix(')'))
        .unwrap_or(binding)
}

fn simple(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}

fn type_is_there(facts: &super::Facts, binding: &str) -> bool {
    crate::model::QName::parse(item_of(binding)).is_some_and(|name| facts.api().types.contains_key(&name))
}
