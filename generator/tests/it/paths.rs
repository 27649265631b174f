//! Every segment of a small service is resolved to what it stands for, every method to what it does; what does not
//! resolve or agree is a finding with its place.

mod cases;
mod findings;

use std::collections::{BTreeMap, BTreeSet};

use crate::small::{
    self, ROUTES, SERVICE, call, case, changed, emitted, garden, lines, load, load_text, node, of_kind, overlay,
    rerouted, rust, service, shared, step,
};
use generator::csdl::index::Index;
use generator::model::{FindingKind, QueryOption, Version};
use generator::naming::case::Case;
use generator::naming::memory::Memory;
use generator::naming::models::name_models;
use generator::overlay::{Overlay, Root, Selection};
use generator::resolve::resolve;
use generator::resolve::select;
use generator::routes::{Body, CallKind, Response};
use generator::routes::{Node, PermissionTable, SegmentKind};
use generator::rust_api::{Areas, Parts, Segment, Surface};

fn word(node: &Node) -> String {
    let list = |parameters: &[generator::routes::Parameter]| {
        parameters
            .iter()
            .map(|parameter| format!("{}: {}", parameter.ident, parameter.ty))
            .collect::<Vec<_>>()
            .join(", ")
    };
    match &node.kind {
        SegmentKind::Root => "root".into(),
        SegmentKind::Property => "property".into(),
        SegmentKind::Key(parameter) => format!("key {}", list(std::slice::from_ref(parameter))),
        SegmentKind::AlternateKey(parameters) => format!("alternate key {}", list(parameters)),
        SegmentKind::Count(_) => "count".into(),
        SegmentKind::Reference => "reference".into(),
        SegmentKind::Stream => "stream".into(),
        SegmentKind::Operation(operation, parameters) => {
            format!(
                "{} {}({})",
                if operation.function { "function" } else { "action" },
                operation.name,
                list(parameters)
            )
        }
        SegmentKind::Cast(target) => format!("cast {target}"),
        SegmentKind::Unresolved(parameters) if parameters.is_empty() => "unresolved".into(),
        SegmentKind::Unresolved(parameters) => format!("unresolved {}", list(parameters)),
    }
}

