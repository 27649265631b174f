//! Single changes in bulk: every one is found, named for what it is, and classed.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::atomic::{AtomicUsize, Ordering};

use generator::drift::{Change, Facts, Kind, compare};
use generator::model::Version;

use super::mutate::{Expected, MUTATIONS};
use super::world::{Rng, World, faults, line, primary};

/// How many of each version, unless `DRIFT_MUTATIONS` says otherwise: one of each kind. 500 take some minutes without optimization.
const COUNT: usize = MUTATIONS.len();

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
        let named = expected.kinds.contains(&change.kind) && change.subject == expected.subject;
        let instead = expected
            .instead
            .as_ref()
            .is_some_and(|(kind, subject)| change.kind == *kind && change.subject == *subject);
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

fn told(made: &Made, wrong: &[String], changes: &[Change], number: usize, way: &str) -> String {
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

/// Kinds that no single change of these documents is: what always follows from another (the small schema shows it), and what they have
/// nothing for.
fn never_alone(version: Version) -> Vec<Kind> {
    let mut kinds = vec![
        // The CSDL knows all paths, and says what they take and answer.
        Kind::BodyChanged,
        Kind::AnswerChanged,
        Kind::TypeDefinitionChanged,
        Kind::TieChanged,
        Kind::PolymorphismChanged,
        Kind::BuilderRenamed,
        Kind::RustSignatureChanged,
    ];
    match version {
        // Nothing of it is deprecated yet.
        Version::V1_0 => kinds.push(Kind::DeprecationChanged),
        // No root of it leads to another.
        Version::Beta => kinds.push(Kind::NavigationBindingChanged),
    }
    kinds
}

fn in_bulk(version: Version) {
    let count = usize::try_from(number("DRIFT_MUTATIONS", COUNT as u64)).unwrap();
    let seed = number("DRIFT_SEED", SEED);
    println!("{version}: {count} changes from the seed {seed}");
    let world = World::real(version);
    let base = world.facts().unwrap();
    let next = AtomicUsize::new(0);
    let only = std::env::var("DRIFT_ONLY")
        .ok()
        .map(|text| text.parse::<usize>().unwrap());
    let work = || {
        let mut complaints: Vec<String> = Vec::new();
        let mut kinds: BTreeMap<&'static str, usize> = BTreeMap::new();
        let mut named: BTreeSet<Kind> = BTreeSet::new();
        let (mut invalid, mut ways) = (0, 0);
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= count {
                break;
            }
            if only.is_some_and(|only| only != number) {
                continue;
            }
            let made = make(&world, &base, seed, number);
            invalid += made.invalid;
            *kinds.entry(made.name).or_default() += 1;
            let changes = compare(&base, &made.facts).unwrap();
            named.extend(primary_kinds(&changes));
            let found = wrong(&made.expected, &changes);
            if only.is_some() {
                changes
                    .iter()
                    .for_each(|change| println!("{} because {:?}", line(change), change.because));
            }
            ways += 1;
            if !found.is_empty() {
                complaints.push(told(&made, &found, &changes, number, "there"));
            }
            if let Some(expected) = made.expected.reversed() {
                let changes = compare(&made.facts, &base).unwrap();
                named.extend(primary_kinds(&changes));
                let found = wrong(&expected, &changes);
                ways += 1;
                if !found.is_empty() {
                    complaints.push(told(&made, &found, &changes, number, "back"));
                }
            }
        }
        (complaints, kinds, named, invalid, ways)
    };
    let (complaints, kinds, named, invalid, ways) = std::thread::scope(|scope| {
        let other = scope.spawn(work);
        let (mut complaints, mut kinds, mut named, invalid, ways) = work();
        let (more, others, also_named, other_invalid, other_ways) = other.join().unwrap();
        complaints.extend(more);
        named.extend(also_named);
        for (name, count) in others {
            *kinds.entry(name).or_default() += count;
        }
        (complaints, kinds, named, invalid + other_invalid, ways + other_ways)
    });
    println!(
        "{version}: {count} changes of {} kinds, compared {ways} times, {invalid} drawn again as invalid",
        kinds.len()
    );
    assert!(
        complaints.is_empty(),
        "{} complaints\n{}",
        complaints.len(),
        complaints.join("\n")
    );
    let never: Vec<&Kind> = Kind::ALL
        .iter()
        .filter(|kind| !named.contains(kind) && !never_alone(version).contains(kind))
        .collect();
    assert!(
        count < MUTATIONS.len() || only.is_some() || never.is_empty(),
        "no change of {version} was of the kinds {never:?}"
    );
    assert!(
        invalid * 5 <= count,
        "too many documents were invalid: {invalid} for {count}"
    );
}

#[test]
fn every_change_of_v1_0_is_found_and_named() {
    in_bulk(Version::V1_0);
}

#[test]
fn every_change_of_beta_is_found_and_named() {
    in_bulk(Version::Beta);
}
