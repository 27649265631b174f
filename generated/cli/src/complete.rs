//! What a shell can complete behind an option: members, enumeration values, parts of a filter.

use std::ffi::OsStr;

use clap_complete::engine::{ArgValueCompleter, CompletionCandidate, PathCompleter, ValueCompleter as _};
use msgraph_identity_governance::reflection::{Api, Item, Type, TypeKind};

use crate::body;

/// The values of an enum type. Of flags several are separated by commas.
pub fn values(ty: Type) -> ArgValueCompleter {
    ArgValueCompleter::new(move |current: &OsStr| {
        let (before, word) = last_part(current, &[',']);
        let all = ty.own_members().filter(|member| member.name() != "unknownFutureValue");
        candidates(&before, &word, all.map(|member| (member.name(), member.doc())))
    })
}

/// Member names of a type, in a list or within an expression; with `expand` those that can be expanded. Behind a
/// comparison with a member of an enum type its values.
pub fn members(ty: Type, expand: bool) -> ArgValueCompleter {
    ArgValueCompleter::new(move |current: &OsStr| members_for(ty, expand, current))
}

fn members_for(ty: Type, expand: bool, current: &OsStr) -> Vec<CompletionCandidate> {
    if let Some((before, word, of)) = compared(current, ty) {
        let quoted: Vec<(String, Option<&str>)> = of
            .own_members()
            .map(|member| (format!("'{}'", member.name()), member.doc()))
            .collect();
        return candidates(&before, &word, quoted.iter().map(|(value, doc)| (value.as_str(), *doc)));
    }
    let (before, word) = last_part(current, &[',', ' ', '(', '/']);
    let all = body::members(ty);
    let fitting = all.iter().filter(|member| !expand || member.is_navigation());
    candidates(&before, &word, fitting.map(|member| (member.name(), member.doc())))
}

/// The file behind `@`, of an option that takes JSON too.
pub fn files() -> ArgValueCompleter {
    ArgValueCompleter::new(|current: &OsStr| {
        let text = current.to_string_lossy();
        let Some(path) = text.strip_prefix('@') else {
            return Vec::new();
        };
        let found = PathCompleter::file().complete(OsStr::new(path));
        found.into_iter().map(|file| file.add_prefix("@")).collect()
    })
}

/// Paths of a version, segment by segment.
pub fn paths(api: &'static Api) -> ArgValueCompleter {
    ArgValueCompleter::new(move |current: &OsStr| {
        let text = current.to_string_lossy();
        let (known, word) = text.rsplit_once('/').unwrap_or(("", &text));
        let children: Vec<&str> = match known {
            "" => api.roots().map(|root| root.text()).collect(),
            known => match api.resolve(known) {
                Some(place) => place.segment().children().map(|child| child.text()).collect(),
                None => Vec::new(),
            },
        };
        // A key is the user's to type.
        let named = children.into_iter().filter(|text| !text.starts_with('{'));
        candidates(&format!("{known}/"), word, named.map(|text| (text, None)))
    })
}

/// What stands before the last part, and that part.
fn last_part(current: &OsStr, separators: &[char]) -> (String, String) {
    let text = current.to_string_lossy();
    let at = text.rfind(separators).map_or(0, |at| at + 1);
    let (before, word) = text.split_at_checked(at).unwrap_or(("", &text));
    (before.to_owned(), word.to_owned())
}

/// Behind `state eq `: what stands before the value, its beginning, and the enum type of the member.
fn compared(current: &OsStr, ty: Type) -> Option<(String, String, Type)> {
    let (before, word) = last_part(current, &[' ']);
    let mut words = before.split_whitespace().rev();
    let operator = words.next()?;
    if !matches!(operator, "eq" | "ne" | "has" | "in") {
        return None;
    }
    let name = words.next()?.trim_start_matches('(');
    let member = body::members(ty).into_iter().find(|member| member.name() == name)?;
    match member.ty()?.item() {
        Item::Type(ty) if ty.kind() == TypeKind::Enum => Some((before, word, ty)),
        _ => None,
    }
}

fn candidates<'c>(
    before: &str,
    word: &str,
    all: impl Iterator<Item = (&'c str, Option<&'c str>)>,
) -> Vec<CompletionCandidate> {
    let begins = |name: &str| name.to_lowercase().starts_with(&word.to_lowercase());
    let fitting = all.filter(|(name, _)| begins(name));
    fitting
        .map(|(name, doc)| {
            CompletionCandidate::new(format!("{before}{name}")).help(doc.map(|doc| doc.to_owned().into()))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use msgraph_identity_governance::v1_0::API;

    use super::*;

    fn complete(current: &str) -> Vec<String> {
        let ty = API.ty("microsoft.graph.accessPackageAssignmentRequest").unwrap();
        let found = members_for(ty, false, OsStr::new(current));
        found
            .iter()
            .map(|one| one.get_value().to_string_lossy().into_owned())
            .collect()
    }

    #[test]
    fn members_are_completed_within_a_list() {
        assert_eq!(complete("stat"), ["state", "status"]);
        assert_eq!(complete("id,completed"), ["id,completedDateTime"]);
    }

    #[test]
    fn values_are_completed_behind_a_comparison() {
        assert!(complete("state eq 'deliver").contains(&"state eq 'delivered'".to_owned()));
        assert!(complete("id eq ").iter().all(|one| !one.contains('\'')));
    }
}
