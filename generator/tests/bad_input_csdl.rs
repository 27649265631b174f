//! Bad CSDL, each with the message that a person gets: what is wrong, what was expected, and file, line and column.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

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
    assert_eq!(refusal(&text), "?");
}

#[test]
fn xml_that_ends_early() {
    let text = "<a>\n  <b>\n</a>".to_owned();
    assert_eq!(refusal(&text), "?");
}

#[test]
fn xml_that_is_not_csdl() {
    let text = "<?xml version=\"1.0\"?>\n<html><body/></html>".to_owned();
    assert_eq!(refusal(&text), "?");
}

#[test]
fn csdl_of_another_version() {
    let text = "<Edmx xmlns=\"http://docs.oasis-open.org/odata/ns/edmx\" Version=\"3.0\"/>".to_owned();
    assert_eq!(refusal(&text), "?");
}

#[test]
fn wrapper_without_services() {
    let text = "<Edmx xmlns=\"http://docs.oasis-open.org/odata/ns/edmx\" Version=\"4.0\"/>".to_owned();
    assert_eq!(refusal(&text), "?");
}

#[test]
fn schema_without_namespace() {
    let text = schema("").replace(" Namespace=\"a.b\"", "");
    assert_eq!(refusal(&text), "?");
}

#[test]
fn missing_attribute() {
    let text = schema("<ComplexType Name='c'>\n  <Property Name='p'/>\n</ComplexType>");
    assert_eq!(refusal(&text), "?");
}

#[test]
fn wrong_boolean() {
    let text = schema("<ComplexType Name='c' Abstract='yes'/>");
    assert_eq!(refusal(&text), "?");
}

#[test]
fn wrong_enum_value() {
    let text = schema("<EnumType Name='e'><Member Name='m' Value='0x1'/></EnumType>");
    assert_eq!(refusal(&text), "?");
}

#[test]
fn enum_value_that_cannot_be_counted_on() {
    let text = schema("<EnumType Name='e'>\n<Member Name='m' Value='9223372036854775807'/>\n<Member Name='n'/></EnumType>");
    assert_eq!(refusal(&text), "?");
}

#[test]
fn wrong_underlying_type() {
    let text = schema("<EnumType Name='e' UnderlyingType='Edm.String'/>");
    assert_eq!(refusal(&text), "?");
}

#[test]
fn wrong_facet() {
    let text = schema("<ComplexType Name='c'><Property Name='p' Type='Edm.String' MaxLength='-1'/></ComplexType>");
    assert_eq!(refusal(&text), "?");
}

#[test]
fn type_without_namespace() {
    let text = schema("<ComplexType Name='c' BaseType='d'/>");
    assert_eq!(refusal(&text), "?");
}

#[test]
fn collection_that_is_not_closed() {
    let text = schema("<ComplexType Name='c'><Property Name='p' Type='Collection(Edm.String'/></ComplexType>");
    assert_eq!(refusal(&text), "?");
}

#[test]
fn types_of_one_name() {
    let text = schema("<ComplexType Name='c'/>\n<EntityType Name='d'/>\n<EnumType Name='c'/>");
    assert_eq!(refusal(&text), "?");
}

#[test]
fn properties_of_one_name() {
    let text = schema("<EntityType Name='c'>\n<Property Name='p' Type='Edm.String'/>\n<NavigationProperty Name='p' Type='a.b.c'/></EntityType>");
    assert_eq!(refusal(&text), "?");
}

#[test]
fn members_of_one_name() {
    let text = schema("<EnumType Name='e'>\n<Member Name='m'/>\n<Member Name='m'/></EnumType>");
    assert_eq!(refusal(&text), "?");
}

#[test]
fn parameters_of_one_name() {
    let text = schema("<Action Name='e'>\n<Parameter Name='m' Type='Edm.String'/>\n<Parameter Name='m' Type='Edm.String'/></Action>");
    assert_eq!(refusal(&text), "?");
}

#[test]
fn overloads_that_nothing_tells_apart() {
    let text = schema("<Action Name='e' IsBound='true'><Parameter Name='m' Type='a.b.c'/></Action>\n<Action Name='e' IsBound='true'><Parameter Name='n' Type='a.b.c'/></Action>");
    assert_eq!(refusal(&text), "?");
}

#[test]
fn schemas_of_one_namespace() {
    let text = schema("</Schema>\n<Schema Namespace='a.b'>");
    assert_eq!(refusal(&text), "?");
}

