//! A small CSDL document and overlay, resolved: inheritance, annotations, action bodies, aliases.

use crate::small::{
    self, SERVICE, changed, garden, load, load_with, members, name, overlay, schema, service, structured,
};
use generator::model::{Deprecation, ItemType, Primitive, QName, QueryOption, Type, TypeRef};
use generator::naming::memory::Memory;

const ROUTES: &str = "GET /garden -> garden";

#[test]
fn members_of_base_types_come_first_each_level_sorted() {
    let loaded = service();
    assert_eq!(members(&loaded.api, "entity"), ["id"]);
    assert_eq!(
        members(&loaded.api, "plant"),
        [
            "id",
            "aliases",
            "bed",
            "createdDateTime",
            "keeper",
            "keepers",
            "name",
            "notes"
        ]
    );
    assert_eq!(
        members(&loaded.api, "oak"),
        [
            "id",
            "aliases",
            "bed",
            "createdDateTime",
            "keeper",
            "keepers",
            "name",
            "notes",
            "height",
            "acorns"
        ]
    );
    let oak = structured(&loaded.api, "oak");
    let declared: Vec<&str> = oak.members.iter().map(|member| member.declared_in.name()).collect();
    assert_eq!(
        declared,
        [
            "entity", "plant", "plant", "plant", "plant", "plant", "plant", "plant", "tree", "oak"
        ]
    );
}

#[test]
fn key_openness_and_stream_are_inherited_abstract_is_not() {
    let loaded = service();
    for (ty, open, is_abstract, stream, key) in [
        ("entity", false, true, false, "id"),
        ("plant", true, false, false, "id"),
        ("flower", true, true, false, "id"),
        ("oak", true, false, false, "id"),
        ("photo", false, false, true, "id"),
        ("bed", false, false, false, "number"),
    ] {
        let found = structured(&loaded.api, ty);
        assert_eq!(
            (found.open, found.is_abstract, found.has_stream),
            (open, is_abstract, stream),
            "{ty}"
        );
        assert_eq!(found.key, [key], "{ty}");
    }
    let with_stream = changed(
        r#"BaseType="graph.entity" HasStream="true""#,
        r#"BaseType="graph.entity""#,
    )
    .replace(
        r#"<EntityType Name="entity" Abstract="true">"#,
        r#"<EntityType Name="entity" Abstract="true" HasStream="true">"#,
    );
    assert!(structured(&load(&with_stream, ROUTES).unwrap().api, "oak").has_stream);
}

#[test]
fn derived_types_are_found_in_any_order_of_declaration() {
    let loaded = service();
    let derived = |ty: &str| {
        structured(&loaded.api, ty)
            .derived
            .iter()
            .map(QName::name)
            .collect::<Vec<_>>()
    };
    assert_eq!(derived("plant"), ["flower", "oak", "tree"]);
    assert_eq!(derived("tree"), ["oak"]);
    assert_eq!(derived("note"), ["datedNote"]);
    assert_eq!(derived("oak"), [] as [&str; 0]);
    // Nothing has the type `entity`: no value of it can be of a derived one.
    assert_eq!(derived("entity"), [] as [&str; 0]);

    // The types the other way round say the same.
    let start = SERVICE.find("  <EntityType Name=\"oak\"").unwrap();
    let end = SERVICE.find("  <EnumType Name=\"colour\"").unwrap();
    let mut blocks: Vec<String> = Vec::new();
    for line in SERVICE[start..end].lines() {
        if line.starts_with("  <EntityType") || line.starts_with("  <ComplexType") {
            blocks.push(String::new());
        }
        let block = blocks.last_mut().unwrap();
        block.push_str(line);
        block.push('\n');
    }
    blocks.reverse();
    let turned = format!("{}{}{}", &SERVICE[..start], blocks.concat(), &SERVICE[end..]);
    assert_ne!(turned, SERVICE);
    let other = load(&turned, small::ROUTES).unwrap();
    assert_eq!(other.api.types, loaded.api.types);
    assert_eq!(other.api.operations, loaded.api.operations);
    assert_eq!(other.surface.builders, loaded.surface.builders);
    assert_eq!(other.memory, loaded.memory);
}

#[test]
fn type_definitions_are_primitives_streams_are_no_members() {
    let loaded = service();
    let tree = structured(&loaded.api, "tree");
    let height = tree.members.iter().find(|member| member.name == "height").unwrap();
    assert_eq!(height.ty, TypeRef::one(ItemType::Primitive(Primitive::Double)));
    assert!(!loaded.api.types.contains_key(&name("metres")));
    assert!(!tree.members.iter().any(|member| member.name == "icon"));
    assert_eq!(tree.streams, ["icon"]);
}

