//! The bindings of each side as a crate around the hand-written core, and what the compiler says of the programs
//! against them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::programs::Program;
use crate::sides::{Proof, Side};

/// What the compiler says of one program against one side.
#[derive(Clone, Debug, Default)]
pub struct Verdict {
    /// Whether it compiles.
    pub compiles: bool,
    /// The lines of the program that have an error, with the compiler's words.
    pub errors: BTreeMap<usize, String>,
}

/// By program and side.
pub type Verdicts = BTreeMap<(String, Side), Verdict>;

/// Writes both crates with the programs as examples, and `run/meaning.rs`. Dependencies, features and profile are
/// those of the bindings, and so is the target folder: what `cargo check -p msgraph-identity-governance
/// --no-default-features --features v1_0` made is not made again.
pub fn write(proof: &Proof, programs: &[Program]) {
    let root = root();
    let repository = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .canonicalize()
        .unwrap();
    for (side, files) in Side::BOTH.into_iter().zip(&proof.bindings) {
        write_crate(&root.join(side.package()), &repository, side, files, programs);
    }
    let members: Vec<&str> = Side::BOTH.map(Side::package).to_vec();
    let profile = section(&read(&repository.join("Cargo.toml")), "[profile.dev]");
    put(
        &root.join("Cargo.toml"),
        &format!("[workspace]\nresolver = \"3\"\nmembers = {members:?}\n\n{profile}"),
    );
    put(&root.join("Cargo.lock"), &read(&repository.join("Cargo.lock")));
}

/// Where the crates are.
fn root() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("drift-proof")
}

fn cargo() -> Command {
    cargo_in(&root())
}

/// Cargo in a folder, with the target folder of the workspace.
pub fn cargo_in(folder: &Path) -> Command {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo
        .env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).join(".."))
        .current_dir(folder);
    cargo
}

/// What `run/meaning.rs` says with each side: by the change that a line is about, the rest of it.
pub fn run() -> [BTreeMap<String, String>; 2] {
    Side::BOTH.map(|side| {
        let output = cargo()
            .args([
                "run",
                "--quiet",
                "--offline",
                "--bin",
                "meaning",
                "--package",
                side.package(),
            ])
            .output()
            .unwrap();
        let words = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{}: {words}", side.package());
        let lines = String::from_utf8(output.stdout).unwrap();
        let parts = lines.lines().map(|line| line.split_once('\t').unwrap());
        parts.map(|(about, said)| (about.to_owned(), said.to_owned())).collect()
    })
}

/// Checks all programs against both crates in one call of cargo.
pub fn check(programs: &[Program]) -> Verdicts {
    let cargo = cargo()
        .args([
            "check",
            "--workspace",
            "--examples",
            "--keep-going",
            "--offline",
            "--message-format=json",
        ])
        .output()
        .unwrap();
    let words = String::from_utf8_lossy(&cargo.stderr);
    let verdicts = read_messages(&String::from_utf8_lossy(&cargo.stdout), &words);
    for program in programs {
        for side in Side::BOTH {
            let verdict = verdicts.get(&(program.name.clone(), side));
            let judged = verdict.is_some_and(|verdict| verdict.compiles == verdict.errors.is_empty());
            assert!(
                judged,
                "{} has no clear verdict against {}: {verdict:?}\n{words}",
                program.name,
                side.package()
            );
        }
    }
    verdicts
}

fn write_crate(folder: &Path, repository: &Path, side: Side, files: &[(String, String)], programs: &[Program]) {
    let generated = repository.join("generated");
    let manifest = read(&generated.join("Cargo.toml"));
    let mut out = format!(
        "[package]\nname = \"{}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\
         autoexamples = false\nautobins = false\n\n[lib]\nname = \"graph\"\n\n\
         [features]\ndefault = [\"v1_0\"]\nv1_0 = []\n\n{}",
        side.package(),
        section(&manifest, "[dependencies]")
    );
    let meaning = repository.join("tests/drift-proof/run/meaning.rs");
    out.push_str(&format!("\n[[bin]]\nname = \"meaning\"\npath = {meaning:?}\n"));
    for program in programs {
        let Program { name, path, .. } = program;
        out.push_str(&format!(
            "\n[[example]]\nname = {name:?}\npath = {path:?}\ncrate-type = [\"lib\"]\n"
        ));
    }
    put(&folder.join("Cargo.toml"), &out);
    put_root(folder, &generated, "pub mod v1_0;\n");
    let bindings = folder.join("src/v1_0");
    let written: BTreeSet<PathBuf> = files.iter().map(|(path, _)| bindings.join(path)).collect();
    remove_others(&bindings, &written);
    for (path, text) in files {
        put(&bindings.join(path), text);
    }
}

