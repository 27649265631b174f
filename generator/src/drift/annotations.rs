//! Annotations by what they annotate, and the entity container.

use std::collections::{BTreeMap, BTreeSet};

use super::change::Change;
use super::class::Wire;
use super::compare::{Comparison, operations_of};
use super::kind::Kind;
use super::subject::{annotation_text, operation_text, parameter_text, type_text};
use crate::csdl::{Annotation, Container, Document, Expression, Record};
use crate::model::QName;
use crate::resolve::{ALTERNATE_KEYS, CAPABILITIES, COMPUTED, OPTION_TERMS, OPTIONAL, REVISIONS};

/// What stands in a document and can be annotated, with its annotations, inline and apart.
#[derive(Default)]
struct Targets<'a> {
    annotations: BTreeMap<String, Vec<&'a Annotation>>,
}

impl<'a> Targets<'a> {
    fn of(document: &'a Document) -> Self {
        let mut targets = Self::default();
        let mut operations: BTreeMap<String, String> = BTreeMap::new();
        let mut overloads: BTreeMap<(String, String), usize> = BTreeMap::new();
        for (namespace, operation) in operations_of(document) {
            let key = (
                format!("{namespace}.{}", operation.name),
                super::subject::binding_text(operation),
            );
            *overloads.entry(key).or_default() += 1;
        }
        for (namespace, operation) in operations_of(document) {
            let key = (
                format!("{namespace}.{}", operation.name),
                super::subject::binding_text(operation),
            );
            let is_overloaded = overloads.get(&key).is_some_and(|count| *count > 1);
            let subject = operation_text(namespace, operation, is_overloaded);
            let types: Vec<String> = operation
                .parameters
                .iter()
                .map(|parameter| type_text(&parameter.type_name))
                .collect();
            operations.insert(format!("{}({})", key.0, types.join(",")), subject.clone());
            for parameter in operation.parameters.iter().skip(1) {
                targets.put(parameter_text(&subject, &parameter.name), &parameter.annotations);
            }
            if let Some(answer) = &operation.return_type {
                targets.put(parameter_text(&subject, "$ReturnType"), &answer.annotations);
            }
            if let Some(binding) = operation.parameters.first() {
                targets.put(subject.clone(), &binding.annotations);
            }
            targets.put(subject, &operation.annotations);
        }
        for schema in &document.schemas {
            targets.schema(schema);
        }
        for schema in &document.schemas {
            for apart in &schema.annotations_by_target {
                let written = apart.target.replace(", ", ",");
                let subject = match written.rfind(')') {
                    None => written,
                    Some(close) => {
                        let (operation, rest) = written.split_at(close + 1);
                        match (operations.get(operation), rest.strip_prefix('/')) {
                            (Some(subject), None) => subject.clone(),
                            (Some(subject), Some(parameter)) => parameter_text(subject, parameter),
                            (None, _) => written,
                        }
                    }
                };
                targets.put(subject, &apart.annotations);
            }
        }
        targets
    }

    fn schema(&mut self, schema: &'a crate::csdl::Schema) {
        let name = |name: &str| format!("{}.{name}", schema.namespace);
        for ty in &schema.structured_types {
            let subject = name(&ty.name);
            for property in &ty.properties {
                self.put(format!("{subject}/{}", property.name), &property.annotations);
            }
            for property in &ty.navigation_properties {
                self.put(format!("{subject}/{}", property.name), &property.annotations);
            }
            self.put(subject, &ty.annotations);
        }
        for ty in &schema.enum_types {
            let subject = name(&ty.name);
            for member in &ty.members {
                self.put(format!("{subject}/{}", member.name), &member.annotations);
            }
            self.put(subject, &ty.annotations);
        }
        for ty in &schema.type_definitions {
            self.put(name(&ty.name), &ty.annotations);
        }
        for container in &schema.containers {
            let subject = name(&container.name);
            for set in &container.entity_sets {
                self.put(format!("{subject}/{}", set.name), &set.annotations);
            }
            for singleton in &container.singletons {
                self.put(format!("{subject}/{}", singleton.name), &singleton.annotations);
            }
            self.put(subject, &container.annotations);
        }
        self.put(schema.namespace.clone(), &schema.annotations);
    }

    fn put(&mut self, target: String, annotations: &'a [Annotation]) {
        self.annotations.entry(target).or_default().extend(annotations);
    }
}

