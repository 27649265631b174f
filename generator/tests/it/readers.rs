//! The two readers and writers on documents that hold one of everything: what is read, what is reported as unknown, and
//! the bytes that are written.

use generator::csdl::{self, Expression, StructuredKind};
use generator::openapi::{self, AdditionalProperties, Literal, Method};

/// Every construct of CSDL, in an order that is not the canonical one, with what the writer normalizes.
const CSDL: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<!-- a comment -->
<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx">
  <edmx:Reference Uri="https://example.org/core.xml">
    <edmx:Include Namespace="Org.OData.Core.V1" Alias="Core"/>
    <edmx:IncludeAnnotations TermNamespace="Org.OData.Core.V1" TargetNamespace="a.b"/>
  </edmx:Reference>
  <edmx:DataServices>
    <Schema Namespace="a.c" xmlns="http://docs.oasis-open.org/odata/ns/edm"/>
    <Schema Namespace="a.b" Alias="self" xmlns="http://docs.oasis-open.org/odata/ns/edm">
      <Annotations Target="self.root/sets">
        <Annotation Term="Org.OData.Capabilities.V1.ExpandRestrictions">
          <Record>
            <PropertyValue Property="NonExpandableProperties">
              <Collection><NavigationPropertyPath> up </NavigationPropertyPath><NavigationPropertyPath>down</NavigationPropertyPath></Collection>
            </PropertyValue>
            <PropertyValue Property="Expandable" Bool="false"/>
          </Record>
        </Annotation>
      </Annotations>
      <Annotations Target="self.empty"/>
      <EntityContainer Name="root">
        <FunctionImport Name="call" Function="self.find" EntitySet="sets" IncludeInServiceDocument="true"/>
        <ActionImport Name="act" Action="self.act"/>
        <Singleton Name="me" Type="self.base"><NavigationPropertyBinding Path="up" Target="sets"/></Singleton>
        <EntitySet Name="sets" EntityType="self.base"/>
      </EntityContainer>
      <Term Name="tag" Type="Core.Tag" AppliesTo="Property" DefaultValue="true"/>
      <Function Name="find" IsBound="true" IsComposable="true" EntitySetPath="it/up">
        <Parameter Name="it" Type="Collection(self.base)" Nullable="false"/>
        <Parameter Name="by" Type="Edm.String" Unicode="false"><Annotation Term="Core.OptionalParameter"/></Parameter>
        <ReturnType Type="Collection(self.base)" Nullable="false"/>
      </Function>
      <Function Name="find" IsBound="true">
        <Parameter Name="it" Type="Collection(self.base)"/>
        <ReturnType Type="self.base"/>
      </Function>
      <Action Name="act"><Parameter Name="z" Type="Edm.Int32"/><Parameter Name="a" Type="Edm.Int32"/></Action>
      <TypeDefinition Name="length" UnderlyingType="Edm.Decimal" Precision="9" Scale="3"/>
      <EnumType Name="colour" IsFlags="true" UnderlyingType="Edm.Int64">
        <Member Name="red" Value="4"/>
        <Member Name="blue"/>
        <Member Name="green" Value="-1"/>
      </EnumType>
      <EntityType Name="derived" BaseType="self.base"/>
      <EntityType Name="base" Abstract="true" OpenType="true" HasStream="true">
        <Key><PropertyRef Name="second"/><PropertyRef Name="first/id" Alias="id"/></Key>
        <Annotation Term="self.tag" Qualifier="q">
          <Collection>
            <String> a &lt; "b" </String><Int>-3</Int><Float>1.5</Float><Decimal>2.50</Decimal><Date>2020-01-31</Date>
            <DateTimeOffset>2020-01-31T00:00:00Z</DateTimeOffset><TimeOfDay>01:02:03</TimeOfDay><Duration>PT1S</Duration>
            <Guid>00000000-0000-0000-0000-000000000001</Guid><Binary>AA</Binary><Bool>true</Bool><Null/><Path>p</Path>
            <EnumMember>self.colour/red
              self.colour/blue</EnumMember><PropertyPath>p</PropertyPath><AnnotationPath>@a.b</AnnotationPath>
            <ModelElementPath>self.base</ModelElementPath><UrlRef><String>https://example.org</String></UrlRef>
            <Record Type="self.part"><PropertyValue Property="x"/><Annotation Term="self.tag"/></Record>
          </Collection>
        </Annotation>
        <NavigationProperty Name="up" Type="self.base" Nullable="false" Partner="self.derived/down" ContainsTarget="true">
          <ReferentialConstraint Property="second" ReferencedProperty="second"/>
          <OnDelete Action="SetNull"/>
          <Annotation Term="self.tag" String="tab&#9;quote&quot;"/>
        </NavigationProperty>
        <Property Name="second" Type="Edm.String" Nullable="false" MaxLength="max" Unicode="true" DefaultValue="&amp;"/>
        <Property Name="first" Type="self.part" SRID="variable" Scale="variable"/>
      </EntityType>
      <ComplexType Name="part"/>
    </Schema>
  </edmx:DataServices>
