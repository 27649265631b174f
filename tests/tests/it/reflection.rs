//! The table behind the feature `reflection`, held against what the builders and models are made of: both are walked,
//! and each has what the other has.

use std::collections::{BTreeMap, BTreeSet};

use generator::analysis::Analysis;
use generator::model::{self, Permissions, QName, StructuredKind, TypeRef, Version};
use generator::routes;
use generator::schemas::load;
use integration_tests::shared_folder::workspace;
use msgraph_identity_governance::reflection::{
    Api, Body, Member, Operation, QueryOption, Response, Scheme, SegmentKind, Type, TypeKind,
};
use msgraph_identity_governance::{Method, beta, reflection, v1_0};

fn versions() -> [(&'static Api, Analysis); 2] {
    let load = |version| load(&workspace().join("schemas"), version, &mut ()).unwrap();
    [(&v1_0::API, load(Version::V1_0)), (&beta::API, load(Version::Beta))]
}

/// `POST /a/{id}` of a row.
fn key(operation: Operation) -> String {
    operation.to_string()
}

#[test]
fn has_each_operation_of_the_builders_and_no_other() {
    for (api, analysis) in versions() {
        let mut rows: BTreeMap<String, Operation> = api.operations().map(|one| (key(one), one)).collect();
        assert_eq!(rows.len(), api.operations().count(), "an operation is there twice");
        let rust = analysis.rust_api();
        let mut seen = 0;
        rust.each_operation(&mut |operation| {
            let (call, place) = (operation.call, operation.place);
            let name = format!("{} {}", call.http.name(), place.path);
            let row = rows.remove(&name).unwrap_or_else(|| panic!("{name} has no row"));
            seen += 1;
            assert_eq!(format!("{:?}", row.kind()), format!("{:?}", call.kind), "{name}");
            assert_eq!(body(row), written_body(&call.body), "{name}");
            assert_eq!(response(row), call.response.to_string(), "{name}");
            let options: Vec<&str> = row.options().iter().map(QueryOption::name).collect();
            let expected: Vec<&str> = call.options.iter().map(model::QueryOption::name).collect();
            assert_eq!(options, expected, "{name}");
            assert_eq!(stated(row), published(&place.permissions), "{name}");
            let inferred = row.permissions().filter(|permissions| permissions.is_inferred());
            let inferred = inferred.map(|one| {
                let from = one.inferred_from().unwrap().to_string();
                (one.rule().unwrap().to_owned(), from, lists(one))
            });
            let expected = place.inferred.as_ref().filter(|_| place.permissions.is_empty());
            let expected = expected.map(|one| {
                let from = one.from.first().unwrap().clone();
                (one.rule.name().to_owned(), from, published(&one.permissions))
            });
            assert_eq!(inferred, expected, "{name}");
            let missing: Vec<String> = row.missing_in().map(|cloud| format!("{cloud:?}")).collect();
            let expected: Vec<String> = rust
                .not_in(operation)
                .iter()
                .map(|cloud| format!("{cloud:?}"))
                .collect();
            assert_eq!(missing, expected, "{name}");
            let refused = row
                .unsupported()
                .map(|one| (one.reason().to_owned(), one.instead().map(str::to_owned)));
            let expected = rust
                .unsupported(operation)
                .map(|one| (one.reason.clone(), one.instead.clone()));
            assert_eq!(refused, expected, "{name}");
            let page = analysis.api.pages.get(&(call.http, place.path.clone()));
            let page = page.map(|page| generator::pages::address(page, analysis.api.version));
            assert_eq!(row.reference(), page, "{name}");
            if place.deprecated {
                assert!(row.deprecation().is_some(), "{name} is deprecated");
            }
        })
        .unwrap();
        assert!(seen > 2_000, "{seen}");
        assert!(rows.is_empty(), "no builder has {:?}", rows.keys().collect::<Vec<_>>());
    }
}

fn body(row: Operation) -> String {
    match row.body() {
        None => "nothing".to_owned(),
        Some(Body::Model(ty)) => ty.to_string(),
        Some(Body::Content) => "bytes".to_owned(),
        Some(Body::Reference) => "a reference".to_owned(),
        Some(other) => panic!("{other:?}"),
    }
}

fn written_body(body: &routes::Body) -> String {
    match body {
        routes::Body::None => "nothing".to_owned(),
        routes::Body::Model(item) => item.to_string(),
        routes::Body::Content => "bytes".to_owned(),
        routes::Body::Reference => "a reference".to_owned(),
    }
}

/// In the words that the generator has for responses.
fn response(row: Operation) -> String {
    let or_nothing = |optional: bool| if optional { ", or nothing" } else { "" };
    match row.response() {
        Response::Nothing => "nothing".to_owned(),
        Response::Model { ty, optional } | Response::Value { ty, optional } => format!("{ty}{}", or_nothing(optional)),
        Response::Page(ty) => format!("Collection({ty})"),
        Response::Count(_) => "a count".to_owned(),
        Response::Content => "bytes".to_owned(),
        Response::References => "references".to_owned(),
        other => panic!("{other:?}"),
    }
}

/// The least of each scheme, then the higher ones.
fn stated(row: Operation) -> Vec<Vec<String>> {
    let Some(permissions) = row.permissions().filter(|permissions| !permissions.is_inferred()) else {
        return vec![Vec::new(); 6];
    };
    lists(permissions)
}

fn lists(permissions: reflection::Permissions) -> Vec<Vec<String>> {
    let least = Scheme::ALL.map(|scheme| permissions.least(scheme).map(str::to_owned).collect());
    let higher = Scheme::ALL.map(|scheme| permissions.higher(scheme).map(str::to_owned).collect());
    least.into_iter().chain(higher).collect()
}

fn published(permissions: &Permissions) -> Vec<Vec<String>> {
    let all = permissions.least.lists().into_iter().chain(permissions.higher.lists());
    all.map(<[String]>::to_vec).collect()
}

#[test]
fn has_each_type_and_member_of_the_models_and_no_other() {
    for (api, analysis) in versions() {
        let names: BTreeSet<String> = analysis.api.types.keys().map(ToString::to_string).collect();
        let rows: BTreeSet<String> = api.types().map(|ty| ty.name().to_owned()).collect();
        assert_eq!(rows, names);
        for (name, ty) in &analysis.api.types {
            let row = api
                .ty(&name.to_string())
                .unwrap_or_else(|| panic!("{name} is not found"));
            match ty {
                model::Type::Structured(ty) => structured(row, ty, &analysis.api),
                model::Type::Enum(ty) => {
                    assert_eq!((row.kind(), row.is_flags()), (TypeKind::Enum, ty.flags), "{name}");
                    let values: Vec<&str> = row.own_members().map(Member::name).collect();
                    let expected: Vec<&str> = ty.members.iter().map(|member| member.name.as_str()).collect();
                    assert_eq!(values, expected, "{name}");
                }
            }
        }
    }
}

fn structured(row: Type, ty: &model::Structured, analysis: &model::Api) {
    let name = &ty.name;
    let kind = match ty.kind {
        StructuredKind::Entity => TypeKind::Entity,
        StructuredKind::Complex => TypeKind::Complex,
        StructuredKind::ActionBody => TypeKind::ActionBody,
    };
    let flags = (row.is_abstract(), row.is_open(), row.has_stream(), row.is_boundary());
    assert_eq!(row.kind(), kind, "{name}");
    assert_eq!(flags, (ty.is_abstract, ty.open, ty.has_stream, ty.boundary), "{name}");
    assert_eq!(
        row.base().map(Type::name),
        ty.base.as_ref().map(ToString::to_string).as_deref(),
        "{name}"
    );
    let derived: Vec<&str> = row.derived().map(Type::name).collect();
    let lineage_has = |other: &&QName| *other != name && analysis.lineage(other).any(|above| above == name);
    let mut expected: Vec<String> = analysis
        .types
        .keys()
        .filter(lineage_has)
        .map(ToString::to_string)
        .collect();
    expected.sort();
    assert_eq!(derived, expected, "{name}");
    type Shown = (String, String, [bool; 5]);
    let shown = |member: Member| -> Shown {
        let flags = [
            member.is_nullable(),
            member.is_navigation(),
            member.is_contained(),
            member.is_read_only(),
            member.is_secret(),
        ];
        (member.name().to_owned(), member.ty().unwrap().to_string(), flags)
    };
    let mut members: Vec<Shown> = row.members().into_iter().map(shown).collect();
    let expected = ty.members.iter().map(|member| {
        let flags = [
            member.nullable,
            member.navigation,
            member.contained,
            member.read_only,
            member.secret,
        ];
        (member.name.clone(), TypeRef::to_string(&member.ty), flags)
    });
    let mut expected: Vec<Shown> = expected.collect();
    members.sort();
    expected.sort();
    assert_eq!(members, expected, "{name}");
    let keys: BTreeSet<&str> = row
        .members()
        .into_iter()
        .filter(|one| one.is_key())
        .map(Member::name)
        .collect();
    let expected: BTreeSet<&str> = ty.key.iter().map(String::as_str).collect();
    assert_eq!(keys, expected, "{name}");
}

#[test]
fn a_segment_knows_what_is_above_and_below_it() {
    for api in [&v1_0::API, &beta::API] {
        for segment in api.segments() {
            let template = segment.template();
            assert_eq!(api.segment(&template), Some(segment), "{template}");
            assert!(
                segment.children().all(|child| child.parent() == Some(segment)),
                "{template}"
            );
            assert!(
                segment.operations().all(|operation| operation.segment() == segment),
                "{template}"
            );
        }
    }
}

/// Values for all parameters, each in the form in which a URL has it, and what is read from there.
#[test]
fn a_path_with_values_resolves_to_its_own_operation() {
    for api in [&v1_0::API, &beta::API] {
        for segment in api.segments() {
            let template = segment.template();
            let mut path = template.clone();
            let mut expected = Vec::new();
            for (number, parameter) in segment.way().into_iter().flat_map(|one| one.parameters()).enumerate() {
                let value = format!("it's {number}/%");
                let quoted = format!("'{{{}}}'", parameter.placeholder());
                let in_url = match path.contains(&quoted) {
                    true => value.replace('\'', "''"),
                    false => value.clone(),
                };
                let in_url = msgraph_identity_governance::path::encode_segment(&in_url);
                path = path.replacen(&format!("{{{}}}", parameter.placeholder()), &in_url, 1);
                expected.push((parameter.placeholder(), value));
            }
            let place = api.resolve(&path).unwrap_or_else(|| panic!("{path} is nothing"));
            assert_eq!(place.segment(), segment, "{path}");
            let values: Vec<(&str, String)> = place.values().map(|(name, value)| (name, value.to_owned())).collect();
            assert_eq!(values, expected, "{path}");
        }
    }
}

#[test]
fn what_is_no_path_resolves_to_nothing() {
    for path in [
        "",
        "/",
        "identityGovernance",
        "/identityGovernance/",
        "/identityGovernance/x",
        "/identityGovernance/accessReviews/definitions/a/instances/b/nothing",
        "/identityGovernance/accessReviews/definitions/%FF/instances",
        "/identityGovernance/termsOfUse/agreements/a/file/localizations/b/versions/c/d",
    ] {
        assert!(v1_0::API.resolve(path).is_none(), "{path}");
    }
    let miscased = v1_0::API
        .resolve("/IdentityGovernance/accessreviews/Definitions/$COUNT")
        .unwrap();
    assert_eq!(miscased.segment().kind(), SegmentKind::Count);
    let workflow = "/identityGovernance/lifecycleWorkflows/workflows/7";
    let simple = v1_0::API.resolve(&format!("{workflow}/activate")).unwrap();
    assert_eq!(simple.segment().text(), "microsoft.graph.identityGovernance.activate");
    let times = "startDateTime=2026-01-01T00:00:00Z,endDateTime=2026-02-01T00:00:00Z";
    let simple = v1_0::API.resolve(&format!("{workflow}/runs/summary({times})")).unwrap();
    assert_eq!(simple.values().nth(2), Some(("endDateTime", "2026-02-01T00:00:00Z")));
    let key = v1_0::API
        .resolve("/identityGovernance/accessReviews/definitions/Definitions")
        .unwrap();
    assert_eq!(key.segment().kind(), SegmentKind::Key);
}

#[test]
fn options_that_an_annotation_denies_are_told_apart() {
    for (api, analysis) in versions() {
        let mut denied = 0;
        for operation in api.operations() {
            let taken = |option: &QueryOption| operation.options().contains(*option);
            assert!(
                !operation.denied_options().iter().any(|option| taken(&option)),
                "{operation}"
            );
            denied += operation.denied_options().iter().count();
        }
        let findings = analysis.api.findings.iter();
        let found = findings
            .filter(|finding| finding.kind == model::FindingKind::OptionDenied)
            .count();
        assert!(denied > 50 && denied == found, "{denied} of {found}");
    }
}

#[test]
fn what_will_go_says_what_to_use_instead() {
    let template = "/identityGovernance/entitlementManagement/accessPackageAssignmentRequests";
    let list = beta::API.operation(Method::Get, template).unwrap();
    let instead = list.deprecation().and_then(|deprecation| deprecation.instead());
    assert_eq!(
        instead,
        Some("/identityGovernance/entitlementManagement/assignmentRequests")
    );
}
