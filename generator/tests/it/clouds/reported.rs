//! Where it is reported what a cloud lacks: docs, rows and lookups.

use super::*;

/// Every item whose comment says something of clouds: file, what it says, and the item's first line.
fn reported(files: &[(String, String)]) -> Vec<String> {
    let mut reported = Vec::new();
    for (path, text) in files {
        let lines: Vec<&str> = text.lines().map(str::trim).collect();
        for (at, line) in lines.iter().enumerate() {
            if let Some((_, said)) = line.split_once("Not available in") {
                let mut rest = lines[at + 1..].iter();
                let item = rest.find(|line| !line.starts_with(['/', '#'])).unwrap();
                let item = item.split(['{', '(', ':', ',']).next().unwrap().trim();
                reported.push(format!("{path} {item}{said}"));
            }
        }
    }
    reported
}

#[test]
fn docs_say_it_where_it_matters() {
    let china = without(&[
        NOTES,
        CLIMB,
        PRUNE_PLANT,
        ("<Member Name=\"blue\"", "/>"),
        ("<EntityType Name=\"photo\"", "</EntityType>"),
        ("<NavigationProperty Name=\"photo\"", "/>"),
        ("<EnumType Name=\"season\"", "</EnumType>"),
        ("<Property Name=\"season\"", "/>"),
        WATER_NOTE,
    ]);
    let us_government = without(&[CLIMB, NOTES, ("<Function Name=\"favourite\"", "</Function>")]);
    let loaded = known(&china, &us_government);
    let files = emitted(&loaded).unwrap();
    // Members of a missing type do not repeat it; the body of `water` is for beds too, so its `note` is there.
    assert_eq!(
        reported(&files),
        [
            "builders/content.rs pub fn delete the China cloud.",
            "builders/content.rs pub fn get the China cloud.",
            "builders/content.rs pub fn replace the China cloud.",
            "builders/garden.rs pub fn photo the China cloud.",
            "builders/oak.rs pub fn climb the China cloud and the US Government clouds.",
            "builders/person.rs pub fn list the US Government clouds.",
            "builders/photo.rs pub fn content the China cloud.",
            "builders/photo.rs pub fn get the China cloud.",
            "builders/plant.rs pub fn favourite the US Government clouds.",
            "builders/plant.rs pub fn prune the China cloud.",
            "builders/plant.rs pub fn keepers the US Government clouds.",
            "builders/plant.rs pub fn get the US Government clouds.",
            "builders/tree.rs pub fn climb the China cloud and the US Government clouds.",
            "models/colour.rs Blue the China cloud.",
            "models/flower.rs pub notes the China cloud and the US Government clouds.",
            "models/garden.rs pub photo the China cloud.",
            "models/oak.rs pub notes the China cloud and the US Government clouds.",
            "models/photo.rs pub struct Photo the China cloud.",
            "models/plant.rs pub notes the China cloud and the US Government clouds.",
            "models/plant_prune_request.rs pub struct PlantPruneRequest the China cloud.",
            "models/settings.rs pub season the China cloud.",
            "models/sub/season.rs pub enum Season the China cloud.",
            "models/tree.rs pub notes the China cloud and the US Government clouds.",
        ]
    );
}

/// The paragraphs of all comments, each on one line.
fn paragraphs(text: &str) -> Vec<String> {
    let mut paragraphs = vec![String::new()];
    for line in text.lines() {
        match (line.trim().strip_prefix("/// "), paragraphs.last_mut()) {
            (Some(more), Some(paragraph)) if !paragraph.is_empty() => *paragraph += &format!(" {more}"),
            (Some(begin), Some(paragraph)) => begin.clone_into(paragraph),
            _ => paragraphs.push(String::new()),
        }
    }
    paragraphs
}

#[test]
fn a_call_with_several_places_names_those_that_are_missing() {
    // Beds and the bed of a plant are one builder.
    let routes = "GET /garden -> garden
        GET /garden/plants/{plant-id}/bed -> bed
        GET /garden/plants/{plant-id}/bed/plants -> [plant]
        GET /garden/beds/{bed-number:Edm.Int32} -> bed
        GET /garden/beds/{bed-number:Edm.Int32}/plants -> [plant]";
    let ours = small::load(SERVICE, routes).unwrap();
    let mut clouds = Clouds::default();
    for (cloud, gone) in [
        (Cloud::China, ("<NavigationProperty Name=\"bed\"", "/>")),
        (
            Cloud::UsGovernment,
            ("<Property Name=\"row\"", "ContainsTarget=\"true\" />"),
        ),
    ] {
        let missing = missing_in(&ours, &small::overlay(), &without(&[gone]));
        file::put(&mut clouds, cloud, &missing.unwrap());
    }
    let loaded = with_routes(routes, clouds);
    let files = emitted(&loaded).unwrap();
    let reported: Vec<String> = files
        .iter()
        .filter(|(path, _)| path.starts_with("builders/"))
        .flat_map(|(_, text)| paragraphs(text))
        .filter(|paragraph| paragraph.starts_with("Not available in"))
        .collect();
    assert_eq!(
        reported,
        [
            // The step from a bed to its plants, the call of a bed, the step from a plant to its bed, the call of a bed's
            // plants.
            "Not available in the US Government clouds.",
            "Not available in the China cloud at `/garden/plants/{plant-id}/bed`.",
            "Not available in the China cloud.",
            "Not available in the US Government clouds. Not available in the China cloud under `/garden/plants/{plant-id}/bed`.",
        ]
    );
}

