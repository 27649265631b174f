//! `$orderby`, `$select`, `$expand`, `$search`, and what the directory wants a header for.

use super::*;

fn packages() -> Service {
    let policy = |id: &str, name: &str| json!({"id": id, "displayName": name, "description": "of a policy"});
    Service::new(
        ty("accessPackage"),
        [
            json!({
                "id": "1",
                "displayName": "Sales",
                "description": "For the sales team",
                "createdDateTime": "2026-01-02T00:00:00Z",
                "isHidden": true,
                "catalog": {"id": "c1", "displayName": "General", "state": "published"},
                "assignmentPolicies": [policy("a", "x"), policy("b", "z"), policy("c", "y")],
            }),
            json!({
                "id": "2",
                "displayName": "marketing",
                "createdDateTime": "2026-01-01T00:00:00Z",
                "isHidden": false,
            }),
            json!({
                "id": "3",
                "createdDateTime": "2026-01-01T00:00:00Z",
                "catalog": {"id": "c2", "displayName": "Archive", "state": "unpublished"},
                "assignmentPolicies": [policy("d", "x")],
            }),
        ],
    )
}

fn ordered(service: &Service, orderby: &str) -> Vec<String> {
    let items = service.items(&format!("$orderby={orderby}"));
    let items = items.as_array().expect("a list");
    items
        .iter()
        .map(|item| item["id"].as_str().expect("an id").to_owned())
        .collect()
}

#[test]
fn items_are_ordered_by_several_keys() {
    let service = packages();
    assert_eq!(ordered(&service, "id desc"), ["3", "2", "1"]);
    // Text without regard to case, null first.
    assert_eq!(ordered(&service, "displayName"), ["3", "2", "1"]);
    assert_eq!(ordered(&service, "displayName desc"), ["1", "2", "3"]);
    // What is equal stays as it was.
    assert_eq!(ordered(&service, "createdDateTime"), ["2", "3", "1"]);
    assert_eq!(ordered(&service, "createdDateTime desc"), ["1", "2", "3"]);
    assert_eq!(
        ordered(&service, "createdDateTime asc, displayName ASC"),
        ["3", "2", "1"]
    );
    assert_eq!(ordered(&service, "createdDateTime, displayName desc"), ["2", "3", "1"]);
    assert_eq!(ordered(&service, "catalog/displayName"), ["2", "3", "1"]);
    assert_eq!(ordered(&service, "isHidden desc,id"), ["1", "2", "3"]);
    assert_eq!(ordered(&service, "assignmentPolicies/$count desc"), ["1", "3", "2"]);
    assert_eq!(ordered(&service, "length(displayName) desc"), ["2", "1", "3"]);
}

#[test]
fn enumerations_are_ordered_as_the_metadata_has_them() {
    // unpublished, published, unknownFutureValue
    assert_eq!(ordered(&packages(), "catalog/state"), ["2", "3", "1"]);
    assert_eq!(ordered(&packages(), "catalog/state desc"), ["1", "3", "2"]);
}

#[test]
fn members_are_selected() {
    let service = packages();
    assert_eq!(
        service.items("$select=id,displayName&$top=1"),
        json!([{"id": "1", "displayName": "Sales"}])
    );
    assert_eq!(
        service.items("$select= ID , displayName,id&$top=1"),
        json!([{"id": "1", "displayName": "Sales"}])
    );
    // What has no value is null, and what is not expanded is not there.
    assert_eq!(
        service.items("$select=displayName,description,catalog&$skip=2"),
        json!([{"displayName": null, "description": null}])
    );
    assert_eq!(service.items("$select=*")[0]["description"], "For the sales team");
    assert_eq!(service.items("$select=*,id"), service.items(""));
    assert_eq!(service.items("")[0].get("catalog"), None);
    let context = |query: &str| service.list(query)["@odata.context"].clone();
    let fragment = "http://127.0.0.1:8080/v1.0/$metadata#identityGovernance/entitlementManagement/accessPackages";
    assert_eq!(context(""), fragment);
    assert_eq!(context("$select=id,displayName"), format!("{fragment}(id,displayName)"));
    assert_eq!(
        context("$expand=catalog($select=id)"),
        format!("{fragment}(catalog(id))")
    );
    assert_eq!(
        context("$select=id&$expand=catalog"),
        format!("{fragment}(id,catalog())")
    );
    assert_eq!(service.entity(0, "")["@odata.context"], format!("{fragment}/$entity"));
}

