//! What identity governance does: one behavior per area.
//!
//! | area | where |
//! |---|---|
//! | access packages: requests, approvals, assignments, custom extensions | `entitlement` |
//! | access reviews | `reviews` |
//! | lifecycle workflows | `workflows` |
//! | privileged access to groups | `groups` |
//! | terms of use | `terms` |
//! | consent to applications | `consent` |
//!
//! What several of them need:
//!
//! | what | where |
//! |---|---|
//! | what Microsoft Entra posts for a custom extension, and where to | `callouts` |
//! | users, managers, members of groups | `directory` |
//! | approvals of one stage | `approval` |
//! | entities that a behavior makes, and what is read of one | `entities` |
//! | which entities a filter holds for | `matching` |
//! | people as entities show them; who is signed in | `people` |
//! | times and lengths of time as the API writes them | `instants` |

mod approval;
pub mod callouts;
pub mod consent;
pub mod directory;
pub mod entities;
pub mod entitlement;
pub mod groups;
pub mod instants;
pub mod matching;
pub mod people;
pub mod reviews;
pub mod terms;
pub mod workflows;

#[cfg(test)]
mod testing;

use crate::behavior::Behavior;

/// All of them.
#[must_use]
pub fn behaviors() -> Vec<Box<dyn Behavior>> {
    vec![
        Box::new(entitlement::EntitlementManagement),
        Box::new(reviews::AccessReviews),
        Box::new(workflows::LifecycleWorkflows),
        Box::new(groups::PrivilegedGroups),
        Box::new(terms::TermsOfUse),
        Box::new(consent::AppConsent),
    ]
}
