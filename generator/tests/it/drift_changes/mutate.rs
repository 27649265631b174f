//! Single changes of the metadata, chosen by numbers, each with what a report must say of it.

use std::collections::BTreeSet;

use generator::csdl::{
    Annotation, EnumMember, EnumType, Expression, Facets, NavigationProperty, OnDelete, Operation, OperationKind,
    Parameter, Property, PropertyValue, Record, ReferentialConstraint, ReturnType, Singleton, StructuredKind,
    StructuredType, TargetAnnotations, TypeName,
};
use generator::drift::{Facts, Kind};
use generator::model::Permissions;
use generator::naming::memory::place_key;
use generator::openapi::{self, Method, OrRef};
use generator::routes::{Node, SegmentKind};
use generator::source::At;

use super::world::{Rng, World, operation_text, single, type_text};

/// What the one primary change of a report must be.
#[derive(Clone, Debug)]
pub struct Expected {
    /// One of these.
    pub kinds: Vec<Kind>,
    pub subject: String,
    /// Another kind of change at another subject that it may be instead.
    pub instead: Option<(Kind, String)>,
    /// Where it is known.
    pub from: Option<String>,
    pub to: Option<String>,
    /// The same with the sides changed over, where that is a single change too.
    pub back: Option<(Kind, String)>,
}

impl Expected {
    fn one(kind: Kind, subject: impl Into<String>) -> Self {
        let subject = subject.into();
        let back = inverse(kind).map(|kind| (kind, subject.clone()));
        Self {
            kinds: vec![kind],
            subject,
            instead: None,
            from: None,
            to: None,
            back,
        }
    }

    fn from(mut self, from: impl Into<String>) -> Self {
        self.from = Some(from.into());
        self
    }

    fn to(mut self, to: impl Into<String>) -> Self {
        self.to = Some(to.into());
        self
    }

    fn or(mut self, kind: Kind) -> Self {
        self.kinds.push(kind);
        self
    }

    /// An annotation that makes no difference in the model is told as one.
    fn or_at(mut self, kind: Kind, term: &str) -> Self {
        self.instead = Some((kind, format!("{}@{term}", self.subject)));
        self.one_way()
    }

    fn back(mut self, kind: Kind, subject: impl Into<String>) -> Self {
        self.back = Some((kind, subject.into()));
        self
    }

    fn one_way(mut self) -> Self {
        self.back = None;
        self
    }

    /// What the report says when the changed side is the old one.
    pub fn reversed(&self) -> Option<Self> {
        let (kind, subject) = self.back.clone()?;
        Some(Self {
            kinds: vec![kind],
            subject,
            instead: None,
            from: self.to.clone(),
            to: self.from.clone(),
            back: None,
        })
    }
}

/// The kind with the sides changed over; none for those that are another thing then.
fn inverse(kind: Kind) -> Option<Kind> {
    let pairs = [
        (Kind::TypeAdded, Kind::TypeRemoved),
        (Kind::PropertyAdded, Kind::PropertyRemoved),
        (Kind::EnumMemberAdded, Kind::EnumMemberRemoved),
        (Kind::BoundOperationAdded, Kind::BoundOperationRemoved),
        (Kind::OverloadAdded, Kind::OverloadRemoved),
        (Kind::ParameterAdded, Kind::ParameterRemoved),
        (Kind::PathAdded, Kind::PathRemoved),
        (Kind::MethodAdded, Kind::MethodRemoved),
        (Kind::QueryOptionAdded, Kind::QueryOptionRemoved),
        (Kind::Deprecated, Kind::DeprecationWithdrawn),
        (Kind::AlternateKeyAdded, Kind::AlternateKeyRemoved),
    ];
    for (one, other) in pairs {
        if kind == one {
            return Some(other);
        }
        if kind == other {
            return Some(one);
        }
    }
    let renames = [
        Kind::TypeRenamed,
        Kind::PropertyRenamed,
        Kind::EnumMemberRenamed,
        Kind::BoundOperationRenamed,
        Kind::ParameterRenamed,
        Kind::PropertyMoved,
        Kind::BindingChanged,
        Kind::BuilderRenamed,
        Kind::PathParameterChanged,
    ];
    (!renames.contains(&kind)).then_some(kind)
}

type Mutation = fn(&mut World, &Facts, &mut Rng) -> Option<Expected>;

/// All kinds of change, by name.
pub const MUTATIONS: &[(&str, Mutation)] = &[
    ("a derived type comes", derived_type_comes),
    ("a type comes with a property", type_comes_with_property),
    ("a derived type goes", derived_type_goes),
    ("a type is renamed", type_renamed),
    ("a type is of another kind", type_kind),
    ("a type is derived from its base's base", base_type),
    ("a type is abstract, or not", abstract_type),
    ("a type is open, or not", open_type),
    ("a key has another part", key),
    ("an entity has content, or none", media_entity),
    ("a property comes", property_comes),
    ("a property goes", property_goes),
    ("a property is of another type", property_type),
    ("a property is renamed", property_renamed),
    ("a property is nullable, or not", property_nullable),
    ("a property is a collection, or not", property_collection),
    ("a property becomes a navigation property", property_to_navigation),
    ("a property is computed", property_computed),
    ("a property is declared by the base", property_moved),
    ("a property has another facet", property_facet),
    ("a navigation property comes", navigation_comes),
    ("a navigation property goes", navigation_goes),
    ("a navigation property goes with its paths", navigation_goes_with_paths),
    ("a navigation property is renamed", navigation_renamed),
    (
        "a navigation property is renamed with its paths",
        navigation_renamed_with_paths,
    ),
    ("a navigation property is of another type", navigation_type),
    ("a navigation property is a collection, or not", navigation_collection),
    ("a navigation property is contained, or not", navigation_contained),
    ("a navigation property is nullable, or not", navigation_nullable),
    ("a navigation property has another end", navigation_facet),
    ("an enum member comes", enum_member_comes),
    ("an enum member goes", enum_member_goes),
    ("an enum member is renamed", enum_member_renamed),
    ("an enum member has another value", enum_member_value),
    ("an enum is of flags, or not", enum_flags),
    ("an enum has another underlying type", enum_underlying),
    ("an operation comes", operation_comes),
    ("an operation goes", operation_goes),
    ("an operation goes with its paths", operation_goes_with_paths),
    ("an operation is renamed", operation_renamed),
    ("an operation is of another kind", operation_kind),
    ("an overload comes", overload_comes),
    ("a parameter comes", parameter_comes),
    ("a parameter goes", parameter_goes),
    ("a parameter is renamed", parameter_renamed),
    ("a parameter is of another type", parameter_type),
    ("a parameter is a collection, or not", parameter_collection),
    ("a parameter is nullable, or not", parameter_nullable),
    ("a parameter is optional, or not", parameter_optional),
    ("parameters stand in another order", parameter_order),
    ("a parameter has another facet", parameter_facet),
    ("an answer is of another type", return_type),
    ("an answer comes or goes", return_comes),
    ("an answer is nullable, or not", return_nullable),
    ("an answer has another facet", return_facet),
    ("a function is composable, or not", composable),
    ("an operation is bound to a collection, or not", binding),
    ("an operation has another entity set path", entity_set_path),
    ("a binding parameter is called otherwise", binding_parameter),
    ("a root comes", root_comes),
    ("a root goes", root_goes),
    ("a navigation property of a root leads elsewhere", navigation_binding),
    ("an annotation goes", annotation_goes),
    ("an annotation denies", capability_denies),
    ("something is deprecated", deprecated),
    ("a deprecation has another date", deprecation_date),
    ("an alternate key comes", alternate_key_comes),
    ("another annotation comes", annotation_comes),
    ("a path goes", path_goes),
    ("a path comes", path_comes),
    ("a parameter of a path is called otherwise", path_parameter_name),
    ("a parameter of a path is of another type", path_parameter_type),
    ("a method goes", method_goes),
    ("a method comes", method_comes),
    ("a body goes", body_goes),
    ("a body need not be sent, or must be", body_required),
    ("an answer's content is another", answer_content),
    ("an answer goes", answer_goes),
    ("a query option goes", query_option_goes),
    ("a query option comes", query_option_comes),
    ("a header goes", header_goes),
    ("a header comes", header_comes),
    ("an operation is marked as deprecated", operation_deprecated),
    ("a list is not paged", pageable),
    ("an operation's kind is marked otherwise", operation_mark),
    ("an operation asks for a scheme", security),
    ("a component parameter is required", component_parameter),
    ("a permission goes", permission_goes),
    ("a permission comes", permission_comes),
    ("a member is read-only", overlay_read_only),
    ("a member is secret", overlay_secret),
    ("a Rust name is given", rust_name),
];

// Where things are.

type At2 = (usize, usize);
type At3 = (usize, usize, usize);

fn types(world: &World) -> Vec<At2> {
    let schemas = world.csdl.schemas.iter().enumerate();
    schemas
        .flat_map(|(s, schema)| (0..schema.structured_types.len()).map(move |t| (s, t)))
        .collect()
}

fn full(world: &World, (s, t): At2) -> String {
    let schema = &world.csdl.schemas[s];
    format!("{}.{}", schema.namespace, schema.structured_types[t].name)
}

fn ty(world: &World, (s, t): At2) -> &StructuredType {
    &world.csdl.schemas[s].structured_types[t]
}

fn ty_mut(world: &mut World, (s, t): At2) -> &mut StructuredType {
    &mut world.csdl.schemas[s].structured_types[t]
}

fn some_type(world: &World, rng: &mut Rng, fits: impl Fn(&StructuredType) -> bool) -> Option<At2> {
    let all: Vec<At2> = types(world).into_iter().filter(|at| fits(ty(world, *at))).collect();
    rng.pick(&all)
}

fn some_property(world: &World, rng: &mut Rng, fits: impl Fn(&Property) -> bool) -> Option<At3> {
    let all: Vec<At3> = types(world)
        .into_iter()
        .flat_map(|(s, t)| (0..ty(world, (s, t)).properties.len()).map(move |p| (s, t, p)))
        .filter(|(s, t, p)| {
            let owner = ty(world, (*s, *t));
            let property = &owner.properties[*p];
            // A key without its member, or of another type, is no document.
            owner.key.iter().all(|part| part.name != property.name) && fits(property)
        })
        .collect();
    rng.pick(&all)
}

