//! What there is, and what is not modelled.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use time::format_description::well_known::Rfc3339;

use crate::engine::{Engine, Version};
use crate::store::{NodeId, Store};
use crate::surface;

/// The longest list of timers that is shown.
const TIMERS: usize = 100;

/// What the server leaves out.
const OF_THE_SERVER: [&str; 3] = [
    "A token's signature is not looked at: anybody may be anybody.",
    "Callouts are posted to the address that is given for an extension, not to its Logic App, and their token has no \
     proof of possession.",
    "A callout that was about to be posted when the process ended is not posted afterwards: its extension times out.",
];

/// How many entities there are in which sets, and what is due.
pub(super) fn state(engine: &Engine) -> Value {
    engine.read(|state| {
        let mut shown = json!({
            "now": state.now().format(&Rfc3339).unwrap_or_default(),
            "posting": engine.posting(),
        });
        for version in Version::ALL {
            let store = state.store(version);
            let sets: Vec<Value> = sets(store)
                .into_iter()
                .map(|(path, count)| json!({"path": path, "count": count}))
                .collect();
            if let Some(shown) = shown.as_object_mut() {
                let of_version = json!({"entities": store.len(), "sets": sets, "timers": timers(store)});
                shown.insert(version.name().to_owned(), of_version);
            }
        }
        shown
    })
}

/// The entity sets that singletons alone lead to, with the count of their entities.
fn sets(store: &Store) -> BTreeMap<String, usize> {
    let mut found = BTreeMap::new();
    let mut singletons = vec![(NodeId::ROOT, String::new())];
    while let Some((owner, path)) = singletons.pop() {
        for (property, id) in store.all_contained(owner) {
            let path = format!("{path}/{property}");
            match store.get(id).is_some_and(|node| node.key().is_empty()) {
                true => singletons.push((id, path)),
                false => *found.entry(path).or_default() += 1,
            }
        }
    }
    found
}

/// What is due next.
fn timers(store: &Store) -> Vec<Value> {
    let next = store.timers().take(TIMERS).map(|timer| {
        let node = store.get(timer.node);
        json!({
            "at": timer.at.format(&Rfc3339).unwrap_or_default(),
            "purpose": timer.purpose,
            "type": node.and_then(|node| node.ty()).map(|ty| ty.short_name()),
            "id": node.map(|node| node.key()),
        })
    });
    next.collect()
}

/// What is not modelled, of the surface, the areas and the server.
pub(super) fn gaps(engine: &Engine) -> Value {
    let mut gaps = surface::gaps(engine);
    gaps.rules.extend(OF_THE_SERVER.map(|gap| ("server", gap)));
    gaps.to_json()
}