#[test]
fn every_segment_has_its_kind() {
    let loaded = service();
    let mut found = Vec::new();
    loaded.tree.walk(&mut |node| {
        let subject = node.subject.as_ref().map(ToString::to_string).unwrap_or_default();
        found.push(format!(
            "{} | {} | {}",
            node.path,
            word(node),
            subject.replace("microsoft.graph.", "")
        ));
    });
    assert_eq!(
        found,
        [
            "/garden | root | garden",
            "/garden/beds | property | Collection(bed)",
            "/garden/beds/$count | count | Edm.Int64",
            "/garden/beds(code='{code}') | alternate key code: Edm.String | bed",
            "/garden/beds/{bed-number} | key number: Edm.Int32 | bed",
            "/garden/beds/{bed-number}/prune | action microsoft.graph.prune() | ",
            "/garden/beds/{bed-number}/water | action microsoft.graph.water() | ",
            "/garden/photo | property | photo",
            "/garden/photo/$value | stream | ",
            "/garden/plants | property | Collection(plant)",
            "/garden/plants/$count | count | Edm.Int64",
            "/garden/plants/favourite() | function microsoft.graph.favourite() | plant",
            "/garden/plants/favourite()/keepers | property | Collection(person)",
            "/garden/plants/graph.tree | cast microsoft.graph.tree | Collection(tree)",
            "/garden/plants/mine() | function microsoft.graph.mine() | Collection(plant)",
            "/garden/plants/ofColour(colour='{colour}',row={row}) | function microsoft.graph.ofColour(colour: microsoft.graph.colour, row: Edm.Int32) | Collection(plant)",
            "/garden/plants/{plant-id} | key id: Edm.String | plant",
            "/garden/plants/{plant-id}/aliases | property | Collection(Edm.String)",
            "/garden/plants/{plant-id}/bed | property | bed",
            "/garden/plants/{plant-id}/graph.tree | cast microsoft.graph.tree | tree",
            "/garden/plants/{plant-id}/graph.tree/climb | action microsoft.graph.climb() | ",
            "/garden/plants/{plant-id}/graph.tree/rest | action microsoft.graph.rest() | ",
            "/garden/plants/{plant-id}/icon | stream | ",
            "/garden/plants/{plant-id}/keeper | property | person",
            "/garden/plants/{plant-id}/keeper/$ref | reference | person",
            "/garden/plants/{plant-id}/keepers | property | Collection(person)",
            "/garden/plants/{plant-id}/keepers/$ref | reference | Collection(person)",
            "/garden/plants/{plant-id}/keepers/{person-id} | key id: Edm.String | person",
            "/garden/plants/{plant-id}/keepers/{person-id}/$ref | reference | person",
            "/garden/plants/{plant-id}/microsoft.graph.oak | cast microsoft.graph.oak | oak",
            "/garden/plants/{plant-id}/microsoft.graph.oak/climb | action microsoft.graph.climb() | ",
            "/garden/plants/{plant-id}/microsoft.graph.sub.feed | action microsoft.graph.sub.feed() | ",
            "/garden/plants/{plant-id}/near(x={x}) | function microsoft.graph.near(x: Edm.Int32) | Edm.Int32",
            "/garden/plants/{plant-id}/near(x={x},y={y}) | function microsoft.graph.near(x: Edm.Int32, y: Edm.Int32) | Edm.Int32",
            "/garden/plants/{plant-id}/prune | action microsoft.graph.prune() | plant",
            "/garden/plants/{plant-id}/rest | action microsoft.graph.rest() | ",
            "/garden/plants/{plant-id}/water | action microsoft.graph.water() | ",
            "/garden/plants/{plant-id}/weather(day={day}) | function microsoft.graph.weather(day: Edm.Date) | settings",
            "/garden/plants/{plant-id}/weather(day={day},unit='{unit}') | function microsoft.graph.weather(day: Edm.Date, unit: Edm.String) | settings",
            "/garden/settings | property | settings",
        ]
    );
    assert_eq!(lines(&loaded.api.findings), [] as [&str; 0]);
}