fn some_navigation(world: &World, rng: &mut Rng, fits: impl Fn(&NavigationProperty) -> bool) -> Option<At3> {
    let all: Vec<At3> = types(world)
        .into_iter()
        .flat_map(|(s, t)| (0..ty(world, (s, t)).navigation_properties.len()).map(move |p| (s, t, p)))
        .filter(|(s, t, p)| fits(&ty(world, (*s, *t)).navigation_properties[*p]))
        .collect();
    rng.pick(&all)
}

fn property_mut(world: &mut World, (s, t, p): At3) -> &mut Property {
    &mut ty_mut(world, (s, t)).properties[p]
}

fn navigation_mut(world: &mut World, (s, t, p): At3) -> &mut NavigationProperty {
    &mut ty_mut(world, (s, t)).navigation_properties[p]
}

fn property_subject(world: &World, (s, t, p): At3) -> String {
    format!("{}/{}", full(world, (s, t)), ty(world, (s, t)).properties[p].name)
}

fn navigation_subject(world: &World, (s, t, p): At3) -> String {
    let owner = ty(world, (s, t));
    format!("{}/{}", full(world, (s, t)), owner.navigation_properties[p].name)
}

fn some_enum(world: &World, rng: &mut Rng, fits: impl Fn(&EnumType) -> bool) -> Option<At2> {
    let all: Vec<At2> = world
        .csdl
        .schemas
        .iter()
        .enumerate()
        .flat_map(|(s, schema)| (0..schema.enum_types.len()).map(move |e| (s, e)))
        .filter(|(s, e)| fits(&world.csdl.schemas[*s].enum_types[*e]))
        .collect();
    rng.pick(&all)
}

fn enum_mut(world: &mut World, (s, e): At2) -> &mut EnumType {
    &mut world.csdl.schemas[s].enum_types[e]
}

fn enum_name(world: &World, (s, e): At2) -> String {
    let schema = &world.csdl.schemas[s];
    format!("{}.{}", schema.namespace, schema.enum_types[e].name)
}

fn operations(world: &World) -> Vec<At2> {
    let schemas = world.csdl.schemas.iter().enumerate();
    schemas
        .flat_map(|(s, schema)| (0..schema.operations.len()).map(move |o| (s, o)))
        .filter(|(s, o)| world.csdl.schemas[*s].operations[*o].is_bound)
        .collect()
}

fn operation(world: &World, (s, o): At2) -> &Operation {
    &world.csdl.schemas[s].operations[o]
}

fn operation_mut(world: &mut World, (s, o): At2) -> &mut Operation {
    &mut world.csdl.schemas[s].operations[o]
}

fn subject_of(world: &World, (s, o): At2) -> String {
    let schema = &world.csdl.schemas[s];
    operation_text(&world.csdl, &schema.namespace, &schema.operations[o])
}

fn parameter_subject(world: &World, at: At2, name: &str) -> String {
    let subject = subject_of(world, at);
    let (operation, binding) = subject.split_once(" of ").unwrap();
    format!("{}/{name} of {binding}", operation.split('(').next().unwrap())
}

fn is_overloaded(world: &World, at: At2) -> bool {
    subject_of(world, at).split(" of ").next().unwrap().contains('(')
}

fn some_operation(world: &World, rng: &mut Rng, fits: impl Fn(&Operation) -> bool) -> Option<At2> {
    let all: Vec<At2> = operations(world)
        .into_iter()
        .filter(|at| fits(operation(world, *at)))
        .collect();
    rng.pick(&all)
}

/// Of operations with one parameter list only: changes of one of several would be told of all of them.
fn some_parameter(world: &World, rng: &mut Rng, fits: impl Fn(&Operation, &Parameter) -> bool) -> Option<(At2, usize)> {
    let all: Vec<(At2, usize)> = operations(world)
        .into_iter()
        .flat_map(|at| (1..operation(world, at).parameters.len()).map(move |p| (at, p)))
        .filter(|(at, p)| {
            let of = operation(world, *at);
            fits(of, &of.parameters[*p])
        })
        .collect();
    rng.pick(&all)
}

/// Every name of a type, wherever it stands.
fn each_type_name(world: &mut World, mut change: impl FnMut(&mut String)) {
    for schema in &mut world.csdl.schemas {
        for ty in &mut schema.structured_types {
            ty.base_type.iter_mut().for_each(&mut change);
            ty.properties.iter_mut().for_each(|one| change(&mut one.type_name.name));
            let navigation = ty.navigation_properties.iter_mut();
            navigation.for_each(|one| change(&mut one.type_name.name));
        }
        for operation in &mut schema.operations {
            let parameters = operation.parameters.iter_mut();
            parameters.for_each(|one| change(&mut one.type_name.name));
            operation
                .return_type
                .iter_mut()
                .for_each(|one| change(&mut one.type_name.name));
        }
        for container in &mut schema.containers {
            container
                .entity_sets
                .iter_mut()
                .for_each(|one| change(&mut one.entity_type));
            container
                .singletons
                .iter_mut()
                .for_each(|one| change(&mut one.type_name));
        }
    }
}

/// How often types are named.
fn mentions(world: &World, name: &str) -> usize {
    let mut count = 0;
    each_type_name(&mut world.clone(), |other| count += usize::from(other == name));
    let targets = world
        .csdl
        .schemas
        .iter()
        .flat_map(|schema| &schema.annotations_by_target);
    let begins = |target: &str| {
        target == name || target.starts_with(&format!("{name}/")) || target.contains(&format!("({name}"))
    };
    count + targets.filter(|target| begins(&target.target)).count()
}

/// A name that nothing has.
fn fresh(rng: &mut Rng, stem: &str) -> String {
    format!("{stem}Zq{}", rng.below(1_000))
}

fn is_boundary(world: &World, name: &str) -> bool {
    world.overlay.selection.boundary.types.iter().any(|other| other == name)
}

/// Types of which derived ones come in only when listed, with all that is derived from them.
fn takes_derived(world: &World, facts: &Facts, name: &str) -> bool {
    let mut next = Some(name.to_owned());
    while let Some(here) = next {
        if is_boundary(world, &here) || world.overlay.selection.derived.iter().any(|one| one.base == here) {
            return false;
        }
        let base = generator::model::QName::parse(&here).and_then(|name| facts.api().structured(&name)?.base.clone());
        next = base.map(|base| base.to_string());
    }
    true
}

fn empty_type(name: &str, kind: StructuredKind) -> StructuredType {
    StructuredType {
        name: name.to_owned(),
        kind,
        base_type: None,
        is_abstract: false,
        open: false,
        has_stream: false,
        key: Vec::new(),
        properties: Vec::new(),
        navigation_properties: Vec::new(),
        annotations: Vec::new(),
        at: At::default(),
    }
}

fn new_property(name: &str, type_name: TypeName) -> Property {
    Property {
        name: name.to_owned(),
        type_name,
        facets: Facets::default(),
        annotations: Vec::new(),
        at: At::default(),
    }
}

fn new_navigation(name: &str, type_name: TypeName) -> NavigationProperty {
    NavigationProperty {
        name: name.to_owned(),
        type_name,
        nullable: None,
        partner: None,
        contains_target: false,
        referential_constraints: Vec::new(),
        on_delete: None,
        annotations: Vec::new(),
        at: At::default(),
    }
}

fn new_parameter(name: &str, type_name: TypeName) -> Parameter {
    Parameter {
        name: name.to_owned(),
        type_name,
        facets: Facets::default(),
        annotations: Vec::new(),
        at: At::default(),
    }
}

fn annotation(term: &str, value: Expression) -> Annotation {
    Annotation {
        term: term.to_owned(),
        qualifier: None,
        value,
        annotations: Vec::new(),
        at: At::default(),
    }
}

fn record(members: &[(&str, Expression)]) -> Expression {
    let properties = members.iter().map(|(name, value)| PropertyValue {
        property: (*name).to_owned(),
        value: value.clone(),
        annotations: Vec::new(),
        at: At::default(),
    });
    Expression::Record(Record {
        type_name: None,
        properties: properties.collect(),
        annotations: Vec::new(),
    })
}

const PRIMITIVES: [&str; 7] = [
    "Edm.String",
    "Edm.Int32",
    "Edm.Boolean",
    "Edm.DateTimeOffset",
    "Edm.Guid",
    "Edm.Double",
    "Edm.Duration",
];

fn other_primitive(rng: &mut Rng, than: &str) -> String {
    let others: Vec<&str> = PRIMITIVES.into_iter().filter(|name| *name != than).collect();
    rng.pick(&others).unwrap().to_owned()
}

fn flip(what: &mut Option<bool>) -> (bool, bool) {
    let before = what.unwrap_or(true);
    *what = Some(!before);
    (before, !before)
}

fn nullable_word(nullable: bool) -> &'static str {
    if nullable { "nullable" } else { "not nullable" }
}

// Types.

fn derived_type_comes(world: &mut World, facts: &Facts, rng: &mut Rng) -> Option<Expected> {
    let bases: BTreeSet<String> = types(world)
        .into_iter()
        .filter_map(|at| ty(world, at).base_type.clone())
        .filter(|name| takes_derived(world, facts, name))
        // Derived types come in where something is declared as the base.
        .filter(|name| {
            let name = generator::model::QName::parse(name);
            name.and_then(|name| facts.loaded.names.get(&name)?.any.clone())
                .is_some()
        })
        .collect();
    let base = rng.pick(&bases.into_iter().collect::<Vec<_>>())?;
    let (namespace, own) = base.rsplit_once('.')?;
    let schema = world
        .csdl
        .schemas
        .iter_mut()
        .find(|schema| schema.namespace == namespace)?;
    let kind = schema.structured_types.iter().find(|ty| ty.name == own)?.kind;
    let name = fresh(rng, own);
    let mut added = empty_type(&name, kind);
    added.base_type = Some(base.clone());
    added.properties.push(new_property("zqNote", single("Edm.String")));
    schema.structured_types.push(added);
    Some(Expected::one(Kind::TypeAdded, format!("{namespace}.{name}")))
}

