//! Lists inside models of which an item does not fit: the others are read, and all of them are written.

use super::*;

/// What stands beside a list's items: places and values.
fn kept(one: &Item, member: impl ListOf<Item>) -> Vec<(usize, &str)> {
    let items = one.mismatched_items(member);
    items.iter().map(|item| (item.place, item.value.as_str())).collect()
}

fn paths(one: &Item) -> Vec<String> {
    one.mismatches().into_iter().map(|odd| odd.path).collect()
}

#[test]
fn the_items_that_fit_are_read() {
    let one = survives(
        r##"{"list":[null,{"id":"a"},"x",{"@odata.type":"#microsoft.graph.base"},{"id":"b"}],"tags":["a",null,7,"b",{"c":[1]}]}"##,
    );
    let ids: Vec<_> = one.list.iter().map(|item| item.id.as_deref()).collect();
    assert_eq!(ids, [Some("a"), Some("b")]);
    assert_eq!(one.tags, ["a", "b"]);
    let foreign = r##"{"@odata.type":"#microsoft.graph.base"}"##;
    assert_eq!(kept(&one, Item::LIST), [(0, "null"), (2, "\"x\""), (3, foreign)]);
    assert_eq!(kept(&one, Item::TAGS), [(1, "null"), (2, "7"), (4, r#"{"c":[1]}"#)]);
    assert_eq!(
        paths(&one),
        ["list[0]", "list[2]", "list[3]", "tags[1]", "tags[2]", "tags[4]"]
    );
    assert_eq!(one.mismatches()[0].reason, "null stands in a list");
    assert_eq!(one.mismatches()[1].reason, "an object is expected, a string is there");
    assert_eq!(one.presence(Item::LIST), Presence::Set);
    assert!(one.additional_properties.is_empty());
    assert!(one.mismatched_items(Item::SCOPES).is_empty());
}

#[test]
fn lists_of_several_types_and_lists_at_depth() {
    let json = r##"{"scopes":[{"@odata.type":"#microsoft.graph.sub.derived"},5,{"@odata.type":"#microsoft.graph.item"},{"name":"n"}]}"##;
    let one = survives(json);
    assert_eq!(one.scopes.len(), 2);
    assert_eq!(paths(&one), ["scopes[1]", "scopes[2]"]);

    let deep = survives(r#"{"list":[null,{"list":[7,{"tags":[null,"a"],"small":"s"}]},{"tags":[1]}]}"#);
    assert_eq!(
        paths(&deep),
        [
            "list[0]",
            "list[1].list[0]",
            "list[1].list[1].small",
            "list[1].list[1].tags[0]",
            "list[2].tags[0]"
        ]
    );
    assert_eq!(deep.list[0].list[0].tags, ["a"]);
    // What does not fit deeper is not what does not fit here.
    assert_eq!(kept(&deep, Item::LIST), [(0, "null")]);
    assert_eq!(kept(&deep.list[0], Item::LIST), [(0, "7")]);
}

#[test]
fn a_list_where_nothing_fits_is_empty_and_written_whole() {
    let one = survives(r#"{"list":[null],"tags":[1,2]}"#);
    assert!(one.list.is_empty() && one.tags.is_empty());
    assert_eq!(one.presence(Item::LIST), Presence::Odd);
    assert_eq!(one.presence(Item::TAGS), Presence::Odd);
    assert_eq!(body(&one), r#"{"list":[null],"tags":[1,2]}"#);
    assert_ne!(one, item(r#"{"list":[],"tags":[]}"#));
}

#[test]
fn what_does_not_fit_keeps_its_place_while_items_come_and_go() {
    let read = item(r#"{"tags":[0,"a","b",3,"c",null]}"#);
    let mut one = read.clone();
    one.tags.push("d".into());
    assert_eq!(text(&one), r#"{"tags":[0,"a","b",3,"c",null,"d"]}"#);
    one.tags.drain(..3);
    // Shorter than it was: what has no place any more stands at the end.
    assert_eq!(text(&one), r#"{"tags":[0,"d",3,null]}"#);
    assert_eq!(paths(&one), ["tags[0]", "tags[2]", "tags[3]"]);
    one.tags.clear();
    assert_eq!(text(&one), r#"{"tags":[0,3,null]}"#);
    one.tags.extend(["x", "y", "z", "u", "v"].map(String::from));
    assert_eq!(text(&one), r#"{"tags":[0,"x","y",3,"z",null,"u","v"]}"#);
    assert_eq!(text(&read), r#"{"tags":[0,"a","b",3,"c",null]}"#);
}

#[test]
fn a_list_that_is_set_anew_is_without_what_did_not_fit() {
    let read = item(r#"{"list":[{"id":"a"},7],"tags":["a",null]}"#);
    assert_eq!(
        body(&read.clone().with_null(Item::TAGS).with_empty(Item::LIST)),
        r#"{"list":[],"tags":null}"#
    );
    let mut one = read.clone();
    // As the generated setters do.
    one.tags = vec!["b".into()];
    one.rest_mut().1.set_list(5);
    assert_eq!(body(&one), r#"{"list":[{"id":"a"},7],"tags":["b"]}"#);
    let taken = one.take_mismatched_items(Item::LIST);
    assert_eq!((taken.len(), taken[0].place, taken[0].value.as_str()), (1, 1, "7"));
    assert_eq!(body(&one), r#"{"list":[{"id":"a"}],"tags":["b"]}"#);
    assert!(one.mismatches().is_empty() && one.take_mismatched_items(Item::LIST).is_empty());
}

#[test]
fn equality_sees_what_does_not_fit_and_where() {
    let one = item(r#"{"tags":["a",null,"b"]}"#);
    assert_eq!(one, item(r#"{"tags": ["a", null, "b"]}"#));
    for other in [
        r#"{"tags":["a","b"]}"#,
        r#"{"tags":["a","b",null]}"#,
        r#"{"tags":["a",7,"b"]}"#,
        r#"{"tags":["a",null,null,"b"]}"#,
    ] {
        assert_ne!(one, item(other), "{other}");
    }
    assert_eq!(one.clone(), one);
}

#[test]
fn debug_shows_that_something_is_there_and_not_what() {
    let one = item(r#"{"list":[{"id":"a"},"hush"],"tags":[5]}"#);
    assert_eq!(
        format!("{one:?}"),
        r#"item { list: [item { id: "a" }, (set)], tags: [(set)] }"#
    );
}

#[test]
fn of_a_repeated_list_the_last_one_counts() {
    assert_eq!(text(&item(r#"{"tags":[1,"a"],"tags":["b"]}"#)), r#"{"tags":["b"]}"#);
    assert_eq!(text(&item(r#"{"tags":[1,"a"],"tags":null}"#)), r#"{"tags":null}"#);
    assert_eq!(text(&item(r#"{"tags":[1,"a"],"tags":7}"#)), r#"{"tags":7}"#);
    assert_eq!(text(&item(r#"{"tags":7,"tags":[1,"a"]}"#)), r#"{"tags":[1,"a"]}"#);
    assert_eq!(text(&item(r#"{"tags":[1],"tags":[2,"b",3]}"#)), r#"{"tags":[2,"b",3]}"#);
}

#[test]
fn strictly_a_mismatched_item_is_an_error_with_its_place() {
    let strict = |json: &str| Item::from_json(json.as_bytes(), &ReadOptions::strict()).unwrap_err();
    let error = strict(r#"{"list":[{},{"tags":["a",null]}]}"#);
    assert_eq!((error.path().as_str(), error.offset()), ("list[1].tags[1]", 25));
    assert_eq!(strict(r#"{"scopes":[{},7]}"#).path(), "scopes[1]");
    // Broken JSON is broken JSON.
    assert_eq!(
        Item::from_slice(br#"{"tags":["a",nul]}"#).unwrap_err().path(),
        "tags[1]"
    );
}

#[test]
fn a_list_of_rubbish_is_kept_whole() {
    let list = |entries: usize| format!(r#"{{"tags":["a",{}],"small":1}}"#, vec!["0"; entries].join(","));
    let some = survives(&list(1000));
    assert_eq!((some.tags.len(), some.mismatched_items(Item::TAGS).len()), (1, 1000));
    let many = item(&list(1001));
    assert!(many.tags.is_empty() && many.mismatched_items(Item::TAGS).is_empty());
    assert_eq!(many.presence(Item::TAGS), Presence::Odd);
    assert_eq!(paths(&many), ["tags"]);
    assert_eq!(many.small, Some(1));
}

#[test]
fn serde_keeps_what_does_not_fit() {
    let json = r#"{"list":[null,{"id":"a"}],"tags":[true,"a"]}"#;
    let one: Item = serde_json::from_str(json).unwrap();
    assert_eq!((one.list.len(), one.tags.len()), (1, 1));
    assert_eq!(serde_json::to_string(&one).unwrap(), json);
}
