//! What a query must not say, and the words in which it is refused.

use super::*;

fn refused(cases: &[(&str, &str)]) {
    let ty = ty("accessPackageAssignmentRequest");
    for (query, message) in cases {
        assert_eq!(refusal(ty, query), *message, "{query}");
    }
}

#[test]
fn unknown_names_are_named_with_their_place() {
    refused(&[
        (
            "$filter=id eq '1' and name eq 'x'",
            "Could not find a property named 'name' on type 'microsoft.graph.accessPackageAssignmentRequest' \
             ($filter, character 15).",
        ),
        (
            "$filter=accessPackage/title eq 'x'",
            "Could not find a property named 'title' on type 'microsoft.graph.accessPackage' ($filter, character 15).",
        ),
        (
            "$filter=answers/any(a:a/other eq 'x')",
            "Could not find a property named 'other' on type 'microsoft.graph.accessPackageAnswer' \
             ($filter, character 17).",
        ),
        (
            "$orderby=createdDateTime desc,name",
            "Could not find a property named 'name' on type 'microsoft.graph.accessPackageAssignmentRequest' \
             ($orderby, character 22).",
        ),
        (
            "$select=id,name",
            "Could not find a property named 'name' on type 'microsoft.graph.accessPackageAssignmentRequest' \
             ($select, character 4).",
        ),
        (
            "$expand=accessPackage($select=id;$expand=nothing)",
            "Could not find a property named 'nothing' on type 'microsoft.graph.accessPackage' ($expand, character 1).",
        ),
        (
            "$filter=nosuch(id) eq 1",
            "An unknown function with name 'nosuch' was found ($filter, character 1).",
        ),
        (
            "$filter=scope.thing/x eq 1",
            "There is no type 'scope.thing' in the metadata ($filter, character 1).",
        ),
        (
            "$filter=microsoft.graph.user/id eq '1'",
            "The type 'microsoft.graph.user' of a cast is neither derived from \
             'microsoft.graph.accessPackageAssignmentRequest' nor a base of it ($filter, character 1).",
        ),
    ]);
}

#[test]
fn kinds_that_do_not_fit_are_named() {
    let operands = |left: &str, right: &str, operator: &str, at: usize| {
        format!(
            "A binary operator with incompatible types was detected. Found operand types '{left}' and '{right}' \
             for operator '{operator}' ($filter, character {at})."
        )
    };
    let id = "957d0c50-466b-4840-bb5b-c92cea7141ff";
    refused(&[
        ("$filter=id eq 5", &operands("Edm.String", "Edm.Int64", "eq", 4)),
        (
            &format!("$filter=id eq {id}"),
            &operands("Edm.String", "Edm.Guid", "eq", 4),
        ),
        (
            "$filter=createdDateTime gt 5",
            &operands("Edm.DateTimeOffset", "Edm.Int64", "gt", 17),
        ),
        ("$filter=id add 1 eq 2", &operands("Edm.String", "Edm.Int64", "add", 4)),
        (
            "$filter=state gt 'denied'",
            &operands(
                "microsoft.graph.accessPackageRequestState",
                "microsoft.graph.accessPackageRequestState",
                "gt",
                7,
            ),
        ),
        (
            "$filter=accessPackage eq 'x'",
            &operands("microsoft.graph.accessPackage", "Edm.String", "eq", 15),
        ),
        ("$filter=id in ('1',2)", &operands("Edm.String", "Edm.Int64", "in", 4)),
        (
            "$filter=createdDateTime gt 'yesterday'",
            "'yesterday' is no value of type 'Edm.DateTimeOffset' ($filter, character 20).",
        ),
        (
            "$filter=state eq 'nonsense'",
            "'nonsense' is no value of type 'microsoft.graph.accessPackageRequestState' ($filter, character 10).",
        ),
        (
            "$filter=state eq nonsense",
            "Could not find a property named 'nonsense' on type 'microsoft.graph.accessPackageAssignmentRequest' \
             ($filter, character 10).",
        ),
        (
            "$filter=createdDateTime gt 2026-13-01",
            "Unrecognized literal '2026-13-01' ($filter, character 20).",
        ),
        (
            "$filter=id eq x'1'",
            "Unrecognized literal type 'x' ($filter, character 7).",
        ),
        (
            "$filter=id",
            "A condition is expected to be of type 'Edm.Boolean', found 'Edm.String' ($filter, character 1).",
        ),
        (
            "$filter=not id",
            "A condition is expected to be of type 'Edm.Boolean', found 'Edm.String' ($filter, character 5).",
        ),
        (
            "$filter=id eq '1' and 'x'",
            "A condition is expected to be of type 'Edm.Boolean', found 'Edm.String' ($filter, character 15).",
        ),
        (
            "$filter=contains(createdDateTime,'x')",
            "No function signature for 'contains' takes 'Edm.DateTimeOffset' as argument 1, but Edm.String \
             ($filter, character 10).",
        ),
        (
            "$filter=id has 'x'",
            "'has' is for enumerations, not for 'Edm.String' ($filter, character 4).",
        ),
        (
            "$filter=id/length eq 1",
            "A value of 'Edm.String' has no property 'length' ($filter, character 4).",
        ),
        (
            "$filter=-id eq 1",
            "A number or duration is expected after '-', found 'Edm.String' ($filter, character 2).",
        ),
        (
            "$orderby=accessPackage",
            "The $orderby expression must be of a primitive type, found 'microsoft.graph.accessPackage' \
             ($orderby, character 1).",
        ),
    ]);
}

