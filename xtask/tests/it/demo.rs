//! `cargo xtask demo`: the whole story, by the programs of the workspace.

use std::path::PathBuf;
use std::process::Command;

use crate::place::{run, xtask};

/// The folder of the programs, which cargo has built where it tests the whole workspace.
fn binaries() -> PathBuf {
    let folder = std::env::current_exe().unwrap().ancestors().nth(2).unwrap().to_owned();
    let exists = |name: &str| folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX)).exists();
    if !exists("msgraph-ig") || !exists("callout-service") {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let packages = ["--package", "msgraph-ig", "--package", "callout-service"];
        let built = Command::new(cargo).args(["build", "--locked"]).args(packages).status();
        assert!(built.unwrap().success());
    }
    folder
}

#[test]
fn one_request_is_approved_and_one_denied() {
    let output = Command::new(xtask())
        .args(["demo", "--binaries"])
        .arg(binaries())
        .output()
        .unwrap();
    let out = String::from_utf8(output.stdout).unwrap();
    let err = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{out}{err}");
    for line in [
        "$ msgraph-ig entitlement-management assignment-requests create",
        "(AssignmentRequestCreated): 202",
        "the request is delivered",
        "the request is denied",
        "the callout is callbackReceived: who orders must not pay",
    ] {
        assert!(out.contains(line), "`{line}` is missing:\n{out}");
    }
    assert_eq!(out.matches("/resume (").count(), 2, "{out}");
}

#[test]
fn programs_that_are_not_there_are_named() {
    let ended = run(&["demo", "--binaries", "/nowhere"]);
    assert_eq!(ended.code, Some(2));
    assert!(
        ended.err.contains("/nowhere/msgraph-ig") && ended.err.contains("cannot be run"),
        "{}",
        ended.err
    );
}
