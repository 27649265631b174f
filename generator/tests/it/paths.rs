//! Every segment of a small service is resolved to what it stands for, every method to what it does; what does not
//! resolve or agree is a finding with its place.

use std::collections::{BTreeMap, BTreeSet};

use crate::small::{
    self, ROUTES, SERVICE, call, case, changed, emitted, garden, lines, load, load_text, node, of_kind, overlay,
    rerouted, rust, service, shared, step,
};
use generator::csdl::index::Index;
use generator::model::{FindingKind, QueryOption, Version};
use generator::naming::case::Case;
use generator::naming::memory::Memory;
use generator::overlay::{Overlay, Root, Selection};
use generator::resolve::resolve;
use generator::resolve::select;
use generator::routes::{Body, CallKind, Response};
use generator::routes::{Node, PermissionTable, SegmentKind};
use generator::rust_api::{Segment, Surface};

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
fn an_unresolved_segment_is_a_finding_and_can_be_called() {
    let routes = format!("{ROUTES}GET /garden/pond -> [plant] ? $top\nPOST /garden/pond/fill settings -> plant\n");
    let loaded = load(SERVICE, &routes).unwrap();
    let found = lines(&loaded.api.findings);
    assert_eq!(
        found,
        [
            "untied-segment  /garden/pond: microsoft.graph.garden has no property, stream, action, function or derived type of that name",
            "untied-segment  /garden/pond/fill: Collection(microsoft.graph.plant) has no property, stream, action, function or derived type of that name",
            "untied-operation  GET /garden/pond: the method has no meaning at this segment: types are the OpenAPI document's",
            "untied-operation  POST /garden/pond/fill: the method has no meaning at this segment: types are the OpenAPI document's",
        ]
    );
    let list = call(&loaded.surface, "GET", "/garden/pond");
    assert_eq!(
        (list.kind, &list.response),
        (
            CallKind::List,
            &Response::Page(generator::model::ItemType::Structured(small::name("plant")))
        )
    );
    assert!(list.options.contains(QueryOption::Top));
    let fill = call(&loaded.surface, "POST", "/garden/pond/fill");
    assert_eq!(
        fill.body,
        Body::Model(generator::model::ItemType::Structured(small::name("settings")))
    );
    assert!(rust(&loaded).contains(&"POST /garden/pond/fill = client.garden().pond().fill().create(body)".to_owned()));
}

#[test]
fn an_unresolved_method_is_a_finding_and_can_be_called() {
    let routes =
        format!("{ROUTES}DELETE /garden/plants -> nothing\nPOST /garden/plants/mine() {{a:Edm.String}} -> plant\n");
    let loaded = load(SERVICE, &routes).unwrap();
    assert_eq!(
        lines(&loaded.api.findings),
        [
            "untied-operation  DELETE /garden/plants: the method has no meaning at this segment: types are the OpenAPI document's",
            "untied-operation  POST /garden/plants/mine(): the method has no meaning at this segment: types are the OpenAPI document's",
        ]
    );
    let rust = rust(&loaded);
    for line in [
        "DELETE /garden/plants = client.garden().plants().delete()",
        "GET /garden/plants/mine() = client.garden().plants().mine().get()",
        "POST /garden/plants/mine() = client.garden().plants().mine().create(body)",
    ] {
        assert!(rust.contains(&line.to_owned()), "{line}: {rust:#?}");
    }
    for builder in &loaded.surface.builders {
        let mut methods: Vec<&str> = builder
            .calls
            .iter()
            .map(|call| call.method.as_str())
            .chain(builder.steps.iter().map(|step| step.method.as_str()))
            .collect();
        let all = methods.len();
        methods.sort_unstable();
        methods.dedup();
        assert_eq!(methods.len(), all, "{}: {methods:?}", builder.name);
    }
    small::emitted(&loaded).unwrap();
}