#[test]
fn collections_and_lambdas_belong_together() {
    refused(&[
        (
            "$filter=accessPackage/any(a:a/id eq '1')",
            "any and all are for collections, and the property before them is none ($filter, character 1).",
        ),
        (
            "$filter=answers/displayValue eq 'x'",
            "A property of a collection's items is asked for by any or all, found 'displayValue' \
             ($filter, character 9).",
        ),
        (
            "$filter=answers eq null",
            "A collection cannot be compared or computed with; ask by any, all or /$count ($filter, character 1).",
        ),
        (
            "$filter=answers/all()",
            "all needs a condition: all(x:…) ($filter, character 13).",
        ),
        (
            "$filter=answers/any(a:a/displayValue eq 'x' and answers/any(a:a/displayValue eq 'y'))",
            "The variable 'a' is already in use ($filter, character 53).",
        ),
        (
            "$filter=answers/any('x')",
            "The variable of a lambda was expected: any(x:…) ($filter, character 13).",
        ),
        (
            "$filter=answers/any(a a)",
            "Syntax error: ':' was expected, found 'a' ($filter, character 15).",
        ),
        (
            "$filter=answers/$count/x eq 1",
            "Nothing can follow /$count, found 'x' ($filter, character 16).",
        ),
        (
            "$filter=id/$count eq 1",
            "'$count' has no place here ($filter, character 4).",
        ),
        (
            "$orderby=answers",
            "A collection cannot be compared or computed with; ask by any, all or /$count ($orderby, character 1).",
        ),
    ]);
}

#[test]
fn syntax_is_named_with_its_place() {
    refused(&[
        (
            "$filter=",
            "Syntax error: a property, a function or a value was expected, found the end ($filter, character 1).",
        ),
        (
            "$filter=id eq",
            "Syntax error: a property, a function or a value was expected, found the end ($filter, character 6).",
        ),
        (
            "$filter=id eq '1' 'x'",
            "Syntax error: an operator or the end was expected, found the text 'x' ($filter, character 11).",
        ),
        (
            "$filter=(id eq '1'",
            "Syntax error: ')' was expected, found the end ($filter, character 11).",
        ),
        (
            "$filter=id eq '1')",
            "Syntax error: an operator or the end was expected, found ')' ($filter, character 10).",
        ),
        (
            "$filter=id == '1'",
            "Syntax error: character '=' is not expected ($filter, character 4).",
        ),
        (
            "$filter=id eq 'it's'",
            "There is an unterminated string literal ($filter, character 12).",
        ),
        (
            "$filter='é' eq id and id ! 1",
            "Syntax error: character '!' is not expected ($filter, character 18).",
        ),
        (
            "$filter=contains(id)",
            "Syntax error: ',' was expected, found ')' ($filter, character 12).",
        ),
        (
            "$filter=id in ()",
            "Syntax error: a property, a function or a value was expected, found ')' ($filter, character 8).",
        ),
        (
            "$orderby=id up",
            "Syntax error: an operator or the end was expected, found 'up' ($orderby, character 4).",
        ),
        (
            "$select=id,,state",
            "The name of a property was expected ($select, character 4).",
        ),
        (
            "$expand=",
            "The name of a navigation property was expected ($expand, character 1).",
        ),
        (
            "$expand=accessPackage(",
            "A quote or a parenthesis is not closed ($expand, character 15).",
        ),
        (
            "$expand=accessPackage)",
            "Syntax error: ')' without '(' ($expand, character 14).",
        ),
        (
            "$expand=accessPackage($top)",
            "An option was expected, found '$top' ($expand, character 1).",
        ),
    ]);
}