#[test]
fn every_method_has_its_effect() {
    let loaded = service();
    let mut found = Vec::new();
    loaded.tree.walk(&mut |node| {
        for operation in &node.operations {
            let body = match &operation.body {
                Body::Model(item) => format!("{item}"),
                other => format!("{other:?}"),
            };
            let response = match &operation.response {
                Response::Model { item, optional } => format!("{item}{}", if *optional { "?" } else { "" }),
                Response::Page(item) => format!("[{item}]"),
                Response::Count(item) => format!("count of {item}"),
                Response::Value { ty, optional } => format!("value {ty}{}", if *optional { "?" } else { "" }),
                other => format!("{other:?}"),
            };
            let line = format!(
                "{} {} {:?} {body} {response}",
                operation.http.name(),
                node.written.as_deref().unwrap(),
                operation.kind
            );
            found.push(line.replace("microsoft.graph.", ""));
        }
    });
    found.sort();
    assert_eq!(
        found,
        [
            "DELETE /garden/beds(code='{code}') Delete None Nothing",
            "DELETE /garden/photo/$value DeleteContent None Nothing",
            "DELETE /garden/plants/{plant-id} Delete None Nothing",
            "DELETE /garden/plants/{plant-id}/keeper/$ref RemoveReference None Nothing",
            "DELETE /garden/plants/{plant-id}/keepers/$ref RemoveReferenceById None Nothing",
            "DELETE /garden/plants/{plant-id}/keepers/{person-id}/$ref RemoveReference None Nothing",
            "GET /garden Get None garden",
            "GET /garden/beds List None [bed]",
            "GET /garden/beds(code='{code}') Get None bed",
            "GET /garden/beds/$count Count None count of bed",
            "GET /garden/beds/{bed-number} Get None bed",
            "GET /garden/photo Get None photo",
            "GET /garden/photo/$value GetContent None Content",
            "GET /garden/plants List None [plant]",
            "GET /garden/plants/$count Count None count of plant",
            "GET /garden/plants/favourite() Function None plant",
            "GET /garden/plants/favourite()/keepers List None [person]",
            "GET /garden/plants/graph.tree List None [tree]",
            "GET /garden/plants/mine() Function None [plant]",
            "GET /garden/plants/ofColour(colour='{colour}',row={row}) Function None [plant]",
            "GET /garden/plants/{plant-id} Get None plant",
            "GET /garden/plants/{plant-id}/aliases List None [Edm.String]",
            "GET /garden/plants/{plant-id}/bed Get None bed",
            "GET /garden/plants/{plant-id}/graph.tree Get None tree",
            "GET /garden/plants/{plant-id}/icon GetContent None Content",
            "GET /garden/plants/{plant-id}/keeper Get None person",
            "GET /garden/plants/{plant-id}/keepers List None [person]",
            "GET /garden/plants/{plant-id}/keepers/$ref ListReferences None References",
            "GET /garden/plants/{plant-id}/near(x={x}) Function None value Edm.Int32",
            "GET /garden/plants/{plant-id}/near(x={x},y={y}) Function None value Edm.Int32",
            "GET /garden/plants/{plant-id}/oak Get None oak",
            "GET /garden/plants/{plant-id}/weather(day={day}) Function None settings",
            "GET /garden/plants/{plant-id}/weather(day={day},unit='{unit}') Function None settings",
            "GET /garden/settings Get None settings",
            "PATCH /garden Update garden garden?",
            "PATCH /garden/beds/{bed-number} Update bed bed?",
            "PATCH /garden/plants/{plant-id} Update plant plant?",
            "POST /garden/beds Create bed bed",
            "POST /garden/beds/{bed-number}/prune Action bed/prune Nothing",
            "POST /garden/beds/{bed-number}/water Action bed/water Nothing",
            "POST /garden/plants Create plant plant",
            "POST /garden/plants/{plant-id}/graph.tree/climb Action None Nothing",
            "POST /garden/plants/{plant-id}/graph.tree/rest Action None Nothing",
            "POST /garden/plants/{plant-id}/keepers/$ref AddReference Reference Nothing",
            "POST /garden/plants/{plant-id}/oak/climb Action None Nothing",
            "POST /garden/plants/{plant-id}/prune Action plant/prune plant?",
            "POST /garden/plants/{plant-id}/rest Action None Nothing",
            "POST /garden/plants/{plant-id}/sub.feed Action sub.plant/feed Nothing",
            "POST /garden/plants/{plant-id}/water Action bed/water Nothing",
            "PUT /garden/photo/$value PutContent Content Nothing",
            "PUT /garden/plants/{plant-id} Replace plant plant?",
            "PUT /garden/plants/{plant-id}/icon PutContent Content Nothing",
            "PUT /garden/plants/{plant-id}/keeper/$ref SetReference Reference Nothing",
        ]
    );
}

