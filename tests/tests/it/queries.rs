//! Typed queries: what each part of `query` writes, and how it arrives in a request's URL.
//!
//! What must not compile is in `tests/compile-fail`.

mod generated;

use std::str::FromStr as _;
use std::sync::LazyLock;

use futures::TryStreamExt as _;
use integration_tests::http::{FakeCredential, Service, json};
use msgraph_identity_governance::model::Property;
use msgraph_identity_governance::query::{Expansion, Filter, Search, Selection, item};
use msgraph_identity_governance::v1_0::{GraphClient, models::*};
use msgraph_identity_governance::values::{Date, DateTimeOffset, Duration, Guid, TimeOfDay};
use msgraph_identity_governance::{ItemCount, Page, Request as ApiRequest};
use proptest::prelude::*;
use serde_json::json;

use AccessPackage as Package;
use AccessPackageAssignmentRequest as Request;
use AccessReviewScheduleDefinition as Definition;
use identity_governance::{LifecycleTaskCategory, Task};

/// One for all: making a client loads the certificates of the system.
fn client() -> &'static GraphClient {
    static CLIENT: LazyLock<GraphClient> = LazyLock::new(|| GraphClient::new(FakeCredential::new(), None).unwrap());
    &CLIENT
}

/// The query of a request, percent-decoded, as `name=value` pairs in order.
fn query<A: msgraph_identity_governance::FromResponse, O>(request: &ApiRequest<A, O>) -> Vec<(String, String)> {
    let shown = request.what_if().unwrap();
    shown.url().query_pairs().into_owned().collect()
}

fn at(text: &str) -> DateTimeOffset {
    DateTimeOffset::from_str(text).unwrap()
}

fn written<M>(filter: Filter<M>, text: &str) {
    assert_eq!(filter.to_string(), text);
}

#[test]
fn comparisons_write_literals_as_odata_does() {
    written(Request::STATUS.eq("o'clock's"), "status eq 'o''clock''s'");
    written(Request::STATUS.eq("a".to_owned()), "status eq 'a'");
    let owned = "a".to_owned();
    written(Request::STATUS.ne(&owned), "status ne 'a'");
    written(Request::STATUS.eq(""), "status eq ''");
    written(
        Request::STATE.eq(AccessPackageRequestState::PendingApproval),
        "state eq 'pendingApproval'",
    );
    written(
        Request::STATE.eq(AccessPackageRequestState::from("of'Later")),
        "state eq 'of''Later'",
    );
    written(
        Request::CREATED_DATE_TIME.ge(at("2026-01-02T03:04:05.0600000+01:00")),
        &format!("createdDateTime ge {}", at("2026-01-02T03:04:05.0600000+01:00")),
    );
    let moment = time::OffsetDateTime::from_unix_timestamp(0).unwrap();
    written(
        Request::CREATED_DATE_TIME.lt(moment),
        "createdDateTime lt 1970-01-01T00:00:00Z",
    );
    written(Package::IS_HIDDEN.eq(true), "isHidden eq true");
    written(Task::EXECUTION_SEQUENCE.gt(3), "executionSequence gt 3");
    written(Task::EXECUTION_SEQUENCE.le(-3), "executionSequence le -3");
    written(
        ExpirationPattern::DURATION.eq(Duration::from_str("P365D").unwrap()),
        "duration eq duration'P365D'",
    );
    let guid = Guid::from_str("957D0C50-466b-4840-bb5b-c92cea7141ff").unwrap();
    written(KeyCredential::KEY_ID.eq(guid), &format!("keyId eq {guid}"));
    written(
        KeyCredential::CUSTOM_KEY_IDENTIFIER.eq(msgraph_identity_governance::values::Binary::from(vec![0xfb, 0xff])),
        "customKeyIdentifier eq binary'-_8'",
    );
    written(
        WorkingHours::START_TIME.ge(TimeOfDay::from_str("08:30:00").unwrap()),
        "startTime ge 08:30:00",
    );
    // A member of the same model in place of a value.
    written(
        Package::CREATED_DATE_TIME.lt(Package::MODIFIED_DATE_TIME),
        "createdDateTime lt modifiedDateTime",
    );
    written(Request::STATUS.is_null(), "status eq null");
    written(Request::SCHEDULE.is_not_null(), "schedule ne null");
    written(Request::ACCESS_PACKAGE.is_null(), "accessPackage eq null");
    assert_eq!(Date::from_str("2026-02-03").unwrap().to_string(), "2026-02-03");
}

