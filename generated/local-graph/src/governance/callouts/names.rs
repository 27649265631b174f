//! Names as they are posted: entitlement management begins them with a capital, lifecycle workflows mostly do not.

use serde_json::{Value, json};

/// The value with the first letter of each member's name as a capital, at any depth. Annotations (`@odata.type`) and
/// values stay.
#[must_use]
pub fn capitalized(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let members = members
                .iter()
                .map(|(name, value)| (first_upper(name), capitalized(value)));
            Value::Object(members.collect())
        }
        Value::Array(items) => items.iter().map(capitalized).collect(),
        other => other.clone(),
    }
}

/// A name, or the member of an enumeration, with a capital: `userAdd` is posted as `UserAdd`.
#[must_use]
pub fn first_upper(name: &str) -> String {
    let mut letters = name.chars();
    letters
        .next()
        .map(|first| first.to_ascii_uppercase().to_string() + letters.as_str())
        .unwrap_or_default()
}

/// What lifecycle workflows post for a custom task: `data` with `callbackUriPath`, `subject`, `task`,
/// `taskProcessingResult` and `workflow`, and who posts (`source`).
#[must_use]
pub fn lifecycle_body(data: Value, source: &str) -> Value {
    json!({"data": data, "source": source, "type": "lifecycleEvent"})
}
