//! What stands in one cell of a table, of CSV or of tab-separated values.

use std::borrow::Cow;

use crate::json_text::{Style, items, member, string, write_compact};

/// The items of a response: those of a list, or of the list in its `value`; of anything else itself, of null none.
pub(super) fn rows(json: &str) -> Box<dyn Iterator<Item = &str> + '_> {
    let list = if json.starts_with('{') {
        member(json, "value")
    } else {
        Some(json)
    };
    match list.and_then(items) {
        Some(items) => Box::new(items),
        None if json == "null" => Box::new(std::iter::empty()),
        None => Box::new(std::iter::once(json)),
    }
}

/// A value whole: text without its quotes, null as nothing, lists and objects as JSON.
pub(super) fn cell(json: &str) -> Cow<'_, str> {
    if matches!(json, "" | "null") {
        return Cow::Borrowed("");
    }
    string(json).unwrap_or_else(|| compact(json))
}

/// A value short: of an object its name or id, of a list how many items it has.
pub(super) fn short_cell(json: &str) -> Cow<'_, str> {
    if let Some(items) = items(json) {
        return match items.count() {
            0 => "".into(),
            1 => "1 item".into(),
            count => format!("{count} items").into(),
        };
    }
    if !json.starts_with('{') {
        return cell(json);
    }
    let names = ["displayName", "name", "id"];
    let name = names
        .into_iter()
        .find_map(|name| string(member(json, name)?).filter(|name| !name.is_empty()));
    name.unwrap_or(Cow::Borrowed("{…}"))
}

fn compact(json: &str) -> Cow<'_, str> {
    if !json.starts_with(['{', '[']) {
        return Cow::Borrowed(json);
    }
    let mut text = Vec::with_capacity(json.len());
    // A buffer in memory takes all that is written to it.
    let _ = write_compact(json, Style::default(), &mut text);
    String::from_utf8(text).map_or(Cow::Borrowed(json), Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_whole_or_short() {
        for (json, whole, short) in [
            ("\"a\\nb\"", "a\nb", "a\nb"),
            ("1.50", "1.50", "1.50"),
            ("null", "", ""),
            ("", "", ""),
            ("true", "true", "true"),
            ("[ ]", "[]", ""),
            ("[1, 2]", "[1,2]", "2 items"),
            ("[ {\"a\" : 1} ]", "[{\"a\":1}]", "1 item"),
            (
                "{\"id\":\"7\",\"displayName\":\"Sales\"}",
                "{\"id\":\"7\",\"displayName\":\"Sales\"}",
                "Sales",
            ),
            (
                "{\"displayName\":null,\"id\":\"7\"}",
                "{\"displayName\":null,\"id\":\"7\"}",
                "7",
            ),
            ("{\"x\": {}}", "{\"x\":{}}", "{…}"),
        ] {
            assert_eq!(
                (cell(json).as_ref(), short_cell(json).as_ref()),
                (whole, short),
                "{json}"
            );
        }
    }

    #[test]
    fn rows_are_the_items_of_a_list() {
        let of = |json: &'static str| rows(json).collect::<Vec<_>>();
        assert_eq!(of("[1, 2]"), ["1", "2"]);
        assert_eq!(of("{\"value\":[{}]}"), ["{}"]);
        assert_eq!(of("{\"value\":1}"), ["{\"value\":1}"]);
        assert_eq!(of("\"a\""), ["\"a\""]);
        assert!(of("null").is_empty() && of("[]").is_empty());
    }
}