#[test]
fn members_of_complex_values_are_selected() {
    let service = Service::new(
        ty("accessReviewScheduleDefinition"),
        [json!({
            "id": "1",
            "scope": {"@odata.type": "#microsoft.graph.accessReviewQueryScope", "query": "./members", "queryType": "x"},
            "reviewers": [{"query": "a", "queryType": "b"}, {"query": "c"}],
            "settings": {"recurrence": {"pattern": {"interval": 1, "month": 2}}},
        })],
    );
    assert_eq!(
        service.items("$select=scope/microsoft.graph.accessReviewQueryScope/query,reviewers/query"),
        json!([{
            "scope": {"@odata.type": "#microsoft.graph.accessReviewQueryScope", "query": "./members"},
            "reviewers": [{"query": "a"}, {"query": "c"}],
        }])
    );
    assert_eq!(
        service.items("$select=settings/recurrence/pattern/month,settings/mailNotificationsEnabled"),
        json!([{"settings": {"recurrence": {"pattern": {"month": 2}}, "mailNotificationsEnabled": null}}])
    );
    // In whole wins over in part.
    let whole = json!([{"settings": {"recurrence": {"pattern": {"interval": 1, "month": 2}}}}]);
    assert_eq!(
        service.items("$select=settings/recurrence/pattern/month,settings"),
        whole
    );
    assert_eq!(
        service.items("$select=settings,settings/recurrence/pattern/month"),
        whole
    );
}

#[test]
fn derived_types_say_so_and_are_selected_by_casts() {
    let service = Service::new(
        ty("directoryObject"),
        [
            json!({"@odata.type": "#microsoft.graph.user", "id": "1", "displayName": "Ann", "department": "Sales"}),
            json!({"@odata.type": "#microsoft.graph.group", "id": "2", "displayName": "All", "mailNickname": "all"}),
        ],
    );
    assert_eq!(
        service.items("$select=id,microsoft.graph.user/department,mailNickname"),
        json!([
            {"@odata.type": "#microsoft.graph.user", "id": "1", "department": "Sales", "mailNickname": null},
            {"@odata.type": "#microsoft.graph.group", "id": "2", "mailNickname": "all"},
        ])
    );
    let users = Service::new(ty("user"), [json!({"@odata.type": "#microsoft.graph.user", "id": "1"})]);
    assert_eq!(users.items(""), json!([{"id": "1"}]));
}

#[test]
fn entities_are_expanded_with_options() {
    let service = packages();
    assert_eq!(
        service.items("$select=id&$expand=catalog($select=displayName)"),
        json!([
            {"id": "1", "catalog": {"displayName": "General"}},
            {"id": "2", "catalog": null},
            {"id": "3", "catalog": {"displayName": "Archive"}},
        ])
    );
    let policies = |options: &str| {
        let item = service.entity(0, &format!("$expand=assignmentPolicies({options})"));
        let policies = item["assignmentPolicies"].as_array().expect("a list").clone();
        let ids: Vec<String> = policies
            .iter()
            .map(|policy| policy["id"].to_string().replace('"', ""))
            .collect();
        (ids.join(""), item)
    };
    assert_eq!(policies("$orderby=displayName desc").0, "bca");
    assert_eq!(policies("$orderby=displayName;$top=2").0, "ac");
    assert_eq!(policies("$skip=1;$top=1").0, "b");
    assert_eq!(policies("$filter=displayName ne 'z' and id ne ';)'").0, "ac");
    assert_eq!(policies("$search=\"displayName:z\"").0, "b");
    assert_eq!(policies("orderby=id desc;$select=id").0, "cba");
    let (ids, item) = policies("$count=true;$top=1;$select=id");
    assert_eq!(
        (ids.as_str(), &item["assignmentPolicies@odata.count"]),
        ("a", &json!(3))
    );
    assert_eq!(item.get("assignmentPolicies@odata.nextLink"), None);
    assert_eq!(service.items("$expand=*&$top=1")[0]["catalog"]["id"], "c1");
}

