//! Documents that are each well-formed and cannot be used together, and hostile names everywhere: an error that names
//! the place, or safe Rust.

mod hostile;

use crate::small::{self, SELECTION, SERVICE, changed, emitted, garden, load, load_text, load_with, overlay};
use generator::csdl;
use generator::csdl::index::Index;
use generator::input::Input;
use generator::model::Version;
use generator::naming::memory::Memory;
use generator::overlay::{self, Selection};

const ROUTES: &str = "GET /garden -> garden\n";

/// The message that a CSDL document is refused with.
fn refusal(csdl: &str) -> String {
    load(csdl, ROUTES).unwrap_err().to_string()
}

/// The message that routes of the garden are refused with.
fn refused_routes(routes: &str) -> String {
    load(SERVICE, routes).unwrap_err().to_string()
}

/// A document with one type more, which stands on line 5.
fn with(rest: &str) -> String {
    garden("", &format!("\n{rest}"))
}

#[test]
fn a_base_type_that_is_missing() {
    assert_eq!(
        refusal(&with(r#"<ComplexType Name="a" BaseType="graph.ghost"/>"#)),
        "small.csdl:5:1: the base type `microsoft.graph.ghost` of `microsoft.graph.a` does not exist"
    );
}

#[test]
fn a_cycle_of_inheritance() {
    let two = r#"<ComplexType Name="a" BaseType="graph.b"/>
<ComplexType Name="b" BaseType="graph.a"/>"#;
    assert_eq!(
        refusal(&with(two)),
        "small.csdl:5:1: `microsoft.graph.a` is its own base type, by way of `microsoft.graph.b`"
    );
    assert_eq!(
        refusal(&with(r#"<ComplexType Name="a" BaseType="graph.a"/>"#)),
        "small.csdl:5:1: `microsoft.graph.a` is its own base type, by way of `microsoft.graph.a`"
    );
    // A type that leads into a circle and is not in it: the error is at one that is.
    let behind = r#"<ComplexType Name="a" BaseType="graph.b"/>
<ComplexType Name="b" BaseType="graph.c"/>
<ComplexType Name="c" BaseType="graph.b"/>"#;
    assert_eq!(
        refusal(&with(behind)),
        "small.csdl:6:1: `microsoft.graph.b` is its own base type, by way of `microsoft.graph.c`"
    );
}

#[test]
fn a_chain_of_base_types_is_limited_to_fifty() {
    let chain = |levels: usize| -> String {
        let types = (1..=levels).map(|number| {
            let base = number - 1;
            format!("<ComplexType Name=\"t{number:05}\" BaseType=\"graph.t{base:05}\"/>\n")
        });
        with(&format!(
            "<ComplexType Name=\"t00000\"/>\n{}",
            types.collect::<String>()
        ))
    };
    let document = csdl::read("small.csdl", &chain(50)).unwrap();
    let index = Index::new(&document).unwrap();
    assert_eq!(index.descendants(&small::name("t00000")).len(), 50);
    for levels in [51, 10_000] {
        assert_eq!(
            refusal(&chain(levels)),
            "small.csdl:56:1: `microsoft.graph.t00051` has more than 50 base types above it; each would give it all of its members"
        );
    }
}

#[test]
fn an_alias_that_is_unknown() {
    assert_eq!(
        refusal(&with(r#"<ComplexType Name="a" BaseType="ghost.b"/>"#)),
        "small.csdl:5:1: `ghost` in `ghost.b` is neither a namespace of this document nor an alias"
    );
    let member = garden("\n<Property Name=\"a\" Type=\"Collection(ghost.b)\"/>", "");
    assert_eq!(
        refusal(&member),
        "small.csdl:5:1: `ghost` in `ghost.b` is neither a namespace of this document nor an alias"
    );
    let action = with(r#"<Action Name="act" IsBound="true"><Parameter Name="g" Type="ghost.garden"/></Action>"#);
    assert!(
        refusal(&action).starts_with("small.csdl:5:35: `ghost` in `ghost.garden` is neither"),
        "{}",
        refusal(&action)
    );
    let singleton = garden("", "").replace(r#"Type="graph.garden""#, r#"Type="ghost.garden""#);
    assert!(
        refusal(&singleton).contains("`ghost` in `ghost.garden` is neither"),
        "{}",
        refusal(&singleton)
    );
}

#[test]
fn a_base_type_of_the_wrong_kind() {
    assert_eq!(
        refusal(&with(r#"<ComplexType Name="a" BaseType="graph.garden"/>"#)),
        "small.csdl:5:1: `microsoft.graph.a` is a complex type and its base type `microsoft.graph.garden` an entity type"
    );
    assert_eq!(
        refusal(&with(
            r#"<ComplexType Name="a" BaseType="graph.e"/><EnumType Name="e"><Member Name="m" Value="0"/></EnumType>"#
        )),
        "small.csdl:5:1: the base type `microsoft.graph.e` of `microsoft.graph.a` is no entity or complex type"
    );
    assert!(
        refusal(&with(r#"<ComplexType Name="a" BaseType="Edm.String"/>"#))
            .starts_with("small.csdl:5:1: the base type `Edm.String` of `microsoft.graph.a` does not exist")
    );
}

#[test]
fn a_member_that_is_declared_twice_along_inheritance() {
    let csdl = changed(
        r#"<Property Name="acorns" Type="Edm.Int64" />"#,
        "\n<Property Name=\"height\" Type=\"Edm.Int64\" />",
    );
    let line = SERVICE.lines().position(|line| line.contains("acorns")).unwrap() + 2;
    let error = load(&csdl, small::ROUTES).unwrap_err().to_string();
    assert_eq!(
        error,
        format!(
            "small.csdl:{line}:1: `height` of `microsoft.graph.oak` is declared in its base type `microsoft.graph.tree` too"
        )
    );
}

#[test]
fn a_type_of_a_member_that_does_not_exist() {
    assert_eq!(
        refusal(&garden("\n<Property Name=\"a\" Type=\"graph.ghost\"/>", "")),
        "small.csdl:5:1: the type `microsoft.graph.ghost` of `a` does not exist"
    );
    assert_eq!(
        refusal(&garden(
            "\n<NavigationProperty Name=\"a\" Type=\"Collection(graph.ghost)\"/>",
            ""
        )),
        "small.csdl:5:1: the type `microsoft.graph.ghost` of `a` does not exist"
    );
    assert_eq!(
        refusal(&with(
            r#"<Action Name="act" IsBound="true"><Parameter Name="g" Type="graph.garden"/><Parameter Name="x" Type="graph.ghost"/></Action>"#
        )),
        "small.csdl:5:76: the type `microsoft.graph.ghost` of `x` does not exist"
    );
    assert_eq!(
        refusal(&with(
            r#"<Function Name="f" IsBound="true"><Parameter Name="g" Type="graph.garden"/><ReturnType Type="graph.ghost"/></Function>"#
        )),
        "small.csdl:5:76: the type `microsoft.graph.ghost` of `f` does not exist"
    );
    let definition = garden(
        "<Property Name=\"a\" Type=\"graph.d\"/>",
        "\n<TypeDefinition Name=\"d\" UnderlyingType=\"Edm.Text\"/>",
    );
    assert!(
        load(&definition, ROUTES)
            .unwrap_err()
            .to_string()
            .starts_with("small.csdl:5:1: ")
    );
}

#[test]
fn two_entity_containers() {
    let error = refusal(&with(
        r#"<EntityContainer Name="other"><Singleton Name="garden" Type="graph.directoryObject"/></EntityContainer>"#,
    ));
    assert_eq!(
        error,
        "small.csdl:7:1: a second entity container, `service`: a service has one (the other is at small.csdl:5:1)"
    );
}

#[test]
fn no_singleton_of_that_name() {
    let mut overlay = overlay();
    overlay.selection.roots = vec![generator::overlay::Root::parse("park").unwrap()];
    let error = load_with(SERVICE, ROUTES, &overlay, Memory::default())
        .unwrap_err()
        .to_string();
    assert_eq!(
        error,
        "small.csdl: no singleton or entity set `park` in the entity container"
    );
}

#[test]
fn names_in_the_overlay_that_are_none() {
    for (from, to, expected) in [
        (
            "base: microsoft.graph.directoryObject",
            "base: directoryObject",
            "overlay/selection.yaml: `directoryObject` is no qualified name",
        ),
        (
            "microsoft.graph.robot]",
            "robot]",
            "overlay/selection.yaml: `robot` is no qualified name",
        ),
        (
            "namespaces: []",
            "namespaces: []\ncuts: [{member: microsoft.graph.plant, reason: r}]",
            "overlay/selection.yaml: `microsoft.graph.plant` is no member: expected `type/member`",
        ),
        (
            "namespaces: []",
            "namespaces: []\nderived: [{base: plant, only: [], reason: r}]",
            "overlay/selection.yaml: `plant` is no qualified name",
        ),
    ] {
        let mut overlay = overlay();
        overlay.selection = overlay::parse("overlay/selection.yaml", &SELECTION.replace(from, to)).unwrap();
        assert_eq!(
            load_with(SERVICE, ROUTES, &overlay, Memory::default())
                .unwrap_err()
                .to_string(),
            expected
        );
    }
}

#[test]
fn an_overlay_that_is_broken_or_has_an_unknown_key() {
    let error = |text: &str| {
        overlay::parse::<Selection>("overlay/selection.yaml", text)
            .unwrap_err()
            .to_string()
    };
    let broken = error("roots: [garden]\nboundary:\n  base: a.b\n  types: [\n");
    assert!(
        broken.starts_with("overlay/selection.yaml:5:") || broken.starts_with("overlay/selection.yaml:4:"),
        "{broken}"
    );
    let unknown = error("roots: [garden]\nboundary:\n  base: a.b\n  types: []\n  kinds: []\n");
    assert!(
        unknown.starts_with("overlay/selection.yaml:5:3: ")
            && unknown.contains("unknown field `kinds`, expected `types` or `base`"),
        "{unknown}"
    );
    let tabbed = error("roots:\n\t- garden\n");
    assert!(tabbed.starts_with("overlay/selection.yaml:2:"), "{tabbed}");
}

#[test]
fn remembered_names_that_are_broken() {
    let error = |text: &str| Memory::read("v1.0/names.yaml", text).unwrap_err().to_string();
    assert!(
        error("types:\n  a: [b]\n").starts_with("v1.0/names.yaml:2:6: "),
        "{}",
        error("types:\n  a: [b]\n")
    );
    assert!(
        error("types: {}\ntypo: {}\n").starts_with("v1.0/names.yaml:2:1: "),
        "{}",
        error("types: {}\ntypo: {}\n")
    );
    let twice = error("types:\n  \"a\": \"B\"\n  \"a\": \"C\"\n");
    assert!(
        twice.starts_with("v1.0/names.yaml:") && twice.contains("\"a\" has a name already, `B`: a key stands once"),
        "{twice}"
    );
    for hostile in [
        "a b",
        "",
        "x; fn y() {}",
        "../../etc/passwd",
        "fn",
        "r#self",
        "\u{43f}",
        "A\"",
        "a::b",
        "1a",
        "_",
    ] {
        let text = error(&format!("members:\n  \"a\": {}\n", serde_json::Value::from(hostile)));
        assert!(
            text.starts_with("v1.0/names.yaml:2:") && text.contains("of \"a\" is no Rust identifier"),
            "{hostile:?}: {text}"
        );
    }
    let fine = Memory::read("v1.0/names.yaml", "members:\n  \"a/type\": \"r#type\"\n").unwrap();
    assert_eq!(fine.members["a/type"], "r#type");
}

/// Should one come by another way than `names.yaml`.
#[test]
fn remembered_names_that_are_no_rust_are_refused() {
    for hostile in [
        "a b",
        "",
        "x; fn y() {}",
        "../../etc/passwd",
        "fn",
        "r#self",
        "A\"",
        "a::b",
    ] {
        for list in 0..4 {
            let mut memory = Memory::default();
            let hostile = hostile.to_owned();
            match list {
                0 => memory.types.insert("microsoft.graph.plant".into(), hostile.clone()),
                1 => memory
                    .members
                    .insert("microsoft.graph.plant/name".into(), hostile.clone()),
                2 => memory.builders.insert("/garden/plants".into(), hostile.clone()),
                _ => memory.segments.insert("plants".into(), hostile.clone()),
            };
            let result = load_with(SERVICE, small::ROUTES, &overlay(), memory)
                .map_err(|error| error.to_string())
                .and_then(|loaded| emitted(&loaded));
            assert!(result.is_err(), "{list}: {hostile:?}");
        }
    }
}

#[test]
fn a_path_that_is_no_template() {
    for (path, what) in [
        ("garden", "does not begin with `/`"),
        ("/garden//x", "is no path template: a segment is empty"),
        ("/garden/", "is no path template: a segment is empty"),
        ("/garden/x(", "is no path template: `)` is missing"),
        (
            "/garden/x(a)",
            "is no path template: `a` is no argument: expected name=value",
        ),
        (
            "/garden/x(a=b)",
            "is no path template: `a=b` has no parameter in braces",
        ),
        (
            "/garden/x()y",
            "is no path template: `x()y` goes on after its parenthesis",
        ),
        ("/garden/x)", "is no path template: `)` closes nothing"),
    ] {
        let text = small::openapi(&format!("GET {path} -> garden"));
        let error = load_text(SERVICE, &text, &overlay(), Memory::default())
            .map(|_| ())
            .err()
            .map(|error| error.to_string());
        // Paths outside the roots are not looked at beyond their form.
        match error {
            Some(error) => assert!(
                error.starts_with("small.yaml") && error.contains(what) && error.contains("/paths/"),
                "{path}: {error}"
            ),
            None => panic!("{path} is accepted"),
        }
    }
    let mixed = refused_routes("GET /garden/a{b} -> garden");
    assert_eq!(
        mixed,
        "small.yaml: at #/paths/~1garden~1a{b}: `/garden/a{b}` is no path template: `a{b}` mixes text and a parameter"
    );
    let deep = format!("GET /garden{} -> garden", "/x".repeat(200));
    assert!(refused_routes(&deep).contains("it has 201 segments: no more than 100 are read"));
}

#[test]
fn two_paths_that_differ_only_in_the_names_of_parameters() {
    assert_eq!(
        refused_routes("GET /garden/plants/{a} -> plant\nGET /garden/plants/{b} -> plant"),
        "small.yaml: at #/paths/~1garden~1plants~1{b}: `/garden/plants/{b}` is the same path as `/garden/plants/{a}`: only the names of its parameters differ"
    );
    assert_eq!(
        refused_routes(
            "GET /garden/plants/{a}/bed -> bed\nGET /garden/plants/{b} -> plant\nGET /garden/plants/{c}/bed -> bed"
        ),
        "small.yaml: at #/paths/~1garden~1plants~1{c}~1bed: `/garden/plants/{c}/bed` is the same path as `/garden/plants/{a}/bed`: only the names of its parameters differ"
    );
    assert_eq!(
        refused_routes(
            "GET /garden/plants/{a}/near(x={x:Edm.Int32}) -> value(Edm.Int32)\nGET /garden/plants/{a}/near(x={y:Edm.Int32}) -> value(Edm.Int32)"
        ),
        "small.yaml: at #/paths/~1garden~1plants~1{a}~1near(x={y}): `/garden/plants/{a}/near(x={y})` is the same path as `/garden/plants/{a}/near(x={x})`: only the names of its parameters differ"
    );
    // The same key under two names in paths of different ends is no contradiction.
    load(
        SERVICE,
        "GET /garden/plants/{a}/bed -> bed\nGET /garden/plants/{b} -> plant",
    )
    .unwrap();
}
