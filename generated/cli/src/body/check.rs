//! Whether a body is what its type says: unknown members, wrong types, missing parameters, unknown enumeration values,
//! each with its place and the nearest name.
//!
//! Only what the metadata contradicts is refused. What it does not say (which members a create needs) is the service's
//! to judge, and null is let through everywhere: the metadata's word on it is not reliable.

use msgraph_identity_governance::reflection::{Item, Member, Type, TypeKind, TypeRef};
use msgraph_identity_governance::values::{Date, DateTimeOffset, Duration, Guid, TimeOfDay};
use serde_json::Value;

use crate::nearest::nearest;

/// What is wrong with a part of a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where: `data.approvalStage.primaryApprovers[0]`; empty for the body itself.
    pub place: String,
    /// What.
    pub what: String,
    /// The name that was probably meant, or what else to do.
    pub hint: Option<String>,
}

/// What is wrong with a body that is to be of this type.
pub fn check(body: &Value, ty: TypeRef) -> Vec<Problem> {
    let mut problems = Vec::new();
    value(body, ty, "", &mut problems);
    problems
}

fn report(problems: &mut Vec<Problem>, place: &str, what: String, hint: Option<String>) {
    problems.push(Problem {
        place: place.to_owned(),
        what,
        hint,
    });
}

fn value(json: &Value, ty: TypeRef, place: &str, problems: &mut Vec<Problem>) {
    if json.is_null() {
        return;
    }
    if !ty.is_collection() {
        item(json, ty.item(), place, problems);
        return;
    }
    match json {
        Value::Array(items) => {
            for (at, json) in items.iter().enumerate() {
                if !json.is_null() {
                    item(json, ty.item(), &format!("{place}[{at}]"), problems);
                }
            }
        }
        other => report(
            problems,
            place,
            format!("is {}, and {ty} is expected", kind(other)),
            None,
        ),
    }
}

fn item(json: &Value, item: Item, place: &str, problems: &mut Vec<Problem>) {
    match item {
        Item::Primitive(name) => primitive(json, name, place, problems),
        Item::Type(ty) if ty.kind() == TypeKind::Enum => enumeration(json, ty, place, problems),
        Item::Type(ty) => structured(json, ty, place, problems),
        _ => {}
    }
}

fn structured(json: &Value, declared: Type, place: &str, problems: &mut Vec<Problem>) {
    let Value::Object(members) = json else {
        let what = format!("is {}, and an object of {} is expected", kind(json), declared.name());
        report(problems, place, what, None);
        return;
    };
    let Some(own) = actual_type(members.get("@odata.type"), declared, place, problems) else {
        return;
    };
    for (name, json) in members {
        // Annotations are not of the type.
        if name.contains('@') {
            continue;
        }
        match own.member(name) {
            Some(member) => {
                if let Some(ty) = member.ty() {
                    value(json, ty, &below(place, name), problems);
                }
            }
            None if own.is_open() => {}
            None => report(
                problems,
                &below(place, name),
                format!("{} has no such member", own.name()),
                instead(own, name),
            ),
        }
    }
    if own.kind() == TypeKind::ActionBody {
        let needed = own
            .members()
            .into_iter()
            .filter(|member| !member.is_optional() && !member.is_nullable());
        for member in needed.filter(|member| !members.contains_key(member.name())) {
            let what = "the action needs this parameter, and it is missing".to_owned();
            report(problems, &below(place, member.name()), what, None);
        }
    }
}

/// The type that an object says that it is of; the declared one where it says nothing.
fn actual_type(says: Option<&Value>, declared: Type, place: &str, problems: &mut Vec<Problem>) -> Option<Type> {
    let Some(Value::String(name)) = says else {
        return Some(declared);
    };
    let place = below(place, "@odata.type");
    let name = name.trim_start_matches('#');
    let Some(ty) = declared.api().ty(name) else {
        let derived: Vec<Type> = std::iter::once(declared).chain(declared.derived()).collect();
        let hint = nearest(name, derived.iter().map(|ty| ty.name())).map(|name| format!("did you mean `{name}`?"));
        report(problems, &place, format!("there is no type `{}`", shown(name)), hint);
        return None;
    };
    if !ty.is_a(declared) {
        let what = format!("{} is expected, and {name} is not derived from it", declared.name());
        report(problems, &place, what, None);
        return None;
    }
    Some(ty)
}

