//! GIG0063 DELETE /identityGovernance/merging/left
use graph::Request;
use graph::v1_0::builders::MergingBuilder;

pub fn delete(merging: &MergingBuilder) -> Request<()> {
    merging.left().delete() // breaks GIG0063
}
