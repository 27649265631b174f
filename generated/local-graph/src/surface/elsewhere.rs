//! A resume of a request that the other version has.
//!
//! Each version has its own store. A service that is called out to need not know by which version the request was made:
//! Microsoft Graph takes the resume by either, and so does this.

use super::exchange::Ask;
use crate::engine::{Engine, Version};

const AREA: [&str; 2] = ["identityGovernance", "entitlementManagement"];
const SETS: [&str; 2] = ["assignmentRequests", "accessPackageAssignmentRequests"];

/// Puts the other version in the place of the one that was asked, where only that one has the request to be resumed.
pub(super) fn follow(ask: &mut Ask, engine: &Engine) {
    let Some(id) = resumed(&ask.path).map(str::to_owned) else {
        return;
    };
    let has = |version: Version| {
        engine.read(|state| {
            let found = state.store(version).find_named("accessPackageAssignmentRequest", &id);
            found.is_some()
        })
    };
    let other = match ask.version {
        Version::V1_0 => Version::Beta,
        Version::Beta => Version::V1_0,
    };
    if has(ask.version) || !has(other) {
        return;
    }
    ask.version = other;
    ask.api = other.api();
    // Both versions have this one of the sets.
    let [governance, management] = AREA;
    let [set, _] = SETS;
    ask.path = format!("/{governance}/{management}/{set}/{id}/resume");
}

/// The id in the path of a resume.
fn resumed(path: &str) -> Option<&str> {
    let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    let [governance, management, set, id, action] = parts.as_slice() else {
        return None;
    };
    let is = |part: &str, name: &str| part.eq_ignore_ascii_case(name);
    let [first, second] = AREA;
    let is_there = is(governance, first) && is(management, second) && SETS.iter().any(|name| is(set, name));
    // What is percent-encoded is no guid.
    (is_there && is(action, "resume") && !id.contains('%')).then_some(*id)
}

#[cfg(test)]
mod tests {
    use super::resumed;

    #[test]
    fn the_id_of_a_resume_alone_is_found() {
        let at = |rest: &str| format!("/identityGovernance/entitlementManagement/{rest}");
        assert_eq!(resumed(&at("assignmentRequests/7/resume")), Some("7"));
        assert_eq!(resumed(&at("ACCESSPACKAGEAssignmentRequests/7/Resume")), Some("7"));
        for other in [
            "assignments/7/resume",
            "assignmentRequests/7",
            "assignmentRequests/7/cancel",
            "assignmentRequests/%37/resume",
        ] {
            assert_eq!(resumed(&at(other)), None, "{other}");
        }
        assert_eq!(
            resumed("/identityGovernance/lifecycleWorkflows/assignmentRequests/7/resume"),
            None
        );
    }
}
