//! Entities that a behavior makes, and what is read of one.

use serde_json::{Map, Value, json};

use crate::failure::Failure;
use crate::store::{Change, NodeId, Store};

/// Makes an entity with a new id. Members that the version's type does not have are left out: the versions differ in
/// some.
///
/// # Errors
/// When the version has no such type.
pub fn make(
    change: &mut Change<'_>,
    (owner, property): (NodeId, &str),
    ty: &str,
    members: Value,
) -> Result<NodeId, Failure> {
    make_with_key(
        change,
        (owner, property),
        ty,
        &uuid::Uuid::new_v4().to_string(),
        members,
    )
}

/// As [`make`], with the key of one's own.
///
/// # Errors
/// As [`make`].
pub fn make_with_key(
    change: &mut Change<'_>,
    (owner, property): (NodeId, &str),
    ty: &str,
    key: &str,
    members: Value,
) -> Result<NodeId, Failure> {
    let of = change
        .ty(ty)
        .ok_or_else(|| Failure::internal(format!("The version has no type `{ty}`.")))?;
    let id = change.insert(owner, property, of, key);
    let Value::Object(mut members) = members else {
        return Err(Failure::internal(format!("The members of a new `{ty}` are no object.")));
    };
    members.retain(|name, _| of.member(name).is_some());
    if of.member("id").is_some() {
        members.insert("id".to_owned(), json!(key));
    }
    change.set_all(id, members);
    Ok(id)
}

/// Whether an entity is of the type of that name (`accessPackage`, or in full), or derived from it.
#[must_use]
pub fn is_of(store: &Store, id: NodeId, ty: &str) -> bool {
    let own = store.get(id).and_then(|node| node.ty());
    own.zip(store.ty(ty)).is_some_and(|(own, ty)| own.is_a(ty))
}

/// A member that is a text.
#[must_use]
pub fn text<'s>(store: &'s Store, id: NodeId, member: &str) -> Option<&'s str> {
    store.get(id)?.text(member)
}

/// Whether a member is that word, in any case: the API's examples write words of enumerations in several.
#[must_use]
pub fn says(store: &Store, id: NodeId, member: &str, word: &str) -> bool {
    text(store, id, member).is_some_and(|text| text.eq_ignore_ascii_case(word))
}

/// Whether a member is `true`.
#[must_use]
pub fn is_on(store: &Store, id: NodeId, member: &str) -> bool {
    flag(store.get(id).map(|node| &node.members), member)
}

/// Whether a member of an object is `true`.
#[must_use]
pub fn flag(of: Option<&Map<String, Value>>, member: &str) -> bool {
    of.and_then(|of| of.get(member))
        .and_then(Value::as_bool)
        .unwrap_or(false)
}

/// Sets a member of a value that is an object.
pub fn put(of: &mut Value, member: &str, value: impl Into<Value>) {
    if let Value::Object(of) = of {
        of.insert(member.to_owned(), value.into());
    }
}

/// An entity's key; empty where it is gone.
#[must_use]
pub fn key(store: &Store, id: NodeId) -> String {
    store.get(id).map(|node| node.key().to_owned()).unwrap_or_default()
}

/// The entity that contains another.
#[must_use]
pub fn owner(store: &Store, id: NodeId) -> Option<NodeId> {
    Some(store.get(id)?.place()?.owner)
}

/// The name of a value's type without namespace: that of `#microsoft.graph.accessReviewQueryScope` is
/// `accessReviewQueryScope`. Empty where it names none.
#[must_use]
pub fn type_name(value: &Value) -> &str {
    let name = value.get("@odata.type").and_then(Value::as_str).unwrap_or_default();
    name.rsplit(['.', '#']).next().unwrap_or_default()
}
