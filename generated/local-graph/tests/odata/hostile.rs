//! Queries that were made to do harm: none ends the process, and none costs more than it is long.

use std::time::{Duration, Instant};

use msgraph_local_graph::odata::limits;
use proptest::prelude::*;

use super::*;

/// Reads a query on a stack of 1 MiB, half of a server thread's, and gives the message if it is refused.
fn on_small_stack(query: String) -> Option<String> {
    let read = move || {
        let ty = ty("accessPackage");
        match QueryOptions::parse(&query, Subject::collection_of(ty)) {
            Err(error) => Some(error.message().to_owned()),
            Ok(options) => {
                let graph = JsonGraph::new(ty, [json!({"id": "1", "isHidden": true})]);
                let tokens = TokenKey::from_bytes(b"of tests");
                let _ = View::new(&graph, NOW, &tokens).fits(graph.roots()[0], &options);
                None
            }
        }
    };
    let thread = std::thread::Builder::new().stack_size(1024 * 1024);
    thread.spawn(read).expect("a thread").join().expect("no panic")
}

#[test]
fn depth_is_bounded_everywhere() {
    let deep = |open: &str, inside: &str, close: &str, times: usize| {
        format!("$filter={}{inside}{}", open.repeat(times), close.repeat(times))
    };
    for (open, inside, close) in [
        ("(", "isHidden", ")"),
        ("not+", "isHidden", ""),
        ("not(", "isHidden", ")"),
        ("-", "1+eq+1", ""),
        ("trim(", "id", ")+eq+'x'"),
        ("concat(id,", "id", ")"),
        ("id+in+(", "id", ")"),
        ("cast(", "id", ",Edm.String)"),
        ("'x'+eq+", "id", ""),
        ("1+add+", "1+eq+2", ""),
        ("1+mul+", "1+eq+2", ""),
        ("true+eq+", "true", ""),
        ("isHidden+or+(isHidden+and+(", "isHidden", "))"),
    ] {
        for times in [2_000, 3_000] {
            let query = deep(open, inside, close, times);
            let message = on_small_stack(query).unwrap_or_else(|| panic!("{open} is taken"));
            let fits = [
                "nested too deeply",
                "is too long",
                "incompatible types",
                "at most 32768",
                "Edm.Boolean",
            ];
            assert!(fits.iter().any(|fits| message.contains(fits)), "{open}: {message}");
        }
        // What is allowed is evaluated and dropped on that stack too.
        on_small_stack(deep(open, inside, close, 15));
    }
    let message = on_small_stack(deep("(", "isHidden", ")", 33)).expect("refused");
    assert_eq!(
        message,
        "The expression is nested too deeply: at most 32 levels are taken ($filter, character 34)."
    );
    assert_eq!(on_small_stack(deep("(", "isHidden", ")", 32)), None);
}

#[test]
fn lambdas_and_expansions_have_a_depth() {
    let mut filter = "true".to_owned();
    let mut expand = "catalog".to_owned();
    for level in 0..6 {
        filter = format!("v{}/incompatibleAccessPackages/any(v{level}:{filter})", level + 1);
        expand = format!("incompatibleAccessPackages($expand={expand})");
    }
    let filter = filter.trim_start_matches("v6/");
    let message = on_small_stack(format!("$filter={filter}")).expect("refused");
    assert!(
        message.contains("any and all are nested too deeply: at most 4 levels"),
        "{message}"
    );
    assert_eq!(on_small_stack(format!("$expand={expand}")), None);
    for _ in 0..200 {
        expand = format!("incompatibleAccessPackages($expand={expand})");
    }
    let message = on_small_stack(format!("$expand={expand}")).expect("refused");
    assert!(
        message.contains("$expand is nested too deeply: at most 8 levels"),
        "{message}"
    );
    let message = on_small_stack(format!("$search={}x{}", "(".repeat(500), ")".repeat(500))).expect("refused");
    assert!(message.contains("nested too deeply"), "{message}");
    let message = on_small_stack(format!("$search={}x", "NOT+".repeat(500))).expect("refused");
    assert!(message.contains("nested too deeply"), "{message}");
}

#[test]
fn lengths_are_bounded() {
    let list = |count: usize| vec!["'x'"; count].join(",");
    let message = on_small_stack(format!("$filter=id+in+({})", list(5_000))).expect("refused");
    assert_eq!(
        message.split(" (").next(),
        Some("The expression is too long: at most 4000 operands are taken")
    );
    assert_eq!(on_small_stack(format!("$filter=id+in+({})", list(3_900))), None);
    let message = on_small_stack(format!("$filter=id+eq+'{}'", "x".repeat(40_000))).expect("refused");
    assert!(message.contains("bytes; at most 32768 are taken"), "{message}");
    let message = on_small_stack(format!("$select={}", vec!["id"; 1_001].join(","))).expect("refused");
    assert!(message.contains("At most 1000 properties"), "{message}");
    let message = on_small_stack(format!("$select={}id", "settings/".repeat(20))).expect("refused");
    assert!(message.contains("Could not find a property"), "{message}");
    let message = on_small_stack(format!("$orderby={}", vec!["id"; 17].join(","))).expect("refused");
    assert!(message.contains("At most 16 keys"), "{message}");
    let or = vec!["true"; 3_000].join("+or+");
    let message = on_small_stack(format!("$filter={or}")).expect("refused");
    assert!(message.contains("at most 4000 operands"), "{message}");
    let or = vec!["true"; 1_900].join("+or+");
    assert_eq!(on_small_stack(format!("$filter={or}")), None);
    assert_eq!(limits::MAX_DEPTH, 32);
}

