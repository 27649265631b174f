//! Which types a request can carry: those a program makes, as against those that it only reads.

use std::collections::VecDeque;
use std::collections::btree_map::{BTreeMap, Entry};

use super::origins;
use super::surface::Surface;
use crate::model::{Api, ElementId, ItemType, QName};
use crate::naming::memory::place_key;
use crate::routes::Body;

/// The structured types that a request's body can reach: what the bodies are declared as, what derives from these, and
/// the same of every member that is sent. A member that the service alone sets leads to nothing.
#[derive(Clone, Debug, Default)]
pub(super) struct SentTypes(BTreeMap<QName, Step>);

/// The last step of the shortest way from a request to a type.
#[derive(Clone, Debug)]
struct Step {
    /// The type from which it leads, unless the request itself has the type.
    from: Option<QName>,
    /// What of the metadata it is: a request, or a member with what has it.
    by: Vec<ElementId>,
}

impl SentTypes {
    /// Of all requests.
    pub(super) fn of(api: &Api, surface: &Surface) -> Self {
        let mut pending: VecDeque<(&QName, Step)> = requests(surface).collect();
        let mut sent = Self::default();
        while let Some((name, step)) = pending.pop_front() {
            let (Some(structured), Entry::Vacant(unknown)) = (api.structured(name), sent.0.entry(name.clone())) else {
                continue;
            };
            unknown.insert(step);
            let step = |by| Step {
                from: Some(name.clone()),
                by,
            };
            let derived = structured.derived.iter();
            pending.extend(derived.map(|derived| (derived, step(Vec::new()))));
            let holder = origins::of_type(api, structured);
            let members = structured.members.iter().filter(|member| !member.read_only);
            pending.extend(members.filter_map(|member| {
                let by = || origins::of_member(structured, member, &holder);
                Some((structured_name(&member.ty.item)?, step(by())))
            }));
        }
        sent
    }

    /// Whether a type is one of them.
    pub(super) fn contains(&self, name: &QName) -> bool {
        self.0.contains_key(name)
    }

    /// What the way from a request to a type is made of, from the type on.
    pub(super) fn way(&self, name: &QName) -> impl Iterator<Item = &ElementId> {
        let steps = std::iter::successors(self.0.get(name), |step| self.0.get(step.from.as_ref()?));
        steps.flat_map(|step| &step.by)
    }
}

/// Requests with the types of their bodies.
fn requests(surface: &Surface) -> impl Iterator<Item = (&QName, Step)> {
    let calls = surface.builders.iter().flat_map(|builder| &builder.calls);
    calls.filter_map(|call| {
        let Body::Model(item) = &call.body else { return None };
        let request = call.places.first().map(|place| ElementId::Request {
            method: call.http,
            path: place_key(&place.path),
        });
        let by = request.into_iter().collect();
        Some((structured_name(item)?, Step { from: None, by }))
    })
}

fn structured_name(item: &ItemType) -> Option<&QName> {
    match item {
        ItemType::Structured(name) => Some(name),
        _ => None,
    }
}
