//! Pages as the service sends them: the same each time, members in the service's order, which is not that of our
//! tables.
//!
//! Texts, ids and dates are made up from the item's number.

use std::fmt::Write;

/// A page of so many assignment requests with a good deal expanded, about 4 KB each.
pub fn assignment_requests(count: usize) -> String {
    page("entitlementManagement/assignmentRequests", count, assignment_request)
}

/// A page of so many assignment policies, with approval stages, reviews, questions and the access package.
pub fn policies(count: usize) -> String {
    page("entitlementManagement/assignmentPolicies", count, policy)
}

/// A page of so many lifecycle workflows with their tasks.
pub fn workflows(count: usize) -> String {
    page("lifecycleWorkflows/workflows", count, workflow)
}

/// A page of assignment requests, each with a value that does not fit: a text where a date-time is declared.
pub fn mismatched_requests(count: usize) -> String {
    assignment_requests(count).replace(r#""completedDateTime":""#, r#""completedDateTime":"about "#)
}

fn page(path: &str, count: usize, item: fn(usize) -> String) -> String {
    let mut text = format!(
        r#"{{"@odata.context":"https://graph.example/v1.0/$metadata#identityGovernance/{path}","@odata.count":{count},"value":["#
    );
    for number in 0..count {
        if number > 0 {
            text.push(',');
        }
        text.push_str(&item(number));
    }
    text.push_str("]}");
    text
}

fn list(count: usize, item: impl Fn(usize) -> String) -> String {
    let mut text = String::from("[");
    for number in 0..count {
        if number > 0 {
            text.push(',');
        }
        text.push_str(&item(number));
    }
    text.push(']');
    text
}

fn id(kind: usize, number: usize) -> String {
    format!(
        "{:08x}-{:04x}-4b37-8445-{:012x}",
        number.wrapping_mul(2_654_435_761) as u32,
        kind,
        number * 7919 + kind
    )
}

fn etag(number: usize) -> String {
    format!(r#"W/\"{:08x}\""#, number.wrapping_mul(2_246_822_519) as u32)
}

fn date(number: usize) -> String {
    format!(
        "2026-{:02}-{:02}T{:02}:{:02}:12.{:07}Z",
        number % 12 + 1,
        number % 28 + 1,
        number % 24,
        number % 60,
        number * 997 % 10_000_000
    )
}

fn pick(number: usize, names: &[&'static str]) -> &'static str {
    names.get(number % names.len().max(1)).copied().unwrap_or_default()
}

fn subject(number: usize) -> String {
    format!(
        r#"{{"id":"{}","objectId":"{}","displayName":"Person {number} of the purchasing department","email":"person{number}@contoso.example","principalName":"person{number}@contoso.example","onPremisesSecurityIdentifier":null,"subjectType":"user"}}"#,
        id(1, number),
        id(2, number)
    )
}

fn schedule(number: usize) -> String {
    format!(
        r#"{{"startDateTime":"{}","recurrence":null,"expiration":{{"endDateTime":"{}","duration":"P365D","type":"afterDateTime"}}}}"#,
        date(number),
        date(number + 5)
    )
}

fn catalog(number: usize) -> String {
    format!(
        r#"{{"id":"{}","displayName":"Catalog {number}","description":"Everything that the purchasing department needs to order, check and pay goods","catalogType":"userManaged","state":"published","isExternallyVisible":true,"createdDateTime":"{}","modifiedDateTime":"{}"}}"#,
        id(3, number),
        date(number),
        date(number + 1)
    )
}

fn package(number: usize) -> String {
    format!(
        r#"{{"id":"{}","displayName":"Package {number}","description":"Read and write access to the orders of the region, with the approval of the owner","isHidden":false,"createdDateTime":"{}","modifiedDateTime":"{}","catalog":{}}}"#,
        id(4, number),
        date(number),
        date(number + 2),
        catalog(number)
    )
}

fn question(number: usize, sequence: usize) -> String {
    format!(
        r##"{{"@odata.type":"#microsoft.graph.accessPackageTextInputQuestion","id":"{}","sequence":{sequence},"isRequired":true,"isAnswerEditable":true,"text":"Which project do you need this for, and until when do you expect it to last?","localizations":[{{"languageCode":"de","text":"F\u00fcr welches Projekt?"}}],"isSingleLineQuestion":true,"regexPattern":null}}"##,
        id(5, number + sequence)
    )
}

fn assignment_request(number: usize) -> String {
    let answers = list(3, |sequence| {
        format!(
            r##"{{"@odata.type":"#microsoft.graph.accessPackageAnswerString","displayValue":"Because of project {sequence}","value":"project-{sequence}","answeredQuestion":{}}}"##,
            question(number, sequence)
        )
    });
    let instances = list(2, |instance| {
        format!(
            r#"{{"customExtensionId":"{}","detail":"checked {number}","externalCorrelationId":"{}","id":"{}","status":"callbackReceived"}}"#,
            id(6, number),
            id(7, number),
            id(8, number + instance)
        )
    });
    let requested = pick(number, &["userAdd", "adminAdd", "userUpdate", "adminRemove"]);
    let state = pick(number / 3, &["delivered", "pendingApproval", "delivered", "denied"]);
    format!(
        r#"{{"@odata.etag":"{}","id":"{}","requestType":"{requested}","state":"{state}","status":"Done","createdDateTime":"{}","completedDateTime":"{}","justification":"Needed for the orders of region {number}, as agreed with the owner of the budget","schedule":{},"answers":{answers},"customExtensionCalloutInstances":{instances},"accessPackage":{},"requestor":{},"assignment":{{"id":"{}","state":"delivered","status":"Delivered","expiredDateTime":null,"schedule":{},"customExtensionCalloutInstances":[],"target":{},"accessPackage":{}}}}}"#,
        etag(number),
        id(9, number),
        date(number),
        date(number + 3),
        schedule(number),
        package(number),
        subject(number),
        id(10, number),
        schedule(number + 1),
        subject(number),
        package(number + 1)
    )
}

/// Who may ask or must approve: one of the three sets that are used most.
fn subjects(number: usize) -> String {
    match number % 3 {
        0 => format!(
            r##"{{"@odata.type":"#microsoft.graph.singleUser","userId":"{}","description":"The owner of the budget"}}"##,
            id(11, number)
        ),
        1 => format!(
            r##"{{"@odata.type":"#microsoft.graph.groupMembers","groupId":"{}","description":"Everybody in purchasing"}}"##,
            id(12, number)
        ),
        _ => r##"{"@odata.type":"#microsoft.graph.requestorManager","managerLevel":1}"##.to_owned(),
    }
}

fn policy(number: usize) -> String {
    let stages = list(2, |stage| {
        format!(
            r#"{{"durationBeforeAutomaticDenial":"P14D","isApproverJustificationRequired":true,"isEscalationEnabled":false,"durationBeforeEscalation":"PT0S","primaryApprovers":{},"fallbackPrimaryApprovers":{},"escalationApprovers":[],"fallbackEscalationApprovers":[]}}"#,
            list(2, |approver| subjects(number + stage + approver)),
            list(1, |_| subjects(number))
        )
    });
    let review = format!(
        r#"{{"isEnabled":true,"expirationBehavior":"keepAccess","isRecommendationEnabled":true,"isReviewerJustificationRequired":true,"isSelfReview":false,"schedule":{{"startDateTime":"{}","expiration":{{"endDateTime":null,"duration":"P25D","type":"afterDuration"}},"recurrence":{{"pattern":{{"type":"absoluteMonthly","interval":3,"month":0,"dayOfMonth":0,"daysOfWeek":[],"firstDayOfWeek":null,"index":null}},"range":{{"type":"noEnd","numberOfOccurrences":0,"recurrenceTimeZone":null,"startDate":"2026-01-31","endDate":null}}}}}},"primaryReviewers":{},"fallbackReviewers":[]}}"#,
        date(number),
        list(1, subjects)
    );
    format!(
        r#"{{"@odata.etag":"{}","id":"{}","displayName":"Policy {number}","description":"Who may ask for the orders of region {number}, and who has to agree","allowedTargetScope":"specificDirectoryUsers","createdDateTime":"{}","modifiedDateTime":"{}","specificAllowedTargets":{},"expiration":{{"endDateTime":null,"duration":"P365D","type":"afterDuration"}},"requestorSettings":{{"enableTargetsToSelfAddAccess":true,"enableTargetsToSelfUpdateAccess":false,"enableTargetsToSelfRemoveAccess":true,"allowCustomAssignmentSchedule":true,"enableOnBehalfRequestorsToAddAccess":false,"enableOnBehalfRequestorsToUpdateAccess":false,"enableOnBehalfRequestorsToRemoveAccess":false,"onBehalfRequestors":[]}},"requestApprovalSettings":{{"isApprovalRequiredForAdd":true,"isApprovalRequiredForUpdate":false,"isRequestorJustificationRequired":true,"stages":{stages}}},"reviewSettings":{review},"questions":{},"accessPackage":{}}}"#,
        etag(number),
        id(13, number),
        date(number),
        date(number + 1),
        list(3, |target| subjects(number + target)),
        list(2, |sequence| question(number, sequence)),
        package(number)
    )
}

fn user(kind: usize, number: usize) -> String {
    format!(
        r##"{{"@odata.type":"#microsoft.graph.user","businessPhones":["+1 555 0{:03}"],"displayName":"Administrator {number}","givenName":"Administrator","jobTitle":null,"mail":"admin{number}@contoso.example","mobilePhone":null,"officeLocation":null,"preferredLanguage":"en-US","surname":"{number}","userPrincipalName":"admin{number}@contoso.example","id":"{}"}}"##,
        number % 1000,
        id(kind, number)
    )
}

fn workflow(number: usize) -> String {
    let tasks = list(5, |sequence| {
        let mut arguments = String::new();
        let _ = write!(
            arguments,
            r#"{{"name":"tapLifetimeMinutes","value":"{}"}},{{"name":"tapIsUsableOnce","value":"true"}}"#,
            60 + sequence
        );
        format!(
            r#"{{"category":"{}","continueOnError":false,"description":"Makes a pass for the first day and sends it to the manager","displayName":"Pass for the first day","executionSequence":{},"id":"{}","isEnabled":true,"taskDefinitionId":"{}","arguments":[{arguments}]}}"#,
            pick(sequence, &["joiner", "joiner,leaver", "leaver"]),
            sequence + 1,
            id(14, number + sequence),
            id(15, sequence)
        )
    });
    format!(
        r##"{{"@odata.etag":"{}","category":"joiner","description":"Everything that has to be there on the first day of a person in department {number}","displayName":"First day {number}","isEnabled":true,"isSchedulingEnabled":false,"lastModifiedDateTime":"{}","createdDateTime":"{}","deletedDateTime":null,"id":"{}","nextScheduleRunDateTime":"{}","version":{},"executionConditions":{{"@odata.type":"#microsoft.graph.identityGovernance.triggerAndScopeBasedConditions","scope":{{"@odata.type":"#microsoft.graph.identityGovernance.ruleBasedSubjectSet","rule":"(department eq 'Marketing {number}')"}},"trigger":{{"@odata.type":"#microsoft.graph.identityGovernance.timeBasedAttributeTrigger","timeBasedAttribute":"employeeHireDate","offsetInDays":{}}}}},"createdBy":{},"lastModifiedBy":{},"tasks":{tasks}}}"##,
        etag(number),
        date(number),
        date(number + 1),
        id(16, number),
        date(number + 2),
        number % 9 + 1,
        number % 14,
        user(17, number),
        user(18, number + 1)
    )
}
