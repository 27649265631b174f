//! Which types a request can carry: those a program makes, as against those that it only reads.

use std::collections::BTreeSet;

use super::surface::Surface;
use crate::model::{Api, ItemType, QName};
use crate::routes::Body;

/// The structured types that a request's body can reach: what the bodies are declared as, what derives from these, and
/// the same of every member that is sent. A member that the service alone sets leads to nothing.
pub(super) fn sent_types(api: &Api, surface: &Surface) -> BTreeSet<QName> {
    let calls = surface.builders.iter().flat_map(|builder| &builder.calls);
    let mut pending: Vec<&QName> = calls.filter_map(|call| body(&call.body)).collect();
    let mut sent = BTreeSet::new();
    while let Some(name) = pending.pop() {
        let Some(structured) = api.structured(name) else {
            continue;
        };
        if !sent.insert(name.clone()) {
            continue;
        }
        pending.extend(&structured.derived);
        let members = structured.members.iter().filter(|member| !member.read_only);
        pending.extend(members.filter_map(|member| structured_name(&member.ty.item)));
    }
    sent
}

fn body(body: &Body) -> Option<&QName> {
    match body {
        Body::Model(item) => structured_name(item),
        Body::None | Body::Content | Body::Reference => None,
    }
}

fn structured_name(item: &ItemType) -> Option<&QName> {
    match item {
        ItemType::Structured(name) => Some(name),
        _ => None,
    }
}
