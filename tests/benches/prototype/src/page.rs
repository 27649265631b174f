//! A page of assignment requests as the service sends them with a good deal expanded: about 4 KB each.

use std::fmt::Write;

/// The JSON of a page with so many requests. The same each time.
pub fn page(requests: usize) -> String {
    let mut text = String::from(
        r#"{"@odata.context":"https://graph.example/v1.0/$metadata#identityGovernance/entitlementManagement/assignmentRequests","value":["#,
    );
    for number in 0..requests {
        if number > 0 {
            text.push(',');
        }
        request(&mut text, number);
    }
    text.push_str("]}");
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

fn request(text: &mut String, number: usize) {
    let catalog = format!(
        r#"{{"id":"{}","displayName":"Catalog {number}","description":"Everything that the purchasing department needs to order, check and pay goods","catalogType":"userManaged","state":"published","isExternallyVisible":true,"createdDateTime":"{}","modifiedDateTime":"{}"}}"#,
        id(3, number),
        date(number),
        date(number + 1)
    );
    let package = format!(
        r#"{{"id":"{}","displayName":"Package {number}","description":"Read and write access to the orders of the region, with the approval of the owner","isHidden":false,"createdDateTime":"{}","modifiedDateTime":"{}","catalog":{catalog}}}"#,
        id(4, number),
        date(number),
        date(number + 2)
    );
    let mut answers = String::new();
    for question in 0..3 {
        if question > 0 {
            answers.push(',');
        }
        let _ = write!(
            answers,
            r##"{{"@odata.type":"#microsoft.graph.accessPackageAnswerString","displayValue":"Because of project {question}","value":"project-{question}","answeredQuestion":{{"@odata.type":"#microsoft.graph.accessPackageTextInputQuestion","id":"{}","sequence":{question},"isRequired":true,"isAnswerEditable":true,"isSingleLineQuestion":true,"regexPattern":null,"text":"Which project do you need this for, and until when do you expect it to last?","localizations":[{{"languageCode":"de","text":"F\u00fcr welches Projekt?"}}]}}}}"##,
            id(5, number + question)
        );
    }
    let mut instances = String::new();
    for instance in 0..2 {
        if instance > 0 {
            instances.push(',');
        }
        let _ = write!(
            instances,
            r#"{{"customExtensionId":"{}","detail":"checked {number}","externalCorrelationId":"{}","id":"{}","stage":"assignmentRequestCreated","status":"callbackReceived"}}"#,
            id(6, number),
            id(7, number),
            id(8, number + instance)
        );
    }
    let _ = write!(
        text,
        r#"{{"id":"{}","requestType":"userAdd","state":"delivered","status":"Delivered","createdDateTime":"{}","completedDateTime":"{}","justification":"Needed for the orders of region {number}, as agreed with the owner of the budget","schedule":{},"answers":[{answers}],"customExtensionCalloutInstances":[{instances}],"accessPackage":{package},"requestor":{},"assignment":{{"id":"{}","state":"delivered","status":"Delivered","expiredDateTime":null,"schedule":{},"customExtensionCalloutInstances":[],"target":{},"accessPackage":{package}}}}}"#,
        id(9, number),
        date(number),
        date(number + 3),
        schedule(number),
        subject(number),
        id(10, number),
        schedule(number + 1),
        subject(number)
    );
}
