//! Mutations of annotations.

use generator::csdl::{Annotation, Expression, StructuredKind, TargetAnnotations};
use generator::drift::{Facts, Kind};
use generator::source::At;

use super::super::world::{Rng, World, type_text};
use super::elements::{annotation, record};
use super::expected::Expected;
use super::find::{
    At3, enum_mut, enum_name, full, is_boundary, navigation_subject, operation, operations, parameter_subject,
    property_subject, some_member, some_navigation, some_operation, some_property, some_type, subject_of,
    takes_derived, ty,
};

/// What an annotation that stands apart is about, as a report names it.
pub(super) fn target_subject(world: &World, target: &str) -> Option<String> {
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
pub(super) fn some_annotation(world: &World, rng: &mut Rng, fits: impl Fn(&Annotation) -> bool) -> Option<At3> {
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

pub(super) fn annotation_removed(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
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

pub(super) fn annotate(world: &mut World, target: &str, added: Annotation) {
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

pub(super) fn has_term(world: &World, target: &str, term: &str) -> bool {
    let all = world
        .csdl
        .schemas
        .iter()
        .flat_map(|schema| &schema.annotations_by_target);
    all.filter(|apart| apart.target == target)
        .flat_map(|apart| &apart.annotations)
        .any(|one| one.term == term)
}

pub(super) fn capability_denies(world: &mut World, facts: &Facts, rng: &mut Rng) -> Option<Expected> {
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

pub(super) fn deprecation(date: &str) -> Expression {
    Expression::Collection(vec![record(&[
        ("Date", Expression::Date(date.to_owned())),
        (
            "Kind",
            Expression::EnumMember("Org.OData.Core.V1.RevisionKind/Deprecated".into()),
        ),
        ("RemovalDate", Expression::Date("2031-01-01".into())),
    ])])
}

pub(super) const COMPUTED: &str = "Org.OData.Core.V1.Computed";

pub(super) const REVISIONS: &str = "Org.OData.Core.V1.Revisions";

pub(super) fn deprecated(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
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
    Some(Expected::one(Kind::Deprecated, subject).to("since 2030-01-01, removed 2031-01-01"))
}

pub(super) fn deprecation_date(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let (s, t, a) = some_annotation(world, rng, |one| one.term == REVISIONS)?;
    let target = world.csdl.schemas[s].annotations_by_target[t].target.clone();
    let subject = target_subject(world, &target)?;
    world.csdl.schemas[s].annotations_by_target[t].annotations[a].value = deprecation("2029-09-09");
    Some(Expected::one(Kind::DeprecationChanged, subject))
}

pub(super) fn alternate_key_added(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
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

pub(super) fn annotation_added(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let at = some_property(world, rng, |_| true)?;
    let subject = property_subject(world, at);
    let term = "Org.OData.Core.V1.Immutable";
    if has_term(world, &subject, term) {
        return None;
    }
    annotate(world, &subject, annotation(term, Expression::Bool(true)));
    Some(Expected::one(Kind::AnnotationChanged, format!("{subject}@{term}")).to("true"))
}
