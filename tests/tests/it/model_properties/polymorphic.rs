//! Members and types that hold one of several types.

use super::*;

/// Each polymorphic type by itself: the enum of it and those derived from it.
fn polymorphic(version: Version) -> impl Iterator<Item = &'static Structured> {
    structured(version).filter(move |structured| has_any(version, &structured.name))
}

/// A document of that type with an `@odata.type` in front, in the middle or at the end, or without.
fn documents(sampler: &mut Sampler<'_>, held: &Structured, name: Option<&str>) -> Vec<Tree> {
    let Tree::Object(mut members) = sampler.document(held, 12) else {
        return Vec::new();
    };
    members.retain(|(member, _)| member != "@odata.type");
    let Some(name) = name else {
        return vec![Tree::Object(members)];
    };
    let places = BTreeSet::from([0, members.len() / 2, members.len()]);
    let with = |place| {
        let mut members = members.clone();
        members.insert(place, ("@odata.type".to_owned(), Tree::text(name)));
        Tree::Object(members)
    };
    places.into_iter().map(with).collect()
}

/// What a polymorphic value may be: the document, and the struct that holds it.
fn cases(version: Version, base: &'static Structured) -> Vec<(Tree, &'static Structured)> {
    let api = &loaded(version).api;
    let mut sampler = Sampler::new(loaded(version), seed(version, &base.name, 7));
    let mut cases = Vec::new();
    for name in &base.derived {
        let derived = api.structured(name).unwrap();
        // No value is of an abstract type: it goes to the fallback.
        let held = if derived.is_abstract { base } else { derived };
        for spelling in spellings(name) {
            cases.extend(
                documents(&mut sampler, held, Some(&spelling))
                    .into_iter()
                    .map(|tree| (tree, held)),
            );
        }
    }
    for name in [
        Some("#microsoft.graph.aTypeOfLater"),
        Some("aTypeWithoutNamespace"),
        Some(""),
        Some(spellings(&base.name)[0].as_str()),
        None,
    ] {
        cases.extend(documents(&mut sampler, base, name).into_iter().map(|tree| (tree, base)));
    }
    cases
}

#[test]
fn every_polymorphic_type_takes_derived_unknown_and_no_type() {
    let (mut failed, mut checked) = (Vec::new(), 0);
    for version in Version::ALL {
        let oracle = Oracle::new(loaded(version));
        for base in polymorphic(version) {
            for (sample, held) in cases(version, base) {
                checked += 1;
                let check = || {
                    let (value, written) = round_trip(&lenient(version, &base.name, true), &sample.json())?;
                    if value.graph_name() != held.name.to_string() {
                        return Err(format!("it is held by {}, not {}", value.graph_name(), held.name));
                    }
                    if !value.mismatches().is_empty() {
                        return Err(format!("reported as odd: {:?}", value.mismatches()));
                    }
                    equal(
                        "written",
                        &oracle.normal_object(&written, held),
                        &oracle.normal_object(&sample, held),
                    )
                };
                failed.extend(
                    check()
                        .err()
                        .map(|what| format!("{version} {}: {what}\n  in {}", base.name, shown(&sample))),
                );
            }
        }
    }
    assert!(checked > 3000, "only {checked} were made");
    assert_none(&failed);
}

/// The places of a version that are declared as a structured type: the struct, the member, what it is declared as.
fn places(
    version: Version,
) -> impl Iterator<
    Item = (
        &'static Structured,
        &'static generator::model::Member,
        &'static Structured,
    ),
> {
    let api = &loaded(version).api;
    structured(version).flat_map(move |structured| {
        structured
            .members
            .iter()
            .filter_map(move |member| match &member.ty.item {
                ItemType::Structured(declared) => Some((structured, member, api.structured(declared)?)),
                _ => None,
            })
    })
}

fn in_member(member: &generator::model::Member, value: Tree) -> Tree {
    let value = if member.ty.collection {
        Tree::Array(vec![value])
    } else {
        value
    };
    Tree::Object(vec![("before".to_owned(), Tree::Null), (member.name.clone(), value)])
}

