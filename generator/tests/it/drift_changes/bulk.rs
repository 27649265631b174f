//! Single changes in bulk: every one is found, named for what it is, and classed.
//!
//! Every run makes each kind of mutation once, most of them in the small schema. The long run makes all of them in
//! `schemas/`, in both versions; with `DRIFT_MUTATIONS=500` 500 of each version, from the seed `DRIFT_SEED`:
//!
//! ```sh
//! cargo test --profile xtask -p generator --test it drift_changes::bulk:: -- --ignored --nocapture
//! ```

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicUsize, Ordering};

use generator::drift::{Change, Facts, Kind, compare};
use generator::model::Version;

use super::harbour::{CSDL, ROUTES, harbour};
use super::mutate::{Expected, MUTATIONS};
use super::world::{Rng, World, faults, line, primary};

/// How many the long run makes of each version, unless `DRIFT_MUTATIONS` says otherwise: one of each kind.
const COUNT: usize = MUTATIONS.len();

/// One of so many kinds that the small schema knows is made in `schemas/` too, in every run.
const STEP: usize = 12;

/// The first number, unless `DRIFT_SEED` says otherwise.
pub const SEED: u64 = 20_261_122;

/// Documents that contradict themselves are drawn again, this often for one change.
const DRAWS: u64 = 40;

pub fn number(variable: &str, otherwise: u64) -> u64 {
    std::env::var(variable).map_or(otherwise, |text| text.parse().unwrap())
}

/// A change that was made, and the side that has it.
pub struct Made {
    pub name: &'static str,
    pub expected: Expected,
    pub facts: Facts,
    pub invalid: usize,
}

/// Makes the change of that number. The kinds come in turn, so that every one is made; where and how is drawn.
pub fn make(world: &World, base: &Facts, seed: u64, number: usize) -> Made {
    let mut invalid = 0;
    for draw in 0..DRAWS {
        let mut rng = Rng(seed ^ (number as u64).wrapping_mul(0x0001_0000_0001) ^ (draw << 56));
        rng.next();
        // A kind that the version has nothing for gives way to any other.
        let at = if draw < DRAWS / 2 {
            number % MUTATIONS.len()
        } else {
            rng.below(MUTATIONS.len())
        };
        let (name, mutation) = MUTATIONS[at];
        let mut changed = world.clone();
        changed.memory.clone_from(&base.loaded.memory);
        let Some(expected) = mutation(&mut changed, base, &mut rng) else {
            continue;
        };
        match changed.facts() {
            Ok(facts) => {
                return Made {
                    name,
                    expected,
                    facts,
                    invalid,
                };
            }
            Err(error) => {
                if std::env::var_os("DRIFT_TRACE").is_some() {
                    println!("{number} {name}: {expected:?}\n  invalid: {error}");
                }
                invalid += 1;
            }
        }
    }
    panic!("no change of number {number} makes a document that is valid");
}

/// What a report gets wrong about a change.
fn wrong(expected: &Expected, changes: &[Change]) -> Vec<String> {
    let mut wrong = faults(changes);
    if changes.is_empty() {
        wrong.push("not found".into());
        return wrong;
    }
    let is_it = |change: &&Change| {
        let about = change.subject.to_string();
        let named = expected.kinds.contains(&change.kind) && about == expected.subject;
        let instead = expected
            .instead
            .as_ref()
            .is_some_and(|(kind, subject)| change.kind == *kind && about == *subject);
        change.because.is_none() && (named || instead)
    };
    match changes.iter().find(is_it) {
        None => wrong.push("not named for what it is".into()),
        Some(change) => {
            if expected.from.is_some() && change.from != expected.from {
                wrong.push(format!("from {:?} instead of {:?}", change.from, expected.from));
            }
            if expected.to.is_some() && change.to != expected.to {
                wrong.push(format!("to {:?} instead of {:?}", change.to, expected.to));
            }
        }
    }
    if primary(changes).len() > 1 {
        wrong.push(format!("{} primary changes", primary(changes).len()));
    }
    wrong
}

fn complaint(made: &Made, wrong: &[String], changes: &[Change], number: usize, way: &str) -> String {
    let mut text = format!(
        "{number} {way}: {}: {:?} {}\n",
        made.name, made.expected.kinds, made.expected.subject
    );
    for wrong in wrong {
        let _ = writeln!(text, "  ! {wrong}");
    }
    for change in changes.iter().filter(|change| change.because.is_none()).take(6) {
        let _ = writeln!(text, "  - {}", line(change));
    }
    text
}

fn primary_kinds(changes: &[Change]) -> impl Iterator<Item = Kind> {
    let primary = changes.iter().filter(|change| change.because.is_none());
    primary.map(|change| change.kind)
}

/// Kinds that no single change of these documents is: what always follows from another (the small schema shows it), and
/// what they have nothing for.
fn never_alone(version: Version) -> Vec<Kind> {
    let mut kinds = vec![
        // The CSDL knows all paths, and says what they take and answer.
        Kind::BodyChanged,
        Kind::ResponseChanged,
        Kind::TypeDefinitionChanged,
        Kind::SegmentMeaningChanged,
        Kind::PolymorphismChanged,
        Kind::BuilderRenamed,
        Kind::RustSignatureChanged,
        // Types, actions and paths at once: `kinds/namespaces.rs` renames one.
        Kind::NamespaceRenamed,
    ];
    match version {
        // Nothing of it is deprecated yet.
        Version::V1_0 => kinds.push(Kind::DeprecationChanged),
        // No root of it leads to another.
        Version::Beta => kinds.push(Kind::NavigationBindingChanged),
    }
    kinds
}