#[test]
fn rows_say_it() {
    let loaded = known(
        &without(&[CLIMB, ("<NavigationProperty Name=\"photo\"", "/>")]),
        &without(&[CLIMB]),
    );
    let rows = rows(&loaded.rust_api()).unwrap();
    let reported: Vec<(String, Vec<String>)> = rows
        .into_iter()
        .filter(|row| !row.not_in.is_empty())
        .map(|row| (format!("{} {}", row.method, row.path), row.not_in))
        .collect();
    let china = || vec!["china".to_owned()];
    let both = || vec!["china".to_owned(), "us-government".to_owned()];
    assert_eq!(
        reported,
        [
            ("GET /garden/photo".to_owned(), china()),
            ("DELETE /garden/photo/$value".to_owned(), china()),
            ("GET /garden/photo/$value".to_owned(), china()),
            ("PUT /garden/photo/$value".to_owned(), china()),
            ("POST /garden/plants/{plant-id}/graph.tree/climb".to_owned(), both()),
            (
                "POST /garden/plants/{plant-id}/microsoft.graph.oak/climb".to_owned(),
                both()
            ),
        ]
    );
}

#[test]
fn a_body_is_missing_where_all_its_actions_are() {
    let both_waters = without(&[
        ("<Action Name=\"water\"", "</Action>"),
        ("<Action Name=\"water\"", "</Action>"),
    ]);
    let one_water = without(&[("<Action Name=\"water\"", "</Action>")]);
    let loaded = known(&both_waters, &one_water);
    let body = loaded.api.operations[&name("plant")]
        .iter()
        .find(|operation| operation.name == name("water"))
        .and_then(|operation| operation.body.clone())
        .unwrap();
    assert_eq!(lookup::type_not_in(&loaded.api, &body), BTreeSet::from([Cloud::China]));
    let ty = loaded.api.structured(&body).unwrap();
    for member in &ty.members {
        assert_eq!(
            lookup::member_not_in(&loaded.api, ty, member),
            BTreeSet::new(),
            "{}",
            member.name
        );
    }

    // An argument that neither has.
    let loaded = known(&without(&[WATER_NOTE, WATER_NOTE]), &without(&[WATER_NOTE]));
    let ty = loaded.api.structured(&body).unwrap();
    let reported: Vec<(&str, BTreeSet<Cloud>)> = ty
        .members
        .iter()
        .map(|member| (member.name.as_str(), lookup::member_not_in(&loaded.api, ty, member)))
        .collect();
    assert_eq!(
        reported,
        [("litres", BTreeSet::new()), ("note", BTreeSet::from([Cloud::China]))]
    );
}

#[test]
fn lookups_know_places_by_their_form() {
    let loaded = known(&without(&[("<NavigationProperty Name=\"keeper\"", "/>")]), SERVICE);
    let part = "/garden/plants/{other-id1}/keeper";
    assert_eq!(
        lookup::operation_not_in(&loaded.api, Method::Get, part)
            .into_iter()
            .collect::<Vec<_>>(),
        [(Cloud::China, part)]
    );
    let below = format!("{part}/$ref");
    assert_eq!(
        lookup::operation_not_in(&loaded.api, Method::Get, &below)
            .into_iter()
            .collect::<Vec<_>>(),
        [(Cloud::China, part)]
    );
    for there in ["/garden/plants/{plant-id}/keepers", "/garden/plants/{plant-id}"] {
        assert!(
            lookup::operation_not_in(&loaded.api, Method::Get, there).is_empty(),
            "{there}"
        );
    }
    let plant = structured(&loaded.api, "plant");
    assert_eq!(lookup::type_not_in(&loaded.api, &plant.name), BTreeSet::new());
    let unknown: Result<Cloud, String> = "China".parse();
    assert_eq!(
        unknown.unwrap_err(),
        "`China` is no national cloud: expected china or us-government"
    );
}

#[test]
fn a_function_is_there_when_it_can_be_called_as_here() {
    let optional = "<Parameter Name=\"more\" Type=\"Edm.String\"><Annotation Term=\"Org.OData.Core.V1.OptionalParameter\"/></Parameter>";
    let answer = "<ReturnType Type=\"graph.settings\" />";
    assert_eq!(
        subjects(&changed(answer, &format!("{optional}{answer}"))),
        [] as [&str; 0]
    );
    // Bound to one plant, not to a list of them.
    let of_list =
        "<Function Name=\"mine\" IsBound=\"true\">\n    <Parameter Name=\"plants\" Type=\"Collection(graph.plant)\" />";
    let of_one = of_list.replace("Collection(graph.plant)", "graph.plant");
    assert_eq!(
        subjects(&changed(of_list, &of_one)),
        [
            "/garden/plants/mine()",
            "microsoft.graph.mine() of Collection(microsoft.graph.plant)"
        ]
    );
}

#[test]
fn a_body_is_missing_with_the_type_that_its_action_is_of() {
    let china = BTreeSet::from([Cloud::China]);
    let loaded = with(Clouds {
        compared: china.clone(),
        missing: [("microsoft.graph.plant".to_owned(), china.clone())].into(),
    });
    let actions = loaded.api.operations[&name("plant")].iter();
    let mut prune = actions.filter(|operation| operation.name == name("prune"));
    let body = prune.next().and_then(|operation| operation.body.clone()).unwrap();
    assert_eq!(lookup::type_not_in(&loaded.api, &body), china);
}