/// Values of one term at one target: several annotations of a term are sorted.
fn by_term<'a>(annotations: &[&'a Annotation]) -> BTreeMap<(&'a str, &'a str), Vec<&'a Expression>> {
    let mut terms: BTreeMap<(&str, &str), Vec<&Expression>> = BTreeMap::new();
    for annotation in annotations {
        let qualifier = annotation.qualifier.as_deref().unwrap_or_default();
        terms
            .entry((annotation.term.as_str(), qualifier))
            .or_default()
            .push(&annotation.value);
    }
    terms.values_mut().for_each(|values| values.sort());
    terms
}

/// A value in one line: `Filterable=false`, `[a, b]`.
fn told(value: &Expression) -> String {
    match value {
        Expression::Default => "true".to_owned(),
        Expression::Null => "null".to_owned(),
        Expression::Bool(value) => value.to_string(),
        Expression::Int(value) => value.to_string(),
        Expression::UrlRef(inner) => told(inner),
        Expression::Collection(items) => {
            let items: Vec<String> = items.iter().map(told).collect();
            format!("[{}]", items.join(", "))
        }
        Expression::Record(record) => told_record(record),
        value => value.as_str().unwrap_or_default().to_owned(),
    }
}

fn told_record(record: &Record) -> String {
    let members: Vec<String> = record
        .properties
        .iter()
        .map(|member| match &member.value {
            Expression::Record(inner) => format!("{}={{{}}}", member.property, told_record(inner)),
            value => format!("{}={}", member.property, told(value)),
        })
        .collect();
    members.join(" ")
}

fn told_all(values: &[&Expression]) -> String {
    let values: Vec<String> = values.iter().map(|value| told(value)).collect();
    values.join("; ")
}

/// Whether the model reads the term, so that it is known what it says together with others.
fn is_interpreted(capability: &str) -> bool {
    OPTION_TERMS.iter().any(|(_, term, _)| *term == capability)
        || matches!(
            capability,
            "InsertRestrictions" | "UpdateRestrictions" | "DeleteRestrictions" | "ReadRestrictions"
        )
}

/// Whether anything is denied now that was not denied before: a flag is false, where flags count, or a list of exceptions has another member.
fn denies(old: &[&Expression], new: &[&Expression], with_flags: bool) -> bool {
    fn denied(value: &Expression, path: &str, with_flags: bool, out: &mut BTreeSet<String>) {
        match value {
            Expression::Bool(false) if with_flags => {
                out.insert(path.to_owned());
            }
            Expression::Record(record) => record.properties.iter().for_each(|member| {
                denied(&member.value, &format!("{path}/{}", member.property), with_flags, out);
            }),
            Expression::Collection(items) => items.iter().for_each(|item| {
                out.insert(format!("{path}={}", told(item)));
            }),
            _ => {}
        }
    }
    let all = |values: &[&Expression]| {
        let mut out = BTreeSet::new();
        values.iter().for_each(|value| denied(value, "", with_flags, &mut out));
        out
    };
    !all(new).is_subset(&all(old))
}

/// The deprecations among revisions, and the rest of them.
fn revisions(values: &[&Expression]) -> (Vec<String>, Vec<String>) {
    let mut deprecations = Vec::new();
    let mut others = Vec::new();
    let items = values
        .iter()
        .flat_map(|value| value.as_collection().unwrap_or(std::slice::from_ref(*value)));
    for item in items {
        let record = item.as_record();
        let text = |name: &str| record.and_then(|record| record.get(name)).and_then(Expression::as_str);
        if text("Kind").is_some_and(|kind| kind.ends_with("/Deprecated")) {
            let mut parts = Vec::new();
            for (word, name) in [("since", "Date"), ("goes", "RemovalDate"), ("version", "Version")] {
                if let Some(text) = text(name) {
                    parts.push(format!("{word} {text}"));
                }
            }
            deprecations.push(if parts.is_empty() {
                "without a date".to_owned()
            } else {
                parts.join(", ")
            });
        } else {
            others.push(told(item));
        }
    }
    deprecations.sort();
    others.sort();
    (deprecations, others)
}

