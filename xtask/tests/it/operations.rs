//! `operations` as a process: formats, patterns, and a reader that closes the pipe.

use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::place::{Place, run, xtask};

#[test]
fn operations_as_json_have_their_members() {
    let run = run(&["operations", "--format", "json"]);
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
    let rows: Vec<Value> = serde_json::from_str(&run.out).unwrap();
    for row in &rows {
        let members: Vec<&String> = row.as_object().unwrap().keys().collect();
        assert_eq!(
            members,
            [
                "body",
                "deprecated",
                "method",
                "not_in",
                "path",
                "permissions",
                "query",
                "returns",
                "rust",
                "unsupported",
                "version"
            ]
            .iter()
            .collect::<Vec<_>>(),
            "{row}"
        );
        assert!(row["version"] == "v1.0" || row["version"] == "beta", "{row}");
        assert!(row["path"].as_str().unwrap().starts_with('/'), "{row}");
        assert!(
            ["GET", "POST", "PATCH", "PUT", "DELETE"].contains(&row["method"].as_str().unwrap()),
            "{row}"
        );
        assert!(!row["rust"].as_str().unwrap().is_empty(), "{row}");
        assert!(row["deprecated"].is_boolean() && row["query"].is_array(), "{row}");
    }
    let of = |version: &str| rows.iter().filter(|row| row["version"] == version).count();
    assert_eq!((of("v1.0"), of("beta")), (2_125, 3_040));
}

#[test]
fn operations_are_picked_by_text_glob_and_version() {
    let rows = |args: &[&str]| -> Vec<Value> {
        let run = run(&[&["operations", "--format", "json"], args].concat());
        assert_eq!(run.code, Some(0), "{}", run.err);
        serde_json::from_str(&run.out).unwrap()
    };
    let resume = rows(&["*/RESUME", "--version", "v1.0"]);
    assert!(!resume.is_empty());
    assert!(
        resume
            .iter()
            .all(|row| row["version"] == "v1.0" && row["path"].as_str().unwrap().to_lowercase().ends_with("/resume")),
        "{resume:#?}"
    );
    assert!(
        resume
            .iter()
            .any(|row| row["path"].as_str().unwrap().contains("/assignmentRequests/")),
        "{resume:#?}"
    );

    // The Rust expression is searched as well.
    let by_rust = rows(&[".assignment_requests()"]);
    assert!(
        !by_rust.is_empty()
            && by_rust
                .iter()
                .all(|row| row["rust"].as_str().unwrap().contains(".assignment_requests()"))
    );

    let none = run(&["operations", "no such operation"]);
    assert_eq!((none.code, none.out.as_str()), (Some(0), ""));
    assert!(none.err.contains("no operation"), "{}", none.err);
}

#[test]
fn operations_as_text_and_markdown() {
    let text = run(&["operations", "*/resume", "--version", "v1.0"]);
    assert_eq!(text.code, Some(0));
    let lines: Vec<&str> = text.out.lines().collect();
    assert_eq!(lines.len() % 3, 0);
    assert!(lines[0].starts_with("v1.0  POST  /identityGovernance/"), "{}", lines[0]);
    assert!(
        lines[0].ends_with("/resume  (not in: China, US Government)"),
        "{}",
        lines[0]
    );
    assert!(lines[2].trim_start().starts_with("body "), "{}", lines[2]);

    let table = run(&["operations", "*/resume", "--format", "markdown"]);
    assert!(table.out.starts_with("| version | method | path |"), "{}", table.out);
    assert!(
        table
            .out
            .lines()
            .skip(2)
            .all(|line| line.starts_with("| ") && line.ends_with(" |")),
        "{}",
        table.out
    );
}

#[test]
fn a_closed_pipe_is_no_error() {
    for args in [&["operations"][..], &["operations", "--format", "json"]] {
        let mut child = Command::new(xtask())
            .args(args)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        // Dropped after one line, long before all is printed.
        BufReader::with_capacity(64, child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        assert!(!line.is_empty());
        let mut err = String::new();
        child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
        assert_eq!((child.wait().unwrap().code(), err.as_str()), (Some(0), ""));
    }
    // The exit code still says what a check found.
    let place = Place::new();
    let mut child = place
        .command(&["regen", "--check", "--max-lines", "100000"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(1));
}