/// The root module of a crate that has these modules of bindings. The core and what of it is public are the real ones.
/// Callouts are of Graph's own types, which the schemas here lack: nothing of them is generated.
pub fn put_root(folder: &Path, generated: &Path, modules: &str) {
    let lib = read(&generated.join("src/lib.rs"));
    let public: String = lib
        .lines()
        .skip_while(|line| !line.starts_with("pub use"))
        .map(|line| format!("{line}\n"))
        .collect();
    assert!(
        public.contains("pub use crate::core::"),
        "generated/src/lib.rs has its re-exports last"
    );
    let core = generated.join("src/core/mod.rs");
    put(
        &folder.join("src/lib.rs"),
        &format!("#![allow(warnings)]\n#[path = {core:?}]\nmod core;\n{modules}\n{public}"),
    );
}

/// The lines of a manifest below a heading, with it.
pub fn section(manifest: &str, heading: &str) -> String {
    let lines = manifest.lines().skip_while(|line| *line != heading);
    let section = lines.take_while(|line| *line == heading || !line.starts_with('['));
    let section: String = section.map(|line| format!("{line}\n")).collect();
    assert!(!section.is_empty(), "the manifest has {heading}");
    section
}

pub fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Writes a file when it is not so already: cargo goes by times.
pub fn put(path: &Path, text: &str) {
    if fs::read_to_string(path).is_ok_and(|before| before == text) {
        return;
    }
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

pub fn remove_others(folder: &Path, written: &BTreeSet<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            remove_others(&path, written);
        } else if !written.contains(&path) {
            fs::remove_file(&path).unwrap();
        }
    }
}

fn read_messages(messages: &str, words: &str) -> Verdicts {
    let mut verdicts = Verdicts::new();
    for line in messages.lines() {
        let message: Value = serde_json::from_str(line).unwrap();
        let package = message["package_id"].as_str().unwrap_or_default();
        let Some(side) = Side::BOTH.into_iter().find(|side| package.contains(side.package())) else {
            continue;
        };
        let target = &message["target"];
        let name = target["name"].as_str().unwrap_or_default().to_owned();
        let is_program = target["src_path"]
            .as_str()
            .is_some_and(|path| path.contains("programs"));
        let rendered = message["message"]["rendered"].as_str().unwrap_or_default();
        let is_error = message["message"]["level"] == "error";
        assert!(
            is_program || !is_error,
            "the bindings of {} do not compile: {rendered}\n{words}",
            side.package()
        );
        if !is_program {
            continue;
        }
        let verdict = verdicts.entry((name.clone(), side)).or_default();
        verdict.compiles |= message["reason"] == "compiler-artifact";
        let spans = message["message"]["spans"]
            .as_array()
            .map(Vec::as_slice)
            .unwrap_or_default();
        if is_error && !spans.is_empty() {
            let line = spans
                .iter()
                .filter(|span| span["is_primary"] == true)
                .find_map(|span| line_in(span, &name));
            let line = line.unwrap_or_else(|| panic!("an error outside of {name}: {rendered}"));
            verdict.errors.entry(line).or_default().push_str(rendered);
        }
    }
    verdicts
}

/// The line of the program that a span is in, or that the macro is called in which it is in.
fn line_in(span: &Value, program: &str) -> Option<usize> {
    let is_here = span["file_name"].as_str()?.ends_with(&format!("{program}.rs"));
    if is_here {
        return usize::try_from(span["line_start"].as_u64()?).ok();
    }
    line_in(&span["expansion"]["span"], program)
}
