//! Bad CSDL, each with the message that a person gets: what is wrong, what was expected, and file, line and column.

use generator::csdl;

/// A document with one schema around `content`, which begins on line 4, column 1.
fn schema(content: &str) -> String {
    format!(
        r#"<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx">
<edmx:DataServices>
<Schema Namespace="a.b" xmlns="http://docs.oasis-open.org/odata/ns/edm">
{content}
</Schema>
</edmx:DataServices>
</edmx:Edmx>"#
    )
}

/// The message that a text is refused with.
fn refusal(text: &str) -> String {
    csdl::read("bad.csdl", text).unwrap_err().to_string()
}

#[test]
fn text_that_is_not_xml() {
    let text = "openapi: 3.0.4\n".to_owned();
    assert_eq!(refusal(&text), "bad.csdl:1:1: not well-formed XML: unknown token");
}

#[test]
fn xml_that_ends_early() {
    let text = "<a>\n  <b>\n</a>".to_owned();
    assert_eq!(
        refusal(&text),
        "bad.csdl:3:1: not well-formed XML: expected 'b' tag, not 'a'"
    );
}

#[test]
fn xml_that_is_not_csdl() {
    let text = "<?xml version=\"1.0\"?>\n<html><body/></html>".to_owned();
    assert_eq!(
        refusal(&text),
        "bad.csdl:2:1: not a CSDL document: the root element is `html` without a namespace; expected `Edmx` of namespace `http://docs.oasis-open.org/odata/ns/edmx`"
    );
}

#[test]
fn csdl_of_another_version() {
    let text = "<Edmx xmlns=\"http://docs.oasis-open.org/odata/ns/edmx\" Version=\"3.0\"/>".to_owned();
    assert_eq!(
        refusal(&text),
        "bad.csdl:1:1: `Version` of `Edmx` is `3.0`; expected `4.0` or `4.01`"
    );
}

#[test]
fn wrapper_without_services() {
    let text = "<Edmx xmlns=\"http://docs.oasis-open.org/odata/ns/edmx\" Version=\"4.0\"/>".to_owned();
    assert_eq!(
        refusal(&text),
        "bad.csdl:1:1: not a CSDL document: `Edmx` has no `DataServices`"
    );
}

#[test]
fn schema_without_namespace() {
    let text = schema("").replace(" Namespace=\"a.b\"", "");
    assert_eq!(refusal(&text), "bad.csdl:3:1: `Schema` has no attribute `Namespace`");
}

#[test]
fn missing_attribute() {
    let text = schema("<ComplexType Name='c'>\n  <Property Name='p'/>\n</ComplexType>");
    assert_eq!(refusal(&text), "bad.csdl:5:3: `Property` `p` has no attribute `Type`");
}

#[test]
fn wrong_boolean() {
    let text = schema("<ComplexType Name='c' Abstract='yes'/>");
    assert_eq!(
        refusal(&text),
        "bad.csdl:4:1: `Abstract` of `ComplexType` is `yes`; expected `true` or `false`"
    );
}

#[test]
fn wrong_enum_value() {
    let text = schema("<EnumType Name='e'><Member Name='m' Value='0x1'/></EnumType>");
    assert_eq!(
        refusal(&text),
        "bad.csdl:4:20: `Value` of `Member` is `0x1`; expected a whole number of 64 bits"
    );
}

#[test]
fn enum_value_that_cannot_be_counted_on() {
    let text =
        schema("<EnumType Name='e'>\n<Member Name='m' Value='9223372036854775807'/>\n<Member Name='n'/></EnumType>");
    assert_eq!(refusal(&text), "bad.csdl:6:1: the member `n` of `e` needs a `Value`");
}

#[test]
fn wrong_underlying_type() {
    let text = schema("<EnumType Name='e' UnderlyingType='Edm.String'/>");
    assert_eq!(
        refusal(&text),
        "bad.csdl:4:1: `UnderlyingType` of `EnumType` is `Edm.String`; expected `Edm.Byte`, `Edm.SByte`, `Edm.Int16`, `Edm.Int32` or `Edm.Int64`"
    );
}

#[test]
fn wrong_facet() {
    let text = schema("<ComplexType Name='c'><Property Name='p' Type='Edm.String' MaxLength='-1'/></ComplexType>");
    assert_eq!(
        refusal(&text),
        "bad.csdl:4:23: `MaxLength` of `Property` is `-1`; expected a number or `max`"
    );
}

