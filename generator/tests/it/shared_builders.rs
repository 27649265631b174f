//! Builders of a small service: equal subtrees share one, names of builders and methods follow their rules and stay.

use std::collections::BTreeMap;
use std::path::Path;

use crate::small::{self, ROUTES, SERVICE, builder, changed, load, load_with, overlay, rust, schema, service};
use generator::analysis::Analysis;
use generator::model::{ItemType, Version};
use generator::naming::memory::Memory;
use generator::rust_api::Step;
use generator::schemas;

/// A service of collections `a`, `b` and `c` of one type, each item with a collection `parts`.
fn collections() -> String {
    schema(
        r#"<EntityType Name="garden"><Key><PropertyRef Name="id"/></Key><Property Name="id" Type="Edm.String"/>
<NavigationProperty Name="a" Type="Collection(graph.plant)" ContainsTarget="true"/>
<NavigationProperty Name="b" Type="Collection(graph.plant)" ContainsTarget="true"/>
<NavigationProperty Name="c" Type="Collection(graph.plant)" ContainsTarget="true"/></EntityType>
<EntityType Name="plant"><Key><PropertyRef Name="id"/></Key><Property Name="id" Type="Edm.String"/>
<NavigationProperty Name="parts" Type="Collection(graph.part)" ContainsTarget="true"/></EntityType>
<EntityType Name="part"><Key><PropertyRef Name="id"/></Key><Property Name="id" Type="Edm.String"/></EntityType>
<Action Name="rest" IsBound="true"><Parameter Name="p" Type="graph.plant"/></Action>
<Action Name="join" IsBound="true"><Parameter Name="p" Type="graph.part"/></Action>"#,
    )
}

fn of(collection: &str) -> String {
    format!(
        "GET /garden/{collection} -> [plant]\nGET /garden/{collection}/{{plant-id}} -> plant\nGET /garden/{collection}/{{plant-id}}/parts -> [part]\nGET /garden/{collection}/{{plant-id}}/parts/{{part-id}} -> part\n"
    )
}

fn names(loaded: &Analysis) -> BTreeMap<String, String> {
    let places = loaded
        .surface
        .builders
        .iter()
        .flat_map(|builder| builder.places.iter().map(|place| (place.clone(), builder.name.clone())));
    places.collect()
}

#[test]
fn equal_subtrees_share_one_builder() {
    let loaded = load(
        &collections(),
        &format!("GET /garden -> garden\n{}{}", of("a"), of("b")),
    )
    .unwrap();
    let a = builder(&loaded.surface, "/garden/a");
    assert_eq!(a.places, ["/garden/a", "/garden/b"]);
    assert_eq!(loaded.surface.builders.len(), 5);
    assert_eq!(
        builder(&loaded.surface, "/garden/b/{plant-id}/parts/{part-id}")
            .places
            .len(),
        2
    );
    // Each place is shown where it differs, and every URL has its own expression.
    assert_eq!(
        a.calls[0]
            .places
            .iter()
            .map(|place| place.path.as_str())
            .collect::<Vec<_>>(),
        ["/garden/a", "/garden/b"]
    );
    let rust = rust(&loaded);
    assert_eq!(rust.len(), 9);
    assert!(
        rust.contains(
            &"GET /garden/b/{plant-id}/parts/{part-id} = client.garden().b().by_id(id).parts().by_id(id).get()"
                .to_owned()
        ),
        "{rust:#?}"
    );
}

#[test]
fn what_differs_in_one_operation_is_not_shared() {
    let base = format!("GET /garden -> garden\n{}{}", of("a"), of("b"));
    for (from, to) in [
        ("GET /garden/b -> [plant]", "GET /garden/b -> [plant] ? $top"),
        (
            "GET /garden/b -> [plant]",
            "GET /garden/b -> [plant]\nPOST /garden/b plant -> plant",
        ),
        (
            "GET /garden/b -> [plant]",
            "GET /garden/b -> [plant]\nGET /garden/b/$count -> count",
        ),
        ("GET /garden/b/{plant-id}/parts -> [part]\n", ""),
    ] {
        let loaded = load(&collections(), &base.replacen(from, to, 1)).unwrap();
        assert_eq!(builder(&loaded.surface, "/garden/a").places, ["/garden/a"], "{to}");
        // What is below and still equal is shared still.
        assert_eq!(
            builder(&loaded.surface, "/garden/a/{plant-id}/parts/{part-id}")
                .places
                .len(),
            2,
            "{to}"
        );
    }
}

