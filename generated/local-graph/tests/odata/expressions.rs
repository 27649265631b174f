//! Each construct of `$filter`, over a few entities.

use super::*;

/// A task, a request and so on by number.
fn requests() -> (JsonGraph, Type) {
    let ty = ty("accessPackageAssignmentRequest");
    let documents = [
        json!({
            "id": "1",
            "state": "pendingApproval",
            "requestType": "userAdd",
            "justification": "It's for O'Hara",
            "createdDateTime": "2026-01-01T00:00:00.0000001Z",
            "schedule": {"expiration": {"duration": "P365D", "type": "afterDuration"}},
            "accessPackage": {"id": "p1", "displayName": "Sales", "isHidden": false, "catalog": {"id": "c1"}},
            "requestor": {"id": "s1", "objectId": "u1", "displayName": "Ann"},
            "answers": [
                {"@odata.type": "#microsoft.graph.accessPackageAnswerString", "value": "Yes", "displayValue": "Yes"},
                {"displayValue": "No"},
            ],
        }),
        json!({
            "id": "2",
            "state": "Delivered",
            "justification": null,
            "createdDateTime": "2026-03-01T01:00:00+01:00",
            "completedDateTime": "2026-03-02T00:00:00Z",
            "schedule": {"expiration": {"endDateTime": "2026-12-01T00:00:00Z", "type": "afterDateTime"}},
            "accessPackage": {"id": "p2", "displayName": "marketing", "isHidden": true},
            "requestor": {"id": "s2", "objectId": "u2", "displayName": "Bob"},
        }),
        json!({"id": "3", "state": "someLaterState", "answers": []}),
    ];
    (JsonGraph::new(ty, documents), ty)
}

/// Holds filters against the ids that they fit.
fn hold(graph: &JsonGraph, ty: Type, cases: &[(&str, &[&str])]) {
    for (filter, expected) in cases {
        assert_eq!(ids(graph, ty, filter), *expected, "{filter}");
    }
}

#[test]
fn values_are_compared() {
    let (graph, ty) = requests();
    hold(
        &graph,
        ty,
        &[
            ("id eq '2'", &["2"]),
            ("'2' eq id", &["2"]),
            ("id ne '2'", &["1", "3"]),
            ("id gt '1' and id lt '3'", &["2"]),
            ("id ge '2'", &["2", "3"]),
            ("id le '2'", &["1", "2"]),
            ("id in ('1','3','4')", &["1", "3"]),
            ("not (id in ('1', '3'))", &["2"]),
            ("justification eq 'it''s FOR o''hara'", &["1"]),
            ("requestor/displayName eq accessPackage/displayName", &["3"]),
        ],
    );
}

#[test]
fn a_path_goes_through_entities_and_values() {
    let (graph, ty) = requests();
    hold(
        &graph,
        ty,
        &[
            ("accessPackage/catalog/id eq 'c1'", &["1"]),
            ("accessPackage/Id eq 'p2'", &["2"]),
            ("schedule/expiration/type eq 'afterDuration'", &["1"]),
            ("$it/accessPackage/id eq 'p1'", &["1"]),
            ("accessPackage/isHidden", &["2"]),
            ("not accessPackage/isHidden", &["1"]),
        ],
    );
}

#[test]
fn null_follows_three_valued_logic() {
    let (graph, ty) = requests();
    hold(
        &graph,
        ty,
        &[
            ("justification eq null", &["2", "3"]),
            ("justification ne null", &["1"]),
            ("null eq null", &["1", "2", "3"]),
            ("accessPackage eq null", &["3"]),
            ("accessPackage ne null", &["1", "2"]),
            ("null ne accessPackage/catalog", &["1"]),
            ("schedule eq null", &["3"]),
            // A comparison with null is false, and its contrary true.
            ("completedDateTime gt 2020-01-01T00:00:00Z", &["2"]),
            ("not (completedDateTime gt 2020-01-01T00:00:00Z)", &["1", "3"]),
            ("completedDateTime gt null", &[]),
            // A function of null is null, and so is its contrary.
            ("contains(justification,'x')", &[]),
            ("not contains(justification,'x')", &["1"]),
            ("not contains(justification,'x') or id eq '3'", &["1", "3"]),
            ("not (contains(justification,'x') and id eq '3')", &["1", "2"]),
            ("accessPackage/isHidden eq null", &["3"]),
        ],
    );
}

