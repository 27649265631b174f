//! Queries that must not compile, and the compiler's words about them: they should say what is wrong and what to write instead.
//!
//! The words are rustc's own but for our messages, so `cases/*.stderr` are those of one release, [`RUSTC`]. With another release the cases must fail all the same, but
//! their words are not compared. To write them anew: `TRYBUILD=overwrite cargo test -p compile-fail`. The same queries done right are in `tests/tests/it/queries.rs`.

use std::fs;
use std::path::Path;
use std::process::Command;

/// The release whose words are recorded.
const RUSTC: &str = "rustc 1.95.";

#[test]
fn wrong_queries_do_not_compile() {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let version = Command::new(rustc).arg("--version").output().unwrap();
    let version = String::from_utf8_lossy(&version.stdout).into_owned();
    let recorded = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases");
    let cases = trybuild::TestCases::new();
    if version.starts_with(RUSTC) {
        cases.compile_fail("cases/*.rs");
        return;
    }
    println!("the compiler's words are recorded for {RUSTC}, this is {version}: they are not compared");
    // Without a file of words beside it, trybuild asks only that a case fails.
    let folder = tempfile::tempdir().unwrap();
    for case in fs::read_dir(&recorded).unwrap() {
        let case = case.unwrap().path();
        if case.extension().is_some_and(|extension| extension == "rs") {
            fs::copy(&case, folder.path().join(case.file_name().unwrap())).unwrap();
        }
    }
    cases.compile_fail(folder.path().join("*.rs"));
    // The cases are compiled when this is dropped, before the folder is.
    drop(cases);
}