/// What a run found.
#[derive(Default)]
struct Outcome {
    complaints: Vec<String>,
    /// Kinds of change that were named.
    named: BTreeSet<Kind>,
    /// Mutations that were made.
    made: BTreeSet<&'static str>,
    invalid: usize,
    comparisons: usize,
}

impl Outcome {
    fn add(&mut self, other: Outcome) {
        self.complaints.extend(other.complaints);
        self.named.extend(other.named);
        self.made.extend(other.made);
        self.invalid += other.invalid;
        self.comparisons += other.comparisons;
    }

    /// Compares the sides, which differ by what was made.
    fn compare(&mut self, sides: [&Facts; 2], made: &Made, expected: &Expected, number: usize, way: &str) {
        let changes = compare(sides[0], sides[1]).unwrap();
        self.comparisons += 1;
        self.named.extend(primary_kinds(&changes));
        let wrong = wrong(expected, &changes);
        if !wrong.is_empty() {
            self.complaints.push(complaint(made, &wrong, &changes, number, way));
        }
        if std::env::var_os("DRIFT_TRACE").is_some() {
            for change in &changes {
                println!("{number} {way}: {} because {:?}", line(change), change.because);
            }
        }
    }
}

/// Makes the changes of these numbers, one by one, and compares each with what was there, in both ways.
fn run(what: &str, world: &World, numbers: &[usize], seed: u64) -> Outcome {
    let base = world.facts().unwrap();
    let next = AtomicUsize::new(0);
    let work = || {
        let mut outcome = Outcome::default();
        while let Some(&number) = numbers.get(next.fetch_add(1, Ordering::Relaxed)) {
            let made = make(world, &base, seed, number);
            outcome.invalid += made.invalid;
            outcome.made.insert(made.name);
            outcome.compare([&base, &made.facts], &made, &made.expected, number, "there");
            if let Some(expected) = made.expected.reversed() {
                outcome.compare([&made.facts, &base], &made, &expected, number, "back");
            }
        }
        outcome
    };
    let mut outcome = std::thread::scope(|scope| {
        let other = scope.spawn(work);
        let mut outcome = work();
        outcome.add(other.join().unwrap());
        outcome
    });
    println!(
        "{what}: {} changes of {} kinds from the seed {seed}, compared {} times, {} drawn again as invalid",
        numbers.len(),
        outcome.made.len(),
        outcome.comparisons,
        outcome.invalid
    );
    let complaints = std::mem::take(&mut outcome.complaints);
    assert!(
        complaints.is_empty(),
        "{what}: {} complaints\n{}",
        complaints.len(),
        complaints.join("\n")
    );
    outcome
}

/// The long run: as many changes as asked for, or the one of the number `DRIFT_ONLY`.
fn in_bulk(version: Version) {
    let count = usize::try_from(number("DRIFT_MUTATIONS", COUNT as u64)).unwrap();
    let only: Option<usize> = std::env::var("DRIFT_ONLY").ok().map(|text| text.parse().unwrap());
    let numbers: Vec<usize> = only.map_or_else(|| (0..count).collect(), |only| vec![only]);
    let outcome = run(
        version.name(),
        &World::real(version),
        &numbers,
        number("DRIFT_SEED", SEED),
    );
    let never: Vec<&Kind> = Kind::ALL
        .iter()
        .filter(|kind| !outcome.named.contains(kind) && !never_alone(version).contains(kind))
        .collect();
    assert!(
        numbers.len() < MUTATIONS.len() || never.is_empty(),
        "no change of {version} was of the kinds {never:?}"
    );
    assert!(
        outcome.invalid * 5 <= count,
        "too many documents were invalid: {} for {count}",
        outcome.invalid
    );
}

/// The small schema, with names as `schemas/` has them: in full.
pub fn small_world() -> World {
    let csdl = CSDL
        .replace("\"graph.", "\"microsoft.graph.")
        .replace("(graph.", "(microsoft.graph.");
    harbour(&csdl, ROUTES)
}

/// Each kind of mutation in the small schema; those that it has nothing for in v1.0's `schemas/`, and a few in beta's.
#[test]
fn each_kind_of_mutation_is_found_and_named() {
    let all: Vec<usize> = (0..MUTATIONS.len()).collect();
    let mut outcome = run("the small schema", &small_world(), &all, SEED);
    let (made, missing): (Vec<usize>, Vec<usize>) =
        all.into_iter().partition(|at| outcome.made.contains(MUTATIONS[*at].0));
    let few: Vec<usize> = made.into_iter().step_by(STEP).collect();
    for (version, numbers) in [(Version::V1_0, missing), (Version::Beta, few)] {
        outcome.add(run(version.name(), &World::real(version), &numbers, SEED));
    }
    assert_eq!(outcome.made.len(), MUTATIONS.len(), "{:?}", outcome.made);
    let is_never_alone = |kind: &Kind| Version::ALL.iter().all(|version| never_alone(*version).contains(kind));
    let never: Vec<&Kind> = Kind::ALL
        .iter()
        .filter(|kind| !outcome.named.contains(kind) && !is_never_alone(kind))
        .collect();
    assert!(never.is_empty(), "no change was of the kinds {never:?}");
}

#[test]
#[ignore = "the long run: its command is at the top of this file"]
fn every_change_of_v1_0_is_found_and_named() {
    in_bulk(Version::V1_0);
}

#[test]
#[ignore = "the long run: its command is at the top of this file"]
fn every_change_of_beta_is_found_and_named() {
    in_bulk(Version::Beta);
}