#[test]
fn a_split_builder_keeps_its_name_at_the_remembered_path() {
    let base = format!("GET /garden -> garden\n{}{}{}", of("b"), of("c"), "");
    let before = load(&collections(), &base).unwrap();
    let old = names(&before);
    assert_eq!(old["/garden/b"], old["/garden/c"]);
    assert_eq!(old["/garden/b"], "PlantCollectionBuilder");

    // The place at which it was first seen changes: the name goes with the path, the others get a new one.
    let split = format!("{base}POST /garden/b plant -> plant\n");
    let after = load_with(&collections(), &split, &overlay(), before.memory.clone()).unwrap();
    let new = names(&after);
    assert_eq!(new["/garden/b"], "PlantCollectionBuilder");
    assert_eq!(new["/garden/c"], "PlantCollectionOfGardenBuilder");
    assert_eq!(new["/garden/b/{plant-id}"], old["/garden/b/{plant-id}"]);

    // Back again: two remembered names meet in one shape, and the shortest path's wins.
    let merged = load_with(&collections(), &base, &overlay(), after.memory.clone()).unwrap();
    assert_eq!(names(&merged), old);
    assert_eq!(merged.memory, after.memory);
}

#[test]
fn a_shorter_path_of_the_same_shape_takes_no_name_away() {
    let long = format!("GET /garden -> garden\n{}", of("c"));
    let before = load(&collections(), &long).unwrap();
    let after = load_with(
        &collections(),
        &format!("{long}{}", of("a")),
        &overlay(),
        before.memory.clone(),
    )
    .unwrap();
    assert_eq!(names(&after)["/garden/a"], "PlantCollectionBuilder");
    assert_eq!(names(&after)["/garden/a"], names(&before)["/garden/c"]);
}

#[test]
fn builders_are_named_for_the_type_that_they_lead_to() {
    let names = names(&service());
    for (place, name) in [
        ("/garden", "GardenBuilder"),
        ("/garden/plants", "PlantCollectionBuilder"),
        ("/garden/plants/{plant-id}", "PlantBuilder"),
        ("/garden/plants/{plant-id}/keeper", "PersonBuilder"),
        ("/garden/plants/{plant-id}/keepers", "PersonCollectionBuilder"),
        ("/garden/plants/{plant-id}/keepers/{person-id}", "PersonOfPlantBuilder"),
        ("/garden/plants/{plant-id}/keepers/$ref", "ReferenceCollectionBuilder"),
        (
            "/garden/plants/{plant-id}/keepers/{person-id}/$ref",
            "ReferenceOfPersonBuilder",
        ),
        ("/garden/plants/{plant-id}/keeper/$ref", "ReferenceBuilder"),
        ("/garden/photo/$value", "ContentBuilder"),
        ("/garden/plants/{plant-id}/icon", "ContentOfPlantBuilder"),
        ("/garden/beds/(code='{code}')", "BedByCodeBuilder"),
        ("/garden/plants/favourite()", "PlantOfGardenBuilder"),
        ("/garden/plants/{plant-id}/microsoft.graph.oak", "OakBuilder"),
    ] {
        let place = place.replace("beds/(", "beds(");
        assert_eq!(names.get(&place).map(String::as_str), Some(name), "{place}: {names:#?}");
    }
    let mut unique: Vec<String> = service()
        .surface
        .builders
        .iter()
        .map(|builder| builder.name.clone())
        .collect();
    let all = unique.len();
    unique.sort();
    unique.dedup();
    assert_eq!(unique.len(), all);
}

