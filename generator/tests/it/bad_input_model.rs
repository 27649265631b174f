//! Documents that are each well-formed and cannot be used together, and hostile names everywhere: an error that names
//! the place, or safe Rust.

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

/// Names that mean harm, and names that are legal and odd.
fn hostile() -> Vec<String> {
    let mut names: Vec<String> = [
        "a\"b",
        "a'b",
        "a{b}",
        "}",
        "{",
        "r#type",
        "a/b",
        "../x",
        "..",
        ".",
        "a\\b",
        "/",
        "C:x",
        "\u{43f}\u{43b}\u{430}\u{43d}\u{442}",
        "a\u{301}",
        "\u{200b}",
        "a\nb",
        "a\rb",
        "a b",
        " ",
        "",
        "a;b",
        "a//b",
        "a*/b",
        "/*a",
        "#[x]",
        "a!",
        "a<b>",
        "1a",
        "$a",
        "@a",
        "~",
        "-",
        "a-b",
        "a.b",
        "a(b)",
        "a=b",
        "a,b",
        "a%2f",
        "\u{0}",
        "\u{feff}",
        "\u{202e}a",
        // Legal.
        "_",
        "__",
        "_a",
        "_1",
        "a1",
        "a_1b",
        "type",
        "self",
        "Self",
        "crate",
        "super",
        "gen",
        "r",
        "mod",
        "lib",
        "main",
        "fn",
        "std",
        "core",
        "models",
        "builders",
        "client",
        "path",
        "Path",
        "Request",
        "Page",
        "Json",
        "con",
        "Vec",
        "String",
        "unsafe",
        "async",
        "dyn",
        "Value",
        "Content",
        "Client",
        "Reference",
        "additionalProperties",
        "new",
        "default",
        "with",
        "model",
        "values",
        "drop",
    ]
    .map(str::to_owned)
    .to_vec();
    names.push("a".repeat(128));
    names.push("aB".repeat(64));
    names.push("_".repeat(128));
    names.push("a".repeat(129));
    names.push("a".repeat(100_000));
    names
}

fn escaped(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // Kept in an attribute, where a bare one would be a blank.
            '\n' => out.push_str("&#10;"),
            '\r' => out.push_str("&#13;"),
            c => out.push(c),
        }
    }
    out
}

