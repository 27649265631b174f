//! Documents as deep as a reader takes, and deeper: an error with its path, and never the end of the stack.

use std::collections::{BTreeSet, VecDeque};

use generator::model::{ItemType, Member, QName, Structured, Type, Version};
use integration_tests::model_json::{loaded, model};
use integration_tests::model_table::ModelEntry;
use integration_tests::own_process::run_alone;
use msgraph_identity_governance::json::{DEFAULT_MAX_DEPTH, MAX_DEPTH, ReadOptions};

fn read_at_most(depth: u32) -> ReadOptions {
    let mut options = ReadOptions::default();
    options.max_depth = depth;
    options
}

fn structured(version: Version) -> impl Iterator<Item = &'static Structured> {
    loaded(version).api.types.values().filter_map(|ty| match ty {
        Type::Structured(structured) => Some(structured),
        Type::Enum(_) => None,
    })
}

/// The shortest way from a type back to itself: the members, and for a value of another type than the declared one its
/// `@odata.type`.
fn circle(version: Version, start: &Structured) -> Option<Vec<(&'static Member, QName)>> {
    let api = &loaded(version).api;
    let mut queue: VecDeque<(QName, Vec<(&'static Member, QName)>)> =
        VecDeque::from([(start.name.clone(), Vec::new())]);
    let mut seen = BTreeSet::new();
    while let Some((here, way)) = queue.pop_front() {
        for member in &api.structured(&here)?.members {
            let ItemType::Structured(declared) = &member.ty.item else {
                continue;
            };
            for next in std::iter::once(declared).chain(&api.structured(declared)?.derived) {
                let mut way = way.clone();
                way.push((member, next.clone()));
                if *next == start.name {
                    return Some(way);
                }
                if seen.insert(next.clone()) {
                    queue.push_back((next.clone(), way));
                }
            }
        }
    }
    None
}

/// A document of that many objects and arrays in each other, round the circle, and the path of the innermost.
fn nested(version: Version, circle: &[(&'static Member, QName)], levels: usize) -> (String, String) {
    let api = &loaded(version).api;
    let (mut open, mut close, mut path, mut depth) = (String::from("{"), String::from("}"), String::new(), 1);
    for (member, next) in circle.iter().cycle() {
        let steps = if member.ty.collection { 2 } else { 1 };
        if depth + steps > levels {
            break;
        }
        depth += steps;
        open.push_str(&format!("\"{}\":", member.name));
        let dot = if path.is_empty() { "" } else { "." };
        path.push_str(&format!("{dot}{}", member.name));
        if member.ty.collection {
            open.push('[');
            path.push_str("[0]");
            close.insert(0, ']');
        }
        open.push('{');
        close.insert(0, '}');
        let declared = matches!(&member.ty.item, ItemType::Structured(declared) if declared == next);
        if !declared || api.structured(next).unwrap().is_abstract {
            open.push_str(&format!("\"@odata.type\":\"#{next}\","));
        }
    }
    // A member that every object can have, after the comma of an `@odata.type`.
    let rest = "[".repeat(levels - depth) + &"]".repeat(levels - depth);
    let value = if rest.is_empty() { "1".to_owned() } else { rest };
    (format!("{open}\"x\":{value}{close}").replace(",}", "}"), path)
}

/// Everything that goes through a whole value.
fn exercise(entry: &ModelEntry, json: &str, options: &ReadOptions) {
    let value = (entry.read)(json.as_bytes(), options).unwrap_or_else(|error| panic!("{error}\n{json}"));
    let written = value.to_json();
    let again = (entry.read)(&written, options).unwrap();
    assert!(value.same(&*again) && value.same(&*value.copy()), "{json}");
    assert!(value.mismatches().is_empty(), "{:?}", value.mismatches());
    assert!(!value.debug().is_empty() && !value.to_body().is_empty());
    assert!(!value.serialized().is_empty());
}

/// A quarter of what a thread has by default. Unoptimized code needs between 256 and 384 KiB for the deepest documents.
const SMALL_STACK: usize = 512 * 1024;

#[test]
fn the_deepest_documents_of_every_type_fit_a_small_stack() {
    // An overflow ends the process.
    if run_alone(module_path!(), "the_deepest_documents_of_every_type_fit_a_small_stack") {
        in_small_stack();
    }
}

fn in_small_stack() {
    let work = || {
        let (mut circles, mut levels) = (0, 0);
        for version in Version::ALL {
            for structured in structured(version) {
                let Some(circle) = circle(version, structured) else {
                    continue;
                };
                circles += 1;
                let entry = model(version, &structured.name, false);
                let (json, _) = nested(version, &circle, MAX_DEPTH as usize);
                levels = levels.max(json.matches(['{', '[']).count());
                eprintln!("{version} {}", structured.name);
                exercise(&entry, &json, &read_at_most(MAX_DEPTH));
            }
        }
        (circles, levels)
    };
    // Loading the generator's model needs more than the reader may.
    for version in Version::ALL {
        let _ = loaded(version);
    }
    let thread = std::thread::Builder::new().stack_size(SMALL_STACK).spawn(work).unwrap();
    let (circles, levels) = thread.join().unwrap();
    assert_eq!(levels, MAX_DEPTH as usize);
    assert!(circles > 50, "only {circles} types lead back to themselves");
}

#[test]
fn more_levels_than_allowed_are_an_error_at_their_path() {
    let (mut checked, mut failed) = (0, Vec::new());
    for version in Version::ALL {
        for structured in structured(version) {
            let Some(circle) = circle(version, structured) else {
                continue;
            };
            checked += 1;
            let entry = model(version, &structured.name, false);
            let limit = DEFAULT_MAX_DEPTH as usize;
            assert!(
                entry.lenient(nested(version, &circle, limit).0.as_bytes()).is_ok(),
                "{}",
                structured.name
            );
            for levels in [limit + 1, limit + 2, limit + 50] {
                let (json, _) = nested(version, &circle, levels);
                let error = entry
                    .lenient(json.as_bytes())
                    .err()
                    .unwrap_or_else(|| panic!("{}: {levels} levels are read", structured.name));
                let offset = json.match_indices(['{', '[']).nth(limit).unwrap().0;
                assert_eq!(error.offset(), offset, "{}: {error}", structured.name);
                if error.path() != path_at(&json, offset) {
                    failed.push(format!("{version} {} {levels}: {}", structured.name, error.path()));
                }
                assert!(error.reason().contains("100"), "{error}");
            }
        }
    }
    assert!(checked > 50, "only {checked} types lead back to themselves");
    assert!(
        failed.is_empty(),
        "{} of {checked} have another path:\n{}",
        failed.len(),
        failed.join("\n")
    );
    // Where the metadata knows no member, the path ends at the unknown one.
    let entry = model(Version::V1_0, &QName::new("microsoft.graph", "accessPackage"), false);
    let json = format!(
        "{{\"catalog\":{{\"later\":{}1{}}}}}",
        "[{\"a\":".repeat(200),
        "}]".repeat(200)
    );
    let error = entry.lenient(json.as_bytes()).err().unwrap();
    assert_eq!(error.path(), "catalog.later");
    // A lower limit of one's own, and one that is higher than there can be.
    let shallow = |depth| (entry.read)(b"{\"catalog\":{\"accessPackages\":[{}]}}", &read_at_most(depth)).map(drop);
    assert_eq!(shallow(4).map_err(|error| error.path()), Ok(()));
    assert_eq!(
        shallow(3).map_err(|error| error.path()),
        Err("catalog.accessPackages[0]".to_owned())
    );
    let far = format!("{{\"x\":{}{}}}", "[".repeat(1000), "]".repeat(1000));
    assert!((entry.read)(far.as_bytes(), &read_at_most(u32::MAX)).is_err());
}

/// The path of what begins at a byte of a document without escapes or strings that hold brackets; below `x` nothing is
/// known.
fn path_at(json: &str, offset: usize) -> String {
    let mut path: Vec<String> = Vec::new();
    let mut rest = &json[..offset];
    let mut unknown = false;
    while !rest.is_empty() {
        let c = rest.chars().next().unwrap();
        if c == '"' {
            let end = rest[1..].find('"').unwrap() + 1;
            let name = &rest[1..end];
            rest = &rest[end + 1..];
            if let Some(value) = rest.strip_prefix(':') {
                if name != "@odata.type" && !unknown {
                    unknown = name == "x";
                    path.push(format!("{}{name}", if path.is_empty() { "" } else { "." }));
                }
                rest = value;
            }
            continue;
        }
        if c == '[' && !unknown {
            path.push("[0]".to_owned());
        }
        rest = &rest[1..];
    }
    path.concat()
}