/// Each alternate key as the names that stand in a URL.
fn keys(values: &[&Expression]) -> BTreeSet<String> {
    let part = |part: &Expression| {
        let record = part.as_record()?;
        let name = record.get("Name")?.as_str()?;
        Some(match record.get("Alias").and_then(Expression::as_str) {
            Some(alias) if alias != name => format!("{alias} ({name})"),
            _ => name.to_owned(),
        })
    };
    values
        .iter()
        .filter_map(|value| value.as_collection())
        .flatten()
        .filter_map(|key| key.as_record()?.get("Key")?.as_collection())
        .map(|parts| parts.iter().filter_map(part).collect::<Vec<_>>().join(", "))
        .collect()
}

impl Comparison<'_> {
    pub(super) fn annotations(&mut self) {
        let (old, new) = (Targets::of(&self.old.csdl), Targets::of(&self.new.csdl));
        let (gone, come) = (Told::of(&self.changes, false), Told::of(&self.changes, true));
        let mut seen: BTreeSet<String> = BTreeSet::new();
        for (target, before) in &old.annotations {
            let renamed = self
                .renamed_members
                .get(target)
                .cloned()
                .unwrap_or_else(|| self.renamed_in(target));
            seen.insert(renamed.clone());
            if let Some(after) = new.annotations.get(&renamed) {
                self.target(target, before, after);
            } else if !gone.covers(target) && !self.owner_missing(target, true) {
                self.target(target, before, &[]);
            }
        }
        for (target, after) in &new.annotations {
            if !seen.contains(target) && !come.covers(target) && !self.owner_missing(target, false) {
                self.target(target, &[], after);
            }
        }
    }

    /// Whether the type that a target belongs to is not on the other side.
    fn owner_missing(&self, target: &str, is_old: bool) -> bool {
        let other = if is_old { self.new } else { self.old };
        let owner = match target.split_once(" of ") {
            Some((_, binding)) => super::operations::item_of(binding),
            None => target.split(['/', '(']).next().unwrap_or(target),
        };
        let here = if is_old { self.old } else { self.new };
        QName::parse(owner)
            .is_some_and(|name| here.api().types.contains_key(&name) && !other.api().types.contains_key(&name))
    }

    fn target(&mut self, subject: &str, old: &[&Annotation], new: &[&Annotation]) {
        let (old, new) = (by_term(old), by_term(new));
        let terms: BTreeSet<(&str, &str)> = old.keys().chain(new.keys()).copied().collect();
        for term in terms {
            let empty = Vec::new();
            let (before, after) = (old.get(&term).unwrap_or(&empty), new.get(&term).unwrap_or(&empty));
            if before != after {
                self.term(subject, term, before, after);
            }
        }
    }

    fn term(&mut self, subject: &str, (term, qualifier): (&str, &str), old: &[&Expression], new: &[&Expression]) {
        let none = |text: String| if text.is_empty() { "nothing".to_owned() } else { text };
        if let Some(capability) = term.strip_prefix(CAPABILITIES) {
            // What the model reads counts together with the target's other annotations; lists of exceptions are read by nobody.
            let read = is_interpreted(capability);
            let denied = denies(old, new, !read) || (read && self.newly_denied(subject));
            let (wire, why) = if self.is_set_elsewhere(subject) {
                (Wire::Unaffected, "No path of identity governance begins with it.")
            } else if denied {
                (Wire::Breaking, "Something that was not denied before is denied now.")
            } else {
                (Wire::Compatible, "Nothing is denied that was not denied before.")
            };
            let told = |values: &[&Expression]| none(told_all(values));
            self.push(
                Change::new(Kind::CapabilityChanged, annotation_text(subject, capability))
                    .from(told(old))
                    .to(told(new))
                    .wire(wire, why),
            );
            return;
        }
        match term {
            REVISIONS => {
                let ((before, others), (after, other_others)) = (revisions(old), revisions(new));
                let works = "It works until it goes.";
                let change = match (before.is_empty(), after.is_empty()) {
                    (true, false) => Some(Change::new(Kind::Deprecated, subject).to(after.join("; "))),
                    (false, true) => Some(Change::new(Kind::DeprecationWithdrawn, subject).from(before.join("; "))),
                    _ if before != after => Some(
                        Change::new(Kind::DeprecationChanged, subject)
                            .from(before.join("; "))
                            .to(after.join("; ")),
                    ),
                    _ => None,
                };
                if let Some(change) = change {
                    self.push(change.wire(Wire::Compatible, works));
                }
                if others != other_others {
                    self.other(subject, term, none(others.join("; ")), none(other_others.join("; ")));
                }
            }
            ALTERNATE_KEYS => {
                let (before, after) = (keys(old), keys(new));
                for key in before.difference(&after) {
                    self.push(
                        Change::new(Kind::AlternateKeyRemoved, subject)
                            .from(key)
                            .wire(Wire::Breaking, "A request that addresses an entity by it is refused."),
                    );
                }
                for key in after.difference(&before) {
                    self.push(
                        Change::new(Kind::AlternateKeyAdded, subject)
                            .to(key)
                            .wire(Wire::Compatible, "Nothing addressed an entity by it."),
                    );
                }
                if before == after {
                    self.other(subject, term, told_all(old), told_all(new));
                }
            }
            // Told as read-only, where it makes a difference.
            COMPUTED if self.tells(Kind::PropertyReadOnlyChanged, subject) => {}
            // Told as optional or required.
            OPTIONAL if old.is_empty() != new.is_empty() => {}
            _ => {
                let name = if qualifier.is_empty() {
                    term.to_owned()
                } else {
                    format!("{term}#{qualifier}")
                };
                self.other(subject, &name, none(told_all(old)), none(told_all(new)));
            }
        }
    }

    /// Whether the annotations of a target together deny what they did not deny before.
    fn newly_denied(&self, target: &str) -> bool {
        let new_name = self.renamed_in(target);
        let of = |facts: &super::Facts, target: &str| facts.api().capabilities.get(target).copied().unwrap_or_default();
        let (old, new) = (of(self.old, target), of(self.new, &new_name));
        new.denied.iter().any(|option| !old.denied.contains(option))
            || (new.no_insert && !old.no_insert)
            || (new.no_update && !old.no_update)
            || (new.no_delete && !old.no_delete)
            || (new.no_read && !old.no_read)
    }

    fn tells(&self, kind: Kind, subject: &str) -> bool {
        self.changes_of(subject).iter().any(|change| change.kind == kind)
    }

    fn other(&mut self, subject: &str, term: &str, from: String, to: String) {
        self.push(
            Change::new(Kind::AnnotationChanged, annotation_text(subject, term))
                .from(from)
                .to(to)
                .wire(Wire::Compatible, "Nothing that the crate sends or reads depends on it."),
        );
    }

    /// Singletons, entity sets and where their navigation properties lead.
    pub(super) fn container(&mut self) {
        let (old, new) = (roots(&self.old.csdl), roots(&self.new.csdl));
        let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
        for name in names {
            match (old.get(name), new.get(name)) {
                (Some(one), Some(other)) => self.root_pair(name, one, other),
                (Some(one), None) => {
                    let (wire, why) = if self.is_root(name) {
                        (Wire::Breaking, "Its address is gone.")
                    } else {
                        (Wire::Unaffected, "No path of identity governance begins with it.")
                    };
                    self.push(Change::new(Kind::RootChanged, name).from(&one.ty).wire(wire, why));
                }
                (None, Some(other)) => self.push(
                    Change::new(Kind::RootChanged, name)
                        .to(&other.ty)
                        .wire(Wire::Compatible, "Nothing asked for it."),
                ),
                (None, None) => {}
            }
        }
    }

    /// Whether the target is a singleton or set of the container at which no path of ours begins.
    fn is_set_elsewhere(&self, target: &str) -> bool {
        let Some((owner, name)) = target.split_once('/') else {
            return false;
        };
        let is_type = QName::parse(owner).is_some_and(|owner| {
            self.old.api().types.contains_key(&owner) || self.new.api().types.contains_key(&owner)
        });
        !is_type && !owner.contains(' ') && !target.contains(" of ") && !self.is_root(name)
    }

    fn is_root(&self, name: &str) -> bool {
        self.old.loaded.tree.roots.iter().any(|root| root.segment == name)
    }

    fn root_pair(&mut self, name: &str, old: &Root, new: &Root) {
        if !self.same_type(&old.ty, &new.ty) {
            self.push(
                Change::new(Kind::RootChanged, name)
                    .from(&old.ty)
                    .to(&new.ty)
                    .wire(Wire::Breaking, "What is at its address has another type."),
            );
        }
        self.facets_of(name, &old.facets, &new.facets);
        let paths: BTreeSet<&String> = old.bindings.keys().chain(new.bindings.keys()).collect();
        for path in paths {
            let (from, to) = (old.bindings.get(path), new.bindings.get(path));
            if from == to {
                continue;
            }
            let told = |target: Option<&String>| match target {
                Some(target) => format!("{path} leads to {target}"),
                None => format!("{path} leads nowhere"),
            };
            self.push(
                Change::new(Kind::NavigationBindingChanged, name)
                    .from(told(from))
                    .to(told(to))
                    .wire(Wire::Compatible, "Addresses that come and go are told apart."),
            );
        }
    }
}