#[test]
fn a_stream_by_way_of_a_type_definition_is_one_too() {
    let csdl = changed(
        r#"<Property Name="icon" Type="Edm.Stream" />"#,
        r#"<Property Name="icon" Type="graph.picture" />"#,
    )
    .replace(
        "  <EnumType Name=\"colour\"",
        "  <TypeDefinition Name=\"picture\" UnderlyingType=\"Edm.Stream\" />\n  <EnumType Name=\"colour\"",
    );
    let loaded = load(&csdl, ROUTES).unwrap();
    assert_eq!(structured(&loaded.api, "plant").streams, ["icon"]);
}

#[test]
fn boundary_types_keep_structural_members_and_lose_navigation() {
    let loaded = service();
    assert_eq!(members(&loaded.api, "person"), ["id", "mail"]);
    assert!(structured(&loaded.api, "person").boundary);
    assert!(!structured(&loaded.api, "plant").boundary);
    assert!(!loaded.api.types.contains_key(&name("stranger")));
    // Known as a derived type of directoryObject although nothing names it.
    let person_only = changed(
        r#"Type="Collection(graph.person)" />
    <NavigationProperty Name="keeper" Type="graph.person""#,
        r#"Type="Collection(graph.directoryObject)" />
    <NavigationProperty Name="keeper" Type="graph.directoryObject""#,
    );
    let loaded = load(&person_only, ROUTES).unwrap();
    assert_eq!(
        structured(&loaded.api, "directoryObject").derived,
        [name("person"), name("robot")]
    );
}

#[test]
fn nullability_and_navigation_are_as_declared() {
    let loaded = service();
    let plant = structured(&loaded.api, "plant");
    let member = |name: &str| plant.members.iter().find(|member| member.name == name).unwrap();
    for (name, nullable, navigation, contained) in [
        ("id", false, false, false),
        ("name", false, false, false),
        ("createdDateTime", true, false, false),
        ("bed", true, true, false),
        ("keeper", false, true, false),
    ] {
        let found = member(name);
        assert_eq!(
            (found.nullable, found.navigation, found.contained),
            (nullable, navigation, contained),
            "{name}"
        );
    }
    let beds = structured(&loaded.api, "garden")
        .members
        .iter()
        .find(|member| member.name == "beds")
        .unwrap();
    assert!(beds.contained && beds.ty.collection);
}

/// `Core.Revisions` with a revision of that kind.
fn revision(kind: &str, date: &str) -> String {
    format!(
        r#"<Annotation Term="Org.OData.Core.V1.Revisions"><Collection><Record>
        <PropertyValue Property="Date" Date="{date}"/><PropertyValue Property="Version" String="2030-01/x"/>
        <PropertyValue Property="Kind" EnumMember="Org.OData.Core.V1.RevisionKind/{kind}"/>
        <PropertyValue Property="RemovalDate" Date="2031-02-03"/><PropertyValue Property="Description" String="A sentence of others."/>
        </Record></Collection></Annotation>"#
    )
}

