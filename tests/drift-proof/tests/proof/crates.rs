//! The bindings of each side as a crate around the hand-written core, and what the compiler says of the programs
//! against them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;

use serde_json::Value;

use crate::compiler::{self, rustc};
use crate::programs::Program;
use crate::sides::{Proof, Side};

/// What the compiler says of one program against one side.
#[derive(Clone, Debug, Default)]
pub struct Verdict {
    /// The lines of the program that have an error, with the compiler's words. It compiles when there are none.
    pub errors: BTreeMap<usize, String>,
}

/// By program and side.
pub type Verdicts = BTreeMap<(String, Side), Verdict>;

/// The repository.
pub fn repository() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    root.canonicalize().unwrap()
}

/// Where a crate is: below the target folder.
pub fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(name)
}

/// Writes and compiles the crates of both sides, at the same time; returns their files.
pub fn write(proof: &Proof) -> [PathBuf; 2] {
    thread::scope(|scope| {
        let sides = [0, 1].map(|at| {
            scope.spawn(move || {
                let folder = folder("drift-proof").join(Side::BOTH[at].package());
                write_crate(&folder, &proof.bindings[at]);
                compiler::library(&folder, "graph", "link")
            })
        });
        sides.map(|side| side.join().unwrap())
    })
}

/// What `run/meaning.rs` says with each side: by the change that a line is about, the rest of it.
pub fn run(crates: &[PathBuf; 2]) -> [BTreeMap<String, String>; 2] {
    let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("run/meaning.rs");
    crates.each_ref().map(|graph| {
        let lines = compiler::run(&program, graph);
        let parts = lines.lines().map(|line| line.split_once('\t').unwrap());
        parts.map(|(about, said)| (about.to_owned(), said.to_owned())).collect()
    })
}

/// Checks all programs against both crates, at the same time.
pub fn check(programs: &[Program], crates: &[PathBuf; 2]) -> Verdicts {
    thread::scope(|scope| {
        let sides = [0, 1].map(|at| scope.spawn(move || check_side(programs, Side::BOTH[at], &crates[at])));
        sides.into_iter().flat_map(|side| side.join().unwrap()).collect()
    })
}

/// Programs that are to compile are checked together, as the modules of one crate: an error of one can hide those of
/// others, and is a fault by itself. Those that are to break are checked each by itself.
fn check_side(programs: &[Program], side: Side, graph: &Path) -> Verdicts {
    let (compile, breaks): (Vec<&Program>, Vec<&Program>) = programs
        .iter()
        .partition(|program| program.side == side || program.breaks.is_empty());
    let together = graph.with_file_name("together.rs");
    let modules = compile.iter().enumerate().map(|(number, program)| {
        let Program { path, .. } = program;
        format!("#[path = {path:?}]\nmod program_{number};\n")
    });
    put(&together, &modules.collect::<String>());
    let mut verdicts = check_one(&together, &compile, side, graph);
    for program in breaks {
        verdicts.extend(check_one(&program.path, &[program], side, graph));
    }
    verdicts
}

/// Checks a crate with these programs.
fn check_one(root: &Path, programs: &[&Program], side: Side, graph: &Path) -> Verdicts {
    let output = rustc("programs", "lib", graph.parent().unwrap())
        .args(["--emit=metadata", "--extern"])
        .arg(format!("graph={}", graph.display()))
        .arg(root)
        .output()
        .unwrap();
    let messages = String::from_utf8(output.stderr).unwrap();
    let mut verdicts = Verdicts::new();
    for program in programs {
        verdicts.insert((program.name.clone(), side), Verdict::default());
    }
    for message in messages.lines() {
        let message: Value = serde_json::from_str(message).unwrap();
        let spans = message["spans"].as_array().map(Vec::as_slice).unwrap_or_default();
        if message["level"] != "error" || spans.is_empty() {
            continue;
        }
        let rendered = message["rendered"].as_str().unwrap_or_default();
        let mut places = spans.iter().filter(|span| span["is_primary"] == true);
        let (program, line) = places
            .find_map(|span| place(span, programs))
            .unwrap_or_else(|| panic!("an error outside of the programs: {rendered}"));
        let verdict = verdicts.entry((program.name.clone(), side)).or_default();
        verdict.errors.entry(line).or_default().push_str(rendered);
    }
    let is_clear = output.status.success() == verdicts.values().all(|verdict| verdict.errors.is_empty());
    assert!(is_clear, "no clear verdict against {}: {messages}", side.package());
    verdicts
}

/// The program and its line that a span is in, or that the macro is called in which it is in.
fn place<'a>(span: &Value, programs: &[&'a Program]) -> Option<(&'a Program, usize)> {
    let file = Path::new(span["file_name"].as_str()?);
    if let Some(program) = programs.iter().find(|program| program.path == file) {
        let line = usize::try_from(span["line_start"].as_u64()?).ok()?;
        return Some((program, line));
    }
    place(&span["expansion"]["span"], programs)
}

fn write_crate(folder: &Path, files: &[(String, String)]) {
    put_root(folder, "pub mod v1_0;\n");
    let bindings = folder.join("src/v1_0");
    let written: BTreeSet<PathBuf> = files.iter().map(|(path, _)| bindings.join(path)).collect();
    remove_others(&bindings, &written);
    for (path, text) in files {
        put(&bindings.join(path), text);
    }
}

/// The root module of a crate that has these modules of bindings. The core and what of it is public are the real ones.
/// Callouts are of Graph's own types, which the schemas here lack: nothing of them is generated.
pub fn put_root(folder: &Path, modules: &str) {
    let generated = repository().join("generated");
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

pub fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Writes a file when it is not so already.
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
