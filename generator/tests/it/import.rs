//! From raw documents to `schemas/`: normal form, nothing of the authors' sentences, the same bytes twice.

mod clouds;

use std::path::Path;

use crate::small::{self, ROUTES, SELECTION, SERVICE, changed, lines};
use generator::error::ErrorKind;
use generator::input::Input;
use generator::model::{Cloud, Version};
use generator::naming::memory::Memory;
use generator::pipeline::{ImportRequest, Imported, import};
use generator::{csdl, openapi};

/// A `schemas/` folder with an overlay.
pub fn schemas() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let overlay = folder.path().join("overlay");
    std::fs::create_dir(&overlay).unwrap();
    for name in generator::overlay::FILES {
        std::fs::write(
            overlay.join(name),
            if name == "selection.yaml" { SELECTION } else { "{}" },
        )
        .unwrap();
    }
    std::fs::create_dir(overlay.join("supplement")).unwrap();
    std::fs::create_dir(overlay.join("docs")).unwrap();
    for version in Version::ALL {
        std::fs::write(overlay.join(generator::overlay::supplement_file(version)), NO_TYPES).unwrap();
    }
    folder
}

/// A supplement without types.
const NO_TYPES: &str = r#"<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices/></edmx:Edmx>"#;

pub fn request(csdl: Input, openapi: Input) -> ImportRequest {
    ImportRequest {
        version: Version::V1_0,
        csdl,
        openapi,
        permissions: None,
        clouds: Vec::new(),
        snapshot_date: Some("2030-01-02".into()),
    }
}

pub fn imported(schemas: &Path, csdl: &str, openapi: &str) -> Imported {
    import(
        schemas,
        &request(Input::inline("raw.csdl", csdl), Input::inline("raw.yaml", openapi)),
        &mut (),
    )
    .unwrap()
}

pub fn write(schemas: &Path, imported: &Imported) {
    for (path, text) in imported.files.iter() {
        let path = schemas.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
}

pub fn again(schemas: &Path) -> Imported {
    let read = |name: &str| Input::read(&schemas.join("v1.0").join(name)).unwrap();
    import(schemas, &request(read("metadata.csdl"), read("openapi.yaml")), &mut ()).unwrap()
}

pub fn text<'a>(imported: &'a Imported, name: &str) -> &'a str {
    imported
        .files
        .iter()
        .find(|(path, _)| path.ends_with(name))
        .map(|(_, text)| text.as_ref())
        .unwrap_or_else(|| panic!("{name}"))
}

#[test]
fn the_normal_form_is_read_and_says_the_same() {
    let folder = schemas();
    let made = imported(folder.path(), SERVICE, &small::openapi(ROUTES));
    assert_eq!(lines(&made.findings), [] as [&str; 0]);
    let paths: Vec<String> = made.files.keys().cloned().collect();
    assert_eq!(
        paths,
        [
            "v1.0/findings.yaml",
            "v1.0/metadata.csdl",
            "v1.0/names.yaml",
            "v1.0/openapi.yaml",
            "v1.0/permissions.yaml",
            "v1.0/provenance.yaml"
        ]
    );
    csdl::read("metadata.csdl", text(&made, "metadata.csdl")).unwrap();
    openapi::read("openapi.yaml", text(&made, "openapi.yaml")).unwrap();
    let raw = small::service();
    let normal = small::load_text(
        text(&made, "metadata.csdl"),
        text(&made, "openapi.yaml"),
        &small::overlay(),
        Default::default(),
    )
    .unwrap();
    assert_eq!(normal.api.types, raw.api.types);
    assert_eq!(normal.api.operations, raw.api.operations);
    assert_eq!(normal.surface.builders, raw.surface.builders);
    assert_eq!(lines(&normal.api.findings), [] as [&str; 0]);
}

#[test]
fn importing_the_normal_form_again_gives_the_same_bytes() {
    let folder = schemas();
    let made = imported(folder.path(), SERVICE, &small::openapi(ROUTES));
    assert_eq!(
        imported(folder.path(), SERVICE, &small::openapi(ROUTES)).files,
        made.files
    );
    write(folder.path(), &made);
    assert_eq!(again(folder.path()).files, made.files);
}

