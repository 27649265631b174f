//! Rust names of a small service's types and members: exceptions, reserved words, collisions.

use std::collections::BTreeSet;

use crate::small::{self, emitted, garden, load, load_with, name, overlay};
use generator::analysis::Analysis;
use generator::naming::TypeName;
use generator::naming::memory::Memory;

const ROUTES: &str = "GET /garden -> garden\n";

/// A garden with members of these names, all of them text.
fn with_members(members: &[&str]) -> Analysis {
    let members: String = members
        .iter()
        .map(|member| format!(r#"<Property Name="{member}" Type="Edm.String"/>"#))
        .collect();
    let loaded = load(&garden(&members, ""), ROUTES).unwrap();
    emitted(&loaded).unwrap();
    loaded
}

/// A garden with a member of each of these complex types.
fn with_types(types: &[&str]) -> Analysis {
    let members: String = types
        .iter()
        .enumerate()
        .map(|(position, ty)| format!(r#"<Property Name="m{position}" Type="graph.{ty}"/>"#))
        .collect();
    let declared: String = types
        .iter()
        .map(|ty| format!(r#"<ComplexType Name="{ty}"><Property Name="x" Type="Edm.String"/></ComplexType>"#))
        .collect();
    let loaded = load(&garden(&members, &declared), ROUTES).unwrap();
    emitted(&loaded).unwrap();
    loaded
}

fn of<'a>(loaded: &'a Analysis, ty: &str) -> &'a TypeName {
    loaded.names.get(&name(ty)).unwrap_or_else(|| panic!("{ty}"))
}

fn idents<'a>(loaded: &'a Analysis, ty: &str) -> Vec<(&'a str, &'a str)> {
    of(loaded, ty)
        .members
        .iter()
        .map(|(wire, rust)| (wire.as_str(), rust.as_str()))
        .filter(|(wire, _)| *wire != "id")
        .collect()
}

#[test]
fn exceptions_of_case_are_data() {
    let csdl = garden(
        r#"<Property Name="iPv4Address" Type="Edm.String"/><Property Name="kind" Type="graph.macOSKind"/>"#,
        r#"<ComplexType Name="macOSKind"/>"#,
    );
    let plain = load(&csdl, ROUTES).unwrap();
    assert_eq!(
        idents(&plain, "garden"),
        [("iPv4Address", "i_pv4_address"), ("kind", "kind")]
    );
    assert_eq!(of(&plain, "macOSKind").rust, "MacOsKind");
    let mut overlay = overlay();
    overlay.case.exceptions.insert("iPv4".into(), "Ipv4".into());
    overlay.case.exceptions.insert("macOS".into(), "Macos".into());
    let loaded = load_with(&csdl, ROUTES, &overlay, Memory::default()).unwrap();
    assert_eq!(
        idents(&loaded, "garden"),
        [("iPv4Address", "ipv4_address"), ("kind", "kind")]
    );
    assert_eq!(
        (
            of(&loaded, "macOSKind").rust.as_str(),
            of(&loaded, "macOSKind").file.as_str()
        ),
        ("MacosKind", "macos_kind")
    );
    // What is remembered is not renamed by a new exception.
    let kept = load_with(&csdl, ROUTES, &overlay, plain.memory).unwrap();
    assert_eq!(idents(&kept, "garden")[0].1, "i_pv4_address");
}

#[test]
fn reserved_words_are_raw_or_get_an_underscore() {
    let loaded = with_members(&[
        "type", "self", "Self_", "crate", "super", "gen", "async", "union", "try", "macro", "mod",
    ]);
    // The first of two in the order of the wire names keeps the word.
    let expected = [
        ("Self_", "self_"),
        ("async", "r#async"),
        ("crate", "crate_"),
        ("gen", "r#gen"),
        ("macro", "r#macro"),
        ("mod", "r#mod"),
        ("self", "self_member"),
        ("super", "super_"),
        ("try", "r#try"),
        ("type", "r#type"),
        ("union", "union"),
    ];
    assert_eq!(idents(&loaded, "garden"), expected);
    let mut all: Vec<&str> = idents(&loaded, "garden").into_iter().map(|(_, rust)| rust).collect();
    all.sort_unstable();
    let count = all.len();
    all.dedup();
    assert_eq!(all.len(), count, "{all:?}");
}

#[test]
fn members_of_base_and_derived_types_do_not_share_a_name() {
    let csdl = garden(
        r#"<Property Name="all" Type="Collection(graph.base)"/>"#,
        r#"<ComplexType Name="zDerived" BaseType="graph.base"><Property Name="OnDay" Type="Edm.String"/><Property Name="other" Type="Edm.String"/></ComplexType>
        <ComplexType Name="aDerived" BaseType="graph.base"><Property Name="on_day" Type="Edm.String"/><Property Name="other" Type="Edm.Int32"/></ComplexType>
        <ComplexType Name="base"><Property Name="onDay" Type="Edm.String"/></ComplexType>"#,
    );
    let loaded = load(&csdl, ROUTES).unwrap();
    emitted(&loaded).unwrap();
    for ty in ["aDerived", "base", "zDerived"] {
        let names: Vec<&str> = idents(&loaded, ty).into_iter().map(|(_, rust)| rust).collect();
        assert_eq!(
            names.iter().collect::<BTreeSet<_>>().len(),
            names.len(),
            "{ty}: {names:?}"
        );
    }
    // A member has one name in all types that have it; siblings may use one name for two.
    assert_eq!(
        of(&loaded, "aDerived").members["onDay"],
        of(&loaded, "base").members["onDay"]
    );
    assert_eq!(of(&loaded, "aDerived").members["other"], "other");
    assert_eq!(of(&loaded, "zDerived").members["other"], "other");
    let onday: BTreeSet<&str> = [("aDerived", "on_day"), ("base", "onDay"), ("zDerived", "OnDay")]
        .map(|(ty, member)| of(&loaded, ty).members[member].as_str())
        .into();
    // The two derived types may use one name, but none of the base's.
    assert_eq!(onday.len(), 2, "{onday:?}");
}

#[test]
fn fields_of_every_struct_are_not_taken() {
    let loaded = with_members(&["additionalProperties", "presence", "null"]);
    for (_, rust) in idents(&loaded, "garden") {
        assert!(rust.ends_with("_member"), "{rust}");
    }
}

#[test]
fn types_that_differ_in_case_have_names_and_files_of_their_own() {
    let loaded = with_types(&["waterPump", "WaterPump", "waterpump", "water_pump", "waterPUMP"]);
    let all: Vec<&TypeName> = ["waterPump", "WaterPump", "waterpump", "water_pump", "waterPUMP"]
        .iter()
        .map(|ty| of(&loaded, ty))
        .collect();
    let rust: BTreeSet<&str> = all.iter().map(|name| name.rust.as_str()).collect();
    assert_eq!(rust.len(), 5, "{rust:?}");
    // File systems that know no case take them too.
    let files: BTreeSet<String> = all.iter().map(|name| name.file.to_lowercase()).collect();
    assert_eq!(files.len(), 5, "{files:?}");
}

#[test]
fn names_of_the_prelude_are_not_taken() {
    let words = [
        "option", "string", "vec", "result", "box", "some", "none", "self", "any", "default", "clone", "json", "send",
        "error",
    ];
    let loaded = with_types(&words);
    for word in words {
        let rust = &of(&loaded, word).rust;
        assert!(
            rust.ends_with("Type") || (word == "self" && rust == "Self_"),
            "{word}: {rust}"
        );
    }
}

#[test]
fn enum_members_that_differ_in_case_have_their_own_names() {
    for flags in ["", r#" IsFlags="true""#] {
        let members = [
            "none",
            "None",
            "unknownValue",
            "unknownFutureValue",
            "unknown",
            "aB",
            "ab",
            "AB",
            "a_b",
            "self",
            "Self",
            "type",
            "2d",
        ];
        let members: Vec<&str> = members.into_iter().filter(|member| !member.starts_with('2')).collect();
        let listed: String = members
            .iter()
            .enumerate()
            .map(|(position, member)| format!(r#"<Member Name="{member}" Value="{}"/>"#, 1 << position))
            .collect();
        let csdl = garden(
            r#"<Property Name="kind" Type="graph.kind"/>"#,
            &format!(r#"<EnumType Name="kind"{flags}>{listed}</EnumType>"#),
        );
        let loaded = load(&csdl, ROUTES).unwrap();
        let files = emitted(&loaded).unwrap();
        let (_, text) = files.iter().find(|(path, _)| path == "models/kind.rs").unwrap();
        let mut found = Vec::new();
        for item in syn::parse_file(text).unwrap().items {
            match item {
                syn::Item::Enum(item) => found.extend(item.variants.iter().map(|variant| variant.ident.to_string())),
                syn::Item::Impl(item) => found.extend(item.items.iter().filter_map(|item| {
                    if let syn::ImplItem::Const(item) = item {
                        Some(item.ident.to_string())
                    } else {
                        None
                    }
                })),
                _ => {}
            }
        }
        assert!(found.len() >= members.len(), "{found:?}\n{text}");
        assert_eq!(found.iter().collect::<BTreeSet<_>>().len(), found.len(), "{found:?}");
    }
}

#[test]
fn a_sub_namespace_and_a_type_have_files_of_their_own() {
    let csdl = garden(r#"<Property Name="a" Type="graph.waterWorks"/><Property Name="b" Type="microsoft.graph.waterWorks.pump"/>"#, r#"<ComplexType Name="waterWorks"/>"#).replace(
        "</edmx:DataServices>",
        r#"<Schema Namespace="microsoft.graph.waterWorks" xmlns="http://docs.oasis-open.org/odata/ns/edm"><ComplexType Name="pump"/></Schema></edmx:DataServices>"#,
    );
    let loaded = load(&csdl, ROUTES).unwrap();
    assert_eq!(of(&loaded, "waterWorks").file, "water_works_type");
    assert_eq!(of(&loaded, "waterWorks").rust, "WaterWorks");
    let pump = of(&loaded, "waterWorks.pump");
    assert_eq!(
        (pump.module.as_deref(), pump.file.as_str()),
        (Some("water_works"), "pump")
    );
    let paths: Vec<String> = emitted(&loaded).unwrap().into_iter().map(|(path, _)| path).collect();
    assert!(
        paths.contains(&"models/water_works/mod.rs".to_owned())
            && paths.contains(&"models/water_works_type.rs".to_owned()),
        "{paths:?}"
    );
}

/// A program imports the models of several namespaces by glob.
#[test]
fn types_of_two_namespaces_do_not_share_a_name() {
    let csdl = garden(
        r#"<Property Name="a" Type="microsoft.graph.pump"/><Property Name="b" Type="microsoft.graph.aaa.pump"/>"#,
        r#"<ComplexType Name="pump"/>"#,
    )
    .replace(
        "</edmx:DataServices>",
        r#"<Schema Namespace="microsoft.graph.aaa" xmlns="http://docs.oasis-open.org/odata/ns/edm"><ComplexType Name="pump"/></Schema></edmx:DataServices>"#,
    );
    let loaded = load(&csdl, ROUTES).unwrap();
    let names = |loaded: &Analysis| [of(loaded, "pump").rust.clone(), of(loaded, "aaa.pump").rust.clone()];
    assert_eq!(names(&loaded), ["Pump", "AaaPump"]);
    emitted(&loaded).unwrap();
    // What another namespace had first it keeps.
    let alone = csdl.replace(r#"<Property Name="a" Type="microsoft.graph.pump"/>"#, "");
    let memory = load(&alone, ROUTES).unwrap().memory;
    let loaded = load_with(&csdl, ROUTES, &overlay(), memory).unwrap();
    assert_eq!(names(&loaded), ["PumpType", "Pump"]);
}

#[test]
fn modules_are_named_after_the_whole_namespace() {
    for (namespace, module) in [
        ("microsoft.graph.identityGovernance", "identity_governance"),
        ("microsoft.graph.type", "type_"),
        ("microsoft.graph.a.b", "a_b"),
        ("microsoft.graph._1", "_1"),
        ("microsoft.graph._", "unnamed"),
        ("microsoft.graphics", "microsoft_graphics"),
        ("other.place", "other_place"),
    ] {
        let csdl = garden(&format!(r#"<Property Name="b" Type="{namespace}.pump"/>"#), "").replace(
            "</edmx:DataServices>",
            &format!(r#"<Schema Namespace="{namespace}" xmlns="http://docs.oasis-open.org/odata/ns/edm"><ComplexType Name="pump"/></Schema></edmx:DataServices>"#),
        );
        let loaded = load(&csdl, ROUTES).unwrap();
        let pump = loaded
            .names
            .types
            .iter()
            .find(|(name, _)| name.name() == "pump")
            .unwrap()
            .1;
        assert_eq!(pump.module.as_deref(), Some(module), "{namespace}");
        emitted(&loaded).unwrap();
    }
}

#[test]
fn digits_first_and_underscores_are_names() {
    let loaded = with_types(&["_2fa", "_", "__", "_plain", "a1b2", "mod", "_9"]);
    for (ty, rust, file) in [
        ("_2fa", "_2fa", "_2fa"),
        ("_plain", "Plain", "plain"),
        ("mod", "Mod", "mod_type"),
        ("_9", "_9", "_9"),
    ] {
        assert_eq!(
            (of(&loaded, ty).rust.as_str(), of(&loaded, ty).file.as_str()),
            (rust, file),
            "{ty}"
        );
    }
    let all: BTreeSet<&str> = loaded.names.types.values().map(|name| name.rust.as_str()).collect();
    assert_eq!(all.len(), loaded.names.types.len());

    let loaded = with_members(&["_2fa", "_", "__", "_plain", "a1b2"]);
    let members = idents(&loaded, "garden");
    assert_eq!(members[1], ("_2fa", "_2fa"));
    assert_eq!(
        members.iter().map(|(_, rust)| rust).collect::<BTreeSet<_>>().len(),
        5,
        "{members:?}"
    );
}

#[test]
fn action_bodies_are_named_after_the_action_if_free() {
    let loaded = small::service();
    let mut bodies: Vec<&str> = loaded
        .names
        .types
        .iter()
        .filter(|(name, _)| name.name().contains('/'))
        .map(|(_, name)| name.rust.as_str())
        .collect();
    bodies.sort_unstable();
    assert_eq!(
        bodies,
        ["FeedRequest", "PlantPruneRequest", "PruneRequest", "WaterRequest"]
    );
}

#[test]
fn a_remembered_name_wins_over_every_rule() {
    let mut memory = Memory::default();
    memory.types.insert("microsoft.graph.waterPump".into(), "Pump".into());
    memory
        .members
        .insert("microsoft.graph.garden/kind".into(), "sort".into());
    let csdl = garden(
        r#"<Property Name="kind" Type="graph.waterPump"/><Property Name="p" Type="graph.pump"/>"#,
        r#"<ComplexType Name="waterPump"/><ComplexType Name="pump"/>"#,
    );
    let loaded = load_with(&csdl, ROUTES, &overlay(), memory).unwrap();
    assert_eq!(
        (
            of(&loaded, "waterPump").rust.as_str(),
            of(&loaded, "pump").rust.as_str()
        ),
        ("Pump", "PumpType")
    );
    assert_eq!(of(&loaded, "garden").members["kind"], "sort");
    emitted(&loaded).unwrap();
}

#[test]
fn variants_of_one_name_have_their_own_names() {
    let csdl = garden(r#"<Property Name="all" Type="Collection(graph.base)"/>"#, r#"<ComplexType Name="base" Abstract="true"/><ComplexType Name="pump" BaseType="graph.base"/><ComplexType Name="unknownType" BaseType="graph.base"/>"#).replace(
        "</edmx:DataServices>",
        r#"<Schema Namespace="microsoft.graph.sub" xmlns="http://docs.oasis-open.org/odata/ns/edm"><ComplexType Name="pump" BaseType="graph.base"/></Schema></edmx:DataServices>"#,
    );
    let loaded = load(&csdl, ROUTES).unwrap();
    let base = of(&loaded, "base");
    assert_eq!(base.any.as_deref(), Some("AnyBase"));
    assert_eq!(
        base.variants.values().collect::<BTreeSet<_>>().len(),
        3,
        "{:?}",
        base.variants
    );
    assert!(!base.variants.values().any(|variant| variant == "UnknownType"));
    assert_eq!(base.variants[&name("sub.pump")], "SubPump");
    emitted(&loaded).unwrap();
}