/// What to do about a member that a type does not have.
fn instead(ty: Type, name: &str) -> Option<String> {
    let derived: Vec<&str> = ty
        .derived()
        .filter(|derived| derived.member(name).is_some())
        .map(Type::name)
        .collect();
    match derived.as_slice() {
        [] => {}
        [only] => return Some(format!("{only} has it: say so by \"@odata.type\": \"#{only}\"")),
        several => return Some(format!("say by \"@odata.type\" which has it: {}", several.join(", "))),
    }
    let members = ty.members();
    nearest(name, members.iter().map(|member| Member::name(*member))).map(|name| format!("did you mean `{name}`?"))
}

fn enumeration(json: &Value, ty: Type, place: &str, problems: &mut Vec<Problem>) {
    let Value::String(text) = json else {
        let what = format!("is {}, and a value of {} is expected", kind(json), ty.name());
        report(problems, place, what, None);
        return;
    };
    let separator = |sign: char| ty.is_flags() && sign == ',';
    for one in text.split(separator).map(str::trim) {
        // The service reads them whatever their case.
        if ty.own_members().any(|member| member.name().eq_ignore_ascii_case(one)) {
            continue;
        }
        let names: Vec<&str> = ty.own_members().map(Member::name).collect();
        let hint = match nearest(one, names.iter().copied()) {
            Some(name) => format!("did you mean `{name}`?"),
            None => format!("there are {}", names.join(", ")),
        };
        report(
            problems,
            place,
            format!("`{}` is no value of {}", shown(one), ty.name()),
            Some(hint),
        );
    }
}

fn primitive(json: &Value, name: &str, place: &str, problems: &mut Vec<Problem>) {
    let fits = match (name, json) {
        ("Edm.Untyped" | "Edm.Stream", _) => true,
        ("Edm.Boolean", json) => json.is_boolean(),
        ("Edm.Byte", json) => integer(json, 0, 255),
        ("Edm.SByte", json) => integer(json, -128, 127),
        ("Edm.Int16", json) => integer(json, i64::from(i16::MIN), i64::from(i16::MAX)),
        ("Edm.Int32", json) => integer(json, i64::from(i32::MIN), i64::from(i32::MAX)),
        ("Edm.Int64", Value::String(text)) => text.parse::<i64>().is_ok(),
        ("Edm.Int64", json) => integer(json, i64::MIN, i64::MAX),
        ("Edm.Single" | "Edm.Double" | "Edm.Decimal", Value::String(text)) => {
            matches!(text.as_str(), "INF" | "-INF" | "NaN") || (name == "Edm.Decimal" && text.parse::<f64>().is_ok())
        }
        ("Edm.Single" | "Edm.Double" | "Edm.Decimal", json) => json.is_number(),
        ("Edm.Guid", Value::String(text)) => text.parse::<Guid>().is_ok(),
        ("Edm.DateTimeOffset", Value::String(text)) => text.parse::<DateTimeOffset>().is_ok(),
        // The service takes a whole time where a date is declared.
        ("Edm.Date", Value::String(text)) => text.parse::<Date>().is_ok() || text.parse::<DateTimeOffset>().is_ok(),
        ("Edm.TimeOfDay", Value::String(text)) => text.parse::<TimeOfDay>().is_ok(),
        ("Edm.Duration", Value::String(text)) => text.parse::<Duration>().is_ok(),
        (_, json) => json.is_string(),
    };
    if !fits {
        let what = match json {
            Value::String(text) => format!("`{}` is no {name}", shown(text)),
            other => format!("is {}, and {name} is expected", kind(other)),
        };
        report(
            problems,
            place,
            what,
            example(name).map(|example| format!("for example {example}")),
        );
    }
}

fn integer(json: &Value, least: i64, most: i64) -> bool {
    json.as_i64().is_some_and(|number| (least..=most).contains(&number))
}

/// How a value of a primitive type is written, where that is not plain.
pub fn example(name: &str) -> Option<&'static str> {
    Some(match name {
        "Edm.Guid" => "7a6ab703-0780-4b37-8445-81f679b2d75c",
        "Edm.DateTimeOffset" => "2026-11-28T12:00:00Z",
        "Edm.Date" => "2026-11-28",
        "Edm.TimeOfDay" => "08:30:00",
        "Edm.Duration" => "PT1H30M",
        "Edm.Boolean" => "true",
        "Edm.Byte" | "Edm.SByte" | "Edm.Int16" | "Edm.Int32" | "Edm.Int64" => "5",
        _ => return None,
    })
}

/// `data.stage`.
fn below(place: &str, name: &str) -> String {
    let name = shown(name);
    if place.is_empty() {
        name
    } else {
        format!("{place}.{name}")
    }
}

