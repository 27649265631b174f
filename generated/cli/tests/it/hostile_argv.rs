//! Command lines that nobody types.

use std::ffi::OsString;

use crate::process::{Ended, program, run};

fn is_clean(ended: &Ended) {
    let acts = |c: char| c.is_control() && c != '\n';
    assert!(!ended.stderr.chars().any(acts), "{:?}", ended.stderr);
    assert!(!ended.stdout.chars().any(acts), "{:?}", ended.stdout);
}

#[test]
fn control_characters_are_escaped_wherever_they_stand() {
    const ESCAPE: &str = "\u{1b}]0;x\u{7}";
    let list = ["entitlement-management", "catalogs", "list"];
    let lines: Vec<Vec<String>> = [
        &[ESCAPE][..],
        &["entitlement-management", ESCAPE],
        &["--\u{1b}[2J"],
        &["entitlement-management", "catalogs", "list", "--x\u{1b}[2J", "1"],
        &["get", ESCAPE],
        &["find", ESCAPE],
        &["man", ESCAPE],
        &["completions", ESCAPE],
        &["config", "get", ESCAPE],
        &["config", "set", ESCAPE, "x"],
        &["config", "set", "timeout", ESCAPE],
        &["config", "use", ESCAPE],
        &["--profile", ESCAPE, "waiting"],
        &["--output", ESCAPE, "waiting"],
        &["--timeout", ESCAPE, "waiting"],
        &["--retries", ESCAPE, "waiting"],
        &["--endpoint", ESCAPE, "waiting"],
        &["--token-file", ESCAPE, "waiting"],
        &["--query", ESCAPE, "waiting", "--endpoint", "http://127.0.0.1:9"],
        &["resume", "7", "--approve", "--stage", ESCAPE, "--instance", "1"],
    ]
    .iter()
    .map(|line| line.iter().map(|&word| word.to_owned()).collect())
    .chain(
        [
            "--headers",
            "--body",
            "--top",
            "--what-if",
            "--page-size",
            "--from-link",
            "--output-file",
        ]
        .map(|option| {
            let option = match option {
                "--what-if" => vec![format!("--what-if={ESCAPE}")],
                "--output-file" => vec![option.to_owned(), format!("/none/{ESCAPE}")],
                option => vec![option.to_owned(), ESCAPE.to_owned()],
            };
            list.iter().map(|&word| word.to_owned()).chain(option).collect()
        }),
    )
    .collect();
    for line in &lines {
        for format in ["text", "json"] {
            let ended = run(line.iter().map(String::as_str).chain(["--error-format", format]));
            assert!(
                matches!(ended.code, 2 | 3),
                "{line:?}: {}: {}",
                ended.code,
                ended.stderr
            );
            assert_eq!(ended.stdout, "", "{line:?}");
            assert!(!ended.stderr.is_empty(), "{line:?}");
            is_clean(&ended);
        }
    }
    // Where they are data they are sent, and shown escaped.
    let ended = run(list
        .iter()
        .copied()
        .chain(["--filter", "displayName eq '\u{1b}'", "--what-if"]));
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    is_clean(&ended);
    assert!(ended.stdout.contains("%1B"), "{}", ended.stdout);
}

#[test]
fn an_id_stays_in_its_segment() {
    let get = [
        "entitlement-management",
        "catalogs",
        "get",
        "--what-if=json",
        "--access-package-catalog-id",
    ];
    for id in ["../../users", "a/b", "a?b", "a#b", "a%2fb", "a b", "é", "a\\b", "a;b"] {
        let ended = run(get.iter().copied().chain([id]));
        assert_eq!(ended.code, 0, "{id}: {}", ended.stderr);
        let shown: serde_json::Value = serde_json::from_str(&ended.stdout).unwrap();
        let url = shown["url"].as_str().unwrap();
        let (_, written) = url.split_once("/entitlementManagement/catalogs/").unwrap();
        assert!(!written.contains(['/', '?', '#', '\\', ' ']), "{id}: {url}");
        let decoded = percent_encoding::percent_decode_str(written).decode_utf8().unwrap();
        assert_eq!(decoded, id);
    }
    // A URL takes these away, with what stands before them.
    for id in ["..", ".", ""] {
        let ended = run(get.iter().copied().chain([id]));
        assert_eq!(ended.code, 2, "{id:?}: {} {}", ended.stdout, ended.stderr);
    }
}

#[test]
fn very_long_arguments_have_short_errors() {
    let long = "x".repeat(100_000);
    for line in [
        vec![long.as_str()],
        vec!["entitlement-management", &long],
        vec!["find", &long],
        vec!["get", &long],
        vec!["--timeout", &long, "waiting"],
        vec!["--output", &long, "waiting"],
        vec!["--profile", &long, "waiting"],
        vec!["entitlement-management", "catalogs", "list", "--top", &long],
        vec!["entitlement-management", "catalogs", "list", "--select", &long],
        vec!["entitlement-management", "catalogs", "create", "--body", &long],
    ] {
        let ended = run(&line);
        let shown: Vec<&str> = line.iter().map(|word| &word[..word.len().min(30)]).collect();
        assert_eq!(ended.code, 2, "{shown:?}: {:.300}", ended.stderr);
        assert!(
            ended.stderr.len() < 15_000,
            "{shown:?}: {} bytes: {:.300}",
            ended.stderr.len(),
            ended.stderr
        );
    }
    let many = vec!["entitlement-management"; 5000];
    assert_eq!(run(&many).code, 2);
}

#[test]
fn dashes_and_nothing_are_no_accident() {
    for line in [
        &["--"][..],
        &["-"],
        &[""],
        &["---"],
        &["--="],
        &["-="],
        &["--", "entitlement-management"],
        &["entitlement-management", "--", "catalogs"],
        &["get", "--", "--help"],
        &["get"],
        &["get", ""],
        &["find"],
        &["--beta"],
        &["--output"],
        &["entitlement-management", "catalogs", "list", "--top"],
        &["entitlement-management", "catalogs", "list", "surplus"],
        &["entitlement-management", "catalogs", "list", "--top", "1", "--top", "2"],
        &["--beta", "--beta", "waiting"],
        &["-o", "json", "-o", "csv", "waiting"],
    ] {
        let ended = run(line);
        assert_eq!(
            (ended.code, ended.stdout.as_str()),
            (2, ""),
            "{line:?}: {}",
            ended.stderr
        );
        assert!(
            !ended.stderr.contains("panicked") && !ended.stderr.is_empty(),
            "{line:?}: {}",
            ended.stderr
        );
    }
}

#[test]
fn what_is_no_text_is_refused() {
    use std::os::unix::ffi::OsStringExt as _;
    let ended = Ended::of(program().arg(OsString::from_vec(vec![b'x', 0xff])).output().unwrap());
    assert_eq!(ended.code, 2);
    assert!(ended.stderr.contains("no text in UTF-8"), "{}", ended.stderr);
    let ended = Ended::of(
        program()
            .env("AZURE_TENANT_ID", OsString::from_vec(vec![0xff]))
            .args(["waiting", "--endpoint", "http://127.0.0.1:9"])
            .output()
            .unwrap(),
    );
    assert_eq!(ended.code, 2, "{}", ended.stderr);
}