fn type_comes_with_property(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let at = some_type(world, rng, |_| true)?;
    let name = fresh(rng, "thing");
    let mut added = empty_type(&name, StructuredKind::Complex);
    added.properties.push(new_property("zqNote", single("Edm.String")));
    let namespace = world.csdl.schemas[at.0].namespace.clone();
    let type_name = TypeName {
        name: format!("{namespace}.{name}"),
        collection: rng.coin(),
    };
    let told = type_text(&type_name);
    ty_mut(world, at).properties.push(new_property("zqThing", type_name));
    let owner = full(world, at);
    world.csdl.schemas[at.0].structured_types.push(added);
    Some(Expected::one(Kind::PropertyAdded, format!("{owner}/zqThing")).to(told))
}

fn derived_type_goes(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let all: Vec<At2> = types(world)
        .into_iter()
        .filter(|at| ty(world, *at).base_type.is_some() && mentions(world, &full(world, *at)) == 0)
        .filter(|at| {
            !is_boundary(world, &full(world, *at))
                && !world
                    .overlay
                    .selection
                    .derived
                    .iter()
                    .any(|one| one.only.contains(&full(world, *at)))
        })
        .collect();
    let at = rng.pick(&all)?;
    let name = full(world, at);
    world.csdl.schemas[at.0].structured_types.remove(at.1);
    Some(Expected::one(Kind::TypeRemoved, name))
}

fn type_renamed(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let singles: BTreeSet<String> = world
        .overlay
        .selection
        .boundary
        .types
        .iter()
        .cloned()
        .chain(
            world
                .overlay
                .selection
                .derived
                .iter()
                .flat_map(|one| one.only.iter().cloned().chain([one.base.clone()])),
        )
        .chain(
            world
                .overlay
                .supplements
                .iter()
                .flat_map(|(_, document)| &document.schemas)
                .flat_map(|schema| {
                    schema.structured_types.iter().flat_map(|ty| {
                        ty.base_type
                            .iter()
                            .cloned()
                            .chain(ty.properties.iter().map(|one| one.type_name.name.clone()))
                            .chain(ty.navigation_properties.iter().map(|one| one.type_name.name.clone()))
                    })
                }),
        )
        .collect();
    let all: Vec<At2> = types(world)
        .into_iter()
        .filter(|at| !singles.contains(&full(world, *at)) && ty(world, *at).properties.len() >= 2)
        .collect();
    let at = rng.pick(&all)?;
    let old = full(world, at);
    let renamed = format!("{}Zq", ty(world, at).name);
    ty_mut(world, at).name.clone_from(&renamed);
    let new = full(world, at);
    each_type_name(world, |name| {
        if *name == old {
            name.clone_from(&new);
        }
    });
    let boundary = |text: &str| !text.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '.' | '_'));
    let replace = |text: &str| -> String {
        let mut out = String::new();
        let mut rest = text;
        while let Some(at) = rest.find(old.as_str()) {
            let (before, found) = rest.split_at(at);
            out.push_str(before);
            rest = &found[old.len()..];
            out.push_str(if boundary(rest) { &new } else { &old });
        }
        out + rest
    };
    for schema in &mut world.csdl.schemas {
        for apart in &mut schema.annotations_by_target {
            apart.target = replace(&apart.target);
        }
    }
    if rng.coin() {
        let text = replace(&openapi::write(&world.openapi));
        world.openapi = openapi::read("renamed.yaml", &text).unwrap();
    }
    Some(
        Expected::one(Kind::TypeRenamed, &old)
            .from(&old)
            .to(&new)
            .back(Kind::TypeRenamed, new),
    )
}

fn type_kind(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let bases: BTreeSet<String> = types(world)
        .into_iter()
        .filter_map(|at| ty(world, at).base_type.clone())
        .collect();
    let all: Vec<At2> = types(world)
        .into_iter()
        .filter(|at| ty(world, *at).base_type.is_none() && !bases.contains(&full(world, *at)))
        .filter(|at| ty(world, *at).kind == StructuredKind::Complex)
        .collect();
    let at = rng.pick(&all)?;
    ty_mut(world, at).kind = StructuredKind::Entity;
    Some(
        Expected::one(Kind::TypeKindChanged, full(world, at))
            .from("complex type")
            .to("entity type"),
    )
}

fn base_type(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let bases: BTreeSet<String> = types(world)
        .into_iter()
        .filter_map(|at| ty(world, at).base_type.clone())
        .collect();
    let anywhere = rng.below(4) == 0;
    let all: Vec<At2> = types(world)
        .into_iter()
        .filter(|at| !bases.contains(&full(world, *at)))
        .filter(|at| {
            let base = &ty(world, *at).base_type;
            base.as_ref().is_some_and(|base| !base.ends_with(".entity"))
                // Named by itself somewhere, it stays.
                && (anywhere || mentions(world, &full(world, *at)) > 0)
        })
        .collect();
    let at = rng.pick(&all)?;
    let base = ty(world, at).base_type.clone()?;
    let above = types(world)
        .into_iter()
        .find(|other| full(world, *other) == base)
        .and_then(|other| ty(world, other).base_type.clone());
    if is_boundary(world, &full(world, at)) {
        return None;
    }
    ty_mut(world, at).base_type.clone_from(&above);
    let told = above.unwrap_or_else(|| "none".to_owned());
    // Where nothing leads to it by another way it goes.
    let mut expected = Expected::one(Kind::BaseTypeChanged, full(world, at))
        .or(Kind::TypeRemoved)
        .one_way();
    // The base goes with it, where the type was all that led there.
    expected.instead = Some((Kind::TypeRemoved, base));
    let _ = told;
    Some(expected)
}

fn abstract_type(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let at = some_type(world, rng, |_| true)?;
    let ty = ty_mut(world, at);
    ty.is_abstract = !ty.is_abstract;
    Some(Expected::one(Kind::AbstractChanged, full(world, at)))
}

fn open_type(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let at = some_type(world, rng, |_| true)?;
    let ty = ty_mut(world, at);
    ty.open = !ty.open;
    Some(Expected::one(Kind::OpenTypeChanged, full(world, at)))
}

fn key(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let at = some_type(world, rng, |ty| {
        !ty.key.is_empty() && ty.properties.len() > ty.key.len()
    })?;
    let ty = ty_mut(world, at);
    let name = ty
        .properties
        .iter()
        .map(|one| one.name.clone())
        .find(|name| ty.key.iter().all(|part| part.name != *name))?;
    let mut part = ty.key[0].clone();
    part.name = name;
    ty.key.push(part);
    Some(Expected::one(Kind::KeyChanged, full(world, at)))
}

fn media_entity(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let at = some_type(world, rng, |ty| ty.kind == StructuredKind::Entity)?;
    let ty = ty_mut(world, at);
    ty.has_stream = !ty.has_stream;
    Some(Expected::one(Kind::MediaEntityChanged, full(world, at)))
}

// Properties.

fn property_comes(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let at = some_type(world, rng, |_| true)?;
    let enums: Vec<String> = types_of_enums(world);
    let name = if rng.coin() {
        rng.pick(&enums)?
    } else {
        other_primitive(rng, "")
    };
    let type_name = TypeName {
        name,
        collection: rng.below(4) == 0,
    };
    let told = type_text(&type_name);
    ty_mut(world, at).properties.push(new_property("zqMember", type_name));
    Some(Expected::one(Kind::PropertyAdded, format!("{}/zqMember", full(world, at))).to(told))
}

fn types_of_enums(world: &World) -> Vec<String> {
    let schemas = world.csdl.schemas.iter();
    schemas
        .flat_map(|schema| {
            schema
                .enum_types
                .iter()
                .map(|ty| format!("{}.{}", schema.namespace, ty.name))
        })
        .collect()
}

fn property_goes(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let at = some_property(world, rng, |_| true)?;
    let subject = property_subject(world, at);
    ty_mut(world, (at.0, at.1)).properties.remove(at.2);
    Some(Expected::one(Kind::PropertyRemoved, subject))
}

fn property_type(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let at = some_property(world, rng, |_| true)?;
    let enums = types_of_enums(world);
    let property = property_mut(world, at);
    let from = type_text(&property.type_name);
    let mut name = other_primitive(rng, &property.type_name.name);
    if rng.coin() {
        let others: Vec<String> = enums
            .into_iter()
            .filter(|name| *name != property.type_name.name)
            .collect();
        name = rng.pick(&others)?;
    }
    property.type_name.name = name;
    let to = type_text(&property.type_name);
    Some(
        Expected::one(Kind::PropertyTypeChanged, property_subject(world, at))
            .from(from)
            .to(to),
    )
}

fn property_renamed(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let at = some_property(world, rng, |one| one.name.len() > 6)?;
    let subject = property_subject(world, at);
    let property = property_mut(world, at);
    let old = property.name.clone();
    property.name.push_str("Zq");
    let new = property.name.clone();
    move_annotations(world, &subject);
    Some(
        Expected::one(Kind::PropertyRenamed, &subject)
            .from(old)
            .to(new)
            .back(Kind::PropertyRenamed, format!("{subject}Zq")),
    )
}

fn property_nullable(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let at = some_property(world, rng, |_| true)?;
    let (before, after) = flip(&mut property_mut(world, at).facets.nullable);
    Some(
        Expected::one(Kind::PropertyNullabilityChanged, property_subject(world, at))
            .from(nullable_word(before))
            .to(nullable_word(after)),
    )
}

fn property_collection(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let at = some_property(world, rng, |_| true)?;
    let name = &mut property_mut(world, at).type_name;
    let from = type_text(name);
    name.collection = !name.collection;
    let to = type_text(name);
    Some(
        Expected::one(Kind::PropertyCollectionChanged, property_subject(world, at))
            .from(from)
            .to(to),
    )
}

fn property_to_navigation(world: &mut World, facts: &Facts, rng: &mut Rng) -> Option<Expected> {
    let at = some_navigation(world, rng, |one| {
        let target = generator::model::QName::parse(&one.type_name.name).and_then(|name| facts.api().structured(&name));
        target.is_some() && one.referential_constraints.is_empty()
    })?;
    let subject = navigation_subject(world, at);
    let owner = ty_mut(world, (at.0, at.1));
    let navigation = owner.navigation_properties.remove(at.2);
    let mut property = new_property(&navigation.name, navigation.type_name);
    property.facets.nullable = navigation.nullable;
    owner.properties.push(property);
    Some(
        Expected::one(Kind::PropertyKindChanged, subject)
            .from("navigation")
            .to("structural"),
    )
}

