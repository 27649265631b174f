//! Pages: their sizes, the links between them, and what happens in between.

use super::*;

/// Follows the links of a list to its end, and gives the ids of each page.
fn pages(service: &Service, query: &str) -> Vec<String> {
    let mut pages = Vec::new();
    let mut body = service.list(query);
    loop {
        let items = body["value"].as_array().expect("a list").clone();
        let ids: Vec<&str> = items.iter().filter_map(|item| item["id"].as_str()).collect();
        pages.push(ids.join(","));
        match body.get("@odata.nextLink") {
            Some(link) => body = service.list(&query_of(link)),
            None => return pages,
        }
    }
}

fn service(numbers: impl IntoIterator<Item = usize>) -> Service {
    Service::new(ty("accessPackage"), numbered(numbers))
}

#[test]
fn a_list_is_cut_into_pages() {
    let service = service(1..=7);
    assert_eq!(pages(&service, "$top=3"), ["1,2,3", "4,5,6", "7"]);
    assert_eq!(pages(&service, "$top=7"), ["1,2,3,4,5,6,7"]);
    assert_eq!(pages(&service, "$top=3&$skip=2"), ["3,4,5", "6,7"]);
    assert_eq!(pages(&service, "$top=3&$orderby=id desc"), ["7,6,5", "4,3,2", "1"]);
    assert_eq!(
        pages(&service, "$top=2&$filter=id gt '4'&$orderby=id desc&$skip=1"),
        ["6,5"]
    );
}

#[test]
fn a_page_has_a_size_by_default_and_at_most() {
    let service = service(0..2_000);
    let sizes = |query: &str| -> Vec<usize> {
        let pages = pages(&service, query);
        pages.iter().map(|page| page.split(',').count()).collect()
    };
    assert_eq!(sizes(""), [100; 20]);
    assert_eq!(sizes("$top=999"), [999, 999, 2]);
    let length = |prefer: &'static str, query: &str| {
        let body = service
            .list_with(query, &Preferences::read([prefer], None))
            .expect("a page");
        body["value"].as_array().map(Vec::len)
    };
    assert_eq!(length("odata.maxpagesize=7", ""), Some(7));
    assert_eq!(length("odata.maxpagesize=7", "$top=5"), Some(5));
    assert_eq!(length("odata.maxpagesize=7", "$top=9"), Some(7));
    assert_eq!(length("odata.maxpagesize=5000", ""), Some(999));
}

#[test]
fn further_pages_are_as_large_as_the_first() {
    let service = service(1..=5);
    let preferences = Preferences::read(["odata.maxpagesize=2"], None);
    let body = service.list_with("", &preferences).expect("a page");
    let next = service.list(&query_of(&body["@odata.nextLink"]));
    assert_eq!(next["value"].as_array().map(Vec::len), Some(2));
}

#[test]
fn a_count_is_of_all_pages() {
    let service = service(1..=7);
    let body = service.list("$count=true&$top=2&$skip=1&$filter=id ne '4'");
    assert_eq!(body["@odata.count"], 6);
    let next = service.list(&query_of(&body["@odata.nextLink"]));
    assert_eq!(next["@odata.count"], 6);
    assert_eq!(next["value"], json!([{"id": "5"}, {"id": "6"}]));
    assert_eq!(service.list("$count=false").get("@odata.count"), None);
    let none = service.list("$top=0&$count=true");
    assert_eq!((&none["@odata.count"], &none["value"]), (&json!(7), &json!([])));
    assert_eq!(none.get("@odata.nextLink"), None);
}

#[test]
fn entities_are_counted_without_a_page() {
    let service = service(1..=7);
    let count = |query: &str| {
        let options = QueryOptions::parse(&encoded(query), Subject::collection_of(service.ty)).expect(query);
        let view = View::new(&service.graph, NOW, &service.tokens);
        view.count(service.graph.roots().iter().copied(), &options)
    };
    assert_eq!(count(""), Ok(7));
    assert_eq!(count("$filter=id gt '5'"), Ok(2));
    assert_eq!(count("$search=\"nothing\""), Ok(0));
}

#[test]
fn what_is_added_or_removed_in_between_hides_nothing() {
    // The ordinal of an entity is its place in the document: those that are there are chosen by the list of nodes.
    let all = service(0..=9);
    let nodes =
        |numbers: &[usize]| -> Vec<JsonNode> { numbers.iter().map(|number| all.graph.roots()[*number]).collect() };
    let list = |query: &str, numbers: &[usize]| {
        let subject = Subject::collection_of(all.ty);
        let options = QueryOptions::read(&encoded(query), subject, &all.address, &all.tokens).expect(query);
        let view = View::new(&all.graph, NOW, &all.tokens);
        let body = view.collection(nodes(numbers), &options, &all.address, &Preferences::default());
        body.expect(query)
    };
    let ids = |body: &Value| -> Vec<String> {
        let items = body["value"].as_array().expect("a list");
        items
            .iter()
            .filter_map(|item| item["id"].as_str())
            .map(str::to_owned)
            .collect()
    };
    for (query, first, second) in [
        ("$top=2", ["2", "4"], ["6", "7"]),
        ("$top=2&$orderby=id", ["2", "4"], ["6", "7"]),
        ("$top=2&$orderby=displayName", ["2", "4"], ["6", "7"]),
        ("$top=2&$orderby=id desc", ["8", "6"], ["5", "3"]),
    ] {
        let body = list(query, &[2, 4, 6, 8]);
        assert_eq!(ids(&body), first, "{query}");
        // The last item of the page is removed, others are added before and behind.
        let now = match query.contains("desc") {
            true => vec![3, 5, 9, 8, 7],
            false => vec![9, 8, 7, 6, 2, 1, 0],
        };
        let next = list(&query_of(&body["@odata.nextLink"]), &now);
        assert_eq!(ids(&next), second, "{query}");
    }
}

