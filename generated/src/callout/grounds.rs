//! What in a callout a decision may rest on, and whether it came as it is declared.
//!
//! A member that does not fit its declared type is kept beside the others, and reads as if it were not there. A rule
//! that looks for a reason to deny would not find it. So such a callout can be denied or failed, and not approved or
//! completed.

use crate::core::error::Invalid;
use crate::core::json::Json;
use crate::core::model::{AdditionalProperties, Mismatch, NULL_ITEM, TypeInfo};

/// Members that say when the service made, changed or ran something: no decision rests on them, and the service writes
/// some of them in forms of its own.
const TIMES: [&str; 5] = [
    "createdDateTime",
    "modifiedDateTime",
    "lastModifiedDateTime",
    "startedDateTime",
    "completedDateTime",
];

/// Refuses the first value that did not fit its declared type, but for members of the callout that no decision rests on
/// (`apart`), times, and items of a list that are null: entitlement management posts such answers, and a null says
/// nothing that could be missed.
pub(crate) fn check(mismatches: &[Mismatch], apart: &[&str]) -> Result<(), Invalid> {
    let is_ground = |Mismatch { path, reason }: &&Mismatch| {
        let first = path.split(['.', '[']).next().unwrap_or(path);
        let last = path.rsplit('.').next().unwrap_or(path);
        let is_null_item = path.ends_with(']') && reason == NULL_ITEM;
        !apart.contains(&first) && !TIMES.contains(&last) && !is_null_item
    };
    match mismatches.iter().find(is_ground) {
        None => Ok(()),
        Some(mismatch) => {
            let why = "a decision may rest on it, and it does not fit its declared type";
            Err(Invalid::new(
                mismatch.path.as_str(),
                format!("{why}: {}", mismatch.reason),
            ))
        }
    }
}

/// Refuses a callout that names a type of its own which is known and is none of a callout's. A name that is not known
/// can be one of later.
pub(crate) fn check_type(additional: &AdditionalProperties, own: &[&TypeInfo]) -> Result<(), Invalid> {
    const MEMBER: &str = "@odata.type";
    let Some(json) = additional.get(MEMBER) else {
        return Ok(());
    };
    let is_own = |name: &String| own.iter().any(|own| own.is_named(name)) || !own.iter().any(|own| own.knows(name));
    match Json::to_text(json) {
        Some(name) if is_own(&name) => Ok(()),
        Some(_) => Err(Invalid::new(MEMBER, "the callout says that it is something else")),
        None => Err(Invalid::new(
            MEMBER,
            "it is no text, so nobody can tell what the callout is",
        )),
    }
}