fn property_computed(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let at = some_property(world, rng, |_| true)?;
    let subject = property_subject(world, at);
    let told = world
        .csdl
        .schemas
        .iter()
        .flat_map(|schema| &schema.annotations_by_target)
        .any(|one| one.target == subject);
    if told {
        return None;
    }
    property_mut(world, at)
        .annotations
        .push(annotation(COMPUTED, Expression::Bool(true)));
    // What the overlay lists already is no other in the crate.
    Some(Expected::one(Kind::PropertyReadOnlyChanged, subject).or_at(Kind::AnnotationChanged, COMPUTED))
}

fn property_moved(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let all: Vec<(At3, At2)> = types(world)
        .into_iter()
        .filter(|at| {
            ty(world, *at)
                .base_type
                .as_ref()
                .is_some_and(|base| !base.ends_with(".entity"))
        })
        .filter_map(|at| {
            let base = types(world)
                .into_iter()
                .find(|other| Some(full(world, *other)) == ty(world, at).base_type)?;
            Some((at, base))
        })
        .flat_map(|((s, t), base)| (0..ty(world, (s, t)).properties.len()).map(move |p| ((s, t, p), base)))
        .collect();
    let (at, base) = rng.pick(&all)?;
    let subject = property_subject(world, at);
    let property = ty_mut(world, (at.0, at.1)).properties.remove(at.2);
    let to = format!("{}/{}", full(world, base), property.name);
    // Others that are derived from the base and have a member of that name contradict it: drawn again.
    ty_mut(world, base).properties.push(property);
    Some(Expected::one(Kind::PropertyMoved, &subject).from(&subject).to(to))
}

/// Sets a facet; what it was and is, as a report says it.
fn facet(facets: &mut Facets, rng: &mut Rng) -> (String, String) {
    let told =
        |name: &str, value: Option<String>| value.map_or(format!("no {name}"), |value| format!("{name} {value}"));
    match rng.below(6) {
        0 => {
            let from = facets.max_length.replace("77".into());
            (told("MaxLength", from), "MaxLength 77".into())
        }
        1 => {
            let from = facets.precision.replace(5).map(|number| number.to_string());
            (told("Precision", from), "Precision 5".into())
        }
        2 => {
            let from = facets.scale.replace("3".into());
            (told("Scale", from), "Scale 3".into())
        }
        3 => {
            let before = facets.unicode;
            facets.unicode = Some(!before.unwrap_or(true));
            let to = told("Unicode", facets.unicode.map(|unicode| unicode.to_string()));
            (told("Unicode", before.map(|unicode| unicode.to_string())), to)
        }
        4 => {
            let from = facets.default_value.replace("zq".into());
            (told("DefaultValue", from), "DefaultValue zq".into())
        }
        _ => {
            let from = facets.srid.replace("4326".into());
            (told("SRID", from), "SRID 4326".into())
        }
    }
}

fn property_facet(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let at = some_property(world, rng, |_| true)?;
    let (from, to) = facet(&mut property_mut(world, at).facets, rng);
    Some(
        Expected::one(Kind::FacetChanged, property_subject(world, at))
            .from(from)
            .to(to),
    )
}

// Navigation properties.

fn navigation_comes(world: &mut World, facts: &Facts, rng: &mut Rng) -> Option<Expected> {
    let at = some_type(world, rng, |ty| ty.kind == StructuredKind::Entity)?;
    if is_boundary(world, &full(world, at)) || !takes_derived(world, facts, &full(world, at)) {
        return None;
    }
    let target = some_type(world, rng, |ty| ty.kind == StructuredKind::Entity)?;
    let type_name = TypeName {
        name: full(world, target),
        collection: rng.coin(),
    };
    let told = format!("navigation to {}", type_text(&type_name));
    ty_mut(world, at)
        .navigation_properties
        .push(new_navigation("zqLink", type_name));
    Some(Expected::one(Kind::PropertyAdded, format!("{}/zqLink", full(world, at))).to(told))
}

/// Paths that go through a segment, as the document writes them; and the number of the segment.
fn paths_through(facts: &Facts, is_it: &dyn Fn(&Node, Option<&Node>) -> bool) -> Vec<(String, usize)> {
    fn walk<'a>(
        node: &'a Node,
        above: Option<&'a Node>,
        inside: Option<usize>,
        is_it: &dyn Fn(&Node, Option<&Node>) -> bool,
        out: &mut Vec<(String, usize)>,
    ) {
        let inside = inside.or_else(|| is_it(node, above).then(|| node.path.matches('/').count()));
        if let (Some(depth), Some(written)) = (inside, &node.written) {
            out.push((written.clone(), depth));
        }
        for child in &node.children {
            walk(child, Some(node), inside, is_it, out);
        }
    }
    let mut out = Vec::new();
    for root in &facts.loaded.tree.roots {
        walk(root, None, None, is_it, &mut out);
    }
    out
}

/// Whether a segment is that member of the type or of one derived from it.
fn through_member(facts: &Facts, owner: &str, member: &str) -> Vec<(String, usize)> {
    let is_owner = |node: &Node| {
        let mut next = node.subject.as_ref().map(|subject| subject.item.to_string());
        while let Some(here) = next {
            if here == owner {
                return true;
            }
            let base =
                generator::model::QName::parse(&here).and_then(|name| facts.api().structured(&name)?.base.clone());
            next = base.map(|base| base.to_string());
        }
        false
    };
    paths_through(facts, &|node, above| {
        node.kind == SegmentKind::Property && node.segment == member && above.is_some_and(is_owner)
    })
}

fn navigation_goes(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let at = some_navigation(world, rng, |_| true)?;
    let subject = navigation_subject(world, at);
    ty_mut(world, (at.0, at.1)).navigation_properties.remove(at.2);
    Some(Expected::one(Kind::PropertyRemoved, subject))
}

fn navigation_goes_with_paths(world: &mut World, facts: &Facts, rng: &mut Rng) -> Option<Expected> {
    let at = some_navigation(world, rng, |_| true)?;
    let subject = navigation_subject(world, at);
    let name = ty(world, (at.0, at.1)).navigation_properties[at.2].name.clone();
    for (path, _) in through_member(facts, &full(world, (at.0, at.1)), &name) {
        world.openapi.paths.remove(&path);
    }
    ty_mut(world, (at.0, at.1)).navigation_properties.remove(at.2);
    Some(Expected::one(Kind::PropertyRemoved, subject))
}

/// Annotations that stand apart go with the member to its new name.
fn move_annotations(world: &mut World, subject: &str) {
    for schema in &mut world.csdl.schemas {
        for apart in schema
            .annotations_by_target
            .iter_mut()
            .filter(|apart| apart.target == subject)
        {
            apart.target.push_str("Zq");
        }
    }
}

fn navigation_renamed(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let at = some_navigation(world, rng, |_| true)?;
    let subject = navigation_subject(world, at);
    navigation_mut(world, at).name.push_str("Zq");
    move_annotations(world, &subject);
    let back = format!("{subject}Zq");
    Some(Expected::one(Kind::PropertyRenamed, subject).back(Kind::PropertyRenamed, back))
}

fn navigation_renamed_with_paths(world: &mut World, facts: &Facts, rng: &mut Rng) -> Option<Expected> {
    let at = some_navigation(world, rng, |_| true)?;
    let subject = navigation_subject(world, at);
    let owner = full(world, (at.0, at.1));
    let old = navigation_mut(world, at).name.clone();
    navigation_mut(world, at).name.push_str("Zq");
    move_annotations(world, &subject);
    for (path, depth) in through_member(facts, &owner, &old) {
        let item = world.openapi.paths.remove(&path)?;
        let mut segments: Vec<String> = path.split('/').map(str::to_owned).collect();
        segments[depth] = format!("{old}Zq");
        world.openapi.paths.insert(segments.join("/"), item);
        let methods: Vec<_> = world.table.keys().filter(|(_, of)| *of == path).cloned().collect();
        for key in methods {
            if let Some(known) = world.table.remove(&key) {
                world.table.insert((key.0, segments.join("/")), known);
            }
        }
    }
    let back = format!("{subject}Zq");
    Some(Expected::one(Kind::PropertyRenamed, subject).back(Kind::PropertyRenamed, back))
}

fn navigation_type(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let at = some_navigation(world, rng, |_| true)?;
    let now = navigation_mut(world, at).type_name.name.clone();
    let entities: Vec<String> = types(world)
        .into_iter()
        .filter(|at| ty(world, *at).kind == StructuredKind::Entity)
        .map(|at| full(world, at))
        .filter(|name| *name != now)
        .collect();
    let navigation = navigation_mut(world, at);
    let from = type_text(&navigation.type_name);
    navigation.type_name.name = rng.pick(&entities)?;
    let to = type_text(&navigation.type_name);
    Some(
        Expected::one(Kind::PropertyTypeChanged, navigation_subject(world, at))
            .from(from)
            .to(to),
    )
}

fn navigation_collection(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let at = some_navigation(world, rng, |_| true)?;
    let name = &mut navigation_mut(world, at).type_name;
    name.collection = !name.collection;
    Some(Expected::one(
        Kind::PropertyCollectionChanged,
        navigation_subject(world, at),
    ))
}

fn navigation_contained(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let at = some_navigation(world, rng, |_| true)?;
    let navigation = navigation_mut(world, at);
    navigation.contains_target = !navigation.contains_target;
    Some(Expected::one(Kind::ContainmentChanged, navigation_subject(world, at)))
}

fn navigation_nullable(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let at = some_navigation(world, rng, |one| !one.type_name.collection)?;
    flip(&mut navigation_mut(world, at).nullable);
    Some(Expected::one(
        Kind::PropertyNullabilityChanged,
        navigation_subject(world, at),
    ))
}