#[test]
fn types_on_which_documents_disagree_are_findings() {
    for (from, to, finding) in [
        (
            "plant -> plant\nPUT",
            "bed -> plant\nPUT",
            "body-disagrees  PATCH /garden/plants/{plant-id}: CSDL microsoft.graph.plant, OpenAPI microsoft.graph.bed",
        ),
        (
            "{tool:Edm.String} -> plant",
            "{tool:Edm.Int32} -> plant",
            "body-disagrees  POST /garden/plants/{plant-id}/prune: CSDL {tool: Edm.String}, OpenAPI {tool: Edm.Int32}",
        ),
        (
            "{tool:Edm.String} -> plant",
            "{tool:Edm.String,more:Edm.String} -> plant",
            "body-disagrees  POST /garden/plants/{plant-id}/prune: CSDL {tool: Edm.String}, OpenAPI {more: Edm.String, tool: Edm.String}",
        ),
        (
            "{tool:Edm.String} -> plant",
            "-> plant",
            "body-disagrees  POST /garden/plants/{plant-id}/prune: CSDL {tool: Edm.String}, OpenAPI nothing",
        ),
        (
            "/rest             -> nothing",
            "/rest  {a:Edm.String} -> nothing",
            "body-disagrees  POST /garden/plants/{plant-id}/rest: CSDL nothing, OpenAPI {a: Edm.String}",
        ),
        (
            "keepers/$ref     ref -> nothing",
            "keepers/$ref     plant -> nothing",
            "body-disagrees  POST /garden/plants/{plant-id}/keepers/$ref: CSDL a reference, OpenAPI microsoft.graph.plant",
        ),
        (
            "{tool:Edm.String} -> plant",
            "{tool:Edm.String} -> bed",
            "answer-disagrees  POST /garden/plants/{plant-id}/prune: CSDL microsoft.graph.plant, OpenAPI microsoft.graph.bed",
        ),
        (
            "mine()                       -> [plant]",
            "mine() -> [bed]",
            "answer-disagrees  GET /garden/plants/mine(): CSDL Collection(microsoft.graph.plant), OpenAPI value: Collection(microsoft.graph.bed)",
        ),
        (
            "GET /garden/photo/$value                        -> bytes",
            "GET /garden/photo/$value -> photo",
            "answer-disagrees  GET /garden/photo/$value: CSDL bytes, OpenAPI microsoft.graph.photo",
        ),
        (
            "near(x={x:Edm.Int32}) -> value(Edm.Int32)",
            "near(x={x:Edm.Int32}) -> value(Edm.Boolean)",
            "answer-disagrees  GET /garden/plants/{plant-id}/near(x={x}): CSDL value: Edm.Int32, OpenAPI value: Edm.Boolean",
        ),
        (
            "rest             -> nothing",
            "rest -> plant",
            "answer-disagrees  POST /garden/plants/{plant-id}/rest: CSDL nothing, OpenAPI microsoft.graph.plant",
        ),
        (
            "near(x={x:Edm.Int32}) ->",
            "near(x={x:Edm.Boolean}) ->",
            "parameter-disagrees  /garden/plants/{plant-id}/near(x={x}): x: CSDL Edm.Int32, OpenAPI Edm.Boolean",
        ),
        (
            "weather(day={day:Edm.Date}) ->",
            "weather(day={day}) ->",
            "parameter-disagrees  /garden/plants/{plant-id}/weather(day={day}): day: CSDL Edm.Date, OpenAPI Edm.String",
        ),
    ] {
        assert_eq!(only_finding(&rerouted(from, to)), finding);
    }
    // A key stands in every path; the place is where it ends.
    let keys = ROUTES.replace("{bed-number:Edm.Int32}", "{bed-number}");
    assert_eq!(
        only_finding(&keys),
        "parameter-disagrees  /garden/beds/{bed-number}: bed-number: CSDL Edm.Int32, OpenAPI Edm.String"
    );
    let alternate = rerouted("DELETE /garden/beds(code='{code}')              -> nothing\n", "")
        .replace("beds(code='{code}')", "beds(code='{code:Edm.Int32}')");
    assert_eq!(
        only_finding(&alternate),
        "parameter-disagrees  /garden/beds/(code='{code}'): code: CSDL Edm.String, OpenAPI Edm.Int32"
            .replace("beds/(", "beds(")
    );
}

#[test]
fn a_key_is_compared_whatever_its_parameter_is_called() {
    // `{a}` sorts before `{bed-number}`, so the longer path is seen first.
    let routes = ROUTES
        .replace("{bed-number:Edm.Int32}/", "{a:Edm.Int32}/")
        .replace("{bed-number:Edm.Int32} ", "{bed-number} ");
    assert_eq!(
        only_finding(&routes),
        "parameter-disagrees  /garden/beds/{a}: bed-number: CSDL Edm.Int32, OpenAPI Edm.String"
    );
}

#[test]
fn operations_that_no_path_reaches_are_findings() {
    let routes = rerouted("POST /garden/plants/{plant-id}/rest             -> nothing\n", "")
        .replace("POST /garden/plants/{plant-id}/graph.tree/rest  -> nothing\n", "");
    assert_eq!(
        only_finding(&routes),
        "operation-without-route  microsoft.graph.rest() of microsoft.graph.plant: an action to which no path leads"
    );
    let routes = rerouted(
        "GET /garden/plants/{plant-id}/near(x={x:Edm.Int32}) -> value(Edm.Int32)\n",
        "",
    );
    assert_eq!(
        only_finding(&routes),
        "operation-without-route  microsoft.graph.near(x) of microsoft.graph.plant: a function to which no path leads"
    );
}