#[test]
fn sets_of_one_name() {
    let text = schema("<EntityContainer Name='e'>\n<EntitySet Name='s' EntityType='a.b.c'/>\n<Singleton Name='s' Type='a.b.c'/></EntityContainer>");
    assert_eq!(refusal(&text), "?");
}

#[test]
fn function_without_answer() {
    let text = schema("<Function Name='f'/>");
    assert_eq!(refusal(&text), "?");
}

#[test]
fn bound_operation_without_parameter() {
    let text = schema("<Action Name='f' IsBound='true'/>");
    assert_eq!(refusal(&text), "?");
}

#[test]
fn annotation_with_two_values() {
    let text = schema("<Annotation Term='a.b.t' Bool='true' String='x'/>");
    assert_eq!(refusal(&text), "?");
}

#[test]
fn name_with_quote() {
    let text = schema("<ComplexType Name='c&quot;'/>");
    assert_eq!(refusal(&text), "?");
}

#[test]
fn name_with_braces() {
    let text = schema("<ComplexType Name='{c}'/>");
    assert_eq!(refusal(&text), "?");
}

#[test]
fn name_with_path_separator() {
    let text = schema("<ComplexType Name='../c'/>");
    assert_eq!(refusal(&text), "?");
}

#[test]
fn name_with_backslash() {
    let text = schema("<ComplexType Name='c\\d'/>");
    assert_eq!(refusal(&text), "?");
}

#[test]
fn name_that_is_raw_in_rust() {
    let text = schema("<ComplexType Name='r#type'/>");
    assert_eq!(refusal(&text), "?");
}

#[test]
fn name_in_another_script() {
    let text = schema("<ComplexType Name='сatalog'/>");
    assert_eq!(refusal(&text), "?");
}

#[test]
fn name_that_begins_with_a_digit() {
    let text = schema("<ComplexType Name='1c'/>");
    assert_eq!(refusal(&text), "?");
}

#[test]
fn name_that_is_empty() {
    let text = schema("<ComplexType Name=''/>");
    assert_eq!(refusal(&text), "?");
}

#[test]
fn name_that_is_too_long() {
    let text = schema(&format!("<ComplexType Name='{}'/>", "a".repeat(129)));
    assert_eq!(refusal(&text), "?");
}

#[test]
fn name_with_a_line_break() {
    let text = schema("<ComplexType Name='a&#10;b'/>");
    assert_eq!(refusal(&text), "?");
}

#[test]
fn member_name_with_quote() {
    let text = schema("<EnumType Name='e'><Member Name='a&apos;b'/></EnumType>");
    assert_eq!(refusal(&text), "?");
}

#[test]
fn property_name_with_braces() {
    let text = schema("<ComplexType Name='c'><Property Name='a}b' Type='Edm.String'/></ComplexType>");
    assert_eq!(refusal(&text), "?");
}

#[test]
fn type_name_with_quote() {
    let text = schema("<ComplexType Name='c'><Property Name='p' Type='a.b&quot;c'/></ComplexType>");
    assert_eq!(refusal(&text), "?");
}

#[test]
fn namespace_with_path_separator() {
    let text = schema("").replace("a.b", "a/b");
    assert_eq!(refusal(&text), "?");
}

#[test]
fn alias_with_dots() {
    let text = schema("").replace("Namespace", "Alias='a.c' Namespace");
    assert_eq!(refusal(&text), "?");
}

#[test]
fn entities_that_expand() {
    let text = format!("<!DOCTYPE a [\n{}]>\n<a>&l9;</a>", (1..10).map(|level| format!("<!ENTITY l{level} \"{}\">\n", format!("&l{};", level - 1).repeat(10))).collect::<String>());
    assert_eq!(refusal(&text), "?");
}

#[test]
fn entity_that_is_not_defined() {
    let text = schema("<ComplexType Name='&boom;'/>");
    assert_eq!(refusal(&text), "?");
}

#[test]
fn nesting_of_a_hundred_thousand_elements() {
    let text = format!("{}{}", "<a>".repeat(100_000), "</a>".repeat(100_000));
    assert_eq!(refusal(&text), "?");
}

#[test]
fn nesting_of_a_hundred_thousand_values() {
    let text = schema(&format!("<Annotation Term='a.b.t'>{}{}</Annotation>", "<Collection>".repeat(100_000), "</Collection>".repeat(100_000)));
    assert_eq!(refusal(&text), "?");
}
