//! Properties of every generated type of both versions, with JSON made from the metadata: what is read is written
//! again, nothing is lost, and what does not fit is reported.
//!
//! The JSON is made by a generator of our own, seeded by the type's name, so a failure comes again. `ROUNDS` (default
//! 12) documents a type.

mod polymorphic;

use std::collections::BTreeSet;

use generator::model::{ItemType, Member, QName, Structured, Type, Version};
use generator::rust_api::Usage;
use integration_tests::model_json::oracle::{Oracle, plain};
use integration_tests::model_json::samples::{Sampler, spellings};
use integration_tests::model_json::tree::Tree;
use integration_tests::model_json::{has_any, loaded, model, rust_path};
use integration_tests::model_table::{Entry, Value, table};
use integration_tests::shuffle::Random;
use msgraph_identity_governance::json::ReadOptions;

/// How many documents of each type.
fn rounds() -> u64 {
    std::env::var("ROUNDS")
        .ok()
        .and_then(|rounds| rounds.parse().ok())
        .unwrap_or(12)
}

fn seed(version: Version, name: &QName, round: u64) -> u64 {
    // FNV-1a
    format!("{version} {name}")
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        })
        .wrapping_add(round)
}

/// The first documents are small, so that a failure is reported by one of them.
fn size(round: u64) -> usize {
    [2, 4, 8, 16, 40, 80]
        .get(usize::try_from(round).unwrap_or(usize::MAX))
        .copied()
        .unwrap_or(150)
}

fn structured(version: Version) -> impl Iterator<Item = &'static Structured> {
    loaded(version).api.types.values().filter_map(|ty| match ty {
        Type::Structured(structured) => Some(structured),
        Type::Enum(_) => None,
    })
}

fn parsed(json: &[u8]) -> Result<Tree, String> {
    let text = std::str::from_utf8(json).map_err(|error| error.to_string())?;
    Tree::parse(text).ok_or_else(|| format!("no JSON was written: {text}"))
}

fn equal(what: &str, found: &Tree, expected: &Tree) -> Result<(), String> {
    if found == expected {
        return Ok(());
    }
    Err(format!("{what}: {}", difference(found, expected, "")))
}

/// The first place at which two trees differ.
fn difference(found: &Tree, expected: &Tree, path: &str) -> String {
    match (found, expected) {
        (Tree::Object(one), Tree::Object(two)) => {
            for (name, value) in two {
                match found.get(name) {
                    None => return format!("{path}.{name} is not there; {} is expected", value.json()),
                    Some(other) if other != value => return difference(other, value, &format!("{path}.{name}")),
                    Some(_) => {}
                }
            }
            let extra: Vec<&str> = one
                .iter()
                .map(|(name, _)| name.as_str())
                .filter(|name| expected.get(name).is_none())
                .collect();
            format!("{path} has {extra:?} beside what is expected")
        }
        (Tree::Array(one), Tree::Array(two)) if one.len() == two.len() => {
            let place = one.iter().zip(two).position(|(one, two)| one != two).unwrap_or(0);
            difference(&one[place], &two[place], &format!("{path}[{place}]"))
        }
        _ => format!("{path} is {}; {} is expected", found.json(), expected.json()),
    }
}

/// A document as failures tell it.
fn shown(sample: &Tree) -> String {
    sample.json().chars().take(1500).collect()
}