</edmx:Edmx>"#;

/// What [`CSDL`] is written as.
const CSDL_WRITTEN: &str = include_str!("readers/everything.csdl");

#[test]
fn every_construct_of_csdl_is_read() {
    let document = csdl::read("a.csdl", CSDL).unwrap();
    assert_eq!(document.unknown, []);
    assert_eq!(document.references[0].includes[0].alias.as_deref(), Some("Core"));
    let schema = &document.schemas[0];
    assert_eq!(
        (schema.namespace.as_str(), schema.alias.as_deref()),
        ("a.b", Some("self"))
    );

    let base = &schema.structured_types[0];
    assert_eq!((base.name.as_str(), base.kind), ("base", StructuredKind::Entity));
    assert!(base.is_abstract && base.open && base.has_stream);
    assert_eq!(
        base.key.iter().map(|part| part.name.as_str()).collect::<Vec<_>>(),
        ["second", "first/id"],
        "a key has an order of its own"
    );
    assert_eq!(base.properties[1].facets.nullable, Some(false));
    assert!(base.properties[0].facets.is_nullable());
    assert_eq!((base.at.line, base.at.column), (46, 7));
    let up = &base.navigation_properties[0];
    assert!(up.contains_target);
    assert_eq!(up.partner.as_deref(), Some("self.derived/down"));
    assert_eq!(up.referential_constraints[0].referenced_property, "second");
    assert_eq!(up.on_delete.as_ref().unwrap().action, "SetNull");
    assert_eq!(up.annotations[0].value, Expression::String("tab\tquote\"".into()));

    let forms = base.annotations[0].value.as_collection().unwrap();
    assert_eq!(forms.len(), 19);
    assert_eq!(forms[0], Expression::String(" a < \"b\" ".into()));
    assert_eq!(forms[1], Expression::Int(-3));
    assert_eq!(
        forms[13],
        Expression::EnumMember("self.colour/red self.colour/blue".into())
    );
    let record = forms[18].as_record().unwrap();
    assert_eq!(
        record.get("x").unwrap().as_bool(),
        Some(true),
        "a tag without a value is true"
    );

    let members: Vec<_> = schema.enum_types[0]
        .members
        .iter()
        .map(|member| (member.value, member.name.as_str()))
        .collect();
    assert_eq!(members, [(-1, "green"), (4, "red"), (5, "blue")]);
    let operations: Vec<_> = schema
        .operations
        .iter()
        .map(|operation| (operation.name.as_str(), operation.parameters.len()))
        .collect();
    assert_eq!(operations, [("act", 2), ("find", 1), ("find", 2)]);
    let find = &schema.operations[2];
    assert!(find.is_bound && find.is_composable && find.parameters[0].type_name.collection);
    assert_eq!(find.parameters[1].annotations[0].value, Expression::Default);
    assert_eq!(find.return_type.as_ref().unwrap().facets.nullable, Some(false));
    assert_eq!(schema.containers[0].imports.len(), 2);
    assert_eq!(schema.containers[0].singletons[0].bindings[0].target, "sets");
}

