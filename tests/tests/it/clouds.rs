//! What the national clouds lack of v1.0, held against their raw metadata, and reported where a user and a maintainer look.

use std::collections::{BTreeMap, BTreeSet};

use generator::analysis::Analysis;
use generator::clouds::{file, lookup};
use generator::csdl;
use generator::listing::rows;
use generator::model::{Cloud, Clouds, QName, Type, Version};
use generator::routes::Method;
use generator::schemas;
use integration_tests::shared_folder::{shared, workspace};

fn v1_0() -> Analysis {
    schemas::load(&workspace().join("schemas"), Version::V1_0, &mut ()).unwrap()
}

/// The raw documents, where they are.
fn raw() -> Option<Vec<(Cloud, String)>> {
    let read = |cloud: Cloud| {
        let path = shared(&format!("metadata/clouds/v1.0-{}.csdl", cloud.name()))?;
        Some((cloud, std::fs::read_to_string(path).unwrap()))
    };
    Cloud::ALL.into_iter().map(read).collect()
}

#[test]
fn what_is_stored_is_what_the_clouds_metadata_says() {
    let Some(raw) = raw() else { return };
    let loaded = v1_0();
    let overlay = schemas::load_overlay(&workspace().join("schemas")).unwrap();
    let mut clouds = Clouds::default();
    for (cloud, text) in &raw {
        let missing = loaded
            .missing_in(csdl::read(cloud.name(), text).unwrap(), &overlay)
            .unwrap();
        file::put(&mut clouds, *cloud, &missing);
        // Each missing operation, taken one by one, is what the compact facts say.
        let reported: BTreeSet<(String, Method)> = operations(&loaded)
            .into_iter()
            .filter(|(path, method)| lookup::operation_not_in(&loaded.api, *method, path).contains_key(cloud))
            .collect();
        assert_eq!(reported, missing.operations);
        assert!(reported.len() > 100, "{}", reported.len());
    }
    assert_eq!(clouds, loaded.api.clouds);
}

fn operations(loaded: &Analysis) -> Vec<(String, Method)> {
    let calls = loaded.surface.builders.iter().flat_map(|builder| &builder.calls);
    calls
        .flat_map(|call| call.places.iter().map(|place| (place.path.clone(), call.http)))
        .collect()
}

/// The names of all types by namespace, with those of their members: read by a search for a few words, not by the
/// generator's reader.
fn declared(text: &str) -> BTreeMap<String, BTreeSet<String>> {
    let quoted = |text: &str| text.split('"').next().unwrap().to_owned();
    let mut types = BTreeMap::new();
    for schema in text.split("<Schema Namespace=\"").skip(1) {
        let namespace = quoted(schema);
        for words in ["<EntityType Name=\"", "<ComplexType Name=\"", "<EnumType Name=\""] {
            for ty in schema.split(words).skip(1) {
                let end = format!("</{}>", &words[1..words.len() - 7]);
                let head = &ty[..ty.find('>').unwrap()];
                let body = if head.ends_with('/') {
                    ""
                } else {
                    &ty[..ty.find(&end).unwrap()]
                };
                let names = ["Property Name=\"", "<Member Name=\""]
                    .into_iter()
                    .flat_map(|word| body.split(word).skip(1).map(quoted));
                types.insert(format!("{namespace}.{}", quoted(ty)), names.collect());
            }
        }
    }
    types
}