#[test]
fn and_binds_before_or_and_not_before_both() {
    let (graph, ty) = requests();
    hold(
        &graph,
        ty,
        &[
            ("id eq '1' or id eq '2' and id eq '3'", &["1"]),
            ("(id eq '1' or id eq '2') and id eq '2'", &["2"]),
            ("not (id eq '1') and id ne '2'", &["3"]),
            ("not not (id eq '1')", &["1"]),
            ("id eq '1' eq true", &["1"]),
            ("((((id eq '1'))))", &["1"]),
            ("id eq '1' AND accessPackage/isHidden EQ false", &["1"]),
        ],
    );
}

#[test]
fn enumerations_are_bare_quoted_or_qualified() {
    let (graph, ty) = requests();
    hold(
        &graph,
        ty,
        &[
            ("state eq 'pendingApproval'", &["1"]),
            ("state eq 'PendingApproval'", &["1"]),
            ("state eq pendingApproval", &["1"]),
            ("delivered eq state", &["2"]),
            ("state eq microsoft.graph.accessPackageRequestState'delivered'", &["2"]),
            ("state eq graph.accessPackageRequestState'delivered'", &["2"]),
            ("state in ('delivered', pendingApproval)", &["1", "2"]),
            ("state ne 'delivered'", &["1", "3"]),
            ("requestType has 'userAdd'", &["1"]),
        ],
    );
}

#[test]
fn dates_and_durations_are_values() {
    let (graph, ty) = requests();
    hold(
        &graph,
        ty,
        &[
            ("createdDateTime eq 2026-01-01T00:00:00.0000001Z", &["1"]),
            ("createdDateTime gt 2026-01-01T00:00:00Z", &["1", "2"]),
            ("createdDateTime gt 2026-01-01T00:00:00.0000001Z", &["2"]),
            ("createdDateTime eq 2026-02-28T16:00:00-08:00", &["2"]),
            ("createdDateTime lt '2026-02-01T00:00:00Z'", &["1"]),
            ("createdDateTime ge 2026-03-01", &["2"]),
            ("createdDateTime lt now()", &["1", "2"]),
            ("createdDateTime gt now() sub duration'P300D'", &["2"]),
            ("schedule/expiration/duration eq duration'P365D'", &["1"]),
            ("schedule/expiration/duration eq 'P365D'", &["1"]),
            ("schedule/expiration/duration gt PT1H", &["1"]),
            ("schedule/expiration/duration gt -P1D", &["1"]),
            ("completedDateTime sub createdDateTime eq duration'P1D'", &["2"]),
            ("createdDateTime add duration'P1D' eq completedDateTime", &["2", "3"]),
            (
                "createdDateTime lt maxdatetime() and createdDateTime gt mindatetime()",
                &["1", "2"],
            ),
        ],
    );
}

#[test]
fn lambdas_ask_for_items() {
    let (graph, ty) = requests();
    hold(
        &graph,
        ty,
        &[
            ("answers/any()", &["1"]),
            ("not answers/any()", &["2", "3"]),
            ("answers/any(a:a/displayValue eq 'no')", &["1"]),
            ("answers/any (a:a/displayValue eq 'no')", &["1"]),
            ("answers/all(a:a/displayValue ne 'x')", &["1", "2", "3"]),
            ("answers/all(a:a/displayValue eq 'no')", &["2", "3"]),
            ("answers/$count eq 2", &["1"]),
            ("answers/$count ge 0", &["1", "3"]),
            (
                "answers/any(a:a/microsoft.graph.accessPackageAnswerString/value eq 'yes')",
                &["1"],
            ),
            ("answers/microsoft.graph.accessPackageAnswerString/$count eq 1", &["1"]),
            (
                "answers/microsoft.graph.accessPackageAnswerString/any(a:a/value eq 'yes')",
                &["1"],
            ),
            ("answers/any(a:a/displayValue eq 'no' and id eq '1')", &["1"]),
            (
                "answers/any(a:a/displayValue eq 'no' and $it/state eq 'delivered')",
                &[],
            ),
        ],
    );
}