#[test]
fn type_without_namespace() {
    let text = schema("<ComplexType Name='c' BaseType='d'/>");
    assert_eq!(
        refusal(&text),
        "bad.csdl:4:1: `BaseType` `d` of `ComplexType` has no namespace or alias; expected `namespace.name`"
    );
}

#[test]
fn collection_that_is_not_closed() {
    let text = schema("<ComplexType Name='c'><Property Name='p' Type='Collection(Edm.String'/></ComplexType>");
    assert_eq!(
        refusal(&text),
        "bad.csdl:4:23: `Type` `Collection(Edm.String` of `Property` is no OData identifier because of `(`; expected a letter or `_`, then letters, digits and `_`"
    );
}

#[test]
fn types_of_one_name() {
    let text = schema("<ComplexType Name='c'/>\n<EntityType Name='d'/>\n<EnumType Name='c'/>");
    assert_eq!(
        refusal(&text),
        "bad.csdl:6:1: the type `a.b.c` is defined twice (the other is at bad.csdl:4:1)"
    );
}

#[test]
fn properties_of_one_name() {
    let text = schema(
        "<EntityType Name='c'>\n<Property Name='p' Type='Edm.String'/>\n<NavigationProperty Name='p' Type='a.b.c'/></EntityType>",
    );
    assert_eq!(
        refusal(&text),
        "bad.csdl:6:1: the property `p` of `c` is defined twice (the other is at bad.csdl:5:1)"
    );
}

#[test]
fn members_of_one_name() {
    let text = schema("<EnumType Name='e'>\n<Member Name='m'/>\n<Member Name='m'/></EnumType>");
    assert_eq!(
        refusal(&text),
        "bad.csdl:6:1: the member `m` of `e` is defined twice (the other is at bad.csdl:5:1)"
    );
}

#[test]
fn parameters_of_one_name() {
    let text = schema(
        "<Action Name='e'>\n<Parameter Name='m' Type='Edm.String'/>\n<Parameter Name='m' Type='Edm.String'/></Action>",
    );
    assert_eq!(
        refusal(&text),
        "bad.csdl:6:1: the parameter `m` of `e` is defined twice (the other is at bad.csdl:5:1)"
    );
}

#[test]
fn overloads_of_the_same_parameters() {
    let text = schema(
        "<Action Name='e' IsBound='true'><Parameter Name='m' Type='a.b.c'/></Action>\n<Action Name='e' IsBound='true'><Parameter Name='n' Type='a.b.c'/></Action>",
    );
    assert_eq!(
        refusal(&text),
        "bad.csdl:5:1: the overload of `a.b.e` for the same parameters is defined twice (the other is at bad.csdl:4:1)"
    );
}

#[test]
fn schemas_of_one_namespace() {
    let text = schema("</Schema>\n<Schema Namespace='a.b' xmlns='http://docs.oasis-open.org/odata/ns/edm'>");
    assert_eq!(
        refusal(&text),
        "bad.csdl:5:1: the schema or alias `a.b` is defined twice (the other is at bad.csdl:3:1)"
    );
}

#[test]
fn sets_of_one_name() {
    let text = schema(
        "<EntityContainer Name='e'>\n<EntitySet Name='s' EntityType='a.b.c'/>\n<Singleton Name='s' Type='a.b.c'/></EntityContainer>",
    );
    assert_eq!(
        refusal(&text),
        "bad.csdl:6:1: `s` of the container `e` is defined twice (the other is at bad.csdl:5:1)"
    );
}

#[test]
fn function_without_return_type() {
    let text = schema("<Function Name='f'/>");
    assert_eq!(refusal(&text), "bad.csdl:4:1: the function `f` has no `ReturnType`");
}

#[test]
fn bound_operation_without_parameter() {
    let text = schema("<Action Name='f' IsBound='true'/>");
    assert_eq!(
        refusal(&text),
        "bad.csdl:4:1: `f` is bound, but has no `Parameter` to be bound to"
    );
}

#[test]
fn annotation_with_two_values() {
    let text = schema("<Annotation Term='a.b.t' Bool='true' String='x'/>");
    assert_eq!(refusal(&text), "bad.csdl:4:1: `Annotation` has 2 values; expected one");
}

#[test]
fn name_with_quote() {
    let text = schema("<ComplexType Name='c&quot;'/>");
    assert_eq!(
        refusal(&text),
        r#"bad.csdl:4:1: `Name` `c"` of `ComplexType` is no OData identifier because of `"`; expected a letter or `_`, then letters, digits and `_`"#
    );
}

