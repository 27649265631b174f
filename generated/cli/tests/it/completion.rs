//! What shells complete: in a session of bash, and as the scripts of the other shells ask.

use crate::process::program;
use crate::terminal::{Terminal, plain};

const NOWHERE: &str = "http://127.0.0.1:9";

fn bash() -> Terminal {
    let mut terminal = Terminal::new(200, NOWHERE);
    let (shown, code) = terminal.run("source <(msgraph-ig completions bash)");
    assert_eq!((shown.as_str(), code), ("", 0));
    terminal
}

#[test]
fn bash_completes_a_line_from_the_left_to_the_right() {
    let mut bash = bash();
    std::fs::write(bash.home().join("request.json"), "{}").unwrap();
    for (line, expected) in [
        // Words and verbs.
        ("msgraph-ig entitlement-m", "msgraph-ig entitlement-management"),
        (
            "msgraph-ig entitlement-management access-packages l",
            "access-packages list",
        ),
        ("msgraph-ig --beta entitlement-management access-packages l", "list"),
        ("msgraph-ig wai", "msgraph-ig waiting"),
        // Options.
        (
            "msgraph-ig entitlement-management catalogs get --access-p",
            "--access-package-catalog-id",
        ),
        ("msgraph-ig entitlement-management catalogs list --fil", "--filter"),
        // Members, the last of several too.
        (
            "msgraph-ig entitlement-management catalogs list --select displ",
            "--select displayName",
        ),
        (
            "msgraph-ig entitlement-management catalogs list --select id,displ",
            "--select id,displayName",
        ),
        // Members and values within an expression.
        (
            "msgraph-ig entitlement-management catalogs list --filter \"displ",
            "--filter \"displayName",
        ),
        (
            "msgraph-ig entitlement-management assignment-requests list --filter \"state eq 'pendingA",
            "\"state eq 'pendingApproval'",
        ),
        // Values of an enumeration.
        (
            "msgraph-ig resume 7 --stage assignmentRequestCr",
            "--stage assignmentRequestCreated",
        ),
        ("msgraph-ig waiting --environment USGovD", "--environment USGovDoD"),
        ("msgraph-ig waiting --output=nd", "--output=ndjson"),
        // Files.
        (
            "msgraph-ig entitlement-management assignment-requests resume post --body @reque",
            "--body @request.json",
        ),
        ("msgraph-ig waiting --token-file reque", "--token-file request.json"),
        // URLs.
        (
            "msgraph-ig get /identityGovernance/entitlementManagement/accessPackageAssignmentA",
            "accessPackageAssignmentApprovals",
        ),
    ] {
        let shown = plain(&bash.completed(line));
        assert!(shown.contains(expected), "{line}: {shown:?}");
    }
}

#[test]
fn bash_shows_what_there_is_to_choose_from() {
    let mut bash = bash();
    let shown = plain(&bash.completed("msgraph-ig entitlement-management catalogs "));
    for word in ["list", "get", "create", "patch", "delete", "access-packages", "count"] {
        assert!(
            shown.contains(&format!("{word} ")) || shown.contains(&format!("{word}\r\n")),
            "{word}: {shown:?}"
        );
    }
    let shown = plain(&bash.completed("msgraph-ig entitlement-management catalogs list --orderby cre"));
    assert!(shown.contains("--orderby createdDateTime"), "{shown:?}");
    // A word that nobody knows has no completion, and no message breaks the line.
    let shown = plain(&bash.completed("msgraph-ig frobnicate --x"));
    assert!(shown.ends_with("msgraph-ig frobnicate --x"), "{shown:?}");
}

/// As the scripts ask that `completions zsh`, `fish` and `powershell` print.
#[test]
fn other_shells_ask_in_their_ways() {
    let line = [
        "msgraph-ig",
        "entitlement-management",
        "catalogs",
        "list",
        "--select",
        "displ",
    ];
    for shell in ["zsh", "fish", "powershell"] {
        let script = program().args(["completions", shell]).output().unwrap();
        let script = String::from_utf8(script.stdout).unwrap();
        assert!(
            script.contains("COMPLETE") && script.contains(shell),
            "{shell}: {script}"
        );
        let output = program()
            .env("COMPLETE", shell)
            .env("_CLAP_COMPLETE_INDEX", (line.len() - 1).to_string())
            .arg("--")
            .args(line)
            .output()
            .unwrap();
        let shown = String::from_utf8(output.stdout).unwrap();
        // A description may stand behind it.
        assert!(shown.starts_with("displayName"), "{shell}: {shown:?}");
        assert_eq!(shown.lines().count(), 1, "{shell}: {shown:?}");
    }
    let ended = program().args(["completions", "tcsh"]).output().unwrap();
    assert_eq!(ended.status.code(), Some(2));
}