#[test]
fn lambdas_are_nested() {
    let ty = ty("accessPackageCatalog");
    let package = |name: &str, policies: &[&str]| {
        let policies: Vec<Value> = policies
            .iter()
            .map(|name| json!({"id": name, "displayName": name}))
            .collect();
        json!({"id": name, "displayName": name, "assignmentPolicies": policies})
    };
    let graph = JsonGraph::new(
        ty,
        [
            json!({"id": "1", "displayName": "x", "accessPackages": [package("a", &["a", "b"]), package("b", &["c"])]}),
            json!({"id": "2", "displayName": "y", "accessPackages": [package("c", &["d"])]}),
            json!({"id": "3", "displayName": "d", "accessPackages": []}),
        ],
    );
    hold(
        &graph,
        ty,
        &[
            (
                "accessPackages/any(p:p/assignmentPolicies/any(q:q/displayName eq 'b'))",
                &["1"],
            ),
            (
                "accessPackages/any(p:p/assignmentPolicies/any(q:q/displayName eq p/displayName))",
                &["1"],
            ),
            (
                "accessPackages/all(p:p/assignmentPolicies/all(q:q/displayName ne p/displayName))",
                &["2", "3"],
            ),
            (
                "accessPackages/any(p:p/assignmentPolicies/any(q:q/displayName ne $it/displayName and p/id eq 'c'))",
                &["2"],
            ),
            ("accessPackages/any(p:p/assignmentPolicies/$count eq 2)", &["1"]),
            ("accessPackages/any(b:b/assignmentPolicies/any(a:a/id eq 'd'))", &["2"]),
        ],
    );
}

#[test]
fn text_functions_ignore_case() {
    let (graph, ty) = requests();
    hold(
        &graph,
        ty,
        &[
            ("contains(accessPackage/displayName,'ALE')", &["1"]),
            ("startsWith(accessPackage/displayName,'MARK')", &["2"]),
            ("endswith(accessPackage/displayName,'s')", &["1"]),
            ("startswith(accessPackage/displayName,'s') eq true", &["1"]),
            ("tolower(accessPackage/displayName) eq 'sales'", &["1"]),
            ("toupper(concat(accessPackage/displayName,'x')) eq 'SALESX'", &["1"]),
            ("trim(concat('  ',accessPackage/displayName)) eq 'sales'", &["1"]),
            ("length(accessPackage/displayName) eq 5", &["1"]),
            ("indexof(accessPackage/displayName,'L') eq 2", &["1"]),
            ("indexof(accessPackage/displayName,'q') eq -1", &["1", "2"]),
            ("substring(accessPackage/displayName,1) eq 'ales'", &["1"]),
            ("substring(accessPackage/displayName,1,2) eq 'AL'", &["1"]),
            ("substring(accessPackage/displayName,99) eq ''", &["1", "2"]),
            ("contains('Sales and more',accessPackage/displayName)", &["1"]),
        ],
    );
}

#[test]
fn parts_of_moments_are_numbers() {
    let (graph, ty) = requests();
    hold(
        &graph,
        ty,
        &[
            ("year(createdDateTime) eq 2026 and month(createdDateTime) eq 3", &["2"]),
            ("day(createdDateTime) eq 1", &["1", "2"]),
            (
                "hour(createdDateTime) eq 0 and minute(createdDateTime) eq 0",
                &["1", "2"],
            ),
            ("second(createdDateTime) gt 0", &[]),
            ("fractionalseconds(createdDateTime) gt 0", &["1"]),
            ("date(createdDateTime) eq 2026-03-01", &["2"]),
            ("time(createdDateTime) eq 00:00:00", &["2"]),
            ("totalseconds(duration'PT1M') eq 60", &["1", "2", "3"]),
        ],
    );
}

#[test]
fn numbers_are_computed_with() {
    let ty = ty("identityGovernance.task");
    let graph = JsonGraph::new(
        ty,
        [
            json!({"id": "1", "executionSequence": 7, "category": "joiner,leaver", "isEnabled": true}),
            json!({"id": "2", "executionSequence": -2, "category": "Mover"}),
            json!({"id": "3"}),
        ],
    );
    hold(
        &graph,
        ty,
        &[
            ("executionSequence add 1 eq 8", &["1"]),
            ("executionSequence sub 1 sub 1 eq 5", &["1"]),
            ("executionSequence mul 2 add 1 eq 15", &["1"]),
            ("1 add executionSequence mul 2 eq 15", &["1"]),
            ("executionSequence div 2 eq 3", &["1"]),
            ("executionSequence div 2 mul 2 eq 6", &["1"]),
            ("executionSequence divby 2 eq 3.5", &["1"]),
            ("executionSequence mod 2 eq 1", &["1"]),
            ("executionSequence div 0 eq null", &["1", "2", "3"]),
            ("-executionSequence eq 2", &["2"]),
            ("executionSequence eq -2", &["2"]),
            ("executionSequence lt 6.5e0", &["2"]),
            ("executionSequence gt -INF and executionSequence lt INF", &["1", "2"]),
            ("executionSequence mul 9223372036854775807 eq null", &["1", "2", "3"]),
            ("round(executionSequence mul 0.5) eq 4", &["1"]),
            ("floor(3.7) eq 3 and ceiling(3.2) eq 4", &["1", "2", "3"]),
            ("category has 'joiner'", &["1"]),
            ("category has 'leaver,joiner'", &["1"]),
            (
                "category has microsoft.graph.identityGovernance.lifecycleTaskCategory'mover' or id eq '3'",
                &["2", "3"],
            ),
            ("category eq 'Leaver, joiner'", &["1"]),
            ("category eq 'joiner'", &[]),
            ("isEnabled", &["1"]),
            ("isEnabled eq true", &["1"]),
        ],
    );
}