/// Runs a check for every structured type of both versions and tells all that failed.
fn for_each_type(check: &dyn Fn(Version, &'static Structured, u64) -> Result<(), String>) {
    let mut failed = Vec::new();
    let mut checked = 0;
    for version in Version::ALL {
        for structured in structured(version) {
            for round in 0..rounds() {
                checked += 1;
                if let Err(what) = check(version, structured, round) {
                    failed.push(format!("{version} {} round {round}: {what}", structured.name));
                    break;
                }
            }
        }
    }
    assert!(checked > 900, "only {checked} documents were made");
    assert_none(&failed);
}

fn assert_none(failed: &[String]) {
    let shown: Vec<&str> = failed.iter().map(String::as_str).take(15).collect();
    assert!(
        failed.is_empty(),
        "{} failed, these first:\n{}",
        failed.len(),
        shown.join("\n")
    );
}

#[test]
fn the_table_has_every_type_of_the_metadata_and_no_other() {
    for version in Version::ALL {
        let loaded = loaded(version);
        let usage = Usage::of(&loaded.api);
        let mut expected = BTreeSet::new();
        for name in loaded.api.types.keys() {
            expected.insert(rust_path(version, name, false).unwrap());
            if usage.is_polymorphic(&loaded.api, name) {
                expected.insert(rust_path(version, name, true).unwrap());
            }
        }
        let found: BTreeSet<String> = table(version).keys().map(|path| (*path).to_owned()).collect();
        assert_eq!(found, expected, "{version}");
        for (name, ty) in &loaded.api.types {
            let entry = table(version)[rust_path(version, name, false).unwrap().as_str()];
            match (ty, entry) {
                (Type::Structured(structured), Entry::Model(entry)) => {
                    assert_eq!(entry.empty.unwrap()().graph_name(), structured.name.to_string());
                }
                (Type::Enum(_), Entry::Enumeration(_)) => {}
                _ => panic!("{version}: {name} is of another kind in the table"),
            }
        }
    }
}

type Read = Result<Box<dyn Value>, String>;

/// Reads, writes and reads again; gives the value and what was written of it.
fn round_trip(read: &impl Fn(&[u8]) -> Read, json: &str) -> Result<(Box<dyn Value>, Tree), String> {
    let value = read(json.as_bytes())?;
    let written = value.to_json();
    let again = read(&written)?;
    if !value.same(&*again) {
        return Err(format!(
            "reading what was written gives another value: {} and {}",
            value.debug(),
            again.debug()
        ));
    }
    if !value.same(&*value.copy()) {
        return Err("a clone is another value".to_owned());
    }
    if again.to_json() != written {
        return Err("what is written of what was written is not the same".to_owned());
    }
    let written = parsed(&written)?;
    let serialized = parsed(&value.serialized()).map_err(|error| format!("Serialize: {error}"))?;
    equal("Serialize, beside to_json", &plain(&serialized), &plain(&written))?;
    Ok((value, written))
}

fn lenient(version: Version, name: &QName, any: bool) -> impl Fn(&[u8]) -> Read {
    let entry = model(version, name, any);
    move |json| entry.lenient(json).map_err(|error| format!("not read: {error}"))
}

#[test]
fn a_value_that_fits_is_read_and_written_back_equal() {
    for_each_type(&|version, structured, round| {
        let loaded = loaded(version);
        let mut sampler = Sampler::new(loaded, seed(version, &structured.name, round));
        let oracle = Oracle::new(loaded);
        let sample = sampler.document(structured, size(round));
        let json = sample.json_with_blanks(&mut sampler.random);
        let (value, written) = round_trip(&lenient(version, &structured.name, false), &json)
            .map_err(|error| format!("{error}\n  in {}", shown(&sample)))?;
        let reported = value.mismatches();
        if !reported.is_empty() {
            return Err(format!("reported as odd: {reported:?}\n  in {}", shown(&sample)));
        }
        equal(
            "written",
            &oracle.normal_object(&written, structured),
            &oracle.normal_object(&sample, structured),
        )
        .map_err(|error| format!("{error}\n  in {}", shown(&sample)))?;
        // What is not a member keeps its order.
        let others = |tree: &Tree| -> Vec<String> {
            let names = tree
                .names()
                .into_iter()
                .filter(|name| *name != "@odata.type" && !structured.members.iter().any(|member| member.name == *name));
            names.map(str::to_owned).collect()
        };
        if others(&written) != others(&sample) {
            return Err(format!("the order of unknown members changed in {}", shown(&sample)));
        }
        // serde's way gives the same value, and strict reading finds nothing to say.
        let entry = model(version, &structured.name, false);
        let by_serde = (entry.deserialize)(json.as_bytes()).map_err(|error| error.to_string())?;
        equal("by serde", &plain(&parsed(&by_serde.to_json())?), &plain(&written))
            .map_err(|error| format!("{error}\n  in {}", shown(&sample)))?;
        (entry.read)(json.as_bytes(), &ReadOptions::strict())
            .map_err(|error| format!("strictly: {error}\n  in {}", shown(&sample)))?;
        Ok(())
    });
}

#[test]
fn any_object_is_kept_and_mismatches_have_their_path() {
    let strays = std::cell::Cell::new(0);
    for_each_type(&|version, structured, round| {
        let loaded = loaded(version);
        let mut sampler = Sampler::wild(loaded, seed(version, &structured.name, round) ^ 0x5555);
        let oracle = Oracle::new(loaded);
        let sample = sampler.document(structured, size(round));
        let json = sample.json_with_blanks(&mut sampler.random);
        let (value, written) = round_trip(&lenient(version, &structured.name, false), &json)
            .map_err(|error| format!("{error}\n  in {}", shown(&sample)))?;
        let mut reported: Vec<String> = value.mismatches().into_iter().map(|odd| odd.path).collect();
        reported.sort();
        let expected = oracle.odd(&sample, structured);
        if reported != expected {
            return Err(format!(
                "reported as odd {reported:?}, expected {expected:?}\n  in {}",
                shown(&sample)
            ));
        }
        strays.set(strays.get() + reported.len());
        let strict = (model(version, &structured.name, false).read)(json.as_bytes(), &ReadOptions::strict());
        match strict {
            Ok(_) if !expected.is_empty() => {
                return Err(format!("strict reading takes {expected:?}\n  in {}", shown(&sample)));
            }
            Err(error) if !expected.contains(&error.path()) => {
                return Err(format!(
                    "strict reading: {error}, expected one of {expected:?}\n  in {}",
                    shown(&sample)
                ));
            }
            _ => {}
        }
        equal(
            "written",
            &oracle.normal_object(&written, structured),
            &oracle.normal_object(&sample, structured),
        )
        .map_err(|error| format!("{error}\n  in {}", shown(&sample)))
    });
    assert!(strays.get() > 1000, "only {} odd values were made", strays.get());
}

#[test]
fn a_body_has_no_read_only_members_nor_response_annotations() {
    for_each_type(&|version, structured, round| {
        let loaded = loaded(version);
        let seed = seed(version, &structured.name, round) ^ 0xaaaa;
        let mut sampler = if round % 3 == 0 {
            Sampler::wild(loaded, seed)
        } else {
            Sampler::new(loaded, seed)
        };
        let oracle = Oracle::new(loaded);
        let sample = sampler.document(structured, size(round));
        let json = sample.json();
        let value = lenient(version, &structured.name, false)(json.as_bytes())?;
        let body = parsed(&value.to_body())?;
        let expected = oracle.body(&sample, structured, true);
        equal(
            "body",
            &oracle.normal_object(&body, structured),
            &oracle.normal_object(&expected, structured),
        )
        .map_err(|error| format!("{error}\n  in {}", shown(&sample)))
    });
}

#[test]
fn a_new_value_is_an_empty_body_or_says_its_type() {
    for version in Version::ALL {
        let usage = Usage::of(&loaded(version).api);
        for structured in structured(version) {
            let value = model(version, &structured.name, false).empty.unwrap()();
            // The name of an abstract type says nothing, and the service takes no value of it.
            let expected = if usage.is_derived(&loaded(version).api, &structured.name) && !structured.is_abstract {
                format!("{{\"@odata.type\":\"#{}\"}}", structured.name)
            } else {
                "{}".to_owned()
            };
            assert_eq!(
                String::from_utf8(value.to_body()).unwrap(),
                expected,
                "{version} {}",
                structured.name
            );
            assert_eq!(value.to_body(), value.to_json());
        }
    }
}

#[test]
fn absent_null_and_empty_are_three_things_for_every_member() {
    for version in Version::ALL {
        for structured in structured(version) {
            let read = lenient(version, &structured.name, false);
            for member in &structured.members {
                let with = |value: &str| format!("{{\"{}\":{value}}}", member.name);
                let absent = read(b"{}").unwrap();
                let null = read(with("null").as_bytes()).unwrap();
                assert!(!null.same(&*absent), "{version} {}.{}", structured.name, member.name);
                assert_eq!(String::from_utf8(null.to_json()).unwrap(), with("null"));
                if member.ty.collection {
                    let empty = read(with("[]").as_bytes()).unwrap();
                    assert!(
                        !empty.same(&*absent) && !empty.same(&*null),
                        "{version} {}.{}",
                        structured.name,
                        member.name
                    );
                    assert_eq!(String::from_utf8(empty.to_json()).unwrap(), with("[]"));
                    assert!(empty.mismatches().is_empty());
                }
            }
        }
    }
}

#[test]
fn enumeration_values_are_read_in_any_case_written_as_declared() {
    for version in Version::ALL {
        for (name, ty) in &loaded(version).api.types {
            let Type::Enum(enumeration) = ty else { continue };
            let path = rust_path(version, name, false).unwrap();
            let Some(Entry::Enumeration(respell)) = table(version).get(path.as_str()) else {
                panic!("{path}")
            };
            let mut names: Vec<&str> = enumeration.members.iter().map(|member| member.name.as_str()).collect();
            names.push("aValueOfLater");
            for name in &names {
                assert_eq!(respell(name).unwrap(), *name, "{version} {path}");
                let known = *name != "aValueOfLater";
                // Two members can differ in nothing but case: then the case decides.
                if known && names.iter().filter(|other| other.eq_ignore_ascii_case(name)).count() == 1 {
                    assert_eq!(respell(&name.to_uppercase()).unwrap(), *name, "{version} {path}");
                    assert_eq!(respell(&name.to_lowercase()).unwrap(), *name, "{version} {path}");
                }
            }
            if enumeration.flags {
                let all = names.join(", ");
                let found: BTreeSet<String> = respell(&all).unwrap().split(", ").map(str::to_owned).collect();
                assert_eq!(
                    found,
                    names.iter().map(|name| (*name).to_owned()).collect(),
                    "{version} {path}"
                );
            }
            let mut random = Random::new(seed(version, name, 0));
            let odd: String = (0..20)
                .map(|_| char::from(b' ' + u8::try_from(random.below(90)).unwrap()))
                .collect();
            assert_eq!(
                respell(&odd).unwrap().replace([' ', ','], ""),
                odd.replace([' ', ','], ""),
                "{version} {path}"
            );
        }
    }
}

#[test]
fn a_list_that_was_filled_and_is_emptied_is_written_as_empty() {
    use msgraph_identity_governance::model::Document as _;
    use msgraph_identity_governance::v1_0::models::{
        AccessPackageAssignmentPolicy as Policy, AccessPackageTextInputQuestion, AnyAccessPackageQuestion,
    };
    let text = |policy: &Policy| String::from_utf8(policy.to_json()).unwrap();
    let empty = r#"{"questions":[]}"#;

    let mut came =
        Policy::from_slice(br##"{"questions":[{"@odata.type":"#microsoft.graph.accessPackageTextInputQuestion"}]}"##)
            .unwrap();
    came.questions.clear();
    assert_eq!(text(&came), empty, "it came with an item");
    assert_eq!(came.to_body(), empty.as_bytes());
    let set = Policy::new().with_questions(Vec::<AnyAccessPackageQuestion>::new());
    assert_eq!(text(&set), empty, "it was set");
    assert_eq!(set, came);
    assert_ne!(set, Policy::new());
    assert_eq!(text(&Policy::new()), "{}");

    // What did not fit goes with it.
    let mut odd = Policy::from_slice(br#"{"questions":["why"]}"#).unwrap();
    odd = odd.with_questions(Vec::<AnyAccessPackageQuestion>::new());
    assert_eq!(text(&odd), empty);
    let question = AccessPackageTextInputQuestion::new();
    assert!(text(&odd.with_questions([question])).starts_with(r#"{"questions":[{"#));
}

/// Random values in every spelling: equal in value after a round trip, and as they were spelt where a spelling can be
/// kept.
#[test]
fn values_keep_their_value_and_their_spelling() {
    use msgraph_identity_governance::values::{Binary, Date, DateTimeOffset, Duration, Guid, TimeOfDay};
    fn keeps<
        T: std::str::FromStr<Err: std::fmt::Debug>
            + std::fmt::Display
            + PartialEq
            + std::fmt::Debug
            + serde::Serialize
            + serde::de::DeserializeOwned,
    >(
        text: &str,
    ) -> T {
        let value: T = text.parse().unwrap_or_else(|error| panic!("{text}: {error:?}"));
        assert_eq!(value.to_string(), text);
        let quoted = format!("\"{text}\"");
        assert_eq!(serde_json::from_str::<T>(&quoted).unwrap(), value);
        assert_eq!(serde_json::to_string(&value).unwrap(), quoted);
        value
    }
    let mut random = Random::new(1);
    let digits = |random: &mut Random, count: usize| {
        (0..count)
            .map(|_| char::from(b'0' + u8::try_from(random.below(10)).unwrap()))
            .collect::<String>()
    };
    for round in 0..5000 {
        let year = [1, 2, 1600, 1969, 1970, 2000, 2026, 9998, 9999][random.below(9)];
        let date = format!("{year:04}-{:02}-{:02}", 1 + random.below(12), 1 + random.below(28));
        let fraction = match random.below(8) {
            0 => String::new(),
            count => format!(".{}", digits(&mut random, count)),
        };
        let time = format!(
            "{:02}:{:02}:{:02}{fraction}",
            random.below(24),
            random.below(60),
            random.below(60)
        );
        keeps::<Date>(&date);
        keeps::<TimeOfDay>(&time);
        let zulu: DateTimeOffset = keeps(&format!("{date}T{time}Z"));
        for (offset, same) in [
            ("+00:00", true),
            ("-00:00", true),
            ("+05:30", false),
            ("-08:00", false),
            ("+14:00", false),
        ] {
            let other: DateTimeOffset = format!("{date}T{time}{offset}").parse().unwrap();
            assert_eq!(other == zulu, same, "{date} {time} {offset}");
            assert_eq!(other.to_string().parse::<DateTimeOffset>().unwrap(), other);
            if !same {
                assert_eq!(other.to_string(), format!("{date}T{time}{offset}"));
            }
        }
        let mut duration = if random.below(4) == 0 {
            "-P".to_owned()
        } else {
            "P".to_owned()
        };
        for (place, unit) in ["Y", "M", "W", "D", "H", "M", "S"].into_iter().enumerate() {
            duration.push_str(if place == 4 { "T" } else { "" });
            if random.below(2) == 0 {
                let whole = random.below(400);
                let fraction = if unit == "S" && random.below(2) == 0 {
                    format!(".{}", digits(&mut random, 1 + round % 9))
                } else {
                    String::new()
                };
                duration.push_str(&format!("{whole}{fraction}{unit}"));
            }
        }
        let duration = duration.trim_end_matches('T');
        if !duration.ends_with('P') {
            keeps::<Duration>(duration);
        }
        let value = (random.below(usize::MAX) as u128) << 64 | random.below(usize::MAX) as u128;
        let guid: Guid = keeps(&Guid::from_u128(value).to_string());
        assert_eq!(guid.as_u128(), value);
        assert_eq!(keeps::<Guid>(&guid.to_string().to_uppercase()), guid);
        let bytes: Vec<u8> = (0..random.below(40))
            .map(|_| u8::try_from(random.below(256)).unwrap())
            .collect();
        let standard = Binary::from(bytes.as_slice()).to_string();
        for text in [
            standard.clone(),
            standard.replace('+', "-").replace('/', "_"),
            standard.trim_end_matches('=').to_owned(),
        ] {
            assert_eq!(keeps::<Binary>(&text).into_bytes(), bytes);
        }
    }
}