/// A builder's name begins with the type of what each step leads to, or is one that fits every type.
#[test]
fn no_step_of_both_versions_leads_to_a_builder_of_another_name() {
    let schemas = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("schemas");
    for (version, shared) in [(Version::V1_0, 93), (Version::Beta, 139)] {
        let loaded = schemas::load(&schemas, version, &mut ()).unwrap();
        let surface = &loaded.surface;
        let of_several = surface.builders.iter().filter(|builder| builder.places.len() > 1);
        assert_eq!(of_several.count(), shared, "{version}: builders of several places");
        let steps: Vec<(&str, &Step)> = surface
            .builders
            .iter()
            .flat_map(|builder| builder.steps.iter().map(|step| (builder.name.as_str(), step)))
            .chain(surface.roots.iter().map(|root| ("client", root)))
            .collect();
        assert!(steps.len() > 270, "{version}: {}", steps.len());
        for (from, step) in steps {
            let ty = match step.subject.as_ref().map(|subject| &subject.item) {
                Some(ItemType::Structured(name)) => loaded.names.get(name).unwrap().rust.as_str(),
                _ => "none",
            };
            let to = step.to.strip_prefix("Related").unwrap_or(&step.to);
            let starts = [ty, "Reference", "Resource", "Content"];
            assert!(
                starts.iter().any(|start| to.starts_with(start)),
                "{version}: {from}::{}() leads to {}, a {ty}",
                step.method,
                step.to
            );
        }
    }
}