#[test]
fn functions_lists_and_flags() {
    written(Package::DISPLAY_NAME.contains("O'B"), "contains(displayName,'O''B')");
    written(Package::DISPLAY_NAME.starts_with("S"), "startsWith(displayName,'S')");
    written(
        Request::ACCESS_PACKAGE.then(Package::DISPLAY_NAME).ends_with("s"),
        "endsWith(accessPackage/displayName,'s')",
    );
    written(
        Request::STATE.is_in([AccessPackageRequestState::Denied, AccessPackageRequestState::Canceled]),
        "state in ('denied','canceled')",
    );
    written(Request::ID.is_in(["1"]), "id in ('1')");
    written(
        Task::CATEGORY.has(LifecycleTaskCategory::JOINER),
        "category has 'joiner'",
    );
    written(
        Task::CATEGORY.has(LifecycleTaskCategory::JOINER | LifecycleTaskCategory::MOVER),
        "category has 'joiner,mover'",
    );
}

#[test]
fn to_be_one_of_no_values_is_refused_before_sending() {
    let none: [&str; 0] = [];
    let packages = client()
        .identity_governance()
        .entitlement_management()
        .access_packages();
    for request in [
        packages.list().filter(Package::ID.is_in(none)),
        packages
            .list()
            .filter(!Package::ID.is_in(none).or(Package::IS_HIDDEN.eq(true))),
        packages
            .list()
            .filter(Package::INCOMPATIBLE_GROUPS.any(Group::ID.is_in(none))),
        packages
            .list()
            .expand(Package::INCOMPATIBLE_GROUPS.filter(Group::ID.is_in(none))),
    ] {
        let error = request.what_if().unwrap_err().to_string();
        assert_eq!(
            error,
            "$filter: not sent: `id` is asked to be one of no values, which no item is; leave the request out"
        );
    }
}

#[test]
fn paths_lead_through_members_and_casts() {
    written(
        Definition::SCOPE
            .cast::<AccessReviewQueryScope>()
            .then(AccessReviewQueryScope::QUERY)
            .contains("x"),
        "contains(scope/microsoft.graph.accessReviewQueryScope/query,'x')",
    );
    written(
        DirectoryObject::cast::<User>().then(User::DEPARTMENT).eq("Sales"),
        "microsoft.graph.user/department eq 'Sales'",
    );
    written(
        Request::ACCESS_PACKAGE
            .then(Package::CATALOG)
            .then(AccessPackageCatalog::STATE)
            .eq(AccessPackageCatalogState::Published),
        "accessPackage/catalog/state eq 'published'",
    );
    written(
        Request::SCHEDULE
            .then(EntitlementManagementSchedule::EXPIRATION)
            .then(ExpirationPattern::END_DATE_TIME)
            .is_null(),
        "schedule/expiration/endDateTime eq null",
    );
    let path = Request::REQUESTOR.then(AccessPackageSubject::ID);
    assert_eq!(
        (path.to_string(), format!("{path:?}")),
        ("requestor/id".into(), "requestor/id".into())
    );
    // A path is kept and used again; it is the same put together from the other end.
    let package = Package::CATALOG.then(AccessPackageCatalog::ID);
    assert_eq!(
        Request::ACCESS_PACKAGE.then(package.clone()).to_string(),
        "accessPackage/catalog/id"
    );
    assert_eq!(package.to_string(), "catalog/id");
}