#[test]
fn what_is_missing_is_what_the_text_of_the_metadata_lacks() {
    let Some(raw) = raw() else { return };
    let loaded = v1_0();
    let overlay = schemas::load_overlay(&workspace().join("schemas")).unwrap();
    let supplement = overlay
        .supplement(Version::V1_0)
        .into_iter()
        .flat_map(|document| &document.schemas);
    let ours_alone: BTreeSet<QName> = supplement
        .flat_map(|schema| {
            schema
                .structured_types
                .iter()
                .map(|ty| QName::new(&schema.namespace, &ty.name))
        })
        .collect();
    assert!(!ours_alone.is_empty());
    for (cloud, text) in &raw {
        let there = declared(text);
        let (mut types, mut members) = (0, 0);
        let lacks = |ty: &QName, member: &str| !there[&ty.to_string()].contains(member);
        for (name, ty) in &loaded.api.types {
            let is_body = matches!(ty, Type::Structured(ty) if !ty.body_of.is_empty());
            if is_body || ours_alone.contains(name) {
                continue;
            }
            let missing = !there.contains_key(&name.to_string());
            assert_eq!(
                lookup::type_not_in(&loaded.api, name).contains(cloud),
                missing,
                "{cloud:?} {name}"
            );
            types += usize::from(missing);
            match ty {
                _ if missing => {}
                Type::Enum(ty) => {
                    for member in &ty.members {
                        let reported = lookup::value_not_in(&loaded.api, name, &member.name).contains(cloud);
                        assert_eq!(reported, lacks(name, &member.name), "{cloud:?} {name}/{}", member.name);
                        members += usize::from(reported);
                    }
                }
                Type::Structured(ty) => {
                    for member in ty.members.iter().filter(|member| member.declared_in == *name) {
                        let reported = lookup::member_not_in(&loaded.api, ty, member).contains(cloud);
                        assert_eq!(reported, lacks(name, &member.name), "{cloud:?} {name}/{}", member.name);
                        members += usize::from(reported);
                    }
                }
            }
        }
        assert!(
            types > 20 && members > 20,
            "{types} types and {members} members: was anything compared?"
        );
    }
}

#[test]
fn resume_is_missing_and_what_is_like_it_is_there() {
    let loaded = v1_0();
    let rows = rows(&loaded.rust_api()).unwrap();
    let not_in = |end: &str| -> BTreeSet<Vec<String>> {
        let rows = rows
            .iter()
            .filter(|row| row.method == "POST" && row.path.ends_with(end));
        rows.map(|row| row.not_in.clone()).collect()
    };
    let both = vec!["china".to_owned(), "us-government".to_owned()];
    let requests = "/entitlementManagement/assignmentRequests/{accessPackageAssignmentRequest-id}";
    assert_eq!(not_in(&format!("{requests}/resume")), BTreeSet::from([both]));
    assert_eq!(not_in(&format!("{requests}/reprocess")), BTreeSet::from([vec![]]));
    assert_eq!(
        not_in("/microsoft.graph.identityGovernance.resume"),
        BTreeSet::from([vec![]])
    );
    assert_eq!(rows.iter().filter(|row| row.path.ends_with(".resume")).count(), 13);
}

#[test]
fn the_crates_docs_say_it() {
    let read = |path: &str| std::fs::read_to_string(workspace().join("generated/src").join(path)).unwrap();
    let comment = |path: &str, item: &str| {
        let text = read(path);
        let (before, _) = text
            .split_once(item)
            .unwrap_or_else(|| panic!("{path} has no `{item}`"));
        let lines = before
            .lines()
            .rev()
            .skip(1)
            .take_while(|line| line.trim().starts_with(['/', '#']));
        lines
            .filter(|line| line.contains("Not available in the China cloud and the US Government clouds."))
            .count()
    };
    let requests = "v1_0/builders/entitlement_management/access_package_assignment_request.rs";
    for (path, item, reported) in [
        (requests, "pub fn resume(", 1),
        (requests, "pub fn reprocess(", 0),
        ("v1_0/models/resume_request.rs", "pub struct ResumeRequest", 1),
        ("v1_0/models/resume_request.rs", "pub source:", 0),
        (
            "v1_0/models/access_package_assignment_request.rs",
            "pub justification:",
            1,
        ),
        ("v1_0/models/role_type.rs", "pub enum RoleType", 1),
        ("beta/models/resume_request.rs", "pub struct ResumeRequest", 0),
    ] {
        assert_eq!(comment(path, item), reported, "{path} {item}");
    }
}
