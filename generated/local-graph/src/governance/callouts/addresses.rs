//! Where an extension's callouts go.
//!
//! The documented target is a Logic App in Azure, which does not stand on this machine. So an address is given for an
//! extension: by its id, by the Logic App's name, by the extension's display name, or `*` for all others. It is kept
//! with the state, so that it holds after a restart.

use std::collections::BTreeMap;

use serde_json::Value;
use url::{Host, Url};

use crate::failure::Failure;
use crate::store::{Change, NodeId, Store};

/// The note of the root that has all addresses.
const NOTE: &str = "calloutAddresses";

/// Where callouts go.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Address {
    /// An `http` or `https` URL.
    pub url: String,
    /// The audience of the token that is brought; without one there is no token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audience: Option<String>,
}

/// All addresses that were given, by extension.
#[must_use]
pub fn addresses(store: &Store) -> BTreeMap<String, Address> {
    let note = store.get(NodeId::ROOT).and_then(|root| root.notes.get(NOTE));
    note.and_then(|note| serde_json::from_value(note.clone()).ok())
        .unwrap_or_default()
}

/// Gives the address for an extension, or takes it back. The extension need not be there yet.
///
/// # Errors
/// When it is no `http` or `https` URL, or the extension has no name.
pub fn set_address(change: &mut Change<'_>, extension: &str, address: Option<&Address>) -> Result<(), Failure> {
    if extension.is_empty() {
        let why = "Say which custom extension: its id, its Logic App's name, its display name, or `*`.";
        return Err(Failure::bad_request(why).about("extension"));
    }
    let mut all = addresses(change);
    match address {
        None => drop(all.remove(extension)),
        Some(address) => {
            let url = Url::parse(&address.url).ok();
            if !url.is_some_and(|url| matches!(url.scheme(), "http" | "https")) {
                return Err(Failure::bad_request("The address is no http or https URL.").about("url"));
            }
            all.insert(extension.to_owned(), address.clone());
        }
    }
    let all = serde_json::to_value(all).map_err(|why| Failure::internal(why.to_string()))?;
    change.note(NodeId::ROOT, NOTE, all);
    Ok(())
}

/// Where an extension's callouts go: the address given for it, else the one that its endpoint configuration names,
/// where that is `targetUrl` of an `httpRequestEndpoint` or leads to this machine, else the address for `*`.
#[must_use]
pub fn address(store: &Store, extension: NodeId) -> Option<Address> {
    let node = store.get(extension)?;
    let endpoint = node.member("endpointConfiguration");
    let configured = |name: &str| endpoint.and_then(|of| of.get(name)).and_then(Value::as_str);
    let mut all = addresses(store);
    let names = [
        Some(node.key()),
        configured("logicAppWorkflowName"),
        node.text("displayName"),
    ];
    if let Some(given) = names.into_iter().flatten().find_map(|name| all.remove(name)) {
        return Some(given);
    }
    let local = configured("url").filter(|url| is_on_this_machine(url));
    match configured("targetUrl").or(local) {
        Some(url) => Some(Address {
            url: url.to_owned(),
            audience: node
                .member("authenticationConfiguration")
                .and_then(|of| of.get("resourceId")?.as_str())
                .map(str::to_owned),
        }),
        None => all.remove("*"),
    }
}

/// A Logic App's own URL is not called: only one that somebody put in its place.
fn is_on_this_machine(url: &str) -> bool {
    let url = Url::parse(url).ok();
    match url.as_ref().and_then(Url::host) {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}