#[test]
fn clauses_are_for_what_they_are_for() {
    refused(&[
        (
            "$select=accessPackage/id",
            "A property of another entity is selected inside of $expand: name($select=…) ($select, character 1).",
        ),
        (
            "$select=id/x",
            "A value of 'Edm.String' has no properties ($select, character 1).",
        ),
        (
            "$expand=accessPackage/catalog",
            "A property of another entity is expanded inside of it: name($expand=…) ($expand, character 1).",
        ),
        (
            "$expand=accessPackage/$ref",
            "Only entities can be expanded, not '$ref' ($expand, character 1).",
        ),
        (
            "$expand=state",
            "The property 'state' on type 'microsoft.graph.accessPackageAssignmentRequest' \
             is not a navigation property and cannot be expanded ($expand, character 1).",
        ),
        (
            "$expand=accessPackage,requestor,accessPackage",
            "The property 'accessPackage' is expanded more than once ($expand, character 25).",
        ),
        (
            "$expand=accessPackage($top=5)",
            "The query option $top can be applied only on collections.",
        ),
        (
            "$expand=accessPackage($apply=5)",
            "The option '$apply' is not known inside of $expand ($expand, character 1).",
        ),
        (
            "$expand=accessPackage($select=id;select=id)",
            "The option 'select' was specified more than once ($expand, character 12).",
        ),
        (
            "$expand=accessPackage($levels=2)",
            "$levels is for properties that lead to such with 'accessPackage' again ($expand, character 1).",
        ),
        (
            "$expand=*($select=id)",
            "All properties are expanded without options: $expand=* ($expand, character 1).",
        ),
    ]);
    let one = Subject::one(ty("accessPackage"));
    for option in [
        "$filter=id eq '1'",
        "$orderby=id",
        "$top=1",
        "$skip=1",
        "$count=true",
        "$search=x",
    ] {
        let error = QueryOptions::parse(&encoded(option), one).expect_err(option);
        let name = option.split('=').next().expect("a name");
        let expected = format!("The query option {name} can be applied only on collections.");
        assert_eq!(error.message(), expected);
        assert_eq!(error.code(), "BadRequest");
    }
}

#[test]
fn numbers_and_switches_are_such() {
    refused(&[
        (
            "$top=1000",
            "Invalid page size specified: '1000'. Must be between 0 and 999 inclusive.",
        ),
        (
            "$top=-1",
            "A number from 0 on was expected, found '-1' ($top, character 1).",
        ),
        (
            "$top=",
            "A number from 0 on was expected, found '' ($top, character 1).",
        ),
        (
            "$skip=x",
            "A number from 0 on was expected, found 'x' ($skip, character 1).",
        ),
        (
            "$skip=99999999999999999999999",
            "A number from 0 on was expected, found '99999999999999999999999' ($skip, character 1).",
        ),
        (
            "$count=yes",
            "'true' or 'false' was expected, found 'yes' ($count, character 1).",
        ),
        (
            "$format=xml",
            "A supported MIME type could not be found that matches $format='xml'; it is application/json.",
        ),
        (
            "$deltatoken=x",
            "Changes are not tracked: $deltatoken is not supported.",
        ),
        ("$apply=x", "The query parameter '$apply' is not supported."),
    ]);
    let options = QueryOptions::parse(
        "$format=application/json;odata.metadata=minimal",
        Subject::one(ty("user")),
    );
    assert!(options.is_ok());
}

#[test]
fn text_of_a_query_is_escaped_and_cut() {
    let message = refusal(ty("accessPackage"), &format!("$filter=id eq 'x' {}", "y".repeat(500)));
    assert!(message.chars().count() < 200, "{message}");
    let message = refusal(ty("accessPackage"), "$select=a%1b[31m\u{202e}");
    assert!(!message.contains('\u{202e}'), "{message}");
    assert!(message.contains("\\u{202e}"), "{message}");
}