/// The garden with annotations by target.
fn annotated(annotations: &[(&str, &str, &str)]) -> String {
    let annotations: String = annotations
        .iter()
        .map(|(target, term, value)| format!(r#"<Annotations Target="{target}"><Annotation Term="Org.OData.Capabilities.V1.{term}" Bool="{value}"/></Annotations>"#))
        .collect();
    changed("  <Annotations Target", &format!("{annotations}<Annotations Target"))
}

#[test]
fn options_that_are_denied_are_taken_out_and_found() {
    let options = |annotations: &[(&str, &str, &str)], path: &str| {
        let loaded = load(&annotated(annotations), ROUTES).unwrap();
        let options: Vec<&str> = call(&loaded.surface, "GET", path)
            .options
            .iter()
            .map(QueryOption::name)
            .collect();
        (
            options.join(" "),
            of_kind(&loaded.api.findings, FindingKind::OptionDenied),
        )
    };
    assert_eq!(options(&[], "/garden/beds"), ("$filter $top".into(), vec![]));
    let (found, denied) = options(&[("graph.bed", "TopSupported", "false")], "/garden/beds");
    assert_eq!(
        (found.as_str(), denied),
        (
            "$filter",
            vec!["GET /garden/beds: $top is offered, and denied by microsoft.graph.bed".to_owned()]
        )
    );
    // The property knows better than the type, and the derived type than its base.
    let (found, denied) = options(
        &[
            ("graph.bed", "TopSupported", "false"),
            ("graph.garden/beds", "TopSupported", "true"),
        ],
        "/garden/beds",
    );
    assert_eq!((found.as_str(), denied.len()), ("$filter $top", 0));
    let (found, denied) = options(
        &[
            ("graph.bed", "TopSupported", "true"),
            ("graph.garden/beds", "TopSupported", "false"),
        ],
        "/garden/beds",
    );
    assert_eq!(
        (found.as_str(), denied),
        (
            "$filter",
            vec!["GET /garden/beds: $top is offered, and denied by microsoft.graph.garden/beds".to_owned()]
        )
    );
    let (found, _) = options(
        &[
            ("graph.entity", "TopSupported", "false"),
            ("graph.plant", "TopSupported", "true"),
        ],
        "/garden/plants/mine()",
    );
    assert_eq!(found, "$top");
    let (found, _) = options(&[("graph.entity", "TopSupported", "false")], "/garden/plants/mine()");
    assert_eq!(found, "");
    // What contradicts itself at one target is allowed.
    let (found, _) = options(
        &[
            ("graph.bed", "TopSupported", "false"),
            ("graph.bed", "TopSupported", "true"),
        ],
        "/garden/beds",
    );
    assert_eq!(found, "$filter $top");
    // `$count` is the collection's.
    let filter = r#"<Annotations Target="graph.garden/beds"><Annotation Term="Org.OData.Capabilities.V1.FilterRestrictions"><Record><PropertyValue Property="Filterable" Bool="false"/></Record></Annotation></Annotations><Annotations Target"#;
    let loaded = load(&changed("<Annotations Target", filter), ROUTES).unwrap();
    assert!(call(&loaded.surface, "GET", "/garden/beds/$count").options.is_empty());
    assert_eq!(loaded.api.findings.len(), 2);
}

#[test]
fn what_the_singleton_denies_is_denied_at_the_root() {
    let expand = r#"<Annotations Target="microsoft.graph.service/garden"><Annotation Term="Org.OData.Capabilities.V1.ExpandRestrictions"><Record><PropertyValue Property="Expandable" Bool="false"/></Record></Annotation></Annotations><Annotations Target"#;
    let loaded = load(&changed("<Annotations Target", expand), ROUTES).unwrap();
    assert_eq!(
        lines(&loaded.api.findings),
        ["option-denied  GET /garden: $expand is offered, and denied by microsoft.graph.service/garden"]
    );
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

/// A small service of `shared/cases`, with the overlay of the garden.
fn loaded_case(name: &str) -> Option<generator::analysis::Analysis> {
    let (csdl, openapi) = case(name)?;
    let loaded = load_text(&csdl, &openapi, &overlay(), Memory::default()).unwrap();
    emitted(&loaded).unwrap();
    Some(loaded)
}

/// The signatures of the functions of that name, as they are emitted.
fn signatures(loaded: &generator::analysis::Analysis, name: &str) -> Vec<String> {
    let start = format!("pub fn {name}(");
    let mut found = Vec::new();
    for (_, text) in emitted(loaded).unwrap() {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        for (at, _) in text.match_indices(&start) {
            found.push(
                text[at..]
                    .split_once(" {")
                    .unwrap()
                    .0
                    .replace("( ", "(")
                    .replace(", )", ")"),
            );
        }
    }
    found
}

#[test]
fn an_unresolved_segment_takes_arguments_by_the_openapi() {
    let Some(loaded) = loaded_case("segment-without-meaning") else {
        return;
    };
    assert_eq!(
        rust(&loaded),
        [
            "GET /garden = client.garden().get()",
            "GET /garden/beds = client.garden().beds().list()",
            "DELETE /garden/beds(code='{code}') = client.garden().beds_by_code(code).delete()",
            "GET /garden/beds(code='{code}') = client.garden().beds_by_code(code).get()",
            "GET /garden/beds/{bed-id} = client.garden().beds().by_id(id).get()",
            "GET /garden/recent(days={days},kind='{kind}') = client.garden().recent(days, kind).list()",
        ]
    );
    assert_eq!(
        word(node(&loaded, "/garden/recent(days={days},kind='{kind}')")),
        "unresolved days: Edm.Int32, kind: Edm.String"
    );
    assert_eq!(
        signatures(&loaded, "recent"),
        ["pub fn recent(&self, days: i32, kind: impl AsRef<str>) -> RecentItemByDaysAndKindBuilder"]
    );
    assert_eq!(
        of_kind(&loaded.api.findings, FindingKind::UnresolvedSegment),
        [
            "/garden/beds(code='{code}'): microsoft.graph.garden has no property, stream, action, function or derived type of that name",
            "/garden/recent(days={days},kind='{kind}'): microsoft.graph.garden has no property, stream, action, function or derived type of that name",
        ]
    );
}

#[test]
fn a_key_that_no_type_declares_is_the_openapi_documents() {
    let Some(loaded) = loaded_case("type-without-key") else {
        return;
    };
    assert_eq!(
        rust(&loaded),
        [
            "GET /garden = client.garden().get()",
            "GET /garden/beds = client.garden().beds().list()",
            "POST /garden/beds = client.garden().beds().create(body)",
            "GET /garden/beds/{bed-id} = client.garden().beds().by_bed_id(bed_id).get()",
            "GET /garden/root = client.garden().root().get()",
        ]
    );
    assert_eq!(
        step(&loaded.surface, "/garden/beds/{bed-id}")
            .segment
            .parameters()
            .len(),
        1
    );
}

/// Keys that the CSDL does not have, below each other, with the parameter declared in a longer path alone.
#[test]
fn what_a_key_is_may_be_said_by_a_longer_path() {
    let csdl = changed(
        r#"<EntityType Name="photo" BaseType="graph.entity" HasStream="true">"#,
        r#"<EntityType Name="photo" BaseType="graph.entity" HasStream="true"><NavigationProperty Name="shots" Type="Collection(graph.shot)" ContainsTarget="true"/>"#,
    );
    let csdl = csdl.replacen("<EntityType ", r#"<EntityType Name="shot"><Property Name="row" Type="Edm.Int32"/><NavigationProperty Name="takes" Type="Collection(graph.shot)" ContainsTarget="true"/></EntityType><EntityType "#, 1);
    let routes = format!(
        "{ROUTES}GET /garden/photo/shots/{{shot-id:Edm.Int32}}/takes -> [shot]\nGET /garden/photo/shots/{{a:Edm.Int32}}/takes/{{shot-id1}} -> shot\n"
    );
    let loaded = load(&csdl, &routes).unwrap();
    emitted(&loaded).unwrap();
    let rust = rust(&loaded);
    for line in [
        "GET /garden/photo/shots/{shot-id}/takes = client.garden().photo().shots().by_shot_id(shot_id).takes().list()",
        "GET /garden/photo/shots/{a}/takes/{shot-id1} = client.garden().photo().shots().by_shot_id(shot_id).takes().by_shot_id1(shot_id1).get()",
    ] {
        assert!(rust.contains(&line.to_owned()), "{line}: {rust:#?}");
    }
}

#[test]
fn alternate_keys_may_be_paths_and_keys_be_written_out() {
    let csdl = garden(
        r#"<NavigationProperty Name="beds" Type="Collection(graph.bed)" ContainsTarget="true"/><NavigationProperty Name="pots" Type="Collection(graph.pot)" ContainsTarget="true"/>"#,
        r#"<ComplexType Name="place"><Property Name="code" Type="Edm.Int32"/></ComplexType>
<EntityType Name="bed"><Key><PropertyRef Name="id"/></Key><Property Name="id" Type="Edm.String"/><Property Name="place" Type="graph.place"/>
<Annotation Term="Org.OData.Core.V1.AlternateKeys"><Collection><Record><PropertyValue Property="Key"><Collection><Record>
<PropertyValue Property="Name" PropertyPath="place/code"/><PropertyValue Property="Alias" String="placeCode"/></Record></Collection></PropertyValue></Record></Collection></Annotation></EntityType>
<EntityType Name="pot"><Key><PropertyRef Name="row"/><PropertyRef Name="column"/></Key><Property Name="row" Type="Edm.Int32" Nullable="false"/><Property Name="column" Type="Edm.String" Nullable="false"/></EntityType>"#,
    );
    // No path ends at the pots themselves.
    let routes = "GET /garden/beds -> [bed]
GET /garden/beds(placeCode={placeCode:Edm.Int32}) -> bed
GET /garden/beds(id='{id}') -> bed
GET /garden/pots(column='{column}',row={row:Edm.Int32}) -> pot
";
    let loaded = load(&csdl, routes).unwrap();
    emitted(&loaded).unwrap();
    assert_eq!(lines(&loaded.api.findings), [""; 0]);
    assert_eq!(
        rust(&loaded),
        [
            "GET /garden/beds = client.garden().beds().list()",
            "GET /garden/beds(id='{id}') = client.garden().beds().by_id(id).get()",
            "GET /garden/beds(placeCode={placeCode}) = client.garden().beds().by_place_code(place_code).get()",
            "GET /garden/pots(column='{column}',row={row}) = client.garden().pots().by_column_and_row(column, row).get()",
        ]
    );
    assert_eq!(
        word(node(&loaded, "/garden/beds(placeCode={placeCode})")),
        "alternate key place_code: Edm.Int32"
    );
}

#[test]
fn an_alternate_key_path_to_nowhere_is_none() {
    let csdl = garden(
        r#"<NavigationProperty Name="beds" Type="Collection(graph.bed)" ContainsTarget="true"/>"#,
        r#"<EntityType Name="bed"><Key><PropertyRef Name="id"/></Key><Property Name="id" Type="Edm.String"/>
<Annotation Term="Org.OData.Core.V1.AlternateKeys"><Collection><Record><PropertyValue Property="Key"><Collection><Record>
<PropertyValue Property="Name" PropertyPath="place/code"/><PropertyValue Property="Alias" String="code"/></Record></Collection></PropertyValue></Record></Collection></Annotation></EntityType>"#,
    );
    let loaded = load(&csdl, "GET /garden/beds(code='{code}') -> bed\n").unwrap();
    emitted(&loaded).unwrap();
    assert_eq!(
        rust(&loaded),
        ["GET /garden/beds(code='{code}') = client.garden().beds(code).get()"]
    );
}

#[test]
fn optional_parameters_as_aliases_may_be_left_out() {
    let Some(loaded) = loaded_case("optional-parameter-alias") else {
        return;
    };
    assert_eq!(lines(&loaded.api.findings), [""; 0]);
    assert_eq!(
        rust(&loaded),
        [
            "GET /garden = client.garden().get()",
            "GET /garden/hasAccess(userId='@userId',tenantId='@tenantId') = client.garden().has_access(user_id, tenant_id)",
            "GET /garden/usedRange() = client.garden().used_range().get()",
            "GET /garden/usedRange()/usedRange(valuesOnly={valuesOnly}) = client.garden().used_range().used_range_by_values_only(values_only)",
            "GET /garden/usedRange(valuesOnly={valuesOnly}) = client.garden().used_range_by_values_only(values_only)",
        ]
    );
    assert_eq!(
        signatures(&loaded, "has_access"),
        ["pub fn has_access(&self, user_id: Option<&str>, tenant_id: Option<&str>) -> Request<Value<bool>>"]
    );
}

/// Every spelling of an alias: quoted or not, its parameter at the path or at the operation, with or without the `@`;
/// required ones beside it; and of a function that the CSDL does not know.
#[test]
fn aliases_in_any_spelling() {
    let csdl = garden(
        "",
        r#"<EnumType Name="colour"><Member Name="red" Value="0"/></EnumType>
<EnumType Name="marks" IsFlags="true"><Member Name="one" Value="1"/></EnumType>
<Function Name="seen" IsBound="true"><Parameter Name="bindingParameter" Type="graph.garden"/><Parameter Name="by" Type="Edm.String"/>
<Parameter Name="on" Type="Edm.Date"><Annotation Term="Org.OData.Core.V1.OptionalParameter"/></Parameter>
<Parameter Name="in" Type="graph.colour"><Annotation Term="Org.OData.Core.V1.OptionalParameter"/></Parameter>
<Parameter Name="with" Type="graph.marks"><Annotation Term="Org.OData.Core.V1.OptionalParameter"/></Parameter>
<Parameter Name="must" Type="Edm.Int32"/><ReturnType Type="Edm.Boolean"/></Function>"#,
    );
    let openapi = r##"{"openapi": "3.0.4", "info": {"title": "t", "version": "v1.0"}, "paths": {
  "/garden/seen(by='{by}',on='@on',in=@in,with=@marks,must=@must)": {
    "parameters": [{"name": "by", "in": "path", "required": true, "schema": {"type": "string"}}, {"name": "on", "in": "query", "schema": {"type": "string", "format": "date"}}],
    "get": {
      "parameters": [{"name": "@in", "in": "query", "schema": {"$ref": "#/components/schemas/microsoft.graph.colour"}},
        {"name": "@marks", "in": "query", "schema": {"$ref": "#/components/schemas/microsoft.graph.marks"}},
        {"name": "must", "in": "query", "schema": {"type": "string"}}, {"name": "$top", "in": "query", "schema": {"type": "integer"}}],
      "responses": {"2XX": {"description": "d", "content": {"application/json": {"schema": {"type": "object", "properties": {"value": {"type": "boolean"}}}}}}}}},
  "/garden/guess(a=@a,b='@b',c=@c)": {
    "parameters": [{"name": "a", "in": "query", "schema": {"type": "string"}}, {"name": "@b", "in": "query", "schema": {"type": "integer"}}],
    "get": {"parameters": [{"name": "c", "in": "query", "required": true, "schema": {"type": "string", "format": "uuid"}}], "responses": {"204": {"description": "d"}}}}
}, "components": {"schemas": {"microsoft.graph.colour": {"type": "string"}, "microsoft.graph.marks": {"type": "string"}}}}"##;
    let loaded = load_text(&csdl, openapi, &overlay(), Memory::default()).unwrap();
    assert_eq!(
        signatures(&loaded, "seen"),
        [
            "pub fn seen(&self, by: impl AsRef<str>, on: Option<values::Date>, r#in: Option<models::Colour>, with: Option<models::Marks>, must: i32) \
             -> Request<Value<bool>, Options<TOP>>"
        ]
    );
    assert_eq!(
        signatures(&loaded, "guess"),
        ["pub fn guess(&self, a: Option<&str>, b: Option<i64>, c: values::Guid) -> GuessItemByAAndBAndCBuilder"]
    );
    // What is sent has quotes where the value is a text.
    let places: Vec<&str> = loaded
        .surface
        .builders
        .iter()
        .flat_map(|builder| &builder.steps)
        .flat_map(|step| &step.places)
        .map(String::as_str)
        .collect();
    assert_eq!(places, ["/garden/guess(a='{a}',b={b},c={c})"]);
    let seen = loaded
        .surface
        .builders
        .iter()
        .flat_map(|builder| &builder.calls)
        .find(|call| call.method == "seen")
        .unwrap();
    assert!(
        matches!(&seen.segment, Segment::Function { template, .. } if template == "seen(by='{by}',on={on},in='{in}',with='{with}',must={must})"),
        "{:?}",
        seen.segment
    );
    // The one that the two documents type otherwise, and nothing of the aliases as query options.
    assert_eq!(
        lines(&loaded.api.findings),
        [
            "untied-segment  /garden/guess(a={a},b='{b}',c={c}): microsoft.graph.garden has no property, stream, action, function or derived type of that name",
            "untied-operation  GET /garden/guess(a=@a,b='@b',c=@c): the method has no meaning at this segment: types are the OpenAPI document's",
            "parameter-disagrees  /garden/seen(by='{by}',on='{on}',in={in},with={with},must={must}): must: CSDL Edm.Int32, OpenAPI Edm.String",
        ]
    );
}

/// What cannot be written into a URL is no function that sends a brace: it is left out, and each operation is a
/// finding.
#[test]
fn an_argument_without_url_form_leaves_operations_out() {
    let csdl = garden(
        "",
        r#"<Function Name="sum" IsBound="true"><Parameter Name="bindingParameter" Type="graph.garden"/><Parameter Name="of" Type="Collection(Edm.Int32)"/><ReturnType Type="Edm.Int32"/></Function>
<Function Name="after" IsBound="true"><Parameter Name="bindingParameter" Type="graph.garden"/><Parameter Name="time" Type="Edm.Duration"/><ReturnType Type="Edm.Int32"/></Function>"#,
    );
    let openapi = r##"{"openapi": "3.0.4", "info": {"title": "t", "version": "v1.0"}, "paths": {
  "/garden": {"get": {"responses": {"204": {"description": "d"}}}},
  "/garden/a(x=@x)/b": {"get": {"responses": {"204": {"description": "d"}}}, "post": {"responses": {"204": {"description": "d"}}}},
  "/garden/c(x={x})": {"parameters": [{"name": "x", "in": "path", "required": true, "schema": {"type": "array", "items": {"type": "string"}}}], "get": {"responses": {"204": {"description": "d"}}}},
  "/garden/d(x={x})": {"parameters": [{"name": "x", "in": "path", "required": true, "content": {"application/json": {"schema": {"type": "string"}}}}], "get": {"responses": {"204": {"description": "d"}}}},
  "/garden/e(x='@x')": {"parameters": [{"name": "x", "in": "header", "schema": {"type": "string"}}], "get": {"responses": {"204": {"description": "d"}}}},
  "/garden/sum(of={of})": {"parameters": [{"name": "of", "in": "path", "required": true, "schema": {"type": "array", "items": {"type": "integer", "format": "int32"}}}], "get": {"responses": {"204": {"description": "d"}}}},
  "/garden/after(time={time})": {"parameters": [{"name": "time", "in": "path", "required": true, "schema": {"type": "string", "format": "duration"}}], "get": {"responses": {"204": {"description": "d"}}}}
}, "components": {}}"##;
    let loaded = load_text(&csdl, openapi, &overlay(), Memory::default()).unwrap();
    emitted(&loaded).unwrap();
    assert_eq!(rust(&loaded), ["GET /garden = client.garden().get()"]);
    assert_eq!(
        of_kind(&loaded.api.findings, FindingKind::NotGenerated),
        [
            "GET /garden/a(x=@x)/b: `/garden/a(x={x})`: no OpenAPI parameter says what `x` is",
            "GET /garden/after(time={time}): `/garden/after(time={time})`: `time` is a Edm.Duration, which cannot be written into a URL",
            "GET /garden/c(x={x}): `/garden/c(x={x})`: the OpenAPI parameter `x` has a type that cannot be written into a URL",
            "GET /garden/d(x={x}): `/garden/d(x={x})`: the OpenAPI parameter `x` has a type that cannot be written into a URL",
            "GET /garden/e(x='@x'): `/garden/e(x={x})`: no OpenAPI parameter says what `x` is",
            "GET /garden/sum(of={of}): `/garden/sum(of={of})`: `of` is a Collection(Edm.Int32), which cannot be written into a URL",
            "POST /garden/a(x=@x)/b: `/garden/a(x={x})`: no OpenAPI parameter says what `x` is",
        ]
    );
}

