//! Types, their members and the members of enumerations.

use std::collections::{BTreeMap, BTreeSet};

use super::change::{Cause, Change};
use super::class::Wire;
use super::compare::Comparison;
use super::flags;
use super::kind::Kind;
use super::rename::{Evidence, alike, candidates};
use super::subject::type_text;
use crate::csdl::{self, Document, EnumType, Facets, StructuredKind, StructuredType, TypeDefinition};
use crate::model::{Member, QName};
use crate::resolve::COMPUTED;

/// A type as a document declares it.
#[derive(Clone, Copy, Debug)]
pub(super) enum Declared<'a> {
    Structured(&'a StructuredType),
    Enum(&'a EnumType),
    Definition(&'a TypeDefinition),
}

impl Declared<'_> {
    fn word(self) -> &'static str {
        match self {
            Declared::Structured(ty) => match ty.kind {
                StructuredKind::Entity => "entity type",
                StructuredKind::Complex => "complex type",
            },
            Declared::Enum(_) => "enum type",
            Declared::Definition(_) => "type definition",
        }
    }

    /// What tells it from other types of its kind: members with their types.
    fn marks(self) -> BTreeSet<String> {
        match self {
            Declared::Structured(ty) => properties(ty)
                .into_values()
                .map(|property| format!("{}: {}", property.name, property.type_text))
                .collect(),
            Declared::Enum(ty) => ty.members.iter().map(|member| member.name.clone()).collect(),
            Declared::Definition(ty) => BTreeSet::from([ty.underlying_type.clone()]),
        }
    }
}

/// The types of a document by full name.
pub(super) fn declared(document: &Document) -> BTreeMap<QName, Declared<'_>> {
    let mut types = BTreeMap::new();
    for schema in &document.schemas {
        let name = |name: &str| QName::new(&schema.namespace, name);
        let structured = schema.structured_types.iter();
        types.extend(structured.map(|ty| (name(&ty.name), Declared::Structured(ty))));
        types.extend(schema.enum_types.iter().map(|ty| (name(&ty.name), Declared::Enum(ty))));
        let definitions = schema.type_definitions.iter();
        types.extend(definitions.map(|ty| (name(&ty.name), Declared::Definition(ty))));
    }
    types
}

/// A structural or navigation property.
struct Property<'a> {
    name: &'a str,
    type_text: String,
    item: &'a str,
    collection: bool,
    navigation: bool,
    contained: bool,
    nullable: bool,
    /// Everything else that is said of it but annotations.
    facets: BTreeMap<&'static str, String>,
}

impl Property<'_> {
    fn told(&self) -> String {
        let kind = match (self.navigation, self.contained) {
            (false, _) => "",
            (true, false) => "navigation to ",
            (true, true) => "contained navigation to ",
        };
        let required = if self.nullable || self.collection {
            ""
        } else {
            ", not nullable"
        };
        format!("{kind}{}{required}", self.type_text)
    }
}

fn properties(ty: &StructuredType) -> BTreeMap<&str, Property<'_>> {
    let structural = ty.properties.iter().map(|property| Property {
        name: &property.name,
        type_text: type_text(&property.type_name),
        item: &property.type_name.name,
        collection: property.type_name.collection,
        navigation: false,
        contained: false,
        nullable: property.facets.is_nullable(),
        facets: facets(&property.facets),
    });
    let navigation = ty.navigation_properties.iter().map(|property| {
        let mut facets = BTreeMap::new();
        if let Some(partner) = &property.partner {
            facets.insert("Partner", partner.clone());
        }
        if let Some(on_delete) = &property.on_delete {
            facets.insert("OnDelete", on_delete.action.clone());
        }
        if !property.referential_constraints.is_empty() {
            let constraints = property.referential_constraints.iter();
            let constraints: Vec<String> = constraints
                .map(|constraint| format!("{} = {}", constraint.property, constraint.referenced_property))
                .collect();
            facets.insert("ReferentialConstraint", constraints.join(", "));
        }
        Property {
            name: &property.name,
            type_text: type_text(&property.type_name),
            item: &property.type_name.name,
            collection: property.type_name.collection,
            navigation: true,
            contained: property.contains_target,
            nullable: property.nullable.unwrap_or(true),
            facets,
        }
    });
    structural
        .chain(navigation)
        .map(|property| (property.name, property))
        .collect()
}