#[test]
fn csdl_is_written_in_normal_form() {
    let document = csdl::read("a.csdl", CSDL).unwrap();
    let written = csdl::write(&document);
    assert_eq!(written, CSDL_WRITTEN, "written:\n{written}");
    let again = csdl::read("a.csdl", &written).unwrap();
    assert_eq!(again, document);
    assert_eq!(csdl::write(&again), written);
}

#[test]
fn csdl_in_another_order_is_written_the_same() {
    // Members of an enumeration without values count on, so they alone keep their order.
    let lines = |text: &str| -> Vec<String> { text.lines().map(str::to_owned).collect() };
    let mut shuffled = lines(CSDL_WRITTEN);
    let find = |lines: &[String], text: &str| lines.iter().position(|line| line.contains(text)).unwrap();
    for (a, b) in [
        ("Name=\"blue\"", "Name=\"green\""),
        ("Property Name=\"first\"", "Property Name=\"second\""),
        ("<EntitySet", "<ActionImport"),
    ] {
        let (a, b) = (find(&shuffled, a), find(&shuffled, b));
        shuffled.swap(a, b);
    }
    assert_ne!(shuffled, lines(CSDL_WRITTEN));
    let document = csdl::read("a.csdl", &shuffled.join("\n")).unwrap();
    assert_eq!(csdl::write(&document), CSDL_WRITTEN);
}

#[test]
fn what_is_unknown_in_csdl_is_reported_with_its_place() {
    let text = r#"<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx" xmlns:x="urn:x">
<edmx:DataServices m="1">
<Schema Namespace="a.b" xmlns="http://docs.oasis-open.org/odata/ns/edm">
<ComplexType Name="c" HasStream="true" x:Name="d"><Documentation/>text</ComplexType>
<Using/>
<x:ComplexType/>
<Annotations Target="a.b.c"><Annotation Term="a.b.t"><If><Bool>true</Bool></If></Annotation></Annotations>
</Schema>
</edmx:DataServices>
</edmx:Edmx>"#;
    let document = csdl::read("a.csdl", text).unwrap();
    let unknown: Vec<String> = document
        .unknown
        .iter()
        .map(|unknown| format!("{}: {}", document.place(unknown.at), unknown.what))
        .collect();
    assert_eq!(
        unknown,
        [
            "a.csdl:2:20: attribute `m` of `DataServices`",
            "a.csdl:4:23: attribute `HasStream` of `ComplexType`",
            "a.csdl:4:40: attribute `Name` of `ComplexType`",
            "a.csdl:4:51: element `Documentation` in `ComplexType`",
            "a.csdl:4:67: text in `ComplexType`",
            "a.csdl:5:1: element `Using` in `Schema`",
            "a.csdl:6:1: element `ComplexType` of namespace `urn:x` in `Schema`",
            "a.csdl:7:54: expression `If` in `Annotation`",
        ]
    );
    assert_eq!(
        document.schemas[0].annotations_by_target,
        [],
        "an annotation whose value is not known is left out whole"
    );
}

/// Everything that the OpenAPI reader knows, in an order that is not the canonical one.
const OPENAPI: &str = r##"openapi: 3.0.4
info:
  title: A title
  description: skipped
  version: 1.0
  x-ms-generated-by: {toolName: tool, toolVersion: 3.2}
servers: [{url: 'https://example.org/v1.0'}]
tags:
  - name: skipped
components:
  schemas:
    b:
      title: b
      required: [z, '@odata.type']
      type: object
      properties:
        z: {type: string, nullable: true, default: 'on', description: skipped}
        '@odata.type': {type: string, default: '#a.b'}
        n: {type: number, minimum: -7.9e28, maximum: 2147483647, format: decimal}
        e: {enum: [a, 'null', null, 'yes', 2020-01-31, 1e3, true], nullable: true}
        a: {type: array, uniqueItems: true, minItems: 1, maxItems: 2, items: {$ref: '#/components/schemas/c'}, readOnly: true}
        o: {anyOf: [{$ref: '#/components/schemas/c'}, {type: object, nullable: true}], x-ms-navigationProperty: true}
        m: {type: object, additionalProperties: false}
      additionalProperties: {type: string, minLength: 0, maxLength: 9, pattern: '^[a-z]{1,2}''s$'}
      discriminator: {propertyName: '@odata.type', mapping: {'#a.c': '#/components/schemas/c'}}
      x-ms-discriminator-value: '#a.b'
    c:
      type: string
      enum: [x, y]
      x-ms-enum: {name: c, modelAsString: false, values: [{value: x, name: x, description: skipped}, {value: y, name: y}]}
      x-ms-enum-flags: {isFlags: true}
      x-ms-primary-error-message: true
    any: {}
  responses:
    error: {description: skipped, content: {application/json: {schema: {$ref: '#/components/schemas/b'}}}}
  parameters:
    top: {name: $top, in: query, schema: {type: integer}, example: 50}
  requestBodies:
    body: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/b'}}}}