fn navigation_facet(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let at = some_navigation(world, rng, |_| true)?;
    let target = navigation_mut(world, at).type_name.name.clone();
    let partners: Vec<String> = types(world)
        .into_iter()
        .filter(|other| full(world, *other) == target)
        .flat_map(|other| &ty(world, other).navigation_properties)
        .map(|partner| partner.name.clone())
        .collect();
    let navigation = navigation_mut(world, at);
    match rng.below(3) {
        0 => {
            let others: Vec<String> = partners
                .into_iter()
                .filter(|name| Some(name) != navigation.partner.as_ref())
                .collect();
            navigation.partner = Some(rng.pick(&others)?);
        }
        1 => {
            navigation.on_delete = Some(OnDelete {
                action: "Cascade".into(),
                annotations: Vec::new(),
                at: At::default(),
            });
        }
        _ => navigation.referential_constraints.push(ReferentialConstraint {
            property: "id".into(),
            referenced_property: "id".into(),
            annotations: Vec::new(),
            at: At::default(),
        }),
    }
    Some(Expected::one(Kind::FacetChanged, navigation_subject(world, at)))
}

// Enumerations.

fn enum_member_comes(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let at = some_enum(world, rng, |_| true)?;
    let of = enum_mut(world, at);
    let value = of.members.iter().map(|member| member.value).max()? * 2 + 1;
    of.members.push(EnumMember {
        value,
        name: "zqMember".into(),
        annotations: Vec::new(),
        at: At::default(),
    });
    let subject = format!("{}/zqMember", enum_name(world, at));
    Some(Expected::one(Kind::EnumMemberAdded, subject).to(format!("zqMember = {value}")))
}

fn some_member(world: &World, rng: &mut Rng) -> Option<(At2, usize)> {
    let at = some_enum(world, rng, |ty| ty.members.len() > 1)?;
    let count = world.csdl.schemas[at.0].enum_types[at.1].members.len();
    Some((at, rng.below(count)))
}

fn enum_member_goes(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let (at, member) = some_member(world, rng)?;
    let gone = enum_mut(world, at).members.remove(member);
    let subject = format!("{}/{}", enum_name(world, at), gone.name);
    Some(Expected::one(Kind::EnumMemberRemoved, subject).from(format!("{} = {}", gone.name, gone.value)))
}

fn enum_member_renamed(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let (at, member) = some_member(world, rng)?;
    let of = &mut enum_mut(world, at).members[member];
    let old = std::mem::replace(&mut of.name, fresh(rng, "other"));
    let new = of.name.clone();
    let name = enum_name(world, at);
    Some(
        Expected::one(Kind::EnumMemberRenamed, format!("{name}/{old}"))
            .from(&old)
            .to(&new)
            .back(Kind::EnumMemberRenamed, format!("{name}/{new}")),
    )
}

fn enum_member_value(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let (at, member) = some_member(world, rng)?;
    let of = &mut enum_mut(world, at).members[member];
    let (old, name) = (of.value, of.name.clone());
    of.value += 1_000;
    let subject = format!("{}/{name}", enum_name(world, at));
    Some(
        Expected::one(Kind::EnumMemberValueChanged, subject)
            .from(old.to_string())
            .to((old + 1_000).to_string()),
    )
}

fn enum_flags(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let at = some_enum(world, rng, |_| true)?;
    let of = enum_mut(world, at);
    of.is_flags = !of.is_flags;
    Some(Expected::one(Kind::EnumFlagsChanged, enum_name(world, at)))
}

fn enum_underlying(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let at = some_enum(world, rng, |_| true)?;
    enum_mut(world, at).underlying_type = Some("Edm.Int64".into());
    Some(Expected::one(Kind::FacetChanged, enum_name(world, at)).to("UnderlyingType Edm.Int64"))
}

// Actions and functions.

fn operation_comes(world: &mut World, facts: &Facts, rng: &mut Rng) -> Option<Expected> {
    let at = some_type(world, rng, |ty| ty.kind == StructuredKind::Entity)?;
    let binding = TypeName {
        name: full(world, at),
        collection: rng.coin(),
    };
    if !takes_derived(world, facts, &binding.name) {
        return None;
    }
    let function = rng.coin();
    let told = type_text(&binding);
    let mut parameters = vec![new_parameter("bindingParameter", binding)];
    if rng.coin() {
        parameters.push(new_parameter("zqCount", single("Edm.Int32")));
    }
    let added = Operation {
        name: "zqDo".into(),
        kind: if function {
            OperationKind::Function
        } else {
            OperationKind::Action
        },
        is_bound: true,
        is_composable: false,
        entity_set_path: None,
        parameters,
        return_type: function.then(|| ReturnType {
            type_name: single("Edm.String"),
            facets: Facets::default(),
            annotations: Vec::new(),
            at: At::default(),
        }),
        annotations: Vec::new(),
        at: At::default(),
    };
    let namespace = world.csdl.schemas[at.0].namespace.clone();
    world.csdl.schemas[at.0].operations.push(added);
    Some(Expected::one(
        Kind::BoundOperationAdded,
        format!("{namespace}.zqDo of {told}"),
    ))
}

fn operation_goes(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let at = some_operation(world, rng, |_| true)?;
    let subject = subject_of(world, at);
    let kind = if is_overloaded(world, at) {
        Kind::OverloadRemoved
    } else {
        Kind::BoundOperationRemoved
    };
    world.csdl.schemas[at.0].operations.remove(at.1);
    Some(Expected::one(kind, subject))
}

fn operation_goes_with_paths(world: &mut World, facts: &Facts, rng: &mut Rng) -> Option<Expected> {
    let at = some_operation(world, rng, |_| true)?;
    let subject = subject_of(world, at);
    let kind = if is_overloaded(world, at) {
        Kind::OverloadRemoved
    } else {
        Kind::BoundOperationRemoved
    };
    let gone = world.csdl.schemas[at.0].operations.remove(at.1);
    let namespace = world.csdl.schemas[at.0].namespace.clone();
    let paths = paths_through(facts, &|node, _| {
        let SegmentKind::Operation(operation, _) = &node.kind else {
            return false;
        };
        let names: Vec<&str> = operation.arguments.iter().map(|one| one.name.as_str()).collect();
        operation.name.to_string() == format!("{namespace}.{}", gone.name)
            && operation.binding.to_string() == gone.parameters[0].type_name.name
            && operation.on_collection == gone.parameters[0].type_name.collection
            && names
                == gone.parameters[1..]
                    .iter()
                    .map(|one| one.name.as_str())
                    .collect::<Vec<_>>()
    });
    for (path, _) in paths {
        world.openapi.paths.remove(&path);
    }
    Some(Expected::one(kind, subject))
}

fn operation_renamed(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let at = some_operation(world, rng, |operation| operation.name.len() > 6)?;
    if is_overloaded(world, at) {
        return None;
    }
    let subject = subject_of(world, at);
    operation_mut(world, at).name.push_str("Zq");
    let back = subject_of(world, at);
    Some(Expected::one(Kind::BoundOperationRenamed, subject).back(Kind::BoundOperationRenamed, back))
}

fn operation_kind(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let at = some_operation(world, rng, |operation| {
        operation.return_type.is_some() && !operation.is_composable
    })?;
    let subject = subject_of(world, at);
    let of = operation_mut(world, at);
    of.kind = match of.kind {
        OperationKind::Action => OperationKind::Function,
        OperationKind::Function => OperationKind::Action,
    };
    Some(Expected::one(Kind::BoundOperationKindChanged, subject))
}

fn overload_comes(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let at = some_operation(world, rng, |operation| operation.kind == OperationKind::Function)?;
    let mut added = operation(world, at).clone();
    added.parameters.push(new_parameter("zqMore", single("Edm.Int32")));
    world.csdl.schemas[at.0].operations.push(added);
    let last = world.csdl.schemas[at.0].operations.len() - 1;
    let subject = subject_of(world, (at.0, last));
    Some(Expected::one(Kind::OverloadAdded, subject))
}

fn parameter_comes(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let at = some_operation(world, rng, |_| true)?;
    if is_overloaded(world, at) {
        return None;
    }
    let subject = parameter_subject(world, at, "zqMore");
    let mut added = new_parameter("zqMore", single("Edm.Int32"));
    added.facets.nullable = Some(rng.coin());
    operation_mut(world, at).parameters.push(added);
    Some(Expected::one(Kind::ParameterAdded, subject).to("Edm.Int32"))
}

fn parameter_goes(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let (at, p) = some_parameter(world, rng, |_, _| true)?;
    if is_overloaded(world, at) {
        return None;
    }
    let gone = operation_mut(world, at).parameters.remove(p);
    Some(
        Expected::one(Kind::ParameterRemoved, parameter_subject(world, at, &gone.name))
            .from(type_text(&gone.type_name)),
    )
}

fn parameter_renamed(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let (at, p) = some_parameter(world, rng, |_, _| true)?;
    let old = operation_mut(world, at).parameters[p].name.clone();
    let subject = parameter_subject(world, at, &old);
    let new = fresh(rng, "other");
    operation_mut(world, at).parameters[p].name.clone_from(&new);
    let back = parameter_subject(world, at, &new);
    Some(
        Expected::one(Kind::ParameterRenamed, subject)
            .from(old)
            .to(new)
            .back(Kind::ParameterRenamed, back),
    )
}

fn parameter_type(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let (at, p) = some_parameter(world, rng, |_, _| true)?;
    let parameter = &mut operation_mut(world, at).parameters[p];
    let from = type_text(&parameter.type_name);
    parameter.type_name.name = other_primitive(rng, &parameter.type_name.name);
    let (to, name) = (type_text(&parameter.type_name), parameter.name.clone());
    Some(
        Expected::one(Kind::ParameterTypeChanged, parameter_subject(world, at, &name))
            .from(from)
            .to(to),
    )
}

fn parameter_collection(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let (at, p) = some_parameter(world, rng, |operation, _| operation.kind == OperationKind::Action)?;
    let parameter = &mut operation_mut(world, at).parameters[p];
    parameter.type_name.collection = !parameter.type_name.collection;
    let name = parameter.name.clone();
    Some(Expected::one(
        Kind::ParameterTypeChanged,
        parameter_subject(world, at, &name),
    ))
}

fn parameter_nullable(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let (at, p) = some_parameter(world, rng, |_, _| true)?;
    let parameter = &mut operation_mut(world, at).parameters[p];
    flip(&mut parameter.facets.nullable);
    let name = parameter.name.clone();
    Some(Expected::one(
        Kind::ParameterNullabilityChanged,
        parameter_subject(world, at, &name),
    ))
}