/// What narrows a value, but for nullability.
pub(super) fn facets(facets: &Facets) -> BTreeMap<&'static str, String> {
    [
        ("MaxLength", facets.max_length.clone()),
        ("Precision", facets.precision.map(|number| number.to_string())),
        ("Scale", facets.scale.clone()),
        ("SRID", facets.srid.clone()),
        ("Unicode", facets.unicode.map(|unicode| unicode.to_string())),
        ("DefaultValue", facets.default_value.clone()),
    ]
    .into_iter()
    .filter_map(|(name, value)| Some((name, value?)))
    .collect()
}

/// Whether the change of a facet can refuse what was taken before.
fn narrows(name: &str, from: Option<&str>, to: Option<&str>) -> bool {
    let number = |text: Option<&str>| match text {
        None | Some("max" | "variable" | "floating") => u64::MAX,
        Some(text) => text.parse().unwrap_or(u64::MAX),
    };
    match name {
        "MaxLength" | "Precision" | "Scale" => number(to) < number(from),
        "Unicode" => to == Some("false"),
        _ => false,
    }
}

/// Whether both are strings on the wire: text and an enumeration.
fn both_text(comparison: &Comparison<'_>, from: &str, to: &str) -> bool {
    let is_enum = |facts: &super::Facts, name: &str| {
        QName::parse(name).is_some_and(|name| facts.api().enumeration(&name).is_some())
    };
    (from == "Edm.String" && is_enum(comparison.new, to)) || (to == "Edm.String" && is_enum(comparison.old, from))
}

/// The members of which the metadata says that the service sets them.
fn computed(document: &Document) -> BTreeSet<String> {
    let is_computed =
        |annotations: &[csdl::Annotation]| annotations.iter().any(|annotation| annotation.term == COMPUTED);
    let mut all = BTreeSet::new();
    for schema in &document.schemas {
        for ty in &schema.structured_types {
            let own = ty
                .properties
                .iter()
                .filter(|property| is_computed(&property.annotations));
            all.extend(own.map(|property| format!("{}.{}/{}", schema.namespace, ty.name, property.name)));
        }
        let apart = schema
            .annotations_by_target
            .iter()
            .filter(|apart| is_computed(&apart.annotations));
        all.extend(apart.map(|apart| apart.target.clone()));
    }
    all
}

/// What a type definition stands for; of other types the name itself.
fn underlying<'n>(declared: &BTreeMap<QName, Declared<'n>>, name: &'n str) -> &'n str {
    match QName::parse(name).and_then(|name| declared.get(&name)) {
        Some(Declared::Definition(definition)) => &definition.underlying_type,
        _ => name,
    }
}

/// The class of another type on the wire, with the reason.
pub(super) fn type_wire(comparison: &Comparison<'_>, from: &str, to: &str) -> (Wire, &'static str) {
    if both_text(comparison, from, to) {
        (Wire::Compatible, "Text and enumerations are both strings on the wire.")
    } else if underlying(comparison.declared_types(0), from) == underlying(comparison.declared_types(1), to) {
        (
            Wire::Unaffected,
            "A type definition and what it stands for are one on the wire.",
        )
    } else {
        (Wire::Breaking, "Values have another form.")
    }
}