/// A singleton or entity set.
struct Root {
    ty: String,
    bindings: BTreeMap<String, String>,
    facets: BTreeMap<&'static str, String>,
}

fn roots(document: &Document) -> BTreeMap<String, Root> {
    let containers = document.schemas.iter().flat_map(|schema| &schema.containers);
    containers.flat_map(roots_of).collect()
}

fn roots_of(container: &Container) -> Vec<(String, Root)> {
    let bindings = |bindings: &[crate::csdl::NavigationPropertyBinding]| {
        bindings
            .iter()
            .map(|binding| (binding.path.clone(), binding.target.clone()))
            .collect()
    };
    let singletons = container.singletons.iter().map(|singleton| {
        let root = Root {
            ty: singleton.type_name.clone(),
            bindings: bindings(&singleton.bindings),
            facets: BTreeMap::new(),
        };
        (singleton.name.clone(), root)
    });
    let sets = container.entity_sets.iter().map(|set| {
        let listed = set.include_in_service_document.map(|listed| listed.to_string());
        let root = Root {
            ty: format!("Collection({})", set.entity_type),
            bindings: bindings(&set.bindings),
            facets: listed
                .into_iter()
                .map(|listed| ("IncludeInServiceDocument", listed))
                .collect(),
        };
        (set.name.clone(), root)
    });
    singletons.chain(sets).collect()
}

