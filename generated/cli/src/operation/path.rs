//! Keys and arguments, written into the path of an operation.

use msgraph_identity_governance::path::encode_segment;
use msgraph_identity_governance::reflection::{Item, Member, Operation, Parameter, TypeKind};
use msgraph_identity_governance::values::{Date, DateTimeOffset, Guid, TimeOfDay};

use crate::body::{Problem, example};
use crate::grammar::option_of;
use crate::nearest::nearest;

/// A key or argument with its value.
pub type Value = (Parameter, String);

/// The path of an operation with these values: `/identityGovernance/…/7a6ab703/resume`. With `force` values of the
/// wrong type are let through; those that would lead elsewhere are not.
///
/// # Errors
/// What is missing, or cannot stand in a path.
pub fn fill(operation: Operation, values: &[Value], force: bool) -> Result<String, Vec<Problem>> {
    let mut problems = Vec::new();
    let mut path = String::new();
    for segment in operation.segment().way() {
        let mut text = segment.text().to_owned();
        for parameter in segment.parameters() {
            let given = values
                .iter()
                .find(|(other, _)| other.placeholder() == parameter.placeholder())
                .map(|(_, value)| value.as_str());
            match given {
                Some(value) => {
                    problems.extend(fault(parameter, value, force));
                    text = put(&text, parameter, value);
                }
                None if parameter.is_optional() => text = leave_out(&text, parameter),
                None => problems.push(Problem {
                    place: format!("--{}", option_of(parameter)),
                    what: "is missing".to_owned(),
                    hint: None,
                }),
            }
        }
        path.push('/');
        path.push_str(&text);
    }
    if problems.is_empty() { Ok(path) } else { Err(problems) }
}

/// The text of a segment with a value in the place of its name. Between quotes a quote is doubled.
fn put(text: &str, parameter: Parameter, value: &str) -> String {
    let name = format!("{{{}}}", parameter.placeholder());
    let quoted = format!("'{name}'");
    match text.contains(&quoted) {
        true => text.replacen(&quoted, &format!("'{}'", encode_segment(&value.replace('\'', "''"))), 1),
        false => text.replacen(&name, &encode_segment(value), 1),
    }
}

/// The text without an argument that was not given.
fn leave_out(text: &str, parameter: Parameter) -> String {
    let Some((before, rest)) = text.split_once('(') else {
        return text.to_owned();
    };
    let name = format!("{}=", parameter.name());
    let arguments = rest.trim_end_matches(')').split(',');
    let kept: Vec<&str> = arguments.filter(|argument| !argument.starts_with(&name)).collect();
    format!("{before}({})", kept.join(","))
}

/// What is wrong with a value.
fn fault(parameter: Parameter, value: &str, force: bool) -> Option<Problem> {
    let problem = |what: String, hint: Option<String>| {
        Some(Problem {
            place: format!("--{}", option_of(parameter)),
            what,
            hint,
        })
    };
    // URL parsers collapse these, even percent-encoded, and the request would reach something else.
    if matches!(value, "" | "." | "..") {
        return problem(
            "is empty, `.` or `..`, which cannot be a part of a path".to_owned(),
            None,
        );
    }
    if force {
        return None;
    }
    let ty = parameter.ty()?;
    let name = match ty.item() {
        Item::Primitive(name) => name,
        Item::Type(ty) if ty.kind() == TypeKind::Enum => {
            let names: Vec<&str> = ty.own_members().map(Member::name).collect();
            if names.iter().any(|name| name.eq_ignore_ascii_case(value)) {
                return None;
            }
            let hint = match nearest(value, names.iter().copied()) {
                Some(name) => format!("did you mean `{name}`?"),
                None => format!("there are {}", names.join(", ")),
            };
            return problem(
                format!("`{}` is no value of {}", value.escape_debug(), ty.name()),
                Some(hint),
            );
        }
        _ => return None,
    };
    let fits = match name {
        "Edm.Guid" => value.parse::<Guid>().is_ok(),
        "Edm.DateTimeOffset" => value.parse::<DateTimeOffset>().is_ok(),
        "Edm.Date" => value.parse::<Date>().is_ok(),
        "Edm.TimeOfDay" => value.parse::<TimeOfDay>().is_ok(),
        "Edm.Boolean" => matches!(value, "true" | "false"),
        "Edm.Byte" | "Edm.SByte" | "Edm.Int16" | "Edm.Int32" | "Edm.Int64" => value.parse::<i64>().is_ok(),
        _ => true,
    };
    if fits {
        return None;
    }
    let hint = example(name).map(|example| format!("for example {example}"));
    problem(format!("`{}` is no {name}", value.escape_debug()), hint)
}
