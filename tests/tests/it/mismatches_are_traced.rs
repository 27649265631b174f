//! What a subscriber of `tracing` learns of values that do not fit: where they are and why, never what they are. In
//! processes of their own: threads of other tests, which have no subscriber, would switch the events off.

use std::fmt::Debug;
use std::sync::{Arc, Mutex};

use integration_tests::own_process::run_alone;
use msgraph_identity_governance::Page;
use msgraph_identity_governance::v1_0::models::*;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};

/// Keeps the warnings, a line each.
#[derive(Clone, Default)]
struct Warnings(Arc<Mutex<Vec<String>>>);

impl Warnings {
    /// What is warned of while the function runs.
    fn of(work: impl FnOnce()) -> Vec<String> {
        let warnings = Self::default();
        tracing::subscriber::with_default(warnings.clone(), work);
        warnings.0.lock().unwrap().clone()
    }
}

struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.push_str(&format!("{}={value:?} ", field.name()));
    }
}

impl Subscriber for Warnings {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        *metadata.level() <= Level::WARN
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut line = Line(String::new());
        event.record(&mut line);
        self.0.lock().unwrap().push(line.0);
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

#[test]
fn path_and_reason_are_reported_and_the_value_is_not() {
    if !run_alone(module_path!(), "path_and_reason_are_reported_and_the_value_is_not") {
        return;
    }
    let reported = Warnings::of(|| {
        let json = br#"{"value":[{"id":"1"},{"id":"2","schedule":{"expiration":{"endDateTime":"hush"}}}]}"#;
        let page = Page::<AccessPackageAssignmentRequest>::from_slice(json).unwrap();
        assert_eq!(page.mismatches().len(), 1);
    });
    let [line] = reported.as_slice() else {
        panic!("{reported:?}")
    };
    assert!(
        line.contains("value[1].schedule.expiration.endDateTime") && line.contains("not a date-time"),
        "{line}"
    );
    assert!(!line.contains("hush"), "{line}");
    assert_eq!(
        Warnings::of(|| drop(AccessPackage::from_slice(br#"{"id":"1","more":{"x":1}}"#).unwrap())),
        Vec::<String>::new(),
        "what is only unknown is not odd"
    );
}

#[test]
fn of_many_the_first_ten_are_reported_and_how_many_more_there_are() {
    if !run_alone(
        module_path!(),
        "of_many_the_first_ten_are_reported_and_how_many_more_there_are",
    ) {
        return;
    }
    let items = vec![r#"{"isHidden":"maybe"}"#; 1000].join(",");
    let reported = Warnings::of(|| {
        Page::<AccessPackage>::from_slice(format!("{{\"value\":[{items}]}}").as_bytes()).unwrap();
    });
    assert_eq!(reported.len(), 11);
    assert!(
        reported[9].contains("value[9].isHidden") && reported[10].contains("more=990"),
        "{reported:?}"
    );
}