#[test]
fn types_are_asked_for_and_cast_to() {
    let ty = ty("directoryObject");
    let graph = JsonGraph::new(
        ty,
        [
            json!({
                "@odata.type": "#microsoft.graph.user",
                "id": "1",
                "department": "Sales",
                "businessPhones": ["12", "34"],
            }),
            json!({"@odata.type": "microsoft.graph.group", "id": "2", "displayName": "Sales"}),
        ],
    );
    hold(
        &graph,
        ty,
        &[
            ("microsoft.graph.user/department eq 'sales'", &["1"]),
            ("graph.user/department eq null", &["2"]),
            ("isof('microsoft.graph.user')", &["1"]),
            ("isof(microsoft.graph.group)", &["2"]),
            ("not isof($it,microsoft.graph.group)", &["1"]),
            ("cast(id,Edm.Int64) add 1 eq 3", &["2"]),
            ("cast(cast(id,Edm.Int64),'Edm.String') eq '1'", &["1"]),
            ("microsoft.graph.user/businessPhones/any(p:p eq '34')", &["1"]),
            ("microsoft.graph.user/businessPhones/any(p:startswith(p,'1'))", &["1"]),
            ("'12' in microsoft.graph.user/businessPhones", &["1"]),
            ("microsoft.graph.user/businessPhones/$count eq 2", &["1"]),
        ],
    );
}

#[test]
fn ids_times_and_bytes_are_literals() {
    let ty = ty("application");
    let id = "957d0c50-466b-4840-bb5b-c92cea7141ff";
    let graph = JsonGraph::new(
        ty,
        [
            json!({"id": "1", "keyCredentials": [{"keyId": id, "customKeyIdentifier": "-_8"}]}),
            json!({"id": "2", "keyCredentials": []}),
        ],
    );
    hold(
        &graph,
        ty,
        &[
            (&format!("keyCredentials/any(k:k/keyId eq {id})"), &["1"]),
            (
                &format!("keyCredentials/any(k:k/keyId eq '{}')", id.to_uppercase()),
                &["1"],
            ),
            (&format!("keyCredentials/any(k:k/keyId eq guid'{id}')"), &["1"]),
            ("keyCredentials/any(k:k/customKeyIdentifier eq binary'-_8')", &["1"]),
            ("keyCredentials/any(k:k/customKeyIdentifier eq binary'AAAA')", &[]),
        ],
    );
}

#[test]
fn a_scope_is_cast_as_documented() {
    let ty = ty("accessReviewScheduleDefinition");
    let graph = JsonGraph::new(
        ty,
        [
            json!({
                "id": "1",
                "scope": {"@odata.type": "#microsoft.graph.accessReviewQueryScope", "query": "./members"},
            }),
            json!({"id": "2", "scope": {"@odata.type": "#microsoft.graph.principalResourceMembershipsScope"}}),
            json!({"id": "3", "settings": {"recurrence": {"range": {"startDate": "2026-02-01"}}}}),
        ],
    );
    hold(
        &graph,
        ty,
        &[
            (
                "contains(scope/microsoft.graph.accessReviewQueryScope/query, './members')",
                &["1"],
            ),
            ("isof(scope,microsoft.graph.accessReviewQueryScope)", &["1"]),
            ("scope/microsoft.graph.accessReviewQueryScope eq null", &["2", "3"]),
            ("settings/recurrence/range/startDate gt 2026-01-31", &["3"]),
            ("settings/recurrence/range/startDate eq '2026-02-01'", &["3"]),
        ],
    );
}

#[test]
fn open_types_have_members_of_any_name() {
    let ty = ty("user");
    let graph = JsonGraph::new(
        ty,
        [
            json!({"id": "1", "customSecurityAttributes": {"Project": {"Level": 5, "Name": "Baker"}}}),
            json!({"id": "2", "customSecurityAttributes": {"Project": "none"}}),
        ],
    );
    hold(
        &graph,
        ty,
        &[
            ("customSecurityAttributes/Project/Level ge 5", &["1"]),
            ("customSecurityAttributes/Project/Name eq 'baker'", &["1"]),
            ("customSecurityAttributes/Project eq 'none'", &["2"]),
            ("customSecurityAttributes/Other eq null", &["1", "2"]),
        ],
    );
}
