//! Each kind of change by itself, in a small schema: the report has just that change, and what follows from it names
//! it.

mod annotations;
mod case;
mod members;
mod namespaces;
mod operations;
mod paths;

use std::collections::BTreeSet;

use case::{Case, paths as of_paths, types as of_types};
use generator::drift::{Change, Kind, compare};
use generator::model::{ItemType, Primitive, QName, Type};

use super::harbour::{CSDL, ROUTES, harbour};
use super::world::{faults, line, primary};

fn cases() -> impl Iterator<Item = &'static Case> {
    let all = [members::CASES, operations::CASES, paths::CASES, annotations::CASES];
    all.into_iter().flatten()
}

/// Kinds that are found only with another: a primary change, and the line that follows from it.
const FOLLOWING: &[(Case, &str)] = &[
    (
        of_types(
            Kind::PolymorphismChanged,
            &[(
                r#"<ComplexType Name="rules""#,
                r#"<ComplexType Name="tideWindow" BaseType="graph.window" /><ComplexType Name="rules""#,
            )],
            "type-added microsoft.graph.tideWindow: nothing → complex type (compatible, additive)",
        ),
        "polymorphism-changed microsoft.graph.window: Window → AnyWindow (unaffected, breaking)",
    ),
    (
        of_paths(
            Kind::BuilderRenamed,
            &[(
                "GET /harbour/flagship/logs                         -> [log] ? $top",
                "GET /harbour/flagship/logs -> [log] ? $top $skip",
            )],
            "query-option-added GET /harbour/flagship/logs: nothing → $skip (compatible, additive)",
        ),
        "builder-renamed /harbour/ships/{ship-id}/logs: LogCollectionBuilder → LogCollectionOfShipBuilder (unaffected, breaking)",
    ),
    (
        of_types(
            Kind::SegmentMeaningChanged,
            &[(r#" HasStream="true""#, "")],
            "media-entity-changed microsoft.graph.chart: media entity → entity without content (breaking, unaffected)",
        ),
        "segment-meaning-changed /harbour/chart/$value: known to the CSDL → unknown to the CSDL (breaking, unaffected)",
    ),
];

/// No change of the metadata should cause it: it is what is left when nothing else explains an item, and every other
/// test here fails where it is found. What makes it is tested with items that nothing explains, below. (Renamed
/// namespaces have tests of their own in `namespaces.rs`.)
const LEFT_OVER: Kind = Kind::RustSignatureChanged;

fn replaced(text: &str, changes: &[(&str, &str)]) -> String {
    changes.iter().fold(text.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "nothing to replace: {from}");
        text.replacen(from, to, 1)
    })
}

fn report(case: &Case) -> Vec<Change> {
    let old = harbour(CSDL, ROUTES).facts().unwrap();
    let mut world = harbour(&replaced(CSDL, case.csdl), &replaced(ROUTES, case.routes));
    world.memory.clone_from(&old.loaded.memory);
    (case.other)(&mut world);
    compare(&old, &world.facts().unwrap()).unwrap()
}

#[test]
fn each_kind_by_itself_in_a_small_schema() {
    let mut wrong = Vec::new();
    for case in cases() {
        let changes = report(case);
        let found = primary(&changes);
        let faults = faults(&changes);
        if found != [case.says] || !faults.is_empty() || !case.says.starts_with(&format!("{} ", case.kind.name())) {
            let rest: Vec<String> = changes
                .iter()
                .filter(|change| change.because.is_some())
                .take(5)
                .map(line)
                .collect();
            wrong.push(format!(
                "{}\n  expected {}\n  found    {}\n  faults   {faults:?}\n  follows  {}",
                case.kind,
                case.says,
                found.join("\n           "),
                rest.join("\n           ")
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {}\n{}",
        wrong.len(),
        cases().count(),
        wrong.join("\n")
    );
}

#[test]
fn what_follows_names_what_it_follows_from() {
    for (case, says) in FOLLOWING {
        let changes = report(case);
        assert_eq!(primary(&changes), [case.says], "{}", case.kind);
        assert_eq!(faults(&changes), Vec::<String>::new(), "{}", case.kind);
        let following: Vec<String> = changes
            .iter()
            .filter(|change| change.kind == case.kind)
            .map(line)
            .collect();
        assert_eq!(following, [*says], "{}", case.kind);
    }
}

#[test]
fn an_item_that_nothing_explains_is_a_change_of_its_own() {
    let old = harbour(CSDL, ROUTES).facts().unwrap();
    let mut new = old.clone();
    // As if the model were made otherwise from the same document.
    let tour = QName::parse("microsoft.graph.tour").unwrap();
    let Some(Type::Structured(tour)) = new.loaded.api.types.get_mut(&tour) else {
        panic!("no tour")
    };
    tour.members.retain(|member| member.name != "place");
    let topic = tour.members.iter_mut().find(|member| member.name == "topic").unwrap();
    topic.ty.item = ItemType::Primitive(Primitive::Byte);
    let mut found = primary(&compare(&old, &new).unwrap());
    found.sort();
    assert_eq!(
        found,
        [
            "rust-signature-changed models::Place { .. }: struct literal → nothing (unaffected, breaking)",
            "rust-signature-changed models::Tour::PLACE: Property<models::Place> → nothing (unaffected, breaking)",
            "rust-signature-changed models::Tour::TOPIC: Property<String> → Property<u8> (unaffected, breaking)",
            "rust-signature-changed models::Tour::place: Option<model::Child<models::Place>> → nothing (unaffected, breaking)",
            "rust-signature-changed models::Tour::topic: Option<String> → Option<u8> (unaffected, breaking)",
        ]
    );
}

#[test]
fn every_kind_has_a_case() {
    let cases = cases().chain(FOLLOWING.iter().map(|(case, _)| case));
    let cased: BTreeSet<Kind> = cases
        .map(|case| case.kind)
        .chain([LEFT_OVER, Kind::NamespaceRenamed])
        .collect();
    let missing: Vec<&Kind> = Kind::ALL.iter().filter(|kind| !cased.contains(kind)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
