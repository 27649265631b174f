//! Values of annotations: as text, what they deny, which deprecations and keys they are.

use std::collections::BTreeSet;

use crate::csdl::Expression;
use crate::resolve::{OPTION_TERMS, alternate_keys, deprecation};

/// Values of one term in one line; `nothing` where there is none.
pub(super) fn texts<T: ToString>(values: &[T]) -> String {
    let texts: Vec<String> = values.iter().map(ToString::to_string).collect();
    let line = texts.join("; ");
    if line.is_empty() { "nothing".to_owned() } else { line }
}

/// Whether the model reads the term, so that it is known what it says together with others.
pub(super) fn is_interpreted(capability: &str) -> bool {
    OPTION_TERMS.iter().any(|(_, term, _)| *term == capability)
        || matches!(
            capability,
            "InsertRestrictions" | "UpdateRestrictions" | "DeleteRestrictions" | "ReadRestrictions"
        )
}

/// Whether anything is denied now that was not denied before: a flag is false, where flags count, or a list of
/// exceptions has another member.
pub(super) fn denies(old: &[&Expression], new: &[&Expression], with_flags: bool) -> bool {
    fn denied(value: &Expression, path: &str, with_flags: bool, out: &mut BTreeSet<String>) {
        match value {
            Expression::Bool(false) if with_flags => {
                out.insert(path.to_owned());
            }
            Expression::Record(record) => record.properties.iter().for_each(|member| {
                denied(&member.value, &format!("{path}/{}", member.property), with_flags, out);
            }),
            Expression::Collection(items) => items.iter().for_each(|item| {
                out.insert(format!("{path}={item}"));
            }),
            _ => {}
        }
    }
    let all = |values: &[&Expression]| {
        let mut out = BTreeSet::new();
        values.iter().for_each(|value| denied(value, "", with_flags, &mut out));
        out
    };
    !all(new).is_subset(&all(old))
}

/// The deprecations among revisions, and the rest of them.
pub(super) fn revisions(values: &[&Expression]) -> (Vec<String>, Vec<String>) {
    let mut deprecations = Vec::new();
    let mut others = Vec::new();
    let items = values
        .iter()
        .flat_map(|value| value.as_collection().unwrap_or(std::slice::from_ref(*value)));
    for item in items {
        match item.as_record().and_then(deprecation) {
            Some(said) if said.to_string().is_empty() => deprecations.push("without a date".to_owned()),
            Some(said) => deprecations.push(said.to_string()),
            None => others.push(item.to_string()),
        }
    }
    deprecations.sort();
    others.sort();
    (deprecations, others)
}

/// Each alternate key as the names that stand in a URL.
pub(super) fn keys(values: &[&Expression]) -> BTreeSet<String> {
    let part = |(alias, member): (String, String)| {
        if alias == member {
            member
        } else {
            format!("{alias} ({member})")
        }
    };
    let keys = values.iter().flat_map(|value| alternate_keys(value));
    keys.map(|parts| parts.into_iter().map(part).collect::<Vec<_>>().join(", "))
        .collect()
}