#[test]
fn the_order_of_what_is_given_does_not_matter() {
    let service = service(0..50);
    let subject = Subject::collection_of(service.ty);
    let options = QueryOptions::parse("$top=50", subject).expect("a query");
    let view = View::new(&service.graph, NOW, &service.tokens);
    let mut nodes: Vec<JsonNode> = service.graph.roots().to_vec();
    nodes.reverse();
    let body = view.collection(nodes, &options, &service.address, &Preferences::default());
    assert_eq!(body.expect("a page")["value"], service.items("$top=50"));
}

#[test]
fn a_token_is_of_one_service_and_one_collection() {
    let service = service(1..=7);
    let body = service.list("$top=3&$filter=id ne '2'");
    let query = query_of(&body["@odata.nextLink"]);
    let read = |query: &str, path: &str, tokens: &TokenKey| {
        let place = v1_0::API.resolve(path).expect("a path");
        let address = Address::of(SERVICE, path, &place);
        let subject = Subject::collection_of(service.ty);
        QueryOptions::read(query, subject, &address, tokens).map(|_| ())
    };
    read(&query, PACKAGES, &service.tokens).expect("the service's own");
    let refused = |query: &str, path: &str, tokens: &TokenKey| {
        let error = read(query, path, tokens).expect_err("foreign");
        error.message().to_owned()
    };
    let other = refused(
        &query,
        "/identityGovernance/entitlementManagement/catalogs",
        &service.tokens,
    );
    assert!(other.contains("another collection"), "{other}");
    let foreign = refused(&query, PACKAGES, &TokenKey::random());
    assert!(foreign.contains("not one of this service"), "{foreign}");
    let changed = query.replace("$skiptoken=ey", "$skiptoken=ez");
    assert_ne!(changed, query);
    assert!(refused(&changed, PACKAGES, &service.tokens).contains("not one of this service"));
    let beside = refused(&format!("{query}&$top=5"), PACKAGES, &service.tokens);
    assert!(beside.contains("$top cannot stand beside $skiptoken"), "{beside}");
    read(&format!("{query}&$format=json"), PACKAGES, &service.tokens).expect("a format");
    let message = refusal(service.ty, "$skiptoken=abc");
    assert_eq!(message, "A $skiptoken has no place here.");
}

#[test]
fn long_texts_to_order_by_keep_a_link_short() {
    let documents = (0..9).map(|number| json!({"id": number.to_string(), "displayName": "x".repeat(100_000)}));
    let service = Service::new(ty("accessPackage"), documents);
    let body = service.list("$top=4&$orderby=displayName,id desc");
    let link = body["@odata.nextLink"].as_str().expect("a link");
    assert!(link.len() < 1_000, "{}", link.len());
    assert_eq!(
        pages(&service, "$top=4&$orderby=displayName,id desc&$select=id"),
        ["8,7,6,5", "4,3,2,1", "0"]
    );
}

#[test]
fn values_are_listed_as_entities_are() {
    let service = service(0..1);
    let value = |value: Value, ty: &str, collection: bool, query: &str| {
        let ty = self::ty(ty);
        let subject = if collection {
            Subject::collection_of(ty)
        } else {
            Subject::one(ty)
        };
        let options = QueryOptions::parse(&encoded(query), subject)?;
        let view = View::new(&service.graph, NOW, &service.tokens);
        view.value(&value, &options, &service.address, &Preferences::default())
    };
    let answers = json!([{"displayValue": "a"}, {"displayValue": "b"}, {"displayValue": "c"}]);
    let body = value(
        answers.clone(),
        "accessPackageAnswer",
        true,
        "$filter=displayValue ne 'b'&$top=1&$count=true",
    );
    let body = body.expect("a list");
    assert_eq!(
        (&body["value"], &body["@odata.count"]),
        (&json!([{"displayValue": "a"}]), &json!(2))
    );
    let schedule = json!({"startDateTime": "2026-01-01T00:00:00Z", "recurrence": null});
    let body = value(schedule, "entitlementManagementSchedule", false, "$select=recurrence").expect("a value");
    assert_eq!(body.get("startDateTime"), None);
    assert_eq!(body["recurrence"], Value::Null);
    assert!(
        body["@odata.context"]
            .as_str()
            .is_some_and(|context| context.contains("$metadata#"))
    );
    let phones = ty("user")
        .member("businessPhones")
        .and_then(|member| member.ty())
        .expect("a collection of text");
    let options = QueryOptions::parse(
        "$filter=startsWith($it,'3')%20or%20$it%20eq%20'1'",
        Subject::from(phones),
    );
    let view = View::new(&service.graph, NOW, &service.tokens);
    let options = options.expect("a filter of texts");
    let body = view.value(
        &json!(["34", "2", "1"]),
        &options,
        &service.address,
        &Preferences::default(),
    );
    assert_eq!(body.expect("texts")["value"], json!(["34", "1"]));
    let error = value(answers, "accessPackageAnswer", true, "$search=x").expect_err("a search");
    assert!(error.message().contains("are for entities"), "{error}");
}
