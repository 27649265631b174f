//! Small services of `shared/cases`: segments without meaning, types without keys, aliases.

use super::*;

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
        ["pub fn recent(&self, days: i32, kind: impl AsRef<str>) -> BedByDaysAndKindCollectionBuilder"]
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
             -> Request<Value<bool>, (CanTop,)>"
        ]
    );
    assert_eq!(
        signatures(&loaded, "guess"),
        ["pub fn guess(&self, a: Option<&str>, b: Option<i64>, c: values::Guid) -> GuessBuilder"]
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
    let names = name_models(&api, &case, &mut Memory::default()).unwrap();
    let parts = Parts {
        api: &api,
        names: &names,
        tree: &tree,
        areas: &Areas::default(),
        case: &case,
        notes: &BTreeMap::new(),
        inferred: &BTreeMap::new(),
        roles: &BTreeMap::new(),
    };
    let surface = Surface::of(parts, &mut Memory::default()).unwrap();
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