/// A garden whose members and operations have these names: properties, actions of the garden, functions of it with
/// their argument's names.
fn named(properties: &[&str], actions: &[&str], functions: &[(&str, &[&str])]) -> (String, String) {
    let mut csdl = String::from(
        r#"<EntityType Name="garden"><Key><PropertyRef Name="id"/></Key><Property Name="id" Type="Edm.String"/>"#,
    );
    let mut routes = String::from("GET /garden -> garden\nPATCH /garden garden -> garden\nDELETE /garden -> nothing\n");
    for property in properties {
        csdl.push_str(&format!(r#"<NavigationProperty Name="{property}" Type="graph.part"/>"#));
        routes.push_str(&format!("GET /garden/{property} -> part\n"));
    }
    csdl.push_str(r#"</EntityType><EntityType Name="part"><Key><PropertyRef Name="id"/></Key><Property Name="id" Type="Edm.String"/></EntityType>"#);
    for action in actions {
        csdl.push_str(&format!(
            r#"<Action Name="{action}" IsBound="true"><Parameter Name="g" Type="graph.garden"/></Action>"#
        ));
        routes.push_str(&format!("POST /garden/microsoft.graph.{action} -> nothing\n"));
    }
    for (function, arguments) in functions {
        let declared: String = arguments
            .iter()
            .map(|argument| format!(r#"<Parameter Name="{argument}" Type="Edm.Int32"/>"#))
            .collect();
        csdl.push_str(&format!(r#"<Function Name="{function}" IsBound="true"><Parameter Name="g" Type="graph.garden"/>{declared}<ReturnType Type="graph.part"/></Function>"#));
        let given: Vec<String> = arguments
            .iter()
            .map(|argument| format!("{argument}={{{argument}:Edm.Int32}}"))
            .collect();
        routes.push_str(&format!("GET /garden/{function}({}) -> part\n", given.join(",")));
    }
    (schema(&csdl), routes)
}

fn methods(loaded: &Analysis) -> Vec<String> {
    let garden = builder(&loaded.surface, "/garden");
    let mut methods: Vec<String> = garden
        .calls
        .iter()
        .map(|call| call.method.clone())
        .chain(garden.steps.iter().map(|step| step.method.clone()))
        .collect();
    methods.sort();
    methods
}

#[test]
fn methods_avoid_reserved_words_and_the_builders_own() {
    let (csdl, routes) = named(
        &[
            "type",
            "self",
            "get",
            "update",
            "delete",
            "count",
            "clone",
            "content",
            "reference",
            "byNumber",
            "at",
        ],
        &[],
        &[],
    );
    let loaded = load(&csdl, &routes).unwrap();
    assert_eq!(
        methods(&loaded),
        [
            "at_property",
            "by_number_property",
            "clone_property",
            "content_property",
            "count_property",
            "delete",
            "delete_property",
            "get",
            "get_property",
            "r#type",
            "reference_property",
            "self_",
            "update",
            "update_property"
        ]
    );
    small::emitted(&loaded).unwrap();
}

#[test]
fn members_and_operations_of_one_name_have_two_methods() {
    let (csdl, routes) = named(&["tend"], &["tend"], &[("tend", &[])]);
    // All three; the property's path is written as such, the action's by its full name.
    let loaded = load(&csdl, &routes).unwrap();
    assert_eq!(small::lines(&loaded.api.findings), [] as [&str; 0]);
    let found = methods(&loaded);
    assert_eq!(found.len(), 6, "{found:?}");
    let mut unique = found.clone();
    unique.dedup();
    assert_eq!(unique, found);
    assert!(found.contains(&"tend".to_owned()), "{found:?}");
    small::emitted(&loaded).unwrap();
}

#[test]
fn of_overloads_the_shortest_keeps_the_bare_name() {
    let (csdl, routes) = named(
        &[],
        &[],
        &[("near", &["x", "y", "z"]), ("near", &["x"]), ("near", &["x", "y"])],
    );
    let found = methods(&load(&csdl, &routes).unwrap());
    assert_eq!(
        found,
        [
            "delete",
            "get",
            "near",
            "near_by_x_and_y",
            "near_by_x_and_y_and_z",
            "update"
        ]
    );
    // One that comes later and is shorter does not take the name away.
    let (csdl, routes) = named(&[], &[], &[("near", &["x", "y"])]);
    let before = load(&csdl, &routes).unwrap();
    assert_eq!(methods(&before), ["delete", "get", "near", "update"]);
    let (csdl, routes) = named(&[], &[], &[("near", &["x", "y"]), ("near", &["x"])]);
    let after = load_with(&csdl, &routes, &overlay(), before.memory).unwrap();
    assert_eq!(methods(&after), ["delete", "get", "near", "near_by_x", "update"]);
    assert!(rust(&after).contains(&"GET /garden/near(x={x},y={y}) = client.garden().near(x, y)".to_owned()));
}

#[test]
fn remembered_names_win() {
    let mut memory = Memory::default();
    memory.segments.insert("plants".into(), "all_plants".into());
    memory.builders.insert("/garden/plants".into(), "EveryPlant".into());
    let loaded = load_with(SERVICE, ROUTES, &overlay(), memory).unwrap();
    assert_eq!(builder(&loaded.surface, "/garden/plants").name, "EveryPlant");
    assert!(rust(&loaded).contains(&"GET /garden/plants = client.garden().all_plants().list()".to_owned()));
    assert_eq!(loaded.memory.segments["plants"], "all_plants");
}

/// Every name that a user's program can hold: by place or wire name, the Rust name.
fn public_names(loaded: &Analysis) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    for (name, rust) in &loaded.names.types {
        all.insert(format!("type {name}"), format!("{:?} {}", rust.module, rust.rust));
        if let Some(any) = &rust.any {
            all.insert(format!("any {name}"), any.clone());
        }
        for (member, ident) in &rust.members {
            all.insert(format!("member {name}/{member}"), ident.clone());
        }
        for (variant, ident) in &rust.variants {
            all.insert(format!("variant {name}/{variant}"), ident.clone());
        }
    }
    for line in rust(loaded) {
        let (operation, expression) = line.split_once(" = ").unwrap();
        all.insert(operation.to_owned(), expression.to_owned());
    }
    for builder in &loaded.surface.builders {
        for place in &builder.places {
            all.insert(format!("builder {place}"), builder.name.clone());
        }
    }
    all
}

#[test]
fn nothing_is_renamed_when_something_is_added() {
    let member = |ty: &str, name: &str| {
        let (open, rest) = SERVICE.split_once(&format!("Type Name=\"{ty}\"")).unwrap();
        let (head, rest) = rest.split_once('>').unwrap();
        (
            format!("{open}Type Name=\"{ty}\"{head}><Property Name=\"{name}\" Type=\"Edm.String\" />{rest}"),
            String::new(),
        )
    };
    let ty = |text: &str, route: &str| {
        (
            changed("  <Action Name=\"water\"", &format!("{text}\n  <Action Name=\"water\"")),
            route.to_owned(),
        )
    };
    let action = |binding: &str, name: &str, more: &str, route: &str| {
        ty(
            &format!(r#"<Action Name="{name}" IsBound="true"><Parameter Name="it" Type="{binding}"/>{more}</Action>"#),
            route,
        )
    };
    let mut additions: Vec<(String, String)> = vec![
        // Members that collide with those of base and derived types, or differ in case.
        member("entity", "Name"),
        member("entity", "createdDatetime"),
        member("plant", "Aliases"),
        member("oak", "CreatedDateTime"),
        member("settings", "Zone"),
        // Types that sort first and have the name of another.
        ty(
            r#"<ComplexType Name="Settings"><Property Name="a" Type="Edm.String"/></ComplexType>"#,
            "",
        ),
        ty(r#"<EntityType Name="Tree" BaseType="graph.plant"/>"#, ""),
        ty(r#"<EntityType Name="acorn" BaseType="graph.tree"/>"#, ""),
        ty(r#"<EntityType Name="anyPlant" BaseType="graph.plant"/>"#, ""),
        ty(r#"<EntityType Name="waterRequest" BaseType="graph.plant"/>"#, ""),
        (
            changed(
                r#"<Member Name="red" Value="0" />"#,
                r#"<Member Name="Red" Value="-1" /><Member Name="red" Value="0" />"#,
            ),
            String::new(),
        ),
        // Actions with the names of others.
        action(
            "graph.bed",
            "Water",
            "",
            "POST /garden/beds/{bed-number:Edm.Int32}/Water -> nothing\n",
        ),
        action(
            "graph.garden",
            "water",
            r#"<Parameter Name="a" Type="Edm.String"/>"#,
            "POST /garden/water {a:Edm.String} -> nothing\n",
        ),
        action(
            "graph.entity",
            "water",
            r#"<Parameter Name="litres" Type="Edm.Int32" Nullable="false"/><Parameter Name="note" Type="Edm.String"/>"#,
            "",
        ),
        action(
            "graph.photo",
            "prune",
            r#"<Parameter Name="all" Type="Edm.String"/>"#,
            "POST /garden/photo/prune {all:Edm.String} -> nothing\n",
        ),
        action(
            "graph.plant",
            "Rest",
            "",
            "POST /garden/plants/{plant-id}/Rest -> nothing\n",
        ),
    ];
    // Routes alone.
    for route in [
        "DELETE /garden -> nothing",
        "DELETE /garden/photo -> nothing",
        "GET /garden/beds/{bed-number:Edm.Int32}/plants -> [plant]",
        "GET /garden/beds/{bed-number:Edm.Int32}/plants/{plant-id} -> plant",
        "POST /garden/plants/{plant-id}/bed/water {litres:Edm.Int32,note:Edm.String} -> nothing",
        "GET /garden/plants/favourite()/bed -> bed",
        "GET /garden/plants/{plant-id}/notes -> [note]",
        "GET /garden/plants/{plant-id}/Bed -> bed",
        "GET /garden/Plants -> [plant]",
        "GET /garden/a -> plant",
        "GET /garden/plants/mine()/$count -> count",
        "GET /garden/plants/graph.oak -> [oak]",
    ] {
        additions.push((SERVICE.to_owned(), format!("{route}\n")));
    }
    let before = service();
    let old = public_names(&before);
    for (position, (csdl, route)) in additions.iter().enumerate() {
        let added = format!("{position}: {route}");
        let after = load_with(csdl, &format!("{ROUTES}{route}"), &overlay(), before.memory.clone())
            .unwrap_or_else(|error| panic!("{added}: {error}"));
        let new = public_names(&after);
        for (what, rust) in &old {
            // A builder is split where the addition is below one of its places: its first place keeps the name.
            let Some(now) = new.get(what) else { continue };
            if what.starts_with("builder ")
                && before
                    .surface
                    .builders
                    .iter()
                    .any(|builder| builder.name == *rust && builder.places.len() > 1)
            {
                continue;
            }
            // What gets something below it is no call any more, but a step: the method keeps its name.
            if what.ends_with("mine()") && route.contains("mine()/") {
                assert_eq!(now, &format!("{rust}.get()"));
                continue;
            }
            assert_eq!(now, rust, "{added}: {what}");
        }
        for (list, remembered) in [
            (&before.memory.types, &after.memory.types),
            (&before.memory.members, &after.memory.members),
            (&before.memory.builders, &after.memory.builders),
            (&before.memory.segments, &after.memory.segments),
        ] {
            for (key, name) in list {
                assert_eq!(remembered.get(key), Some(name), "{added}");
            }
        }
        small::emitted(&after).unwrap_or_else(|error| panic!("{added}: {error}"));
    }
}

#[test]
fn the_order_of_additions_has_no_effect_on_what_was_there() {
    // Everything at once without memory, and the same with the memory of itself.
    let once = service();
    let again = load_with(SERVICE, ROUTES, &overlay(), once.memory.clone()).unwrap();
    assert_eq!(again.memory, once.memory);
    assert_eq!(again.surface.builders, once.surface.builders);
    assert_eq!(again.names, once.names);
}