paths:
  /a/f(on='{on}',ids={ids}):
    description: skipped
    x-ms-docs-grouped-path: [/b]
    parameters:
      - {name: on, in: path, required: true, schema: {type: string}, x-ms-docs-key-type: a}
      - {name: ids, in: path, required: true, content: {application/json: {schema: {type: array, items: {type: string}}}}}
    post:
      requestBody: {$ref: '#/components/requestBodies/body'}
      responses: {204: {description: skipped}}
      security: []
    get:
      tags: [skipped]
      summary: skipped
      operationId: skipped
      deprecated: true
      x-ms-deprecation: {date: 2024-01-01, removalDate: '2025-01-01T00:00:00Z', version: x, description: skipped}
      x-ms-docs-operation-type: function
      x-ms-pageable: {nextLinkName: '@odata.nextLink', operationName: listMore}
      parameters:
        - {name: $select, in: query, explode: false, style: form, schema: {type: array, items: {type: string}}}
        - {name: ConsistencyLevel, in: header, schema: {type: string}}
        - $ref: '#/components/parameters/top'
      responses:
        4XX: {$ref: '#/components/responses/error'}
        2XX: {description: skipped, content: {text/plain: {schema: {type: string}}}}
"##;

/// What [`OPENAPI`] is written as.
const OPENAPI_WRITTEN: &str = include_str!("readers/everything.yaml");

#[test]
fn every_construct_of_openapi_is_read() {
    let document = openapi::read("a.yaml", OPENAPI).unwrap();
    assert_eq!(document.unknown, []);
    assert_eq!((document.title.as_str(), document.version.as_str()), ("A title", "1.0"));
    assert_eq!(
        document.generated_by.as_ref().unwrap().tool_version.as_deref(),
        Some("3.2")
    );
    let item = &document.paths["/a/f(on='{on}',ids={ids})"];
    assert_eq!(
        item.operations.keys().copied().collect::<Vec<_>>(),
        [Method::Get, Method::Post]
    );
    let get = &item.operations[&Method::Get];
    assert_eq!(
        get.parameters[0].reference(),
        Some("#/components/parameters/top"),
        "references stand first"
    );
    assert_eq!(
        get.parameters[0].resolve(&document.components.parameters).unwrap().name,
        "$top"
    );
    assert_eq!(get.parameters[1].item().unwrap().explode, Some(false));
    assert!(get.deprecated);
    assert_eq!(get.deprecation.as_ref().unwrap().date.as_deref(), Some("2024-01-01"));
    assert_eq!(
        get.pageable.as_ref().unwrap().operation_name.as_deref(),
        Some("listMore")
    );
    assert_eq!(item.operations[&Method::Post].security.as_deref(), Some([].as_slice()));
    assert_eq!(
        item.operations[&Method::Post].responses.keys().collect::<Vec<_>>(),
        ["204"]
    );

    let schema = &document.components.schemas["b"];
    assert_eq!(schema.required, ["@odata.type", "z"]);
    assert_eq!(schema.properties["z"].default, Some(Literal::String("on".into())));
    assert_eq!(schema.properties["n"].minimum, Some(Literal::Float(-7.9e28)));
    assert_eq!(
        schema.properties["e"].values[2..4],
        [Literal::Null, Literal::String("yes".into())]
    );
    assert_eq!(
        schema.properties["o"].any_of[0].reference.as_deref(),
        Some("#/components/schemas/c")
    );
    assert_eq!(
        schema.properties["m"].additional_properties.as_deref(),
        Some(&AdditionalProperties::Allowed(false))
    );
    assert_eq!(
        schema.discriminator.as_ref().unwrap().mapping["#a.c"],
        "#/components/schemas/c"
    );
}

