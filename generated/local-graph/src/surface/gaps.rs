//! What the local Graph does not do, for `/local/gaps`.

use msgraph_identity_governance::reflection::{Operation, OperationKind};
use msgraph_identity_governance::{beta, v1_0};
use serde_json::{Value, json};

use crate::engine::Engine;

/// What is not modelled.
#[derive(Clone, Debug)]
pub struct Gaps {
    /// Actions and functions that no behavior knows, of both versions: they respond as the metadata says, with nothing,
    /// an empty page or a value that says nothing.
    pub operations: Vec<Operation>,
    /// What each behavior leaves out, in sentences.
    pub rules: Vec<(&'static str, &'static str)>,
}

/// What the local Graph does not do, whatever it is served by.
const OF_THE_SURFACE: [&str; 4] = [
    "v1.0 and beta are two organisations here: an entity of one is not in the other.",
    "The directory has users, groups, service principals and applications with a few of their references; nothing else \
     of Graph beyond governance is there.",
    "Permissions, licences and roles refuse nothing unless asked for.",
    "The service's own limits (how many packages, how long a name) are not known.",
];

/// What the behaviors of an engine do not model.
#[must_use]
pub fn gaps(engine: &Engine) -> Gaps {
    let is_call = |operation: &Operation| matches!(operation.kind(), OperationKind::Action | OperationKind::Function);
    let is_known = |operation: Operation| engine.behaviors().iter().any(|behavior| behavior.knows(operation));
    let all = v1_0::API.operations().chain(beta::API.operations());
    let of_behaviors = engine.behaviors().iter().flat_map(|behavior| {
        let name = behavior.name();
        behavior.gaps().iter().map(move |gap| (name, *gap))
    });
    Gaps {
        operations: all
            .filter(|operation| is_call(operation) && !is_known(*operation))
            .collect(),
        rules: OF_THE_SURFACE
            .iter()
            .map(|gap| ("surface", *gap))
            .chain(of_behaviors)
            .collect(),
    }
}

impl Gaps {
    /// As the local Graph's own endpoint shows it.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let operations = self.operations.iter().map(|operation| {
            json!({
                "version": operation.api().version(),
                "method": operation.method().to_string(),
                "path": operation.template(),
            })
        });
        let rules = self.rules.iter().map(|(area, gap)| json!({"area": area, "gap": gap}));
        json!({
            "operations": operations.collect::<Vec<_>>(),
            "rules": rules.collect::<Vec<_>>(),
        })
    }
}
