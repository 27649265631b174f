//! Permissions: what is inferred where nothing is published, and how good that is.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use generator::analysis::Analysis;
use generator::model::{Role, Roles, Version};
use generator::naming::memory::Memory;
use generator::overlay::{self, Overlay};
use generator::permissions::operation::operations;
use generator::permissions::proof::{Proof, Score, prove};
use generator::rust_api::CallPlace;
use generator::schemas::{load, load_overlay};

use crate::small::{self, ROUTES, SERVICE, lines, load_with};

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

#[test]
fn roles_are_those_of_the_first_entry_that_fits() {
    let overlay = Overlay {
        roles: overlay::parse(
            "overlay/roles.yaml",
            "sets:
  owner: {entitlement_management: [Catalog owner], entra: [Global Reader]}
  reader: {entra: [Global Reader]}
roles:
  - operations: [GET /garden/plants, GET /garden/ghosts]
    delegated: owner
    application: owner
    note: for plants of others
    source: https://example.org/plants
  - operations: ['GET /garden/plants*']
    delegated: reader
    source: https://example.org/readers
  - operations: ['DELETE *']
    delegated: reader
    source: https://example.org/elsewhere
    versions: [beta]
",
        )
        .unwrap(),
        ..small::overlay()
    };
    overlay.roles.check("overlay/roles.yaml").unwrap();
    let loaded = load_with(SERVICE, ROUTES, &overlay, Memory::default()).unwrap();
    let roles: BTreeMap<String, Option<Roles>> = places(&loaded)
        .into_iter()
        .map(|(operation, place)| (operation, place.roles))
        .collect();
    let owner = roles["GET /garden/plants"].clone().unwrap();
    let named = |roles: &[Role]| {
        let named = roles
            .iter()
            .map(|role| format!("{}: {}", role.system.title(), role.name));
        named.collect::<Vec<_>>()
    };
    let both = [
        "entitlement management: Catalog owner",
        "Microsoft Entra: Global Reader",
    ];
    assert_eq!(
        (named(&owner.delegated), named(&owner.application)),
        (both.map(str::to_owned).into(), both.map(str::to_owned).into())
    );
    assert_eq!(owner.note.as_deref(), Some("for plants of others"));
    assert_eq!(owner.source, "https://example.org/plants");
    let reader = roles["GET /garden/plants/{plant-id}"].clone().unwrap();
    assert_eq!(named(&reader.delegated), ["Microsoft Entra: Global Reader"]);
    assert!(reader.application.is_empty());
    assert!(
        roles
            .iter()
            .all(|(operation, roles)| operation.starts_with("GET /garden/plants") == roles.is_some())
    );
    assert!(
        !lines(&loaded.api.findings)
            .iter()
            .any(|line| line.contains("roles.yaml"))
    );
    let unused: Vec<String> = lines(&loaded.unless_elsewhere)
        .into_iter()
        .filter(|line| line.contains("roles.yaml"))
        .collect();
    assert_eq!(
        unused,
        ["overlay-unused  GET /garden/ghosts: roles.yaml lists it and no operation fits, or an earlier pattern has it"]
    );
}

#[test]
fn roles_that_contradict_themselves_are_refused() {
    let set = "sets: {a: {entra: [A]}}";
    for (text, said) in [
        (
            format!("{set}\nroles: [{{operations: [GET /a], delegated: b, source: s}}]"),
            "roles[0]: `b` is no set of roles",
        ),
        (
            format!("{set}\nroles: [{{operations: [GET /a], source: s}}]"),
            "roles[0]: an entry has operations, and a set",
        ),
        (
            format!("{set}\nroles: [{{operations: [], delegated: a, source: s}}]"),
            "roles[0]: an entry has operations",
        ),
        (set.to_owned(), "sets.a: no entry names the set"),
        (
            "sets: {a: {}}\nroles: [{operations: [GET /a], delegated: a, source: s}]".to_owned(),
            "sets.a: a set has roles",
        ),
        (
            format!("{set}\nroles: [{{operations: [GET /a], delegated: a}}]"),
            "missing field `source`",
        ),
        ("roles: [{operation: GET /a}]".to_owned(), "unknown field `operation`"),
        ("sets: {a: {azure: [A]}}".to_owned(), "unknown field `azure`"),
    ] {
        let read = |file: &str| {
            Ok(Some(if file == "roles.yaml" {
                text.clone()
            } else {
                "{}".to_owned()
            }))
        };
        let error = Overlay::load(read, |_| Ok(Vec::new())).unwrap_err();
        assert!(
            error.to_string().starts_with("overlay/roles.yaml") && error.to_string().contains(said),
            "{text}: {error}"
        );
    }
}

#[test]
fn what_the_reference_says_of_roles_is_there() {
    for (version, requests) in [
        (Version::V1_0, "assignmentRequests"),
        (Version::Beta, "accessPackageAssignmentRequests"),
    ] {
        let (known, _) = known(version);
        let places = places(&known);
        let of = |operation: String| places[&operation].roles.clone().unwrap();
        let resume = of(format!(
            "POST /identityGovernance/entitlementManagement/{requests}/{{accessPackageAssignmentRequest-id}}/resume"
        ));
        assert_eq!(resume.application[0].name, "Access package assignment manager");
        assert_eq!(resume.application, resume.delegated);
        let workflows = of("GET /identityGovernance/lifecycleWorkflows/workflows".to_owned());
        assert_eq!(workflows.delegated[1].name, "Lifecycle Workflows Administrator");
        assert!(workflows.application.is_empty());
        for (operation, place) in &places {
            let Some(roles) = &place.roles else { continue };
            assert!(roles.source.starts_with("https://"), "{operation}");
            assert!(
                !roles.delegated.is_empty() || !roles.application.is_empty(),
                "{operation}"
            );
        }
    }
}