#[test]
fn openapi_is_written_in_normal_form() {
    let document = openapi::read("a.yaml", OPENAPI).unwrap();
    let written = openapi::write(&document);
    assert_eq!(written, OPENAPI_WRITTEN, "written:\n{written}");
    assert!(!written.contains("skipped"), "sentences stay out");
    let again = openapi::read("a.yaml", &written).unwrap();
    assert_eq!(again, document);
    assert_eq!(openapi::write(&again), written);
}

#[test]
fn every_text_comes_back_from_yaml_as_it_was() {
    let texts = [
        "",
        " ",
        "on",
        "Off",
        "yes",
        "NO",
        "y",
        "null",
        "~",
        "true",
        "1",
        "1.0",
        "1e3",
        "0x1f",
        "1_000",
        "12:30:45",
        "2020-01-31",
        "-",
        "- a",
        "?",
        "a: b",
        "a:",
        "a #b",
        "#a",
        "&a",
        "*a",
        "!a",
        "%a",
        "@a",
        "`a",
        "|",
        ">",
        "[a]",
        "{a}",
        "a,b",
        "'",
        "\"",
        "it's",
        "\\",
        "a\nb",
        "a\r\nb",
        "\t",
        " a",
        "a ",
        "=",
        "<<",
        "---",
        "...",
        ".inf",
        "é",
        "日本",
        "\u{7f}",
        "\u{85}",
        "\u{a0}",
        "\u{2028}",
        "\u{feff}",
        "🦀",
        "\u{1}",
    ];
    let mut document = openapi::read("a.yaml", OPENAPI).unwrap();
    let schema = document.components.schemas.get_mut("any").unwrap();
    schema.values = texts.iter().map(|text| Literal::String((*text).into())).collect();
    schema.values.extend([
        Literal::Null,
        Literal::Bool(false),
        Literal::Int(i64::MIN),
        Literal::Float(1e300),
        Literal::Float(-0.5e-7),
        Literal::Float(3.0),
    ]);
    schema.default = Some(Literal::String("no".into()));
    schema.title = Some("2020-01-31".into());
    let again = openapi::read("a.yaml", &openapi::write(&document)).unwrap();
    assert_eq!(again.components.schemas["any"], document.components.schemas["any"]);
}

#[test]
fn what_is_unknown_in_openapi_is_reported_with_its_path() {
    let text = OPENAPI
        .replace("  title: A title", "  title: A title\n  x-logo: {a: [b]}")
        .replace("    get:\n", "    get:\n      callbacks: {}\n")
        .replace("top: {name", "top: {allowReserved: true, name")
        .replace("z: {type", "z: {multipleOf: 2, type")
        .replace(
            "    post:\n      requestBody: {$ref: '#/components/requestBodies/body'",
            "    post:\n      requestBody: {$ref: '#/components/requestBodies/body', required: true",
        );
    let document = openapi::read("a.yaml", &text).unwrap();
    let unknown: Vec<&str> = document.unknown.iter().map(|unknown| unknown.path.as_str()).collect();
    assert_eq!(
        unknown,
        [
            "#/components/parameters/top/allowReserved",
            "#/components/schemas/b/properties/z/multipleOf",
            "#/info/x-logo",
            "#/paths/~1a~1f(on='{on}',ids={ids})/get/callbacks",
            "#/paths/~1a~1f(on='{on}',ids={ids})/post/requestBody/required",
        ]
    );
    assert_eq!(document.paths, openapi::read("a.yaml", OPENAPI).unwrap().paths);
}

#[test]
fn brackets_in_sentences_are_no_nesting() {
    let text = OPENAPI.replace(
        "    description: skipped\n",
        &format!("    description: |\n{}", "      half open: [a, and {b\n".repeat(900)),
    );
    assert_ne!(text, OPENAPI);
    assert_eq!(
        openapi::read("a.yaml", &text).unwrap(),
        openapi::read("a.yaml", OPENAPI).unwrap()
    );
}
