//! Programs that must not compile, and the compiler's words about them: they should say what is wrong and what to write
//! instead.
//!
//! The words are rustc's own but for our messages, so `cases/*.stderr` are those of one release, [`RUSTC`]. With
//! another release the cases must fail all the same, but their words are not compared. To write them anew:
//! `COMPILE_FAIL=overwrite cargo test -p compile-fail`. The same queries done right are in `tests/tests/it/queries.rs`.
//!
//! The cases are compiled by rustc itself, against the bindings that cargo has built for this test: a workspace for
//! them would build the bindings and all that they depend on once more.

mod words;

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The release whose words are recorded.
const RUSTC: &str = "rustc 1.95.";

/// How the file of the bindings begins.
const BINDINGS: &str = "libmsgraph_identity_governance-";

/// This package within the workspace.
const HERE: &str = "tests/compile-fail";

/// The root of the workspace. Cargo compiles the bindings there, so their files are found from there.
fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap()
}

fn rustc() -> Command {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let mut rustc = Command::new(rustc);
    rustc.current_dir(workspace());
    rustc
}

/// The folder of this test program: the bindings that it was linked with, and what they depend on, lie there.
fn dependencies() -> PathBuf {
    let program = std::env::current_exe().unwrap();
    program.parent().unwrap().to_owned()
}

/// The bindings in a folder, those that were built last first.
fn bindings(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| {
            let name = entry.file_name().into_string().unwrap_or_default();
            name.starts_with(BINDINGS) && name.ends_with(".rlib")
        })
        .map(|entry| (entry.metadata().unwrap().modified().unwrap(), entry.path()))
        .collect();
    found.sort();
    found.into_iter().rev().map(|(_, path)| path).collect()
}

/// Compiles a program against these bindings as far as its types.
fn compile(program: &Path, bindings: &Path) -> Output {
    let out = tempfile::tempdir().unwrap();
    let mut external = OsString::from("msgraph_identity_governance=");
    external.push(bindings);
    let mut dependencies = OsString::from("dependency=");
    dependencies.push(bindings.parent().unwrap());
    rustc()
        .args([
            "--edition=2024",
            "--crate-type=bin",
            "--emit=metadata",
            "--cap-lints=allow",
            "--color=never",
            // No name of a type is cut.
            "--diagnostic-width=1000",
        ])
        .arg("--out-dir")
        .arg(out.path())
        .arg("-L")
        .arg(dependencies)
        .arg("--extern")
        .arg(external)
        .arg(program)
        .output()
        .unwrap()
}

/// The bindings as cargo builds them for this package: the newest with which the right program compiles. Older ones lie
/// beside them, also of other features.
fn current_bindings() -> PathBuf {
    let all = bindings(&dependencies());
    let right = Path::new(HERE).join("right.rs");
    let mut words = String::new();
    for bindings in &all {
        let output = compile(&right, bindings);
        if output.status.success() {
            return bindings.clone();
        }
        words = String::from_utf8_lossy(&output.stderr).into_owned();
    }
    panic!("{} compiles with none of {all:?}:\n{words}", right.display());
}

#[test]
fn wrong_programs_do_not_compile() {
    let version = rustc().arg("--version").output().unwrap();
    let version = String::from_utf8_lossy(&version.stdout).into_owned();
    let is_recorded = version.starts_with(RUSTC);
    if !is_recorded {
        println!("the compiler's words are recorded for {RUSTC}, this is {version}: they are not compared");
    }
    let overwrites = std::env::var_os("COMPILE_FAIL").is_some_and(|word| word == "overwrite");
    let bindings = current_bindings();
    let (mut count, mut faults) = (0, Vec::new());
    for entry in fs::read_dir(workspace().join(HERE).join("cases")).unwrap() {
        let case = Path::new(HERE).join("cases").join(entry.unwrap().file_name());
        if case.extension().is_none_or(|extension| extension != "rs") {
            continue;
        }
        count += 1;
        let output = compile(&case, &bindings);
        if output.status.success() {
            faults.push(format!("{} compiles", case.display()));
            continue;
        }
        let said = words::normal(&String::from_utf8_lossy(&output.stderr), HERE);
        let file = workspace().join(case.with_extension("stderr"));
        if overwrites {
            fs::write(&file, &said).unwrap();
        } else if is_recorded {
            let recorded = fs::read_to_string(&file).unwrap_or_default();
            if said != recorded {
                faults.push(format!(
                    "{} is said to be wrong in other words; recorded:\n{recorded}\nnow:\n{said}",
                    case.display()
                ));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(count > 0, "there are no cases");
}

/// The page of help says what the compiler says: each of its messages is one of a case.
#[test]
fn the_help_has_the_words_of_the_compiler() {
    let help = fs::read_to_string(workspace().join("generated/src/compiler_messages.rs")).unwrap();
    let mut recorded = String::new();
    for entry in fs::read_dir(workspace().join(HERE).join("cases")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "stderr") {
            recorded.push_str(&fs::read_to_string(&path).unwrap());
        }
    }
    let mut count = 0;
    // What stands between two backticks is a message; between single ones it is what to write instead.
    for message in help.split("``").skip(1).step_by(2).map(str::trim) {
        // Recorded words are without the modules of the bindings' types.
        let words = message.replace("model::", "");
        assert!(recorded.contains(&words), "no case has the words: {message}");
        count += 1;
    }
    assert_eq!(count, 10);
}
