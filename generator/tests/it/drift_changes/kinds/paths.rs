//! Cases of paths and their operations, of roots, and of permissions.

use generator::drift::Kind;

use super::case::{Case, beside, paths, types};

pub const CASES: &[Case] = &[
    paths(
        Kind::PathAdded,
        &[(
            "GET /harbour/tour  ",
            "GET /harbour/rules -> rules\nGET /harbour/tour  ",
        )],
        "path-added /harbour/rules: nothing → GET (compatible, additive)",
    ),
    paths(
        Kind::PathRemoved,
        &[(
            "GET /harbour/ships/$count                          -> count ? $filter",
            "",
        )],
        "path-removed /harbour/ships/$count: GET → nothing (breaking, breaking)",
    ),
    paths(
        Kind::MethodAdded,
        &[(
            "GET /harbour/tour  ",
            "DELETE /harbour/tour -> nothing\nGET /harbour/tour  ",
        )],
        "method-added DELETE /harbour/tour: nothing → returns nothing (compatible, additive)",
    ),
    paths(
        Kind::MethodRemoved,
        &[("PATCH /harbour/tour                                tour -> tour", "")],
        "method-removed PATCH /harbour/tour: takes microsoft.graph.tour, returns microsoft.graph.tour, or nothing → nothing (breaking, breaking)",
    ),
    // What the CSDL knows takes and returns what that says: only of other paths the document alone decides.
    paths(
        Kind::BodyChanged,
        &[(
            "POST /harbour/legacy                               rules -> rules",
            "POST /harbour/legacy place -> rules",
        )],
        "body-changed POST /harbour/legacy: microsoft.graph.rules → microsoft.graph.place (breaking, breaking)",
    ),
    paths(
        Kind::ResponseChanged,
        &[(
            "POST /harbour/legacy                               rules -> rules",
            "POST /harbour/legacy rules -> place",
        )],
        "response-changed POST /harbour/legacy: microsoft.graph.rules, or nothing → microsoft.graph.place, or nothing (breaking, breaking)",
    ),
    paths(
        Kind::QueryOptionAdded,
        &[("-> [pier] ? $top", "-> [pier] ? $top $skip")],
        "query-option-added GET /harbour/piers: nothing → $skip (compatible, additive)",
    ),
    paths(
        Kind::QueryOptionRemoved,
        &[("-> [pier] ? $top", "-> [pier]")],
        "query-option-removed GET /harbour/piers: $top → nothing (breaking, breaking)",
    ),
    beside(
        Kind::PermissionChanged,
        |world| {
            let known = world.table.values_mut().next().unwrap();
            known.least.delegated_work = vec!["Ship.ReadWrite.All".into()];
        },
        "permission-changed GET /harbour/ships: delegated Ship.Read.All → delegated Ship.ReadWrite.All (breaking, unaffected)",
    ),
    paths(
        Kind::OperationDetailChanged,
        &[(
            "DELETE /harbour/ships/{ship-id}                    -> nothing",
            "DELETE /harbour/ships/{ship-id} -> nothing ? note",
        )],
        "operation-detail-changed DELETE /harbour/ships/{ship-id}: no header parameter note → header parameter note Edm.String (compatible, unaffected)",
    ),
    types(
        Kind::RootChanged,
        &[(r#"<EntitySet Name="people" EntityType="graph.directoryObject" />"#, "")],
        // Nothing else is declared as the base of people: without the set it needs no enum.
        "root-changed people: Collection(microsoft.graph.directoryObject) → nothing (unaffected, breaking)",
    ),
    paths(
        Kind::PathParameterChanged,
        &[("/harbour/flagship/logs/{log-id}", "/harbour/flagship/logs/{entry-id}")],
        "path-parameter-changed /harbour/flagship/logs/{entry-id}: /harbour/flagship/logs/{log-id} → /harbour/flagship/logs/{entry-id} (unaffected, unaffected)",
    ),
];
