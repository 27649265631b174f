//! What the callouts of both versions can do, whatever the version's types are: most tests are functions over this.

use std::fmt::Debug;

use integration_tests::http::FakeCredential;
use msgraph_identity_governance::json::ReadError;
use msgraph_identity_governance::model::Document as _;
use msgraph_identity_governance::{Error, GraphClientOptions, WhatIf, beta, v1_0};
use serde_json::{Value, json};

use super::posted::bytes;

/// A version.
pub trait Version {
    /// Its name in URLs.
    const NAME: &'static str;
    /// The reference's page of resuming a request, in the shared folder.
    const PAGE: &'static str;
    type Request: Request;
    type Task: Task;
}

/// A callout of either kind.
pub trait Callout: Clone + Debug + PartialEq + Sized {
    type Resume: Resume;
    const RESUME_PATHS: &'static [&'static str];
    fn from_slice(body: &[u8]) -> Result<Self, ReadError>;
    fn check(&self) -> Result<(), Error>;
}

/// Of entitlement management.
pub trait Request: Callout<Resume: Stated> {
    fn odata_type(&self) -> String;
    fn is_connection_test(&self) -> bool;
    fn stage(&self) -> Option<String>;
    fn approve(&self, source: &str, detail: &str) -> Self::Resume;
    fn deny(&self, source: &str, detail: &str) -> Self::Resume;
    fn cancel(&self, source: &str, detail: &str) -> Self::Resume;
    /// With the approval stage of that JSON.
    fn require_approval(&self, source: &str, detail: &str, stage: &Value) -> Self::Resume;
}

/// Of lifecycle workflows.
pub trait Task: Callout {
    /// How many values do not fit.
    fn mismatches(&self) -> usize;
    fn completed(&self, source: &str) -> Self::Resume;
    fn failed(&self, source: &str) -> Self::Resume;
}

/// What resumes.
pub trait Resume: Debug + Sized {
    fn with_type(self, r#type: &str) -> Self;
    fn body(&self) -> Result<Value, Error>;
    /// What a client without options would send.
    fn shown(&self) -> Result<WhatIf, Error>;
    async fn send(self, options: GraphClientOptions) -> Result<(), Error>;
}

/// What resumes a request, in a state.
pub trait Stated: Resume {
    fn with_state(self, state: &str) -> Self;
}

pub struct V1_0;

pub struct Beta;

macro_rules! resume {
    ($version:ident, $resume:ident) => {
        impl Resume for $version::callout::$resume {
            fn with_type(self, r#type: &str) -> Self {
                Self::with_type(self, r#type)
            }

            fn body(&self) -> Result<Value, Error> {
                Self::body(self).map(|body| json!(body))
            }

            fn shown(&self) -> Result<WhatIf, Error> {
                let client = $version::GraphClient::new(FakeCredential::new(), None)?;
                self.request(&client)?.what_if()
            }

            async fn send(self, options: GraphClientOptions) -> Result<(), Error> {
                let client = $version::GraphClient::new(FakeCredential::new(), Some(options))?;
                Self::send(self, &client).await
            }
        }
    };
}

macro_rules! callout {
    ($version:ident, $callout:ident, $resume:ident) => {
        resume! { $version, $resume }

        impl Callout for $version::callout::$callout {
            type Resume = $version::callout::$resume;

            const RESUME_PATHS: &'static [&'static str] = Self::RESUME_PATHS;

            fn from_slice(body: &[u8]) -> Result<Self, ReadError> {
                Self::from_slice(body)
            }

            fn check(&self) -> Result<(), Error> {
                Self::check(self)
            }
        }
    };
}

macro_rules! version {
    ($marker:ident, $version:ident, $name:literal, $page:literal) => {
        impl Version for $marker {
            const NAME: &'static str = $name;
            const PAGE: &'static str = $page;
            type Request = $version::callout::AccessPackageAssignmentRequestCallout;
            type Task = $version::callout::CustomTaskExtensionCallout;
        }

        callout! { $version, AccessPackageAssignmentRequestCallout, AccessPackageAssignmentRequestResume }
        callout! { $version, CustomTaskExtensionCallout, CustomTaskExtensionResume }

        impl Request for $version::callout::AccessPackageAssignmentRequestCallout {
            fn odata_type(&self) -> String {
                self.data().odata_type().to_string()
            }

            fn is_connection_test(&self) -> bool {
                Self::is_connection_test(self)
            }

            fn stage(&self) -> Option<String> {
                Self::stage(self).map(|stage| stage.as_str().to_owned())
            }

            fn approve(&self, source: &str, detail: &str) -> Self::Resume {
                Self::approve(self, source, detail)
            }

            fn deny(&self, source: &str, detail: &str) -> Self::Resume {
                Self::deny(self, source, detail)
            }

            fn cancel(&self, source: &str, detail: &str) -> Self::Resume {
                Self::cancel(self, source, detail)
            }

            fn require_approval(&self, source: &str, detail: &str, stage: &Value) -> Self::Resume {
                let stage = $version::models::AccessPackageApprovalStage::from_slice(&bytes(stage)).unwrap();
                Self::require_approval(self, source, detail, stage)
            }
        }

        impl Stated for $version::callout::AccessPackageAssignmentRequestResume {
            fn with_state(self, state: &str) -> Self {
                Self::with_state(self, state)
            }
        }

        impl Task for $version::callout::CustomTaskExtensionCallout {
            fn mismatches(&self) -> usize {
                self.event().mismatches().len()
            }

            fn completed(&self, source: &str) -> Self::Resume {
                Self::completed(self, source)
            }

            fn failed(&self, source: &str) -> Self::Resume {
                Self::failed(self, source)
            }
        }
    };
}

version! { V1_0, v1_0, "v1.0", "seeds/v1.0-accessPackageAssignmentRequest-resume.zh-cn.txt" }
version! { Beta, beta, "beta", "seeds/beta-accessPackageAssignmentRequest-resume.txt" }

/// A test of each version for each function `fn name<V: Version>()`; those after the semicolon are asynchronous.
macro_rules! in_both_versions {
    ($($test:ident,)* $(; $($later:ident,)*)?) => {
        in_both_versions! { of_v1_0 V1_0, $($test,)* $(; $($later,)*)? }
        in_both_versions! { of_beta Beta, $($test,)* $(; $($later,)*)? }
    };
    ($tests:ident $version:ident, $($test:ident,)* $(; $($later:ident,)*)?) => {
        mod $tests {
            use crate::callout::version::$version;

            $(#[test]
            fn $test() {
                super::$test::<$version>();
            })*

            $($(#[tokio::test]
            async fn $later() {
                super::$later::<$version>().await;
            })*)?
        }
    };
}

pub(crate) use in_both_versions;

/// Reads a request's callout.
pub fn read<V: Version>(body: &Value) -> V::Request {
    V::Request::from_slice(&bytes(body)).unwrap()
}

/// Reads a task's callout.
pub fn read_task<V: Version>(body: &Value) -> V::Task {
    V::Task::from_slice(&bytes(body)).unwrap()
}

/// Where a request is resumed.
pub fn url<V: Version>(id: &str) -> String {
    format!(
        "https://graph.microsoft.com/{}/identityGovernance/entitlementManagement/assignmentRequests/{id}/resume",
        V::NAME
    )
}

/// The words of the fault for which something is not sent.
pub fn invalid<T: Debug>(result: Result<T, Error>) -> String {
    match result {
        Err(Error::Invalid(invalid)) => invalid.to_string(),
        other => panic!("an error is expected, not {other:?}"),
    }
}