#[test]
fn every_operation_has_its_expression() {
    assert_eq!(
        rust(&service()),
        [
            "GET /garden = client.garden().get()",
            "PATCH /garden = client.garden().update(body)",
            "GET /garden/beds = client.garden().beds().list()",
            "POST /garden/beds = client.garden().beds().create(body)",
            "DELETE /garden/beds(code='{code}') = client.garden().beds().by_code(code).delete()",
            "GET /garden/beds(code='{code}') = client.garden().beds().by_code(code).get()",
            "GET /garden/beds/$count = client.garden().beds().count()",
            "GET /garden/beds/{bed-number} = client.garden().beds().by_number(number).get()",
            "PATCH /garden/beds/{bed-number} = client.garden().beds().by_number(number).update(body)",
            "POST /garden/beds/{bed-number}/prune = client.garden().beds().by_number(number).prune(body)",
            "POST /garden/beds/{bed-number}/water = client.garden().beds().by_number(number).water(body)",
            "GET /garden/photo = client.garden().photo().get()",
            "DELETE /garden/photo/$value = client.garden().photo().content().delete()",
            "GET /garden/photo/$value = client.garden().photo().content().get()",
            "PUT /garden/photo/$value = client.garden().photo().content().replace(body)",
            "GET /garden/plants = client.garden().plants().list()",
            "POST /garden/plants = client.garden().plants().create(body)",
            "GET /garden/plants/$count = client.garden().plants().count()",
            "GET /garden/plants/favourite() = client.garden().plants().favourite().get()",
            "GET /garden/plants/favourite()/keepers = client.garden().plants().favourite().keepers().list()",
            "GET /garden/plants/graph.tree = client.garden().plants().as_tree().list()",
            "GET /garden/plants/mine() = client.garden().plants().mine()",
            "GET /garden/plants/ofColour(colour='{colour}',row={row}) = client.garden().plants().of_colour(colour, row)",
            "DELETE /garden/plants/{plant-id} = client.garden().plants().by_id(id).delete()",
            "GET /garden/plants/{plant-id} = client.garden().plants().by_id(id).get()",
            "PATCH /garden/plants/{plant-id} = client.garden().plants().by_id(id).update(body)",
            "PUT /garden/plants/{plant-id} = client.garden().plants().by_id(id).replace(body)",
            "GET /garden/plants/{plant-id}/aliases = client.garden().plants().by_id(id).aliases().list()",
            "GET /garden/plants/{plant-id}/bed = client.garden().plants().by_id(id).bed().get()",
            "GET /garden/plants/{plant-id}/graph.tree = client.garden().plants().by_id(id).as_tree().get()",
            "POST /garden/plants/{plant-id}/graph.tree/climb = client.garden().plants().by_id(id).as_tree().climb()",
            "POST /garden/plants/{plant-id}/graph.tree/rest = client.garden().plants().by_id(id).as_tree().rest()",
            "GET /garden/plants/{plant-id}/icon = client.garden().plants().by_id(id).icon().get()",
            "PUT /garden/plants/{plant-id}/icon = client.garden().plants().by_id(id).icon().replace(body)",
            "GET /garden/plants/{plant-id}/keeper = client.garden().plants().by_id(id).keeper().get()",
            "DELETE /garden/plants/{plant-id}/keeper/$ref = client.garden().plants().by_id(id).keeper().reference().remove()",
            "PUT /garden/plants/{plant-id}/keeper/$ref = client.garden().plants().by_id(id).keeper().reference().set(id)",
            "GET /garden/plants/{plant-id}/keepers = client.garden().plants().by_id(id).keepers().list()",
            "DELETE /garden/plants/{plant-id}/keepers/$ref = client.garden().plants().by_id(id).keepers().reference().remove(id)",
            "GET /garden/plants/{plant-id}/keepers/$ref = client.garden().plants().by_id(id).keepers().reference().list()",
            "POST /garden/plants/{plant-id}/keepers/$ref = client.garden().plants().by_id(id).keepers().reference().add(id)",
            "DELETE /garden/plants/{plant-id}/keepers/{person-id}/$ref = client.garden().plants().by_id(id).keepers().by_id(id).reference().remove()",
            "GET /garden/plants/{plant-id}/microsoft.graph.oak = client.garden().plants().by_id(id).as_oak().get()",
            "POST /garden/plants/{plant-id}/microsoft.graph.oak/climb = client.garden().plants().by_id(id).as_oak().climb()",
            "POST /garden/plants/{plant-id}/microsoft.graph.sub.feed = client.garden().plants().by_id(id).feed(body)",
            "GET /garden/plants/{plant-id}/near(x={x}) = client.garden().plants().by_id(id).near(x)",
            "GET /garden/plants/{plant-id}/near(x={x},y={y}) = client.garden().plants().by_id(id).near_by_x_and_y(x, y)",
            "POST /garden/plants/{plant-id}/prune = client.garden().plants().by_id(id).prune(body)",
            "POST /garden/plants/{plant-id}/rest = client.garden().plants().by_id(id).rest()",
            "POST /garden/plants/{plant-id}/water = client.garden().plants().by_id(id).water(body)",
            "GET /garden/plants/{plant-id}/weather(day={day}) = client.garden().plants().by_id(id).weather(day)",
            "GET /garden/plants/{plant-id}/weather(day={day},unit='{unit}') = client.garden().plants().by_id(id).weather_by_day_and_unit(day, unit)",
            "GET /garden/settings = client.garden().settings().get()",
        ]
    );
}

