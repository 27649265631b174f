//! GIG0091 /identityGovernance/merging/right
use graph::v1_0::builders::{self, MergingBuilder};

pub fn builder(merging: &MergingBuilder) -> builders::MergedOfMergingBuilder { // breaks GIG0091
    merging.right()
}
