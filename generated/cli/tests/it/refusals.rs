//! What is refused before anything is sent, with the place and what was probably meant; and what is let through.

use crate::process::{program, run};

const RESUME: [&str; 4] = ["entitlement-management", "assignment-requests", "resume", "post"];

/// A line that is refused, and words of the message.
fn refused(line: &[&str], words: &[&str]) {
    let ended = run(line.iter().chain(&["--what-if"]));
    assert_eq!(
        (ended.code, ended.stdout.as_str()),
        (2, ""),
        "{line:?}: {}",
        ended.stderr
    );
    for word in words {
        assert!(
            ended.stderr.contains(word),
            "{line:?}: `{word}` is not in {}",
            ended.stderr
        );
    }
}

fn resume<'l>(more: &[&'l str]) -> Vec<&'l str> {
    RESUME
        .iter()
        .copied()
        .chain(["--access-package-assignment-request-id", "7"])
        .chain(more.iter().copied())
        .collect()
}

#[test]
fn a_body_that_does_not_fit_its_type() {
    refused(
        &resume(&["--body", r#"{"sourc": 1}"#]),
        &["body: sourc", "did you mean `source`?"],
    );
    refused(
        &resume(&["--body", r#"{"source": 1}"#]),
        &["body: source: is a number, and Edm.String is expected"],
    );
    refused(&resume(&["--body", "{"]), &["--body: this is no JSON"]);
    refused(
        &resume(&["--body", "@no-such-file"]),
        &["--body: `no-such-file` cannot be read"],
    );
    refused(&resume(&["--data.stge", "x"]), &["did you mean `--data.stage`?"]);
    refused(
        &resume(&["--source", "a", "--body", "{}"]),
        &["--body: gives the whole body"],
    );
    refused(
        &resume(&["--source", "a", "--null", "sorce"]),
        &["--null", "did you mean `source`?"],
    );
    let create = [
        "access-reviews",
        "definitions",
        "create",
        "--body",
        r#"{"settings": {"recurrence": {"pattern":
        {"type": "wekly"}}}}"#,
    ];
    refused(
        &create,
        &[
            "body: settings.recurrence.pattern.type",
            "`wekly` is no value",
            "did you mean `weekly`?",
        ],
    );
}

#[test]
fn keys_and_arguments_that_cannot_be() {
    refused(&RESUME, &["--access-package-assignment-request-id: is missing"]);
    let id = |id: &'static str| {
        [
            "entitlement-management",
            "catalogs",
            "get",
            "--access-package-catalog-id",
            id,
        ]
    };
    refused(&id(".."), &["cannot be a part of a path"]);
    refused(&[&id("..")[..], &["--force"]].concat(), &["cannot be a part of a path"]);
    let version = [
        "lifecycle-workflows",
        "workflows",
        "versions",
        "get",
        "--workflow-id",
        "w",
    ];
    refused(
        &[&version[..], &["--workflow-version-version-number", "first"]].concat(),
        &["`first` is no Edm.Int32"],
    );
}

#[test]
fn options_that_the_path_does_not_take() {
    let get = ["terms-of-use", "agreements", "list"];
    refused(
        &[&get[..], &["--select", "displayNam"]].concat(),
        &["did you mean `displayName`?"],
    );
    refused(&[&get[..], &["--top", "many"]].concat(), &["`many` is no count"]);
    refused(
        &[&get[..], &["--headers", "nothing"]].concat(),
        &["--headers: `nothing` has no `=`"],
    );
    let one = [
        "entitlement-management",
        "catalogs",
        "get",
        "--access-package-catalog-id",
        "c",
        "--top",
        "5",
    ];
    refused(&one, &["--top: this operation does not take $top", "it takes"]);
    refused(&[&one[..5], &["--all"]].concat(), &["--all", "it is for lists"]);
}

#[test]
fn words_that_are_none() {
    refused(
        &["entitlement-management", "access-pakages", "list"],
        &["did you mean `access-packages`?"],
    );
    refused(
        &["entitlement-management", "access-packages", "lst"],
        &["did you mean `list`?"],
    );
    refused(
        &["role-management-alerts", "alerts", "list"],
        &["beta has it: add --beta"],
    );
    refused(&["entitlement-managment"], &["did you mean `entitlement-management`?"]);
    let url = run(["get", "/identityGovernance/accessReview/definitions"]);
    assert!(
        url.code == 2 && url.stderr.contains("did you mean `accessReviews`?"),
        "{}",
        url.stderr
    );
    let other = run(["get", "/beta/identityGovernance/accessReviews/definitions"]);
    assert!(
        other.code == 2 && other.stderr.contains("add --beta"),
        "{}",
        other.stderr
    );
    let method = run(["delete", "/identityGovernance/accessReviews/definitions"]);
    assert!(
        method.code == 2 && method.stderr.contains("there is GET, POST there"),
        "{}",
        method.stderr
    );
}

