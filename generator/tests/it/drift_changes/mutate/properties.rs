//! Mutations of structural properties.

use generator::csdl::{Expression, Facets, TypeName};
use generator::drift::{Facts, Kind};
use generator::model::QName;

use super::super::world::{Rng, World, type_text};
use super::annotations::COMPUTED;
use super::elements::{annotation, flip, new_property, nullable_word, other_primitive};
use super::expected::Expected;
use super::find::{
    At2, At3, full, move_annotations, navigation_subject, property_mut, property_subject, some_navigation,
    some_property, some_type, ty, ty_mut, types, types_of_enums,
};

pub(super) fn property_added(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
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
    let shown = type_text(&type_name);
    ty_mut(world, at).properties.push(new_property("zqMember", type_name));
    Some(Expected::one(Kind::PropertyAdded, format!("{}/zqMember", full(world, at))).to(shown))
}

pub(super) fn property_removed(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let at = some_property(world, rng, |_| true)?;
    let subject = property_subject(world, at);
    ty_mut(world, (at.0, at.1)).properties.remove(at.2);
    Some(Expected::one(Kind::PropertyRemoved, subject))
}

pub(super) fn property_type(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
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

pub(super) fn property_renamed(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
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

pub(super) fn property_nullable(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let at = some_property(world, rng, |_| true)?;
    let (before, after) = flip(&mut property_mut(world, at).facets.nullable);
    Some(
        Expected::one(Kind::PropertyNullabilityChanged, property_subject(world, at))
            .from(nullable_word(before))
            .to(nullable_word(after)),
    )
}

pub(super) fn property_collection(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
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

pub(super) fn property_to_navigation(world: &mut World, facts: &Facts, rng: &mut Rng) -> Option<Expected> {
    let at = some_navigation(world, rng, |one| {
        let target = QName::parse(&one.type_name.name).and_then(|name| facts.api().structured(&name));
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

pub(super) fn property_computed(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let at = some_property(world, rng, |_| true)?;
    let subject = property_subject(world, at);
    let is_annotated = world
        .csdl
        .schemas
        .iter()
        .flat_map(|schema| &schema.annotations_by_target)
        .any(|one| one.target == subject);
    if is_annotated {
        return None;
    }
    property_mut(world, at)
        .annotations
        .push(annotation(COMPUTED, Expression::Bool(true)));
    // What the overlay lists already is no other in the crate.
    Some(Expected::one(Kind::PropertyReadOnlyChanged, subject).or_at(Kind::AnnotationChanged, COMPUTED))
}

pub(super) fn property_moved(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
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
pub(super) fn facet(facets: &mut Facets, rng: &mut Rng) -> (String, String) {
    let shown =
        |name: &str, value: Option<String>| value.map_or(format!("no {name}"), |value| format!("{name} {value}"));
    match rng.below(6) {
        0 => {
            let from = facets.max_length.replace("77".into());
            (shown("MaxLength", from), "MaxLength 77".into())
        }
        1 => {
            let from = facets.precision.replace(5).map(|number| number.to_string());
            (shown("Precision", from), "Precision 5".into())
        }
        2 => {
            let from = facets.scale.replace("3".into());
            (shown("Scale", from), "Scale 3".into())
        }
        3 => {
            let before = facets.unicode;
            facets.unicode = Some(!before.unwrap_or(true));
            let to = shown("Unicode", facets.unicode.map(|unicode| unicode.to_string()));
            (shown("Unicode", before.map(|unicode| unicode.to_string())), to)
        }
        4 => {
            let from = facets.default_value.replace("zq".into());
            (shown("DefaultValue", from), "DefaultValue zq".into())
        }
        _ => {
            let from = facets.srid.replace("4326".into());
            (shown("SRID", from), "SRID 4326".into())
        }
    }
}

pub(super) fn property_facet(world: &mut World, _: &Facts, rng: &mut Rng) -> Option<Expected> {
    let at = some_property(world, rng, |_| true)?;
    let (from, to) = facet(&mut property_mut(world, at).facets, rng);
    Some(
        Expected::one(Kind::FacetChanged, property_subject(world, at))
            .from(from)
            .to(to),
    )
}
