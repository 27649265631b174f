//! Callouts: what Microsoft Graph posts to a customer's service before a resume, and the resume that follows.
//!
//! This module knows the callouts' types by name, which `core` does not; what it offers is reached by the versions, as
//! `v1_0::callout` and `beta::callout`. What both versions have in common is written once: decisions as functions,
//! types as macros over the version's models.
//!
//! | what | where |
//! |---|---|
//! | names that stand twice | `names` |
//! | the path at which a resume is awaited, checked | `path` |
//! | whether what a decision may rest on is as declared | `grounds` |
//! | entitlement management: requests and assignments | `entitlement` |
//! | lifecycle workflows: custom tasks | `lifecycle` |
//! | who posts, verified by the token (feature `verify`) | `verify` |

#[cfg(feature = "entitlement_management")]
pub(crate) mod entitlement;
pub(crate) mod grounds;
#[cfg(feature = "lifecycle_workflows")]
pub(crate) mod lifecycle;
pub(crate) mod names;
pub(crate) mod path;
#[cfg(feature = "verify")]
pub mod verify;

use crate::core::error::Invalid;
use crate::core::json::{ReadError, ReadOptions};
use crate::core::model::{AdditionalProperties, Document};

/// The application as which entitlement management calls: `appid` of its token.
///
/// It exists in every tenant, so it says nothing by itself: the token's issuer must be one's own tenant.
pub const ENTITLEMENT_MANAGEMENT_APPLICATION_ID: &str = "810dcf14-1858-4bf2-8134-4c369fa3235b";

/// The application as which lifecycle workflows call: `appid` of their token.
///
/// It exists in every tenant, so it says nothing by itself: the token's issuer must be one's own tenant.
pub const LIFECYCLE_WORKFLOWS_APPLICATION_ID: &str = "ce79fdc4-cd1d-4ea5-8139-e74d7dbe0bb7";

/// Reads a callout. Entitlement management writes names with capitals, the reference without.
pub(crate) fn read<T: Document>(body: &[u8]) -> Result<T, ReadError> {
    let options = ReadOptions {
        any_case: true,
        ..ReadOptions::default()
    };
    let callout = T::from_json(body, &options)?;
    names::check(body, &options)?;
    Ok(callout)
}

