//! Whether JSON is what a schema of the document says: every member known to it, every value of its JSON type, at any
//! depth.

use serde_json::Value;

use super::document::Document;

/// What does not fit, each with its path.
pub fn problems(document: &Document, schema: &Value, value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    check(document, schema, value, "", &mut found);
    found
}

fn check(document: &Document, schema: &Value, value: &Value, path: &str, found: &mut Vec<String>) {
    let choices = schema
        .get("anyOf")
        .or_else(|| schema.get("oneOf"))
        .and_then(Value::as_array);
    if let Some(choices) = choices {
        let mut fewest: Option<Vec<String>> = None;
        for choice in choices {
            let mut problems = Vec::new();
            check(document, choice, value, path, &mut problems);
            if fewest.as_ref().is_none_or(|fewest| problems.len() < fewest.len()) {
                fewest = Some(problems);
            }
        }
        return found.extend(fewest.into_iter().flatten());
    }
    let shape = document.resolve(schema);
    if let Some(names) = shape["enum"].as_array() {
        let is_flags = shape.get("x-ms-enum-flags").is_some();
        let known = match value.as_str() {
            Some(text) if is_flags => text.split(',').all(|name| names.iter().any(|known| known == name)),
            _ => names.contains(value),
        };
        if !known {
            found.push(format!("{path}: {value} is no value of the enumeration"));
        }
        return;
    }
    let fits = match shape["type"].as_str() {
        _ if value.is_null() && shape["nullable"] == true => true,
        Some("string") => value
            .as_str()
            .is_some_and(|text| is_formatted(text, shape["format"].as_str())),
        Some("boolean") => value.is_boolean(),
        Some("number") => match shape["format"].as_str() {
            Some("double" | "float") => value.is_number(),
            Some("int64") => value.is_i64(),
            Some("int32") => value.as_i64().is_some_and(|value| i32::try_from(value).is_ok()),
            Some("int16") => value.as_i64().is_some_and(|value| i16::try_from(value).is_ok()),
            Some("uint8") => value.as_i64().is_some_and(|value| u8::try_from(value).is_ok()),
            _ => false,
        },
        Some("array") => {
            for (place, item) in value.as_array().into_iter().flatten().enumerate() {
                check(document, &shape["items"], item, &format!("{path}[{place}]"), found);
            }
            value.is_array()
        }
        Some("object") => return members(document, schema, value, path, found),
        None if shape.get("allOf").is_some() || shape.get("properties").is_some() => {
            return members(document, schema, value, path, found);
        }
        // It says nothing.
        None => true,
        Some(_) => false,
    };
    if !fits {
        let wanted = [&shape["type"], &shape["format"]].map(|word| word.as_str().unwrap_or("any"));
        found.push(format!(
            "{path}: {value} is not of the type {}/{}",
            wanted[0], wanted[1]
        ));
    }
}

fn members(document: &Document, schema: &Value, value: &Value, path: &str, found: &mut Vec<String>) {
    let Some(object) = value.as_object() else {
        return found.push(format!("{path}: {value} is no object"));
    };
    let declared = Document::name_of(schema);
    let mut schema = document.resolve(schema);
    let odata_type = object.get("@odata.type").and_then(Value::as_str);
    if let Some(name) = odata_type.filter(|name| name.strip_prefix('#') != declared) {
        match document.derived(schema).get(name) {
            Some(derived) => schema = document.schema(derived).unwrap(),
            None => return found.push(format!("{path}: {name} is not derived from what is declared")),
        }
    }
    let properties = document.properties(schema);
    let is_open = schema.get("additionalProperties").is_some();
    for (name, value) in object {
        let path = format!("{path}/{name}");
        match properties.get(name.as_str()) {
            Some(schema) => check(document, schema, value, &path, found),
            None if is_open => {}
            None => found.push(format!("{path}: the schema has no such member")),
        }
    }
}

/// Whether a text is of a format, by its first look.
fn is_formatted(text: &str, format: Option<&str>) -> bool {
    let digits = |place: std::ops::Range<usize>| {
        let part = text.get(place);
        part.is_some_and(|part| part.bytes().all(|b| b.is_ascii_digit()))
    };
    let has = |marks: &[(usize, u8)]| {
        marks
            .iter()
            .all(|(place, mark)| text.as_bytes().get(*place) == Some(mark))
    };
    let is_date = digits(0..4) && digits(5..7) && digits(8..10) && has(&[(4, b'-'), (7, b'-')]);
    match format {
        None => true,
        Some("date") => is_date && text.len() == 10,
        Some("date-time") => is_date && has(&[(10, b'T'), (13, b':'), (16, b':')]) && text.ends_with('Z'),
        Some("time") => digits(0..2) && digits(3..5) && has(&[(2, b':'), (5, b':')]),
        Some("duration") => text.trim_start_matches('-').starts_with('P'),
        Some("uuid") => text.len() == 36 && has(&[(8, b'-'), (13, b'-'), (18, b'-'), (23, b'-')]),
        Some("base64url") => text.bytes().all(|b| b.is_ascii_alphanumeric() || b"+/-_=".contains(&b)),
        Some(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// On a piece of the document itself.
    #[test]
    fn what_does_not_fit_is_reported_with_its_place() {
        let Some(document) = Document::of("v1.0") else { return };
        let schema = json!({ "$ref": "#/components/schemas/microsoft.graph.accessPackageAssignmentRequest" });
        let reported = |value: Value| problems(document, &schema, &value).join("; ");
        let subject = |kind: &str| {
            json!({ "requestor": { "onPremisesSecurityIdentifier": null, "connectedOrganization": { "identitySources": [{
            "@odata.type": kind, "tenantId": "x" }] } } })
        };
        assert_eq!(
            reported(json!({ "createdDateTime": "2026-08-03T09:30:00Z", "state": "delivered", "schedule": null })),
            ""
        );
        assert_eq!(reported(subject("#microsoft.graph.azureActiveDirectoryTenant")), "");
        for (value, wanted) in [
            (
                json!({ "requestor": { "Id": "1" } }),
                "/requestor/Id: the schema has no such member",
            ),
            (json!({ "id": 1 }), "/id: 1 is not of the type string/any"),
            (
                json!({ "state": "gone" }),
                "/state: \"gone\" is no value of the enumeration",
            ),
            (
                json!({ "createdDateTime": "2026-08-03" }),
                "/createdDateTime: \"2026-08-03\" is not of the type string/date-time",
            ),
            (
                json!({ "answers": [{ "displayValue": [] }] }),
                "/answers[0]/displayValue: [] is not of the type string/any",
            ),
            (json!({ "answers": {} }), "/answers: {} is not of the type array/any"),
            (
                subject("#microsoft.graph.accessPackage"),
                "/requestor/connectedOrganization/identitySources[0]: #microsoft.graph.accessPackage is not derived from what is declared",
            ),
            (
                subject("#microsoft.graph.externalDomainFederation"),
                "/requestor/connectedOrganization/identitySources[0]/tenantId: the schema has no such member",
            ),
        ] {
            assert_eq!(reported(value), wanted);
        }
    }
}
