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
        #[doc = concat!("```no_run\nuse msgraph_identity_governance::", stringify!($version), "::Client;")]
        #[doc = concat!("use msgraph_identity_governance::", stringify!($version), "::callout::AccessPackageAssignmentRequestCallout;")]
        ///
        /// # fn conflict(_: &AccessPackageAssignmentRequestCallout) -> Option<String> { None }
        /// /// `body` is that of a call whose token was verified.
        /// async fn called(client: &Client, body: &[u8]) -> Result<(), Box<dyn std::error::Error>> {
        ///     let callout = AccessPackageAssignmentRequestCallout::from_slice(body)?;
        ///     if callout.is_connection_test() {
        ///         return Ok(());
        ///     }
        ///     let source = "Contoso.SodCheckProcess";
        ///     match conflict(&callout) {
        ///         None => callout.approve(source, "no conflict found").send(client).await?,
        ///         Some(why) => callout.deny(source, why).send(client).await?,
        ///     }
        ///     Ok(())
        /// }
        /// ```
        ///
        /// The answer goes to the client's endpoint and version, with the callout's own ids. The `callbackUriPath` that came is held
        /// against the known resume paths (`RESUME_PATHS`) with these ids, and one that leads elsewhere is an error. It is awaited only
        /// as long as the extension is set up for: 5 minutes to 14 days in entitlement management, 5 minutes to 3 hours in lifecycle
        /// workflows; after that the service refuses it.
        pub mod $version {
            use crate::core::error::Error;
            use crate::core::request::Request;
            use crate::$version::{Client, builders, models};

            crate::callout::entitlement::entitlement!();
            crate::callout::lifecycle::lifecycle!($lifecycle_paths);
        }
    };
}

#[cfg(feature = "beta")]
callouts!(beta, "beta", BETA_PATHS);
#[cfg(feature = "v1_0")]
callouts!(v1_0, "v1.0", V1_0_PATHS);