#[test]
fn reading_costs_what_a_query_is_long() {
    let packages = Subject::collection_of(ty("accessPackage"));
    // Each is as long as a query may be.
    let pieces = [
        "id+eq+'", "'", "''", "(", "a/", "id,", "%20", "\"", ";", "$expand=", "catalog(", "1-", "any(a:",
    ];
    for option in ["$filter=", "$orderby=", "$select=", "$expand=", "$search="] {
        for piece in pieces {
            let times = (limits::MAX_QUERY_LENGTH - option.len()) / piece.len();
            let query = format!("{option}{}", piece.repeat(times));
            let begin = Instant::now();
            let _ = QueryOptions::parse(&query, packages);
            let time = begin.elapsed();
            // A square of that length would take minutes; this is for a busy machine.
            assert!(time < Duration::from_secs(3), "{option}{piece}: {time:?}");
        }
    }
}

#[test]
fn a_query_that_takes_too_many_steps_is_stopped() {
    // 300 packages with 300 policies each, every one compared 3,900 times.
    let policies: Vec<Value> = numbered(0..300);
    let documents = (0..300).map(|id| json!({"id": id.to_string(), "assignmentPolicies": policies.clone()}));
    let service = Service::new(ty("accessPackage"), documents);
    let values = vec!["'x'"; 3_900].join(",");
    let filter = format!("assignmentPolicies/any(p:p/id in ({values}))");
    let error = service
        .list_with(&format!("$filter={filter}"), &Preferences::default())
        .expect_err("stopped");
    assert_eq!(
        error.message(),
        "The query takes too many steps over the data that there are; ask for less at once."
    );
}

#[test]
fn a_response_that_would_be_too_large_is_refused() {
    let leaf: Vec<Value> = numbered(0..70);
    let wide = |inside: &[Value]| -> Vec<Value> {
        (0..70)
            .map(|id| json!({"id": id.to_string(), "incompatibleAccessPackages": inside}))
            .collect()
    };
    let service = Service::new(ty("accessPackage"), wide(&wide(&leaf)));
    let expand = "incompatibleAccessPackages($expand=incompatibleAccessPackages)";
    let error = service
        .list_with(&format!("$expand={expand}"), &Preferences::default())
        .expect_err("refused");
    assert!(error.message().contains("more than 200000 entities"), "{error}");
}

/// Pieces of queries, in any order.
fn soup() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "id",
        "displayName",
        "catalog",
        "assignmentPolicies",
        "isHidden",
        "createdDateTime",
        "/",
        "(",
        ")",
        ",",
        ":",
        "a",
        "'",
        "''",
        "'x'",
        "\"",
        " eq ",
        " ne ",
        " and ",
        " or ",
        " in ",
        " has ",
        "not ",
        "null",
        "true",
        "1",
        "-1.5",
        "2026-01-01",
        "P1D",
        "duration'P1D'",
        "$count",
        "any",
        "all",
        "contains",
        "cast",
        "isof",
        "now()",
        "$it",
        "*",
        "microsoft.graph.user",
        " add ",
        " div ",
        "0",
        ";",
        "$filter=",
        "$expand=",
        "$top=",
        "\\",
        "%",
        "é",
        "\u{0}",
        "-",
        "@",
        " desc",
        "$levels=max",
        "AND",
        "NOT ",
        "displayName:",
        "9223372036854775807",
        "9999-12-31T23:59:59Z",
    ]);
    prop::collection::vec(pieces, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, ..ProptestConfig::default() })]

    #[test]
    fn no_text_panics(text in prop_oneof![soup(), ".*"], option in 0..6_usize) {
        let option = ["$filter", "$orderby", "$select", "$expand", "$search", "$skiptoken"][option];
        let ty = ty("accessPackage");
        let query = format!("{option}={}", encoded(&text).replace('&', "%26"));
        let service = Service::new(ty, [
            json!({"id": "1", "displayName": "x", "catalog": {"id": "c"}, "assignmentPolicies": [{"id": "p"}]}),
            json!({"id": "2", "createdDateTime": "9999-12-31T23:59:59.9999999Z"}),
        ]);
        if let Ok(body) = service.list_with(&query.replace('+', " "), &Preferences::default()) {
            prop_assert!(body["value"].is_array());
        }
    }
}