/// What came, or what went, by the changes that say so.
#[derive(Default)]
struct Told {
    subjects: BTreeSet<String>,
    /// Actions and functions without their parameters, and what they are bound to.
    operations: BTreeSet<(String, String)>,
    roots: BTreeSet<String>,
}

impl Told {
    fn of(changes: &[Change], came: bool) -> Self {
        let says = |change: &&Change| if came { comes(change.kind) } else { goes(change.kind) };
        let mut told = Self::default();
        for change in changes.iter().filter(says) {
            told.operations.extend(bare(&change.subject));
            if change.kind == Kind::RootChanged {
                told.roots.insert(change.subject.clone());
            }
            told.subjects.insert(change.subject.clone());
        }
        told
    }

    /// Whether the target, or what it is a part of, is among it.
    fn covers(&self, target: &str) -> bool {
        let mut slashes = target.match_indices('/').map(|(at, _)| target.split_at(at));
        let is_operation = bare(target);
        self.subjects.contains(target)
            || is_operation
                .as_ref()
                .is_some_and(|operation| self.operations.contains(operation))
            || slashes.any(|(before, after)| {
                (is_operation.is_none() && self.subjects.contains(before))
                    || after.strip_prefix('/').is_some_and(|root| self.roots.contains(root))
            })
    }
}

/// The name of an action or function without its list of parameters, of a parameter that of its operation; and the
/// binding.
fn bare(subject: &str) -> Option<(String, String)> {
    let (name, binding) = subject.split_once(" of ")?;
    let name = name.split(['(', '/']).next().unwrap_or(name);
    Some((name.to_owned(), binding.to_owned()))
}

/// Whether a change of that kind brings something that can be annotated.
fn comes(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::TypeAdded
            | Kind::PropertyAdded
            | Kind::EnumMemberAdded
            | Kind::BoundOperationAdded
            | Kind::OverloadAdded
            | Kind::ParameterAdded
            | Kind::BindingChanged
            | Kind::BoundOperationRenamed
            | Kind::PropertyMoved
            | Kind::ReturnTypeChanged
            | Kind::RootChanged
    )
}

/// Whether a change of that kind takes something away that can be annotated.
fn goes(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::TypeRemoved
            | Kind::PropertyRemoved
            | Kind::PropertyMoved
            | Kind::EnumMemberRemoved
            | Kind::BoundOperationRemoved
            | Kind::BoundOperationRenamed
            | Kind::OverloadRemoved
            | Kind::ParameterRemoved
            | Kind::BindingChanged
            | Kind::ReturnTypeChanged
            | Kind::RootChanged
    )
}