#[test]
fn every_polymorphic_member_takes_derived_unknown_and_no_type() {
    let (mut failed, mut members) = (Vec::new(), 0);
    for version in Version::ALL {
        let oracle = Oracle::new(loaded(version));
        for (structured, member, declared) in places(version).filter(|(.., declared)| has_any(version, &declared.name))
        {
            members += 1;
            let mut sampler = Sampler::new(loaded(version), seed(version, &structured.name, 11));
            let mut samples: Vec<Tree> = Vec::new();
            for name in &declared.derived {
                let held = loaded(version).api.structured(name).unwrap();
                let spelling = sampler.odata_type(name);
                samples.extend(documents(&mut sampler, held, spelling.as_text()).pop());
            }
            for name in [
                None,
                Some("#microsoft.graph.aTypeOfLater"),
                Some(spellings(&declared.name)[2].as_str()),
            ] {
                samples.extend(documents(&mut sampler, declared, name));
            }
            for sample in samples {
                let sample = in_member(member, sample);
                let check = || {
                    let (value, written) = round_trip(&lenient(version, &structured.name, false), &sample.json())?;
                    if !value.mismatches().is_empty() {
                        return Err(format!("reported as odd: {:?}", value.mismatches()));
                    }
                    equal(
                        "written",
                        &oracle.normal_object(&written, structured),
                        &oracle.normal_object(&sample, structured),
                    )?;
                    let body = parsed(&value.to_body())?;
                    let expected = oracle.body(&sample, structured, true);
                    equal(
                        "body",
                        &oracle.normal_object(&body, structured),
                        &oracle.normal_object(&expected, structured),
                    )
                };
                failed.extend(check().err().map(|what| {
                    format!(
                        "{version} {}.{}: {what}\n  in {}",
                        structured.name,
                        member.name,
                        shown(&sample)
                    )
                }));
            }
        }
    }
    assert!(members > 300, "only {members} members are polymorphic");
    assert_none(&failed);
}

/// A type of the version that cannot stand where `declared` is declared.
fn stranger(version: Version, declared: &Structured) -> &'static QName {
    let candidates = ["accessPackage", "accessPackageCatalog"].map(|name| QName::new("microsoft.graph", name));
    let stranger = candidates
        .into_iter()
        .find(|name| {
            *name != declared.name
                && !declared.derived.contains(name)
                && *name != QName::new("microsoft.graph", "entity")
        })
        .unwrap();
    loaded(version).api.types.get_key_value(&stranger).unwrap().0
}

/// Where `entity` itself is declared, everything belongs.
fn takes_all(declared: &Structured) -> bool {
    declared.name == QName::new("microsoft.graph", "entity")
}

/// What went wrong at a member, under its name.
fn failure(version: Version, structured: &Structured, member: &Member, checked: Result<(), String>) -> Option<String> {
    let what = checked.err()?;
    Some(format!("{version} {}.{}: {what}", structured.name, member.name))
}

#[test]
fn a_known_type_that_does_not_belong_is_a_kept_mismatch() {
    let (mut failed, mut checked) = (Vec::new(), 0);
    for version in Version::ALL {
        for (structured, member, declared) in places(version).filter(|(.., declared)| !takes_all(declared)) {
            let name = stranger(version, declared);
            let value = Tree::Object(vec![
                ("id".to_owned(), Tree::text("1")),
                ("@odata.type".to_owned(), Tree::text(&spellings(name)[checked % 6])),
            ]);
            checked += 1;
            let sample = in_member(member, value);
            let check = || {
                let (value, written) = round_trip(&lenient(version, &structured.name, false), &sample.json())?;
                let reported: Vec<String> = value.mismatches().into_iter().map(|odd| odd.path).collect();
                let item = if member.ty.collection { "[0]" } else { "" };
                if reported != [format!("{}{item}", member.name)] {
                    return Err(format!("reported as odd: {reported:?}"));
                }
                equal("written", &plain(&written), &plain(&sample))?;
                let strict =
                    (model(version, &structured.name, false).read)(sample.json().as_bytes(), &ReadOptions::strict());
                match strict {
                    // Of a plain type a member before the type's name may be the first that does not fit.
                    Err(error) if error.path().starts_with(&member.name) => Ok(()),
                    Err(error) => Err(format!("strictly: {error}")),
                    Ok(_) => Err("strict reading takes it".to_owned()),
                }
            };
            failed.extend(failure(version, structured, member, check()));
        }
    }
    assert!(checked > 1000, "only {checked} members");
    assert_none(&failed);
}

#[test]
fn an_unknown_type_at_a_plain_member_keeps_its_name() {
    let (mut failed, mut checked) = (Vec::new(), 0);
    for version in Version::ALL {
        for (structured, member, declared) in places(version).filter(|(.., declared)| !has_any(version, &declared.name))
        {
            checked += 1;
            let mut sampler = Sampler::new(loaded(version), seed(version, &structured.name, 13));
            let sample = documents(&mut sampler, declared, Some("#microsoft.graph.aTypeOfLater"))
                .pop()
                .unwrap();
            let sample = in_member(member, sample);
            let oracle = Oracle::new(loaded(version));
            let check = || {
                let (value, written) = round_trip(&lenient(version, &structured.name, false), &sample.json())?;
                if !value.mismatches().is_empty() {
                    return Err(format!("reported as odd: {:?}", value.mismatches()));
                }
                equal(
                    "written",
                    &oracle.normal_object(&written, structured),
                    &oracle.normal_object(&sample, structured),
                )
            };
            failed.extend(failure(version, structured, member, check()));
        }
    }
    assert!(checked > 500, "only {checked} members");
    assert_none(&failed);
}