#[test]
fn what_the_service_or_the_cloud_does_not_have() {
    let patch = [
        "entitlement-management",
        "access-packages",
        "assignment-policies",
        "patch",
        "--access-package-id",
        "p",
        "--access-package-assignment-policy-id",
        "q",
        "--display-name",
        "x",
    ];
    refused(
        &patch,
        &[
            "the service refuses it: assignment policies take PUT and not PATCH",
            "use PUT /identityGovernance",
        ],
    );
    refused(
        &resume(&["--source", "a", "--environment", "china"]),
        &["China (21Vianet) does not have it"],
    );
}

#[test]
fn force_sends_all_the_same() {
    let forced = run(resume(&["--body", r#"{"sourc": 1}"#, "--force", "--what-if"]));
    assert_eq!(forced.code, 0, "{}", forced.stderr);
    assert!(forced.stdout.contains(r#""sourc": 1"#), "{}", forced.stdout);
    let raw = run(["get", "/identityGovernance/ofLater/things?$top=1", "--raw", "--what-if"]);
    assert!(
        raw.stdout
            .starts_with("GET https://graph.microsoft.com/v1.0/identityGovernance/ofLater/things?$top=1")
    );
}

#[test]
fn a_program_that_cannot_confirm_gets_an_error() {
    let ended = run(resume(&[
        "--source",
        "a",
        "--confirm",
        "--endpoint",
        "http://127.0.0.1:9",
    ]));
    assert_eq!(ended.code, 2);
    assert!(
        ended.stderr.contains("--confirm: there is no terminal to ask on"),
        "{}",
        ended.stderr
    );
}

#[test]
fn without_a_credential_nothing_is_sent_and_the_exit_code_is_3() {
    let ended = run(["access-reviews", "definitions", "list"]);
    assert_eq!((ended.code, ended.stdout.as_str()), (3, ""), "{}", ended.stderr);
    let json = run(["access-reviews", "definitions", "list", "--error-format", "json"]);
    let error: serde_json::Value = serde_json::from_str(&json.stderr).unwrap();
    assert_eq!(error["kind"], "notSignedIn", "{error}");
}

/// Members as PowerShell has parameters, and its own names.
#[test]
fn powershells_line_is_read_as_it_is_typed() {
    let line = [
        "Resume-MgEntitlementManagementAssignmentRequest",
        "-AccessPackageAssignmentRequestId",
        "7",
        "-Source",
        "Contoso",
        "-Data",
        r##"{"@odata.type": "#microsoft.graph.accessPackageAssignmentRequestCallbackData", "stage": "x"}"##,
        "-WhatIf",
        "-Confirm:$false",
    ];
    let ended = run(line);
    assert!(ended.stderr.contains("`x` is no value of"), "{}", ended.stderr);
    let ended = run(line.map(|word| {
        if word.starts_with('{') {
            r#"{"@odata.type": "microsoft.graph.accessPackageAssignmentRequestCallbackData"}"#
        } else {
            word
        }
    }));
    assert!(
        ended.stdout.contains("/assignmentRequests/7/resume\n"),
        "{} {}",
        ended.stdout,
        ended.stderr
    );
}

#[test]
fn help_is_there_at_each_level() {
    for (line, words) in [
        (
            vec!["--help"],
            vec!["entitlement-management", "resume", "find", "--beta"],
        ),
        (
            vec!["entitlement-management", "--help"],
            vec!["access-packages", "assignment-requests"],
        ),
        (
            vec!["entitlement-management", "access-packages", "list", "-h"],
            vec!["--select", "--filter", "--all"],
        ),
        (
            [&RESUME[..], &["--help"]].concat(),
            vec![
                "/identityGovernance/entitlementManagement/assignmentRequests",
                "EntitlementManagement.ReadWrite.All",
                "--data",
                "learn.microsoft.com",
                "Example:",
            ],
        ),
    ] {
        let ended = run(&line);
        assert_eq!(ended.code, 0, "{line:?}: {}", ended.stderr);
        assert!(
            words.iter().all(|word| ended.stdout.contains(word)),
            "{line:?}: {}",
            ended.stdout
        );
    }
    let none = program().output().unwrap();
    assert_eq!(none.status.code(), Some(2));
    assert!(none.stdout.is_empty() && !none.stderr.is_empty());
}
