//! Elements that a mutation adds.

use generator::csdl::{
    Annotation, Expression, Facets, NavigationProperty, Parameter, Property, PropertyValue, Record, StructuredKind,
    StructuredType, TypeName,
};
use generator::source::At;

use super::super::world::Rng;

pub(super) fn empty_type(name: &str, kind: StructuredKind) -> StructuredType {
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

pub(super) fn new_property(name: &str, type_name: TypeName) -> Property {
    Property {
        name: name.to_owned(),
        type_name,
        facets: Facets::default(),
        annotations: Vec::new(),
        at: At::default(),
    }
}

pub(super) fn new_navigation(name: &str, type_name: TypeName) -> NavigationProperty {
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

pub(super) fn new_parameter(name: &str, type_name: TypeName) -> Parameter {
    Parameter {
        name: name.to_owned(),
        type_name,
        facets: Facets::default(),
        annotations: Vec::new(),
        at: At::default(),
    }
}

pub(super) fn annotation(term: &str, value: Expression) -> Annotation {
    Annotation {
        term: term.to_owned(),
        qualifier: None,
        value,
        annotations: Vec::new(),
        at: At::default(),
    }
}

pub(super) fn record(members: &[(&str, Expression)]) -> Expression {
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

pub(super) const PRIMITIVES: [&str; 7] = [
    "Edm.String",
    "Edm.Int32",
    "Edm.Boolean",
    "Edm.DateTimeOffset",
    "Edm.Guid",
    "Edm.Double",
    "Edm.Duration",
];

pub(super) fn other_primitive(rng: &mut Rng, than: &str) -> String {
    let others: Vec<&str> = PRIMITIVES.into_iter().filter(|name| *name != than).collect();
    rng.pick(&others).unwrap().to_owned()
}

pub(super) fn flip(what: &mut Option<bool>) -> (bool, bool) {
    let before = what.unwrap_or(true);
    *what = Some(!before);
    (before, !before)
}

pub(super) fn nullable_word(nullable: bool) -> &'static str {
    if nullable { "nullable" } else { "not nullable" }
}
