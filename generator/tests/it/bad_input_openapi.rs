//! Bad OpenAPI documents, each with the message that a person gets: what is wrong, what was expected, line and column,
//! and the path in the document.

use generator::openapi;

/// The parameter of `/a/{a-id}`, for [`document`].
const ID: &str = "parameters:
        - name: a-id
          in: path
          required: true
          schema:
            type: string
";

/// A document with one path and its GET; `parameters` is the member of that name, or nothing.
fn document(path: &str, parameters: &str) -> String {
    format!(
        "openapi: 3.0.4
info:
  title: t
  version: v
paths:
  {path}:
    get:
      {parameters}
      responses:
        '204':
          description: d
"
    )
}

/// The message that a text is refused with.
fn refusal(text: &str) -> String {
    openapi::read("bad.yaml", text).unwrap_err().to_string()
}

#[test]
fn text_that_is_not_yaml() {
    let text = "<?xml version=\"1.0\"?>\n<a: b>\n  c: [".to_owned();
    assert_eq!(
        refusal(&text),
        r#"bad.yaml:1:1: invalid type: string "<?xml version=\"1.0\"?> <a", expected an OpenAPI document"#
    );
}

#[test]
fn yaml_that_is_broken() {
    let text = document("/a", "").replace("title: t", "title: \"t");
    assert_eq!(
        refusal(&text),
        "bad.yaml:12:1: at #/info/title: not well-formed YAML: found unexpected end of stream, while scanning a quoted scalar at line 3 column 10"
    );
}

#[test]
fn indentation_that_is_broken() {
    let text = document("/a", "").replace("  title", "\ttitle");
    assert_eq!(
        refusal(&text),
        "bad.yaml:3:1: at #/info: not well-formed YAML: found character that cannot start any token, while scanning for the next token"
    );
}

#[test]
fn empty_file() {
    let text = String::new();
    assert_eq!(
        refusal(&text),
        "bad.yaml:1:1: found nothing; expected an OpenAPI document"
    );
}

#[test]
fn list_instead_of_a_document() {
    let text = "- a\n- b\n".to_owned();
    assert_eq!(
        refusal(&text),
        "bad.yaml:1:1: invalid type: sequence, expected an OpenAPI document"
    );
}

#[test]
fn object_that_is_not_openapi() {
    let text = "paths: {}\n".to_owned();
    assert_eq!(
        refusal(&text),
        "bad.yaml:1:1: not an OpenAPI document: the member `openapi` with its version is missing"
    );
}

#[test]
fn swagger_of_another_version() {
    let text = document("/a", "").replace("3.0.4", "3.1.0");
    assert_eq!(
        refusal(&text),
        "bad.yaml:1:1: at #/openapi: the version of OpenAPI is `3.1.0`; expected 3.0"
    );
}

#[test]
fn member_that_is_there_twice() {
    let text = document("/a", "").replace("  title: t\n", "  title: t\n  title: u\n");
    assert_eq!(
        refusal(&text),
        "bad.yaml:3:3: at #/info/title: the member `title` is there twice"
    );
}

#[test]
fn path_that_is_there_twice() {
    let text = document("/a", "") + "  /a: {}\n";
    assert_eq!(refusal(&text), "bad.yaml:6:3: at #/paths/~1a: `/a` is defined twice");
}

#[test]
fn wrong_boolean() {
    let text = document("/a", "").replace("get:", "get:\n      deprecated: maybe");
    assert_eq!(
        refusal(&text),
        r#"bad.yaml:8:19: at #/paths/~1a/get/deprecated: invalid type: string "maybe", expected true or false"#
    );
}

#[test]
fn number_instead_of_an_object() {
    let text = document("/a", "").replace("get:", "put: 3\n    get:");
    assert_eq!(
        refusal(&text),
        "bad.yaml:7:10: at #/paths/~1a/put: invalid type: integer `3`, expected an operation"
    );
}

#[test]
fn list_instead_of_text() {
    let text = document("/a", "").replace("title: t", "title: [t]");
    assert_eq!(
        refusal(&text),
        "bad.yaml:3:10: at #/info/title: invalid type: sequence, expected text"
    );
}