fn parameter_optional(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let (at, p) = some_parameter(world, rng, |_, _| true)?;
    let parameter = &mut operation_mut(world, at).parameters[p];
    let term = "Org.OData.Core.V1.OptionalParameter";
    let before = parameter.annotations.len();
    parameter.annotations.retain(|one| one.term != term);
    if parameter.annotations.len() == before {
        parameter.annotations.push(annotation(term, Expression::Default));
    }
    let name = parameter.name.clone();
    Some(Expected::one(
        Kind::ParameterOptionalityChanged,
        parameter_subject(world, at, &name),
    ))
}

fn parameter_order(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let at = some_operation(world, rng, |operation| operation.parameters.len() > 2)?;
    if is_overloaded(world, at) {
        return None;
    }
    operation_mut(world, at).parameters.swap(1, 2);
    Some(Expected::one(Kind::ParameterOrderChanged, subject_of(world, at)))
}

fn parameter_facet(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let (at, p) = some_parameter(world, rng, |_, _| true)?;
    let parameter = &mut operation_mut(world, at).parameters[p];
    let (from, to) = facet(&mut parameter.facets, rng);
    let name = parameter.name.clone();
    Some(
        Expected::one(Kind::FacetChanged, parameter_subject(world, at, &name))
            .from(from)
            .to(to),
    )
}

fn return_type(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let at = some_operation(world, rng, |operation| {
        operation.return_type.is_some() && operation.entity_set_path.is_none()
    })?;
    let subject = subject_of(world, at);
    let answer = operation_mut(world, at).return_type.as_mut()?;
    let from = type_text(&answer.type_name);
    if rng.coin() {
        answer.type_name.collection = !answer.type_name.collection;
    } else {
        answer.type_name.name = other_primitive(rng, &answer.type_name.name);
    }
    let to = type_text(&answer.type_name);
    Some(Expected::one(Kind::ReturnTypeChanged, subject).from(from).to(to))
}

fn return_comes(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let at = some_operation(world, rng, |operation| {
        operation.kind == OperationKind::Action && operation.entity_set_path.is_none()
    })?;
    let subject = subject_of(world, at);
    let of = operation_mut(world, at);
    of.return_type = match of.return_type {
        Some(_) => None,
        None => Some(ReturnType {
            type_name: single("Edm.String"),
            facets: Facets::default(),
            annotations: Vec::new(),
            at: At::default(),
        }),
    };
    Some(Expected::one(Kind::ReturnTypeChanged, subject))
}

fn return_nullable(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let at = some_operation(world, rng, |operation| operation.return_type.is_some())?;
    let subject = subject_of(world, at);
    flip(&mut operation_mut(world, at).return_type.as_mut()?.facets.nullable);
    Some(Expected::one(Kind::ReturnNullabilityChanged, subject))
}

fn return_facet(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let at = some_operation(world, rng, |operation| operation.return_type.is_some())?;
    let subject = subject_of(world, at);
    let (from, to) = facet(&mut operation_mut(world, at).return_type.as_mut()?.facets, rng);
    Some(Expected::one(Kind::FacetChanged, subject).from(from).to(to))
}

fn composable(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let at = some_operation(world, rng, |operation| operation.kind == OperationKind::Function)?;
    let subject = subject_of(world, at);
    let of = operation_mut(world, at);
    of.is_composable = !of.is_composable;
    Some(Expected::one(Kind::ComposabilityChanged, subject))
}

fn binding(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let at = some_operation(world, rng, |operation| operation.entity_set_path.is_none())?;
    if is_overloaded(world, at) {
        return None;
    }
    let subject = subject_of(world, at);
    let name = &mut operation_mut(world, at).parameters[0].type_name;
    let from = type_text(name);
    name.collection = !name.collection;
    let to = type_text(name);
    let back = subject_of(world, at);
    if is_overloaded(world, at) {
        return None;
    }
    Some(
        Expected::one(Kind::BindingChanged, subject)
            .from(from)
            .to(to)
            .back(Kind::BindingChanged, back),
    )
}

fn entity_set_path(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let at = some_operation(world, rng, |operation| operation.entity_set_path.is_some())?;
    let subject = subject_of(world, at);
    operation_mut(world, at).entity_set_path = None;
    Some(Expected::one(Kind::FacetChanged, subject).to("no EntitySetPath"))
}

fn binding_parameter(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let at = some_operation(world, rng, |operation| operation.entity_set_path.is_none())?;
    let subject = subject_of(world, at);
    operation_mut(world, at).parameters[0].name = "zqBinding".into();
    Some(Expected::one(Kind::FacetChanged, subject))
}

// The container.

fn root_comes(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let at = some_type(world, rng, |ty| ty.kind == StructuredKind::Entity && !ty.is_abstract)?;
    let type_name = full(world, at);
    let container = world
        .csdl
        .schemas
        .iter_mut()
        .find_map(|schema| schema.containers.first_mut())?;
    container.singletons.push(Singleton {
        name: "zqRoot".into(),
        type_name: type_name.clone(),
        bindings: Vec::new(),
        annotations: Vec::new(),
        at: At::default(),
    });
    // One of the whole service that is no root of ours is not compared.
    world
        .overlay
        .selection
        .roots
        .push(generator::overlay::Root::parse("zqRoot").unwrap());
    Some(Expected::one(Kind::RootChanged, "zqRoot").to(type_name).one_way())
}

fn root_goes(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let container = world
        .csdl
        .schemas
        .iter_mut()
        .find_map(|schema| schema.containers.first_mut())?;
    let at = rng.below(container.entity_sets.len());
    let gone = container.entity_sets.remove(at);
    let leads = |binding: &generator::csdl::NavigationPropertyBinding| binding.target == gone.name;
    if container.singletons.iter().any(|one| one.bindings.iter().any(leads))
        || container.entity_sets.iter().any(|one| one.bindings.iter().any(leads))
    {
        return None;
    }
    Some(Expected::one(Kind::RootChanged, gone.name).from(format!("Collection({})", gone.entity_type)))
}

fn navigation_binding(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let container = world
        .csdl
        .schemas
        .iter_mut()
        .find_map(|schema| schema.containers.first_mut())?;
    let sets: Vec<String> = container.entity_sets.iter().map(|set| set.name.clone()).collect();
    let singleton = container.singletons.iter_mut().find(|one| !one.bindings.is_empty())?;
    let others: Vec<String> = sets
        .into_iter()
        .filter(|name| *name != singleton.bindings[0].target)
        .collect();
    singleton.bindings[0].target = rng.pick(&others)?;
    Some(
        Expected::one(Kind::NavigationBindingChanged, singleton.name.clone())
            .or(Kind::RootChanged)
            .one_way(),
    )
}

// Annotations.

/// What an annotation that stands apart is about, as a report names it.
fn target_subject(world: &World, target: &str) -> Option<String> {
    if !target.contains('(') {
        return Some(target.to_owned());
    }
    let compact = target.replace(", ", ",");
    operations(world).into_iter().find_map(|at| {
        let of = operation(world, at);
        let list: Vec<String> = of.parameters.iter().map(|one| type_text(&one.type_name)).collect();
        let written = format!("{}.{}({})", world.csdl.schemas[at.0].namespace, of.name, list.join(","));
        let rest = compact.strip_prefix(&written)?;
        match rest.strip_prefix('/') {
            None => Some(subject_of(world, at)),
            Some(parameter) => Some(parameter_subject(world, at, parameter)),
        }
    })
}

/// An annotation that stands apart: the schema, the target, the place in its list.
fn some_annotation(world: &World, rng: &mut Rng, fits: impl Fn(&Annotation) -> bool) -> Option<At3> {
    let all: Vec<At3> = world
        .csdl
        .schemas
        .iter()
        .enumerate()
        .flat_map(|(s, schema)| {
            let targets = schema.annotations_by_target.iter().enumerate();
            targets.flat_map(move |(t, target)| (0..target.annotations.len()).map(move |a| (s, t, a)))
        })
        .filter(|(s, t, a)| fits(&world.csdl.schemas[*s].annotations_by_target[*t].annotations[*a]))
        .collect();
    rng.pick(&all)
}

fn annotation_goes(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let (s, t, a) = some_annotation(world, rng, |_| true)?;
    let target = world.csdl.schemas[s].annotations_by_target[t].target.clone();
    let subject = target_subject(world, &target)?;
    let gone = world.csdl.schemas[s].annotations_by_target[t].annotations.remove(a);
    let expected = match gone.term.rsplit_once('.')? {
        ("Org.OData.Capabilities.V1", term) => Expected::one(Kind::CapabilityChanged, format!("{subject}@{term}")),
        (_, "AlternateKeys") => Expected::one(Kind::AlternateKeyRemoved, subject),
        (_, "Revisions") => Expected::one(Kind::DeprecationWithdrawn, subject),
        (_, "Computed") => {
            Expected::one(Kind::PropertyReadOnlyChanged, subject).or_at(Kind::AnnotationChanged, COMPUTED)
        }
        _ => Expected::one(Kind::AnnotationChanged, format!("{subject}@{}", gone.term)),
    };
    Some(expected)
}

fn annotate(world: &mut World, target: &str, added: Annotation) {
    let namespace = |schema: &generator::csdl::Schema| target.starts_with(&format!("{}.", schema.namespace));
    let schema = world.csdl.schemas.iter_mut().rfind(|schema| namespace(schema)).unwrap();
    match schema.annotations_by_target.iter_mut().find(|one| one.target == target) {
        Some(apart) => apart.annotations.push(added),
        None => schema.annotations_by_target.push(TargetAnnotations {
            target: target.to_owned(),
            qualifier: None,
            annotations: vec![added],
            at: At::default(),
        }),
    }
}

fn has_term(world: &World, target: &str, term: &str) -> bool {
    let all = world
        .csdl
        .schemas
        .iter()
        .flat_map(|schema| &schema.annotations_by_target);
    all.filter(|apart| apart.target == target)
        .flat_map(|apart| &apart.annotations)
        .any(|one| one.term == term)
}

