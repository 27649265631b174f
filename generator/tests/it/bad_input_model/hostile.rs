//! Hostile names everywhere, and depth: an error that names the place, or safe Rust.

use super::*;

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
        "GraphClient",
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
        let written = overlay::quoted(hostile);
        let text = format!("types:\n  microsoft.graph.plant: {written}\n  microsoft.graph.plant/name: {written}\n");
        overlay.docs = overlay::Docs::read([("overlay/docs/a.yaml", text.as_str())]).unwrap();
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
        Overlay::load(read, |_| Ok(Vec::new())).map(drop)
    }
    vec![
        ("overlay/selection.yaml", |text| overlay_with("selection.yaml", text)),
        ("overlay/docs/a.yaml", |text| {
            overlay::Docs::read([("overlay/docs/a.yaml", text)]).map(drop)
        }),
        ("overlay/fixups.yaml", |text| {
            overlay::parse::<overlay::Fixups>("overlay/fixups.yaml", text).map(drop)
        }),
        ("overlay/members.yaml", |text| {
            overlay::parse::<overlay::Members>("overlay/members.yaml", text).map(drop)
        }),
        ("overlay/roles.yaml", |text| {
            overlay::parse::<overlay::RoleEntries>("overlay/roles.yaml", text).map(drop)
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