#[test]
fn operation_without_responses() {
    let text = document("/a", "") + "    put: {}\n";
    assert_eq!(
        refusal(&text),
        "bad.yaml:12:10: at #/paths/~1a/put: an operation has no `responses`"
    );
}

#[test]
fn schema_reference_to_nowhere() {
    let text = document("/a", "") + "components:\n  schemas:\n    a:\n      $ref: '#/components/schemas/b'\n";
    assert_eq!(
        refusal(&text),
        "bad.yaml:15:13: at #/components/schemas/a/$ref: the reference `#/components/schemas/b` leads nowhere; expected `#/components/schemas/` and a name that is there"
    );
}

#[test]
fn response_reference_to_nowhere() {
    let text = document("/a", "") + "        '4XX':\n          $ref: '#/components/responses/error'\n";
    assert_eq!(
        refusal(&text),
        "bad.yaml:13:17: at #/paths/~1a/get/responses/4XX/$ref: the reference `#/components/responses/error` leads nowhere; expected `#/components/responses/` and a name that is there"
    );
}

#[test]
fn reference_to_the_wrong_kind() {
    let text = document("/a", "")
        + "        '4XX':\n          $ref: '#/components/schemas/error'\ncomponents:\n  schemas:\n    error:\n      type: object\n";
    assert_eq!(
        refusal(&text),
        "bad.yaml:13:17: at #/paths/~1a/get/responses/4XX/$ref: the reference `#/components/schemas/error` leads nowhere; expected `#/components/responses/` and a name that is there"
    );
}

#[test]
fn reference_to_another_file() {
    let text = document("/a", "") + "        '4XX':\n          $ref: '../secret.yaml#/a'\n";
    assert_eq!(
        refusal(&text),
        "bad.yaml:13:17: at #/paths/~1a/get/responses/4XX/$ref: the reference `../secret.yaml#/a` leads nowhere; expected `#/components/responses/` and a name that is there"
    );
}

#[test]
fn discriminator_to_nowhere() {
    let text = document("/a", "")
        + "components:\n  schemas:\n    a:\n      discriminator:\n        propertyName: '@odata.type'\n        mapping:\n          x: '#/components/schemas/b'\n";
    assert_eq!(
        refusal(&text),
        "bad.yaml:18:11: at #/components/schemas/a/discriminator/mapping: the reference `#/components/schemas/b` leads nowhere; expected `#/components/schemas/` and a name that is there"
    );
}

#[test]
fn path_without_its_parameter() {
    let text = document("/a/{a-id}/b/{b-id}", ID);
    assert_eq!(
        refusal(&text),
        "bad.yaml:8:7: at #/paths/~1a~1{a-id}~1b~1{b-id}/get: the path has `{b-id}`, but no parameter of that name in `path`"
    );
}

#[test]
fn parameter_without_its_place_in_the_path() {
    let text = document("/a", ID);
    assert_eq!(
        refusal(&text),
        "bad.yaml:8:7: at #/paths/~1a/get: the parameter `a-id` is in `path`, but the path has no `{a-id}`"
    );
}

#[test]
fn path_parameter_that_is_not_required() {
    let text = document("/a/{a-id}", &ID.replace("required: true", "required: false"));
    assert_eq!(
        refusal(&text),
        "bad.yaml:9:11: at #/paths/~1a~1{a-id}/get/parameters/0: the parameter `a-id` is in `path`, so `required` must be true"
    );
}

#[test]
fn parameter_that_is_there_twice() {
    let text = document("/a/{a-id}", &format!("{ID}{}", ID.trim_start_matches("parameters:")));
    assert_eq!(
        refusal(&text),
        "bad.yaml:15:11: at #/paths/~1a~1{a-id}/get/parameters/1: the parameter `a-id` in `path` is defined twice"
    );
}

#[test]
fn parameter_in_an_unknown_place() {
    let text = document("/a/{a-id}", &ID.replace("in: path", "in: body"));
    assert_eq!(
        refusal(&text),
        "bad.yaml:9:11: at #/paths/~1a~1{a-id}/get/parameters/0/in: a parameter is in `body`; expected `path`, `query`, `header` or `cookie`"
    );
}