fn capability_denies(world: &mut World, facts: &Facts, rng: &mut Rng) -> Option<Expected> {
    let at = some_navigation(world, rng, |_| true)?;
    if !takes_derived(world, facts, &full(world, (at.0, at.1))) {
        return None;
    }
    let target = if rng.coin() {
        navigation_subject(world, at)
    } else {
        full(world, (at.0, at.1))
    };
    let no = Expression::Bool(false);
    let (term, value) = match rng.below(9) {
        0 => ("FilterRestrictions", record(&[("Filterable", no)])),
        1 => ("ExpandRestrictions", record(&[("Expandable", no)])),
        2 => ("SortRestrictions", record(&[("Sortable", no)])),
        3 => ("TopSupported", no),
        4 => ("SkipSupported", no),
        5 => ("InsertRestrictions", record(&[("Insertable", no)])),
        6 => ("UpdateRestrictions", record(&[("Updatable", no)])),
        7 => ("DeleteRestrictions", record(&[("Deletable", no)])),
        _ => ("CountRestrictions", record(&[("Countable", no)])),
    };
    let term = format!("Org.OData.Capabilities.V1.{term}");
    if has_term(world, &target, &term) {
        return None;
    }
    annotate(world, &target, annotation(&term, value));
    Some(Expected::one(
        Kind::CapabilityChanged,
        format!("{target}@{}", term.rsplit('.').next()?),
    ))
}

fn deprecation(date: &str) -> Expression {
    Expression::Collection(vec![record(&[
        ("Date", Expression::Date(date.to_owned())),
        (
            "Kind",
            Expression::EnumMember("Org.OData.Core.V1.RevisionKind/Deprecated".into()),
        ),
        ("RemovalDate", Expression::Date("2031-01-01".into())),
    ])])
}

const COMPUTED: &str = "Org.OData.Core.V1.Computed";

const REVISIONS: &str = "Org.OData.Core.V1.Revisions";

fn deprecated(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let (subject, target) = match rng.below(5) {
        0 => {
            let name = full(world, some_type(world, rng, |_| true)?);
            (name.clone(), name)
        }
        1 => {
            let at = some_property(world, rng, |_| true)?;
            let name = property_subject(world, at);
            (name.clone(), name)
        }
        2 => {
            let at = some_navigation(world, rng, |_| true)?;
            let name = navigation_subject(world, at);
            (name.clone(), name)
        }
        3 => {
            let (at, member) = some_member(world, rng)?;
            let member = enum_mut(world, at).members[member].name.clone();
            let name = format!("{}/{member}", enum_name(world, at));
            (name.clone(), name)
        }
        _ => {
            let at = some_operation(world, rng, |_| true)?;
            let subject = subject_of(world, at);
            let of = operation(world, at);
            let list: Vec<String> = of.parameters.iter().map(|one| type_text(&one.type_name)).collect();
            let target = format!("{}.{}({})", world.csdl.schemas[at.0].namespace, of.name, list.join(","));
            (subject, target)
        }
    };
    if has_term(world, &target, REVISIONS) {
        return None;
    }
    annotate(world, &target, annotation(REVISIONS, deprecation("2030-01-01")));
    Some(Expected::one(Kind::Deprecated, subject).to("since 2030-01-01, goes 2031-01-01"))
}

fn deprecation_date(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let (s, t, a) = some_annotation(world, rng, |one| one.term == REVISIONS)?;
    let target = world.csdl.schemas[s].annotations_by_target[t].target.clone();
    let subject = target_subject(world, &target)?;
    world.csdl.schemas[s].annotations_by_target[t].annotations[a].value = deprecation("2029-09-09");
    Some(Expected::one(Kind::DeprecationChanged, subject))
}

fn alternate_key_comes(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let at = some_type(world, rng, |ty| {
        ty.kind == StructuredKind::Entity && ty.properties.iter().any(|one| one.type_name.name == "Edm.String")
    })?;
    let target = full(world, at);
    let name = ty(world, at)
        .properties
        .iter()
        .find(|one| one.type_name.name == "Edm.String")?
        .name
        .clone();
    let term = "Org.OData.Core.V1.AlternateKeys";
    if has_term(world, &target, term) || is_boundary(world, &target) {
        return None;
    }
    let part = record(&[
        ("Alias", Expression::String(name.clone())),
        ("Name", Expression::PropertyPath(name.clone())),
    ]);
    let key = record(&[("Key", Expression::Collection(vec![part]))]);
    annotate(world, &target, annotation(term, Expression::Collection(vec![key])));
    Some(Expected::one(Kind::AlternateKeyAdded, target).to(name))
}

fn annotation_comes(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let at = some_property(world, rng, |_| true)?;
    let subject = property_subject(world, at);
    let term = "Org.OData.Core.V1.Immutable";
    if has_term(world, &subject, term) {
        return None;
    }
    annotate(world, &subject, annotation(term, Expression::Bool(true)));
    Some(Expected::one(Kind::AnnotationChanged, format!("{subject}@{term}")).to("true"))
}

// Paths.

fn some_path(world: &World, rng: &mut Rng, fits: impl Fn(&str, &openapi::PathItem) -> bool) -> Option<String> {
    let all: Vec<&String> = world
        .openapi
        .paths
        .iter()
        .filter(|(path, item)| fits(path, item))
        .map(|(path, _)| path)
        .collect();
    rng.pick(&all).cloned()
}

fn some_call(
    world: &World,
    rng: &mut Rng,
    fits: impl Fn(Method, &openapi::Operation) -> bool,
) -> Option<(String, Method)> {
    let path = some_path(world, rng, |_, item| {
        item.operations
            .iter()
            .any(|(method, operation)| fits(*method, operation))
    })?;
    let methods: Vec<Method> = world.openapi.paths[&path]
        .operations
        .iter()
        .filter(|(method, operation)| fits(**method, operation))
        .map(|(method, _)| *method)
        .collect();
    let method = rng.pick(&methods)?;
    Some((path, method))
}

fn call_mut<'a>(world: &'a mut World, path: &str, method: Method) -> &'a mut openapi::Operation {
    world
        .openapi
        .paths
        .get_mut(path)
        .unwrap()
        .operations
        .get_mut(&method)
        .unwrap()
}

fn call_subject(path: &str, method: Method) -> String {
    format!("{} {path}", method.key().to_uppercase())
}

fn path_goes(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let path = some_path(world, rng, |path, _| path.matches('/').count() > 1)?;
    world.openapi.paths.remove(&path);
    Some(Expected::one(Kind::PathRemoved, path))
}

fn path_comes(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let path = some_path(world, rng, |path, item| {
        !path.contains('$') && item.operations.contains_key(&Method::Get)
    })?;
    let new = format!("{path}/zqMore");
    let mut item = openapi::PathItem::default();
    item.parameters.clone_from(&world.openapi.paths[&path].parameters);
    item.operations
        .insert(Method::Get, world.openapi.paths[&path].operations[&Method::Get].clone());
    world.openapi.paths.insert(new.clone(), item);
    Some(Expected::one(Kind::PathAdded, new).to("GET"))
}

fn path_parameter_name(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let path = some_path(world, rng, |path, _| path.ends_with("-id}"))?;
    let mut item = world.openapi.paths.remove(&path)?;
    let (before, name) = path.rsplit_once('{')?;
    let name = name.trim_end_matches('}').to_owned();
    let new = format!("{before}{{zq-id}}");
    let known = &world.openapi.components.parameters;
    let named = item
        .parameters
        .iter_mut()
        .find(|one| one.resolve(known).is_some_and(|one| one.name == name))?;
    let mut parameter = named.resolve(known)?.clone();
    parameter.name = "zq-id".into();
    *named = OrRef::Item(parameter);
    world.openapi.paths.insert(new.clone(), item);
    let known: Vec<_> = world.table.keys().filter(|(_, of)| *of == path).cloned().collect();
    for key in known {
        if let Some(permissions) = world.table.remove(&key) {
            world.table.insert((key.0, new.clone()), permissions);
        }
    }
    assert_eq!(place_key(&path), place_key(&new));
    Some(
        Expected::one(Kind::PathParameterChanged, &new)
            .from(&path)
            .to(&new)
            .back(Kind::PathParameterChanged, &path),
    )
}

fn path_parameter_type(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let (path, method) = some_call(world, rng, |_, _| true)?;
    let item = world.openapi.paths.get_mut(&path)?;
    if item.operations.len() != 1 {
        return None;
    }
    let parameter = item.parameters.iter_mut().find_map(|one| match one {
        OrRef::Item(parameter) if parameter.location == openapi::Location::Path => Some(parameter),
        _ => None,
    })?;
    let schema = parameter.schema.as_mut()?;
    schema.type_name = Some("integer".into());
    schema.format = Some("int64".into());
    Some(Expected::one(Kind::OperationDetailChanged, call_subject(&path, method)))
}

fn method_goes(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let path = some_path(world, rng, |_, item| item.operations.len() > 1)?;
    let methods: Vec<Method> = world.openapi.paths[&path].operations.keys().copied().collect();
    let method = rng.pick(&methods)?;
    world.openapi.paths.get_mut(&path)?.operations.remove(&method);
    Some(Expected::one(Kind::MethodRemoved, call_subject(&path, method)))
}

fn method_comes(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let path = some_path(world, rng, |path, item| {
        path.ends_with('}')
            && !item.operations.contains_key(&Method::Put)
            && item.operations.contains_key(&Method::Patch)
    })?;
    let item = world.openapi.paths.get_mut(&path)?;
    let put = item.operations[&Method::Patch].clone();
    item.operations.insert(Method::Put, put);
    Some(Expected::one(Kind::MethodAdded, call_subject(&path, Method::Put)))
}

fn body_goes(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let (path, method) = some_call(world, rng, |_, one| one.request_body.is_some())?;
    call_mut(world, &path, method).request_body = None;
    // What is sent to an entity or action is the CSDL's to say: the document alone forgets it.
    Some(
        Expected::one(Kind::BodyChanged, call_subject(&path, method))
            .or(Kind::OperationDetailChanged)
            .one_way(),
    )
}

fn body_required(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let (path, method) = some_call(world, rng, |_, one| one.request_body.is_some())?;
    let bodies = world.openapi.components.request_bodies.clone();
    let call = call_mut(world, &path, method);
    let mut body = call.request_body.as_ref()?.resolve(&bodies)?.clone();
    body.required = !body.required;
    call.request_body = Some(OrRef::Item(body));
    Some(Expected::one(Kind::OperationDetailChanged, call_subject(&path, method)))
}