#[test]
fn name_with_braces() {
    let text = schema("<ComplexType Name='{c}'/>");
    assert_eq!(
        refusal(&text),
        "bad.csdl:4:1: `Name` `{c}` of `ComplexType` is no OData identifier because of `{`; expected a letter or `_`, then letters, digits and `_`"
    );
}

#[test]
fn name_with_path_separator() {
    let text = schema("<ComplexType Name='../c'/>");
    assert_eq!(
        refusal(&text),
        "bad.csdl:4:1: `Name` `../c` of `ComplexType` is no OData identifier because of `.`; expected a letter or `_`, then letters, digits and `_`"
    );
}

#[test]
fn name_with_backslash() {
    let text = schema("<ComplexType Name='c\\d'/>");
    assert_eq!(
        refusal(&text),
        r#"bad.csdl:4:1: `Name` `c\d` of `ComplexType` is no OData identifier because of `\`; expected a letter or `_`, then letters, digits and `_`"#
    );
}

#[test]
fn name_that_is_raw_in_rust() {
    let text = schema("<ComplexType Name='r#type'/>");
    assert_eq!(
        refusal(&text),
        "bad.csdl:4:1: `Name` `r#type` of `ComplexType` is no OData identifier because of `#`; expected a letter or `_`, then letters, digits and `_`"
    );
}

#[test]
fn name_in_another_script() {
    let text = schema("<ComplexType Name='\u{441}atalog'/>");
    assert_eq!(
        refusal(&text),
        "bad.csdl:4:1: `Name` `\u{441}atalog` of `ComplexType` has the letter U+0441 '\u{441}' of another script; only ASCII letters, digits and `_` are accepted, since Rust names are made of it"
    );
}

#[test]
fn name_that_begins_with_a_digit() {
    let text = schema("<ComplexType Name='1c'/>");
    assert_eq!(
        refusal(&text),
        "bad.csdl:4:1: `Name` `1c` of `ComplexType` is no OData identifier because of `1`; expected a letter or `_`, then letters, digits and `_`"
    );
}

#[test]
fn name_that_is_empty() {
    let text = schema("<ComplexType Name=''/>");
    assert_eq!(
        refusal(&text),
        "bad.csdl:4:1: `Name` `` of `ComplexType` is empty; expected a letter or `_`, then letters, digits and `_`"
    );
}

#[test]
fn name_that_is_too_long() {
    let text = schema(&format!("<ComplexType Name='{}'/>", "a".repeat(129)));
    assert_eq!(
        refusal(&text),
        "bad.csdl:4:1: `Name` `aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…` of `ComplexType` is longer than the 128 characters that OData allows"
    );
}

#[test]
fn name_with_a_line_break() {
    let text = schema("<ComplexType Name='a&#10;b'/>");
    assert_eq!(
        refusal(&text),
        r#"bad.csdl:4:1: `Name` `a\nb` of `ComplexType` is no OData identifier because of U+000A '\n'; expected a letter or `_`, then letters, digits and `_`"#
    );
}

#[test]
fn member_name_with_quote() {
    let text = schema("<EnumType Name='e'><Member Name='a&apos;b'/></EnumType>");
    assert_eq!(
        refusal(&text),
        "bad.csdl:4:20: `Name` `a'b` of `Member` is no OData identifier because of `'`; expected a letter or `_`, then letters, digits and `_`"
    );
}

#[test]
fn property_name_with_braces() {
    let text = schema("<ComplexType Name='c'><Property Name='a}b' Type='Edm.String'/></ComplexType>");
    assert_eq!(
        refusal(&text),
        "bad.csdl:4:23: `Name` `a}b` of `Property` is no OData identifier because of `}`; expected a letter or `_`, then letters, digits and `_`"
    );
}

#[test]
fn type_name_with_quote() {
    let text = schema("<ComplexType Name='c'><Property Name='p' Type='a.b&quot;c'/></ComplexType>");
    assert_eq!(
        refusal(&text),
        r#"bad.csdl:4:23: `Type` `a.b"c` of `Property` is no OData identifier because of `"`; expected a letter or `_`, then letters, digits and `_`"#
    );
}

#[test]
fn namespace_with_path_separator() {
    let text = schema("").replace("a.b", "a/b");
    assert_eq!(
        refusal(&text),
        "bad.csdl:3:1: `Namespace` `a/b` of `Schema` is no OData identifier because of `/`; expected a letter or `_`, then letters, digits and `_`"
    );
}

