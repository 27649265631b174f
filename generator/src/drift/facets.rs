//! What narrows a value, and what else an element says of itself in one word: each is a name with a text.

use std::collections::BTreeMap;

use super::change::Change;
use super::class::Wire;
use super::kind::Kind;
use crate::csdl;
use crate::matching::differing;
use crate::model::ElementId;

/// By name.
pub(super) type Facets = BTreeMap<&'static str, String>;

/// What narrows a value, but for nullability.
pub(super) fn of(facets: &csdl::Facets) -> Facets {
    some([
        ("MaxLength", facets.max_length.clone()),
        ("Precision", facets.precision.map(|number| number.to_string())),
        ("Scale", facets.scale.clone()),
        ("SRID", facets.srid.clone()),
        ("Unicode", facets.unicode.map(|unicode| unicode.to_string())),
        ("DefaultValue", facets.default_value.clone()),
    ])
}

/// Those that are written.
pub(super) fn some(facets: impl IntoIterator<Item = (&'static str, Option<String>)>) -> Facets {
    let facets = facets.into_iter();
    facets.filter_map(|(name, value)| Some((name, value?))).collect()
}

/// One change per facet.
pub(super) fn changes(subject: &ElementId, old: &Facets, new: &Facets) -> Vec<Change> {
    let changed = differing(old, new).into_iter().map(|(name, from, to)| {
        let text = |value: Option<&String>| match value {
            Some(value) => format!("{name} {value}"),
            None => format!("no {name}"),
        };
        let (wire, why) = if narrows(name, from.map(String::as_str), to.map(String::as_str)) {
            (Wire::Breaking, "A value that fitted before may be refused.")
        } else {
            (Wire::Compatible, "Every value that fitted before fits still.")
        };
        Change::changed(Kind::FacetChanged, subject.clone(), text(from), text(to)).wire(wire, why)
    });
    changed.collect()
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
