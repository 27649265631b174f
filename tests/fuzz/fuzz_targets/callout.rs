//! Any bytes as what Graph posts before a resume: an endpoint that reads it is open to the world.

#![no_main]

#[allow(dead_code)]
#[path = "../../support/src/shuffle.rs"]
mod shuffle;
#[allow(dead_code)]
#[path = "../../support/src/json_tree.rs"]
mod tree;

#[allow(dead_code)]
#[path = "../alike.rs"]
mod alike;

use libfuzzer_sys::fuzz_target;
use msgraph_identity_governance::v1_0::callout::{AccessPackageAssignmentRequestCallout, CustomTaskExtensionCallout};
use msgraph_identity_governance::v1_0::models::AccessPackageApprovalStage;

/// `Debug` is for logs.
fn assert_one_line(text: &str) {
    assert!(!text.is_empty() && !text.contains(char::is_control), "{text:?}");
}

fuzz_target!(|data: &[u8]| {
    let read = AccessPackageAssignmentRequestCallout::from_slice(data);
    if let Ok(callout) = &read {
        // Nothing may panic, whatever stands in it. What the check refuses cannot be approved, and may be denied.
        assert_one_line(&format!("{callout:?}"));
        let fits = callout.check().is_ok();
        let may_deny = callout.deny("s", "d").body().is_ok();
        assert!(may_deny || !fits);
        for (resume, can) in [
            (callout.approve("s", "d"), fits),
            (
                callout.require_approval("s", "d", AccessPackageApprovalStage::default()),
                fits,
            ),
            (callout.deny("s", "d"), may_deny),
            (callout.cancel("s", "d"), may_deny),
        ] {
            assert_eq!(resume.body().is_ok(), can);
            assert_one_line(&format!("{resume:?}"));
        }
        let again = AccessPackageAssignmentRequestCallout::from_slice(&callout.to_bytes()).expect("what was stored");
        assert!(again == *callout, "stored and read again, it is another");
        assert!(
            serde_json::from_slice::<serde_json::Value>(data).is_ok() || alike::is_beyond_serde_json(data),
            "read though it is no JSON"
        );
    }
    if let Ok(callout) = CustomTaskExtensionCallout::from_slice(data) {
        assert_one_line(&format!("{callout:?}"));
        let fits = callout.check().is_ok();
        let may_fail = callout.failed("s").body().is_ok();
        assert!(may_fail || !fits);
        assert_eq!(callout.completed("s").body().is_ok(), fits);
        for resume in [callout.completed("s"), callout.failed("s")] {
            assert_one_line(&format!("{resume:?}"));
        }
        let again = CustomTaskExtensionCallout::from_slice(&callout.to_bytes()).expect("what was stored");
        assert!(again == callout, "stored and read again, it is another");
    }
});
