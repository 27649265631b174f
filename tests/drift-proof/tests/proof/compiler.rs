//! rustc itself, with what the bindings depend on as cargo has built it for this test program.
//!
//! A workspace of their own for the crates and programs would have cargo build all of that once more, in other
//! features, and look at some hundred packages for each of two hundred programs.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;

/// The crates that those of the bindings name, but for the macros.
const LIBRARIES: [&str; 7] = ["azure_core", "futures", "serde", "serde_json", "time", "tracing", "url"];

/// The macros, which no program is linked with.
const MACROS: &str = "async_trait";

/// The crate that depends on all of these.
const ALL: &str = "drift_proof";

/// The file of each.
static FILES: LazyLock<BTreeMap<&str, PathBuf>> = LazyLock::new(files);

/// A call of rustc for a crate of that name and type, in the edition of the bindings; what it writes is put into the
/// folder. Its messages are JSON.
pub fn rustc(name: &str, kind: &str, folder: &Path) -> Command {
    fs::create_dir_all(folder).unwrap();
    let mut rustc = plain();
    rustc
        .args([
            "--edition=2024",
            "--error-format=json",
            "--crate-name",
            name,
            "--crate-type",
            kind,
        ])
        .arg("--out-dir")
        .arg(folder)
        // The core says which package it is.
        .env("CARGO_PKG_NAME", name)
        .env("CARGO_PKG_VERSION", "0.0.0");
    for (name, file) in &*FILES {
        rustc.arg("--extern").arg(format!("{name}={}", file.display()));
    }
    rustc
}

/// Compiles the bindings in a folder, as far as those who use them need.
///
/// # Panics
/// When they do not compile.
pub fn library(folder: &Path, name: &str, emit: &str) -> PathBuf {
    let mut rustc = rustc(name, "lib", folder);
    rustc.args(["--cap-lints=allow", "--cfg=feature=\"v1_0\"", "--emit", emit]);
    succeed(rustc.arg(folder.join("src/lib.rs")));
    let ending = if emit == "link" { "rlib" } else { "rmeta" };
    folder.join(format!("lib{name}.{ending}"))
}

/// Compiles a program against bindings, which it calls `graph`, and runs it; returns what it prints.
///
/// # Panics
/// When it does not compile, or fails.
pub fn run(program: &Path, graph: &Path) -> String {
    let mut rustc = rustc("program", "bin", graph.parent().unwrap());
    rustc.args(["--cap-lints=allow", "--extern"]);
    succeed(rustc.arg(format!("graph={}", graph.display())).arg(program));
    let program = graph.with_file_name(format!("program{}", std::env::consts::EXE_SUFFIX));
    String::from_utf8(succeed(&mut Command::new(program)).stdout).unwrap()
}

fn succeed(command: &mut Command) -> Output {
    let output = command.output().unwrap();
    assert!(
        output.status.success(),
        "{command:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    output
}

fn plain() -> Command {
    let mut rustc = Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
    rustc.arg("-L").arg(format!("dependency={}", dependencies().display()));
    rustc
}

/// The folder of this test program: what it and its package depend on lies there, also in other features.
fn dependencies() -> PathBuf {
    let program = std::env::current_exe().unwrap();
    program.parent().unwrap().to_owned()
}

/// The files that begin and end so, those written last first.
fn newest(begin: &str, ends: &[&str]) -> Vec<PathBuf> {
    let mut found: Vec<_> = fs::read_dir(dependencies())
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| {
            let name = entry.file_name().into_string().unwrap_or_default();
            name.starts_with(begin) && ends.iter().any(|end| name.ends_with(end))
        })
        .map(|entry| (entry.metadata().unwrap().modified().unwrap(), entry.path()))
        .collect();
    found.sort();
    found.into_iter().rev().map(|(_, path)| path).collect()
}

/// Which files are linked with a program that uses [`ALL`]: of several builds of a crate the one that goes with the
/// others.
fn files() -> BTreeMap<&'static str, PathBuf> {
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("program.rs");
    fs::write(&program, format!("extern crate {ALL} as _;\nfn main() {{}}\n")).unwrap();
    let mut words = String::new();
    for all in newest(&format!("lib{ALL}-"), &[".rlib"]) {
        let output = plain()
            .args(["--edition=2024", "--print=link-args", "--out-dir"])
            .arg(folder.path())
            .arg("--extern")
            .arg(format!("{ALL}={}", all.display()))
            .arg(&program)
            .output()
            .unwrap();
        if output.status.success() {
            return linked(&String::from_utf8(output.stdout).unwrap());
        }
        words = String::from_utf8_lossy(&output.stderr).into_owned();
    }
    panic!("no file of {ALL} in {} can be used: {words}", dependencies().display());
}

/// The files of the libraries in a call of the linker, whose words are in quotes; and that of the macros.
fn linked(call: &str) -> BTreeMap<&'static str, PathBuf> {
    let of = |name: &str| {
        let begin = format!("lib{name}-");
        let mut files = call.split('"').map(Path::new).filter(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            name.starts_with(&begin) && name.ends_with(".rlib")
        });
        let file = files.next().unwrap_or_else(|| panic!("{name} is not linked: {call}"));
        assert_eq!(files.next(), None, "{name} is linked once");
        file.to_owned()
    };
    let macros = newest(&format!("lib{MACROS}-"), &[".so", ".dylib"])
        .into_iter()
        .chain(newest(&format!("{MACROS}-"), &[".dll"]))
        .next();
    LIBRARIES
        .map(|name| (name, of(name)))
        .into_iter()
        .chain([(MACROS, macros.expect("cargo has built the macros"))])
        .collect()
}
