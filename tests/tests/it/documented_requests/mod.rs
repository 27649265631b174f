//! Every request that the public reference documents, made with the builders: what `what_if()` shows is what the page
//! shows.
//!
//! The examples are read in place from `shared/`; nothing of them is here. A row ([`Row`]) names a page and which of
//! its examples is meant, and makes the request as a program would: ids, arguments and values come from the example's
//! URL, bodies are read as the type that the builder takes. Where a page sends a read-only member, which a PUT's `id`
//! is, the row asks for it (`with_read_only_members`). An example that cannot be made is in [`LEFT_OUT`], with the
//! reason that the metadata gives.

mod beta;
mod compare;
mod filter;
mod v1_0;

use std::collections::BTreeMap;

use generator::model::Version::{self, Beta, V1_0};
use generator::routes::Body;
use integration_tests::examples::{Example, examples, text_of};
use integration_tests::http::FakeCredential;
use integration_tests::model_json::loaded;
use integration_tests::routes::{operation, place};
use msgraph_identity_governance::{Error, WhatIf};

/// Page, the place of the example among those of its page and version (from 0), and the request.
pub type Row<C> = (&'static str, usize, fn(&C, &Example) -> Result<WhatIf, Error>);

const NO_JSON: &str = "the page has more than JSON in its body";
const NO_BODY: &str = "the page shows a body, the operation takes none";
const NO_BODY_SHOWN: &str = "the page shows no body, the operation takes one";

/// The examples that no row makes: version, page, place, and how the reason begins that [`why_not`] finds.
const LEFT_OUT: &[(Version, &str, usize, &str)] = &[
    (Beta, "accesspackage-post-incompatiblegroup.md", 0, NO_JSON),
    (Beta, "accesspackageassignmentrequest-cancel.md", 0, NO_BODY),
    (Beta, "approvalstep-update.md", 0, NO_BODY_SHOWN),
    (V1_0, "tutorial-accessreviews-roleassignments.md", 10, NO_BODY_SHOWN),
    // Actions of other places: of a history's instances, and of a list of decisions rather than of a function's answer.
    (
        Beta,
        "accessreviewhistorydefinition-generatedownloaduri.md",
        0,
        "beta has nothing named `generateDownloadUri`",
    ),
    (
        Beta,
        "accessreviewinstancedecisionitem-recordalldecisions.md",
        0,
        "beta has nothing named `recordAllDecisions`",
    ),
    // v1.0 has no `accessPackage` in these names.
    (
        V1_0,
        "accesspackageassignment-reprocess.md",
        0,
        "v1.0 has nothing named `accessPackageAssignments`",
    ),
    (
        V1_0,
        "accesspackageassignmentrequest-reprocess.md",
        0,
        "v1.0 has nothing named `accessPackageAssignmentRequests`",
    ),
    // No URL leads on from an assignment's subject to its organization, which is expanded instead.
    (
        V1_0,
        "connectedorganization-list-externalsponsors.md",
        0,
        "v1.0 has nothing named `connectedOrganization`",
    ),
    (
        V1_0,
        "connectedorganization-list-internalsponsors.md",
        0,
        "v1.0 has nothing named `connectedOrganization`",
    ),
    // Updates are PATCH there.
    (
        Beta,
        "customaccesspackageworkflowextension-update.md",
        0,
        "there is no PUT of /identityGovernance",
    ),
    (
        V1_0,
        "tutorial-accessreviews-roleassignments.md",
        6,
        "there is no POST of /identityGovernance",
    ),
    (
        V1_0,
        "tutorial-accessreviews-roleassignments.md",
        7,
        "there is no POST of /identityGovernance",
    ),
];

/// What the rows made, by version, page and place, or why they could not.
type Made = BTreeMap<(Version, String, usize), Result<WhatIf, String>>;

/// Makes the requests of all rows of a version; gives the rows that belong to no example, or to one that has a row
/// already.
fn make<C>(client: &C, version: Version, rows: &[&[Row<C>]], examples: &[Example], made: &mut Made) -> Vec<String> {
    let mut wrong = Vec::new();
    for (page, number, row) in rows.iter().copied().flatten() {
        let is_meant = |one: &&Example| one.version == version && one.page == *page && one.number == *number;
        let Some(example) = examples.iter().find(is_meant) else {
            wrong.push(format!("{version} {page} {number}: there is no such example"));
            continue;
        };
        let key = (version, (*page).to_owned(), *number);
        let request = match why_not(example) {
            None => row(client, example).map_err(|error| error.to_string()),
            Some(reason) => Err(reason),
        };
        if made.insert(key, request).is_some() {
            wrong.push(format!("{version} {page} {number}: has two rows"));
        }
    }
    wrong
}

/// Why today's metadata has no such request, or the page shows none.
fn why_not(example: &Example) -> Option<String> {
    let place = match place(loaded(example.version), &example.url) {
        Ok(place) => place,
        Err(reason) => return Some(reason),
    };
    let Some(operation) = operation(place, &example.method) else {
        return Some(format!("there is no {} of {}", example.method, place.path));
    };
    let reason = match (&operation.body, &example.body) {
        (_, Some(body)) if text_of(body).is_some() => NO_JSON,
        (Body::None, Some(_)) => NO_BODY,
        (Body::None, None) | (_, Some(_)) => return None,
        (_, None) => NO_BODY_SHOWN,
    };
    Some(reason.to_owned())
}

#[test]
fn every_documented_request_is_made_with_the_builders() {
    let Some(examples) = examples() else { return };
    assert_eq!(examples.len(), 290);
    let v1_0 = msgraph_identity_governance::v1_0::GraphClient::new(FakeCredential::new(), None).unwrap();
    let beta = msgraph_identity_governance::beta::GraphClient::new(FakeCredential::new(), None).unwrap();
    let mut made = Made::new();
    let mut wrong = make(&v1_0, V1_0, v1_0::ROWS, &examples, &mut made);
    wrong.extend(make(&beta, Beta, beta::ROWS, &examples, &mut made));
    let mut listed: BTreeMap<_, _> = LEFT_OUT
        .iter()
        .map(|(version, page, number, reason)| ((*version, (*page).to_owned(), *number), *reason))
        .collect();
    assert_eq!(listed.len(), LEFT_OUT.len(), "an example is left out twice");
    for example in &examples {
        let key = (example.version, example.page.clone(), example.number);
        let title = format!("{} {} {}", key.0, key.1, key.2);
        match (made.remove(&key), listed.remove(&key)) {
            (Some(Ok(made)), None) => {
                let differences = compare::differences(example, &made);
                wrong.extend(differences.into_iter().map(|reported| format!("{title}: {reported}")));
            }
            (Some(Err(reason)), None) => wrong.push(format!("{title}: cannot be made: {reason}")),
            (Some(_), Some(_)) => wrong.push(format!("{title}: has a row and is left out")),
            (None, None) => wrong.push(format!("{title}: has no row")),
            (None, Some(listed)) => match why_not(example) {
                Some(reason) if reason.starts_with(listed) => {}
                Some(reason) => wrong.push(format!("{title}: is left out because `{listed}`, but {reason}")),
                None => wrong.push(format!("{title}: is left out, but can be made")),
            },
        }
    }
    wrong.extend(listed.keys().map(|(version, page, number)| {
        format!("{version} {page} {number}: is left out, but there is no such example")
    }));
    assert!(wrong.is_empty(), "{} differences:\n{}", wrong.len(), wrong.join("\n"));
}
