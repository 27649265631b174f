//! Permissions: what is inferred where nothing is published, and how good that is.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use generator::analysis::Analysis;
use generator::model::Version;
use generator::overlay::Overlay;
use generator::permissions::operation::operations;
use generator::permissions::proof::{Proof, Score, prove};
use generator::rust_api::CallPlace;
use generator::schemas::{load, load_overlay};

/// So many splits are a few thousand hidden operations.
const SEEDS: std::ops::Range<u64> = 0..20;

fn known(version: Version) -> (Analysis, Overlay) {
    let schemas = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("schemas");
    let overlay = load_overlay(&schemas).unwrap();
    (load(&schemas, version, &mut ()).unwrap(), overlay)
}

/// Every operation with its place, by text.
fn places(known: &Analysis) -> BTreeMap<String, CallPlace> {
    let mut places = BTreeMap::new();
    known
        .rust_api()
        .each_operation(&mut |operation| {
            let text = format!("{} {}", operation.call.http, operation.place.path);
            places.insert(text, operation.place.clone());
        })
        .unwrap();
    places
}

#[test]
fn published_and_inferred_are_never_mixed() {
    for version in Version::ALL {
        let (known, _) = known(version);
        let places = places(&known);
        let published = places.values().filter(|place| !place.permissions.is_empty()).count();
        let inferred = places.values().filter(|place| place.inferred.is_some()).count();
        assert!(
            published > 150 && inferred * 100 > places.len() * 85,
            "{version}: {published}, {inferred}"
        );
        for (operation, place) in &places {
            let Some(inferred) = &place.inferred else { continue };
            assert!(place.permissions.is_empty(), "{operation}: both");
            assert!(
                !inferred.permissions.least.is_empty() && !inferred.from.is_empty(),
                "{operation}"
            );
            for from in inferred.from.iter().chain(&inferred.delegated_only_as) {
                let from = places
                    .get(from)
                    .unwrap_or_else(|| panic!("{operation}: {from} is not there"));
                assert!(
                    !from.permissions.least.is_empty(),
                    "{operation}: from what is not published"
                );
            }
            let least = &inferred.permissions.least;
            if inferred.delegated_only_as.is_empty() {
                continue;
            }
            assert!(
                least.application.is_empty() && !least.delegated_work.is_empty(),
                "{operation}"
            );
            for alike in &inferred.delegated_only_as {
                assert!(
                    places[alike].permissions.least.application.is_empty(),
                    "{operation}: {alike}"
                );
            }
        }
    }
}

/// How good the inference is at least, of all areas together: precision and recall of delegated permissions, then of
/// application ones.
const FLOORS: [(Version, [[f64; 2]; 2]); 2] = [
    (Version::V1_0, [[0.86, 0.84], [0.86, 0.86]]),
    (Version::Beta, [[0.90, 0.88], [0.90, 0.90]]),
];

/// The areas, each with its least precision and recall of any scheme. Terms of use has six published operations with
/// three permissions: half of them say little of the others.
const AREA_FLOORS: [(&str, f64, f64); 6] = [
    ("access_reviews", 0.92, 0.88),
    ("app_consent", 0.99, 0.90),
    ("entitlement_management", 0.83, 0.83),
    ("lifecycle_workflows", 0.80, 0.80),
    ("privileged_access", 0.80, 0.78),
    ("terms_of_use", 0.65, 0.40),
];

fn proof(version: Version) -> Proof {
    let (known, overlay) = known(version);
    let operations = operations(&known.tree, &overlay.selection, version);
    prove(&operations, SEEDS)
}

#[test]
fn half_of_the_published_ones_predict_the_other_half() {
    for (version, floors) in FLOORS {
        let proof = proof(version);
        println!("{version}\n{proof:#?}");
        for (scheme, [precision, recall]) in ["delegated", "application"].into_iter().zip(floors) {
            let score = proof.by_scheme[scheme];
            assert!(score.right > 500, "{version} {scheme}: {score:?}");
            reaches(&format!("{version} {scheme}"), score, precision, recall);
        }
        let areas: BTreeSet<&str> = proof.by_area.keys().map(|(area, _)| area.as_str()).collect();
        assert_eq!(areas, AREA_FLOORS.map(|(area, ..)| area).into());
        for (area, precision, recall) in AREA_FLOORS {
            for scheme in ["delegated", "application"] {
                let score = proof.by_area[&(area.to_owned(), scheme)];
                reaches(&format!("{version} {area} {scheme}"), score, precision, recall);
            }
        }
    }
}

fn reaches(what: &str, score: Score, precision: f64, recall: f64) {
    assert!(
        score.precision() >= precision && score.recall() >= recall,
        "{what}: precision {:.3} (at least {precision}), recall {:.3} (at least {recall}): {score:?}",
        score.precision(),
        score.recall()
    );
}