fn answer_content(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let others: Vec<String> = world
        .openapi
        .components
        .responses
        .keys()
        .filter(|name| name.starts_with("microsoft."))
        .cloned()
        .collect();
    let (path, method) = some_call(world, rng, |_, one| {
        one.responses
            .get("2XX")
            .and_then(OrRef::reference)
            .is_some_and(|name| name.contains("/microsoft."))
    })?;
    let other = format!("#/components/responses/{}", rng.pick(&others)?);
    let answer = call_mut(world, &path, method).responses.get_mut("2XX")?;
    if answer.reference() == Some(&other) {
        return None;
    }
    *answer = OrRef::Ref(other);
    Some(
        Expected::one(Kind::AnswerChanged, call_subject(&path, method))
            .or(Kind::OperationDetailChanged)
            .one_way(),
    )
}

fn answer_goes(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let (path, method) = some_call(world, rng, |_, one| one.responses.contains_key("4XX"))?;
    call_mut(world, &path, method).responses.remove("4XX");
    Some(Expected::one(Kind::OperationDetailChanged, call_subject(&path, method)))
}

const OPTIONS: [&str; 8] = [
    "$count", "$expand", "$filter", "$orderby", "$search", "$select", "$skip", "$top",
];

fn option_of(world: &World, parameter: &OrRef<openapi::Parameter>) -> Option<String> {
    let item = parameter.resolve(&world.openapi.components.parameters)?;
    OPTIONS.contains(&item.name.as_str()).then(|| item.name.clone())
}

fn query_option_goes(world: &mut World, facts: &Facts, rng: &mut Rng) -> Option<Expected> {
    let (path, method) = some_call(world, rng, |method, _| method == Method::Get)?;
    let options: Vec<usize> = world.openapi.paths[&path].operations[&method]
        .parameters
        .iter()
        .enumerate()
        .filter(|(_, one)| option_of(world, one).is_some())
        .map(|(at, _)| at)
        .collect();
    let at = rng.pick(&options)?;
    let gone = call_mut(world, &path, method).parameters.remove(at);
    let name = option_of(world, &gone)?;
    // What the CSDL denies is not offered with the document's word or without it.
    let subject = call_subject(&path, method);
    if offers(facts, &path, method, &name) {
        Some(Expected::one(Kind::QueryOptionRemoved, subject).from(name))
    } else {
        Some(Expected::one(Kind::OperationDetailChanged, subject))
    }
}

fn offers(facts: &Facts, path: &str, method: Method, option: &str) -> bool {
    let mut found = false;
    facts.loaded.tree.walk(&mut |node| {
        if node.written.as_deref() == Some(path) {
            for tied in node
                .operations
                .iter()
                .filter(|tied| tied.http.name() == method.key().to_uppercase())
            {
                found = tied.options.iter().any(|one| one.name() == option);
            }
        }
    });
    found
}

fn query_option_comes(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let (path, method) = some_call(world, rng, |method, _| method == Method::Get)?;
    let has: Vec<String> = world.openapi.paths[&path].operations[&method]
        .parameters
        .iter()
        .filter_map(|one| option_of(world, one))
        .collect();
    let others: Vec<&str> = OPTIONS
        .into_iter()
        .filter(|name| !has.iter().any(|other| other == name))
        .collect();
    let name = rng.pick(&others)?;
    if !world.openapi.components.parameters.contains_key(&name[1..]) {
        return None;
    }
    call_mut(world, &path, method)
        .parameters
        .push(OrRef::Ref(format!("#/components/parameters/{}", &name[1..])));
    let subject = call_subject(&path, method);
    Some(
        Expected::one(Kind::QueryOptionAdded, subject)
            .or(Kind::OperationDetailChanged)
            .one_way(),
    )
}

fn header_goes(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let name = "#/components/parameters/If-Match";
    let (path, method) = some_call(world, rng, |_, one| {
        one.parameters.iter().any(|one| one.reference() == Some(name))
    })?;
    call_mut(world, &path, method)
        .parameters
        .retain(|one| one.reference() != Some(name));
    Some(Expected::one(Kind::OperationDetailChanged, call_subject(&path, method)))
}

fn header_comes(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let (path, method) = some_call(world, rng, |_, _| true)?;
    call_mut(world, &path, method)
        .parameters
        .push(OrRef::Item(openapi::Parameter {
            name: "Zq-Header".into(),
            location: openapi::Location::Header,
            required: rng.coin(),
            deprecated: false,
            explode: None,
            style: None,
            schema: Some(openapi::Schema {
                type_name: Some("string".into()),
                ..openapi::Schema::default()
            }),
            content: std::collections::BTreeMap::new(),
            key_type: None,
        }));
    Some(Expected::one(Kind::OperationDetailChanged, call_subject(&path, method)))
}

fn operation_deprecated(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let (path, method) = some_call(world, rng, |_, one| !one.deprecated && one.deprecation.is_none())?;
    let call = call_mut(world, &path, method);
    call.deprecated = true;
    Some(Expected::one(Kind::OperationDetailChanged, call_subject(&path, method)))
}

fn pageable(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let (path, method) = some_call(world, rng, |_, one| one.pageable.is_some())?;
    call_mut(world, &path, method).pageable = None;
    Some(Expected::one(Kind::OperationDetailChanged, call_subject(&path, method)))
}

fn operation_mark(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let (path, method) = some_call(world, rng, |_, one| one.operation_type.as_deref() == Some("operation"))?;
    call_mut(world, &path, method).operation_type = Some("action".into());
    Some(Expected::one(Kind::OperationDetailChanged, call_subject(&path, method)))
}

fn security(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let (path, method) = some_call(world, rng, |_, one| one.security.is_none())?;
    let scheme = std::collections::BTreeMap::from([("zq".to_owned(), vec!["Zq.Read".to_owned()])]);
    call_mut(world, &path, method).security = Some(vec![scheme]);
    Some(Expected::one(Kind::OperationDetailChanged, call_subject(&path, method)))
}

fn component_parameter(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    // A header that one operation has in words of its own, and must be given now.
    let (path, method) = some_call(world, rng, |_, one| {
        one.parameters
            .iter()
            .any(|one| one.reference() == Some("#/components/parameters/If-Match"))
    })?;
    let mut parameter = world.openapi.components.parameters.get("If-Match")?.item()?.clone();
    parameter.required = true;
    let call = call_mut(world, &path, method);
    call.parameters
        .retain(|one| one.reference() != Some("#/components/parameters/If-Match"));
    call.parameters.push(OrRef::Item(parameter));
    Some(Expected::one(Kind::OperationDetailChanged, call_subject(&path, method)))
}

// Beside the documents.

fn some_permission(world: &World, rng: &mut Rng) -> Option<(generator::routes::Method, String)> {
    let all: Vec<_> = world
        .table
        .keys()
        .filter(|(_, path)| world.openapi.paths.contains_key(path))
        .cloned()
        .collect();
    rng.pick(&all)
}

fn permission_goes(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let key = some_permission(world, rng)?;
    let subject = format!("{} {}", key.0.name(), key.1);
    let known = world.table.get_mut(&key)?;
    if known.application.len() > 1 && rng.coin() {
        known.application.pop();
    } else {
        *known = Permissions::default();
    }
    Some(Expected::one(Kind::PermissionChanged, subject))
}

fn permission_comes(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let key = some_permission(world, rng)?;
    let subject = format!("{} {}", key.0.name(), key.1);
    let known = world.table.get_mut(&key)?;
    let list = match rng.below(3) {
        0 => &mut known.delegated_work,
        1 => &mut known.delegated_personal,
        _ => &mut known.application,
    };
    list.push("Zq.ReadWrite.All".into());
    Some(Expected::one(Kind::PermissionChanged, subject))
}

fn overlay_read_only(world: &mut World, facts: &Facts, rng: &mut Rng) -> Option<Expected> {
    let at = some_property(world, rng, |_| true)?;
    let subject = property_subject(world, at);
    if handled(facts, &subject)?.0 {
        return None;
    }
    world.overlay.members.all.read_only.push(subject.clone());
    Some(
        Expected::one(Kind::PropertyReadOnlyChanged, subject)
            .from("writable")
            .to("read-only"),
    )
}

fn overlay_secret(world: &mut World, facts: &Facts, rng: &mut Rng) -> Option<Expected> {
    let at = some_property(world, rng, |_| true)?;
    let subject = property_subject(world, at);
    if handled(facts, &subject)?.1 {
        return None;
    }
    world.overlay.members.all.secret.push(subject.clone());
    Some(
        Expected::one(Kind::PropertySecrecyChanged, subject)
            .from("shown")
            .to("secret"),
    )
}

/// Whether a member is read-only, and whether it is secret.
fn handled(facts: &Facts, subject: &str) -> Option<(bool, bool)> {
    let (owner, member) = subject.split_once('/')?;
    let owner = facts.api().structured(&generator::model::QName::parse(owner)?)?;
    let member = owner.members.iter().find(|one| one.name == member)?;
    Some((member.read_only, member.secret))
}

fn rust_name(world: &mut World, facts: &Facts, rng: &mut Rng) -> Option<Expected> {
    if rng.coin() {
        let at = some_type(world, rng, |_| true)?;
        let name = full(world, at);
        let own = world.memory.types.get_mut(&name)?;
        let old = own.clone();
        own.push_str("Zq");
        let new = own.clone();
        let whole = |own: &str| {
            let module =
                generator::model::QName::parse(&name).and_then(|name| facts.loaded.names.get(&name)?.module.clone());
            module.map_or(own.to_owned(), |module| format!("{module}::{own}"))
        };
        Some(
            Expected::one(Kind::RustNameChanged, name.clone())
                .from(whole(&old))
                .to(whole(&new)),
        )
    } else {
        let at = some_property(world, rng, |_| true)?;
        let subject = property_subject(world, at);
        let own = world.memory.members.get_mut(&subject)?;
        let old = own.clone();
        own.push_str("_zq");
        let new = own.clone();
        Some(Expected::one(Kind::RustNameChanged, subject).from(old).to(new))
    }
}