/// The callback path where it is none of the type's members, or did not fit its member.
pub(crate) fn additional_path(
    properties: &AdditionalProperties,
    member: &'static str,
) -> Result<Option<String>, Invalid> {
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
macro_rules! callout {
    ($version:ident, $wire:literal) => {
        #[doc = concat!("Callouts, resumed through Microsoft Graph ", $wire, ".")]
        ///
        /// A custom extension has Microsoft Entra call out when a request for an access package reaches a stage
        /// (entitlement management) or a workflow comes to a custom task (lifecycle workflows), and wait. Somebody
        /// decides, and resumes. The types here read what is posted, and make the resume from it.
        ///
        /// # Who calls, and how that is verified
        ///
        /// The only target of such an extension that is documented is a **Logic App** (Consumption). A service of one's
        /// own stands behind it: the Logic App passes the body on. So there are two calls, each with a token of its
        /// own, and a callout decides on access:
        ///
        /// - **Microsoft Entra calls the Logic App** with a proof-of-possession token: `appid` is
        ///   [`ENTITLEMENT_MANAGEMENT_APPLICATION_ID`](callout::ENTITLEMENT_MANAGEMENT_APPLICATION_ID) or
        ///   [`LIFECYCLE_WORKFLOWS_APPLICATION_ID`](callout::LIFECYCLE_WORKFLOWS_APPLICATION_ID), `iss` is
        ///   `https://sts.windows.net/{tenant}/`, and `u` (`management.azure.com`), `p` (the workflow's path) and `m`
        ///   (`POST`) bind it to this one call. The Logic App checks it by its authorization policy, where all of these
        ///   belong; the shared access signatures of its trigger are switched off. These applications exist in every
        ///   tenant: the issuer must be one's **own** tenant.
        /// - **The Logic App calls the service** with a token of its managed identity, which **the service verifies
        ///   before it reads the body**: the signature, by the tenant's keys; `aud`, the service's own application; and
        ///   by the token's version
        ///
        ///   | | version 1 | version 2 | |---|---|---| | issuer (`iss`), of one's own tenant |
        ///   `https://sts.windows.net/{tenant}/` | `https://login.microsoftonline.com/{tenant}/v2.0` | | the managed
        ///   identity's client id | `appid` | `azp` |
        ///
        /// The module `verify`, with the feature of that name, does that. Limit the size of a body before it is read; a
        /// few kilobytes come.
        ///
        /// # Store, then say 202
        ///
        /// The call waits for a second or two and is answered at once, the resume has longer: 5 minutes to 14 days in
        /// entitlement management (3 hours at an approval stage), 5 minutes to 3 hours in lifecycle workflows, as the
        /// extension is set up. After that it is refused.
        ///
        /// - **A process can die between the two.** After a status of 202 nobody calls again, and the request waits
        ///   until its time is over. So store the callout (`to_bytes`) before that status is sent, go on with the
        ///   stored ones at the next start, and remove one when it is resumed or the service has refused that for good.
        /// - **A callout can come twice**: the call is repeated when its answer is late, Logic Apps repeat their steps,
        ///   and queues deliver once more. `stage_instance_id` names the call of entitlement management,
        ///   `task_processing_result_id` that of lifecycle workflows: store by this id, decide once for each, and say
        ///   202 to the second one too. The next stage of the same request has another id.
        ///
        #[doc = concat!("```no_run\nuse msgraph_identity_governance::", stringify!($version), "::{GraphClient, callout::*, models::*};")]
        ///
        /// # #[cfg(feature = "entitlement_management")]
        /// # fn conflict(_: &AccessPackageAssignmentRequestCallout) -> Option<String> { None }
        /// # #[cfg(feature = "lifecycle_workflows")]
        /// # fn task_is_done(_: &CustomTaskExtensionCallout) -> bool { true }
        /// # fn store(_: &str, _: &[u8]) -> Result<(), std::io::Error> { Ok(()) }
        /// /// In a handler: `body` is that of a call whose token was verified. An error here is a status of 400 or 500,
        /// /// anything else one of 202; the decision follows.
        /// # #[cfg(feature = "entitlement_management")]
        /// fn access_package(body: &[u8]) -> Result<(), Box<dyn std::error::Error>> {
        ///     let callout = AccessPackageAssignmentRequestCallout::from_slice(body)?;
        ///     if !callout.is_connection_test() {
        ///         let id = callout.stage_instance_id().ok_or("a callout without an id")?;
        ///         store(id, &callout.to_bytes())?; // one that is there already stays as it is
        ///     }
        ///     Ok(())
        /// }
        ///
        /// /// Later, for each that is stored. What a rule looks for can be missing: then it denies.
        /// # #[cfg(feature = "entitlement_management")]
        /// async fn decide(client: &GraphClient, stored: &[u8]) -> Result<(), Box<dyn std::error::Error>> {
        ///     let callout = AccessPackageAssignmentRequestCallout::from_slice(stored)?;
        ///     let source = "Contoso.SodCheckProcess";
        ///     let resume = if callout.check().is_err() {
        ///         callout.deny(source, "the callout cannot be judged")
        ///     } else if let Some(why) = conflict(&callout) {
        ///         callout.deny(source, why)
        ///     } else if callout.is_determining_approval() {
        ///         let stage = AccessPackageApprovalStage::from_slice(
        ///             br##"{"primaryApprovers": [{"@odata.type": "#microsoft.graph.singleUser", "userId": "7a6ab703"}]}"##,
        ///         )?;
        ///         callout.require_approval(source, "the owner decides", stage)
        ///     } else {
        ///         callout.approve(source, "no conflict found")
        ///     };
        ///     Ok(resume.send(client).await?)
        /// }
        ///
        /// /// The same for a custom task of a lifecycle workflow.
        /// # #[cfg(feature = "lifecycle_workflows")]
        /// async fn custom_task(
        ///     client: &GraphClient,
        ///     callout: CustomTaskExtensionCallout,
        /// ) -> Result<(), Box<dyn std::error::Error>> {
        ///     let source = "Contoso.Onboarding";
        ///     let is_done = callout.check().is_ok() && task_is_done(&callout);
        ///     let resume = if is_done { callout.completed(source) } else { callout.failed(source) };
        ///     Ok(resume.send(client).await?)
        /// }
        /// ```
        ///
        /// The two kinds have no mark of their own: give each a URL of its own. A body of the other kind is read without error, and
        /// `check()` says which id it lacks.
        ///
        /// The resume goes to the client's endpoint and version, with the callout's own ids. The `callbackUriPath` that
        /// came is compared with the known resume paths (`RESUME_PATHS`) with these ids. One that leads elsewhere is an
        /// error, and so is one with an id that the callout itself lacks.
        ///
        /// Samples for tests are in [`testing::callouts`](crate::testing::callouts).
        #[cfg(any(feature = "entitlement_management", feature = "lifecycle_workflows"))]
        pub mod callout {
            use crate::core::error::Error;
            use crate::core::request::Request;
            #[cfg(feature = "lifecycle_workflows")]
            use crate::$version::builders;
            use crate::$version::{GraphClient, models};

            #[cfg(feature = "verify")]
            #[doc(inline)]
            pub use crate::callout::verify;
            pub use crate::callout::{ENTITLEMENT_MANAGEMENT_APPLICATION_ID, LIFECYCLE_WORKFLOWS_APPLICATION_ID};
            #[doc(no_inline)]
            pub use crate::core::model::{Document as _, ModelType as _};

            #[cfg(feature = "entitlement_management")]
            crate::callout::entitlement::entitlement!($version);
            #[cfg(feature = "lifecycle_workflows")]
            crate::callout::lifecycle::lifecycle!($version);
        }
    };
}

pub(crate) use callout;
