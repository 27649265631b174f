//! Enum values that were added to the API later: shown by their names to clients that ask for them.
//!
//! In an evolvable enum type `unknownFutureValue` stands before the members that came after the first release. A client
//! that does not send `Prefer: include-unknown-enum-members` gets it in their place.

use msgraph_identity_governance::reflection::{Item, Type, TypeKind, TypeRef};
use serde_json::{Map, Value};

use super::body::named_type;

/// The preference of clients that want the later members.
pub(super) const PREFERENCE: &str = "include-unknown-enum-members";

/// What stands for the later members.
const SENTINEL: &str = "unknownFutureValue";

/// Hides later members in the body of a response: an entity or value of a type, or a page of them.
pub(super) fn hide(ty: Type, body: &mut Value, is_page: bool) {
    match body {
        Value::Object(members) if is_page => {
            for item in members
                .get_mut("value")
                .and_then(Value::as_array_mut)
                .into_iter()
                .flatten()
            {
                hide(ty, item, false);
            }
        }
        Value::Object(members) => hide_members(ty, members),
        _ => {}
    }
}

fn hide_members(declared: Type, members: &mut Map<String, Value>) {
    let own = members.get("@odata.type").and_then(Value::as_str);
    let ty = own
        .and_then(|name| named_type(declared.api(), name))
        .unwrap_or(declared);
    for (name, value) in members.iter_mut().filter(|(name, _)| !name.contains('@')) {
        if let Some(of) = ty.member(name).and_then(|member| member.ty()) {
            hide_value(of, value);
        }
    }
}

fn hide_value(ty: TypeRef, value: &mut Value) {
    let Item::Type(ty) = ty.item() else { return };
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| hide_item(ty, item)),
        item => hide_item(ty, item),
    }
}

fn hide_item(ty: Type, value: &mut Value) {
    match value {
        Value::Object(members) => hide_members(ty, members),
        Value::String(text) if ty.kind() == TypeKind::Enum => {
            let parts = text.split(',').map(str::trim);
            let shown: Vec<&str> = parts
                .map(|part| if is_later(ty, part) { SENTINEL } else { part })
                .collect();
            if shown.contains(&SENTINEL) {
                *text = shown.join(",");
            }
        }
        _ => {}
    }
}

fn is_later(ty: Type, name: &str) -> bool {
    let mut after = ty.own_members().skip_while(|member| member.name() != SENTINEL).skip(1);
    after.any(|member| member.name().eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use msgraph_identity_governance::v1_0::API;
    use serde_json::json;

    use super::*;

    #[test]
    fn later_members_are_hidden_wherever_they_stand() {
        let request = API.ty("microsoft.graph.accessPackageAssignmentRequest").unwrap();
        let body = |ty: &str| json!({"value": [{"id": "1", "requestType": ty}], "@odata.count": 1});
        for (given, shown) in [
            ("approverRemove", SENTINEL),
            ("onBehalfAdd", "onBehalfAdd"),
            ("userAdd", "userAdd"),
            ("AdminAdd", "AdminAdd"),
        ] {
            let mut page = body(given);
            hide(request, &mut page, true);
            assert_eq!(page, body(shown));
        }
    }
}