#[test]
fn alias_with_dots() {
    let text = schema("").replace("Namespace", "Alias='a.c' Namespace");
    assert_eq!(
        refusal(&text),
        "bad.csdl:3:1: `Alias` `a.c` of `Schema` is no OData identifier because of `.`; expected a letter or `_`, then letters, digits and `_`"
    );
}

#[test]
fn entities_that_expand() {
    let text = format!(
        "<!DOCTYPE a [\n{}]>\n<a>&l9;</a>",
        (1..10)
            .map(|level| format!("<!ENTITY l{level} \"{}\">\n", format!("&l{};", level - 1).repeat(10)))
            .collect::<String>()
    );
    assert_eq!(
        refusal(&text),
        "bad.csdl:1:1: the document has a DTD, which could expand entities without end; remove `<!DOCTYPE …>`, CSDL needs none"
    );
}

#[test]
fn entity_that_is_not_defined() {
    let text = schema("<ComplexType Name='&boom;'/>");
    assert_eq!(
        refusal(&text),
        "bad.csdl:4:20: not well-formed XML: unknown entity reference 'boom'"
    );
}

#[test]
fn nesting_of_a_hundred_thousand_elements() {
    let text = schema(&format!("{}{}", "<a>".repeat(100_000), "</a>".repeat(100_000)));
    let document = csdl::read("bad.csdl", &text).unwrap();
    // What the reader does not know it does not enter.
    let unknown: Vec<&str> = document.unknown.iter().map(|unknown| unknown.what.as_str()).collect();
    assert_eq!(unknown, ["element `a` in `Schema`"]);
}

#[test]
fn nesting_of_a_hundred_thousand_values() {
    let text = schema(&format!(
        "<Annotation Term='a.b.t'>{}{}</Annotation>",
        "<Collection>".repeat(100_000),
        "</Collection>".repeat(100_000)
    ));
    assert_eq!(
        refusal(&text),
        "bad.csdl:4:1214: annotations are nested more than 100 deep; no metadata document's are"
    );
}

/// Whatever stands in the start tags: depth is counted where the reader goes deeper, not by the look of the text.
#[test]
fn nesting_of_annotations_however_they_are_written() {
    for (open, close) in [
        (r#"<Annotation Term="A.b" Qualifier="/>">"#, "</Annotation>"),
        (
            r#"<Annotation Term="A.b"><Record><PropertyValue Property="p">"#,
            "</PropertyValue></Record></Annotation>",
        ),
        (r#"<Annotation Term="A.b"><!-- </Annotation> -->"#, "</Annotation>"),
        (r#"<Annotation Term="A.b"><![CDATA[</Annotation>]]>"#, "</Annotation>"),
        (
            "<Annotation Term='A.b' Qualifier='&lt;/Annotation>' >\n",
            "</Annotation >",
        ),
    ] {
        for levels in [3_000, 100_000] {
            let text = schema(&(open.repeat(levels) + &close.repeat(levels)));
            let message = refusal(&text);
            assert!(
                message.ends_with("annotations are nested more than 100 deep; no metadata document's are"),
                "{message}"
            );
            let place = message
                .strip_prefix("bad.csdl:")
                .and_then(|rest| rest.split(':').next());
            assert!(
                place.is_some_and(|line| line.parse::<u32>().is_ok_and(|line| line >= 4)),
                "{message}"
            );
        }
    }
}

#[test]
fn a_hundred_thousand_attributes() {
    let all: String = (0..100_000).map(|number| format!(" a{number}=''")).collect();
    assert_eq!(
        refusal(&schema(&format!("<ComplexType Name='c'{all}/>"))),
        "bad.csdl:4:706: an element with more than 100 attributes; no metadata document has one"
    );
}

#[test]
fn a_thousand_namespaces_in_each_other() {
    let open: String = (0..1_000)
        .map(|number| format!("<a xmlns:n{number}='n{number}'>"))
        .collect();
    assert_eq!(
        refusal(&schema(&(open + &"</a>".repeat(1_000)))),
        "bad.csdl:4:1846: more than 100 namespaces are declared for one element; no metadata document needs them"
    );
    // Beside each other they are no concern.
    let beside: String = (0..1_000)
        .map(|number| format!("<a xmlns:n{number}='n{number}'/>"))
        .collect();
    csdl::read("good.csdl", &schema(&beside)).unwrap();
}
