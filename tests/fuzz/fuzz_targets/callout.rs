//! Any bytes as what Graph posts before a resume: an endpoint that reads it is open to the world.

#![no_main]

#[allow(dead_code)]
#[path = "../../src/shuffle.rs"]
mod shuffle;
#[allow(dead_code)]
#[path = "../../src/model_json/tree.rs"]
mod tree;

#[allow(dead_code)]
#[path = "../alike.rs"]
mod alike;

use libfuzzer_sys::fuzz_target;
use msgraph_identity_governance::v1_0::callout::{AccessPackageAssignmentRequestCallout, CustomTaskExtensionCallout};
use msgraph_identity_governance::v1_0::models::AccessPackageApprovalStage;

fuzz_target!(|data: &[u8]| {
    let read = AccessPackageAssignmentRequestCallout::from_slice(data);
    if let Ok(callout) = &read {
        // Nothing may panic, whatever stands in it, and an answer can be had exactly when the check says so.
        assert!(!format!("{callout:?}").is_empty());
        let can = callout.check().is_ok();
        for answer in [
            callout.approve("s", "d"),
            callout.deny("s", "d"),
            callout.cancel("s", "d"),
            callout.require_approval("s", "d", AccessPackageApprovalStage::default()),
        ] {
            assert_eq!(answer.body().is_ok(), can);
            assert!(!format!("{answer:?}").is_empty());
        }
        assert!(
            serde_json::from_slice::<serde_json::Value>(data).is_ok() || alike::is_beyond_serde_json(data),
            "read though it is no JSON"
        );
    }
    if let Ok(callout) = CustomTaskExtensionCallout::from_slice(data) {
        assert!(!format!("{callout:?}").is_empty());
        let can = callout.check().is_ok();
        for answer in [callout.completed("s"), callout.failed("s")] {
            assert_eq!(answer.body().is_ok(), can);
            assert!(!format!("{answer:?}").is_empty());
        }
    }
});