/// A text of others, short and without what a terminal would obey.
fn shown(text: &str) -> String {
    let plain: String = text
        .escape_debug()
        .to_string()
        .replace("\\'", "'")
        .replace("\\\"", "\"");
    match plain.char_indices().nth(80) {
        Some((end, _)) => format!("{}…", plain.get(..end).unwrap_or_default()),
        None => plain,
    }
}

fn kind(json: &Value) -> &'static str {
    match json {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use msgraph_identity_governance::Method;
    use msgraph_identity_governance::reflection::Body;
    use msgraph_identity_governance::v1_0::API;

    const REQUESTS: &str = "/identityGovernance/entitlementManagement/assignmentRequests";

    fn problems(template: &str, json: &str) -> Vec<String> {
        let operation = API.operation(Method::Post, template).unwrap();
        let Some(Body::Model(ty)) = operation.body() else {
            panic!("{template}")
        };
        let shown = |problem: Problem| {
            let hint = problem.hint.map(|hint| format!(" ({hint})")).unwrap_or_default();
            format!("{}: {}{hint}", problem.place, problem.what)
        };
        check(&serde_json::from_str(json).unwrap(), ty)
            .into_iter()
            .map(shown)
            .collect()
    }

    fn resume(json: &str) -> Vec<String> {
        problems(
            &format!("{REQUESTS}/{{accessPackageAssignmentRequest-id}}/resume"),
            json,
        )
    }

    #[test]
    fn what_the_reference_shows_is_right() {
        let body = r##"{
            "source": "a",
            "type": "b",
            "data": {
                "@odata.type": "#microsoft.graph.accessPackageAssignmentRequestCallbackData",
                "stage": "AssignmentRequestCreated",
                "customExtensionStageInstanceId": "957d0c50-466b-4840-bb5b-c92cea7141ff",
                "customExtensionStageInstanceDetail": null
            }
        }"##;
        assert_eq!(resume(body), [""; 0]);
    }

    #[test]
    fn what_is_wrong_is_named_with_its_place() {
        let body = r#"{"sourc": "a", "data": {"@odata.type": "microsoft.graph.accessPackageAssignmentRequestCallbackData",
            "stage": "assignmentCreated", "state": 5}}"#;
        let found = resume(body);
        assert!(
            found
                .iter()
                .any(|one| one.starts_with("sourc: ") && one.contains("did you mean `source`?")),
            "{found:?}"
        );
        assert!(
            found
                .iter()
                .any(|one| one.starts_with("data.stage: `assignmentCreated` is no value of")),
            "{found:?}"
        );
        assert!(
            found
                .iter()
                .any(|one| one == "data.state: is a number, and Edm.String is expected"),
            "{found:?}"
        );
    }

    #[test]
    fn a_member_of_a_derived_type_asks_for_the_type() {
        let found = resume(r#"{"data": {"stage": "assignmentRequestCreated"}}"#);
        assert!(
            found
                .iter()
                .any(|one| one.contains("say by \"@odata.type\" which has it")),
            "{found:?}"
        );
        let stranger = resume(r#"{"data": {"@odata.type": "microsoft.graph.accessPackage"}}"#);
        assert!(
            stranger.iter().any(|one| one.contains("is not derived from it")),
            "{stranger:?}"
        );
    }

    #[test]
    fn values_have_the_form_of_their_type() {
        let found = problems(
            REQUESTS,
            r#"{"requestType": ["userAdd"], "schedule": {"startDateTime": "tomorrow", "expiration": {"duration": "1 day"}},
                "answers": {}, "answers2": 1}"#,
        );
        for (place, what) in [
            ("requestType", "is an array"),
            (
                "schedule.startDateTime",
                "`tomorrow` is no Edm.DateTimeOffset (for example",
            ),
            ("schedule.expiration.duration", "`1 day` is no Edm.Duration"),
            (
                "answers",
                "is an object, and Collection(microsoft.graph.accessPackageAnswer) is expected",
            ),
            ("answers2", "did you mean `answers`?"),
        ] {
            assert!(
                found
                    .iter()
                    .any(|one| one.starts_with(&format!("{place}: ")) && one.contains(what)),
                "{found:?}"
            );
        }
    }

    #[test]
    fn what_others_wrote_cannot_command_the_terminal() {
        let found = resume("{\"\\u001b[2J\": 1}");
        assert!(found.iter().all(|one| !one.contains('\u{1b}')), "{found:?}");
    }
}