impl<'a> Comparison<'a> {
    /// The types of a side's document: the old one's for 0, the new one's for 1.
    fn declared_types(&self, side: usize) -> &BTreeMap<QName, Declared<'a>> {
        let (facts, cell) = self.side(side, &self.declared);
        cell.get_or_init(|| declared(&facts.csdl))
    }

    /// Whether the metadata says that the service sets a property.
    fn is_computed(&self, side: usize, owner: &QName, property: &str) -> bool {
        let (facts, cell) = self.side(side, &self.computed);
        let computed = cell.get_or_init(|| computed(&facts.csdl));
        computed.contains(&format!("{owner}/{property}"))
    }

    fn side<'s, T>(&self, side: usize, [old, new]: &'s [T; 2]) -> (&'a super::Facts, &'s T) {
        if side == 0 { (self.old, old) } else { (self.new, new) }
    }

    pub(super) fn types(&mut self) {
        let (old, new) = (self.declared_types(0).clone(), self.declared_types(1).clone());
        let gone: Vec<&QName> = old.keys().filter(|name| !new.contains_key(name)).collect();
        let come: Vec<&QName> = new.keys().filter(|name| !old.contains_key(name)).collect();
        let renamed = self.renamed_types(&old, &new, &gone, &come);
        for (from, (to, evidence)) in &renamed {
            let word = old.get(from).map_or("type", |ty| ty.word());
            self.push(
                Change::new(Kind::TypeRenamed, from.to_string())
                    .from(from.to_string())
                    .to(to.to_string())
                    .wire(
                        Wire::Breaking,
                        format!("A value that says the old name of the {word} is not known any more."),
                    )
                    .evidence(evidence.clone()),
            );
            self.renamed.insert(from.to_string(), to.to_string());
        }
        let new_names: BTreeSet<&QName> = renamed.values().map(|(to, _)| to).collect();
        for name in gone.into_iter().filter(|name| !renamed.contains_key(*name)) {
            let Some(ty) = old.get(name) else { continue };
            let why = if self.new.known.contains(name) {
                "The metadata still has it, but nothing of identity governance leads to it any more."
            } else {
                "A value of it is refused, and none is answered."
            };
            self.push(
                Change::new(Kind::TypeRemoved, name.to_string())
                    .from(ty.word())
                    .wire(Wire::Breaking, why),
            );
        }
        for name in come.into_iter().filter(|name| !new_names.contains(*name)) {
            let Some(ty) = new.get(name) else { continue };
            let why = if self.old.known.contains(name) {
                "The metadata had it before; now something of identity governance leads to it."
            } else if matches!(ty, Declared::Structured(ty) if ty.base_type.is_some()) {
                "Where a base of it is declared it may be answered; a program that does not know it keeps what came."
            } else {
                "No request that was made before had to do with it."
            };
            self.push(
                Change::new(Kind::TypeAdded, name.to_string())
                    .to(ty.word())
                    .wire(Wire::Compatible, why),
            );
        }
        let pairs: Vec<(QName, QName)> = old
            .keys()
            .filter(|name| new.contains_key(name))
            .map(|name| (name.clone(), name.clone()))
            .chain(renamed.into_iter().map(|(from, (to, _))| (from, to)))
            .collect();
        for (from, to) in pairs {
            if let (Some(one), Some(other)) = (old.get(&from), new.get(&to)) {
                self.type_pair(&from, &to, *one, *other);
            }
        }
        self.moved_to();
    }

    /// A member that a base has because it moved there is no news of its own.
    fn moved_to(&mut self) {
        let moved: BTreeMap<String, Cause> = self
            .changes
            .iter()
            .filter(|change| change.kind == Kind::PropertyMoved)
            .filter_map(|change| Some((change.to.clone()?, change.as_cause())))
            .collect();
        for change in self
            .changes
            .iter_mut()
            .filter(|change| change.kind == Kind::PropertyAdded)
        {
            change.because = moved.get(&change.subject).cloned();
        }
    }

    /// Types that went, each with the one that probably is it under another name.
    fn renamed_types<'t>(
        &self,
        old: &BTreeMap<QName, Declared<'_>>,
        new: &BTreeMap<QName, Declared<'_>>,
        gone: &[&'t QName],
        come: &[&'t QName],
    ) -> BTreeMap<QName, (QName, Vec<String>)> {
        let marked = |names: &[&'t QName], types: &BTreeMap<QName, Declared<'_>>, others: &super::Facts| {
            let only_here = names.iter().filter(|name| !others.known.contains(**name));
            let marked = only_here.filter_map(|name| {
                let ty = types.get(*name)?;
                Some((*name, ty.word(), ty.marks()))
            });
            marked.collect::<Vec<_>>()
        };
        let (gone, come) = (marked(gone, old, self.new), marked(come, new, self.old));
        let mut pairs: Vec<(f32, &QName, &QName, Vec<String>)> = Vec::new();
        for ((from, word, left), others) in candidates(&gone, &come, |(name, ..)| name.name()) {
            for (to, _, right) in others.into_iter().filter(|(_, other, _)| other == word) {
                let (common, all) = (left.intersection(right).count(), left.union(right).count());
                let alike = alike(from.name(), to.name());
                #[expect(clippy::cast_precision_loss, reason = "members are few")]
                let share = if all == 0 { 0.0 } else { common as f32 / all as f32 };
                let same =
                    (share >= 0.7 && common >= 2) || (share >= 0.99 && alike >= 0.6) || (all == 0 && alike >= 0.8);
                if same {
                    let mut evidence = Evidence::default();
                    if all > 0 {
                        evidence.say(format!("{common} of {all} members are the same"));
                    }
                    evidence.alike(alike);
                    pairs.push((share + alike, from, to, evidence.finish()));
                }
            }
        }
        super::rename::best(pairs)
            .into_iter()
            .map(|(from, to, evidence)| (from.clone(), (to.clone(), evidence)))
            .collect()
    }

    fn type_pair(&mut self, from: &QName, to: &QName, old: Declared<'a>, new: Declared<'a>) {
        let subject = from.to_string();
        if old.word() != new.word() {
            self.push(
                Change::new(Kind::TypeKindChanged, &subject)
                    .from(old.word())
                    .to(new.word())
                    .wire(Wire::Breaking, "A value has another form, or gets or loses an address."),
            );
        }
        match (old, new) {
            (Declared::Structured(one), Declared::Structured(other)) => self.structured_pair(from, to, one, other),
            (Declared::Enum(one), Declared::Enum(other)) => self.enum_pair(&subject, one, other),
            (Declared::Definition(one), Declared::Definition(other)) => {
                if one.underlying_type != other.underlying_type {
                    self.push(
                        Change::new(Kind::TypeDefinitionChanged, &subject)
                            .from(&one.underlying_type)
                            .to(&other.underlying_type)
                            .wire(Wire::Breaking, "Values have another form."),
                    );
                }
                self.facets_of(&subject, &facets(&one.facets), &facets(&other.facets));
            }
            _ => {}
        }
    }

    fn structured_pair(&mut self, from: &QName, to: &QName, old: &'a StructuredType, new: &'a StructuredType) {
        let subject = from.to_string();
        let base = |ty: &StructuredType| ty.base_type.clone().unwrap_or_else(|| "none".to_owned());
        let (old_base, new_base) = (base(old), base(new));
        if !self.same_name(&old_base, &new_base) {
            let members = |facts: &super::Facts, name: &QName| -> BTreeSet<String> {
                let members = facts.api().structured(name).map(|ty| ty.members.as_slice());
                members
                    .unwrap_or_default()
                    .iter()
                    .map(|member| member.name.clone())
                    .collect()
            };
            let lost = !members(self.old, from).is_subset(&members(self.new, to));
            let belongs =
                |facts: &super::Facts, name: &QName| facts.loaded.api.structured(name).map(|ty| ty.base.clone());
            let (wire, why) = if lost {
                (Wire::Breaking, "Members that it inherited are gone.")
            } else if belongs(self.old, from).flatten().is_some() && new_base == "none" {
                (
                    Wire::Breaking,
                    "A value of it no longer belongs where its base is declared.",
                )
            } else {
                (Wire::Compatible, "It has all the members that it had.")
            };
            self.push(
                Change::new(Kind::BaseTypeChanged, &subject)
                    .from(old_base)
                    .to(new_base)
                    .wire(wire, why),
            );
        }
        self.flag(&flags::ABSTRACT, &subject, old.is_abstract, new.is_abstract);
        self.flag(&flags::OPEN, &subject, old.open, new.open);
        let key = |ty: &StructuredType| {
            let parts: Vec<String> = ty
                .key
                .iter()
                .map(|part| match &part.alias {
                    Some(alias) => format!("{} as {alias}", part.name),
                    None => part.name.clone(),
                })
                .collect();
            if parts.is_empty() {
                "none".to_owned()
            } else {
                parts.join(", ")
            }
        };
        let (old_key, new_key) = (key(old), key(new));
        if old_key != new_key {
            self.push(
                Change::new(Kind::KeyChanged, &subject)
                    .from(old_key)
                    .to(new_key)
                    .wire(Wire::Breaking, "Entities are addressed and referred to otherwise."),
            );
        }
        self.flag(&flags::MEDIA, &subject, old.has_stream, new.has_stream);
        self.members(from, to, old, new);
        self.handling(from, to);
    }

    fn members(&mut self, from: &QName, to: &QName, old: &'a StructuredType, new: &'a StructuredType) {
        let (mut old, mut new) = (properties(old), properties(new));
        let shared: Vec<&str> = old.keys().copied().filter(|name| new.contains_key(name)).collect();
        for name in shared {
            if let (Some(one), Some(other)) = (old.remove(name), new.remove(name)) {
                self.property_pair(&format!("{from}/{name}"), &one, &other);
            }
        }
        self.moved(from, to, &mut old);
        let alone = old.len() == 1 && new.len() == 1;
        let mut pairs: Vec<(f32, &str, &str, Vec<String>)> = Vec::new();
        let (gone, come): (Vec<_>, Vec<_>) = (old.values().collect(), new.values().collect());
        for (one, others) in candidates(&gone, &come, |property| property.name) {
            for other in others {
                let alike = alike(one.name, other.name);
                let same = self.same_type(&one.type_text, &other.type_text) && one.navigation == other.navigation;
                // A primitive type is shared by many members, and so is the end of a name (`…DateTime`).
                let primitive = one.item.starts_with("Edm.");
                if same && (alike >= if primitive { 0.7 } else { 0.5 } || (alone && !primitive)) {
                    let mut evidence = Evidence::default();
                    evidence.say(format!("both are of {}", one.type_text));
                    evidence.alike(alike);
                    if alone {
                        evidence.say("no other member of the type went or came".to_owned());
                    }
                    pairs.push((alike, one.name, other.name, evidence.finish()));
                }
            }
        }
        for (one, other, evidence) in super::rename::best(pairs) {
            if let (Some(before), Some(after)) = (old.remove(one), new.remove(other)) {
                let subject = format!("{from}/{one}");
                self.push(
                    Change::new(Kind::PropertyRenamed, &subject)
                        .from(one)
                        .to(other)
                        .wire(
                            Wire::Breaking,
                            "The old name is no longer answered, and sending it is refused.",
                        )
                        .evidence(evidence),
                );
                self.renamed_members.insert(subject.clone(), format!("{to}/{other}"));
                self.property_pair(&subject, &before, &after);
            }
        }
        for property in old.into_values() {
            self.push(
                Change::new(Kind::PropertyRemoved, format!("{from}/{}", property.name))
                    .from(property.told())
                    .wire(
                        Wire::Breaking,
                        "It is no longer answered, and a body that has it is refused.",
                    ),
            );
        }
        for property in new.into_values() {
            self.push(
                Change::new(Kind::PropertyAdded, format!("{to}/{}", property.name))
                    .to(property.told())
                    .wire(
                        Wire::Compatible,
                        "A program that does not know it keeps it as an additional property.",
                    ),
            );
        }
    }

    /// Members that the type has still, declared by a base type of it now.
    fn moved(&mut self, from: &QName, to: &QName, old: &mut BTreeMap<&str, Property<'_>>) {
        let inherited: BTreeMap<&str, &Member> = self
            .new
            .api()
            .structured(to)
            .into_iter()
            .flat_map(|ty| &ty.members)
            .filter(|member| member.declared_in != *to)
            .map(|member| (member.name.as_str(), member))
            .collect();
        let mut kept = Vec::new();
        for property in old.values() {
            let Some(member) = inherited.get(property.name) else {
                continue;
            };
            // A base that had it before would have been a contradiction; a base type that is new has it from the start.
            if self.same_type(&property.type_text, &member.ty.to_string()) && property.navigation == member.navigation {
                kept.push((property.name.to_owned(), member.declared_in.clone()));
            }
        }
        for (name, base) in kept {
            let before = old.remove(name.as_str());
            self.push(
                Change::new(Kind::PropertyMoved, format!("{from}/{name}"))
                    .from(format!("{from}/{name}"))
                    .to(format!("{base}/{name}"))
                    .wire(Wire::Compatible, "The type has it still."),
            );
            // It may have changed on the way.
            let now = self.declared_types(1).get(&base).copied();
            if let (Some(before), Some(Declared::Structured(ty))) = (before, now)
                && let Some(after) = properties(ty).remove(name.as_str())
            {
                self.property_pair(&format!("{from}/{name}"), &before, &after);
            }
        }
    }

    fn property_pair(&mut self, subject: &str, old: &Property<'_>, new: &Property<'_>) {
        if !self.same_name(old.item, new.item) {
            let (wire, why) = type_wire(self, old.item, new.item);
            self.push(
                Change::new(Kind::PropertyTypeChanged, subject)
                    .from(&old.type_text)
                    .to(&new.type_text)
                    .wire(wire, why),
            );
        } else if old.collection != new.collection {
            self.push(
                Change::new(Kind::PropertyCollectionChanged, subject)
                    .from(&old.type_text)
                    .to(&new.type_text)
                    .wire(
                        Wire::Breaking,
                        "A list stands where a single value stood, or the other way round.",
                    ),
            );
        }
        self.flag(&flags::NAVIGATION, subject, old.navigation, new.navigation);
        if old.navigation == new.navigation {
            self.flag(&flags::CONTAINED, subject, old.contained, new.contained);
        }
        self.flag(&flags::NULLABLE_PROPERTY, subject, old.nullable, new.nullable);
        // What a navigation property's other end says and what narrows a value are not comparable with each other.
        if old.navigation == new.navigation {
            self.facets_of(subject, &old.facets, &new.facets);
        }
    }

    /// One change a facet.
    pub(super) fn facets_of(
        &mut self,
        subject: &str,
        old: &BTreeMap<&'static str, String>,
        new: &BTreeMap<&'static str, String>,
    ) {
        let names: BTreeSet<&&'static str> = old.keys().chain(new.keys()).collect();
        for name in names {
            let (from, to) = (old.get(name), new.get(name));
            if from == to {
                continue;
            }
            let told = |value: Option<&String>| match value {
                Some(value) => format!("{name} {value}"),
                None => format!("no {name}"),
            };
            let (wire, why) = if narrows(name, from.map(String::as_str), to.map(String::as_str)) {
                (Wire::Breaking, "A value that fitted before may be refused.")
            } else {
                (Wire::Compatible, "Every value that fitted before fits still.")
            };
            self.push(
                Change::new(Kind::FacetChanged, subject)
                    .from(told(from))
                    .to(told(to))
                    .wire(wire, why),
            );
        }
    }

    /// What the overlay, or an annotation, says of how members are sent and shown.
    fn handling(&mut self, from: &QName, to: &QName) {
        let own = |facts: &'a super::Facts, name: &QName| -> BTreeMap<&'a str, &'a Member> {
            let members = facts.api().structured(name).map(|ty| ty.members.as_slice());
            members
                .unwrap_or_default()
                .iter()
                .filter(|member| member.declared_in == *name)
                .map(|member| (member.name.as_str(), member))
                .collect()
        };
        let (old, new) = (own(self.old, from), own(self.new, to));
        // What the overlay says of entity types begins and ends with being one, and what it says of a name with that.
        let because = self
            .changes_of(&from.to_string())
            .into_iter()
            .find(|change| matches!(change.kind, Kind::TypeKindChanged | Kind::TypeRenamed))
            .map(Change::as_cause);
        for (name, one) in old {
            let Some(other) = new.get(name) else { continue };
            let subject = format!("{from}/{name}");
            if one.read_only != other.read_only {
                let word = |is: bool| if is { "read-only" } else { "writable" };
                let by_annotation = self.is_computed(0, from, name) != self.is_computed(1, to, name);
                let (wire, why) = if !by_annotation {
                    (Wire::Unaffected, "Only the overlay says so: the service is as it was.")
                } else if other.read_only {
                    (
                        Wire::Breaking,
                        "The service sets it: a body that has it is refused, or the value is ignored.",
                    )
                } else {
                    (Wire::Compatible, "It may be sent, and need not.")
                };
                let mut change = Change::new(Kind::PropertyReadOnlyChanged, &subject)
                    .from(word(one.read_only))
                    .to(word(other.read_only))
                    .wire(wire, why);
                change.because.clone_from(&because);
                self.push(change);
            }
            if one.secret != other.secret {
                self.flag(&flags::SECRET, &subject, one.secret, other.secret);
                if let Some(change) = self.changes.last_mut() {
                    change.because.clone_from(&because);
                }
            }
        }
    }

    fn enum_pair(&mut self, subject: &str, old: &'a EnumType, new: &'a EnumType) {
        self.flag(&flags::FLAGS, subject, old.is_flags, new.is_flags);
        let underlying = |ty: &EnumType| {
            let name = ty.underlying_type.clone();
            name.filter(|name| name != "Edm.Int32")
                .map(|name| BTreeMap::from([("UnderlyingType", name)]))
                .unwrap_or_default()
        };
        self.facets_of(subject, &underlying(old), &underlying(new));
        let by_name = |ty: &'a EnumType| -> BTreeMap<&'a str, &'a csdl::EnumMember> {
            ty.members.iter().map(|member| (member.name.as_str(), member)).collect()
        };
        let (mut before, mut after) = (by_name(old), by_name(new));
        let shared: Vec<&str> = before.keys().copied().filter(|name| after.contains_key(name)).collect();
        for name in shared {
            let (Some(one), Some(other)) = (before.remove(name), after.remove(name)) else {
                continue;
            };
            if one.value != other.value {
                self.push(
                    Change::new(Kind::EnumMemberValueChanged, format!("{subject}/{name}"))
                        .from(one.value.to_string())
                        .to(other.value.to_string())
                        .wire(Wire::Unaffected, "Names are sent, not numbers."),
                );
            }
        }
        // One value, one member: what has the value now is what had it.
        let mut pairs = Vec::new();
        let by_value = |members: &BTreeMap<&str, &'a csdl::EnumMember>| {
            let mut groups: BTreeMap<i64, Vec<&'a csdl::EnumMember>> = BTreeMap::new();
            for member in members.values() {
                groups.entry(member.value).or_default().push(member);
            }
            groups
        };
        let mut come = by_value(&after);
        for (value, gone) in by_value(&before) {
            let come = come.remove(&value).unwrap_or_default();
            for (one, other) in candidates(&gone, &come, |member| member.name.as_str())
                .into_iter()
                .flat_map(|(one, others)| others.into_iter().map(move |other| (*one, *other)))
            {
                let mut evidence = Evidence::default();
                evidence.say(format!("both have the value {}", one.value));
                let alike = alike(&one.name, &other.name);
                evidence.alike(alike);
                pairs.push((1.0 + alike, one.name.as_str(), other.name.as_str(), evidence.finish()));
            }
        }
        for (one, other, evidence) in super::rename::best(pairs) {
            before.remove(one);
            after.remove(other);
            self.renamed_members
                .insert(format!("{subject}/{one}"), format!("{subject}/{other}"));
            self.push(
                Change::new(Kind::EnumMemberRenamed, format!("{subject}/{one}"))
                    .from(one)
                    .to(other)
                    .wire(Wire::Breaking, "The old name is refused.")
                    .evidence(evidence),
            );
        }
        for member in before.into_values() {
            self.push(
                Change::new(Kind::EnumMemberRemoved, format!("{subject}/{}", member.name))
                    .from(format!("{} = {}", member.name, member.value))
                    .wire(Wire::Breaking, "Sending it is refused."),
            );
        }
        for member in after.into_values() {
            self.push(
                Change::new(Kind::EnumMemberAdded, format!("{subject}/{}", member.name))
                    .to(format!("{} = {}", member.name, member.value))
                    .wire(
                        Wire::Compatible,
                        "A program that does not know it keeps the name as it came.",
                    ),
            );
        }
    }
}
