//! When two JSON documents say the same, and when a refusal is right.

use std::str::FromStr;

use msgraph_identity_governance::json::ReadError;
use msgraph_identity_governance::values::{Date, DateTimeOffset, Duration, TimeOfDay};

use crate::tree::Tree;

/// Whether a model may write the second for the first: order of members, casing and blanks of names, spelling of dates
/// and numbers apart.
pub fn alike(came: &Tree, written: &Tree) -> bool {
    match (came, written) {
        (Tree::Number(one), Tree::Number(two)) => same_number(one, two),
        (Tree::Text(one), Tree::Text(two)) => one == two || same_text(one, two),
        (Tree::Array(one), Tree::Array(two)) => {
            one.len() == two.len() && one.iter().zip(two).all(|(one, two)| alike(one, two))
        }
        (Tree::Object(one), Tree::Object(two)) => {
            // Of a name that comes twice the last one counts, as everywhere.
            one.iter().all(
                |(name, _)| matches!((came.get(name), written.get(name)), (Some(one), Some(two)) if alike(one, two)),
            ) && two.iter().all(|(name, _)| came.get(name).is_some())
        }
        _ => came == written,
    }
}

/// Whether a name comes twice in an object, at any depth.
pub fn repeats_a_name(tree: &Tree) -> bool {
    match tree {
        Tree::Array(items) => items.iter().any(repeats_a_name),
        Tree::Object(members) => {
            let names = tree.names();
            let repeated = |(place, name): (usize, &&str)| names.iter().take(place).any(|other| other == name);
            names.iter().enumerate().any(repeated) || members.iter().any(|(_, value)| repeats_a_name(value))
        }
        _ => false,
    }
}

fn same_number(one: &str, two: &str) -> bool {
    one == two
        || match (one.parse::<i128>(), two.parse::<i128>()) {
            (Ok(one), Ok(two)) => one == two,
            _ => one.parse::<f64>().ok() == two.parse::<f64>().ok(),
        }
}

fn same_text(one: &str, two: &str) -> bool {
    fn same<T: FromStr + PartialEq>(one: &str, two: &str) -> bool {
        matches!((one.parse::<T>(), two.parse::<T>()), (Ok(one), Ok(two)) if one == two)
    }
    let names = |text: &str| {
        let names = text.split(',').map(|name| name.trim().to_ascii_lowercase());
        names.filter(|name| !name.is_empty()).collect::<Vec<_>>()
    };
    one.eq_ignore_ascii_case(two)
        || names(one) == names(two)
        || same::<DateTimeOffset>(one, two)
        || same::<Date>(one, two)
        || same::<TimeOfDay>(one, two)
        || same::<Duration>(one, two)
}

/// What is read is JSON, and what is not read is none, no object, too deep, or names its own type twice.
pub fn agrees(data: &[u8], read: &Result<(), ReadError>) {
    let json = serde_json::from_slice::<serde_json::Value>(data);
    match (read, json) {
        (Ok(()), Err(error)) => assert!(is_beyond_serde_json(data), "read, though serde_json says {error}"),
        (Err(error), Ok(json)) => {
            let too_deep = error.reason().contains("stand in each other");
            assert!(
                too_deep || error.reason().contains("more than one @odata.type") || !json.is_object(),
                "not read ({error}), though serde_json reads it"
            );
        }
        _ => {}
    }
}

/// JSON that `serde_json` does not take: it begins with a byte order mark, has half of a surrogate pair or a number
/// beyond 64 bits of floating point.
pub fn is_beyond_serde_json(data: &[u8]) -> bool {
    let text = data.strip_prefix("\u{feff}".as_bytes()).unwrap_or(data);
    match serde_json::from_slice::<serde_json::Value>(text) {
        Ok(_) => true,
        Err(error) => ["surrogate", "hex escape", "out of range"]
            .iter()
            .any(|word| error.to_string().contains(word)),
    }
}