#[test]
fn parameter_without_a_name() {
    let text = document(
        "/a/{a-id}",
        &ID.replace("name: a-id", "required: true")
            .replacen("          required: true\n", "", 2),
    );
    assert_eq!(
        refusal(&text),
        "bad.yaml:9:11: at #/paths/~1a~1{a-id}/get/parameters/0: a parameter has no `name`"
    );
}

#[test]
fn parameter_without_a_type() {
    let text = document(
        "/a/{a-id}",
        &ID.replace("          schema:\n            type: string\n", ""),
    );
    assert_eq!(
        refusal(&text),
        "bad.yaml:9:11: at #/paths/~1a~1{a-id}/get/parameters/0: the parameter `a-id` has not exactly one of `schema` and `content`"
    );
}

#[test]
fn path_with_quote() {
    let text = document("'/a\"b'", "");
    assert_eq!(
        refusal(&text),
        r#"bad.yaml:7:5: at #/paths/~1a"b: the path `/a"b` has '"'; expected names, `{parameter}` and the signs of function calls, all ASCII"#
    );
}

#[test]
fn path_with_brace_that_is_not_closed() {
    let text = document("'/a/{b'", "");
    assert_eq!(
        refusal(&text),
        "bad.yaml:7:5: at #/paths/~1a~1{b: the path `/a/{b` opens a brace that is not closed"
    );
}

#[test]
fn path_with_brace_that_is_not_open() {
    let text = document("'/a/b}'", "");
    assert_eq!(
        refusal(&text),
        "bad.yaml:7:5: at #/paths/~1a~1b}: the path `/a/b}` closes a brace that is not open"
    );
}

#[test]
fn path_with_nested_braces() {
    let text = document("'/a/{{b}}'", "");
    assert_eq!(
        refusal(&text),
        "bad.yaml:7:5: at #/paths/~1a~1{{b}}: the path `/a/{{b}}` opens a brace that is not closed"
    );
}

#[test]
fn path_that_goes_up() {
    let text = document("/a/../b", "");
    assert_eq!(
        refusal(&text),
        "bad.yaml:7:5: at #/paths/~1a~1..~1b: the path `/a/../b` has a segment of dots alone, which every HTTP client would resolve"
    );
}

#[test]
fn path_with_a_line_break() {
    let text = document("\"/a\\nb\"", "");
    assert_eq!(
        refusal(&text),
        r#"bad.yaml:7:5: at #/paths/~1a\nb: the path `/a\nb` has '\n'; expected names, `{parameter}` and the signs of function calls, all ASCII"#
    );
}

#[test]
fn path_that_is_relative() {
    let text = document("a", "");
    assert_eq!(
        refusal(&text),
        "bad.yaml:7:5: at #/paths/a: the path `a` does not begin with `/`"
    );
}

#[test]
fn path_in_another_script() {
    let text = document("/\u{441}atalogs", "");
    assert_eq!(
        refusal(&text),
        "bad.yaml:7:5: at #/paths/~1\u{441}atalogs: the path `/\u{441}atalogs` has '\u{441}'; expected names, `{parameter}` and the signs of function calls, all ASCII"
    );
}

#[test]
fn path_with_one_parameter_twice() {
    let text = document("/a/{a-id}/{a-id}", ID);
    assert_eq!(
        refusal(&text),
        "bad.yaml:7:5: at #/paths/~1a~1{a-id}~1{a-id}: the path has `{a-id}` twice"
    );
}

#[test]
fn parameter_name_with_quote() {
    let text = document(
        "/a",
        &ID.replace("name: a-id", "name: 'a\"b'")
            .replace("in: path", "in: query"),
    );
    assert_eq!(
        refusal(&text),
        r#"bad.yaml:9:11: at #/paths/~1a/get/parameters/0: the parameter name `a"b` has '"'; expected ASCII letters, digits, `$`, `-`, `_`, `.` and `@`"#
    );
}

#[test]
fn schema_name_with_path_separator() {
    let text = document("/a", "") + "components:\n  schemas:\n    ../a:\n      type: object\n";
    assert_eq!(
        refusal(&text),
        "bad.yaml:15:7: at #/components/schemas/..~1a: the component name `../a` has '/'; OpenAPI allows ASCII letters, digits, `.`, `-` and `_`"
    );
}