#[test]
fn a_root_with_arguments_is_left_out() {
    let loaded = load(SERVICE, &format!("{ROUTES}GET /garden(code='{{code}}') -> plant\n")).unwrap();
    emitted(&loaded).unwrap();
    assert_eq!(
        of_kind(&loaded.api.findings, FindingKind::NotGenerated),
        ["GET /garden(code='{code}'): `/garden(code='{code}')`: the client's own steps take no arguments"]
    );
}

/// Two places with one template whose arguments have other types are not one builder.
#[test]
fn what_differs_in_the_type_of_an_argument_is_not_shared() {
    let routes = format!(
        "{ROUTES}GET /garden/photo/look(at={{at:Edm.Int32}}) -> plant\nGET /garden/settings/look(at={{at:Edm.Date}}) -> plant\n"
    );
    let loaded = load(SERVICE, &routes).unwrap();
    let mut found = signatures(&loaded, "look");
    found
        .iter_mut()
        .for_each(|found| *found = found.split(") ->").next().unwrap().to_owned());
    found.sort();
    assert_eq!(
        found,
        ["pub fn look(&self, at: i32", "pub fn look(&self, at: values::Date"]
    );
}

/// The whole v1.0 service: 21 of its paths have aliases, and none of the others is sent with a brace.
#[test]
fn of_the_whole_service_no_path_is_sent_with_a_brace() {
    let (Some(csdl), Some(openapi)) = (
        shared("metadata/v1.0/metadata.csdl"),
        shared("metadata/v1.0/openapi-whole-service.yaml.gz"),
    ) else {
        return;
    };
    let csdl = std::fs::read_to_string(csdl).unwrap();
    let mut text = String::new();
    let packed = std::fs::File::open(openapi).unwrap();
    std::io::Read::read_to_string(&mut flate2::read::GzDecoder::new(packed), &mut text).unwrap();

    let document = generator::csdl::read("metadata.csdl", &csdl).unwrap();
    let mut openapi = generator::openapi::read("openapi.yaml", &text).unwrap();
    let index = Index::new(&document).unwrap();
    // What hangs on these leads to everything that has an alias; `groups`, `teams` and `users` are sets of the same
    // types.
    let named = |roots: &[&str]| roots.iter().map(|root| Root::parse(root).unwrap()).collect();
    let selection = Selection {
        roots: named(&["me", "communications", "teamwork"]),
        ..generator::overlay::parse("selection.yaml", "roots: []\nnamespaces: []\nboundary: {base: microsoft.graph.directoryObject, types: [microsoft.graph.directoryObject]}\n").unwrap()
    };
    let wide = Overlay {
        selection,
        ..Overlay::default()
    };
    let selected = select(&index, &wide.selection, Version::V1_0).unwrap();
    let api = resolve(&index, &selected, &wide, Version::V1_0, &|_| false).unwrap();
    let paths = Selection {
        roots: named(&["me", "communications", "teamwork", "groups", "teams", "users"]),
        ..Selection::default()
    };
    openapi.paths.retain(|path, _| paths.has_path(path));
    let aliased: Vec<String> = openapi
        .paths
        .keys()
        .filter(|path| path.contains('@'))
        .cloned()
        .collect();
    assert_eq!(aliased.len(), 21, "{aliased:#?}");

    let (mut findings, case) = (Vec::new(), Case::new([]));
    let mut tree =
        generator::routes::resolve_paths(&api, &openapi, &PermissionTable::new(), &case, &mut findings).unwrap();
    let left_out = tree.leave_out_unsendable();
    let mut found = BTreeMap::new();
    let mut paths = 0;
    tree.walk(&mut |node| {
        paths += usize::from(node.written.is_some());
        assert!(!node.segment.contains('@'), "{}", node.path);
        let parameters = node.kind.parameters();
        assert_eq!(node.segment.matches('{').count(), parameters.len(), "{}", node.path);
        if let Some(written) = node.written.as_ref().filter(|written| written.contains('@')) {
            assert!(parameters.iter().all(|parameter| parameter.optional), "{written}");
            found.insert(written.clone(), word(node));
        }
    });
    assert_eq!(found.keys().collect::<Vec<_>>(), aliased.iter().collect::<Vec<_>>());
    let said: BTreeSet<&str> = found.values().map(String::as_str).collect();
    assert_eq!(
        said.into_iter().collect::<Vec<_>>(),
        [
            "function microsoft.graph.doesUserHaveAccess(user_id: Edm.String, tenant_id: Edm.String, user_principal_name: Edm.String)",
            "function microsoft.graph.getAllRecordings(meeting_organizer_user_id: Edm.String, start_date_time: Edm.DateTimeOffset, end_date_time: Edm.DateTimeOffset)",
            "function microsoft.graph.getAllRecordings(user_id: Edm.String, start_date_time: Edm.DateTimeOffset, end_date_time: Edm.DateTimeOffset)",
            "function microsoft.graph.getAllTranscripts(meeting_organizer_user_id: Edm.String, start_date_time: Edm.DateTimeOffset, end_date_time: Edm.DateTimeOffset)",
            "function microsoft.graph.getAllTranscripts(user_id: Edm.String, start_date_time: Edm.DateTimeOffset, end_date_time: Edm.DateTimeOffset)",
        ]
    );
    // Both documents say the same of them: no finding is about one.
    let functions = ["getAllRecordings(", "getAllTranscripts(", "doesUserHaveAccess("];
    let of_aliases: Vec<String> = findings
        .iter()
        .filter(|finding| functions.iter().any(|function| finding.place.contains(function)))
        .map(ToString::to_string)
        .collect();
    assert_eq!(of_aliases, [""; 0]);
    println!("{paths} paths, {} operations left out:", left_out.len());
    left_out.iter().for_each(|finding| println!("{finding}"));

    // And what the emitters take: a literal has no brace, a template as many as it is given arguments.
    let surface = Surface::of(&tree, Version::V1_0, &case, &BTreeMap::new(), &mut Memory::default()).unwrap();
    let steps = surface
        .builders
        .iter()
        .flat_map(|builder| &builder.steps)
        .chain(&surface.roots)
        .map(|step| &step.segment);
    let calls = surface
        .builders
        .iter()
        .flat_map(|builder| &builder.calls)
        .map(|call| &call.segment);
    for segment in steps.chain(calls) {
        let (text, holes) = match segment {
            Segment::Here | Segment::Key(_) => continue,
            Segment::Literal(text) => (text, 0),
            Segment::AlternateKey { template, parameters } | Segment::Function { template, parameters } => {
                (template, parameters.len())
            }
        };
        assert_eq!(
            (text.matches('{').count(), text.contains('@')),
            (holes, false),
            "{text}"
        );
    }
}