#[test]
fn deprecation_is_read_inline_and_by_target() {
    let expected = Deprecation {
        date: Some("2030-01-02".into()),
        removal_date: Some("2031-02-03".into()),
        version: Some("2030-01/x".into()),
    };
    let old = revision("Deprecated", "2030-01-02");
    let inline = changed(
        r#"<Property Name="width" Type="Edm.Int32" />"#,
        &format!(r#"<Property Name="width" Type="Edm.Int32">{old}</Property>"#),
    );
    let apart = changed(
        "  <Annotations Target",
        &format!(r#"<Annotations Target="graph.photo/width">{old}</Annotations><Annotations Target"#),
    );
    let full = changed(
        "  <Annotations Target",
        &format!(r#"<Annotations Target="microsoft.graph.photo/width">{old}</Annotations><Annotations Target"#),
    );
    for csdl in [inline, apart, full] {
        let loaded = load(&csdl, ROUTES).unwrap();
        let width = structured(&loaded.api, "photo")
            .members
            .iter()
            .find(|member| member.name == "width")
            .unwrap();
        assert_eq!(width.deprecated.as_ref(), Some(&expected));
    }
}

#[test]
fn only_the_last_revision_of_kind_deprecated_counts() {
    for (kinds, date) in [
        (vec![("Added", "2030-01-02")], None),
        (vec![("Modified", "2030-01-02")], None),
        (
            vec![("Added", "2032-01-02"), ("Deprecated", "2030-01-02")],
            Some("2030-01-02"),
        ),
    ] {
        let all: String = kinds
            .iter()
            .map(|(kind, date)| revision(kind, date))
            .collect::<String>()
            .replace(
                "</Collection></Annotation><Annotation Term=\"Org.OData.Core.V1.Revisions\"><Collection>",
                "",
            );
        let csdl = changed(
            r#"<Property Name="width" Type="Edm.Int32" />"#,
            &format!(r#"<Property Name="width" Type="Edm.Int32">{all}</Property>"#),
        );
        let loaded = load(&csdl, ROUTES).unwrap();
        let width = structured(&loaded.api, "photo")
            .members
            .iter()
            .find(|member| member.name == "width")
            .unwrap();
        assert_eq!(width.deprecated.as_ref().and_then(|old| old.date.as_deref()), date);
    }
}

#[test]
fn a_deprecated_type_deprecates_neither_members_nor_operations() {
    let csdl = changed(
        r#"<EntityType Name="plant" BaseType="graph.entity" OpenType="true">"#,
        &format!(
            r#"<EntityType Name="plant" BaseType="graph.entity" OpenType="true">{}"#,
            revision("Deprecated", "2030-01-02")
        ),
    );
    let loaded = load(&csdl, small::ROUTES).unwrap();
    let plant = structured(&loaded.api, "plant");
    assert!(plant.deprecated.is_some());
    assert!(plant.members.iter().all(|member| member.deprecated.is_none()));
    loaded.tree.walk(&mut |node| {
        assert!(
            node.operations.iter().all(|operation| !operation.deprecated),
            "{}",
            node.path
        )
    });
}

#[test]
fn a_deprecated_action_deprecates_its_operation() {
    let old = revision("Deprecated", "2030-01-02");
    let parameter = r#"<Action Name="rest" IsBound="true">"#;
    let inline = changed(parameter, &format!("{parameter}{old}"));
    let apart = changed(
        "  <Annotations Target",
        &format!(r#"<Annotations Target="graph.rest(microsoft.graph.plant)">{old}</Annotations><Annotations Target"#),
    );
    for csdl in [inline, apart] {
        let loaded = load(&csdl, small::ROUTES).unwrap();
        let call = small::call(&loaded.surface, "POST", "/garden/plants/{plant-id}/rest");
        assert_eq!(
            call.deprecated.as_ref().and_then(|old| old.date.as_deref()),
            Some("2030-01-02")
        );
        assert!(
            small::call(&loaded.surface, "POST", "/garden/plants/{plant-id}/water")
                .deprecated
                .is_none()
        );
    }
}

#[test]
fn read_only_secret_and_writable_follow_annotation_and_lists() {
    let computed = |value: &str| {
        changed(
            r#"<Property Name="width" Type="Edm.Int32" />"#,
            &format!(
                r#"<Property Name="width" Type="Edm.Int32"><Annotation Term="Org.OData.Core.V1.Computed" Bool="{value}"/></Property>"#
            ),
        )
    };
    let is_read_only = |csdl: &str, lists: &dyn Fn(&mut generator::overlay::MemberLists), ty: &str, member: &str| {
        let mut overlay = overlay();
        lists(&mut overlay.members.all);
        let loaded = load_with(csdl, ROUTES, &overlay, Memory::default()).unwrap();
        structured(&loaded.api, ty)
            .members
            .iter()
            .find(|other| other.name == member)
            .unwrap()
            .read_only
    };
    let none = |_: &mut generator::overlay::MemberLists| {};
    assert!(is_read_only(&computed("true"), &none, "photo", "width"));
    assert!(!is_read_only(&computed("false"), &none, "photo", "width"));
    assert!(!is_read_only(SERVICE, &none, "plant", "createdDateTime"));
    let everywhere = |lists: &mut generator::overlay::MemberLists| {
        lists.read_only_everywhere = vec!["createdDateTime".into(), "id".into(), "text".into()]
    };
    assert!(is_read_only(SERVICE, &everywhere, "plant", "createdDateTime"));
    assert!(is_read_only(SERVICE, &everywhere, "oak", "id"));
    // Only entity types: a complex value is sent whole.
    assert!(!is_read_only(SERVICE, &everywhere, "note", "text"));
    let except = |lists: &mut generator::overlay::MemberLists| {
        everywhere(lists);
        lists.writable = vec!["microsoft.graph.plant/createdDateTime".into()];
    };
    assert!(!is_read_only(SERVICE, &except, "plant", "createdDateTime"));
    assert!(is_read_only(SERVICE, &except, "plant", "id"));
    let one = |lists: &mut generator::overlay::MemberLists| lists.read_only = vec!["microsoft.graph.plant/name".into()];
    // The list names where a member is declared; derived types have it too.
    assert!(is_read_only(SERVICE, &one, "oak", "name"));
    let writable =
        |lists: &mut generator::overlay::MemberLists| lists.writable = vec!["microsoft.graph.photo/width".into()];
    assert!(!is_read_only(&computed("true"), &writable, "photo", "width"));

    let mut overlay = overlay();
    overlay.members.all.secret = vec![
        "microsoft.graph.person/mail".into(),
        "microsoft.graph.water/note".into(),
    ];
    let loaded = load_with(SERVICE, ROUTES, &overlay, Memory::default()).unwrap();
    let secrets: Vec<String> = loaded
        .api
        .types
        .values()
        .filter_map(|ty| if let Type::Structured(ty) = ty { Some(ty) } else { None })
        .flat_map(|ty| {
            ty.members
                .iter()
                .filter(|member| member.secret)
                .map(|member| format!("{}.{}", ty.name.name(), member.name))
        })
        .collect();
    assert_eq!(secrets, ["bed/water.note", "person.mail"]);
}

#[test]
fn equal_actions_share_a_body_and_others_have_their_own() {
    let loaded = service();
    let body = |ty: &str, action: &str| {
        let operation = loaded
            .api
            .operations
            .get(&name(ty))
            .unwrap()
            .iter()
            .find(|operation| operation.name.name() == action)
            .unwrap();
        operation.body.as_ref().map(ToString::to_string)
    };
    assert_eq!(body("plant", "water").as_deref(), Some("microsoft.graph.bed/water"));
    assert_eq!(body("bed", "water"), body("plant", "water"));
    assert_eq!(body("plant", "prune").as_deref(), Some("microsoft.graph.plant/prune"));
    assert_eq!(body("bed", "prune").as_deref(), Some("microsoft.graph.bed/prune"));
    assert_eq!(body("plant", "rest"), None);
    assert_eq!(body("plant", "feed").as_deref(), Some("microsoft.graph.sub.plant/feed"));
    let water = structured(&loaded.api, "bed/water");
    assert_eq!(
        water.body_of.iter().map(ToString::to_string).collect::<Vec<_>>(),
        [
            "microsoft.graph.water of microsoft.graph.bed",
            "microsoft.graph.water of microsoft.graph.plant"
        ]
    );
    assert_eq!(members(&loaded.api, "bed/water"), ["litres", "note"]);
    assert_eq!(
        water.members.iter().map(|member| member.nullable).collect::<Vec<_>>(),
        [false, true]
    );

    // Nullability is part of the shape.
    let other = changed(
        r#"<Parameter Name="bed" Type="graph.bed" />
    <Parameter Name="litres" Type="Edm.Int32" Nullable="false" />"#,
        r#"<Parameter Name="bed" Type="graph.bed" />
    <Parameter Name="litres" Type="Edm.Int32" />"#,
    );
    let other = load(&other, ROUTES).unwrap();
    assert!(other.api.types.contains_key(&name("bed/water")) && other.api.types.contains_key(&name("plant/water")));
}

#[test]
fn an_action_of_one_and_of_all_at_one_type_has_two_bodies() {
    let csdl = changed(
        "  <Function Name=\"mine\"",
        r#"<Action Name="prune" IsBound="true"><Parameter Name="plants" Type="Collection(graph.plant)"/><Parameter Name="all" Type="Edm.Boolean"/></Action><Function Name="mine""#,
    );
    let routes = format!(
        "{}POST /garden/plants/prune {{all:Edm.Boolean}} -> nothing\n",
        small::ROUTES
    );
    let loaded = load(&csdl, &routes).unwrap();
    assert_eq!(small::lines(&loaded.api.findings), [] as [&str; 0]);
    let bodies: Vec<&Vec<_>> = ["plant/prune", "plant/prune2"]
        .iter()
        .map(|body| &structured(&loaded.api, body).members)
        .collect();
    let mut names: Vec<&str> = bodies
        .iter()
        .flat_map(|members| members.iter().map(|member| member.name.as_str()))
        .collect();
    names.sort_unstable();
    assert_eq!(names, ["all", "tool"]);
    let rust = |body: &str| loaded.names.get(&name(body)).unwrap().rust.clone();
    assert_ne!(rust("plant/prune"), rust("plant/prune2"));
}

#[test]
fn overloads_and_optional_parameters_are_kept() {
    let loaded = service();
    let functions: Vec<String> = loaded
        .api
        .operations
        .get(&name("plant"))
        .unwrap()
        .iter()
        .filter(|operation| operation.function)
        .map(|operation| {
            let arguments: Vec<String> = operation
                .arguments
                .iter()
                .map(|argument| format!("{}{}", argument.name, if argument.optional { "?" } else { "" }))
                .collect();
            format!(
                "{}{}({}){}",
                if operation.on_collection { "all." } else { "" },
                operation.name.name(),
                arguments.join(","),
                if operation.composable { "." } else { "" }
            )
        })
        .collect();
    assert_eq!(
        functions,
        [
            "all.favourite().",
            "all.mine()",
            "near(x)",
            "near(x,y)",
            "all.ofColour(colour,row)",
            "weather(day,unit?)"
        ]
    );
}

#[test]
fn aliases_are_resolved_in_types_bases_and_targets() {
    let loaded = service();
    let ration = structured(&loaded.api, "sub.ration");
    assert_eq!(
        ration.members.last().unwrap().ty,
        TypeRef::one(ItemType::Structured(name("sub.ration")))
    );
    assert_eq!(structured(&loaded.api, "oak").base, Some(name("tree")));
    assert_eq!(structured(&loaded.api, "tree").base, Some(name("plant")));
    assert_eq!(
        loaded.api.alternate_keys.get(&name("bed")).unwrap(),
        &[vec![("code".to_owned(), "code".to_owned())]]
    );
    // The alias and the full name of everything say the same.
    let full = SERVICE
        .replace("\"graph.", "\"microsoft.graph.")
        .replace("(graph.", "(microsoft.graph.")
        .replace("\"self.", "\"microsoft.graph.sub.");
    assert_eq!(load(&full, small::ROUTES).unwrap().api.types, loaded.api.types);
}

#[test]
fn capabilities_are_by_target_and_allowed_if_one_allows() {
    let term =
        |name: &str, value: &str| format!(r#"<Annotation Term="Org.OData.Capabilities.V1.{name}" Bool="{value}"/>"#);
    let csdl = changed(
        "  <Annotations Target",
        &format!(
            r#"<Annotations Target="graph.plant">{}</Annotations><Annotations Target="graph.service/garden">{}</Annotations><Annotations Target"#,
            term("TopSupported", "false") + &term("SkipSupported", "false"),
            term("TopSupported", "false")
        ),
    )
    .replace(
        r#"<EntityType Name="plant" BaseType="graph.entity" OpenType="true">"#,
        &format!(r#"<EntityType Name="plant" BaseType="graph.entity" OpenType="true">{}<Annotation Term="Org.OData.Capabilities.V1.InsertRestrictions"><Record><PropertyValue Property="Insertable" Bool="false"/></Record></Annotation>"#, term("SkipSupported", "true")),
    );
    let loaded = load(&csdl, ROUTES).unwrap();
    let plant = loaded.api.capabilities.get("microsoft.graph.plant").unwrap();
    assert_eq!(plant.denied.iter().collect::<Vec<_>>(), [QueryOption::Top]);
    assert_eq!(plant.allowed.iter().collect::<Vec<_>>(), [QueryOption::Skip]);
    assert!(plant.no_insert && !plant.no_update);
    assert!(
        loaded
            .api
            .capabilities
            .get("microsoft.graph.service/garden")
            .unwrap()
            .denied
            .contains(QueryOption::Top)
    );
    assert!(!loaded.api.capabilities.contains_key("microsoft.graph.tree"));
}

#[test]
fn any_json_stays_untyped() {
    let csdl = garden(
        r#"<Property Name="any" Type="Edm.Untyped"/><Property Name="shape" Type="Edm.GeographyPoint"/>"#,
        "",
    );
    let loaded = load(&csdl, ROUTES).unwrap();
    assert!(
        structured(&loaded.api, "garden")
            .members
            .iter()
            .filter(|member| member.name != "id")
            .all(|member| member.ty == TypeRef::one(ItemType::Untyped))
    );
    let error = load(&garden(r#"<Property Name="any" Type="Edm.Text"/>"#, ""), ROUTES)
        .unwrap_err()
        .to_string();
    assert!(
        error.starts_with("small.csdl:4:") && error.contains("`Edm.Text` is no type of the Entity Data Model"),
        "{error}"
    );
    assert!(schema("").contains("garden"));
}
