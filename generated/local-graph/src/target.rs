//! Where the callouts of a custom extension are posted.
//!
//! In the service an extension names a Logic App, which nobody runs on their own machine. Here the one who starts the
//! local Graph gives an address in its place (`--callout EXTENSION=URL`, `POST /local/callouts`), for an extension by
//! its key or `displayName`, or for all of them (`*`). It may be given before there is such an extension. An extension
//! without one has its callouts fail, as where a Logic App is gone.

use serde_json::{Map, Value, json};

use crate::store::{Change, NodeId, Store};

/// The note of the root that has the targets.
const NOTE: &str = "callouts";

/// The name that stands for every extension.
const ALL: &str = "*";

/// Where the callouts of an extension are posted.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Target {
    /// The URL.
    pub address: String,
    /// The audience of the token that is posted with them; without one they are posted without a token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audience: Option<String>,
}

/// The target of an extension: by its key, its `displayName`, or that of all extensions.
#[must_use]
pub fn target(store: &Store, extension: NodeId) -> Option<Target> {
    let node = store.get(extension)?;
    let targets = targets(store)?;
    let name = node.text("displayName").unwrap_or_default();
    let named = targets
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(node.key()) || known.as_str() == name);
    let found = named.map(|(_, target)| target).or_else(|| targets.get(ALL))?;
    serde_json::from_value(found.clone()).ok()
}

/// All targets by the extension's key or name, as JSON.
#[must_use]
pub fn targets(store: &Store) -> Option<&Map<String, Value>> {
    store.get(NodeId::ROOT)?.notes.get(NOTE)?.as_object()
}

/// Gives an extension a target, or takes it from it. `extension` is its key, its `displayName`, or `*`.
pub fn set_target(change: &mut Change<'_>, extension: &str, target: Option<&Target>) {
    let mut all = targets(change).cloned().unwrap_or_default();
    match target {
        Some(target) => drop(all.insert(extension.to_owned(), json!(target))),
        None => drop(all.remove(extension)),
    }
    change.note(NodeId::ROOT, NOTE, all);
}

#[cfg(test)]
mod tests {
    use msgraph_identity_governance::v1_0;

    use super::*;

    #[test]
    fn a_target_is_found_by_key_name_or_for_all() {
        let mut store = Store::new(&v1_0::API);
        let mut change = Change::new(&mut store);
        let owner = change
            .singleton(&["identityGovernance", "entitlementManagement"])
            .unwrap();
        let ty = change.ty("accessPackageCatalog").unwrap();
        let extension = change.insert(owner, "catalogs", ty, "E1");
        change.set(extension, "displayName", "Check");
        assert_eq!(target(&change, extension), None);

        let to = |address: &str| Target {
            address: address.to_owned(),
            audience: None,
        };
        for (name, address) in [("*", "http://a"), ("Check", "http://b")] {
            set_target(&mut change, name, Some(&to(address)));
            assert_eq!(target(&change, extension), Some(to(address)), "{name}");
        }
        set_target(&mut change, "Check", None);
        set_target(&mut change, "e1", Some(&to("http://c")));
        assert_eq!(target(&change, extension), Some(to("http://c")));
        change.commit();
        assert_eq!(targets(&store).unwrap().len(), 2);
    }
}
