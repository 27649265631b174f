//! Callouts: what Microsoft Graph posts to a customer's service before a resume, and the resume that answers it.
//!
//! This room knows the callouts' types by name, which `core` does not; what it offers is reached by the versions, as `v1_0::callout`
//! and `beta::callout`. What both versions have in common is written once: decisions as functions, types as macros over the version's
//! models.
//!
//! | what | where |
//! |---|---|
//! | the path at which an answer is awaited, checked | `path` |
//! | entitlement management: requests and assignments | `entitlement` |
//! | lifecycle workflows: custom tasks | `lifecycle` |

mod entitlement;
mod lifecycle;
mod path;

use crate::core::error::Invalid;
use crate::core::json::{ReadError, ReadOptions};
use crate::core::model::{AdditionalProperties, Document};

/// Reads a callout. Entitlement management writes names with capitals, the reference without.
fn read<T: Document>(body: &[u8]) -> Result<T, ReadError> {
    let options = ReadOptions {
        any_case: true,
        ..ReadOptions::default()
    };
    T::from_json(body, &options)
}

/// The callback path where it is none of the type's members, or did not fit its member.
fn additional_path(properties: &AdditionalProperties, member: &'static str) -> Result<Option<String>, Invalid> {
    let name = member.rsplit('.').next().unwrap_or(member);
    let found = properties.iter().find(|(other, _)| other.eq_ignore_ascii_case(name));
    match found.filter(|(_, value)| !value.is_null()) {
        None => Ok(None),
        Some((_, value)) => match value.to_text() {
            Some(text) => Ok(Some(text)),
            None => Err(Invalid::new(member, "it is no text; such a path is not followed")),
        },
    }
}

/// The callouts of a version.
macro_rules! callouts {
    ($version:ident, $wire:literal, $lifecycle_paths:ident) => {
        #[doc = concat!("Callouts, answered through Microsoft Graph ", $wire, ".")]
        ///
        /// A custom extension has Microsoft Entra call a customer's service: entitlement management when a request for an access
        /// package reaches a stage, lifecycle workflows when a workflow comes to a custom task. The service answers the call with a
        /// status of 200 or 202 at once, decides, and resumes later. The types here read what is posted, and make the resume from it.
        ///
        /// **Verify the caller first.** A callout comes over the open network, and its answer decides on access. Calls to a Logic App
        /// carry a proof-of-possession token, calls to another endpoint what its authentication is set up for; check issuer, audience
        /// and the calling application, which is `810dcf14-1858-4bf2-8134-4c369fa3235b` for entitlement management and
        /// `ce79fdc4-cd1d-4ea5-8139-e74d7dbe0bb7` for lifecycle workflows. Nothing here can do that: it needs the HTTP request.
        ///
        /// Limit the size of a body before it is read (a few kilobytes come), and answer at once: the decision goes into a task of its own,
        /// since a callout is owned and `Send`.
        ///
        #[doc = concat!("```no_run\nuse msgraph_identity_governance::", stringify!($version), "::{Client, callout::*, models::*};")]
        ///
        /// # fn conflict(_: &AccessPackageAssignmentRequestCallout) -> Option<String> { None }
        /// # fn task_is_done(_: &CustomTaskExtensionCallout) -> bool { true }
        /// /// In a handler: `body` is that of a call whose token was verified. An error here is a status of 400.
        /// fn access_package(body: &[u8]) -> Result<Option<AccessPackageAssignmentRequestCallout>, Box<dyn std::error::Error>> {
        ///     let callout = AccessPackageAssignmentRequestCallout::from_slice(body)?;
        ///     if callout.is_connection_test() {
        ///         return Ok(None); // a status of 200 is all that it wants
        ///     }
        ///     callout.check()?;
        ///     Ok(Some(callout)) // a status of 202; the decision follows
        /// }
        ///
        /// /// Later, in a task.
        /// async fn decide(client: &Client, callout: AccessPackageAssignmentRequestCallout) -> Result<(), Box<dyn std::error::Error>> {
        ///     let source = "Contoso.SodCheckProcess";
        ///     let answer = if let Some(why) = conflict(&callout) {
        ///         callout.deny(source, why)
        ///     } else if callout.is_determining_approval() {
        ///         let stage = AccessPackageApprovalStage::from_slice(
        ///             br##"{"primaryApprovers": [{"@odata.type": "#microsoft.graph.singleUser", "userId": "7a6ab703-0780-4b37-8445-81f679b2d75c"}]}"##,
        ///         )?;
        ///         callout.require_approval(source, "the owner decides", stage)
        ///     } else {
        ///         callout.approve(source, "no conflict found")
        ///     };
        ///     Ok(answer.send(client).await?)
        /// }
        ///
        /// /// The same for a custom task of a lifecycle workflow.
        /// async fn custom_task(client: &Client, callout: CustomTaskExtensionCallout) -> Result<(), Box<dyn std::error::Error>> {
        ///     let source = "Contoso.Onboarding";
        ///     let answer = if task_is_done(&callout) { callout.completed(source) } else { callout.failed(source) };
        ///     Ok(answer.send(client).await?)
        /// }
        /// ```
        ///
        /// The two kinds have no mark of their own: give each a URL of its own. A body of the other kind is read without error, and
        /// `check()` says which id it lacks.
        ///
        /// The answer goes to the client's endpoint and version, with the callout's own ids. The `callbackUriPath` that came is compared
        /// with the known resume paths (`RESUME_PATHS`) with these ids, and one that leads elsewhere is an error. The service waits
        /// for the answer only as long as the extension is set up for: 5 minutes to 14 days in entitlement management, 5 minutes to 3
        /// hours in lifecycle workflows; after that it refuses the resume.
        pub mod $version {
            use crate::core::error::Error;
            use crate::core::request::Request;
            use crate::$version::{Client, builders, models};

            #[doc(no_inline)]
            pub use crate::core::model::{Document as _, ModelType as _};

            crate::callout::entitlement::entitlement!();
            crate::callout::lifecycle::lifecycle!($lifecycle_paths);
        }
    };
}

#[cfg(feature = "beta")]
callouts!(beta, "beta", BETA_PATHS);
#[cfg(feature = "v1_0")]
callouts!(v1_0, "v1.0", V1_0_PATHS);