#[test]
fn what_is_contained_has_a_context_of_its_own() {
    let service = Service::new(
        ty("accessReviewScheduleDefinition"),
        [json!({"id": "it's", "instances": [{"id": "i", "status": "InProgress"}]})],
    );
    let item = service.entity(0, "$select=id&$expand=instances($select=status)");
    assert_eq!(item["instances"], json!([{"status": "InProgress"}]));
    let fragment = "identityGovernance/entitlementManagement/accessPackages('it''s')/instances(status)";
    assert_eq!(
        item["instances@odata.context"],
        format!("http://127.0.0.1:8080/v1.0/$metadata#{fragment}")
    );
}

#[test]
fn long_expanded_lists_have_a_link_that_works() {
    let policies: Vec<Value> = (0..1_100).map(|number| json!({"id": format!("{number:04}")})).collect();
    let service = Service::new(
        ty("accessPackage"),
        [json!({"id": "a b", "assignmentPolicies": policies})],
    );
    let item = service.entity(0, "$expand=assignmentPolicies($orderby=id desc;$select=id)");
    assert_eq!(item["assignmentPolicies"].as_array().map(Vec::len), Some(999));
    let link = item["assignmentPolicies@odata.nextLink"].as_str().expect("a link");
    let (url, query) = link.split_once('?').expect("a query");
    assert_eq!(url, format!("{SERVICE}{PACKAGES}/a%20b/assignmentPolicies"));

    let path = url.strip_prefix(SERVICE).expect("of the service");
    let place = v1_0::API.resolve(path).expect("a path");
    let address = Address::of(SERVICE, path, &place);
    let subject = Subject::collection_of(ty("accessPackageAssignmentPolicy"));
    let options = QueryOptions::read(query, subject, &address, &service.tokens).expect("a token");
    let node = service.graph.roots()[0];
    let nodes = service.graph.many(node, "assignmentPolicies").into_owned();
    let view = View::new(&service.graph, NOW, &service.tokens);
    let body = view
        .collection(nodes, &options, &address, &Preferences::default())
        .expect("a page");
    let expected: Vec<Value> = (0..101)
        .rev()
        .map(|number| json!({"id": format!("{number:04}")}))
        .collect();
    assert_eq!(body["value"], Value::Array(expected));
    assert_eq!(body.get("@odata.nextLink"), None);
}

#[test]
fn levels_expand_a_property_inside_of_itself() {
    let mut package = json!({"id": "0"});
    for id in 1..12 {
        package = json!({"id": id.to_string(), "incompatibleAccessPackages": [package, {"id": "x"}]});
    }
    let service = Service::new(ty("accessPackage"), [package]);
    let depth = |levels: &str| {
        let query = format!("$select=id&$expand=incompatibleAccessPackages($levels={levels};$select=id)");
        let mut item = &service.entity(0, &query);
        let mut depth = 0;
        while let Some(inner) = item.get("incompatibleAccessPackages") {
            assert_eq!(inner[1]["id"], "x", "{levels}: {depth}");
            item = &inner[0];
            depth += 1;
        }
        depth
    };
    assert_eq!(depth("1"), 1);
    assert_eq!(depth("3"), 3);
    assert_eq!(depth("max"), 8);
    let message = refusal(service.ty, "$expand=incompatibleAccessPackages($levels=9)");
    assert!(message.contains("a number from 1 to 8, found '9'"), "{message}");
}

#[test]
fn secrets_are_shown_nowhere() {
    let service = Service::new(
        ty("application"),
        [json!({
            "id": "1",
            "passwordCredentials": [{"displayName": "x", "secretText": "hidden", "hint": "hid"}],
            "keyCredentials": [{"displayName": "y", "key": "aGlkZGVu"}],
        })],
    );
    let bodies = [
        service.list(""),
        service.entity(0, "$select=passwordCredentials,keyCredentials"),
        service.entity(
            0,
            "$select=passwordCredentials/secretText,passwordCredentials/displayName",
        ),
        service.entity(0, "$select=*"),
    ];
    for body in bodies {
        let text = body.to_string();
        assert!(text.contains("\"displayName\":\"x\""), "{text}");
        assert!(!text.contains("hid") && !text.contains("aGlkZGVu"), "{text}");
    }
    let message = refusal(
        ty("application"),
        "$filter=passwordCredentials/any(p:startsWith(p/secretText,'h'))",
    );
    assert!(message.contains("is a secret"), "{message}");
}