/// Aliases, and segments and keys that the CSDL does not know, are in the normal form as they were: it is read, and
/// says the same.
#[test]
fn the_normal_form_keeps_what_arguments_are() {
    for name in small::CASES {
        let Some((csdl, openapi)) = small::case(name) else {
            return;
        };
        let folder = schemas();
        let made = imported(folder.path(), &csdl, &openapi);
        write(folder.path(), &made);
        assert_eq!(again(folder.path()).files, made.files, "{name}");
        let from = |csdl: &str, openapi: &str| {
            let loaded = small::load_text(csdl, openapi, &small::overlay(), Memory::default()).unwrap();
            (small::rust(&loaded), small::emitted(&loaded).unwrap())
        };
        let raw = from(&csdl, &openapi);
        assert_eq!(
            from(text(&made, "metadata.csdl"), text(&made, "openapi.yaml")),
            raw,
            "{name}"
        );
    }
}

#[test]
fn the_order_of_the_raw_documents_has_no_effect() {
    let folder = schemas();
    let made = imported(folder.path(), SERVICE, &small::openapi(ROUTES));
    let mut routes: Vec<&str> = ROUTES.lines().collect();
    routes.reverse();
    let turned = imported(folder.path(), SERVICE, &small::openapi(&routes.join("\n")));
    for name in ["metadata.csdl", "openapi.yaml", "findings.yaml"] {
        assert_eq!(text(&turned, name), text(&made, name), "{name}");
    }
}

#[test]
fn what_is_not_selected_is_not_in_it() {
    let folder = schemas();
    let routes =
        format!("{ROUTES}GET /people -> [person]\nGET /people/{{person-id}} -> person\nGET /gardens -> [garden]\n");
    let made = imported(folder.path(), SERVICE, &small::openapi(&routes));
    let normal = openapi::read("openapi.yaml", text(&made, "openapi.yaml")).unwrap();
    assert!(
        normal
            .paths
            .keys()
            .all(|path| path == "/garden" || path.starts_with("/garden/")),
        "{:?}",
        normal.paths.keys()
    );
    assert_eq!(
        text(&made, "openapi.yaml"),
        text(
            &imported(folder.path(), SERVICE, &small::openapi(ROUTES)),
            "openapi.yaml"
        )
    );
    let csdl = text(&made, "metadata.csdl");
    for word in ["stranger", "unusedThing", "friends", "graph.tree\"", "Alias="] {
        assert_eq!(csdl.contains(word), word == "graph.tree\"", "{word}");
    }
    assert!(
        !csdl.contains("\"graph.") && !csdl.contains("\"self."),
        "names are in full"
    );
}

