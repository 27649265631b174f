//! The classes of drift's report, checked by the compiler: a program breaks exactly when the report says so.
//!
//! `schema/` is a small service in which every kind of change happens at a place of its own. A line with `-` in the
//! first column is of the old side alone, one with `+` of the new side alone. The two sides are compared as
//! `cargo xtask drift` does it, bindings are made of both as `cargo xtask regen` does it, and put around the real core
//! as two crates (below the target folder, in `tmp/drift-proof`).
//!
//! `programs/` has what users wrote. Each begins with the changes that it is about, as the report names them: `//!
//! GIG0012 microsoft.graph.properties/count`. A program is written for the old side, or for the new one when a line of
//! its head is `//! Written for the new side.`; with its own side it compiles. With the other side exactly those lines
//! have errors that end in `// breaks GIG0012`, with the kinds of all changes that are the reason.
//!
//! | the report says | there must be |
//! |---|---|
//! | breaking | a program for the old side with a line that breaks |
//! | additive | a program for the old side that goes on, and one for the new side that breaks with the old one: something came |
//! | meaning, unaffected | a program for the old side that goes on |
//! | meaning | a line of `run/meaning.rs`, which is run with both sides and says something else |
//!
//! To add a kind: make the change in `schema/`, run the test, and write the programs that it asks for: use what
//! changed in every way that a user can (fields, setters, constants in filters, `match`, written types of arguments
//! and answers, the builder's name). The one thing that no program here does is to write out the query options of a
//! request's type, `(CanExpand, …)`: it grows with every option.

#[path = "../../../../generator/tests/it/small/mod.rs"]
mod small;

mod compiler;
mod crates;
mod programs;
mod roots;
mod sides;
mod urls;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::LazyLock;

use generator::drift::{Change, Kind, Rust};

use programs::{Program, programs};
use sides::{Proof, Side};

/// What was made from the schema, and the programs.
static PROOF: LazyLock<(Proof, Vec<Program>)> = LazyLock::new(|| (sides::prove(), programs()));

/// The compiled crates of both sides.
static CRATES: LazyLock<[PathBuf; 2]> = LazyLock::new(|| crates::write(&PROOF.0));