/// The one finding of changed routes.
fn only_finding(routes: &str) -> String {
    let loaded = load(SERVICE, routes).unwrap();
    let lines = lines(&loaded.api.findings);
    assert_eq!(lines.len(), 1, "{lines:#?}");
    lines.into_iter().next().unwrap()
}

#[test]
fn casts_are_steps_to_the_derived_type_by_either_spelling() {
    let loaded = service();
    let cast = step(&loaded.surface, "/garden/plants/{plant-id}/graph.tree");
    assert_eq!(
        (cast.method.as_str(), &cast.segment),
        ("as_tree", &Segment::Literal("graph.tree".into()))
    );
    assert_eq!(
        step(&loaded.surface, "/garden/plants/{plant-id}/microsoft.graph.oak").method,
        "as_oak"
    );
    // What is not derived from it is no cast.
    let routes = format!("{ROUTES}GET /garden/plants/{{plant-id}}/graph.bed -> bed\n");
    let loaded = load(SERVICE, &routes).unwrap();
    assert!(matches!(
        node(&loaded, "/garden/plants/{plant-id}/graph.bed").kind,
        SegmentKind::Unresolved(_)
    ));
    // An action of the derived type is not reached without the cast.
    let routes = format!("{ROUTES}POST /garden/plants/{{plant-id}}/climb -> nothing\n");
    assert!(
        lines(&load(SERVICE, &routes).unwrap().api.findings)[0]
            .starts_with("untied-segment  /garden/plants/{plant-id}/climb")
    );
}

#[test]
fn an_action_of_a_sub_namespace_wants_its_qualified_name() {
    for (segment, is_expected) in [
        ("microsoft.graph.sub.feed", true),
        ("graph.sub.feed", true),
        ("feed", false),
        ("sub.feed", false),
        ("microsoft.graph.water", true),
    ] {
        let loaded = load(
            SERVICE,
            &format!("GET /garden -> garden\nPOST /garden/plants/{{plant-id}}/{segment} -> nothing\n"),
        )
        .unwrap();
        let is_resolved = matches!(
            node(&loaded, &format!("/garden/plants/{{plant-id}}/{segment}")).kind,
            SegmentKind::Operation(..)
        );
        assert_eq!(is_resolved, is_expected, "{segment}");
    }
}

#[test]
fn arguments_of_one_rust_name_are_numbered() {
    let csdl = changed(
        "  <Function Name=\"mine\"",
        r#"<Function Name="between" IsBound="true"><Parameter Name="p" Type="graph.plant"/><Parameter Name="onDay" Type="Edm.Date"/><Parameter Name="on_day" Type="Edm.Date"/><Parameter Name="self" Type="Edm.Date"/><ReturnType Type="Edm.Int32"/></Function><Function Name="mine""#,
    );
    let routes = format!(
        "{ROUTES}GET /garden/plants/{{plant-id}}/between(onDay={{a:Edm.Date}},on_day={{b:Edm.Date}},self={{c:Edm.Date}}) -> value(Edm.Int32)\n"
    );
    let loaded = load(&csdl, &routes).unwrap();
    assert_eq!(lines(&loaded.api.findings), [] as [&str; 0]);
    assert!(
        rust(&loaded)
            .iter()
            .any(|line| line.ends_with(".between(on_day, on_day2, self_)")),
        "{:#?}",
        rust(&loaded)
    );
}

#[test]
fn an_unknown_query_option_is_a_finding() {
    assert_eq!(
        only_finding(&rerouted("-> [bed] ? $filter $top", "-> [bed] ? $filter $top $compute")),
        "unknown  GET /garden/beds: the query option `$compute`"
    );
}

#[test]
fn a_method_that_graph_does_not_use_is_a_finding() {
    let text = small::openapi(ROUTES).replacen("\"patch\"", "\"options\"", 1);
    let loaded = load_text(SERVICE, &text, &overlay(), Memory::default()).unwrap();
    let found = lines(&loaded.api.findings);
    assert!(
        found.len() == 1
            && found[0].starts_with("untied-operation  OPTIONS /garden")
            && found[0].ends_with("a method that Graph does not use"),
        "{found:?}"
    );
}
