//! What does not resolve or agree is a finding, and what it costs.

use super::*;

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
