//! What a member holds that is one model: used as the model itself.

use std::any::Any;

use super::*;
use crate::core::model::Child;

fn ada() -> Item {
    item(r#"{"id":"ada","child":{"id":"grace"}}"#)
}

#[test]
fn it_is_made_of_a_model_a_box_or_itself() {
    let made = [
        Child::from(ada()),
        Child::from(Box::new(ada())),
        Child::new(ada()),
        item(r#"{"child":{"id":"ada","child":{"id":"grace"}}}"#).child.unwrap(),
        serde_json::from_str(&text(&ada())).unwrap(),
    ];
    for child in made {
        assert_eq!(*child, ada());
        assert_eq!(child, Child::new(ada()));
        assert_eq!(child.into_inner(), ada());
    }
    assert_eq!(*Child::<Item>::default(), Item::new());
}

#[test]
fn it_is_read_and_changed_as_its_model() {
    let mut one = item("{}");
    one.child.get_or_insert_default().id = Some("ada".to_owned());
    assert_eq!(one.child.as_deref().unwrap().id.as_deref(), Some("ada"));
    one.child.as_deref_mut().unwrap().small = Some(3);
    assert_eq!(text(&one), r#"{"child":{"id":"ada","small":3}}"#);
}

#[test]
fn a_copy_is_a_value_of_its_own() {
    let one = Child::new(ada());
    let mut two = one.clone();
    assert_eq!(one, two);
    two.child.as_deref_mut().unwrap().id = None;
    assert_ne!(one, two);
    assert_eq!(one.into_inner(), ada());
}

#[test]
fn it_prints_and_serializes_as_its_model() {
    let one = Child::new(item(r#"{"id":"a","secret":"hush","small":3}"#));
    assert_eq!(format!("{one:?}"), r#"item { id: "a", secret: (set), small: 3 }"#);
    assert_eq!(serde_json::to_string(&one).unwrap(), text(&*one));
}

#[test]
fn each_is_made_of_the_type_that_it_says() {
    let scopes =
        r##"{"scopes":[{"@odata.type":"#microsoft.graph.sub.derived"},{"@odata.type":"#microsoft.graph.later"},{}]}"##;
    for scope in item(scopes).scopes {
        match scope {
            AnyBase::Derived(derived) => assert_eq!(derived.info().name, derived.into_inner().info().name),
            AnyBase::UnknownType(base) => assert_eq!(base.info().name, base.into_inner().info().name),
        }
    }
    for info in [Item::INFO, base::Base::INFO, derived::Derived::INFO] {
        let model = (info.make)();
        assert!(std::ptr::eq(model.info(), info));
        assert!(!has_members(&*model));
    }
    let made: Box<dyn Any> = (Item::INFO.make)();
    assert_eq!(*made.downcast::<Item>().unwrap(), Item::new());
}