#[test]
fn collections_are_gone_into_by_any_and_all() {
    written(
        Package::INCOMPATIBLE_GROUPS.any(Group::DISPLAY_NAME.eq("x").or(Group::MAIL.is_null())),
        "incompatibleGroups/any(a:a/displayName eq 'x' or a/mail eq null)",
    );
    written(
        Package::ASSIGNMENT_POLICIES.all(
            AccessPackageAssignmentPolicy::CUSTOM_EXTENSION_STAGE_SETTINGS.any(
                CustomExtensionStageSetting::STAGE.eq(AccessPackageCustomExtensionStage::AssignmentRequestCreated),
            ),
        ),
        "assignmentPolicies/all(b:b/customExtensionStageSettings/any(a:a/stage eq 'assignmentRequestCreated'))",
    );
    written(
        User::BUSINESS_PHONES.any(item().starts_with("+49")),
        "businessPhones/any(a:startsWith(a,'+49'))",
    );
    written(
        Definition::REVIEWERS.any(AccessReviewReviewerScope::QUERY.eq("a/b")),
        "reviewers/any(a:a/query eq 'a/b')",
    );
    written(
        AccessPackageAssignmentPolicy::SPECIFIC_ALLOWED_TARGETS
            .any(SubjectSet::cast::<SingleUser>().then(SingleUser::USER_ID).eq("7")),
        "specificAllowedTargets/any(a:a/microsoft.graph.singleUser/userId eq '7')",
    );
    written(Request::ANSWERS.is_not_empty(), "answers/any()");
    written(Request::ANSWERS.is_empty(), "not answers/any()");
    written(
        Package::ASSIGNMENT_POLICIES.count().gt(2),
        "assignmentPolicies/$count gt 2",
    );
    written(
        Request::ACCESS_PACKAGE.then(Package::ASSIGNMENT_POLICIES).any(
            AccessPackageAssignmentPolicy::CREATED_DATE_TIME.lt(AccessPackageAssignmentPolicy::MODIFIED_DATE_TIME),
        ),
        "accessPackage/assignmentPolicies/any(a:a/createdDateTime lt a/modifiedDateTime)",
    );
}

#[test]
fn what_binds_looser_gets_parentheses() {
    let [a, b, c] = ["a", "b", "c"].map(|id| Request::ID.eq(id));
    written(
        a.clone().and(b.clone()).or(c.clone()),
        "id eq 'a' and id eq 'b' or id eq 'c'",
    );
    written(
        a.clone().or(b.clone()).and(c.clone()),
        "(id eq 'a' or id eq 'b') and id eq 'c'",
    );
    written(!a.clone(), "not (id eq 'a')");
    written(!!a.clone(), "not (not (id eq 'a'))");
    written(!Request::ID.contains("a"), "not contains(id,'a')");
    written(!a.clone().and(b), "not (id eq 'a' and id eq 'b')");
    written((!a).and(c), "not (id eq 'a') and id eq 'c'");
}