fn found(service: &Service, search: &str) -> String {
    let items = service.items(&format!("$search={search}&$select=id"));
    let ids = items.as_array().expect("a list").iter();
    ids.map(|item| item["id"].as_str().unwrap_or_default()).collect()
}

#[test]
fn text_is_searched() {
    let service = packages();
    assert_eq!(found(&service, "\"sales\""), "1");
    assert_eq!(found(&service, "sales"), "1");
    assert_eq!(found(&service, "\"team SAL\""), "1");
    assert_eq!(found(&service, "\"displayName:sal\""), "1");
    assert_eq!(found(&service, "\"displayName:team\""), "");
    assert_eq!(found(&service, "\"displayName:sales\" OR \"displayName:market\""), "12");
    assert_eq!(found(&service, "\"displayName:sales\" AND \"description:team\""), "1");
    assert_eq!(found(&service, "sales team"), "1");
    assert_eq!(found(&service, "NOT \"sales\""), "23");
    assert_eq!(found(&service, "NOT (sales OR market)"), "3");
    assert_eq!(found(&service, "sales OR market AND nothing"), "1");
    assert_eq!(found(&service, "(sales OR market) AND marketing"), "2");
    assert_eq!(found(&service, "\"displayName:sal\\\"es\""), "");
    assert_eq!(found(&service, "\"For:\""), "1");
}

#[test]
fn searches_that_make_no_sense_are_refused() {
    let ty = ty("accessPackage");
    let hold = |search: &str, message: &str| {
        let refused = refusal(ty, &format!("$search={search}"));
        assert!(refused.contains(message), "{search}: {refused}");
    };
    hold("\"nothing:x\"", "Could not find a property named 'nothing'");
    hold("\"isHidden:x\"", "cannot be searched");
    hold("\"catalog:x\"", "cannot be searched");
    hold("\"x", "unterminated phrase ($search, character 1)");
    hold("(x", "')' was expected ($search, character 3)");
    hold("x)", "the end was expected ($search, character 2)");
    hold("", "a letter or a digit was expected");
    hold("x AND ", "a letter or a digit was expected");
    hold("\"::\"", "a letter or a digit was expected");
    hold("OR", "A phrase was expected, found OR ($search, character 1)");
    hold("x AND OR y", "A phrase was expected, found OR ($search, character 7)");
    hold(
        "NOT",
        "A phrase with a letter or a digit was expected ($search, character 4)",
    );
}

#[test]
fn the_directory_wants_a_header() {
    let users = Subject::collection_of(ty("user"));
    let packages = Subject::collection_of(ty("accessPackage"));
    let check = |query: &str, subject: Subject, level: Option<&str>| {
        let options = QueryOptions::parse(&encoded(query), subject).expect(query);
        options.check_consistency(&Preferences::read([], level))
    };
    for (query, says) in [
        ("$search=\"displayName:x\"", "$search query parameter only works"),
        ("$filter=endsWith(mail,'x')&$count=true", "Operator 'endsWith'"),
        ("$filter=displayName ne 'x'&$count=true", "Operator 'ne'"),
        (
            "$filter=startsWith(displayName,'x')&$orderby=displayName&$count=true",
            "$filter together with $orderby",
        ),
        ("$filter=businessPhones/$count eq 0&$count=true", "$count in $filter"),
        (
            "$filter=id eq '1' or businessPhones/any(p:not (p eq 'x'))&$count=true",
            "Operator 'not'",
        ),
    ] {
        let error = check(query, users, None).expect_err(query);
        assert!(error.message().contains(says), "{query}: {error}");
        assert!(
            error.message().contains("ConsistencyLevel: eventual"),
            "{query}: {error}"
        );
        assert_eq!(error.code(), "Request_UnsupportedQuery");
        check(query, users, Some("eventual")).expect(query);
        if let Some(without) = query.strip_suffix("&$count=true") {
            let error = check(without, users, Some("eventual")).expect_err(query);
            assert!(error.message().contains("'$count=true'"), "{query}: {error}");
        }
    }
    for query in [
        "$filter=displayName ne 'x'",
        "$search=x",
        "$filter=id eq '1'&$orderby=displayName",
    ] {
        check(query, packages, None).expect(query);
    }
    for query in [
        "$filter=startsWith(displayName,'x') and accountEnabled eq true",
        "$count=true&$orderby=displayName",
    ] {
        check(query, users, None).expect(query);
    }
}
