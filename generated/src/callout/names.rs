//! Names that stand twice in one object of a callout.
//!
//! A callout's members are known by their names in any case, so `displayName` and `DisplayName` are one member said
//! twice. Which of them is meant nobody can tell, and who looked at the callout before (a gateway, a Logic App) may
//! have taken the other. Such a callout is refused as a whole, wherever in it that is, also within members that nobody
//! knows.

use std::collections::HashSet;

use crate::core::json::{Fault, Kind, ReadError, ReadOptions, Reader, Step};

/// Refuses a document in which an object has two names that are the same, or the same but for their case.
pub(super) fn check(json: &[u8], options: &ReadOptions) -> Result<(), ReadError> {
    let mut reader = Reader::new(json, options).map_err(|fault| fault.into_error(json, 0))?;
    value(&mut reader).map_err(|fault| fault.into_error(json, reader.place()))
}

/// Goes through a value. The reader counts how deep it is, and ends this where that is too deep.
fn value(reader: &mut Reader<'_>) -> Result<(), Fault> {
    match reader.peek()? {
        Kind::Object => object(reader),
        Kind::Array => {
            reader.open_array()?;
            let mut place = 0;
            while reader.item(place == 0)? {
                value(reader).map_err(|fault| fault.within(Step::Item(place)))?;
                place += 1;
            }
            Ok(())
        }
        _ => reader.skip().map(drop),
    }
}

fn object(reader: &mut Reader<'_>) -> Result<(), Fault> {
    reader.open_object()?;
    let mut names = HashSet::new();
    while let Some(name) = reader.key(names.is_empty())? {
        // Beyond ASCII too: other programs fold the case of more letters than this crate does.
        if !names.insert(name.to_lowercase()) {
            let twice = reader.malformed(
                "the name stands twice in its object, in the same case or another: \
                 which of them is meant nobody can tell",
            );
            return Err(twice.within(Step::Member(name.into_owned().into())));
        }
        if let Err(fault) = value(reader) {
            return Err(fault.within(Step::Member(name.into_owned().into())));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(json: &str) -> Result<(), (String, String)> {
        check(json.as_bytes(), &ReadOptions::default()).map_err(|error| (error.path(), error.reason().to_owned()))
    }

    #[test]
    fn names_that_differ_only_in_case_are_refused_at_any_depth() {
        for (json, path) in [
            (r#"{"a": 1, "a": 1}"#, "a"),
            (r#"{"displayName": 1, "DisplayName": 1}"#, "DisplayName"),
            (r#"{"@odata.type": "x", "@OData.Type": "x"}"#, "@OData.Type"),
            (r#"{"x": [1, {"y": {"Id": 1, "b": [], "\u0069d": 2}}]}"#, "x[1].y.id"),
            ("{\"\u{212a}ey\": 1, \"key\": 2}", "key"),
        ] {
            let (at, reason) = checked(json).unwrap_err();
            assert_eq!(at, path, "{json}");
            assert!(reason.contains("stands twice"), "{reason}");
        }
    }

    #[test]
    fn the_same_name_in_other_objects_is_fine() {
        checked(r#"{"id": 1, "a": {"id": 1, "A": {"ID": 2}}, "b": [{"id": 3}, {"id": 4}], "aa": "id"}"#).unwrap();
        checked("[]").unwrap();
    }

    #[test]
    fn broken_and_deep_json_is_an_error() {
        for json in ["", "{", r#"{"a"}"#, r#"{"a": }"#, "[1 2]", "nul"] {
            assert!(checked(json).is_err(), "{json}");
        }
        let deep = "[".repeat(100_000);
        assert!(checked(&deep).is_err());
    }
}