#[test]
fn options_of_a_list_arrive_in_its_url() {
    let requests = client()
        .identity_governance()
        .entitlement_management()
        .assignment_requests();
    let request = requests
        .list()
        .filter(
            Request::STATE
                .eq(AccessPackageRequestState::Delivered)
                .and(Request::JUSTIFICATION.contains("50% & é#")),
        )
        .orderby((Request::CREATED_DATE_TIME.desc(), Request::STATUS))
        .select((
            Request::ID,
            Request::STATE,
            Request::SCHEDULE.then(EntitlementManagementSchedule::EXPIRATION),
        ))
        .expand((
            Request::ACCESS_PACKAGE
                .select((Package::ID, Package::DISPLAY_NAME))
                .expand(
                    Package::ASSIGNMENT_POLICIES
                        .filter(AccessPackageAssignmentPolicy::DISPLAY_NAME.ne("a;b)'"))
                        .orderby(AccessPackageAssignmentPolicy::DISPLAY_NAME.asc())
                        .select(AccessPackageAssignmentPolicy::ID)
                        .top(5)
                        .skip(1)
                        .count(true),
                ),
            Request::REQUESTOR,
        ))
        .search("sales \"EMEA\"")
        .top(50)
        .skip(100)
        .count(true);
    assert_eq!(
        query(&request),
        [
            ("$filter", "state eq 'delivered' and contains(justification,'50% & é#')"),
            ("$orderby", "createdDateTime desc,status"),
            ("$select", "id,state,schedule/expiration"),
            (
                "$expand",
                "accessPackage($select=id,displayName;$expand=assignmentPolicies($filter=displayName ne 'a;b)''';$orderby=displayName asc;$select=id;$top=5;$skip=1;$count=true)),requestor"
            ),
            ("$search", r#""sales \"EMEA\"""#),
            ("$top", "50"),
            ("$skip", "100"),
            ("$count", "true"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
    );
    // Once, not twice: nothing but these is encoded, and `+` of an offset must not arrive as a blank.
    let request = requests
        .list()
        .filter(Request::COMPLETED_DATE_TIME.gt(at("2026-01-01T00:00:00+02:00")));
    let shown = request.what_if().unwrap();
    assert_eq!(
        shown.url().query(),
        Some("$filter=completedDateTime%20gt%202026-01-01T00:00:00%2B02:00")
    );
    // The last one counts.
    let request = requests
        .list()
        .select(Request::ID)
        .select_raw("status")
        .select(Request::STATE);
    assert_eq!(query(&request), [("$select".to_owned(), "state".to_owned())]);
}

#[test]
fn lists_of_members_can_be_made_at_run_time() {
    let requests = client()
        .identity_governance()
        .entitlement_management()
        .assignment_requests();
    let names = vec![Request::ID, Request::STATUS];
    let request = requests
        .list()
        .select(&names)
        .orderby([Request::ID.desc(), Request::STATE.asc()])
        .expand(vec![Request::ASSIGNMENT]);
    let values: Vec<String> = query(&request).into_iter().map(|(_, value)| value).collect();
    assert_eq!(values, ["id,status", "id desc,state asc", "assignment"]);
}

#[test]
fn an_empty_list_asks_for_nothing() {
    let packages = client()
        .identity_governance()
        .entitlement_management()
        .access_packages();
    let none: Vec<Property<Package, String>> = Vec::new();
    let request = packages
        .list()
        .select(Package::ID)
        .select(&none)
        .orderby(&none)
        .expand(Package::CATALOG.select(Vec::<Property<AccessPackageCatalog, String>>::new()));
    assert_eq!(query(&request), [("$expand".to_owned(), "catalog".to_owned())]);
    // Members of different types, chosen at run time.
    let chosen: Vec<&dyn Selection<Package>> = vec![&Package::ID, &Package::IS_HIDDEN];
    let boxed: Vec<Box<dyn Expansion<Package>>> = vec![
        Box::new(Package::CATALOG),
        Box::new(Package::INCOMPATIBLE_GROUPS.top(1)),
    ];
    let values: Vec<String> = query(&packages.list().select(chosen).expand(boxed))
        .into_iter()
        .map(|(_, value)| value)
        .collect();
    assert_eq!(values, ["id,isHidden", "catalog,incompatibleGroups($top=1)"]);
    let any = ["a", "b"]
        .iter()
        .map(|name| Package::DISPLAY_NAME.eq(name))
        .reduce(Filter::or)
        .unwrap();
    written(any, "displayName eq 'a' or displayName eq 'b'");
}

#[test]
fn what_is_no_member_is_neither_selected_nor_expanded() {
    let packages = client()
        .identity_governance()
        .entitlement_management()
        .access_packages();
    let catalog = Package::CATALOG;
    for (request, path) in [
        (
            packages.list().select(catalog.then(AccessPackageCatalog::ID)),
            "catalog/id",
        ),
        (
            packages.list().select(Package::ASSIGNMENT_POLICIES.count()),
            "assignmentPolicies/$count",
        ),
        (
            packages
                .list()
                .expand(catalog.then(AccessPackageCatalog::ACCESS_PACKAGES)),
            "catalog/accessPackages",
        ),
        (
            packages
                .list()
                .expand(catalog.then(AccessPackageCatalog::ACCESS_PACKAGES).top(1)),
            "catalog/accessPackages",
        ),
    ] {
        let reported = request.what_if().unwrap_err().to_string();
        assert!(
            reported.contains(&format!("`{path}` is no member of the entity itself")),
            "{reported}"
        );
    }
    // Through complex members and casts it is one, and a filter asks about all of them.
    let scope = Definition::SCOPE
        .cast::<AccessReviewQueryScope>()
        .then(AccessReviewQueryScope::QUERY);
    let definitions = client().identity_governance().access_reviews().definitions();
    assert!(definitions.list().select(scope).what_if().is_ok());
    assert!(
        packages
            .list()
            .filter(catalog.then(AccessPackageCatalog::ID).eq("1"))
            .what_if()
            .is_ok()
    );
}

#[test]
fn values_of_rusts_own_types_are_compared() {
    written(
        Package::ASSIGNMENT_POLICIES.count().gt(2_usize),
        "assignmentPolicies/$count gt 2",
    );
    written(
        ExpirationPattern::DURATION.eq(std::time::Duration::from_secs(90)),
        "duration eq duration'PT1M30S'",
    );
    written(
        WorkingHours::START_TIME.ge(time::macros::time!(8:30)),
        "startTime ge 08:30:00",
    );
    written(
        Package::DISPLAY_NAME.eq(std::borrow::Cow::Borrowed("a'b")),
        "displayName eq 'a''b'",
    );
}

#[test]
fn searches_are_quoted_and_joined() {
    let texts: [(Search<Package>, &str); 4] = [
        ("a".into(), r#""a""#),
        (Package::DISPLAY_NAME.matches(r#"x"\"#), r#""displayName:x\"\\""#),
        (
            Package::DISPLAY_NAME
                .matches("a")
                .and(Package::DESCRIPTION.matches("b").or("c".into())),
            r#""displayName:a" AND ("description:b" OR "c")"#,
        ),
        (
            Package::DISPLAY_NAME
                .matches("a")
                .or(Package::DESCRIPTION.matches("b").and("c".into())),
            r#""displayName:a" OR "description:b" AND "c""#,
        ),
    ];
    for (search, text) in texts {
        assert_eq!(search.to_string(), text);
    }
}

#[test]
fn a_list_of_several_types_is_asked_by_its_declared_type() {
    let groups = client()
        .identity_governance()
        .entitlement_management()
        .access_package_assignment_approvals();
    let request = groups.list().filter(Approval::ID.eq("1"));
    assert_eq!(query(&request)[0].1, "id eq '1'");
    let extensions = client()
        .identity_governance()
        .entitlement_management()
        .catalogs()
        .by_id("1")
        .custom_workflow_extensions();
    let request: ApiRequest<Page<AnyCustomCalloutExtension>, _> = extensions
        .list()
        .filter(CustomCalloutExtension::DISPLAY_NAME.eq("SoD"))
        .select((
            CustomCalloutExtension::ID,
            CustomCalloutExtension::cast::<AccessPackageAssignmentRequestWorkflowExtension>()
                .then(AccessPackageAssignmentRequestWorkflowExtension::CALLBACK_CONFIGURATION),
        ));
    assert_eq!(
        query(&request)[1].1,
        "id,microsoft.graph.accessPackageAssignmentRequestWorkflowExtension/callbackConfiguration"
    );
}

#[tokio::test]
async fn a_count_takes_a_filter_of_its_items() {
    let service = Service::start().await;
    let path = "/v1.0/identityGovernance/entitlementManagement/accessPackages";
    service
        .respond(
            "GET",
            &format!("{path}/$count"),
            wiremock::ResponseTemplate::new(200).set_body_string("\u{feff}12"),
        )
        .await;
    service
        .respond("GET", path, json(200, &json!({"value": [{"id": "1"}]})))
        .await;
    let client = GraphClient::new(FakeCredential::new(), Some(service.options())).unwrap();
    let packages = client.identity_governance().entitlement_management().access_packages();
    let count: ItemCount<Package> = packages
        .count()
        .filter(Package::IS_HIDDEN.eq(false))
        .send()
        .await
        .unwrap();
    assert_eq!(
        (count.get(), count.to_string().as_str(), u64::from(count)),
        (12, "12", 12)
    );
    assert!(count == 12 && count == ItemCount::clone(&count));
    let items: Vec<Package> = packages.list().select(Package::ID).items().try_collect().await.unwrap();
    assert_eq!(items.len(), 1);
    let targets: Vec<String> = service
        .arrived()
        .await
        .into_iter()
        .map(|arrived| arrived.target)
        .collect();
    assert_eq!(
        targets,
        [
            format!("{path}/$count?$filter=isHidden%20eq%20false"),
            format!("{path}?$select=id")
        ]
    );
}

#[test]
fn debug_output_shows_no_values() {
    let filter = Request::JUSTIFICATION.eq("private");
    let expand = Package::ASSIGNMENT_POLICIES.filter(AccessPackageAssignmentPolicy::DISPLAY_NAME.eq("private"));
    let search = Package::DISPLAY_NAME.matches("private");
    for text in [format!("{filter:?}"), format!("{expand:?}"), format!("{search:?}")] {
        assert!(!text.contains("private"), "{text}");
    }
}
