//! The parts of a documented example: of its URL, and texts with `%xx`.

use generator::model::Version;
use integration_tests::examples::{Example, percent_decoded};

fn example(url: &str) -> Example {
    Example {
        page: "p.md".to_owned(),
        version: Version::Beta,
        number: 0,
        method: "GET".to_owned(),
        url: url.to_owned(),
        headers: Vec::new(),
        body: None,
        answer: None,
        declared: None,
    }
}

#[test]
fn parts_of_the_url_are_found_in_every_form_that_pages_have() {
    let one = example(
        "https://graph.microsoft.com/beta/a/{id}/b/7-x/f(on='r',to='s')?$filter=x+eq+%27o%27 and y eq 'p q'&$top=1",
    );
    assert_eq!(one.segments(), ["a", "{id}", "b", "7-x", "f(on='r',to='s')"]);
    assert_eq!((one.id(0), one.id(1)), ("{id}".to_owned(), "7-x".to_owned()));
    assert_eq!(
        (one.argument("on"), one.argument("to")),
        ("r".to_owned(), "s".to_owned())
    );
    assert_eq!((one.literal(0), one.literal(1)), ("o".to_owned(), "p q".to_owned()));
    let text = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    assert_eq!(
        one.options(),
        [text("$filter", "x eq 'o' and y eq 'p q'"), text("$top", "1")]
    );
    let two = example("/a%20b/c/");
    assert_eq!(two.segments(), ["a b", "c"]);
    assert!(two.options().is_empty());
}

#[test]
fn what_is_not_percent_encoded_stays() {
    assert_eq!(percent_decoded("a%27%c3%A9%zz%"), "a'é%zz%");
}