#[test]
fn programs_break_exactly_when_the_report_says_so() {
    let (proof, programs) = &*PROOF;
    let mut faults = missing(&proof.changes, programs);
    let verdicts = crates::check(programs, &CRATES);
    for program in programs {
        faults.extend(misread(&proof.changes, program));
        let verdict = |side: Side| &verdicts[&(program.name.clone(), side)];
        let own = verdict(program.side);
        for words in own.errors.values() {
            faults.push(format!("{} does not compile with its own side:\n{words}", program.name));
        }
        let marked: BTreeSet<usize> = program.breaks.keys().copied().collect();
        let other = verdict(program.side.other());
        for (line, words) in other.errors.iter().filter(|(line, _)| !marked.contains(*line)) {
            let reported = reported(&proof.changes, program);
            faults.push(format!(
                "{}:{line} breaks, and no mark says so; the report: {reported}\n{words}",
                program.name
            ));
        }
        for line in marked.iter().filter(|line| !other.errors.contains_key(*line)) {
            faults.push(format!(
                "{}:{line} does not break as it is marked; the report: {}",
                program.name,
                reported(&proof.changes, program)
            ));
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
    let marked: usize = programs.iter().map(|program| program.breaks.len()).sum();
    println!(
        "{} changes of {} kinds, {} programs against two crates, {marked} lines that break",
        proof.changes.len(),
        proof
            .changes
            .iter()
            .map(|change| change.kind)
            .collect::<BTreeSet<_>>()
            .len(),
        programs.len()
    );
}

#[test]
fn every_kind_happens() {
    let happens: BTreeSet<Kind> = PROOF.0.changes.iter().map(|change| change.kind).collect();
    let missing: Vec<String> = Kind::ALL
        .iter()
        .filter(|kind| !happens.contains(kind))
        .map(Kind::to_string)
        .collect();
    assert_eq!(missing, [""; 0]);
}

/// `run/meaning.rs` compiles with both sides and says for each change what a program sends, reads or prints.
#[test]
fn programs_do_something_else_exactly_when_the_report_says_so() {
    let [before, after] = crates::run(&CRATES);
    assert!(
        before.keys().eq(after.keys()),
        "both sides say something of the same changes"
    );
    let mut faults = Vec::new();
    for change in &PROOF.0.changes {
        let about = format!("{} {}", change.kind.code(), change.subject);
        match (change.rust, before.get(&about), after.get(&about)) {
            (Rust::Breaking, Some(_), _) => faults.push(format!("{about} breaks: no one program can tell")),
            (Rust::Meaning, None, _) => faults.push(format!("nothing tells what {about} means: {}", change.why)),
            (rust, one, other) if (rust == Rust::Meaning) == (one == other) => {
                faults.push(format!(
                    "{about} is {rust}: {}\n  before {one:?}\n  after  {other:?}",
                    change.why
                ));
            }
            _ => {}
        }
    }
    let known = |about: &String| {
        let is = |change: &Change| format!("{} {}", change.kind.code(), change.subject) == *about;
        PROOF.0.changes.iter().any(is)
    };
    faults.extend(
        before
            .keys()
            .filter(|about| !known(about))
            .map(|about| format!("the report has no {about}")),
    );
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

/// Changes without the programs that their class asks for.
fn missing(changes: &[Change], programs: &[Program]) -> Vec<String> {
    let mut faults = Vec::new();
    for change in changes {
        let about = (change.kind, change.subject.to_string());
        let has = |side: Side| {
            programs
                .iter()
                .any(|program| program.side == side && program.about.contains(&about))
        };
        let sides: &[Side] = if change.rust == Rust::Additive {
            &Side::BOTH
        } else {
            &[Side::Old]
        };
        for side in sides.iter().filter(|side| !has(**side)) {
            faults.push(format!(
                "no program for the {side:?} side is about {} {} ({})",
                change.kind.code(),
                change.subject,
                change.rust
            ));
        }
    }
    faults
}

/// Where the head and the marks of a program are not what the report says.
fn misread(changes: &[Change], program: &Program) -> Vec<String> {
    let name = &program.name;
    let mut faults = Vec::new();
    let marks: BTreeSet<Kind> = program.breaks.values().flatten().copied().collect();
    for (kind, subject) in &program.about {
        let Some(change) = changes
            .iter()
            .find(|change| change.kind == *kind && change.subject.to_string() == *subject)
        else {
            faults.push(format!("{name}: the report has no {} {subject}", kind.code()));
            continue;
        };
        let must_break = match program.side {
            Side::Old => change.rust == Rust::Breaking,
            Side::New => change.rust >= Rust::Additive,
        };
        if must_break != marks.contains(kind) {
            let marked = if must_break {
                "no line is marked"
            } else {
                "a line is marked to break"
            };
            faults.push(format!(
                "{name}: the report says {} {subject} is {}, and {marked}: {}",
                kind.code(),
                change.rust,
                change.why
            ));
        }
    }
    for kind in marks
        .iter()
        .filter(|kind| program.about.iter().all(|(about, _)| about != *kind))
    {
        faults.push(format!("{name}: {} is in a mark and not in the head", kind.code()));
    }
    if program.side == Side::New && marks.is_empty() {
        faults.push(format!("{name} is written for the new side, and nothing of it is new"));
    }
    faults
}

/// What the report says of the changes that a program is about.
fn reported(changes: &[Change], program: &Program) -> String {
    let of_program = changes
        .iter()
        .filter(|change| program.about.contains(&(change.kind, change.subject.to_string())));
    let reported: Vec<String> = of_program
        .map(|change| {
            format!(
                "{} {} is {}: {}",
                change.kind.code(),
                change.subject,
                change.rust,
                change.why
            )
        })
        .collect();
    reported.join("; ")
}
