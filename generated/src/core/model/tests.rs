//! The models' core on small types of its own, made by the same macros as the generated ones.
#![allow(dead_code, reason = "the macros make more than a test needs")]

use super::*;
use crate::core::json::{Json, ReadOptions};
use crate::core::{model, values};

mod child;
mod differential;
mod lists;
mod samples;

use samples::any::{AnyBase, AnyConcrete};
use samples::item::Item;
use samples::kind::Kind;
use samples::rights::Rights;
use samples::{base, derived};

fn text(value: &impl Document) -> String {
    String::from_utf8(value.to_json()).unwrap()
}

fn body(value: &impl Document) -> String {
    String::from_utf8(value.to_body()).unwrap()
}

fn item(json: &str) -> Item {
    Item::from_slice(json.as_bytes()).unwrap()
}

/// What is read is written again, and reading that gives an equal model.
fn survives(json: &str) -> Item {
    let one = item(json);
    assert_eq!(text(&one), json);
    assert_eq!(item(&text(&one)), one);
    one
}

#[test]
fn absent_null_and_empty_are_kept_apart() {
    let absent = survives("{}");
    let null = survives(r#"{"id":null,"list":null}"#);
    let empty = survives(r#"{"id":null,"list":[]}"#);
    assert_ne!(absent, null);
    assert_ne!(null, empty);
    assert_eq!(absent, Item::new());
}

#[test]
fn a_list_that_is_emptied_is_sent_as_empty() {
    let mut one = item(r#"{"tags":["a"],"list":[{}]}"#);
    one.tags.clear();
    assert_eq!(one.presence(Item::TAGS), Presence::Empty);
    assert_eq!(body(&one), r#"{"list":[{}],"tags":[]}"#);
    assert_eq!(item(r#"{"tags":[],"list":[{}]}"#), one);
    one.tags.push("b".into());
    assert_eq!(body(&one.with_empty(Item::TAGS)), r#"{"list":[{}],"tags":[]}"#);
}

#[test]
fn a_member_is_set_to_null_by_its_constant() {
    let one = Item::new().with_null(Item::SCOPE).with_null(Item::LIST);
    assert_eq!(body(&one), r#"{"list":null,"scope":null}"#);
    assert_eq!(one.presence(Item::SCOPE), Presence::Null);
    assert_eq!(one.presence(Item::ID), Presence::Absent);
    let mut two = item(r#"{"secret":"s","small":"odd"}"#);
    assert_eq!(two.presence(Item::SECRET), Presence::Set);
    assert_eq!(two.presence(Item::SMALL), Presence::Odd);
    two.set_null(Item::SECRET);
    two.set_null(Item::SMALL);
    assert_eq!(text(&two), r#"{"secret":null,"small":null}"#);
    assert!(two.additional_properties.is_empty());
    two.secret = Some("t".into());
    assert_eq!(text(&two), r#"{"secret":"t","small":null}"#);
}

#[test]
fn an_assigned_value_wins_over_an_earlier_null() {
    let mut one = item(r#"{"id":null,"tags":[]}"#);
    one.id = Some("a".into());
    one.tags.push("b".into());
    assert_eq!(text(&one), r#"{"id":"a","tags":["b"]}"#);
    assert_eq!(one, item(&text(&one)));
}

#[test]
fn unknown_members_and_annotations_are_kept_in_order() {
    let one = survives(
        r#"{"tags":["x"],"@odata.etag":"W/\"1\"","zeta":{"b":[1,2.50,1e400],"a":null},"tags@odata.count":1,"alpha":"\ud83d\ude00"}"#,
    );
    assert_eq!(one.odata_etag().as_deref(), Some("W/\"1\""));
    assert_eq!(one.odata_count(Item::TAGS), Some(1));
    assert_eq!(one.odata_count(Item::LIST), None);
    assert_eq!(
        one.additional_properties.get("zeta").map(Json::as_str),
        Some(r#"{"b":[1,2.50,1e400],"a":null}"#)
    );
    assert_eq!(
        one.additional_properties
            .get("alpha")
            .and_then(Json::to_text)
            .as_deref(),
        Some("😀")
    );
}

#[test]
fn the_discriminator_stands_anywhere_in_any_spelling() {
    for name in [
        "#microsoft.graph.sub.derived",
        "microsoft.graph.sub.derived",
        "#Graph.Sub.Derived",
        "#MICROSOFT.GRAPH.SUB.DERIVED",
    ] {
        for json in [
            format!(r#"{{"scope":{{"@odata.type":"{name}","query":"q"}}}}"#),
            format!(r#"{{"scope":{{"query":"q","x":[{{"@odata.type":"no"}}],"@odata.type":"{name}"}}}}"#),
            format!(r#"{{"scope": {{"x":"\ud800","y":"@odata.type", "query":"q" , "@odata.type" : "{name}"}}}}"#),
            format!(r#"{{"scope":{{"query":"q","\u0040odata.type":"{name}"}}}}"#),
        ] {
            let one = item(&json);
            let Some(AnyBase::Derived(derived)) = &one.scope else {
                panic!("{json}: {one:?}")
            };
            assert_eq!(derived.query.as_deref(), Some("q"));
            assert!(one.mismatches().is_empty());
            assert!(
                text(&one).contains(&format!(r#""@odata.type":"{name}""#)),
                "kept as it was spelt: {}",
                text(&one)
            );
            assert_eq!(item(&text(&one)), one);
        }
    }
}

#[test]
fn an_unknown_type_or_none_is_kept_by_the_fallback() {
    let unknown = survives(r##"{"scope":{"@odata.type":"#microsoft.graph.newer","name":"n","more":{"deep":[1]}}}"##);
    let Some(AnyBase::UnknownType(base)) = &unknown.scope else {
        panic!("{unknown:?}")
    };
    assert_eq!(base.name.as_deref(), Some("n"));
    assert_eq!(unknown.scope.as_ref().unwrap().odata_type(), "microsoft.graph.newer");
    let none = survives(r#"{"scope":{"name":"n"}}"#);
    assert!(matches!(none.scope, Some(AnyBase::UnknownType(_))));
    assert_ne!(unknown, none);
}

#[test]
fn a_known_type_that_does_not_belong_is_odd() {
    for (json, path) in [
        (
            r##"{"scope":{"@odata.type":"#microsoft.graph.item","name":"n"}}"##,
            "scope",
        ),
        (r##"{"scope":{"name":"n","@odata.type":"graph.Item"}}"##, "scope"),
        (
            r##"{"scopes":[{"name":"n"},{"@odata.type":"#microsoft.graph.item"}]}"##,
            "scopes[1]",
        ),
        (
            r##"{"child":{"id":"a","@odata.type":"#microsoft.graph.base"}}"##,
            "child",
        ),
    ] {
        let one = survives(json);
        let odd = one.mismatches();
        assert_eq!((odd.len(), odd[0].path.as_str()), (1, path), "{json}: {odd:?}");
        assert!(
            odd[0].reason.contains("does not belong here, microsoft.graph."),
            "{odd:?}"
        );
        assert_eq!(
            Item::from_json(json.as_bytes(), &ReadOptions::strict())
                .unwrap_err()
                .path(),
            path
        );
    }
    // A name that the crate does not have may be a type of later; and a document by itself has no member to be kept
    // under.
    assert!(
        survives(r##"{"child":{"@odata.type":"#microsoft.graph.later","id":"a"}}"##)
            .mismatches()
            .is_empty()
    );
    let json = r##"{"@odata.type":"#microsoft.graph.base","id":"a"}"##;
    assert_eq!(survives(json).id.as_deref(), Some("a"));
    assert!(Item::from_json(json.as_bytes(), &ReadOptions::strict()).is_ok());
}

#[test]
fn without_a_discriminator_it_is_the_declared_type() {
    let declared = AnyConcrete::from_slice(br#"{"name":"n"}"#).unwrap();
    assert!(matches!(declared, AnyConcrete::Base(_)));
    assert_eq!(text(&declared), r#"{"name":"n"}"#);
    let derived: AnyConcrete = derived::Derived::new().into();
    assert_eq!(text(&derived), r##"{"@odata.type":"#microsoft.graph.sub.derived"}"##);
}

#[test]
fn a_derived_value_writes_its_type_where_others_could_stand() {
    let mut one = Item::new();
    one.scopes = vec![derived::Derived::new().into()];
    let json = r##"{"scopes":[{"@odata.type":"#microsoft.graph.sub.derived"}]}"##;
    assert_eq!(text(&one), json);
    assert_eq!(survives(json), one);
    // Read by itself without a type it is written without, but not where it would then be taken for another.
    let alone = derived::Derived::from_slice(br#"{"query":"q"}"#).unwrap();
    assert_eq!(text(&alone), r#"{"query":"q"}"#);
    assert_eq!(
        body(&alone),
        r##"{"@odata.type":"#microsoft.graph.sub.derived","query":"q"}"##
    );
    one.scopes = vec![alone.into()];
    assert!(text(&one).contains("sub.derived"));
}

#[test]
fn enumerations_are_read_in_any_case_and_keep_unknown_names() {
    assert_eq!(item(r#"{"kind":"AdminADD"}"#).kind, Some(Kind::AdminAdd));
    assert_eq!(text(&item(r#"{"kind":"AdminADD"}"#)), r#"{"kind":"adminAdd"}"#);
    assert_eq!(
        survives(r#"{"kind":"laterOn"}"#).kind,
        Some(Kind::UnknownValue("laterOn".into()))
    );
    assert_eq!(serde_json::to_string(&Kind::AdminAdd).unwrap(), r#""adminAdd""#);
}

#[test]
fn flags_are_sets() {
    let both = Rights::READ | Rights::WRITE;
    assert_eq!(both.to_string(), "read,write");
    assert_eq!(item(r#"{"rights":"Write, READ"}"#).rights, Some(both.clone()));
    assert_eq!(
        text(&item(r#"{"rights":"Write, READ"}"#)),
        r#"{"rights":"write, read"}"#
    );
    assert_eq!(
        survives(r#"{"rights":"write,read"}"#),
        item(r#"{"rights":"read,write"}"#)
    );
    assert_eq!(Rights::from("all"), both);
    assert_eq!(survives(r#"{"rights":"all"}"#).rights, Some(both));
    let later = survives(r#"{"rights":"read,later \"x\""}"#).rights.unwrap();
    assert!(later.contains(&Rights::READ) && !later.contains(&Rights::WRITE));
    assert_eq!((later | Rights::WRITE).to_string(), "read,write,later \"x\"");
    assert_eq!(Rights::default().to_string(), "none");
    // A name that comes second for its bit is written back all the same.
    let members = &[("first", 1), ("second", 1)];
    assert_eq!(FlagSet::read("second", members).text(members), "second");
}

#[test]
fn flags_come_as_numbers_too() {
    let both = survives(r#"{"rights":3}"#).rights.unwrap();
    assert_eq!(both, Rights::READ | Rights::WRITE);
    assert_eq!((both.to_string(), both.flags().bits()), ("read,write".to_owned(), 3));
    assert_eq!(survives(r#"{"rights":0}"#).rights, Some(Rights::default()));
    assert_eq!(format!("{:?}", item(r#"{"rights":2}"#)), "item { rights: write }");
    // Bits that the metadata does not have are kept, and have no name but their number.
    let later = survives(r#"{"rights":9}"#).rights.unwrap();
    assert!(later.contains(&Rights::READ) && !later.contains(&Rights::WRITE));
    assert_eq!(later.to_string(), "read,8");
    assert_eq!((later | Rights::WRITE).to_string(), "read,write,8");
    survives(r#"{"rights":18446744073709551615}"#);
    // What is changed is written by names; what was read by a name is not what came as another number.
    let mut one = item(r#"{"rights":9}"#);
    one.rights = one.rights.map(|rights| rights | Rights::WRITE);
    assert_eq!(text(&one), r#"{"rights":"read,write,8"}"#);
    assert_eq!(item(r#"{"rights":1}"#), item(r#"{"rights":"read"}"#));
    assert_ne!(item(r#"{"rights":1}"#), item(r#"{"rights":"write"}"#));
    // OData's text form has numbers, too.
    assert_eq!(survives(r#"{"rights":"3"}"#).rights, Some(Rights::READ | Rights::WRITE));
    assert_eq!(survives(r#"{"rights":"write,8,1"}"#).rights.unwrap().flags().bits(), 11);
    for odd in ["-1", "1.0", "1.5", "1e0", "18446744073709551616", "true", "[1]", "{}"] {
        assert_eq!(
            survives(&format!(r#"{{"rights":{odd}}}"#)).mismatches().len(),
            1,
            "{odd}"
        );
    }
    assert_eq!(serde_json::from_str::<Rights>("3").unwrap(), Rights::from("read,write"));
    assert_eq!(
        serde_json::to_string(&serde_json::from_str::<Rights>("9").unwrap()).unwrap(),
        "9"
    );
    assert_eq!(serde_json::from_str::<Rights>(r#""all""#).unwrap().flags().bits(), 3);
    assert!(serde_json::from_str::<Rights>("-1").is_err() && serde_json::from_str::<Rights>("[]").is_err());
}

#[test]
fn an_odd_value_is_kept_and_told_and_costs_nothing_else() {
    let json = r#"{"id":"a","list":[{"endDateTime":"soon"},{"id":"b","child":"none"}],"small":3000000000,"tags":["a",null],"kind":7}"#;
    let one = item(json);
    assert_eq!(one.id.as_deref(), Some("a"));
    assert_eq!(one.list.len(), 2);
    let odd: Vec<(String, String)> = one.mismatches().into_iter().map(|odd| (odd.path, odd.reason)).collect();
    let paths: Vec<&str> = odd.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(
        paths,
        ["small", "kind", "list[0].endDateTime", "list[1].child", "tags[1]"]
    );
    assert!(odd[2].1.starts_with("not a date-time"), "{odd:?}");
    assert_eq!(odd[3].1, "an object is expected, a string is there");
    let again: serde_json::Value = serde_json::from_slice(&one.to_json()).unwrap();
    assert_eq!(again, serde_json::from_str::<serde_json::Value>(json).unwrap());
    assert_eq!(item(&text(&one)), one);
    // A value that is then assigned takes the place of the odd one.
    let mut mended = one.clone();
    mended.small = Some(3);
    assert!(text(&mended).contains(r#""small":3"#) && !text(&mended).contains("3000000000"));
    assert_eq!(mended.mismatches().len(), odd.len() - 1);
    assert_eq!(item(&text(&mended)), mended);
    assert!(!format!("{mended:?}").contains("3000000000"));
}

#[test]
fn an_enumeration_is_as_large_as_the_text_that_it_may_hold() {
    assert_eq!(size_of::<Kind>(), size_of::<String>());
    assert_eq!(size_of::<Option<Kind>>(), size_of::<String>());
}

#[test]
fn of_a_repeated_name_the_last_value_counts() {
    let odd_last = item(r#"{"small":null,"tags":[],"small":"a","tags":1}"#);
    assert_eq!(text(&odd_last), r#"{"small":"a","tags":1}"#);
    assert_eq!(odd_last.mismatches().len(), 2);
    let odd_first = item(r#"{"small":"a","tags":1,"small":2,"tags":null}"#);
    assert_eq!(text(&odd_first), r#"{"tags":null,"small":2}"#);
    assert!(odd_first.mismatches().is_empty());
    // Of which type it is meant to be nobody can tell.
    let typed = r##"{"scope":{"@odata.type":"#microsoft.graph.sub.derived","query":"q","@odata.type":"#microsoft.graph.later"}}"##;
    assert_eq!(survives(typed).mismatches()[0].path, "scope");
    assert!(Item::from_slice(br##"{"@odata.type":"#microsoft.graph.item","@odata.type":"x"}"##).is_err());
}

#[test]
fn strict_mode_makes_an_odd_value_an_error_with_its_path() {
    let error = Item::from_json(
        br#"{"list":[{},{"child":{"endDateTime":"soon"}}]}"#,
        &ReadOptions::strict(),
    )
    .unwrap_err();
    assert_eq!(error.path(), "list[1].child.endDateTime");
    assert_eq!((error.offset(), error.column()), (36, 37));
    assert!(!error.to_string().contains("soon"), "{error}");
}

#[test]
fn broken_json_is_an_error_with_its_path_and_place() {
    for (json, path, column) in [
        (r#"{"list":[{"id":"a}]}"#, "list[0].id", 21),
        (r#"{"list":[{"id" "a"}]}"#, "list[0]", 16),
        (r#"{"x":{"y":tru}}"#, "x", 11),
        (r#"{"id":"a",}"#, "", 11),
        (r#"{"id":"a"} x"#, "", 12),
        (r#"{"id":"\u12x4"}"#, "id", 12),
        (r#"{"free":[1,2}"#, "free", 13),
        (r#"{"ratio":01}"#, "", 11),
        ("", "", 1),
    ] {
        let error = Item::from_slice(json.as_bytes()).unwrap_err();
        assert_eq!(
            (error.path().as_str(), error.line(), error.column()),
            (path, 1, column),
            "{json}: {error}"
        );
    }
    let error = Item::from_slice(b"{\n  \"id\": \"a\"\n  \"count\": 1}").unwrap_err();
    assert_eq!((error.line(), error.column()), (3, 3));
    assert_eq!(Item::from_slice(b"{\"id\":\"\xff\"}").unwrap_err().offset(), 7);
    assert!(Item::from_slice(b"[]").is_err());
}

#[test]
fn depth_is_an_error_and_never_an_overflow() {
    let deep = |open: &str, close: &str, levels: usize| format!("{}{{}}{}", open.repeat(levels), close.repeat(levels));
    assert!(Item::from_slice(deep(r#"{"child":"#, "}", 99).as_bytes()).is_ok());
    for json in [
        deep(r#"{"child":"#, "}", 100),
        deep(r#"{"unknown":"#, "}", 100_000),
        format!(r#"{{"free":{}}}"#, "[".repeat(100_000)),
    ] {
        let error = Item::from_slice(json.as_bytes()).unwrap_err();
        assert!(error.reason().contains("more than 100"), "{error}");
    }
}

#[test]
fn values_in_every_form() {
    survives(
        r#"{"count":9223372036854775807,"ratio":"INF","binary":"-_8","guid":"7A6AB703-0780-4B37-8445-81F679B2D75C","length":"P1Y2M3DT4H"}"#,
    );
    survives(r#"{"count":-9223372036854775808,"ratio":0.1,"small":-5}"#);
    assert_eq!(survives(r#"{"count":"-12"}"#).count, Some(-12));
    assert_eq!(item(r#"{"count":"007"}"#).mismatches()[0].path, "count");
    survives(r#"{"list":[{"small":3,"count":"x"}],"small":4}"#);
    assert!(survives(r#"{"ratio":"NaN"}"#).ratio.unwrap().is_nan());
    assert_eq!(item(r#"{"ratio":"-INF"}"#).ratio, Some(f64::NEG_INFINITY));
    assert_eq!(item(r#"{"ratio":1e400}"#).mismatches().len(), 1);
    assert_eq!(item(r#"{"small":1.0}"#).mismatches().len(), 1);
    assert_eq!(item(r#"{"id":"\ud800"}"#).mismatches()[0].path, "id");
    survives(r#"{"id":"\"\\\n\u0001é😀"}"#);
}

#[test]
fn a_body_goes_without_what_the_service_sets() {
    let json = concat!(
        r##"{"@odata.type":"#microsoft.graph.item","id":"a","count":1,"child":{"id":"b","count":2,"small":3},"##,
        r#""@odata.context":"c","@odata.etag":"e","list@odata.count":1,"scope@odata.bind":"s","@odata.id":"i","@microsoft.graph.tips":"t","more":1}"#
    );
    let one = survives(json);
    assert_eq!(
        body(&one),
        r##"{"@odata.type":"#microsoft.graph.item","child":{"id":"b","small":3},"scope@odata.bind":"s","@odata.id":"i","more":1}"##
    );
    assert_eq!(body(&Item::new()), "{}");
    assert_eq!(
        body(&item(r#"{"COUNT":1,"Count":"x","child":{"Id":"b","cOUNT":2}}"#)),
        r#"{"child":{"Id":"b"}}"#
    );
}

#[test]
fn what_would_take_long_to_read_is_odd() {
    let unknown = |count: usize| {
        let members: Vec<String> = (0..count).map(|number| format!("\"m{number}\":{number}")).collect();
        format!("{{{}}}", members.join(","))
    };
    assert_eq!(survives(&unknown(1000)).additional_properties.len(), 1000);
    assert!(Item::from_slice(unknown(1001).as_bytes()).is_err());
    let one = survives(&format!("{{\"child\":{}}}", unknown(100_000)));
    assert_eq!(one.mismatches()[0].path, "child");
    let flags = format!("{{\"rights\":\"{}\"}}", vec!["a"; 100_000].join(","));
    assert_eq!(survives(&flags).mismatches()[0].path, "rights");
}

#[test]
fn debug_does_not_show_secrets() {
    let one = item(r#"{"id":"a","secret":"hush","child":{"secret":5}}"#);
    assert_eq!(
        format!("{one:?}"),
        r#"item { id: "a", child: item { secret: (set) }, secret: (set) }"#
    );
}

#[test]
fn users_structs_with_serde() {
    #[derive(serde::Serialize, serde::Deserialize, PartialEq, Debug)]
    struct Mine {
        items: Vec<Item>,
        scope: AnyBase,
    }
    let json = r##"{"items":[{"id":null,"ratio":0.5,"more":[true,-1,18446744073709551615]}],"scope":{"@odata.type":"#microsoft.graph.sub.derived"}}"##;
    let mine: Mine = serde_json::from_str(json).unwrap();
    assert_eq!(serde_json::to_string(&mine).unwrap(), json);
    let value = serde_json::to_value(&mine).unwrap();
    assert_eq!(serde_json::from_value::<Mine>(value).unwrap(), mine);
}

#[test]
fn equality_is_by_value() {
    assert_eq!(
        item(r#"{"endDateTime":"2026-08-03T09:30:00Z"}"#),
        item(r#"{"endDateTime":"2026-08-03T11:30:00.000+02:00"}"#)
    );
    assert_eq!(item(r#"{"b":1,"a":[1, 2]}"#), item(r#"{"a":[1,2],"b":1}"#));
    assert_ne!(item(r#"{"id":"a"}"#), item(r#"{"id":"b"}"#));
    assert_ne!(item(r#"{"x":1}"#), item(r#"{"x":2}"#));
}

#[test]
fn names_in_another_case_are_known_when_asked_for() {
    let text = br#"{"ID":"1","CHILD":{"enddatetime":"2030-01-02T03:04:05Z","List":[{"Id":"2"}]},"other":1}"#;
    let options = ReadOptions {
        any_case: true,
        ..ReadOptions::default()
    };
    let read = Item::from_json(text, &options).unwrap();
    assert_eq!(read.id.as_deref(), Some("1"));
    let child = read.child.as_ref().unwrap();
    assert!(child.end.is_some());
    assert_eq!(child.list.first().unwrap().id.as_deref(), Some("2"));
    assert_eq!(read.additional_properties.len(), 1);
    // Otherwise they are members that nobody knows.
    let read = Item::from_json(text, &ReadOptions::default()).unwrap();
    assert_eq!((read.id.as_deref(), read.additional_properties.len()), (None, 3));
}