#[test]
fn schema_name_that_is_raw_in_rust() {
    let text = document("/a", "") + "components:\n  schemas:\n    r#type:\n      type: object\n";
    assert_eq!(
        refusal(&text),
        "bad.yaml:15:7: at #/components/schemas/r#type: the component name `r#type` has '#'; OpenAPI allows ASCII letters, digits, `.`, `-` and `_`"
    );
}

#[test]
fn property_name_with_braces() {
    let text = document("/a", "")
        + "components:\n  schemas:\n    a:\n      properties:\n        '{b}':\n          type: string\n";
    assert_eq!(
        refusal(&text),
        "bad.yaml:15:7: at #/components/schemas/a/properties: the property `{b}` has '{'; expected an OData identifier, or one with an annotation after `@`"
    );
}

#[test]
fn aliases_that_expand() {
    let text = format!(
        "{}components:\n  schemas:\n    l0: &l0\n      type: string\n{}",
        document("/a", ""),
        (1..10)
            .map(|level| format!(
                "    l{level}: &l{level}\n      anyOf: [{}]\n",
                vec![format!("*l{}", level - 1); 10].join(", ")
            ))
            .collect::<String>()
    );
    assert_eq!(
        refusal(&text),
        "bad.yaml:15:7: at #/components/schemas/l3/anyOf/0/anyOf/9/anyOf/7: aliases (`*name`) expand to much more than the document is; metadata needs none"
    );
}

#[test]
fn alias_of_itself() {
    let text = document("/a", "") + "components:\n  schemas:\n    a: &a\n      anyOf:\n        - *a\n";
    assert_eq!(
        refusal(&text),
        "bad.yaml:16:9: at #/components/schemas/a/anyOf/0/anyOf/0/anyOf/0/anyOf/0/anyOf/0/anyOf/0/anyOf/0/anyOf/0/anyOf/0/anyOf/0/anyOf/0/anyOf/0/anyOf/0/anyOf/…: values are nested too deep; no metadata document is"
    );
}

#[test]
fn nesting_of_a_hundred_thousand_lists() {
    let text = document("/a", "") + "x: " + &"[".repeat(100_000);
    assert_eq!(
        refusal(&text),
        "bad.yaml:12:259: values are nested more than 200 deep; no metadata document is"
    );
}

#[test]
fn nesting_of_a_hundred_thousand_objects() {
    let text = document("/a", "") + "x: " + &"{a: ".repeat(100_000);
    assert_eq!(
        refusal(&text),
        "bad.yaml:12:800: values are nested more than 200 deep; no metadata document is"
    );
}

#[test]
fn nesting_over_a_hundred_thousand_lines() {
    let text = document("/a", "") + "x:\n" + &" {a:\n".repeat(100_000);
    assert_eq!(
        refusal(&text),
        "bad.yaml:268:2: values are nested more than 200 deep; no metadata document is"
    );
}

#[test]
fn nesting_behind_anchors_and_quotes() {
    let text = document("/a", "") + "x: " + &"['[]]]]', &a [\"]]\\\"]]\", ".repeat(50_000);
    assert_eq!(
        refusal(&text),
        "bad.yaml:12:3065: values are nested more than 200 deep; no metadata document is"
    );
}

#[test]
fn nesting_of_a_hundred_thousand_dashes() {
    let text = document("/a", "") + "servers:\n" + &"- ".repeat(100_000) + "a\n";
    assert_eq!(
        refusal(&text),
        "bad.yaml:13:3: at #/servers/0: invalid type: sequence, expected a server"
    );
}

#[test]
fn nesting_of_schemas() {
    let text = document("/a", "")
        + "components:\n  schemas:\n    a:\n"
        + &(3..203)
            .map(|depth| format!("{}not:\n", "  ".repeat(depth)))
            .collect::<String>()
        + &"  ".repeat(203)
        + "type: string\n";
    assert_eq!(
        refusal(&text),
        "bad.yaml:140:257: at #/components/schemas/a/not/not/not/not/not/not/not/not/not/not/not/not/not/not/not/not/not/not/not/not/not/not/not/not/not/not/not/…: values are nested too deep; no metadata document is"
    );
}