/// Everything of a version for a small document: an error with the name of a file, or Rust that syn reads and whose
/// paths stay in their folder.
fn error_or_rust(what: &str, csdl: &str, openapi: &str) -> bool {
    let loaded = match load_text(csdl, openapi, &overlay(), Memory::default()) {
        Ok(loaded) => loaded,
        Err(error) => {
            let text = error.to_string();
            assert!(
                text.starts_with("small.") || text.starts_with("metadata"),
                "{what}: {text}"
            );
            assert!(!text.contains('\n') && text.chars().count() < 2_000, "{what}: {text:?}");
            return false;
        }
    };
    let files = emitted(&loaded).unwrap_or_else(|error| panic!("{what}: {error}"));
    assert!(
        files
            .iter()
            .all(|(_, text)| !text.contains("\u{202e}") && !text.contains('\u{0}')),
        "{what}"
    );
    // Of items in one scope, none has the name of another.
    for (path, text) in &files {
        let mut seen = std::collections::BTreeSet::new();
        for item in syn::parse_file(text).unwrap().items {
            if let syn::Item::Impl(item) = item {
                for method in &item.items {
                    if let syn::ImplItem::Fn(method) = method {
                        let of = &item.self_ty;
                        assert!(
                            seen.insert((quote::quote!(#of).to_string(), method.sig.ident.to_string())),
                            "{what}: {path}: {}",
                            method.sig.ident
                        );
                    }
                }
            }
        }
    }
    true
}

#[test]
fn hostile_names_in_the_csdl_are_errors_or_safe_rust() {
    let mut accepted = Vec::new();
    for name in hostile() {
        let n = escaped(&name);
        let path = if name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') && !name.is_empty() {
            name.as_str()
        } else {
            "x"
        };
        let documents = [
            (
                "namespace",
                garden(&format!(r#"<Property Name="b" Type="microsoft.graph.{n}.pump"/>"#), "").replace(
                    "</edmx:DataServices>",
                    &format!(r#"<Schema Namespace="microsoft.graph.{n}" xmlns="http://docs.oasis-open.org/odata/ns/edm"><ComplexType Name="pump"/></Schema></edmx:DataServices>"#),
                ),
                ROUTES.to_owned(),
            ),
            ("type", garden(&format!(r#"<Property Name="b" Type="Collection(graph.{n})"/>"#), &format!(r#"<ComplexType Name="{n}"><Property Name="y" Type="Edm.String"/></ComplexType><ComplexType Name="derived" BaseType="graph.{n}"/>"#)), ROUTES.to_owned()),
            ("member", garden(&format!(r#"<Property Name="{n}" Type="Edm.String"/><Property Name="other" Type="Edm.String"/>"#), ""), ROUTES.to_owned()),
            ("navigation", garden(&format!(r#"<NavigationProperty Name="{n}" Type="graph.garden"/>"#), ""), format!("{ROUTES}GET /garden/{path} -> garden\n")),
            ("enum type", garden(r#"<Property Name="k" Type="graph.KIND"/>"#, r#"<EnumType Name="KIND"><Member Name="m" Value="0"/></EnumType>"#).replace("KIND", &n), ROUTES.to_owned()),
            ("enum member", garden(r#"<Property Name="k" Type="graph.kind"/>"#, &format!(r#"<EnumType Name="kind"><Member Name="{n}" Value="0"/><Member Name="m" Value="1"/></EnumType>"#)), ROUTES.to_owned()),
            ("flag", garden(r#"<Property Name="k" Type="graph.kind"/>"#, &format!(r#"<EnumType Name="kind" IsFlags="true"><Member Name="{n}" Value="1"/><Member Name="m" Value="2"/></EnumType>"#)), ROUTES.to_owned()),
            (
                "action",
                garden("", &format!(r#"<Action Name="{n}" IsBound="true"><Parameter Name="g" Type="graph.garden"/><Parameter Name="p" Type="Edm.String"/></Action>"#)),
                format!("{ROUTES}POST /garden/{path} {{p:Edm.String}} -> nothing\n"),
            ),
            (
                "action parameter",
                garden("", &format!(r#"<Action Name="act" IsBound="true"><Parameter Name="g" Type="graph.garden"/><Parameter Name="{n}" Type="Edm.String"/></Action>"#)),
                format!("{ROUTES}POST /garden/act {{{path}:Edm.String}} -> nothing\n"),
            ),
            (
                "function parameter",
                garden("", &format!(r#"<Function Name="act" IsBound="true"><Parameter Name="g" Type="graph.garden"/><Parameter Name="{n}" Type="Edm.String"/><Parameter Name="z" Type="Edm.String"/><ReturnType Type="Edm.String"/></Function>"#)),
                format!("{ROUTES}GET /garden/act({path}='{{p}}',z='{{q}}') -> value(Edm.String)\n"),
            ),
            ("key", garden("", "").replace("\"id\"", &format!("\"{n}\"")).replace("graph.garden\"/>", "graph.garden\"/><EntitySet Name=\"all\" EntityType=\"graph.garden\"/>"), ROUTES.to_owned()),
            ("container", garden("", "").replace("Name=\"service\"", &format!("Name=\"{n}\"")), ROUTES.to_owned()),
        ];
        for (place, csdl, routes) in documents {
            let what: String = format!("{place} {name:?}").chars().take(80).collect();
            if error_or_rust(&what, &csdl, &small::openapi(&routes)) {
                accepted.push(what);
            }
        }
    }
    // What OData allows is not refused, apart from keys and arguments that hold nothing to name them by.
    for legal in ["_a", "type", "self", "Self", "a1", "_1", "mod", "core", "models", "Vec"] {
        for place in [
            "namespace",
            "type",
            "member",
            "navigation",
            "enum type",
            "enum member",
            "flag",
            "action",
            "action parameter",
            "function parameter",
            "key",
            "container",
        ] {
            assert!(accepted.contains(&format!("{place} {legal:?}")), "{place} {legal}");
        }
    }
    for refused in [
        "a\"b",
        "a{b}",
        "r#type",
        "a/b",
        "../x",
        "a\nb",
        "1a",
        "",
        "a b",
        "\u{43f}\u{43b}\u{430}\u{43d}\u{442}",
    ] {
        assert!(
            !accepted
                .iter()
                .any(|what| what.ends_with(&format!(" {refused:?}")) && !what.starts_with("container")),
            "{refused:?}"
        );
    }
}

#[test]
fn hostile_names_in_paths_are_errors_or_safe_rust() {
    // Small, for there are many documents.
    let csdl = garden(
        r#"<Property Name="settings" Type="graph.settings"/><NavigationProperty Name="plants" Type="Collection(graph.plant)"/>"#,
        r#"<ComplexType Name="settings"/><EntityType Name="plant"><Key><PropertyRef Name="id"/></Key><Property Name="id" Type="Edm.String"/></EntityType>
        <Function Name="near" IsBound="true"><Parameter Name="p" Type="graph.plant"/><Parameter Name="x" Type="Edm.String"/><ReturnType Type="Edm.String"/></Function>"#,
    );
    let quote = |text: &str| serde_json::Value::from(text).to_string();
    let mut accepted = 0;
    for name in hostile() {
        for (place, path, parameter) in [
            ("segment", format!("/garden/{name}"), None),
            ("first of two segments", format!("/garden/{name}/{name}"), None),
            (
                "deep segment",
                format!("/garden/settings/{name}/{name}/{name}/{name}"),
                None,
            ),
            ("root", format!("/{name}"), None),
            ("key", format!("/garden/plants/{{{name}}}"), Some(name.clone())),
            (
                "argument",
                format!("/garden/plants/{{p}}/near({name}={{x}})"),
                Some("x".to_owned()),
            ),
            (
                "placeholder",
                format!("/garden/plants/{{p}}/near(x={{{name}}})"),
                Some(name.clone()),
            ),
            (
                "unresolved function",
                format!("/garden/{name}({name}='{{x}}')"),
                Some("x".to_owned()),
            ),
            (
                "unresolved key",
                format!("/garden/unheard/{{{name}}}/more"),
                Some(name.clone()),
            ),
        ] {
            let mut parameters: Vec<String> = parameter.into_iter().collect();
            if path.contains("{p}") && !parameters.iter().any(|name| name == "p") {
                parameters.push("p".into());
            }
            let parameters: Vec<String> = parameters
                .iter()
                .map(|name| {
                    format!(
                        r#"{{"name": {}, "in": "path", "required": true, "schema": {{"type": "string"}}}}"#,
                        quote(name)
                    )
                })
                .collect();
            let text = format!(
                r#"{{"openapi": "3.0.4", "info": {{"title": "t", "version": "v"}}, "paths": {{{}: {{"parameters": [{}], "get": {{"responses": {{"204": {{"description": "d"}}}}}}}}}}}}"#,
                quote(&path),
                parameters.join(", ")
            );
            let what: String = format!("{place} {name:?}").chars().take(80).collect();
            accepted += usize::from(error_or_rust(&what, &csdl, &text));
        }
    }
    assert!(accepted > 200, "{accepted}");
}

#[test]
fn files_of_deep_paths_of_long_names_fit_a_file_system() {
    let long = "aB".repeat(64);
    let routes = format!(
        "GET /garden -> garden\nGET /garden/{long} -> garden\nGET /garden/{long}/{long}/{long}/{long}/x -> garden\nGET /garden/{long}/{long}/{long}/{long}/y -> plant\n"
    );
    let loaded = load(SERVICE, &routes).unwrap();
    emitted(&loaded).unwrap();
}

#[test]
fn a_hostile_text_of_ours_stays_in_its_comment() {
    let mut overlay = overlay();
    for hostile in ["*/ fn x() {} /*", "a\n} fn x() {", "\" ] fn x() {}", "\u{202e}"] {
        overlay
            .docs
            .types
            .insert("microsoft.graph.plant".into(), hostile.into());
        overlay
            .docs
            .types
            .insert("microsoft.graph.plant/name".into(), hostile.into());
        let loaded = load_with(SERVICE, small::ROUTES, &overlay, Memory::default()).unwrap();
        for (_, text) in emitted(&loaded).unwrap() {
            for item in syn::parse_file(&text).unwrap().items {
                assert!(!matches!(&item, syn::Item::Fn(_)), "{text}");
            }
        }
    }
}

#[test]
fn types_that_are_not_selected_may_be_wrong() {
    // A member of a type that nothing leads to may name what does not exist: the raw documents are of the whole
    // service.
    let document = csdl::read(
        "small.csdl",
        &with(r#"<ComplexType Name="a"><Property Name="b" Type="graph.ghost"/></ComplexType>"#),
    )
    .unwrap();
    let index = Index::new(&document).unwrap();
    let selection: Selection = overlay::parse("overlay/selection.yaml", SELECTION).unwrap();
    assert!(generator::resolve::select(&index, &selection, Version::V1_0).is_ok());
}

/// Reads a file's text and keeps nothing of it.
type Reader = fn(&str) -> Result<(), generator::error::Error>;

/// Every reader of a file that is not metadata itself, by the file's name.
fn readers() -> Vec<(&'static str, Reader)> {
    use generator::analysis::findings;
    use generator::clouds::file;
    use generator::normalize::provenance::Provenance;
    use generator::overlay::Overlay;
    use generator::permissions;
    use generator::snapshot::recognise;
    fn overlay_with(name: &str, text: &str) -> Result<(), generator::error::Error> {
        let read = |file: &str| Ok(Some(if file == name { text.to_owned() } else { "{}".to_owned() }));
        Overlay::load(read).map(drop)
    }
    vec![
        ("overlay/selection.yaml", |text| overlay_with("selection.yaml", text)),
        ("overlay/docs.yaml", |text| {
            overlay::parse::<overlay::Docs>("overlay/docs.yaml", text).map(drop)
        }),
        ("overlay/fixups.yaml", |text| {
            overlay::parse::<overlay::Fixups>("overlay/fixups.yaml", text).map(drop)
        }),
        ("overlay/members.yaml", |text| {
            overlay::parse::<overlay::Members>("overlay/members.yaml", text).map(drop)
        }),
        ("names.yaml", |text| Memory::read("names.yaml", text).map(drop)),
        ("findings.yaml", |text| findings::read("findings.yaml", text).map(drop)),
        ("provenance.yaml", |text| {
            Provenance::read("provenance.yaml", text).map(drop)
        }),
        ("permissions.yaml", |text| {
            permissions::read("permissions.yaml", text).map(drop)
        }),
        ("clouds.yaml", |text| file::read("clouds.yaml", text).map(drop)),
        ("permissions.json", |text| {
            permissions::read_published("permissions.json", text, &generator::openapi::Document::default()).map(drop)
        }),
        ("unknown.json", |text| {
            recognise(&Input::inline("unknown.json", text)).map(drop)
        }),
        ("deep.openapi.json", |text| {
            generator::openapi::read("deep.openapi.json", text).map(drop)
        }),
    ]
}

#[test]
fn no_depth_of_any_file_ends_the_process() {
    let levels = 20_000;
    let deep = |open: &str, close: &str| open.repeat(levels) + &close.repeat(levels);
    let texts = [
        deep("[", "]"),
        deep("{\"a\":", "}"),
        deep("{a: ", "}"),
        format!("{{\"permissions\": {}}}", deep("{\"a\": ", "}")),
        format!("{{\"openapi\": \"3.0.4\", \"x\": {}}}", deep("[", "]")),
        format!("missing: {}", deep("[", "]")),
        format!("missing: {}", deep("[ # ]\n ", "]")),
        format!("types: {}", deep("[!t ']]', ", "]")),
        format!("types: {}", deep("[&a ']]', ", "]")),
        "- ".repeat(levels),
        "? ".repeat(levels),
        (0..400)
            .map(|level| format!("{}missing:\n", " ".repeat(level)))
            .collect(),
        "missing: &a [*a]".to_owned(),
        "&a {*a: *a}".to_owned(),
    ];
    // Half of what a thread has by default. Unoptimized code needs a little more than a quarter.
    let small = std::thread::Builder::new().stack_size(1024 * 1024);
    let thread = small.spawn(move || {
        for (file, read) in readers() {
            for text in &texts {
                let start: String = text.chars().take(40).collect();
                let error = match read(text) {
                    Err(error) => error,
                    // What is passed over is passed over without a stack, however deep it is.
                    Ok(()) if matches!(file, "permissions.json" | "unknown.json") => continue,
                    Ok(()) => panic!("{file} takes {start:?}"),
                };
                assert_eq!(error.place().file, file, "{start:?}: {error}");
                assert!(
                    !error.message().is_empty() && !error.to_string().contains('\n'),
                    "{file}, {start:?}: {error}"
                );
            }
        }
    });
    thread.unwrap().join().unwrap();
}