/// Puts a sentence that none of the outputs may have wherever one can stand.
fn with_sentences() -> (String, String) {
    let term = |name: &str| format!(r#"<Annotation Term="Org.OData.Core.V1.{name}" String="SENTENCE {name}"/>"#);
    let both = term("Description") + &term("LongDescription");
    let revision = r#"<Annotation Term="Org.OData.Core.V1.Revisions"><Collection><Record>
        <PropertyValue Property="Date" Date="2030-01-02"/><PropertyValue Property="Kind" EnumMember="Org.OData.Core.V1.RevisionKind/Deprecated"/>
        <PropertyValue Property="Description" String="SENTENCE revision"/></Record></Collection></Annotation>"#;
    let capability = r#"<Annotation Term="Org.OData.Capabilities.V1.InsertRestrictions"><Record><PropertyValue Property="Insertable" Bool="true"/>
        <PropertyValue Property="Description" String="SENTENCE insert"/><PropertyValue Property="LongDescription"><String>SENTENCE long</String></PropertyValue>
        <PropertyValue Property="QueryOptions"><Record><PropertyValue Property="LongDescription" String="SENTENCE inner"/><Annotation Term="Org.OData.Core.V1.Description" String="SENTENCE record"/></Record></PropertyValue>
        </Record></Annotation>"#;
    let mut csdl = SERVICE.to_owned();
    for element in [
        "EntityType Name=\"garden\" BaseType=\"graph.entity\"",
        "ComplexType Name=\"settings\"",
        "EnumType Name=\"colour\"",
        "Action Name=\"rest\" IsBound=\"true\"",
        "Function Name=\"mine\" IsBound=\"true\"",
        "EntityContainer Name=\"service\"",
    ] {
        let tag = format!("<{element}>");
        assert!(csdl.contains(&tag), "{tag}");
        csdl = csdl.replacen(&tag, &format!("{tag}{both}{revision}{capability}"), 1);
    }
    for element in [
        r#"Property Name="width" Type="Edm.Int32""#,
        r#"NavigationProperty Name="bed" Type="graph.bed""#,
        r#"Member Name="red" Value="0""#,
        r#"Parameter Name="tool" Type="Edm.String""#,
        r#"ReturnType Type="graph.settings""#,
        r#"Singleton Name="garden" Type="graph.garden""#,
        r#"EntitySet Name="people" EntityType="graph.person""#,
        r#"TypeDefinition Name="metres" UnderlyingType="Edm.Double""#,
    ] {
        let tag = format!("<{element} />");
        assert!(csdl.contains(&tag), "{tag}");
        let name = element.split(' ').next().unwrap();
        csdl = csdl.replacen(&tag, &format!("<{element}>{both}{revision}</{name}>"), 1);
    }
    let targets: String = [
        "graph.garden",
        "graph.garden/settings",
        "graph.colour/red",
        "graph.service/garden",
        "graph.rest(microsoft.graph.plant)",
        "graph.rest(microsoft.graph.plant)/plant",
        "graph.service",
    ]
    .iter()
    .map(|target| format!(r#"<Annotations Target="{target}" Qualifier="q">{both}{capability}</Annotations>"#))
    .collect();
    csdl = csdl.replacen("  <Annotations Target", &format!("{targets}<Annotations Target"), 1);

    let mut document: serde_json::Value = serde_json::from_str(&small::openapi(ROUTES)).unwrap();
    document["info"]["title"] = "SENTENCE title".into();
    document["info"]["description"] = "SENTENCE info".into();
    document["tags"] =
        serde_json::json!([{"name": "SENTENCE tag", "description": "SENTENCE tag", "x-ms-docs-toc-type": "page"}]);
    document["externalDocs"] = serde_json::json!({"url": "https://example.com", "description": "SENTENCE docs"});
    document["servers"] =
        serde_json::json!([{"url": "https://graph.microsoft.com/v1.0", "description": "SENTENCE server"}]);
    for item in document["paths"].as_object_mut().unwrap().values_mut() {
        item["description"] = "SENTENCE item".into();
        item["summary"] = "SENTENCE item".into();
        for (key, operation) in item.as_object_mut().unwrap() {
            if key == "parameters" {
                operation.as_array_mut().unwrap().iter_mut().for_each(sentence);
                continue;
            }
            let Some(operation) = operation.as_object_mut() else {
                continue;
            };
            for key in ["summary", "description", "operationId"] {
                operation.insert(key.into(), format!("SENTENCE {key}").into());
            }
            operation.insert("tags".into(), serde_json::json!(["SENTENCE tag"]));
            operation.insert(
                "externalDocs".into(),
                serde_json::json!({"url": "https://example.com", "description": "SENTENCE docs"}),
            );
            operation.insert("deprecated".into(), true.into());
            operation.insert("x-ms-deprecation".into(), serde_json::json!({"removalDate": "2031-01-01T00:00:00.0000000-00:00", "date": "2030-01-01T00:00:00.0000000-00:00", "version": "2030-01/x", "description": "SENTENCE deprecation"}));
            operation["parameters"]
                .as_array_mut()
                .unwrap()
                .iter_mut()
                .for_each(sentence);
            for response in operation["responses"].as_object_mut().unwrap().values_mut() {
                sentence(response);
            }
            if let Some(body) = operation.get_mut("requestBody") {
                sentence(body);
            }
        }
    }
    for schema in document["components"]["schemas"].as_object_mut().unwrap().values_mut() {
        sentence(schema);
        schema["title"] = "SENTENCE title".into();
    }
    (csdl, serde_json::to_string_pretty(&document).unwrap())
}

/// Descriptions at and below a value.
fn sentence(value: &mut serde_json::Value) {
    value["description"] = "SENTENCE value".into();
    if let Some(schema) = value.get_mut("schema") {
        schema["title"] = "SENTENCE title".into();
        if schema.get("$ref").is_none() {
            schema["description"] = "SENTENCE schema".into();
        }
    }
    if let Some(content) = value.get_mut("content").and_then(serde_json::Value::as_object_mut) {
        for media in content.values_mut() {
            if media["schema"].get("$ref").is_none() {
                media["schema"]["description"] = "SENTENCE schema".into();
                media["schema"]["title"] = "SENTENCE title".into();
                if let Some(properties) = media["schema"]
                    .get_mut("properties")
                    .and_then(serde_json::Value::as_object_mut)
                {
                    for property in properties
                        .values_mut()
                        .filter(|property| property.get("$ref").is_none())
                    {
                        property["description"] = "SENTENCE property".into();
                    }
                }
            }
        }
    }
}

#[test]
fn no_sentence_of_the_authors_survives() {
    let (csdl, openapi) = with_sentences();
    assert!(csdl.matches("SENTENCE").count() > 60 && openapi.matches("SENTENCE").count() > 500);
    let folder = schemas();
    let made = imported(folder.path(), &csdl, &openapi);
    for (path, text) in made.files.iter() {
        let text: &str = text.as_ref();
        if let Some(at) = text.find("SENTENCE") {
            panic!(
                "{path}: {}",
                text[at.saturating_sub(200)..].chars().take(300).collect::<String>()
            );
        }
    }
    // The facts beside them did.
    assert!(text(&made, "metadata.csdl").contains("2030-01-02"));
    assert!(text(&made, "metadata.csdl").contains("Insertable"));
    assert!(text(&made, "openapi.yaml").contains("2031-01-01"));
    write(folder.path(), &made);
    assert_eq!(again(folder.path()).files, made.files);
}

#[test]
fn the_provenance_has_names_sizes_and_digests_and_no_paths() {
    let folder = schemas();
    let raw = tempfile::tempdir().unwrap();
    std::fs::write(raw.path().join("raw.csdl"), SERVICE).unwrap();
    std::fs::write(raw.path().join("raw.yaml"), small::openapi(ROUTES)).unwrap();
    std::fs::write(raw.path().join("permissions.json"), r#"{"permissions": {"Garden.Read": {"pathSets": [{"methods": ["GET"], "paths": {"/garden": "least=Application"}}]}}}"#).unwrap();
    let mut request = request(
        Input::read(&raw.path().join("raw.csdl")).unwrap(),
        Input::read(&raw.path().join("raw.yaml")).unwrap(),
    );
    request.permissions = Some(Input::read(&raw.path().join("permissions.json")).unwrap());
    let made = import(folder.path(), &request, &mut ()).unwrap();
    let provenance = text(&made, "provenance.yaml");
    let read: serde_json::Value = generator::overlay::parse("provenance.yaml", provenance).unwrap();
    assert_eq!(read["snapshot_date"], "2030-01-02");
    let inputs = read["inputs"].as_array().unwrap();
    let named: Vec<String> = inputs
        .iter()
        .map(|input| {
            format!(
                "{} {} {}",
                input["kind"].as_str().unwrap(),
                input["file"].as_str().unwrap(),
                input["bytes"]
            )
        })
        .collect();
    assert_eq!(
        named,
        [
            format!("csdl raw.csdl {}", SERVICE.len()),
            format!("openapi raw.yaml {}", small::openapi(ROUTES).len()),
            "permissions permissions.json 113".to_owned()
        ]
    );
    use sha2::Digest as _;
    let digest: String = sha2::Sha256::digest(SERVICE.as_bytes())
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    assert_eq!(inputs[0]["sha256"], digest);
    assert!(!provenance.contains(raw.path().to_str().unwrap()) && !provenance.contains('\\'));
    assert!(text(&made, "permissions.yaml").contains("Garden.Read"));
}

#[test]
fn a_schemas_folder_carries_its_provenance_and_findings() {
    let folder = schemas();
    // A finding of every sort that only the raw documents show: a key that nobody knows, a member that the CSDL lacks.
    let mut document: serde_json::Value = serde_json::from_str(&small::openapi(ROUTES)).unwrap();
    document["components"]["schemas"]["microsoft.graph.photo"] =
        serde_json::json!({"type": "object", "properties": {"height": {"type": "integer", "format": "int32"}}});
    document["x-unheard-of"] = 1.into();
    let csdl = changed(
        r#"<Property Name="width" Type="Edm.Int32" />"#,
        r#"<Property Name="width" Type="Edm.Int32" Colour="red" />"#,
    );
    std::fs::write(
        folder.path().join("overlay/selection.yaml"),
        format!("{SELECTION}cuts:\n  - {{member: microsoft.graph.plant/notes, reason: far away}}\n"),
    )
    .unwrap();
    let made = imported(folder.path(), &csdl, &document.to_string());
    let found = lines(&made.findings);
    for (kind, words) in [
        ("unknown", "Colour"),
        ("unknown", "x-unheard-of"),
        ("schema-disagrees", "photo/height"),
        ("schema-disagrees", "photo/width"),
        ("member-cut", "plant/notes"),
    ] {
        assert!(
            found.iter().any(|line| line.starts_with(kind) && line.contains(words)),
            "{kind} {words}: {found:#?}"
        );
    }
    write(folder.path(), &made);
    let second = again(folder.path());
    assert_eq!(lines(&second.findings), found);
    assert_eq!(second.files, made.files);
}

#[test]
fn a_broken_overlay_is_named_with_line_and_column() {
    for (file, text, expected) in [
        ("selection.yaml", "roots: [garden\n", "overlay/selection.yaml:2:"),
        (
            "selection.yaml",
            "roots: [garden]\nboundary: {base: a.b, types: []}\nnamespace: []\n",
            "overlay/selection.yaml:3:1: ",
        ),
        (
            "selection.yaml",
            "namespaces: []\n",
            "overlay/selection.yaml:1:1: missing field `roots`",
        ),
        (
            "members.yaml",
            "all:\n  secret: []\n  readonly: []\n",
            "overlay/members.yaml:3:3: ",
        ),
        (
            "fixups.yaml",
            "fixups:\n  - at: a.b/c\n    change: {colour: red}\n    reason: r\n",
            "overlay/fixups.yaml:3:",
        ),
        (
            "fixups.yaml",
            "fixups:\n  - at: a.b/c\n    change: !type Edm.String\n",
            "overlay/fixups.yaml:2:",
        ),
        ("case.yaml", "exceptions: [a]\n", "overlay/case.yaml:1:13: "),
        ("docs.yaml", "types:\n  a.b: [x]\n", "overlay/docs.yaml:2:8: "),
        ("docs/a.yaml", "types:\n  a.b: [x]\n", "overlay/docs/a.yaml:2:8: "),
        ("supplement/v1.0.csdl", "<a>\n</b>", "overlay/supplement/v1.0.csdl:2:"),
    ] {
        let folder = schemas();
        std::fs::write(folder.path().join("overlay").join(file), text).unwrap();
        let error = import(
            folder.path(),
            &request(
                Input::inline("raw.csdl", SERVICE),
                Input::inline("raw.yaml", &small::openapi(ROUTES)),
            ),
            &mut (),
        )
        .unwrap_err()
        .to_string();
        assert!(error.starts_with(expected), "{file} {text:?}: {error}");
    }
    let folder = schemas();
    std::fs::remove_file(folder.path().join("overlay/case.yaml")).unwrap();
    let error = import(
        folder.path(),
        &request(
            Input::inline("raw.csdl", SERVICE),
            Input::inline("raw.yaml", &small::openapi(ROUTES)),
        ),
        &mut (),
    )
    .unwrap_err()
    .to_string();
    assert!(error.starts_with("overlay/case.yaml: is not there"), "{error}");
}

#[test]
fn an_unused_overlay_entry_is_a_finding() {
    let folder = schemas();
    std::fs::write(folder.path().join("overlay/members.yaml"), "all:\n  read_only: [microsoft.graph.plant/nothing, microsoft.graph.plant/name]\nv1.0:\n  secret: [microsoft.graph.water/note, microsoft.graph.water/notes]\n").unwrap();
    std::fs::write(
        folder.path().join("overlay/fixups.yaml"),
        "fixups:\n  - at: microsoft.graph.plant/ghost\n    change: !nullable true\n    reason: r\n",
    )
    .unwrap();
    let made = imported(folder.path(), SERVICE, &small::openapi(ROUTES));
    assert_eq!(
        lines(&made.findings),
        [
            "overlay-unused  microsoft.graph.plant/ghost: fixups.yaml: no such member",
            "overlay-unused  microsoft.graph.plant/nothing: members.yaml lists it as read_only and it is not there",
            "overlay-unused  microsoft.graph.water/notes: members.yaml lists it as secret and it is not there",
        ]
    );
}
